"""Which changes wait for an answer, at a glance: no rule is asked, and no model is loaded."""

from __future__ import annotations

from datetime import UTC, datetime

from imatter_cli.classes import immutable
from imatter_cli.domain import dates, due, people
from imatter_cli.domain.due import Due
from imatter_cli.services.context import Context
from imatter_cli.services.integrity.aside import said_aside
from imatter_cli.services.records.persons import codes_in
from imatter_cli.store.contract import Passed
from imatter_cli.store.message import said, trailers_in
from imatter_cli.store.paths import id_for


@immutable
class Waits:
    """A change that a sync set aside: its commit, who made it and on what day, what it is called, and its records."""

    commit: str
    by: str
    day: str
    verb: str
    records: tuple[str, ...]
    own: bool


def waits(ctx: Context) -> list[Waits]:
    """What nobody has answered yet, oldest merge first; nothing in a store that is not shared."""
    if ctx.store.shared_at() is None:
        return []
    named = said_aside(ctx.store).unanswered
    if not named:
        return []
    codes = codes_in(ctx.store)
    back: set[str] = set()
    found: list[Waits] = []
    with ctx.store.trail() as trail:
        for passed in filter(None, map(trail.passed, named)):
            undoes = named.keys() & set(trailers_in(passed.message.decode("utf-8", "replace")).get("Undoes", ()))
            back |= {passed.commit, *undoes} if undoes else set()
            found.append(_waits(passed, named[passed.commit], people.same_person(codes, passed.author, ctx.actor)))
    return [one for one in found if one.commit not in back]


def waits_for_me(ctx: Context) -> list[Due]:
    """The reader's own of them, as what waits."""
    return [due.set_aside(one.commit, one.day, one.verb, one.records) for one in waits(ctx) if one.own]


def _waits(passed: Passed, named: frozenset[str], own: bool) -> Waits:
    message = said(passed.message)
    ids = sorted(named or {id for one in passed.moved if (id := id_for(one.path)) is not None})
    day = dates.day_of(dates.moment_text(datetime.fromtimestamp(max(passed.at, 0), UTC)))
    return Waits(passed.commit, passed.author, day, message.verb if message is not None else "", tuple(ids), own)
