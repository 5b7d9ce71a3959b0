"""Reading and looking at every record by itself, in as many processes as pays.

What comes back is plain data: the findings, and what rules across records need of the records.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import groupby
from typing import Any

from imatter_cli.checks import run
from imatter_cli.checks.view import Around, Record, held
from imatter_cli.classes import field, mutable
from imatter_cli.domain import ids
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.errors import Broken, NotFound
from imatter_cli.services.integrity.beside import Beside, usable
from imatter_cli.store.contract import Reader, Unreadable

#: Fewer records than this are looked at sooner than another process is started.
_WORTH_A_PROCESS = 1500

_ANY_ID = re.compile(rf"[a-z]{{3}}-[0-9]{{4}}-[{ids.ALPHABET}]{{{ids.TAIL_LENGTH}}}|20[0-9]{{2}}-q[1-4]")

Share = Mapping[str, frozenset[str]]

#: By path, contents of records with which nothing is wrong by themselves.
Clean = Mapping[str, bytes]


@mutable
class Looked:
    """What came of looking at records.

    Those that can be relied on, all findings, the paths that were there by kind, by kind the ids that are named in
    records that cannot be relied on, and by path the names of the contents (of those that could be read).
    """

    records: list[Record] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    paths: dict[str, list[str]] = field(default_factory=dict)
    doubts: dict[str, frozenset[str]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)


def look_at_all(
    reader: Reader, by_kind: Mapping[str, Sequence[str]], around: Around, clean: Clean, processes: int = 0
) -> Looked:
    """Look at every one of these records; `processes` is how many may work at it (0: as many as pays).

    Nothing is wrong with records by themselves that still have the contents in `clean`. However many processes work
    at it, the findings are the same.
    """
    number = processes or worth(sum(map(len, by_kind.values())))
    look = partial(_look, reader, around, clean)
    if number == 1:
        return look({kind: frozenset(some) for kind, some in by_kind.items()})
    shares = _shares(by_kind, number)
    with ExitStack() as others:
        started = [others.enter_context(Beside(partial(_flat, look, share))) for share in shares[1:]]
        looked = look(shares[0])
        for beside in started:
            _join(looked, _from_flat(beside.answer()))
    looked.findings = list(dict.fromkeys(looked.findings))  # each of them has reported a folder that is not one
    return looked


def worth(total: int) -> int:
    """How many processes it pays to have for so many records."""
    return min(usable(), total // _WORTH_A_PROCESS) or 1


def _shares(by_kind: Mapping[str, Sequence[str]], number: int) -> list[Share]:
    """The ids in so many parts of about the same size, each month's folder in one: it is kept as a whole."""
    folders = ((kind, list(some)) for kind, ids in by_kind.items() for _, some in groupby(ids, _month_of))
    shares: list[dict[str, list[str]]] = [{kind: [] for kind in by_kind} for _ in range(number)]
    sizes = [0] * number
    for kind, some in sorted(folders, key=lambda folder: -len(folder[1])):
        least = sizes.index(min(sizes))
        sizes[least] += len(some)
        shares[least][kind] += some
    return [{kind: frozenset(some) for kind, some in share.items()} for share in shares]


def _month_of(id: str) -> str:
    return id[: -ids.TAIL_LENGTH]


def _look(reader: Reader, around: Around, clean: Clean, share: Share) -> Looked:
    out = Looked()
    for kind, some in share.items():
        paths = out.paths.setdefault(kind, [])
        for item in reader.scan(kind, among=some):  # also of none: a link in the folder's place is found by this
            paths.append(item.path)
            if item.content:
                out.contents[item.path] = item.content
            if isinstance(item, Unreadable):
                out.findings.extend(item.findings)
                _doubt(reader, kind, item.path, out)
                continue
            record = Record(item.id, kind, item.path, item.data, item.sound)
            found, sound = ([], True) if clean.get(item.path) == item.content else run.of_record(record, around)
            out.findings.extend(found)
            if sound:
                out.records.append(Record(sys.intern(item.id), kind, item.path, held(kind, item.data)))
            else:
                _doubt(reader, kind, item.path, out)
    return out


def _doubt(reader: Reader, kind: str, path: str, out: Looked) -> None:
    """Keep the ids that a record names which cannot be relied on: others are not blamed for what it may say."""
    id = ids.id_at(path)
    try:
        raw = reader.source(id) if id else b""
    except (NotFound, Broken):
        return
    out.doubts[kind] = out.doubts.get(kind, frozenset()) | ids_in(raw)


def _flat(look: Callable[[Share], Looked], share: Share) -> tuple[Any, ...]:
    looked = look(share)
    records = [(r.id, r.kind, r.path, r.data) for r in looked.records]
    return records, [f.as_row() for f in looked.findings], looked.paths, looked.doubts, looked.contents


def _from_flat(flat: tuple[Any, ...]) -> Looked:
    records, findings, *others = flat
    return Looked([Record(*r) for r in records], [Finding(*f) for f in findings], *others)


def _join(looked: Looked, more: Looked) -> None:
    looked.records += more.records
    looked.findings += more.findings
    looked.contents |= more.contents
    for kind, paths in more.paths.items():
        looked.paths.setdefault(kind, []).extend(paths)
    for kind, named in more.doubts.items():
        looked.doubts[kind] = looked.doubts.get(kind, frozenset()) | named


def ids_in(raw: bytes) -> frozenset[str]:
    """Every id in a text."""
    return frozenset(_ANY_ID.findall(raw.decode("utf-8", "replace")))


def ids_of(reader: Reader) -> dict[str, list[str]]:
    """The ids of every kind, from the files' names."""
    return {kind: [sys.intern(id) for id in reader.ids(kind)] for kind in ids.KIND_NAMES}


def unreadable(findings: Sequence[Data]) -> Iterator[Finding]:
    """Findings as they travel in the details of a refusal, as findings again."""
    for f in findings:
        yield Finding(
            f["rule"], f["severity"], f["path"], f["message"], f["try"], tuple(_at(f["field"])), f["line"], f["column"],
            tuple(f["related"]),
        )  # fmt: skip


def _at(field: str) -> Iterator[str | int]:
    for part in field.replace("[", ".").replace("]", "").split(".") if field else ():
        yield int(part) if part.isdigit() else part
