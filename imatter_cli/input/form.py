"""Questions as data: what is asked, why, and what an answer looks like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from imatter_cli.classes import immutable
from imatter_cli.errors import BadValue
from imatter_cli.said import Called, Said

Answer = Literal["text", "long", "choice", "day", "money", "cost", "count", "yes-no", "ref", "step"]


@immutable
class Choice:
    """One answer that can be chosen: its value in the record, how people call it, and a few words on it."""

    value: str
    label: str = ""
    note: str = ""


@immutable
class Question:
    """One question, which is also one option of the command.

    `field` is the record's field and the key of the answer. `ask` is the question, `why` the reason it is asked
    (also the option's help) and `example` an answer that would be taken. `choices` names a list of the programme
    (for `choice`), `one_of` the words that are taken where they are no list of the programme's, `kinds` the kinds of
    record that a `ref` may be; `many` takes several. `at_most` and `at_least` bound a count, or how many answers
    `many` takes; `at_most` may be the name of a limit of the programme. `when` says from the answers so far (use
    `.get`: they may be incomplete) whether the question
    applies. `default` is the record value used when nothing is given. `parse` turns text into the record value
    where `answer` has no form for it, and raises BadValue. A `text` with `choices` offers these to be named by
    their number, beside words of one's own. `asked` says that an answer which may stay empty is asked for at a
    terminal all the same, also where nothing else is missing. `brief` is the option's help where `why` is longer
    than a line of it; `told_by` names the command whose help tells of the option instead. `held` is the place in a
    record where the answer's text is kept, as `project.focus_areas.*`: what is declared of it there is asked here too.
    `judge` raises BadValue for a value that could never be taken here, so that it is said before more is asked.
    """

    field: str
    ask: str
    why: str
    example: str = ""
    answer: Answer = "text"
    choices: str = ""
    one_of: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    many: bool = False
    required: bool = True
    at_most: int | str | None = None
    at_least: int = 0
    option: str = ""
    when: Callable[[Mapping[str, Any]], bool] | None = None
    default: Any = None
    parse: Callable[[str], Any] | None = None
    label: str = ""
    asked: bool = False
    brief: str = ""
    told_by: str = ""
    held: str = ""
    judge: Callable[[Any], None] | None = None

    @property
    def flag(self) -> str:
        """The option of the command line: `focus_areas` is `--focus-area` where many are taken."""
        if self.option:
            return self.option
        name = self.field.replace("_", "-")
        if self.many:
            name = f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
        return f"--{name}"

    @property
    def held_in(self) -> str:
        """The field of the record that the answer goes into, where it is another than the question's own."""
        return self.held.split(".")[1] if self.held else self.field

    @property
    def name(self) -> str:
        """A word or two for the question, as `Focus areas`."""
        return self.label or self.field.replace("_", " ").capitalize()

    @property
    def called(self) -> Called:
        """The question in a message: its name for people, its field for scripts."""
        return Called(self.field, self.name)

    def applies(self, answers: Mapping[str, Any]) -> bool:
        """Whether the question is asked at all, given these answers."""
        return self.when is None or bool(self.when(answers))


@immutable
class Form:
    """The questions of one command, in the order they are asked; `name` is the command (`project new`).

    `title` stands above the first question: one or two sentences.
    """

    name: str
    title: str
    questions: tuple[Question, ...]

    def __getitem__(self, field: str) -> Question:
        """The question on a field; KeyError if there is none."""
        for question in self.questions:
            if question.field == field:
                return question
        raise KeyError(field)

    def fields_in(self, details: Mapping[str, Any]) -> list[str]:
        """The fields of the questions that the details of a refusal name, in the order in which they name them."""
        rows = [row for key in ("bad", "findings", "objections") for row in details.get(key) or ()]
        named = [re.split(r"[.\[]", str(row.get("field") or ""))[0] for row in rows if isinstance(row, Mapping)]
        return [q.field for name in named for q in self.questions if name and name in (q.field, q.held_in)]


def bad(question: Question, said: Said, *, given: str, hint: str = "", choices: tuple[str, ...] = ()) -> BadValue:
    """The refusal of one answer, with the place for scripts: details.bad is a list of one."""
    where: dict[str, Any] = {"field": question.field, "option": question.flag, "given": given, "message": str(said)}
    if choices:
        where["choices"] = list(choices)
    return BadValue(said, hint=hint, details={"bad": [where]})
