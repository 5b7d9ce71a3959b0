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


def test_at_a_terminal_each_is_asked_before_it_is_kept(begun: Any, terminal: Any) -> None:
    child = terminal(
        "--store", begun.path, "reflect", "--what", WORDS, "--so-what", "Less helps", env={"TERM": "xterm"}
    )
    child.expect("Change it")
    assert "email address" in child.before and '"client" is a word' in child.before
    child.sendline("")
    child.expect("What was: The client")
    child.expect("  \\| ")
    child.sendline("P1 wrote a letter.")
    child.expect("  \\| ")
    child.sendline(".")
    child.expect(r"Kept: \S*ref-")
    child.expect(EOF)
    kept = begun("reflection", "list", "--json").json[0]
    assert [a["text"] for a in kept["answers"]] == ["P1 wrote a letter.", "Less helps"]


def test_a_line_of_a_long_answer_is_written_again_and_the_others_stay(begun: Any, terminal: Any) -> None:
    child = terminal("--store", begun.path, "reflect", env={"TERM": "xterm"})
    child.expect("  \\| ")
    for line in ("We walked.", "Joanna came too.", "It was calm.", "."):
        child.sendline(line)
    child.expect("Change it")
    child.sendline("")
    child.expect("  - Joanna came too.")
    child.expect("  \\| ")
    child.sendline("P1 came too.")
    child.expect("It was calm")
    child.sendline(".")
    for _ in range(2):
        child.expect("finishes this too")
        child.sendline(".")
    child.expect("next small step")
    child.sendline("meet Olumide")
    child.expect('"Olumide" could be the name of a person')
    child.expect("Change it")
    child.sendline("y")
    child.sendline("ask Joanna (mum)")
    child.expect('"Joanna" looks like a name')
    child.expect("Change it")
    child.sendline("n")
    child.expect("concern")
    child.sendline("")
    child.expect(r"Kept: \S*ref-")
    assert (
        begun("reflection", "list", "--json").json[0]["answers"][0]["text"] == "We walked.\nP1 came too.\nIt was calm."
    )


def test_what_finishes_or_goes_back_is_never_written_over_a_line(begun: Any, terminal: Any) -> None:
    text = "Joanna Smith was there.\nIbrahim came too."
    child = terminal("--store", begun.path, "reflect", env={"TERM": "xterm"})

    def answer(*asked: tuple[str, str]) -> None:
        for prompt, typed in asked:
            child.expect(prompt)
            child.sendline(typed)

    line = "  \\| "
    answer(*((line, typed) for typed in (*text.split("\n"), ".")))
    answer(("Change it", ""), ("  - Joanna Smith", "?"), (line, "."))
    answer(("Ibrahim came too", "."), ("Change it", ""), ("  - Joanna Smith", "<"))
    answer(("This is the first question[^|]*\\| Joanna Smith was there", "."), ("Change it", "n"))
    answer(("finishes this too", "."), ("finishes this too", "."), ("next small step", ""), ("concern", ""))
    child.expect(r"Kept: \S*ref-")
    assert begun("reflection", "list", "--json").json[0]["answers"][0]["text"] == text


def test_off_a_terminal_every_change_with_words_in_it_says_what_it_thinks(begun: Any) -> None:
    project = begun("project", "list", "--json").json[0]["id"]
    stepped = begun("project", "step", project, "--text", "ask Joanna")
    assert stepped.code == 0 and "looks like a name" in stepped.out
    edited = begun(
        "project", "edit", project, "--safeguarding", "yes", "--safeguarding-role", "Sarah Jones, 07700 900123"
    )
    assert "looks like a name" in edited.out and "looks like a phone number" in edited.out
