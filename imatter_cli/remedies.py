"""What to try next, as facts: a command with its arguments, and words around it. Only here is a line to type made."""

from __future__ import annotations

import re

from imatter_cli.classes import immutable

#: What a shell takes as it stands.
_PLAIN = r"[\w@%+=:,./~|#-]+"


@immutable
class Command:
    """A command of imatter with its arguments in order; a word in capitals stands for what the person puts there."""

    verb: str
    args: tuple[str, ...]

    def __init__(self, verb: str, *args: object) -> None:
        object.__setattr__(self, "verb", verb)
        object.__setattr__(self, "args", tuple(map(str, args)))

    def __str__(self) -> str:
        """The line to type."""
        return " ".join(("imatter", self.verb, *map(_typed, self.args)))


@immutable
class Remedy:
    """Words and commands in the order in which they are said."""

    parts: tuple[str | Command, ...]

    def __init__(self, *parts: str | Command) -> None:
        object.__setattr__(self, "parts", parts)

    def __str__(self) -> str:
        """All of it as one text."""
        return "".join(map(str, self.parts))


#: What a refusal or a finding says to try.
Hint = str | Command | Remedy


def _typed(argument: str) -> str:
    return (
        argument if re.fullmatch(_PLAIN, argument) else '"' + argument.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )
