"""Advice on what is about to be kept: said before at a terminal, elsewhere beside the receipt; nothing is rewritten."""

from __future__ import annotations

from typing import Any

import pytest
from pexpect import EOF

WORDS = "The client, born 03/04/2015, wrote to p1@example.org"
REFLECT = ("reflect", "--so-what", "Less helps", "--now-what", "Again")


@pytest.fixture
def begun(notebook: Any) -> Any:
    """A notebook with a project under way."""
    notebook.running()
    return notebook


def test_off_a_terminal_it_is_kept_and_the_thoughts_stand_in_the_receipt(begun: Any) -> None:
    kept = begun(*REFLECT, "--what", WORDS)
    assert kept.code == 0
    assert "date of birth" in kept.out and "email address" in kept.out and '"client" is a word' in kept.out
    shown = begun("reflection", "list", "--json").json
    assert shown[0]["answers"][0]["text"] == WORDS


def test_what_has_nothing_in_it_is_kept_without_a_word(begun: Any) -> None:
    assert "second thought" not in begun(*REFLECT, "--what", "We laid the clothes out").out


def test_an_old_text_is_not_brought_up_again(begun: Any) -> None:
    begun(*REFLECT, "--what", WORDS)
    shared = begun("reflection", "share", "--summary", "A calmer evening")
    assert shared.code == 0 and "second thought" not in shared.out
    other = begun("reflection", "unshare")
    assert other.code == 0


def test_a_script_reads_them_as_notes(begun: Any) -> None:
    kept = begun(*REFLECT, "--what", WORDS, "--json").json
    assert any("email address" in note for note in kept["notes"])
    assert not any("p1@example.org" in note for note in kept["notes"])


def test_at_a_terminal_they_come_before_and_a_no_keeps_the_answers(begun: Any, terminal: Any) -> None:
    args = ("--store", begun.path, *REFLECT, "--what", WORDS)
    child = terminal(*args, env={"TERM": "xterm"})
    child.expect("Keep it as it is")
    assert "email address" in child.before
    child.sendline("n")
    child.expect("Nothing was changed")
    child.expect(EOF)
    child.close()
    assert child.exitstatus == 130
    assert begun("reflection", "list", "--json").json == []
    child = terminal(*args, env={"TERM": "xterm"})
    child.expect("Keep it as it is")
    child.sendline("y")
    child.expect("Kept: ref-")
    child.expect(EOF)
    child.close()
    assert begun("reflection", "list", "--json").json[0]["answers"][0]["text"] == WORDS
