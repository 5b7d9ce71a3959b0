"""The coordinator's sitting: a whole round as plain data, each application with where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.domain import money, timeline
from imatter_cli.domain.fund import (
    account,
    budget,
    closing,
    conflicts,
    decisions,
    frozen,
    order,
    published,
    scoring,
    visibility,
)
from imatter_cli.domain.fund.standing import DIFFER, TOO_MUCH, Standing, arrival, next_step, standing
from imatter_cli.domain.lifecycles import DECIDED, UNDER_REVIEW
from imatter_cli.domain.people import Codes
from imatter_cli.domain.preconditions import OF_THE_MONEY
from imatter_cli.domain.projects import Objection
from imatter_cli.services.context import Context
from imatter_cli.services.fund.looking_back import LookingBack, as_published
from imatter_cli.services.fund.records import refuse_others, valid
from imatter_cli.services.records import sound
from imatter_cli.services.records.now import Now
from imatter_cli.services.records.once import read_once
from imatter_cli.services.records.persons import codes_in
from imatter_cli.services.records.related import round_of
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store.contract import Data, Reader

#: Fields of an application that the panel reads, as well as its money.
READ = ("key_barrier", "other_sources", "payee", "costs", "answers")
#: The order of the applications in words.
_ORDERS: Mapping[order.By, str] = {
    "seed": "By SHA-256 of the seed ({seed}) and each id. Nobody chose it, and anybody can check it.",
    "score": "By score, the highest first. Equal ones are by SHA-256 of the seed ({seed}) and each id.",
}


def sitting(
    ctx: Context, quarter: str, seed: str = "", by: order.By = "seed", told: Callable[[float], None] | None = None
) -> Data:
    """The round as the actor may see it; money and scores are text. Applications go by the seed, or by their scores.

    `told` hears how far it has come, from 0 to 1.

    `{round, status, opens, closes, closed, published, currency, budget, reserve, asked, awarded, left, quorum,
    ceiling, rubric, seed, ordered_by, order, applications, states, reviews, deferred_here, ready, waiting, decided,
    left_out}`; `states` counts applications by status, `reviews` is `{in, needed, stale, conflicts, differ}` over
    those that wait for a decision. An application is `{id, label, practitioner, project, status, asked, award,
    reviews_in, reviews_needed, conflicts, mean, spread, standing, ready, blocks, without_award, no_award, stale,
    conflict, revision, deferred_from, asks, decision, late, late_reason, screened_again, now, since, other_awards,
    key_barrier, other_sources, payee, costs, reviews, …}`, and `hidden` names what was left out; `conflicts_lifted` are
    declared conflicts that were taken back. Of a published round all of this is as it was published; `now` (its state
    today) and `since` (what happened) tell what became of it.
    `conflict` is why the actor may not decide it, `no_award` what would refuse it money now; `without_award` says that
    it can still be deferred, or not funded. Drafts are not in it; what cannot be read is named in `left_out`.
    Raises Refused (`not-yours` for anybody but a coordinator, `no-round`).
    """
    ctx = replace(ctx, store=read_once(ctx.store))
    reader = ctx.store
    personal = reader.programme().get("store") == "personal"
    refuse_others(reader, ctx.actor, personal, "The sitting")
    round = round_of(reader, quarter)
    left_out: list[dict[str, str]] = []
    mentioning = valid(reader, "application", [quarter], left_out)
    now = {str(a["id"]): a for a in mentioning}
    reviews = _reviews(reader, published.of_round(mentioning, round), left_out)
    back = LookingBack(ctx.store, round)
    were, on_it = as_published(back, round, mentioning, reviews)
    own = {str(a["id"]): a for a in were if a["status"] != "draft"}
    panel = _Panel(ctx, personal, round, codes_in(reader), back)
    programme = back.programme
    seed = seed or quarter
    fair = []
    for n, id in enumerate(order.fair(own, seed)):
        if told is not None:
            told(n / len(own))
        fair.append(panel.entry(own[id], on_it[id], now[id], reviews.get(id, [])))
    applications = order.ordered(fair, by)
    purse = budget.purse(round, map(panel.undecided, own.values()))
    return {
        **heading(round, programme),
        "budget": money.text(purse.budget),
        "reserve": money.text(purse.reserve),
        "asked": money.text(purse.asked),
        "awarded": money.text(purse.awarded),
        "left": account.signed(purse.left),
        "quorum": round["quorum"],
        "ceiling": money.text(money.parse(round["ceiling"])) if round.get("ceiling") is not None else None,
        "rubric": list(frozen.rubric(round, programme)),
        "seed": seed,
        "ordered_by": by,
        "order": _ORDERS[by].format(seed=seed),
        "applications": applications,
        "states": dict(sorted(Counter(str(a["status"]) for a in applications).items())),
        "reviews": _coverage([a for a in applications if a["status"] in ("submitted", "eligible")]),
        "deferred_here": [{"id": str(a["id"]), "arrival": came} for a in mentioning if (came := arrival(a, quarter))],
        **_progress(applications),
        "left_out": left_out,
    }


def heading(round: Data, programme: Data) -> Data:
    """A round as every page about it begins."""
    return {
        "round": round["id"],
        "status": round["status"],
        "opens": round["opens"],
        "closes": round["closes"],
        "closed": published.closed_on(round) or None,
        "published": published.published_on(round) or None,
        "currency": frozen.currency(round, programme),
    }


def _reviews(reader: Reader, applications: Iterable[Data], left_out: list[dict[str, str]]) -> dict[str, list[Data]]:
    """The reviews of applications, by application. They are found by the month that their application is from."""
    months = sorted({f"{a['id'].rpartition('-')[0]}-" for a in applications})
    found: dict[str, list[Data]] = {}
    for review in valid(reader, "review", months, left_out):
        found.setdefault(str(review["application"]), []).append(review)
    return found


class _Panel:
    """What is the same for every application of a sitting."""

    def __init__(self, ctx: Context, personal: bool, round: Data, codes: Codes, back: LookingBack) -> None:
        self._reader: Reader = ctx.store
        self._round = round
        self._back = back
        self._actor = ctx.actor
        self._personal = personal
        self._quorum = 0 if personal else int(round["quorum"])
        self._codes = codes
        self._now = Now(ctx)
        self._eyes = Eyes(ctx.store, ctx.actor)

    def undecided(self, application: Data) -> Data:
        """An application without a decision that the actor may not see."""
        return self._eyes.undecided(application)

    def entry(self, application: Data, reviews: Sequence[Data], now: Data, since: Sequence[Data]) -> Data:
        """One application; its scores left out together where one of them may not be seen.

        `application` and `reviews` are those that the round decided on, `now` and `since` the same as they are today.
        """
        now = self._eyes.undecided(now)
        shown = self._eyes.see("application", application)  # first: whose it is counts for its reviews
        seen = [self._eyes.see("review", r) for r in reviews]
        covered = any(
            r["status"] == "submitted" and "scores" in s.get("hidden", ()) for r, s in zip(reviews, seen, strict=True)
        )
        if visibility.DECISION in shown.get("hidden", ()):
            application = {**application, "status": shown["status"], "timeline": shown["timeline"]}
        no_award = self._no_award(now)
        where = self._standing(application, reviews, no_award)
        kept_from = "" if self._personal else conflicts.conflict(self._actor, now, since, self._codes)
        deferred_from, asks = _deferral(shown)
        lifted = conflicts.lifted(seen)
        entry: dict[str, Any] = {
            "id": application["id"],
            "label": self._back.label(str(application["project"])),
            **{name: application[name] for name in ("practitioner", "project", "status", "revision")},
            "asked": money.text(money.parse(application["amount"])),
            **_outcome(application),
            **_reviewed(where, covered=covered),
            "no_award": [f"{one.message} {one.hint}".strip() for one in no_award],
            "conflict": kept_from or None,
            "deferred_from": deferred_from,
            "asks": asks,
            "decision": _decision(shown),
            "late": any(e.get("late") for e in timeline.standing(application["timeline"])),
            "late_reason": closing.why_late(shown) or None,
            "screened_again": decisions.why_screened_again(shown) or None,
            "now": _now(now, application),
            "since": [_happened(e) for e in published.since(self._eyes.see("application", now), self._round)],
            **self._other_awards(application),
            "reviews": [_shown(s) for s in seen],
            **({"conflicts_lifted": lifted} if lifted else {}),
            **{name: shown[name] for name in READ if name in shown},
        }
        hidden = _hidden(shown, deferred=bool(deferred_from), covered=covered)
        return {**entry, "hidden": hidden} if hidden else entry

    def _standing(self, application: Data, reviews: Sequence[Data], no_award: Sequence[Objection]) -> Standing:
        """Where an application stands, and what is to be said of it."""
        again = len(decisions.screenings(application)) > 1
        too_much = application["status"] in UNDER_REVIEW and budget.asks_for_too_much(application, self._round)
        return standing(
            application, reviews, self._codes, self._quorum, no_award=[one.code for one in no_award],
            notes=(*closing.notes(application, self._round), *["screened again"] * again, *[TOO_MUCH] * too_much),
        )  # fmt: skip

    def _other_awards(self, application: Data) -> Data:
        """What the same project was given with other applications, while this round can still be decided."""
        if self._round["status"] == "published":
            return {}
        there = self._awarded.get(str(application["project"]), ())
        seen = [self._eyes.see("application", dict(a)) for a in budget.other_awards(application, there)]
        told = [
            {"application": a["id"], "round": a["round"], "award": money.text(budget.award_of(a))}
            for a in seen
            if budget.award_of(a)
        ]
        return {"other_awards": told} if told else {}

    @cached_property
    def _awarded(self) -> dict[str, list[Data]]:
        """Every application that was ever decided with an award, by its project: looked for once for all of a round."""
        found: dict[str, list[Data]] = {}
        for application in sound.each(self._reader, "application", "award"):
            found.setdefault(str(application.get("project")), []).append(application)
        return found

    def _no_award(self, application: Data) -> list[Objection]:
        """What would refuse it money now; a broken record is reported where it is used."""
        event = next_step(application)
        details = {"outcome": "funded"} if event == "decide" else {}
        return self._now.in_the_way(application, event, OF_THE_MONEY, **details) if event else []


def _progress(applications: Sequence[Data]) -> dict[str, int]:
    """How many applications can be decided, wait for something, and are decided."""
    return {
        "ready": sum(a["ready"] for a in applications),
        "waiting": sum(bool(a["blocks"]) for a in applications),
        "decided": sum(a["outcome"] is not None for a in applications),
    }


def _coverage(applications: Sequence[Data]) -> dict[str, int]:
    """How far a round is reviewed, and what stands out; a spread that its viewer may not see is not counted."""
    return {
        "in": sum(min(a["reviews_in"], a["reviews_needed"]) for a in applications),
        "needed": sum(a["reviews_needed"] for a in applications),
        "stale": sum(a["stale"] for a in applications),
        "conflicts": sum(a["conflicts"] for a in applications),
        "differ": sum(a["standing"].endswith(DIFFER) for a in applications),
    }


def _outcome(application: Data) -> Data:
    """What was decided last, while that stands."""
    decided = decisions.last(application) if application["status"] in DECIDED else None
    award = budget.award_of(application)
    return {
        "award": money.text(award) if award else None,
        "outcome": decided["outcome"] if decided else None,
        "quarter": decided.get("quarter") if decided else None,
    }


def _reviewed(where: Standing, *, covered: bool) -> Data:
    """How far an application is reviewed; without its scores where they are `covered`."""
    scores = {"mean": scoring.text(where.mean) or None, "spread": scoring.text(where.spread) or None}
    return {
        "reviews_in": where.reviews_in,
        "reviews_needed": where.reviews_needed,
        "stale": where.stale,
        "conflicts": where.conflicts,
        **({} if covered else scores),
        "standing": where.unscored if covered else where.words,
        "ready": where.ready,
        "blocks": list(where.blocks),
        "without_award": where.without_award,
    }


def _hidden(shown: Data, *, deferred: bool, covered: bool) -> list[str]:
    """What is left out of an application, by name."""
    kept = shown.get("hidden", ())
    hidden = [n for n in kept if n in (*READ, visibility.DECISION)]
    hidden += ["reasons"] if "timeline.reasons" in kept else []
    hidden += ["asks"] if deferred and "timeline.asks" in kept else []
    return [*hidden, "mean", "spread", "scores"] if covered else hidden


def _deferral(application: Data) -> tuple[str | None, str | None]:
    """Where an application was deferred from into the round that it is in, and what was asked for; else nothing."""
    before = [
        e for e in timeline.standing(application.get("timeline"))
        if e.get("event") in decisions.DECIDING and e.get("quarter") == application.get("round")
    ]  # fmt: skip
    return (str(before[-1]["round"]), before[-1].get("asks")) if before else (None, None)


def _decision(application: Data) -> dict[str, Any] | None:
    """What was decided, by whom and why; of one that is not eligible its screening. None while nothing is."""
    made = decisions.last(application) if application["status"] in DECIDED else decisions.screened_out(application)
    names = ("at", "by", "outcome", "award", "quarter", "asks", "reasons", "criterion", "reason")
    return None if made is None else {name: made[name] for name in names if name in made}


def _now(application: Data, was: Data) -> str | None:
    """The state of an application today, where it is not what it was."""
    same = all(application[name] == was[name] for name in ("status", "round"))
    return None if same else str(application["status"])


def _happened(entry: Data) -> Data:
    names = ("at", "event", "outcome", "award", "amount", "quarter", "round", "reason", "reasons")
    return {name: entry[name] for name in names if name in entry}


def _shown(review: Data) -> Data:
    keep = ("id", "reviewer", "status", "revision", "scores", "comment", "conflict", "hidden")
    return {name: review[name] for name in keep if name in review}
