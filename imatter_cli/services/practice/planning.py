"""The fields of a project, put together from what was answered about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.errors import BadValue
from imatter_cli.said import Called, Many, Said
from imatter_cli.services.context import Context
from imatter_cli.services.practice import projects
from imatter_cli.services.records import editing
from imatter_cli.store.contract import Data, Receipt

_DATED = re.compile(r"(?P<by>\d{4}-\d\d-\d\d)[:\s]\s*(?P<text>\S.*)", re.DOTALL)
#: Fields that are put together from several answers: part to answer; and the parts that each cannot be without.
_NESTED = {
    "invitation": {"date": "invited", "consent": "consent", "withdraw": "withdraw"},
    "safeguarding": {"known": "safeguarding", "date": "safeguarding_date", "role": "safeguarding_role"},
}
_NEEDED = {"invitation": ("date", "consent"), "safeguarding": ("known",)}
#: Fields that hold an answer as it is.
_AS_ANSWERED = BY_NAME["project"].declared.keys() - {*_NESTED, "steps", "individuals"}


def begin(ctx: Context, *, individuals: int, age_bands: Sequence[str] = (), day: str = "", **answers: Any) -> Receipt:
    """Keep an idea, from what was answered about it. Raises as `projects.plan`, and BadValue for half an answer."""
    return projects.plan(ctx, _fields(answers, {}), individuals, age_bands, day)


def add(ctx: Context, id: str, *, day: str = "", **answers: Any) -> Receipt:
    """Add what was answered to the plan of a project. Raises as an edit, and BadValue for half an answer."""
    return editing.edit(ctx, id, fields_of(answers, editing.dependable(ctx, id)), day=day)


def fields_of(answers: Mapping[str, Any], record: Data) -> dict[str, Any]:
    """The fields that answers change; nested ones keep what the record has and was not given anew.

    An empty answer takes away what is there: a field that is None goes. Raises BadValue.
    """
    fields = _fields(answers, record)
    if answers.get("age_bands"):
        fields["individuals"] = projects.with_age_bands(record, answers["age_bands"])
    elif "age_bands" in answers:
        fields["individuals"] = [
            {part: value for part, value in one.items() if part != "age_band"} for one in record["individuals"]
        ]
    return fields


def answers_of(record: Data) -> Data:
    """What a project answers today, as it would be asked: the other way of `fields_of`."""
    said = {name: record.get(name) for name in _AS_ANSWERED}
    for field, parts in _NESTED.items():
        said |= {name: (record.get(field) or {}).get(part) for part, name in parts.items()}
    steps = [
        f"{step['by']} {step['text']}" if step.get("by") else step.get("text") for step in record.get("steps") or ()
    ]
    bands = [one.get("age_band") for one in record.get("individuals") or ()]
    one_for_all = bands[:1] if len(set(bands)) == 1 else bands
    said |= {"steps": steps or None, "age_bands": one_for_all if bands and all(bands) else None}
    return said


def _fields(answers: Mapping[str, Any], record: Data) -> dict[str, Any]:
    fields = {name: value or None for name, value in answers.items() if name in _AS_ANSWERED}
    if answers.get("steps"):
        fields["steps"] = _with_what_stays([_step_of(text) for text in answers["steps"]], record.get("steps") or ())
    elif "steps" in answers:
        fields["steps"] = None
    for field, parts in _NESTED.items():
        given = {part: answers[name] for part, name in parts.items() if name in answers}
        if given:
            whole = {**(record.get(field) or {}), **given}
            fields[field] = {part: value for part, value in whole.items() if value != ""} or None
            lacking = [
                name for part, name in parts.items() if part in _NEEDED[field] and part not in (fields[field] or ())
            ]
            if lacking and fields[field]:
                flags = Many(f"--{name.replace('_', '-')}" for name in lacking)
                said = Said("{field} needs {options:and} too.", field=Called(field, field.capitalize()), options=flags)
                open_ = [
                    {"code": "missing", "field": name, "message": str(said), "facts": said.facts()} for name in lacking
                ]
                raise BadValue(said, hint=Said("Give {options:and}.", options=flags), details={"objections": open_})
    return fields


def _step_of(text: str) -> dict[str, str]:
    """A small step, with the day that stands before it if one does."""
    dated = _DATED.fullmatch(text)
    return {"text": dated["text"], "by": dated["by"]} if dated else {"text": text}


def _with_what_stays(steps: Sequence[Data], before: Sequence[Data]) -> list[Data]:
    """Small steps with the id, and the day on which they were done, that they have; also one that is said otherwise."""
    known = {str(step.get("text")): step for step in before}
    said = {step["text"] for step in steps}
    if len(steps) == len(before):
        pairs = zip(steps, before, strict=True)
        known |= {new["text"]: old for new, old in pairs if new["text"] not in known and old["text"] not in said}
    stays = [{name: one for name, one in known.get(step["text"], {}).items() if name != "by"} for step in steps]
    return [{**old, **step} for old, step in zip(stays, steps, strict=True)]
