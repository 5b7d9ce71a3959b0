"""`imatter status`, and `imatter` alone: what is open and what comes next."""

from __future__ import annotations

import typer

from imatter_cli.commands.begin.first_store import welcome
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.naming import called
from imatter_cli.commands.frame.session import Session
from imatter_cli.input.drafts import Draft
from imatter_cli.output import home as output
from imatter_cli.output import words
from imatter_cli.remedies import Command
from imatter_cli.services.today.home import glance, may_follow

#: What people call the answers of some commands.
_NOUNS = {
    "reflection new": "A reflection", "reflection text": "A reflection's text",
    "project new": "The idea of a project", "project plan": "A plan",
    "licence apply": "A licence application", "fund apply": "An application to the fund", "edit": "A text",
}  # fmt: skip

app = Commands("status", "What is open and what comes next.")


@app.command("status")
def status(session: Session) -> None:
    """See what is open and what comes next for you.

    Example: imatter
    """
    if not welcome(session):
        return
    seen = glance(session.context())
    for why, command in _unfinished(session):
        seen.say(why, command)
    data = seen.as_data()
    place = words.shown_path(session.store().root)
    session.put(data, lambda: output.home(data, session.screen, session.today(), place, called(session)))
    session.say_which()
    if session.interactive:
        _remind(session)
    if seen.left_out:
        session.say(output.left_out(seen.left_out))
    if seen.left_out or seen.is_broken:
        raise typer.Exit(1)


def _remind(session: Session) -> None:
    # late: only somebody at a terminal is reminded
    from imatter_cli.output.reminding import reminder
    from imatter_cli.services.safe.reminding import reminders

    for found in reminders(session.context()):
        session.say(reminder(found, session.today()))


def _unfinished(session: Session) -> list[tuple[str, str]]:
    """Answers that were begun and can be finished, as a reason and the command that continues them."""
    today, context = session.today(), session.context()
    kept = session.drafts()
    drafts = [d for d in kept.list() if may_follow(context, d.about, d.form.rpartition(" ")[2])]
    return [
        (
            f"{_begun(d)} from {words.day(d.started, today)} is unfinished{_how_far(d)}.",
            str(kept.to_resume(d.id if len(drafts) > 1 else "")),
        )
        for d in drafts
    ]


def _begun(draft: Draft) -> str:
    return _NOUNS.get(draft.form, f"`{Command(draft.form)}`")


def _how_far(draft: Draft) -> str:
    return "" if draft.form == "edit" else f" ({draft.done} of {words.count(draft.of, 'answer')}{draft.and_begun})"
