"""What every use case is handed: the store, who acts, the time and a source of ids."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from imatter_cli.classes import immutable
from imatter_cli.domain import dates
from imatter_cli.store.contract import Store


@immutable
class Context:
    """One call's surroundings, made by wiring and by nobody else.

    `actor` is the id of the person who acts, empty if imatter doesn't know; `now` is in UTC; `random_index(n)` gives a
    number from 0 to n-1; with `dry_run` a change is worked out, checked and not made. `received` marks the answers that
    somebody sent, where these are taken in (`domain/received.py`).
    """

    store: Store
    actor: str
    now: datetime
    random_index: Callable[[int], int]
    dry_run: bool = False
    received: str = ""

    @property
    def today(self) -> date:
        """Today for the person who acts, in their own time zone."""
        return dates.day_here(self.now)

    @property
    def moment(self) -> str:
        """Now as files have it."""
        return dates.moment_text(self.now)
