"""What the commands of the fund share: how a verb on one application hangs on the group, and the end of a sitting."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import which_one
from imatter_cli.commands.frame.offering import Known, anything, offering
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.verbs import Verb, command_of, perform
from imatter_cli.commands.fund.basics import currency
from imatter_cli.domain import quarters
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import assigning, budget
from imatter_cli.input.form import Answers
from imatter_cli.output import words
from imatter_cli.output.fund import money_text
from imatter_cli.services.context import Context
from imatter_cli.services.fund import rounds
from imatter_cli.services.records import single
from imatter_cli.services.records.persons import codes_in

APPLICATION = which_one("application")


def add_verbs(app: Commands, *verbs: Verb) -> None:
    """Hang verbs that are done to one application on the group; help names it as an argument alone."""
    for verb in verbs:
        _add(app, verb)


def _add(app: Commands, verb: Verb) -> None:
    @command_of(app, verb)
    def command(session: Session, given: Answers, application: str = APPLICATION) -> None:
        perform(session, verb, given, application)


def above_ceiling(ctx: Context, application: Data) -> list[str]:
    """What to know of an application that asks for more than one can be given in its quarter."""
    round = single.found(ctx.store, str(application["round"]))
    if not budget.asks_for_too_much(application, round):
        return []
    most = money_text(round["ceiling"], currency(ctx.store, str(application["id"])))
    return [f"It asks for more than one application can be given in {quarters.spoken(str(round['id']))}: {most}."]


def too_few_reviewers(ctx: Context, round: Data) -> list[str]:
    """What to know of a quarter that has fewer reviewers than each of its applications needs."""
    have, needed = len(assigning.people(round, codes_in(ctx.store))), int(round["quorum"])
    if have >= needed or ctx.store.programme().get("store") == "personal":
        return []
    reviewers = words.count(have, "reviewer") if have else "no reviewers"
    return [f"It has {reviewers} so far. Each application needs {words.count(needed, 'review')}."]


def reviewers_for(session: Session, round: Data) -> Known:
    """For references to people: those who could review in a round and do not yet."""
    people = {"practitioner": lambda: rounds.could_review(session.context(), round)}
    return offering(session, people, anything)


def end_sitting(session: Session, quarter: str, person: str = "") -> None:
    """Remove what sittings of a quarter (of one person, or of everybody) left unfinished: it is over."""
    drafts = session.drafts()
    for draft in drafts.list(everybody=True):
        of, _, who = draft.about.partition(" ")
        if draft.form == "fund review" and of == quarter and person in ("", who):
            drafts.discard(draft.id)
