"""The figures: as the rounds say them, and nothing small for the public."""

from __future__ import annotations

import csv
import io
import json
from typing import Any


def test_they_agree_with_the_rounds(rehearsal: Any) -> None:
    made = rehearsal("fund", "stats", "--json").json
    rounds = {r["id"]: r for r in rehearsal("fund", "rounds", "--json").json}
    by_quarter = next(t for t in made["tables"] if t["by"] == "quarter")
    assert {r["group"] for r in by_quarter["rows"]} == set(rounds)
    for row in by_quarter["rows"]:
        assert (row["asked"], row["awarded"], row["applications"]) == tuple(
            rounds[row["group"]][name] for name in ("asked", "awarded", "applications")
        )
    assert len({json.dumps(t["total"]) for t in made["tables"]}) == 1
    sheet = list(csv.DictReader(io.StringIO(rehearsal("fund", "stats", "--csv").out)))
    assert [r["asked"] for r in sheet if r["by"] == "quarter"][-1] == by_quarter["total"]["asked"]
    words = rehearsal("fund", "stats").out
    assert "School" in words and "By type of project" in words


def test_a_quarter_of_few_waits_until_it_can_be_told_with_others(rehearsal: Any) -> None:
    made = rehearsal("fund", "stats", "--public", "--year", "2026", "--json").json
    assert made["quarters"] == ["2026-q2"]
    for table in made["tables"]:
        assert (table["rows"], table["total"]) == ([], {"hidden": True})
    words = rehearsal("fund", "stats", "--public").out
    assert "£" not in words and "we leave out numbers below 5" in words
    assert "595" not in rehearsal("fund", "stats", "--public", "--csv").out
    assert rehearsal.refused("fund", "stats", "--public", "--quarter", "2026-Q3")["code"] == "not-published"


def test_what_is_no_period(rehearsal: Any) -> None:
    assert rehearsal.refused("fund", "stats", "--year", "26", code=2)["code"] == "bad-value"
    assert rehearsal.refused("fund", "stats", "--year", "2026", "--quarter", "Q2", code=2)["code"] == "bad-value"
    assert rehearsal.refused("fund", "stats", "--quarter", "2031-Q2")["code"] == "no-round"
    assert rehearsal.refused("fund", "stats", "--csv", code=2)["code"] == "usage"


def test_a_broken_file_is_left_out_and_said(rehearsal: Any) -> None:
    path = next((rehearsal.path / "records" / "applications").rglob("*.yaml"))
    path.write_text(path.read_text().replace("amount:", "amuont:"))
    done = rehearsal("fund", "stats")
    assert done.code == 1 and path.name in done.err and "By quarter" in done.out
