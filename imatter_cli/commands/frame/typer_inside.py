"""Everything that we use of Typer's inner workings, which any new version may change (Typer is pinned for it).

The rest of imatter uses only what `import typer` offers, and these names. A test names each of them.
"""

from __future__ import annotations

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
from typer._click.shell_completion import CompletionItem
from typer._click.types import ParamType
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
    "get_command",
    "get_command_from_info",
    "get_group",
    "names_command",
    "run_as",
]


def names_command(ctx: Context) -> bool:
    """Whether the line of a group, once parsed, names one of its commands."""
    return bool(ctx._protected_args)


def run_as(ctx: Context, command: str) -> None:
    """Have a group's line that names no command run this one."""
    ctx._protected_args = [command]
