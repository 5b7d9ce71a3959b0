"""Decisions: outcome, award, reasons by criterion, and for a deferral the quarter and what to ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from imatter_cli import sources
from imatter_cli.classes import immutable
from imatter_cli.domain import money, quarters, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import frozen
from imatter_cli.domain.lifecycles import OUTCOMES
from imatter_cli.errors import BadValue, Refused
from imatter_cli.remedies import Option, Remedy
from imatter_cli.said import Many, Money, Prose, Quarter, Said

SOURCE = sources.ACROSS_RECORDS
DECIDING = ("decide", "correct")


@immutable
class Decision:
    """A decision about to be made. `award` is in pence, None where nothing was said; `reasons` by criterion."""

    outcome: str
    reasons: Sequence[Mapping[str, str]] = ()
    award: int | None = None
    quarter: str = ""
    asks: str = ""


@immutable
class Terms:
    """What a decision answers to: criteria that reasons may name, and the longest deferral in quarters."""

    criteria: tuple[str, ...]
    longest_deferral: int


def terms(round: Data, programme: Data) -> Terms:
    """The terms of a round of a programme, from their plain data."""
    judged_by = (*frozen.rubric(round, programme), *frozen.criteria(round, programme))
    return Terms(tuple(str(c["id"]) for c in judged_by), int(programme["fund"]["longest_deferral"]))


def last(application: Data) -> Data | None:
    """The entry of the timeline that decided, or last corrected; None while there is none."""
    return timeline.last(application, *DECIDING)


def last_in(entries: Sequence[Data], quarter: str) -> Data | None:
    """The entry that decided in a quarter, or last corrected; one that names no quarter counts as of this one."""
    made = [e for e in entries if e.get("event") in DECIDING and str(e.get("round") or quarter) == quarter]
    return made[-1] if made else None


def screenings(application: Data) -> list[Data]:
    """The screenings of an application, the oldest first; each corrects the one before it."""
    return timeline.happened(application, "screen")


def is_screened(made: Data, criterion: str | None, reason: str | None) -> bool:
    """Whether a screening with that outcome says the same: its criterion, and its reason where one is given."""
    return (made.get("criterion") or None) == criterion and reason in (None, made.get("reason"))


def screened_out(application: Data) -> Data | None:
    """The screening that found an application not eligible; None where it is not."""
    made = screenings(application) if application.get("status") == "not-eligible" else []
    return made[-1] if made else None


def why_screened_again(application: Data) -> str:
    """Why the last screening corrects the one before it; empty where there was only one."""
    made = screenings(application)
    return str(made[-1].get("reason") or "") if len(made) > 1 else ""


def first_round(application: Data) -> str:
    """The quarter that an application was first decided in, however often it was deferred since; its own if never."""
    made = (entry["round"] for entry in timeline.happened(application, *DECIDING) if entry.get("round"))
    return str(next(made, application["round"]))


def details(decision: Decision, application: Data, rules: Terms) -> dict[str, Any]:
    """The decision as the details of its event, complete and in order.

    Raises Refused: `missing-reasons`, `award-differs`, `missing-award`, `no-award`, `missing-quarter`,
    `missing-asks`, `not-later`, `deferred-too-long`, `not-deferred`; BadValue for an unknown outcome or criterion.
    """
    if decision.outcome not in OUTCOMES:
        words = Said("{given!r} is not an outcome.", given=Prose(decision.outcome))
        raise BadValue(words, hint=Said("Choose from {outcomes}.", outcomes=Many(OUTCOMES)))
    asked = money.parse(application["amount"])
    out: dict[str, Any] = {"outcome": decision.outcome, "round": application["round"], "asked": money.text(asked)}
    award = _award(decision, asked)
    if award is not None:
        out["award"] = money.text(award)
    if decision.outcome == "deferred":
        _refuse_deferral(decision, application, rules)
        out |= {"quarter": decision.quarter, "asks": decision.asks.strip()}
    elif decision.quarter or decision.asks:
        words = Said(
            "Only a deferral has a quarter and something to ask for, but the outcome is {outcome}.",
            outcome=decision.outcome,
        )
        hint = Remedy(
            "Choose ",
            Option("--outcome", "deferred"),
            ", or leave out ",
            Option("--quarter"),
            " and ",
            Option("--asks"),
            ".",
        )
        raise Refused(words, code="not-deferred", source=SOURCE, hint=hint)
    return {**out, "reasons": _reasons(decision, rules)}


def is_made(decision: Decision, application: Data) -> bool:
    """Whether an application stands decided just so; reasons and what is asked for count where they are given."""
    made = last(application)
    if made is None or application.get("status") != decision.outcome or made.get("outcome") != decision.outcome:
        return False
    award = money.parse(made["award"]) if made.get("award") is not None else None
    reasons = [(str(r.get("criterion")), str(r.get("text"))) for r in made.get("reasons") or ()]
    said = [(str(r["criterion"]), str(r["text"]).strip()) for r in decision.reasons]
    return (
        decision.award in (None, award)
        and decision.quarter == str(made.get("quarter") or "")
        and decision.asks.strip() in ("", str(made.get("asks") or ""))
        and (not said or said == reasons)
    )


def _award(decision: Decision, asked: int) -> int | None:
    said = decision.award
    if decision.outcome == "funded":
        if said not in (None, asked):
            words = Said("Funded means the full amount asked for, {asked}.", asked=Money(asked))
            hint = Remedy(
                "Leave ", Option("--award"), " out, or award less with ", Option("--outcome", "part-funded"), "."
            )
            raise Refused(words, code="award-differs", source=SOURCE, hint=hint)
        return asked
    if decision.outcome == "part-funded":
        if said is None:
            hint = Remedy("Give one, such as ", Option("--award", "300.00"), ".")
            raise Refused("Funding in part needs an award.", code="missing-award", source=SOURCE, hint=hint)
        if not 0 < said < asked:
            words = Said(
                "An award in part must be more than nothing and less than the {asked} asked for. It is {award}.",
                asked=Money(asked),
                award=Money(said),
            )
            hint = Remedy("To award all of it, choose ", Option("--outcome", "funded"), ".")
            raise Refused(words, code="award-differs", source=SOURCE, hint=hint)
        return said
    if said is not None:
        raise Refused(
            Said("The outcome {outcome} has no award.", outcome=decision.outcome), code="no-award", source=SOURCE,
            hint=Remedy("Leave ", Option("--award"), " out, or choose ", Option("--outcome", "part-funded"), "."),
        )  # fmt: skip
    return None


def deferral_fault(quarter: str, round: str, first: str, longest: int) -> Said | None:
    """What is wrong with the quarter of a deferral, counted from its first decision; None if nothing is."""
    if quarters.distance(round, quarter) <= 0:
        return Said("{quarter} is not later than {round}.", quarter=Quarter(quarter), round=Quarter(round))
    whole = quarters.distance(first, quarter)
    if whole > longest:
        return Said(
            "{quarter} is too late: an application can be deferred by at most 1 quarter from {first}."
            if longest == 1
            else "{quarter} is too late: an application can be deferred by at most {most} quarters from {first}.",
            quarter=Quarter(quarter),
            first=Quarter(first),
            most=longest,
        )
    return None


def _refuse_deferral(decision: Decision, application: Data, rules: Terms) -> None:
    if not decision.quarter:
        hint = Remedy("Give one, such as ", Option("--quarter", "next"), ".")
        raise Refused("A deferral needs a later quarter.", code="missing-quarter", source=SOURCE, hint=hint)
    if not decision.asks.strip():
        hint = Remedy("Give it, such as ", Option("--asks", "a quote for the room"), ".")
        raise Refused("A deferral must say what you ask for.", code="missing-asks", source=SOURCE, hint=hint)
    round, first = str(application["round"]), first_round(application)
    wrong = deferral_fault(decision.quarter, round, first, rules.longest_deferral)
    if wrong:
        latest = quarters.shift(first, rules.longest_deferral)
        later = quarters.distance(round, decision.quarter) > 0
        raise Refused(
            wrong, code="deferred-too-long" if later else "not-later",
            source="records/programme.yaml, fund.longest_deferral",
            hint=Said("Choose a quarter up to {latest}.", latest=Quarter(latest))
            if latest > round
            else "Choose another outcome.",
            details={"latest": latest},
        )  # fmt: skip


def _reasons(decision: Decision, rules: Terms) -> list[dict[str, str]]:
    reasons = [{"criterion": str(r["criterion"]), "text": str(r["text"]).strip()} for r in decision.reasons]
    for reason in reasons:
        if reason["criterion"] not in rules.criteria:
            words = Said("{given!r} is not a criterion.", given=Prose(reason["criterion"]))
            raise BadValue(words, hint=Said("Choose from {criteria}.", criteria=Many(rules.criteria)))
    if not any(r["text"] for r in reasons) or not all(r["text"] for r in reasons):
        raise Refused(
            "A decision needs reasons, by criterion, for the applicant to read.",
            code="missing-reasons", source=SOURCE, hint=Option("--reason", f"{rules.criteria[0]}=…"),
        )  # fmt: skip
    return reasons


def parse_reason(text: str) -> dict[str, str]:
    """One reason from `need="why"`. Raises BadValue."""
    criterion, sign, why = text.partition("=")
    if not sign or not criterion.strip():
        words = Said("{given!r} doesn't have a criterion and a reason.", given=Prose(text))
        raise BadValue(words, hint='Write it as need="small, ready, wanted".')
    return {"criterion": criterion.strip().lower(), "text": why.strip()}
