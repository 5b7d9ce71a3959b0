"""`imatter fund`: the applicant's side, the round, reviews and decisions."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.fund import (
    applicant,
    awards,
    decide,
    figures,
    letters,
    pack,
    publishing,
    quarter,
    records,
    review,
    rounds,
)

#: What help says: verbs that belong together, for whom they are first.
_PAGE = (
    ("apply, submit", "ask the fund for something; hand the application in"),
    ("edit, withdraw", "change an application (or a round); take one back"),
    ("accept, decline-award", "what the fund gives is taken up, or not"),
    ("open, close, reopen", "the round of a quarter, with its budget and its days"),
    ("publish, cancel", "its decisions are told; or it is not held"),
    ("rounds", "all rounds with their money, or one"),
    ("return, screen", "ask the applicant for more; find it eligible, or not"),
    ("assign, score", "who reviews it; a reviewer's scores and comment"),
    ("abstain, recuse", "a conflict: one's own, or somebody else's"),
    ("review", "the quarter on one page; at a terminal, to decisions"),
    ("decide, correct", "one decision with reasons; its correction, on record"),
    ("carry", "a deferred application into its quarter"),
    ("pay, report, finish", "an award is paid, reported on, closed"),
    ("revoke, return-money", "an award is taken back; money comes back"),
    ("letters, pack", "a letter for each application; the quarter as a page"),
    ("stats, export", "figures of the fund; awards and payments as files"),
    ("list, show", "applications; one of them with its reviews"),
)

app = Commands("fund", "The Microproject Development Fund: apply to it, and run a quarter of it.", _PAGE)

for add_part in (
    applicant.add_to, quarter.add_to, rounds.add_reading, decide.add_to, awards.add_to, review.add_to, letters.add_to,
    pack.add_to, figures.add_reading, publishing.add_to, records.add_reading,
):  # fmt: skip
    add_part(app)
