"""What is done with applications: screened, reviewed, decided, carried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import typer

from imatter_cli.classes import replace
from imatter_cli.commands.frame.changes import first_id, first_record
from imatter_cli.commands.frame.commands import Commands, quarter_option
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.offering import anything
from imatter_cli.commands.frame.options import option
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.verbs import Verb, asked, command_of, finish, perform
from imatter_cli.commands.fund.basics import currency, quarter
from imatter_cli.commands.fund.common import APPLICATION, above_ceiling, add_verbs
from imatter_cli.commands.fund.several import APPLICATIONS, OF_QUARTER, add_many, only, several
from imatter_cli.domain import dates, quarters
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import decisions
from imatter_cli.domain.fund.decisions import Decision
from imatter_cli.errors import BadValue, Refused
from imatter_cli.input.form import Answers, Choice, Form
from imatter_cli.input.questions import fund as questions
from imatter_cli.output import words
from imatter_cli.output.fund import money_text
from imatter_cli.output.receipts import Done, Next, Told
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund import applications, deciding, reviews, rounds_read, trial
from imatter_cli.services.fund.reviews import Assigned
from imatter_cli.store.contract import Receipt

DATE = option("--date", "DAY", "The day it happened, if that was not today.")


def decided_words(ctx: Context, receipt: Receipt) -> str:
    """`funded, £250` or `deferred to 2027-Q1`, of the decision that was just made."""
    last: Data = (first_record(receipt).get("timeline") or [{}])[-1]
    outcome = str(last.get("outcome", ""))
    if outcome == "deferred":
        return f"deferred to {quarters.spoken(str(last.get('quarter')))}"
    if last.get("award"):
        said = "funded in part" if outcome == "part-funded" else "funded"
        return f"{said}, {money_text(str(last['award']), currency(ctx.store, first_id(receipt)))}"
    return "not funded this quarter"


def left_words(ctx: Context, receipt: Receipt) -> str:
    """`Left to give: £1,750.`, once the decision is made."""
    left = rounds_read.left(ctx, str(first_record(receipt)["round"]))
    return f"Left to give: {words.money(left, currency(ctx.store, first_id(receipt)))}."


def _screened(ctx: Context, receipt: Receipt) -> Told:
    id, status = first_id(receipt), str(first_record(receipt).get("status", "")).replace("-", " ")
    then = [Next(Command("fund assign", id), "reviewers")] if status == "eligible" else []
    return Told(f"Screened: {id} is {status}.", then, above_ceiling(ctx, first_record(receipt)) if then else ())


def _scored(ctx: Context, receipt: Receipt) -> Told:
    said = f"Submitted: {first_id(receipt)}, your review of {first_record(receipt)['application']}."
    return Told(said, [Next(Command("status"), "what else waits for you")])


def _abstained(ctx: Context, receipt: Receipt) -> Told:
    return Told(f"Abstained: from now on you take no part in {first_record(receipt)['application']}.")


def _recused(ctx: Context, receipt: Receipt) -> Told:
    review = first_record(receipt)
    id, who = review["application"], review["reviewer"]
    then = [Next(Command("fund assign", id), "somebody else")]
    return Told(f"Recused: from now on {who} takes no part in {id}.", then)


def _decided(ctx: Context, receipt: Receipt, how: str = "Decided") -> Told:
    left = f" {left_words(ctx, receipt)}" if receipt.commit else ""
    return Told(f"{how}: {first_id(receipt)} {decided_words(ctx, receipt)}.{left}", notes=second_award(ctx, receipt))


def second_award(ctx: Context, receipt: Receipt) -> list[str]:
    """What the same project has been given already, if this decision gives it more."""
    made = first_record(receipt)
    others = deciding.other_awards(ctx.store, made)
    return [
        f"The same project already has {money_text(award, currency(ctx.store, id))} with {id}." for id, award in others
    ]


def _carried(ctx: Context, receipt: Receipt) -> Told:
    made, id = first_record(receipt), first_id(receipt)
    into = quarters.spoken(str(made.get("round", "")))
    lacking = applications.still_asked(ctx.store, made)
    open_ = [
        str(
            Remedy(
                Said("{round} also asks: {question} Answer with: ", round=into, question=Prose(ask)),
                Command("fund edit", id, "--answer", f"{q}=TEXT"),
            )
        )
        for q, ask in lacking.items()
    ]
    return Told(f"Carried into {into}: {id}.", notes=open_)


RETURN = Verb(
    questions.RETURN, "Return an application to its applicant, with a reason.",
    'imatter fund return h6k --reason "the room\'s cost is missing"',
)  # fmt: skip
SCREEN = Verb(
    questions.SCREEN,
    "Screen an application: eligible, or not eligible with the criterion that is not met. To correct that before it is "
    "decided, screen it again with a reason.",
    "imatter fund screen h6k q3n --outcome eligible", applications.screen, _screened, suits=applications.to_screen,
)  # fmt: skip
ABSTAIN = Verb(
    questions.ABSTAIN, "Declare your own conflict with an application. From then on you neither score nor decide it.",
    "imatter fund abstain h6k --conflict same-workplace", reviews.abstain, _abstained, suits=reviews.under_review,
    may=reviews.may_abstain,
)  # fmt: skip
RECUSE = Verb(
    questions.RECUSE,
    "Declare somebody else's conflict with an application. From then on they neither score nor decide it.",
    "imatter fund recuse r9t --reviewer v2x --conflict close-relation", reviews.recuse, _recused,
    suits=reviews.under_review, may=lambda ctx: anything,
)  # fmt: skip
DECIDE = Verb(
    questions.DECIDE,
    "Decide an application: in full, in part, deferred, or not funded this quarter, with reasons by criterion.",
    'imatter fund decide e5m --outcome part-funded --award 100 --reason need="small, ready, wanted"', deciding.decide,
    _decided,
)  # fmt: skip
CORRECT = Verb(
    questions.CORRECT, "Correct a decision before it is accepted, with a reason (--why).",
    'imatter fund correct z5g --outcome funded --reason need="as asked" --why "a cost was read twice"',
    deciding.correct, partial(_decided, how="Corrected"),
)  # fmt: skip
CARRY = Verb(
    questions.CARRY, "Carry a deferred application into its quarter, or move one on after its round was cancelled.",
    "imatter fund carry e5m", applications.carry, _carried, suits=applications.to_carry,
)  # fmt: skip


def add_to(app: Commands) -> None:
    """Hang these commands on the group."""
    add_many(app, RETURN, "Returned")
    command_of(app, SCREEN)(screen)
    app.command("assign")(assign)
    app.command("score")(score)
    add_verbs(app, ABSTAIN, RECUSE)
    _add_decision(app, DECIDE)
    _add_decision(app, CORRECT)
    add_many(app, CARRY, "Carried")


def screen(
    session: Session, given: dict[str, Any], application: list[str] = APPLICATIONS, which: str | None = OF_QUARTER
) -> None:
    """Screen an application, by the criteria of its own round."""
    said = only(application) or str(given.get("application") or "")
    criteria = applications.criteria_for(session.store(), _id_of(session, said))

    def choices(name: str) -> Sequence[Choice]:
        if name != "fund.criteria":
            return session.choices(name)
        return [Choice(str(c["id"]), str(c["name"]), str(c.get("note") or "")) for c in criteria]

    verb = replace(SCREEN, form=questions.with_reason_asked(SCREEN.form)) if _is_screened(session, said) else SCREEN
    if not several(session, verb, given, application, which, "Screened", choices):
        perform(session, verb, given, only(application), choices)


def _is_screened(session: Session, said: str) -> bool:
    """Whether the application that was named was screened before, where its reason can be asked for."""
    id = _id_of(session, said) if session.interactive else ""
    return bool(id) and bool(decisions.screenings(session.store().get(id).data))


def assign(
    session: Session,
    application: str = APPLICATION,
    reviewer: list[str] = option(
        "--reviewer", "ID", "A reviewer; repeat for several.", IdType("practitioner"), default=[]
    ),
    which: str = quarter_option("All applications of this quarter, evenly."),
    date: str = DATE,
) -> None:
    """Assign reviewers: those you name, or as many as the quorum needs. Without an application: the whole quarter.

    Example: imatter fund assign r9t --reviewer p7m
    """
    store = session.store()
    day = dates.parse_kept_day(date, session.today()).isoformat() if date else ""
    if application:
        people = [store.find(r, ["practitioner"]) for r in reviewer]
        receipt = reviews.assign(session.context(), store.find(application, ["application"]), people, day)
    elif reviewer:
        raise BadValue(
            "--reviewer needs an application.", hint=Command("fund assign", "APPLICATION", "--reviewer", "PERSON")
        )
    else:
        receipt = reviews.assign_round(session.context(), quarter(session, which), day)
    _tell_assigned(session, receipt)


def score(
    session: Session,
    application: str = APPLICATION,
    scores: list[str] = option(
        "--score", "CRITERION=SCORE", "A score, such as need=4 or feasible=n/a; repeat for each criterion.", default=[]
    ),
    comment: str = option("--comment", "TEXT", "A comment for the panel to read."),
    reopen: str = option("--reopen", "REASON", "Change a review that you have submitted, and say why."),
    date: str = DATE,
    named: str = typer.Option("", "--application", metavar="ID", hidden=True),
) -> None:
    """Score an application that you are assigned to: every criterion, and a comment.

    Example: imatter fund score r9t --as v2x --score need=4 --score fit=3 --score feasible=n/a --comment "small"
    """
    id = _id_of(session, application or named)
    rubric = reviews.rubric_for(session.store(), id)
    known = [str(c["id"]) for c in rubric]
    given: dict[str, Any] = {"comment": comment, "reopen": reopen, "date": date}
    for said in scores:
        criterion, sign, value = said.partition("=")
        criterion = criterion.strip().lower()
        if not sign or criterion not in known:
            raise BadValue(
                Said("--score {given!r} doesn't name a criterion.", given=Prose(said)),
                hint=Said("Write it as {first}=4. The criteria are {criteria}.", first=known[0], criteria=Many(known)),
            )
        if questions.score_field(criterion) in given:
            raise BadValue(Said("{criterion} is scored twice.", criterion=criterion), hint="Give each --score once.")
        given[questions.score_field(criterion)] = value.strip() or "?"

    verb = Verb(
        questions.scoring_form(rubric), "", "", partial(_score, known), _scored, suits=reviews.to_score,
        may=reviews.may_score, fitted=_score_form,
    )  # fmt: skip
    perform(session, verb, given, application or named)


def _score_form(ctx: Context, id: str, form: Form) -> Form:
    review, again = reviews.so_far(ctx, id)
    return questions.score_again(form, review, needs_reason=again) if review.get("scores") else form


def _score(
    known: Sequence[str], ctx: Context, id: str, *, comment: str, reopen: str = "", day: str = "", **scores: Any
) -> Receipt:
    """Submit a review whose scores are answers to one question each."""
    answers = [(c, str(scores[questions.score_field(c)]).rpartition("=")[2]) for c in known]
    made = [{"criterion": c, "score": v if v == "n/a" else int(v)} for c, v in answers]
    return reviews.score(ctx, id, made, comment, reopen=reopen, day=day)


#: What is said apart from the decision itself, and the answers that say it.
_BESIDE = {"application": "application", "reason": "why", "date": "date"}


def _add_decision(app: Commands, verb: Verb) -> None:
    @command_of(app, verb)
    def command(session: Session, given: dict[str, Any], application: str = APPLICATION) -> None:
        fitted = replace(verb, form=_asked(session, verb.form, given, application))
        with asked(session, fitted, given, application) as values:
            said = {name: values.get(field) for name, field in _BESIDE.items()}
            finish(session, verb, {**said, "decision": decision_of(session, values)})


def decision_of(session: Session, values: Answers) -> Decision:
    """The decision that was answered."""
    to = _quarter_of(session, str(values["application"]), values["quarter"]) if values.get("quarter") else ""
    reasons = [decisions.parse_reason(text) for text in values.get("reasons") or ()]
    return Decision(values["outcome"], reasons, questions.pence(values.get("award")), to, values.get("asks", ""))


def deferred_to(session: Session, said: str, decided: str) -> str:
    """The id of the quarter that a deferral names. `next` is counted from the quarter that is decided."""
    return deciding.deferral_meant(session.store(), said, session.today(), decided)


def _quarter_of(session: Session, application: str, said: str) -> str:
    return deferred_to(session, said, str(session.store().get(application).data["round"]))


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
            raise BadValue(refused.said, hint=refused.hint) from None

    def outcome(value: str) -> None:
        # an award and a quarter are still to come: what stands for them depends on neither
        least = Decision("part-funded", award=1)
        judge({"part-funded": least}.get(value, Decision(value)))

    judges: dict[str, Callable[[Any, Answers], None]] = {
        "outcome": lambda value, answers: outcome(value),
        "award": lambda value, answers: judge(Decision("part-funded", award=questions.pence(value))),
        "quarter": lambda value, answers: judge(Decision("deferred", quarter=_quarter_of(session, id, value))),
    }
    return questions.with_judges(form, judges)


def _tell_assigned(session: Session, receipt: Receipt) -> None:
    assigned: Assigned = receipt.change.answer
    pairs = [{"application": a, "reviewer": r} for a, r in assigned.made]
    notes = [f"{p['application']}: {p['reviewer']}" for p in pairs]
    notes += [
        f"{id} still lacks {words.count(n, 'reviewer')}: nobody else in this quarter can review it."
        for id, n in assigned.lacking
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
            [Next(Command("fund score", "APPLICATION"), "for each reviewer")], notes, session.dry_run, more=more,
        )
    )  # fmt: skip
