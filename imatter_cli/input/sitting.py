"""What is asked in the sitting, application by application. Every answer can be taken back before it is a decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from imatter_cli.classes import immutable
from imatter_cli.domain import money
from imatter_cli.errors import BadValue
from imatter_cli.input.console import Console
from imatter_cli.input.line.outcome import Stopped, is_command

OUTCOMES = {"f": "funded", "p": "part-funded", "d": "deferred", "n": "not-funded"}
MOVES = {"s": "skip", "b": "back", "q": "quit"}
PROMPT = "Outcome: [f]ull [p]art [d]efer [n]ot funded [s]kip [b]ack [q]uit: "
#: What may be typed for each: its letter, or its word.
_TYPED = {
    **OUTCOMES, **MOVES, "full": "funded", "part": "part-funded", "defer": "deferred", "not": "not-funded",
    "not funded": "not-funded", **{word: word for word in (*OUTCOMES.values(), *MOVES.values())},
}  # fmt: skip
_HOW = "Your decision is recorded at once. Skip leaves this one for later, and quit leaves the rest."
_HOW_TEXT = "The applicant reads it. Press Enter to keep what is in brackets, - to clear it, or < to go back."
_NO_AMOUNT = "Type an amount, or < to go back."
_WORDS = {
    "funded": "in full",
    "part-funded": "in part",
    "deferred": "deferred",
    "not-funded": "not funded this quarter",
}

#: Answers as they were typed: outcome, award, quarter, asks, and reason.CRITERION for each criterion.
Answers = dict[str, str]


@immutable
class SittingAnswer:
    """What was answered: a move (skip, back, quit), or a decision as text: award, quarter, what is asked for."""

    move: str = ""
    outcome: str = ""
    award: int | None = None
    quarter: str = ""
    asks: str = ""
    reasons: tuple[Mapping[str, str], ...] = ()


class Asking:
    """Asks for the decision on one application.

    `answers` are what was typed before and not decided, offered again; `keep` is called with them after each one.
    `refusal` says, before reasons are asked for, why a decision would be refused; empty where it would not.
    """

    def __init__(
        self,
        console: Console,
        criteria: Sequence[Mapping[str, Any]],
        asked: str,
        currency: str,
        answers: Answers,
        keep: Callable[[Answers], None],
        refusal: Callable[[SittingAnswer], str],
    ) -> None:
        self._console = console
        self._criteria = criteria
        self._asked = asked
        self._currency = currency
        self._answers = answers
        self._keep = keep
        self._refusal = refusal

    def ask(self) -> SittingAnswer:
        """The outcome, and what that outcome needs; `<` goes back to the outcome.

        Raises EOFError and KeyboardInterrupt when the person stops.
        """
        if "outcome" in self._answers:
            self._console.say(
                f"You had begun this decision: {_WORDS.get(self._answers['outcome'], 'outcome open')}. Press Enter to"
                " go on and to keep what is in brackets, or type - to clear it."
            )
        if typed := self._answers.pop("typed", ""):
            self._console.say(f'You had typed "{typed}" here.')
        while True:
            typed = self._outcome().strip().lower()
            if typed == "?":
                self._console.say(_HOW, indent="  ")
                continue
            chosen = _TYPED.get(typed) or (self._answers.get("outcome", "") if not typed else "")
            if chosen in MOVES.values():
                return SittingAnswer(move=chosen)
            if chosen not in OUTCOMES.values():
                self._console.say("Type one letter: f, p, d, n, s, b or q.", indent="  ")
                continue
            self._take("outcome", chosen)
            said = self._decision(chosen)
            if said is not None:
                return said

    def _outcome(self) -> str:
        try:
            return self._console.ask(PROMPT)
        except Stopped as stopped:
            if typed := stopped.begun.strip():
                self._take("typed", typed)
            raise

    def _decision(self, outcome: str) -> SittingAnswer | None:
        award: int | None = None
        quarter = asks = ""
        if outcome == "part-funded":
            award = self._award()
            if award is None:
                return None
        if outcome == "deferred":
            quarter = self._text("quarter", "To which quarter?", "next")
            if quarter == "<" or self._refused(SittingAnswer("", outcome, None, quarter)):
                return None
            asks = self._asks()
            if asks == "<":
                return None
        if self._refused(SittingAnswer("", outcome, award, quarter, asks)):
            return None
        self._console.say("Reasons by criterion, for the applicant to read. Press Enter to skip one; `<` goes back.")
        reasons = []
        for criterion in self._criteria:
            text = self._text(f"reason.{criterion['id']}", f"  {criterion['name']}")
            if text == "<":
                return None
            if text:
                reasons.append({"criterion": str(criterion["id"]), "text": text})
        return SittingAnswer("", outcome, award, quarter, asks, tuple(reasons))

    def _refused(self, said: SittingAnswer) -> bool:
        """Say why this would not be decided, if so, before anything longer is asked."""
        wrong = self._refusal(said)
        if not wrong:
            return False
        self._console.say(wrong)
        for name in ("award", "quarter"):  # what was refused is not offered again
            self._answers.pop(name, None)
        return True

    def _award(self) -> int | None:
        while True:
            before = self._answers.get("award")
            text = self._text("award", f"How much of {self._asked}?")
            if text == "<":
                return None
            try:
                return money.parse_in(text, self._currency)
            except BadValue as wrong:
                self._answers.pop("award", None)
                if before and text:  # what was typed by mistake does not take the place of what is in brackets
                    self._take("award", before)
                self._console.say(f"{wrong.message} {wrong.hint}" if text else _NO_AMOUNT, indent="  ")

    def _asks(self) -> str:
        while True:
            text = self._text("asks", "What do you ask for? (the applicant reads it)")
            if text:
                return text
            self._console.say("A deferral must say what you ask for.", indent="  ")

    def _text(self, name: str, question: str, default: str = "") -> str:
        """One answer: Enter keeps what was typed before, `-` empties it. `<` is handed on and not kept."""
        before = self._answers.get(name, "") or default
        mark = "" if question.endswith("?") and not before else ":"
        typed = self._said(name, f"{question}{f' [{before}]' if before else ''}{mark} ")
        if is_command(typed, "<"):
            return "<"
        text = "" if is_command(typed, "-") else " ".join(typed.split()) or before
        self._take(name, text)
        return text

    def _said(self, name: str, prompt: str) -> str:
        while True:
            try:
                typed = self._console.ask(prompt)
            except Stopped as stopped:
                if stopped.begun.strip():
                    self._take(name, stopped.begun.strip())
                raise
            if not is_command(typed, "?"):
                return typed
            self._console.say(_HOW_TEXT, indent="  ")

    def _take(self, name: str, text: str) -> None:
        self._answers[name] = text
        self._keep(self._answers)
