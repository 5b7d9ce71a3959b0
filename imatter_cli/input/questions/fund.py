"""The questions of the fund: for applicants, and for the people who run a quarter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.domain import money
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import decisions, scoring
from imatter_cli.domain.lifecycles import OUTCOMES
from imatter_cli.input.form import Answered, Answers, Form, Judge, Question, to_change
from imatter_cli.input.questions.common import DATE, FieldsOf, as_option_only

APPLICATION = Question(
    "application", "Which application?", "Which application this is about.", "app-2611-7kq4m2x", answer="ref",
    kinds=("application",),
)  # fmt: skip
REASON = Question(
    "reason", "Why?", "The reason is kept in the record, and the people it concerns can read it.", "a cost is missing",
    brief="Why; the people it concerns can read it.",
)  # fmt: skip
MAY_REASON = replace(REASON, required=False)


def _reason(text: str) -> str:
    reason = decisions.parse_reason(text)
    return f"{reason['criterion']}={reason['text']}"


PROJECT = Question(
    "project", "Which project is it for?", "The fund gives money for one of your microprojects.", "prj-2611-7kq4m2x",
    answer="ref", kinds=("project",), brief="The project that the money is for.",
)  # fmt: skip
ROUND = Question(
    "round", "For which quarter?", "The fund is reviewed once a quarter.", "current", default="current",
    brief="The quarter; without it, the current one.",
)  # fmt: skip
KEY_BARRIER = Question(
    "key_barrier", "Why is money the key barrier?", "The fund is for projects where money is what stands in the way.",
    "the school has no budget line for out-of-hours rooms", answer="long", brief="Why money is what stands in the way.",
)  # fmt: skip
COSTS = Question(
    "costs", "What does it cost? Give each item and its amount, such as books=90.00.",
    "The costs add up to the amount you ask for.", "books=90.00", answer="cost", many=True,
    brief="An item and its cost, such as books=90.00; repeat for each item.",
)  # fmt: skip
AMOUNT = Question(
    "amount", "How much are you asking for?", "The sum of the costs; you can leave it out.", "250.00", answer="money",
    required=False, when=as_option_only,
)  # fmt: skip
PAYEE = Question(
    "payee", "Who should be paid, the practitioner or the host?", "The award is paid to one of them.", "host",
    brief="Who should be paid: practitioner or host.", one_of=("practitioner", "host"),
)  # fmt: skip
OTHER_SOURCES = Question(
    "other_sources", "What other sources of money have you tried?",
    "It helps to show that money is what stands in the way.",
    "the parents' fund gave 40", answer="long", required=False, brief="What other sources of money you have tried.",
)  # fmt: skip
LICENCE = Question(
    "licence", "Under which licence?", "The applicant's licence; without it, the active one.", "lic-2611-7kq4m2x",
    answer="ref", kinds=("licence",), required=False, when=as_option_only,
)  # fmt: skip
ANSWERS = Question(
    "answers", "Answers to the fund's other questions, as question=text.",
    "The programme asks them. When you edit, other answers stay; question= removes one.", "when=in spring",
    brief="An answer to the fund's question, as when=in spring.", many=True, required=False, when=as_option_only,
)  # fmt: skip

APPLY = Form(
    "fund apply",
    "The fund is for microprojects where money is the key barrier. It is reviewed once a quarter. Nothing is promised.",
    (PROJECT, ROUND, KEY_BARRIER, COSTS, PAYEE, OTHER_SOURCES, AMOUNT, LICENCE, ANSWERS, DATE),
)
SUBMIT = Form("fund submit", "", (APPLICATION, MAY_REASON, DATE))
WITHDRAW = Form("fund withdraw", "", (APPLICATION, MAY_REASON, DATE))
ACCEPT = Form("fund accept", "", (APPLICATION, DATE))
DECLINE_AWARD = Form("fund decline-award", "", (APPLICATION, MAY_REASON, DATE))
REPORT = Form("fund report", "A few words on what you spent the award on and what you learnt.", (
    APPLICATION,
    Question(
        "spent", "How much was spent?", "The fund accounts for the money it gives.", "240.00", answer="money",
        brief="How much of the award was spent.",
    ),
    Question(
        "learnt", "What did you learn?", "Others can learn from it.", "a room of its own mattered most",
        answer="long", brief="What you learnt, for others to learn from.",
    ),
    DATE,
))  # fmt: skip

OPEN = Form("fund open", "A round is one quarter of the fund. What you leave out comes from the programme's rules.", (
    Question("budget", "How much can be given in all?", "Awards can't exceed it.", "2000.00", answer="money",
             brief="How much can be given in all."),
    Question("reserve", "How much of that is kept back?", "It is not given in this round.", "0", answer="money",
             required=False, brief="The part of the budget that is kept back."),
    Question("opens", "From which day can people apply?", "Press Enter for today.", "today",
             answer="day", ahead=True, required=False, brief="The first day for applications; without it, today."),
    Question("closes", "Until which day can people apply?", "Applications are due by then.", "in 60 days",
             answer="day", ahead=True, required=False, brief="The last day for applications."),
    Question("ceiling", "What is the most one application can be given?", "Press Enter to use the programme's.",
             "500.00", answer="money", required=False, brief="The most that one application can be given."),
    Question("quorum", "How many reviews does a decision need?", "Press Enter to use the programme's.", "2",
             answer="count", at_least=1, at_most=20, required=False,
             brief="How many reviews a decision needs."),
    Question("reviewers", "Who reviews?", "Choose people with the role reviewer.", "prc-2611-7kq4m2x", answer="ref",
             kinds=("practitioner",), many=True, required=False, brief="A reviewer; repeat for several."),
    DATE,
))  # fmt: skip
WITHOUT_REVIEWERS = Question(
    "without_reviewers", "Who no longer reviews in this round?",
    "--reviewer adds somebody to the round's reviewers, and this removes somebody.", "prc-2611-7kq4m2x", answer="ref",
    kinds=("practitioner",), many=True, required=False, brief="A reviewer to remove from a round.",
)  # fmt: skip
#: The fund's own questions in a quarter.
OWN = FieldsOf("answer")
#: Fields of an application and of a round that can be edited, and only those of the kind at hand are taken.
EDIT = Form("fund edit", "", (
    *(replace(q, required=False, default=None) for q in APPLY.questions if q is not DATE),
    *(replace(q, required=False, told_by="fund open") for q in OPEN.questions if q is not DATE), WITHOUT_REVIEWERS,
    MAY_REASON, DATE,
))  # fmt: skip


def own_questions(asked: Mapping[str, str]) -> tuple[Question, ...]:
    """The fund's own questions in a quarter, id to words."""
    why = "The fund asks this in this quarter. It needs an answer before you submit."
    return tuple(OWN.question(id, words, why, "in spring", "long", required=False) for id, words in asked.items())


def with_own(form: Form, asked: Mapping[str, str], applies: Callable[[str, Answers], bool]) -> Form:
    """The form of an application with the fund's own questions, each where it `applies` to the answers so far."""
    own = (replace(q, when=partial(applies, id)) for id, q in zip(asked, own_questions(asked), strict=True))
    first = [q for q in form.questions if q not in (AMOUNT, LICENCE, ANSWERS, DATE)]
    return replace(form, questions=(*first, *own, *(q for q in form.questions if q not in first)))


def change_application(record: Data, quarter: str, asked: Mapping[str, str], title: str, *, moves: bool) -> Form:
    """What `fund edit` asks about an application, with today's answers; its quarter only where an edit `moves` it."""
    own = own_questions(asked)
    given = {OWN.field(str(one["question"])): one["answer"] for one in record.get("answers") or ()}
    now = {name: record.get(name) for name in ("project", "key_barrier", "payee", "other_sources")} | given
    now |= {"round": quarter, "costs": [f"{one['item']}={one['amount']}" for one in record.get("costs") or ()]}
    questions = (PROJECT, *((ROUND,) if moves else ()), KEY_BARRIER, COSTS, PAYEE, OTHER_SOURCES, *own)
    return to_change(Form(EDIT.name, title, questions), now)


def change_round(record: Data, title: str) -> Form:
    """What `fund edit` asks about a round, with today's answers."""
    changed: dict[str, dict[str, Any]] = {
        "opens": {"ask": "From which day could people apply?", "stays": True},
        "closes": {"stays": True},
        "quorum": {"stays": True},
    }
    asked = tuple(replace(q, **changed.get(q.field, {})) for q in OPEN.questions if q is not DATE)
    return to_change(Form(EDIT.name, title, asked), {q.field: record.get(q.field) or None for q in asked})


CLOSE = Form("fund close", "", (DATE,))
PUBLISH = Form("fund publish", "", (DATE,))
REOPEN = Form("fund reopen", "", (REASON, DATE))

RETURN = Form("fund return", "", (APPLICATION, REASON, DATE))
SCREEN = Form("fund screen", "", (
    APPLICATION,
    Question("outcome", "Is it eligible or not-eligible?", "Only eligible applications are decided.", "eligible",
             one_of=("eligible", "not-eligible"), brief="eligible or not-eligible."),
    Question("criterion", "Which criterion is not met?", "The applicant reads it.", "key-barrier", answer="choice",
             held="application.timeline.*.criterion", when=Answered("outcome", ("not-eligible",)),
             brief="The criterion that is not met, for the applicant to read."),
    MAY_REASON, DATE,
))  # fmt: skip
CONFLICT = Question(
    "conflict", "What is the conflict?", "People with a conflict neither score nor decide.", "same-workplace",
    answer="choice", held="review.conflict", brief="The kind of conflict.",
)  # fmt: skip
ABSTAIN = Form("fund abstain", "", (APPLICATION, CONFLICT, MAY_REASON, DATE))
RECUSE = Form("fund recuse", "", (
    APPLICATION,
    Question("reviewer", "Who has the conflict?", "It may be a reviewer or a coordinator.", "prc-2611-7kq4m2x",
             answer="ref", kinds=("practitioner",), brief="The reviewer or coordinator with the conflict."),
    CONFLICT, MAY_REASON, DATE,
))  # fmt: skip

OUTCOME = Question(
    "outcome", "What is the outcome: funded, part-funded, deferred or not-funded?",
    "In full, in part, deferred to a later quarter, or not funded this quarter.", "funded",
    one_of=OUTCOMES, brief="funded, part-funded, deferred or not-funded (this quarter).",
)  # fmt: skip
AWARD = Question(
    "award", "How much is the award?", "It is less than was asked for, and within the budget.", "300.00",
    answer="money", brief="How much to award, if part-funded.", when=Answered("outcome", ("part-funded",)),
)  # fmt: skip
QUARTER = Question(
    "quarter", "To which quarter?", "A deferral needs a later quarter.", "next",
    brief="The later quarter, if deferred.", when=Answered("outcome", ("deferred",)),
)  # fmt: skip
ASKS = Question(
    "asks", "What do you ask for before then?", "The applicant needs to know what to do.", "a quote for the room",
    brief="What the applicant needs to do before then, if deferred.", when=Answered("outcome", ("deferred",)),
)  # fmt: skip
# Not required here: without reasons the rule itself refuses the decision, with its own code.
REASONS = Question(
    "reasons", "Reasons by criterion, such as need=small and ready.", "The applicant reads them.",
    "need=small, ready, wanted", many=True, parse=_reason, required=False, option="--reason",
    brief="A reason by criterion, such as need=small and ready; the applicant reads it.",
)  # fmt: skip
DECIDE = Form("fund decide", "", (APPLICATION, OUTCOME, AWARD, QUARTER, ASKS, REASONS, DATE))
CORRECT = Form("fund correct", "", (
    APPLICATION, OUTCOME, AWARD, QUARTER, ASKS, REASONS,
    Question("why", "Why do you correct it?", "A published decision is only ever corrected, with a reason.",
             "a cost was read twice", brief="Why you correct the decision."),
    DATE,
))  # fmt: skip
INTO = Question(
    "into", "Into which quarter?", "Without it, a deferred application goes where its deferral says.", "next",
    required=False, when=as_option_only,
    brief="The quarter to carry it into; without it, the one that its deferral says.",
)  # fmt: skip
CARRY = Form("fund carry", "", (APPLICATION, INTO, replace(MAY_REASON, when=as_option_only), DATE))
CANCEL = Form("fund cancel", "", (REASON, replace(INTO, brief="The quarter that its applications move to."), DATE))
REFERENCE = Question(
    "reference", "What is the payment's reference?",
    "It helps you find the payment again. Give no account number and no name.", "BACS 1204", required=False,
    held="application.timeline.*.reference", brief="The payment's reference, without a name or account number.",
)  # fmt: skip
PAY = Form("fund pay", "", (
    APPLICATION,
    Question("amount", "How much was paid?", "Press Enter for all that is still to pay.", "250.00", answer="money",
             required=False, brief="How much was paid; without it, all that is still to pay."),
    REFERENCE, DATE,
))  # fmt: skip
REVOKE = Form("fund revoke", "", (APPLICATION, REASON, DATE))
RETURN_MONEY = Form("fund return-money", "", (
    APPLICATION,
    Question(
        "amount", "How much came back?", "Money that was paid is either spent or comes back.", "10.00",
        answer="money", brief="How much came back.",
    ),
    REFERENCE, MAY_REASON, DATE,
))  # fmt: skip
FINISH = Form("fund finish", "", (
    APPLICATION,
    replace(
        REASON, required=False, when=as_option_only, ask="Why do you close it although the money doesn't add up?",
        brief="Why you close it although the money doesn't add up.",
    ),
    DATE,
))  # fmt: skip


def with_reasons_asked(form: Form) -> Form:
    """The same form with its reasons asked for: at a terminal."""
    return replace(form, questions=tuple(replace(q, required=True) if q is REASONS else q for q in form.questions))


def with_reason_asked(form: Form) -> Form:
    """The same form where why is asked for, too."""
    return replace(form, questions=tuple(REASON if q is MAY_REASON else q for q in form.questions))


def with_judges(form: Form, judges: Mapping[str, Judge]) -> Form:
    """The same form, with answers to these fields judged when they are given."""
    return replace(form, questions=tuple(replace(q, judge=judges.get(q.field)) for q in form.questions))


def with_defaults(form: Form, defaults: Answers) -> Form:
    """The same form with these values where nothing is given."""
    return replace(form, questions=tuple(replace(q, default=defaults.get(q.field, q.default)) for q in form.questions))


AGAIN = Question(
    "reopen", "Why do you change it?", "You have submitted this review. The reason is kept with it.",
    "a cost was read twice", when=as_option_only, label="Reason",
)  # fmt: skip


def score_again(form: Form, review: Data, *, needs_reason: bool) -> Form:
    """The same form with a review's own scores and comment as today's answers."""
    now = {score_field(str(one["criterion"])): one["score"] for one in review.get("scores") or ()}
    now |= {"comment": review["comment"]} if review.get("comment") else {}
    asked = (replace(q, when=None) if q is AGAIN and needs_reason else q for q in form.questions)
    return replace(form, questions=tuple(asked), now=now)


def scoring_form(rubric: Sequence[Data]) -> Form:
    """The questions of a review: a score for each criterion, with its sentences, and a comment."""
    return Form("fund score", "Each criterion is scored from its lowest score up; n/a leaves it out of the average.", (
        APPLICATION, AGAIN, *(_score_question(c) for c in rubric),
        Question("comment", "What should the panel know?", "They read it next to your scores.",
                 "small, ready, wanted", answer="long", brief="A comment for the panel to read."),
        DATE,
    ))  # fmt: skip


def score_field(criterion: str) -> str:
    """The field of a criterion's score in the form."""
    return f"scores.{criterion}"


def _score_question(criterion: Data) -> Question:
    id = str(criterion["id"])
    sentences = "\n".join(f"  {n}  {text}" for n, text in enumerate(criterion["scores"]))

    def parse(text: str) -> str:
        said = text.partition("=")[2] if text.startswith(f"{id}=") else text
        return str(scoring.parse(said, criterion))

    lowest_up = tuple(f"{id}={n}" for n in (*range(len(criterion["scores"])), "n/a"))
    return Question(
        score_field(id), f"{criterion['name']}: {criterion['ask']}\n{sentences}\n", str(criterion["ask"]),
        f"{id}={len(criterion['scores']) - 2}", option="--score", one_of=lowest_up, parse=parse,
        label=str(criterion["name"]),
    )  # fmt: skip


def pence(text: str | None) -> int | None:
    """Pence of an answered amount; None for none."""
    return None if text is None else money.parse(text)
