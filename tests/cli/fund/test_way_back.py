"""Every receipt names an undo that would be taken, or none."""

from __future__ import annotations

import re
from typing import Any

WHY = ("--reason", "need=small, ready, wanted")
UNDO = re.compile(r"^Undo:  imatter (undo[^(\n]*)", re.MULTILINE)


def test_each_receipt_of_a_quarter_offers_an_undo_that_works_or_none(programme: Any) -> None:
    def does(*line: str, who: str = programme.coordinator) -> str:
        """What a command answers; its undo was tried, or there is none and it would be refused."""
        done = programme.run("fund", *line, who=who)
        assert done.code == 0, done.err
        offered = UNDO.search(done.out)
        words = (offered[1] if offered else "undo --reason WHY").split()
        tried = programme.run(*words, "--dry-run", "--no-input", who=who)
        assert (tried.code == 0) == bool(offered), (line, done.out, tried.err)
        return str(done.out)

    holder = programme.holder("app00aa")
    app = programme.apply(holder, "books=90", submit=False)
    does("edit", app, "--cost", "books=95", who=holder[0])
    does("submit", app, who=holder[0])
    does("return", app, "--reason", "which books?")
    does("submit", app, who=holder[0])
    does("screen", app, "--outcome", "eligible")
    one, two, three = programme.reviewers
    does("assign", app, "--reviewer", one, "--reviewer", two)
    scores = ("--score", "need=4", "--score", "fit=3", "--score", "feasible=4", "--comment", "small")
    does("abstain", app, "--conflict", "money", who=three)
    programme.fund("score", app, *scores, who=one)
    does("score", app, *scores, who=two)
    does("close", "2026-Q4")
    does("decide", app, "--outcome", "funded", *WHY)
    assert "Undo:" not in does("publish", "2026-Q4")
    assert "Undo:" not in does("correct", app, "--outcome", "part-funded", "--award", "50", *WHY, "--why", "read twice")
    does("accept", app, who=holder[0])
    does("pay", app, "--reference", "BACS 1")
    does("report", app, "--spent", "50", "--learnt", "a lot", who=holder[0])
    does("finish", app)
