"""Commits by what their messages say of merges: what was set aside, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from imatter_cli.store.contract import Revision
from imatter_cli.store.git.clock import moment
from imatter_cli.store.git.process import Git
from imatter_cli.store.message import trailers_in

_FIELDS: Final = "%H%x00%P%x00%ct%x00%an%x00%B"
_SHOWN: Final = ("-z", "--no-color", "--no-mailmap", "--no-notes", "--no-show-signature", f"--format={_FIELDS}")
_SET_ASIDE: Final = ("--first-parent", "--merges", "-E", "--grep=^Set-aside: ")
_ANSWERED: Final = ("--no-merges", "-E", "--grep=^(Redoes|Lets-go): ")


def saying(git: Git, head: str, since: str) -> Iterator[Revision]:
    """Merges on the line of first parents that set something aside, then changes that answer such, oldest first."""
    which = [head, *([f"^{since}"] if since else [])]
    for how in (_SET_ASIDE, _ANSWERED):
        found = git.run("log", "--topo-order", "--reverse", *_SHOWN, *how, *which, "--").out.decode("utf-8", "replace")
        fields = found.split("\0")
        for commit, parents, at, author, message in zip(*(fields[n::5] for n in range(5)), strict=False):
            yield Revision(
                commit, parents.split(" ")[0], moment(at), author, message.strip().partition("\n")[0],
                trailers_in(message), is_merge=" " in parents,
            )  # fmt: skip
