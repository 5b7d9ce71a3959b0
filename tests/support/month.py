"""A month of the fund: people do things in three rounds, allowed or not, and what must hold is asked of the store.

What must hold is worked out here a second time, from what was answered, so that it does not ask the code that it tests.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from importlib import resources
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from memory_store import MemoryStore

from imatter_cli.domain import ids, lifecycles, money, timeline
from imatter_cli.domain.fund.decisions import Decision
from imatter_cli.errors import ImatterError, StoreTrouble
from imatter_cli.services.context import Context
from imatter_cli.services.fund import applications, awards, deciding, reviews, rounds, rounds_read
from imatter_cli.services.integrity import checking, undoing, verifying
from imatter_cli.services.practice import licences, practitioners, projects
from imatter_cli.services.records import editing, events
from imatter_cli.services.records.visibility import reviews_seen
from imatter_cli.store.contract import Receipt

BEGIN = datetime(2026, 11, 2, 9, tzinfo=UTC)
ROUNDS = ("2026-q4", "2027-q1", "2027-q2")
CRITERIA = ("need", "fit", "feasible")
REASONS = [{"criterion": "need", "text": "small, ready, wanted"}]
CODES = ("coordinator", "coordinator-too", "reviewer-1", "reviewer-2", "reviewer-3", "holder-1", "holder-2", "holder-3")
#: Codes of one person: a coordinator who applies, and a reviewer who does.
ALSO = {"coordinator-too": "holder-2", "reviewer-3": "holder-3"}
#: How often each command was done, and each refusal was given, over all runs of a process.
DONE: Counter[str] = Counter()
REFUSED: Counter[str] = Counter()


@dataclass
class Cast:
    """Who takes part, by name, with the licences and projects of the holders."""

    person: dict[str, str] = field(default_factory=dict)
    licence: dict[str, str] = field(default_factory=dict)
    projects: dict[str, list[str]] = field(default_factory=dict)


@cache
def beginning() -> tuple[dict[str, bytes], Cast]:
    """The files of a programme with its people, licences and projects, and who is who."""
    text = resources.files("imatter_cli").joinpath("data/programme.yaml").read_text(encoding="utf-8")
    chair = "prc-2611-c00rdaa"
    joined = f"id: {chair}\nschema: practitioner/1\nprogramme: 1\nstatus: active\nroles:\n- coordinator\ntimeline:\n"
    joined += f"- at: 2026-11-01\n  event: join\n  by: {chair}\n"
    files = {
        ids.PROGRAMME_PATH: text.replace("store: personal", "store: programme").encode(),
        ids.path_of(chair): joined.encode(),
    }
    store = MemoryStore(files, now=lambda: BEGIN)
    ctx = Context(store, chair, BEGIN, random.Random(1).randrange)
    cast = Cast({"coordinator": chair})
    for name in CODES[1:]:
        role = {"c": "coordinator", "r": "reviewer", "h": "practitioner"}[name[0]]
        cast.person[name] = practitioners.join(ctx, [role]).change.writes[0].id
    for name, other in ALSO.items():
        editing.edit(ctx, cast.person[name], {"same_as": cast.person[other]})
    for name in (n for n in CODES if n.startswith("holder")):
        who = cast.person[name]
        cast.licence[name] = licences.record_issued(ctx, who).change.writes[0].id
        plan = {"practitioner": who, "type": "early-concern", "setting": "school", "focus_areas": ["evening routine"]}
        cast.projects[name] = [projects.plan(ctx, plan, 1).change.writes[0].id for _ in range(2)]
    return {path: store.bytes_at(path) or b"" for path in all_paths(store)}, cast


def all_paths(store: MemoryStore) -> list[str]:
    """The paths of every record, and of the programme's rules."""
    kinds = ("practitioner", "licence", "project", "reflection", "application", "review", "round")
    return [ids.PROGRAMME_PATH, *(ids.path_of(id) for kind in kinds for id in store.ids(kind))]


RIGHT = "whoever may"
PEOPLE = st.sampled_from([RIGHT] * 12 + list(CODES))
NUMBER = st.integers(0, 11)
OUTCOMES = st.sampled_from(["funded", "funded", "part-funded", "deferred", "not-funded"])
PENCE = st.sampled_from([0, 1, 2_500, 5_000, 9_999, 10_000, 15_000, 25_000, 40_000])


class Month(RuleBasedStateMachine):
    """One month. `now` goes on by some hours with each command."""

    @initialize()
    def begin(self) -> None:
        files, self.cast = beginning()
        self.now = BEGIN + timedelta(hours=1)
        self.store = MemoryStore(dict(files), now=lambda: self.now)
        self.random = random.Random(7)
        self.persons = {code: self.cast.person[ALSO.get(name, name)] for name, code in self.cast.person.items()}
        self.names = {code: name for name, code in self.cast.person.items()}
        self.applications: list[str] = []
        self.applicant: dict[str, str] = {}
        self.kept_away: set[tuple[str, str]] = set()
        self.active = set(self.cast.licence.values())
        self.ledger: dict[str, Counter[str]] = {}
        self.steps = 0
        for n in (0, 1):
            self.open(RIGHT, n)
        for n in range(4):
            self.apply(RIGHT, n, 6, 10_000 + n)
            self.act("submit", RIGHT, f"holder-{n % 3 + 1}", partial(applications.submit, id=self.applications[-1]))
        self.act("assign", RIGHT, "coordinator", lambda ctx: reviews.assign_round(ctx, ROUNDS[0]))

    # what people do

    def act(self, verb: str, who: str, right: str, use: Callable[[Context], Any]) -> Receipt | None:
        """Do something as somebody; None where it was refused, and then nothing was written."""
        code = self.cast.person[right if who == RIGHT else who]
        self.now += timedelta(hours=1)
        self.steps += 1
        before = next(iter(self.store.history())).commit
        try:
            receipt = use(Context(self.store, code, self.now, self.random.randrange))
        except ImatterError as refused:
            assert not isinstance(refused, StoreTrouble), refused
            assert refused.code not in ("invalid", "broken"), refused.details
            assert next(iter(self.store.history())).commit == before
            REFUSED[f"{verb}: {refused.code}"] += 1
            return None
        DONE[verb] += 1
        self.by = self.persons[code]
        return receipt if isinstance(receipt, Receipt) else getattr(receipt, "receipt", None)

    def one(self, n: int, event: str = "") -> str:
        """An application; mostly one in a state in which the event may happen, if there is any."""
        row = lifecycles.transition("application", event)
        fit = [id for id in self.applications if row is not None and self.at(id)["status"] in row.sources]
        some = fit if fit and n % 6 else self.applications
        return some[n % len(some)] if some else "app-2611-0000000"

    def quarter(self, n: int, *states: str) -> str:
        """A quarter; mostly one whose round is in one of these states, if there is any."""
        there = [q for q in self.store.ids("round") if self.at(q)["status"] in states]
        some = there if there and n % 6 else list(ROUNDS)
        return some[n % len(some)]

    def holder(self, id: str) -> str:
        return self.names.get(self.applicant.get(id, ""), "holder-1")

    def at(self, id: str) -> dict[str, Any]:
        return dict(self.store.get(id).data)

    def fair(self, id: str, *, own: bool = False) -> None:
        """Whoever acted has no part in the application, unless it is the applicant's own act."""
        mine = self.by == self.persons[self.applicant[id]]
        assert (own and mine) or not mine, "acted on their own application"
        assert (own and mine) or (id, self.by) not in self.kept_away, "acted in spite of a conflict"

    @rule(who=PEOPLE, n=NUMBER)
    def open(self, who: str, n: int) -> None:
        panel = [self.cast.person[f"reviewer-{k}"] for k in (1, 2, 3)]
        fields = {"budget": "600.00", "reserve": "50.00", "ceiling": "300.00", "reviewers": panel, "quorum": 2}
        self.act("open", who, "coordinator", lambda ctx: rounds.open_round(ctx, ROUNDS[n % 3], fields))

    @rule(who=PEOPLE, n=NUMBER, to=NUMBER, pence=PENCE)
    def apply(self, who: str, n: int, to: int, pence: int) -> None:
        name = f"holder-{n % 3 + 1}"
        fields = {
            "project": self.cast.projects[name][n % 2], "round": self.quarter(to, "open"), "payee": "host",
            "key_barrier": "no budget line", "costs": [{"item": "room", "amount": money.text(pence)}],
        }  # fmt: skip
        made = self.act("apply", who, name, lambda ctx: applications.apply(ctx, fields))
        if made:
            id = made.change.writes[0].id
            self.applications.append(id)
            self.applicant[id] = self.cast.person[name]
            self.ledger[id] = Counter()

    @rule(who=PEOPLE, n=NUMBER)
    def submit(self, who: str, n: int) -> None:
        id = self.one(n, "submit")
        self.act("submit", who, self.holder(id), lambda ctx: applications.submit(ctx, id))

    @rule(who=PEOPLE, n=NUMBER)
    def withdraw(self, who: str, n: int) -> None:
        id = self.one(n, "withdraw")
        if n % 3 == 0 and self.act("withdraw", who, self.holder(id), lambda ctx: events.happen(ctx, id, "withdraw")):
            self.fair(id, own=True)

    @rule(who=PEOPLE, n=NUMBER)
    def give_back(self, who: str, n: int) -> None:
        id = self.one(n, "return")
        if n % 3 == 0 and self.act(
            "return", who, "coordinator", lambda ctx: events.happen(ctx, id, "return", reason="a cost is missing")
        ):
            self.fair(id)

    @rule(who=PEOPLE, n=NUMBER, pence=PENCE)
    def edit(self, who: str, n: int, pence: int) -> None:
        id = self.one(n, "edit")
        fields = {"costs": [{"item": "room", "amount": money.text(pence)}]}
        if n % 3 == 0 and self.act("edit", who, self.holder(id), lambda ctx: applications.edit(ctx, id, fields)):
            self.fair(id, own=True)

    @rule(who=PEOPLE, n=NUMBER)
    def screen(self, who: str, n: int) -> None:
        self.screened(who, self.one(n, "screen"), no=n == 11)

    def screened(self, who: str, id: str, *, no: bool) -> None:
        outcome, criterion = ("not-eligible", "key-barrier") if no else ("eligible", "")
        done = self.act("screen", who, "coordinator", lambda ctx: applications.screen(ctx, id, outcome, criterion))
        if done:
            self.fair(id)

    @rule(who=PEOPLE, n=NUMBER, named=st.sampled_from(["", *CODES]))
    def assign(self, who: str, n: int, named: str) -> None:
        id = self.one(n, "decide")
        people = [self.cast.person[named]] if named else []
        if self.act("assign", who, "coordinator", lambda ctx: reviews.assign(ctx, id, people)):
            self.fair(id)

    @rule(who=PEOPLE, n=NUMBER, reopen=st.booleans())
    def score(self, who: str, n: int, reopen: bool) -> None:
        id = self.one(n, "decide")
        given = [{"criterion": c, "score": n % 5} for c in CRITERIA]
        again = "read it again" if reopen and n % 2 else ""
        right = f"reviewer-{n % 3 + 1}"
        if self.act("score", who, right, lambda ctx: reviews.score(ctx, id, given, "small", reopen=again)):
            self.fair(id)

    @rule(n=NUMBER)
    def score_all(self, n: int) -> None:
        """Whoever still has to review an application does: else few would ever be decided."""
        self.all_scored(self.one(n, "decide"))

    def all_scored(self, id: str) -> None:
        for item in list(self.store.scan("review", id)):
            data = self.at(item.path.rpartition("/")[2].removesuffix(".yaml"))
            if data["status"] == "assigned":
                self.act(
                    "score",
                    RIGHT,
                    self.names[data["reviewer"]],
                    lambda ctx: reviews.score(ctx, id, [{"criterion": c, "score": 3} for c in CRITERIA], "small"),
                )

    @rule(who=PEOPLE, n=NUMBER, whom=st.sampled_from(CODES))
    def recuse(self, who: str, n: int, whom: str) -> None:
        id, code = self.one(n, "decide"), self.cast.person[whom]
        if n % 4 == 0 and self.act(
            "recuse", who, "coordinator", lambda ctx: reviews.recuse(ctx, id, code, "same-workplace")
        ):
            self.kept_away.add((id, self.persons[code]))

    @rule(who=st.sampled_from(CODES), n=NUMBER)
    def abstain(self, who: str, n: int) -> None:
        id = self.one(n, "decide")
        if n % 4 == 1 and self.act("abstain", who, who, lambda ctx: reviews.abstain(ctx, id, "same-workplace")):
            self.kept_away.add((id, self.by))

    @rule(who=PEOPLE, n=NUMBER)
    def close(self, who: str, n: int) -> None:
        self.act("close", who, "coordinator", lambda ctx: rounds.close(ctx, self.quarter(n, "open")))

    @rule(who=PEOPLE, n=NUMBER)
    def reopen(self, who: str, n: int) -> None:
        if n % 4 == 0:
            self.act(
                "reopen", who, "coordinator", lambda ctx: rounds.reopen(ctx, self.quarter(n, "closed"), "too soon")
            )

    @rule(
        who=PEOPLE, n=NUMBER, pence=PENCE, to=NUMBER, corrected=st.booleans(),
        outcome=OUTCOMES,
    )  # fmt: skip
    def decide(self, who: str, n: int, pence: int, to: int, corrected: bool, outcome: str) -> None:
        id = self.one(n, "correct" if corrected else "decide")
        self.decided(who, id, outcome, pence, to, corrected=corrected)

    def decided(self, who: str, id: str, outcome: str, pence: int, to: int, *, corrected: bool) -> None:
        award = pence if outcome == "part-funded" else None
        quarter, asks = (ROUNDS[to % 3], "a quote") if outcome == "deferred" else ("", "")
        decision = Decision(outcome, REASONS, award, quarter, asks)
        if corrected:
            made = self.act(
                "correct", who, "coordinator", lambda ctx: deciding.correct(ctx, id, decision, reason="a slip")
            )
        else:
            made = self.act("decide", who, "coordinator", lambda ctx: deciding.decide(ctx, id, decision))
        if not made:
            return
        self.fair(id)
        given = money.parse(self.at(id)["timeline"][-1].get("award") or 0)
        if given:
            assert self.licensed(id), "an award without an active licence"
        self.ledger[id] = Counter(awarded=given)

    @rule(n=NUMBER, outcomes=st.lists(OUTCOMES, min_size=3, max_size=3), out=st.booleans())
    def sit(self, n: int, outcomes: list[str], out: bool) -> None:
        """A whole sitting, as far as it is allowed: else hardly any month would come to its awards."""
        quarter = self.quarter(n, "open", "closed")
        waiting = [id for id in self.applications if self.at(id)["round"] == quarter]
        for id in waiting:
            if self.at(id)["status"] == "submitted":
                self.screened(RIGHT, id, no=False)
        self.act("assign", RIGHT, "coordinator", lambda ctx: reviews.assign_round(ctx, quarter))
        for id in waiting:
            self.all_scored(id)
        self.act("close", RIGHT, "coordinator", lambda ctx: rounds.close(ctx, quarter))
        for k, id in enumerate(waiting):
            if self.at(id)["status"] == "eligible":
                self.decided(RIGHT, id, outcomes[k % 3], 5_000, n + 1, corrected=False)
        if out:
            self.act("publish", RIGHT, "coordinator", lambda ctx: rounds.publish(ctx, quarter))

    @rule(who=PEOPLE, n=NUMBER)
    def publish(self, who: str, n: int) -> None:
        self.act("publish", who, "coordinator", lambda ctx: rounds.publish(ctx, self.quarter(n, "closed")))

    @rule(who=PEOPLE, n=NUMBER, into=NUMBER, end=st.booleans())
    def cancel(self, who: str, n: int, into: int, end: bool) -> None:
        if n % 6 == 0:
            to = "" if end else ROUNDS[into % 3]
            quarter = ROUNDS[into % 2]
            self.act(
                "cancel", who, "coordinator", lambda ctx: rounds.cancel(ctx, quarter, "no money", into=to, end=end)
            )

    @rule(who=PEOPLE, n=NUMBER, into=st.sampled_from(["", *ROUNDS]))
    def carry(self, who: str, n: int, into: str) -> None:
        id = self.one(n, "carry")
        if self.act("carry", who, "coordinator", lambda ctx: applications.carry(ctx, id, into=into, reason="it moved")):
            self.fair(id)

    @rule(who=PEOPLE, n=NUMBER)
    def accept(self, who: str, n: int) -> None:
        id = self.one(n, "accept")
        if self.act("accept", who, self.holder(id), lambda ctx: events.happen(ctx, id, "accept")):
            self.fair(id, own=True)
            assert self.licensed(id), "accepted without an active licence"
            self.ledger[id]["accepted"] = self.ledger[id]["awarded"]

    @rule(who=PEOPLE, n=NUMBER)
    def decline_award(self, who: str, n: int) -> None:
        id = self.one(n, "decline-award")
        if n % 4 == 0 and self.act(
            "decline", who, self.holder(id), lambda ctx: events.happen(ctx, id, "decline-award")
        ):
            self.fair(id, own=True)
            self.ledger[id]["freed"] = self.ledger[id]["awarded"]

    @rule(who=PEOPLE, n=NUMBER)
    def revoke(self, who: str, n: int) -> None:
        id = self.one(n, "revoke")
        if n % 4 == 1 and self.act(
            "revoke", who, "coordinator", lambda ctx: events.happen(ctx, id, "revoke", reason="stopped")
        ):
            self.fair(id)
            book = self.ledger[id]
            book["freed"], book["accepted"] = book["awarded"] - book["paid"], book["paid"]

    @rule(who=PEOPLE, n=NUMBER, pence=PENCE, whole=st.booleans())
    def pay(self, who: str, n: int, pence: int, whole: bool) -> None:
        id = self.one(n, "pay")
        amount = "" if whole else money.text(pence)
        if self.act("pay", who, "coordinator", lambda ctx: awards.pay(ctx, id, amount)):
            self.fair(id)
            assert self.licensed(id), "paid without an active licence"
            book = self.ledger[id]
            book["paid"] = book["accepted"] if whole else book["paid"] + pence

    @rule(n=NUMBER, pence=PENCE)
    def go_on(self, n: int, pence: int) -> None:
        """The next steps of an award, as far as they are allowed: else hardly any would come to its end."""
        self.accept(RIGHT, n)
        self.pay(RIGHT, n, pence, whole=False)
        self.pay(RIGHT, n, 0, whole=True)
        self.report(RIGHT, n, pence)
        self.return_money(RIGHT, n, pence)
        self.finish(RIGHT, n, why=False)

    @rule(who=PEOPLE, n=NUMBER, pence=PENCE)
    def report(self, who: str, n: int, pence: int) -> None:
        id = self.one(n, "report")
        if self.act(
            "report", who, self.holder(id), lambda ctx: awards.report(ctx, id, spent=money.text(pence), learnt="much")
        ):
            self.ledger[id]["spent"] = pence

    @rule(who=PEOPLE, n=NUMBER, pence=PENCE)
    def return_money(self, who: str, n: int, pence: int) -> None:
        id = self.one(n, "return-money")
        if self.act("return-money", who, "coordinator", lambda ctx: awards.return_money(ctx, id, money.text(pence))):
            self.fair(id)
            self.ledger[id]["returned"] += pence

    @rule(who=PEOPLE, n=NUMBER, why=st.booleans())
    def finish(self, who: str, n: int, why: bool) -> None:
        id = self.one(n, "finish")
        reason = "the host keeps the rest" if why else ""
        if self.act("finish", who, "coordinator", lambda ctx: events.happen(ctx, id, "finish", reason=reason)):
            self.fair(id)
            book = self.ledger[id]
            assert why or (book["paid"] == book["spent"] + book["returned"] and book["paid"] == book["accepted"])

    @rule(who=PEOPLE, n=NUMBER, what=st.sampled_from(["pause", "resume", "end", "renew"]))
    def licence(self, who: str, n: int, what: str) -> None:
        id = self.cast.licence[f"holder-{n % 3 + 1}"]
        use: dict[str, Callable[[Context], Receipt]] = {
            "pause": lambda ctx: licences.pause(ctx, id),
            "resume": lambda ctx: licences.resume(ctx, id),
            "end": lambda ctx: licences.end(ctx, id, reason="another role"),
            "renew": lambda ctx: licences.renew(ctx, id),
        }
        if (n % 3 == 0 or what in ("resume", "renew")) and self.act(what, who, "coordinator", use[what]):
            (self.active.add if what in ("resume", "renew") else self.active.discard)(id)

    @rule(who=PEOPLE, reason=st.sampled_from(["", "a slip"]))
    def undo(self, who: str, reason: str) -> None:
        """Take back the last change; what it was is read off the store again."""
        done = DONE["undo"]
        self.act("undo", who, "coordinator", lambda ctx: undoing.undo(ctx, "", reason))
        if DONE["undo"] > done:
            self.look_again()

    def look_again(self) -> None:
        """Read what is kept here off the records, after an undo."""
        self.applications = [id for id in self.applications if id in self.store.ids("application")]
        for id in self.applications:
            book: Counter[str] = Counter()
            for e in timeline.standing(self.at(id)["timeline"]):
                event, amount = e["event"], money.parse(e.get("amount") or 0)
                if event in ("decide", "correct"):
                    book = Counter(awarded=money.parse(e.get("award") or 0))
                elif event == "accept":
                    book["accepted"] = book["awarded"]
                elif event == "decline-award":
                    book["freed"] = book["awarded"]
                elif event == "revoke":
                    book["freed"], book["accepted"] = book["awarded"] - book["paid"], book["paid"]
                elif event == "pay":
                    book["paid"] += amount
                elif event == "report":
                    book["spent"] = money.parse(e["spent"])
                elif event == "return-money":
                    book["returned"] += amount
            self.ledger[id] = book
        self.kept_away = {
            (str(r["application"]), self.persons[str(r["reviewer"])])
            for r in (self.at(id) for id in self.store.ids("review"))
            if r["status"] == "recused"
        }
        self.active = {id for id in self.cast.licence.values() if self.at(id)["status"] == "active"}

    @rule(who=st.sampled_from(CODES), n=NUMBER)
    def look(self, who: str, n: int) -> None:
        """Whoever looks sees no score that they may not see yet."""
        if not self.applications:
            return
        id, code = self.one(n), self.cast.person[who]
        me = self.persons[code]
        every = [self.at(r) for r in self.store.ids("review")]
        mine = [r for r in every if r["application"] == id and self.persons[r["reviewer"]] == me]
        ctx = Context(self.store, code, self.now, self.random.randrange)
        for seen in reviews_seen(ctx, id):
            if "scores" not in seen or self.persons[seen["reviewer"]] == me:
                continue
            assert me != self.persons[self.applicant[id]], "the applicant sees a score"
            assert all(r["status"] == "submitted" for r in mine), "seen before one's own is in, or with a conflict"
            assert mine or who.startswith("coordinator"), "seen by somebody with no part in it"

    # what must hold

    def licensed(self, id: str) -> bool:
        return self.cast.licence[self.names[self.applicant[id]]] in self.active

    @invariant()
    def the_money_adds_up(self) -> None:
        statuses = {}
        chair = Context(self.store, self.cast.person["coordinator"], self.now, self.random.randrange)
        for quarter in self.store.ids("round"):
            one = rounds_read.one(chair, quarter)
            statuses[quarter] = one["status"]
            own = [self.ledger[id] for id in self.applications if self.at(id)["round"] == quarter]
            held = sum(b["awarded"] - b["freed"] for b in own)
            # what was awarded stays as it was published; what was given back or corrected since is told next to it
            since = Decimal(one.get("corrected") or 0) - Decimal(one.get("freed") or 0)
            assert (Decimal(one["awarded"]) + since) * 100 == held
            assert money.parse(one["paid"]) == sum(b["paid"] for b in own)
            assert money.parse(one["returned"]) == sum(b["returned"] for b in own)
            assert money.parse(one["left"]) + money.parse(one["awarded"]) == money.parse("550.00")
        for id in self.applications:
            data, book = self.at(id), self.ledger[id]
            assert book["spent"] + book["returned"] <= book["paid"] <= book["awarded"] - book["freed"]
            if data["status"] in ("submitted", "returned", "eligible"):
                assert statuses[data["round"]] in ("open", "closed"), "left behind in a round that is over"
            if data["status"] == "deferred":
                into = next(e["quarter"] for e in reversed(data["timeline"]) if e.get("outcome") == "deferred")
                assert statuses.get(into) not in ("published", "cancelled"), "its quarter went by"

    def agree(self) -> None:
        """Check and verify find nothing wrong in what the commands allowed."""
        wrong = [
            f for f in checking.check(self.store, today=self.now.date().isoformat()).findings if f.severity == "error"
        ]
        assert not wrong, [(f.rule, f.path, f.message) for f in wrong]
        broken = [n.finding for n in verifying.verify(self.store).findings if n.finding.severity == "error"]
        assert not broken, [(f.rule, f.path, f.message) for f in broken]

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.agree()
