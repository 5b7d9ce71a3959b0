"""Typer's inner workings: each name that we use is there, and one file uses them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import typer

from imatter_cli import app
from imatter_cli.commands.frame import typer_inside

ROOT = Path(__file__).resolve().parents[3]
HERE = ROOT / "imatter_cli" / "commands" / "frame" / "typer_inside.py"
#: What we call or override, by the class that it belongs to.
MEMBERS = [
    ("Command", ["invoke", "make_context"]),
    ("Context", ["command", "command_path", "find_root", "get_parameter_source", "params", "resilient_parsing"]),
    ("HelpFormatter", ["write"]),
    ("ParamType", ["convert", "get_metavar", "shell_complete"]),
    ("Parameter", ["make_metavar"]),
    ("TyperCommand", ["format_help", "parse_args", "shell_complete"]),
    ("TyperGroup", ["format_help", "get_command", "invoke", "list_commands", "parse_args", "resolve_command"]),
    ("TyperOption", ["get_help_record"]),
]


@pytest.mark.parametrize("name", typer_inside.__all__)
def test_each_name_is_there(name: str) -> None:
    assert callable(getattr(typer_inside, name))


@pytest.mark.parametrize(("name", "members"), MEMBERS)
def test_each_member_is_there(name: str, members: list[str]) -> None:
    made = typer_inside.Context(app.root(), info_name="imatter") if name == "Context" else getattr(typer_inside, name)
    assert not [member for member in members if not hasattr(made, member)]


def test_a_line_names_a_command_or_can_be_given_one() -> None:
    group = app.root()
    ctx = typer_inside.Context(group, info_name="imatter")
    assert not typer_inside.names_command(ctx)
    typer_inside.run_as(ctx, "status")
    assert typer_inside.names_command(ctx)
    with group.make_context("imatter", ["due"]) as parsed:
        assert typer_inside.names_command(parsed)


@pytest.mark.parametrize(
    ("line", "given", "extra"),
    [
        (["log", "--limit", "many"], "many", ""), (["log", "--limit", "it's"], "it's", ""),
        (["log", "--limit", "0"], "0", ""), (["due", "a", "b c"], "", "a b c"), (["log", "--no-such"], "", ""),
    ],
)  # fmt: skip
def test_what_is_read_in_its_sentences(line: list[str], given: str, extra: str) -> None:
    with pytest.raises(typer_inside.ClickException) as problem:
        app.root().main(line, "imatter", standalone_mode=False)
    value = problem.value
    assert (typer_inside.refused_value(value) if isinstance(value, typer_inside.BadParameter) else "") == given
    assert typer_inside.words_left_over(value) == extra


def test_one_file_uses_them() -> None:
    elsewhere = []
    for path in [p for folder in ("imatter_cli", "tests", "docs", "benchmarks") for p in (ROOT / folder).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if path != HERE and any(name.startswith("typer.") for name in names):
                elsewhere.append(f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}")
            if path != HERE and isinstance(node, ast.Attribute) and node.attr == "_protected_args":
                elsewhere.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not elsewhere
    assert typer.__version__.startswith("0.28"), "read typer_inside.py again before you take a new Typer"
