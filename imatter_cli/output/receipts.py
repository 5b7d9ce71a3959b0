"""The answer to a change: what changed, in which record, what comes next, how to undo it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.classes import field, immutable
from imatter_cli.output.terminal import Screen, clean, fold


@immutable
class Next:
    """A command that may come next and why, as `Next("imatter reflect 7kq", "how did it go?")`."""

    command: str
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
    """

    id: str
    status: str
    path: str
    commit: str
    said: str
    next: Sequence[Next | tuple[str, str]] = ()
    notes: Sequence[str] = ()
    dry_run: bool = False
    undo: str = "imatter undo"
    more: dict[str, Any] = field(default_factory=dict)


def as_data(done: Done) -> dict[str, Any]:
    """`{id, status, path, commit}`, with `notes`, `dry_run` and what `more` holds where there is any."""
    data: dict[str, Any] = {"id": done.id, "status": done.status, "path": done.path, "commit": done.commit, **done.more}
    if done.notes:
        data["notes"] = list(done.notes)
    if done.dry_run:
        data["dry_run"] = True
    return data


def receipt(done: Done, screen: Screen) -> str:
    """The same for a person."""
    lines = [line for told in (done.said, *done.notes) for line in fold(clean(told), screen)]
    if done.dry_run:
        return "\n".join([*lines, "Nothing was changed (a trial run)."])
    steps = [s if isinstance(s, Next) else Next(*s) for s in done.next]
    width = min(max((len(s.command) for s in steps if s.why), default=0), 40)
    for n, step in enumerate(steps):
        head = "Next:  " if n == 0 else "       "
        line = f"{head}{clean(step.command).ljust(width)}   {clean(step.why)}".rstrip()
        if screen.terminal and len(line) > screen.width:
            lines += [f"{head}{clean(step.command)}", *fold(clean(step.why), screen, "           ")]
        else:
            lines.append(line)
    if done.undo:
        lines.append(f"Undo:  {done.undo}")
    return "\n".join(lines)
