"""What is wrong with a value is said in our words, whichever error pydantic gives: none of its sentences is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from imatter_cli.checks import example
from imatter_cli.domain import records
from imatter_cli.domain.exchange import Parcel
from imatter_cli.domain.kinds import KINDS
from imatter_cli.domain.policy import Policy
from imatter_cli.domain.records.model import schema_of
from imatter_cli.domain.records.wording import FORMS, WORDED

#: What a part of a model's schema can raise, by its type, and with a limit of that name.
_OF_TYPE = {
    "str": ("string_type", "string_unicode"), "int": ("int_type",), "bool": ("bool_type",), "list": ("list_type",),
    "dict": ("dict_type",), "model": ("model_type",), "model-fields": ("missing", "extra_forbidden", "dict_type"),
    "typed-dict": ("missing", "extra_forbidden", "dict_type"), "literal": ("literal_error",), "enum": ("enum",),
}  # fmt: skip
_OF_LIMIT = {
    "str": {"max_length": "string_too_long", "min_length": "string_too_short", "pattern": "string_pattern_mismatch"},
    "int": {"ge": "greater_than_equal", "le": "less_than_equal", "gt": "greater_than", "lt": "less_than"},
    "list": {"max_length": "too_long", "min_length": "too_short"},
}
#: Parts that hold others, or check in our own words, and raise nothing of their own.
_SILENT = frozenset({
    "no-info", "nullable", "union", "definitions", "definition-ref", "default", "function-after", "function-before",
    "function-plain", "function-wrap", "any", "model-field", "typed-dict-field", "none", "chain", "to-string",
})  # fmt: skip


def raised(schema: Any) -> Iterator[str]:
    """The types of every error that a core schema can raise."""
    if isinstance(schema, Mapping):
        kind = schema.get("type")
        if isinstance(kind, str) and kind != "serialization":
            if kind in _OF_TYPE:
                yield from _OF_TYPE[kind]
                yield from (error for limit, error in _OF_LIMIT.get(kind, {}).items() if schema.get(limit) is not None)
            elif kind not in _SILENT:
                yield f"a part that is not known here: {kind}"
        for name, inner in schema.items():
            if name not in ("serialization", "metadata", "config"):
                yield from raised(inner)
    elif isinstance(schema, (list, tuple)):
        for inner in schema:
            yield from raised(inner)


@pytest.mark.parametrize("declared", [*(kind.fields for kind in KINDS), Policy, Parcel], ids=lambda one: one.__name__)
def test_every_error_of_the_models_has_words_of_ours(declared: Any) -> None:
    found = set(raised(schema_of(declared)))
    assert found >= {"string_type", "missing"}
    assert found <= WORDED


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("focus_areas", ["x" * 231], "focus_areas, item 1: Keep it to 200 characters (this has 231)."),
        ("focus_areas", [], "focus_areas: Give at least 1."),
        ("programme", 0, "programme: 0 is too small: it must be at least 1."),
        ("programme", "1", "programme: '1' is not a whole number."),
        ("focus_areas", [3], "focus_areas, item 1: 3 is not text."),
        ("type", ["early"], "type: it is a list, not text."),
        ("type", {"a": 1}, "type: it is a mapping, not text."),
        ("type", None, "type: it is nothing (null), not text."),
        ("support", 5, None),
    ],
)
def test_a_limit_says_what_it_is_and_what_was_given(field: str, value: Any, said: str | None) -> None:
    data = {**example.of_kind("project"), field: value}
    (found,) = records.schema_faults("project", "a.yaml", data)
    assert said is None or found.message == said
    assert "should" not in found.message


def test_every_pattern_of_the_models_is_told_in_words() -> None:
    declared = [*(kind.fields for kind in KINDS), Policy, Parcel]
    patterns = {pattern for one in declared for pattern in patterns_in(schema_of(one))}
    assert patterns <= FORMS.keys()
    assert all(str(form.instead("?")).startswith("Use ") for form in FORMS.values())
    assert all(re.fullmatch(form.pattern, form.example) for form in FORMS.values() if form.example)


def patterns_in(schema: Any) -> Iterator[str]:
    """Every pattern that text is held against."""
    if isinstance(schema, Mapping):
        if schema.get("type") == "str" and isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for inner in schema.values():
            yield from patterns_in(inner)
    elif isinstance(schema, (list, tuple)):
        for inner in schema:
            yield from patterns_in(inner)


@pytest.mark.parametrize(
    ("value", "said"),
    [("gb", "Use three capital letters, as in GBP."), ("eur", "Use three capital letters, as in EUR.")],
)
def test_a_form_never_offers_what_it_refuses(value: str, said: str) -> None:
    (found,) = records.schema_faults("round", "a.yaml", {**example.of_kind("round"), "currency": value})
    assert (found.message, found.try_) == (f"currency: {value!r} is not in the right format.", said)


def test_a_score_is_held_against_its_rubric_and_not_against_ours() -> None:
    scores = [{"criterion": "need", "score": 99}]
    (found,) = records.schema_faults("review", "a.yaml", {**example.of_kind("review"), "scores": scores})
    assert found.message == "score: 99 is not on the rubric's scale."
