"""What reading and writing the text of a record promises: the second contract of the store.

Reading is strict: `parse` gives plain data or raises Broken with all that is wrong, and `findings` gives just that.
Writing is safe: what `render` and `edit` return reads as the data that was given, and an edit keeps comments, order and
quoting of all that did not change. `Places` finds the line and column of a field. Other packages use only the names in
`__all__`. Inside, `regular` and `fast` read, `faults` and `tree` say what is wrong, `writer` writes, `splice` edits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import yaml

from imatter_cli.domain.file_rules import MAX_BYTES
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.errors import BadValue, Broken
from imatter_cli.store.codec import fast, faults, regular, splice, writer
from imatter_cli.store.codec.faults import text_of
from imatter_cli.store.codec.places import Places
from imatter_cli.store.codec.profile import plain_data, same

__all__ = ["Places", "document", "edit", "findings", "parse", "render", "text_of"]

#: The kind that records/programme.yaml is of; it has no id, so it is not among domain.KINDS.
_PROGRAMME: Final = "programme"


def parse(raw: bytes, path: str) -> dict[str, Any]:
    """The record in a file's bytes, as plain data: dict, list, str, int, bool and None.

    `path` (relative to the store) is only for messages. Raises Broken with every finding of `findings`.
    """
    data = _read(raw)
    if data is not None:
        return data
    root, found = faults.examine(raw, path)
    if root is None or found:
        first = found[0]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise Broken(
            f"{path}:{first.line}:{first.column}: {first.message}{more}",
            findings=[finding.as_data() for finding in found],
            hint=first.try_,
        )
    slowly: dict[str, Any] = root.data()
    return slowly


def findings(raw: bytes, path: str) -> tuple[Finding, ...]:
    """What keeps a file from being read, in the order of the file; empty when it can be read."""
    return () if _read(raw) is not None else faults.examine(raw, path)[1]


def _read(raw: bytes) -> dict[str, Any] | None:
    """The record in a file's bytes, None where it takes the slow way to say why there is none."""
    if len(raw) > MAX_BYTES:
        return None
    try:
        text = raw.decode("utf-8")
        try:
            return regular.read(text)
        except regular.Irregular:
            return fast.read(text)
    except (fast.Odd, yaml.YAMLError, UnicodeDecodeError):
        return None


def render(kind: str, data: Mapping[str, Any]) -> bytes:
    """A new record's file: a modeline that names its schema, then the fields in the order given.

    Raises TypeError for what no record can hold (floats, dates), BadValue when it is larger than a record may be.
    """
    return document(data, f"yaml-language-server: $schema={_schema_from(kind)}")


def document(data: Mapping[str, Any], remark: str) -> bytes:
    """Any mapping as text in the style of a record's file, under a remark of one line. Raises as `render`."""
    plain = plain_data(data)
    if not isinstance(plain, dict):
        raise TypeError("a record is a mapping of fields")
    body = "\n".join(writer.entries(plain, 0, writer.Layout())) if plain else "{}"
    raw = f"# {remark}\n{body}\n".encode()
    _refuse_too_large(raw)
    if not same(parse(raw, ""), plain):
        raise AssertionError("a record rendered is not the record that was given")
    return raw


def edit(raw: bytes, data: Mapping[str, Any]) -> bytes:
    """The file's bytes with `data` in them; comments, order, quoting and line ends of the unchanged stay as they are.

    With the data that the file holds already, the very same bytes. Raises Broken when the file cannot be read,
    TypeError and BadValue as `render`.
    """
    plain = plain_data(data)
    if not isinstance(plain, dict):
        raise TypeError("a record is a mapping of fields")
    if same(parse(raw, ""), plain):
        return raw
    root, _ = faults.examine(raw, "")
    if root is None:
        raise AssertionError("a file that could be read has no root")
    text = splice.edited(raw.decode("utf-8"), root, plain, _parsed)
    written = text.encode("utf-8")
    _refuse_too_large(written)
    if not same(parse(written, ""), plain):
        raise AssertionError("an edit did not give the record that was asked for")
    return written


def _parsed(text: str) -> dict[str, Any] | None:
    """The record in a text, None where there is none."""
    try:
        return parse(text.encode("utf-8"), "")
    except Broken:
        return None


def _schema_from(kind: str) -> str:
    """The schema's path as seen from the folder where records of a kind are."""
    if kind == _PROGRAMME:
        up = "../"
    elif kind in BY_NAME:
        up = "../../../" if BY_NAME[kind].prefix else "../../"
    else:
        raise ValueError(f"{kind!r} is not a kind of record")
    return f"{up}schemas/{kind}.schema.json"


def _refuse_too_large(raw: bytes) -> None:
    if len(raw) > MAX_BYTES:
        raise BadValue(
            f"The record would have {len(raw):,} bytes, but the limit is {MAX_BYTES:,}.",
            hint="Shorten its texts.",
            code="too-large",
        )
