"""`imatter programme`: the rules, which of them are placeholders, and how these are settled."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import complete_words
from imatter_cli.commands.frame.options import argument
from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import Missing
from imatter_cli.input.form import Answers
from imatter_cli.input.questions import programme as questions
from imatter_cli.input.questions import programme_lists as lists
from imatter_cli.output import programme as output
from imatter_cli.output.receipts import Next
from imatter_cli.output.words import count
from imatter_cli.remedies import Command
from imatter_cli.services.begin import programme

app = Commands("programme", "The rules of the programme.")


@app.command("show")
def show(session: Session) -> None:
    """The rules, and which of them are placeholders.

    Example: imatter programme show
    """
    found = programme.rules(session.store())
    data = {**found.data, "placeholders": list(found.placeholders)}
    session.put(data, lambda: output.rules(found.data, found.placeholders))


@app.command("edit", form=questions.EDIT)
def edit(session: Session, given: Answers) -> None:
    """Settle placeholders and change rules: with options, or one by one at a terminal.

    The entries of lists: imatter programme entry --help

    Example: imatter programme edit --settle retention --years 7
    """
    if not given and not session.interactive:
        example = {"field": "settle", "option": "--settle", "why": questions.EDIT["settle"].why, "example": "retention"}
        raise Missing("You gave nothing to change in the rules.", [example], hint=Command("programme edit", "--help"))
    rules = programme.rules(session.store()).data
    now = {q.field: questions.answer_of(name, programme.value_at(rules, name)) for name, q in questions.RULES.items()}
    points = [(one.name, one.value) for one in programme.open_points(session.store())]
    form = questions.EDIT if given else questions.change(points, now)
    with session.answers(form, given) as answers:
        values = {
            name: questions.value_of(name, answers[q.field])
            for name, q in questions.RULES.items()
            if q.field in answers
        }
        changed = {name: value for name, value in values.items() if value != programme.value_at(rules, name)}
        named = [str(name) for name in answers.get("settle") or ()]
        named += [name for name, _ in points if answers.get(questions.field_of(name)) is True]
        if not given and not named and not changed:
            session.put({"id": "programme", "commit": ""}, "Nothing was changed.")
            return
        # late: `programme show` changes nothing
        from imatter_cli.commands.frame.changes import tell

        receipt = programme.settle(session.context(), named, changed, str(answers.get("what") or ""))
        left = len(points) - len(named)
        tell(session, receipt, f"The rules are now version {rules['version'] + 1}.", [Next(Command("programme show"))],
             [f"Still open: {count(left, 'placeholder')}." if left else "No placeholder is left."])  # fmt: skip


@app.command("entry", form=lists.ENTRY)
def entry(
    session: Session,
    given: Answers,
    which: str = argument(
        "LIST", "A list, such as settings, pause or fund.rubric.", complete_words(tuple(lists.PARTS))
    ),
) -> None:
    """Add, change or take out entries of a list, one by one.

    Example: imatter programme entry settings --add "Library bus"
    """
    # late: only who changes a list needs it
    from imatter_cli.commands.begin.programme_lists import edit_list

    edit_list(session, which, given)
