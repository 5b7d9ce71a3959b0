"""What the commands of the fund share: which application, which quarter, the receipt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Annotated, Any

from imatter_cli.commands.frame.complete import which_one
from imatter_cli.commands.frame.offering import Act, offering, refuse_whatever_is_answered, with_examples
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.fund import costs, decisions
from imatter_cli.errors import BadValue
from imatter_cli.input.form import Choice, Form
from imatter_cli.services.context import Context
from imatter_cli.services.records import events

App = Annotated[str, which_one("application")]


def about(
    session: Session, form: Form, given: dict[str, Any], said: str, act: Act,
    fitting: Callable[[Context], Sequence[str]] | None = None,
    choices: Callable[[str], Sequence[Choice]] | None = None,
) -> AbstractContextManager[dict[str, Any]]:  # fmt: skip
    """The form's answers with `application` as a full id: as named, or the only one that the command suits.

    It suits those that its event may happen to, or those of `fitting`. Where the application has to be asked, one
    that it would be done to is offered first.
    """
    context, event = session.context(), form.name.partition(" ")[2]
    named = said or str(given.get("application") or "")
    if named:
        id = session.store().find(named, ["application"])
    elif fitting:
        found = fitting(context)
        id = found[0] if len(found) == 1 else ""
    else:
        id = events.meant(context, "application", event)

    def suited() -> Sequence[str]:
        return fitting(context) if fitting else events.fitting(context, "application", event)

    line = f"imatter {form.name} {id}".rstrip()
    given = {**given, "application": id} if id else given
    attempt = with_examples(session, form, act)
    known = offering(session, {"application": suited}, attempt)
    if id:
        refuse_whatever_is_answered(session, attempt, id)
    return session.answers(form, given, about=id, line=line, known=known, choices=choices)


def cost_items(given: Sequence[str] | None, taken: Sequence[str] | None) -> list[dict[str, str]] | None:
    """The costs as a record has them; None where none were given. Raises BadValue for one that is given twice."""
    if taken is None:
        return None
    if given is not None and len(given) > len(taken):
        raise BadValue("The same cost is given twice.", hint="Add them up, or give them different names.")
    return [costs.parse_item(text) for text in taken]


def reasons(taken: Sequence[str] | None) -> list[dict[str, str]]:
    """The reasons of a decision as a record has them."""
    return [decisions.parse_reason(text) for text in taken or ()]


def end_sitting(session: Session, quarter: str, person: str = "") -> None:
    """Remove what sittings of a quarter (of one person, or of everybody) left unfinished: it is over."""
    drafts = session.drafts()
    for draft in drafts.list(everybody=True):
        of, _, who = draft.about.partition(" ")
        if draft.form == "fund review" and of == quarter and person in ("", who):
            drafts.discard(draft.id)
