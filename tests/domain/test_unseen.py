"""Characters that cannot be seen: found where a text does not need them, kept where it does."""

from __future__ import annotations

import pytest

from imatter_cli.domain import unseen

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    "text",
    [
        "plain", "café ✓ 😀", "👩\u200d🦱 at the door", "👩🏽\u200d💻", "❤\ufe0f\u200d🔥", "می\u200cخواهم", "क्\u200dष",
        f"{ENGLAND} won", "ספר\u200f, סוף", "ﷺ \u061c١", "⠓\u2800⠊", "\u115fᅡ", "ᠨ\u180eᠠ", "a\u0308\u034f\u0301",
        "10\u202f000", "quoi\u00a0?",
    ],
)  # fmt: skip
def test_what_a_text_needs_is_left_alone(text: str) -> None:
    assert (unseen.turning(text), unseen.hidden(text), unseen.without_hidden(text)) == ("", "", text)


@pytest.mark.parametrize(
    "text",
    [
        "a\u200bb",
        "\ufeffa",
        "a\u2060b",
        "so\u00adft",
        "a\u200db",
        "a\u200cb",
        "a\u200eb",
        "a\u061cb",
        "x\U000e0041y",
        "\u200d",
        "a\ufffcb",
        "a\U0001d173b",
        *(f"a{c}b" for c in "\u3164\u115f\u1160\uffa0\u2800\u034f\u180e\u17b4"),
    ],
)
def test_what_it_does_not_need_is_found_and_taken_out(text: str) -> None:
    assert unseen.hidden(text)
    clean = unseen.without_hidden(text)
    assert (unseen.hidden(clean), clean.isascii()) == ("", True)


@pytest.mark.parametrize("character", ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2069"])
def test_what_turns_writing_about_is_found(character: str) -> None:
    assert unseen.turning(f"a{character}b") == character


def test_a_space_between_words_is_an_ordinary_one() -> None:
    assert unseen.odd_space("evening\u00a0routine") == "\u00a0"
    assert unseen.without_hidden("evening\u00a0\u2003routine") == "evening routine"


def test_a_character_without_a_meaning_of_its_own_is_found_and_left() -> None:
    assert (unseen.private("a\ue000b"), unseen.without_hidden("a\ue000b")) == ("\ue000", "a\ue000b")


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x9b", "\ufffe"])
def test_a_character_for_machines_is_found_and_taken_out(character: str) -> None:
    text = f"a{character}b"
    assert (unseen.is_odd(text), unseen.control(text), unseen.without_hidden(text)) == (True, character, "ab")


def test_a_line_end_that_only_some_programs_know_becomes_an_ordinary_one() -> None:
    assert (unseen.odd_break("a\u2028b"), unseen.without_hidden("a\u2029b")) == ("\u2028", "a\nb")
