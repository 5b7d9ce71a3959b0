"""The example in each command's help, typed as it stands in a small store: it names what is there and is whole."""

from __future__ import annotations

import shlex
from typing import Any

from imatter_cli.commands.frame.commands import Group
from imatter_cli.commands.frame.examples import part_of_id
from tests.cli.conftest import Kept
from tests.cli.frame.test_every_command import EVERY, found

#: Who may be at it: a practitioner, their coordinator, a reviewer.
PEOPLE = ("4t9", "k8m", "v2x")
#: What these need is not in any store: an answer at a terminal, a draft, a file, a place.
NEED_MORE = {
    "edit": "a terminal", "draft resume": "a draft", "draft discard": "a draft", "receive": "a file",
    "import": "a file", "fund review": "a file", "init": "a place", "join": "a place",
    "sync": "a place", "store use": "a place",
    "store forget": "a place", "restore": "a file",
}  # fmt: skip


def _examples() -> dict[str, list[str]]:
    """The words of each command's example."""
    told = {" ".join(words): found(words) for words in EVERY}
    help = {name: command.help.replace("\b", "") for name, command in told.items() if not isinstance(command, Group)}
    return {name: shlex.split(text.partition("Example:")[2].replace("\\\n", " ")) for name, text in help.items()}


def test_every_example_can_be_typed_as_it_stands(call: Any, examples: Kept, tmp_path: Any) -> None:
    wrong, done = {}, set()
    for name, line in EXAMPLES.items():
        if name in NEED_MORE:
            continue
        tried = [call(*line[1:], "--as", who, "--dry-run", "--no-input", cwd=examples.path) for who in PEOPLE]
        best = min(tried, key=lambda one: (one.code != 0, one.code != 4))
        done |= {name} if best.code == 0 else set()
        # what the record's state or the programme's day refuses was understood; nothing is missing, unknown or bad
        if best.code not in (0, 4):
            wrong[name] = (best.code, best.err)
    assert not wrong, "\n".join(f"{n}: {e}" for n, e in wrong.items())
    assert len(done) > 55, sorted(EXAMPLES.keys() - done)


#: Parts of ids that an invented year of one practitioner's has, as help names them.
IN_A_NOTEBOOK = {part_of_id(kind) for kind in ("project", "licence", "reflection", "application")}


def test_examples_about_your_own_records_work_in_an_invented_year(call: Any, once: Any) -> None:
    path = once("invented-practice", lambda path: call("init", path, "--example", "--personal"))
    wrong, done = {}, set()
    for name, line in EXAMPLES.items():
        elsewhere = {"fund assign", "fund recuse", "fund screen", "project support", "edit"}  # who is not in a notebook
        if name in elsewhere or not IN_A_NOTEBOOK & set(line):
            continue
        tried = call(*line[1:], "--dry-run", "--no-input", "--store", path, cwd=path)
        done |= {name} if tried.code == 0 else set()
        if tried.code not in (0, 4):
            wrong[name] = (tried.code, tried.err)
    assert not wrong, wrong
    assert len(done) > 18, sorted(done)


EXAMPLES = _examples()
