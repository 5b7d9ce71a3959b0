"""Options and arguments of commands that have no form, declared in one way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

from imatter_cli.commands.frame.typer_inside import ParamType

#: What a shell may suggest for a value: ids of records, or words.
Suggests = ParamType | Callable[..., Any] | None


def option(
    name: str, value: str, help: str, suggests: Suggests = None, *, default: Any = "", least: int | None = None
) -> Any:
    """An option, what help calls its value, and its help; `least` is for numbers.

    since: str = option("--since", "DAY", "From the start of this day.")
    """
    return typer.Option(default, name, metavar=value, help=help, min=least, **_suggested(suggests))


def flag(name: str, help: str) -> Any:
    """An option without a value."""
    return typer.Option(False, name, help=help)


def argument(value: str, help: str, suggests: Suggests = None, *, default: Any = ...) -> Any:
    """An argument: what help calls it, in brackets where it can be left out, and its help."""
    return typer.Argument(default, metavar=value, help=help, **_suggested(suggests))


def _suggested(suggests: Suggests) -> dict[str, Any]:
    return {"click_type" if isinstance(suggests, ParamType) else "autocompletion": suggests}


#: The day that a record is shown of.
AS_OF = option("--as-of", "DAY", "Show it as it was at the end of that day.")
