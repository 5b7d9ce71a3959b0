"""The pages of fields: what a record and the programme's file can hold, from the schemas that editors use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from imatter_cli.domain.ids import KIND_NAMES
from imatter_cli.services.integrity import schemas

_MADE = "<!-- Made by docs/generate.py from the declarations of kinds; change those, not this page. -->"
_PATTERNS = {r"^\d{4}-\d\d-\d\d$": "day", r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$": "day or moment"}
_ID = re.compile(r"\^([a-z]{3})-")


def records() -> str:
    """The fields of every kind of record."""
    lines = [
        "# What a record holds", "", _MADE, "",
        "Every record is a YAML file of its own. Its first line names its schema, so an editor with a YAML language",
        "server knows these fields too. Fields in **bold** are always there. `imatter schema --write` writes the",
        "schemas, and [the rules](rules.md) say what must be true between fields and between records.",
    ]  # fmt: skip
    for kind in KIND_NAMES:
        lines += _of_schema(kind)
    return "\n".join(lines) + "\n"


def programme() -> str:
    """The fields of programme.yaml."""
    lines = [
        "# What the programme's file holds", "", _MADE, "",
        "The rules of a programme are data: `records/programme.yaml` in each store. `imatter programme show` shows",
        "them, `imatter programme edit` and `imatter programme entry` change them, and you can edit the file by hand",
        "and save it with `imatter save`. `placeholder: true` marks what the published licence page leaves open.",
        "Fields in **bold** are always there.",
    ]  # fmt: skip
    return "\n".join([*lines, *_of_schema("programme")]) + "\n"


def _of_schema(name: str) -> Iterator[str]:
    schema = schemas.schema_of(name)
    yield from ("", f"## {schema['title']}", "", schema["description"], "", *_table(name, schema))
    for part, inner in schema["$defs"].items():
        yield from ("", f"### {_title(name, part)}", "", inner.get("description", ""), "", *_table(name, inner))


def _table(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield from ("| field | what | meaning |", "| --- | --- | --- |")
    for field, value in schema["properties"].items():
        shown = f"**`{field}`**" if field in schema.get("required", ()) else f"`{field}`"
        yield f"| {shown} | {_what(name, value)} | {value.get('description', '')} |"


def _what(name: str, value: Mapping[str, Any]) -> str:
    if "$ref" in value:
        title = _title(name, value["$ref"].rpartition("/")[2])
        return f"[{title.partition(' in ')[0].lower()}](#{title.lower().replace(' ', '-')})"
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return ", ".join(f"`{one}`" for one in value["enum"])
    if "anyOf" in value:
        return " or ".join(_what(name, one) for one in value["anyOf"] if one.get("type") != "null")
    if value.get("type") == "array":
        return f"list of {_what(name, value['items'])}"
    pattern = value.get("pattern", "")
    if pattern in _PATTERNS:
        return _PATTERNS[pattern]
    if found := _ID.match(pattern):
        return f"id (`{found[1]}-…`)"
    names = {"string": "text", "integer": "number", "number": "number", "boolean": "true or false"}
    return names.get(str(value.get("type")), "anything")


def _title(name: str, part: str) -> str:
    """What a part is called; parts of two kinds can have one name."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", part).capitalize()
    return words if name == "programme" else f"{words} in {'an' if name[0] in 'aeiou' else 'a'} {name}"
