"""Whatever became of a round, what there is to show of it is shown or refused in words."""

from __future__ import annotations

from typing import Any

import pytest

DECIDE = ("decide", "APP", "--outcome", "not-funded", "--reason", "need=small, ready, wanted")
#: What is done with a round, an application to it first or none.
STATES: dict[str, tuple[bool, tuple[tuple[str, ...], ...]]] = {
    "empty": (False, ()),
    "open": (True, ()),
    "closed": (True, (("close", "2026-Q4"),)),
    "empty-published": (False, (("close", "2026-Q4"), ("publish", "2026-Q4"))),
    "published": (True, (("close", "2026-Q4"), DECIDE, ("publish", "2026-Q4"))),
    "ended": (True, (("cancel", "2026-Q4", "--reason", "no budget", "--end"),)),
    "moved": (True, (("cancel", "2026-Q4", "--reason", "no budget", "--into", "2027-Q1"),)),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_every_view_of_a_round_answers_in_words_whatever_its_state(programme: Any, state: str, tmp_path: Any) -> None:
    applied, steps = STATES[state]
    programme.fund("open", "2027-Q1", "--budget", "500")
    app = ""
    if applied:
        app = programme.apply(programme.holder("he1draa"), "room=100")
        programme.reviewed(app)
    for step in steps:
        programme.fund(*(app if part == "APP" else part for part in step))
    quarter = ("--quarter", "2026-Q4")
    forms = [part for kind in ("html", "csv", "xlsx") for part in (f"--{kind}", str(tmp_path / f"p.{kind}"))]
    views = [
        ("pack", *quarter, *forms, "--force"),
        ("pack", *quarter, *forms, "--force", "--public"),
        ("letters", *quarter),
        ("export", "360giving", *quarter),
        ("stats", *quarter),
        ("stats", *quarter, "--public"),
        ("stats",),
        ("review", *quarter),
        ("rounds",),
        ("rounds", "2026-Q4"),
    ]
    for view in views:
        done = programme.run("fund", *view)
        assert done.code in (0, 4), (view, done.out, done.err)
    assert programme.run("fund", "pack", *quarter, *forms, "--force").code == 0
    assert programme.run("check").code == 0
