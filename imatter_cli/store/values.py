"""What goes into a store and comes out of it, and what may be kept of what was worked out from it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from imatter_cli.classes import immutable
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding

if TYPE_CHECKING:  # the contract is made of these values
    from imatter_cli.store.contract import Reader

#: If a kind has fewer records than this, nothing is kept from one command to the next. Reading them is faster than
#: looking them up, and what people write in their own notebook stays there.
WORTH_KEEPING = 1000

#: How to get what a folder leaves out that shows only part of the store.
GET_ALL = "To get all of them: git sparse-checkout add records"

#: How long the name of a file's content is, in bytes.
CONTENT_SIZE = 16


def content_of(raw: bytes) -> bytes:
    """The name of a file's content: the same bytes, the same name."""
    return hashlib.blake2b(raw, digest_size=CONTENT_SIZE).digest()


@immutable
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


@immutable
class Unreadable:
    """A file where a record should be, with what is wrong with it (placed findings, at least one).

    `content` names its bytes; empty where it has none that can be read (a link, a pipe, a giant).
    """

    path: str
    kind: str
    findings: tuple[Finding, ...]
    content: bytes = b""


@immutable
class Write:
    """What one record becomes.

    `data` is the whole record after the change; the store keeps comments, order and quoting of all that did
    not change. `text` instead gives the exact bytes (a hand edit saved, an undo). Both None removes the record.
    `replaces` are the bytes in the folder that this write was made from, where they differ from the last
    commit (saving a hand edit): the file may then hold these without being refused as edited by hand.
    """

    id: str
    data: Data | None = None
    text: bytes | None = None
    replaces: bytes | None = None


@immutable
class Change:
    """One use case's change: all of its records or none, in exactly one commit.

    `verb` and the first record's id make the subject (`project start prj-2611-7kq4m2x`); the trailers are one
    `Record:` per write, one `Event:` per event, `Programme:` and, for an undo, `Undoes:`. `redoes` is a change that was
    set aside in a merge and is done again with this one, `lets_go` one that is over, `erased` records that words were
    taken out of, each with how many. Without writes there is no commit, unless it lets a change go. `answer` is what
    else the plan found out; it comes with the receipt and is not kept.
    """

    verb: str
    writes: tuple[Write, ...]
    events: tuple[str, ...]
    programme: int
    undoes: str = ""
    redoes: str = ""
    lets_go: str = ""
    erased: tuple[str, ...] = ()
    answer: Any = None


@immutable
class Receipt:
    """What a transaction did. `commit` is empty for a dry run. `notes` are sentences for the person.

    `before` and `after` are the plain data of each written record (None: it did not exist). `now` opens
    the records as the change left them, whatever came after it; None where nothing was made.
    """

    commit: str
    change: Change
    paths: tuple[str, ...]
    before: tuple[Data | None, ...]
    after: tuple[Data | None, ...]
    notes: tuple[str, ...] = ()
    now: Callable[[], Reader] | None = None


class Cache(Protocol):
    """What was worked out from a state of the records, to use again while they are in that state.

    It may be empty at any time, but it is never wrong. It belongs to the history as it was when the store gave it.
    """

    def state(self) -> str:
        """The name of the state that the records are in: the content of every file in records/, and their history.

        Empty if many of them would have to be read to know it.
        """

    def state_of(self, contents: Mapping[str, bytes]) -> str:
        """The name of the state in which these paths have these contents (empty for files that aren't records).

        Empty if the history has changed since.
        """

    def recall(self, name: str) -> Any:
        """What this version of the program kept under that name. None if it kept nothing."""

    def keep(self, name: str, value: Any) -> None:
        """Keep plain values (text, bytes, numbers, lists, tuples, mappings) for the next time, if possible."""
