"""`imatter join`: a copy of a store that somebody shares, for a second person or a second computer."""

from __future__ import annotations

import sys
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import argument
from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import Interrupted
from imatter_cli.input.form import Choice
from imatter_cli.input.questions.practitioner import WHO_JOINS
from imatter_cli.output import together as output
from imatter_cli.output.progress import Progress
from imatter_cli.output.words import listed
from imatter_cli.services.begin import identity
from imatter_cli.services.together import joining
from imatter_cli.services.together.joining import Joined
from imatter_cli.store.address import address_of

app = Commands("join", "Join a store that somebody shares.")


@app.command("join")
def join(
    session: Session,
    remote: str = argument("REMOTE", "A folder, user@host:path, or https://host/path."),
    path: str = argument("[PATH]", "The folder for your copy. If you leave it out, it has REMOTE's name.", default=""),
) -> None:
    """Make your own copy of a store that is shared: as a second person, or on a second computer. With --as, say which
    code is yours.

    Example: imatter join ~/shared-fund ~/fund
    """
    joining.refuse_trial(session.dry_run)
    address = address_of(remote)
    root = joining.place_for(address, path)
    with Progress("Joining", sys.stderr) as come:
        joined = joining.join(
            address, root, session.globals.as_, asks=session.interactive, told=come if come.is_watched else None
        )
    if joined.people and session.interactive:
        joined = _with_who_it_is(session, joined)
    data: dict[str, Any] = {
        "store": joined.path,
        "remote": joined.remote,
        "id": joined.person,
        "default": joined.default,
    }
    if joined.people:
        data["people"] = [{"id": id, "roles": list(roles)} for id, roles in joined.people]
    session.put(data, lambda: output.joined(joined))


def _with_who_it_is(session: Session, joined: Joined) -> Joined:
    """Ask whose copy it is. Who skips the question, or stops there, has the copy all the same."""
    session.reopen(joined.path)
    people = [Choice(id, note=listed(roles)) for id, roles in joined.people]
    try:
        said = session.ask(WHO_JOINS, behind=session.behind(lambda kinds: people))
        person = str(said.get("person", ""))
        if person:
            identity.declare(joined.store, person)
    except Interrupted:
        return joined
    return replace(joined, person=person, people=() if person else joined.people)
