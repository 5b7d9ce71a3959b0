"""The whole history, from its first commit on: one git that lists, one that compares, one that reads.

Commits are read as they are stored and not as git shows them: what a message says is judged to the byte.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence

from imatter_cli.errors import NotFound, StoreTrouble
from imatter_cli.remedies import Remedy, ShellLine
from imatter_cli.said import Said
from imatter_cli.store.contract import ChangedFile, Passed
from imatter_cli.store.git import commits, signing
from imatter_cli.store.git import config as settings
from imatter_cli.store.git.clock import committed_at
from imatter_cli.store.git.config import Config
from imatter_cli.store.git.difference import FileRow, file_row
from imatter_cli.store.git.objects import FILE_MODES, Objects, end
from imatter_cli.store.paths import RECORDS

#: So many bytes of commits are asked about before the answers are read: short of filling a pipe.
_BATCH = 24 * 1024
_END = b"END\n"
#: So many contents are read ahead at most.
_AHEAD = 256
_NAME = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_WHO = re.compile(rb"(?P<name>.*?) ?<[^<>\n]*> (?P<at>-?\d{1,18}) [+-]\d{4}")


class GitTrail:
    """contract.Trail over one repository, up to the commit `head`; without what is in `since`, where that is given."""

    def __init__(
        self, objects: Objects, head: str, since: str = "", told: Callable[[float], None] = lambda share: None
    ) -> None:
        """`objects` stay open when it is done. `told` hears how far it has come, from 0 to 1."""
        self._told = told
        self._git = objects.git
        self._head = head
        self._since = since
        self._objects = objects
        self._contents = _Contents(objects)
        self._comparing: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> GitTrail:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._comparing is not None:
            self._comparing.kill()
            end(self._comparing)

    def __iter__(self) -> Iterator[Passed]:
        """See contract.Trail."""
        if self._head:
            yield from self.between(self._head, self._since)

    def between(self, tip: str, since: str) -> Iterator[Passed]:
        """See contract.Trail."""
        wanted = [tip, *([f"^{since}"] if since else [])]
        listed = self._git.run("rev-list", "--topo-order", "--reverse", "--parents", *wanted, "--").out
        batch: list[list[str]] = []
        size = 0
        lines = listed.decode("ascii").splitlines()
        for n, line in enumerate(lines):
            commit, *parents = line.split(" ")
            batch.append([commit, *parents])
            size += len(line) + len(parents) * len(commit) + 2
            if size >= _BATCH:
                yield from self._passed(batch)
                self._told(n / len(lines))
                batch, size = [], 0
        yield from self._passed(batch)
        self._told(1)

    def content(self, name: str) -> bytes:
        """See contract.Trail."""
        return self._contents.read(name)

    def named(self, commit: str, path: str) -> str:
        """See contract.Trail."""
        return self._objects.id_of(f"{commit}:{path}")

    def within(self, commit: str, folder: str) -> list[tuple[str, str]]:
        """See contract.Trail."""
        lines = self._git.run("ls-tree", "-r", "-z", "--full-tree", commit, f"{folder}/").out.split(b"\0")[:-1]
        rows = [line.partition(b"\t") for line in lines]
        found = [(about.decode("ascii").split(" "), os.fsdecode(path)) for about, _, path in rows]
        return [(path, id) for (mode, _, id), path in found if mode in FILE_MODES]

    def when(self, commit: str) -> int:
        """See contract.Trail."""
        return committed_at(self._objects.read(commit))

    def passed(self, commit: str) -> Passed | None:
        """See contract.Trail."""
        if not _NAME.fullmatch(commit) or not self._objects.id_of(f"{commit}^{{commit}}"):
            return None
        if self._git.ask("merge-base", "--is-ancestor", commit, self._head).code != 0:
            return None
        line = self._git.run("rev-list", "--no-walk", "--parents", commit, "--").text
        return next(self._passed([line.split(" ")]))

    def signatures(self, commits: Sequence[str], allowed: str, name: str) -> Mapping[str, str]:
        """See contract.Trail."""
        name = name or self.named(self._head, allowed)
        if not name:
            raise NotFound(
                Said(
                    "This store's rules ask for signatures with the keys in {path}, but that file is missing.",
                    path=allowed,
                ),
                hint="Make the file with one line for each person (NAME ssh-ed25519 KEY), and commit it.",
                details={"path": allowed},
            )
        config = Config(self._git.run(*settings.COMMAND))
        return signing.judged(self._git, config, commits, self.content(name))

    def _passed(self, batch: list[list[str]]) -> Iterator[Passed]:
        pairs = [(commit, parent) for commit, *parents in batch for parent in parents or [""]]
        compared = self._compare(pairs)
        contents = list(self._objects.read_many(commit for commit, *_ in batch))
        self._contents.come([m.after for c, p in pairs for m in compared[c, p].moved if m.after and m.is_plain])
        for (commit, *parents), raw in zip(batch, contents, strict=True):
            first, *others = (compared[commit, parent] for parent in parents or [""])
            own = {m.path for m in first.moved}
            for other in others:
                own &= {m.path for m in other.moved}
            yield _read(commit, parents, raw, first, frozenset(own))

    def _compare(self, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], _Compared]:
        """What differs between each commit and a parent of it (the second; empty for nothing at all)."""
        out: dict[tuple[str, str], _Compared] = {}
        todo = list(pairs)
        while todo:  # a merge of many could outgrow a batch
            now, todo = todo[:200], todo[200:]
            fields = iter(self._asked("".join(f"{c} {p}".rstrip() + "\n" for c, p in now)).split(b"\0"))
            current = None
            turn = iter(now)
            for field in fields:
                if field.startswith(b":"):
                    if current is None:
                        raise _dead()
                    current.add(file_row(field, next(fields)))
                elif field:
                    pair = next(turn)
                    if field.decode("ascii", "replace") != pair[0]:
                        raise _dead()
                    current = out[pair] = _Compared()
            if next(turn, None) is not None:
                raise _dead()
        return out

    def _asked(self, pairs: str) -> bytes:
        """What git says of so many pairs as fit into a pipe."""
        if self._comparing is None:
            self._comparing = self._git.popen(
                "diff-tree", "--stdin", "--always", "-r", "-t", "--root", "-z", "--raw", "--no-abbrev", "--no-renames"
            )
        stdin, stdout = self._comparing.stdin, self._comparing.stdout
        assert stdin is not None  # noqa: S101 - started with pipes
        assert stdout is not None  # noqa: S101
        try:
            stdin.write(pairs.encode() + _END)
            stdin.flush()
        except OSError as e:
            raise _dead() from e
        answer = bytearray()
        # A line that names no commit comes back as it is, once all before it is answered.
        while not answer.endswith(_END):
            chunk = os.read(stdout.fileno(), 1 << 20)
            if not chunk:
                raise _dead()
            answer += chunk
        return bytes(answer[: -len(_END)])


class _Contents:
    """Contents by name, some read ahead where they are asked for in the order in which they came."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._coming: list[str] = []
        self._places: dict[str, int] = {}
        self._next, self._many = 0, 1
        self._ahead: dict[str, bytes] = {}

    def come(self, names: Sequence[str]) -> None:
        """Take in which contents are likely to be asked for."""
        self._coming = list(dict.fromkeys(names))
        self._places = {name: n for n, name in enumerate(self._coming)}
        self._next, self._ahead = 0, {}

    def read(self, name: str) -> bytes:
        """A content. Raises StoreTrouble."""
        if name not in self._ahead:
            at = self._places.get(name, -1)
            if at < 0:
                return self._objects.read(name)
            self._many = min(2 * self._many, _AHEAD) if at == self._next else 1
            names = self._coming[at : at + self._many]
            self._ahead = dict(zip(names, self._objects.read_many(names), strict=True))
            self._next = at + len(names)
        return self._ahead[name]


class _Compared:
    """What one comparison found: files, and the records as a whole before and after."""

    def __init__(self) -> None:
        self.moved: list[ChangedFile] = []
        self.state: tuple[str, str] | None = None

    def add(self, row: FileRow) -> None:
        """One more file, or folder."""
        folders = [mode == "040000" for mode in (row.old_mode, row.new_mode)]
        if row.path == RECORDS:
            self.state = (row.old if folders[0] else "", row.new if folders[1] else "")
        if any(folders):
            # a folder where a file was, or the other way round, comes as two lines
            return
        plain = [not id or mode in FILE_MODES for id, mode in ((row.old, row.old_mode), (row.new, row.new_mode))]
        self.moved.append(ChangedFile(row.path, row.old, row.new, *plain))


def _read(commit: str, parents: list[str], raw: bytes, compared: _Compared, own: frozenset[str]) -> Passed:
    made = _WHO.fullmatch(commits.headed(raw, b"author"))
    at = _WHO.fullmatch(commits.headed(raw, b"committer"))
    return Passed(
        commit=commit, parents=tuple(parents), at=int(at["at"]) if at else 0, made=int(made["at"]) if made else 0,
        author=at["name"].decode("utf-8", "replace") if at else "", message=commits.message_of(raw),
        moved=tuple(compared.moved), own=own, state=compared.state, cut=commits.parents_of(raw) != parents,
        who=b"\n".join(commits.who(raw)),
    )  # fmt: skip


def _dead() -> StoreTrouble:
    return StoreTrouble(
        "git stopped while comparing the history.",
        hint=Remedy("`", ShellLine("git", "fsck"), "` checks whether the history is complete."), code="git",
    )  # fmt: skip
