"""What people and scripts are shown."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from rich.cells import cell_len

from imatter_cli.errors import Ambiguous, Broken, Refused
from imatter_cli.output import json, words
from imatter_cli.output.receipts import Done, Next, as_data, receipt
from imatter_cli.output.refusals import refusal
from imatter_cli.output.rendering import rendered
from imatter_cli.output.tables import Column, cell_width, csv, table
from imatter_cli.output.terminal import PIPE, Screen, clean, clean_line, is_terminal, screen
from imatter_cli.remedies import ShellLine

TERMINAL = Screen(terminal=True, width=40)


@pytest.mark.parametrize(
    ("dirty", "plain"),
    [
        ("plain", "plain"),
        ("two\nlines\tand", "two\nlines    and"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("a\x00b\x07c\rd\x7fe\x85f", "abcdef"),
        ("win\r\ndows", "win\ndows"),
        ("\u202eevil\u202c \u2066x\u2069 \u200fy\ufeff", "evil x y"),
        ("half \ud800", "half "),
        ("\x1b", ""),
        ("naïve £ 你好 👩‍👧", "naïve £ 你好 👩‍👧"),
    ],
)
def test_clean(dirty, plain):
    assert clean(dirty) == plain


def test_clean_line_is_one_line():
    assert clean_line(" a\n\tb\x1b[2J ") == "a b"


def test_a_pipe_is_no_terminal_and_neither_is_what_is_closed():
    closed = io.StringIO()
    closed.close()
    assert screen(io.StringIO()) == PIPE
    assert not is_terminal(closed) and not is_terminal(None)


@pytest.mark.parametrize(("env", "colour"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colour(monkeypatch, env, colour):
    class Tty(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert screen(Tty()).colour is colour


def test_the_envelope_is_one_compact_line():
    assert json.envelope({"a": "£\n"}) == '{"version":1,"data":{"a":"£\\n"}}'


ROWS = [("prj-1", "a very long name of a project that will not fit", 7), ("prj-2", None, 12)]
COLUMNS = (Column("id", keep=True), Column("name"), Column("n", right=True))


def test_a_wide_table_in_a_pipe_is_never_cut_or_folded():
    assert (
        table(("a", "b"), [("x" * 300, "y y " * 100)], PIPE).split("\n")[1] == "x" * 300 + "  " + ("y y " * 100).strip()
    )


def test_a_table_in_a_pipe_has_its_columns_in_line():
    assert table(COLUMNS, ROWS, PIPE).split("\n") == [
        "id     name                                              n",
        "prj-1  a very long name of a project that will not fit   7",
        "prj-2                                                   12",
    ]


def test_a_table_at_a_terminal_folds_to_its_width_and_keeps_ids_whole():
    lines = table(COLUMNS, ROWS, TERMINAL).split("\n")
    assert max(map(len, lines)) <= 40
    assert len(lines) > 3
    assert "".join(lines).count("prj-1") == 1
    assert " ".join(" ".join(line[7:].removesuffix(" 7") for line in lines[1:-1]).split()) == ROWS[0][1]


def test_a_table_shows_no_markup_and_runs_no_escape():
    assert "[bold]x[/bold]" in table(COLUMNS, [("[bold]x[/bold]", "y" * 60, "\x1b[2J1")], TERMINAL)
    assert "\x1b" not in table(COLUMNS, [("a", "b", "\x1b[2J1")], PIPE)


def test_wide_characters_keep_columns_in_line():
    lines = table(("a", "b"), [("你好", "x"), ("e\u0301", "y")], PIPE).split("\n")
    assert {cell_width(line) for line in lines} == {7}


def test_csv():
    assert csv(("a", "b"), [('x,"y', None), ("=1+1", "-5")]) == 'a,b\n"x,""y",\n\'=1+1,-5'


DONE = Done(
    "prj-1",
    "planned",
    "records/x.yaml",
    "abc",
    "Kept.",
    next=[Next(ShellLine("imatter", "a"), "why"), Next(ShellLine("imatter", "bcd"))],
    notes=["A note."],
)


def test_a_receipt():
    assert rendered(receipt(DONE), PIPE).split("\n") == [
        "Kept.",
        "A note.",
        "Next:  imatter a   why",
        "       imatter bcd",
        "Undo:  imatter undo",
    ]
    assert as_data(DONE) == {
        "id": "prj-1",
        "status": "planned",
        "path": "records/x.yaml",
        "commit": "abc",
        "notes": ["A note."],
    }


def test_a_refusal_folds_at_a_terminal_alone():
    error = Refused(
        "This is a sentence that is longer than forty characters.", hint="imatter go", source="The page, part 2"
    )
    assert rendered(refusal(error), PIPE).split("\n") == [
        error.message,
        "  (The page, part 2)",
        "  To go on:  imatter go",
    ]
    lines = rendered(refusal(error), TERMINAL).split("\n")
    assert max(map(len, lines)) <= 40
    assert lines[-1] == "  [exit 4, nothing was changed]"


def test_a_refusal_names_candidates_and_places():
    assert "\n    prj-1\n    prj-2" in rendered(
        refusal(Ambiguous("Which?", details={"candidates": ["prj-1", "prj-2"]})), PIPE
    )
    broken = Broken(
        "Broken.", [{"path": "x.yaml", "line": 3, "column": 1, "field": "ends", "message": "No.", "try": "Try."}]
    )
    assert "  x.yaml:3:1  ends: No. Try." in rendered(refusal(broken), PIPE)


def test_days():
    today = date(2026, 11, 24)
    assert words.day("2026-10-03", today) == "3 October"
    assert words.day("2026-01-12", today) == "12 January 2026"
    assert words.day(date(2026, 10, 3)) == "3 October 2026"
    assert words.day("2026-11-23T18:40:00Z", today) == "23 November"
    assert words.day("someday") == "someday"


def test_moments():
    assert words.moment("2026-11-23T18:40:00Z") == "23 Nov 2026 18:40"
    assert words.moment("2026-11-03") == "03 Nov 2026"
    assert words.moment(datetime(2026, 7, 1, 12, tzinfo=UTC), timezone(timedelta(hours=1))) == "01 Jul 2026 13:00"
    assert words.moment("whenever") == "whenever"


@pytest.mark.parametrize(
    ("pence", "currency", "text"),
    [
        (294000, "GBP", "£2,940"),
        (25050, "GBP", "£250.50"),
        (5, "EUR", "€0.05"),
        (-100, "GBP", "-£1"),
        (8000, "CHF", "CHF 80"),
    ],
)
def test_money(pence, currency, text):
    assert words.money(pence, currency) == text


def test_ids_and_lists():
    ids = ["prj-2611-7kq4m2x", "prj-2611-7kqzzzz"]
    assert words.abbreviated(ids[0]) == "prj…m2x"
    assert words.abbreviated("2026-q4") == "2026-Q4"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a"], "or") == "a" and words.listed([]) == ""
    assert words.count(1, "record") == "1 record" and words.count(1200, "person", "people") == "1,200 people"


def test_a_folded_table_breaks_no_word_and_cuts_no_id():
    columns = (Column("id", keep=True), Column("focus areas"), Column("kind"))
    lines = table(columns, [("prj-1", "a calm start to the day", "universal-prevention")], TERMINAL).split("\n")
    assert max(map(len, lines)) <= 40
    assert "prj-1" in lines[1] and "universal-prevention" in lines[1]
    assert " ".join(" ".join(line[7:20] for line in lines[1:]).split()) == "a calm start to the day"


#: What people write with: Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai, kana, Chinese, Korean; punctuation,
#: arrows and pictures.
WRITTEN = (
    (0x20, 0x7F), (0xA0, 0xAD), (0xAE, 0x530), (0x591, 0x5F5), (0x60C, 0x6DD), (0x900, 0x980), (0xE01, 0xE5C),
    (0x2010, 0x2028), (0x2190, 0x2200), (0x3000, 0x3100), (0x4E00, 0x5200), (0xAC00, 0xAE00), (0xFF01, 0xFF61),
    (0x1F300, 0x1F650),
)  # fmt: skip
TEXTS = (
    "“café” for £5 – ż", "你好，世界", "カタカナ", "각", "\u1100\u1161\u11a8", "e\u0301te\u0301", "नमस्ते", "สวัสดี",
    "שָׁלוֹם", "👨\u200d👩\u200d👧", "❤\ufe0f", "👍🏽", "🇬🇧", "🎉 done", "🫨",
)  # fmt: skip


def test_widths_are_counted_as_richs_tables_count_them():
    signs = [chr(n) for first, last in WRITTEN for n in range(first, last)]
    assert len(signs) > 4000
    assert [hex(ord(c)) for c in signs if cell_width(c) != cell_len(c)] == []
    assert [text for text in TEXTS if cell_width(text) != cell_len(text)] == []
