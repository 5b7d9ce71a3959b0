"""Home and `due` chase what the fund waits for, by code and with the command, and nothing that is over."""

from __future__ import annotations

from typing import Any


def commands(programme: Any, who: str) -> list[str]:
    """What `due` and home tell somebody to type about applications, the same in both."""
    due = programme.do("due", who=who)["due"]
    home = programme.do("status", who=who)["next"]
    assert {c for c in (d["command"] for d in due) if "score" in c} == {
        n["command"] for n in home if "score" in n["command"]
    }
    return [d["command"] for d in due]


def test_nothing_that_is_over_is_asked_for_and_what_is_late_names_its_person(programme: Any) -> None:
    reviewer = programme.reviewers[0]
    waits, over = (programme.apply(programme.holder(tail), "books=90") for tail in ("app00aa", "app00bb"))
    for id in (waits, over):
        programme.fund("assign", id, "--reviewer", reviewer)
    assert f"imatter fund score {over}" in commands(programme, reviewer)
    programme.fund("withdraw", over)
    told = commands(programme, reviewer)
    assert f"imatter fund score {waits}" in told and f"imatter fund score {over}" not in told

    (chased,) = [d for d in programme.do("due")["due"] if d["what"] == "review"]
    assert (chased["of"], chased["standing"], chased["command"]) == (reviewer, "waiting", f"imatter fund show {waits}")
    programme.fund("close", "2026-Q4")
    (closed,) = [d for d in programme.do("due")["due"] if d["what"] == "decisions"]
    assert closed["command"] == "imatter fund review --quarter 2026-Q4"
    home = programme.do("status")
    assert {w["what"] for w in home["coordinator"]["waiting"]} == {"review", "decisions"}
    assert f"{reviewer} has not reviewed {waits} yet." in programme.run("due").out
    programme.do("practitioner", "leave", reviewer, "--reason", "moved away")
    assert f"imatter fund assign {waits}" in [d["command"] for d in programme.do("due")["due"]]
