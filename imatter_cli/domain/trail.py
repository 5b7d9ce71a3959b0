"""The whole history as `imatter verify` judges it: what each change says, and what it did."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from imatter_cli.classes import field, immutable
from imatter_cli.domain import effects, ids, lifecycles, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.said import Said

#: How long after an event was written down it may be recorded, in seconds: a text may stay open in an editor.
LATEST: Final = 24 * 60 * 60

#: Verbs of changes other than `KIND EVENT`: each of these may bring any event.
INIT: Final = "store init"
SYNC: Final = "sync"
#: What a change is called that says of another, set aside in a merge, that it is over.
LET_GO: Final = "waiting let-go"
UNDO: Final = "undo"
SAVE: Final = "save"
RECEIVE: Final = "receive"
IMPORT: Final = "import"
#: What a change is called that says that words were taken out of the past, and its trailer for each record.
ERASE: Final = lifecycles.ERASE
ERASED: Final = "Erased"
PROGRAMME_EDIT: Final = "programme edit"
PROGRAMME: Final = "programme"
#: What the programme's file says of the store, once and for ever; the other fields are its rules.
OF_THE_STORE: Final = ("store_id", "first_version")
_DIGEST: Final = re.compile("[0-9a-f]{64}")
#: How many digests there are in a checkpoint, by its version.
_DIGESTS: Final = {"imatter-1": 1, "imatter-2": 2}
#: An id of a change in a message.
_ID: Final = re.compile(rb"\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b")
#: Events that stand for the one a verb is called by: who reviewed an earlier revision is assigned by opening it again.
INSTEAD: Final[dict[str, tuple[str, ...]]] = {"review assign": ("reopen",)}


@immutable
class ChangeMessage:
    """What the message of a change says, where it is word for word one that imatter writes.

    `erased` are records that words were taken out of, each with how many texts.
    """

    verb: str
    id: str
    records: tuple[str, ...]
    events: tuple[str, ...]
    programme: int
    undoes: str = ""
    redoes: str = ""
    erased: tuple[str, ...] = ()

    @property
    def by_hand(self) -> bool:
        """Whether the change may hold events that a person wrote into the text, here or in another store."""
        return self.verb in (SAVE, RECEIVE) or self.verb.endswith(" edit")


@immutable
class MergeMessage:
    """What the message of a merge says, where it is word for word one that imatter writes.

    `version` is the way in which changes were taken. `aside` are the changes that are not in it: all of one, or the
    records named. `late` are changes whose events are marked as having joined later.
    """

    version: int
    aside: Mapping[str, frozenset[str]]
    late: tuple[str, ...]
    programme: int


@immutable
class Passage:
    """One record in one change: before it and after it, None where it was not there.

    `before` is also None, and `sound` False, where it was there and could not be relied on. `faults` keep what is there
    after the change from being a record; `after` is then what could be read of it, or empty. `began` says that it is
    new. `names` are the store's names of the content before and after, empty where it was not there. `last` is what it
    was before it could no longer be relied on, as far as the history tells.
    """

    id: str
    kind: str
    path: str
    before: Data | None
    after: Data | None
    names: tuple[str, str]
    sound: bool = True
    faults: tuple[Finding, ...] = ()
    last: Data | None = None

    @property
    def began(self) -> bool:
        """Whether the record was not there before."""
        return not self.names[0]

    @property
    def is_gone(self) -> bool:
        """Whether it is not there any more."""
        return not self.names[1]

    @property
    def repaired(self) -> bool:
        """Whether it was there and could not be relied on."""
        return not self.began and not self.sound

    @property
    def shared(self) -> int:
        """How many events the two timelines have in common, from their beginning on."""
        return _shared(self.before, self.after)

    @property
    def altered(self) -> int | None:
        """Which event of its past, counted from 0, is not there any more as it was; None where all of them are.

        A record that could not be relied on in between answers to what it was before.
        """
        known = self.before or self.last
        shared = _shared(known, self.after)
        return shared if shared < len(timeline_of(known)) else None

    @property
    def entries(self) -> Sequence[Data]:
        """The events that came with the change."""
        return timeline_of(self.after)[self.shared :]


@immutable
class RecordedCommit:
    """One commit that changed records, or says that it did, or that brought two histories together.

    `at` is its own time in seconds, `made` that of its author, `before` that of the commit it follows (0: none).
    `said` is what its message says if imatter could have written it; `claims` that it looks like imatter's. `others`
    are files that it changed and that aren't records. `version` is that of the programme's rules it was made under (0
    where there are none to tell). `undone` is what the change it takes back did to each record, by path; None where
    there is no such change ahead of it. `broken_seals` are decided applications, with the day of their decision,
    that no longer read as decided. `is_merge` says that it brought two histories together, `is_sync` that imatter did;
    `passages` are then what it changed itself, `parents` the commits that it brought together, and `differs` where its
    content is not what comes of them: the path, and what is wrong. `squashed` is how many of imatter's changes were put
    together in it with git (0: none), `copies` the change ahead of it that it is a copy of.
    """

    commit: str
    subject: str
    by: str
    at: int
    made: int
    before: int
    said: ChangeMessage | None
    claims: bool
    passages: tuple[Passage, ...]
    others: tuple[str, ...] = ()
    version: int = 0
    undone: Mapping[str, Passage] | None = None
    broken_seals: tuple[tuple[str, str], ...] = ()
    is_merge: bool = False
    is_sync: bool = False
    parents: tuple[str, ...] = ()
    differs: tuple[tuple[str, Said], ...] = ()
    squashed: int = 0
    copies: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether imatter could have written its message."""
        return self.said is not None and not self.is_merge

    def puts_back(self, passage: Passage) -> bool:
        """Whether it is an undo that left a record, to the byte, what it was before the change that is undone.

        So a record that the change began goes, and one that it removed is back. Until version 0.2 every undo was one.
        """
        undone = (self.undone or {}).get(passage.path) if self.is_ours else None
        if undone is None:
            return False
        same = undone.names == (passage.names[1], passage.names[0])
        return same or (passage.is_gone and undone.began and _says_the_same(passage.before, undone.after))

    def takes_back(self, passage: Passage) -> bool:
        """Whether it is an undo that did to a record what it says: restored its fields, and added to its timeline."""
        undone = (self.undone or {}).get(passage.path) if self.is_ours else None
        return self.puts_back(passage) or (undone is not None and _restores(passage, undone))

    def keeps_named(self, path: str) -> bool:
        """Whether an undo leaves a person there who came with the change that is undone: events that stay name them."""
        undone = (self.undone or {}).get(path)
        if undone is None or undone.kind != "practitioner" or not undone.began:
            return False
        told = (entry for p in (self.undone or {}).values() if not p.began for entry in p.entries)
        return any(undone.id in map(str, entry.values()) for entry in told)

    @property
    def written(self) -> int:
        """When it was written: a change of imatter's that was moved with git keeps the time of its author."""
        return self.made if self.said is not None else self.at

    @property
    def begins_store(self) -> bool:
        """Whether the programme's rules came with it."""
        return any(p.kind == PROGRAMME and p.began for p in self.passages)


@immutable
class Point:
    """A place in the history: how many changes of records there are up to it, and two digests over all of them.

    `digest` is of everything, `lasting` of everything but words that people wrote and ids of changes, so that it is
    the same after an erasure. It is empty where it isn't known.
    """

    count: int = 0
    digest: str = field(default_factory=lambda: hashlib.sha256(b"imatter checkpoint 1\n").hexdigest())
    lasting: str = field(default_factory=lambda: hashlib.sha256(b"imatter checkpoint 2\n").hexdigest())

    def then(self, commit: str, state: str, lasting: str = "") -> Point:
        """The place one change further on; `state` names the records as a whole after it."""
        text = f"{self.digest} {commit} {state}\n"
        return Point(self.count + 1, hashlib.sha256(text.encode()).hexdigest(), lasting)

    @property
    def line(self) -> str:
        """The line to keep elsewhere."""
        return f"imatter-2 {self.count} {self.digest} {self.lasting}"


def lasting(before: Iterable[str], who: bytes, message: bytes, files: Iterable[tuple[str, str]]) -> str:
    """The digest, of all but words and ids, after a change: `before` it on each line, who made it when, what it did.

    `files` are paths with what their content is without words. `message` is empty where a person wrote it.
    """
    told = "\n".join([*before, *(f"{path} {content}" for path, content in files)]).encode("utf-8", "surrogateescape")
    return hashlib.sha256(b"\n".join((told, who, _ID.sub(b"", message)))).hexdigest()


def point_of(line: str) -> Point | None:
    """The place that a line names. None if it is not a checkpoint. A digest alone, the first, has the count -1."""
    words = line.split()
    digests = [word.lower() for word in words[2:] or words]
    if not digests or not all(_DIGEST.fullmatch(digest) for digest in digests):
        return None
    if len(words) == 1:
        return Point(-1, digests[0], "")
    if _DIGESTS.get(words[0]) != len(digests) or not (words[1].isascii() and words[1].isdigit()):
        return None
    return Point(int(words[1]), digests[0], digests[-1] if len(digests) > 1 else "")


def _shared(before: Data | None, after: Data | None) -> int:
    """How many events two timelines have in common, from their beginning on."""
    old, new = timeline_of(before), timeline_of(after)
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _says_the_same(one: Data | None, other: Data | None) -> bool:
    """Whether two states of a record have the same fields, and the same events stand."""
    if one is None or other is None or effects.changed(one, other):
        return False
    return timeline.standing(timeline_of(one)) == timeline.standing(timeline_of(other))


def _restores(passage: Passage, undone: Passage) -> bool:
    """Whether a record lost just what the change that is undone did to it: its fields, and the events that it added.

    What others did at the same time, in copies of their own, stays.
    """
    before, after, ahead, then = passage.before, passage.after, undone.before, undone.after
    if before is None or after is None or ahead is None or then is None:
        return False
    altered = effects.changed(ahead, then) - _OF_RULES
    others = effects.changed(before, after) - _OF_RULES - altered
    was, told = timeline_of(before), timeline_of(after)
    return (
        not others
        and not effects.changed(_without(passage.kind, altered, before, undone), _only(altered, after))
        and told[: len(was)] == was
        and all(entry.get("event") == lifecycles.UNDO for entry in told[len(was) :])
        and _added(before, after) == _added(then, ahead)
        and _added(after, before) == _added(ahead, then)
    )


def _without(kind: str, names: Iterable[str], stands: Data, undone: Passage) -> Data:
    """What these fields become if a change is taken off a record that others may have changed at the same time."""
    ahead, then = undone.before or {}, undone.after or {}
    if not effects.changed(_only(names, stands), _only(names, then)):
        return _only(names, ahead)
    from imatter_cli.domain.merge.fields import taken_off  # which asks this module, too
    from imatter_cli.domain.merge.misfit import Misfit

    try:
        off = taken_off(kind, stands, ahead, then)
    except Misfit:
        return _only(names, ahead)
    return {name: off[name] for name in names if off.get(name) is not None}


def _added(before: Data, after: Data) -> Sequence[Data]:
    """The events that count in one version of a record and not in another."""
    old = [timeline.without_joined(entry) for entry in timeline.standing(timeline_of(before))]
    return [own for e in timeline.standing(timeline_of(after)) if (own := timeline.without_joined(e)) not in old]


#: Fields of the programme's rules about their versions, which only go up.
_OF_RULES: Final = frozenset({"version", "changes"})


def _only(names: Iterable[str], data: Data) -> Data:
    return {name: data[name] for name in names if name in data}


def known_verb(verb: str) -> bool:
    """Whether a change of imatter's can be called that."""
    if verb in (INIT, UNDO, SAVE, RECEIVE, IMPORT, ERASE, PROGRAMME_EDIT):
        return True
    kind, _, event = verb.partition(" ")
    return event != lifecycles.UNDO and lifecycles.transition(kind, event) is not None


def marked_as(rules: Data, other: Data) -> Data:
    """Rules that do not identify the store yet, with the fields by which other rules do."""
    return rules if "store_id" in rules else {**rules, **{name: other[name] for name in OF_THE_STORE if name in other}}


def timeline_of(data: Data | None) -> Sequence[Data]:
    """The events of a record, as far as they are events."""
    found = (data or {}).get("timeline")
    return [e for e in found if isinstance(e, Mapping)] if isinstance(found, list) else []


def path_of(id: str) -> str:
    """The path of a record or of the programme's rules."""
    return ids.PROGRAMME_PATH if id == PROGRAMME else ids.path_of(id)
