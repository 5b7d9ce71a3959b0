"""A published quarter's records as they were when it was published, where somebody has changed them since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from imatter_cli.domain import calling
from imatter_cli.domain.fund import published
from imatter_cli.errors import Broken, NotFound, StoreTrouble
from imatter_cli.services.fund.records import valid
from imatter_cli.services.records import single
from imatter_cli.store.contract import Data, Reader, Store

#: What lets the words or the reviews of a decided application change.
_CHANGING = ("edit", "carry")
#: What of a project a quarter's pages and figures say, as the quarter was published.
_OF_A_PROJECT = ("type", "setting", "focus_areas")


class LookingBack:
    """What the records of one round were when it was published.

    Before publication that is today's records. After it, today's too where nothing has changed since, else those of
    the store's history; where the history does not go back so far, today's.
    """

    def __init__(self, store: Store, round: Data) -> None:
        self._store = store
        self._round = round

    def project(self, today: Data) -> Data:
        """A project with the type, setting and focus areas that it had."""
        if not published.may_differ(today, self._round, _OF_A_PROJECT):
            return today
        return self._restored(today, _OF_A_PROJECT)

    def application(self, was: Data, today: Data) -> Data:
        """An application as published, with the project that it was for; `today` is the same as it is now."""
        return self._restored(was, ("project",)) if published.may_differ(today, self._round, ("project",)) else was

    def label(self, project: str) -> str:
        """The first focus area of a project: what it is called on screens; empty where it cannot be read."""
        try:
            return calling.name_of(self.project(self._store.get(project).data))
        except (NotFound, Broken):
            return ""

    @cached_property
    def programme(self) -> Data:
        """The programme's rules, with the words that they had for everything."""
        today = self._store.programme()
        if not published.had_other_rules(today, self._round) or self.past is None:
            return today
        try:
            return self.past.programme()
        except (NotFound, Broken):
            return today

    @cached_property
    def past(self) -> Reader | None:
        """The records as the change that published the round left them; None where the history does not know."""
        quarter, found = str(self._round["id"]), None
        try:
            for revision in self._store.history(quarter):
                reader = self._store.at(revision.commit)
                if reader.get(quarter).data.get("status") != "published":
                    break
                found = reader
        except (NotFound, Broken, StoreTrouble):
            return found
        return found

    def then(self, id: str) -> Data | None:
        """A record as the change that published the round left it; None where the history does not know."""
        return (single.found(self.past, id) or None) if self.past is not None else None

    def _restored(self, record: Data, names: Sequence[str]) -> Data:
        then = self.then(str(record["id"]))
        return record if then is None else {**record, **{name: then[name] for name in names if name in then}}


def as_published(
    back: LookingBack, round: Data, applications: Iterable[Data], reviews: Mapping[str, Sequence[Data]]
) -> tuple[list[Data], dict[str, list[Data]]]:
    """The applications of a round and the reviews on each, as they were when it was published.

    The state of an application, its money and its life follow from its events. Where its words or its reviews were
    changed since, they come from the store's history; where the history does not go back so far, they are today's.
    """
    out = published.publication(round)
    there = list(applications)
    were = published.of_round(there, round)
    on_it = {str(was["id"]): list(reviews.get(str(was["id"]), ())) for was in were}
    if out is None:
        return were, on_it
    changed = {
        str(a["id"])
        for a in there
        if any(e.get("event") in _CHANGING for e in published.since(a, round))
        or any(published.is_later(e, out) for r in reviews.get(str(a["id"]), ()) for e in r.get("timeline") or [])
    }
    today = {str(a["id"]): a for a in there}
    for n, was in enumerate(were):
        id = str(was["id"])
        before = back.then(id) if id in changed else None
        if before is None or before.get("revision") != was["revision"]:
            were[n] = _as_today(was, today[id]) if id in changed else was
        elif back.past is not None:
            were[n] = {**before, **{name: was[name] for name in ("status", "round", "timeline")}}
            on_it[id] = [r for r in valid(back.past, "review", [id], []) if r["application"] == id]
    return were, on_it


def _as_today(was: Data, now: Data) -> Data:
    """The application with today's words and reviews: no seal judges them, as they were changed on record since."""
    unsealed = [{k: v for k, v in e.items() if k != "seal"} for e in was["timeline"]]
    return {**was, "revision": now["revision"], "timeline": unsealed}
