"""Somebody merges with git, and then syncs: it is taken as imatter's merge, and one more change for the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from quarter import ACTIVE, CHAIR, HOLDER, PLANNED
from real_copies import RealTwo
from scenarios import SCENARIOS

from imatter_cli.services.practice import projects
from imatter_cli.services.records import editing


@pytest.fixture
def two_at(home: Any, call: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Two copies at a stage."""

    def at(name: str) -> RealTwo:
        two = RealTwo(name, tmp_path, call, monkeypatch)
        two.share()
        return two

    return at


def pull(two: Any, *how: str) -> None:
    """What people type: the second copy takes in what is published, with git."""
    two.forward()
    two.b.copy.git("pull", "-q", "--no-rebase", "--no-edit", *how, str(two.shared), "main")


def settled(two: Any) -> None:
    """Both have the same, and nothing is wrong."""
    two.call("sync", "--store", two.b.path)
    two.call("sync", "--store", two.a.path)
    assert two.a.copy.files() == two.b.copy.files()
    for copy in (two.a.copy, two.b.copy):
        copy.is_whole()


def test_a_merge_that_lost_nothing_is_published_as_it_is(two_at: Any) -> None:
    two = two_at("practice")
    editing.edit(two.a.as_(CHAIR), PLANNED, {"setting": "club"})
    two.a.copy.sync()
    projects.note_step(two.b.as_(HOLDER), ACTIVE, text="sing together")
    pull(two)
    merged = two.b.copy.head()
    assert two.b.copy.sync()["commit"] == merged
    settled(two)


def test_a_merge_against_the_rules_is_taken_apart(two_at: Any) -> None:
    two, scenario = two_at("closed"), SCENARIOS["decide two"]
    scenario.one(two, two.a)
    two.a.copy.sync()
    scenario.other(two, two.b)
    decided = two.b.copy.head()
    pull(two)
    assert two.call("check", "--store", two.b.path, "--as", CHAIR).code == 1  # git let the awards pass the budget
    done = two.b.copy("sync", "--json", code=1).json
    assert [one["commit"] for one in done["set_aside"]] == [decided]
    settled(two)


def test_what_a_merge_dropped_of_others_comes_back(two_at: Any) -> None:
    two = two_at("practice")
    editing.edit(two.a.as_(CHAIR), PLANNED, {"setting": "club"})
    two.a.copy.sync()
    projects.note_step(two.b.as_(HOLDER), ACTIVE, text="sing together")
    pull(two, "-s", "ours")
    two.call("sync", "--store", two.b.path)
    assert two.b.get(PLANNED)["setting"] == "club"
    assert len(two.b.get(ACTIVE)["steps"]) == 2
    settled(two)
