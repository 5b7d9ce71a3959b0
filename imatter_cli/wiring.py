"""The one place that makes a store, a clock, ids and the person who acts.

For tests and transcripts IMATTER_NOW sets the clock (`2026-11-24T09:00:00Z`) and IMATTER_SEED the ids that are
minted: the same seed, time and number of records give the same id.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imatter_cli.domain import calling, dates, ids
from imatter_cli.domain.data import Data
from imatter_cli.domain.lifecycles import OUTCOMES
from imatter_cli.domain.lists import items
from imatter_cli.errors import Ambiguous, BadValue, Broken, ImatterError, NotFound, StoreTrouble
from imatter_cli.remedies import Command
from imatter_cli.said import Said, said_of
from imatter_cli.services.context import Context
from imatter_cli.store.contract import Store
from imatter_cli.store.locate import default_store, is_store, locate
from imatter_cli.store.open import open_store

if TYPE_CHECKING:
    from imatter_cli.input.form import Choice
    from imatter_cli.services.records.naming import Naming

#: The name of the setting outside the records for who I am (`imatter me`).
ME = "me"

#: A clock that shows a year outside these is wrong; ids have room for the years of one century.
_FIRST_YEAR, _LAST_YEAR = 2020, 2099
#: So many records are looked at to be offered; one more than an interview shows.
LAST_RECORDS = 10


class Wired:
    """What is behind a command line, over real folders, the real clock and real chance."""

    def open_store(self, path: str, *, here: bool = False) -> Store:
        """The store at that path, or, for an empty one, the store in use. Raises StoreTrouble."""
        return open_store(locate(path, here=here).path)

    def open_folder(self, folder: str) -> Store:
        """The store in that folder, even if its rules are gone. Raises StoreTrouble."""
        return open_store(folder)

    def is_around(self, store: Store) -> bool:
        """Whether the current folder is in that store."""
        return Path.cwd().resolve().is_relative_to(Path(store.root).resolve())

    def own_elsewhere(self, store: Store) -> str:
        """The path of the person's default store, if it is another one than this; else empty."""
        usual = default_store()
        other = bool(usual) and is_store(usual) and not Path(usual).samefile(store.root)
        return usual if other else ""

    def context(self, store: Store, as_: str, dry_run: bool) -> Context:
        """What the services are handed. Raises NotFound and Ambiguous for --as, BadValue for IMATTER_NOW."""
        now = self.now()
        return Context(
            store=store, actor=_actor(store, as_), now=now, random_index=_chance(store, now), dry_run=dry_run
        )

    def refuse_unready(self, context: Context) -> None:
        """Raise what any change would be refused for now. Raises StoreTrouble, Refused, Broken."""
        from imatter_cli.services.records.recording import refuse_unready  # only for a command that asks

        refuse_unready(context)

    def now(self) -> datetime:
        """The time in UTC, to the second."""
        said = os.environ.get("IMATTER_NOW", "")
        if not said:
            return _refuse_impossible(datetime.now(UTC).replace(microsecond=0))
        try:
            now = datetime.strptime(dates.valid_moment(said), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError as error:
            raise BadValue(
                Said("IMATTER_NOW: {why}", why=said_of(error)), hint="Write it as 2026-11-24T09:00:00Z."
            ) from None
        return _refuse_impossible(now)

    def chance(self) -> Callable[[int], int]:
        """Numbers for the ids of a store that is yet to be made."""
        return _source(0, self.now())

    def choices(self, store: Store, name: str) -> Sequence[Choice]:
        """A list of the programme's by its dotted name (`project_types`, `reasons.pause`). Raises StoreTrouble."""
        try:
            return [_choice(item) for item in items(store.programme(), name)]
        except (KeyError, TypeError):
            said = Said("{path} has no list called {name}.", path=ids.PROGRAMME_PATH, name=name)
            raise StoreTrouble(said, hint=Command("check", ids.PROGRAMME_PATH), code="programme") from None

    def known(self, store: Store, kinds: Sequence[str]) -> Sequence[Choice]:
        """The last records of these kinds that can be read, newest month first, with a word on each."""
        every = (id for kind in kinds or ids.KIND_NAMES for id in store.ids(kind))
        return self.described(store, sorted(every, key=_month, reverse=True))

    def described(self, store: Store, found_ids: Sequence[str]) -> Sequence[Choice]:
        """The first of these records that can be read, in their order, with a word on each."""
        from imatter_cli.input.form import Choice  # only for a command that asks
        from imatter_cli.output.terminal import clean_line
        from imatter_cli.services.records.naming import Naming

        found: list[Choice] = []
        naming = Naming(store)
        for id in found_ids:
            with contextlib.suppress(Broken, NotFound):
                found.append(Choice(id, id, clean_line(_words_on(store.get(id).data, naming))))
            if len(found) == LAST_RECORDS:
                break
        return found

    def limit(self, store: Store, name: str) -> int | None:
        """A limit of the programme's by its dotted name (`limits.individuals`); None where it sets none."""
        try:
            found = _dotted(store.programme(), name)
        except (KeyError, TypeError, ImatterError):
            return None
        return found if isinstance(found, int) else None

    def currency(self, store: Store, about: str = "") -> str:
        """The currency of the amounts of a round or an application; the programme's for anything else."""
        from imatter_cli.services.fund.currencies import currency_of

        return currency_of(store, about)


def _refuse_impossible(now: datetime) -> datetime:
    """The same time, if a clock that is right can show it. Raises StoreTrouble (`clock`)."""
    if not _FIRST_YEAR <= now.year <= _LAST_YEAR:
        raise StoreTrouble(
            Said("This computer's clock is wrong. It says {now}.", now=dates.moment_text(now)),
            hint="Set the clock and run the command again.", code="clock", details={"now": dates.moment_text(now)},
        )  # fmt: skip
    return now


def _actor(store: Store, as_: str) -> str:
    """--as, else who this clone says I am, else the one practitioner of a personal store; else nobody.

    Only --as is refused for naming nobody: what is kept may have gone out of date, and `imatter me` mends it.
    """
    if as_:
        return store.find(as_, ["practitioner"])
    me = store.setting(ME)
    with contextlib.suppress(NotFound, Ambiguous, Broken):
        if me:
            return store.find(me, ["practitioner"])
        people = store.ids("practitioner")
        if len(people) == 1 and store.programme().get("store") == "personal":
            return people[0]
    return ""


def _chance(store: Store, now: datetime) -> Callable[[int], int]:
    """Numbers for new ids. What it takes is loaded with the first one: most commands mint none."""
    sources: list[Callable[[int], int]] = []

    def index(below: int) -> int:
        if not sources:
            sources.append(_source(_how_many(store), now))
        return sources[0](below)

    return index


def _how_many(store: Store) -> int:
    """How many records there are, for IMATTER_SEED; counting them otherwise would only take time."""
    return sum(len(store.ids(kind)) for kind in ids.KIND_NAMES) if os.environ.get("IMATTER_SEED") else 0


def _source(records: int, now: datetime) -> Callable[[int], int]:
    seed = os.environ.get("IMATTER_SEED", "")
    if not seed:
        return _by_chance
    import random

    return random.Random(f"{seed} {now:%Y-%m-%dT%H:%M:%SZ} {records}").randrange  # noqa: S311 - no secret


def _by_chance(below: int) -> int:
    """A number from 0 up; what `secrets` would say, without loading what it does."""
    return int.from_bytes(os.urandom(16), "big") % below


def _dotted(data: Any, name: str) -> Any:
    for part in name.split("."):
        data = data[part]
    return data


def _choice(item: Data) -> Choice:
    from imatter_cli.input.form import Choice  # only for a command that asks
    from imatter_cli.output.terminal import clean_line

    return Choice(str(item["id"]), clean_line(str(item.get("name") or "")), clean_line(str(item.get("note") or "")))


def _month(id: str) -> str:
    return id.partition("-")[2][:4]


def _words_on(data: Data, naming: Naming) -> str:
    # how an application was decided is not everybody's to see before it is published
    status = "" if data.get("status") in OUTCOMES else data.get("status")
    names = calling.names_of(data) or [naming.record(str(data.get("project") or ""))]
    told = [*names, data.get("date"), status]
    return ", ".join(str(one) for one in told if one)
