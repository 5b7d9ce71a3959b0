"""Records as plain data that readers may rely on, without the models."""

from __future__ import annotations

from collections.abc import Container, Iterator

from imatter_cli.domain import envelope, shape
from imatter_cli.store.contract import Data, Reader, Stored


def each(
    reader: Reader,
    kind: str,
    mentioning: str = "",
    left_out: list[str] | None = None,
    status: Container[str] | None = None,
    among: Container[str] | None = None,
    holder: str = "",
) -> Iterator[Data]:
    """Every record of a kind that is asked for (see contract.Reader.scan) and can be read.

    The paths of the others go to `left_out`.
    """
    for item in reader.scan(kind, mentioning, among, status, holder):
        if isinstance(item, Stored) and item.sound and not shape.misshapen(kind, item.data):
            yield item.data
        elif left_out is not None:
            left_out.append(item.path)


def readable(kind: str, path: str, data: Data) -> bool:
    """Whether the record has what every record has, and its lists are lists."""
    return next(iter(envelope.faults(kind, path, data)), None) is None and not shape.misshapen(kind, data)
