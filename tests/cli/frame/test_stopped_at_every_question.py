"""Ctrl-C at every prompt of every form: what was answered, and the half line, are there on resume."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.errors import Interrupted
from imatter_cli.input import questions
from imatter_cli.input.ask import answer
from imatter_cli.input.drafts import Drafts, Keeper
from imatter_cli.input.form import Choice, Form, Question
from imatter_cli.input.line.outcome import Stopped
from imatter_cli.input.values import Behind

NOW = datetime(2026, 11, 23, 18, 40, tzinfo=UTC)
HALF = "half a thought"


def every_form() -> Iterator[Form]:
    for room in pkgutil.iter_modules(questions.__path__):
        module = importlib.import_module(f"{questions.__name__}.{room.name}")
        yield from (value for value in vars(module).values() if isinstance(value, Form))


def with_its_own() -> Iterator[tuple[Form, frozenset[str]]]:
    """Each form with the fields of the questions that no form before it asks."""
    seen: set[int] = set()
    for form in sorted(every_form(), key=lambda form: -len(form.questions)):
        if new := frozenset(q.field for q in form.questions if id(q) not in seen):
            yield form, new
        seen |= {id(q) for q in form.questions}


FORMS = {form.name: (form, own) for form, own in with_its_own()}


class Person:
    """Gives each question its example, and stops in the middle of the line at one of the prompts (-1: never)."""

    def __init__(self, form: Form, stops_at: int = -1) -> None:
        self.form, self.stops_at = form, stops_at
        #: The field that each prompt so far was for.
        self.prompts: list[str] = []
        self.at: Question | None = None
        self.given: dict[str, int] = {}
        self.screen: list[str] = []

    def say(self, text: str = "", indent: str = "") -> None:
        self.screen.append(text)
        self._find(text)

    def pose(self, question: str) -> None:
        self.say(question)

    def ask(self, prompt: str, text: str = "") -> str:
        self._find(prompt)
        self.prompts.append(self.at.field if self.at else "")
        assert len(self.prompts) < 200, (self.at, self.screen[-3:])
        if len(self.prompts) == self.stops_at:
            raise Stopped(HALF)
        if "[Y/n]" in prompt or self.at is None:
            return ""
        question = self.at
        times = self.given[question.field] = self.given.get(question.field, 0) + 1
        if question.answer == "long":
            return example_of(question) if times == 1 else "."
        return "" if question.many and times > 1 else example_of(question)

    def forget_typed_ahead(self) -> None:
        pass

    def edit(self, path: Path) -> str:
        raise AssertionError("nobody asked for an editor")

    def _find(self, text: str) -> None:
        for question in self.form.questions:
            if text.startswith((question.ask, f"{question.name}:", f"{question.name} [", f"{question.name} (")):
                self.at = question


def example_of(question: Question) -> str:
    if question.answer == "ref":
        return "prj-2611-7kq4m2x"
    if question.answer == "choice":
        return question.example or "one"
    return question.example or (question.one_of[0] if question.one_of else "yes")


def behind(form: Form) -> Behind:
    def choices(name: str) -> list[Choice]:
        return [Choice(example_of(q)) for q in form.questions if name == q.list] or [Choice("one")]

    return Behind(date(2026, 11, 24), choices, lambda part, kinds: part, currency=lambda: "GBP")


def asked(form: Form, person: Person, drafts: Drafts, resume: str = "") -> dict[str, Any]:
    keeper = Keeper(drafts, form.name, NOW, resume=resume)
    return answer(form, {}, interactive=True, behind=behind(form), keeper=keeper, console=person)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_nothing_is_lost_wherever_one_stops(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda handle: None)
    form, own = FORMS[name]
    whole = Person(form)
    expected = asked(form, whole, Drafts(tmp_path / "whole"))
    for prompt in (n for n, field in enumerate(whole.prompts, 1) if field in own):
        drafts = Drafts(tmp_path / f"stopped-{prompt}")
        with pytest.raises(Interrupted) as stopped:
            asked(form, Person(form, prompt), drafts)
        assert "kept" in stopped.value.message, prompt
        (draft,) = drafts.list()
        again = Person(form)
        found = asked(form, again, drafts, draft.id)
        assert any(HALF in line for line in again.screen), (prompt, again.screen)
        assert set(found) >= set(expected), prompt
        for field, value in expected.items():
            assert found[field] == value or HALF in str(found[field]) or HALF in str(draft.begun), (prompt, field)
