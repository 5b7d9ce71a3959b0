"""A store in memory, for tests: it keeps the promises of the store in git, without files and without git."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from types import TracebackType
from typing import Any

from imatter_cli.domain.ids import PROGRAMME_PATH
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.errors import BadValue, EditedByHand, NotFound, RaceLost
from imatter_cli.store.contract import Change, ChangedFile, Passed, Reader, Receipt, Revision, content_of
from imatter_cli.store.files import NotPlain
from imatter_cli.store.message import message, subject_of, trailers_in, trailers_of
from imatter_cli.store.paths import RECORDS, id_for, is_record_id, kind_for, path_for
from imatter_cli.store.reader import ByteReader
from imatter_cli.store.rendering import Rendered, Target, render_all, together

_ATTEMPTS = 5


class MemoryReader(ByteReader):
    """Reader over bytes by path."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def bytes_at(self, path: str) -> bytes | None:
        """The bytes at a path."""
        return self._files.get(path)

    def strays(self) -> list[str]:
        """Files in records/ where no record belongs, sorted."""
        return _strays(self._files)

    def ids(self, kind: str) -> list[str]:
        """Every id of a kind, sorted."""
        row = BY_NAME[kind]
        found = (id_for(path) for path in self._files)
        return sorted(id for id in found if id is not None and is_record_id(id) and kind_for(id) == row.name)

    def each(self, kind: str, among: Container[str] | None = None) -> Iterator[tuple[str, bytes | NotPlain]]:
        """Path and bytes of every record of a kind, sorted by id."""
        for id in self.ids(kind):
            if among is None or id in among:
                yield path_for(id), self._files[path_for(id)]


class MemoryStaged(MemoryReader):
    """See contract.Staged."""

    def __init__(self, files: Mapping[str, bytes], changed: frozenset[str]) -> None:
        super().__init__(files)
        self.changed = changed


class MemoryStore(MemoryReader):
    """Store over a list of states. `now` gives the time of a commit; `hand_edit` does what an editor would."""

    def __init__(self, files: Mapping[str, bytes] | None = None, now: Callable[[], datetime] | None = None) -> None:
        self._worktree = dict(files or {})
        super().__init__(self._worktree)
        self._now = now or (lambda: datetime.now(UTC))
        self._states: dict[str, dict[str, bytes]] = {"": {}}
        self._revisions: list[Revision] = []
        self._passed: list[Passed] = []
        self._settings: dict[str, str] = {}
        self._kept: dict[str, Any] = {}
        self._clone = ""
        if files:
            self.commit_directly("init", dict(files))

    @property
    def root(self) -> str:
        """A made-up path."""
        return "/memory"

    def hand_edit(self, path: str, data: bytes | None) -> None:
        """Change a file as a person would, without recording it."""
        if data is None:
            self._worktree.pop(path, None)
        else:
            self._worktree[path] = data

    def commit_directly(self, text: str, files: Mapping[str, bytes | None]) -> str:
        """Make a commit that is none of imatter's, and have the files follow."""
        return self._commit(text, files, here=False)

    def transact(self, plan: Callable[[Reader], Change], *, dry_run: bool = False) -> Receipt:
        """See contract.Store."""
        return self.transact_all(lambda base: [plan(base)], dry_run=dry_run)[0]

    def transact_all(self, plan: Callable[[Reader], Sequence[Change]], *, dry_run: bool = False) -> list[Receipt]:
        """See contract.Store."""
        for _ in range(_ATTEMPTS):
            base = self._head
            state = self._states[base]
            rendered = render_all(MemoryReader(state), plan(MemoryReader(state)))
            if self._head != base and not dry_run:
                continue
            self._refuse_edited(state, together(t for one in rendered for t in one.targets))
            made = ["" if dry_run else self._made(self._states[self._head], one) for one in rendered]
            return [
                one.receipt(commit, now=partial(self.at, commit)) for one, commit in zip(rendered, made, strict=True)
            ]
        raise RaceLost("Other people kept changing these records, so nothing was written.", hint="Try again.")

    def _made(self, state: Mapping[str, bytes], one: Rendered) -> str:
        changed = {t.path: t.new for t in one.targets if t.new != state.get(t.path)}
        text = message(subject_of(one.change), trailers_of(one.change))
        return self._commit(text, changed, here=True) if changed or one.change.lets_go else ""

    def history(self, id: str = "", since: str = "", tip: str = "") -> Iterator[Revision]:
        """See contract.Store."""
        if id and not is_record_id(id):
            raise NotFound(f"There is no record {id!r}.", details={"id": id})
        stop = self._resolve(since) if since else ""
        return self._walk(path_for(id) if id else "", stop)

    def answers(self) -> Iterator[Revision]:
        """See contract.Store: nothing is ever merged, here."""
        return iter([r for r in self._revisions if {"Redoes", "Lets-go"} & r.trailers.keys()])

    def head(self) -> str:
        """See contract.Store."""
        return self._head

    def is_cut(self) -> bool:
        """See contract.Store: never, here."""
        return False

    def trail(self, tip: str = "", since: str = "") -> MemoryTrail:
        """See contract.Store."""
        return MemoryTrail(self._passed, self._states, self._head)

    def at(self, commit: str) -> Reader:
        """See contract.Store."""
        return MemoryReader(self._states[self._resolve(commit)])

    def staged(self) -> MemoryStaged:
        """See contract.Store: all edits by hand count as staged here."""
        state = self._states[self._head]
        paths = state.keys() | self._worktree.keys()
        changed = (p for p in paths if p.startswith(f"{RECORDS}/") and state.get(p) != self._worktree.get(p))
        return MemoryStaged(self._worktree, frozenset(changed))

    def edited(self) -> list[str]:
        """See contract.Store."""
        state = self._states[self._head]
        paths = state.keys() | self._worktree.keys()
        return sorted(p for p in paths if id_for(p) is not None and state.get(p) != self._worktree.get(p))

    def strays(self) -> list[str]:
        """See contract.Store."""
        return _strays(self._worktree)

    def ignored(self) -> list[str]:
        """See contract.Store: none, here."""
        return []

    def left_out(self) -> list[str]:
        """See contract.Store: none, here."""
        return []

    def cache(self) -> MemoryCache:
        """See contract.Store."""
        return MemoryCache(self._worktree, lambda: self._head, self._kept)

    def tell(self, told: object) -> None:
        """See contract.Store: nothing takes long, here."""

    def obstacle(self) -> None:
        """See contract.Store: nothing ever stands in the way here."""
        return

    def close(self) -> None:
        """See contract.Store: nothing reads, here."""
        return

    def unfinished(self) -> str:
        """See contract.Store: never, here."""
        return ""

    def recover(self) -> list[str]:
        """See contract.Store: nothing is ever to do, here."""
        return []

    def ready(self) -> None:
        """See contract.Store: always, here."""

    def store_id(self) -> str:
        """See contract.Store."""
        return str(self.programme().get("store_id") or "") if PROGRAMME_PATH in self._worktree else ""

    def clone_id(self, *, make: bool = False) -> str:
        """See contract.Store."""
        if make and not self._clone:
            self._clone = "0123456789abcdef"
        return self._clone

    def trust_clock(self) -> None:
        """See contract.Store: this store asks no clock."""

    def shared_at(self) -> None:
        """See contract.Store: nowhere."""

    def setting(self, name: str) -> str:
        """See contract.Store."""
        return self._settings.get(name, "")

    def set_setting(self, name: str, value: str) -> None:
        """See contract.Store."""
        self._settings[name] = value

    @property
    def states(self) -> Mapping[str, Mapping[str, bytes]]:
        """The files at each commit; at none, nothing."""
        return self._states

    @property
    def _head(self) -> str:
        return self._revisions[-1].commit if self._revisions else ""

    def _walk(self, path: str, stop: str) -> Iterator[Revision]:
        for revision in reversed(list(self._revisions)):
            if revision.commit == stop:
                return
            if path in revision.paths or (not path and revision.paths):
                yield revision

    def _refuse_edited(self, state: Mapping[str, bytes], targets: tuple[Target, ...]) -> None:
        edited = []
        for target in targets:
            found = self._worktree.get(target.path)
            if found not in (state.get(target.path), target.new) and (found is None or found != target.replaces):
                edited.append(target.path)
        if edited:
            raise EditedByHand(
                f"{', '.join(edited)} was edited by hand.", hint="imatter save", details={"paths": edited}
            )

    def _commit(self, text: str, files: Mapping[str, bytes | None], *, here: bool) -> str:
        parent = self._head
        state = dict(self._states[parent])
        for path, data in files.items():
            self.hand_edit(path, data)
            if data is None:
                state.pop(path, None)
            else:
                state[path] = data
        commit = hashlib.sha1(f"{parent}{len(self._revisions)}{text}".encode(), usedforsecurity=False).hexdigest()
        self._states[commit] = state
        self._passed.append(_passed(commit, parent, self._states[parent], state, text, self._now()))
        self._revisions.append(
            Revision(
                commit=commit,
                parent=parent,
                at=self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                author="memory",
                subject=text.split("\n", 1)[0],
                trailers=trailers_in(text),
                paths=tuple(sorted(path for path in files if id_for(path) is not None)),
                here=here,
            )
        )
        return commit

    def _resolve(self, name: str) -> str:
        for revision in reversed(self._revisions):
            if name in ("HEAD", "main") or (len(name) >= 4 and revision.commit.startswith(name)):
                return revision.commit
            if _is_day(name) and revision.at[:10] <= name:
                return revision.commit
        raise NotFound(f"There is no earlier state called {name!r}.", details={"ref": name})


class MemoryCache:
    """contract.Cache over a list of states."""

    def __init__(self, files: Mapping[str, bytes], head: Callable[[], str], kept: dict[str, Any]) -> None:
        self._files = files
        self._head = head
        self._past = head()
        self._kept = kept

    def state(self) -> str:
        """See contract.Cache."""
        records = (path for path in self._files if path.startswith(f"{RECORDS}/"))
        return self.state_of({p: content_of(self._files[p]) if id_for(p) is not None else b"" for p in records})

    def state_of(self, contents: Mapping[str, bytes]) -> str:
        """See contract.Cache."""
        return f"{self._past} {sorted(contents.items())}" if self._past and self._head() == self._past else ""

    def recall(self, name: str) -> Any:
        """See contract.Cache."""
        return self._kept.get(name)

    def keep(self, name: str, value: Any) -> None:
        """See contract.Cache."""
        self._kept[name] = value


class MemoryTrail:
    """contract.Trail over a list of states."""

    def __init__(self, passed: Sequence[Passed], states: Mapping[str, Mapping[str, bytes]], head: str) -> None:
        self._passed = tuple(passed)
        self._states = states
        self._head = head

    def __enter__(self) -> MemoryTrail:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def __iter__(self) -> Iterator[Passed]:
        """See contract.Trail."""
        return iter(self._passed)

    def between(self, tip: str, since: str) -> Iterator[Passed]:
        """See contract.Trail: nothing is ever merged, here."""
        return iter(())

    def content(self, name: str) -> bytes:
        """See contract.Trail."""
        return next(raw for state in self._states.values() for raw in state.values() if name_of(raw) == name)

    def named(self, commit: str, path: str) -> str:
        """See contract.Trail."""
        return name_of(self._states[commit].get(path))

    def signatures(self, commits: Sequence[str], allowed: str, name: str) -> Mapping[str, str]:
        """See contract.Trail: nothing is ever signed, here."""
        if not self.named(self._head, allowed):
            raise NotFound(f"There is no {allowed} in this store.", details={"path": allowed})
        return dict.fromkeys(commits, "-N")


def _passed(
    commit: str, parent: str, before: Mapping[str, bytes], after: Mapping[str, bytes], text: str, now: datetime
) -> Passed:
    paths = sorted(p for p in before.keys() | after.keys() if before.get(p) != after.get(p))
    moved = tuple(ChangedFile(p, name_of(before.get(p)), name_of(after.get(p))) for p in paths)
    changed = any(p.startswith(f"{RECORDS}/") for p in paths)
    at = int(now.timestamp())
    return Passed(
        commit, (parent,) if parent else (), at, at, "memory", text.encode(), moved, frozenset(paths),
        (_state(before), _state(after)) if changed else None,
    )  # fmt: skip


def _state(files: Mapping[str, bytes]) -> str:
    rows = [f"{path} {name_of(raw)}" for path, raw in sorted(files.items()) if path.startswith(f"{RECORDS}/")]
    return name_of("\n".join(rows).encode()) if rows else ""


def name_of(raw: bytes | None) -> str:
    return "" if raw is None else hashlib.sha1(raw, usedforsecurity=False).hexdigest()


def _strays(files: Mapping[str, bytes]) -> list[str]:
    return sorted(p for p in files if p.startswith(f"{RECORDS}/") and id_for(p) is None)


def _is_day(name: str) -> bool:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", name) is None:
        return False
    try:
        return bool(date.fromisoformat(name))
    except ValueError:
        raise BadValue(f"{name} does not exist.") from None
