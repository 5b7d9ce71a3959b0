"""Every command that a refusal or a finding names is there, with the options that it is given."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from imatter_cli import app
from imatter_cli.commands.frame.commands import Group, complete_globals
from imatter_cli.commands.frame.typer_inside import Command as ClickCommand
from imatter_cli.commands.frame.typer_inside import Context

SOURCE = Path(app.__file__).parent
ANYWHERE = {item.value for item in complete_globals("--")} | {"--help"}


@cache
def named() -> tuple[tuple[str, str, list[str]], ...]:
    """Where a command is named, its verb, and the options that it is given; what only runs tell is left out."""
    return tuple(_named())


def _named() -> Iterator[tuple[str, str, list[str]]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Command"):
                continue
            words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if words and isinstance(node.args[0], ast.Constant):
                options = [re.split("[= ]", word)[0] for word in words[1:] if word.startswith("--")]
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", words[0], options


def command_of(verb: str) -> ClickCommand | None:
    found: ClickCommand | None = app.root()
    for word in verb.split():
        found = found.get_command(Context(found), word) if isinstance(found, Group) else None
        if found is None:
            return None
    return found


def test_there_are_many() -> None:
    assert len(named()) > 150


@pytest.mark.parametrize("verb", sorted({verb for _, verb, _ in named()}))
def test_a_command_that_is_named_is_there_with_its_options(verb: str) -> None:
    command = command_of(verb)
    assert command is not None, [place for place, one, _ in named() if one == verb]
    known = {option for param in command.params for option in (*param.opts, *param.secondary_opts)} | ANYWHERE
    for place, one, options in named():
        assert one != verb or set(options) <= known, (place, options)
