"""Which rules somebody asks for, and which they leave out: by id, by family (`PRV`) or by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from imatter_cli.checks import registry
from imatter_cli.domain.finding import Rule
from imatter_cli.errors import BadValue, NotFound
from imatter_cli.remedies import Command
from imatter_cli.said import Many, Prose, Said

#: The family of the history, which only `imatter verify` asks.
_HISTORY = "VER"


def rule_called(name: str) -> Rule:
    """The rule of that id or name. Raises NotFound with the closest."""
    wanted = name.strip()
    for rule in registry.RULES:
        if wanted.upper() == rule.id or wanted.lower() == rule.name:
            return rule
    known = [*registry.BY_ID, *(rule.name for rule in registry.RULES)]
    near = get_close_matches(wanted.upper(), known, n=3) or get_close_matches(wanted.lower(), known, n=3)
    said = Said(
        "There is no rule {given!r}. Closest: {closest}." if near else "There is no rule {given!r}.",
        given=Prose(name),
        closest=Many(near),
    )
    raise NotFound(said, hint=Command("rules"), details={"closest": near})


def chosen(select: Sequence[str], ignore: Sequence[str]) -> frozenset[str] | None:
    """The rules that a check is to ask, by id: those selected, or all, without those ignored. None for all of them.

    Raises NotFound for a rule that there is not, BadValue where none is left or it is a rule of the history.
    """
    if not select and not ignore:
        return None
    every = frozenset(rule.id for rule in registry.RULES if not rule.id.startswith(_HISTORY))
    left = (_named(select) if select else every) - _named(ignore)
    if not left:
        raise BadValue("No rule is left to ask.", hint=Command("rules"))
    return left


def all_asked() -> int:
    """How many rules a check asks if nobody chooses."""
    return sum(not rule.id.startswith(_HISTORY) for rule in registry.RULES)


def _named(names: Sequence[str]) -> frozenset[str]:
    return frozenset(id for name in _single(names) for id in _ids(name))


def _single(names: Sequence[str]) -> Iterable[str]:
    """Each name: an option can be repeated, and takes several with commas."""
    return (one.strip() for some in names for one in some.split(",") if one.strip())


def _ids(name: str) -> list[str]:
    family = name.upper()
    ids = [rule.id for rule in registry.RULES if rule.id.startswith(family)] if family in registry.FAMILIES else []
    ids = ids or [rule_called(name).id]
    if ids[0].startswith(_HISTORY):
        words = Said("{given} is about the history, which a check does not read.", given=Prose(name))
        raise BadValue(words, hint=Command("verify"))
    return ids
