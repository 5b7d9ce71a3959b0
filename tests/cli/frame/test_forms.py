"""Answers given as options: missing, bad, and understood."""

from __future__ import annotations

import json
from datetime import date

import pytest

from imatter_cli.errors import BadValue, Missing, NotFound
from imatter_cli.input.ask import answer
from imatter_cli.input.form import Choice, Form, Question
from imatter_cli.input.values import Behind

TODAY = date(2026, 11, 24)
TYPES = [
    Choice("universal-prevention", "Universal prevention"),
    Choice("early-concern", "Early concern, early help"),
    Choice("early-years", "The early years"),
]
FULL = ["--type", "early", "--setting", "school", "--focus-area", "a", "--individuals", "1", "--starts", "today"]


def ask(*questions, **given):
    def resolve(part, kinds):
        if part in "prj-2611-7kq4m2x":
            return "prj-2611-7kq4m2x"
        raise NotFound(f"There is no project {part}.")

    return answer(
        Form("try it", "", questions),
        given,
        interactive=False,
        behind=Behind(TODAY, lambda name: TYPES, resolve, limit={"limits.areas": 2}.get),
    )


def one(question, said):
    return ask(question, **{question.field: said})[question.field]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("1", "universal-prevention"),
        ("2", "early-concern"),
        ("early-concern", "early-concern"),
        ("EARLY_CONCERN", "early-concern"),
        ("Early concern, early help", "early-concern"),
        ("uni", "universal-prevention"),
        ("the early", "early-years"),
    ],
)
def test_a_choice_by_number_value_label_or_start(said, value):
    assert one(Question("type", "?", "w", answer="choice", choices="types"), said) == value


def test_a_choice_whose_value_is_a_number_is_no_place_in_the_list():
    scores = answer(
        Form("try it", "", (Question("score", "?", "w", answer="choice", choices="scores"),)),
        {"score": "1"},
        interactive=False,
        behind=Behind(TODAY, lambda name: [Choice("0"), Choice("1"), Choice("2")], lambda part, kinds: part),
    )
    assert scores == {"score": "1"}


@pytest.mark.parametrize("said", ["early", "0", "4", "zzz"])
def test_a_choice_that_is_none(said):
    with pytest.raises(BadValue) as refusal:
        one(Question("type", "?", "w", answer="choice", choices="types"), said)
    assert refusal.value.details["bad"][0]["choices"] == [t.value for t in TYPES]
    assert "universal-prevention, early-concern, early-years" in str(refusal.value.hint)


def test_the_closest_choice_is_named():
    with pytest.raises(BadValue) as refusal:
        one(Question("type", "?", "w", answer="choice", choices="types"), "erly-concern")
    assert str(refusal.value.hint).startswith("Closest: early-concern.")


@pytest.mark.parametrize(
    ("question", "said", "value"),
    [
        (Question("a", "?", "w"), "  two \x1b words ", "two words"),
        (Question("a", "?", "w", answer="long"), "one  \n\n two\n\n", "one\n\n two"),
        (Question("a", "?", "w", answer="day"), "3 Oct 2026", "2026-10-03"),
        (Question("a", "?", "w", answer="day"), "yesterday", "2026-11-23"),
        (Question("a", "?", "w", answer="money"), "£1,250.5", "1250.50"),
        (Question("a", "?", "w", answer="count", at_most=3), "3", 3),
        (Question("a", "?", "w", answer="yes-no"), "Y", True),
        (Question("a", "?", "w", answer="yes-no"), "no", False),
        (Question("a", "?", "w", answer="ref"), "7kq", "prj-2611-7kq4m2x"),
        (Question("a", "?", "w", parse=str.upper), "x", "X"),
    ],
)
def test_what_is_understood(question, said, value):
    assert one(question, said) == value


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question("a", "?", "w", answer="day"), "2026-02-30"),
        (Question("a", "?", "w", answer="money"), "1.234"),
        (Question("a", "?", "w", answer="count", at_least=1), "0"),
        (Question("a", "?", "w", answer="count", at_most=3), "4"),
        (Question("a", "?", "w", answer="count", at_most="limits.areas"), "3"),
        (Question("a", "?", "w", answer="count"), "٣"),
        (Question("a", "?", "w", answer="yes-no"), "perhaps"),
        (Question("a", "?", "w", many=True, at_most="limits.areas"), ["x", "y", "z"]),
    ],
)
def test_what_is_not(question, said):
    with pytest.raises(BadValue) as refusal:
        one(question, said)
    (bad,) = refusal.value.details["bad"]
    assert bad["field"] == "a" and bad["option"] == "--a"


def test_bad_values_come_together_with_what_is_missing():
    with pytest.raises(BadValue) as refusal:
        ask(
            Question("day", "?", "w", "2026-11-24", answer="day"),
            Question("cost", "?", "w", "1.00", answer="money"),
            Question("where", "?", "w", "school"),
            day="soon",
            cost="lots",
        )
    assert [b["field"] for b in refusal.value.details["bad"]] == ["day", "cost"]
    assert [m["field"] for m in refusal.value.details["missing"]] == ["where"]
    assert "--day: 'soon'" in refusal.value.message and "--cost: 'lots'" in refusal.value.message


def test_a_reference_that_is_not_there_keeps_its_kind_of_refusal():
    with pytest.raises(NotFound):
        one(Question("a", "?", "w", answer="ref"), "zzz")


def test_defaults_and_empty_optional_answers():
    assert ask(
        Question("a", "?", "w", default="x"), Question("b", "?", "w", required=False), Question("c", "?", "w"), c="1"
    ) == {
        "a": "x",
        "c": "1",
    }


def test_many_without_repeats_in_order():
    assert one(Question("focus_areas", "?", "w", many=True), ["b", "a", "b"]) == ["b", "a"]
    assert one(Question("age_bands", "?", "w", many=True, each=True), ["b", "a", "b"]) == ["b", "a", "b"]


@pytest.mark.parametrize(
    ("field", "many", "flag"),
    [("focus_areas", True, "--focus-area"), ("entries", True, "--entry"), ("focus_areas", False, "--focus-areas")],
)
def test_the_option_of_a_field(field, many, flag):
    assert Question(field, "?", "w", many=many).flag == flag


def test_what_depends_on_a_missing_answer_is_listed_as_its_example_decides():
    questions = (
        Question("type", "?", "w", "early-years", answer="choice", choices="types"),
        Question("age", "?", "w", "3", answer="count", when=lambda a: a.get("type") == "early-years"),
        Question("other", "?", "w", "x", when=lambda a: a.get("type") == "early-concern"),
    )
    with pytest.raises(Missing) as refusal:
        ask(*questions)
    assert [m["field"] for m in refusal.value.details["missing"]] == ["type", "age"]


def test_an_example_that_is_no_choice_gives_way_to_one_that_is():
    with pytest.raises(Missing) as refusal:
        ask(Question("type", "?", "w", "gone", answer="choice", choices="types"))
    (entry,) = refusal.value.details["missing"]
    assert entry["example"] == "universal-prevention"
    assert entry["choices"] == [t.value for t in TYPES]


def test_filling_in_the_examples_succeeds(tiny):
    missing = tiny("tiny", "new", "--json").error["details"]["missing"]
    assert [set(m) - {"choices"} for m in missing] == [{"field", "option", "why", "example"}] * 5
    line = [word for m in missing for word in (m["option"], m["example"])]
    values = tiny("tiny", "new", "--json", *line).json["values"]
    assert values["focus_areas"] == ["evening routine"] and values["individuals"] == 1


def test_filling_in_the_examples_succeeds_where_one_is_a_reference(tiny):
    given = ["--type", "complex"]
    missing = tiny("tiny", "new", "--json", *given).error["details"]["missing"]
    (lead,) = [m for m in missing if m["field"] == "lead"]
    assert lead["example"] == "prj-2611-7kq4m2x"
    line = [word for m in missing for word in (m["option"], m["example"])]
    assert tiny("tiny", "new", "--json", *given, *line).json["values"]["lead"] == lead["example"]


def test_everything_missing_for_people(tiny, home):
    result = tiny("tiny", "new")
    assert result.code == 2
    assert "5 answers are missing for `imatter tiny new`." in result.err
    assert "--focus-area 'evening routine'" in result.err
    assert "one of: universal, early-concern, complex" in result.err
    assert home.drafts == []


def test_the_receipt(tiny):
    result = tiny("tiny", "new", *FULL)
    assert result.code == 0
    assert result.out.endswith("Next:  imatter tiny show 7kq   look at it\nUndo:  imatter undo\n")
    assert json.dumps(tiny("tiny", "new", *FULL, "--json").json)


def test_a_trial_run_says_so(tiny):
    result = tiny("tiny", "new", *FULL, "--dry-run")
    assert result.out.endswith("Nothing was changed (a trial run).\n")
    assert "Undo" not in result.out
    data = tiny("tiny", "new", *FULL, "--dry-run", "--json").json
    assert data["dry_run"] is True and data["commit"] == ""


def test_help_of_a_form_has_every_question_with_its_why(tiny):
    out = tiny("tiny", "new", "--help").out
    assert "--focus-area TEXT" in out and "It decides who can help." in out
    assert "--shared yes|no" in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_long_answer_can_come_from_stdin(tiny):
    assert (
        tiny("tiny", "new", *FULL, "--why", "-", "--json", stdin="One.\nTwo.\n").json["values"]["why"] == "One.\nTwo."
    )
