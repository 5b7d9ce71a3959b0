"""The applications that reviewers have to review, each reviewer's by itself, to read without imatter.

A hand-out is made for one reviewer by somebody else, so it holds what both of them may see, and of reviews nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from imatter_cli import sources
from imatter_cli.classes import immutable, replace
from imatter_cli.domain import calling, money, people, quarters
from imatter_cli.domain.fund import assigning, conflicts, frozen, handed_back, order, quorum
from imatter_cli.domain.lifecycles import UNDER_REVIEW
from imatter_cli.domain.lists import Lists
from imatter_cli.domain.people import Codes
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund.circumstances import circumstances
from imatter_cli.services.fund.records import refuse_others, valid
from imatter_cli.services.fund.reviews import reviews_of
from imatter_cli.services.records.persons import codes_in
from imatter_cli.services.records.related import round_of
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store.contract import Data


@immutable
class HandOuts:
    """The hand-outs of a quarter, by reviewer.

    `passed_over` are the applications that somebody else has to hand out, because of a conflict; `left_out` are files
    that could not be read, in words.
    """

    by_reviewer: Mapping[str, Data]
    passed_over: tuple[str, ...]
    left_out: tuple[str, ...]


def hand_outs(ctx: Context, quarter: str, reviewers: Sequence[str] = ()) -> HandOuts:
    """What each reviewer (of those named, else each who has something to review) still has to review in a quarter.

    A hand-out is `{imatter, quarter, reviewer, made, currency, funder, rubric, conflicts, applications}`.

    Raises Refused (`no-round`; `not-yours` for anybody but a coordinator and the reviewer; `not-assigned` for a
    reviewer who was named and has nothing to review).
    """
    reader = ctx.store
    programme = reader.programme()
    round = round_of(reader, quarter)
    codes = codes_in(reader)
    if not (reviewers and all(people.same_person(codes, ctx.actor, one) for one in reviewers)):
        refuse_others(reader, ctx.actor, programme.get("store") == "personal", "Handing out reviews")
    left_out: list[dict[str, str]] = []
    under = {
        str(a["id"]): a
        for a in valid(reader, "application", [quarter], left_out)
        if a["round"] == quarter and a["status"] in UNDER_REVIEW
    }
    waiting, passed_over = _still_to_review(ctx, round, under, reviewers, codes)
    idle = [who for who, there in waiting.items() if not there]
    if idle and not passed_over:
        raise _nothing(idle[0], quarter)
    common = {
        "imatter": handed_back.FORM, "quarter": quarter, "made": ctx.moment,
        "currency": frozen.currency(round, programme), "funder": str(programme["funder"]),
        "rubric": [dict(one) for one in frozen.rubric(round, programme)],
        "conflicts": [{"id": id, "name": name} for id, name in Lists(programme).names("reasons.conflict").items()],
    }  # fmt: skip
    asked = frozen.questions(round, programme)
    made = {}
    for who, there in sorted(waiting.items()):
        if there:
            shown = _reading(replace(ctx, actor=who), asked)
            made[who] = {**common, "reviewer": who, "applications": list(map(shown, there))}
    return HandOuts(made, tuple(passed_over), tuple(f"{t['path']} {t['message']}" for t in left_out))


def _still_to_review(
    ctx: Context, round: Data, under: Mapping[str, Data], reviewers: Sequence[str], codes: Codes
) -> tuple[dict[str, list[Data]], dict[str, None]]:
    """The applications that each reviewer still has to review; and those that somebody else has to hand out."""
    on, waits = reviews_of(ctx.store, list(under)), _to_come(ctx, round, codes)
    waiting: dict[str, list[Data]] = {who: [] for who in reviewers}
    passed_over: dict[str, None] = {}
    for id in order.fair(under, str(round["id"])):
        application = under[id]
        on_it = [r for r in on if r["application"] == id]
        for review in on_it:
            who = str(review["reviewer"])
            if (reviewers and who not in reviewers) or not waits(review, application, on_it):
                continue
            if conflicts.conflict(ctx.actor, application, on_it, codes) and who != ctx.actor:
                passed_over[id] = None
                continue
            waiting.setdefault(who, []).append(application)
    return waiting, passed_over


def _to_come(ctx: Context, round: Data, codes: Codes) -> Callable[[Data, Data, Sequence[Data]], bool]:
    """Whether a review of an application is still to come, from somebody who may write it."""

    @cache
    def reviews(who: str) -> bool:
        person = ctx.store.get(who).data
        return not assigning.why_not_a_reviewer(who, person.get("roles") or (), person.get("status") == "left")

    def waits(review: Data, application: Data, on_it: Sequence[Data]) -> bool:
        who = str(review["reviewer"])
        if not (review["status"] == "assigned" or quorum.stale(application, review)):
            return False
        taken_out = assigning.is_taken_out(review, round)
        return not (taken_out or conflicts.conflict(who, application, on_it, codes)) and reviews(who)

    return waits


def _reading(ctx: Context, asked: Mapping[str, str]) -> Callable[[Data], Data]:
    """An application as its reviewer may read it: without its life, and so without anything that was decided."""
    eyes, around = Eyes(ctx.store, ctx.actor), circumstances(ctx)

    def shown(application: Data) -> Data:
        seen, place = eyes.see("application", application), around(str(application["id"]))
        answers = [
            {"ask": asked.get(str(one["question"]), str(one["question"])), "answer": str(one["answer"])}
            for one in seen.get("answers") or ()
        ]
        return {
            "application": str(application["id"]),
            "revision": int(application["revision"]),
            "label": calling.name_of(ctx.store.get(str(application["project"])).data),
            "kind": place["type"],
            "setting": place["setting"],
            "applicant": str(application["practitioner"]),
            "asked": money.text(money.parse(application["amount"])),
            "costs": [{"item": str(c["item"]), "amount": str(c["amount"])} for c in seen.get("costs") or ()],
            "payee": str(application["payee"]),
            "key_barrier": str(seen.get("key_barrier") or ""),
            "other_sources": str(seen.get("other_sources") or ""),
            "answers": answers,
        }

    return shown


def _nothing(reviewer: str, quarter: str) -> Refused:
    name = quarters.spoken(quarter)
    return Refused(
        Said("{reviewer} has nothing to review in {round}.", reviewer=reviewer, round=name), code="not-assigned",
        source=sources.ACROSS_RECORDS,
        hint=Remedy("A coordinator can assign reviews: ", Command("fund assign", "--quarter", name)),
    )  # fmt: skip
