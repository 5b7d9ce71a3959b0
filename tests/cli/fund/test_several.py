"""Several applications at once: each its own change, all of them or none."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def submitted(again: Any) -> list[str]:
    made: list[str] = again("several-submitted", _submitted)
    return made


def _submitted(programme: Any) -> list[str]:
    """Three applications that were submitted."""
    return [programme.apply(programme.holder(f"app00{t}"), "books=90", screen=False) for t in ("aa", "bb", "cc")]


def states(programme: Any, ids: list[str]) -> list[str]:
    return [programme.fund("show", id)["status"] for id in ids]


def test_many_are_screened_in_one_go_each_with_its_own_change(programme: Any, submitted: list[str]) -> None:
    head = programme.head()
    tried = programme.fund("screen", *submitted, "--outcome", "eligible", "--dry-run")
    assert [s["commit"] for s in tried["series"]] == ["", "", ""] and programme.head() == head
    made = programme.fund("screen", *submitted, "--outcome", "eligible")
    assert [s["id"] for s in made["series"]] == submitted
    assert programme.git("log", "--format=%H", f"{head}..").splitlines() == [s["commit"] for s in made["series"]][::-1]
    assert programme.git("log", "--format=%s", f"{head}..").splitlines() == [
        f"application screen {id}" for id in submitted[::-1]
    ]
    assert states(programme, submitted) == ["eligible"] * 3
    for id in submitted[::-1]:
        assert programme.do("undo", "--reason", "a slip")["id"] == id
    assert states(programme, submitted) == ["submitted"] * 3


def test_one_that_cannot_be_keeps_all_of_them_and_each_is_named(programme: Any, submitted: list[str]) -> None:
    programme.fund("withdraw", submitted[1])
    assert programme.refused("screen", *submitted, "--outcome", "eligible") == "some-refused"
    done = programme.run("fund", "screen", *submitted, "--outcome", "eligible", "--json")
    assert [r["id"] for r in done.error["details"]["refused"]] == [submitted[1]]
    assert states(programme, submitted) == ["submitted", "withdrawn", "submitted"]
    assert programme.refused("screen", submitted[0], submitted[2], "--outcome", "not-eligible", exit=2) == "missing"


def test_a_whole_quarter_but_for_what_somebody_has_a_conflict_with(programme: Any, submitted: list[str]) -> None:
    programme.fund("recuse", submitted[2], "--reviewer", programme.coordinator, "--conflict", "money")
    reason = ("--outcome", "not-eligible", "--criterion", "complete")
    done = programme.fund("screen", "--quarter", "2026-Q4", *reason)
    assert sorted(s["id"] for s in done["series"]) == sorted(submitted[:2])
    assert [p["id"] for p in done["kept_out"]] == [submitted[2]]
    assert states(programme, submitted) == ["not-eligible", "not-eligible", "submitted"]
    assert programme.refused("screen", "--quarter", "2026-Q4", *reason) == "conflict-of-interest"
    assert programme.refused("finish", "--quarter", "2026-Q4") == "nothing-to-do"
    assert programme.refused("return", submitted[2], "--quarter", "--reason", "x", exit=2) == "usage"


def test_all_that_was_deferred_to_a_quarter_is_carried_into_it(programme: Any, submitted: list[str]) -> None:
    programme.fund("screen", *submitted, "--outcome", "eligible")
    programme.reviewed(*submitted)
    programme.fund("close", "2026-Q4")
    later = ("--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "a quote", "--reason", "need=open")
    for id in submitted[:2]:
        programme.fund("decide", id, *later)
    programme.fund("decide", submitted[2], "--outcome", "not-funded", "--reason", "need=no")
    programme.fund("publish", "2026-Q4")
    programme.fund("open", "2027-Q1", "--budget", "500", "--quorum", "1", "--reviewer", programme.reviewers[0])
    carries = [d["command"] for d in programme.do("due")["due"] if d["what"] == "carry"]
    assert sorted(carries) == sorted(f"imatter fund carry {id}" for id in submitted[:2])
    done = programme.fund("carry", "--quarter", "2027-Q1")
    assert sorted(s["id"] for s in done["series"]) == sorted(submitted[:2])
    assert [d for d in programme.do("due")["due"] if d["what"] == "carry"] == []
