"""Records' files in all of a store's past, and that past with other contents in their place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from imatter_cli import apart
from imatter_cli.domain.ids import PROGRAMME_PATH
from imatter_cli.errors import Refused
from imatter_cli.said import Many, Said
from imatter_cli.store import files, signers, transaction, wording
from imatter_cli.store.agreed import keep
from imatter_cli.store.anew import Rewritten, Version, WrittenAnew, any_of, single_words
from imatter_cli.store.clone import clone_id
from imatter_cli.store.contract import Change, Reader, Receipt, Telling
from imatter_cli.store.fault import fault
from imatter_cli.store.git import clock, identity, rewriting, signing
from imatter_cli.store.git.commits import commit_object, message_of, tree_of
from imatter_cli.store.git.objects import NewObjects, Objects, with_contents
from imatter_cli.store.git.repository import Repository
from imatter_cli.store.git.rewriting import Contents, Rewriting
from imatter_cli.store.journal import ToForget
from imatter_cli.store.message import merge_said, message, said, subject_of, trailers_of
from imatter_cli.store.paths import id_for, path_for
from imatter_cli.store.rendering import render
from imatter_cli.store.snapshot import Snapshot
from imatter_cli.store.transaction import Own

#: What imatter makes from the rules: nobody's words are there.
_MADE: Final = "schemas/"
#: What an editor leaves next to the file that it works on.
_LEFT: Final = (".{0}.sw?", "{0}~", "#{0}#", ".#{0}", "{0}.bak", "{0}.orig", "{0}.save", "{0}.rej", ".{0}.un~")


class GitErasing:
    """See anew.Erasing."""

    def __init__(self, repository: Repository, told: Telling) -> None:
        self._repository = repository
        self._told = told

    def refuse_odd(self) -> None:
        """See anew.Erasing."""
        common = self._repository.common_dir
        packs = os.listdir(os.path.join(common, "objects", "pack"))
        found = [
            *(["other folders of this history (git worktree)"] if _has(common, "worktrees") else []),
            *(["history that is kept elsewhere (alternates)"] if _has(common, "objects/info/alternates") else []),
            *(["replaced or cut history"] if _has(common, "refs/replace") or _has(common, "shallow") else []),
            *(["packs that are to stay as they are"] if any(p.endswith((".keep", ".promisor")) for p in packs) else []),
        ]
        if found:
            raise Refused(
                Said("Nothing was erased: this store has {what}, where the words would stay.", what=Many(found)),
                hint="Remove that, or work in a copy without it, then try again.", code="cannot-erase",
            )  # fmt: skip

    def versions(self, ids: Sequence[str]) -> list[Version]:
        """See anew.Erasing."""
        paths = [path_for(id) for id in ids]
        with self._objects() as objects:
            rows = list(self._seen(objects, paths))
            raws = objects.read_many(name for _, name, _ in rows)
            times = [
                clock.moment(str(clock.committed_at(raw))) for raw in objects.read_many(commit for _, _, commit in rows)
            ]
            return [Version(path, name, at, raw) for (path, name, _), at, raw in zip(rows, times, raws, strict=True)]

    def _seen(self, objects: Objects, paths: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        contents = Contents(objects, paths)
        seen: set[tuple[str, str]] = set()
        commits = rewriting.history(self._repository, rewriting.refs(self._repository))
        for n, (commit, raw) in enumerate(zip(commits, objects.read_many(c for c, _ in commits), strict=True)):
            self._tell("history", n, len(commits))
            for row in contents.of(tree_of(raw)):
                if row not in seen:
                    seen.add(row)
                    yield *row, commit[0]
        self._told("history", 1)

    def elsewhere(self, texts: Sequence[str], ids: Sequence[str]) -> list[str]:
        """See anew.Erasing."""
        looked_for = _LookedFor(texts)
        own = {path_for(id) for id in ids}
        git = self._repository.git
        listed = git.run("rev-list", "--objects", "--all", "HEAD").out.split(b"\n")
        rows = [(id.decode(), os.fsdecode(path)) for id, _, path in (line.partition(b" ") for line in listed) if path]
        every = rewriting.refs(self._repository)
        tags = {ref.id for ref in every}
        rows = [(id, path) for id, path in rows if path not in own and id not in tags and not path.startswith(_MADE)]
        found: dict[str, None] = {}
        with self._objects() as objects:
            for n, ((_, path), raw) in enumerate(zip(rows, objects.read_many(id for id, _ in rows), strict=True)):
                self._tell("words", n, len(rows))
                if path not in found and b"\0" not in raw[:200] and looked_for.is_in(path, raw):
                    found[path] = None
            commits = rewriting.history(self._repository, every)
            for raw in objects.read_many(commit for commit, _ in commits):
                if looked_for.is_left_in(message_of(raw)):
                    day = clock.moment(str(clock.committed_at(raw)))[:10]
                    found[f"the message of a change made by hand on {day}"] = None
        self._told("words", 1)
        found |= dict.fromkeys(self._unsaved(looked_for))
        left = set(self.left(ids))
        return [path for path in found if path not in left]

    def unsaved(self, texts: Sequence[str]) -> list[str]:
        """Files in the folder with these texts that the history doesn't have, or has otherwise."""
        return list(self._unsaved(_LookedFor(texts)))

    def _unsaved(self, looked_for: _LookedFor) -> Iterator[str]:
        names = os.fsdecode(self._repository.git.run("ls-files", "-m", "-o", "-z").out).split("\0")
        return (name for name in names if name and self._holds(name, looked_for))

    def _holds(self, path: str, looked_for: _LookedFor) -> bool:
        try:
            return looked_for.is_in(path, files.read(self._repository.top, path) or b"")
        except (files.NotPlain, OSError):
            return False

    def left(self, ids: Sequence[str]) -> list[str]:
        """See anew.Erasing."""
        tracked = set(self._repository.git.run("ls-files", "-z").out.split(b"\0"))
        found = []
        for id in ids:
            above, _, name = path_for(id).rpartition("/")
            folder = os.path.join(self._repository.top, above)
            for one in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
                path = f"{above}/{one}"
                if any(_matches(one, pattern.format(name)) for pattern in _LEFT) and os.fsencode(path) not in tracked:
                    found.append(path)
        return found

    def drafts(self, wanted: Callable[[str, Sequence[str]], bool]) -> dict[str, str]:
        """See anew.Erasing."""
        repository = self._repository
        return apart.drafts_with(
            apart.drafts_of(repository.top, clone_id(repository.top, repository.home)), wanted
        )  # fmt: skip

    def write_anew(
        self, anew: WrittenAnew, plan: Callable[[Reader], Change], ids: Sequence[str], *, dry_run: bool = False
    ) -> tuple[Receipt, Rewritten]:  # fmt: skip
        """See anew.Erasing."""
        repository = self._repository
        repository.refuse_states()
        self.refuse_odd()
        every = rewriting.refs(repository)
        commits = rewriting.history(repository, every)
        branch = repository.git.run("symbolic-ref", "HEAD").text
        with self._objects() as objects:
            past = Rewriting(objects, repository.format, anew.contents, anew.message, is_imatters, {})
            past.write(commits, lambda n, of: self._tell("rewriting", n, of))
            moved = past.moved(every, branch)
            self._told("rewriting", 1)
            made = _OneMore(repository, objects, anew.head, past.commits.get(anew.head, anew.head), plan)
            figures = Rewritten(len(commits), len(past.commits), past.unsigned)
            if dry_run:  # what was made leads to nothing, and has no words that are to go
                return made.receipt(()), figures
            commit = made.commit()
        fault("rewritten")
        agreed = anew.agreed(made.receipt(()), figures) if anew.agreed is not None else None
        name = keep(agreed, repository.top, clone_id(repository.top, repository.home)) if agreed is not None else ""
        rest = ToForget(moved, past.commits, past.gone(), self.left(ids), anew.drafts, anew.reports, name)
        return made.receipt(self._put_in_place(commit, anew.head, Own(made.subject, (commit,)), rest)), figures

    def _put_in_place(self, commit: str, before: str, own: Own, rest: ToForget) -> tuple[str, ...]:
        """Move the branch to the new past; notes."""
        return transaction.advance(self._repository, commit, before, own, rest).notes

    def _objects(self) -> Objects:
        return Objects(self._repository.git)

    def _tell(self, what: str, n: int, of: int) -> None:
        if n % 200 == 0:
            self._told(what, n / of)


class _LookedFor:
    """Texts that are looked for elsewhere; a single short word only where people wrote something, and whole."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words, self._single = any_of(texts), single_words(texts)

    def is_in(self, path: str, raw: bytes) -> bool:
        """Whether any of them is in a file."""
        if self._words is not None and self._words.search(raw):
            return True
        if self._single is None or path == PROGRAMME_PATH or not self._single.search(raw):
            return False
        if id_for(path) is None:
            return True
        said = (text.encode("utf-8", "replace") for _, text in wording.texts(raw, path, frozenset()))
        return any(map(self._single.search, said))

    def is_left_in(self, message: bytes) -> bool:
        """Whether a single word stays in a message: longer texts are taken out of it."""
        return self._single is not None and bool(self._single.search(message)) and not is_imatters(message)


class _OneMore:
    """The change on top of a past that was written anew; `before` is what its last commit `head` was."""

    def __init__(
        self, repository: Repository, objects: Objects, before: str, head: str, plan: Callable[[Reader], Change]
    ) -> None:
        self._repository = repository
        self._objects = objects
        self._before, self._head = before, head
        self._raw = objects.read(head)
        self._tree = tree_of(self._raw)
        snapshot = Snapshot(objects, self._tree)
        self._allowed = signers.keys(snapshot.bytes_at)
        self._rendered = render(snapshot.bytes_at, plan(snapshot))
        self.subject = subject_of(self._rendered.change)
        self._made = ""

    def commit(self) -> str:
        """Make it, and have git take it in."""
        repository, change, new = self._repository, self._rendered.change, NewObjects(self._repository.format)
        signers.refuse_unsigned(repository.config, self._allowed)
        who = identity.lines(repository.git, repository.config)
        transaction.refuse_unfit(repository, self._before, self._raw, who)
        files = {target.path: target.new for target in self._rendered.targets}
        tree = with_contents(self._objects, new, self._tree, files)
        said = message(self.subject, trailers_of(change))
        if signing.is_asked(repository.config):
            rewriting.take_in(repository.git, new)
            self._made = signing.sign(repository.git, repository.config, tree, (self._head,), said)
            signers.refuse_unknown(repository.git, repository.config, [self._made], self._allowed)
        else:
            self._made = new.add("commit", commit_object(tree, (self._head,), who, said))
            rewriting.take_in(repository.git, new)
        return self._made

    def receipt(self, notes: tuple[str, ...]) -> Receipt:
        """What to tell the person."""
        return self._rendered.receipt(self._made, notes)


def is_imatters(text: bytes) -> bool:
    """Whether imatter wrote a commit's message: then nobody's words are in it."""
    return said(text) is not None or merge_said(text) is not None


def _has(folder: str, path: str) -> bool:
    """Whether there is such a file with something in it, or such a folder."""
    full = os.path.join(folder, path)
    return bool(os.listdir(full)) if os.path.isdir(full) else os.path.lexists(full)


def _matches(name: str, pattern: str) -> bool:
    stem, wild, _ = pattern.partition("?")
    return name == pattern or (bool(wild) and name.startswith(stem) and len(name) == len(pattern))
