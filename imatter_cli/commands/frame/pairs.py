"""Options of the form NAME=TEXT, for lists that only the programme knows."""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.errors import BadValue
from imatter_cli.said import Prose, Said


def pairs(given: Sequence[str] | None, example: str) -> dict[str, str]:
    """`["what=It went well."]` as a mapping. Raises BadValue for one without =, and for a name given twice."""
    found: dict[str, str] = {}
    for one in given or ():
        name, equals, text = one.partition("=")
        name = name.strip().lower()
        if not equals or not name:
            raise BadValue(
                Said("--answer {given!r} is not in the form NAME=TEXT.", given=Prose(one)),
                hint=Said("Write it as --answer {example!r}.", example=example),
            )
        if name in found:
            raise BadValue(Said("--answer gives {name} twice.", name=name), hint="Give it once.")
        found[name] = text.strip()
    return found


def yes_or_no(name: str, text: str) -> bool:
    """The answer yes or no of a pair. Raises BadValue."""
    said = text.lower()
    if said not in ("yes", "y", "true", "no", "n", "false"):
        raise BadValue(
            Said("--answer {name}: {given!r} is neither yes nor no.", name=name, given=Prose(text)),
            hint="Answer yes or no.",
        )
    return said in ("yes", "y", "true")
