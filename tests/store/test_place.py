"""What is found in git's folder without git: the very thing that git would say, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from imatter_cli.store.git.place import plain_setting

PLAIN = [
    "",
    "[imatter]\n\tme = prc-2611-7kq4m2x\n",
    "[IMatter]\nME=one\n",
    "[imatter]\n\tme = one\n[user]\n\tname = A # B\n[imatter]\n\tme = two\n",
    '[imatter "x"]\n\tme = one\n',
    '[remote "origin"]\n\turl = https://example.invalid/x?y=1\n[imatter]\nme = one\n',
    "[imatter]\n# me = none\n; me = none\n\n  other = x\n",
    "[imatter]\r\n\tme = one\r\n",
    "[imatter.x]\n\tme = one\n",
]
ODD = [
    '[imatter]\n\tme = "one"\n',
    "[imatter]\n\tme = one ; two\n",
    "[imatter]\n\tme = one\\\ntwo\n",
    "[imatter] me = one\n",
    "[imatter]\n\tme\n",
    "[imatter]\n\tme =\n",
    "[imatter]\n\tme = o.n.e\n",
    "[user]\n\tname = x\\\n[imatter]\n\tme = one\n",
]


@pytest.mark.parametrize("text", PLAIN + ODD)
def test_a_setting_is_what_git_says_it_is(box: Any, text: str) -> None:
    (box.root / ".git" / "config").write_text("[core]\n\tbare = false\n" + text, newline="")
    by_git = box.git("config", "--local", "--get", "imatter.me", fine=False)
    assert plain_setting(str(box.root / ".git"), "imatter", "me") == (by_git if text in PLAIN else None)
    assert box.store.setting("me") == by_git


def test_a_linked_work_tree_has_the_settings_of_its_repository(box: Any) -> None:
    box.store.set_setting("me", "one")
    box.git("worktree", "add", "-q", "../linked")
    linked = type(box)(box.root.parent / "linked")
    assert linked.store.setting("me") == "one"
