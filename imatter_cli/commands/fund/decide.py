"""What is done with applications: screened, reviewed, decided, carried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from imatter_cli.commands.frame.advised import advised
from imatter_cli.commands.frame.changes import first_id, first_record, happened, tell
from imatter_cli.commands.frame.commands import Commands, quarter_option, session_of
from imatter_cli.commands.frame.complete import complete_ids
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.basics import currency, hang, quarter
from imatter_cli.commands.fund.common import App, about, reasons
from imatter_cli.commands.fund.several import Apps, Of, only, several
from imatter_cli.domain import dates, quarters
from imatter_cli.domain.fund.decisions import Decision
from imatter_cli.errors import BadValue, Refused
from imatter_cli.input.form import Choice, Form
from imatter_cli.input.questions import fund as questions
from imatter_cli.output import words
from imatter_cli.output.fund import money_text
from imatter_cli.output.receipts import Done, Next
from imatter_cli.services.context import Context
from imatter_cli.services.fund import applications, deciding, reviews, rounds, trial
from imatter_cli.services.fund.reviews import Assigned
from imatter_cli.store.contract import Receipt

Reviewers = Annotated[
    list[str],
    typer.Option(
        "--reviewer", metavar="ID", help="A reviewer; repeat for several.", autocompletion=complete_ids("practitioner")
    ),
]
Scores = Annotated[
    list[str],
    typer.Option(
        "--score", metavar="CRITERION=SCORE", help="A score, such as need=4 or feasible=n/a; repeat for each criterion."
    ),
]
Date = Annotated[str, typer.Option("--date", metavar="DAY", help="The day it happened, if that was not today.")]
Reopen = Annotated[
    str, typer.Option("--reopen", metavar="REASON", help="Change a review that you have submitted, and say why.")
]


def add_to(app: Commands) -> None:
    """Hang these commands on the group."""
    hang(app, "return", give_back, questions.RETURN)
    hang(app, "screen", screen, questions.SCREEN)
    hang(app, "assign", assign)
    hang(app, "score", score)
    hang(app, "abstain", abstain, questions.ABSTAIN)
    hang(app, "recuse", recuse, questions.RECUSE)
    hang(app, "decide", decide, questions.DECIDE)
    hang(app, "correct", correct, questions.CORRECT)
    hang(app, "carry", carry, questions.CARRY)


def give_back(
    ctx: typer.Context,
    given: dict[str, Any],
    application: Apps = [],  # noqa: B006 - typer copies it
    which: Of = None,
) -> None:
    """Return an application to its applicant, with a reason.

    Example: imatter fund return 7kq --reason "the room's cost is missing"
    """
    session = session_of(ctx)
    if several(session, questions.RETURN, given, application, which, _give_back, "Returned"):
        return
    with about(session, questions.RETURN, given, only(application), _give_back) as values:
        receipt, thoughts = advised(session, lambda ctx: _give_back(ctx, values["application"], values))
        tell(session, receipt, happened(receipt, "return"), (), thoughts)


def screen(
    ctx: typer.Context,
    given: dict[str, Any],
    application: Apps = [],  # noqa: B006 - typer copies it
    which: Of = None,
) -> None:
    """Screen an application: eligible, or not eligible with the criterion that is not met.

    Example: imatter fund screen 7kq 4t9 --outcome eligible
    """
    session = session_of(ctx)
    said = only(application) or str(given.get("application") or "")
    criteria = applications.criteria_for(session.store(), _id_of(session, said))

    def choices(name: str) -> Sequence[Choice]:
        if name != "fund.criteria":
            return session.choices(name)
        return [Choice(str(c["id"]), str(c["name"]), str(c.get("note") or "")) for c in criteria]

    if several(session, questions.SCREEN, given, application, which, _screen, "Screened", choices):
        return
    with about(session, questions.SCREEN, given, only(application), _screen, choices=choices) as values:
        receipt, thoughts = advised(session, lambda ctx: _screen(ctx, values["application"], values))
        id, status = first_id(receipt), str(first_record(receipt).get("status", "")).replace("-", " ")
        then = [Next(f"imatter fund assign {id}", "reviewers")] if status == "eligible" else []
        tell(session, receipt, f"Screened: {id} is {status}.", then, thoughts)


def assign(
    ctx: typer.Context,
    application: App = "",
    reviewer: Reviewers = [],  # noqa: B006 - typer copies it
    which: Annotated[str, quarter_option("All applications of this quarter, evenly.")] = "current",
    date: Date = "",
) -> None:
    """Assign reviewers: those you name, or as many as the quorum needs. Without an application: the whole quarter.

    Example: imatter fund assign 7kq --reviewer 4t9 --reviewer b2m
    """
    session = session_of(ctx)
    store = session.store()
    day = dates.parse_day(date, session.today()).isoformat() if date else ""
    if application:
        people = [store.find(r, ["practitioner"]) for r in reviewer]
        assigned = reviews.assign(session.context(), store.find(application, ["application"]), people, day)
    elif reviewer:
        raise BadValue("--reviewer needs an application.", hint="imatter fund assign APPLICATION --reviewer PERSON")
    else:
        assigned = reviews.assign_round(session.context(), quarter(session, which), day)
    _tell_assigned(session, assigned)


def score(
    ctx: typer.Context,
    application: App = "",
    scores: Scores = [],  # noqa: B006 - typer copies it
    comment: Annotated[str, typer.Option("--comment", metavar="TEXT", help="A comment for the panel to read.")] = "",
    reopen: Reopen = "",
    date: Date = "",
    named: Annotated[str, typer.Option("--application", metavar="ID", hidden=True)] = "",
) -> None:
    """Score an application that you are assigned to: every criterion, and a comment.

    Example: imatter fund score 7kq --score need=4 --score fit=3 --score feasible=n/a --comment "small and ready"
    """
    session = session_of(ctx)
    rubric = reviews.rubric_for(session.store(), _id_of(session, application or named))
    known = [str(c["id"]) for c in rubric]
    form = questions.scoring_form(rubric)
    form = Form(form.name, form.title, (questions.APPLICATION, *form.questions))
    given: dict[str, Any] = {"comment": comment, "date": date}
    for said in scores:
        criterion, sign, value = said.partition("=")
        criterion = criterion.strip().lower()
        if not sign or criterion not in known:
            raise BadValue(
                f"--score {said!r} doesn't name a criterion.",
                hint=f"Write it as {known[0]}=4. The criteria are {', '.join(known)}.",
            )
        if questions.score_field(criterion) in given:
            raise BadValue(f"{criterion} is scored twice.", hint="Give each --score once.")
        given[questions.score_field(criterion)] = value.strip() or "?"

    def act(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
        answers = [(c, str(values[questions.score_field(c)]).rpartition("=")[2]) for c in known]
        made = [{"criterion": c, "score": v if v == "n/a" else int(v)} for c, v in answers]
        return reviews.score(ctx, id, made, values["comment"], reopen=reopen, day=values.get("date", ""))

    with about(session, form, given, application or named, act, reviews.to_score) as values:
        receipt = act(session.context(), values["application"], values)
        said = f"Submitted: {first_id(receipt)}, your review of {values['application']}."
        tell(session, receipt, said, [Next("imatter status", "what else waits for you")])


def abstain(ctx: typer.Context, given: dict[str, Any], application: App = "") -> None:
    """Declare your own conflict with an application. From then on you neither score nor decide it.

    Example: imatter fund abstain 7kq --conflict same-workplace
    """
    session = session_of(ctx)
    with about(session, questions.ABSTAIN, given, application, _abstain, reviews.under_review) as values:
        receipt = _abstain(session.context(), values["application"], values)
        tell(session, receipt, f"Abstained: from now on you take no part in {values['application']}.")


def recuse(ctx: typer.Context, given: dict[str, Any], application: App = "") -> None:
    """Declare somebody else's conflict with an application. From then on they neither score nor decide it.

    Example: imatter fund recuse 7kq --reviewer 4t9 --conflict close-relation
    """
    session = session_of(ctx)
    with about(session, questions.RECUSE, given, application, _recuse, reviews.under_review) as values:
        id = values["application"]
        receipt = _recuse(session.context(), id, values)
        then = [Next(f"imatter fund assign {id}", "somebody else")]
        tell(session, receipt, f"Recused: from now on {values['reviewer']} takes no part in {id}.", then)


def decide(ctx: typer.Context, given: dict[str, Any], application: App = "") -> None:
    """Decide an application: in full, in part, deferred, or not funded this quarter, with reasons by criterion.

    Example: imatter fund decide 7kq --outcome part-funded --award 300 --reason need="small, ready, wanted"
    """
    session = session_of(ctx)

    def act(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
        return deciding.decide(ctx, id, decision_of(session, values), day=values.get("date", ""))

    with about(session, _asked(session, questions.DECIDE, given, application), given, application, act) as values:
        receipt, thoughts = advised(session, lambda ctx: act(ctx, values["application"], values))
        tell_decided(session, receipt, "Decided", thoughts)


def correct(ctx: typer.Context, given: dict[str, Any], application: App = "") -> None:
    """Correct a decision before it is accepted, with a reason (--why).

    Example: imatter fund correct 7kq --outcome funded --reason need="as asked" --why "a cost was read twice"
    """
    session = session_of(ctx)

    def act(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
        day = values.get("date", "")
        return deciding.correct(ctx, id, decision_of(session, values), reason=values["why"], day=day)

    with about(session, _asked(session, questions.CORRECT, given, application), given, application, act) as values:
        receipt, thoughts = advised(session, lambda ctx: act(ctx, values["application"], values))
        tell_decided(session, receipt, "Corrected", thoughts)


def carry(
    ctx: typer.Context,
    given: dict[str, Any],
    application: Apps = [],  # noqa: B006 - typer copies it
    which: Of = None,
) -> None:
    """Carry a deferred application into its quarter, or move one on after its round was cancelled.

    Example: imatter fund carry 7kq
    """
    session = session_of(ctx)

    def act(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
        to = quarter(session, values["into"]) if values.get("into") else ""
        return applications.carry(ctx, id, values.get("date", ""), into=to, reason=values.get("reason", ""))

    suits = applications.to_carry
    if several(session, questions.CARRY, given, application, which, act, "Carried", fitting=suits):
        return
    with about(session, questions.CARRY, given, only(application), act, suits) as values:
        receipt = act(session.context(), values["application"], values)
        into = quarters.spoken(str(first_record(receipt).get("round", "")))
        tell(session, receipt, f"Carried into {into}: {first_id(receipt)}.")


def decision_of(session: Session, values: dict[str, Any]) -> Decision:
    """The decision that was answered."""
    to = quarter(session, values["quarter"]) if values.get("quarter") else ""
    return Decision(
        values["outcome"], reasons(values.get("reasons")), questions.pence(values.get("award")), to,
        values.get("asks", ""),
    )  # fmt: skip


def decided_words(session: Session, receipt: Receipt) -> str:
    """`funded, £250` or `deferred to 2027-Q1`, of the decision that was just made."""
    last: dict[str, Any] = (first_record(receipt).get("timeline") or [{}])[-1]
    outcome = str(last.get("outcome", ""))
    if outcome == "deferred":
        return f"deferred to {quarters.spoken(str(last.get('quarter')))}"
    if last.get("award"):
        said = "funded in part" if outcome == "part-funded" else "funded"
        return f"{said}, {money_text(str(last['award']), currency(session, receipt))}"
    return "not funded this quarter"


def left_words(session: Session, receipt: Receipt) -> str:
    """`Left to give: £1,750.`, once the decision is made."""
    left = rounds.money_of(session.settled(receipt).store, str(first_record(receipt)["round"]))[1].left
    return f"Left to give: {words.money(left, currency(session, receipt))}."


def tell_decided(session: Session, receipt: Receipt, how: str, thoughts: Sequence[str] = ()) -> None:
    """The receipt of a decision, with what is left to give."""
    left = "" if session.dry_run else f" {left_words(session, receipt)}"
    tell(session, receipt, f"{how}: {first_id(receipt)} {decided_words(session, receipt)}.{left}", (), thoughts)


def _id_of(session: Session, said: str) -> str:
    """The full id of an application that was named; empty where none was."""
    return session.store().find(said, ["application"]) if said else ""


def _asked(session: Session, form: Form, given: dict[str, Any], application: str) -> Form:
    """With its reasons asked for, unless all else is there: then the rule that they lack says so itself.

    At a terminal the outcome, the award and the quarter are judged as they are given, before reasons are written.
    """
    lacking = not (application or given.get("application")) or not given.get("outcome")
    if not session.interactive:
        return questions.with_reasons_asked(form) if lacking else form
    id = _id_of(session, application or str(given.get("application") or ""))
    return _judged(session, questions.with_reasons_asked(form), id) if id else questions.with_reasons_asked(form)


def _judged(session: Session, form: Form, id: str) -> Form:
    """The form with each answer of a decision on one application judged when it is given."""
    event = form.name.partition(" ")[2]

    def judge(decision: Decision) -> None:
        try:
            trial.judge(session.context(), event, id, decision)
        except Refused as refused:
            if refused.code not in trial.MENDABLE:
                raise
            raise BadValue(refused.message, hint=refused.hint) from None

    def outcome(value: str) -> None:
        # an award and a quarter are still to come: the others stand for what does not depend on them
        judge(Decision(value if value == "funded" else "not-funded"))

    judges: dict[str, Callable[[Any], None]] = {
        "outcome": outcome,
        "award": lambda value: judge(Decision("part-funded", award=questions.pence(value))),
        "quarter": lambda value: judge(Decision("deferred", quarter=quarter(session, value))),
    }
    return questions.with_judges(form, judges)


def _give_back(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return applications.give_back(ctx, id, reason=values["reason"], day=values.get("date", ""))


def _screen(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return applications.screen(
        ctx, id, values["outcome"], values.get("criterion", ""), reason=values.get("reason", ""),
        day=values.get("date", ""),
    )  # fmt: skip


def _abstain(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    more = {"reason": values.get("reason", ""), "day": values.get("date", "")}
    return reviews.abstain(ctx, id, values["conflict"], **more)


def _recuse(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    more = {"reason": values.get("reason", ""), "day": values.get("date", "")}
    return reviews.recuse(ctx, id, values["reviewer"], values["conflict"], **more)


def _tell_assigned(session: Session, assigned: Assigned) -> None:
    receipt = assigned.receipt
    pairs = [{"application": a, "reviewer": r} for a, r in assigned.made]
    notes = [f"{p['application']}: {p['reviewer']}" for p in pairs]
    notes += [
        f"{id} still lacks {words.count(n, 'reviewer')}: everybody else has a conflict." for id, n in assigned.lacking
    ]
    notes += [
        f"{id} was left out because you have a conflict. Another coordinator can assign it."
        for id in assigned.passed_over
    ]
    first = receipt.after[0] or {}
    more = {
        "assigned": pairs,
        "lacking": [{"application": id, "reviewers": n} for id, n in assigned.lacking],
        "passed_over": list(assigned.passed_over),
    }
    session.done(
        Done(
            str(first.get("id", "")), str(first.get("status", "")), receipt.paths[0], receipt.commit,
            f"Assigned: {words.count(len(pairs), 'review')}.",
            [Next("imatter fund score APPLICATION", "for each reviewer")], notes, session.dry_run, more=more,
        )
    )  # fmt: skip
