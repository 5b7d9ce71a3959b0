"""Settling the rules that the published page leaves open, one by one, and changing those that are one value."""

from __future__ import annotations

from typing import Any

from pexpect import EOF


def test_with_options_it_settles_and_sets_in_one_version(notebook: Any) -> None:
    done = notebook("programme", "edit", "--settle", "retention", "--years", "7")
    assert done.code == 0 and "The rules are now version 2." in done.out and "Still open: 16 placeholders." in done.out
    rules = notebook("programme", "show", "--json").json
    assert rules["retention"] == {"years": 7} and "retention" not in rules["placeholders"]
    assert rules["changes"][0]["what"] == "Settled retention; changed retention.years."
    assert notebook("check").code == 0
    assert notebook.refused("programme", "edit", "--settle", "retention", code=2)["code"] == "bad-value"
    assert notebook.refused("programme", "edit", "--years", "7")["code"] == "nothing-changed"
    assert notebook.refused("programme", "edit", code=2)["details"]["missing"][0]["option"] == "--settle"


def test_at_a_terminal_each_open_point_is_explained_and_enter_leaves_it_open(notebook: Any, terminal: Any) -> None:
    child = terminal("--store", notebook.path, "programme", "edit", env={"TERM": "xterm"}, rows=60)
    says = [("[yes/no] (optional): ", ""), ("months [1, 4, 7, 10]: ", "2, 5, 8")]
    says += [("is not four months", "2, 5, 8, 11")]
    says += [*(("[yes/no] (optional): ", "") for _ in range(15)), ("at most?", ""), ("decision need?", "")]
    says += [("be deferred?", ""), ("for applications?", ""), ("[yes/no] (optional): ", "yes"), ("after its end?", "8")]
    says += [("in a project?", ""), ("project have?", ""), ("about again?", ""), ("and why? (optional): ", "Agreed.")]
    shown = ""
    for prompt, said in says:
        child.expect_exact(prompt)
        shown += str(child.before) + prompt
        child.sendline(said)
    child.expect(EOF)
    told = " ".join((shown + str(child.before)).split())
    assert "Retention: How long records are kept. So far: years 6" in told
    assert "years was: 6 (press Enter to keep it)" in told
    assert "The rules are now version 2." in told
    rules = notebook("programme", "show", "--json").json
    assert rules["changes"][0]["what"] == "Agreed."
    assert rules["retention"] == {"years": 8} and len(rules["placeholders"]) == 16
    assert rules["calendar"]["first_months"] == [2, 5, 8, 11]
