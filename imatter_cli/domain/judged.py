"""What an event judged: the application as its writer saw it, its submitted reviews, or the decision on it."""

from __future__ import annotations

from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import decisions, seal
from imatter_cli.domain.kinds.life import Judged
from imatter_cli.domain.lifecycles import transition
from imatter_cli.domain.preconditions import Related


def seen(kind: str, record: Data, event: str, related: Related) -> dict[Judged, Any]:
    """What an event of a record judges, as it is among these records. Two that are equal are the same to judge."""
    row = transition(kind, event)
    wanted = row.judges if row is not None else ()
    application = record if kind == "application" or not wanted else related.get(record.get("application"))
    return {one: _seen(one, application, related) for one in wanted} if application is not None else {}


def _seen(one: Judged, application: Data, related: Related) -> Any:
    if one == "application":
        return seal.sealed_fields(application)
    if one == "decision":
        return decisions.last(application)
    submitted = [r for r in related.reviews(str(application["id"])) or () if r.get("status") == "submitted"]
    return sorted((seal.sealed_fields(r) for r in submitted), key=lambda r: str(r["id"]))
