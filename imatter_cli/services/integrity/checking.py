"""Everything that is wrong in a store, and exactly where. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from imatter_cli.checks import acceptance, chosen, history, programme, registry, run, severities, shape, times
from imatter_cli.checks.quarters import NOT_TOLD
from imatter_cli.checks.view import Around, Known, Records, Removed
from imatter_cli.classes import immutable, replace
from imatter_cli.domain import dates, ids, policy
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.kinds import KINDS
from imatter_cli.domain.policy import Policy
from imatter_cli.errors import BadValue, Broken, NotFound, Refused
from imatter_cli.remedies import Remedy, ShellLine
from imatter_cli.said import Said
from imatter_cli.services.integrity import early, kept_findings
from imatter_cli.services.integrity.aside import SaidAside, said_aside
from imatter_cli.services.integrity.beside import Beside, no_collector
from imatter_cli.services.integrity.examining import ids_in, ids_of, look_at_all, unreadable, worth
from imatter_cli.services.integrity.kept_findings import Contents, Examined
from imatter_cli.services.integrity.placing import placed_by_path
from imatter_cli.store.contract import GET_ALL, Cache, Reader, Revision, Staged, Store, content_of

_PROGRAMME_ID = "programme"
#: Trailers and events of a commit that take a record away for a stated reason.
_TAKEN_AWAY = "discard"


@immutable
class KindFigures:
    """How many records of a kind were looked at, and how many of them have no error."""

    records: int
    fine: int


@immutable
class CheckSummary:
    """The figures of a check.

    `notes` are sentences on what could not be checked and why, and on why there was nothing to check; `accepted` is how
    many findings are accepted in their records, `rules` how many findings each rule has.
    """

    kinds: Mapping[str, KindFigures]
    errors: int
    advice: int
    notes: tuple[str, ...]
    accepted: int
    rules: Mapping[str, int]

    @property
    def unasked(self) -> tuple[str, ...]:
        """Those of the notes that say what could not be asked."""
        return tuple(note for note in self.notes if note in _UNASKED)

    @property
    def passed(self) -> bool:
        """Whether there is no error, and none can have been missed."""
        return not self.errors and _UNSETTLED not in self.notes

    @property
    def records(self) -> int:
        """How many records were looked at."""
        return sum(k.records for k in self.kinds.values())

    @property
    def fine(self) -> int:
        """How many of them have no error."""
        return sum(k.fine for k in self.kinds.values())

    def as_data(self) -> Data:
        """The JSON shape."""
        return {
            "records": self.records,
            "fine": self.fine,
            "errors": self.errors,
            "advice": self.advice,
            "accepted": self.accepted,
            "kinds": {name: {"records": k.records, "fine": k.fine} for name, k in self.kinds.items()},
            "notes": list(self.notes),
            "unasked": list(self.unasked),
            "passed": self.passed,
            "rules": dict(self.rules),
        }


@immutable
class CheckReport:
    """All findings in a stable order (path, line, column, rule), and the figures."""

    findings: tuple[Finding, ...]
    summary: CheckSummary

    def as_data(self) -> Data:
        """The JSON shape."""
        return {"findings": [f.as_data() for f in self.findings], "summary": self.summary.as_data()}


def check(
    store: Store, paths: Sequence[str] | None = None, since: str = "", *, today: str = "", processes: int = 0,
    actor: str | None = None, rules: Container[str] | None = None, listed: Sequence[str] = (),
) -> CheckReport:  # fmt: skip
    """All findings of a store; with `paths` or `since`, those of these files, or of what changed since that ref.

    `paths` are relative to the store: files, folders or ids; `listed` are more, which may be gone. `rules` are the ids
    of those to ask. `since` also takes in records that mention what changed. A day counts from its beginning; since a
    day before the history began, everything has changed. All records are looked at whichever are asked for, so that
    the findings are those of a full run. `today` decides whether an acceptance has run out, or a day is still to come
    (empty: neither is asked). For an `actor`, nothing depends on a decision that they may not see yet. Raises
    NotFound for a path or ref that is not there.
    """
    wanted = _wanted(store, paths or (), listed) if paths is not None or listed else None
    base = _base(store, since, today) if since else ""
    changed = _changed_since(store, base) if base else None
    _refuse_part(store)
    cache = store.cache()
    known = kept_findings.recalled(cache, today)
    if known is None:
        known, contents = _everything(store, store, cache, today, processes)
        if today:
            kept_findings.keep(cache, known, contents, today)
    ignored = tuple(shape.ignored(store.ignored()))
    if ignored:  # it depends on more than the records, and so is never kept
        known = replace(known, findings=tuple(sorted((*known.findings, *ignored), key=_order)))
    known = replace(_told_to(actor, store, known, today), notes=(*known.notes, *_clock(store, known.findings, today)))
    return _report(store, known, wanted, changed, today, store.at(base) if base else None, rules)


def _told_to(actor: str | None, reader: Reader, known: Examined, today: str) -> Examined:
    """The same with the findings that this person may know of; all for None."""
    if actor is None:
        return known
    return replace(known, findings=tuple(sorted(early.as_told(reader, actor, known, today), key=_order)))


def _clock(store: Store, findings: Sequence[Finding], today: str) -> tuple[str, ...]:
    """That the clock may be why so much is still to come: the last change is dated later than today, too."""
    if not any(f.rule == times.TO_COME.id for f in findings):
        return ()
    last = next(iter(store.history()), None)
    day = dates.day_of(last.at) if last is not None else ""
    if day <= dates.day_after(today):
        return ()
    clock = (
        f"This computer's clock says {dates.spoken(today)}, but the last change here was made on {dates.spoken(day)}."
    )
    return (f"{clock} If the clock is wrong, set it and check again.",)


def _refuse_part(store: Store) -> None:
    """Refuse where this folder shows only a part of the records: what names the others would all be found wrong."""
    paths = store.left_out()
    if paths:
        raise Refused(
            Said(
                "This folder shows only part of the store. Missing here: {count} of its files, such as {path}.",
                count=len(paths),
                path=paths[0],
            ),
            code="sparse",
            hint=GET_ALL,
            details={"paths": paths[:20]},
        )


def check_staged(
    store: Store, *, today: str = "", actor: str | None = None, rules: Container[str] | None = None
) -> CheckReport:
    """All findings in what is staged, and in what depends on that; whatever else was edited by hand is not seen.

    Raises Refused where a file that is staged has two versions.
    """
    staged = store.staged()
    if not staged.changed:
        return _nothing_staged(staged)
    # What reads the staged records talks to one process of git's, which a second process cannot share.
    known, _ = _everything(staged, store, None, today, processes=1)
    return _report(staged, _told_to(actor, staged, known, today), None, staged.changed, today, _last(store), rules)


def check_commit(
    store: Store, commit: str, since: str = "", *, today: str = "", actor: str | None = None
) -> CheckReport | None:
    """All findings in the records as that commit has them, or in what changed since another one, if it is known here.

    None for a commit without records: it is not about this store.
    """
    reader = store.at(commit)
    if not any(reader.ids(kind) for kind in ids.KIND_NAMES) and not reader.strays():
        return None
    before, changed = None, None
    if since:
        with suppress(NotFound):
            before = store.at(since)
            changed = frozenset(path for one in store.history(since=since, tip=commit) for path in one.paths)
    known, _ = _everything(reader, store, None, today, processes=1, tip=commit)
    return _report(reader, _told_to(actor, reader, known, today), None, changed, today, before)


def _nothing_staged(staged: Staged) -> CheckReport:
    """That there was nothing to check; if rules could not be asked, that isn't a pass either."""
    found, _, _, notes, _ = _programme(staged)
    unasked = sorted(_placed(staged, found, {})[0], key=_order) if notes else []
    return CheckReport(tuple(unasked), _summary({}, unasked, (*_NOTHING_STAGED, *notes), 0))


def _last(store: Store) -> Reader | None:
    """The last commit; None before the first."""
    try:
        return store.at("HEAD")
    except NotFound:
        return None


def _everything(
    reader: Reader, store: Store, cache: Cache | None, today: str, processes: int, tip: str = ""
) -> tuple[Examined, Contents]:
    """All that a reader has that is wrong, and the contents that this is true of; the past is the store's.

    No contents where not everything could be read, or something changed meanwhile. Where files go while they are read
    it is begun anew, a few times: what names them is to be told, and they are not to be counted as fine.
    """
    for _ in range(_TRIES):
        known, contents, settled = _once(reader, store, cache, today, processes, tip)
        if settled:
            return known, contents
    return replace(known, notes=(*known.notes, _UNSETTLED)), {}


def _once(
    reader: Reader, store: Store, cache: Cache | None, today: str, processes: int, tip: str
) -> tuple[Examined, Contents, bool]:
    """The same once; and whether every record that was there to begin with was there to be read."""
    by_kind = ids_of(reader)
    strays = reader.strays()
    found, rules, kind, notes, content = _programme(reader)
    around = Around.of(Known(by_kind), rules, kind, today)
    every = [id for some in by_kind.values() for id in some]
    processes = processes or worth(len(every))
    with no_collector():
        looked = look_at_all(reader, by_kind, around, kept_findings.clean(cache, content, every, today), processes)
        if today:  # without a day not all rules were asked
            kept_findings.keep_clean(cache, content, every, looked, today)
        records = Records(looked.records, around, _removed(store, by_kind, tip), strays, looked.doubts)
        findings = [*found, *looked.findings, *_across(records, processes)]
    whole = content and len(looked.contents) == len(every)
    contents = looked.contents
    contents |= {policy.PATH: content} | dict.fromkeys(strays, b"")
    placed, steady = _placed(reader, findings, contents)
    known = Examined(
        tuple(sorted(placed, key=_order)),
        looked.paths,
        acceptance.accepted_in(looked.records),
        severities.of(rules),
        (*notes, *(_CUT if store.is_cut() else ())),
    )
    settled = sum(map(len, looked.paths.values())) >= len(every) or ids_of(reader) == by_kind
    return known, contents if whole and steady else {}, settled


def _across(records: Records, processes: int) -> list[Finding]:
    """What the rules across records find. A second process asks half of them, and the history is read meanwhile."""
    if processes == 1 or len(records) > _MOST_TO_COPY:
        return list(run.across(records))
    with Beside(lambda: [f.as_row() for f in run.across(records, registry.REPLAYING)]) as beside:
        found = list(run.across(records, registry.SUMMING_UP))
        return [*found, *(Finding(*row) for row in beside.answer())]


def _report(
    reader: Reader,
    known: Examined,
    wanted: Container[str] | None,
    changed: frozenset[str] | None,
    today: str,
    before: Reader | None = None,
    rules: Container[str] | None = None,
) -> CheckReport:
    """What of all this is to be told, among these paths and rules; `before` has what changed as it was."""
    findings: Iterable[Finding] = known.findings
    if wanted is not None:
        findings = [f for f in findings if any(place in wanted for place in _places(f))]
    if changed is not None:
        findings = _concerning(reader, findings, changed, before)
    # If rules were not asked, it isn't a pass, whichever records it is about.
    unasked = [f for f in known.findings if programme.explains(f, known.findings)]
    findings = findings if rules is None else [f for f in findings if f.rule in rules]
    findings = sorted({*findings, *unasked}, key=_order) if unasked else findings
    left, accepted = acceptance.standing(findings, known.accepted, known.severities, today)
    asked = known.paths
    if wanted is not None or changed is not None:
        asked = {kind: [p for p in some if _is_in(p, wanted) and _is_in(p, changed)] for kind, some in asked.items()}
    notes = _notes(known.notes, rules)
    if not left and not any(asked.values()):
        notes += [_NOTHING_CHANGED] if changed is not None else [_NOTHING_NAMED] if _is_without_any(wanted) else []
    return CheckReport(tuple(left), _summary(asked, left, notes, accepted))


def _is_without_any(wanted: Container[str] | None) -> bool:
    """Whether somebody named files, and neither a record nor the programme's file can be among them."""
    return wanted is not None and ids.PROGRAMME_PATH not in wanted


def _notes(notes: Iterable[str], rules: Container[str] | None) -> list[str]:
    """The same, but for what somebody chose not to ask, which is said."""
    if rules is None:
        return list(notes)
    some, every = sum(rule.id in rules for rule in registry.RULES), chosen.all_asked()
    left = [note for note in notes if note not in _CUT or history.REMOVED.id in rules]
    return [*left, f"Only {some} of {every} rules were asked."] if some < every else left


def _programme(reader: Reader) -> tuple[list[Finding], Policy | None, str, tuple[str, ...], bytes]:
    """Findings of the programme file, its rules if they can be relied on, the kind of store, notes, and its content."""
    try:
        stored = reader.get(_PROGRAMME_ID)
    except NotFound:
        return [programme.absent()], None, "", _NO_RULES, b""
    except Broken as wrong:
        return [*unreadable(wrong.details["findings"]), programme.unusable()], None, "", _NO_RULES, b""
    data, content = stored.data, stored.content
    said = data.get("store")
    kind = said if isinstance(said, str) else ""
    found = [*programme.faults(data), *severities.faults(data)]
    if policy.faults(data):
        return [*found, programme.unusable()], None, kind, _NO_RULES, content
    return found, policy.policy_in(data), kind, (), content


_TRIES = 3
#: What another process looks at is copied, about 1 KB a record: where there are more than these, that is too much.
_MOST_TO_COPY = 25_000
_UNSETTLED = "Files kept disappearing while they were read, so some problems may not be listed. Check again."
_CUT = (
    str(
        Remedy(
            "The history of this copy is incomplete (", ShellLine("git", "fetch", "--unshallow"), " gets the rest), "
            "so records that were removed before it begins are not reported.",
        )
    ),
)  # fmt: skip
_NOTHING_CHANGED = "No record has changed since then."
_NOTHING_NAMED = "No record is among these paths."
_NOTHING_STAGED = ("No records are staged.",)
_NO_RULES = ("records/programme.yaml has errors or is missing, so anything that depends on its rules was not checked.",)
_UNASKED = frozenset({_UNSETTLED, *_CUT, *_NO_RULES})


@immutable
class _Places:
    """Files, and folders with all that is or was in them."""

    files: frozenset[str]
    folders: tuple[str, ...]

    def __contains__(self, path: object) -> bool:
        return path in self.files or (isinstance(path, str) and path.startswith(self.folders))


def _wanted(store: Store, paths: Sequence[str], listed: Sequence[str]) -> _Places:
    """The files and folders that these paths stand for. Those listed may be gone."""
    records = (ids.path_of(id) for some in ids_of(store).values() for id in some)
    known = {*records, *store.strays(), ids.PROGRAMME_PATH}
    files: set[str] = set(listed)
    folders: set[str] = set()
    for path in paths:
        plain = path.rstrip("/")
        if plain in ("", ".") or plain in _FOLDERS or any(p.startswith(f"{plain}/") for p in known):
            folders.add("" if plain in ("", ".") else f"{plain}/")
        elif plain in known:
            files.add(plain)
        elif "/" not in plain:
            files.add(_path_of_part(store, plain))
        else:
            raise NotFound(
                Said("There is no {path} in this store.", path=path),
                hint="Give a file or folder in records/, or an id.",
                details={"path": path},
            )
    return _Places(frozenset(files), tuple(folders))


#: Folders that belong to a store whether or not anything is in them yet.
_FOLDERS = frozenset({"records", *(f"records/{k.folder}" for k in KINDS)})


def _path_of_part(store: Store, part: str) -> str:
    return ids.path_of(store.find(part))


def _base(store: Store, since: str, today: str) -> str:
    """The earlier state that `since` means; empty for one before the history began. Raises NotFound, BadValue.

    A day means the state before it began. A name of git's goes before a day in words (`yesterday`).
    """
    day = since if dates.is_day(since) else ""
    if not day:
        try:
            store.at(since)
            return since
        except NotFound as absent:
            try:
                day = dates.parse_day(since, date.fromisoformat(today)).isoformat()
            except (BadValue, ValueError):  # no day either, or none to count from
                raise absent from None
    dates.refuse_to_come("--since", day, today)
    before = dates.day_before(day)
    try:
        store.at(before)
    except NotFound:
        if store.is_cut():
            raise
        return ""
    return before


def _changed_since(store: Store, ref: str) -> frozenset[str]:
    """Paths of records that differ from that ref's: changed by a commit since, or by hand and not kept yet.

    Files that aren't records are among them: they do not count as records, so how old they are is not known.
    """
    committed = (path for revision in store.history(since=ref) for path in revision.paths)
    return frozenset((*committed, *store.edited(), *store.strays()))


def _concerning(
    reader: Reader, findings: Iterable[Finding], changed: frozenset[str], before: Reader | None
) -> list[Finding]:
    """The findings in changed records, and in those that mention one of them or that one of them mentioned.

    All, if the rules changed.
    """
    findings = list(findings)
    if ids.PROGRAMME_PATH in changed:
        return findings
    names = [(ids.id_at(path) or path).encode() for path in changed]
    mentions: dict[str, bool] = {}
    for place in dict.fromkeys(place for finding in findings for place in _places(finding)):
        if place not in changed:
            raw = _source(reader, place)
            mentions[place] = any(name in raw for name in names)
    left = {path for path, does in mentions.items() if not does}
    if left and before is not None:
        # What a record named before its change may lack it now: the reviews of a decision, say.
        named = {ids.path_of(id) for path in changed for id in ids_in(_source(before, path))}
        left -= named
    return [f for f in findings if changed.intersection(f.related) or not left.issuperset(_places(f))]


def _removed(store: Store, by_kind: Mapping[str, Sequence[str]], tip: str) -> Iterator[Removed]:
    """Records that a commit up to `tip` took away without saying so, or whose file has gone."""
    there = {id for some in by_kind.values() for id in some}
    seen: set[str] = set()
    kept: set[str] | None = None
    aside: SaidAside | None = None
    for revision in store.history(tip=tip):
        for path in revision.paths:
            id = ids.id_at(path)
            if id is None or id in there or id in seen:
                continue
            aside = aside or said_aside(store)
            if path not in aside.counting(revision):
                continue  # a merge set it aside, so it was never here
            seen.add(id)
            if _is_accounted_for(revision):
                continue
            if kept is None:  # asked for when something is gone, and once
                last = store.at(tip or "HEAD")
                kept = {one for kind in by_kind for one in last.ids(kind)}
            by_commit = (revision.commit, dates.day_of(revision.at)) if id not in kept else ("", "")
            yield Removed(id, path, *by_commit)


def _is_accounted_for(revision: Revision) -> bool:
    return _TAKEN_AWAY in revision.trailers.get("Event", ()) or "Undoes" in revision.trailers


def _placed(reader: Reader, findings: Iterable[Finding], contents: Mapping[str, bytes]) -> tuple[list[Finding], bool]:
    """The findings with line and column, each file read once; and whether the files still had these contents."""
    sources: dict[str, bytes] = {}

    def source(path: str) -> bytes:
        return sources.setdefault(path, _source(reader, path))

    return placed_by_path(findings, source), all(
        content_of(raw) == contents.get(p) for p, raw in sources.items() if raw
    )


def _source(reader: Reader, path: str) -> bytes:
    """The bytes at a path; none where there is no such file, or none to read."""
    id = _PROGRAMME_ID if path == ids.PROGRAMME_PATH else ids.id_at(path)
    try:
        return reader.source(id) if id else b""
    except (NotFound, Broken):
        return b""


def _order(finding: Finding) -> tuple[Any, ...]:
    """Of two that a reader can tell apart, always the same is first, however many processes found them."""
    return finding.path, finding.line, finding.column, finding.rule, finding.message, finding.field, finding.related


def _places(finding: Finding) -> Sequence[str]:
    """Where a finding is; of one that only counts others, all the places where they may be."""
    return (finding.path, *finding.related) if finding.rule == NOT_TOLD.id else (finding.path,)


def _is_in(path: str, some: Container[str] | None) -> bool:
    return some is None or path in some


def _summary(
    asked: Mapping[str, Sequence[str]], findings: Sequence[Finding], notes: Sequence[str], accepted: int
) -> CheckSummary:
    wrong = {f.path for f in findings if f.severity == "error"}
    counts = Counter(f.severity for f in findings)
    kinds = {
        kind: KindFigures(len(paths), sum(p not in wrong for p in paths)) for kind, paths in asked.items() if paths
    }
    rules = dict(sorted(Counter(f.rule for f in findings).items()))
    return CheckSummary(kinds, counts["error"], counts["advice"], tuple(notes), accepted, rules)
