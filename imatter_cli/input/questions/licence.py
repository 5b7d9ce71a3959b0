"""What is asked about a licence (the licence page, "How the licence works" and "Who this role is for")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.domain.data import Data
from imatter_cli.input.form import Answers, Form, Question, to_change
from imatter_cli.input.questions.common import (
    DATE,
    EXAMPLES,
    REASON,
    REASON_IF_ANY,
    WHY_PAUSE,
    FieldsOf,
    as_option_only,
    verb,
    which,
)

ELIGIBILITY = FieldsOf("eligible", ("learning-journey", "working-with", "motivated-to-share", "open-to-reflection"))

_PRACTITIONER = which("practitioner", "Whose licence is it?", "The holder. Leave it out for yourself.")
_IDEA = Question(
    "idea", "Which project idea do you apply with?",
    "You apply together with a project idea. If left out, your newest plan.", EXAMPLES["project"], answer="ref",
    kinds=("project",), brief="The project idea; your newest plan, if left out.",
)  # fmt: skip
_FOCUS_AREAS = Question(
    "focus_areas", "In which real-world areas?",
    "The areas where you apply your learning. If left out, those of the idea.", "evening routine", many=True,
    at_most="limits.focus_areas", required=False, when=as_option_only, held="licence.focus_areas.*",
    brief="Where you apply it. Leave it out to take the idea's.",
)  # fmt: skip
_REFERENCE = Question(
    "reference", "What is the issuer's reference?", "The issuer's own reference, if there is one.", "MPL-0042",
    required=False, asked=True, held="licence.reference",
)  # fmt: skip
_ENDS = Question(
    "ends", "When does its term end?", "The last day of the term, where the programme sets one.", "2027-11-23",
    answer="day", ahead=True, required=False, when=as_option_only,
)  # fmt: skip
_LEARNT = Question(
    "learnt", "What did you learn?", "From the conversation about relevance: what was learnt.", "small steps hold",
    required=False, asked=True,
)  # fmt: skip
_NEXT = Question("next", "What comes next?", "From the same conversation: what comes next.", "a second setting",
                 required=False, asked=True)  # fmt: skip
_ANSWER = Question(
    "answer", "An answer as QUESTION=yes or QUESTION=no.", "Another of the programme's questions, by its id.",
    "learning-journey=yes", many=True, required=False, when=as_option_only,
)  # fmt: skip
_WITH_PROJECTS = Question(
    "with_projects", "Resume the projects that were paused with it?", "They were paused because the licence was.",
    "yes", answer="yes-no", required=False, when=as_option_only,
    brief="Whether to resume the projects that were paused with it.",
)  # fmt: skip


def eligibility(asked: Sequence[Data]) -> tuple[Question, ...]:
    """The programme's eligibility questions, each answered yes or no."""
    return tuple(
        ELIGIBILITY.question(str(one["id"]), str(one["ask"]), str(one.get("why", "")), "yes", "yes-no") for one in asked
    )


def with_eligibility(answers: Answers) -> dict[str, Any]:
    """The answers with those to the programme's questions as one: yes or no by question."""
    said = ELIGIBILITY.answers(answers)
    return {**ELIGIBILITY.others(answers), "eligibility": {id: bool(answer) for id, answer in said.items()}}


def with_projects_offered(form: Form) -> Form:
    """The same form where projects were paused with the licence, at a terminal: whether they go on is asked last."""
    others = [q for q in form.questions if q is not _WITH_PROJECTS]
    return replace(form, questions=(*others, replace(_WITH_PROJECTS, required=True, when=None)))


def apply(asked: Sequence[Data]) -> Form:
    """The questions of an application, with those of the programme."""
    title = "You apply for a licence together with a project idea."
    return Form("licence apply", title, (_PRACTITIONER, _IDEA, *eligibility(asked), _FOCUS_AREAS, DATE))


_OPTIONS = eligibility(
    [{"id": q, "ask": "", "why": f"Your answer to the question {q}."} for q in ELIGIBILITY.with_option]
)

#: The options of `licence apply` as they are before a programme is read.
APPLY = Form("licence apply", "", (_PRACTITIONER, _IDEA, *_OPTIONS, _ANSWER, _FOCUS_AREAS, DATE))
SUBMIT = verb("licence", "submit", "Submit the application.")
WITHDRAW = verb("licence", "withdraw", "Withdraw an application; it becomes a draft again.", REASON_IF_ANY)
RETURN = verb("licence", "return", "Return an application, saying what is still needed.",
              replace(REASON, choices="reasons.licence_return"))  # fmt: skip
DECLINE = verb("licence", "decline", "Say that the licence is not granted, and why.",
               replace(REASON, choices="reasons.licence_decline"))  # fmt: skip
ISSUE = verb("licence", "issue", "Grant a licence to somebody who applied for it.", _REFERENCE, _ENDS)
RECORD = Form("licence record", "A licence that was issued elsewhere.", (
    Question(
        "licence", "Which application does it answer?",
        "The application that it answers. If left out, the open one, if there is one.", EXAMPLES["licence"],
        answer="ref", kinds=("licence",), required=False, when=as_option_only,
    ),
    _PRACTITIONER, _REFERENCE, _ENDS, _FOCUS_AREAS, DATE,
))  # fmt: skip
CONTINUE = verb(
    "licence", "continue", "Continue a licence after a conversation about its relevance.", _LEARNT, _NEXT, _ENDS
)
PAUSE = verb("licence", "pause", "Pause a licence, and its active projects with it.", WHY_PAUSE)
RESUME = verb("licence", "resume", "Resume a paused licence.", _WITH_PROJECTS)
RENEW = verb("licence", "renew", "Renew a licence.", _LEARNT, _NEXT, _ENDS, _WITH_PROJECTS)
END = verb("licence", "end", "End a licence, and stop its projects with it.", REASON)
EDIT = Form(
    "licence edit", "Change an application or a licence.", (_IDEA, _FOCUS_AREAS, *_OPTIONS, _ANSWER, _REFERENCE)
)


def change(asked: Sequence[Data], record: Data) -> Form:
    """The same at a terminal, asked as an application is, with today's answers."""
    areas = replace(_FOCUS_AREAS, when=None)
    is_open = record.get("status") in ("draft", "returned")
    own = (_IDEA, areas, *eligibility(asked)) if is_open else (areas, _REFERENCE)
    answered = {ELIGIBILITY.field(str(one["question"])): one["answer"] for one in record.get("eligibility") or ()}
    now = {**{name: record.get(name) for name in ("idea", "focus_areas", "reference")}, **answered}
    return to_change(Form(EDIT.name, EDIT.title, own), now)
