"""A second thought before an answer is kept: what in it could tell who somebody is, and words that are avoided."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from imatter_cli.domain.kinds import judging
from imatter_cli.domain.kinds.fields import FreeText
from imatter_cli.input.agreeing import agreed
from imatter_cli.input.console import Console
from imatter_cli.input.form import Answers, Form, Question
from imatter_cli.input.values import as_said

_WRITTEN = ("text", "long", "step", "cost")
_WHY = "imatter looks only for patterns. You know whether it tells others who somebody is."


def is_free(question: Question) -> bool:
    """Whether people answer a question in words of their own, which the record keeps."""
    if question.answer not in _WRITTEN or question.one_of:
        return False
    return not question.held or any(isinstance(mark, FreeText) for mark in judging.marks_of(question.held))


def free_texts(form: Form, answers: Answers) -> list[tuple[Question, list[str]]]:
    """The answers that are in people's own words, as they were said."""
    given = [(q, answers[q.field]) for q in form.questions if q.field in answers and is_free(q)]
    return [(q, [as_said(one) for one in (value if isinstance(value, list) else [value])]) for q, value in given]


class Doubts:
    """Asks about each text with something in it; one that stays as it is is not asked about again."""

    def __init__(self, thoughts: Callable[[str], Sequence[str]], console: Console) -> None:
        self._thoughts = thoughts
        self._console = console
        self._stays: set[str] = set()

    def on(self, text: str) -> bool:
        """Whether there is something to ask about a text."""
        return text not in self._stays and bool(self._thoughts(text))

    def stands(self, text: str) -> bool:
        """Whether a text stays as it is: nothing is in it, or the person says so. Enter is to change it."""
        if not self.on(text):
            return True
        for thought in self._thoughts(text):
            self._console.say(thought, indent="    ")
        if agreed(self._console, "    Change it?", why=_WHY):
            return False
        self._stays.add(text)
        return True
