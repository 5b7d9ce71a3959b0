"""What comes of asking for a line: text, a paste, or somebody who stops in the middle of it."""

from __future__ import annotations


class Pasted(str):
    """An answer with something pasted in it: it is text, even where it looks like a command (`.`, `<`, `?`)."""

    __slots__ = ()


class Stopped(KeyboardInterrupt):
    """The person stopped in the middle of a line; `begun` is what was typed of it."""

    def __init__(self, begun: str) -> None:
        super().__init__()
        self.begun = begun


def is_command(said: str, command: str) -> bool:
    """Whether a line is that command: what was pasted never is."""
    return said.strip() == command and not isinstance(said, Pasted)
