"""JSON Schemas of every kind, made from the declarations, for editors and for others' programs."""

from __future__ import annotations

import ast
import inspect
import json
import os
import textwrap
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from imatter_cli.checks import example
from imatter_cli.domain import envelope, lifecycles
from imatter_cli.domain.ids import KIND_NAMES
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.kinds.declared import Declared, DeclaredObject
from imatter_cli.domain.kinds.kind import fields_of
from imatter_cli.domain.policy import Policy
from imatter_cli.domain.records.model import TOLD
from imatter_cli.domain.records.model import schema_of as checked_by
from imatter_cli.errors import StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.said import Prose, Said
from imatter_cli.services.integrity.field_examples import examples_of, lineage
from imatter_cli.store import files

FOLDER: Final = "schemas"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
PROGRAMME: Final = "programme"


class _Dialect(GenerateJsonSchema):
    """Pydantic's schemas, without the titles that only repeat a field's name."""

    schema_dialect = DIALECT

    def generate_inner(self, schema: Any) -> dict[str, Any]:
        """The schema of a part: what its marks say, or what follows from its type. Each declaration has one."""
        told = schema.get("metadata", {}).get(TOLD)
        if told:
            return dict(told)
        one = schema.get("cls")
        return super().generate_inner(
            {**schema, "ref": f"{one.__module__}.{one.__qualname__}:{id(one)}"} if one else schema
        )

    def model_schema(self, schema: Any) -> dict[str, Any]:
        """The schema of what is held as an object, where each field has the words below it in the source."""
        return _told(self.generate_inner(schema["schema"]), schema["cls"])

    def typed_dict_schema(self, schema: Any) -> dict[str, Any]:
        """The same of what stays plain data."""
        return _told(super().typed_dict_schema(schema), schema["cls"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        """No: an editor shows the name already."""
        return False

    def generate(self, schema: Any, mode: JsonSchemaMode = "validation") -> dict[str, Any]:
        """The schema with its dialect first."""
        return {"$schema": self.schema_dialect, **super().generate(schema, mode)}


def _told(made: dict[str, Any], model: type) -> dict[str, Any]:
    words = {n: text for base in reversed(lineage(model)) for n, text in _words_below(base).items() if text}
    made |= {"title": model.__name__, "description": inspect.getdoc(model), "additionalProperties": False}
    for name in fields_of(model):
        said = made["properties"][name]
        said["description"] = words[name]
        if not {"enum", "const"} & said.keys():
            said["examples"] = examples_of(model, name) or _of_its_type(said)
    return made


@cache
def _words_below(model: type) -> dict[str, str]:
    """The text below each of a declaration's own fields, empty where there is none."""
    if model in (Declared, DeclaredObject):
        return {}
    body = ast.parse(textwrap.dedent(inspect.getsource(model))).body[0]
    statements = [*body.body, ast.Pass()] if isinstance(body, ast.ClassDef) else []
    return {
        field.target.id.rstrip("_"): _text_of(below)
        for field, below in pairwise(statements)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }


def _text_of(statement: ast.stmt) -> str:
    value = statement.value if isinstance(statement, ast.Expr) else None
    text = value.value if isinstance(value, ast.Constant) else None
    return inspect.cleandoc(text) if isinstance(text, str) else ""


def _of_its_type(said: Mapping[str, Any]) -> list[Any]:
    """The examples that a field's type has, for a field that may be left out too."""
    return next((list(one["examples"]) for one in (said, *said.get("anyOf", ())) if "examples" in one), [])


def all_schemas() -> dict[str, bytes]:
    """Every schema's file by its path in the store, the same bytes for the same models."""
    return {path_of(kind): _text(schema_of(kind)) for kind in (*KIND_NAMES, PROGRAMME)}


def path_of(kind: str) -> str:
    """Where a kind's schema is: `schemas/project.schema.json`."""
    return f"{FOLDER}/{kind}.schema.json"


def schema_of(kind: str) -> dict[str, Any]:
    """One kind's schema (or `programme`'s): JSON Schema 2020-12, with a relative $id, descriptions and an example."""
    made = _Dialect().generate(checked_by(Policy if kind == PROGRAMME else BY_NAME[kind].fields))
    head = {
        "$schema": made.pop("$schema"),
        "$id": f"{kind}.schema.json",
        "title": kind.capitalize(),
        "description": _first_line(made.pop("description", "")),
    }
    made.pop("title", None)
    if kind != PROGRAMME:
        _say_what_the_model_leaves_to_the_envelope(kind, made)
        made["examples"] = [example.of_kind(kind)]
    return {**head, **_without_null_defaults(made)}


def out_of_step(root: str) -> list[str]:
    """Paths of schemas in a store's folder that are not what the models say, or are missing. Raises StoreTrouble."""
    return [path for path, text in all_schemas().items() if _read(root, path) != text]


def write(root: str) -> list[str]:
    """Write every schema that is out of step; their paths. Raises StoreTrouble."""
    changed = out_of_step(root)
    texts = all_schemas()
    try:
        with files.folder(root, FOLDER, create=True) as at:
            for path in changed:
                name = path.rpartition("/")[2]
                files.remove_in(at, f"{name}.new")
                files.write_new(at, f"{name}.new", texts[path])
                os.rename(f"{name}.new", name, src_dir_fd=at, dst_dir_fd=at)
    except files.NotPlain as e:
        raise _not_plain(e) from None
    except OSError as e:
        raise StoreTrouble(
            Said("{folder}/ in {path} cannot be written: {why}.", folder=FOLDER, path=root, why=reason(e)),
            hint="Look at the folder's permissions.",
            code="read-only",
        ) from e
    return changed


def _not_plain(e: files.NotPlain) -> StoreTrouble:
    return StoreTrouble(
        Said("{path} is {why}.", path=e.path, why=Prose(e.why)),
        hint="Schemas must be ordinary files in an ordinary folder. Remove this one.",
        code="not-plain",
    )


def _read(root: str, path: str) -> bytes | None:
    try:
        return files.read(root, path)
    except files.NotPlain as e:
        raise _not_plain(e) from None
    except OSError as e:
        raise StoreTrouble(
            Said("{path} cannot be read: {why}.", path=path, why=reason(e)),
            hint="Look at the folder's permissions.",
            code="unreadable",
        ) from e


def _say_what_the_model_leaves_to_the_envelope(kind: str, made: dict[str, Any]) -> None:
    """States, events and the schema's own name are data outside the models; an editor should know them too."""
    fields = made["properties"]
    event = made["$defs"][fields["timeline"]["items"]["$ref"].rsplit("/", 1)[-1]]["properties"]["event"]
    fields["schema"] |= {"const": envelope.schema_name(kind)}
    fields["status"] |= {"enum": list(lifecycles.STATES[kind])}
    event |= {"enum": list(lifecycles.events_of(kind))}
    for said in (fields["schema"], fields["status"], event):
        for key in ("pattern", "maxLength", "examples"):
            said.pop(key, None)


def _without_null_defaults(value: Any) -> Any:
    """A field that may be left out does not need a default of null."""
    if isinstance(value, dict):
        return {k: _without_null_defaults(v) for k, v in value.items() if not (k == "default" and v is None)}
    return [_without_null_defaults(v) for v in value] if isinstance(value, list) else value


def _first_line(text: str) -> str:
    return text.split("\n\n", 1)[0].replace("\n", " ")


def _text(schema: dict[str, Any]) -> bytes:
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()
