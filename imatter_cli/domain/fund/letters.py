"""What a letter to an applicant tells: the decision of one quarter, its reasons and what comes next."""

from __future__ import annotations

from itertools import takewhile
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

    Where the award was revoked, that quarter was cancelled, or a deferred one went into another quarter than it was
    told, it is that. What a later quarter that was cancelled did to a deferral is in the letters of that quarter. One
    that was not eligible was screened instead. None where nothing was decided there.
    """
    entries = list(timeline.standing(application.get("timeline")))
    made = [n for n, e in enumerate(entries) if e.get("event") in decisions.DECIDING and e.get("round") == quarter]
    if made:
        decision = entries[made[-1]]
        since = takewhile(lambda e: e.get("event") not in decisions.DECIDING, entries[made[-1] + 1 :])
        first = next((e for e in since if e.get("event") == "carry" or _comes_after(e, decision)), decision)
        return first if _comes_after(first, decision) else decision
    ended = [e for e in entries if e.get("event") in LATER and e.get("because") == quarter]
    if ended:
        return ended[-1]
    if application.get("round") == quarter and application.get("status") == "not-eligible":
        return next((e for e in reversed(entries) if e.get("event") == "screen"), None)
    return None


def _comes_after(entry: Data, decision: Data) -> bool:
    """Whether what came after a decision has a letter in its place, in the quarter of the decision."""
    event, because = entry.get("event"), entry.get("because")
    if because:
        return event in LATER and because == decision.get("round")
    return event == "revoke" or (event == "carry" and entry.get("round") != decision.get("quarter"))


def deferral_before(application: Data, event: Data) -> Data | None:
    """The deferral that an application was under when it moved or ended; None where there was none."""
    told = list(timeline.standing(application.get("timeline")))
    made = [e for e in told[: told.index(event)] if e.get("event") in decisions.DECIDING]
    return made[-1] if made and made[-1].get("outcome") == "deferred" else None


def _asks(application: Data, event: Data, deferral: Data | None) -> str:
    """What the applicant is asked for: by a deferral, also where what came later moved it on before it was carried."""
    if deferral is None:
        return str(event.get("asks") or "")
    told = list(timeline.standing(application.get("timeline")))
    since = told[told.index(deferral) : told.index(event)]
    return "" if any(e.get("event") == "carry" for e in since) else str(deferral.get("asks") or "")


def replaced(application: Data, round: Data) -> str:
    """The day of the letter that one about a correction replaces; empty where no earlier letter went out."""
    corrected, out = published.corrections(application, round), published.publication(round)
    if not corrected or out is None:
        return ""
    before = corrected[-2] if len(corrected) > 1 else out
    return dates.day_of(str(before["at"]))


def facts(
    application: Data,
    event: Data,
    round: Data,
    programme: Data,
    about: str,
    accept_by: str,
    deferral: Data | None = None,
) -> dict[str, Any]:
    """All that a letter's template may use, as text that is still to be worded (money as in the record).

    Nothing of a review is in it, and nothing of anybody else. `accept_by` is a day, or empty. `deferral` is the one
    that it was under when it moved or ended, if its applicant may know of it.
    """
    judged_by = (*frozen.rubric(round, programme), *frozen.criteria(round, programme))
    names = {str(c["id"]): str(c["name"]) for c in judged_by}
    later = LATER.get(str(event.get("event")), "")
    replaces = "" if later else replaced(application, round)
    decided = decisions.last(application) or {} if later else event
    to = event.get("round") if later == "moved" else event.get("quarter")
    reasons = [(str(r["criterion"]), str(r["text"])) for r in event.get("reasons") or []]
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
        "reasons": [{"criterion": names.get(id, id), "text": text} for id, text in reasons],
        "reason": str(event.get("reason") or ""),
        "replaces": dates.spoken(replaces) if replaces else "",
        "criterion": names.get(str(event.get("criterion")), str(event.get("criterion") or "")),
        "deferred_to": quarters.spoken(str(to)) if to else "",
        "deferred_on": dates.spoken(str(deferral["at"])) if deferral else "",
        "asks": _asks(application, event, deferral),
        "declined": application.get("status") == "award-declined",
        "status": str(application.get("status")),
        "accept_by": dates.spoken(accept_by) if accept_by else "",
    }


def strangers(text: str, application: Data) -> list[str]:
    """Ids in a letter that are neither the application's own nor its applicant's, licence's or project's."""
    own = {str(application.get(name)) for name in ("id", "practitioner", "licence", "project")}
    return sorted({found[0] for found in ids.DATED_ID.finditer(text.lower())} - own)
