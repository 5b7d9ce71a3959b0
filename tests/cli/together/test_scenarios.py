"""What two people do at once, in real copies that sync: the same comes of it as in memory, in either order.

EVERY_SCENARIO=1 runs all of the scenarios, which takes some minutes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from quarter import CHAIR
from real_copies import RealTwo
from scenarios import SCENARIOS

#: One for each way in which two changes meet.
TELLING = (
    "step and pause",
    "step and step",
    "pause licence and start",
    "close and submit",
    "recuse and score",
    "discard and reflect",
)
NAMES = tuple(SCENARIOS) if os.environ.get("EVERY_SCENARIO") else TELLING


@pytest.mark.parametrize("one_first", [True, False], ids=["one first", "other first"])
@pytest.mark.parametrize("name", NAMES)
def test_what_two_people_do_at_once(
    name: str, one_first: bool, home: Any, call: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = SCENARIOS[name]
    two: Any = RealTwo(scenario.stage, tmp_path, call, monkeypatch)
    if scenario.ahead:
        scenario.ahead(two, two.a)
    two.share()
    scenario.one(two, two.a)
    scenario.other(two, two.b)
    first, second = (two.a.copy, two.b.copy) if one_first else (two.b.copy, two.a.copy)
    two.forward()
    assert first.sync()["set_aside"] == []
    expected = scenario.one_first if one_first else scenario.other_first
    done = second("sync", "--json", code=1 if expected else 0).json
    assert bool(done["set_aside"]) == bool(expected)
    told = call("sync", "--store", second.path)
    assert not any(word in told.out + told.err for word in ("<<<<", "git ", "rebase", "conflict"))
    call("sync", "--store", first.path)
    assert first.files() == second.files()
    assert first.head() == second.head()
    for copy in (first, second):
        assert copy.git("status", "--porcelain") == ""
        assert "HIS002" not in {f["rule"] for f in copy("check", "--json").json["findings"]}
        found = call("verify", "--json", "--store", copy.path).json["findings"]
        # what tells an applicant was made here past the command that makes it for everybody at once
        told_somebody = expected and name.startswith(("correct", "accept", "publish"))
        assert {f["rule"] for f in found if f["severity"] == "error"} == ({"VER019"} if told_somebody else set())
    waits = call("waiting", "--json", "--as", CHAIR, "--store", second.path).json
    assert bool(waits) == bool(expected)
