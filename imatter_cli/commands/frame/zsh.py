"""What zsh may suggest: Typer's own answer offers only what begins with what is typed, and a name never does."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.typer_inside import Command, CompletionItem, ZshComplete


def suggestions(command: Command, session: Session) -> str:
    """The line for zsh to run: what can replace the word that is typed, each with what it is called."""
    asked = ZshComplete(command, {"obj": session}, "imatter", "_IMATTER_COMPLETE")
    found = asked.get_completions(*asked.get_completion_args())
    return _added(found) if found else "_files"


def _added(found: Sequence[CompletionItem]) -> str:
    words = " ".join(quote(item.value) for item in found)
    width = max(len(item.value) for item in found)
    told = " ".join(quote(f"{item.value.ljust(width)}  {_line(item.help)}".rstrip()) for item in found)
    return f"local -a offered told; offered=({words}); told=({told}); compadd -U -l -d told -a offered"


def _line(help: str | None) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in help or "").split())
