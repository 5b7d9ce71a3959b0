"""`imatter fund`: the applicant's side, the round, reviews and decisions."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.fund import (
    applicant,
    awards,
    decide,
    figures,
    hand_out,
    letters,
    pack,
    publishing,
    quarter,
    records,
    review,
    rounds,
)

#: What help says: verbs that belong together, with the people who use them first.
_PAGE = (
    ("apply, submit", "ask the fund for money; submit the application"),
    ("edit, withdraw", "change an application (or a round); withdraw one"),
    ("accept, decline-award", "accept what the fund awards, or decline it"),
    ("open, close, reopen", "a quarter's round, with its budget and dates"),
    ("publish, cancel", "make its decisions known; call it off"),
    ("rounds", "all rounds with their money, or one"),
    ("return, screen", "ask the applicant for more; check eligibility"),
    ("assign, hand-out", "choose reviewers; make files for them to answer in"),
    ("score, abstain, recuse", "give scores; declare a conflict, yours or another's"),
    ("review", "the quarter on one page; decide at a terminal"),
    ("decide, correct", "make one decision; correct it, on record"),
    ("carry", "move a deferred application into its quarter"),
    ("pay, report, finish", "record payment and report; close the application"),
    ("revoke, return-money", "revoke an award; record money that comes back"),
    ("letters, pack", "a letter for each application; the quarter as a page"),
    ("stats, export", "figures of the fund; awards and payments as files"),
    ("list, show", "applications; one of them with its reviews"),
)

app = Commands("fund", "The Microproject Development Fund: apply for money, and run a quarter.", _PAGE)

for add_part in (
    applicant.add_to, quarter.add_to, rounds.add_reading, decide.add_to, hand_out.add_to, awards.add_to,
    review.add_reading,
    letters.add_to, pack.add_to, figures.add_reading, publishing.add_to, records.add_reading,
):  # fmt: skip
    add_part(app)
