"""Records as their reader may see them; every command that shows a record asks here (DESIGN.md, section 2).

Works on plain data, without the models: `list` and `show` use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from imatter_cli.domain import people
from imatter_cli.domain.fund import visibility
from imatter_cli.domain.people import Codes
from imatter_cli.errors import Broken, NotFound
from imatter_cli.services.persons import codes_in
from imatter_cli.store.contract import Data, Reader, Stored

#: Kinds of which something may have to be left out.
GUARDED = ("review", "application")


def as_seen_by(reader: Reader, actor: str, kind: str, data: Data) -> Data:
    """The record as this reader may see it: what they may not is left out and named in `hidden`.

    For many records make one `Eyes` and ask it: what it looks up is looked up once.
    """
    return Eyes(reader, actor).see(kind, data)


class Eyes:
    """What one person may see. Looks up their roles, codes and reviews once, and only when they matter."""

    def __init__(self, reader: Reader, actor: str) -> None:
        self._reader = reader
        self._actor = actor
        self._applicants: dict[str, str] = {}
        self._people: dict[str, Data] = {}

    def see(self, kind: str, data: Data) -> Data:
        """The record, less what this person may not see."""
        if kind not in GUARDED or self.viewer.personal:
            return data
        id = str(data.get("application") if kind == "review" else data.get("id"))
        own = self._own.get(id, [])
        if kind == "application":
            self._applicants[id] = str(data.get("practitioner", ""))
            return visibility.without(data, visibility.of_application(self.viewer, data, own, self._codes))
        return visibility.without(data, visibility.of_review(self.viewer, data, self._applicant(id), own, self._codes))

    @cached_property
    def viewer(self) -> visibility.Viewer:
        """Who looks."""
        personal = self._reader.programme().get("store") == "personal"
        person = self._person(self._actor)
        roles = person.get("roles") if person.get("status") != "left" else None
        return visibility.Viewer(self._actor, tuple(roles) if isinstance(roles, list) else (), personal)

    @cached_property
    def _own(self) -> Mapping[str, list[Data]]:
        """The viewer's reviews under any of their codes, by application."""
        found: dict[str, list[Data]] = {}
        for code in sorted(people.all_codes(self._codes, self._actor)) if self._actor else ():
            for item in self._reader.scan("review", code):
                if isinstance(item, Stored) and item.data.get("reviewer") == code:
                    found.setdefault(str(item.data.get("application")), []).append(item.data)
        return found

    @cached_property
    def _codes(self) -> Codes:
        return codes_in(self._reader)

    def _person(self, code: str) -> Data:
        if code not in self._people:
            try:
                self._people[code] = self._reader.get(code).data if code else {}
            except (NotFound, Broken):
                self._people[code] = {}
        return self._people[code]

    def _applicant(self, application: str) -> str:
        if application not in self._applicants:
            try:
                data: Mapping[str, Any] = self._reader.get(application).data
            except (NotFound, Broken):
                data = {}
            self._applicants[application] = str(data.get("practitioner", ""))
        return self._applicants[application]
