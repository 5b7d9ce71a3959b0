"""What merges of the history set aside, and which of it nobody has answered yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from imatter_cli.classes import immutable, replace
from imatter_cli.store.contract import Revision, Store
from imatter_cli.store.paths import id_for


@immutable
class SaidAside:
    """The changes that merges set aside, oldest merge first, and those among them that were answered since.

    By commit, with the ids of the records that it is about where that is not all of the change.
    """

    changes: Mapping[str, frozenset[str]]
    answered: frozenset[str]

    @property
    def unanswered(self) -> dict[str, frozenset[str]]:
        """Those that were neither done again nor let go. What was done again waits in its place if it was set aside."""
        return {commit: ids for commit, ids in self.changes.items() if commit not in self.answered}

    def counting(self, revision: Revision) -> tuple[str, ...]:
        """The paths of a change that count; of a merge of imatter's none, since what it brought counts by itself."""
        ids = self.changes.get(revision.commit)
        if "Merge" in revision.trailers or (ids is not None and not ids):
            return ()
        return tuple(path for path in revision.paths if id_for(path) not in (ids or ()))

    def is_whole(self, commit: str) -> bool:
        """Whether nothing of a change counts."""
        return commit in self.changes and not self.changes[commit]


def said_aside(store: Store) -> SaidAside:
    """What the history of a store says of that."""
    found: dict[str, frozenset[str]] = {}
    answered: set[str] = set()
    for said in store.answers():
        for row in said.trailers.get("Set-aside", ()):
            commit, *ids = row.split(" ")
            found[commit] = frozenset(ids)
        answered.update(said.trailers.get("Redoes", ()), said.trailers.get("Lets-go", ()))
    return SaidAside(found, frozenset(answered))


def applied(store: Store, id: str = "", since: str = "") -> Iterator[Revision]:
    """The changes that are in the records, or in one of them, newest first, after a commit.

    What a merge set aside is left out, and so are imatter's merges: what they brought is there by itself.
    """
    aside = said_aside(store)
    for revision in store.history(id, since):
        left = aside.counting(revision)
        if left:
            yield replace(revision, paths=left)
