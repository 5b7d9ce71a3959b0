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
