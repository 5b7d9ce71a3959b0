"""What every reader of records does the same way, over three small questions that each answers for itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from imatter_cli.domain import calling, envelope, people
from imatter_cli.domain.file_rules import MAX_BYTES, NOT_PLAIN, SYNTAX, TOO_LARGE
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.ids import KIND_NAMES, LISTED_BY, PROGRAMME_PATH
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.errors import Ambiguous, Broken, NotFound
from imatter_cli.reasons import reason
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Prose, Said
from imatter_cli.store import codec
from imatter_cli.store.contract import Data, Stored, Unreadable, content_of
from imatter_cli.store.files import NotPlain, TooLarge
from imatter_cli.store.paths import PROGRAMME_ID, id_for, is_record_id, kind_for, path_for

#: How many near or possible ids an error names.
NAMED = 5


class ByteReader(ABC):
    """A Reader (contract.Reader), given bytes at a path and the ids of a kind."""

    @abstractmethod
    def bytes_at(self, path: str) -> bytes | None:
        """The bytes at a path; None if nothing is there. Raises NotPlain."""

    @abstractmethod
    def ids(self, kind: str) -> list[str]:
        """Every id of a kind, sorted."""

    @abstractmethod
    def each(self, kind: str, among: Container[str] | None = None) -> Iterator[tuple[str, bytes | NotPlain]]:
        """Path and bytes of every record of a kind (or of these ids), sorted by id.

        If it is not an ordinary file, that comes instead of its bytes.
        """

    def get(self, id: str) -> Stored:
        """The record of that full id. Raises NotFound, Broken."""
        raw, path = self.source(id), path_for(id)
        data = _rules(raw) if id == PROGRAMME_ID else codec.parse(raw, path)
        return Stored(id=id, kind=kind_for(id), path=path, data=data, content=content_of(raw))

    def source(self, id: str) -> bytes:
        """The exact bytes of that record's file. Raises NotFound, Broken (a link, a pipe)."""
        if not is_record_id(id):
            raise self._not_found(id, ())
        try:
            raw = self.bytes_at(path_for(id))
        except NotPlain as e:
            raise Broken(
                Said("{path} is {why}.", path=e.path, why=Prose(e.why)), [finding_for(e).as_data()], hint=_PLAIN
            ) from None
        if raw is None:
            raise self._not_found(id, ())
        return raw

    def find(self, part: str, kinds: Sequence[str] = ()) -> str:
        """The full id that has `part` in it, or of what people call that. Raises NotFound, Ambiguous."""
        wanted = part.strip().lower()
        if is_record_id(wanted) and (not kinds or kind_for(wanted) in kinds) and self._is_there(wanted):
            return wanted
        among = [k for k in (kinds or KIND_NAMES) if k in BY_NAME]
        fits = _abbreviates(wanted)
        found = [id for kind in among for id in self.ids(kind) if fits(id)] if wanted else []
        by_name = not found and not is_record_id(wanted)
        if by_name:
            found = self._called(part, among)
        if len(found) == 1:
            return found[0]
        if not found:
            raise self._not_found(part, among)
        raise Ambiguous(
            Said(
                "{given!r} can mean {count} records: {ids}{more}."
                if by_name
                else "{given!r} is part of {count} ids: {ids}{more}.",
                given=Prose(part), count=len(found), ids=Many(found[:NAMED]),
                more=Prose(" …" if len(found) > NAMED else ""),
            ),
            hint="Type more of the name, or part of the id." if by_name else "Type more of the id.",
            details={"candidates": found},
        )  # fmt: skip

    def _called(self, said: str, kinds: Sequence[str]) -> list[str]:
        """Those of these kinds that somebody means by a name: of themselves, or of the project that they are about.

        A whole name is meant rather than part of one, and a project rather than what is about it.
        """
        if not said.strip():
            return []
        projects = self._by_name(said, "project")
        if "project" in kinds and projects:
            return projects
        own = [id for kind in kinds if kind != "project" for id in self._by_name(said, kind)]
        about = [item.id for kind in kinds for project in projects for item in self._about(kind, project)]
        return list(dict.fromkeys([*own, *about]))

    def _by_name(self, said: str, kind: str) -> list[str]:
        """Those of one kind with that name, or without any with part of their name."""
        every = self.scan(kind) if "focus_areas" in BY_NAME[kind].declared else ()
        found = [one for one in every if isinstance(one, Stored) and calling.is_partly_called(said, one.data)]
        return [one.id for one in found if calling.is_called(said, one.data)] or [one.id for one in found]

    def _about(self, kind: str, project: str) -> Iterator[Stored]:
        found = self.scan(kind, project) if "project" in BY_NAME[kind].declared else ()
        return (one for one in found if isinstance(one, Stored) and one.data.get("project") == project)

    def scan(
        self, kind: str, mentioning: str = "", among: Container[str] | None = None,
        status: Container[str] | None = None, holder: str = "",
    ) -> Iterator[Stored | Unreadable]:  # fmt: skip
        """See contract.Reader."""
        return self._judged(kind, self.each(kind, among), mentioning, status, holder)

    def _judged(
        self, kind: str, each: Iterable[tuple[str, bytes | NotPlain]], mentioning: str, status: Container[str] | None,
        holder: str,
    ) -> Iterator[Stored | Unreadable]:  # fmt: skip
        text, person = mentioning.encode(), holder.encode()
        for path, raw in each:
            if isinstance(raw, NotPlain):
                yield unreadable(path, kind, raw)
            elif text in raw and person in raw:
                item = read_record(path, kind, raw)
                known = status is None or not state_of(item) or state_of(item) in status
                if known and (not holder or holder_of(item) in ("", holder)):
                    yield item

    def programme(self) -> Data:
        """records/programme.yaml as plain data. Raises NotFound, Broken."""
        return self.get(PROGRAMME_ID).data

    def _is_there(self, id: str) -> bool:
        try:
            return self.bytes_at(path_for(id)) is not None
        except NotPlain:
            return True

    def _not_found(self, wanted: str, kinds: Sequence[str]) -> NotFound:
        if wanted == PROGRAMME_ID:
            return NotFound(
                "There is no records/programme.yaml here.", hint=Remedy("To make a store: ", Command("init"))
            )
        among = kinds or ([kind_for(wanted)] if is_record_id(wanted) else KIND_NAMES)
        near = closest(wanted, chain.from_iterable(self.ids(kind) for kind in among))
        if not near and "project" in among and not is_record_id(wanted):
            there = (one for one in self.scan("project") if isinstance(one, Stored))
            near = [one.id for one in there if calling.is_nearly_called(wanted, one.data)][:NAMED]
        shows = Remedy(LISTED_BY[among[0]], " shows what is there.")
        if len(among) > 1:
            shows = Remedy("To see what is there, list the projects, licences and so on: ", Command("project list"))
        hint = Said("Did you mean {closest}?", closest=Many(near)) if near else shows
        return NotFound(
            Said("There is no record {given!r}.", given=Prose(wanted)), hint=hint,
            details={"closest": near, "id": wanted},
        )  # fmt: skip


_PLAIN = "A record must be an ordinary file in ordinary folders. Put the text itself there."


@lru_cache(maxsize=2)
def _rules(raw: bytes) -> Data:
    """The rules that a file has: a command asks for them many times, in the folder and in the last commit."""
    return codec.parse(raw, PROGRAMME_PATH)


def _abbreviates(part: str) -> Callable[[str], bool]:
    """Whether an id has that part, or begins and ends as its short form on a page does (`prj…m2x`)."""
    begins, short, ends = part.partition("…")
    return (lambda one: one.startswith(begins) and one.endswith(ends)) if short else lambda one: part in one


def read_record(path: str, kind: str, raw: bytes) -> Stored | Unreadable:
    """One file as a record, or what is wrong with it."""
    content = content_of(raw)
    try:
        data = codec.parse(raw, path)
    except Broken as e:
        alone = (Finding(SYNTAX.id, SYNTAX.severity, path, e.message),)
        return Unreadable(path, kind, codec.findings(raw, path) or alone, content)
    sound = next(envelope.faults(kind, path, data), None) is None
    return Stored(id_for(path) or "", kind, path, data, content, sound)


def state_of(item: Stored | Unreadable) -> str:
    """The state that a sound record is in; empty where it is not known."""
    return str(item.data["status"]) if isinstance(item, Stored) and item.sound else ""


def holder_of(item: Stored | Unreadable) -> str:
    """Whose a sound record is; empty where that is not known, and of a kind whose records are nobody's."""
    return people.holder_of(item.kind, item.data) if isinstance(item, Stored) and item.sound else ""


def unreadable(path: str, kind: str, trouble: NotPlain | OSError) -> Unreadable:
    """What stands where a record should be, and cannot be opened as one."""
    if isinstance(trouble, OSError):
        trouble = NotPlain(path, f"not readable ({reason(trouble).name})")
    return Unreadable(path=trouble.path, kind=kind, findings=(finding_for(trouble),))


def finding_for(trouble: NotPlain) -> Finding:
    """A link, a pipe or a giant where a record should be, as a finding."""
    if isinstance(trouble, TooLarge):
        said = Said("This is {why}. A record can have at most {most:,} bytes.", why=Prose(trouble.why), most=MAX_BYTES)
        return Finding.of(TOO_LARGE.id, TOO_LARGE.severity, trouble.path, said, "Keep long texts elsewhere.")
    return Finding.of(
        NOT_PLAIN.id, NOT_PLAIN.severity, trouble.path, Said("This is {why}.", why=Prose(trouble.why)), _PLAIN
    )


def closest(wanted: str, ids: Iterator[str]) -> list[str]:
    """The ids that look most like what was typed, best first; few, and none that only share their kind."""
    text = wanted.strip().lower()
    tail = text.rsplit("-", 1)[-1]
    scored: list[tuple[int, str]] = []
    for id in ids:
        own = id.rsplit("-", 1)[-1]
        same = sum(a == b for a, b in zip(tail, own, strict=False))
        need = max(2, min(len(own), len(tail)) - 2) if own[:1] != "q" else 2
        if same >= need:
            scored.append((-same - (id.split("-")[:2] == text.split("-")[:2]), id))
    return [id for _, id in sorted(scored)[:NAMED]]
