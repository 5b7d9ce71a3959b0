"""The sitting: the whole quarter on one page and, at a terminal, application by application to a decision."""

from __future__ import annotations

import shutil
from typing import Any

import typer

from imatter_cli.commands.frame.advised import second_thoughts
from imatter_cli.commands.frame.changes import way_back
from imatter_cli.commands.frame.commands import Commands, quarter_option
from imatter_cli.commands.frame.complete import complete_words
from imatter_cli.commands.frame.options import flag, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.basics import currency, quarter
from imatter_cli.commands.fund.common import end_sitting
from imatter_cli.commands.fund.decide import decided_words, deferred_to, left_words
from imatter_cli.commands.fund.several import way_back_of_all
from imatter_cli.domain import quarters
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import order
from imatter_cli.domain.fund.decisions import Decision
from imatter_cli.errors import BadValue, ImatterError, Interrupted, RaceLost, Refused, Usage
from imatter_cli.input import sitting as asking
from imatter_cli.input.agreeing import agreed
from imatter_cli.input.console import Console, Terminal
from imatter_cli.input.drafts import Keeper
from imatter_cli.output import fund as output
from imatter_cli.output import words
from imatter_cli.output.rendering import rendered
from imatter_cli.remedies import Command, Remedy, is_typed
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund import deciding, plans, rounds_read, sitting, trial
from imatter_cli.services.fund.circumstances import circumstances
from imatter_cli.services.practice import advising
from imatter_cli.services.records import single
from imatter_cli.store.contract import Receipt


def add_reading(app: Commands, group: str = "fund") -> None:
    """Hang the command on the group."""
    app.command("review")(review)


def review(
    session: Session,
    quarter_said: str = quarter_option(),
    seed: str = option("--seed", "TEXT", "Show the applications in another order; without it, the round's own."),
    by: str = option(
        "--order",
        "ORDER",
        "By score, the highest first, or by seed (the usual).",
        complete_words(order.WAYS),
        default="seed",
    ),
    plan: str = option("--plan", "FILE", "Try out the decisions in this file; nothing is decided."),
    apply: bool = flag("--apply", "Make the decisions in the plan: all of them, or none."),
) -> None:
    """See the quarter on one page. At a terminal, then decide the applications that are ready, one by one.

    A plan is a file of decisions to try out, or to make with --apply. As CSV it has a line for each application
    below a heading: application, outcome, award, quarter, asks, reasons (need=why, one to a line in the cell). As
    YAML or JSON it is a list named decisions with the same fields, where reasons is a list.

    Example: imatter fund review --quarter last
    """
    context = session.context()
    if apply and not plan:
        raise Usage("--apply needs a plan.", hint=Command("fund review", "--plan", "FILE", "--apply"))
    if plan:
        _try(session, quarter(session, quarter_said), plan, apply)
        return
    data = sitting.sitting(context, quarter(session, quarter_said), seed, _way(by))
    session.put(data, lambda: output.page(data, session.screen, session.today()))
    for trouble in data["left_out"]:
        session.say(f"Left out: {trouble['path']} {trouble['message']}")
    if session.interactive:
        Walk(session, data, Terminal(), seed).go()
    if data["left_out"]:
        raise typer.Exit(1)


def _way(said: str) -> order.By:
    """What the applications are to go by. Raises BadValue."""
    found = next((way for way in order.WAYS if way == said.strip().lower()), None)
    if found is None:
        raise BadValue(
            Said("--order: {given!r} is not an order.", given=Prose(said)),
            hint=Said("Choose {orders:or}.", orders=Many(order.WAYS)),
        )
    return found


def _try(session: Session, quarter: str, path: str, apply: bool) -> None:
    """What a plan would come to, or with `apply` its decisions; exit 4 where one of them is refused."""
    store, context = session.store(), session.context()
    planned = plans.read(path, lambda said: deferred_to(session, said, quarter), currency(store, quarter))
    if apply:
        tried, series = trial.apply(context, quarter, planned)
        undo = way_back_of_all(session, series) if tried["applied"] else ""
    else:
        tried, undo = trial.sit(context, quarter, planned), ""
    session.put(tried, lambda: output.tried(tried, undo))
    if tried.get("applied") and not tried["undecided"]:
        end_sitting(session, quarter, context.actor)
    for one in planned:
        told = "\n".join([*(r["text"] for r in one.decision.reasons), one.decision.asks])
        for word, instead in advising.words_to_avoid(store, told):
            session.say(
                f'{one.application}: the applicant would read "{word}", a word that the programme avoids.'
                f" Write {instead} instead."
            )
    if tried["refused"]:
        raise typer.Exit(Refused.exit_code)


#: So many lines an application takes with its reviews.
_ONE_APPLICATION = 20


class Walk:
    """One sitting at a terminal. Each decision is kept as it is made, and you can stop and come back."""

    def __init__(self, session: Session, data: Data, console: Console, seed: str = "") -> None:
        self.session = session
        self.context = session.context()
        self.console = console
        self.data = data
        self.seed = seed
        self.criteria = data["rubric"]
        self.currency = str(data["currency"])
        self.decided: set[str] = set()
        self.typed: dict[str, asking.Answers] = {}  # what was typed and is not decided, by application
        self.first = ""
        seeded = ("--seed", seed) if seed else ()
        line = str(Command("fund review", "--quarter", quarters.spoken(data["round"]), *seeded))
        line += " --order score" if data["ordered_by"] == "score" else ""
        # by person: another coordinator at this computer does not see these reasons
        about = f"{data['round']} {self.context.actor}"
        self.keeper = Keeper(
            session.drafts(), "fund review", session.now(), about=about, line=line, resume=session.resume
        )

    def go(self) -> None:
        """Walk through all that is ready. Raises Interrupted on Ctrl-C; what was decided stays decided."""
        ready = [a for a in self.data["applications"] if a["ready"] or a["without_award"]]
        for application in [a for a in ready if a["conflict"]]:
            self.console.say(
                f"{application['id']} is left out because you have a conflict. Another coordinator can decide it."
            )
        todo = [a for a in ready if not a["conflict"]]
        if not todo:  # the rest is decided, so there is nothing to continue
            if not self.session.dry_run:
                end_sitting(self.session, str(self.data["round"]), self.context.actor)
            self._say_next()
            return
        if self.data["status"] != "closed":
            name = quarters.spoken(self.data["round"])
            said = Said("{round} is {status}; decisions are made in a closed round: ", round=name,
                        status=self.data["status"])  # fmt: skip
            self.console.say(str(Remedy(said, Command("fund close", name))))
            return
        self.session.begin()
        self._sit(todo)
        left = len(todo) - len(self.decided)
        later = f" {left} still {'waits' if left == 1 else 'wait'}." if left else ""
        self.console.say(f"\n{words.count(len(self.decided), 'decision')} made.{later}")
        if left:
            self.console.say(f"To continue:  {self.keeper.line}")
        else:
            self._say_next()

    def _sit(self, todo: list[dict[str, Any]]) -> None:
        """Decide what is ready, from where it was left, until the person stops."""
        self.first = str(todo[0]["id"])
        begun = self._begun()
        try:
            at = self._place(todo, begun)
            if self._page_was_read(len(todo)):
                self._through(todo, at)
        except EOFError:
            self.keeper.let_go()
            self.console.say()
        except KeyboardInterrupt:
            self.keeper.let_go()
            self.console.say()
            one = len(self.decided) == 1
            said = Said(
                "Stopped. {count} decision made and saved." if one else "Stopped. {count} decisions made and saved.",
                count=len(self.decided),
            )
            raise Interrupted(said, hint=self.keeper.line) from None

    def _page_was_read(self, waiting: int) -> bool:
        """Leave the quarter's page on a screen that has no room for an application below it; False to leave it all."""
        if not self.session.screen.terminal:
            return True
        page = rendered(output.page(self.data, self.session.screen, self.session.today()), self.session.screen)
        if page.count("\n") + _ONE_APPLICATION < shutil.get_terminal_size().lines:
            return True
        ready = words.count(waiting, "application is", "applications are")
        return self.console.ask(f"{ready} ready. Press Enter for the first, q to leave: ").strip().lower() != "q"

    def _say_next(self) -> None:
        """Say that the quarter can be published, once everything in it is decided."""
        store, id = self.session.store(), str(self.data["round"])
        if single.found(store, id).get("status") == "closed" and not rounds_read.unsettled(store, id):
            name = quarters.spoken(id)
            self.console.say(f"Everything in {name} is decided.\nNext:  {Command('fund publish', name)}")

    def _begun(self) -> dict[str, Any]:
        """Where an earlier sitting of this quarter stopped, with what was typed there; empty if none did."""
        draft = self.keeper.before()
        if draft is None:
            return {}
        if not self.keeper.take(draft):
            self.console.say("This sitting is open in another window, and what is begun there stays there.")
            return {}
        self.keeper.go_on(draft)
        return dict(draft.answers)

    def _place(self, todo: list[dict[str, Any]], begun: dict[str, Any]) -> int:
        """The position to begin at: where one stopped, or the next that waits after it. What was typed is taken up."""
        stopped, others = str(begun.pop("application", "")), begun.pop("others", {})
        waiting = [str(a["id"]) for a in todo]
        typed = {**others, stopped: begun}
        self.typed = {id: {name: str(said) for name, said in typed[id].items()} for id in waiting if typed.get(id)}
        order = [str(a["id"]) for a in self.data["applications"]]
        if stopped not in order:
            return 0
        at = next((n for n, a in enumerate(todo) if order.index(str(a["id"])) >= order.index(stopped)), 0)
        if at:
            waits = "is" if at == 1 else "are"
            self.console.say(
                f"\nBack where you stopped. {words.count(at, 'earlier application')} {waits} waiting too: type b."
            )
        return at

    def _through(self, todo: list[dict[str, Any]], at: int) -> None:
        while at < len(todo):
            application = todo[at]
            if application["id"] in self.decided:
                at += 1
                continue
            move = self._one(application, f"{at + 1} of {len(todo)}")
            if move == "quit":
                return
            at = self._before(todo, at) if move == "back" else at + 1
        begun = next((str(a["id"]) for a in todo if self.typed.get(str(a["id"]))), "")
        if begun:  # and skipped: that is where to go on
            self._keep(begun)
            self.keeper.let_go()
        elif not self.session.dry_run:
            self.keeper.discard()

    def _before(self, todo: list[dict[str, Any]], at: int) -> int:
        """The position of the one before that is not decided yet; the same where there is none."""
        for n in range(at - 1, -1, -1):
            if todo[n]["id"] not in self.decided:
                return n
        back = Remedy("There is nothing to go back to. To take back a decision, use ", Command("undo"), ".")
        self.console.say(str(back))
        return at

    def _one(self, application: dict[str, Any], position: str) -> str:
        """Show one application and ask until it is decided or left; where to go next."""
        id = str(application["id"])
        self._show_entry(application, position)
        self._keep(id)
        ask = asking.Asking(
            self.console, self._behind(application), self.typed.setdefault(id, {}), lambda: self._keep(id)
        )
        while True:
            try:
                said = ask.ask()
                if said.move == "table":
                    self._show_table()
                    self._show_entry(application, position)
                    continue
                if said.move:
                    return said.move
                if not self._decide(id, said):
                    continue
            except (Refused, BadValue) as refused:
                if isinstance(refused, RaceLost):
                    self.console.say("Somebody else changed it at the same time.")
                self.console.say(_not_decided(refused, self.currency))
                if refused.code not in trial.MENDABLE and not isinstance(refused, BadValue | RaceLost):
                    return "skip"
                continue
            return ""

    def _behind(self, application: dict[str, Any]) -> asking.AskedAbout:
        """What the questions on one application need to know."""
        id, store = str(application["id"]), self.session.store()
        following = deferred_to(self.session, "next", str(self.data["round"]))
        return asking.AskedAbout(
            self.criteria, output.money_text(application["asked"], self.currency), self.currency,
            str(quarters.spoken(following)),
            output.following(following, single.found(store, following), self.session.today()),
            lambda said: self._refusal(id, said), lambda said: self._words(application, said),
        )  # fmt: skip

    def _words(self, application: dict[str, Any], said: asking.SittingAnswer) -> str:
        """What would be decided, in words."""
        made, asked = self._decision(said), output.money_text(application["asked"], self.currency)
        award = words.money(made.award or 0, self.currency)
        told = {
            "funded": f"in full, {asked}", "part-funded": f"in part, {award} of {asked}",
            "deferred": f"deferred to {quarters.spoken(made.quarter)}" if made.quarter else "",
        }  # fmt: skip
        return told.get(made.outcome, "not funded this quarter")

    def _show_entry(self, application: dict[str, Any], position: str) -> None:
        """One application before its decision, and why money is in the way."""
        left = rounds_read.one(self.context, self.data["round"])["left"]
        around = circumstances(self.context)(str(application["id"]))
        self.session.show(
            output.entry(application, position, left, self.currency, self.criteria, around, self.session.today())
        )
        for why in application["no_award"]:
            self.console.say(f"It can't be funded as things are. {why}")
        self.console.say()

    def _show_table(self) -> None:
        """The quarter as it is now."""
        now = sitting.sitting(self.context, str(self.data["round"]), self.seed, _way(self.data["ordered_by"]))
        self.session.show(output.page(now, self.session.screen, self.session.today()))

    def _keep(self, id: str) -> None:
        answers = self.typed.get(id, {})
        others = {other: typed for other, typed in self.typed.items() if typed and other != id}
        nothing_yet = id == self.first and not answers and not others and self.keeper.draft is None
        if not (self.session.dry_run or nothing_yet):
            more = {"others": others} if others else {}
            trouble = self.keeper.keep({"application": id, **answers, **more}, len(self.criteria) + 2, known=more)
            if trouble:
                self.console.say(trouble)

    def _refusal(self, id: str, said: asking.SittingAnswer) -> str:
        """Why this would not be decided, said before anybody has written reasons for it.

        Raises Refused for what no other answer mends: somebody else was there first, say.
        """
        try:
            wrong = trial.refusal(self.context, self.data["round"], trial.Tried(id, self._decision(said)))
        except BadValue as unreadable:
            return _not_decided(unreadable, self.currency)
        if wrong is not None and wrong.code not in trial.MENDABLE:
            raise Refused(wrong.said, code=wrong.code, hint=wrong.hint)
        return "" if wrong is None else _not_decided(wrong, self.currency)

    def _decision(self, said: asking.SittingAnswer) -> Decision:
        to = deferred_to(self.session, said.quarter, str(self.data["round"])) if said.quarter else ""
        return Decision(said.outcome, said.reasons, said.award, to, said.asks)

    def _decide(self, id: str, said: asking.SittingAnswer) -> bool:
        """Make the decision; False where the person takes it back to change its words."""
        seed = str(self.data["seed"]) if self.data["ordered_by"] == "seed" else ""  # what set the order

        def decide(ctx: Context) -> Receipt:
            return deciding.decide(ctx, id, self._decision(said), seed=seed)

        for thought in second_thoughts(self.context, decide):
            self.console.say(thought)
            if not agreed(self.console, "Keep it as it is?", default=False):
                return False
        receipt = decide(self.context)
        self.decided.add(id)
        self.typed.pop(id, None)
        if self.session.dry_run:
            self.console.say(f"Would be decided: {decided_words(self.context, receipt)}. Nothing was changed.")
            return True
        settled = self.session.settled(receipt)
        given, left = decided_words(settled, receipt), left_words(settled, receipt)
        undo = way_back(self.session, receipt)
        self.console.say(f"Decided: {given}. {left}{f'  Undo: {undo}' if undo else ''}")
        return True


def _not_decided(refused: ImatterError, currency: str) -> str:
    """A refusal as the sitting says it: amounts in its currency, and no options of a command that nobody types here."""
    begins, hint = "not_done" in refused.said.facts(), refused.hint
    said = refused.said if begins else Said("Not decided: {why}", why=refused.said)
    try_ = [] if not hint or is_typed(hint) else [hint if isinstance(hint, Said) else Said("{try_}", try_=str(hint))]
    return " ".join(one.priced(lambda pence: words.money(pence, currency)) for one in (said, *try_))
