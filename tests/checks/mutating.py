"""One random edit at a time in a store that is fine, and what becomes of it: found by a check, harmless, or missed.

Harmless is what says the same, or what `imatter save` takes as an edit that this record's life allows: it judges by
what was recorded before, which a check of the files alone does not know. The rest was missed, and is one of EXPLAINED.
"""

from __future__ import annotations

import copy
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatch
from typing import Any

from memory_store import MemoryStore

from imatter_cli.checks import example
from imatter_cli.domain import ids
from imatter_cli.domain.finding import Finding
from imatter_cli.errors import ImatterError
from imatter_cli.services.context import Context
from imatter_cli.services.integrity import checking, saving, verifying
from imatter_cli.store import codec

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = "2026-11-24"
Files = Mapping[str, bytes]
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Edit:
    """One edit of one file: its text after it (None: gone), what sort of edit it is, and of which field."""

    path: str
    text: bytes | None
    how: str
    what: str


@dataclass(frozen=True)
class Missed:
    """An edit that no check found and no save would take; `seen` are the errors that the history has on it."""

    edit: Edit
    why: str
    seen: frozenset[str]


@dataclass
class Tally:
    """What became of so many edits, by the sort of edit; `narrower` are those whose finding `--since` left out."""

    found: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    allowed: Counter[str] = field(default_factory=Counter)
    missed: list[Missed] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)
    narrower: list[tuple[Edit, list[Finding]]] = field(default_factory=list)

    @property
    def edits(self) -> int:
        """How many there were."""
        return sum(self.found.values()) + sum(self.same.values()) + sum(self.allowed.values()) + len(self.missed)


#: What the files alone cannot tell, by field (`*` is any part) and the code with which `imatter save` refuses it.
EXPLAINED: tuple[tuple[str, str, str], ...] = (
    (
        "*.timeline.*", "history-edited",
        "The timeline says what happened, when and by whom. Only the history shows that it said something else before.",
    ),
    (
        "programme.*", "same-version",
        "A programme may have these rules. Only the history shows that they changed while the version did not.",
    ),
    (
        "*", "lifecycle",
        "The record is closed, or with somebody else, so nobody should have edited it. Only the history shows that "
        "somebody did. If a decision was made on it, the seal of the decision shows it too (HIS001).",
    ),
    (
        "*", "not-by-edit",
        "Another event sets this field, not an edit, and it could have set this value. If a decision was made on the "
        "record, the seal of the decision shows it too (HIS001).",
    ),
    (
        "application.*", "missing-reason",
        "Its quarter is closed, so a change to it needs a reason. Only the history shows that somebody changed it.",
    ),
    (
        "application.*", "missing-reason",
        "An edit of an application that was submitted needs a reason. Only the history shows that it was edited "
        "without one.",
    ),
    ("*.project", "project-over", "The other project could have been named while it was running."),
)  # fmt: skip


def explanation(missed: Missed) -> str:
    """Why it cannot be found in the files; empty where nobody has said."""
    rows = (text for what, code, text in EXPLAINED if fnmatch(missed.edit.what, what) and code == missed.why)
    return next(rows, "")


def run(files: Files, number: int, seed: int, each: Callable[[int], None] = lambda n: None) -> Tally:
    """Try so many random edits in a store of these files, each by itself."""
    pick, tally = random.Random(seed), Tally()
    store = MemoryStore(files)
    base = next(iter(store.history())).commit
    assert not checking.check(store, today=TODAY, processes=1).findings, "the store is fine to begin with"
    corpus = Corpus(files)
    for n in range(number):
        judge(store, base, corpus.edit(pick), tally)
        each(n + 1)
    assert not checking.check(store, today=TODAY, processes=1).findings, "every edit was taken back"
    return tally


def judge(store: MemoryStore, base: str, edit: Edit, tally: Tally) -> None:
    """Make an edit in the folder, see what becomes of it, and take it back."""
    before = store.bytes_at(edit.path)
    store.hand_edit(edit.path, edit.text)
    try:
        findings = checking.check(store, today=TODAY, processes=1).findings
        if findings:
            tally.found[edit.how] += 1
            tally.rules.update({f.rule for f in findings})
            told = checking.check(store, since=base, today=TODAY, processes=1).findings
            if told != findings:
                tally.narrower.append((edit, [f for f in findings if f not in told]))
        elif before is not None and edit.text is not None and _data(before, edit.path) == _data(edit.text, edit.path):
            tally.same[edit.how] += 1
        elif not (refused := _not_taken(store)):
            tally.allowed[edit.how] += 1
        else:
            tally.missed.append(Missed(edit, refused, _seen(store, edit)))
    finally:
        store.hand_edit(edit.path, before)


def _data(text: bytes, path: str) -> Any:
    return repr(codec.parse(text, path))


def _not_taken(store: MemoryStore) -> str:
    """Why `imatter save` by the coordinator would not take what is edited; empty if it would."""
    who = next(id for id in store.ids("practitioner") if "coordinator" in store.get(id).data["roles"])
    try:
        saving.save(Context(store, who, NOW, random.Random(0).randrange, dry_run=True), [])
    except ImatterError as refused:
        return refused.code
    return ""


def _seen(store: MemoryStore, edit: Edit) -> frozenset[str]:
    """The rules on the history that an edit breaks once it is committed with git itself."""
    files = {ids.PROGRAMME_PATH: store.source("programme")}
    files |= {
        ids.path_of(id): store.at("HEAD").source(id) for kind in ids.KIND_NAMES for id in store.at("HEAD").ids(kind)
    }
    copied = MemoryStore(files)
    commit = copied.commit_directly("Tidy up", {edit.path: edit.text})
    noted = (n.finding.rule for n in verifying.verify(copied).findings if n.commit == commit)
    return frozenset(noted) - {"VER001"}


class Corpus:
    """Everything that a store says, by place, so that an edit puts in what could well stand there."""

    def __init__(self, files: Files) -> None:
        self.files = dict(files)
        self.paths = sorted(files)
        self.data = {path: codec.parse(text, path) for path, text in files.items()}
        self.values: dict[str, list[Any]] = defaultdict(list)
        for path, data in self.data.items():
            for place, value in _leaves(data, ()):
                self.values[_named(path, place)].append(value)

    def edit(self, pick: random.Random) -> Edit:
        """A random one; never one that leaves the file as it is."""
        while True:
            path = pick.choice(self.paths)
            made = pick.choices((self._value, self._shape, self._text, self._file), (45, 25, 25, 5))[0](pick, path)
            if made is not None and self.files.get(made.path) != made.text:
                return made

    def _value(self, pick: random.Random, path: str) -> Edit | None:
        """Another value that could stand in that place: one that another record has there, or one like it."""
        data = copy.deepcopy(self.data[path])
        place, value = pick.choice(list(_leaves(data, ())))
        new = pick.choice([pick.choice(self.values[_named(path, place)]), _like(pick, value), _like(pick, value)])
        _put(data, place, new)
        return self._written(path, data, "another value", place)

    def _shape(self, pick: random.Random, path: str) -> Edit | None:
        """Something gone, there twice, in another order, or under a name like its own."""
        data = copy.deepcopy(self.data[path])
        place = pick.choice(list(_places(data, ())))
        here: Any = data
        for part in place[:-1]:
            here = here[part]
        last: Any = place[-1]
        how = pick.choice(("gone", "twice", "swapped", "renamed"))
        if how == "gone":
            del here[last]
        elif how == "renamed" and isinstance(here, dict):
            there = list(here.items())
            here.clear()
            here.update((f"{k}s" if k == last else k, v) for k, v in there)
        elif how == "twice" and isinstance(here, list):
            here.insert(last, copy.deepcopy(here[last]))
        elif how == "swapped" and isinstance(here, list) and last:
            here[last - 1], here[last] = here[last], here[last - 1]
        else:
            return None
        return self._written(path, data, how, place)

    def _text(self, pick: random.Random, path: str) -> Edit:
        """A slip of the keyboard: a letter, a line or the end."""
        text = self.files[path].decode()
        lines = text.splitlines(keepends=True)
        at, line = pick.randrange(len(text)), pick.randrange(len(lines))
        how = pick.choice(("letter gone", "letter new", "another letter", "line gone", "line twice", "cut off"))
        some = pick.choice("abcxyz0123456789 -:#'\"[]{}\t\n")
        if how == "letter gone":
            text = text[:at] + text[at + 1 :]
        elif how == "letter new":
            text = text[:at] + some + text[at:]
        elif how == "another letter":
            text = text[:at] + some + text[at + 1 :]
        elif how == "cut off":
            text = text[:at]
        else:
            lines[line : line + 1] = [] if how == "line gone" else [lines[line]] * 2
            text = "".join(lines)
        return Edit(path, text.encode(), how, f"{_kind(path)}.{self._changed(path, text.encode())}")

    def _file(self, pick: random.Random, path: str) -> Edit | None:
        """A file that is gone, that has another's text, or that stands under another id as well."""
        how = pick.choice(("file gone", "another's text", "a copy"))
        if path == ids.PROGRAMME_PATH and how != "file gone":
            return None
        if how == "file gone":
            return Edit(path, None, how, _kind(path))
        same = [p for p in self.paths if _kind(p) == _kind(path) and p != path]
        if how == "another's text":
            return Edit(path, self.files[pick.choice(same)], how, _kind(path)) if same else None
        if _kind(path) == "round":
            return None
        new = ids.path_of(ids.mint(_kind(path), date(2026, 11, 24), pick.randrange))
        return Edit(new, self.files[path], how, _kind(path))

    def _written(self, path: str, data: dict[str, Any], how: str, place: Place) -> Edit | None:
        return Edit(path, codec.render(_kind(path), data), how, _named(path, place))

    def _changed(self, path: str, text: bytes) -> str:
        """The place in which a text now differs; empty where it cannot be read, or says the same."""
        if codec.findings(text, path):
            return ""
        new = dict(_leaves(codec.parse(text, path), ()))
        old = dict(_leaves(self.data[path], ()))
        places = [place for place in {**old, **new} if old.get(place) != new.get(place)]
        return _dotted(places[0]) if places else ""


def _like(pick: random.Random, value: Any) -> Any:
    """Another value of the same sort: a day near it, a number near it, another id, other words."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + pick.choice((-1, 1, 10))
    text = str(value)
    if len(text) >= 10 and text[4:5] == text[7:8] == "-" and text[:4].isdigit():
        day = date.fromisoformat(text[:10]) + timedelta(days=pick.choice((-400, -30, -1, 1, 30, 400)))
        return day.isoformat() + text[10:]
    if ids.is_id(text):
        return pick.choice([id for id in example.store() if ids.kind_of(id) == ids.kind_of(text)])
    if text.replace(".", "", 1).isdigit() and "." in text:
        return f"{float(text) + pick.choice((-1, 0.5, 100)):.2f}"
    return pick.choice((f"{text} too", text[:-1] or "x", "other"))


def _leaves(value: Any, at: Place) -> Iterator[tuple[Place, Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield at, value
    for key, child in inner or ():
        yield from _leaves(child, (*at, key))


def _places(value: Any, at: Place) -> Iterator[Place]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield (*at, key)
        yield from _places(child, (*at, key))


def _put(data: Any, place: Place, value: Any) -> None:
    for part in place[:-1]:
        data = data[part]
    data[place[-1]] = value


def _kind(path: str) -> str:
    return "programme" if path == ids.PROGRAMME_PATH else ids.kind_of(ids.id_at(path) or "")


def _named(path: str, place: Place) -> str:
    return f"{_kind(path)}.{_dotted(place)}"


def _dotted(place: Place) -> str:
    return ".".join("*" if isinstance(part, int) else part for part in place)
