"""The programme's lists, and what a record names that is not on them.

A list has a dotted name: `support`, `reasons.pause`, or, through an item's id, `prompt_sets.gibbs.prompts`. A kind says
which of its fields are from a list with the mark `Listed`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from imatter_cli.classes import immutable
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import FieldPath
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.kinds.fields import By, Listed
from imatter_cli.domain.kinds.judging import marks_of
from imatter_cli.domain.kinds.kind import Place
from imatter_cli.domain.kinds.practitioner import POWERS
from imatter_cli.domain.places import texts_at
from imatter_cli.remedies import Hint
from imatter_cli.said import Many, Prose, Said

#: Lists that older programmes don't have, as they count there.
_ASSUMED: Mapping[str, Sequence[Data]] = {"roles": [{"id": role, "name": role.capitalize()} for role in POWERS]}


def items(programme: Data, name: str) -> Sequence[Data]:
    """The items of a list. Raises KeyError for a list that the programme does not have, TypeError for a broken one."""
    if name in _ASSUMED and programme.get(name) is None:
        return _ASSUMED[name]
    found: Any = programme
    for part in name.split("."):
        found = {item["id"]: item for item in found}[part] if isinstance(found, list) else found[part]
    listed: Sequence[Data] = found["items"] if isinstance(found, Mapping) else found
    return listed


def list_of(held: str) -> str:
    """The name of the list that a field is from, as `project.support`; empty for a field that is not from one."""
    return next((mark.list for mark in marks_of(held) if isinstance(mark, Listed)), "")


class Lists:
    """The lists of one programme, each read once."""

    def __init__(self, programme: Data) -> None:
        self._programme = programme
        self._read: dict[str, Mapping[str, str]] = {}

    def names(self, name: str) -> Mapping[str, str]:
        """What people call each item of a list, by id; empty for a list that is missing or broken."""
        if name not in self._read:
            try:
                found = items(self._programme, name)
                self._read[name] = {str(item["id"]): str(item.get("name") or item.get("ask")) for item in found}
            except (KeyError, TypeError, AttributeError):
                self._read[name] = {}
        return self._read[name]


@immutable
class Unlisted:
    """A value that is not on its list: where it is, and the ids that are on the list."""

    at: FieldPath
    value: str
    known: tuple[str, ...]

    @property
    def field(self) -> str:
        """The place in a few characters: `individuals[0].age_band`."""
        return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.at)[1:]

    @property
    def message(self) -> Said:
        """What is wrong with it."""
        return Said("{field}: {given!r} is not on this programme's list.", field=self.field, given=Prose(self.value))

    @property
    def hint(self) -> Hint:
        """What to do about it."""
        if not self.known:
            return "The programme has none, so leave it out."
        return Said("Choose from {choices}.", choices=Many(self.known))


def unlisted(kind: str, record: Data, lists: Lists) -> Iterator[Unlisted]:
    """What the fields of a record name that is not on the programme's lists."""
    return _unlisted(_in_fields(kind), record, lists)


def unlisted_in_event(kind: str, details: Data, lists: Lists) -> Iterator[Unlisted]:
    """What an event that happens now names that is not on the programme's lists."""
    return _unlisted(_in_events(kind), details, lists)


def _unlisted(places: Mapping[Place, str], data: Data, lists: Lists) -> Iterator[Unlisted]:
    for place, name in places.items():
        depends = "{" in name
        for at, value in texts_at(data, place):
            known = lists.names(name.format_map(defaultdict(str, data)) if depends else name)
            if value not in known and (known or not depends):
                yield Unlisted(at, value, tuple(known))


@cache
def _in_fields(kind: str) -> Mapping[Place, str]:
    return _ids(BY_NAME[kind].in_fields(Listed), BY_NAME[kind].in_fields(By))


@cache
def _in_events(kind: str) -> Mapping[Place, str]:
    return _ids(BY_NAME[kind].in_events(Listed), BY_NAME[kind].in_events(By))


def _ids(listed: Mapping[Place, Listed], parts: Mapping[Place, By]) -> Mapping[Place, str]:
    """The places of the ids themselves, with the names of their lists."""
    return {(*p, "*", parts[p].name) if p in parts else p: mark.list for p, mark in listed.items()}
