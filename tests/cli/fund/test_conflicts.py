"""People with a conflict keep away from what an application rests on, and nobody reviews one twice."""

from __future__ import annotations

from typing import Any

import pytest

WHY = ("--reason", "time")


def test_nobody_with_a_conflict_changes_the_terms_or_ends_what_the_application_rests_on(
    programme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = programme.holder("he1draa")
    app = programme.apply(holder, "room=100")
    licence = programme.do("licence", "list", "--practitioner", holder[0])[0]["id"]
    second = programme.second
    programme.fund("edit", "2026-Q4", "--budget", "1100", *WHY, who=second)
    programme.fund("abstain", app, "--conflict", "same-workplace", who=second)
    cut = ("edit", "2026-Q4", "--quorum", "1", *WHY)
    assert programme.refused(*cut, who=second) == "conflict-of-interest"
    for line in (
        ("licence", "end", licence, *WHY), ("licence", "pause", licence), ("project", "stop", holder[1], *WHY),
        ("practitioner", "leave", holder[0], *WHY),
    ):  # fmt: skip
        refused = programme.run(*line, "--json", who=second)
        assert refused.error["code"] in ("conflict-of-interest", "lifecycle"), line
    programme.do("practitioner", "role", holder[0], "--role", "practitioner", "--role", "coordinator")
    assert programme.refused(*cut, who=holder[0]) == "conflict-of-interest"
    programme.do("licence", "pause", licence, who=holder[0])
    programme.do("licence", "resume", licence)
    monkeypatch.setenv("IMATTER_NOW", "2026-11-24T10:00:00Z")
    programme.fund(*cut)
    assert programme.do("check")["findings"] == []
    path = programme.root / "records/rounds/2026-q4.yaml"
    before, _, last = path.read_text().rpartition(f"by: {programme.coordinator}")
    path.write_text(f"{before}by: {second}{last}")
    assert "FND007" in {f["rule"] for f in programme.run("check", "--json").json["findings"]}


def test_one_person_under_two_codes_is_assigned_once(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    one, two, _ = programme.reviewers
    programme.do("practitioner", "edit", one, "--same-as", two)
    assert programme.refused("assign", app, "--reviewer", one, "--reviewer", two) == "assigned-already"
    programme.fund("assign", app, "--reviewer", one)
    assert programme.refused("assign", app, "--reviewer", two) == "assigned-already"
