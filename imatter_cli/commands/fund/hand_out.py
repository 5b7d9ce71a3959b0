"""The reviews that people have to do, as files that need no imatter."""

from __future__ import annotations

import os
from pathlib import Path

from imatter_cli.commands.frame import requested
from imatter_cli.commands.frame.commands import Commands, quarter_option
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.options import flag, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.basics import quarter, say_left_out
from imatter_cli.domain import ids
from imatter_cli.errors import BadValue, Missing, NotFound, Refused
from imatter_cli.input.questions import exchange as questions
from imatter_cli.output import hand_outs as output
from imatter_cli.output.page import Page
from imatter_cli.remedies import Option
from imatter_cli.said import Prose, Said
from imatter_cli.services.exchange import exporting
from imatter_cli.services.fund import handing_out
from imatter_cli.store.contract import Data

#: A format's ending of its files.
FORMATS = {"html": "html", "text": "txt"}


def add_to(app: Commands) -> None:
    """Hang the command on the group."""
    app.command("hand-out")(hand_out)


def hand_out(
    session: Session,
    reviewer: list[str] = option(
        "--reviewer",
        "ID",
        "A reviewer; repeat for several. Without it, everybody who has to review.",
        IdType("practitioner"),
        default=[],
    ),
    which: str = quarter_option(),
    to: str = option("--to", "FILE|FOLDER", "The file, or a folder with a file for each reviewer."),
    format: str = option(
        "--format", "FORMAT", "html, a page to answer in, or text, to answer in a message.", default="html"
    ),
    force: bool = flag("--force", "Replace files that already exist."),
) -> None:
    """Write the applications that reviewers have to review, each reviewer's in a file. They answer there without
    imatter, and imatter receive takes the answers in.

    Example: imatter fund hand-out --quarter 2026-Q4 --to reviews
    """
    if format not in FORMATS:
        raise BadValue(
            Said("--format {given!r} is not a format for hand-outs.", given=Prose(format)),
            hint=Said("Give {formats}.", formats=Prose(" or ".join(FORMATS))),
        )
    store = session.store()
    if not to and session.interactive:
        with session.answers(questions.hand_out(lambda said: _place(said, store.root)), {}) as values:
            _hand_out(session, reviewer, which, str(values["to"]), format, force)
        return
    if not to:
        row = {"field": "to", "option": "--to", "why": "You send these files on.", "example": "reviews"}
        raise Missing("Say where to save the hand-outs.", [row], hint=Option("--to", "reviews"))
    _hand_out(session, reviewer, which, to, format, force)


def _place(said: str, root: str) -> str:
    """A folder, or the name of a new one. Raises BadValue for what can't be written to."""
    if not Path(said).expanduser().is_dir():
        try:
            exporting.place(said, root)
        except (Refused, NotFound) as wrong:
            raise BadValue(wrong.said, hint=wrong.hint) from None
    return said


def _hand_out(session: Session, reviewer: list[str], which: str, to: str, format: str, force: bool) -> None:
    id, store = quarter(session, which), session.store()
    wanted = [store.find(one, ["practitioner"]) for one in reviewer]
    found = handing_out.hand_outs(session.context(), id, wanted)
    chance = session.context().random_index

    def write(one: Data) -> str:
        return output.html(one, ids.secret(chance)) if format == "html" else output.text(one)

    made = list(found.by_reviewer.values())
    there = Path(to).expanduser()
    if len(wanted) == 1 and not (to.endswith(os.sep) or there.is_dir()):
        files = requested.write(session, dict(zip([to], map(write, made), strict=False)), over=force)
    else:
        texts = {output.named(one, FORMATS[format]): write(one) for one in made}
        files = requested.write_into(session, there, texts, over=force)
    data = [
        {"reviewer": one["reviewer"], "path": file, "applications": [a["application"] for a in one["applications"]]}
        for one, file in zip(made, files, strict=True)
    ]
    session.put(data, lambda: Page(output.handed_out(files, made, session.dry_run)))
    for one in found.passed_over:
        session.say(f"{one} is left out because you have a conflict. Another coordinator can hand it out.")
    say_left_out(session, found.left_out)
