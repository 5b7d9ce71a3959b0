"""A small invented store that is fine: what the examples of rules change, and what schemas show.

An example of a rule is a mapping from a record's id to the fields that it changes there (null takes one away, or the
record itself; `fund.questions` is a field within a field); the tests lay it over this store.
"""

from __future__ import annotations

from typing import Any

from imatter_cli.domain import envelope, ids
from imatter_cli.domain.fund import seal

ME = "prc-2601-4t9wq2e"
NEW = "prc-2611-5r7y3k2"
COORDINATOR = "prc-2601-k8m3r1d"
LEAD = "prc-2601-9b2fz6a"
REVIEWERS = ("prc-2601-v2x5c7n", "prc-2601-p7m4d8h")
LICENCE = "lic-2601-m3k8r1d"
PROJECT = "prj-2611-7kq4m2x"
IDEA = "prj-2611-6h3n8v5"
NEW_IDEA = "prj-2611-2f8j4s6"


def store() -> dict[str, dict[str, Any]]:
    """Every record of it by id, all of them fine by the programme that a store begins with, kind `programme`."""
    records = [*_people(), *_licences(), *_projects(), _reflection(), *_rounds(), *_fund()]
    return {record["id"]: record for record in records}


def of_kind(kind: str) -> dict[str, Any]:
    """One record of a kind."""
    return next(r for r in store().values() if ids.kind_of(r["id"]) == kind)


def sealed(records: dict[str, dict[str, Any]]) -> None:
    """Put the seal where an example has the word SEAL."""
    for record in records.values():
        for entry in record.get("timeline") or []:
            if entry.get("seal") == "SEAL":
                reviews = [r for r in records.values() if r.get("application") == record["id"]]
                entry["seal"] = seal.seal(record, reviews)
            if entry.get("own_seal") == "SEAL":
                entry["own_seal"] = seal.of_words(entry)


def _record(kind: str, id: str, status: str, fields: dict[str, Any], *events: dict[str, Any]) -> dict[str, Any]:
    head = {"id": id, "schema": envelope.schema_name(kind), "programme": 1, "status": status}
    return head | fields | {"timeline": list(events)}


def _event(at: str, event: str, by: str, **details: Any) -> dict[str, Any]:
    return {"at": at, "event": event, "by": by, **details}


def _people() -> list[dict[str, Any]]:
    def person(id: str, roles: list[str], **fields: Any) -> dict[str, Any]:
        joined = _event("2026-01-05T09:00:00Z", "join", id, roles=roles)
        return _record("practitioner", id, "active", {"roles": roles, **fields}, joined)

    return [
        person(ME, ["practitioner"], capacity="professional"),
        person(NEW, ["practitioner"]),
        person(COORDINATOR, ["coordinator"]),
        person(LEAD, ["lead"]),
        *(person(id, ["reviewer"]) for id in REVIEWERS),
    ]


def _licences() -> list[dict[str, Any]]:
    recorded = _event("2026-01-12", "record", ME)
    applied = _event("2026-11-03", "apply", NEW)
    return [
        _record("licence", LICENCE, "active", {"practitioner": ME, "focus_areas": ["mornings"]}, recorded),
        _record(
            "licence", "lic-2611-8d5s2v9", "draft",
            {
                "practitioner": NEW, "idea": NEW_IDEA, "focus_areas": ["mealtimes"],
                "eligibility": [{"question": "learning-journey", "answer": True}],
            },
            applied,
        ),
    ]  # fmt: skip


def _projects() -> list[dict[str, Any]]:
    def fields(who: str, about: str, **more: Any) -> dict[str, Any]:
        return {
            "practitioner": who, "type": "early-concern", "setting": "school", "focus_areas": [about],
            "individuals": [{"code": "P1", "age_band": "8-11"}], **more,
        }  # fmt: skip

    def planned(who: str) -> dict[str, Any]:
        return _event("2026-11-03", "plan", who)

    return [
        _record(
            "project", PROJECT, "active",
            fields(ME, "evening routine", licence=LICENCE, support="none", stage="apply",
                   steps=[{"id": "s1a2", "text": "read together for ten minutes", "by": "2026-12-01"}]),
            planned(ME), _event("2026-11-10", "start", ME, licence=LICENCE),
            _event("2026-11-12", "move", ME, stage="apply"),
        ),
        _record("project", IDEA, "planned", fields(ME, "quiet corner"), planned(ME)),
        _record("project", NEW_IDEA, "planned", fields(NEW, "mealtimes"), planned(NEW)),
    ]  # fmt: skip


def _reflection() -> dict[str, Any]:
    fields = {"practitioner": ME, "project": PROJECT, "date": "2026-11-17", "summary": "A quiet start helped us all."}
    written = _event("2026-11-18T20:00:00Z", "write", ME)
    return _record("reflection", "ref-2611-c4v8n3x", "shared", fields, written, _event("2026-11-19", "share", ME))


def _rounds() -> list[dict[str, Any]]:
    def round(id: str, status: str, opens: str, closes: str, *events: dict[str, Any]) -> dict[str, Any]:
        fields = {
            "budget": "2000.00", "opens": opens, "closes": closes, "ceiling": "500.00", "quorum": 2,
            "reviewers": list(REVIEWERS),
        }  # fmt: skip
        return _record("round", id, status, fields, *events)

    return [
        round(
            "2026-q3", "published", "2026-07-01", "2026-07-31", _event("2026-07-01", "open", COORDINATOR),
            _event("2026-08-01", "close", COORDINATOR), _event("2026-09-25", "publish", COORDINATOR),
        ),
        round("2026-q4", "open", "2026-10-01", "2026-11-30", _event("2026-10-01", "open", COORDINATOR)),
    ]  # fmt: skip


def _fund() -> list[dict[str, Any]]:
    scores = [{"criterion": c, "score": 3} for c in ("need", "fit", "feasible")]
    before = _application("app-2607-q3n7x4c", "funded", "2026-q3", "180.00", "2026-07-20", "2026-07-21")
    reviews = [
        _record(
            "review", id, "submitted",
            {"application": before["id"], "reviewer": who, "revision": 1, "scores": scores, "comment": "Small, ready."},
            _event("2026-08-02", "assign", COORDINATOR), _event("2026-08-10", "submit", who),
        )
        for id, who in zip(("rev-2608-d3g6j9m", "rev-2608-f4h7k2p"), REVIEWERS, strict=True)
    ]  # fmt: skip
    reasons = [{"criterion": "need", "text": "Small and ready."}]
    before["timeline"] += [
        _event("2026-08-02", "screen", COORDINATOR, outcome="eligible"),
        _event(
            "2026-09-20", "decide", COORDINATOR, outcome="funded", award="180.00", reasons=reasons,
            seal=seal.seal(before, reviews),
        ),
    ]  # fmt: skip
    now = _application("app-2611-h6k2d9s", "submitted", "2026-q4", "250.00", "2026-11-14", "2026-11-15")
    waiting = _record(
        "review", "rev-2611-w5t7b3c", "assigned", {"application": now["id"], "reviewer": REVIEWERS[0]},
        _event("2026-11-20", "assign", COORDINATOR),
    )  # fmt: skip
    return [before, now, *reviews, waiting]


def _application(id: str, status: str, round: str, amount: str, *days: str) -> dict[str, Any]:
    fields = {
        "practitioner": ME, "licence": LICENCE, "project": PROJECT, "round": round, "revision": 1,
        "key_barrier": "The school has no budget line for it.", "costs": [{"item": "books", "amount": amount}],
        "amount": amount, "payee": "practitioner",
    }  # fmt: skip
    applied, submitted = days
    return _record("application", id, status, fields, _event(applied, "apply", ME), _event(submitted, "submit", ME))
