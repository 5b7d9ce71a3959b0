"""No application is left behind: deferrals are carried, and a cancelled round's applications move or end."""

from __future__ import annotations

from typing import Any

import pytest

WHY = ("--reason", "need=small, ready, wanted")
DEFER = ("--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "a quote for the room", *WHY)


def open_next(programme: Any, quarter: str = "2027-Q1") -> None:
    reviewers = [part for r in programme.reviewers for part in ("--reviewer", r)]
    programme.fund("open", quarter, "--budget", "500", *reviewers)


def deferred(programme: Any) -> str:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", app, *DEFER)
    return str(app)


def rules(programme: Any) -> list[str]:
    return [f["rule"] for f in programme.run("check", "--json").json["findings"]]


def test_a_round_is_not_closed_over_a_deferral_to_it(programme: Any) -> None:
    app = deferred(programme)
    open_next(programme)
    early = programme.run("fund", "close", "2027-Q1", "--json").error
    assert early["code"] == "deferral-waits" and early["details"]["applications"] == [app]
    assert early["hint"] == f"imatter fund publish 2026-Q4, then imatter fund carry {app}"
    programme.fund("publish", "2026-Q4")
    assert f"imatter fund carry {app}" in programme.run("due").out
    assert programme.run("fund", "close", "2027-Q1", "--json").error["hint"] == f"imatter fund carry {app}"
    assert programme.refused("carry", app, "--into", "2027-Q2", "--reason", "x") == "round-fixed"
    programme.fund("carry", app)
    programme.fund("close", "2027-Q1")
    assert programme.refused("publish", "2027-Q1") == "undecided"
    assert programme.run("check").code == 0


def test_a_deferral_whose_quarter_is_over_goes_into_a_later_one_with_a_reason(programme: Any) -> None:
    app = deferred(programme)
    programme.fund("publish", "2026-Q4")
    open_next(programme)
    path = programme.root / "records" / "rounds" / "2027-q1.yaml"
    life = path.read_text().replace("status: open", "status: published")
    by = f"  by: {programme.coordinator}\n"
    at = "  - at: 2026-11-24T09:00:00Z\n    event: "
    path.write_text(life + f"{at}close\n  {by}{at}publish\n  {by}")
    programme.git("commit", "-qam", "as an older version let it")
    assert "APP012" in rules(programme)
    assert f"imatter fund carry {app} --into 2027-Q2" in programme.run("due").out
    assert programme.refused("carry", app) == "missing-quarter"
    assert programme.refused("carry", app, "--into", "2027-Q2") == "missing-reason"
    assert programme.refused("carry", app, "--into", "2027-Q2", "--reason", "Q1 went by") == "no-round"
    open_next(programme, "2027-Q2")
    programme.fund("carry", app, "--into", "2027-Q2", "--reason", "its quarter went by")
    assert "APP012" not in rules(programme)


def test_nothing_is_deferred_to_a_quarter_that_is_over(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.reviewed(app)
    open_next(programme)
    programme.fund("cancel", "2027-Q1", "--reason", "no budget")
    programme.fund("close", "2026-Q4")
    assert programme.refused("decide", app, *DEFER) == "round-over"


def test_a_cancelled_round_moves_its_applications(programme: Any) -> None:
    one, two, three = (programme.holder(t) for t in ("he1draa", "he1drbb", "he1drcc"))
    eligible, submitted = programme.apply(one, "room=100"), programme.apply(two, "room=100", screen=False)
    draft = programme.apply(three, "room=100", submit=False)
    left = programme.run("fund", "cancel", "2026-Q4", "--reason", "no budget", "--json").error
    assert left["code"] == "applications-left"
    assert sorted(left["details"]["applications"]) == sorted([eligible, submitted])
    assert programme.refused("cancel", "2026-Q4", "--reason", "no budget", "--into", "2027-Q1") == "no-round"
    open_next(programme)
    told = programme.run("fund", "cancel", "2026-Q4", "--reason", "no budget", "--into", "2027-Q1").out
    assert all(f"Also: {id} is now in 2027-Q1." in told for id in (eligible, submitted))
    for id, status in ((eligible, "eligible"), (submitted, "submitted")):
        shown = programme.fund("show", id)
        assert (shown["status"], shown["round"]) == (status, "2027-q1")
    programme.fund("screen", submitted, "--outcome", "eligible")
    programme.fund("edit", draft, "--round", "2027-Q1", who=three[0])
    programme.fund("submit", draft, who=three[0])
    assert programme.run("check").code == 0


def test_or_ends_them(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.fund("cancel", "2026-Q4", "--reason", "no budget", "--end")
    assert programme.fund("show", app)["status"] == "withdrawn"
    assert programme.run("check").code == 0


def test_one_that_an_older_version_left_in_a_cancelled_round_is_found_and_can_move(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    path = programme.root / "records" / "rounds" / "2026-q4.yaml"
    text = path.read_text().replace("status: open", "status: cancelled")
    text += f"  - at: 2026-11-24T09:00:00Z\n    event: cancel\n    by: {programme.coordinator}\n    reason: no budget\n"
    path.write_text(text)
    programme.git("commit", "-qam", "as an older version let it")
    assert rules(programme) == ["APP011"]
    assert programme.refused("carry", app) == "missing-quarter"
    open_next(programme)
    programme.fund("carry", app, "--into", "2027-Q1", "--reason", "its round was cancelled")
    assert rules(programme) == []


def test_a_second_award_for_one_project_is_told_and_refused_where_the_programme_says_so(programme: Any) -> None:
    holder = programme.holder("he1draa")
    first, second = programme.apply(holder, "room=100"), programme.apply(holder, "books=50")
    programme.reviewed(first, second)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", first, "--outcome", "funded", *WHY)
    page = {a["id"]: a for a in programme.fund("review", "--quarter", "2026-Q4")["applications"]}
    assert page[second]["other_awards"] == [{"application": first, "round": "2026-q4", "award": "100.00"}]
    assert "other_awards" not in page[first]
    assert "the project already has £100" in programme.run("fund", "review", "--quarter", "2026-Q4").out
    done = programme.fund("decide", second, "--outcome", "funded", *WHY)
    assert rules(programme) == ["FND011"]
    assert programme.run("check").code == 0
    assert done["status"] == "funded"

    rulebook = programme.root / "records" / "programme.yaml"
    said = "checks:\n- rule: FND011\n  severity: error\n  reason: one award is enough\n"
    rulebook.write_text(rulebook.read_text() + said)
    programme.git("commit", "-qam", "one award for each project")
    again = ("--outcome", "funded", *WHY, "--why", "a slip")
    assert programme.refused("correct", second, *again) == "second-award"
    assert programme.run("check").code == 1


def test_whoever_has_a_conflict_moves_an_application_on_and_does_not_end_it(programme: Any) -> None:
    """The same as of withdrawing it: ending it is for another coordinator."""
    app = programme.apply(programme.holder("he1draa"), "room=100")
    open_next(programme)
    programme.fund("recuse", app, "--reviewer", programme.coordinator, "--conflict", "money")
    assert programme.refused("withdraw", app) == "conflict-of-interest"
    end = ("cancel", "2026-Q4", "--reason", "no budget", "--end")
    assert programme.refused(*end) == "conflict-of-interest"
    hint = programme.run("fund", *end, "--json").error["hint"]
    assert hint.startswith("Another coordinator ends it") and "--into 2027-Q1" in hint
    before = programme.head()
    programme.fund("cancel", "2026-Q4", "--reason", "no budget", "--into", "2027-Q1")
    assert programme.run("check").code == 0
    programme.git("reset", "-q", "--hard", before)
    programme.fund(*end, who=programme.second)
    assert programme.fund("show", app)["status"] == "withdrawn"
    assert programme.run("check").code == 0


def test_a_deferral_whose_quarter_goes_by_without_a_round_is_asked_for(
    programme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = deferred(programme)
    programme.fund("publish", "2026-Q4")
    assert [d for d in programme.do("due")["due"] if d["what"] == "carry"] == []
    for name in ("IMATTER_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2027-04-05T09:00:00Z")
    (carry,) = [d for d in programme.do("due")["due"] if d["what"] == "carry"]
    assert carry["command"] == f"imatter fund open 2027-Q2, then imatter fund carry {app} --into 2027-Q2 --reason WHY"
    assert "2027-Q1 is over and had no round" in carry["why"]
    assert "2027-Q1 is over and had no round" in programme.run("status").out
    assert rules(programme) == ["APP024"]
    open_next(programme, "2027-Q2")
    other = programme.fund("apply", "--project", programme.holder("he1drbb")[1], "--round", "2027-Q2", "--key-barrier",
                           "no money", "--payee", "host", "--cost", "room=90")["id"]  # fmt: skip
    programme.fund("submit", other)
    (carry,) = [d for d in programme.do("due")["due"] if d["what"] == "carry"]
    assert carry["command"] == f"imatter fund carry {app} --into 2027-Q2 --reason WHY"
    programme.fund("carry", app, "--into", "2027-Q2", "--reason", "there was no round")
    assert rules(programme) == []


def test_nothing_is_deferred_to_a_quarter_that_went_by_without_a_round(
    programme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = deferred(programme)
    for name in ("IMATTER_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2027-04-05T09:00:00Z")
    assert (
        programme.refused("correct", app, "--why", "another quote", *DEFER[:5], "another quote", *WHY) == "round-over"
    )
    programme.fund("correct", app, "--why", "x", "--outcome", "deferred", "--quarter", "2027-Q2", "--asks", "y", *WHY)


@pytest.mark.parametrize("how", [("--into", "2027-Q2"), ("--end",)])
def test_a_cancelled_quarter_leaves_a_deferral_alone_until_it_is_published(
    programme: Any, how: tuple[str, ...]
) -> None:
    app = deferred(programme)
    open_next(programme)
    open_next(programme, "2027-Q2")
    cancel = ("cancel", "2027-Q1", "--reason", "no budget", *how)
    early = programme.run("fund", *cancel, "--json").error
    assert (early["code"], early["hint"]) == ("not-published", "imatter fund publish 2026-Q4")
    assert app in early["message"] and "2026-Q4" in early["message"]
    assert programme.fund("show", app)["status"] == "deferred"
    programme.fund("publish", "2026-Q4")
    programme.fund(*cancel)
    assert programme.fund("show", app)["status"] == ("withdrawn" if how == ("--end",) else "eligible")
    assert programme.run("check").code == 0
