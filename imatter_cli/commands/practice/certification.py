"""`imatter certification`: evidence, and what people decided about it; never an award."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.frame.forms import with_form
from imatter_cli.commands.frame.session import Session
from imatter_cli.input.questions.certification import DECIDE
from imatter_cli.output import certification as output
from imatter_cli.output import home as home_output
from imatter_cli.services.practice import certification

app = Commands("certification", "Evidence towards the certification; never an award.")

Practitioner = Annotated[
    str,
    typer.Argument(
        metavar="[PRACTITIONER]",
        help="Any unique part of the id. Leave it out for yourself.",
        click_type=IdType("practitioner"),
    ),
]


@app.command(
    "certification",
    help=with_example(
        "See the evidence towards the certification, or record what people decided. imatter never awards it.",
        'imatter certification 4t9 --decide not-yet --reason "one more project"',
    ),
)
@with_form(DECIDE)
def show(ctx: typer.Context, practitioner: Practitioner = "", given: dict[str, Any] | None = None) -> None:
    """See the evidence, or record a decision."""
    session = session_of(ctx)
    id = certification.whose(session.context(), practitioner)
    if given:
        _decide(session, id, given)
        return
    found = certification.standing(session.context(), id)
    data = found.as_data()
    session.put(data, lambda: output.page(data, session.today()))
    if found.left_out:
        session.say(home_output.left_out(found.left_out))
        raise typer.Exit(1)


def _decide(session: Session, id: str, given: dict[str, Any]) -> None:
    # late: what changes records loads the models, which looking at evidence does without
    from imatter_cli.commands.frame.changes import tell
    from imatter_cli.output.receipts import Next

    line = f"imatter certification {id} --decide {given.get('decide') or 'not-yet'}"
    with session.answers(DECIDE, given, about=id, line=line) as values:
        outcome, day = values["decide"], values.get("date", "")
        receipt = certification.decide(session.context(), id, outcome, values["reason"], day)
        unmet = certification.unmet(session.settled(receipt), id)
        notes = [f"Not met, according to the records: {', '.join(unmet)}. People may know more."] if unmet else []
        said = f"Recorded for {id}: {output.OUTCOMES[outcome]}."
        tell(session, receipt, said, [Next(f"imatter certification {id}", "the evidence")], notes)
