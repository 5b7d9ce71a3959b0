"""An answer is judged when it is given, by what is declared of its place in a record."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date
from typing import NotRequired, get_origin

import pytest

from imatter_cli.domain.kinds import BY_NAME, judging
from imatter_cli.domain.kinds.fields import HAPPENED, LONGEST, AtMost
from imatter_cli.domain.kinds.forms import Pattern
from imatter_cli.errors import BadValue, NotFound, Refused
from imatter_cli.input import questions
from imatter_cli.input.form import Choice, Form, Question
from imatter_cli.input.questions import fund, licence, project, reflection
from imatter_cli.input.values import Behind, judge, value_of

BEHIND = Behind(date(2026, 11, 24), lambda name: [], lambda part, kinds: part)
#: Forms of these names are on records of another kind.
KINDS = {"fund": "application", "certification": "practitioner"}


def every() -> Iterator[tuple[str, Question]]:
    """Every question of every form, with the kind of record that it is about."""
    for module in pkgutil.iter_modules(questions.__path__):
        for form in vars(importlib.import_module(f"{questions.__name__}.{module.name}")).values():
            if isinstance(form, Form) and form.name:
                first = form.name.split()[0]
                yield from ((KINDS.get(first, first), q) for q in form.questions)


def written() -> Iterator[tuple[str, Question]]:
    """Those whose answer is written freely, of the forms about records."""
    yield from ((kind, q) for kind, q in every() if q.answer in ("text", "long", "step") and kind in BY_NAME)


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


LIMITS = {"limits.focus_areas": 3, "limits.individuals": 3}
THERE = Behind(
    date(2026, 11, 24), lambda name: [Choice("one"), Choice("two")], lambda part, kinds: _found(part),
    limit=LIMITS.get, currency=lambda: "GBP",
)  # fmt: skip
#: Answers that no question of a kind takes, whatever it is about.
NEVER = {
    "text": ["", "turned \u202e about", "x" * (LONGEST + 1)], "long": ["turned \u202e about", "x" * (LONGEST + 1)],
    "step": ["turned \u202e about", "1 December 2026: " + "x" * LONGEST],
    "choice": ["three", "0", "3", ""], "day": ["31 February", "1850-01-01", "soonish", "2026-13-01", "32/1/2026"],
    "money": ["-5", "1e3", "2.505", "€5", "lots", "1,00"], "cost": ["books", "books=", "=5", "books=-5", "books=€5"],
    "count": ["-1", "1.5", "many", "1000000", "٣"], "yes-no": ["perhaps", "yes no", "2"], "ref": ["nobody", ""],
}  # fmt: skip


def _found(part: str) -> str:
    if part != "7kq":
        raise NotFound("There is no such record.")
    return "prj-2611-7kq4m2x"


def given_at_a_terminal(question: Question, said: str) -> None:
    value = value_of(question, said, THERE)
    judge(question, [value] if question.many else value, {})


UNIQUE = list({(q.field, q.answer, q.held, q.at_most, q.at_least, q.ahead): q for _, q in every()}.values())


@pytest.mark.parametrize("question", UNIQUE, ids=lambda q: f"{q.field}-{q.answer}")
def test_what_could_never_be_kept_is_refused_when_it_is_given(question: Question) -> None:
    taken = []
    for said in NEVER[question.answer] if not (question.one_of or question.parse) else ["three times", "\u202e"]:
        try:
            given_at_a_terminal(question, said)
        except (BadValue, NotFound, Refused):
            continue
        taken.append(said)
    assert [one for one in taken if one] == []
    if question.answer == "count":
        most = THERE.at_most(question)
        for said in [question.at_least - 1, *([most + 1] if most is not None else [])]:
            with pytest.raises(BadValue):
                given_at_a_terminal(question, str(said))


@pytest.mark.parametrize("question", [q for q in UNIQUE if q.answer == "day"], ids=lambda q: q.field)
def test_a_day_still_to_come_is_taken_only_where_one_may_lie_ahead(question: Question) -> None:
    for said in ("2026-11-25", "25 November 2026", "24/12/2027", "tomorrow"):
        if question.ahead:
            given_at_a_terminal(question, said)
        else:
            with pytest.raises(BadValue, match="in the future"):
                given_at_a_terminal(question, said)
    given_at_a_terminal(question, "2026-11-24")


def test_whatever_has_happened_is_asked_about_as_past() -> None:
    wrong = []
    for kind, question in every():
        if question.answer == "day" and question.ahead and kind in BY_NAME:
            marks = {mark for one in places(kind, question.held_in) for mark in one}
            wrong += [(kind, question.field)] if HAPPENED in marks else []
    assert not wrong


def test_an_edit_never_takes_away_what_a_record_needs() -> None:
    prompts = [{"id": "what", "ask": "What?"}, {"id": "so-what", "ask": "So what?"}]
    texts = [{"prompt": "what", "text": "It was loud."}]
    forms = {
        "project": project.change(dict.fromkeys(BY_NAME["project"].declared, "x")),
        "licence": licence.change([], dict.fromkeys(BY_NAME["licence"].declared, "") | {"status": "draft"}),
        "reflection": reflection.change(prompts, {"answers": texts, "date": "2026-11-20", "next_step": "ask"}),
        "application": fund.change_application({}, "2026-Q4", {}, "", moves=True),
        "round": fund.change_round({"reviewers": []}, ""),
    }
    seen = 0
    for kind, form in forms.items():
        for question in form.questions:
            declared = BY_NAME[kind].declared.get({"looks_back_on": "date"}.get(question.field, question.field))
            if declared is not None and get_origin(declared) is not NotRequired and question.field != "reviewers":
                assert not question.may_be_empty, (kind, question.field)
                seen += 1
    assert seen > 12
    (first,) = (q for q in forms["reflection"].questions if q.field == "prompt_what")
    assert not first.may_be_empty  # a reflection has some words of its own, or a summary
