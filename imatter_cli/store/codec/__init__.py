"""What reading and writing the text of a record promises: the second contract of the store.

Reading is strict: `parse` gives plain data or raises Broken with all that is wrong, and `findings` gives just that.
Writing is safe: what `render` and `edit` return reads as the data that was given, and an edit keeps comments, order and
quoting of all that did not change. `Places` finds the line and column of a field. Other packages use only the names in
`__all__`. Inside, `regular` reads our own form and `writer` writes it. `tree` reads any other, `faults` says what is
wrong and where, and `splice` edits: these ask PyYAML, and are loaded for the first file that needs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from imatter_cli.domain.data import Data
from imatter_cli.domain.file_rules import MAX_BYTES
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.errors import BadValue, Broken
from imatter_cli.said import Prose, Said
from imatter_cli.store.codec import regular, writer
from imatter_cli.store.codec.profile import plain_data, same

if TYPE_CHECKING:
    from imatter_cli.store.codec.faults import text_of
    from imatter_cli.store.codec.places import Places
    from imatter_cli.store.codec.tree import Node

__all__ = ["Places", "document", "edit", "findings", "parse", "remarks", "render", "text_of", "with_remarks"]

#: The kind that records/programme.yaml is of; it has no id, so it is not among domain.KINDS.
_PROGRAMME: Final = "programme"


def __getattr__(name: str) -> Any:
    """What asks PyYAML, loaded when it is first asked for."""
    if name not in ("Places", "text_of"):
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from imatter_cli.store.codec import faults, places

    return {"Places": places.Places, "text_of": faults.text_of}[name]


def parse(raw: bytes, path: str) -> dict[str, Any]:
    """The record in a file's bytes, as plain data: dict, list, str, int, bool and None.

    `path` (relative to the store) is only for messages. Raises Broken with every finding of `findings`.
    """
    data = _read(raw)
    if data is not None:
        return data
    root, found = _examined(raw, path)
    if root is None or found:
        first = found[0]
        more = Said(" (and {more} more)", more=len(found) - 1) if len(found) > 1 else Said("")
        raise Broken(
            Said(
                "{path}:{line}:{column}: {why}{more}", path=path, line=first.line, column=first.column, why=first.said,
                more=more,
            ),
            findings=[finding.as_data() for finding in found], hint=first.try_,
        )  # fmt: skip
    read: dict[str, Any] = root.data()
    return read


def findings(raw: bytes, path: str) -> tuple[Finding, ...]:
    """What keeps a file from being read, in the order of the file; empty when it can be read."""
    return () if _read(raw) is not None else _examined(raw, path)[1]


def _read(raw: bytes) -> dict[str, Any] | None:
    """The record in a file's bytes; None where it is not in our own form, or is not a record."""
    try:
        return regular.read(raw.decode("utf-8")) if len(raw) <= MAX_BYTES else None
    except (UnicodeDecodeError, regular.Irregular):
        return None


def _examined(raw: bytes, path: str) -> tuple[Node | None, tuple[Finding, ...]]:
    from imatter_cli.store.codec import faults

    return faults.examine(raw, path)


def render(kind: str, data: Data) -> bytes:
    """A new record's file: a modeline that names its schema, then the fields in the order given.

    Raises TypeError for what no record can hold (floats, dates), BadValue when it is larger than a record may be.
    """
    return document(data, f"yaml-language-server: $schema={_schema_from(kind)}")


def document(data: Data, remark: str) -> bytes:
    """Any mapping as text in the style of a record's file, under a remark of one line. Raises as `render`."""
    plain = _fields(data)
    body = "\n".join(writer.entries(plain, 0, writer.Layout())) if plain else "{}"
    raw = f"# {remark}\n{body}\n".encode()
    return _proven(raw, plain)


def edit(raw: bytes, data: Data) -> bytes:
    """The file's bytes with `data` in them; comments, order, quoting and line ends of the unchanged stay as they are.

    With the data that the file holds already, exactly the same bytes. Raises Broken when the file cannot be read,
    TypeError and BadValue as `render`.
    """
    plain = _fields(data)
    if same(parse(raw, ""), plain):
        return raw
    root, _ = _examined(raw, "")
    if root is None:
        raise AssertionError("a file that could be read has no root")
    from imatter_cli.store.codec import splice

    return _proven(splice.edited(raw.decode("utf-8"), root, plain, _parsed).encode("utf-8"), plain)


def remarks(raw: bytes) -> list[str]:
    """The words of every remark in a file that can be read, but not the line that names its schema."""
    if b"#" not in raw:
        return []
    from imatter_cli.store.codec import comments as inside

    root, text = _examined(raw, "")[0], raw.decode("utf-8")
    return [text[start:end] for start, end in inside.remarks(text, root)] if root is not None else []


def with_remarks(raw: bytes, instead: Mapping[str, str]) -> bytes:
    """The file's bytes with other remarks in the place of these."""
    from imatter_cli.store.codec import comments as inside

    root = _examined(raw, "")[0] if b"#" in raw else None
    return raw if root is None else inside.with_remarks(raw.decode("utf-8"), root, instead).encode()


def _fields(data: Data) -> dict[str, Any]:
    plain = plain_data(data)
    if not isinstance(plain, dict):
        raise TypeError("a record is a mapping of fields")
    return plain


def _proven(raw: bytes, data: dict[str, Any]) -> bytes:
    """The bytes, if they are not too many and read as the data that was given."""
    _refuse_too_large(raw)
    if not same(parse(raw, ""), data):
        raise AssertionError("what was written is not the record that was given")
    return raw


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
        raise ValueError(Said("{given!r} is not a kind of record.", given=Prose(kind)))
    return f"{up}schemas/{kind}.schema.json"


def _refuse_too_large(raw: bytes) -> None:
    if len(raw) > MAX_BYTES:
        raise BadValue(
            Said("The record would have {bytes:,} bytes, but the limit is {most:,}.", bytes=len(raw), most=MAX_BYTES),
            hint="Shorten its texts.", code="too-large",
        )  # fmt: skip
