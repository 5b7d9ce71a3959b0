"""Everything that we use of Typer's inner workings, which any new version may change (Typer is pinned for it).

The rest of imatter uses only what `import typer` offers, and these names. A test names each of them. Two things Typer
says only in a sentence: they are read here, and none of its sentences is ever shown.
"""

from __future__ import annotations

import re

from typer._click.core import Command, Context, Parameter, ParameterSource
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoSuchOption,
    UsageError,
)
from typer._click.formatting import HelpFormatter
from typer._click.globals import get_current_context
from typer._click.shell_completion import CompletionItem
from typer._click.types import ParamType
from typer._completion_classes import ZshComplete
from typer._completion_shared import _get_shell_name as get_shell_name
from typer._completion_shared import get_completion_script, install
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command, get_command_from_info, get_group
from typer.models import CommandInfo

__all__ = [
    "BadOptionUsage",
    "BadParameter",
    "ClickException",
    "Command",
    "CommandInfo",
    "CompletionItem",
    "Context",
    "HelpFormatter",
    "MissingParameter",
    "NoSuchOption",
    "ParamType",
    "Parameter",
    "ParameterSource",
    "TyperArgument",
    "TyperCommand",
    "TyperGroup",
    "TyperOption",
    "UsageError",
    "ZshComplete",
    "get_command",
    "get_command_from_info",
    "get_completion_script",
    "get_current_context",
    "get_group",
    "get_shell_name",
    "install",
    "names_command",
    "refused_value",
    "run_as",
    "words_left_over",
]


#: What Typer says of a value that is not of its option's type, and of words that it has no place for.
_VALUE = re.compile(r"(?P<quote>['\"]?)(?P<value>.{0,200}?)(?P=quote) is not (?:a valid|in the range)", re.DOTALL)
_EXTRA = re.compile(r"Got unexpected extra argument\(s\) \((?P<words>.*)\)", re.DOTALL)


def refused_value(problem: BadParameter) -> str:
    """The value that was refused; empty if it can't be told. Typer has it in its sentence alone."""
    found = _VALUE.match(problem.message)
    return found["value"] if found else ""


def words_left_over(problem: ClickException) -> str:
    """The words of the line that its command has no place for. Typer has them in its sentence alone."""
    found = _EXTRA.match(problem.message)
    return found["words"] if found else ""


def names_command(ctx: Context) -> bool:
    """Whether the line of a group, once parsed, names one of its commands."""
    return bool(ctx._protected_args)


def run_as(ctx: Context, command: str) -> None:
    """Have a group's line that names no command run this one."""
    ctx._protected_args = [command]
