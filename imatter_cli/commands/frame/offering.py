"""Which records a question offers, and names as its example: those first that the command would take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice, permutations
from typing import Any

from imatter_cli.commands.frame.session import Session
from imatter_cli.domain import ids
from imatter_cli.errors import BadValue, ImatterError, Missing
from imatter_cli.input.form import Choice, Form, Question
from imatter_cli.input.questions.common import ABOUT
from imatter_cli.said import Said
from imatter_cli.services.context import Context

#: What a command does in a context with answers, among which the record is.
Do = Callable[[Context, dict[str, Any]], object]
#: A question about the record with that id: it raises the refusal.
May = Callable[[str], object]
#: For kinds of record, those to offer, best first.
Known = Callable[[Sequence[str]], Sequence[Choice]]

#: Refusals for who acts, or for where a record is in its life, and not for what is answered.
_NO_ANSWER_HELPS = frozenset(
    {"conflict-of-interest", "has-left", "has-licence", "lifecycle", "not-a-practitioner", "not-eligible", "not-yours"}
)
#: So many records are tried before the first one is offered as it is.
_TRIED = 100


def offering(session: Session, fitting: Mapping[str, Callable[[], Sequence[str]]], may: May) -> Known:
    """For references: of these kinds the records that fit, and ahead of them one that it may happen to.

    Of other kinds, and where none fits, the last ones.
    """

    def known(kinds: Sequence[str]) -> Sequence[Choice]:
        found = [id for kind in kinds if kind in fitting for id in fitting[kind]()]
        if not found:
            return session.wiring.known(session.store(), kinds)
        best = next((id for id in islice(found, _TRIED) if is_yes(may, id)), found[0])
        return session.wiring.described(session.store(), [best, *(id for id in found if id != best)])

    return known


def anything(id: str) -> None:
    """The question with a yes for every record."""


def is_yes(may: May, id: str) -> bool:
    """Whether the answer about a record is yes."""
    try:
        may(id)
    except ImatterError:
        return False
    return True


def refuse_whatever_is_answered(session: Session, may: May, id: str, *codes: str) -> None:
    """Raise, before anything is asked, a refusal that no answer would change; `codes` are further such refusals."""
    if not session.interactive:
        return
    try:
        may(id)
    except ImatterError as refused:
        if refused.code in (*_NO_ANSWER_HELPS, *codes):
            raise


def nothing_given(session: Session, id: str, form: Form, do: Do) -> ImatterError:
    """The refusal of an edit that changes nothing: the fields that can be given, with examples that go together.

    Where none can be changed, it is what stands in the way.
    """
    # late: what lists and shows records does without what reads answers
    from imatter_cli.input.ask import as_missing
    from imatter_cli.input.values import example_of, values_of
    from imatter_cli.services.records.several import ask

    behind, context = session.behind(about=id), session.context()
    asked = [q for q in form.questions if q.field not in (ids.kind_of(id), *ABOUT)]
    said: dict[str, Any] = {ids.kind_of(id): id}

    def try_with(*questions: Question) -> ImatterError | None:
        try:
            values = {q.field: values_of(q, [example_of(q, behind)], behind) for q in questions}
            more = said | {q.field: values[q.field] if q.many else values[q.field][0] for q in questions}
            ask(context, lambda context: do(context, dict(more)))
        except ImatterError as trouble:
            return trouble
        said.update(more)
        return None

    troubles = {q: trouble for q in asked if (trouble := try_with(q)) is not None}
    same = [q.field for q, trouble in troubles.items() if trouble.code == "nothing-changed"]
    halves = [q for q, trouble in troubles.items() if isinstance(trouble, BadValue)]  # needs another one with it
    for first, second in permutations(halves, 2):
        if first.field not in said:
            try_with(first, second)
    real = [trouble for trouble in troubles.values() if trouble.code != "nothing-changed"]
    if real and len(said) == 1:
        return real[0]
    rows = [as_missing(q, example_of(q, behind), behind) for q in asked if q.field in said or q.field in same]
    hint = "Give a field as an option, or run this at a terminal."
    return Missing(Said("You gave nothing to change in {id}.", id=id), rows, hint=hint)
