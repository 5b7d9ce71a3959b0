"""What to try next, as facts: lines with their arguments, and words around them. Only here is a line to type made."""

from __future__ import annotations

import re
from functools import lru_cache

from imatter_cli.classes import immutable
from imatter_cli.said import Many, Said

TYPE_CHECKING = False  # as typing has it, and without loading typing
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: What a shell takes as it stands.
_PLAIN = r"[\w@%+=:,./~-]+"
#: What a shell reads within double quotes.
_READ = r"[$`!]"

#: Stands in a command for the record that was refused something, where only its kind is known.
THIS = "THIS"


@immutable
class Command:
    """A command of imatter with its arguments in order; a word in capitals stands for what the person puts there."""

    verb: str
    args: tuple[str, ...]

    def __init__(self, verb: str, *args: object) -> None:
        object.__setattr__(self, "verb", verb)
        object.__setattr__(self, "args", tuple(map(str, args)))

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the line."""
        return ("imatter", *self.verb.split(), *self.args)

    def __str__(self) -> str:
        """The line to type."""
        return " ".join(map(_typed, self.words))


@immutable
class ShellLine:
    """A line to type that is not imatter's, such as git's: the program and its words in order."""

    words: tuple[str, ...]

    def __init__(self, *words: object) -> None:
        object.__setattr__(self, "words", tuple(map(str, words)))

    def __str__(self) -> str:
        """The line to type."""
        return " ".join(map(_typed, self.words))


@immutable
class Option:
    """An option of the command at hand, with its value where it has one."""

    name: str
    value: str

    def __init__(self, name: str, value: object = "") -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "value", format(value))

    def __str__(self) -> str:
        """As it is typed."""
        return " ".join((self.name, *(_typed(self.value) for _ in self.value[:1])))


@immutable
class Remedy:
    """Words and lines to type in the order in which they are said."""

    parts: tuple[Hint, ...]

    def __init__(self, *parts: Hint) -> None:
        object.__setattr__(self, "parts", parts)

    def __str__(self) -> str:
        """All of it as one text."""
        return "".join(map(str, self.parts))


def of_record(hint: Hint, id: object) -> Hint:
    """The hint with that id wherever a command has `THIS`."""
    if isinstance(hint, Remedy):
        return Remedy(*(of_record(part, id) for part in hint.parts))
    if isinstance(hint, Command):
        return Command(hint.verb, *(id if word == THIS else word for word in hint.args))
    return hint


def parts_of(hint: Hint) -> Iterator[str | Said | Command | ShellLine | Option]:
    """What a hint is made of, in order."""
    for part in hint.parts if isinstance(hint, Remedy) else (hint,):
        yield from parts_of(part) if isinstance(part, Remedy) else (part,)


def lines(hint: Hint) -> tuple[tuple[str, ...], ...]:
    """The lines to type in a hint, each as its words, so that nobody has to take a sentence apart."""
    parts = [part for part in parts_of(hint) if isinstance(part, Command | ShellLine)]
    return tuple(part.words for part in parts)


def names(hint: Hint, fact: str) -> bool:
    """Whether a hint has that fact in it: as an argument, or in its words."""
    return any(
        fact in part.words if isinstance(part, Command | ShellLine) else isinstance(part, Said) and part.names(fact)
        for part in parts_of(hint)
    )


#: What somebody is asked for who has to say why.
WHY = Option("--reason", "WHY")


def is_typed(hint: Hint) -> bool:
    """Whether a hint is about options, which only somebody who types a command needs."""
    return any(
        isinstance(part, Option) or (isinstance(part, Command) and any(arg.startswith("-") for arg in part.args))
        for part in parts_of(hint)
    )


def one_of(sentence: str, choices: Iterable[str], closest: Sequence[str] = ()) -> Said:
    """The choices there are (`{choices}` in the sentence), after the closest if one is near."""
    said = Said(sentence, choices=Many(choices))
    return Said("Closest: {closest}. {every}", closest=closest[0], every=said) if closest else said


def in_a_row(hints: Iterable[Hint]) -> Hint:
    """Several hints as one, each of them once."""
    each = [part for hint in dict.fromkeys(hints) if hint for part in (" ", hint)]
    return Remedy(*each[1:]) if each else ""


#: What a refusal or a finding says to try.
Hint = str | Said | Command | ShellLine | Option | Remedy


@lru_cache(maxsize=1024)  # most words are the same in many lines
def _typed(argument: str) -> str:
    """An argument as a shell takes it, in double quotes where people would write them."""
    if re.fullmatch(_PLAIN, argument):
        return argument
    if argument.startswith("~/"):  # within quotes a shell does not take it for one's home
        return f"~/{_typed(argument[2:])}"
    if re.search(_READ, argument):
        return "'" + argument.replace("'", "'\"'\"'") + "'"
    return '"' + argument.replace("\\", "\\\\").replace('"', '\\"') + '"'
