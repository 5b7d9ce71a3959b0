"""What a store promises. What reading and writing the text of a record promises is said in `codec`.

The store in git keeps it (`transaction`, `worktree`), and so does a store in memory that the tests use. One suite of
behaviours in tests/store/test_contract.py runs over both.

Isolation. The store itself shows the files as they are now, with edits made by hand. If an unfinished change is in the
journal, it shows the committed state of those paths. The reader that a plan gets, and the one from `Store.at`, show one
commit and nothing else. A plan may run several times: if somebody else's change came first, it runs again on the newer
state. So it must decide from its reader alone and have no effects of its own.

Missing things. `get`, `source` and `find` raise `NotFound` (details.closest if an id is near). If a file is there but
cannot be read as a record, `get` raises `Broken` and `scan` gives `Unreadable`. It never hides other records.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from imatter_cli.domain.data import Data
from imatter_cli.errors import ImatterError
from imatter_cli.store.history import ChangedFile, Passed, Revision, Trail
from imatter_cli.store.sharing import Shared
from imatter_cli.store.values import (
    CONTENT_SIZE,
    GET_ALL,
    WORTH_KEEPING,
    Cache,
    Change,
    Receipt,
    Stored,
    Unreadable,
    Write,
    content_of,
)  # fmt: skip

if TYPE_CHECKING:
    from imatter_cli.store.anew import Erasing

__all__ = [
    "CONTENT_SIZE", "GET_ALL", "WORTH_KEEPING", "Cache", "Change", "ChangedFile", "Data", "Passed", "Reader",
    "Receipt", "Revision", "Staged", "Store", "Stored", "Trail", "Unreadable", "Write", "content_of",
]  # fmt: skip


#: How what takes long is reported: what is read or written, and the share of it that was, from 0 to 1.
Telling = Callable[[str, float], None]


class Reader(Protocol):
    """One state of the records."""

    def get(self, id: str) -> Stored:
        """The record of that full id. Raises NotFound, Broken."""

    def source(self, id: str) -> bytes:
        """The exact bytes of that record's file, readable as a record or not. Raises NotFound."""

    def find(self, part: str, kinds: Sequence[str] = ()) -> str:
        """The full id that contains `part`, of these kinds (or any); without one, that of what people call it.

        Raises NotFound and Ambiguous, with candidates.
        """

    def ids(self, kind: str) -> list[str]:
        """Every id of a kind, sorted, from the names of the files, readable or not."""

    def scan(
        self, kind: str, mentioning: str = "", among: Container[str] | None = None,
        status: Container[str] | None = None, holder: str = "",
    ) -> Iterator[Stored | Unreadable]:  # fmt: skip
        """Every record of a kind, sorted by id.

        `mentioning` keeps to records with that text (an id, a field's name) in their file, and `among` to these ids.
        `status` keeps to records in these states, and to those whose state is not known. `holder` keeps to records
        of that person, and to those that have the id in them and whose holder is not known.
        """

    def strays(self) -> list[str]:
        """Files in records/ that are not in the place of a record, sorted. They are never read."""

    def programme(self) -> Data:
        """records/programme.yaml as plain data. Raises NotFound, Broken."""


class Staged(Reader, Protocol):
    """The records as the next commit made by hand would have them: what is staged, and no other edits."""

    @property
    def changed(self) -> frozenset[str]:
        """Paths in records/ that differ from the last commit: changed, new or gone."""


class Store(Reader, Shared, Protocol):
    """Records with a past, changed one transaction at a time."""

    @property
    def root(self) -> str:
        """The absolute path of the store's folder, for messages and drafts."""

    def transact(self, plan: Callable[[Reader], Change], *, dry_run: bool = False) -> Receipt:
        """Run the plan on the committed state and make its change durable, or nothing at all.

        When it returns, the change is one commit and the files follow. If the plan raises, nothing is written. Raises
        EditedByHand, RaceLost, Refused (nothing may be written now), StoreTrouble. `dry_run` checks and writes nothing.
        """

    def transact_all(self, plan: Callable[[Reader], Sequence[Change]], *, dry_run: bool = False) -> list[Receipt]:
        """The same for several changes, one upon the other: one commit each, and all or none, even after a crash."""

    def history(self, id: str = "", since: str = "", tip: str = "") -> Iterator[Revision]:
        """Commits that touched records (or one record), newest first, after the ref `since` (NotFound if unknown).

        Up to the last commit, or to the commit `tip`.
        """

    def answers(self) -> Iterator[Revision]:
        """Commits that say what a merge set aside, on the line of first parents, then those that answer such.

        Each oldest first, and without paths.
        """

    def head(self) -> str:
        """The last commit; empty before the first. Raises StoreTrouble where the history is lost."""

    def is_cut(self) -> bool:
        """Whether the history of this copy does not go back to its beginning."""

    def trail(self, tip: str = "", since: str = "") -> Trail:
        """The history from its beginning to the last commit, or to the commit `tip`; without what is in `since`."""

    def at(self, commit: str) -> Reader:
        """The records as one commit (or ref, or `YYYY-MM-DD`: the last commit of that day or before) had them."""

    def staged(self) -> Staged:
        """What would be committed next. Raises Refused (code merge) where a file has two versions."""

    def edited(self) -> list[str]:
        """Record paths whose files differ from the last commit (changed, new or gone), sorted."""

    def ignored(self) -> list[str]:
        """Files in records/ that git ignores, sorted. Copies of this store do not get them."""

    def left_out(self) -> list[str]:
        """Files in records/ that this folder leaves out because it shows only part of the store, sorted."""

    def obstacle(self) -> ImatterError | None:
        """The refusal that every change would get now: a lost history, an unfinished merge or rebase. None if none."""

    def close(self) -> None:
        """End what reads the history. It begins again when it is needed."""
        ...

    def tell(self, told: Telling) -> None:
        """Call `told` while much is read: with a kind of record, or `history`, and the share of it; 1 at its end."""

    def unfinished(self) -> str:
        """A sentence on an interrupted change that must be finished or dropped. Empty if there is none."""

    def cache(self) -> Cache:
        """What was worked out before and kept."""

    def recover(self) -> list[str]:
        """Finish or drop an interrupted change, and say in sentences what was done."""

    def put_back(self, *, dry_run: bool = False) -> list[str]:
        """Put record files that were deleted by hand in their places, as they were last saved; their paths.

        Raises StoreTrouble.
        """

    def ready(self) -> None:
        """Raise what any change would be refused for now: Refused, or StoreTrouble (identity, folder, lock)."""

    def store_id(self) -> str:
        """The id that all clones of this store share. Empty if it cannot be known."""

    def clone_id(self, *, make: bool = False) -> str:
        """The id of this clone alone, which stays when its folder moves. Empty if it has none; `make` makes one."""

    def trust_clock(self) -> None:
        """Accept the next change although the last one has a later date: this computer's clock is right."""

    def take_code(self, person: str) -> None:
        """Have what is recorded in this clone carry that code, if the store was founded with codes."""

    def erasing(self) -> Erasing:
        """The past, to take words out of it."""

    def setting(self, name: str) -> str:
        """A setting of this clone alone (`me`). Empty if it is not set."""

    def set_setting(self, name: str, value: str) -> None:
        """Save such a setting. Raises StoreTrouble."""
