"""What must hold for a round: its terms in the middle of a sitting, its publication and its cancellation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imatter_cli import sources
from imatter_cli.classes import replace
from imatter_cli.domain import dates, money, past, projects, quarters, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import assigning, budget, closing, moving, published, quorum
from imatter_cli.domain.fund.assigning import people
from imatter_cli.domain.lifecycles import DECIDED
from imatter_cli.domain.preconditions.fund import purse_of
from imatter_cli.domain.preconditions.situation import Situation, asked
from imatter_cli.domain.projects import Objection
from imatter_cli.errors import BadValue
from imatter_cli.remedies import WHY, Command, Hint, Option, Remedy
from imatter_cli.said import Day, Money, Quarter, Said

RULES = projects.RULES
#: What everybody applied, and reviewers scored, under.
TERMS = ("budget", "reserve", "opens", "closes", "ceiling", "quorum")
#: States of an application that a published round can have: decided, gone, or never submitted.
SETTLED = (*DECIDED, "withdrawn", "not-eligible", "draft")


def closed_terms_need_a_reason(s: Situation) -> Objection | None:
    """Once somebody has applied in a round, or it is closed, changing its terms needs a reason that all can read.

    Taking away a reviewer is changing them, too.
    """
    changed = set(s.fields or s.event.get("fields") or ()) & set(TERMS) or _taken_away(s)
    if not changed or s.event.get("reason"):
        return None
    name = quarters.spoken(str(s.record["id"]))
    words = Said("{round} is closed, so changing its terms needs a reason.", round=name)
    if s.state != "closed":
        there = s.related.applications(str(s.record["id"])) or ()
        if s.related.personal or not any(_was_handed_in(a, s) for a in there):
            return None
        words = Said("There are applications in {round}, so changing its terms needs a reason.", round=name)
    return Objection("missing-reason", "reason", words, WHY, RULES)


def closed_stays_closed(s: Situation) -> Objection | None:
    """The last day of a closed round doesn't move past the day on which it was closed: opening it again is an act."""
    closes = str(s.fields.get("closes") or "")
    if s.record.get("status") != "closed" or not closing.is_past_its_closing(s.record, closes):
        return None
    name = quarters.spoken(str(s.record["id"]))
    words = Said(
        "{round} was closed on {closed:spoken}, so its last day can't be later than that.",
        round=name,
        closed=Day(published.closed_on(s.record)),
    )
    hint = Remedy("To take more applications, open it again: ", Command("fund reopen", name, "--reason", "WHY"))
    return Objection("round-closed", "closes", words, hint, RULES)


def terms_fit(s: Situation) -> Objection | None:
    """Changing a round's terms never invalidates an application submitted or decided under the old ones."""
    there = s.related.applications(str(s.record["id"]))
    if there is None or not set(s.fields) & {*TERMS, "reviewers"}:
        return None
    after = {**s.record, **s.fields}
    try:
        return next(_unfit(s, after, there), None)
    except (BadValue, TypeError, ValueError):
        return None  # a value that does not fit its field is refused for that


def reviewers_suffice(s: Situation) -> Objection | None:
    """A round whose reviewers are named has enough of them to review an application. Others can be named later."""
    if s.related.personal or not assigning.too_few(s.record, s.related.codes):
        return None
    more = Remedy("Name more with ", Option("--reviewer"), ", or ask for fewer reviews with ", Option("--quorum"), ".")
    return replace(_too_few(s, s.record), hint=more)


def nobody_waits(s: Situation) -> Objection | None:
    """A round is published once everything in it is decided, withdrawn or not eligible."""
    there = s.related.applications(str(s.record["id"]))
    waiting = [str(a["id"]) for a in there or () if a["status"] not in SETTLED]
    if not waiting:
        return None
    name = quarters.spoken(str(s.record["id"]))
    words = moving.still_undecided(waiting, str(s.record["id"]))
    hint = Command("fund review", "--quarter", name)
    source = sources.LIFECYCLES
    return Objection("undecided", "", words, hint, source, {"applications": waiting}, tuple(waiting))


def budget_covers(s: Situation) -> Objection | None:
    """The awards in a round never exceed its budget less its reserve."""
    there = s.related.applications(str(s.record["id"]))
    if there is None:
        return None
    short = asked(budget.refuse_budget, budget.purse(s.record, there, s.related.promised(str(s.record["id"]))))
    if short is None or not purse_of(s, s.record, there).kept:
        return short
    words = Said("The awards in {round} are more than its budget.", round=Quarter(str(s.record["id"])))
    return replace(short, message=words, hint="Ask another coordinator to look at it.", details={})


def gives_nothing(s: Situation) -> Objection | None:
    """A round can't be cancelled once money has been awarded in it."""
    there = s.related.applications(str(s.record["id"]))
    purse = purse_of(s, s.record, there or ())
    awarded = purse.awarded
    if not awarded:
        return _cancelled_by_others(s) if purse.kept and published.is_being_decided(s.record) else None
    words = Said("{awarded} has been awarded in {round}.", awarded=Money(awarded), round=Quarter(str(s.record["id"])))
    hint = Remedy("Correct these decisions first: ", Command("fund correct"), ".")
    return Objection("has-awards", "", words, hint, RULES)


def _cancelled_by_others(s: Situation) -> Objection:
    """Whether a quarter can still be cancelled would tell an applicant whether it gave them an award."""
    words = Said("You have an application in {round}, which is being decided.", round=Quarter(str(s.record["id"])))
    hint = "Ask another coordinator to cancel it."
    return Objection("conflict-of-interest", "", words, hint, projects.RULES)


def _unfit(s: Situation, after: Data, there: Sequence[Data]) -> Iterator[Objection]:
    if {"budget", "reserve"} & set(s.fields):
        short = asked(budget.refuse_budget, purse_of(s, after, there))
        if short is not None:
            yield short
    if "ceiling" in s.fields and after.get("ceiling") is not None:
        yield from _over_ceiling(after, there)
    if "quorum" in s.fields and not s.related.personal and int(after["quorum"]) > int(s.record["quorum"]):
        yield from _short_of_quorum(s, after, there)
    if _taken_away(s) and not s.related.personal and len(people(after, s.related.codes)) < int(after["quorum"]):
        yield _too_few(s, after)
    if "opens" in s.fields:
        yield from _before_opening(after, there)
    if "closes" in s.fields:
        yield from _past_closing(after, there)


def _over_ceiling(after: Data, there: Sequence[Data]) -> Iterator[Objection]:
    ceiling = money.parse(after["ceiling"])
    over = [str(a["id"]) for a in there if budget.award_of(a) > ceiling]
    if over:
        words = Said(
            "{these} has already been awarded more than {ceiling} in {round}.",
            these=_these(over),
            ceiling=Money(ceiling),
            round=quarters.spoken(str(after["id"])),
        )
        hint = Remedy("Keep the ceiling as it was, or correct the award first: ", Command("fund correct"), ".")
        yield Objection("over-ceiling", "ceiling", words, hint, budget.SOURCE, {"applications": over}, tuple(over))


def _short_of_quorum(s: Situation, after: Data, there: Sequence[Data]) -> Iterator[Objection]:
    short_of = [
        str(a["id"]) for a in there
        if a["status"] in DECIDED and a["status"] != "deferred"
        and quorum.missing(a, s.related.reviews(str(a["id"])) or (), s.related.codes, int(after["quorum"]))
    ]  # fmt: skip
    if short_of:
        words = Said(
            "{these} was decided with fewer reviews than {quorum}.", these=_these(short_of), quorum=after["quorum"]
        )
        earlier = "The quorum applies to the whole quarter. Change it before anything is decided."
        yield Objection("no-quorum", "quorum", words, earlier, RULES, {"applications": short_of}, tuple(short_of))
    if assigning.too_few(after, s.related.codes):
        yield _too_few(s, after)


def _before_opening(after: Data, there: Sequence[Data]) -> Iterator[Objection]:
    early = [str(a["id"]) for a in there if "" < _first_handed_in(a) < str(after["opens"])]
    if early:
        words = Said(
            "{these} was submitted before {opens}, so the round can't open later than that.",
            these=_these(early),
            opens=Day(after["opens"]),
        )
        hint, details = "Give an earlier --opens.", {"applications": early}
        yield Objection("before-opening", "opens", words, hint, RULES, details, tuple(early))


def _past_closing(after: Data, there: Sequence[Data]) -> Iterator[Objection]:
    late = [str(a["id"]) for a in there if _handed_in_on(a) > str(after["closes"])]
    if late:
        words = Said(
            "{these} was submitted in time, but would be late if {closes} were the last day.",
            these=_these(late),
            closes=Day(after["closes"]),
        )
        close = Command("fund close", quarters.spoken(str(after["id"])))
        hint: Hint = "Give a later --closes."
        if after["status"] == "open":
            hint = Remedy("Give a later --closes, or close the round today: ", close)
        yield Objection("past-closing", "closes", words, hint, RULES, {"applications": late}, tuple(late))


def _taken_away(s: Situation) -> set[str]:
    """The reviewers that a change of a round takes away."""
    return people(s.record, s.related.codes) - people(s.fields, s.related.codes) if "reviewers" in s.fields else set()


def _too_few(s: Situation, round: Data) -> Objection:
    name = quarters.spoken(str(round["id"]))
    words = Said(
        "{round} would have no reviewer, and each application needs one."
        if int(round["quorum"]) == 1
        else "{round} would have {reviewers} of the {quorum} reviewers that each application needs.",
        round=name,
        reviewers=len(people(round, s.related.codes)),
        quorum=round["quorum"],
    )
    more = Remedy("Name more reviewers: ", Command("fund edit", name, "--reviewer", "PERSON"))
    return Objection("no-quorum", "reviewers" if "reviewers" in s.fields else "quorum", words, more, RULES)


def _was_handed_in(application: Data, s: Situation) -> bool:
    """Whether an application was submitted, and in this round, before the event."""
    told = timeline.standing(application.get("timeline"))
    carried = [str(e["at"]) for e in told if e.get("event") == "carry" and e.get("round") == s.record["id"]]
    first = carried[-1] if carried else _first_handed_in(application)
    return bool(first) and (s.happens_now or past.is_before(first, s.at))


def _first_handed_in(application: Data) -> str:
    """The day on which an application was first submitted, in whatever round; empty if it never was."""
    told = timeline.happened(application, "submit")
    return dates.day_of(str(told[0]["at"])) if told else ""


def _handed_in_on(application: Data) -> str:
    """The day on which an application was last submitted in time, as its event says; empty for none."""
    told = timeline.happened(application, "submit")
    gone = application.get("status") in ("draft", "withdrawn", "returned")
    return "" if not told or gone or told[-1].get("late") else dates.day_of(str(told[-1]["at"]))


def _these(found: Sequence[str]) -> Said:
    if len(found) == 1:
        return Said("{application}", application=found[0])
    return Said("{application} (and {more} more)", application=found[0], more=len(found) - 1)
