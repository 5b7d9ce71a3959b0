"""A form as a text: narrow enough for any message, and read back from what mail programs make of it."""

from __future__ import annotations

import textwrap
from datetime import date

import pytest

from imatter_cli.errors import BadValue
from imatter_cli.input import sheet
from imatter_cli.input.described import described, fingerprint
from imatter_cli.input.form import Choice
from imatter_cli.input.questions import fund, licence, project
from imatter_cli.input.values import Behind

WORDS = "many more things and " * 9
LONG = [{"id": "one", "ask": f"Are you open to {WORDS}learning?", "why": f"Because of {WORDS}so on."}]
BEHIND = Behind(
    date(2026, 11, 24), lambda name: [Choice("one", "A first choice", "with a note " * 9)], lambda part, kinds: part,
    limit=lambda name: 3, currency=lambda: "GBP",
)  # fmt: skip
HEADING = sheet.FormHeading("fund apply", "A title", "Nothing is promised.", 1, "0123456789ab")
ANSWERED = """\
imatter answers: fund apply
questions: 0123456789ab

[costs]
# What does it cost?
{hyphen} books=90.00
{hyphen} a room for the six evenings that we need from January until
March=60.00

[key_barrier]
No budget line.

\\# none
[end]
"""


@pytest.mark.parametrize("form", [fund.APPLY, project.PLAN, project.new(["one"]), licence.apply(LONG)])
def test_no_line_of_a_blank_form_is_folded_by_a_mail_program(form) -> None:  # type: ignore[no-untyped-def]
    text = sheet.blank(HEADING, described(form, BEHIND))
    assert max(map(len, text.splitlines())) <= 70
    folded = "\r\n".join(textwrap.fill(line, 76) for line in text.splitlines())
    assert sheet.read(folded.encode(), "came").given == {}


@pytest.mark.parametrize("hyphen", ["-", "\u2013", "\u2022", "*"])
@pytest.mark.parametrize("mark", ["", "> ", ">> "])
def test_answers_are_read_from_what_a_message_makes_of_them(hyphen: str, mark: str) -> None:
    text = "\r\n".join(mark + line for line in ANSWERED.format(hyphen=hyphen).splitlines())
    came = f"\ufeffHello,\r\n\r\n{text}\r\n\r\nOn Tuesday somebody wrote:\r\n[payee] host\r\n"
    assert sheet.is_sheet(came.encode())
    found = sheet.read(came.encode(), "came")
    assert sheet.one_by_one(found.given["costs"]) == [
        "books=90.00", "a room for the six evenings that we need from January until March=60.00",
    ]  # fmt: skip
    assert found.given["key_barrier"] == "No budget line.\n\n# none"
    assert "payee" not in found.given


def test_a_text_without_answers_is_not_one() -> None:
    assert not sheet.is_sheet(b"I will send the imatter answers: tomorrow")
    with pytest.raises(BadValue):
        sheet.read(b"nothing", "came")


def test_other_words_are_other_questions_and_other_records_are_not() -> None:
    first, second = (
        described(licence.apply([{"id": "one", "ask": ask, "why": ""}]), BEHIND) for ask in ("One?", "Two?")
    )
    assert fingerprint(first) != fingerprint(second)
