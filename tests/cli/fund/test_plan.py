"""Decisions tried out: they answer as the real ones would, one after the other, and nothing is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

WHY = ("--reason", "need=small, ready, wanted")


@pytest.fixture
def closed(again: Any) -> list[str]:
    made: list[str] = again("plan-closed", _closed)
    return made


def _closed(programme: Any) -> list[str]:
    """Four applications of £400 in a closed round that may give £900; the fourth is not reviewed."""
    tails = ("he1draa", "he1drbb", "he1drcc", "he1drdd")
    made = [programme.apply(programme.holder(tail), "room=400") for tail in tails]
    programme.reviewed(*made[:3])
    programme.fund("close", "2026-Q4")
    return made


def tried(programme: Any, path: Path, *more: str, who: str = "") -> Any:
    before = programme.head()
    done = programme.run(
        "fund", "review", "--quarter", "2026-Q4", "--plan", str(path), *more, who=who or programme.coordinator
    )
    assert programme.head() == before and programme.git("status", "--porcelain") == ""
    return done


def test_what_would_be_left_and_what_refused(programme: Any, closed: list[str], tmp_path: Path) -> None:
    one, two, three, four = closed
    path = tmp_path / "plan.csv"
    lines = ["application,outcome,award,quarter", f"{one},funded,,", f"{two},funded,,", f"{three},part-funded,100.01,"]
    lines += [f"{three},deferred,,2027-Q1", f"{four},funded,,", f"{one},not-funded,,", "nobody,funded,,"]
    path.write_text("\n".join(lines) + "\n")
    done = tried(programme, path, "--json")
    assert done.code == 4
    assert [(d["would"], d["code"], d["left"]) for d in done.json["decisions"]] == [
        (True, None, "500.00"),
        (True, None, "100.00"),
        (False, "over-budget", "100.00"),
        (True, None, "100.00"),
        (False, "no-quorum", "100.00"),
        (False, "decided-twice", "100.00"),
        (False, "not-found", "100.00"),
    ]
    assert {k: done.json[k] for k in ("to_give", "awarded", "left", "refused", "undecided")} == {
        "to_give": "900.00", "awarded": "800.00", "left": "100.00", "refused": 4, "undecided": 1,
    }  # fmt: skip
    words = tried(programme, path).out
    assert (
        "nothing is decided" in words
        and "more than the round has left to give" in words
        and "Left to give: £100." in words
    )


def test_it_says_what_the_real_decision_says(programme: Any, closed: list[str], tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(f"decisions:\n- application: {closed[0]}\n  outcome: part-funded\n  award: 250.50\n")
    planned = tried(programme, path, "--json")
    assert planned.code == 0
    decided = ("decide", closed[0], "--outcome", "part-funded", "--award", "250.50", *WHY)
    programme.fund(*decided)
    assert programme.fund("rounds", "2026-Q4")["left"] == planned.json["left"]
    again = tried(programme, path, "--json")
    assert again.json["decisions"][0]["done"]
    path.write_text(f"decisions:\n- application: {closed[0]}\n  outcome: not-funded\n")
    again = tried(programme, path, "--json")
    assert again.json["decisions"][0]["code"] == programme.refused(*decided) == "lifecycle"


def test_a_conflict_counts_in_a_plan_too(programme: Any, closed: list[str], tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(f"application,outcome\n{closed[0]},funded\n")
    programme.fund("recuse", closed[0], "--reviewer", programme.second, "--conflict", "same-workplace")
    done = tried(programme, path, "--json", who=programme.second)
    assert [d["code"] for d in done.json["decisions"]] == ["conflict-of-interest"]
    assert tried(programme, path, "--json", who=programme.reviewers[0]).error["code"] == "not-yours"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plan.csv", "application,outcome\n7kq,funded,more\n"),
        ("plan.csv", "application,outcome,who\n7kq,funded,me\n"),
        ("plan.csv", "application,outcome\n,funded\n"),
        ("plan.csv", "application,outcome,award\n7kq,part-funded,1e3\n"),
        ("plan.csv", "application,outcome,quarter\n7kq,deferred,soon\n"),
        ("plan.csv", "application,outcome\n"),
        ("plan.csv", 'application,outcome\n"7kq,funded'),
        ("plan.yaml", ""),
        ("plan.yaml", "decisions: [7kq]\n"),
        ("plan.yaml", "- application: 7kq\n"),
        ("plan.yaml", "decisions:\n- application: [1]\n  outcome: funded\n"),
        ("plan.yaml", "decisions:\n- application: 7kq\n  outcome: funded\n  reasons: [3]\n"),
        ("plan.yaml", "decisions: {a: &x 1, b: *x}\n"),
        ("plan.yaml", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")),
    ],
)
def test_a_plan_that_is_none(programme: Any, tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="latin-1")
    done = tried(programme, path, "--json")
    assert done.code == 2, done.err
    assert name in done.error["message"]


def test_a_plan_that_is_not_there(programme: Any, tmp_path: Path) -> None:
    assert tried(programme, tmp_path / "none.csv").code == 3
    assert tried(programme, tmp_path).code == 2


APPLIED = """\
decisions:
- application: {0}
  outcome: funded
  reasons: ["need=small, ready, wanted"]
- application: {1}
  outcome: part-funded
  award: 123.40
  reasons:
  - criterion: fit
    text: the half of it can begin
- {{"application": "{2}", "outcome": "deferred", "quarter": "2027-Q1", "asks": "a quote", "reasons": "need=open"}}
"""


def test_a_plan_is_applied_whole_each_decision_its_own_change(
    programme: Any, closed: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(APPLIED.format(*closed))
    line = ("review", "--quarter", "2026-Q4", "--plan", str(path), "--apply")
    head = programme.head()
    assert not programme.fund(*line, "--dry-run")["applied"] and programme.head() == head
    done = programme.fund(*line)
    assert done["applied"] and (done["awarded"], done["left"]) == ("523.40", "376.60")
    assert programme.git("log", "--format=%H", f"{head}..").splitlines() == [
        d["commit"] for d in done["decisions"][::-1]
    ]
    assert [programme.fund("show", id)["status"] for id in closed[:3]] == ["funded", "part-funded", "deferred"]
    after = programme.head()
    assert [d["done"] for d in programme.fund(*line)["decisions"]] == [True, True, True]
    assert programme.head() == after and programme.run("check").code == 0


def test_of_a_plan_with_something_wrong_nothing_is_made_and_all_of_it_is_told(
    programme: Any, closed: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "plan.json"
    rows = [{"application": closed[0], "outcome": "funded"}, {"application": closed[3], "outcome": "funded"}]
    rows[1]["reasons"] = "need=why"
    path.write_text(json.dumps({"decisions": rows}, indent=1))
    done = tried(programme, path, "--apply", "--json")
    assert done.code == 4 and not done.json["applied"]
    assert [(d["line"], d["code"]) for d in done.json["decisions"]] == [(3, "missing-reasons"), (7, "no-quorum")]
    assert "Line 7: " in tried(programme, path, "--apply").out
    path.write_text(json.dumps({"decisions": [{"application": "x"}, {"outcome": "funded", "who": 1}]}, indent=1))
    wrong = tried(programme, path, "--json")
    assert [b["line"] for b in wrong.error["details"]["bad"]] == [3, 6]
    assert programme.run("fund", "review", "--apply").code == 2
