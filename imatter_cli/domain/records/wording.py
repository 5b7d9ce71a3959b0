"""Pydantic's findings in the programme's words, with the nearest known name for an unknown field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic_core import ValidationError

from imatter_cli.domain import ids
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import FieldPath, Finding
from imatter_cli.domain.kinds.declared import is_declared
from imatter_cli.domain.kinds.forms import BY_PATTERN, Pattern
from imatter_cli.domain.kinds.kind import fields_of
from imatter_cli.domain.telling import is_not, named, shown
from imatter_cli.remedies import Hint, one_of
from imatter_cli.said import Many, Prose, Said, said_of

_TYPES = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list, with a dash and one item on each line",
    "model_type": "a mapping of fields",
    "dict_type": "a mapping of fields",
}


def findings_of(wrong: ValidationError, path: str, model: type) -> list[Finding]:
    """One finding for each thing wrong, at the place of the value that is wrong."""
    found: dict[FieldPath, Finding] = {}
    for error in wrong.errors(include_url=False):
        at = _place(error["loc"], model)
        rule, said, hint = _worded(error, at, model)
        words = Said("{field}: {why}", field=named(at), why=said) if at else said
        found.setdefault(at, Finding.of(rule, "error", path, words, hint, at))
    return list(found.values())


def _worded(error: Any, at: FieldPath, model: type) -> tuple[str, Said, Hint]:
    """The rule that an error breaks, what is said of it, and what to try."""
    kind, value, context = error["type"], error.get("input"), error.get("ctx", {})
    if kind == "extra_forbidden":
        known = known_names(model, at[:-1])
        near = get_close_matches(str(at[-1]), known, n=1, cutoff=0.6)
        hint = Said("Closest: {closest}.", closest=near[0]) if near else Said("Known here: {known}.", known=Many(known))
        return "FLD001", Said("there is no such field."), hint
    if kind == "missing":
        return "FLD003", Said("it is missing."), Said("Add {field}.", field=named(at))
    if kind in ("literal_error", "enum"):
        expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        near = get_close_matches(str(value), expected, n=1)
        return "FLD002", is_not(value, "one of the choices"), one_of("It is one of: {choices}.", expected, near)
    if kind == "string_pattern_mismatch":
        words = Said("{value} is not in the right format.", value=Prose(shown(value)))
        return "FLD002", words, FORMS[context["pattern"]].instead(value)
    if kind == "in_words":
        return "FLD002", context["words"], ""
    return "FLD002", is_not(value, _TYPES[kind]) if kind in _TYPES else _said(kind, value, context), ""


#: What each pattern takes, in words; a test holds this against every pattern of the models.
STORE_ID = Pattern(f"^{ids.STORE_ID}$", "the id that imatter wrote, store- and 16 letters and digits")
FORMS: Mapping[str, Pattern] = {**BY_PATTERN, STORE_ID.pattern: STORE_ID}
#: What pydantic calls an error, and how we say it: of the value that was given, and the limit that it passes.
#: Its own sentences are never shown; a test holds this against every error that the models can give.
_LIMITS: dict[str, Callable[[Any, Data], Said]] = {
    "string_too_long": lambda value, limit: Said(
        "Keep it to {most:,} characters (this has {count:,}).", most=limit["max_length"], count=len(value)
    ),
    "string_too_short": lambda value, limit: Said("Write at least {least} characters.", least=limit["min_length"]),
    "too_long": lambda value, limit: Said(
        "Keep it to {most} (there are {count}).", most=limit["max_length"], count=limit["actual_length"]
    ),
    "too_short": lambda value, limit: Said("Give at least {least}.", least=limit["min_length"]),
    "greater_than_equal": lambda value, limit: (
        Said("{value} is too small: it must be at least {least}.", value=Prose(shown(value)), least=limit["ge"])
        if limit["ge"]
        else Said("It can't be negative.")
    ),
    "less_than_equal": lambda value, limit: Said(
        "{value} is too large: it must be at most {most:,}.", value=Prose(shown(value)), most=limit["le"]
    ),
    "greater_than": lambda value, limit: Said(
        "{value} is too small: it must be more than {above}.", value=Prose(shown(value)), above=limit["gt"]
    ),
    "less_than": lambda value, limit: Said(
        "{value} is too large: it must be less than {below}.", value=Prose(shown(value)), below=limit["lt"]
    ),
    "int_from_float": lambda value, limit: is_not(value, "a whole number"),
    "int_parsing_size": lambda value, limit: Said("The number has too many digits."),
    "string_unicode": lambda value, limit: Said("It contains a broken character."),
    "string_sub_type": lambda value, limit: is_not(value, "text"),
    "value_error": lambda value, limit: said_of(limit["error"]),
}
#: The errors that `_worded` words by itself.
_BY_ITSELF = frozenset(
    {*_TYPES, "extra_forbidden", "missing", "literal_error", "enum", "in_words", "string_pattern_mismatch"}
)
WORDED = _BY_ITSELF | _LIMITS.keys()


def _said(kind: str, value: Any, context: Data) -> Said:
    say = _LIMITS.get(kind)
    return say(value, context) if say is not None else is_not(value, "a value that this field can have")


def _place(loc: tuple[int | str, ...], model: type) -> FieldPath:
    """Pydantic's place without the names it adds for the branches of a union."""
    out: list[int | str] = []
    here: Any = model
    for part in loc:
        if isinstance(part, int):
            out.append(part)
            continue
        fields = _fields_below(here)
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


def models_in(annotation: Any) -> list[type]:
    """The declarations that a field's type has in it."""
    if is_declared(annotation):
        return [annotation]
    return [m for a in get_args(annotation) for m in models_in(a)]


def known_names(model: type, at: FieldPath) -> list[str]:
    """The fields that a place in a record can have; empty if it has none."""
    here: Any = model
    for part in at:
        if isinstance(part, str):
            here = _fields_below(here).get(part, here)
    return list(_fields_below(here))


def _fields_below(annotation: Any) -> dict[str, Any]:
    return {name: below for model in models_in(annotation) for name, below in fields_of(model).items()}
