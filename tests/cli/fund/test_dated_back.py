"""What is dated back doesn't make wrong what was done meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

WHY = ("--reason", "need=small, ready, wanted")
BACK = ("--reason", "time", "--date", "2026-11-23")


def test_what_others_relied_on_is_not_taken_away_by_an_earlier_date(
    programme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, other = programme.holder("he1draa"), programme.holder("he1drbb")
    app, second = programme.apply(holder, "room=100"), programme.apply(other, "room=100")
    programme.reviewed(app, second)
    programme.fund("close", "2026-Q4")
    for one in (app, second):
        programme.fund("decide", one, "--outcome", "funded", *WHY)
    programme.fund("publish", "2026-Q4")
    monkeypatch.setenv("IMATTER_NOW", "2026-11-26T09:00:00Z")
    licence = programme.do("licence", "list", "--practitioner", holder[0])[0]["id"]
    path = next(programme.root.rglob(f"{licence}.yaml"))
    path.write_text(path.read_text().replace("at: 2026-11-24T09:00:00Z", "at: 2026-11-20"))
    programme.git("commit", "-qam", "it was issued earlier")
    refused = programme.run("licence", "pause", licence, *BACK, "--json", who=holder[0]).error
    assert (refused["code"], refused["details"]["earliest"]) == ("relied-on", "2026-11-24")
    assert "2026-11-24" in refused["hint"]
    left = programme.run("practitioner", "leave", programme.reviewers[0], *BACK, "--json", who=programme.reviewers[0])
    assert left.error["code"] == "relied-on"
    assert programme.run("licence", "pause", licence, *BACK[2:], "--json").error["code"] == "missing-reason"
    assert programme.do("check")["findings"] == []
    programme.do("licence", "pause", licence, *BACK)
    programme.do("practitioner", "leave", programme.reviewers[0], *BACK)
    checked = programme.run("check", "--json")
    assert {f["rule"] for f in checked.json["findings"] if f["severity"] == "error"} == set()
    assert "TIM005" in {f["rule"] for f in checked.json["findings"]}
    programme.do("licence", "resume", licence)
    programme.do("licence", "pause", licence, "--reason", "time", "--date", "2026-11-26", who=holder[0])


def needed(programme: Any, *line: str) -> tuple[str, str]:
    """The code of what is refused for its date, and the first day that would do."""
    wrong = programme.run("fund", *line, "--json").error
    return wrong["code"], wrong["details"].get("earliest")


def test_nothing_in_a_quarter_is_dated_before_what_others_did_in_it(
    programme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, other, third = (programme.holder(tail) for tail in ("he1draa", "he1drbb", "he1drcc"))
    app, second = programme.apply(holder, "room=100"), programme.apply(other, "room=100", screen=False)
    monkeypatch.setenv("IMATTER_NOW", "2026-11-25T09:00:00Z")
    programme.reviewed(app, second)
    late = programme.apply(third, "room=100", screen=False)
    before = ("--date", "2026-11-24")
    for line in (
        ("return", second, "--reason", "x"),
        ("screen", second, "--outcome", "not-eligible", "--criterion", "complete"),
        ("withdraw", second),
        ("close", "2026-Q4"),
        ("cancel", "2026-Q4", "--reason", "x", "--end"),
    ):
        assert needed(programme, *line, *before) == ("relied-on", "2026-11-25"), line
    told = programme.run("fund", "withdraw", second, *before, "--json", who=other[0]).error
    assert told["hint"] == "Give a --date of 2026-11-25 or later."
    assert told["code"] == "relied-on" and "rev-" not in f"{told}"
    programme.fund("withdraw", second)
    programme.fund("withdraw", late)
    monkeypatch.setenv("IMATTER_NOW", "2026-11-26T09:00:00Z")
    programme.fund("close", "2026-Q4", "--date", "2026-11-25")
    programme.fund("assign", app, "--reviewer", programme.reviewers[2])
    yesterday = ("--date", "2026-11-25")
    decide = ("decide", app, "--outcome", "not-funded", *WHY)
    assert needed(programme, *decide, *yesterday) == ("relied-on", "2026-11-26")
    programme.fund(*decide)
    assert needed(programme, "publish", "2026-Q4", *yesterday) == ("relied-on", "2026-11-26")
    assert needed(programme, "reopen", "2026-Q4", "--reason", "x", *yesterday) == ("relied-on", "2026-11-26")
    programme.fund("publish", "2026-Q4")
    assert programme.do("check")["findings"] == []


def test_what_could_not_happen_yet_on_the_day_that_was_given_says_so(
    programme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, project = programme.holder("he1draa")
    monkeypatch.setenv("IMATTER_NOW", "2026-11-26T09:00:00Z")
    app = programme.apply((who, project), "room=100", submit=False)
    programme.fund("submit", app, who=who)

    def told(*line: str) -> tuple[str, str]:
        wrong = programme.run("fund", *line, "--json").error
        return wrong["message"], wrong["hint"]

    said, hint = told("assign", app, "--reviewer", programme.reviewers[0], "--date", "2026-11-25")
    assert (f"{app} was not submitted on 2026-11-25." in said, hint) == (True, "Leave out --date for today.")
    programme.fund("screen", app, "--outcome", "eligible")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    programme.fund("publish", "2026-Q4")
    said, hint = told("accept", app, "--date", "2026-11-25")
    assert "were not published on 2026-11-25" in said and hint == "Leave out --date for today."


def test_a_quarter_is_not_closed_before_something_in_it_was_written_down(
    programme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, project = programme.holder("he1draa")
    app = programme.apply((who, project), "room=100", submit=False)
    monkeypatch.setenv("IMATTER_NOW", "2026-11-26T09:00:00Z")
    programme.fund("submit", app, "--date", "2026-11-24", who=who)
    wrong = programme.run("fund", "close", "2026-Q4", "--date", "2026-11-25", "--json").error
    assert f"{app} was written down on 26 November 2026" in wrong["message"]
