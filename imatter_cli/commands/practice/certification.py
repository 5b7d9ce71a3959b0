"""`imatter certification`: evidence, and what people decided about it; never an award."""

from __future__ import annotations

from typing import Any

import typer

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.options import argument
from imatter_cli.commands.frame.session import Session
from imatter_cli.input.questions.certification import DECIDE
from imatter_cli.output import certification as output
from imatter_cli.output import home as home_output
from imatter_cli.services.practice import certification

app = Commands("certification", "Evidence towards the certification; never an award.")

PRACTITIONER = argument(
    "[PRACTITIONER]", "Any unique part of the id. Leave it out for yourself.", IdType("practitioner"), default=""
)


@app.command("certification", form=DECIDE)
def show(session: Session, given: dict[str, Any], practitioner: str = PRACTITIONER) -> None:
    """See the evidence towards the certification, or record what people decided. imatter never awards it.

    Example: imatter certification 4t9 --decide not-yet --reason "one more project"
    """
    id = certification.whose(session.context(), practitioner or str(given.pop("practitioner", "")))
    if given:
        # late: what changes records loads the models, which looking at evidence does without
        from imatter_cli.commands.practice.deciding import decide

        decide(session, {**given, "practitioner": id})
        return
    found = certification.standing(session.context(), id)
    data = found.as_data()
    session.put(data, lambda: output.page(data, session.today()))
    if found.left_out:
        session.say(home_output.left_out(found.left_out))
        raise typer.Exit(1)
