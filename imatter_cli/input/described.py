"""A form as plain data, for people who answer it on a page or in a message. It is made from its questions alone."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from imatter_cli.classes import immutable
from imatter_cli.domain.kinds import BY_NAME, judging
from imatter_cli.domain.kinds.fields import LONGEST, AtMost
from imatter_cli.errors import BadValue
from imatter_cli.input.form import EMPTY, Answered, Choice, Form, Question
from imatter_cli.input.questions.common import as_option_only
from imatter_cli.input.values import Behind, value_of, values_of

#: What nobody answers, to hear in which words such an answer is refused.
_ODD: Final = "\u00bf?"
#: What stands in these words for what was answered, and for how much it was.
GIVEN, COUNT = "{given}", "{count}"
#: Answers that are asked with a list of their own, or about records: others are asked as what they are.
_TYPED: Final = ("day", "money", "cost", "count")


@immutable
class Asked:
    """One question as people see it.

    `kind` says how it is answered: text, long, choice, yes-no, day, money, cost, count, or code (a record's whole id).
    `each` of several answers counts, in their order. `most` is how many answers are taken, or the highest count. `when`
    is the earlier question that it depends on, with the answers that it needs (none: any). `says` are the sentences
    that an answer is refused with: `empty`, `long`, `many`, `ahead` (a day in the future) and `wrong` (of any other
    form).
    """

    field: str
    ask: str
    why: str
    kind: str
    example: str = ""
    choices: tuple[Choice, ...] = ()
    many: bool = False
    each: bool = False
    required: bool = True
    most: int | None = None
    least: int = 0
    characters: int = LONGEST
    past: bool = False
    pattern: str = ""
    when: tuple[str, tuple[Any, ...]] | None = None
    says: Mapping[str, str] = {}

    def as_data(self) -> dict[str, Any]:
        """The same for a script."""
        choices = [{"value": c.value, "label": c.label, "note": c.note} for c in self.choices]
        when = {"field": self.when[0], "one_of": list(self.when[1])} if self.when else None
        own = {name: getattr(self, name) for name in Asked.__annotations__}
        return {**own, "choices": choices, "when": when, "says": dict(self.says)}


def described(form: Form, behind: Behind) -> tuple[Asked, ...]:
    """The questions of a form that are asked elsewhere: those that can only be given as an option are left out."""
    return tuple(_asked(q, behind) for q in form.questions if q.when is not as_option_only)


def fingerprint(asked: Sequence[Asked]) -> str:
    """What questions are known by: other words, choices or limits have another."""
    told = [[o.field, o.ask, o.kind, [c.value for c in o.choices], o.many, o.required, o.most, o.least] for o in asked]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]


def _asked(question: Question, behind: Behind) -> Asked:
    choices = tuple(behind.offered(question)) or tuple(Choice(word, word.capitalize()) for word in question.one_of)
    kind: str = question.answer
    if question.answer == "step":
        kind = "text"
    elif choices:
        kind = "choice"
    elif question.answer == "ref":
        kind = "code"
    most = behind.at_most(question)
    when = question.when
    return Asked(
        question.field, " ".join(question.ask.replace(f", such as {question.example}", "").split()),
        "" if question.why in question.ask or (question.answer == "ref" and choices) else question.why, kind,
        _example(question) if not choices and kind not in ("code", "yes-no") else "", choices, question.many,
        question.each, question.required and question.default is None, most, question.at_least, _characters(question),
        kind == "day" and not question.ahead, _pattern(question) if kind == "code" else "",
        (when.field, when.one_of) if isinstance(when, Answered) else None, _says(question, kind, most, behind),
    )  # fmt: skip


def _example(question: Question) -> str:
    """An answer that would be taken, without the name that stands before it in an option for several questions."""
    return question.example.partition("=")[2] if question.option == "--answer" else question.example


def _characters(question: Question) -> int:
    marks = judging.marks_of(question.held) if question.held else ()
    return min([LONGEST, *(mark.characters for mark in marks if isinstance(mark, AtMost))])


def _pattern(question: Question) -> str:
    prefixes = "|".join(BY_NAME[kind].prefix for kind in question.kinds)
    return f"^({prefixes})-[0-9]{{4}}-[0-9a-z]{{7}}$"


def _says(question: Question, kind: str, most: int | None, behind: Behind) -> dict[str, str]:
    """The words in which answers are refused, from the refusals themselves."""
    says = {"empty": EMPTY}
    if kind in _TYPED:
        says["wrong"] = _refusal(question, f"books={_ODD}" if kind == "cost" else _ODD, behind)
    if kind == "cost":
        says["item"], says["amount"] = "Say what this is for.", "Give an amount for each item."
    elif kind == "code":
        says["wrong"] = f"Give the whole code, such as {question.example}."
    if kind == "day" and not question.ahead:
        ahead = (behind.today + timedelta(days=1)).isoformat()
        says["ahead"] = _refusal(question, ahead, behind).replace(ahead, GIVEN)
    if kind in ("text", "long"):
        over = _characters(question) + 1
        says["long"] = _refusal(question, "x" * over, behind).replace(f"{over:,}", COUNT)
    if question.many and most is not None and kind != "choice":
        try:
            values_of(question, [str(n) for n in range(most + 1)], behind)
        except BadValue as wrong:
            says["many"] = f"{wrong.message} {wrong.hint}".replace(f"you gave {most + 1}", f"you gave {COUNT}")
    return {name: said for name, said in says.items() if said}


def _refusal(question: Question, answer: str, behind: Behind) -> str:
    try:
        value_of(question, answer, behind)
    except BadValue as wrong:
        said = re.sub(rf"^{re.escape(question.name)}: (\w)", lambda found: found[1].upper(), wrong.message)
        hint = "" if wrong.hint == question.why else str(wrong.hint)
        return f"{said} {hint}".strip().replace(_ODD, GIVEN)
    return ""
