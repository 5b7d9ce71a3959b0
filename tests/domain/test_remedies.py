"""What to try next is facts, and the line that a person types is made of them."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.remedies import Command, Remedy


def test_a_command_is_the_line_to_type() -> None:
    assert str(Command("fund correct", "app-2611-h6k2d9s", "--reason", "WHY")) == (
        "imatter fund correct app-2611-h6k2d9s --reason WHY"
    )
    assert str(Command("project step", "7kq", "--number", 2)) == "imatter project step 7kq --number 2"


def test_a_remedy_is_said_in_its_order() -> None:
    said = Remedy("Withdraw it first: ", Command("licence withdraw"), ".")
    assert str(said) == "Withdraw it first: imatter licence withdraw."


@given(st.text(alphabet=st.characters(blacklist_characters="$`!\x00", blacklist_categories=["Cs"])))
@pytest.mark.filterwarnings("ignore")
def test_a_shell_reads_an_argument_as_it_was_meant(text: str) -> None:
    assert shlex.split(str(Command("reflect", text or "x"))) == ["imatter", "reflect", text or "x"]
