"""Names of past states: commits, refs, days."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from imatter_cli.domain.dates import valid_day
from imatter_cli.errors import BadValue, NotFound, StoreTrouble
from imatter_cli.remedies import Command, Hint, Remedy, ShellLine
from imatter_cli.said import Day, Prose, Said
from imatter_cli.store.git.head import head
from imatter_cli.store.git.objects import Objects
from imatter_cli.store.git.place import is_cut
from imatter_cli.store.git.process import Git, trouble
from imatter_cli.store.snapshot import Snapshot

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ODD = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{")


def resolve(objects: Objects, name: str) -> str:
    """The full commit id that a commit, ref or day stands for.

    A day stands for its last commit, or the last before it, in the time zone of the person who asks. A name that starts
    with `-` would be an option to git, not a name. Raises NotFound.
    """
    git = objects.git
    if _DAY.fullmatch(name):
        return _last_of(git, name)
    plain = re.sub(r"[~^]\d*", "", name)
    if not plain or name.startswith("-") or _ODD.search(plain):
        raise _absent(name, _HOW)
    try:
        found = objects.id_of(f"{name}^{{commit}}")
    except StoreTrouble:
        git.run("rev-parse", "--git-dir")  # says best what is wrong with a folder, if that is it
        raise
    if not found:
        head(git)  # says so where it is the history that can't be read
        raise _absent(name, _cut_hint(git.folder) or _HOW)
    return found


def at(objects: Objects, name: str) -> Snapshot:
    """The records as a commit, ref or day had them. Raises NotFound, StoreTrouble."""
    return Snapshot.of(objects, resolve(objects, name))


def _last_of(git: Git, day: str) -> str:
    try:
        end = _end_of(date.fromisoformat(day))
    except ValueError:
        raise BadValue(_no_such_day(day), hint=_HOW) from None
    # git takes a time before 1970 for none at all, and would then give the last commit
    found = git.ask("rev-list", "-1", f"--min-age={max(end, 0)}", "HEAD", "--")
    if found.code != 0:
        head(git)
    if found.code != 0 and "bad revision" not in found.words:
        raise trouble("rev-list", found, git.folder)
    if not found.text:
        hint = _cut_hint(git.folder) or Remedy(Command("log"), " shows when the first change was recorded.")
        raise NotFound(Said("Nothing was recorded on or before {day}.", day=Day(day)), hint=hint)
    return found.text


def _end_of(day: date) -> int:
    """The last second of a day where the user is, since 1970."""
    try:
        return int((datetime.combine(day, time.min) + timedelta(days=1)).timestamp()) - 1
    except OverflowError:  # the last day that there is
        return int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())


_HOW = Remedy("Give a day (2026-11-23), a tag, a branch, or a commit from ", Command("log", "--json"), ".")


def _no_such_day(text: str) -> Said:
    try:
        valid_day(text)
    except ValueError as wrong:
        return next(said for said in wrong.args if isinstance(said, Said))
    raise AssertionError(f"{text} is a day")


def _absent(name: str, hint: Hint) -> NotFound:
    return NotFound(
        Said("There is no earlier state called {given!r}.", given=Prose(name)), hint=hint, details={"ref": name}
    )


def _cut_hint(root: str) -> Hint:
    """What to try where the state may be one that this copy does not have; empty where it has all."""
    return (
        Remedy("This copy's history is incomplete. To get all of it: ", ShellLine("git", "fetch", "--unshallow"))
        if is_cut(root)
        else ""
    )
