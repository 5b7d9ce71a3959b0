"""An edit of one answer or one reviewer leaves the others, and never leaves a required question open unseen."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
import yaml

ASKED = """\
  questions:
  - {id: start, ask: When do you start?, why: It is timed.}
  - {id: place, ask: In what sort of place?, why: It is placed.}
"""


@pytest.fixture
def asking(programme: Any) -> Any:
    """A fund that asks two questions of its own."""
    rules = programme.root / "records" / "programme.yaml"
    rules.write_text(rules.read_text().replace("  questions: []\n", ASKED))
    round = programme.root / "records" / "rounds" / "2026-q4.yaml"  # as if it had been opened with them
    round.write_text(round.read_text().replace("questions: []\n", textwrap.dedent(ASKED)))
    programme.git("commit", "-qam", "questions")
    return programme


def answers(programme: Any, id: str) -> dict[str, str]:
    return {a["question"]: a["answer"] for a in yaml.safe_load(programme.file(id)).get("answers") or ()}


def test_one_answer_changes_and_the_others_stay(asking: Any) -> None:
    holder = asking.holder("app00aa")
    id = asking.apply(holder, "books=90", submit=False)
    said = asking.fund("edit", id, "--answer", "start=in May", "--answer", "place=a school", who=holder[0])
    assert "notes" not in said
    asking.fund("submit", id, who=holder[0])
    asking.fund("screen", id, "--outcome", "eligible")
    asking.fund("edit", id, "--answer", "start=in June", who=holder[0])
    assert answers(asking, id) == {"start": "in June", "place": "a school"}
    assert asking.refused("edit", id, "--answer", "start=", who=holder[0]) == "missing-answers"
    by_hand = next(asking.root.rglob(f"{id}.yaml"))
    by_hand.write_text(by_hand.read_text().replace("  - question: place\n    answer: a school\n", ""))
    found = asking.run("check", "--json").json["findings"]
    assert [f["rule"] for f in found if f["severity"] == "error"] == ["APP008"]


def test_a_question_that_is_asked_later_is_for_later_quarters_and_no_other_is_answered(programme: Any) -> None:
    holder = programme.holder("app00aa")
    programme.apply(holder, "books=90")
    programme.fund("close", "2026-Q4")
    rules = programme.root / "records" / "programme.yaml"
    rules.write_text(rules.read_text().replace("  questions: []\n", ASKED))
    programme.git("commit", "-qam", "questions")
    assert programme.run("check").code == 0
    programme.fund("open", "2027-Q1", "--budget", "500")
    words = ("--key-barrier", "no budget line", "--payee", "host", "--cost", "room=9", "--project", holder[1])
    apply = ("apply", "--round", "2027-Q1", *words)
    assert programme.refused(*apply, "--answer", "foo=bar", who=holder[0], exit=2) == "bad-value"
    other = programme.fund(*apply, "--answer", "start=in May", who=holder[0])["id"]
    assert programme.refused("edit", other, "--answer", "foo=bar", who=holder[0], exit=2) == "bad-value"


def test_a_draft_may_still_lose_an_answer_and_replaced_costs_are_named(asking: Any) -> None:
    holder = asking.holder("app00aa")
    id = asking.apply(holder, "books=90", "room=10", submit=False)
    asking.fund("edit", id, "--answer", "start=in May", "--answer", "place=a school", who=holder[0])
    assert asking.fund("edit", id, "--answer", "start=", who=holder[0])["notes"] == ["Removed from answers: start."]
    assert answers(asking, id) == {"place": "a school"}
    assert asking.fund("edit", id, "--cost", "room=20", who=holder[0])["notes"] == ["Removed from costs: books."]


def test_reviewers_join_a_round_and_leave_it_by_name(programme: Any) -> None:
    more = programme.person("rev00dd", "reviewer")

    def there() -> list[str]:
        return list(yaml.safe_load(programme.file("2026-q4"))["reviewers"])

    programme.fund("edit", "2026-Q4", "--reviewer", more)
    assert there() == [*programme.reviewers, more]
    told = programme.fund("edit", "2026-Q4", "--without-reviewer", programme.reviewers[0])
    assert there() == [*programme.reviewers[1:], more]
    assert told["notes"] == [f"Removed from reviewers: {programme.reviewers[0]}."]


def test_a_reviewer_who_is_taken_out_is_not_waited_for_any_more(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    out, stays, third = programme.reviewers
    programme.fund("assign", app, "--reviewer", out, "--reviewer", stays)
    programme.score(app, stays, 3, 3, 3)
    taken = ("edit", "2026-Q4", "--without-reviewer", out, "--reason", "on leave")
    dues = [(out, f"fund score {app}"), (programme.coordinator, out)]
    assert all(said in programme.run("due", "--json", who=who).out.replace('","', " ") for who, said in dues)
    programme.fund(*taken)
    scores = [part for name in ("need", "fit", "feasible") for part in ("--score", f"{name}=3")]
    score = ("score", app, *scores, "--comment", "small")
    wrong = programme.run("fund", *score, "--json", who=out).error
    assert (wrong["code"], wrong["message"]) == ("not-a-reviewer", f"Not scored: {out} no longer reviews in 2026-Q4.")
    assert programme.refused("score", "--score", "need=3", who=out) == "not-assigned"
    assert not any(said in programme.run("due", "--json", who=who).out.replace('","', " ") for who, said in dues)
    programme.fund("assign", app)
    programme.score(app, third, 3, 3, 3)
    assert programme.do("check")["findings"] == []
    programme.fund("edit", "2026-Q4", "--reviewer", out, "--reason", "back")
    programme.fund(*score, who=out)
    assert programme.do("check")["findings"] == []
