"""What has been kept as long as the programme says: `due` lists it, and `erase --due` offers it."""

from __future__ import annotations

from typing import Any

import pytest

from imatter_cli.domain import retention

WORDS = "where the quokka sleeps"
LATER = "2032-11-30T09:00:00Z"


def listed(store: Any, *more: str) -> list[tuple[str, str, str]]:
    found = store("due", "--json", *more).json["due"]
    return [(one["id"], one["day"], one["standing"]) for one in found if one["what"] == "retention"]


@pytest.fixture
def ended(notebook: Any) -> tuple[Any, list[str]]:
    """A project that ended, a reflection on it, and a project that goes on: all with words."""
    _, project = notebook.running()
    note = notebook.change("reflect", "--project", project, "--what", WORDS)["id"]
    notebook.change("project", "complete", project)
    other = notebook.idea("--focus-area", WORDS)
    return notebook, [project, str(note), other]


def test_it_is_listed_on_its_day(ended: tuple[Any, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    store, (project, note, _) = ended
    assert listed(store) == []
    monkeypatch.setenv("IMATTER_NOW", "2032-11-20T09:00:00Z")
    assert sorted(listed(store)) == [(project, "2032-11-24", "ahead"), (note, "2032-11-24", "ahead")]
    assert store.refused("erase", "--due", "--yes")["code"] == "nothing-to-erase"
    assert "imatter erase --due" in store("due").out


def test_it_is_offered_and_gone(ended: tuple[Any, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    store, (project, note, other) = ended
    for name in ("IMATTER_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, LATER)
    assert store.refused("erase", "--due", project, code=2)["code"] == "usage"
    assert store("erase", "--due", "--dry-run", "--json").json["records"] == [project, note]
    done = store("erase", "--due", "--yes", "--json").json
    assert (sorted(done["records"]), done["reason"]) == (sorted([project, note]), "retention")
    assert listed(store) == []
    assert store.record(other)["focus_areas"][-1] == WORDS
    assert WORDS not in str(store.record(note))
    assert store("check").code == 0


def test_a_coordinator_does_it(programme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMATTER_NOW", LATER)
    assert programme.refused("erase", "--due", "--yes", "--as", "prc-2611-9x2kd0a")["code"] == "not-yours"


def test_a_quarter_keeps_its_words() -> None:
    """Its criteria and its table of points are the programme's, and nobody's own words."""
    assert set(retention.ENDED) == {"practitioner", "licence", "project", "application"}
