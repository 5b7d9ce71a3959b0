"""Runs the transcripts of the documentation, and writes what really comes out.

    python docs/transcripts.py [--check] [FILE ...]

A transcript is a fenced block marked `console`. Each line that begins with `$ ` is run, in order, in one fresh home
for the whole page, without a terminal; what it prints (both streams) follows it, and `[exit N]` where it is not 0. A
`$ cat > FILE <<'END'` ... `END` takes its text from the page. Time and random numbers are fixed, so that a page says
the same on every machine. A block marked `console not-run` is shown and not run (a question at a terminal).
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-11-24T09:00:00Z"
#: Commits are named by what is in them, schemas and all: a page need not change with those.
_COMMIT = re.compile(r"\b(?:[0-9a-f]{40}|(?<=undo )[0-9a-f]{12})\b")
WRAPPER = '#!/bin/sh\nexec "{python}" -m imatter_cli "$@"\n'


def pages() -> list[Path]:
    """Every page with a transcript."""
    return [p for p in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if "```console\n" in p.read_text()]


def rerun(page: Path) -> str:
    """The page's text with what its commands really print."""
    with tempfile.TemporaryDirectory(prefix="imatter-docs-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        session = Session(home, page.stem)
        return "".join(_lines(page.read_text().splitlines(keepends=True), session))


class Session:
    """One home in which a page's commands run, one after the other."""

    def __init__(self, home: Path, name: str) -> None:
        self.home = home
        self.name = name
        self.count = 0
        programs = home.parent / "bin"
        programs.mkdir()
        (programs / "imatter").write_text(WRAPPER.format(python=sys.executable))
        (programs / "imatter").chmod(0o755)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "IMATTER_", "XDG_", "COV"))}
        self.env = kept | {
            "HOME": str(home), "PATH": f"{programs}:{kept['PATH']}", "LC_ALL": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "1",
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "IMATTER_NOW": NOW,
            "GIT_AUTHOR_DATE": NOW, "GIT_COMMITTER_DATE": NOW,
        }  # fmt: skip
        self.folder = home

    def run(self, command: str) -> str:
        """What the command prints, with its exit code where that is not 0."""
        self.count += 1
        if command.startswith("cd "):
            self.folder = (self.folder / command[3:].strip().replace("~", str(self.home))).resolve()
            return ""
        env = self.env | {"IMATTER_SEED": f"{self.name}-{self.count}"}
        done = subprocess.run(
            ["/bin/sh", "-c", command], cwd=self.folder, env=env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=120,
        )  # fmt: skip
        out = _COMMIT.sub("0a1b2c3d4e5f", done.stdout.replace(str(self.home), "~"))
        if out and not out.endswith("\n"):
            out += "\n"
        return out + (f"[exit {done.returncode}]\n" if done.returncode else "")


def _lines(lines: list[str], session: Session) -> Iterator[str]:
    inside = False
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if not inside:
            inside = line.rstrip() == "```console"
            yield line
            continue
        if line.rstrip() == "```":
            inside = False
            yield line
            continue
        if not line.startswith("$ "):
            continue
        command, shown = line[2:], line
        while command.rstrip("\n").endswith("\\") or _open_text(command):
            command += lines[at]
            shown += lines[at]
            at += 1
        yield shown
        yield session.run(command)


def _open_text(command: str) -> bool:
    """Whether a text that begins with <<'END' is still open."""
    return "<<'END'" in command and not command.rstrip("\n").endswith("\nEND")


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the documentation's transcripts.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where a page says something else")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    wrong = 0
    for page in options.files or pages():
        before, after = page.read_text(), rerun(page)
        if before == after:
            continue
        wrong += 1
        if options.check:
            sys.stdout.writelines(
                difflib.unified_diff(before.splitlines(True), after.splitlines(True), str(page), "what is printed")
            )
        else:
            page.write_text(after)
            print(f"written: {page}")
    return 1 if options.check and wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
