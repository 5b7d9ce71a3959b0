"""What a letter to an applicant tells: the decision of one quarter, its reasons and what comes next."""

from __future__ import annotations

from typing import Any

from imatter_cli.domain import dates, ids, quarters, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import decisions, frozen, published

#: Outcomes that a letter is written about, each with a template of its own.
OUTCOMES: tuple[str, ...] = ("funded", "part-funded", "deferred", "not-funded", "not-eligible")
#: What came after a decision and has a letter in its place, by event: an award revoked, a quarter cancelled.
LATER: dict[str, str] = {"revoke": "revoked", "withdraw": "ended", "carry": "moved"}
_PAYEES = {"practitioner": "you", "host": "your host"}


def decided_in(application: Data, quarter: str) -> Data | None:
    """The event that an application's letter of that quarter is about: its decision there as last corrected.

    Where the award was revoked, or a quarter that it waited in or for was cancelled, it is that. One that was not
    eligible was screened instead. None where nothing was decided there.
    """
    entries = list(timeline.standing(application.get("timeline")))
    made = [n for n, e in enumerate(entries) if e.get("event") in decisions.DECIDING and e.get("round") == quarter]
    if made:
        return next(filter(_is_later, entries[made[-1] + 1 :]), entries[made[-1]])
    ended = [e for e in entries if _is_later(e) and e.get("because") == quarter]
    if ended:
        return ended[-1]
    if application.get("round") == quarter and application.get("status") == "not-eligible":
        return next((e for e in reversed(entries) if e.get("event") == "screen"), None)
    return None


def _is_later(entry: Data) -> bool:
    """Whether what came after a decision has a letter in its place."""
    return entry.get("event") == "revoke" or (entry.get("event") in LATER and bool(entry.get("because")))


def replaced(application: Data, round: Data) -> str:
    """The day of the letter that one about a correction replaces; empty where no earlier letter went out."""
    corrected, out = published.corrections(application, round), published.publication(round)
    if not corrected or out is None:
        return ""
    before = corrected[-2] if len(corrected) > 1 else out
    return dates.day_of(str(before["at"]))


def facts(application: Data, event: Data, round: Data, programme: Data, about: str, accept_by: str) -> dict[str, Any]:
    """All that a letter's template may use, as text that is still to be worded (money as in the record).

    Nothing of a review is in it, and nothing of anybody else. `accept_by` is a day, or empty.
    """
    judged_by = (*frozen.rubric(round, programme), *frozen.criteria(round, programme))
    names = {str(c["id"]): str(c["name"]) for c in judged_by}
    later = LATER.get(str(event.get("event")), "")
    replaces = "" if later else replaced(application, round)
    decided = decisions.last(application) or {} if later else event
    to = event.get("round") if later == "moved" else event.get("quarter")
    return {
        "application": str(application["id"]),
        "quarter": quarters.spoken(str(round["id"])),
        "funder": str(programme["funder"]),
        "issuer": str(programme["issuer"]),
        "about": about,
        "outcome": later or str(event["outcome"]),
        "asked": str(decided.get("asked") or application["amount"]),
        "award": str(decided.get("award") or ""),
        "cancelled": quarters.spoken(str(event["because"])) if event.get("because") else "",
        "payee": _PAYEES.get(str(application.get("payee")), "you"),
        "decided_on": dates.spoken(str(event["at"])),
        "reasons": [
            {"criterion": names.get(str(r["criterion"]), str(r["criterion"])), "text": str(r["text"])}
            for r in event.get("reasons") or []
        ],
        "reason": str(event.get("reason") or ""),
        "replaces": dates.spoken(replaces) if replaces else "",
        "criterion": names.get(str(event.get("criterion")), str(event.get("criterion") or "")),
        "deferred_to": quarters.spoken(str(to)) if to else "",
        "asks": str(event.get("asks") or ""),
        "declined": application.get("status") == "award-declined",
        "accept_by": dates.spoken(accept_by) if accept_by else "",
    }


def strangers(text: str, application: Data) -> list[str]:
    """Ids in a letter that are neither the application's own nor its applicant's, licence's or project's."""
    own = {str(application.get(name)) for name in ("id", "practitioner", "licence", "project")}
    return sorted({found[0] for found in ids.DATED_ID.finditer(text.lower())} - own)
