"""What is asked about files: which records go into one, and how one is read."""

from __future__ import annotations

from collections.abc import Callable

from imatter_cli.domain.exchange import KINDS
from imatter_cli.domain.imported import COLUMNS
from imatter_cli.input.form import Answers, Form, Question

#: The list of a spreadsheet's columns, where one of them is chosen.
HEADINGS = "headings"
#: The list of the forms that can be filled in elsewhere.
FORMS = "forms"

#: What `contacts set` asks.
CONTACT = Form("contacts set", "Contacts are kept on this computer, and never in the store.", (
    Question("person", "Whose contact is it?", "Any unique part of their code.", answer="ref",
             kinds=("practitioner",), option="PERSON", label="Person"),
    Question("name", "What is their name?", "The name that a letter is for.", "A. Example", required=False,
             asked=True),
    Question("address", "What is their address?", "Put ; between its lines.", "1 Long Lane; Exampleton",
             required=False, asked=True),
    Question("email", "What is their e-mail address?", "A message needs it.", "a@example.org", required=False,
             asked=True),
))  # fmt: skip


def send(place: Callable[[str], str], pack: Callable[..., None]) -> Form:
    """What `send` needs; `place` refuses a file that can't be written, `pack` records that can't be sent."""
    return Form("send", "You hand this file over yourself. Nothing leaves this computer by itself.", (
        Question(
            "which", "Which records?", "What it builds on is included.", answer="ref", kinds=KINDS, many=True,
            option="ID...", label="Record", judge=pack,
        ),
        Question(
            "to", "Which file should it go into?", "You hand this file over.", "records.yaml", answer="file",
            parse=place, label="File",
        ),
    ))  # fmt: skip


def form(place: Callable[[str], str]) -> Form:
    """What `form` needs; `place` refuses a file that can't be written."""
    return Form("form", "You send the form yourself. Nothing leaves this computer by itself.", (
        Question("which", "Which form?", "Each one asks what its command asks.", "fund apply", answer="choice",
                 choices=FORMS, option="FORM", label="Form"),
        Question("to", "Which file should it go into?", "You send this file.", "form.html", answer="file",
                 parse=place, label="File"),
    ))  # fmt: skip


def hand_out(place: Callable[[str], str]) -> Form:
    """What `fund hand-out` needs; `place` refuses what can't be written to."""
    return Form("fund hand-out", "You send these files yourself. Nothing leaves this computer by itself.", (
        Question("to", "Which folder should they go into?", "There is a file for each reviewer.", "reviews",
                 answer="file", parse=place, label="Folder"),
    ))  # fmt: skip


def import_(read: Callable[[str], str], needs_key: Callable[[Answers], bool]) -> Form:
    """What `import` needs; `read` refuses a file that can't be read."""
    return Form("import", "All rows are imported in one change, or none. You see what was understood first.", (
        Question(
            "file", "Which file?", "A CSV file; its first row names the columns.", "old.csv", answer="file",
            parse=read, option="FILE",
        ),
        Question(
            "kind", "Is each row a practitioner, a licence or a project?", "A file holds records of one kind.",
            "licence", one_of=(*COLUMNS,), label="Kind",
        ),
        Question(
            "key", "Which column tells the rows apart?",
            "Ideally a number. The column is not kept, and nothing is imported twice.", answer="choice",
            choices=HEADINGS, when=needs_key, label="Column",
        ),
    ))  # fmt: skip
