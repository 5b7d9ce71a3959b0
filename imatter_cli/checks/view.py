"""What rules look at: one record with what is around it, or all records of a store. Plain data, nothing is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache, cached_property
from typing import TYPE_CHECKING

from imatter_cli.classes import immutable
from imatter_cli.domain import dates, ids, people
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.kinds.fields import OfOne

if TYPE_CHECKING:  # the models: what only reads does without
    from imatter_cli.domain.policy import Policy


@immutable
class Record:
    """A record: its id, kind, path in the store and plain data.

    `sound` says that what every record has was seen to be in order; else that is not known.
    """

    id: str
    kind: str
    path: str
    data: Data
    sound: bool = False


@immutable
class Removed:
    """A record that was in the store once and is not any more; `commit` is empty where its file has only gone."""

    id: str
    path: str
    commit: str
    day: str


class Known:
    """Every id of a store, whether its file can be read or not."""

    def __init__(self, by_kind: Mapping[str, Sequence[str]]) -> None:
        self._by_kind = by_kind
        self._all = frozenset(id for some in by_kind.values() for id in some)
        self._parts: dict[str, dict[tuple[int, str], list[str]]] = {}

    def __contains__(self, id: object) -> bool:
        return type(id) is str and id in self._all

    def closest(self, id: str) -> str:
        """The id of the same kind that looks most like it; empty if none does."""
        kind = ids.kind_of(id)
        if kind == "round":
            return "".join(get_close_matches(id, self._by_kind.get(kind, ()), n=1, cutoff=0.7))
        parts = self._parts_of(kind)
        near = {other for part in _parts(id) for other in parts.get(part, ())}
        scored = [(sum(map(str.__eq__, other, id)), other) for other in near]
        best = max(scored, key=lambda pair: (pair[0], pair[1]), default=(0, ""))
        return best[1] if best[0] >= len(id) - 3 else ""

    def _parts_of(self, kind: str) -> dict[tuple[int, str], list[str]]:
        # Two ids that differ in two characters share one of three pieces: looking these up spares comparing with all.
        if kind not in self._parts:
            found: dict[tuple[int, str], list[str]] = defaultdict(list)
            for id in self._by_kind.get(kind, ()):
                for part in _parts(id):
                    found[part].append(id)
            self._parts[kind] = found
        return self._parts[kind]


def _parts(id: str) -> tuple[tuple[int, str], ...]:
    tail = id[-ids.TAIL_LENGTH :]
    return (0, tail[:2]), (1, tail[2:4]), (2, tail[4:])


@immutable
class Around:
    """What a rule over one record may ask of its surroundings: the ids there are, and the programme's rules.

    `policy` is None where the programme file cannot be relied on, `store` what it says of the store's kind all
    the same (empty if nothing); `words` are those to avoid, with what to say instead; `today` is the day of the check,
    empty where it makes no difference.
    """

    __slots__ = ("__dict__",)

    known: Known
    policy: Policy | None
    store: str
    words: Mapping[str, str]
    today: str = ""

    @classmethod
    def of(cls, known: Known, policy: Policy | None, store: str, today: str = "") -> Around:
        """Work out once what rules ask for again and again."""
        if policy is None:
            return cls(known, None, store, {}, today)
        return cls(known, policy, store, {w.avoid.lower(): w.use for w in policy.words}, today)

    @cached_property
    def latest(self) -> str:
        """The last day that it can be anywhere on the day of the check; empty where it makes no difference."""
        return dates.day_after(self.today) if self.today else ""


class Records:
    """All valid records, by kind and sorted by id, with the references between them."""

    def __init__(
        self,
        records: Iterable[Record],
        around: Around,
        removed: Iterable[Removed] = (),
        strays: Sequence[str] = (),
        doubts: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self.around = around
        self.policy = around.policy
        self._removed = removed
        self.strays = tuple(strays)
        self._doubts = doubts or {}
        self._by_kind: dict[str, list[Record]] = {kind: [] for kind in ids.KIND_NAMES}
        for record in sorted(records, key=lambda r: r.id):
            self._by_kind[record.kind].append(record)
        self._by_id = {r.id: r for some in self._by_kind.values() for r in some}

    def __len__(self) -> int:
        return len(self._by_id)

    @cached_property
    def removed(self) -> Sequence[Removed]:
        """The records that are not here any more; nothing looks for them before they are asked for."""
        return tuple(self._removed)

    @property
    def personal(self) -> bool:
        """Whether this is one practitioner's notebook, in which decisions made elsewhere may be noted."""
        return self.around.store == "personal"

    def of(self, kind: str) -> Sequence[Record]:
        """Every record of a kind."""
        return self._by_kind[kind]

    @cached_property
    def rounds_run_here(self) -> Sequence[Record]:
        """Every round except those that a notebook was sent: their programme decides what becomes of an application."""
        if not self.personal:
            return self.of("round")
        own = {application.data["practitioner"] for application in self.of("application")}
        return [round for round in self.of("round") if round.data["timeline"][0]["by"] in own]

    def get(self, id: object) -> Record | None:
        """The record of that id; None if there is none that can be relied on."""
        return self._by_id.get(id) if isinstance(id, str) else None

    def data(self, id: object) -> Data:
        """The same as plain data; empty if there is none."""
        record = self.get(id)
        return record.data if record is not None else {}

    def on(self, kind: str, field: str, id: str) -> Sequence[Record]:
        """The records of a kind that name that id in a field: the reviews on an application, say."""
        return self._leading.get((kind, field, id), ())

    @cached_property
    def _leading(self) -> Mapping[tuple[str, str, str], list[Record]]:
        found: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
        for kind, field in _LEADING:
            for record in self._by_kind[kind]:
                named = record.data.get(field)
                if isinstance(named, str):
                    found[kind, field, named].append(record)
        return found

    def in_doubt(self, kind: str, id: object) -> bool:
        """Whether an invalid record of a kind refers to that id. Then nobody can say that such a record is missing."""
        return id in self._doubts.get(kind, ())

    def one_person(self, one: object, other: object) -> bool:
        """Whether two codes are the same person's."""
        return one == other or people.same_person(self.codes, str(one), str(other))

    @cached_property
    def codes(self) -> people.Codes:
        """The codes of everybody who has several."""
        return people.codes_of(person.data for person in self.of("practitioner"))

    def codes_at(self, moment: str) -> people.Codes:
        """The same, but only what was noted before a moment: what comes later makes nothing wrong."""
        return people.codes_of((p.data for p in self.of("practitioner")), moment) if self.codes else {}


_LEADING = (
    ("licence", "practitioner"),
    ("reflection", "project"),
    ("application", "round"),
    ("application", "practitioner"),
    ("review", "application"),
)


def held(kind: str, data: Data) -> Data:
    """What of a record stays in memory for rules across records."""
    left_out = _of_one(kind)
    return {k: v for k, v in data.items() if k not in left_out} if left_out else data


@cache
def _of_one(kind: str) -> frozenset[str]:
    """The fields that only rules over one record look at."""
    return frozenset(place[0] for place in BY_NAME[kind].marked(OfOne))


def steps_of(at: str) -> Iterator[str | int]:
    """The parts of a dotted place, `individuals[0].age_band`."""
    for part in at.replace("[", ".").replace("]", "").split("."):
        yield int(part) if part.isdigit() else part
