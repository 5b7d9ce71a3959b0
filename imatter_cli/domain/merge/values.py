"""What goes into a merge and what comes out of it, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from imatter_cli.classes import field, immutable
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.projects import Objection
from imatter_cli.domain.trail import Passage

#: RecordSet that differ from the published ones, by id (`programme` for the rules). None: not there.
Differences = Mapping[str, Data | None]
#: The errors that are there with the second differences and not with the first, or are worse.
NewErrors = Callable[[Differences, Differences], Sequence[Finding]]


class RecordSet(Protocol):
    """The records at one place in the history. Only those that can be relied on are seen as records."""

    def get(self, id: str) -> Data | None:
        """The record of that id (`programme` for the rules). None if there is none that can be relied on."""
        ...

    def naming(self, kind: str, id: str) -> Iterable[Data]:
        """The records of a kind whose text has that id (or another word) in it, sorted by id."""
        ...

    def name(self, path: str) -> str | None:
        """The store's name of the content at a path, of whatever file. Empty if there is nothing."""
        ...


@immutable
class MovedFile:
    """A file that is not a record, in one change: the store's names of its content before and after (empty: none)."""

    path: str
    before: str
    after: str


@immutable
class OwnChange:
    """One change that is not published yet, as the difference from its own parent.

    `at` and `by` are when it was made and by whom, `verb` is what it is called. `passages` are its records and `files`
    everything else that it changed. `saw` gives the records as its writer had them. `undoes` is the commit that
    it takes back, `redoes` the one that was set aside and that it does again. `follows` are the other unpublished
    changes that it was made on. `verb` is empty for a change that was not made with imatter.
    """

    commit: str
    at: str
    by: str
    verb: str
    passages: tuple[Passage, ...]
    saw: Callable[[], RecordSet]
    files: tuple[MovedFile, ...] = ()
    undoes: str = ""
    redoes: str = ""
    follows: frozenset[str] = frozenset()


@immutable
class SetAside:
    """A change that is not in the merge, and why.

    `records` are the ids that it changed, those that are set aside; `whole` says that nothing else of it was taken.
    `why` is what was in the way (at least one). `builds_on` are changes that were set aside and that it rests on.
    `waits` is False where the same person took it back afterwards, so that nothing is left to answer.
    """

    commit: str
    records: tuple[str, ...]
    why: tuple[Objection, ...]
    whole: bool = True
    builds_on: tuple[str, ...] = ()
    waits: bool = True

    @property
    def named(self) -> frozenset[str]:
        """The records that a merge names as set aside; none where it is all of the change."""
        return frozenset() if self.whole else frozenset(self.records)


@immutable
class Merged:
    """What a merge leads to.

    `records` are the differences from the published records. `texts` has the name of the content, by id, of those that
    are to the byte as one of my changes left them; the others keep the published text, with the changed fields.
    `files` are other files, by path with the name of the content (empty: gone). `taken` are the changes that are in it,
    in order, and `aside` those that aren't. `late` are changes among `taken` whose events are marked as having joined
    later, because of something published that they would have stood in the way of.
    """

    records: Differences
    texts: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    taken: tuple[str, ...] = ()
    aside: tuple[SetAside, ...] = ()
    late: tuple[str, ...] = ()
