"""One question before something is done."""

from __future__ import annotations

from imatter_cli.errors import Interrupted
from imatter_cli.input.agreeing import agreed
from imatter_cli.input.console import Terminal


def refuse_unless_agreed(question: str, *, default: str = "yes") -> None:
    """Ask a person at the terminal; Enter is the default. Raises Interrupted for a no, and for one who stops."""
    console = Terminal()
    try:
        wanted = agreed(console, f"{question} ", default=default == "yes")
    except (EOFError, KeyboardInterrupt):
        console.say()
        wanted = False
    if not wanted:
        raise Interrupted("Stopped. Nothing was changed.")


def agree(question: str) -> bool:
    """Whether a person at the terminal says yes; Enter is a no. Raises Interrupted for one who stops."""
    console = Terminal()
    try:
        return agreed(console, f"{question} ", default=False)
    except (EOFError, KeyboardInterrupt):
        console.say()
        raise Interrupted("Stopped. Nothing was changed.") from None


def answer_to(told: str, question: str) -> str:
    """What a person at the terminal answers in words. Raises Interrupted for no answer, and for one who stops."""
    console = Terminal()
    console.say(told)
    try:
        said = console.ask(f"{question}  ").strip()
    except (EOFError, KeyboardInterrupt):
        console.say()
        said = ""
    if not said:
        raise Interrupted("Stopped. Nothing was changed.")
    return said
