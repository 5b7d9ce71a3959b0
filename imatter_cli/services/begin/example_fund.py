"""Three quarters of the example year's fund: one published, one closed and waiting for decisions, one open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from imatter_cli.classes import immutable, replace
from imatter_cli.domain import money, quarters
from imatter_cli.domain.fund.decisions import Decision
from imatter_cli.services.begin.example_words import BARRIERS, COMMENTS, COSTS, OTHER_SOURCES, REASONS, called
from imatter_cli.services.context import Context
from imatter_cli.services.fund import applications, awards, calendar, deciding, reviews, rounds
from imatter_cli.services.records import events

#: Scores for need, fit and feasible, in the order of the rubric.
_SCORES = ((4, 3, 4), (3, 3, 4), (4, 4, 4), (2, 3, 3), (3, 4, 2))
_UNLIKE = ((4, 4, 4), (1, 2, 1))


@immutable
class ExampleQuarter:
    """One round and its days: `on(n)` is n days after it opened, and never later than today."""

    ctx: Context
    id: str
    opens: date
    number: int
    named: Mapping[str, str]

    def on(self, days: int) -> str:
        """The day that many days after the opening, as text."""
        return min(self.opens + timedelta(days=days), self.ctx.today).isoformat()


#: What an application is for examples in help, by the number of its quarter and its own in it.
_NAMED = {
    (0, 0): "reported", (0, 1): "accepted", (0, 3): "not funded", (0, 4): "awarded",
    (1, 0): "to decide", (1, 2): "under review", (2, 0): "submitted", (2, 3): "also submitted",
}  # fmt: skip


def make(
    ctx: Context, reviewers: Sequence[str], projects: Sequence[str], ids: Sequence[str], applied: int,
    named: Mapping[str, str],
) -> None:  # fmt: skip
    """Three rounds with `applied` applications each; `ids` are their quarters, `ctx.actor` their coordinator.

    `named` says what the ids of some end with.
    """
    months = calendar.first_months(ctx.store)
    first, second, third = (ExampleQuarter(ctx, id, quarters.starts(id, months), n, named) for n, id in enumerate(ids))
    deferred = _published(first, reviewers, _turn(projects, 0, applied), second.id)
    _closed(second, reviewers, _turn(projects, applied, applied), deferred)
    _open(third, reviewers, _turn(projects, 2 * applied, applied))


def _turn(projects: Sequence[str], start: int, count: int) -> list[str]:
    return [projects[(start + n) % len(projects)] for n in range(min(count, len(projects)))]


def _open_round(q: ExampleQuarter, reviewers: Sequence[str], budget: str) -> None:
    fields = {"budget": budget, "reviewers": list(reviewers), "opens": q.on(0)}
    rounds.open_round(q.ctx, q.id, fields, day=q.on(0))


def _apply(q: ExampleQuarter, project: str, number: int) -> str:
    holder = replace(q.ctx, actor=str(q.ctx.store.get(project).data["practitioner"]))
    costs = [{"item": item, "amount": money.text(pence)} for item, pence in COSTS[(number + q.number) % len(COSTS)]]
    fields = {
        "project": project,
        "round": q.id,
        "key_barrier": BARRIERS[(number + q.number) % len(BARRIERS)],
        "costs": costs,
        "other_sources": OTHER_SOURCES[number % len(OTHER_SOURCES)],
        "payee": "host" if number % 3 else "practitioner",
    }
    holder = called(holder, q.named.get(_NAMED.get((q.number, number), "")))
    return applications.apply(holder, fields, day=q.on(20 + number)).change.writes[0].id


def _submit(q: ExampleQuarter, application: str, number: int) -> None:
    applications.submit(_holder(q, application), application, day=q.on(30 + number))


def _holder(q: ExampleQuarter, application: str) -> Context:
    return replace(q.ctx, actor=str(q.ctx.store.get(application).data["practitioner"]))


def _score(q: ExampleQuarter, application: str, reviewer: str, marks: Sequence[int], number: int) -> None:
    rubric = [c["id"] for c in q.ctx.store.programme()["fund"]["rubric"]]
    scores = [{"criterion": c, "score": s} for c, s in zip(rubric, marks, strict=True)]
    comment = COMMENTS[number % len(COMMENTS)]
    reviews.score(replace(q.ctx, actor=reviewer), application, scores, comment, day=q.on(74 + number % 3))


def _review(q: ExampleQuarter, application: str, pair: Sequence[str], number: int) -> None:
    reviews.assign(q.ctx, application, pair, day=q.on(72))
    for n, reviewer in enumerate(pair):
        _score(q, application, reviewer, _SCORES[(number + n) % len(_SCORES)], number + n)


def _pair(reviewers: Sequence[str], number: int) -> list[str]:
    return [reviewers[(number + n) % len(reviewers)] for n in range(2)]


def _published(q: ExampleQuarter, reviewers: Sequence[str], projects: Sequence[str], next_quarter: str) -> str:
    """A quarter from its opening to reported awards; the application that was deferred from it."""
    _open_round(q, reviewers, "900.00")
    applied = [_apply(q, project, n) for n, project in enumerate(projects)]
    for n, application in enumerate(applied):
        _submit(q, application, n)
        applications.screen(q.ctx, application, "eligible", day=q.on(71))
    rounds.close(q.ctx, q.id, day=q.on(71))
    deferred = ""
    reasons = [{"criterion": "need", "text": REASONS[0]}, {"criterion": "fit", "text": REASONS[1]}]
    for n, application in enumerate(applied):
        _review(q, application, _pair(reviewers, n), n)
        asked = money.parse(q.ctx.store.get(application).data["amount"])
        decision = (
            Decision("funded", reasons),
            Decision("part-funded", reasons, award=asked // 200 * 100),
            Decision(
                "deferred",
                [{"criterion": "feasible", "text": REASONS[2]}],
                quarter=next_quarter,
                asks="Steps with dates.",
            ),
            Decision("not-funded", [{"criterion": "feasible", "text": REASONS[2]}]),
            Decision("part-funded", reasons, award=10000),
        )[n % 5]
        deferred = application if decision.outcome == "deferred" else deferred
        deciding.decide(q.ctx, application, decision, day=q.on(78))
    rounds.publish(q.ctx, q.id, day=q.on(80))
    for application in (applied[0], applied[1]):
        events.happen(_holder(q, application), application, "accept", day=q.on(84))
    awards.pay(q.ctx, applied[0], day=q.on(90))
    spent = str(q.ctx.store.get(applied[0]).data["amount"])
    learnt = "The room made it possible to stay until everybody had spoken."
    awards.report(_holder(q, applied[0]), applied[0], spent=spent, learnt=learnt, day=q.on(150))
    if q.named:  # one that is there to be finished, and one that is paid in part
        awards.pay(q.ctx, applied[1], amount="40.00", day=q.on(91))
    else:
        events.happen(q.ctx, applied[0], "finish", day=q.on(152))
    return deferred


def _closed(q: ExampleQuarter, reviewers: Sequence[str], projects: Sequence[str], deferred: str) -> None:
    """A quarter that waits for decisions: one ready, one with unlike scores, short of a review, conflicted, changed."""
    _open_round(q, reviewers, "1000.00")
    answered = {"other_sources": "Steps with dates are in the plan now; nobody else was asked."}
    applications.edit(_holder(q, deferred), deferred, answered, day=q.on(1))
    applications.carry(q.ctx, deferred, day=q.on(2))
    applied = [_apply(q, project, n) for n, project in enumerate(projects)]
    for n, application in enumerate(applied):
        _submit(q, application, n)
        applications.screen(q.ctx, application, "eligible", day=q.on(71))
    rounds.close(q.ctx, q.id, day=q.on(71))
    _review(q, deferred, _pair(reviewers, 2), 2)
    for n, application in enumerate(applied):
        pair = _pair(reviewers, n)
        if n == 1:
            reviews.assign(q.ctx, application, pair, day=q.on(72))
            for reviewer, marks in zip(pair, _UNLIKE, strict=True):
                _score(q, application, reviewer, marks, n)
        elif n == 2:
            reviews.assign(q.ctx, application, pair, day=q.on(72))
            _score(q, application, pair[0], _SCORES[n], n)
        else:
            _review(q, application, pair, n)
    reviews.recuse(q.ctx, applied[0], _pair(reviewers, 2)[0], "same-workplace", day=q.on(72))
    if len(applied) > 4:
        changed = {"other_sources": "A second fund was asked since then, and said no."}
        applications.edit(q.ctx, applied[4], changed, reason="The applicant wrote after closing.", day=q.on(80))


def _open(q: ExampleQuarter, reviewers: Sequence[str], projects: Sequence[str]) -> None:
    """A quarter that still takes applications: some are drafts, some are in."""
    _open_round(q, reviewers, "1500.00")
    for n, project in enumerate(projects):
        application = _apply(q, project, n)
        if n % 3 != 2:
            _submit(q, application, n)
