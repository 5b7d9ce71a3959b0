"""From what a person writes to the value a record holds."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from imatter_cli.classes import immutable
from imatter_cli.domain import money, unseen
from imatter_cli.domain.dates import parse_kept_day, planned_day, refuse_ahead
from imatter_cli.domain.fund import costs
from imatter_cli.domain.kinds import judging
from imatter_cli.errors import Ambiguous, BadValue, NotFound
from imatter_cli.input.form import Answers, Choice, Question, bad
from imatter_cli.remedies import one_of
from imatter_cli.said import Prose, Said

#: Answers that a person writes freely.
_WRITTEN = ("text", "long", "step")
#: How much of a text that is refused is shown again.
_SHOWN = 60
_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})
#: What no answer can hold and other texts can: carriage returns, and halves of characters.
_UNFIT = re.compile(r"[\r\ud800-\udfff]")


@immutable
class Behind:
    """What is behind the questions: the day, the programme's lists and limits, the records that are there.

    `choices` gives a list of the programme by name; `resolve` a record's full id from a part of it (raises
    NotFound, Ambiguous); `known` records that a reference may name, best first; `limit` a limit by its name;
    `currency` that of amounts, empty where there is no programme yet; `thoughts` what a text is worth a second thought
    for, a sentence each.
    """

    today: date
    choices: Callable[[str], Sequence[Choice]]
    resolve: Callable[[str, Sequence[str]], str]
    known: Callable[[Sequence[str]], Sequence[Choice]] = lambda kinds: ()
    limit: Callable[[str], int | None] = lambda name: None
    currency: Callable[[], str] = lambda: ""
    thoughts: Callable[[str], Sequence[str]] = lambda text: ()

    def at_most(self, question: Question) -> int | None:
        """The upper bound of a question, looked up where it is a limit of the programme."""
        return self.limit(question.at_most) if isinstance(question.at_most, str) else question.at_most

    def offered(self, question: Question) -> Sequence[Choice]:
        """What can be chosen by its number."""
        if question.list:
            return self.choices(question.list)
        return self.known(question.kinds) if question.answer == "ref" else ()


def value_of(question: Question, said: str, behind: Behind) -> Any:
    """One answer as its record value: text, `250.00`, `2026-11-24`, a number, true or false, an id.

    Raises BadValue, and NotFound or Ambiguous for a reference, all with details.bad.
    """
    text = unseen.without_hidden(_UNFIT.sub("", said)).strip()
    try:
        if turning := unseen.turning(text):
            words = Said(
                "{question}: it has a character that turns the direction of writing around ({character}).",
                question=question.called, character=unseen.named(turning),
            )  # fmt: skip
            raise BadValue(words, hint="Type it again, or paste it as plain text.")
        return _read(question, text, behind)
    except (BadValue, NotFound, Ambiguous) as error:
        if "bad" in error.details:
            raise
        where = {"field": question.field, "option": question.flag, "given": said, "message": error.message}
        error.details["bad"] = [where]
        raise


def judge(question: Question, value: Any, answers: Answers) -> None:
    """Refuse, as soon as it is given, a value that would be refused once everything is answered.

    `answers` are the other answers so far; of `many`, the value is the list so far. Raises BadValue, and Refused for
    what no other answer would mend.
    """
    if question.judge is not None:
        question.judge(value, answers)


def _read(question: Question, text: str, behind: Behind) -> Any:
    if question.parse is not None:
        _refuse_unfit(question, text)
        return question.parse(text)
    if question.one_of:
        return _one_of(question, text)
    value = _READ[question.answer](question, text, behind)
    if question.answer in _WRITTEN:
        _refuse_unfit(question, str(value))
    return value


def _refuse_unfit(question: Question, text: str) -> None:
    """Refuse a text that its place in the record would not take, in the same words for every way of giving it."""
    wrong = judging.refusal(text, judging.marks_of(question.held) if question.held else ())
    if wrong:
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        raise bad(question, Said("{question}: {why}", question=question.called, why=wrong.continued()), given=shown)


def values_of(question: Question, said: Sequence[str], behind: Behind) -> list[Any]:
    """Several answers to one question, in order, and without repeats unless each one counts.

    Raises as `value_of`, and for too many.
    """
    values: list[Any] = []
    for one in said:
        value = value_of(question, one, behind)
        if question.each or value not in values:
            values.append(value)
        elif question.answer == "cost":
            raise bad(question, Said("The same cost is given twice."), given=one,
                      hint="Add them up, or give them different names.")  # fmt: skip
    most = behind.at_most(question)
    if most is not None and len(values) > most:
        more = Said(
            "{question}: {most} at most, and you gave {count}.", question=question.called, most=most, count=len(values)
        )
        raise bad(question, more, given=", ".join(said), hint=Said("Give those {most} that matter most.", most=most))
    return values


def taken(question: Question, given: Any, behind: Behind) -> Any:
    """What was given to a question in one go, one answer or several, as record values. Raises as `values_of`."""
    if not question.many:
        return value_of(question, as_said(given), behind)
    return values_of(question, [given] if isinstance(given, str) else list(map(as_said, given)), behind)


def as_said(value: Any) -> str:
    """A record value as a person would have given it (what a draft kept, an answer to be changed)."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def example_of(question: Question, behind: Behind) -> str:
    """An answer that would be taken: for a choice or a reference one that is there; empty where no record is."""
    if question.answer not in ("choice", "ref"):
        return question.example
    offered = [c.value for c in behind.offered(question)]
    if not offered:
        return "" if question.answer == "ref" else question.example
    return question.example if question.example in offered else offered[0]


def _text(question: Question, text: str, behind: Behind) -> str:
    return " ".join(text.split())


def _long(question: Question, text: str, behind: Behind) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def _choice(question: Question, text: str, behind: Behind) -> str:
    offered = behind.choices(question.list)
    said = _plain(text)
    if text.isdigit() and 1 <= int(text) <= len(offered) and not any(c.value == text for c in offered):
        return offered[int(text) - 1].value
    for found in (
        [c for c in offered if said in (_plain(c.value), _plain(c.label))],
        [c for c in offered if said and (_plain(c.value).startswith(said) or _plain(c.label).startswith(said))],
    ):
        if len(found) == 1:
            return found[0].value
    values = tuple(c.value for c in offered)
    names = {_plain(name): c.value for c in offered for name in (c.label, c.value) if name}
    closest = [names[n] for n in difflib.get_close_matches(said, names, n=1, cutoff=0.5)]
    wording = Said("{question}: {given!r} is not one of the choices.", question=question.called, given=Prose(text))
    hint = one_of("Choose from {choices}.", values, closest)
    wrong = bad(question, wording, given=text, hint=hint, choices=values)
    wrong.details["closest"] = closest
    raise wrong


def _one_of(question: Question, text: str) -> str:
    said = re.sub(r"[\s_]+", "-", text.strip().lower())
    if said in question.one_of:
        return said
    begun = [one for one in question.one_of if said and one.startswith(said)]
    if len(begun) == 1:
        return begun[0]
    hint = one_of("Choose from {choices}.", question.one_of)
    raise bad(
        question, Said("{given!r} is not one of the choices.", given=Prose(text)), given=text, hint=hint,
        choices=question.one_of,
    )  # fmt: skip


def _day(question: Question, text: str, behind: Behind) -> str:
    day = parse_kept_day(text, behind.today, "ahead" if question.ahead else "behind").isoformat()
    if not question.ahead:
        refuse_ahead(day, behind.today)
    return day


def _step(question: Question, text: str, behind: Behind) -> str:
    """A small step; a day in front of it (`1 December: read together`, `2026-12-01 …`) is written as in a file."""
    said, _, rest = text.partition(":")
    day = planned_day(said, behind.today) if rest.strip() else None
    return f"{day.isoformat()} {rest.strip()}" if day is not None else _text(question, text, behind)


def _money(question: Question, text: str, behind: Behind) -> str:
    return money.text(money.parse_in(text, behind.currency()))


def _cost(question: Question, text: str, behind: Behind) -> str:
    """An item and its cost, as one text, so that it can be kept while other answers are open."""
    item = costs.parse_item(text, behind.currency())
    return f"{item['item']}={item['amount']}"


def _count(question: Question, text: str, behind: Behind) -> int:
    most, least = behind.at_most(question), question.at_least
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or int(text) < least or (most is not None and int(text) > most):
        span = f"from {least} to {most}" if most is not None else f"of {least} or more" if least else "such as 3"
        raise bad(
            question,
            Said(
                "{question}: {given!r} is not a number {span}.", question=question.called, given=Prose(text),
                span=Prose(span),
            ),
            given=text, hint=question.why,
        )  # fmt: skip
    return int(text)


def _yes_no(question: Question, text: str, behind: Behind) -> bool:
    if text.lower() in _YES | _NO:
        return text.lower() in _YES
    raise bad(
        question, Said("{question}: {given!r} is neither yes nor no.", question=question.called, given=Prose(text)),
        given=text, hint="Answer yes or no.",
    )  # fmt: skip


def _ref(question: Question, text: str, behind: Behind) -> str:
    return behind.resolve(text, question.kinds)


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.strip().lower())


_READ: dict[str, Callable[[Question, str, Behind], Any]] = {
    "text": _text,
    "long": _long,
    "choice": _choice,
    "day": _day,
    "money": _money,
    "cost": _cost,
    "count": _count,
    "yes-no": _yes_no,
    "ref": _ref,
    "step": _step,
    "file": lambda question, text, behind: text,
}
