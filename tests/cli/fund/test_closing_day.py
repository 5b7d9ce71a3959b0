"""The closing day holds whatever day is typed, and what got past it by hand is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

ROUND = "2026-Q4"
WHY = ("--reason", "need=small, ready, wanted")
At = Callable[[str], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Set the clock."""
    return lambda moment: monkeypatch.setenv("IMATTER_NOW", moment)


def rules_by_hand(programme: Any, id: str, *changes: tuple[str, str]) -> set[str]:
    """The rules that find something once a record's text was changed by hand; the record is put back."""
    path = next(programme.root.rglob(f"{id}.yaml"))
    good = text = path.read_text()
    for old, new in changes:
        assert old in text, text
        text = text.replace(old, new, 1)
    path.write_text(text)
    found = {f["rule"] for f in programme.run("check", "--json").json["findings"]}
    path.write_text(good)
    return found


def test_an_earlier_date_does_not_get_past_the_closing_day(programme: Any, at: At) -> None:
    holder, other = programme.holder("he1draa"), programme.holder("he1drbb")
    app, draft = programme.apply(holder, "room=100"), programme.apply(other, "room=50", submit=False)
    at("2026-12-12T09:00:00Z")
    before = ("--date", "2026-12-09")
    assert programme.refused("edit", app, "--cost", "room=200", *before, who=holder[0]) == "past-closing"
    assert programme.refused("edit", app, "--cost", "room=200", *before) == "missing-reason"
    assert programme.refused("submit", draft, *before, who=other[0]) == "past-closing"
    assert programme.refused("submit", draft, *before) == "past-closing"
    programme.fund("edit", app, "--cost", "room=90", *before, "--reason", "their letter came by post")
    programme.fund("submit", draft, *before, "--late", "--reason", "it came by post")
    said = {a["id"]: a["standing"] for a in programme.fund("review")["applications"]}
    assert "changed after closing" in said[app]
    assert "late" in said[draft].split(", ")
    assert programme.do("check")["findings"] == []


def test_what_a_command_refuses_after_closing_is_found_when_it_was_done_by_hand(programme: Any, at: At) -> None:
    holder, other = programme.holder("he1draa"), programme.holder("he1drbb")
    app, draft = programme.apply(holder, "room=100"), programme.apply(other, "room=50", submit=False)
    programme.fund("close", ROUND)
    at("2026-11-24T10:00:00Z")
    programme.fund("edit", app, "--cost", "room=90", "--reason", "a cost was counted twice")
    programme.fund("submit", draft, "--late", "--reason", "the post was late")
    by = f"    by: {programme.coordinator}\n"
    edited = f"    event: edit\n{by}"
    assert "APP004" not in rules_by_hand(programme, app)
    assert "APP026" in rules_by_hand(programme, app, (edited, f"    event: edit\n    by: {holder[0]}\n"))
    assert "APP026" in rules_by_hand(programme, app, ("    reason: a cost was counted twice\n", ""))
    late = f"{by}    on_behalf_of: {other[0]}\n"
    assert "APP004" in rules_by_hand(programme, draft, (late, f"    by: {other[0]}\n"))


def test_what_is_over_is_not_carried_on_and_nobody_acts_after_they_left_the_same_day(programme: Any, at: At) -> None:
    lost, gone, ended = (programme.holder(f"he1dr{c}{c}") for c in "abc")
    apps = not_funded, left, unlicensed = [programme.apply(h, "room=100") for h in (lost, gone, ended)]
    programme.reviewed(*apps)
    programme.fund("close", ROUND)
    for app, outcome in zip(apps, ("not-funded", "funded", "funded"), strict=True):
        programme.fund("decide", app, "--outcome", outcome, *WHY)
    programme.fund("publish", ROUND)
    programme.fund(
        "open",
        "2027-Q1",
        "--budget",
        "500",
        "--closes",
        "2027-02-01",
        "--quorum",
        "1",
        "--reviewer",
        programme.reviewers[0],
    )
    at("2026-11-24T10:00:00Z")
    programme.do("practitioner", "leave", gone[0], "--reason", "they moved")
    licence = programme.do("licence", "list", "--practitioner", ended[0])[0]["id"]
    programme.do("licence", "end", licence, "--reason", "time")

    def event(what: str, by: str, more: str = "") -> str:
        return f"  - at: 2026-11-24T11:00:00Z\n    event: {what}\n    by: {by}\n{more}"

    carried = event("carry", programme.coordinator, "    round: 2027-q1\n")
    moved = ("status: not-funded", "status: eligible"), ("round: 2026-q4", "round: 2027-q1")
    last = programme.file(not_funded)[-60:]
    assert "APP013" in rules_by_hand(programme, not_funded, *moved, (last, f"{last}{carried}"))
    for app, (who, _), rule in ((left, gone, "PRC002"), (unlicensed, ended, "APP002")):
        last = programme.file(app)[-60:]
        accepted = (("status: funded", "status: accepted"), (last, f"{last}{event('accept', who)}"))
        assert rule not in rules_by_hand(programme, app)
        assert rule in rules_by_hand(programme, app, *accepted)


def test_the_last_day_of_a_closed_quarter_moves_on_only_once_it_is_opened_again(programme: Any) -> None:
    programme.fund("close", "2026-Q4")
    longer, why = ("edit", "2026-Q4", "--closes", "2026-12-20"), ("--reason", "the post was slow")
    assert programme.refused(*longer, *why) == "round-closed"
    programme.fund("edit", "2026-Q4", "--closes", "2026-11-24", *why)
    assert programme.refused("edit", "2026-Q4", "--closes", "2026-12-10", *why) == "round-closed"
    undo = programme.run("undo", *why, "--json")
    assert (undo.code, undo.error["code"]) == (4, "round-closed")
    programme.fund("reopen", "2026-Q4", *why)
    programme.fund(*longer)
    programme.fund("close", "2026-Q4")
    assert programme.do("check")["findings"] == []
    path = programme.root / "records/rounds/2026-q4.yaml"
    change = f"- at: 2026-11-24T09:00:00Z\n    event: edit\n    by: {programme.coordinator}\n    reason: more time\n"
    change += "    fields:\n      - closes\n"
    path.write_text(path.read_text().replace("closes: 2026-12-20", "closes: 2026-12-31") + f"  {change}")
    programme.git("commit", "-qam", "by hand")
    found = programme.run("check", "--json")
    assert (found.code, [f["rule"] for f in found.json["findings"]]) == (0, ["RND014"])
    # this store has no id, like one of version 0.1.0; where commands have always refused it, it is an error
    rules = programme.root / "records/programme.yaml"
    rules.write_text(rules.read_text().replace("\nissuer:", "\nstore_id: store-gm5kh55n775hbxsv\nissuer:", 1))
    found = programme.run("check", "--json")
    assert (found.code, [f["rule"] for f in found.json["findings"]]) == (1, ["RND014"])


def test_a_quarter_that_was_recorded_after_it_ended_can_be_opened_again_for_more(programme: Any, at: At) -> None:
    """Its applications were written down late, as it was itself: moving its last day makes none of them late."""
    who = programme.person("he1draa", "practitioner")
    programme.do("licence", "record", "--practitioner", who, "--date", "2026-11-02")
    plan = ("--type", "early-concern", "--setting", "school", "--focus-area", "evening routine", "--individuals", "1")
    project = programme.do("project", "new", "--practitioner", who, *plan, "--date", "2026-11-02")["id"]
    programme.fund("open", "2026-Q3", "--budget", "500", "--closes", "2026-11-09", "--date", "2026-11-02")
    given = ("--key-barrier", "no budget", "--payee", "host", "--cost", "room=90", "--other-sources", "none")
    apply = ("apply", "--project", project, "--round", "2026-Q3", *given)
    app = programme.fund(*apply, "--date", "2026-11-08")["id"]
    programme.fund("submit", app, "--date", "2026-11-09")
    programme.fund("close", "2026-Q3", "--date", "2026-11-10")
    at("2026-11-25T09:00:00Z")
    programme.fund("reopen", "2026-Q3", "--reason", "another came")
    programme.fund("edit", "2026-Q3", "--closes", "2026-12-20", "--reason", "another came")
    assert programme.do("check")["findings"] == []


def test_what_comes_into_a_quarter_later_asks_no_reason_of_an_earlier_change(programme: Any, at: At) -> None:
    programme.apply(programme.holder("he1draa"), "room=100")
    programme.fund("open", "2027-Q1", "--budget", "500")
    at("2026-11-25T09:00:00Z")
    programme.fund("edit", "2027-Q1", "--budget", "600")
    at("2026-11-26T09:00:00Z")
    programme.fund("cancel", "2026-Q4", "--reason", "no budget", "--into", "2027-Q1")
    assert programme.do("check")["findings"] == []
    assert programme.refused("edit", "2027-Q1", "--budget", "700") == "missing-reason"
