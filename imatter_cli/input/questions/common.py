"""Questions that many commands share."""

from __future__ import annotations

from typing import Any

from imatter_cli.classes import immutable, replace
from imatter_cli.domain.kinds import KINDS
from imatter_cli.input.form import Answer, Answers, Form, Question

#: An example of each kind's id, for where there is no record to name yet.
EXAMPLES = {kind.name: kind.example for kind in KINDS}

#: Answers that are about an edit, not part of it.
ABOUT = ("reason", "date")


@immutable
class FieldsOf:
    """The fields of a form for questions of the programme's own, by their ids: `prompt_so_what` for `so-what`.

    Those `with_option` have an option of their own. Any other is answered with --answer, behind its id.
    """

    what: str
    with_option: tuple[str, ...] = ()

    def field(self, id: str) -> str:
        """The field with the answer to a question."""
        return f"{self.what}_{id.replace('-', '_')}"

    def question(self, id: str, ask: str, why: str, example: str, answer: Answer, *, required: bool = True) -> Question:
        """The question with that id."""
        named = id in self.with_option
        return Question(
            self.field(id), ask, why, example if named else f"{id}={example}", answer=answer, required=required,
            option=f"--{id}" if named else "--answer", label=id.replace("-", " ").capitalize(),
        )  # fmt: skip

    def answers(self, values: Answers) -> dict[str, Any]:
        """The answers to these questions, by their ids."""
        start = self.field("")
        return {name.removeprefix(start).replace("_", "-"): v for name, v in values.items() if name.startswith(start)}

    def others(self, values: Answers) -> dict[str, Any]:
        """All other answers."""
        return {name: value for name, value in values.items() if not name.startswith(self.field(""))}


def as_option_only(answers: Answers) -> bool:
    """For `when`: never asked in a row of questions, but there as an option."""
    return False


def which(kind: str, ask: str = "", why: str = "") -> Question:
    """The record that a command is about; the command takes it as its argument too."""
    return Question(
        kind, ask or f"Which {kind}?", why or "Any unique part of its id.", EXAMPLES[kind],
        answer="ref", kinds=(kind,),
    )  # fmt: skip


DATE = Question(
    "date", "When was it?", "The day it happened, if that was not today.", "yesterday", answer="day", required=False,
    when=as_option_only,
)  # fmt: skip

REASON = Question(
    "reason", "Why?", "It is kept in the record's history for people who read it later.", "a new post",
    brief="Why; it is kept in the record's history.",
)  # fmt: skip
REASON_IF_ANY = Question(
    "reason", "Why, in a few words?", "It helps you to remember later.", "family", required=False,
    brief="Why; it helps you to remember later.",
)  # fmt: skip
#: Why something is paused: one of the programme's reasons, your own words, or nothing.
WHY_PAUSE = replace(REASON_IF_ANY, ask="Why?", choices="reasons.pause", asked=True)


def verb(kind: str, event: str, title: str, *questions: Question) -> Form:
    """The form of a command that is one event of one record: which one, its questions, and the day."""
    return Form(f"{kind} {event}", title, (which(kind), *questions, DATE))


ROLES_ASKED = Question(
    "roles", "Which roles?", "What they do in the programme.", "practitioner", answer="choice", many=True,
    held="practitioner.roles.*",
)  # fmt: skip
