"""An answer is judged when it is given, by what is declared of its place in a record."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date

import pytest

from imatter_cli.domain.kinds import BY_NAME, judging
from imatter_cli.domain.kinds.fields import LONGEST, AtMost
from imatter_cli.domain.kinds.forms import Pattern
from imatter_cli.errors import BadValue
from imatter_cli.input import questions
from imatter_cli.input.form import Form, Question
from imatter_cli.input.values import Behind, value_of

BEHIND = Behind(date(2026, 11, 24), lambda name: [], lambda part, kinds: part)
#: Forms of these names are on records of another kind.
KINDS = {"fund": "application", "certification": "practitioner"}


def written() -> Iterator[tuple[str, Question]]:
    """Every question of every form whose answer is written freely, with the kind of record that it is about."""
    for module in pkgutil.iter_modules(questions.__path__):
        for form in vars(importlib.import_module(f"{questions.__name__}.{module.name}")).values():
            if isinstance(form, Form) and form.name and not form.name.startswith("programme"):
                first = form.name.split()[0]
                yield from (
                    (KINDS.get(first, first), q) for q in form.questions if q.answer in ("text", "long", "step")
                )


def places(kind: str, field: str) -> Iterator[tuple[object, ...]]:
    """What is declared of the places that a field's text may be kept at."""
    for place, marks in BY_NAME[kind].places.items():
        if place in ((field,), (field, "*"), ("timeline", "*", field)):
            yield marks


def test_every_question_asks_for_no_more_than_its_place_takes() -> None:
    seen = set()
    for kind, question in written():
        narrow = {m for marks in places(kind, question.field) for m in marks if isinstance(m, AtMost | Pattern)}
        held = set(judging.marks_of(question.held)) if question.held else set()
        if not question.one_of and question.parse is None and question.field not in ("round", "quarter"):
            assert narrow <= held, (kind, question.field)
            seen.add(question.field)
    assert {"focus_areas", "resources", "reference", "scheme", "summary", "next_step", "reason"} <= seen


@pytest.mark.parametrize("question", [q for _, q in written() if not q.one_of], ids=lambda q: q.field)
def test_no_text_is_longer_than_a_record_takes(question: Question) -> None:
    with pytest.raises(BadValue) as refused:
        value_of(question, "x" * (LONGEST + 1), BEHIND)
    assert "100,001" in refused.value.message
    assert len(str(refused.value.details["bad"][0]["given"])) < 100
