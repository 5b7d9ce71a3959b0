"""The record that a command is about where its id was left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import ImatterError, Missing, NotFound
from imatter_cli.input.form import Form
from imatter_cli.input.questions.common import which
from imatter_cli.remedies import Command
from imatter_cli.said import Said
from imatter_cli.services.context import Context

#: The record of a kind that is meant without a name; empty where somebody has to choose.
Meant = Callable[[Context, str], str]


def named_or_meant(session: Session, command: str, kind: str, named: str, meant: Meant) -> str:
    """What was named or is meant without a name; at a terminal somebody may choose. Raises Missing and NotFound."""
    id = named or meant(session.context(), kind)
    if id:
        return id
    if session.interactive and session.store().ids(kind):
        return _chosen(session, command, kind)
    raise none_named(session, command, "which", [kind], "Any unique part of its id.")


def none_named(session: Session, command: str, field: str, kinds: Sequence[str], why: str) -> ImatterError:
    """The refusal of a line that names no record, with one that is there. Without any, or a store, it says that."""
    kind = kinds[0] if len(kinds) == 1 else ""
    try:
        offered = session.wiring.known(session.store(), kinds)
    except ImatterError as trouble:
        return trouble
    if not offered:
        return NotFound(Said("There is no {kind} here yet.", kind=kind or "record"), hint=Command("status"))
    what = kind.upper() or "ID"
    entry = {"field": field, "option": what, "why": why, "example": offered[0].value}
    said = Said("{command} needs {what}.", command=str(Command(command)), what=what)
    return Missing(said, [entry], hint=Command(command, "--help"))


def _chosen(session: Session, command: str, kind: str) -> str:
    form = Form(command, "", (which(kind),))
    return str(session.ask(form)[kind])
