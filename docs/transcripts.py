"""Runs the transcripts of the documentation, and writes what really comes out.

    python docs/transcripts.py [--check] [FILE ...]

A transcript is a fenced block marked `console`. Each line that begins with `$ ` is run, in order, in one fresh home
for the whole page, without a terminal; what it prints (both streams) follows it, and `[exit N]` where it is not 0. A
`$ cat > FILE <<'END'` ... `END` takes its text from the page. From a comment `<!-- @ DAY -->` on it is that day. Time
and random numbers are fixed, so that a page says the same on every machine. A block marked `console not-run` is shown
and not run.

A block marked `terminal` is what a terminal of 80 by 24 showed. What somebody typed there stands in a comment before
it: `$ COMMAND`, `> ANSWER` (nothing after it is an empty answer), `^C`, and `@ DAY` for the day from there on.

docs/how-to/adding.md is performed in a copy of the tree instead (docs/recipes.py).
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "docs"), str(ROOT / "tests" / "support")]
import process  # noqa: E402
import recipes  # noqa: E402

NOW = "2026-11-24T09:00:00Z"
#: Commits are named by what is in them, schemas and all: a page need not change with those.
#: A question waits at the end of what was shown.
_PROMPT = re.compile(r"[^\n]*[:|?\]] $")
_STEERING = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[=>]|\r")
_TYPED = "<!-- typed:\n"
_DAY = "<!-- @ "
_COMMIT = re.compile(
    r"\b(?:[0-9a-f]{40}|(?:(?<=undo )|(?<=waiting )|(?<=last change ))[0-9a-f]{12})\b|^[0-9a-f]{12}(?=  )",
    re.MULTILINE,
)
WRAPPER = '#!/bin/sh\nexec "{python}" -m imatter_cli "$@"\n'


def pages() -> list[Path]:
    """Every page with a transcript."""
    return [p for p in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))) if _runs(p.read_text())]


def _runs(text: str) -> bool:
    return "```console\n" in text or (_TYPED in text and " copy\n" not in text)


def rerun(page: Path) -> str:
    """The page's text with what its commands really print."""
    if page.resolve() == recipes.PAGE:
        return recipes.rewritten(page.read_text())
    with tempfile.TemporaryDirectory(prefix="imatter-docs-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        session = Session(home, page.stem)
        return "".join(performed(page.read_text().splitlines(keepends=True), session))


class Session:
    """One home in which a page's commands run, one after the other."""

    #: Seconds that a command may take.
    patience = 120

    def __init__(self, home: Path, name: str) -> None:
        self.home = home
        self.name = name
        self.count = 0
        programs = home.parent / "bin"
        programs.mkdir()
        (programs / "imatter").write_text(WRAPPER.format(python=sys.executable))
        (programs / "imatter").chmod(0o755)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "IMATTER_", "XDG_", "COV", "PYTHON"))}
        self.env = kept | {
            "HOME": str(home), "PATH": f"{programs}:{kept['PATH']}", "LC_ALL": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "1",
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "IMATTER_NOW": NOW,
            "GIT_AUTHOR_DATE": NOW, "GIT_COMMITTER_DATE": NOW,
        }  # fmt: skip
        self.folder = home

    def on(self, day: str) -> None:
        """From here on it is that day."""
        now = f"{day}T09:00:00Z"
        self.env |= {"IMATTER_NOW": now, "GIT_AUTHOR_DATE": now, "GIT_COMMITTER_DATE": now}

    def sit_down(self, script: list[str]) -> str:
        """What a terminal showed while somebody typed that script."""
        shown = []
        for command, answers in commands(script):
            if command.startswith("@ "):
                self.on(command[2:].strip())
                continue
            self.count += 1
            env = self.env | {"IMATTER_SEED": f"{self.name}-{self.count}", "TERM": "dumb"}
            if (words := imatter_words(command)) is None:
                raise SystemExit(f"{command}: only imatter can be typed at a terminal here")
            child = self.at_a_terminal(words, env)
            out = "".join(_answered(child, answer) for answer in answers)
            child.expect(pexpect.EOF)
            out = _STEERING.sub("", out + str(child.before)).replace("^C", "").rstrip("\n")
            shown.append(f"$ {command}\n{out}\n")
            child.close()
        return _COMMIT.sub("0a1b2c3d4e5f", "".join(shown).replace(str(self.home), "~"))

    def run(self, command: str) -> str:
        """What the command prints, with its exit code where that is not 0."""
        self.count += 1
        if command.startswith("cd "):
            self.folder = (self.folder / command[3:].strip().replace("~", str(self.home))).resolve()
            return ""
        env = self.env | {"IMATTER_SEED": f"{self.name}-{self.count}"}
        words = imatter_words(command)
        done = subprocess.run(
            ["/bin/sh", "-c", command], cwd=self.folder, env=env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=self.patience,
            preexec_fn=self.instead(words, env) if words is not None else None,
        )  # fmt: skip
        out = _COMMIT.sub("0a1b2c3d4e5f", done.stdout.replace(str(self.home), "~"))
        if out and not out.endswith("\n"):
            out += "\n"
        return out + (f"[exit {done.returncode}]\n" if done.returncode else "")

    def instead(self, words: list[str], env: dict[str, str]) -> Callable[[], None] | None:
        """What a child does instead of starting imatter, or none for it to start."""
        return process.imatter(words, env)

    def at_a_terminal(self, words: list[str], env: dict[str, str]) -> Any:
        """One command at a terminal."""
        return process.at_a_terminal(words, env, cwd=self.folder)


def imatter_words(command: str) -> list[str] | None:
    """The words of a line that is imatter and nothing for a shell to do; none for any other."""
    if set(command.rstrip("\n")) & set("|&;<>()$`~*?[#\n\\"):
        return None
    name, *words = shlex.split(command)
    return words if name == "imatter" else None


def commands(script: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each command of a script with what was answered to it."""
    starts = [n for n, line in enumerate(script) if line.startswith(("$ ", "@ "))]
    for here, there in zip(starts, [*starts[1:], len(script)], strict=True):
        yield script[here].removeprefix("$ "), [line.rstrip("\n") for line in script[here + 1 : there]]


def _answered(child: Any, answer: str) -> str:
    """What was shown up to a question that waits (nothing more comes for a moment), which is then answered."""
    shown = ""
    while True:
        waits = _PROMPT.search(shown)
        try:
            shown += child.read_nonblocking(4096, timeout=0.05 if waits else 60)
        except (pexpect.EOF, pexpect.TIMEOUT):
            if waits:
                break
            raise SystemExit(f"{child.args}: nothing asks for {answer!r} after:\n{shown}") from None
    if answer == "^C":
        # pressed in the moment between a prompt and the wait for keys, it is seen with the next key
        child.sendintr()
        while child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=15):
            child.sendintr()
        return shown + str(child.before)
    child.sendline(answer.removeprefix(">").removeprefix(" "))
    return shown


def performed(lines: list[str], session: Session) -> Iterator[str]:
    """The lines of a page, with what its commands print in that session."""
    inside = False
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line == _TYPED:
            end = lines.index("-->\n", at)
            fence = lines.index("```\n", lines.index("```terminal\n", end))
            yield from lines[at - 1 : end + 1]
            yield f"\n```terminal\n{session.sit_down([text.rstrip(chr(10)) for text in lines[at:end]])}```\n"
            at = fence + 1
            continue
        if not inside:
            if line.startswith(_DAY):
                session.on(line.removeprefix(_DAY).split()[0])
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
    for page in options.files or [*pages(), recipes.PAGE]:
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
