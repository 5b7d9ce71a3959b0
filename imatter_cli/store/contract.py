"""What a store promises, in one short place.

Two implementations keep it: git (`transaction`, `worktree`) and memory (`memory`); one suite of behaviours
in tests/store_contract/ runs over both.

Isolation. A `Reader` got from `Store` itself shows the files as they are now, hand edits included; where an
unfinished change stands in the journal, it shows the committed state of those paths. The `Reader` handed to a
plan, and the one from `Store.at`, show one commit and nothing else. A plan may be run several times: when
somebody else's change came first it is run again on the newer state, so it must decide from its reader alone
and have no effects of its own.

Missing things. `get`, `source` and `find` raise `NotFound` (details.closest where an id is near); a file that is
there but cannot be read as a record raises `Broken` from `get`, and comes as `Unreadable` from `scan`: it never
hides another record and never ends a scan.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol

from imatter_cli.domain.finding import Finding
from imatter_cli.errors import ImatterError

#: Of a kind with fewer records than this nothing is kept from one command to the next: they are read sooner than looked
#: up, and what somebody writes in a notebook of their own is nowhere but in it.
WORTH_KEEPING = 1000

#: How long the name of a file's content is, in bytes.
CONTENT_SIZE = 16


def content_of(raw: bytes) -> bytes:
    """The name of a file's content: the same bytes, the same name."""
    return hashlib.blake2b(raw, digest_size=CONTENT_SIZE).digest()


#: A record as plain data: exactly what its file says, money still text, dates still text.
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """A record that could be read: its id, kind, path in the store (posix, relative) and plain data.

    `content` names the bytes of its file: the same bytes have the same name. `sound` says that what every record has
    was seen to be in order (domain.envelope); else that is not known.
    """

    id: str
    kind: str
    path: str
    data: Data
    content: bytes = b""
    sound: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file where a record should be, with what is wrong with it (placed findings, at least one).

    `content` names its bytes; empty where it has none that can be read (a link, a pipe, a giant).
    """

    path: str
    kind: str
    findings: tuple[Finding, ...]
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Write:
    """What one record becomes.

    `data` is the whole record after the change; the store keeps comments, order and quoting of all that did
    not change. `text` instead gives the exact bytes (a hand edit saved, an undo). Both None removes the record.
    `replaces` are the bytes in the folder that this write was made from, where they differ from the last
    commit (saving a hand edit): the file may then hold these without being refused as edited by hand.
    """

    id: str
    data: Mapping[str, Any] | None = None
    text: bytes | None = None
    replaces: bytes | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One use case's change: all of its records or none, in exactly one commit.

    `verb` and the first record's id make the subject (`project start prj-2611-7kq4m2x`); the trailers are one
    `Record:` per write, one `Event:` per event, `Programme:` and, for an undo, `Undoes:`.
    """

    verb: str
    writes: tuple[Write, ...]
    events: tuple[str, ...]
    programme: int
    undoes: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a transaction did. `commit` is empty for a dry run. `notes` are sentences for the person.

    `before` and `after` are the plain data of each written record (None: it was not there, or is no more). `now` opens
    the records as the change left them, whatever came after it; None where nothing was made.
    """

    commit: str
    change: Change
    paths: tuple[str, ...]
    before: tuple[Data | None, ...]
    after: tuple[Data | None, ...]
    notes: tuple[str, ...] = ()
    now: Callable[[], Reader] | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Revision:
    """One commit that touched records, newest first in a history.

    `at` is the committer's time (UTC, `2026-11-23T18:40:00Z`), `author` git's name of who committed it. `trailers`
    maps a name to all its values in order; `paths` are the record paths that the commit changed; `parent` is
    empty for the first commit; `here` says that this clone made it (from its own log of movements), `is_merge` that
    it has more than one parent.
    """

    commit: str
    parent: str
    at: str
    author: str
    subject: str
    trailers: Mapping[str, tuple[str, ...]]
    paths: tuple[str, ...] = field(default=())
    here: bool = False
    is_merge: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """One file that a commit changed: its path, and the names of its content before and after (empty: not there).

    The same content has the same name. `was_plain` and `is_plain` say that it is a file and no link.
    """

    path: str
    before: str
    after: str
    was_plain: bool = True
    is_plain: bool = True


@dataclass(frozen=True, slots=True)
class Passed:
    """One commit of the whole history, just as it is stored.

    `at` and `made` are the times of committer and author in seconds since 1970, `author` the committer's name.
    `moved` are all the files that differ from the first parent's, `own` the paths that differ from every parent's.
    `state` names the records as a whole before and after, None where nothing of them differs from the first parent's.
    `cut` says that a parent is not here: the history of this copy is not whole.
    """

    commit: str
    parents: tuple[str, ...]
    at: int
    made: int
    author: str
    message: bytes
    moved: tuple[Moved, ...]
    own: frozenset[str]
    state: tuple[str, str] | None
    cut: bool = False


class Trail(Protocol):
    """The whole history up to the last commit, to be gone through once; use it in a `with`."""

    def __enter__(self) -> Trail: ...

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def __iter__(self) -> Iterator[Passed]:
        """Every commit, those of other branches that were merged too, each after its parents."""
        ...

    def content(self, name: str) -> bytes:
        """The bytes of that name. Raises StoreTrouble where they are not here (a partial copy)."""
        ...

    def named(self, commit: str, path: str) -> str:
        """The name of what a commit has at a path; empty where it has nothing."""
        ...

    def signatures(self, commits: Sequence[str], allowed: str) -> Mapping[str, str]:
        """Who signed each of these commits, by the keys that the file at the path `allowed` has in the last commit.

        A value that begins with a minus says that nobody did, and in a letter why (git-log(1), %G?). Raises NotFound
        for a file that is not there, StoreTrouble (code signing) where signatures cannot be checked.
        """
        ...


class Cache(Protocol):
    """What was worked out of a state of the records before, and may be used again while they are in that state.

    It may know nothing at any time, and never knows anything wrong. It stands for the past that there was when it was
    got from the store.
    """

    def state(self) -> str:
        """The name of the state that the records are in: the content of every file in records/, and their past.

        Empty where it would take reading many of them to tell.
        """
        ...

    def state_of(self, contents: Mapping[str, bytes]) -> str:
        """The name of the state in which these paths have these contents (of files that are no records: empty).

        Empty where somebody has moved the past since.
        """
        ...

    def recall(self, name: str) -> Any:
        """What was kept under that name by this very version of the program; None if nothing was."""
        ...

    def keep(self, name: str, value: Any) -> None:
        """Keep plain values (text, bytes, numbers, lists, tuples, mappings) for the next time, or do not."""
        ...


class Reader(Protocol):
    """One state of the records."""

    def get(self, id: str) -> Stored:
        """The record of that full id. Raises NotFound, Broken."""
        ...

    def source(self, id: str) -> bytes:
        """The exact bytes of that record's file, readable as a record or not. Raises NotFound."""
        ...

    def find(self, part: str, kinds: Sequence[str] = ()) -> str:
        """The full id that has `part` in it, among these kinds (all if none given), case-insensitively.

        Raises NotFound (details.closest, a list of near ids) and Ambiguous (details.candidates).
        """
        ...

    def ids(self, kind: str) -> list[str]:
        """Every id of a kind, from the files' names, sorted; whether they can be read is not asked."""
        ...

    def scan(
        self,
        kind: str,
        mentioning: str = "",
        among: Container[str] | None = None,
        status: Container[str] | None = None,
    ) -> Iterator[Stored | Unreadable]:
        """Every record of a kind, sorted by id.

        With `mentioning`, only records that have that text (an id, or a field's name) in them, and perhaps some that
        only have it elsewhere in their file; with `among`, only these ids; with `status`, only those in one of these
        states, and those of which it is not known in which they are.
        """
        ...

    def programme(self) -> Data:
        """records/programme.yaml as plain data. Raises NotFound, Broken."""
        ...


class Staged(Reader, Protocol):
    """The records as the next commit that somebody makes by hand would have them: what is staged, no other edits."""

    @property
    def changed(self) -> frozenset[str]:
        """Paths in records/ that differ from the last commit: changed, new or gone."""
        ...

    def strays(self) -> list[str]:
        """Files in records/ where no record belongs, sorted."""
        ...


class Store(Reader, Protocol):
    """Records with a past, changed one transaction at a time."""

    @property
    def root(self) -> str:
        """The absolute path of the store's folder (for messages and drafts); a made-up one in memory."""
        ...

    def transact(self, plan: Callable[[Reader], Change], *, dry_run: bool = False) -> Receipt:
        """Run the plan on the committed state and make its change durable, or nothing at all.

        When it returns, the change is one commit and the files follow. An exception of the plan goes through
        with nothing written. Raises EditedByHand, RaceLost, Refused (a state of the repository in which nothing
        may be written), StoreTrouble. With `dry_run` the change is worked out and checked, and not made.
        """
        ...

    def transact_all(self, plan: Callable[[Reader], Sequence[Change]], *, dry_run: bool = False) -> list[Receipt]:
        """The same of several changes, each of other records: one commit each, and all of them or none.

        No moment, not that of a crash either, shows some of them and not the others.
        """
        ...

    def history(self, id: str = "", since: str = "") -> Iterator[Revision]:
        """Commits that touched records (or that one record), newest first; those after the ref `since`, if given.

        Raises NotFound for a ref that is not there.
        """
        ...

    def is_cut(self) -> bool:
        """Whether the history of this copy does not go back to its beginning."""
        ...

    def trail(self) -> Trail:
        """The whole history, from its beginning to the last commit, for whoever judges it."""
        ...

    def at(self, commit: str) -> Reader:
        """The records as one commit (or ref, or `YYYY-MM-DD`: the last commit of that day or before) had them."""
        ...

    def staged(self) -> Staged:
        """What would be committed next. Raises Refused (code merge) where a file has two versions."""
        ...

    def edited(self) -> list[str]:
        """Record paths whose files differ from the last commit (changed, new or gone), sorted."""
        ...

    def strays(self) -> list[str]:
        """Files in records/ where no record belongs, sorted: they are never read."""
        ...

    def ignored(self) -> list[str]:
        """Files in records/ that git ignores, sorted: they are here, and no copy of this store gets them."""
        ...

    def left_out(self) -> list[str]:
        """Files in records/ that this folder leaves out, as it shows only a part of the store, sorted."""
        ...

    def obstacle(self) -> ImatterError | None:
        """What keeps every change from being recorded just now, as the refusal that each would get; None if nothing.

        A history that is lost, or a merge, a rebase and the like that somebody began with git and has not finished.
        """
        ...

    def unfinished(self) -> str:
        """A sentence on an interrupted change that waits to be finished or dropped; empty if there is none."""
        ...

    def cache(self) -> Cache:
        """What was kept of what was worked out before."""
        ...

    def recover(self) -> list[str]:
        """Finish or drop an interrupted change; sentences on what was done, empty if nothing was to do."""
        ...

    def ready(self) -> None:
        """Raises what any change would be refused for now, whatever it changes.

        Refused for a state of the repository in which nothing may be written; StoreTrouble where the person has no
        identity, nothing can be written, or another command holds the lock.
        """
        ...

    def store_id(self) -> str:
        """The id that all clones of this store share; empty where it cannot be known."""
        ...

    def clone_id(self, *, make: bool = False) -> str:
        """The id of this clone alone, which stays when its folder moves.

        Empty where it has none yet, unless one is to be made and can be.
        """
        ...

    def trust_clock(self) -> None:
        """Let the next change be made although the last one is dated later: this computer's clock is right."""
        ...

    def setting(self, name: str) -> str:
        """A value kept beside the store for this clone alone (`me`); empty if unset."""
        ...

    def set_setting(self, name: str, value: str) -> None:
        """Keep such a value. Raises StoreTrouble."""
        ...
