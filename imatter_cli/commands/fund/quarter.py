"""The round: open, close, open again, publish, cancel."""

from __future__ import annotations

from functools import partial
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.commands.frame.changes import first_id, first_record
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import flag
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.verbs import Verb, asked_to_begin, command_of, finish
from imatter_cli.commands.fund.basics import WHICH_QUARTER, quarter
from imatter_cli.commands.fund.common import end_sitting, reviewers_for, too_few_reviewers
from imatter_cli.domain import quarters
from imatter_cli.errors import Usage
from imatter_cli.input.form import Answers
from imatter_cli.input.questions import fund as questions
from imatter_cli.output import words
from imatter_cli.output.receipts import Next, Told
from imatter_cli.remedies import Command
from imatter_cli.services.context import Context
from imatter_cli.services.fund import rounds
from imatter_cli.store.contract import Receipt


def _opened(ctx: Context, receipt: Receipt) -> Told:
    name = quarters.spoken(first_id(receipt))
    then = [Next(Command("fund apply", "--round", name), "an application")]
    notes = too_few_reviewers(ctx, first_record(receipt))
    if notes:
        then.insert(0, Next(Command("fund edit", name, "--reviewer", "PERSON"), "name who reviews"))
    return Told(next=[*then, Next(Command("fund review", "--quarter", name))], notes=notes)


def _closed(ctx: Context, receipt: Receipt) -> Told:
    return Told(next=[Next(Command("fund review", "--quarter", quarters.spoken(first_id(receipt))), "decide")])


def _reopened(ctx: Context, receipt: Receipt) -> Told:
    """It takes applications again; where its last day has gone by, only once that has been moved."""
    id, round = first_id(receipt), first_record(receipt)
    name = quarters.spoken(id)
    if str(round["closes"]) >= ctx.today.isoformat():
        return Told(next=[Next(Command("fund apply", "--round", name), "an application")])
    move = Command("fund edit", name, "--closes", "DAY", "--reason", "WHY")
    note = f"Its last day was {words.day(round['closes'], ctx.today)}, so nobody can apply in it yet."
    return Told(next=[Next(move, "give it a later last day")], notes=[note])


def _published(ctx: Context, receipt: Receipt) -> Told:
    then = [Next(Command("fund accept", "APPLICATION"), "for each applicant with an award")]
    return Told("", then, rounds.unpayable(ctx, first_id(receipt)))


OPEN = Verb(
    questions.OPEN, "Open the round of a quarter.",
    "imatter fund open next --budget 2000 --closes \"in 120 days\" --reviewer v2x --reviewer p7m", rounds.open_round,
    _opened, begins=True,
)  # fmt: skip
CLOSE = Verb(
    questions.CLOSE, "Close a round to applications, so that decisions can be made.", "imatter fund close 2026-Q4",
    rounds.close, _closed, begins=True,
)  # fmt: skip
REOPEN = Verb(
    questions.REOPEN, "Open a closed round again, with a reason.",
    'imatter fund reopen last --reason "the letter went out late"', rounds.reopen, _reopened, begins=True,
)  # fmt: skip
PUBLISH = Verb(
    questions.PUBLISH,
    "Publish a round once everything in it is decided. After that, decisions can only be corrected, on record.",
    "imatter fund publish last", rounds.publish, _published, begins=True,
)  # fmt: skip
CANCEL = Verb(
    questions.CANCEL, "Cancel a round without awards, with a reason. Its applications move to another quarter, or end.",
    'imatter fund cancel 2026-Q4 --reason "no budget this quarter" --into 2027-Q1', rounds.cancel, begins=True,
)  # fmt: skip


def add_to(app: Commands) -> None:
    """Hang these commands on the group."""
    command_of(app, OPEN)(open_round)
    command_of(app, CLOSE)(close)
    command_of(app, REOPEN)(reopen)
    command_of(app, PUBLISH)(publish)
    command_of(app, CANCEL)(cancel)


def open_round(session: Session, given: Answers, which: str = WHICH_QUARTER) -> None:
    """Open the round of a quarter, with what the programme's rules say where nothing is given."""
    id = quarter(session, which)
    rounds.refuse_second(session.store(), id)
    form = questions.with_defaults(questions.OPEN, rounds.defaults(session.store()))

    def arranged(values: Answers) -> dict[str, Any]:
        fields = {name: values[name] for name in rounds.EDITABLE if name in values}
        return {"quarter": id, "fields": fields, "date": values.get("date")}

    known = reviewers_for(session, {})
    with asked_to_begin(session, OPEN, given, form=form, known=known, about=id, arranged=arranged) as values:
        finish(session, OPEN, arranged(values))


def close(session: Session, given: Answers, which: str = WHICH_QUARTER) -> None:
    """Close a round to applications."""
    _do(session, CLOSE, given, quarter(session, which))


def reopen(session: Session, given: Answers, which: str = WHICH_QUARTER) -> None:
    """Open a closed round again."""
    id = quarter(session, which)
    rounds.refuse_before(session.context(), id, "reopen")
    _do(session, REOPEN, given, id)


def publish(session: Session, given: Answers, which: str = WHICH_QUARTER) -> None:
    """Publish a round; what its sittings left unfinished goes."""
    id = quarter(session, which)
    _do(session, PUBLISH, given, id)
    if not session.dry_run:
        end_sitting(session, id)


def cancel(
    session: Session,
    given: Answers,
    which: str = WHICH_QUARTER,
    end: bool = flag("--end", "End its applications instead of moving them."),
) -> None:
    """Cancel a round without awards."""
    id = quarter(session, which)
    rounds.refuse_before(session.context(), id, "cancel")
    if end and given.get("into"):
        raise Usage("Applications either move or end.", hint="Choose --into QUARTER or --end, not both.")
    _do(session, replace(CANCEL, use=partial(rounds.cancel, end=end)), given, id)


def _do(session: Session, verb: Verb, given: Answers, id: str) -> None:
    def arranged(values: Answers) -> dict[str, Any]:
        return {"quarter": id, **values}

    with asked_to_begin(session, verb, given, about=id, arranged=arranged) as values:
        finish(session, verb, arranged(values))
