"""A set of decisions tried out: what would be left, what would be refused and why; and all of them made, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from imatter_cli.classes import immutable, replace
from imatter_cli.domain import money
from imatter_cli.domain.fund import account, budget, decisions, frozen
from imatter_cli.domain.fund.budget import Purse
from imatter_cli.domain.fund.decisions import Decision
from imatter_cli.errors import BadValue, Broken, ImatterError, NotFound, Refused, Usage
from imatter_cli.said import Quarter, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund import deciding
from imatter_cli.services.fund.promised import promised
from imatter_cli.services.fund.records import refuse_others
from imatter_cli.services.records.naming import Naming
from imatter_cli.services.records.recording import Recording
from imatter_cli.services.records.related import in_round, round_of
from imatter_cli.services.records.several import Series, at_once
from imatter_cli.services.records.valid import policy_of
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store.contract import Data

#: Refusals after which another answer to the same question can be given.
MENDABLE = (
    "over-budget", "over-ceiling", "award-differs", "not-later", "deferred-too-long", "missing-reasons", "missing-asks",
    "bad-value", "no-active-licence", "project-over", "has-left", "missing-answers", "not-eligible",
)  # fmt: skip
#: Takes the place of what a plan leaves out and a decision needs.
_LATER = "(to be said)"


@immutable
class Tried:
    """One entry of a plan: the application as it was named, the decision, and the line of the file (0: none)."""

    application: str
    decision: Decision
    line: int = 0

    @property
    def lacking(self) -> list[str]:
        """What a decision says that this one leaves out so far."""
        asks = self.decision.outcome == "deferred" and not self.decision.asks.strip()
        return [*([] if self.decision.reasons else ["reasons"]), *(["asks"] if asks else [])]


def sit(ctx: Context, quarter: str, plan: Sequence[Tried], *, complete: bool = False) -> Data:
    """Try these decisions in their order, each after those before it that would be made.

    Reasons and what a deferral asks for may be left out until the plan is `complete`. `{round, status, to_give,
    awarded, left, decisions: [{line, application, label, outcome, award, quarter, lacking, would, done, left, code,
    message, hint}], refused, undecided}`; `done` says that it is decided just so already. Raises Refused (`no-round`,
    `not-yours`).
    """
    reader = ctx.store
    at = _Table.of(ctx, quarter)
    round = at.round
    lines = [{**at.tried(one if complete else at.completed(one))[0], "lacking": one.lacking} for one in plan]
    naming, about = Naming(reader), {str(a["id"]): str(a.get("project")) for a in at.applications}
    for line in lines:
        line["label"] = naming.record(about.get(str(line["application"]), ""))
    after, purse = at.after(), at.purse()
    return {
        "round": quarter,
        "status": round["status"],
        "currency": frozen.currency(round, reader.programme()),
        "to_give": account.signed(purse.to_give),
        "awarded": money.text(purse.awarded),
        "left": account.signed(purse.left),
        "decisions": lines,
        "refused": sum(not line["would"] for line in lines),
        "undecided": sum(a["status"] in ("submitted", "eligible") for a in after),
    }


def apply(ctx: Context, quarter: str, plan: Sequence[Tried]) -> tuple[Data, Series]:
    """Make all of these decisions, each as its own change, or none; as `sit`, with the `commit` of each.

    With it what was changed. What is decided just so already is not decided again. `applied` says whether they were
    made: not where one of them is refused. Raises as `sit`, and Refused (`some-refused`) where somebody was faster.
    """
    tried = sit(ctx, quarter, plan, complete=True)
    if tried["refused"]:
        return {**tried, "applied": False}, Series(())
    lines = tried["decisions"]
    todo = [(str(line["application"]), one) for line, one in zip(lines, plan, strict=True) if not line["done"]]
    acts = [(id, _deciding(id, one.decision)) for id, one in todo]
    series = at_once(ctx, acts) if acts else Series(())
    made = {r.change.writes[0].id: r.commit for r in series.receipts}
    told = [{**line, "commit": made.get(str(line["application"]), "")} for line in lines]
    return {**tried, "decisions": told, "applied": not ctx.dry_run}, series


def _deciding(id: str, decision: Decision) -> Callable[[Context], object]:
    return lambda context: deciding.decide(context, id, decision)


def refusal(ctx: Context, quarter: str, tried: Tried) -> ImatterError | None:
    """What one decision would be refused for, whatever its reasons will be; None if it would be made."""
    at = _Table.of(ctx, quarter)
    return at.tried(at.completed(tried))[1]


def judge(ctx: Context, event: str, id: str, decision: Decision) -> None:
    """Raise what a decision (`event` is decide or correct) would be refused for, whatever its reasons will be."""
    recording = Recording(ctx, ctx.store)
    if decision.outcome == "deferred" and not decision.quarter:  # which is still to come
        recording.ask(id, event, reason=_LATER, details={"outcome": decision.outcome})
        return
    round = round_of(ctx.store, str(recording.current(id)["round"]))
    first = decisions.terms(round, ctx.store.programme()).criteria[0]
    why = _LATER if event == "correct" else ""
    deciding.lead(recording, event, id, _completed(decision, first), reason=why)


@immutable
class _Table:
    """Where decisions of a quarter are tried out, each after those before it; `seen` are the applications so far."""

    recording: Recording
    quarter: str
    round: Data
    applications: Sequence[Data]
    criterion: str
    eyes: Eyes
    seen: set[str]

    @classmethod
    def of(cls, ctx: Context, quarter: str) -> _Table:
        """The quarter as it is. Raises Refused (`no-round`, `not-yours`)."""
        reader = ctx.store
        refuse_others(reader, ctx.actor, policy_of(reader).personal, "Trying out decisions")
        round = round_of(reader, quarter)
        criterion = decisions.terms(round, reader.programme()).criteria[0]
        return cls(
            Recording(ctx, reader), quarter, round, in_round(reader, quarter), criterion, Eyes(reader, ctx.actor), set()
        )

    def completed(self, one: Tried) -> Tried:
        """The same with something in place of what it leaves out so far."""
        return replace(one, decision=_completed(one.decision, self.criterion))

    def tried(self, one: Tried) -> tuple[Data, ImatterError | None]:
        """One decision as a row of `sit`, and what it would be refused for."""
        decision = one.decision
        said: dict[str, Any] = {
            "line": one.line or None,
            "application": one.application,
            "outcome": decision.outcome,
            "award": None if decision.award is None else money.text(decision.award),
            "quarter": decision.quarter or None,
        }
        fine: dict[str, Any] = {"would": True, "done": False, "code": None, "message": None, "hint": None}
        wrong: ImatterError | None = None
        try:
            id = said["application"] = self.recording.reader.find(one.application, ["application"])
            self._refuse_here(id)
            current = self.recording.current(id)
            if self.eyes.decision(current) and decisions.is_made(_as_said(decision), current):
                fine["done"] = True
            else:
                made = decisions.last(deciding.lead(self.recording, "decide", id, decision)) or {}
                said["award"] = made.get("award")
            self.seen.add(id)
        except (Refused, BadValue, NotFound, Broken, Usage) as refused:
            wrong = refused
            fine |= {"would": False, "code": wrong.code, "message": wrong.message, "hint": str(wrong.hint)}
        return {**said, **fine, "left": account.signed(self.purse().left)}, wrong

    def after(self) -> list[Data]:
        """The applications after the decisions so far, without those that the actor may not see."""
        return [self.eyes.undecided(self.recording.as_led(a)) for a in self.applications]

    def purse(self) -> Purse:
        """The money of the quarter after these."""
        return budget.purse(self.round, self.after(), promised(self.recording.ctx.store).get(self.quarter, 0))

    def _refuse_here(self, id: str) -> None:
        there = str(self.recording.current(id)["round"])
        if there != self.quarter:
            raise Refused(
                Said("{application} is in {round}, not in this round.", application=id, round=Quarter(there)),
                code="other-round",
            )
        if id in self.seen:
            raise Refused(
                Said("This plan decides {application} twice.", application=id),
                code="decided-twice",
                hint="Keep only one of the two.",
            )


def _as_said(decision: Decision) -> Decision:
    """Without what only stands where nothing was said."""
    said = [r for r in decision.reasons if r["text"] != _LATER]
    return replace(decision, reasons=said, asks="" if decision.asks == _LATER else decision.asks)


def _completed(decision: Decision, criterion: str) -> Decision:
    reasons = decision.reasons or ({"criterion": criterion, "text": _LATER},)
    asks = decision.asks or (_LATER if decision.outcome == "deferred" else "")
    return replace(decision, reasons=reasons, asks=asks)
