"""Copies of a store that people share, and plain git for whatever imatter would not do."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ME, LEAD, OTHER = "prc-2611-4t9wq2e", "prc-2611-9x2kd0a", "prc-2611-7h3vn5m"
IDEA = (
    "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "evening routine",
    "--individuals", "1",
)  # fmt: skip


@dataclass
class Copy:
    """One person's copy: `mine("sync")`."""

    path: Path
    call: Callable[..., Any]

    def __call__(self, *args: str | Path, code: int = 0, **options: Any) -> Any:
        done = self.call(*args, "--store", self.path, **options)
        assert done.code == code, (done.code, done.out, done.err)
        return done

    def do(self, *args: str) -> str:
        """A change; the id of its record."""
        return str(self(*args, "--json").json["id"])

    def sync(self, *more: str | Path, **options: Any) -> Any:
        """A sync that goes well, as data."""
        return self("sync", *more, "--json", **options).json

    def refused(self, *args: str | Path, code: int = 4, **options: Any) -> Any:
        """A refusal, after which branch, files and git are as before."""
        before = (self.head(), self.files(), self.git("status", "--porcelain"))
        error = self(*args, "--json", code=code, **options).error
        assert (self.head(), self.files(), self.git("status", "--porcelain")) == before
        return error

    def git(self, *args: str, fine: bool = True) -> str:
        return git(self.path, *args, fine=fine)

    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def files(self) -> dict[str, bytes]:
        found = (p for p in sorted(self.path.rglob("*")) if p.is_file() and ".git" not in p.parts)
        return {str(p.relative_to(self.path)): p.read_bytes() for p in found}

    def is_whole(self) -> None:
        """Nothing left over, nothing wrong, and git agrees."""
        assert self.git("status", "--porcelain") == ""
        left = {p.name for p in (self.path / ".git" / "imatter").iterdir()} - {"lock", "clone"}
        assert not left
        self("check")
        self("verify")


def git(path: Path, *args: str, fine: bool = True) -> str:
    done = subprocess.run(["git", "-C", str(path), *args], capture_output=True, text=True, check=False)
    assert not fine or done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(path: Path, message: str = "By hand") -> str:
    """All that is in the folder, as one commit."""
    git(path, "add", "-A")
    git(path, "commit", "-q", "--allow-empty", "-m", message)
    return git(path, "rev-parse", "HEAD")
