"""From what was given to a form's answers: asked for at a terminal, listed as missing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from imatter_cli import remedies
from imatter_cli.classes import replace
from imatter_cli.errors import Ambiguous, BadValue, ImatterError, Missing, NotFound
from imatter_cli.input.console import Console, Terminal
from imatter_cli.input.doubts import free_texts
from imatter_cli.input.drafts import Keeper
from imatter_cli.input.form import Answers, Form, Question
from imatter_cli.input.interview import Interview
from imatter_cli.input.values import Behind, example_of, judge, taken, value_of
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Named, Said, in_a_row


def answer(
    form: Form, given: Answers, *, interactive: bool, behind: Behind, keeper: Keeper | None = None,
    console: Console | None = None, begin: Callable[[], None] = lambda: None,
) -> dict[str, Any]:  # fmt: skip
    """The answers as record values by field; fields without one are left out.

    `given` is text (or a list of texts, where a question takes many) by field; None, empty text and empty lists
    are nothing. With `interactive`, once one required answer is missing (or one that is worth asking for all the
    same), all open questions are asked, the optional ones too; otherwise only what was given and is worth a second
    thought. `begin` is called before the first question: it raises what would make the answers useless.
    Raises BadValue, NotFound or Ambiguous with every bad value in details.bad (and what is missing in
    details.missing), Missing with everything that is missing, and at a terminal Interrupted.
    """
    form = _with_listed_defaults(form, behind)
    answers = read(form, given, behind, with_missing=not interactive)
    if not interactive:
        if open_questions(form, answers):
            raise missing(form, answers, behind)
        return with_defaults(form, answers)
    asks = bool(open_questions(form, answers)) or _worth_asking(form, answers)
    doubted = [q for q, texts in free_texts(form, answers) if any(map(behind.thoughts, texts))]
    if asks or doubted:
        begin()
        for question in form.questions:
            if question.field in answers:
                judge(question, answers[question.field], answers)
        interview = Interview(form, behind, console or Terminal(), keeper)
        if doubted:
            answers = interview.think_again(answers, doubted)
        if asks:
            answers = interview.run(answers)
    return with_defaults(form, answers)


def _with_listed_defaults(form: Form, behind: Behind) -> Form:
    """The form without those defaults that are not, or no longer, on the programme's list."""
    gone = [
        q for q in form.questions
        if q.list and q.default is not None and q.default not in [c.value for c in behind.choices(q.list)]
    ]  # fmt: skip
    return replace(form, questions=tuple(replace(q, default=None) if q in gone else q for q in form.questions))


def read(form: Form, given: Answers, behind: Behind, *, with_missing: bool = True) -> dict[str, Any]:
    """What was given, as record values. Raises BadValue (NotFound, Ambiguous) for all bad values together."""
    answers: dict[str, Any] = {}
    troubles: list[ImatterError] = []
    for question in form.questions:
        said = given.get(question.field)
        if said is None or said in ("", [], ()):
            continue
        try:
            answers[question.field] = taken(question, said, behind)
        except (BadValue, NotFound, Ambiguous) as error:
            if error.said.facts().get("question") != question.field:
                error.said = (
                    Said("{option}: {why}", option=question.flag, why=error.said)
                    if form.typed
                    else Said("{question}: {why}", question=question.called, why=error.said)
                )
            troubles.append(error)
    if troubles:
        raise _together(troubles, missing_list(form, answers, behind, troubles) if with_missing else [])
    return answers


def open_questions(form: Form, answers: Answers) -> list[Question]:
    """The required questions that apply and have neither an answer nor a default."""
    return [
        q for q in form.questions if q.required and q.default is None and q.field not in answers and q.applies(answers)
    ]


def _worth_asking(form: Form, answers: Answers) -> bool:
    return any(q.asked and q.field not in answers and q.applies(answers) for q in form.questions)


def with_defaults(form: Form, answers: Answers) -> dict[str, Any]:
    """The answers in the form's order, with the default of each question that applies and has no answer."""
    full: dict[str, Any] = dict(answers)
    for question in form.questions:
        if question.field not in full and question.default is not None and question.applies(full):
            full[question.field] = question.default
    return {q.field: full[q.field] for q in form.questions if q.field in full}


def missing(form: Form, answers: Answers, behind: Behind) -> Missing:
    """The refusal that lists everything that is missing, with an example of each that would be taken."""
    lacking = missing_list(form, answers, behind)
    if not form.typed:
        names = Named({row["field"]: form[row["field"]].name for row in lacking})
        return Missing(
            Said("Not answered: {questions:;}.", questions=names),
            [{**row, "option": form[row["field"]].name, "example": ""} for row in lacking],
        )
    return Missing(
        Said(
            "{count} answer is missing for `{command}`."
            if len(lacking) == 1
            else "{count} answers are missing for `{command}`.",
            count=len(lacking), command=str(Command(form.name)),
        ),
        lacking,
        hint=_to_begin(form, lacking) or "give them as options, or run the command at a terminal, which asks for them.",
    )  # fmt: skip


def _to_begin(form: Form, lacking: Sequence[Mapping[str, Any]]) -> Hint:
    """How to make the record that an answer has to name, where there is none to name; else empty."""
    for row in lacking:
        question = form[row["field"]]
        if question.answer == "ref" and not row["example"] and question.kinds:
            # late: only where something is missing that is not there yet
            from imatter_cli.domain.kinds import BY_NAME

            kind = BY_NAME[question.kinds[0]]
            none = Said("There is no {kind} to choose yet. To begin one: ", kind=kind.name)
            return Remedy(none, Command(kind.begun_by))
    return ""


def missing_list(
    form: Form, answers: Answers, behind: Behind, troubles: Sequence[ImatterError] = ()
) -> list[dict[str, Any]]:
    """`{field, option, why, example}` of everything missing, and `choices` where there are any.

    What depends on a missing answer is judged as if that had been answered with its example: if you give all the
    examples, nothing more is asked. Questions whose answer was bad are not listed.
    """
    was_bad = {b["field"] for t in troubles for b in t.details.get("bad", ())}
    supposed = dict(answers)
    lacking = []
    for question in form.questions:
        if question.field in supposed or question.field in was_bad or not question.applies(supposed):
            continue
        if question.default is not None:
            supposed[question.field] = question.default
        elif question.required:
            example = example_of(question, behind)
            supposed[question.field] = _value_of(question, example, behind)
            lacking.append(as_missing(question, example, behind))
    return lacking


def as_missing(question: Question, example: str, behind: Behind) -> dict[str, Any]:
    """One row of what is missing: `{field, option, why, example}`, and `choices` where there are any."""
    row: dict[str, Any] = {"field": question.field, "option": question.flag, "why": question.why, "example": example}
    if question.answer == "choice":
        row["choices"] = [c.value for c in behind.choices(question.list)]
    elif question.one_of:
        row["choices"] = list(question.one_of)
    elif question.answer == "yes-no":
        row["choices"] = ["yes", "no"]
    return row


def assumed(question: Question, behind: Behind) -> Any:
    """The value of an answer that would be taken, for a question that has none yet."""
    return _value_of(question, example_of(question, behind), behind)


def _value_of(question: Question, example: str, behind: Behind) -> Any:
    try:
        value = value_of(question, example, behind)
    except (BadValue, NotFound, Ambiguous):
        value = example
    return [value] if question.many else value


def _together(troubles: Sequence[ImatterError], lacking: list[dict[str, Any]]) -> ImatterError:
    if len(troubles) == 1:
        error = troubles[0]
    else:
        error = BadValue(
            in_a_row(t.said for t in troubles), hint=remedies.in_a_row(t.hint for t in troubles),
            details={"bad": [b for t in troubles for b in t.details.get("bad", ())]},
        )  # fmt: skip
    if lacking:
        error.details["missing"] = lacking
    return error
