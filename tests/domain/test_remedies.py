"""What to try next is facts, and the line that a person types is made of them."""

from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.remedies import Command, Remedy, ShellLine
from imatter_cli.said import Said


def test_a_command_is_the_line_to_type() -> None:
    assert str(Command("fund correct", "app-2611-h6k2d9s", "--reason", "WHY")) == (
        "imatter fund correct app-2611-h6k2d9s --reason WHY"
    )
    assert str(Command("project step", "7kq", "--number", 2)) == "imatter project step 7kq --number 2"


def test_a_remedy_is_said_in_its_order() -> None:
    said = Remedy("Withdraw it first: ", Command("licence withdraw"), ".")
    assert str(said) == "Withdraw it first: imatter licence withdraw."


def test_a_line_of_another_program_and_a_sentence_are_parts_of_a_remedy() -> None:
    line = ShellLine("git", "-C", "/home/a b", "add", "records")
    assert str(Remedy(Said("Look at {path}, then type: ", path="x"), line, " && ", Command("verify"))) == (
        'Look at x, then type: git -C "/home/a b" add records && imatter verify'
    )


@given(st.text(alphabet=st.characters(blacklist_characters="\x00", blacklist_categories=["Cs"])))
@pytest.mark.filterwarnings("ignore")
def test_an_argument_is_one_word(text: str) -> None:
    assert shlex.split(str(Command("reflect", text or "x")), comments=True) == ["imatter", "reflect", text or "x"]


def test_a_shell_reads_an_argument_as_it_was_meant() -> None:
    meant = ["#1", "a|b", "$(id) `id`", "it's $5!", "a \\ b", 'say "so"', "name~early"]
    line = str(ShellLine("printf", "%s\\n", *meant))
    assert str(Command("init", "~/a b")) == 'imatter init ~/"a b"'
    assert subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True).stdout.splitlines() == meant
