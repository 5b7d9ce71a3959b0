"""What is refused is said of what somebody tried, to whoever tried it."""

from __future__ import annotations

from typing import Any

import pytest

WHY = ("--reason", "need=small, ready, wanted")
SCORES = ("--score", "need=3", "--score", "fit=3", "--score", "feasible=3", "--comment", "late")


def test_two_codes_with_a_licence_each_may_be_noted_as_one_person(programme: Any) -> None:
    first, _ = programme.holder("he1draa")
    second, _ = programme.holder("he1drbb")
    programme.do("practitioner", "edit", first, "--same-as", second)
    found = programme.do("check")["findings"]
    assert [(f["rule"], f["severity"]) for f in found] == [("LIC006", "advice")]
    (licence,) = programme.do("licence", "list", "--practitioner", second)
    programme.do("licence", "end", licence["id"], "--reason", "time")
    assert programme.do("check")["findings"] == []
    wrong = programme.run("licence", "record", "--practitioner", second, "--json").error
    assert wrong["code"] == "has-licence"


def test_while_a_quarter_is_decided_refusals_tell_of_nothing_else(programme: Any) -> None:
    holders = [programme.holder(f"he1dr{c}{c}") for c in "ab"]
    decided, waits = (programme.apply(holder, "room=100") for holder in holders)
    programme.reviewed(decided, waits)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", decided, "--outcome", "funded", *WHY)
    told = programme.run("fund", "score", decided, *SCORES, who=programme.reviewers[0]).err
    assert "decide" not in told.replace("decided", "") and "coordinator can do this" not in told
    for app, (who, _) in zip((decided, waits), holders, strict=True):
        wrong = programme.run("fund", "withdraw", app, "--json", who=who).error
        assert wrong["code"] == "not-published" and wrong["message"].startswith("2026-Q4 is being decided.")
        assert "fund publish" not in wrong["hint"] and "decision on" not in wrong["message"]


@pytest.mark.parametrize("limit", [1, 3])
def test_a_log_of_so_many_changes_counts_those_that_its_reader_sees(programme: Any, limit: int) -> None:
    who, project = programme.holder("he1draa")
    app = programme.apply((who, project), "room=100")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    lines = programme.run("log", "--limit", str(limit), who=who).out.splitlines()
    assert len([line for line in lines if line.strip()]) >= limit and all(line.strip() for line in lines)
