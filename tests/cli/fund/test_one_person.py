"""A person with several codes is one person: who may say so, and what it keeps them from, for ever."""

from __future__ import annotations

from typing import Any

from imatter_cli.domain import ids

CONFLICT = "conflict-of-interest"


def test_a_person_neither_notes_a_code_nor_sheds_one(programme: Any) -> None:
    own, reviewer = programme.holder("he1draa"), programme.reviewers[0]
    done = programme.run("practitioner", "edit", own[0], "--same-as", reviewer, "--json", who=own[0])
    assert (done.code, done.error["code"]) == (4, "not-yours")
    done = programme.run("practitioner", "new", "--role", "practitioner", "--same-as", reviewer, "--json", who=own[0])
    assert (done.code, done.error["code"]) == (4, "not-yours")


def test_a_code_that_was_noted_counts_after_another_is(programme: Any) -> None:
    """Whichever of the two records names the other, and however many codes lie between them."""
    own, other, between = programme.holder("he1draa"), programme.holder("0therzz"), programme.person("betw33n", "link")
    app = programme.apply(own, "room=100", screen=False)
    programme.do("practitioner", "edit", programme.coordinator, "--same-as", between)
    programme.do("practitioner", "edit", own[0], "--same-as", between)
    programme.do("practitioner", "edit", programme.coordinator, "--same-as", other[0])
    assert programme.refused("screen", app, "--outcome", "eligible") == CONFLICT
    programme.fund("screen", app, "--outcome", "eligible", who=programme.second)
    events = [e["event"] for e in programme.do("show", programme.coordinator)["timeline"]]
    assert events == ["join", "bind", "bind"]
    found = {f["rule"] for f in programme.run("check", "--json").json["findings"]}
    assert found == {"LIC006"}  # advice: the two licences were there before anybody knew


def test_a_coordinator_takes_back_a_mistake_and_never_a_code_of_their_own(programme: Any) -> None:
    own = programme.holder("he1draa")[0]
    done = programme.run("practitioner", "edit", programme.coordinator, "--same-as", own)
    assert done.code == 0 and "imatter undo" not in done.out
    done = programme.run("undo", "--json")
    assert (done.code, done.error["code"]) == (4, "own-code")
    programme.do("undo", programme.head(), "--reason", "another person", who=programme.second)
    assert programme.run("check", "--json").json["findings"] == []


def test_one_licence_at_a_time_under_all_codes(programme: Any) -> None:
    own, second = programme.holder("he1draa"), programme.person("sec0ndd", "practitioner")
    programme.do("practitioner", "edit", second, "--same-as", own[0])
    done = programme.run("licence", "record", "--practitioner", second, "--json")
    assert done.error["code"] == "has-licence"


def test_a_code_noted_by_hand_is_found_and_a_coordinator_confirms_it(programme: Any) -> None:
    own = programme.holder("he1draa")[0]
    path = programme.root / ids.path_of(own)
    text = path.read_text(encoding="utf-8").replace("timeline:", f"same_as: {programme.reviewers[0]}\ntimeline:")
    path.write_text(text, encoding="utf-8")
    done = programme.run("save", "--json", who=own)
    assert (done.code, done.error["code"]) == (4, "not-by-edit")
    programme.git("commit", "-qam", "by hand")
    [found] = programme.run("check", "--json").json["findings"]
    assert (found["rule"], found["path"]) == ("REF004", ids.path_of(own))
    programme.do("practitioner", "edit", own, "--same-as", programme.reviewers[0])
    assert programme.run("check", "--json").json["findings"] == []


def test_what_was_done_before_a_code_was_noted_is_advice_and_what_is_done_after_it_is_not(programme: Any) -> None:
    own = programme.holder("he1draa")
    app = programme.apply(own, "room=100")
    programme.fund("assign", app, "--reviewer", programme.reviewers[0])
    assert programme.run("check", "--json").json["findings"] == []
    done = programme.run("practitioner", "edit", programme.reviewers[0], "--same-as", own[0])
    assert f"Applications concerned: {app}." in done.out
    assert "Reviews concerned: rev-" in done.out and "Licences concerned: lic-" in done.out
    found = programme.run("check", "--json").json["findings"]
    assert {(f["rule"], f["severity"]) for f in found} == {("FND012", "advice")}
    assert programme.run("check").code == 0
    assert any("fund recuse" in f["try"] for f in found)
    programme.fund("recuse", app, "--reviewer", programme.reviewers[0], "--conflict", "own-application")
    assert programme.run("check", "--json").json["findings"] == []


def test_whoever_screened_before_their_code_was_noted_made_no_mistake(programme: Any) -> None:
    own = programme.holder("he1draa")
    programme.apply(own, "room=100")
    programme.do("practitioner", "edit", own[0], "--same-as", programme.coordinator, who=programme.second)
    found = programme.run("check", "--json").json["findings"]
    assert {(f["rule"], f["severity"]) for f in found} <= {("FND012", "advice")} and found
    for code in (programme.coordinator, own[0]):
        done = programme.run("undo", programme.head(), "--reason", "a slip", "--json", who=code)
        assert done.error["code"] in ("own-code", "not-yours")


def test_two_awards_in_a_quarter_under_two_codes_are_told_of(programme: Any) -> None:
    own, other = programme.holder("he1draa"), programme.holder("0therzz")
    apps = [programme.apply(holder, "room=100") for holder in (own, other)]
    programme.reviewed(*apps)
    programme.fund("close", "2026-Q4")
    for app in apps:
        programme.fund("decide", app, "--outcome", "funded", "--reason", "need=small")
    programme.fund("publish", "2026-Q4")
    programme.do("practitioner", "edit", other[0], "--same-as", own[0])
    found = programme.run("check", "--json")
    assert (found.code, {f["rule"] for f in found.json["findings"]}) == (0, {"FND015", "LIC006"})
