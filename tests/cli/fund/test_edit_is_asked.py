"""Changing an application, a round or a review at a terminal: asked with today's answers, refused at the question."""

from __future__ import annotations

import re
from typing import Any

import process
import pytest
import yaml
from pexpect import EOF, TIMEOUT


@pytest.fixture
def sit(home: Any, programme: Any) -> Any:
    """A line at a terminal as somebody: prompts and what is typed at each; what was shown."""

    def run(*line: str, who: str, says: list[tuple[str, str]], code: int = 0) -> str:
        words = ["--store", str(programme.root), "--as", who, *line]
        child = process.at_a_terminal(words, {**home.env, "TERM": "xterm"})
        shown = ""
        child.timeout = 8
        try:
            for prompt, said in says:
                folded = r"\s+".join(map(re.escape, re.split(r"\s+", prompt)))
                assert child.expect([folded, TIMEOUT, EOF]) == 0, (prompt, shown + str(child.before))
                shown += child.before + child.after
                child.sendline(said)
            child.expect(EOF)
        finally:
            child.close(force=True)
        assert child.exitstatus == code, child.before
        return shown + str(child.before)

    return run


def record(programme: Any, id: str) -> dict[str, Any]:
    return dict(yaml.safe_load(programme.file(id)))


def test_an_application_is_asked_about_as_when_it_was_made(programme: Any, sit: Any) -> None:
    holder = programme.holder("app00aa")
    id = programme.apply(holder, "books=90", screen=False)
    shown = sit(
        "edit", id, who=holder[0],
        says=[("Project [", ""), ("  | ", ""), ("  2: ", "1:"), ("  1: ", "\x15books=80"),
              ("  2: ", "room=15"), ("  3: ", ""), ("host? [host]: ", ""), ("  | ", "-")],
    )  # fmt: skip
    assert "It is submitted in 2026-Q4, and stays in that quarter." in shown
    assert "revision 2: reviews of earlier revisions no longer count." in " ".join(shown.split())
    assert "For which quarter?" not in shown
    after = record(programme, id)
    assert (after["amount"], after["revision"], "other_sources" in after) == ("95.00", 2, False)
    assert after["timeline"][-1]["fields"] == ["amount", "costs", "other_sources"]


def test_an_application_that_is_the_only_one_of_theirs_needs_no_id(programme: Any, sit: Any) -> None:
    holder = programme.holder("app00aa")
    programme.apply(holder, "books=90", screen=False)
    shown = sit(
        "fund", "edit", who=holder[0],
        says=[("Project [", ""), ("  | ", ""), ("  2: ", ""), ("host? [host]: ", ""), ("  | ", "")],
    )  # fmt: skip
    assert "Nothing was changed." in shown


def test_a_round_tells_what_its_opening_froze_and_refuses_terms_when_they_are_given(programme: Any, sit: Any) -> None:
    holder = programme.holder("app00aa")
    id = programme.apply(holder, "books=90")
    programme.reviewed(id)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", id, "--outcome", "funded", "--reason", "need=wanted")
    more = programme.person("rev00dd", "reviewer")
    shown = sit(
        "edit", "2026-Q4", who=programme.coordinator,
        says=[("given in all? [1000.00]: ", "50"), ("more than", ""), ("kept back? [100.00]: ", "950"),
              ("must be at least 90.00", "-"), ("apply? [2026-11-24]: ", "2027-01-01"),
              ("can't open later than that", "-"), ("This can't be empty.", ""),
              ("apply? [2026-12-10]: ", "2026-11-01"), ("would be late", ""), ("given? [500.00]: ", "80"),
              ("Keep the ceiling", "600"), ("decision need? [1-20] [2]: ", "3"), ("The quorum applies", ""),
              ("  4: ", more[-4:]), ("  5: ", "nobody"), ("  5: ", "-3"), ("  4: ", ""), ("Why?", "a gift came in")],
    )  # fmt: skip
    assert "criteria, rubric, questions and currency are as they were when it opened" in " ".join(shown.split())
    after = record(programme, "2026-q4")
    assert (after["budget"], after["ceiling"], "reserve" in after) == ("1000.00", "600.00", False)
    assert after["reviewers"] == [*programme.reviewers[:2], more]
    assert after["timeline"][-1]["reason"] == "a gift came in"


def test_a_round_that_is_published_is_not_asked_about(programme: Any, sit: Any) -> None:
    programme.fund("close", "2026-Q4")
    programme.fund("publish", "2026-Q4")
    assert "can't be changed" in sit("edit", "2026-Q4", who=programme.coordinator, says=[], code=4)


def test_a_review_is_changed_with_its_own_scores_before_the_eyes(programme: Any, sit: Any) -> None:
    holder, who = programme.holder("app00aa"), programme.reviewers[0]
    id = programme.apply(holder, "books=90")
    programme.fund("assign", id, "--reviewer", who)
    programme.score(id, who, 4, 3, "n/a")
    review = next(r["id"] for r in programme.fund("show", id, who=who)["reviews"])
    shown = sit(
        "edit", review, who=who,
        says=[("Why do you change it?", "a cost was read twice"), ("Need [4]: ", ""), ("Fit [3]: ", "2"),
              ("Feasible [n/a]: ", "-"), ("  | ", "")],
    )  # fmt: skip
    assert "Comment was: small and wanted (press Enter to keep it)" in " ".join(shown.split())
    after = record(programme, review)
    assert [s["score"] for s in after["scores"]] == [4, 2, "n/a"] and after["status"] == "submitted"
    assert [e["event"] for e in after["timeline"]] == ["assign", "submit", "reopen", "submit"]
    programme.fund("assign", id, "--reviewer", programme.reviewers[1])
    programme.score(id, programme.reviewers[1], 1, 1, 1)
    told = sit("edit", review, who=who, says=[("You can't change", "")], code=4)  # before anything is asked
    assert "Why do you change it?" not in told


def test_an_amount_is_judged_when_it_is_given(programme: Any, sit: Any) -> None:
    holder = programme.holder("app00aa")
    id = programme.apply(holder, "books=90")
    programme.reviewed(id)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", id, "--outcome", "funded", "--reason", "need=wanted")
    programme.fund("publish", "2026-Q4")
    programme.fund("accept", id, who=holder[0])
    programme.fund("pay", id, "--amount", "50")
    sit(
        "fund", "report", id, who=holder[0],
        says=[("spent? ", "50.01"), ("was paid", "40"), ("  | ", "a room of its own"), ("  | ", ".")],
    )  # fmt: skip
    sit("fund", "return-money", id, who=programme.coordinator,
        says=[("came back? ", "60"), ("neither spent", "10"), ("reference? ", ""), ("Why? ", "")])  # fmt: skip
    money = programme.fund("show", id)["account"]
    assert (money["spent"], money["returned"]) == ("40.00", "10.00")
