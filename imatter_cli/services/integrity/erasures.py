"""Erasures in a history: what they say, and which findings about the changes before them they account for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime

from imatter_cli.classes import immutable
from imatter_cli.domain import dates, ids, trail
from imatter_cli.domain.data import Data
from imatter_cli.store.contract import Passed
from imatter_cli.store.message import said, trailers_in


@immutable
class Erasure:
    """One erasure: when, by whom, and of which records how many texts. What they were is nowhere."""

    commit: str
    at: str
    by: str
    records: tuple[tuple[str, int], ...]

    def as_data(self) -> Data:
        """The JSON shape."""
        records = [{"id": id, "passages": count} for id, count in self.records]
        return {"commit": self.commit, "at": self.at, "by": self.by, "records": records}


def erasure_in(passed: Passed) -> Erasure | None:
    """The erasure that a change tells. None for any other change."""
    found = trailers_in(passed.message.decode("utf-8", "replace")).get(trail.ERASED, ())
    rows = [row.split(" ") for row in found]
    if not rows or not all(len(row) == 2 and ids.is_id(row[0]) and row[1].isdecimal() for row in rows):
        return None
    message = said(passed.message)
    if message is not None and message.verb not in (trail.ERASE, trail.RECEIVE):
        return None
    at = dates.moment_text(datetime.fromtimestamp(max(passed.at, 0), UTC))
    return Erasure(passed.commit, at, passed.author, tuple((id, int(count)) for id, count in rows))


class Erasures:
    """The erasures of a history, in its order. `before` says what a commit was made on, itself included."""

    def __init__(self, before: Callable[[str], Collection[str]]) -> None:
        self._before = before
        self._behind: dict[str, Collection[str]] = {}
        self.found: list[Erasure] = []

    def take_in(self, passed: Passed) -> None:
        """Note a change that may tell one."""
        erasure = erasure_in(passed)
        if erasure is not None:
            self.found.append(erasure)

    def after(self, commit: str) -> list[Erasure]:
        """Those that came after a change, so that it may have been written anew since it was made."""
        return [one for one in self.found if one.commit != commit and commit in self._made_on(one.commit)]

    def _made_on(self, commit: str) -> Collection[str]:
        if commit not in self._behind:
            self._behind[commit] = self._before(commit)
        return self._behind[commit]
