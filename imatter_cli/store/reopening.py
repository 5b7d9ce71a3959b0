"""Changes that were not sent yet, opened again: what they did is an edit in the folder, which nobody has saved yet.

Later changes stay, one upon the other as before, except those that changed the same files: they are opened too. No file
in the folder is touched, and git's own log of the branch has the earlier changes. Of a store that was never shared only
the last change is opened: others may rely on its history.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.store.contract import Trail
from imatter_cli.store.git import commits, names, signing
from imatter_cli.store.git.commits import message_of, tree_of
from imatter_cli.store.git.difference import FileRow, difference
from imatter_cli.store.git.head import head
from imatter_cli.store.git.objects import NewObjects, Objects, rewrite
from imatter_cli.store.git.repository import Repository
from imatter_cli.store.git.rewriting import with_ids
from imatter_cli.store.git.room import first_odd, published
from imatter_cli.store.git.trail import GitTrail
from imatter_cli.store.lock import folder_lock
from imatter_cli.store.recovery import settle
from imatter_cli.store.transaction import moved


def reopen(repository: Repository, wrong: Callable[[Trail], Collection[str]]) -> list[str]:
    """Open the changes that can't be sent: those under a name where there are codes, and those that `wrong` finds.

    The files that they changed, sorted. Raises Refused (`merged`), StoreTrouble, RaceLost.
    """
    repository.refuse_states()
    with folder_lock(repository.home) as descriptor:
        locked = repository.keeping(descriptor)
        settle(locked)
        last = head(locked.git)
        since = published(locked) or locked.git.look("rev-parse", "-q", "--verify", f"{last}~1^{{commit}}")
        if not since:
            return []
        out = [f"^{since}"]
        with Objects(locked.git) as objects, GitTrail(objects, last, since) as trail:
            stuck = set(wrong(trail))
        if names.founded_with_codes(locked.git, last):
            stuck |= {commit for commit, code in names.signed(locked.git, last, *out) if not code}
        strange = first_odd(locked.git, last, *out)
        stuck |= {strange[0]} if strange is not None else set()
        listed = locked.git.run("rev-list", "--topo-order", "--reverse", "--parents", last, *out, "--").text
        rows = [row.split(" ") for row in listed.splitlines()]
        first = next((n for n, (commit, *_) in enumerate(rows) if commit in stuck), len(rows))
        if first == len(rows):
            return []
        if any(len(row) != 2 for row in rows[first:]):
            raise _merged()
        with Objects(locked.git) as objects:
            chain = _Chain(locked, objects, rows[first][1])
            for commit, parent in rows[first:]:
                chain.take(commit, difference(locked.git, parent, commit), stuck=commit in stuck)
        _move(locked, chain, last)
        return sorted(chain.opened)


def _merged() -> Refused:
    return Refused(
        "A change that can't be sent was brought together with others by git since, so it can't be taken out any more.",
        hint=Remedy("Join it in a new folder, and do there what is missing: ", Command("join", "REMOTE", "PATH")),
        code="merged",
    )  # fmt: skip


class _Chain:
    """The changes that stay, made again one upon the other, and the files of those that don't."""

    def __init__(self, repository: Repository, objects: Objects, base: str) -> None:
        self._repository = repository
        self._objects = objects
        self._ids: dict[str, str] = {}
        self.last = base
        self.opened: set[str] = set()
        self.made: list[str] = []

    def take(self, commit: str, rows: Sequence[FileRow], *, stuck: bool) -> None:
        """Take one more change onto them, or open it."""
        paths = {row.path for row in rows}
        if stuck or paths & self.opened:
            self.opened |= paths
            return
        git, new = self._repository.git, NewObjects(self._repository.format)
        entries = {row.path: row.entry for row in rows}
        tree = tree_of(self._objects.read(self.last))
        tree = rewrite(self._objects, new, tree, entries) if entries else tree
        raw = self._objects.read(commit)
        message, who = with_ids(message_of(raw), self._ids), commits.who(raw)
        if signing.is_asked(self._repository.config):
            git.run(*new.command(), given=new.pack())
            made = signing.sign(
                git, self._repository.config, tree, (self.last,), message.decode("utf-8", "replace"), who[1].decode()
            )
        else:
            top = [b"tree " + tree.encode(), b"parent " + self.last.encode(), *who]
            made = new.add("commit", b"\n".join(top) + b"\n\n" + message)
            git.run(*new.command(), given=new.pack())
        self._ids[commit] = made
        self.made.append(made)
        self.last = made


def _move(repository: Repository, chain: _Chain, before: str) -> None:
    """Index and branch follow; the files in the folder are as they were."""
    git = repository.git
    git.run("read-tree", chain.last)
    # which of them are this clone's own is read from here, see transaction
    log = " ".join(["imatter: opened again", *chain.made[:-1]])
    if git.ask("update-ref", "--create-reflog", "-m", log, "HEAD", chain.last, before).code != 0:
        git.run("read-tree", before)
        raise moved()
    git.ask("update-index", "-q", "--refresh")
