"""What must hold in a quarter of the fund: its round, its money, its reviews, and who may act on what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from imatter_cli import sources
from imatter_cli.classes import replace
from imatter_cli.domain import dates, money, past, projects, quarters, timeline, undoing
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import account, answers, assigning, budget, closing, conflicts, decisions, moving, quorum
from imatter_cli.domain.lifecycles import DECIDED, UNDO, UNPAID
from imatter_cli.domain.people import holder_of, same_person
from imatter_cli.domain.preconditions.licences import GIVING
from imatter_cli.domain.preconditions.persons import roles_on
from imatter_cli.domain.preconditions.situation import Situation, asked
from imatter_cli.domain.projects import Objection
from imatter_cli.remedies import WHY, Command, Hint, Remedy, of_record
from imatter_cli.said import Day, Named, Said

RULES = projects.RULES
WHEN = sources.LIFECYCLES
#: States of a round that takes no more applications.
ENDED = ("published", "cancelled")
#: What to do where something can happen today, and could not yet on the day that was given.
TODAY = "Leave out --date for today."
#: States in which an application is reviewed.
UNDER_REVIEW = ("submitted", "eligible")
#: Terms of a round that each application has to meet by itself; what is to give is for all of them.
_MEASURES = frozenset({"ceiling", "quorum"})


def kept_apart(s: Situation) -> Objection | None:
    """Nobody handles their own application, or one they have a conflict with, on anybody else's behalf.

    Applicants may still do what is theirs to do with their own application. Somebody who cancels a quarter may move
    such an application on, which decides nothing, but may not end it.
    """
    undone = undoing.undone_by(s.told, s.event) if s.name == UNDO else None
    ends = (undone or s.event)["event"] == "withdraw"
    if s.related.personal or ("because" in s.event and not ends):
        return None
    application = s.record if s.kind == "application" else s.application
    reviews = s.related.reviews(str(application["id"])) if application is not None and "id" in application else None
    if application is None or reviews is None:
        return None
    applicant = str(application.get("practitioner"))
    codes = s.related.codes
    who = s.row.who if s.row is not None else ()
    if s.kind == "application" and "holder" in who and same_person(codes, s.by, applicant):
        return None
    own = same_person(codes, s.by, str(s.record.get("reviewer")))
    if s.kind == "review" and own and (undone is None or "reviewer" in who):
        return None  # their own view, or their own conflict, which somebody else takes back
    there = [r for r in reviews if s.happens_now or _recused_before(s, r)]
    found = asked(conflicts.refuse, s.by, application, there, codes, _conflict_names(s))
    if found is None or "because" not in s.event:
        return found
    quarter = str(s.event["because"])
    later = quarters.spoken(quarters.shift(quarter, 1))
    cancel = Command("fund cancel", quarters.spoken(quarter), "--reason", "WHY", "--into", later)
    hint = Remedy("Another coordinator ends it, or it moves on undecided: ", cancel)
    return replace(found, hint=hint)


def _recused_before(s: Situation, review: Data) -> bool:
    """Whether a conflict was declared earlier; one that is declared later makes nothing wrong."""
    if review["status"] != "recused":
        return False
    declared = timeline.last(review, "abstain", "recuse")
    return declared is not None and past.is_before(str(declared["at"]), str(s.event["at"]))


def reviewer_kept_apart(s: Situation) -> Objection | None:
    """Nobody reviews their own application, or one they have a conflict with, under any of their codes."""
    application = s.application
    reviews = s.related.reviews(str(s.record.get("application")))
    if application is None or reviews is None:
        return None
    who = str(s.record.get("reviewer"))
    codes = s.related.codes
    return asked(conflicts.refuse, who, application, reviews, codes, _conflict_names(s))


def affairs_kept_apart(s: Situation) -> Objection | None:
    """Nobody ends or pauses what somebody else's application rests on, if they have a conflict with the application.

    That is: the applicant's licence, the project, and the applicant's being here.
    """
    holder = holder_of(s.kind, s.record)
    if s.related.personal or "because" in s.event or same_person(s.related.codes, s.by, holder):
        return None
    there = s.related.applied(holder)
    mine = [a for a in there if s.kind != "project" or a.get("project") == s.record.get("id")]
    return _conflict_with_one(s, [a for a in mine if s.was(a, *UNDER_REVIEW, *UNPAID)])


def terms_kept_apart(s: Situation) -> Objection | None:
    """Nobody changes what a single application has to meet in a quarter where they have a conflict with one."""
    if s.related.personal or _MEASURES.isdisjoint({*s.fields, *(s.event.get("fields") or ())}):
        return None
    there = s.related.applications(str(s.record["id"])) or ()
    return _conflict_with_one(s, [a for a in there if s.was(a, *UNDER_REVIEW, *DECIDED)])


def _conflict_with_one(s: Situation, applications: Sequence[Data]) -> Objection | None:
    """What keeps the person who acts away from one of these applications."""
    for application in applications:
        reviews = [r for r in s.related.reviews(str(application["id"])) or () if s.happens_now or _recused_before(s, r)]
        found = asked(conflicts.refuse, s.by, application, reviews, s.related.codes, _conflict_names(s))
        if found is not None:
            return found
    return None


def reviews_once(s: Situation) -> Objection | None:
    """Nobody is assigned to an application twice, under any of their codes."""
    who, codes = str(s.record.get("reviewer")), s.related.codes
    there = s.related.reviews(str(s.record.get("application"))) or ()
    theirs = [r for r in there if same_person(codes, who, str(r.get("reviewer"))) and r.get("id") != s.record.get("id")]
    return assigning.already(who, theirs[0]) if theirs else None


def reviewer_reviews(s: Situation) -> Objection | None:
    """Reviews are assigned to, and written by, people who are reviewers, and have neither left nor been taken out of
    the round.
    """
    found = not_a_reviewer(s, str(s.record.get("reviewer")))
    if found is not None or s.name == "assign" or s.related.personal:
        return found
    application = s.application
    round = s.related.get(application.get("round")) if application is not None else None
    before = "" if s.happens_now else undoing.moment_of(s.event)
    if round is None or not assigning.is_taken_out(s.record, round, before):
        return None
    return assigning.taken_out(s.record, round)


def taker_may(s: Situation) -> Objection | None:
    """What a reviewer answered apart is taken in by themselves, or by a coordinator without a conflict."""
    taker = str(s.event.get("received_by") or "")
    person = s.related.get(taker) if taker else None
    if person is None or s.related.personal or same_person(s.related.codes, taker, s.by):
        return None
    if "coordinator" not in roles_on(person, s.at):
        words = Said("{person} is not a coordinator, so they can't take in other people's reviews.", person=taker)
        return Objection("not-yours", "received_by", words, "Ask a coordinator to do this.", WHEN, related=(taker,))
    return kept_apart(replace(s, event={**s.event, "by": taker}))


def not_a_reviewer(s: Situation, id: str) -> Objection | None:
    """The objection to a person who is not a reviewer, or who has left."""
    person = s.related.get(id)
    if person is None:
        return None
    why = assigning.why_not_a_reviewer(id, roles_on(person, s.at), s.is_over(person, "left"))
    hint = Command("practitioner role", id, "--role", "reviewer")
    return Objection("not-a-reviewer", "", why, hint, RULES, related=(id,)) if why else None


def under_review(s: Situation) -> Objection | None:
    """Only submitted or eligible applications are reviewed."""
    application = s.application
    if application is None or s.was(application, *UNDER_REVIEW):
        return None
    id = str(application["id"])
    words: Said = assigning.why_not_under_review(id, s.state_of(application))
    hint: Hint = Command("fund show", id)
    if s.is_only_too_early(application, *UNDER_REVIEW):
        words, hint = Said("{application} was not submitted on {day}.", application=id, day=Day(s.day)), TODAY
    return Objection("not-under-review", "", words, hint, RULES, related=(id,))


def round_goes_on(s: Situation) -> Objection | None:
    """No application is begun, submitted or screened in a round that is published or cancelled."""
    if s.name == "edit" and "round" not in s.fields:
        return None
    round = s.related.get(s.fields.get("round") or s.event.get("round") or s.record.get("round"))
    return _over(s, round) if round is not None and s.is_over(round, *ENDED) else None


def questions_answered(s: Situation) -> Objection | None:
    """Before it gets money, an application answers every question that its round asks: one carried on may not yet."""
    round = s.round
    if round is None or s.event.get("outcome") not in GIVING:
        return None
    lacking = answers.still_asked(s.record, round)
    if not lacking:
        return None
    id = str(s.record["id"])
    words = Said("{application}. These questions are still open: {open:;}", application=id, open=Named(lacking))
    answer = Command("fund edit", id, "--answer", f"{next(iter(lacking))}=TEXT", "--reason", "WHY")
    hint = Remedy(answer, ", or defer it, or don't fund it this quarter.")
    return Objection("missing-answers", "", words, hint, RULES, {"open": list(lacking)}, (str(round["id"]),))


def same_currency(s: Situation) -> Objection | None:
    """An application is carried into a round of its own currency: amounts are not converted.

    A draft can be moved into another, if its costs are given again.
    """
    into = s.event.get("round") or s.fields.get("round")
    before, after = s.round, s.related.get(into)
    own, other = (str((r or {}).get("currency") or "") for r in (before, after))
    if not own or not other or own == other or "costs" in s.fields:
        return None
    id, name = str(s.record["id"]), quarters.spoken(str(into))
    words = Said(
        "{application} is in {own}, but {round} is in {other}.", application=id, own=own, round=name, other=other
    )
    hint = Remedy("Withdraw it, and apply again in ", other, ": ", Command("fund withdraw", id))
    if s.name == "edit":
        again = Command("fund edit", id, "--round", name, "--cost", "ITEM=AMOUNT")
        hint = Remedy("Give its costs again, in ", other, ": ", again)
    return Objection("currency-differs", "round", words, hint, RULES, related=(str(into),))


def still_counted_in(s: Situation) -> Objection | None:
    """Nothing more is awarded in a round whose currency the programme has given up: the award could not be paid."""
    round, policy = s.round, s.related.policy
    own = str((round or {}).get("currency") or "")
    if round is None or policy is None or s.event.get("outcome") not in GIVING or own in ("", policy.currency):
        return None
    words = Said(
        "{round} is in {own}, and the programme's currency is now {currency}.",
        round=quarters.spoken(str(round["id"])),
        own=own,
        currency=policy.currency,
    )
    hint = Remedy("They can apply again in ", policy.currency, ": ", Command("fund apply"))
    return Objection("currency-differs", "outcome", words, hint, RULES, related=(str(round["id"]),))


def in_time(s: Situation) -> Objection | None:
    """Applications are submitted by the closing day of their round; a coordinator may take one late, with a reason.

    What counts is the day on which it is written down, whatever day it is dated to. One that was returned after closing
    is expected back, so its applicant can simply submit it again.
    """
    round = s.round
    if round is None or s.is_over(round, *ENDED) or not _is_late(s, round) or _returned_late(s, round):
        return None
    id, name = str(s.record.get("id")), quarters.spoken(str(round["id"]))
    late = Command("fund submit", id, "--late", "--reason", "WHY")
    about = (str(round["id"]),)
    if not s.event.get("late"):
        words = (
            Said("{round} took applications until {closes}.", round=name, closes=Day(round["closes"]))
            if s.was(round, "open")
            else Said("{round} is closed.", round=name)
        )
        if s.day <= str(round["closes"]) < s.written_on:
            words = Said("{why} What counts is the day on which it is recorded here.", why=words)
        hint = Remedy(_move_on(s, id), " Or a coordinator can take it late: ", late, ".")
        return Objection("past-closing", "event", words, hint, RULES, related=about)
    if not str(s.event.get("reason") or "").strip():
        return Objection("missing-reason", "reason", Said("Taking a late application needs a reason."), WHY, RULES)
    if not s.related.personal and _is_applicants(s):
        words = Said(
            "{round} took applications until {closes}. Only a coordinator can take one late.",
            round=name,
            closes=Day(round["closes"]),
        )
        hint = Remedy("Ask a coordinator to type ", late, ".")
        return Objection("past-closing", "event", words, hint, RULES, related=about)
    return None


def stays_as_handed_in(s: Situation) -> Objection | None:
    """After closing, an application is judged as it was submitted.

    A coordinator may change it for its applicant, with a reason, or return it to them. Taking back is changing it, too.
    What was returned before closing and not submitted again is late, so that only another quarter is left for it.
    """
    round = s.round
    if s.related.personal or round is None or not _is_late(s, round):
        return None
    if not (_is_under_review(s, round) or _is_left_over(s, round)):
        return None
    id, name = str(s.record["id"]), quarters.spoken(str(round["id"]))
    about = (str(round["id"]),)
    if _is_applicants(s):
        if s.name == UNDO:
            words = Said("{round} is closed, so {application} stays as it is.", round=name, application=id)
            ask = Remedy("Ask a coordinator to take it back for you: ", Command("undo", "COMMIT", "--reason", "WHY"))
            return Objection("past-closing", "event", words, ask, RULES, related=about)
        words = Said("{round} is closed, so {application} is judged as it was submitted.", round=name, application=id)
        hint = Remedy("Ask a coordinator to return it to you: ", Command("fund return", id, "--reason", "WHY"))
        if s.state == "returned":
            words = Said(
                "{round} is closed, and {application} was not submitted again in time.", round=name, application=id
            )
            change = Command("fund edit", id, "--reason", "WHY")
            hint = Remedy(_move_on(s, id), " Or ask a coordinator to change it for you: ", change)
        elif s.state != "submitted":  # only what is not screened yet is returned
            hint = Remedy("Ask a coordinator to change it for you: ", Command("fund edit", id, "--reason", "WHY"))
        return Objection("past-closing", "event", words, hint, RULES, related=about)
    if not s.event.get("reason"):
        words = Said("{round} is closed, so changing {application} needs a reason.", round=name, application=id)
        return Objection("missing-reason", "reason", words, WHY, RULES, related=about)
    return None


def _move_on(s: Situation, id: str) -> Remedy:
    """How an application moves to a quarter that takes applications now, or once there is one."""
    today = date.fromisoformat(s.today or s.written_on)
    open_now = sorted(str(r["id"]) for r in s.related.rounds() if closing.takes_applications(r, today))
    if not open_now:
        return Remedy(
            "Move it to a later quarter once one is open: ", Command("fund edit", id, "--round", "QUARTER"), "."
        )
    name = quarters.spoken(open_now[0])
    return Remedy("Move it to ", name, ", which is open: ", Command("fund edit", id, "--round", name), ".")


def _is_under_review(s: Situation, round: Data) -> bool:
    """Whether the event changes what is judged.

    An undo does if it takes back a change or a submission, or brings back what was withdrawn in time.
    """
    if s.name != UNDO:
        return s.state in UNDER_REVIEW
    undone = undoing.undone_by(s.told, s.event)
    if undone is None or undone["event"] not in closing.HANDED_IN:
        return False
    after = timeline.replay(s.kind, [*s.told, s.event]).status
    if undone["event"] == "withdraw" and after in UNDER_REVIEW:
        return not closing.after_closing(round, undone)
    return s.state in UNDER_REVIEW or after in UNDER_REVIEW


def _is_left_over(s: Situation, round: Data) -> bool:
    """Whether an edit changes what was returned before closing, and leaves it in its quarter."""
    moves = "round" in (s.fields or s.event.get("fields") or ())
    return s.name == "edit" and s.state == "returned" and not moves and not _returned_late(s, round)


def _is_applicants(s: Situation) -> bool:
    """Whether the applicant does it themselves, under any of their codes."""
    return same_person(s.related.codes, s.by, str(s.record.get("practitioner")))


def _is_late(s: Situation, round: Data) -> bool:
    if s.happens_now and round.get("status") != "open":
        return True
    day = s.day if s.related.personal else closing.counts_on(round, s.day, s.written_on)
    at = s.at if day == s.day else undoing.moment_of(s.event)
    return "open" not in past.states(s.related.passages(round), at) or day > str(round["closes"])


def _returned_late(s: Situation, round: Data) -> bool:
    returned = [str(e["at"]) for e in timeline.happened(s.record, "return")]
    last = max((at for at in returned if dates.day_of(at) <= s.day), default="")
    lived = s.related.passages(round)
    return bool(last) and (dates.day_of(last) > str(round["closes"]) or past.states(lived, last) != {"open"})


def round_is_closed(s: Situation) -> Objection | None:
    """Decisions are made in a closed round; they can also be corrected in a published one."""
    round = s.round
    allowed = ("closed", "published") if s.name == "correct" else ("closed",)
    if round is None or s.was(round, *allowed) or (s.related.personal and not s.happens_now):
        return None
    status, name = s.state_of(round), quarters.spoken(str(round["id"]))
    if s.is_only_too_early(round, *allowed):
        words = Said(
            "{round} was not closed on {day}. Decisions are only made in a closed round.", round=name, day=Day(s.day)
        )
        return Objection("round-open", "", words, TODAY, WHEN, related=(str(round["id"]),))
    hints = {"published": Command("fund correct"), "cancelled": Command("fund rounds")}
    words = Said("{round} is {status}. Decisions are only made in a closed round.", round=name, status=status)
    if not s.happens_now:
        words = Said(
            "{round} was {status} on {day}. Decisions are only made in a closed round.",
            round=name,
            status=status,
            day=Day(s.day),
        )
    hint = hints.get(status, Command("fund close", name))
    about = (str(round["id"]),)
    return Objection(f"round-{status if status in hints else 'open'}", "", words, hint, WHEN, related=about)


def decisions_are_out(s: Situation) -> Objection | None:
    """Nothing follows from a decision until its round is published. A notebook has no such rule.

    Until then applicants may withdraw as if nothing was decided. A later quarter that is cancelled may not end it.
    """
    if s.related.personal or (s.name == "withdraw" and "because" not in s.event):
        return None
    round = s.round
    out = ("published", "cancelled") if s.name in ("carry", "withdraw") else ("published",)
    if round is None or s.was(round, *out):
        return None
    name = quarters.spoken(str(round["id"]))
    words = Said("The decisions of {round} are not published yet.", round=name)
    too_early = s.is_only_too_early(round, *out)
    if too_early or not s.happens_now:
        words = Said("The decisions of {round} were not published on {day}.", round=name, day=Day(s.day))
    elif "because" in s.event:
        words = Said(
            "{application} is from {round}, which is not published yet.", application=s.record["id"], round=name
        )
    hint: Hint = TODAY if too_early else Command("fund publish", name)
    return Objection("not-published", "", words, hint, RULES, related=(str(round["id"]),))


def may_move_on(s: Situation) -> Objection | None:
    """Only a deferred application, or one whose quarter was cancelled, is carried into another quarter."""
    round = s.round
    if round is None or "because" in s.event or s.state == "deferred" or s.was(round, "cancelled"):
        return None
    return moving.stays(str(s.record["id"]), s.state, str(round["id"]))


def screened_out(s: Situation) -> Objection | None:
    """What was found not eligible is screened again; once that is published, it is deferred to another quarter.

    Nobody has reviewed it in its own quarter, so nothing else can be decided there.
    """
    round = s.round
    if s.state != "not-eligible" or round is None:
        return None
    id, name = str(s.record["id"]), quarters.spoken(str(round["id"]))
    is_out = s.was(round, "published")
    if is_out and s.event.get("outcome") in (None, "deferred"):
        return None
    if is_out:
        words = Said(
            "{application} was not eligible in {round}, so it can only be deferred.", application=id, round=name
        )
        hint: Hint = Remedy("Choose a later quarter: ", Command("fund correct", id, "--outcome", "deferred"))
    else:
        words = Said("{application} is not eligible, and {round} is not published yet.", application=id, round=name)
        again = Command("fund screen", id, "--outcome", "eligible", "--reason", "WHY")
        hint = Remedy("If it was screened wrongly, screen it again: ", again)
    return Objection("not-eligible", "", words, hint, WHEN, related=(str(round["id"]),))


def goes_where_it_was_told(s: Situation) -> Objection | None:
    """A deferred application goes where its deferral says; into any other quarter it goes with a reason."""
    made = decisions.last(s.record) if s.state == "deferred" else None
    if "because" in s.event or s.event.get("round") == (made or {}).get("quarter") or s.event.get("reason"):
        return None
    if "round" not in s.event:
        return None  # asked before anybody said where
    words = Said("The deferral named a different quarter, so this needs a reason.")
    if made is None:
        words = Said("Moving it out of its quarter needs a reason.")
    return Objection("missing-reason", "reason", words, WHY, moving.SOURCE)


def stays_in_its_round(s: Situation) -> Objection | None:
    """An edit moves an application only while its applicant has it: a draft, or one that was returned."""
    if "round" not in (s.fields or s.event.get("fields") or ()) or s.state in ("draft", "returned"):
        return None
    words = Said(
        "{application} is {status}. An edit can't move it to another quarter.",
        application=s.record["id"],
        status=s.state,
    )
    id = s.record["id"]
    hints: dict[str, Hint] = {
        "deferred": Remedy("Carry it instead: ", Command("fund carry", id), "."),
        "submitted": Remedy("Return it first: ", Command("fund return", id, "--reason", "WHY"), "."),
        "eligible": Remedy("Withdraw it, and apply again in the other quarter: ", Command("fund withdraw", id), "."),
    }
    return Objection("round-fixed", "event", words, hints.get(s.state, Command("log", id)), RULES)


def enough_reviews(s: Situation) -> Objection | None:
    """A decision needs the number of valid reviews that its round sets; what was not eligible is not reviewed."""
    if s.state == "not-eligible":
        return None
    round, reviews = s.round, s.related.reviews(str(s.record["id"]))
    if s.related.personal or round is None or reviews is None:
        return None
    codes = s.related.codes
    return asked(quorum.refuse, s.record, reviews, codes, int(round["quorum"]))


def money_is_there(s: Situation) -> Objection | None:
    """Awards never exceed the round's budget, and no award exceeds its ceiling."""
    round = s.round
    there = s.related.applications(str(s.record.get("round")))
    if "award" not in s.event or round is None or there is None:
        return None
    own = str(s.record["id"])
    purse = purse_of(s, round, [a for a in there if a["id"] != own], own)
    return asked(budget.refuse_award, purse, money.parse(s.event["award"]), round)


def purse_of(s: Situation, round: Data, there: Sequence[Data], but: str = "") -> budget.Purse:
    """The money of a round as the person who acts may know it; what was promised to one application is left out."""
    promised = s.related.promised(str(round["id"]), but)
    if s.related.personal:
        return budget.purse(round, there, promised)
    return budget.purse_seen(round, there, promised, s.by, s.related.codes)


def money_adds_up(s: Situation) -> Objection | None:
    """What is paid, spent and returned of an award adds up."""
    if s.name in ("pay", "return-money") and "amount" not in s.event:
        return None  # asked before anybody said how much
    wrong = account.fault(account.account_of(s.record), s.event)
    if wrong is None:
        return None
    hint = of_record(wrong.hint, s.record["id"])
    if s.state == "closed":
        hint = Remedy(
            "To correct its report, take the closing back first: ", Command("undo", "COMMIT", "--reason", "WHY")
        )
    return Objection(wrong.code, "", wrong.message, hint, account.SOURCE)


def _over(s: Situation, round: Data) -> Objection:
    name = quarters.spoken(str(round["id"]))
    hint = Remedy(Command("fund rounds"), " shows which are open.")
    if s.name == "screen" and s.state == "not-eligible":
        defer = Command("fund correct", str(s.record["id"]), "--outcome", "deferred")
        hint = Remedy("If it was screened wrongly, defer it to a later quarter: ", defer)
    words = (
        Said("{round} is {status}.", round=name, status=s.state_of(round))
        if s.happens_now
        else Said("{round} was {status} on {day}.", round=name, status=s.state_of(round), day=Day(s.day))
    )
    return Objection("round-over", "", words, hint, RULES, related=(str(round["id"]),))


def _conflict_names(s: Situation) -> Mapping[str, str]:
    policy = s.related.policy
    return {} if policy is None else policy.lists.names("reasons.conflict")
