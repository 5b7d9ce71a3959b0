"""What a new record's file looks like, and that any data comes back from it exactly."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from imatter_cli.errors import BadValue
from imatter_cli.store import codec

AWKWARD = [
    *(
        "",
        " ",
        " a",
        "a ",
        "a: b",
        "a:",
        ":a",
        "#a",
        "a #b",
        "a#b",
        "- a",
        "-",
        "-a",
        "?",
        "? a",
        "[a",
        "{a",
        "*a",
        "&a",
        "!a",
    ),
    *(
        "|",
        ">",
        "'a",
        '"a"',
        "%a",
        "@a",
        "`a",
        "=",
        "<<",
        "~",
        "null",
        "Null",
        "NULL",
        "nULL",
        "true",
        "True",
        "yes",
        "No",
    ),
    *(
        "on",
        "OFF",
        "y",
        "N",
        "012",
        "0o17",
        "0x1F",
        "0b1",
        "1_000",
        "12:30",
        "12:30:00",
        "1.5",
        ".5",
        "1.",
        "-1.5",
        "+1",
    ),
    *("1e3", "1E-3", ".inf", "-.INF", ".nan", "250.00", "-0", "0", "123456789012345678", "1234567890123456789", "2026"),
    *("2026-11-24", "2026-11-23T18:40:00Z", "2026-11-23 18:40:00", "2026-11", "2026-q4", "2026-13-45", "12ab", "1 2"),
    *(
        "---",
        "--- a",
        "...",
        "<<<<<<< a",
        "=======",
        "a\n",
        "\n",
        "\n\n",
        "a\n\n",
        "a\n\nb",
        "a\nb",
        "\na\n",
        " a\nb",
        "\ta\nb",
    ),
    *(
        "a\n  b\n",
        "a\n \nb\n",
        "a \nb",
        "a\n ",
        "a\n\t\nb",
        "a\n# b\n",
        "a\r\nb\r\n",
        "a\rb",
        "a\tb",
        "\ta",
        "a\x85b",
        "a\u2028b\n",
    ),
    *(
        "\ufeffa",
        "\x00",
        "\x1b[31m",
        "\x7f",
        "a\xa0b",
        "\xa0a",
        "café",
        "😀",
        "😀\n😀\n",
        "שלום עולם",
        "שלום\nעולם\n",
        "\u200ba",
    ),
    *(
        "a\\b",
        'say "no"',
        "it's",
        "a'b\"c",
        "\ufffe",
        "\U0010ffff",
        "=1",
        "a,b",
        "a]b",
        "http://a/b?c#d",
        "key: |\n  a\n",
    ),
    "x" * 3000,
    "word " * 600 + "end",
]
texts = (
    st.sampled_from(AWKWARD)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    | st.text(" \n\tab:#-'\"|", max_size=12)
)
scalars = st.none() | st.booleans() | st.integers(-(10**18) + 1, 10**18 - 1) | texts
keys = texts.filter(lambda text: len(text) < 100)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)
records = st.dictionaries(keys, values, max_size=5)


def body(data: dict[str, Any]) -> str:
    """A rendered record without its first line."""
    return codec.render("project", data).decode().partition("\n")[2]


@settings(max_examples=400, deadline=None)
@given(records)
def test_any_data_comes_back_exactly(data: dict[str, Any]) -> None:
    raw = codec.render("project", data)
    again = codec.parse(raw, "x")
    assert repr(again) == repr(data)
    assert b"\r" not in raw
    assert raw.endswith(b"\n")


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_text_comes_back_at_every_place(text: str) -> None:
    data = {"a": text, "b": [text, [text], {"c": text, "d": text}], "e": {"f": {text[:500]: text}}, "z": text}
    assert codec.parse(codec.render("round", data), "x") == data


@pytest.mark.parametrize("text", AWKWARD)
def test_readers_of_yaml_1_1_see_text_too_but_for_dates(text: str) -> None:
    read = yaml.load(codec.render("round", {"a": text}), yaml.CSafeLoader)["a"] if text != "2026-13-45" else text
    if text not in ("2026-11-24", "2026-11-23T18:40:00Z"):
        assert read == text


def test_what_a_file_looks_like() -> None:
    data = {
        "id": "prj-2611-7kq4m2x",
        "programme": 1,
        "on": "2026-11-24",
        "at": "2026-11-23T18:40:00Z",
        "amount": "250.00",
        "answer": "NO",
        "lead": None,
        "agreed": True,
        "individuals": [],
        "more": {},
        "focus_areas": ["evening routine", "Tea: a start"],
        "text": "One.\n\nTwo.\n",
        "open": "One.\nTwo.",
        "costs": [{"what": "books", "amount": "90.00"}, {"what": "room", "why": "Shut\nat six"}],
        "nested": {"deep": [["a"]]},
    }
    assert body(data) == (
        "id: prj-2611-7kq4m2x\n"
        "programme: 1\n"
        '"on": 2026-11-24\n'
        "at: 2026-11-23T18:40:00Z\n"
        'amount: "250.00"\n'
        'answer: "NO"\n'
        "lead: null\n"
        "agreed: true\n"
        "individuals: []\n"
        "more: {}\n"
        "focus_areas:\n"
        "  - evening routine\n"
        '  - "Tea: a start"\n'
        "text: |\n"
        "  One.\n"
        "\n"
        "  Two.\n"
        "open: |-\n"
        "  One.\n"
        "  Two.\n"
        "costs:\n"
        "  - what: books\n"
        '    amount: "90.00"\n'
        "  - what: room\n"
        "    why: |-\n"
        "      Shut\n"
        "      at six\n"
        "nested:\n"
        "  deep:\n"
        "    - - a\n"
    )


def test_emoji_and_other_scripts_stay_readable() -> None:
    assert body({"a": "😀", "b": "שלום\nעולם 😀\n"}) == "a: 😀\nb: |\n  שלום\n  עולם 😀\n"


def test_windows_line_ends_in_a_text_are_kept_in_quotes() -> None:
    assert body({"a": "one\r\ntwo\r\n"}) == 'a: "one\\r\\ntwo\\r\\n"\n'


def test_text_that_hangs_on_blanks_is_in_quotes() -> None:
    assert body({"a": "x\n  \ny", "b": "x\n\n", "c": "x\n "}) == 'a: "x\\n  \\ny"\nb: "x\\n\\n"\nc: "x\\n "\n'


def test_long_text_is_not_wrapped() -> None:
    assert body({"a": "word " * 200 + "end"}).count("\n") == 1


@pytest.mark.parametrize(
    ("kind", "up"),
    [("project", "../../../"), ("review", "../../../"), ("round", "../../"), ("programme", "../")],
)
def test_the_first_line_leads_editors_to_the_schema(kind: str, up: str) -> None:
    first = codec.render(kind, {"id": "x"}).decode().splitlines()[0]
    assert first == f"# yaml-language-server: $schema={up}schemas/{kind}.schema.json"


def test_a_kind_that_is_none_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="not a kind"):
        codec.render("letter", {})


@pytest.mark.parametrize(
    "value", [1.5, b"x", {1: "a"}, {None: "a"}, 10**18, -(10**18), "\ud800", object(), {"k" * 1001: 1}]
)
def test_what_no_record_can_hold_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        codec.render("project", {"a": [value]})


def test_nesting_beyond_the_limit_is_refused_and_the_limit_itself_is_not() -> None:
    data: Any = "x"
    for _ in range(31):
        data = [data]
    assert codec.parse(codec.render("project", {"a": data}), "x") == {"a": data}
    with pytest.raises(TypeError):
        codec.render("project", {"a": [data]})


def test_a_record_larger_than_may_be_read_is_refused() -> None:
    with pytest.raises(BadValue) as refused:
        codec.render("project", {"a": "x" * (1024 * 1024)})
    assert refused.value.code == "too-large"
    assert refused.value.hint
