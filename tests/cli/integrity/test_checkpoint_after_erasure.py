"""A checkpoint from before an erasure: it still holds for all but the words, and finds whatever else was changed."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

WORDS = "where the quokka sleeps"


class Kept:
    """A notebook with a project, a line that was kept of it, and what became of it."""

    def __init__(self, path: Path, call: Callable[..., Any], patch: pytest.MonkeyPatch) -> None:
        self.path = path
        self._call = call
        self._patch = patch
        self._minute = 0
        self("init")
        idea = ("--type", "early-concern", "--setting", "school", "--focus-area", WORDS, "--individuals", "1")
        self.project = self("project", "new", *idea, "--json").json["id"]
        self("project", "edit", self.project, "--setting", "club")
        self("project", "edit", self.project, "--focus-area", "another quokka of hers")
        self("undo")
        self.line = self("verify", "--checkpoint").out.strip()

    def __call__(self, *args: str, code: int = 0) -> Any:
        self._minute += 1
        for name in ("IMATTER_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            self._patch.setenv(name, f"2026-11-24T10:{self._minute:02}:00Z")
        where = (self.path,) if args[0] == "init" else ("--store", self.path)
        done = self._call(*args, *where)
        assert done.code == code, (done.out, done.err)
        return done

    def against(self, line: str = "", code: int = 0) -> tuple[list[str], dict[str, Any]]:
        data = self("verify", "--against", line or self.line, "--json", code=code).json
        return [f["message"] for f in data["findings"] if f["rule"] in ("VER016", "VER017")], data["summary"]

    def git(self, *args: str, given: bytes = b"", **env: str) -> bytes:
        whole = {**os.environ, **env}
        return subprocess.run(["git", *args], cwd=self.path, input=given, capture_output=True, check=True,
                              env=whole).stdout  # fmt: skip

    def forge(self, old: bytes, new: bytes) -> None:
        told = self.git("fast-export", "HEAD")
        assert re.search(old, told)
        self.git("fast-import", "--force", "--quiet", given=re.sub(old, new, told))
        self.git("reset", "-q", "--hard")

    def drop(self) -> None:
        """Take a change and the one that undid it out of the past, below the erasure."""
        tip = self.git("cat-file", "commit", "HEAD")
        below = self.git("rev-parse", "HEAD~3").strip()
        raw = re.sub(rb"parent [0-9a-f]+", b"parent " + below, tip)
        made = self.git("hash-object", "-t", "commit", "-w", "--stdin", given=raw)
        self.git("reset", "-q", "--hard", made.decode().strip())


@pytest.fixture
def kept(tmp_path: Path, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Kept:
    return Kept(tmp_path / "kept", call, monkeypatch)


def test_it_still_holds_for_all_but_the_words(kept: Kept) -> None:
    assert kept.against()[1]["erased_since"] is False
    kept("erase", kept.project, "--yes")
    found, summary = kept.against()
    assert (found, summary["since"], summary["erased_since"]) == ([], 1, True)
    assert "Words were erased since the checkpoint was taken." in kept("verify", "--against", kept.line).out
    kept("project", "edit", kept.project, "--setting", "nursery")
    kept("erase", kept.project, "--yes", code=4)
    assert kept.against()[1]["since"] == 2
    later = kept("verify", "--checkpoint").out.strip()
    assert later == kept.against()[1]["checkpoint"]
    assert kept.against(later)[1] | {"since": 0, "erased_since": False} == kept.against(later)[1]


def test_a_line_of_an_old_version_says_what_it_cannot_show(kept: Kept) -> None:
    old = " ".join(("imatter-1", *kept.line.split()[1:3]))
    assert kept.against(old)[0] == []
    kept("erase", kept.project, "--yes")
    assert "an old one with a single digest" in kept.against(old, code=1)[0][0]


FORGED: dict[str, Callable[[Kept], None]] = {
    "two more changes dropped": Kept.drop,
    "a code changed": lambda kept: kept.forge(b"setting: club", b"setting: park"),
    "a moment changed": lambda kept: kept.forge(rb"(at: [\"']?20\d\d)-\d\d", rb"\g<1>-01"),
    "fields in another order": lambda kept: kept.forge(rb"(type: early-concern\n)(setting: \w+\n)", rb"\g<2>\g<1>"),
    "another author": lambda kept: kept.forge(rb"\nauthor \S+ <", b"\nauthor prc-2611-9x2kd0a <"),
    "another day": lambda kept: kept.forge(rb"(\nauthor [^>]*> )\d{4}", rb"\g<1>1700"),
    "another message": lambda kept: kept.forge(b"Event: edit", b"Event: move"),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_erasure_is_found(kept: Kept, how: str) -> None:
    kept("erase", kept.project, "--yes")
    FORGED[how](kept)
    found, summary = kept.against(code=1)
    assert len(found) == 1, found
    assert "since" not in summary


def test_words_that_differ_without_an_erasure_are_found(kept: Kept) -> None:
    kept.forge(b"quokka sleeps", b"wombat sleeps")
    assert "no erasure says so" in kept.against(code=1)[0][0]
