"""A published quarter's records as they were when it was published, where somebody has changed them since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from imatter_cli.domain.fund import published
from imatter_cli.errors import Broken, NotFound, StoreTrouble
from imatter_cli.services.fund.records import valid
from imatter_cli.store.contract import Data, Reader, Store

#: What lets the words or the reviews of a decided application change.
_CHANGING = ("edit", "carry")


def as_published(
    store: Store, round: Data, applications: Iterable[Data], reviews: Mapping[str, Sequence[Data]]
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
    past = _when_published(store, str(round["id"])) if changed & on_it.keys() else None
    for n, was in enumerate(were):
        id = str(was["id"])
        before = _get(past, id) if id in changed and past is not None else None
        if past is None or before is None or before.get("revision") != was["revision"]:
            were[n] = _as_today(was, today[id]) if id in changed else was
        else:
            were[n] = {**before, **{name: was[name] for name in ("status", "round", "timeline")}}
            on_it[id] = [r for r in valid(past, "review", [id], []) if r["application"] == id]
    return were, on_it


def _as_today(was: Data, now: Data) -> Data:
    """The application with today's words and reviews: no seal judges them, as they were changed on record since."""
    unsealed = [{k: v for k, v in e.items() if k != "seal"} for e in was["timeline"]]
    return {**was, "revision": now["revision"], "timeline": unsealed}


def _when_published(store: Store, quarter: str) -> Reader | None:
    """The records as the change that published a round left them; None where the history does not know."""
    found = None
    try:
        for revision in store.history(quarter):
            reader = store.at(revision.commit)
            if reader.get(quarter).data.get("status") != "published":
                break
            found = reader
    except (NotFound, Broken, StoreTrouble):
        return found
    return found


def _get(reader: Reader, id: str) -> Data | None:
    try:
        return reader.get(id).data
    except (NotFound, Broken):
        return None
