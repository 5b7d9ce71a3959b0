"""What people decided about somebody's certification."""

from __future__ import annotations

from imatter_cli.commands.frame.changes import added, first_id
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.verbs import Verb, finish
from imatter_cli.input.form import Answers
from imatter_cli.input.questions.certification import DECIDE as QUESTIONS
from imatter_cli.output.certification import OUTCOMES
from imatter_cli.output.receipts import Next, Told
from imatter_cli.remedies import Command
from imatter_cli.services.context import Context
from imatter_cli.services.practice import certification
from imatter_cli.store.contract import Receipt


def _decided(ctx: Context, receipt: Receipt) -> Told:
    id = first_id(receipt)
    unmet = certification.unmet(ctx, id)
    notes = [f"Not met, according to the records: {', '.join(unmet)}. People may know more."] if unmet else []
    said = f"Recorded for {id}: {OUTCOMES[added(receipt)[-1]['outcome']]}."
    return Told(said, [Next(Command("certification", id), "the evidence")], notes)


DECIDE = Verb(QUESTIONS, "Record what people decided.", "imatter certification 4t9 --decide not-yet",
              certification.decide, _decided, event="conversation")  # fmt: skip


def decide(session: Session, given: Answers) -> None:
    """Ask what is left to ask about a decision, record it, and answer with its receipt."""
    id, outcome = given["practitioner"], given.get("decide") or "not-yet"
    line = str(Command("certification", id, "--decide", outcome))
    with session.answers(DECIDE.form, given, about=id, line=line) as values:
        finish(session, DECIDE, values)
