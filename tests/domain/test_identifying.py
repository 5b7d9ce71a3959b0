"""Texts in which somebody could be recognised, and texts in which nobody is: what must be found and what must not."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pytest

from imatter_cli.domain import identifying
from imatter_cli.services.begin import example_words
from imatter_cli.store import codec

#: Each text with what is found in it: the words, and what they are taken for.
FOUND = [
    ("Léa Dubois came.", "Léa Dubois", "name"),
    ("Joanna (mum) laid the table.", "Joanna", "name"),
    ("Anna Kowalska was there on time.", "Anna Kowalska", "name"),
    ("We talked with Anna Kowalska again.", "Anna Kowalska", "name"),
    ("Joanna began alone.", "Joanna", "name"),
    ("P1 (Tom) chose the jumper.", "Tom", "name"),
    ("Ola's dad waited outside.", "Ola", "name"),
    ("Her son Ibrahim liked it.", "Ibrahim", "name"),
    ("The Kowalski family came early.", "Kowalski", "name"),
    ("A boy called Olumide sat down.", "Olumide", "name"),
    ("Łukasz read a whole page.", "Łukasz", "name"),
    ("Zbigniew Brzeziński rang.", "Zbigniew Brzeziński", "name"),
    ("Jean-Luc helped.", "Jean-Luc", "name"),
    ("Ahmed van der Berg signed it.", "Ahmed van der Berg", "name"),
    ("Mrs Barlow said it went well.", "Mrs Barlow", "name"),
    ("Ask Dr. Lane first.", "Dr. Lane", "name"),
    ("Sarah Jones, head teacher", "Sarah Jones", "name"),
    ("S. Patel, designated lead", "S. Patel", "name"),
    ("safeguarding lead: Maya", "Maya", "name"),
    ("lead Karen 07700 900123", "07700 900123", "phone"),
    ("head of year, jo.b@school.example.org", "jo.b@school.example.org", "email"),
    ("ask @sarah_j first", "@sarah_j", "name"),
    ("We met Olumide after lunch.", "Olumide", "possible-name"),
    ("It was easier with Grace in the room.", "Grace", "possible-name"),
    ("i talked to joanna smith about it", "joanna", "possible-name"),
    ("łukasz read a whole page", "łukasz", "possible-name"),
    ("her sister rosemary came along", "rosemary", "possible-name"),
    ("a boy called martin sat down", "martin", "possible-name"),
    ("We walked to Greenfield School.", "Greenfield", "possible-name"),
    ("The fair in Birmingham was loud.", "Birmingham", "possible-name"),
    ("P1, born 12/03/2017, came too.", "born 12/03/2017", "birth"),
    ("Her birthday was the 3rd of May.", "birthday was the 3rd of May", "birth"),
    ("P2 turned six on 3 May.", "turned six on 3 May", "birth"),
    ("Born March 3rd, in the holidays", "Born March 3rd", "birth"),
    ("12 May is P1's birthday.", "12 May is P1's birthday", "birth"),
    ("We met at 12 Orchard Lane.", "12 Orchard Lane", "address"),
    ("We met near SW1A 1AA.", "SW1A 1AA", "postcode"),
    ("Ring 0161 496 0000 before coming.", "0161 496 0000", "phone"),
    ("Her aunt is on +48 601 234 567.", "+48 601 234 567", "phone"),
    ("Their number is 943 476 5919.", "943 476 5919", "nhs-number"),
]
LET_BE = [
    "We laid the clothes out together. P1 chose the jumper.",
    "Less to decide in the morning helps both of us.",
    "On Monday in March it rained; on Easter Sunday it did not.",
    "P1 and P2 read prj-2611-7kq4m2x together.",
    "A Link practitioner and a Lead practitioner supported us.",
    "I Matter conversation cards",
    "On the eve of the holidays we sang a carol and baked bread with rosemary.",
    "It began to peter out; see docs/karen.md about prj-anna and #emma.",
    "The Learning Journey, the Development Fund and a Microproject",
    "Designated Safeguarding Lead",
    "Deputy Head Teacher",
    "Evening Routine",
    "Quiet corner in the School Library",
    "Mum and Dad said it was calmer. Grandma came too.",
    "P1 spoke English with Mum and Polish with Grandma.",
    "We built the bridge in Lego and filmed it on Zoom.",
    "Reception and Year 2 met in the hall.",
    "- Began alone\n- Stayed with it\n- Asked for more",
    'He said: "Again." Then: "Not now."',
    "Began alone; Stayed with it",
    "It may be May before we go on.",
    "We met on 2026-11-24 at 10:30 for £250.00.",
    "It costs 1,250.50 in all, 20 each.",
    "The OK sign, the TV and a CD were too much.",
    "My son liked it, and so did I.",
    "We were born to walk.",
    "We turned to page 3 in May.",
    "The teacher asked P1. Two of us waited.",
    "Unit 3 has 12 cards; 0 were lost.",
    "Misses nothing. Drives home.",
    "We read The Patient Gardener.",
    "Christmas was loud. Ramadan was quiet.",
    "We used Makaton and the SENCO's picture cards.",
]


@pytest.mark.parametrize(("text", "words", "what"), FOUND)
def test_found(text: str, words: str, what: str) -> None:
    found = [(text[sign.begin : sign.end], sign.what) for sign in identifying.signs(text)]
    assert (words, what) in found
    assert identifying.worth_a_look(text)
    if what == "possible-name":
        assert {sign.what for sign in identifying.signs(text)} == {what}


@pytest.mark.parametrize("mark", "+&=~[<«·€•")
@pytest.mark.parametrize("name", ["joanna", "zoë"])
def test_a_given_name_in_small_letters_is_found_next_to_any_mark(name: str, mark: str) -> None:
    text = f"tea {mark}{name}{mark} tea"
    assert identifying.signs(text)
    assert identifying.worth_a_look(text)


@pytest.mark.parametrize("text", LET_BE)
def test_let_be(text: str) -> None:
    assert identifying.signs(text) == []


def test_what_is_only_possible_is_said_as_possible() -> None:
    (sign,) = identifying.signs("We met Olumide after lunch.")
    assert sign.words.startswith("could be")


def test_nothing_is_found_in_the_words_of_the_example_and_the_programme() -> None:
    shipped = resources.files("imatter_cli").joinpath("data", "programme.yaml").read_bytes()
    texts = [*_texts({name: value for name, value in vars(example_words).items() if name.isupper()})]
    texts += _texts(codec.parse(shipped, "programme"))
    assert len(texts) > 200
    assert [text for text in texts if identifying.signs(text)] == []


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts: Any = value if isinstance(value, list | tuple) else ()
    if isinstance(value, dict):  # who something is from are names that are meant
        parts = [part for name, part in value.items() if name not in ("issuer", "funder", "source")]
    return [text for part in parts for text in _texts(part)]
