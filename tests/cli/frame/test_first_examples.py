"""The example in each command's help works as it stands in one of the invented years, a programme's or a notebook."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import Any

from imatter_cli.commands.frame.commands import Group
from tests.cli.frame.test_every_command import EVERY, found

#: What some need is not in any year, and what makes it: a file, a place, a draft.
FIRST = {
    "receive": "send m3k --to licence.yaml", "join": "sync ~/shared-fund", "store use": "init ~/imatter",
    "store forget": "init ~/old-notebook", "import": "status",
    "contacts import": "status", "contacts remove": "contacts set 4t9 --name A",
    "restore": "backup notebook.backup --store year --passphrase-file words",
}  # fmt: skip
FILES = {"words": "a long passphrase of six words\n", "old.csv": "No,Practitioner\n1,prc-2611-5r7y3k2\n",
         "people.csv": "code,name\nprc-2611-5r7y3k2,A\n"}  # fmt: skip
MORE = {"restore": ("--passphrase-file", "words")}
#: What cannot be there: everything decided, a deferral that waits, answers at a terminal.
ELSEWHERE = {"fund publish", "fund carry", "draft resume", "draft discard", "edit"}
#: What makes or leaves a store has no trial run.
FOR_GOOD = {"init", "join", "restore"}


def _examples() -> dict[str, list[str]]:
    """The words of each command's example."""
    told = {" ".join(words): found(words) for words in EVERY}
    help = {name: command.help.replace("\b", "") for name, command in told.items() if not isinstance(command, Group)}
    return {name: shlex.split(text.partition("Example:")[2].replace("\\\n", " ")) for name, text in help.items()}


EXAMPLES = _examples()


def test_every_example_works_as_it_stands(call: Any, once: Any, tmp_path: Path) -> None:
    years = [once("a-year", lambda at: call("init", at, "--example")),
             once("a-practice", lambda at: call("init", at, "--example", "--personal"))]  # fmt: skip
    wrong = {}
    for name, line in EXAMPLES.items():
        if name in ELSEWHERE:
            continue
        codes = [_typed(call, year, tmp_path / f"{name}-{n}", name, line[1:]) for n, year in enumerate(years)]
        if all(one.code for one in codes):
            wrong[name] = [(" ".join(line), one.code, one.err) for one in codes]
    assert not wrong, "\n".join(f"{name}: {said}" for name, said in wrong.items())


def _typed(call: Any, year: Path, place: Path, name: str, line: list[str]) -> Any:
    """The example, typed in a year; in a copy of it where something has to be there first, or where it stays."""
    place.mkdir()
    if name not in FIRST:
        trial = () if name in FOR_GOOD else ("--dry-run",)
        return call(*(word.replace("~", str(place)) for word in line), *trial, "--no-input", cwd=year)
    at = shutil.copytree(year, place / "year", symlinks=True)
    at = place if name == "restore" else at  # a copy of a store lies outside it
    for file, text in FILES.items():
        (at / file).write_text(text)
    for words in (FIRST[name].split(), [*line, *MORE.get(name, ())]):
        done = call(*(word.replace("~", str(place)) for word in words), "--no-input", cwd=at)
    return done
