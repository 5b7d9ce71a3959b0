"""Answers tried as they are given: what would be refused at the end is said at its question."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.errors import BadValue, ImatterError, Refused
from imatter_cli.input.ask import assumed, open_questions, with_defaults
from imatter_cli.input.form import Answers, Form, changed
from imatter_cli.input.questions.common import ABOUT, REASON
from imatter_cli.input.values import Behind
from imatter_cli.remedies import Hint, Remedy

#: Makes the change with these answers, or refuses it, and leaves everything as it is.
Try = Callable[[dict[str, Any]], object]


def rehearsed(form: Form, attempt: Try) -> Form:
    """The form of an edit with each answer tried together with those before it.

    A reason is asked for as soon as the change needs one.
    """
    refusal = _refusals(attempt)

    def refused(answers: Answers) -> ImatterError | None:
        values = changed(form, {name: value for name, value in answers.items() if name not in ABOUT})
        reason = {"reason": answers["reason"]} if answers.get("reason") else {}
        return refusal({**values, **reason}) if values else None

    def needs_a_reason(answers: Answers) -> bool:
        found = refused({name: value for name, value in answers.items() if name != "reason"})
        return found is not None and found.code == "missing-reason"

    asked = replace(form, questions=(*form.questions, replace(REASON, when=needs_a_reason)))
    return _judged(asked, refused)


def rehearsed_whole(form: Form, attempt: Try, behind: Behind) -> Form:
    """The form with each answer tried, with examples in place of those that are lacking: no day or amount, which an
    answer may be too late for or more than.

    If something is in the way that no answer changes, it is refused at the end, and the answers are kept.
    """
    refusal = _refusals(attempt)

    def refused(answers: Answers) -> ImatterError | None:
        lacking = open_questions(form, answers)
        if any(q.answer in ("day", "money") or q.parse for q in lacking):
            return None
        guessed = {q.field: assumed(q, behind) for q in lacking}
        if any(value in ("", [""]) for value in guessed.values()):
            return None  # there is no record to name yet
        return refusal(with_defaults(form, {**answers, **guessed}))

    return _judged(form, refused)


def _judged(form: Form, refused: Callable[[Answers], ImatterError | None]) -> Form:
    """The form with a refusal said at the question that it is about."""

    def judge(field: str, own: Callable[..., None] | None, value: Any, answers: Answers) -> None:
        if own is not None:
            own(value, answers)
        found = refused({**answers, field: value})
        if found is None or found.code == "nothing-changed":
            return
        about = form.fields_in(found.details)
        if about and field not in about and not set(about) & answers.keys():
            return  # it is about an answer that is still to come
        before = refused(answers)
        if before is not None and before.code == found.code:
            return  # it was in the way without this answer
        said = re.sub(r"^Not [a-z ]+: ", "", found.message)  # nothing was to be done yet
        raise BadValue(said, hint="" if _speaks_of_options(found.hint) else found.hint, details=found.details)

    return replace(form, questions=tuple(replace(q, judge=partial(judge, q.field, q.judge)) for q in form.questions))


def _refusals(attempt: Try) -> Callable[[Answers], ImatterError | None]:
    """What a change with these answers would be refused for; worked out once for each."""
    known: dict[str, ImatterError | None] = {}

    def refusal(values: Answers) -> ImatterError | None:
        key = repr(sorted(values.items()))
        if key not in known:
            known[key] = _refusal(attempt, dict(values))
        return known[key]

    return refusal


def _speaks_of_options(hint: Hint) -> bool:
    """Whether it tells to give an option, which nobody types at a question; a whole command is another matter."""
    words = hint.parts if isinstance(hint, Remedy) else (hint,)
    return any(isinstance(one, str) and "--" in one for one in words)


def _refusal(attempt: Try, values: dict[str, Any]) -> ImatterError | None:
    try:
        attempt(values)
    except (Refused, BadValue) as refused:
        return refused
    except ImatterError:
        return None  # no answer mends it: it is raised at the end, with the answers kept
    return None
