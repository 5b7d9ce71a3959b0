"""What is asked in the sitting, application by application. Every answer can be taken back before it is a decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from imatter_cli.classes import immutable, replace
from imatter_cli.domain import money
from imatter_cli.errors import BadValue
from imatter_cli.input.console import Console
from imatter_cli.input.line.outcome import Stopped, is_command

OUTCOMES = {"f": "funded", "p": "part-funded", "d": "deferred", "n": "not-funded"}
MOVES = {"s": "skip", "b": "back", "t": "table", "q": "quit"}
PROMPT = "[f]ull [p]art [d]efer [n]ot funded; [s]kip [b]ack [t]able [q]uit: "
#: What may be typed for each: its letter, or its word.
_TYPED = {
    **OUTCOMES, **MOVES, "full": "funded", "part": "part-funded", "defer": "deferred", "not": "not-funded",
    "not funded": "not-funded", **{word: word for word in (*OUTCOMES.values(), *MOVES.values())},
}  # fmt: skip
_HOW = (
    "Your decision is recorded once you have given its reasons. Skip leaves this one for later, table shows the quarter"
    " again, and quit leaves the rest."
)
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
    """What was answered: a move (skip, back, table, quit), or a decision: award, quarter, what is asked for."""

    move: str = ""
    outcome: str = ""
    award: int | None = None
    quarter: str = ""
    asks: str = ""
    reasons: tuple[Mapping[str, str], ...] = ()


@immutable
class AskedAbout:
    """What is known of the application that is asked about.

    `asked` is the amount in words, `following` the quarter that a deferral goes to unless another is named, and
    `about_it` a sentence on that quarter. `refusal` says, before reasons are asked for, why a decision would be
    refused (empty where it would not), and `words` what would be decided.
    """

    criteria: Sequence[Mapping[str, Any]]
    asked: str
    currency: str
    following: str
    about_it: str
    refusal: Callable[[SittingAnswer], str]
    words: Callable[[SittingAnswer], str]


class Asking:
    """Asks for the decision on one application.

    `answers` are what was typed before and not decided, offered again; `keep` is called after each one.
    """

    def __init__(self, console: Console, behind: AskedAbout, answers: Answers, keep: Callable[[], None]) -> None:
        self._console = console
        self._behind = behind
        self._answers = answers
        self._keep = keep

    def ask(self) -> SittingAnswer:
        """The outcome, and what that outcome needs; `<` goes back to the outcome.

        Raises EOFError and KeyboardInterrupt when the person stops.
        """
        self._say_begun()
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
                self._console.say("Type one letter: f, p, d, n, s, b, t or q.", indent="  ")
                continue
            self._take("outcome", chosen)
            said = self._decision(chosen)
            if said is not None:
                return said
            self._say_begun()

    def _say_begun(self) -> None:
        """Say what Enter would take up again."""
        if "outcome" in self._answers:
            self._console.say(
                f"You had begun this decision: {_WORDS.get(self._answers['outcome'], 'outcome open')}. Press Enter to"
                " go on and to keep what is in brackets, or type - to clear it."
            )

    def _outcome(self) -> str:
        try:
            return self._console.ask(PROMPT)
        except Stopped as stopped:
            if typed := stopped.begun.strip():
                self._take("typed", typed)
            raise

    def _decision(self, outcome: str) -> SittingAnswer | None:
        """What the outcome needs. None to ask for the outcome again."""
        if outcome == "deferred":
            quarter = self._quarter()
            asks = "<" if quarter == "<" else self._asks()
            return None if asks == "<" else self._with_reasons(SittingAnswer("", outcome, None, quarter, asks))
        least = 1 if outcome == "part-funded" else None  # whatever the amount will be
        if self._is_refused(SittingAnswer("", outcome, least)):
            del self._answers["outcome"]  # so that Enter doesn't take it up again
            self._keep()
            return None
        award = self._award() if least else None
        return None if least and award is None else self._with_reasons(SittingAnswer("", outcome, award))

    def _with_reasons(self, said: SittingAnswer) -> SittingAnswer | None:
        """The decision with its reasons. Before the answer that decides, it says what will be decided."""
        self._console.say(
            "Reasons by criterion, for the applicant to read. Press Enter to skip one, or type < to go back."
        )
        reasons: list[Mapping[str, str]] = []
        for n, criterion in enumerate(self._behind.criteria, 1):
            if n == len(self._behind.criteria):
                self._console.say(
                    f"Your next answer, also an empty one, records the decision: {self._behind.words(said)}."
                    " Type < to change it first."
                )
            text = self._text(f"reason.{criterion['id']}", f"  {criterion['name']}")
            if text == "<":
                return None
            if text:
                reasons.append({"criterion": str(criterion["id"]), "text": text})
        return replace(said, reasons=tuple(reasons))

    def _is_refused(self, said: SittingAnswer) -> bool:
        """Say why this would not be decided, if so, before anything longer is asked."""
        wrong = self._behind.refusal(said)
        if wrong:
            self._console.say(wrong)
        return bool(wrong)

    def _award(self) -> int | None:
        while True:
            before = self._answers.get("award", "")
            text = self._text("award", f"How much of {self._behind.asked}?")
            if text == "<":
                return None
            try:
                award = money.parse_in(text, self._behind.currency)
                if not self._is_refused(SittingAnswer("", "part-funded", award)):
                    return award
            except BadValue as wrong:
                self._console.say(f"{wrong.message} {wrong.hint}" if text else _NO_AMOUNT, indent="  ")
            self._offer_instead("award", text, before)

    def _quarter(self) -> str:
        while True:
            before = self._answers.get("quarter", "")
            if not before:
                self._console.say(self._behind.about_it)
            text = self._text("quarter", "To which quarter?", self._behind.following)
            if text == "<" or not self._is_refused(SittingAnswer("", "deferred", None, text)):
                return text
            self._offer_instead("quarter", text, before)

    def _offer_instead(self, name: str, refused: str, before: str) -> None:
        """What was refused is not offered again, but what stood in brackets before it is."""
        if before and refused and refused != before:
            self._take(name, before)
        else:
            self._answers.pop(name, None)

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
        self._keep()
