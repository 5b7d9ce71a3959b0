"""Pydantic's findings in the programme's words, with the nearest known name for an unknown field."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from imatter_cli.domain.finding import FieldPath, Finding

_TYPES = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list, one item a line with a dash",
    "model_type": "a mapping of fields",
    "dict_type": "a mapping of fields",
}


def findings_of(wrong: ValidationError, path: str, model: type[BaseModel]) -> list[Finding]:
    """One finding for each thing wrong, at the place of the value that is wrong."""
    findings: list[Finding] = []
    for error in wrong.errors(include_url=False):
        at = _place(error["loc"], model)
        findings.append(_finding(error, at, path, model))
    return _once_a_place(findings)


def _finding(error: Any, at: FieldPath, path: str, model: type[BaseModel]) -> Finding:
    kind, value, context = error["type"], error.get("input"), error.get("ctx", {})
    name = str(at[-1]) if at else ""
    if kind == "extra_forbidden":
        known = known_names(model, at[:-1])
        near = get_close_matches(name, known, n=1, cutoff=0.6)
        hint = f"Closest: {near[0]}." if near else f"Known here: {', '.join(known)}."
        return Finding("FLD001", "error", path, f"{name}: there is no such field.", hint, at)
    if kind == "missing":
        return Finding("FLD003", "error", path, f"{name}: it is missing.", f"Add {name}.", at)
    if kind in _TYPES:
        return Finding("FLD002", "error", path, f"{name}: {_shown(value)} is not {_TYPES[kind]}.", "", at)
    if kind in ("literal_error", "enum"):
        expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        near = get_close_matches(str(value), expected.split(", "), n=1)
        hint = f"Closest: {near[0]}. " if near else ""
        return Finding(
            "FLD002",
            "error",
            path,
            f"{name}: {_shown(value)} is not one of the choices.",
            f"{hint}It is one of: {expected}.",
            at,
        )
    if kind == "in_words":
        return Finding("FLD002", "error", path, f"{name}: {context['words']}", "", at)
    if kind == "string_pattern_mismatch":
        return Finding(
            "FLD002",
            "error",
            path,
            f"{name}: {_shown(value)} has not the form it should have.",
            f"It is small letters, digits and hyphens, as {_slug(value)}.",
            at,
        )
    said = str(context["error"]) if kind == "value_error" else error["msg"].lower()
    return Finding("FLD002", "error", path, f"{name}: {said}." if name else f"{said[:1].upper()}{said[1:]}.", "", at)


def _place(loc: tuple[int | str, ...], model: type[BaseModel]) -> FieldPath:
    """Pydantic's place without the names it adds for the branches of a union."""
    out: list[int | str] = []
    here: Any = model
    for part in loc:
        if isinstance(part, int):
            out.append(part)
            continue
        models = models_in(here)
        fields = {f.alias or n: f.annotation for m in models for n, f in m.model_fields.items()}
        if part in fields:
            here = fields[part]
            out.append(part)
        elif not _is_branch(part, here):
            out.append(part)
    return tuple(out)


def _is_branch(part: str, annotation: Any) -> bool:
    return part in ("str", "bool", "int", "constrained-str", "constrained-int") or part.startswith(
        ("literal[", "function-", "list[", "constrained")
    )


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a field's type has in it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for a in get_args(annotation) for m in models_in(a)]


def known_names(model: type[BaseModel], at: FieldPath) -> list[str]:
    """The fields that can stand at a place in a record; none where no fields can."""
    here: Any = model
    for part in at:
        if isinstance(part, str):
            fields = {f.alias or n: f.annotation for m in models_in(here) for n, f in m.model_fields.items()}
            here = fields.get(part, here)
    return [f.alias or n for m in models_in(here) for n, f in m.model_fields.items()]


def _once_a_place(findings: list[Finding]) -> list[Finding]:
    seen: dict[FieldPath, Finding] = {}
    for finding in findings:
        seen.setdefault(finding.at, finding)
    return list(seen.values())


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _slug(value: Any) -> str:
    words = "".join(c if c.isalnum() else " " for c in str(value).lower()).split()
    return "-".join(words) or "early-concern"
