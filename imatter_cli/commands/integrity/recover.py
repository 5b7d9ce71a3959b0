"""`imatter recover`: finish or drop what was interrupted."""

from __future__ import annotations

from typing import Annotated

import typer

from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.examples import with_example

app = Commands("recover", "Finish or drop an interrupted change.")


@app.command("recover", help=with_example("Finish or drop a change that was interrupted.", "imatter recover"))
def recover(
    ctx: typer.Context,
    clock_is_right: Annotated[
        bool,
        typer.Option(
            "--clock-is-right",
            help="Say that this computer's clock is right, even if the last change has a later date.",
        ),
    ] = False,
) -> None:
    """Finish or drop."""
    session = session_of(ctx)
    store = session.store_here()
    if clock_is_right and not session.dry_run:
        store.trust_clock()
        session.say("Your next change is recorded with this computer's time.")
    if session.dry_run:
        waiting = store.unfinished()
        session.put({"done": [], "waiting": waiting, "dry_run": True}, waiting or "Nothing was interrupted.")
        return
    done = store.recover()
    stopped = store.obstacle()
    if stopped is not None and not done:
        raise stopped
    session.put({"done": done, "waiting": ""}, "\n".join(done) if done else "Nothing was interrupted.")
