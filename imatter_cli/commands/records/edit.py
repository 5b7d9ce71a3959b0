"""`imatter edit ID`: changes any record, question by question or as a file."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import Commands, run_again
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.records.editor import edit_in_editor
from imatter_cli.commands.records.reading import RAW, which_argument
from imatter_cli.domain import people
from imatter_cli.errors import Usage
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.services.integrity import history
from imatter_cli.services.records.persons import codes_in

app = Commands("edit", "Change a record.")


#: The kinds with questions of their own, and the command that asks them; other records open as files.
_ASKED = {
    "licence": "licence edit", "practitioner": "practitioner edit", "project": "project edit",
    "reflection": "reflection edit", "application": "fund edit", "round": "fund edit",
}  # fmt: skip


@app.command("edit")
def edit(session: Session, which: str = which_argument(), raw: bool = RAW) -> None:
    """Change a record of any kind, question by question.

    Example: imatter edit 7kq
    """
    id = history.find(session.store(), which)
    if not session.interactive:
        raise Usage(
            Said("{id} is changed by answering questions, which works only at a terminal.", id=id), code="no-terminal",
            hint=Remedy(
                "Edit its file and type ", Command("save"), ", or give fields as options: ",
                Command("project edit", "--help"), ".",
            ),
        )  # fmt: skip
    kind = history.kind_of(id)
    if id == history.PROGRAMME and not raw:
        run_again(["programme", "edit"])
        return
    if kind == "review" and not raw and (application := _own_review_of(session, id)):
        run_again(["fund", "score", application])
        return
    if raw or kind not in _ASKED or session.resume.startswith("edit-"):  # a file was left unfinished
        edit_in_editor(session, id)
        return
    run_again([*_ASKED[kind].split(), id])


def _own_review_of(session: Session, id: str) -> str:
    """The application that the person who acts has this review of; empty for the review of somebody else."""
    context = session.context()
    review = context.store.get(id).data
    own = people.same_person(codes_in(context.store), context.actor, str(review.get("reviewer")))
    return str(review["application"]) if own and review.get("status") != "recused" else ""
