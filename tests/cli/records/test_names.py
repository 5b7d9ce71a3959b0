"""What people call a project stands wherever an id does, in every command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.commands.frame.commands import Group
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.typer_inside import TyperOption
from tests.cli.conftest import Kept
from tests.cli.frame.test_every_command import EVERY, found
from tests.cli.terminal import stores

ABOUT = {
    "project": (stores.PROJECT, "evening routine"),
    "licence": (stores.example.LICENCE, "mornings"),
    "application": ("app-2611-h6k2d9s", "evening routine"),
    "reflection": ("ref-2611-c4v8n3x", "evening routine"),
}
#: What else is about the same project in the store of the examples.
OTHERS = ("app-2607-q3n7x4c", "rev-2608-d3g6j9m", "rev-2608-f4h7k2p")
#: The id of a record that would be made, which chance gives.
MADE = re.compile(r"(rev|app|ref|prj|lic)-2611-(?!7kq4m2x|c4v8n3x|h6k2d9s|w5t7b3c|6h3n8v5|2f8j4s6|8d5s2v9)\w{7}")


def takes_an_id() -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Each command with a place where an id can stand: the option (none: an argument) and a kind that it takes.

    Where it takes a project, a name means that and nothing else.
    """
    for words in EVERY:
        command = found(words)
        for param in () if isinstance(command, Group) else command.params:
            if isinstance(param.type, IdType):
                option = param.opts[0] if isinstance(param, TyperOption) else ""
                kinds = ["project"] if "project" in param.type.kinds else param.type.kinds
                yield from ((words, option, kind) for kind in kinds if kind in ABOUT)


@pytest.fixture
def store(call: Callable[..., Any], once: Callable[..., Path]) -> Kept:
    """A programme's store that nothing here changes."""

    def make(path: Path) -> None:
        records = {id: data for id, data in stores.example.store().items() if id not in OTHERS}
        stores.make(path, "programme", records, stores.example.COORDINATOR)

    return Kept(once("names", make), call)


def test_a_name_does_in_every_command_what_the_id_does(store: Kept) -> None:
    places = list(takes_an_id())
    assert len(places) > 60
    for words, option, kind in places:
        id, name = ABOUT[kind]
        done = [
            store(*words, *([option, said] if option else [said]), "--json", "--dry-run", "--no-input")
            for said in (id, name.upper())
        ]
        told = [(one.code, *(MADE.sub("", text) for text in (one.out, one.err))) for one in done]
        assert told[0] == told[1], (words, option, kind)
        assert done[0].code != 3, (words, option, done[0].err)


def test_a_whole_name_comes_before_part_of_one_and_a_project_before_what_is_about_it(notebook: Kept) -> None:
    whole, part = notebook.idea(), notebook.idea("--focus-area", "evening routine at home")
    notebook.change("project", "edit", part, "--focus-area", "Evening routine at Zoë's club")
    assert notebook("show", "evening routine", "--json").json["id"] == whole
    assert notebook("show", "zoe's", "--json").json["id"] == part
    error = notebook.refused("project", "pause", "evening", code=2)
    assert error["code"] == "ambiguous"
    assert sorted(error["details"]["candidates"]) == sorted([whole, part])
    assert notebook.refused("show", "evenign rotuine", code=3)["details"]["closest"] == sorted([whole, part])
