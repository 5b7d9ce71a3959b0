"""The options that stand anywhere, and --quarter in all its forms."""

from __future__ import annotations

import pytest

EVERY = ["--store", "/q", "--as", "prc", "--no-input", "--dry-run", "--json"]


@pytest.mark.parametrize(
    "line",
    [
        [*EVERY, "tiny", "show", "7kq"],
        ["tiny", *EVERY, "show", "7kq"],
        ["tiny", "show", *EVERY, "7kq"],
        ["tiny", "show", "7kq", *EVERY],
        ["--store=/q", "tiny", "--as=prc", "show", "--no-input", "7kq", "--dry-run", "--json"],
    ],
)
def test_global_options_stand_anywhere(tiny, line):
    answer = tiny(*line).json
    assert (answer["store"], answer["as"], answer["json"], answer["no_input"], answer["dry_run"]) == (
        "/q", "prc", True, True, True,
    )  # fmt: skip


def test_without_them_they_are_off(tiny):
    out = tiny("tiny", "show", "7kq").out
    assert "store=\n" in out and "json=False" in out and "dry_run=False" in out


def test_the_inner_one_counts(tiny):
    assert "store=/inner" in tiny("--store", "/outer", "tiny", "show", "7kq", "--store", "/inner").out


def test_after_two_dashes_nothing_is_an_option(tiny):
    result = tiny("tiny", "show", "--", "--json")
    assert result.code == 3
    assert "There is no project --json." in result.err
    assert not result.err.startswith("{")


def test_help_of_every_level_names_them(tiny):
    for line in (["--help"], ["tiny", "--help"], ["tiny", "show", "--help"]):
        result = tiny(*line)
        assert result.code == 0
        assert "Everywhere" in result.out and "--no-input" in result.out


def test_bare_imatter_is_status(tiny):
    assert tiny().out == "status\n"
    assert tiny("--json").json["status"] == "open"


@pytest.mark.parametrize(
    ("rest", "quarter"),
    [
        ([], "current"),
        (["--quarter"], "current"),
        (["--quarter", "--json"], "current"),
        (["--quarter", "--reason", "x"], "current"),
        (["--quarter", "2026-Q4"], "2026-q4"),
        (["--quarter=2026-q4"], "2026-q4"),
        (["--quarter", "2026q1"], "2026-q1"),
        (["--quarter", "Q4"], "q4"),
        (["--quarter", "last"], "last"),
        (["--quarter", "NEXT"], "next"),
        (["--reason", "--quarter"], "current"),  # the value of --reason
    ],
)
def test_quarter(tiny, rest, quarter):
    assert tiny("tiny", "show", "7kq", *rest, *([] if "--json" in rest else ["--json"])).json["quarter"] == quarter


def test_quarter_before_an_argument_takes_it(tiny):
    error = tiny("tiny", "show", "--quarter", "7kq", "--json").error
    assert error["code"] == "bad-value"
    assert "'7kq' is not a quarter" in error["message"]


def test_a_value_that_looks_like_quarter_stays_a_value(tiny):
    assert tiny("tiny", "show", "7kq", "--reason", "--quarter", "--json").json["reason"] == "--quarter"


def test_no_quarter_of_that_number(tiny):
    result = tiny("tiny", "show", "7kq", "--quarter", "2026-Q5")
    assert result.code == 2
    assert "2026-Q4, Q4, current, last or next" in result.err
