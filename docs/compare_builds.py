"""Runs every command of the transcripts on two builds of imatter, and says where the second one answers differently.

    python docs/compare_builds.py OLD NEW [FILE ...]

OLD and NEW are executables, and FILE is a page with transcripts (by default, all pages of this tree). Give the pages of
the old build's tree, because they hold only what that build can do. Both builds run each command in the same home,
as the old build left it, at the same time and with the same random numbers. Where a command takes `--json`, it is
run with it too. A command is

- same: it prints the same, ends with the same exit code and leaves the same files;
- wording: only sentences and remarks differ, and in JSON only messages, hints, reasons, facts, notes and what is next;
- different: another exit code, a record or a file of data that isn't the same, a field of JSON that changed or went.

Fields that only the new build has are listed apart, and make nothing different. The schemas in a store describe what
its build can write, so they aren't compared. Exit code 1 where something is different.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pexpect
import yaml

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]
import transcripts  # noqa: E402

#: Fields of JSON that hold sentences.
_WORDING = frozenset({"message", "hint", "why", "facts", "next", "notes", "text"})
_NONE: frozenset[str] = frozenset()
#: Files that hold sentences.
_PROSE = frozenset({".html", ".md", ".txt"})
#: How many lines of a change are shown, and how much of each value.
_LINES, _SHOWN = 20, 300
_KINDS = ("prc", "prj", "ref", "lic", "app", "rev")
_ID = re.compile(rf"\b(?:{'|'.join(_KINDS)})-\d{{4}}-[0-9a-z]{{7}}\b")
_EXIT = re.compile(r"\[exit (\d+)\]\n\Z")
_COMMIT = re.compile(r"\b[0-9a-f]{40}\b")


@dataclass(frozen=True)
class Outcome:
    """What a command printed, and what it left in the home."""

    printed: str
    files: dict[str, str]


@dataclass
class Verdict:
    """How the new build's answer to a command differs from the old one's."""

    command: str
    wording: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    compared_json: bool = False

    @property
    def name(self) -> str:
        """Same, wording or different."""
        return "different" if self.different else "wording" if self.wording else "same"


class Both(transcripts.Session):
    """A home in which each command of a page runs on both builds."""

    patience = 1200

    def __init__(self, home: Path, name: str, builds: tuple[str, str]) -> None:
        super().__init__(home, name)
        self.builds = builds
        self.before = home.parent / "before"
        self.after = home.parent / "after"
        self.verdicts: list[Verdict] = []

    def instead(self, words: list[str], env: dict[str, str]) -> Callable[[], None] | None:
        """Nothing: each build starts as itself."""
        return None

    def at_a_terminal(self, words: list[str], env: dict[str, str]) -> Any:
        """One command of the build at a terminal."""
        child = pexpect.spawn(
            "imatter", words, env=env, cwd=self.folder, encoding="utf-8", use_poll=True, dimensions=(24, 80)
        )
        child.ptyproc.delayafterclose = 0
        return child

    def run(self, command: str) -> str:
        """Compare a command; print nothing."""
        if command.startswith("cd "):
            return super().run(command)
        verdict = self._compared(command, lambda: transcripts.Session.run(self, command))
        if transcripts.imatter_words(command) is not None:
            self._compare_json(verdict, command if "--json" in command else f"{command.rstrip()} --json")
        self._go_on()
        return ""

    def sit_down(self, script: list[str]) -> str:
        """Compare each command of a sitting; print nothing."""
        for command, answers in transcripts.commands(script):
            if command.startswith("@ "):
                self.on(command[2:].strip())
                continue
            typed = [f"$ {command}", *answers]
            self._compared(command, lambda typed=typed: _sat(super(Both, self).sit_down, typed))  # type: ignore[misc]
            self._go_on()
        return ""

    def _compared(self, command: str, run: Callable[[], str]) -> Verdict:
        """What differs between the builds. The home is the one from before, and what the old build left is `after`."""
        self.home.rename(self.before)
        old, new = (self._on(build, run) for build in self.builds)
        new = _with_ids_of(old, new)
        verdict = Verdict(command.rstrip())
        self.verdicts.append(verdict)
        if _exit(old.printed) != _exit(new.printed):
            verdict.different.append(f"exit code {_exit(old.printed)}, now {_exit(new.printed)}")
        if old.printed != new.printed:
            verdict.wording += _changes(old.printed, new.printed)
        for name in sorted(old.files.keys() | new.files.keys()):
            was, now = old.files.get(name, ""), new.files.get(name, "")
            if was != now:
                self._compare_file(verdict, name, was, now)
        return verdict

    def _compare_file(self, verdict: Verdict, name: str, old: str, new: str) -> None:
        was, now = _facts(name, old), _facts(name, new)
        if was is None or now is None:
            told = verdict.wording if Path(name).suffix in _PROSE else verdict.different
            told += [name, *_changes(old, new)]
            return
        apart = _NONE if name.endswith(".yaml") else _WORDING
        verdict.added += [f"{name}: {at}" for at in dict.fromkeys(_added(was, now, apart))]
        if lost := list(dict.fromkeys(_lost(was, now, apart))):
            verdict.different += [f"{name}: {at}" for at in lost]
        else:
            verdict.wording += [name, *_changes(old, new)]

    def _on(self, build: str, run: Callable[[], str]) -> Outcome:
        """Run it in a copy of the home from before; keep what the old build leaves."""
        shutil.copytree(self.before, self.home, symlinks=True)
        program = self.home.parent / "bin" / "imatter"
        program.write_text(f'#!/bin/sh\nexec "{build}" "$@"\n')
        count = self.count
        printed = run()
        found = Outcome(printed, _files(self.home))
        if build == self.builds[0] and not self.after.exists():
            self.home.rename(self.after)
        else:
            shutil.rmtree(self.home)
        if build == self.builds[0]:
            self.count = count
        return found

    def _compare_json(self, verdict: Verdict, command: str) -> None:
        """Compare what the command answers with --json, if the old build can."""
        self.count -= 1
        was, now = (self._on(build, lambda: self._data(command)) for build in self.builds)
        printed = was.printed, _with_ids_of(was, now).printed
        old, new = (_json(_EXIT.sub("", answer)) for answer in printed)
        if old is None:
            return
        if _exit(printed[0]) != _exit(printed[1]):
            verdict.different.append(f"exit code with --json {_exit(printed[0])}, now {_exit(printed[1])}")
        verdict.compared_json = True
        if new is None:
            verdict.different.append("no JSON")
            return
        verdict.added += sorted(set(_added(old, new, _WORDING)))
        verdict.different += list(dict.fromkeys(_lost(old, new, _WORDING)))
        if not verdict.different and json.dumps(_bare(old, old)) != json.dumps(_bare(new, old)):
            verdict.different.append("the fields of JSON come in another order")

    def _data(self, command: str) -> str:
        """The JSON of a command (a refusal is the last line on standard error), with its exit code."""
        self.count += 1
        env = self.env | {"IMATTER_SEED": f"{self.name}-{self.count}"}
        done = subprocess.run(
            ["/bin/sh", "-c", command], cwd=self.folder, env=env, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, check=False, timeout=self.patience,
        )  # fmt: skip
        answer = done.stdout or "".join(done.stderr.splitlines()[-1:])
        return f"{_COMMIT.sub('0a1b2c3d4e5f', answer)}\n[exit {done.returncode}]\n"

    def _go_on(self) -> None:
        """Go on from what the old build left."""
        shutil.rmtree(self.before)
        self.after.rename(self.home)


def _sat(sit_down: Callable[[list[str]], str], script: list[str]) -> str:
    """What was shown; the answers need not fit what a build asks."""
    try:
        return sit_down(script)
    except (SystemExit, pexpect.ExceptionPexpect):
        return "The answers don't fit what is asked.\n[exit 1]\n"


def _with_ids_of(old: Outcome, new: Outcome) -> Outcome:
    """The new outcome under the old ids: where a build draws one thing more, all that it draws later is different."""
    was, now = _ids(old), _ids(new)
    fresh = {kind: [id for id in was if id.startswith(kind) and id not in now] for kind in _KINDS}
    named = {id: fresh[id[:3]].pop(0) for id in now if id not in was and fresh[id[:3]]}

    def told(text: str) -> str:
        return _ID.sub(lambda found: named.get(found[0], found[0]), text)

    return Outcome(told(new.printed), {told(name): told(text) for name, text in new.files.items()})


def _ids(outcome: Outcome) -> list[str]:
    """The ids that a command printed or left, in their order."""
    texts = [outcome.printed, *outcome.files, *outcome.files.values()]
    return list(dict.fromkeys(id for text in texts for id in _ID.findall(text)))


def _exit(printed: str) -> int:
    found = _EXIT.search(printed)
    return int(found[1]) if found else 0


def _files(home: Path) -> dict[str, str]:
    """Every file that somebody sees, and how many commits each history has."""
    found = {}
    for path in home.rglob("*"):
        name = path.relative_to(home)
        if path.name == ".git":
            found[str(name / "commits")] = _commits(path.parent)
        elif path.is_file() and not any(part.startswith(".") or part == "schemas" for part in name.parts):
            found[str(name)] = path.read_text(errors="replace")
    return found


def _commits(store: Path) -> str:
    git = ["git", "-C", str(store), "rev-list", "--count", "--all"]
    return subprocess.run(git, stdout=subprocess.PIPE, check=True, text=True).stdout


def _changes(old: str, new: str) -> list[str]:
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    changed = [line[:_SHOWN] for line in lines if not line.startswith(("---", "+++", "@@"))]
    return changed if len(changed) <= _LINES else [*changed[:_LINES], f"and {len(changed) - _LINES} lines more"]


def _json(printed: str) -> Any:
    try:
        return json.loads(printed)
    except ValueError:
        return None


def _facts(name: str, text: str) -> Any:
    """What a file of data says; none for another file, or one that can't be read."""
    try:
        match Path(name).suffix:
            case ".yaml":
                return yaml.safe_load(text)
            case ".json" | ".sarif":
                return json.loads(text)
            case ".xml":
                return [[element.tag, element.attrib] for element in ElementTree.fromstring(text).iter()]
    except (yaml.YAMLError, ValueError, ElementTree.ParseError):
        pass
    return None


def _lost(old: Any, new: Any, apart: frozenset[str], at: str = "") -> Iterator[str]:
    """Fields that changed or went."""
    old, new = _named(old), _named(new)
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [key for key in old if key not in apart]:
            if key in new:
                yield from _lost(old[key], new[key], apart, f"{at}.{key}")
            else:
                yield f"{at}.{key} is gone"
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for was, now in zip(old, new, strict=True):
            yield from _lost(was, now, apart, f"{at}[]")
    elif old != new:
        yield f"{at}: {_short(old)}, now {_short(new)}"


def _added(old: Any, new: Any, apart: frozenset[str], at: str = "") -> Iterator[str]:
    """Fields that only the new answer has."""
    old, new = _named(old), _named(new)
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [key for key in new if key not in apart]:
            if key in old:
                yield from _added(old[key], new[key], apart, f"{at}.{key}")
            else:
                yield f"{at}.{key}"
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for was, now in zip(old, new, strict=True):
            yield from _added(was, now, apart, f"{at}[]")


def _named(value: Any) -> Any:
    """A list of things that have ids as these by their ids, because one more makes the others no different."""
    if isinstance(value, list) and value and all(isinstance(item, dict) and "id" in item for item in value):
        return {item["id"]: item for item in value}
    return value


def _bare(answer: Any, old: Any) -> Any:
    """An answer without its sentences and without what the old one doesn't have."""
    answer, old = _named(answer), _named(old)
    if isinstance(answer, dict):
        return {key: _bare(value, old[key]) for key, value in answer.items() if key in old.keys() - _WORDING}
    if isinstance(answer, list):
        return [_bare(value, was) for value, was in zip(answer, old, strict=True)]
    return answer


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


def compare(page: Path, builds: tuple[str, str]) -> list[Verdict]:
    """The verdicts on a page's commands, in order."""
    with tempfile.TemporaryDirectory(prefix="imatter-builds-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        session = Both(home, page.stem, builds)
        for _ in transcripts.performed(page.read_text().splitlines(keepends=True), session):
            pass
    return session.verdicts


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare two builds by the documentation's transcripts.")
    parser.add_argument("old", type=lambda name: str(Path(name).resolve()))
    parser.add_argument("new", type=lambda name: str(Path(name).resolve()))
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    for page in options.files or transcripts.pages():
        for verdict in compare(page, (options.old, options.new)):
            counts[verdict.name] += 1
            counts["with --json"] += verdict.compared_json
            _tell(page, verdict)
    told = [f"{counts[name]} {name}" for name in ("same", "wording", "different", "with --json") if counts[name]]
    sys.stdout.write(f"\n{', '.join(told)}\n")
    return 1 if counts["different"] else 0


def _tell(page: Path, verdict: Verdict) -> None:
    sys.stdout.write(f"{verdict.name}: {page.name}: {verdict.command}\n")
    for title in ("different", "added", "wording"):
        for line in getattr(verdict, title):
            sys.stdout.write(f"    {title} {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
