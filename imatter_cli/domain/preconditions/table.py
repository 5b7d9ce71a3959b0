"""The preconditions of every event, one row each; the order is the order in which they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imatter_cli.classes import immutable
from imatter_cli.domain import lifecycles
from imatter_cli.domain.preconditions import fund, licences, persons, projects, reliance, rounds
from imatter_cli.domain.preconditions.situation import Ask, Situation
from imatter_cli.domain.projects import Objection
from imatter_cli.domain.projects import refuse as refuse_objections


@immutable
class Need:
    """One precondition and the events that need it, as `kind event`.

    `replayed` says that a check asks it again of every event at its moment; what is not is found by a rule over the
    records as they are now, since nothing that comes later may change it (a second licence, a round's money).
    """

    ask: Ask
    events: tuple[str, ...]
    replayed: bool = True


def _of(kind: str, *events: str) -> tuple[str, ...]:
    return tuple(f"{kind} {event}" for event in events)


_EVERY = tuple(f"{row.kind} {row.event}" for row in lifecycles.TRANSITIONS)
_APPLICANT_ACTS = _of("application", "submit", "edit", "withdraw", "accept", "decline-award", "report", "undo")
_COORDINATOR_ACTS = _of(
    "application", "return", "screen", "decide", "carry", "correct", "revoke", "pay", "return-money", "finish"
)
#: What something that others rely on may end with.
_ENDING = (*_of("licence", "pause", "end"), *_of("project", "stop", "complete"), *_of("practitioner", "leave"))
_TOWARDS_MONEY = _of("application", *licences.UNDER_LICENCE["application"])

#: What is asked of the person who acts, at every event.
OF_THE_ACTOR: tuple[Ask, ...] = (persons.actor_is_here, persons.actor_may)

#: What is asked of the person whose record it is, where an event needs them to be there.
OF_THE_HOLDER: tuple[Ask, ...] = (persons.holder_is_here, persons.holder_practises, licences.applicant_is_here)

#: What comes before everything else of an application: who may know of it at all.
KEPT_APART: tuple[Ask, ...] = (fund.kept_apart,)

#: What an award needs until it is paid, apart from its own account.
OF_THE_MONEY: tuple[Ask, ...] = (
    licences.applicant_is_here,
    licences.applicant_has_licence,
    licences.project_goes_on,
    fund.questions_answered,
)

NEEDS: tuple[Need, ...] = (
    Need(persons.actor_is_here, _EVERY),
    Need(persons.actor_may, _EVERY),
    Need(reliance.nothing_relied_on_it, _ENDING, replayed=False),
    Need(reliance.nothing_came_later, tuple(reliance.ENDS), replayed=False),
    Need(persons.somebody_coordinates, _of("practitioner", "role", "leave"), replayed=False),
    Need(persons.holder_is_here, tuple(name for kind, events in persons.THERE.items() for name in _of(kind, *events))),
    Need(licences.applicant_is_here, _TOWARDS_MONEY),
    Need(persons.holder_practises, (*_of("licence", "apply", "record"), *_of("project", "plan"))),
    Need(fund.kept_apart, (*_APPLICANT_ACTS, *_COORDINATOR_ACTS, *_of("review", "assign", "recuse", "undo"))),
    Need(licences.one_licence, _of("licence", "apply", "record", "renew"), replayed=False),
    Need(licences.application_is_complete, _of("licence", "submit"), replayed=False),
    Need(licences.idea_is_theirs, _of("licence", "apply", "submit"), replayed=False),
    Need(licences.project_is_theirs, _of("application", "apply", "edit"), replayed=False),
    Need(licences.project_goes_on, (*_TOWARDS_MONEY, *_of("application", "edit"))),
    Need(fund.goes_where_it_was_told, _of("application", "carry")),
    Need(fund.round_goes_on, _of("application", "apply", "submit", "screen", "edit", "carry")),
    Need(fund.same_currency, _of("application", "carry")),
    Need(fund.in_time, _of("application", "submit")),
    Need(fund.screened_out, _of("application", "correct")),
    Need(fund.round_is_closed, _of("application", "decide", "correct")),
    Need(fund.still_counted_in, _of("application", "correct"), replayed=False),
    Need(fund.may_move_on, _of("application", "carry")),
    Need(fund.stays_in_its_round, _of("application", "edit")),
    Need(fund.same_currency, _of("application", "edit"), replayed=False),
    Need(fund.decisions_are_out, _of("application", "accept", "decline-award", "revoke", "carry", "withdraw")),
    Need(fund.reviewer_reviews, _of("review", "assign", "submit")),
    Need(fund.taker_may, _of("review", "submit", "reopen", "abstain")),
    Need(fund.reviews_once, _of("review", "assign"), replayed=False),
    Need(fund.affairs_kept_apart, _ENDING),
    Need(fund.terms_kept_apart, _of("round", "edit", "undo")),
    Need(fund.reviewer_kept_apart, _of("review", "assign", "submit"), replayed=False),
    Need(fund.under_review, _of("review", "assign", "submit", "reopen")),
    Need(licences.runs_under_licence, _of("project", *licences.UNDER_LICENCE["project"])),
    Need(projects.fits_programme, _of("project", "start"), replayed=False),
    Need(projects.lead_has_acknowledged, _of("project", "start"), replayed=False),
    Need(projects.checklist_is_met, _of("project", "complete"), replayed=False),
    Need(fund.stays_as_handed_in, _of("application", "edit", "undo")),
    Need(rounds.nobody_waits, _of("round", "publish"), replayed=False),
    Need(rounds.budget_covers, _of("round", "publish"), replayed=False),
    Need(rounds.gives_nothing, _of("round", "cancel"), replayed=False),
    Need(rounds.reviewers_suffice, _of("round", "open"), replayed=False),
    Need(rounds.terms_fit, _of("round", "edit", "undo"), replayed=False),
    Need(rounds.closed_stays_closed, _of("round", "edit", "undo"), replayed=False),
    Need(rounds.closed_terms_need_a_reason, _of("round", "edit", "undo")),
    Need(licences.applicant_has_licence, _TOWARDS_MONEY),
    Need(fund.enough_reviews, _of("application", "decide", "correct"), replayed=False),
    Need(fund.money_adds_up, _of("application", "pay", "report", "return-money", "finish"), replayed=False),
    Need(fund.questions_answered, _of("application", "decide", "correct"), replayed=False),
    Need(fund.money_is_there, _of("application", "decide", "correct"), replayed=False),
)

#: The asks of each event, by kind and event: all of them, and those that a check asks again.
_ASKS: dict[tuple[str, str], tuple[Ask, ...]] = {}
REPLAYED: dict[tuple[str, str], tuple[Ask, ...]] = {}
for _need in NEEDS:
    for _name in _need.events:
        _kind, _, _event = _name.partition(" ")
        _ASKS[_kind, _event] = (*_ASKS.get((_kind, _event), ()), _need.ask)
        if _need.replayed:
            REPLAYED[_kind, _event] = (*REPLAYED.get((_kind, _event), ()), _need.ask)


def first(situation: Situation, asks: Sequence[Ask] | None = None) -> Objection | None:
    """The first thing that stands in the way of an event; None if nothing does."""
    return next(_each(situation, asks), None)


def objections(situation: Situation, asks: Sequence[Ask] | None = None) -> list[Objection]:
    """Everything that stands in the way of an event."""
    return list(_each(situation, asks))


def _each(situation: Situation, asks: Sequence[Ask] | None) -> Iterator[Objection]:
    every = _ASKS.get((situation.kind, situation.name), ()) if asks is None else asks
    return (found for ask in every if (found := ask(situation)) is not None)


def refuse(situation: Situation, asks: Sequence[Ask] | None = None) -> None:
    """Refuse an event that something stands in the way of, with that precondition's code."""
    found = first(situation, asks)
    if found is not None:
        row = lifecycles.transition(situation.kind, situation.name)
        refuse_objections([found], row.not_done if row else situation.name)
