"""The answers of an edit, tried as they are given: what would be refused at the end is said at its question."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.errors import BadValue, ImatterError, Refused
from imatter_cli.input.form import Form, changed
from imatter_cli.input.questions.common import ABOUT, REASON
from imatter_cli.remedies import Hint, Remedy

#: Makes the change with these answers, or refuses it, and leaves everything as it is.
Try = Callable[[dict[str, Any]], object]


def rehearsed(form: Form, attempt: Try) -> Form:
    """The form of an edit with each answer tried together with those before it.

    A reason is asked for as soon as the change needs one.
    """
    refusal = cache(lambda values: _refusal(attempt, dict(values)))

    def refused(answers: Mapping[str, Any]) -> Refused | BadValue | None:
        values = {name: value for name, value in changed(form, answers).items() if name not in ABOUT}
        reason = {"reason": answers["reason"]} if answers.get("reason") else {}
        said = {**values, **reason} if values else {}
        frozen = tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in sorted(said.items()))
        return refusal(frozen) if frozen else None

    def judge(field: str, own: Callable[..., None] | None, value: Any, answers: Mapping[str, Any]) -> None:
        if own is not None:
            own(value, answers)
        found = refused({**answers, field: value})
        if found is None or found.code == "nothing-changed":
            return
        about = asked.fields_in(found.details)
        if about and field not in about and not set(about) & answers.keys():
            return  # it is about an answer that is still to come
        said = re.sub(r"^Not [a-z ]+: ", "", found.message)  # nothing was to be done yet
        raise BadValue(said, hint="" if _speaks_of_options(found.hint) else found.hint, details=found.details)

    def needs_a_reason(answers: Mapping[str, Any]) -> bool:
        found = refused({name: value for name, value in answers.items() if name != "reason"})
        return found is not None and found.code == "missing-reason"

    questions = tuple(replace(q, judge=partial(judge, q.field, q.judge)) for q in form.questions)
    asked = replace(form, questions=(*questions, replace(REASON, when=needs_a_reason)))
    return asked


def _speaks_of_options(hint: Hint) -> bool:
    """Whether it tells to give an option, which nobody types at a question; a whole command is another matter."""
    words = hint.parts if isinstance(hint, Remedy) else (hint,)
    return any(isinstance(one, str) and "--" in one for one in words)


def _refusal(attempt: Try, values: dict[str, Any]) -> Refused | BadValue | None:
    try:
        attempt({name: list(value) if isinstance(value, tuple) else value for name, value in values.items()})
    except (Refused, BadValue) as refused:
        return refused
    except ImatterError:
        return None  # no answer mends it: it is raised at the end, with the answers kept
    return None
