"""The sitting: the whole quarter on one page and, at a terminal, application by application to a decision."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from imatter_cli.commands.frame import Commands, quarter_option, session_of
from imatter_cli.commands.fund.common import currency, hang, quarter
from imatter_cli.commands.fund.decide import decided_words
from imatter_cli.commands.session import Session
from imatter_cli.domain import quarters
from imatter_cli.domain.fund.decisions import Decision
from imatter_cli.errors import BadValue, Interrupted, RaceLost, Refused
from imatter_cli.input import sitting as asking
from imatter_cli.input.console import Console, Terminal
from imatter_cli.output import fund as output
from imatter_cli.output import words
from imatter_cli.output.terminal import Screen
from imatter_cli.services import deciding, plans, rounds, sitting, trying

Seed = Annotated[str, typer.Option("--seed", help="Another order of the applications; the round's own if left out.")]

Plan = Annotated[str, typer.Option("--plan", metavar="FILE", help="Try the decisions in that file; none is made.")]


def add_to(app: Commands) -> None:
    """Hang the command on the group."""
    hang(app, "review", review)


def review(
    ctx: typer.Context,
    quarter_said: Annotated[str, quarter_option()] = "current",
    seed: Seed = "",
    plan: Plan = "",
) -> None:
    """The quarter on one page; at a terminal, then each application that is ready, to a decision.

    Example: imatter fund review --quarter 2026-Q4
    """
    session = session_of(ctx)
    context = session.context()
    if plan:
        _try(session, quarter(session, quarter_said), plan)
        return
    data = sitting.sitting(context, quarter(session, quarter_said), seed)
    session.put(data, lambda: output.page(data, session.screen, session.now().date()))
    for trouble in data["left_out"]:
        session.say(f"Left out: {trouble['path']} {trouble['message']}")
    if session.interactive:
        Walk(session, data, Terminal()).go()
    if data["left_out"]:
        raise typer.Exit(1)


def _try(session: Session, quarter: str, path: str) -> None:
    """What a plan would come to; exit 4 where one of its decisions would be refused."""
    store = session.store()
    planned = plans.read(path, session.now().date(), rounds.first_months(store))
    tried = trying.sit(session.context(), quarter, planned)
    session.put(tried, lambda: output.tried(tried, session.screen))
    if tried["refused"]:
        raise typer.Exit(Refused.exit_code)


class Walk:
    """One sitting at a terminal. Each decision is kept as it is made; whoever stops goes on later with the rest."""

    def __init__(self, session: Session, data: dict[str, Any], console: Console) -> None:
        self.session = session
        self.context = session.context()
        self.console = console
        self.data = data
        self.criteria = session.store().programme()["fund"]["rubric"]
        self.currency = currency(session)
        self.decided: set[str] = set()
        self.screen = Screen(terminal=True, width=min(session.screen.width, 80) if session.screen.terminal else 80)

    def go(self) -> None:
        """Walk through all that is ready. Raises Interrupted on Ctrl-C; what was decided stays decided."""
        name = quarters.spoken(self.data["round"])
        ready = [a for a in self.data["applications"] if a["ready"]]
        for application in [a for a in ready if a["conflict"]]:
            self.console.say(
                f"{application['id']} is passed over: you have a conflict. Another coordinator decides it."
            )
        todo = [a for a in ready if not a["conflict"]]
        if not todo:
            return
        if self.data["status"] != "closed":
            self.console.say(
                f"{name} is {self.data['status']}; decisions are made in a closed round: imatter fund close {name}"
            )
            return
        try:
            self._through(todo)
        except EOFError:
            self.console.say()
        except KeyboardInterrupt:
            self.console.say()
            raise Interrupted(
                f"Stopped. {words.count(len(self.decided), 'decision')} made and kept.",
                hint=f"imatter fund review --quarter {name}",
            ) from None
        left = len(todo) - len(self.decided)
        later = f" {left} wait: imatter fund review --quarter {name} goes on with them." if left else ""
        self.console.say(f"\n{words.count(len(self.decided), 'decision')} made.{later}")

    def _through(self, todo: list[dict[str, Any]]) -> None:
        at = 0
        while at < len(todo):
            application = todo[at]
            if application["id"] in self.decided:
                at += 1
                continue
            move = self._one(application, f"{at + 1} of {len(todo)}")
            if move == "quit":
                return
            at = self._before(todo, at) if move == "back" else at + 1

    def _before(self, todo: list[dict[str, Any]], at: int) -> int:
        """The position of the one before that is not decided yet; the same where there is none."""
        for n in range(at - 1, -1, -1):
            if todo[n]["id"] not in self.decided:
                return n
        self.console.say("There is none before it that waits. What is decided is taken back with imatter undo.")
        return at

    def _one(self, application: dict[str, Any], position: str) -> str:
        """Show one application and ask until it is decided or left; where to go next."""
        left = rounds.one(self.session.store(), self.data["round"])["left"]
        self.console.say(output.entry(application, position, left, self.currency, self.screen))
        while True:
            said = asking.ask(self.console, self.criteria, application["asked"])
            if said.move:
                return said.move
            try:
                self._decide(str(application["id"]), said)
            except (Refused, BadValue) as refused:
                if isinstance(refused, RaceLost):
                    self.console.say("Somebody else changed it at the same moment.")
                hint = "" if refused.hint.startswith("--") else f" {refused.hint}"
                self.console.say(f"Not decided: {refused.message}{hint}")
                if refused.code == "lifecycle":
                    return "skip"
                continue
            return ""

    def _decide(self, id: str, said: asking.Said) -> None:
        to = quarter(self.session, said.quarter) if said.quarter else ""
        decision = Decision(said.outcome, said.reasons, said.award, to, said.asks)
        receipt = deciding.decide(self.context, id, decision, seed=self.data["seed"])
        self.decided.add(id)
        if self.session.dry_run:
            self.console.say(f"Would be decided: {decided_words(self.session, receipt)}. Nothing was changed.")
            return
        left = rounds.one(self.session.store(), self.data["round"])["left"]
        given = decided_words(self.session, receipt)
        self.console.say(
            f"Decided: {given}. Left to give: {output.money_text(left, self.currency)}.  Undo: imatter undo"
        )
