"""One question before something is done: yes or no."""

from __future__ import annotations

from imatter_cli.errors import Interrupted
from imatter_cli.input.console import Terminal


def refuse_unless_agreed(question: str, *, default: str = "yes") -> None:
    """Ask a person at the terminal; Enter is the default. Raises Interrupted for a no, and for one who stops."""
    console = Terminal()
    try:
        said = console.ask(f"{question}  [{'Y/n' if default == 'yes' else 'y/N'}] ")
    except (EOFError, KeyboardInterrupt):
        console.say()
        said = "n"
    if (said.strip().lower() or default) not in ("y", "yes"):
        raise Interrupted("Stopped. Nothing was changed.")
