"""The answer to a change: what changed, in which record, what comes next, how to undo it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.classes import field, immutable
from imatter_cli.output.page import Block, Heading, Page, Paragraph, Steps
from imatter_cli.remedies import Command, Hint, ShellLine


@immutable
class Next:
    """A line that may come next and why, as `Next(Command("reflect", id), "how did it go?")`."""

    command: Command | ShellLine
    why: str = ""


@immutable
class Told:
    """What a verb says once it is done: a sentence, what may come next, and notes.

    Without a sentence it is what the event is called where it is declared, as `Paused: prj-2611-7kq4m2x.`
    """

    said: str = ""
    next: Sequence[Next] = ()
    notes: Sequence[str] = ()


@immutable
class Done:
    """A change that was made, or with `dry_run` would be.

    `said` is the sentence for the person ("Kept as an idea: prj-2611-7kq4m2x."); `id`, `status` and `path` are
    those of the first record changed; `commit` is empty for a dry run; `undo` is empty if undo can't take it back.
    `before` is what is shown ahead of the sentence.
    """

    id: str
    status: str
    path: str
    commit: str
    said: str
    next: Sequence[Next] = ()
    notes: Sequence[str] = ()
    dry_run: bool = False
    undo: Hint = Command("undo")
    more: dict[str, Any] = field(default_factory=dict)
    before: Sequence[Block] = ()


def as_data(done: Done) -> dict[str, Any]:
    """`{id, status, path, commit}`, with `notes`, `dry_run` and what `more` holds where there is any."""
    data: dict[str, Any] = {"id": done.id, "status": done.status, "path": done.path, "commit": done.commit, **done.more}
    if done.notes:
        data["notes"] = list(done.notes)
    if done.dry_run:
        data["dry_run"] = True
    return data


def receipt(done: Done) -> Page:
    """The same for a person."""
    told: list[Block] = [*done.before, *([Heading(done.said)] if done.said else [])]
    told += [Paragraph(note) for note in done.notes]
    if done.dry_run:
        return Page((*told, Paragraph("Nothing was changed (a trial run).")))
    if done.next:
        told.append(Steps("Next:", [(str(step.command), step.why) for step in done.next]))
    if done.undo:
        told.append(Steps("Undo:", [(str(done.undo), "")]))
    return Page(told)
