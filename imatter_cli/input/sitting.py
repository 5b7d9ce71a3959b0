"""What is asked in the sitting, application by application. Every answer can be taken back before it is a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from imatter_cli.domain import money
from imatter_cli.errors import BadValue
from imatter_cli.input.console import Console

OUTCOMES = {"f": "funded", "p": "part-funded", "d": "deferred", "n": "not-funded"}
MOVES = {"s": "skip", "b": "back", "q": "quit"}
PROMPT = "Outcome: [f]ull [p]art [d]efer [n]ot funded [s]kip [b]ack [q]uit: "


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered: a move (skip, back, quit), or a decision as text: award, quarter, what is asked for."""

    move: str = ""
    outcome: str = ""
    award: int | None = None
    quarter: str = ""
    asks: str = ""
    reasons: tuple[Mapping[str, str], ...] = ()


def ask(console: Console, criteria: Sequence[Mapping[str, Any]], asked: str) -> Said:
    """Ask for the outcome of one application, and for what that outcome needs; `<` goes back to the outcome.

    `criteria` are the rubric's. Raises EOFError and KeyboardInterrupt when the person stops.
    """
    while True:
        key = console.ask(PROMPT).strip().lower()[:1]
        if key in MOVES:
            return Said(move=MOVES[key])
        if key not in OUTCOMES:
            console.say("Type one letter: f, p, d, n, s, b or q.", indent="  ")
            continue
        said = _decision(console, OUTCOMES[key], criteria, asked)
        if said is not None:
            return said


def _decision(console: Console, outcome: str, criteria: Sequence[Mapping[str, Any]], asked: str) -> Said | None:
    award: int | None = None
    quarter = asks = ""
    if outcome == "part-funded":
        award = _award(console, asked)
        if award is None:
            return None
    if outcome == "deferred":
        quarter = console.ask("To which quarter? [next]: ").strip() or "next"
        asks = "" if quarter == "<" else console.ask("What is asked for until then? (the applicant reads it): ").strip()
        if "<" in (quarter, asks):
            return None
    console.say("Reasons, by criterion; the applicant reads them. Leave empty what says nothing; `<` goes back.")
    reasons = []
    for criterion in criteria:
        text = console.ask(f"  {criterion['name']}: ").strip()
        if text == "<":
            return None
        if text:
            reasons.append({"criterion": str(criterion["id"]), "text": text})
    return Said("", outcome, award, quarter, asks, tuple(reasons))


def _award(console: Console, asked: str) -> int | None:
    while True:
        text = console.ask(f"How much of {asked}? ").strip()
        if text == "<":
            return None
        try:
            return money.parse(text)
        except BadValue as wrong:
            console.say(f"{wrong.message} {wrong.hint}", indent="  ")
