"""Commits by what their messages say of merges: what was set aside, and what became of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from imatter_cli.store.cache.slots import Slots
from imatter_cli.store.contract import Revision
from imatter_cli.store.git.clock import moment
from imatter_cli.store.git.process import Git
from imatter_cli.store.message import trailers_in

_FIELDS: Final = "%H%x00%P%x00%ct%x00%an%x00%B"
_SHOWN: Final = ("-z", "--no-color", "--no-mailmap", "--no-notes", "--no-show-signature", f"--format={_FIELDS}")
_SET_ASIDE: Final = ("--first-parent", "--merges", "-E", "--grep=^Set-aside: ")
_ANSWERED: Final = ("--no-merges", "-E", "--grep=^(Redoes|Lets-go): ")
#: The entry of the cache, and how many seconds a search takes that is worth keeping: less is a short history.
_KEPT: Final = "set-aside"
_LONG: Final = 0.05

Row = tuple[str, str, str, str, str, Mapping[str, tuple[str, ...]], bool]


def answers(git: Git, head: str, slots: Slots) -> Iterator[Revision]:
    """Merges on the line of first parents that set something aside, and changes that answer such, each oldest first.

    What was found in a long history is kept by its last commit, so that only later ones are looked at.
    """
    known, rows = _kept(git, head, slots)
    if known != head:
        began = time.monotonic()
        rows = [*rows, *_saying(git, head, known)]
        if known or time.monotonic() - began > _LONG:
            slots.put(_KEPT, (head, rows))
    for commit, parent, at, author, subject, trailers, is_merge in rows:
        yield Revision(commit, parent, at, author, subject, trailers, is_merge=is_merge)


def _kept(git: Git, head: str, slots: Slots) -> tuple[str, Sequence[Row]]:
    """The commit up to which it is known, and what was found up to there."""
    kept: Any = slots.head(_KEPT)
    if not kept:
        return "", []
    known, rows = kept
    is_ahead = known == head or git.ask("merge-base", "--is-ancestor", known, head).code == 0
    return (known, rows) if is_ahead else ("", [])


def _saying(git: Git, head: str, since: str) -> Iterator[Row]:
    which = [head, *([f"^{since}"] if since else [])]
    for how in (_SET_ASIDE, _ANSWERED):
        found = git.run("log", "--topo-order", "--reverse", *_SHOWN, *how, *which, "--").out.decode("utf-8", "replace")
        fields = found.split("\0")
        for commit, parents, at, author, message in zip(*(fields[n::5] for n in range(5)), strict=False):
            subject = message.strip().partition("\n")[0]
            parent = parents.split(" ")[0]
            yield commit, parent, moment(at), author, subject, trailers_in(message), " " in parents
