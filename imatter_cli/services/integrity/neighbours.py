"""What a change of some records does to them and to those around them: the checks, before and after, side by side.

Only what is new is held against a change: faults that were there before, and faults elsewhere, never block it. This
reads the records that the changed ones name or are named by, and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from imatter_cli.checks import acceptance, run, severities
from imatter_cli.checks.view import Around, Known, Record, Records
from imatter_cli.domain import ids, money, people
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.kinds import KINDS
from imatter_cli.domain.kinds.fields import IdOf
from imatter_cli.domain.policy import Policy
from imatter_cli.errors import Broken, NotFound
from imatter_cli.services.records import single
from imatter_cli.services.records.persons import codes_in
from imatter_cli.store.contract import Reader, Stored

#: Which kinds of record can name one of a kind in a field, and so may no longer hold when it changes.
NAMED_BY: Mapping[str, tuple[str, ...]] = {
    kind.name: tuple(
        other.name
        for other in KINDS
        if any(id.kind == kind.name and place not in (("id",),) and place[0] != "timeline"
               for place, id in other.marked(IdOf).items())
    )
    for kind in KINDS
}  # fmt: skip
_ID = re.compile(rf"(?:{'|'.join(k.prefix for k in KINDS if k.prefix)})-\d{{4}}-[{ids.ALPHABET}]{{7}}|20\d\d-q[1-4]")


def errors_between(
    reader: Reader, policy: Policy, before: Mapping[str, Data | None], after: Mapping[str, Data | None], today: str
) -> list[Finding]:  # fmt: skip
    """The errors that are there with the records `after` changed (None: gone), not with those `before`, or are worse.

    They come in a stable order.
    """
    moved = [id for id in {**before, **after} if before.get(id, _AS_READ) is not after.get(id, _AS_READ)]
    near = _around(reader, {id: after.get(id) for id in moved})
    near |= {id for some in (before, after) for id, data in some.items() if near.intersection(_ID.findall(repr(data)))}
    here = {id: data for id in near if (data := single.found(reader, id))}
    old = _errors(_with(here, before), policy, _There(reader, before), today)
    return worse(old, _errors(_with(here, after), policy, _There(reader, after), today))


def worse(old: Sequence[Finding], new: Sequence[Finding]) -> list[Finding]:
    """The findings that are new, or in which an amount is further over than it was."""
    known = {key(f) for f in old}
    over = {(f.rule, f.path, f.at): _over(f) for f in old}
    return [f for f in new if key(f) not in known and not 0 < _over(f) <= over.get((f.rule, f.path, f.at), 0)]


def _over(finding: Finding) -> int:
    """By how much an amount is over, in pence; 0 where the finding is not about that."""
    return next((money.parse(str(value)) for name, value in finding.facts if name == "over"), 0)


def _with(here: Mapping[str, Data], changed: Mapping[str, Data | None]) -> dict[str, Data]:
    return {id: data for id, data in {**here, **changed}.items() if data is not None}


_AS_READ: Final = object()


def errors_anywhere(
    reader: Reader, policy: Policy, before: Mapping[str, Data | None], after: Mapping[str, Data | None], today: str,
    rules: Policy | None = None,
) -> list[Finding]:  # fmt: skip
    """The same for many records at once, or for other `rules` from now on: every record is looked at twice."""
    here = {i.id: i.data for kind in ids.KIND_NAMES for i in reader.scan(kind) if isinstance(i, Stored)}
    old = _errors(_with(here, before), policy, _There(reader, before), today)
    return worse(old, _errors(_with(here, after), rules or policy, _There(reader, after), today))


def difference(
    reader: Reader, policy: Policy, changed: Mapping[str, Data], today: str
) -> tuple[list[Finding], list[Finding]]:
    """What is found, of any severity, as things are and not with these records changed; and the other way round."""
    near = _around(reader, changed)
    before = {id: data for id in near if (data := single.found(reader, id))}
    now, _ = _found(before, policy, _There(reader, {}), today)
    then, _ = _found({**before, **changed}, policy, _There(reader, changed), today)
    old, new = {key(f) for f in now}, {key(f) for f in then}
    return [f for f in now if key(f) not in new], [f for f in then if key(f) not in old]


def named_by(reader: Reader, id: str, but: Iterable[str] = ()) -> list[str]:
    """The ids of records that mention a record, sorted by kind; those in `but` are left out."""
    kind, apart = ids.kind_of(id), set(but)
    everywhere = ids.KIND_NAMES if kind in ("practitioner", "licence") else NAMED_BY[kind]
    return [
        found
        for other in everywhere
        for item in reader.scan(other, id)
        if (found := ids.id_at(item.path) or item.path) != id and found not in apart
    ]


class _There(Known):
    """The ids of a store with some records changed, asked for one by one."""

    def __init__(self, reader: Reader, changed: Mapping[str, Data | None]) -> None:
        super().__init__({})
        self._reader = reader
        self._changed = changed
        self._asked: dict[str, bool] = {}

    def __contains__(self, id: object) -> bool:
        if not isinstance(id, str) or not ids.is_id(id):
            return False
        if id in self._changed:
            return self._changed[id] is not None
        if id not in self._asked:
            try:
                self._reader.source(id)
                self._asked[id] = True
            except NotFound:
                self._asked[id] = False
            except Broken:
                self._asked[id] = True
        return self._asked[id]

    def closest(self, id: str) -> str:
        """Not looked for: all ids would have to be read."""
        return ""


def _around(reader: Reader, changed: Mapping[str, Data | None]) -> set[str]:
    """The changed records, those that name them, those that share a round or a person's licences, and their own."""
    near = set(changed) | _mentioning(reader, ("practitioner",), people.SAME_AS)
    codes = codes_in(reader)
    for id in changed:
        near |= _mentioning(reader, NAMED_BY[ids.kind_of(id)], id)
    own: list[Data] = [d for id in list(near) for d in (changed.get(id), single.found(reader, id)) if d]
    for data in own:
        if isinstance(data.get("application"), str):
            near.add(str(data["application"]))
    own = [d for id in list(near) for d in (changed.get(id), single.found(reader, id)) if d]
    for round in {str(d["round"]) for d in own if isinstance(d.get("round"), str)}:
        near |= {round, *_mentioning(reader, ("application",), round)}
    for application in [id for id in near if id.startswith("app-")]:
        near |= _mentioning(reader, ("review",), application)
    for data in [d for d in changed.values() if d and ids.is_id(str(d.get("id")), "licence")]:
        for code in people.all_codes(codes, str(data.get("practitioner"))):
            near |= _mentioning(reader, ("licence",), code)
    for id in list(near):
        for there in (changed.get(id), single.found(reader, id)):
            near |= set(_ID.findall(repr(there))) if there else set()
    return near


def _mentioning(reader: Reader, kinds: Sequence[str], id: str) -> set[str]:
    return {item.id for kind in kinds for item in reader.scan(kind, id) if isinstance(item, Stored)}


def _errors(records: Mapping[str, Data], policy: Policy, known: Known, today: str) -> list[Finding]:
    every, sound = _found(records, policy, known, today)
    # Whatever the day: a finding whose acceptance has run out was there before.
    left, _ = acceptance.standing(every, acceptance.accepted_in(sound), severities.of(policy), today="")
    return [f for f in left if f.severity == "error"]


def _found(records: Mapping[str, Data], policy: Policy, known: Known, today: str) -> tuple[list[Finding], list[Record]]:
    """All findings in these records, and those of the records that can be relied on."""
    around = Around.of(known, policy, policy.store, today)
    sound: list[Record] = []
    every: list[Finding] = []
    for id in sorted(records):
        record = Record(id, ids.kind_of(id), ids.path_of(id), records[id])
        found, is_sound = run.of_record(record, around)
        every += found
        if is_sound:
            sound.append(record)
    every += run.across(Records(sound, around))
    return every, sound


def key(finding: Finding) -> tuple[Any, ...]:
    """What makes a finding the same one, wherever its line is."""
    return finding.rule, finding.path, finding.message
