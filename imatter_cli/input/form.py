"""Questions as data: what is asked, why, and what an answer looks like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from imatter_cli.classes import immutable, replace
from imatter_cli.domain.lists import list_of
from imatter_cli.errors import BadValue
from imatter_cli.remedies import Hint
from imatter_cli.said import Called, Said

Answer = Literal["text", "long", "choice", "day", "money", "cost", "count", "yes-no", "ref", "step", "file"]


#: Answers as record values, by field.
Answers = Mapping[str, Any]
#: Raises BadValue for an answer that could not be kept with the others.
Judge = Callable[[Any, Answers], None]


@immutable
class Choice:
    """One answer that can be chosen: its value in the record, how people call it, and a few words on it."""

    value: str
    label: str = ""
    note: str = ""


#: What somebody is told who leaves out an answer that is needed.
EMPTY = "This can't be empty."


@immutable
class Answered:
    """A condition as data: an earlier question has an answer, or one of these; `(None,)` is for no answer."""

    field: str
    one_of: tuple[Any, ...] = ()

    def __call__(self, answers: Answers) -> bool:
        """Whether these answers meet it."""
        said = answers.get(self.field)
        return said in self.one_of if self.one_of else bool(said)


@immutable
class Question:
    """One question, which is also one option of the command."""

    field: str
    """The record's field, and the key of the answer."""
    ask: str
    """The question."""
    why: str
    """Why it is asked; also the option's help."""
    example: str = ""
    """An answer that would be taken."""
    answer: Answer = "text"
    """What kind of answer it is. A `text` with `choices` offers these by number, or you can use words of your own."""
    choices: str = ""
    """The programme's list to choose from, where no field is from that list (reasons)."""
    one_of: tuple[str, ...] = ()
    """The words that are taken, where they aren't one of the programme's lists."""
    kinds: tuple[str, ...] = ()
    """The kinds of record that a `ref` may be."""
    many: bool = False
    """Whether several answers are taken."""
    each: bool = False
    """Whether these answer for one thing each, in their order: the same one can be there twice."""
    required: bool = True
    """Whether there must be an answer."""
    at_most: int | str | None = None
    """The highest count, or the most answers that `many` takes; it may be the name of one of the programme's limits."""
    at_least: int = 0
    """The lowest count."""
    ahead: bool = False
    """Whether its day may be still to come; a `day` of any other question is one on which something has happened."""
    option: str = ""
    """The option, where it isn't named after the field."""
    when: Callable[[Answers], bool] | None = None
    """Whether the question applies, from the answers so far. They may be incomplete, so use `.get`."""
    default: Any = None
    """The record's value when nothing is given."""
    parse: Callable[[str], Any] | None = None
    """Turns text into the record's value where `answer` has no way to; raises BadValue."""
    label: str = ""
    """A word or two for the question, where the field's name won't do."""
    asked: bool = False
    """Whether it is asked at a terminal although the answer may stay empty, even if nothing else is missing."""
    brief: str = ""
    """The option's help, where `why` is longer than a line."""
    told_by: str = ""
    """The command whose help explains the option instead."""
    held: str = ""
    """Where the record keeps the answer: `project.focus_areas.*`. What is declared there is asked of the answer too,
    and a `choice` is from the list that is declared there."""
    judge: Judge | None = None
    """Raises BadValue for a value (of `many`, for the list so far) that could not be kept with the other answers so
    far. It is asked at a terminal, as soon as the answer is given."""
    stays: bool = False
    """Whether an edit can change the answer that is there, and not take it away."""

    @property
    def may_be_empty(self) -> bool:
        """Whether somebody can leave the question without an answer."""
        return not (self.required or self.stays) and self.default is None

    @property
    def nothing(self) -> Any:
        """The answer of somebody who takes away the one that is there."""
        return [] if self.many else ""

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
    def list(self) -> str:
        """The name of the programme's list that the answer is chosen from; empty for none."""
        return self.choices or (list_of(self.held) if self.held and self.answer == "choice" else "")

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

    def applies(self, answers: Answers) -> bool:
        """Whether the question is asked at all, given these answers."""
        return self.when is None or bool(self.when(answers))


@immutable
class Form:
    """The questions of one command, in the order they are asked; `name` is the command (`project new`).

    `title` is shown above the first question: one or two sentences. `now` is what a record answers today, by field,
    for an edit: the same questions are asked, and Enter keeps that. `typed` says whether they are options of a line, so
    that messages name these.
    """

    name: str
    title: str
    questions: tuple[Question, ...]
    now: Mapping[str, Any] = {}
    typed: bool = True

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


def to_change(form: Form, now: Answers) -> Form:
    """The same questions, each asked with what a record answers today. None has to be answered, and one that need
    not be answered in the first place can be emptied.
    """
    asked = (replace(q, required=False, default=None, asked=True, stays=not q.may_be_empty) for q in form.questions)
    return Form(form.name, form.title, tuple(asked), {name: value for name, value in now.items() if value is not None})


def changed(form: Form, answers: Answers) -> dict[str, Any]:
    """Those of the answers that are not today's."""
    return {name: value for name, value in answers.items() if value != form.now.get(name, form[name].nothing)}


def without_their_answer(form: Form, answers: Answers, field: str) -> list[Question]:
    """The questions that are not asked any more once the answer of a field is taken away, and have one today."""
    before = {**answers, field: form.now.get(field)}
    after = {**answers, field: form[field].nothing}
    return [q for q in form.questions if q.field in form.now and q.applies(before) and not q.applies(after)]


def bad(question: Question, said: Said, *, given: str, hint: Hint = "", choices: tuple[str, ...] = ()) -> BadValue:
    """The refusal of one answer, with the place for scripts: details.bad is a list of one."""
    where: dict[str, Any] = {"field": question.field, "option": question.flag, "given": given, "message": str(said)}
    if choices:
        where["choices"] = list(choices)
    return BadValue(said, hint=hint, details={"bad": [where]})
