"""Whether the whole history is one that imatter could have made. Nothing is written."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from imatter_cli.checks import commits, passages, registry
from imatter_cli.classes import immutable, replace
from imatter_cli.domain import dates, erasing, ids
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.fund import decisions, seal
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.lifecycles import DECIDED
from imatter_cli.domain.trail import ChangeMessage, Passage, Point, RecordedCommit, lasting, timeline_of
from imatter_cli.errors import StoreTrouble
from imatter_cli.remedies import Remedy, ShellLine
from imatter_cli.services.integrity.erasures import Erasure, Erasures
from imatter_cli.services.integrity.merges import Merges
from imatter_cli.services.integrity.passing import RecordThen, data_in, passage_of, record_in
from imatter_cli.store.contract import ChangedFile, Passed, Store, Trail
from imatter_cli.store.message import merge_said, said, trailers_in
from imatter_cli.store.paths import RECORDS, id_for

#: How many records, as they were at some time, are kept at hand; others are read once more where they are needed.
_AT_HAND: Final = 20_000
#: The folder of reviews.
_REVIEWS: Final = BY_NAME["review"].folder
#: The trailers by which a change says that imatter made it.
_CLAIMS: Final = ("Record", "Programme")


@immutable
class Noted:
    """A finding and the commit that it is about (empty: about the history as a whole)."""

    commit: str
    finding: Finding

    def as_data(self) -> Data:
        """The JSON shape."""
        f = self.finding
        return {
            "rule": f.rule, "severity": f.severity, "commit": self.commit, "path": f.path, "message": f.message,
            "try": str(f.try_), "related": list(f.related), "facts": dict(f.facts),
            "commands": list(map(list, f.commands)),
        }  # fmt: skip


@immutable
class VerifySummary:
    """The figures: commits that changed records, by imatter and around it, and the line to keep elsewhere.

    `since` is how many changes came after the checkpoint that was asked about, None where none was, or it is gone, and
    `erased_since` whether words of its history were erased then; `fine` are the changes without an error, `erasures`
    those that took words out of the past, `unasked` sentences on what could not be looked at.
    """

    commits: int
    by_tool: int
    around: int
    errors: int
    advice: int
    checkpoint: str
    since: int | None = None
    fine: int = 0
    erasures: tuple[Erasure, ...] = ()
    unasked: tuple[str, ...] = ()
    erased_since: bool = False

    @property
    def passed(self) -> bool:
        """Whether no change that was looked at has an error."""
        return not self.errors

    def as_data(self) -> Data:
        """The JSON shape."""
        since = {} if self.since is None else {"since": self.since, "erased_since": self.erased_since}
        return {
            "commits": self.commits, "by_tool": self.by_tool, "around": self.around, "errors": self.errors,
            "advice": self.advice, "checkpoint": self.checkpoint, **since, "fine": self.fine,
            "erasures": [one.as_data() for one in self.erasures], "unasked": list(self.unasked), "passed": self.passed,
        }  # fmt: skip


@immutable
class Reached:
    """How many changes came after a checkpoint (None: its history is gone), and what is known of the difference."""

    since: int | None
    erased: bool = False
    unlike: str = ""


@immutable
class VerifyReport:
    """All findings, in the order of the history, and the figures."""

    findings: tuple[Noted, ...]
    summary: VerifySummary

    def as_data(self) -> Data:
        """`{findings, summary}`."""
        return {"findings": [f.as_data() for f in self.findings], "summary": self.summary.as_data()}


def verify(store: Store, against: Point | None = None, more: Iterable[Noted] = ()) -> VerifyReport:
    """Judge every change of the history; with `against`, also whether the history of that checkpoint is still there.

    `more` are findings that were asked for apart.

    Raises StoreTrouble where git cannot read the history or check signatures, or (code shallow) for a checkpoint where
    this copy's history is cut; NotFound where the rules ask for signatures and the file of signers is not there.
    """
    with store.trail() as trail:
        walk = _Walk(trail)
        found, by_tool, around = _judged(walk, trail)
    found += [*walk.money_aside(), *more]
    reached = Reached(None)
    if not by_tool + around:  # not a pass: none of its changes was looked at
        _refuse_cut(walk.is_cut, _VERIFY)
    if against is not None:
        _refuse_cut(walk.is_cut)
        reached = walk.reached(against)
        there = reached.since is not None
        lost = commits.against(against.count, walk.here.count, there=there, unlike=reached.unlike)
        found += [Noted("", f) for f in lost]
    errors = sum(n.finding.severity == "error" for n in found)
    figures = VerifySummary(
        by_tool + around, by_tool, around, errors, len(found) - errors,
        "" if walk.is_cut else walk.here.line, reached.since,
        by_tool + around - len({n.commit for n in found if n.finding.severity == "error"} - {""}),
        walk.erasures, (_EARLIER,) if walk.is_cut else (), reached.erased,
    )  # fmt: skip
    return VerifyReport(tuple(found), figures)


def errors(store: Store) -> int:
    """How many errors `verify` would find; no checkpoint is taken, which takes as long. Raises StoreTrouble."""
    with store.trail() as trail:
        walk = _Walk(trail, lasting=False)
        found = [*_judged(walk, trail)[0], *walk.money_aside()]
    return sum(one.finding.severity == "error" for one in found)


def wrong(trail: Trail) -> list[Noted]:
    """The errors in these changes of a longer history; what was wrong before the first of them is not asked.

    Raises StoreTrouble and NotFound as `verify`.
    """
    with trail:
        return [one for one in _judged(_Walk(trail, partial=True), trail)[0] if one.finding.severity == "error"]


def wrong_to_send(trail: Trail) -> list[Noted]:
    """The same in changes that are about to be published: what a merge made with git lost comes back as they are."""
    with trail:
        walk = _Walk(trail, partial=True)
        found = [one for one in _judged(walk, trail)[0] if one.finding.severity == "error"]
        return [one for one in found if not (one.commit in walk.git_merges and _is_lost(one))]


def _judged(walk: _Walk, trail: Trail) -> tuple[list[Noted], int, int]:
    """What was found in the changes of a trail, how many imatter made, and how many were made around it."""
    noted: list[list[Noted]] = []
    asked: dict[tuple[str, str], list[tuple[int, RecordedCommit]]] = {}
    by_tool = around = 0
    for passed in trail:
        step = walk.step(passed)
        mine = [Noted(passed.commit, commits.cut(_subject(passed)))] if passed.cut else []
        noted.append(mine)
        if step is None or (passed.cut and not passed.parents):
            continue  # what its records were before is not here to compare with
        mine += [Noted(step.commit, f) for check in registry.OF_A_STEP for f in check(step)]
        by_tool += step.is_ours or step.is_sync
        around += not (step.is_ours or step.is_sync)
        if walk.keys[0]:
            asked.setdefault(walk.keys, []).append((len(noted) - 1, step))
    for keys, steps in asked.items():
        marks = trail.signatures([step.commit for _, step in steps], *keys)
        for n, step in steps:
            noted[n] += [Noted(step.commit, f) for f in commits.unsigned(step, marks.get(step.commit, "-E"))]
    put_right = walk.put_right
    found = (one for some in noted for one in some if not (one.commit in put_right and _is_lost(one)))
    return [one for one in found if not walk.is_erased(one)], by_tool, around


def _is_lost(noted: Noted) -> bool:
    return noted.finding.rule == commits.MERGED.id


def checkpoint(store: Store) -> Point:
    """The place where the history is now. Raises StoreTrouble (code shallow) where this copy's history is cut."""
    with store.trail() as trail:
        points = _Points(lambda path, name: data_in(path, trail.content(name)))
        for passed in trail:
            points.add(passed)
    _refuse_cut(points.is_cut)
    return points.here


_EARLIER = "The history of this copy does not go back to the beginning, so its earlier changes were not looked at."
#: What a record's file that can't be read is without words: nobody can tell which of it is.
_UNREADABLE: Final = "unreadable"
_VERIFY = "The history of this copy does not go back to the beginning, so you can't verify any of its changes."
_CHECKPOINT = "The history of this copy does not go back to the beginning, so you can't take a checkpoint of it."


def _refuse_cut(is_cut: bool, words: str = _CHECKPOINT) -> None:
    if is_cut:
        raise StoreTrouble(
            words, hint=Remedy("To get all of it: ", ShellLine("git", "fetch", "--unshallow")), code="shallow"
        )


class _Points:
    """The place in the history at each commit, along first parents.

    `read` gives what a record's path had, by the name of the content. Without it there are no lasting digests.
    """

    def __init__(self, read: Callable[[str, str], Data] | None) -> None:
        self._read = read
        self._at: dict[str, Point] = {}
        self._parents: dict[str, tuple[str, ...]] = {}
        self._changed: set[str] = set()
        self.here = Point()
        self.is_cut = False

    def add(self, passed: Passed) -> None:
        before = self._at.get(passed.parents[0], Point()) if passed.parents else Point()
        self.here = (
            before if passed.state is None else before.then(passed.commit, passed.state[1], self._lasting(passed))
        )
        self._at[passed.commit] = self.here
        self._parents[passed.commit] = passed.parents
        if passed.state is not None and len(passed.parents) < 2:
            self._changed.add(passed.commit)
        self.is_cut |= passed.cut

    def _lasting(self, passed: Passed) -> str:
        if self._read is None:
            return ""
        ahead = [self._at.get(parent, Point()).lasting for parent in passed.parents]
        message = passed.message if said(passed.message) or merge_said(passed.message) else b""
        files = ((m.path, self._bare(m, self._read)) for m in passed.moved if m.path.startswith(f"{RECORDS}/"))
        return lasting(ahead, passed.who, message, files)

    @staticmethod
    def _bare(moved: ChangedFile, read: Callable[[str, str], Data]) -> str:
        """What a change left at a path, without words."""
        id = ids.id_at(moved.path)
        if not id or not moved.after or not moved.is_plain:
            return moved.after
        data = read(moved.path, moved.after)
        return erasing.digest_without(ids.kind_of(id), data) if data else _UNREADABLE

    def at(self, point: Point) -> str:
        """The commit at that place. Empty if there is none."""
        return next((c for c, p in self._at.items() if p.digest == point.digest and _counts(point, p)), "")

    def but_for_words(self, point: Point) -> str:
        """The commit at the place that differs from that one only in words. Empty if there is none."""
        return next((c for c, p in self._at.items() if p.lasting == point.lasting and _counts(point, p)), "")

    def since(self, commit: str) -> int:
        """How many changes came after a commit, on whatever line."""
        return len(self._changed - self.before(commit))

    def before(self, commit: str) -> set[str]:
        """A commit and all that it was made on."""
        found, todo = set(), [commit]
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += self._parents.get(one, ())
        return found


def _counts(point: Point, other: Point) -> bool:
    return point.count in (-1, other.count)


class _Walk:
    """From commits to steps: what is needed of what came before is kept, each content read and judged once.

    A walk that is `partial` begins in the middle of a history, and looks up what is needed of its beginning. Only a
    `lasting` one works out digests of everything but words.
    """

    def __init__(self, trail: Trail, *, partial: bool = False, lasting: bool = True) -> None:
        self._trail = trail
        self._partial = partial
        self._points = _Points((lambda path, name: self._record(path, name).data) if lasting and not partial else None)
        self._erasures = Erasures(self._points.before)
        self._read: OrderedDict[tuple[str, str], RecordThen] = OrderedDict()
        self._done: dict[str, tuple[ChangedFile, ...]] = {}
        self._times: dict[str, int] = {}
        #: The name of the rules' content at each commit.
        self._rules: dict[str, str] = {}
        self._reviews: dict[str, set[str]] = {}
        #: The name of what a path had when it could last be relied on, by the path and the name of what cannot be.
        self._readable: dict[tuple[str, str], str] = {}
        self._unsealed: set[tuple[str, str]] = set()
        #: Applications whose reviews were looked up, where the walk is partial.
        self._looked_up: set[str] = set()
        #: The path of the file of signers and its content ahead of the last step; empty where no rules asked for it.
        self.keys = ("", "")
        #: The first change that says something, by its message and when it was made.
        self._said: dict[tuple[bytes, int], str] = {}
        self._merges = Merges(trail, self._record)

    @property
    def here(self) -> Point:
        """The place of the last commit that was taken in."""
        return self._points.here

    @property
    def is_cut(self) -> bool:
        """Whether some of the history is not here."""
        return self._points.is_cut

    @property
    def put_right(self) -> frozenset[str]:
        """Merges made with git of which a later merge set the loss aside."""
        return self._merges.put_right

    @property
    def git_merges(self) -> frozenset[str]:
        """Merges made with git."""
        return self._merges.made_with_git

    def money_aside(self) -> list[Noted]:
        """Changes that merges set aside and that wait, though others rely on them."""
        waiting = self._merges.relied_on
        return [Noted(commit, commits.money_aside(path, commit, event)) for path, commit, event in waiting]

    @property
    def erasures(self) -> tuple[Erasure, ...]:
        """What was erased, in the order of the history."""
        return tuple(self._erasures.found)

    def is_erased(self, noted: Noted) -> bool:
        """Whether it can't be told any more because of a later erasure: a seal over such words, or a signature."""
        rule, path = noted.finding.rule, noted.finding.path
        if rule not in (commits.UNSIGNED.id, passages.DECISION.id):
            return False
        id = ids.id_at(path) or ""
        about = {id, *self._reviews.get(id, ())}
        return any(
            rule == commits.UNSIGNED.id or about & {one for one, _ in erasure.records}
            for erasure in self._erasures.after(noted.commit)
        )

    def reached(self, point: Point) -> Reached:
        """What is still there of the history up to that place."""
        commit = self._points.at(point)
        if commit:
            return Reached(self._points.since(commit))
        commit = self._points.but_for_words(point)
        if not commit:
            return Reached(None, unlike="erased" if self.erasures and not point.lasting else "")
        if not self._erasures.after(commit):
            return Reached(None, unlike="words")
        return Reached(self._points.since(commit), erased=True)

    def step(self, passed: Passed) -> RecordedCommit | None:
        """What a commit did and said; None for one that has nothing to do with records."""
        self._points.add(passed)
        self._erasures.take_in(passed)
        first = passed.parents[0] if passed.parents else ""
        if self._partial and first and first not in self._times:
            self._times[first], self._rules[first] = (
                self._trail.when(first),
                self._trail.named(first, ids.PROGRAMME_PATH),
            )
        before_rules = self._rules.get(first, "")
        moved = {m.path: m for m in passed.moved}
        rules = moved.get(ids.PROGRAMME_PATH)
        self._rules[passed.commit] = rules.after if rules is not None else before_rules
        before, self._times[passed.commit] = self._times.get(first, 0), passed.at
        self._merges.take_in(passed)
        is_merge = len(passed.parents) > 1
        is_sync = is_merge and merge_said(passed.message) is not None
        mine = [m for m in passed.moved if not is_merge or (m.path in passed.own and not is_sync)]
        squashed = passed.message.count(b"\nProgramme: ")
        claims = squashed < 2 and set(_CLAIMS) <= trailers_in(passed.message.decode("utf-8", "replace")).keys()
        in_records = [m for m in mine if m.path.startswith(f"{RECORDS}/") or m.path == RECORDS]
        signers = self._signers(before_rules)
        self.keys = (signers, self._trail.named(first, signers) if signers else "")
        if not (in_records or claims or is_merge or signers in moved):
            return None
        message = said(passed.message) if claims else None
        passages = tuple(self._passage(m, id) for m in mine for id in [id_for(m.path)] if id is not None)
        if any(self._matters_for_undo(m) for m in mine):
            self._done[passed.commit] = tuple(in_records)
        return RecordedCommit(
            commit=passed.commit, subject=_subject(passed), by=passed.author, at=passed.at, made=passed.made,
            before=before, said=message, claims=claims, passages=passages,
            others=tuple(m.path for m in mine if id_for(m.path) is None),
            version=self._version(before_rules or self._rules[passed.commit]),
            undone=self._undone(message), broken_seals=tuple(self._broken_seals(passed.commit, first, passages)),
            squashed=squashed if squashed > 1 else 0, copies=self._copied(passed),
            is_merge=is_merge, is_sync=is_sync, parents=passed.parents,
            differs=self._merges.wrong(passed) if is_merge else (),
        )  # fmt: skip

    def _copied(self, passed: Passed) -> str:
        """The change ahead of it that it is a copy of, made with git: it says the same, and was made then."""
        first = self._said.setdefault((passed.message, passed.made), passed.commit)
        return first if first != passed.commit else ""

    @staticmethod
    def _matters_for_undo(moved: ChangedFile) -> bool:
        return id_for(moved.path) is not None

    def _undone(self, message: ChangeMessage | None) -> Mapping[str, Passage] | None:
        undoes = message.undoes if message is not None else ""
        done = self._done.get(undoes)
        if done is None and undoes and self._partial:
            ahead = self._trail.passed(undoes)
            done = ahead.moved if ahead is not None else None
        return None if done is None else {m.path: self._passage(m, i) for m in done for i in [id_for(m.path)] if i}

    def _passage(self, moved: ChangedFile, id: str) -> Passage:
        passage = passage_of(moved, id, self._record)
        if not passage.repaired:
            if passage.faults and moved.before:
                self._readable[moved.path, moved.after] = moved.before
            return passage
        last = self._readable.get((moved.path, moved.before), "")
        if passage.faults and last:
            self._readable[moved.path, moved.after] = last
        return replace(passage, last=self._record(moved.path, last).data if last else None)

    def _record(self, path: str, name: str) -> RecordThen:
        key = (path, name)
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = record_in(path, self._trail.content(name))
            if len(self._read) > _AT_HAND:
                self._read.popitem(last=False)
        else:
            self._read.move_to_end(key)
        return found

    def _version(self, rules: str) -> int:
        """The version of these rules; 0 where there are none, or none that can be relied on."""
        version = self._rules_data(rules).get("version")
        return version if isinstance(version, int) and not isinstance(version, bool) else 0

    def _is_notebook(self, commit: str) -> bool:
        """Whether the store is one practitioner's at that commit."""
        return self._rules_data(self._rules.get(commit, "")).get("store") == "personal"

    def _signers(self, rules: str) -> str:
        """The path of the file of signers, where these rules ask for signatures."""
        signing = self._rules_data(rules).get("signing")
        path = signing.get("allowed_signers") if isinstance(signing, Mapping) else None
        return path if isinstance(path, str) else ""

    def _rules_data(self, rules: str) -> Data:
        if not rules:
            return {}
        found = self._record(ids.PROGRAMME_PATH, rules)
        return {} if found.faults else found.data

    def _broken_seals(
        self, commit: str, before: str, passages: tuple[Passage, ...]
    ) -> Iterator[tuple[str, str]]:  # fmt: skip
        """Decided applications that this commit touches, or a review of, and that no longer are what was decided on."""
        touched: dict[str, Data | None] = {}
        for passage in passages:
            if passage.kind == "application" and passage.after:
                touched[passage.id] = passage.after
            if passage.kind == "review":
                for data in (passage.before, passage.after):
                    on = str((data or {}).get("application"))
                    if ids.is_id(on, "application"):
                        self._reviews.setdefault(on, set()).add(passage.id)
                        touched.setdefault(on, None)
        for id, data in touched.items():
            path = ids.path_of(id)
            application = data if data is not None else self._at(commit, path)
            if application is None or application.get("status") not in DECIDED or not timeline_of(application):
                continue
            decided = decisions.last(application)
            if decided is None or (id, str(decided.get("seal"))) in self._unsealed:
                continue
            if seal.decided_by_others(application) and self._is_notebook(commit):
                continue  # its reviews are where it was decided
            if self._is_unsealed(commit, id, application):
                self._unsealed.add((id, str(decided.get("seal"))))
                earlier = self._at(before, path) if self._partial and before else None
                if earlier is None or not self._is_unsealed(before, id, earlier):
                    yield path, dates.day_of(str(decided.get("at")))

    def _is_unsealed(self, commit: str, id: str, application: Data) -> bool:
        """Whether a decided application or its reviews at that commit are not what was decided on."""
        if self._partial and id not in self._looked_up:
            self._looked_up.add(id)
            there = self._trail.within(commit, f"{RECORDS}/{_REVIEWS}")
            found = {ids.id_at(path) or "" for path, name in there if id.encode() in self._trail.content(name)}
            self._reviews.setdefault(id, set()).update(found - {""})
        reviews = [self._at(commit, ids.path_of(one)) for one in sorted(self._reviews.get(id, ()))]
        return seal.changed_since_decided(application, [r for r in reviews if r])

    def _at(self, commit: str, path: str) -> Data | None:
        """A sound record at a commit; None where it is not there, or none."""
        name = self._trail.named(commit, path)
        found = self._record(path, name) if name else None
        return found.data if found is not None and not found.faults else None


def _subject(passed: Passed) -> str:
    return passed.message.decode("utf-8", "replace").strip().partition("\n")[0]
