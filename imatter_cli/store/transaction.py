"""One change, one commit: the write protocol (docs/adr/0002-write-protocol.md).

The order, and what each step is for:

 1. our lock, an earlier crash settled;
 2. the last commit read, the plan run on it, the files compared with it: a hand edit is never overwritten;
 3. blobs, the folders on their way and the commit, as one pack; meanwhile journal and new files, all durable;
 4. git's index.lock, then everything looked at once more: from here on no git commit or checkout can come between;
 5. the new index next to the old one;
 6. the branch moved by compare-and-swap: the point of truth;
 7. renames only: files, index; an erasure then forgets what was before it; then the locks and the journal go.

What fails before 6 leaves nothing; what is cut off after it is finished by the next writer or `imatter recover`.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from subprocess import TimeoutExpired

from imatter_cli.classes import immutable, replace
from imatter_cli.errors import ImatterError, RaceLost, StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Prose, Said
from imatter_cli.store import files, journal, signers
from imatter_cli.store.contract import Change, Reader, Receipt
from imatter_cli.store.fault import fault
from imatter_cli.store.files import NotPlain
from imatter_cli.store.forgetting import forget
from imatter_cli.store.git import attributes, clock, identity, index, names, signing
from imatter_cli.store.git.commits import commit_object, tree_of
from imatter_cli.store.git.difference import difference
from imatter_cli.store.git.head import branch, refuse_lost
from imatter_cli.store.git.objects import FILE_MODE, NewObjects, Objects, TreeEntry, object_id, rewrite, with_contents
from imatter_cli.store.git.place import refuse_odd_branch
from imatter_cli.store.git.process import Git, Result, Running, is_closed, trouble
from imatter_cli.store.git.repository import Repository
from imatter_cli.store.git.underway import detached
from imatter_cli.store.journal import Journal, JournalRow, ToForget
from imatter_cli.store.lock import IndexLock, folder_lock, read_only
from imatter_cli.store.message import message, subject_of, trailers_of
from imatter_cli.store.overwriting import Compared, compare, read_plain, refuse_edited, refuse_staged
from imatter_cli.store.packing import pack_if_many
from imatter_cli.store.recovery import settle
from imatter_cli.store.rendering import Rendered, Target, render_all, together
from imatter_cli.store.snapshot import Snapshot
from imatter_cli.store.staging import PREFIX, Staging
from imatter_cli.store.tidying import tidying_held_off

#: How often a plan is run again because somebody else came first.
ATTEMPTS = 5
#: How long a lock on the branch itself is waited for, in seconds.
_REF_PATIENCE = 5.0
#: After so many seconds without an answer from git an interruption is heard before the change is whole.
_SLOW = 1.0
_HELD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
#: What is said where somebody stopped a change that had been made.
TOO_LATE = "It was too late to stop: it is done."

#: A context in which signals that are held back come through.
Release = Callable[[], AbstractContextManager[None]]
#: Hands a commit on, and says whether it was stopped too late.
Send = Callable[[str, Release], bool]


@immutable
class PlannedCommit:
    """What one commit is to say and to hold. With `stays` it is made even if it changes no file."""

    message: str
    targets: tuple[Target, ...]
    stays: bool = False


@immutable
class Work:
    """The commits to be made, one upon the other, and what they are called together.

    `is_own` says that they are this clone's own changes, for the log of the branch's movements. `rest` is what is
    left to do once the branch has moved, where the past is written anew.
    """

    subject: str
    steps: tuple[PlannedCommit, ...]
    is_own: bool = True
    rest: ToForget | None = None

    @property
    def targets(self) -> tuple[Target, ...]:
        """What the files of all of them become."""
        return together(target for step in self.steps for target in step.targets)

    def changes(self, old: Mapping[str, bytes | None]) -> list[dict[str, bytes | None]]:
        """What each step changes, by path, where the files were these before the first."""
        now, found = dict(old), []
        for step in self.steps:
            found.append({t.path: t.new for t in step.targets if t.new != now[t.path]})
            now |= found[-1]
        return found


@immutable
class Outcome:
    """The commit of each step (empty: it was to change nothing) and sentences for the person."""

    commits: tuple[str, ...]
    notes: tuple[str, ...]


@immutable
class _Base:
    commit: str
    tree: str
    ref: str
    raw: bytes = b""


def transact(
    repository: Repository, objects: Objects, plan: Callable[[Reader], Sequence[Change]], *, dry_run: bool
) -> list[Receipt]:  # fmt: skip
    """Store.transact_all for one repository (contract.Store): the branch moves once, over all of the commits.

    `objects` read before the change, in it, and after it.
    """
    return _receipts(repository, objects, plan, rehearse if dry_run else commit)


def transact_in_step(
    repository: Repository, objects: Objects, plan: Callable[[Reader], Sequence[Change]], send: Send
) -> list[Receipt]:  # fmt: skip
    """The same, but the last commit is handed to `send` before the branch moves; what that raises stops everything.

    `send` can be stopped where it releases the signals, and says whether it was stopped too late.
    """
    return _receipts(repository, objects, plan, partial(_commit_in_step, send))


def _receipts(
    repository: Repository, objects: Objects, plan: Callable[[Reader], Sequence[Change]],
    make: Callable[[Repository, Objects, Callable[[Snapshot], Work]], Outcome],
) -> list[Receipt]:  # fmt: skip
    last: list[Rendered] = []

    def work(base: Snapshot) -> Work:
        changes = plan(base)
        last[:] = render_all(base, changes)
        subjects = [subject_of(change) for change in changes]
        steps = (
            PlannedCommit(message(subject, trailers_of(one.change)), one.targets, stays=bool(one.change.lets_go))
            for subject, one in zip(subjects, last, strict=True)
        )
        more = f" and {len(subjects) - 1} more" if len(subjects) > 1 else ""
        return Work(f"{subjects[0] if subjects else ''}{more}", tuple(steps))

    outcome = make(repository, objects, work)
    commits = outcome.commits or ("",) * len(last)
    told = [outcome.notes, *((),) * (len(last) - 1)]
    return [
        one.receipt(made, notes, partial(Snapshot.of, objects, made))
        for one, made, notes in zip(last, commits, told, strict=True)
    ]


def rehearse(repository: Repository, objects: Objects, plan: Callable[[Snapshot], Work]) -> Outcome:
    """Work out a change and check that it could be made, without a lock and without writing.

    Raises what `commit` would raise before it writes.
    """
    repository.refuse_states()
    who = identity.lines(repository.git, repository.config)
    base = _base(repository, objects)
    snapshot = Snapshot(objects, base.tree)
    found = compare(repository, snapshot, plan(snapshot).targets)
    refuse_edited(repository, found)
    refuse_unfit(repository, base.commit, base.raw, who)
    signers.refuse_unsigned(repository.config, signers.keys(snapshot.bytes_at))
    return Outcome((), ())


def refuse_unready(repository: Repository, objects: Objects) -> None:
    """Raise what `commit` would raise whatever the change: states, identity, clock, locks, a closed folder."""
    repository.refuse_states()
    who = identity.lines(repository.git, repository.config)
    base = _base(repository, objects)
    refuse_unfit(repository, base.commit, base.raw, who)
    signers.refuse_unsigned(repository.config, signers.keys(Snapshot(objects, base.tree).bytes_at))
    for folder in (repository.common_dir, os.path.join(repository.common_dir, "objects"), repository.top):
        if not os.access(folder, os.W_OK | os.X_OK):
            raise read_only(folder, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))
    with folder_lock(repository.home):
        IndexLock(repository.git_dir, repository.home).refuse_taken()


def commit(repository: Repository, objects: Objects, plan: Callable[[Snapshot], Work]) -> Outcome:
    """Make one commit of what the plan works out, and have the files follow.

    Raises EditedByHand, RaceLost, Refused, StoreTrouble (codes locked, git, identity, signing, read-only, journal,
    unfinished) and whatever the plan raises; only `unfinished` comes after the point of truth.
    """
    repository.refuse_states()
    who = identity.lines(repository.git, repository.config)
    return _in_turn(repository, who, lambda git: nullcontext(objects), lambda turn: turn.prepare(plan))


def _in_turn(
    repository: Repository, who: tuple[str, str], reading: Callable[[Git], AbstractContextManager[Objects]],
    prepare: Callable[[_Turn], Outcome | _Prepared],
) -> Outcome:  # fmt: skip
    """Be the one writer, settle what an earlier crash left, and make what is prepared."""
    with folder_lock(repository.home) as descriptor:
        fault("locked")
        locked = repository.keeping(descriptor)
        notes = settle(locked)
        lock = IndexLock(locked.git_dir, locked.home)
        with tidying_held_off(locked.common_dir, locked.home), reading(locked.git) as objects:
            turn = _Turn(locked, objects, lock, who)
            outcome = turn.take(partial(prepare, turn))
    pack_if_many(repository)
    return Outcome(outcome.commits, (*notes, *outcome.notes))


def _commit_in_step(
    send: Send, repository: Repository, objects: Objects, plan: Callable[[Snapshot], Work]
) -> Outcome:  # fmt: skip
    """Make the commits without a lock, send them, and only then move the branch on to them."""
    repository.refuse_states()
    who = identity.lines(repository.git, repository.config)
    lock = IndexLock(repository.git_dir, repository.home)
    turn = _Turn(repository, objects, lock, who)
    try:
        prepared = turn.prepare(plan)
    finally:
        lock.release()
    if isinstance(prepared, Outcome):
        return prepared
    if prepared.new is not None:
        repository.git.run(*prepared.new.command(), given=prepared.new.pack())
    own = Own(prepared.work.subject, prepared.commits)
    with signals_held() as release:  # what is published is made here as well, even if somebody stops it
        late = (TOO_LATE,) if send(prepared.commit, release) else _stopped_too_late()
        notes = _follow_published(repository, prepared, own)
        late += _stopped_too_late()
    return Outcome(prepared.commits, tuple(dict.fromkeys((*notes, *late))))


def _follow_published(repository: Repository, prepared: _Prepared, own: Own) -> tuple[str, ...]:
    """Make here what is published. If that fails, the answer says so, and nobody does the change again."""
    try:
        return advance(repository, prepared.commit, prepared.base.commit, own).notes
    except ImatterError as problem:
        if problem.code == "unfinished":
            raise
        return (f"It is published, but not in this copy yet, until your next sync. {problem.message}",)


@immutable
class Own:
    """What this clone's own commits are called together, and their ids."""

    subject: str
    commits: tuple[str, ...]


def advance(
    repository: Repository, commit: str, expected: str, own: Own | None = None, rest: ToForget | None = None
) -> Outcome:  # fmt: skip
    """Move the branch from the commit `expected` on to one that is here and builds on it, and have the files follow.

    `own` is given where what comes was made here. With `rest`, it is a past that was written anew and builds on
    nothing here; what was there before is then forgotten. Raises as `commit` does, and RaceLost (code `moved`) where
    the branch is somewhere else by now.
    """
    repository.refuse_states()
    return _in_turn(
        repository, ("", ""), Objects, lambda turn: turn.prepare_to_follow(commit, expected, own, rest)
    )  # fmt: skip


def join_histories(
    repository: Repository, parents: Sequence[str], files: Mapping[str, bytes | None], message: str
) -> str:  # fmt: skip
    """Make the commit that brings histories together, with these files otherwise than the first has them; its id.

    It is dated no earlier than any of them. No branch moves. Raises StoreTrouble (codes identity, signing, git).
    """
    who = identity.lines(repository.git, repository.config)
    git, new = repository.git, NewObjects(repository.format)
    with Objects(git) as objects:
        raw = [objects.read(parent) for parent in parents]
        tree = tree_of(raw[0])
        allowed = signers.keys(Snapshot(objects, tree).bytes_at)
        signers.refuse_unsigned(repository.config, allowed)
        tree = with_contents(objects, new, tree, files)
    earliest = max(map(clock.committed_at, raw))
    who = (clock.no_earlier(who[0], earliest), clock.no_earlier(who[1], earliest))
    if signing.is_asked(repository.config):
        git.run(*new.command(), given=new.pack())
        signed = signing.sign(git, repository.config, tree, parents, message, who[1])
        signers.refuse_unknown(git, repository.config, [signed], allowed)
        return signed
    commit = new.add("commit", commit_object(tree, parents, who, message))
    git.run(*new.command(), given=new.pack())
    return commit


class _Turn:
    """One writer's turn: attempts until the change is made, needs not be, or may not be."""

    def __init__(self, repository: Repository, objects: Objects, lock: IndexLock, who: tuple[str, str]) -> None:
        self._repository = repository
        self._objects = objects
        self._lock = lock
        self._who = who
        self._allowed: bytes | None = None
        self._staging = Staging(repository.top, repository.format)

    def take(self, prepare: Callable[[], Outcome | _Prepared]) -> Outcome:
        with signals_held() as release:
            try:
                for _ in range(ATTEMPTS):
                    with release():
                        prepared = prepare()
                    if isinstance(prepared, Outcome):
                        return prepared
                    outcome = self._make(prepared)
                    if outcome is not None:
                        return replace(outcome, notes=(*outcome.notes, *_stopped_too_late()))
            finally:
                self._let_go()
        raise RaceLost(
            "Other people kept changing these records, so nothing was written.",
            hint="Look at what they changed, then try again.",
        )

    def _let_go(self) -> None:
        # With a journal standing the branch may have moved: git is kept out until `imatter recover` has seen to it.
        if not journal.stands(self._repository.home):
            with suppress(OSError):  # it is ours by its token, and the next writer takes it away
                self._lock.release()

    def prepare(self, plan: Callable[[Snapshot], Work]) -> Outcome | _Prepared:
        """Read, plan, compare. What looks edited is looked at again under git's lock: a checkout may be at it."""
        while True:
            base = _base(self._repository, self._objects)
            snapshot = Snapshot(self._objects, base.tree)
            work = plan(snapshot)
            fault("planned")
            found = compare(self._repository, snapshot, work.targets)
            self._allowed = signers.keys(snapshot.bytes_at)
            signers.refuse_unsigned(self._repository.config, self._allowed)
            if self._lock.held or not any(f.is_edited for f in found):
                break
            self._lock.take()
            self._repository.refuse_states()
        refuse_edited(self._repository, found)
        changes = work.changes({f.target.path: f.old for f in found})
        if not any(changes) and not any(step.stays for step in work.steps):
            return Outcome((), ())
        refuse_unfit(self._repository, base.commit, base.raw, self._who)
        return self._build(base, work, changes, found)

    def prepare_to_follow(
        self, commit: str, expected: str, own: Own | None, rest: ToForget | None
    ) -> Outcome | _Prepared:  # fmt: skip
        """The files that differ between the last commit and the one that the branch is to move to."""
        self._lock.take()
        self._repository.refuse_states()
        base = _base(self._repository, self._objects)
        if base.commit != expected:
            raise moved()
        rows = difference(self._repository.git, expected, commit)
        contents = self._objects.read_many(row.new for row in rows if row.new)
        targets = tuple(Target(row.path, next(contents) if row.new else None) for row in rows)
        found = compare(self._repository, Snapshot(self._objects, base.tree), targets)
        refuse_edited(self._repository, found)
        entries = {row.path: row.entry for row in rows}
        subject = own.subject if own else "sync"
        work = Work(subject, (PlannedCommit("", targets),), is_own=own is not None, rest=rest)
        return _Prepared(base, work, found, entries, own.commits if own else (commit,), None)

    def _build(
        self, base: _Base, work: Work, changes: Sequence[Mapping[str, bytes | None]], found: Sequence[Compared]
    ) -> _Prepared:
        new = NewObjects(self._repository.format)
        modes = {f.target.path: f.entry.mode if f.entry else FILE_MODE for f in found}
        last: dict[str, TreeEntry | None] = {}
        tree, trees = base.tree, []
        for step, change in zip(work.steps, changes, strict=True):
            own = {path: None if data is None else TreeEntry(modes[path], new.add("blob", data))
                   for path, data in change.items()}  # fmt: skip
            last |= own
            tree = rewrite(self._objects, new, tree, own) if own else tree
            trees.append(tree if own or step.stays else None)
        changed = [f for f in found if f.target.path in last]
        entries = {f.target.path: last[f.target.path] for f in changed}
        return self._commits(base, work, changed, entries, trees, new)

    def _commits(
        self, base: _Base, work: Work, changed: Sequence[Compared], entries: Mapping[str, TreeEntry | None],
        trees: Sequence[str | None], new: NewObjects,
    ) -> _Prepared:  # fmt: skip
        """The commits of these trees, one upon the other; a step without a tree of its own changes nothing."""
        git, config = self._repository.git, self._repository.config
        signed = signing.is_asked(config)
        if signed:
            git.run(*new.command(), given=new.pack())
        parent, ids = base.commit, []
        for step, tree in zip(work.steps, trees, strict=True):
            if tree is None:
                ids.append("")
                continue
            parent = (
                signing.sign(git, config, tree, _parents(parent), step.message) if signed
                else new.add("commit", commit_object(tree, _parents(parent), self._who, step.message))
            )  # fmt: skip
            ids.append(parent)
        signers.refuse_unknown(git, config, [id for id in ids if id], self._allowed)
        return _Prepared(base, work, changed, entries, tuple(ids), None if signed else new)

    def _make(self, prepared: _Prepared) -> Outcome | None:
        """Steps 3 to 7; None if somebody came first."""
        repository = self._repository
        rows = prepared.rows(repository)
        found = Journal(
            ref=prepared.base.ref, base=prepared.base.commit, commit=prepared.commit, subject=prepared.work.subject,
            rows=rows, erasure=prepared.work.rest,
        )  # fmt: skip
        try:
            ready = self._stage(prepared, found)
        except OSError as e:
            self._undo(rows)
            raise read_only(self._repository.top, e) from e
        except BaseException:
            self._undo(rows)
            raise
        if not ready or not self._move(prepared):
            self._undo(rows)
            return None
        return self._follow(prepared, rows, found)

    def _stage(self, prepared: _Prepared, found: Journal) -> bool:
        """All that can fail; False if what the change was made from is no longer so."""
        repository = self._repository
        paths = list(prepared.entries)
        started = [attributes.ask(repository, paths)]
        if prepared.new is not None:
            started.append(repository.git.start(*prepared.new.command(), given=prepared.new.pack()))
        try:
            fault("building")
            journal.write(repository.home, found)
            fault("journalled")
            self._lock.take()
            fault("index-locked")
            repository.refuse_states()
            if self._head() != prepared.base.commit or not self._files_are_as_before(prepared.files):
                return False
            # At 100,000 records the index is what a change costs: it is made while all the rest goes on.
            started += [index.start_new(repository, prepared.entries), index.ask(repository, paths)]
            for row, file in zip(found.rows, prepared.files, strict=True):
                self._staging.put(row, file.target.new)
            fault("staged-files")
        finally:
            results = _finish_all(started)
        fault("built")
        new = {f.target.path: f.target.new for f in prepared.files}
        attributes.refuse_conversion(results[0], repository.config, new)
        refuse_staged(index.listed(results[-1]), prepared.files)
        index.keep_new(repository)
        files.sync_those_there(prepared.object_folders(repository))
        fault("staged")
        return True

    def _move(self, prepared: _Prepared) -> bool:
        """The compare-and-swap. HEAD and not the branch is named, so that a switch of branches is seen."""
        repository, base = self._repository, prepared.base.commit
        end = time.monotonic() + _REF_PATIENCE
        # which of the new commits are this clone's own is read from here: each is named but the last, which git names
        own = "imatter: " if prepared.work.is_own else ""
        log = " ".join([f"{own}{prepared.work.subject}", *(c for c in prepared.commits[:-1] if c)])
        while True:
            result = repository.git.ask(
                "update-ref", "--create-reflog", "-m", log, "HEAD", prepared.commit, base or repository.zero
            )
            if result.code == 0:
                return True
            now = self._head()
            if now == prepared.commit:
                return True
            if now != base:
                return False
            if "cannot lock" not in result.words or is_closed(result):  # a full disk, say: waiting would not help
                self._undo(prepared.rows(repository))
                raise trouble("update-ref", result)
            if time.monotonic() >= end or signal.sigpending():
                self._undo(prepared.rows(repository))
                raise StoreTrouble(
                    Said("The change can't be recorded: {lock} is in the way.", lock=_lock_in(result.words)),
                    hint="Another git may be working here. If none is, one stopped and left that lock behind. "
                    "Delete it and try again.",
                    code="locked", details={"git": result.words},
                )  # fmt: skip
            time.sleep(0.05)

    def _follow(self, prepared: _Prepared, rows: Sequence[JournalRow], found: Journal) -> Outcome:
        repository, ref = self._repository, found.ref
        try:
            fault("moved")
            files.sync_file(os.path.join(repository.common_dir, ref))  # git does so itself from 2.36 on
            files.sync_those_there(repository.ref_folders(ref))
            notes = self._staging.land(rows)
            fault("landed")
            index.put_new(repository)
            fault("indexed")
            if found.erasure is not None:
                notes += forget(repository, found.erasure)
            self._lock.release()
            files.sync_folder(repository.git_dir)
            fault("unlocked")
            journal.clear(repository.home)
            fault("finished")
        except Exception as e:
            raise StoreTrouble(
                Said(
                    "The change is recorded ({subject}), but not all of its files are in place: {why}.",
                    subject=Prose(prepared.work.subject), why=_why(e),
                ),
                hint=Remedy("Correct that, then type: ", Command("recover")), code="unfinished",
                details={"commit": prepared.commit},
            ) from e  # fmt: skip
        return Outcome(prepared.commits, tuple(notes))

    def _undo(self, rows: Sequence[JournalRow]) -> None:
        with suppress(OSError):
            self._staging.clear(rows)
        with suppress(OSError):
            index.drop_new(self._repository)
        with suppress(OSError):
            journal.clear(self._repository.home)

    def _head(self) -> str:
        """The last commit just now."""
        return self._objects.id_of("HEAD^{commit}")

    def _files_are_as_before(self, found: Sequence[Compared]) -> bool:
        return all(read_plain(self._repository, f.target.path) == f.found for f in found)


@immutable
class _Prepared:
    """Commits that are worked out: their files, the entries in their trees, their ids, objects yet to be written."""

    base: _Base
    work: Work
    files: Sequence[Compared]
    entries: Mapping[str, TreeEntry | None]
    commits: tuple[str, ...]
    new: NewObjects | None

    @property
    def commit(self) -> str:
        """The last of them, which the branch moves to."""
        return next(id for id in reversed(self.commits) if id)

    def object_folders(self, repository: Repository) -> list[str]:
        """Where git put what is new: it makes the objects durable, and leaves their names to the file system."""
        there = (entry.id for entry in self.entries.values() if entry)
        ids = [*filter(None, self.commits), *(self.new.rows if self.new is not None else there)]
        objects = os.path.join(repository.common_dir, "objects")
        return [os.path.join(objects, name) for name in (*sorted({id[:2] for id in ids}), "pack", "")]

    def rows(self, repository: Repository) -> list[JournalRow]:
        return [
            JournalRow(
                path=file.target.path, old=file.entry.id if file.entry else "", new=entry.id if entry else "",
                found="" if file.found is None else object_id(repository.format, "blob", file.found),
                mode=entry.mode if entry else FILE_MODE, temp=f"{PREFIX}{self.commit[:12]}-{number}",
            )
            for number, (file, entry) in enumerate(zip(self.files, self.entries.values(), strict=True))
        ]  # fmt: skip


def _base(repository: Repository, objects: Objects) -> _Base:
    head = objects.resolve("HEAD^{commit}")
    if head is None:
        refuse_lost(repository.git)
    ref = branch(repository.git, repository.git_dir)
    if not ref:
        raise detached(repository.top, repository.git_dir)
    if head is None:
        return _Base("", "", ref)
    refuse_odd_branch(repository.common_dir, ref)
    return _Base(head[0], tree_of(head[1]), ref, head[1])


def _lock_in(words: str) -> str:
    """The path of the lock that git names."""
    found = re.search(r"'([^'\n]{1,4096}\.lock)'", words)
    return found[1] if found else "a file below .git/refs whose name ends in .lock"


def refuse_unfit(repository: Repository, commit: str, raw: bytes, who: tuple[str, str]) -> None:
    """Refuse to follow the last commit under another sort of name, or at a time before it."""
    names.refuse_name(raw, who)
    at = clock.committed_at(raw)
    clock.refuse_behind(who[1], at, commit, repository.config.get(f"imatter.{clock.TRUSTED}"))


def _why(e: Exception) -> Said:
    """What went wrong, in our own words, never in those of a library."""
    if isinstance(e, OSError):
        return Said("{why}", why=reason(e))
    if isinstance(e, (NotPlain, ImatterError)):
        return e.said
    return Said("imatter has a fault of its own ({fault})", fault=type(e).__name__)


def moved() -> RaceLost:
    """The refusal where the branch is not where it was."""
    return RaceLost("Records were changed here in the meantime.", code="moved", hint="Nothing is lost. Try again.")


def _parents(parent: str) -> tuple[str, ...]:
    return (parent,) if parent else ()


def _finish_all(started: Sequence[Running]) -> list[Result]:
    """Wait for all of them, then raise for the first that did not succeed. One that hangs can be interrupted."""
    results = [(running, _finish(running)) for running in started]
    return [running.judge(result) for running, result in results]


def _finish(running: Running) -> Result:
    while True:
        try:
            return running.finish(_SLOW)
        except TimeoutExpired:
            if signal.sigpending():  # held back: nothing is made yet, and the caller wants nothing else
                running.kill()


def _stopped_too_late() -> tuple[str, ...]:
    """A sentence about a Ctrl-C that came after the point of truth, and is answered by it."""
    if signal.SIGINT not in signal.sigpending():
        return ()
    signal.sigwait({signal.SIGINT})
    return (TOO_LATE,)


@contextmanager
def signals_held() -> Iterator[Release]:
    """Hold back interruptions; yields a context in which they come through again."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD)

    @contextmanager
    def release() -> Iterator[None]:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_BLOCK, _HELD)

    try:
        yield release
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
