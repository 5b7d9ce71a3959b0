"""One yes/no question, which only a yes or a no answers."""

from __future__ import annotations

from collections.abc import Callable

from imatter_cli.input.console import Console
from imatter_cli.input.line.outcome import Pasted, Stopped

_YES = ("y", "yes")
_NO = ("n", "no")


def agreed(
    console: Console, question: str, *, default: bool = True, keep: Callable[[str], None] = lambda text: None,
    why: str = "",
) -> bool:  # fmt: skip
    """Whether the person says yes; Enter is the default, and `?` says why.

    What is neither yes nor no is handed to `keep`, and the question is asked again. What was typed before the question
    is on the screen was meant for something else, and is thrown away. Raises EOFError, KeyboardInterrupt.
    """
    console.forget_typed_ahead()
    while True:
        try:
            said = console.ask(f"{question} [{'Y/n' if default else 'y/N'}] ")
        except Stopped as stopped:
            keep(stopped.begun)
            raise
        plain = said.strip().lower()
        if not plain and not isinstance(said, Pasted):
            return default
        if plain in _YES + _NO:
            return plain in _YES
        if why and plain == "?":
            console.say(why, indent="    ")
            continue
        keep(said)
        console.say("Please type y for yes or n for no.", indent="    ")
        console.forget_typed_ahead()
