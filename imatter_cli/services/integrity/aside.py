"""What merges of the history set aside, and which of it nobody has answered yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from imatter_cli.classes import field, immutable, replace
from imatter_cli.store.contract import Passed, Revision, Store
from imatter_cli.store.message import merge_said, trailers_in
from imatter_cli.store.paths import id_for


@immutable
class SaidAside:
    """The changes that merges set aside, oldest merge first, and those among them that were answered since.

    By commit, with the ids of the records that it is about where that is not all of the change.
    """

    changes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()

    @property
    def unanswered(self) -> dict[str, frozenset[str]]:
        """Those that were neither done again nor let go. What was done again waits in its place if it was set aside."""
        return {commit: ids for commit, ids in self.changes.items() if commit not in self.answered}

    def after(self, passed: Iterable[Passed]) -> SaidAside:
        """The same with what later commits say."""
        changes, answered = dict(self.changes), set(self.answered)
        for one in passed:
            told = merge_said(one.message) if len(one.parents) > 1 else None
            changes |= told.aside if told is not None else {}
            answered |= _answers(trailers_in(one.message.decode("utf-8", "replace")))
        return SaidAside(changes, frozenset(answered))

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
        answered |= _answers(said.trailers)
    return SaidAside(found, frozenset(answered))


def _answers(trailers: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {*trailers.get("Redoes", ()), *trailers.get("Lets-go", ())}


def applied(store: Store, id: str = "", since: str = "") -> Iterator[Revision]:
    """The changes that are in the records, or in one of them, newest first, after a commit.

    What a merge set aside is left out, and so are imatter's merges: what they brought is there by itself.
    """
    aside = said_aside(store)
    for revision in store.history(id, since):
        left = aside.counting(revision)
        if left:
            yield replace(revision, paths=left)
