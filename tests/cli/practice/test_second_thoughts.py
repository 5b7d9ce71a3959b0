"""Advice on what is about to be kept: said before at a terminal, elsewhere beside the receipt; nothing is rewritten."""

from __future__ import annotations

from typing import Any

import pytest

WORDS = "The client, born 03/04/2015, wrote to p1@example.org"
PLAN = ("project", "new", "--type", "early-concern", "--setting", "school", "--individuals", "1", "--no-input")
REFLECT = ("reflect", "--so-what", "Less helps", "--now-what", "Again")


@pytest.fixture
def notebook(home: Any, run: Any, tmp_path: Any) -> Any:
    store = tmp_path / "notebook"
    assert run("init", str(store)).code == 0

    def act(*args: str) -> Any:
        return run("--store", str(store), *args)

    assert act(*PLAN, "--focus-area", "evening routine").code == 0
    assert act("licence", "record").code == 0
    assert act("project", "start").code == 0
    return act


def test_off_a_terminal_it_is_kept_and_the_thoughts_stand_in_the_receipt(notebook: Any) -> None:
    kept = notebook(*REFLECT, "--what", WORDS)
    assert kept.code == 0
    assert "date of birth" in kept.out and "email address" in kept.out and '"client" is a word' in kept.out
    shown = notebook("reflection", "list", "--json").json
    assert shown[0]["answers"][0]["text"] == WORDS


def test_what_has_nothing_in_it_is_kept_without_a_word(notebook: Any) -> None:
    assert "second thought" not in notebook(*REFLECT, "--what", "We laid the clothes out").out


def test_an_old_text_is_not_brought_up_again(notebook: Any) -> None:
    notebook(*REFLECT, "--what", WORDS)
    shared = notebook("reflection", "share", "--summary", "A calmer evening")
    assert shared.code == 0 and "second thought" not in shared.out
    other = notebook("reflection", "unshare")
    assert other.code == 0


def test_a_script_reads_them_as_notes(notebook: Any) -> None:
    kept = notebook(*REFLECT, "--what", WORDS, "--json").json
    assert any("email address" in note for note in kept["notes"])
    assert not any("p1@example.org" in note for note in kept["notes"])


def test_at_a_terminal_they_come_before_and_a_no_keeps_the_answers(
    notebook: Any, home: Any, tmp_path: Any, run: Any
) -> None:
    import sys

    import pexpect

    env = {**home.env, "TERM": "xterm"}
    args = ["-m", "imatter_cli", "--store", str(tmp_path / "notebook"), *REFLECT, "--what", WORDS]
    child = pexpect.spawn(sys.executable, args, env=env, encoding="utf-8", dimensions=(24, 80), timeout=30)
    child.expect("Keep it as it is")
    assert "email address" in child.before
    child.sendline("n")
    child.expect("Nothing was changed")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert notebook("reflection", "list", "--json").json == []
    child = pexpect.spawn(sys.executable, args, env=env, encoding="utf-8", dimensions=(24, 80), timeout=30)
    child.expect("Keep it as it is")
    child.sendline("y")
    child.expect("Kept: ref-")
    child.expect(pexpect.EOF)
    child.close()
    assert notebook("reflection", "list", "--json").json[0]["answers"][0]["text"] == WORDS
