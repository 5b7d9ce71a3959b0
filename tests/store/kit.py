"""Stores to try things on: a real repository in a temporary folder, and the questions that every test asks of it."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from imatter_cli.domain.ids import path_of
from imatter_cli.store import codec
from imatter_cli.store.contract import Change, Reader, Receipt, Write
from imatter_cli.store.create import create
from imatter_cli.store.open import GitStore

PRJ = tuple(f"prj-2611-{tail}" for tail in ("7kq4m2x", "aaaaaa0", "bbbbbb1", "cccccc2", "dddddd3"))
LIC = "lic-2610-zzzzzz9"
PROGRAMME = b'schema: programme/1\nversion: 1\nstore: "personal"\n'
WHO = ("prc-2611-7kq4m2x", "prc-2611-7kq4m2x@imatter.invalid")


def data(id: str, **more: Any) -> dict[str, Any]:
    """A small record."""
    kind = {"prj": "project", "lic": "licence"}.get(id[:3], "round")
    return {"id": id, "schema": f"{kind}/1", "programme": 1, "status": "planned", "title": "a title", **more}


def text(id: str, **more: Any) -> bytes:
    """Its file, with a comment."""
    return codec.render("project", data(id, **more)) + b"# kept by hand\n"


def writing(
    *writes: Write, verb: str = "project edit", events: Sequence[str] = ("edit",)
) -> Callable[[Reader], Change]:
    """A plan that writes these."""
    return lambda reader: Change(verb, writes, tuple(events), 1)


def putting(id: str, **more: Any) -> Callable[[Reader], Change]:
    """A plan that makes one record say this."""
    return writing(Write(id, data=data(id, **more)))


class Box:
    """A folder with git at hand; `store` once `init` was called."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    @property
    def store(self) -> GitStore:
        """The store, opened anew."""
        return GitStore(str(self.root))

    def init(self, files: Mapping[str, bytes] | None = None) -> Box:
        """Make the store, with a programme and these files."""
        wanted = {"records/programme.yaml": PROGRAMME, **(files or {})}
        create(str(self.root), wanted, identity=WHO, message="init", trailers=[("Programme", "1")])
        return self

    def git(self, *args: str, fine: bool = True, cwd: Path | None = None, **variables: str) -> str:
        """Run a plain git here, as a user would; its stdout."""
        done = subprocess.run(
            ["git", *args],
            cwd=cwd or self.root,
            capture_output=True,
            text=True,
            env={**os.environ, **variables},
            check=False,
        )
        assert not fine or done.returncode == 0, done.stderr
        return done.stdout.strip("\n")

    def path(self, id: str) -> Path:
        """Where a record's file is."""
        return self.root / path_of(id)

    def put(self, id: str, **more: Any) -> Receipt:
        """Record it."""
        return self.store.transact(putting(id, **more))

    def write(self, path: str, content: bytes | str) -> None:
        """Write a file by hand."""
        where = self.root / path
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(content.encode() if isinstance(content, str) else content)

    def head(self) -> str:
        """The last commit; empty if there is none."""
        return self.git("rev-parse", "-q", "--verify", "HEAD", fine=False)

    def touched(self, commit: str = "HEAD") -> list[str]:
        """The paths that a commit changed."""
        return self.git("diff-tree", "--root", "--no-commit-id", "-r", "--name-only", commit).splitlines()

    def in_head(self, path: str) -> bytes | None:
        """A file as the last commit has it."""
        done = subprocess.run(
            ["git", "cat-file", "blob", f"HEAD:{path}"], cwd=self.root, capture_output=True, check=False
        )
        return done.stdout if done.returncode == 0 else None

    def status(self) -> list[str]:
        """What git calls changed, every untracked file named."""
        return self.git("status", "--porcelain", "-uall").splitlines()

    def leftovers(self) -> list[str]:
        """Locks, temporary files and journals that should not be there."""
        inside = Path(self.git("rev-parse", "--absolute-git-dir"))
        common = Path(self.git("rev-parse", "--path-format=absolute", "--git-common-dir"))
        found = [p for top in {inside, common} for p in top.rglob("*.lock")]
        found += [p for p in (inside / "imatter").glob("*") if p.name != "lock"]
        found += list(self.root.rglob(".imatter-tmp-*"))
        return sorted(str(p) for p in found)

    @contextmanager
    def unpacked(self) -> Iterator[None]:
        """While nobody packs the history: fsck does not look again for what is packed meanwhile."""
        common = Path(self.git("rev-parse", "--path-format=absolute", "--git-common-dir"))
        there = common / "objects" / "pack"
        packs = os.open(there if there.exists() else common, os.O_RDONLY)
        try:
            fcntl.flock(packs, fcntl.LOCK_EX)
            yield
        finally:
            os.close(packs)

    def assert_whole(self, status: Sequence[str] = ()) -> None:
        """Nothing broken, nothing left over, and git calls changed just what the user changed."""
        with self.unpacked():
            self.git("fsck", "--strict", "--no-dangling")
        assert self.leftovers() == []
        assert sorted(self.status()) == sorted(status)


def fork(work: Callable[[], object], **variables: str) -> int:
    """Run something in a process of its own, with these variables; its id. It ends with 0, or 1 for an exception."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.environ.update(variables)
        work()
        code = 0
    except BaseException:
        if "QUIET" not in variables:
            traceback.print_exc()
    finally:
        os._exit(code)


def ended(pid: int) -> int:
    """Wait for a process: its exit code, or minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


KILLED = -signal.SIGKILL
