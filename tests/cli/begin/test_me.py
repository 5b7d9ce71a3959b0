"""Who I am in a store: said once, kept for this clone, and no proof of anything."""

from __future__ import annotations

from typing import Any

ME = "prc-2611-4t9wq2e"
LEAD = "prc-2611-9x2kd0a"
OTHER = "prc-2611-7h3vn5m"


def test_it_is_said_and_kept_for_this_clone_alone(programme: Any) -> None:
    done = programme("me", "7h3")
    assert OTHER in done.out
    assert "It is not a proof." in done.out
    assert programme.git("config", "--local", "imatter.me") == OTHER
    assert programme("me", "--json").json == {"id": OTHER, "roles": ["practitioner"], "by": "me"}
    assert programme.git("status", "--porcelain") == ""
    assert len(programme.commits()) == 1


def test_for_one_command(programme: Any) -> None:
    assert programme("me", "--as", "9x2", "--json").json == {"id": LEAD, "roles": ["lead"], "by": "as"}
    assert programme("me", "--json").json["id"] == ME


def test_a_trial_run_says_and_keeps_nothing(programme: Any) -> None:
    programme("me", OTHER, "--dry-run")
    assert programme("me", "--json").json["id"] == ME


def test_nobody_yet(programme: Any) -> None:
    programme.git("config", "--local", "--unset", "imatter.me")
    done = programme("me")
    assert done.code == 0
    assert "imatter me PERSON" in done.out
    assert programme("me", "--json").json["id"] == ""
    assert programme.refused("practitioner", "new", "--role", "lead", code=5)["code"] == "no-identity"


def test_an_unknown_and_an_ambiguous_person(programme: Any) -> None:
    error = programme.refused("me", "prc-2611-7h3vn5x", code=3)
    assert error["details"]["closest"] == [OTHER]
    error = programme.refused("me", "prc-2611", code=2)
    assert sorted(error["details"]["candidates"]) == sorted([ME, LEAD, OTHER])


def test_somebody_who_left(programme: Any) -> None:
    programme.change("practitioner", "leave", OTHER, "--reason", "moved")
    assert programme.refused("me", OTHER)["code"] == "has-left"
