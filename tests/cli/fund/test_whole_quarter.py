"""A quarter of sixty applications, six reviewers and nine conflicts: on the command line, and at two terminals."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.domain import ids, money
from imatter_cli.services.context import Context
from imatter_cli.services.fund import rounds
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.store.create import create

FIRST, SECOND = "prc-2611-c00rdaa", "prc-2611-c00rdbb"
REVIEWERS = tuple(f"prc-2611-rev00{c}{c}" for c in "abcdef")
HOLDERS = tuple(f"prc-2611-aaaaa{n:02}" for n in range(60))
#: The first reviewer and the second coordinator apply too, under another code of theirs.
ALSO = {HOLDERS[0]: REVIEWERS[0], HOLDERS[1]: SECOND}
ROUND = "2026-Q4"
#: So many applied before the test begins; the last ones do so in it.
APPLIED = 56
#: One time for git too, so that a history holds.
DATED = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2026-11-24T09:00:00Z")
OPENED = {"budget": "6000.00", "reserve": "500.00", "closes": "2026-12-10", "reviewers": list(REVIEWERS)}
FIRST_PERSON = """\
id: {id}
schema: practitioner/1
programme: 1
status: active
roles: [coordinator]
timeline:
- at: 2026-11-24T09:00:00Z
  event: join
  by: {id}
"""
WHY = ("--reason", "need=small, ready, wanted")
DECIDED = ("funded", "part-funded", "deferred", "not-funded")


def application(n: int) -> str:
    return f"app-2611-aaaaa{n:02}"


def before(root: Path) -> None:
    """People, a licence and a project for each holder, an open round and most of the applications: five changes."""
    rules = resources.files("imatter_cli").joinpath("data/programme.yaml").read_text(encoding="utf-8")
    first = FIRST_PERSON.format(id=FIRST).encode()
    files = {
        ids.PROGRAMME_PATH: rules.replace("store: personal", "store: programme").encode(),
        ids.path_of(FIRST): first,
    }
    store = create(
        str(root), files, identity=("prc", "prc@imatter.invalid"), message="init", trailers=[("Programme", "1")]
    )
    ctx = Context(store, FIRST, datetime(2026, 11, 24, 9, tzinfo=UTC), random.Random(6).randrange)

    def join(recording: Recording) -> None:
        recording.new("practitioner", "join", {"roles": ["coordinator"]}, id=SECOND)
        for id in REVIEWERS:
            recording.new("practitioner", "join", {"roles": ["reviewer"]}, id=id)
        for id in HOLDERS:
            recording.new("practitioner", "join", {"roles": ["practitioner"], "same_as": ALSO.get(id)}, id=id)

    def licence(recording: Recording) -> None:
        for n, who in enumerate(HOLDERS):
            recording.new("licence", "record", {"practitioner": who}, id=f"lic-2611-aaaaa{n:02}")

    def project(recording: Recording) -> None:
        plan = {"type": "early-concern", "setting": "school", "individuals": [{"code": "P1"}]}
        for n, who in enumerate(HOLDERS):
            fields = {"practitioner": who, "focus_areas": [f"area {n}"], **plan}
            recording.new("project", "plan", fields, id=f"prj-2611-aaaaa{n:02}")

    def apply(recording: Recording) -> None:
        for n, who in enumerate(HOLDERS[:APPLIED]):
            costs = [{"item": "books", "amount": f"{100 + n}.05"}, {"item": "room", "amount": "50.50"}]
            fields = {
                "practitioner": who, "licence": f"lic-2611-aaaaa{n:02}", "project": f"prj-2611-aaaaa{n:02}",
                "round": ROUND.lower(), "revision": 1, "key_barrier": f"no budget line {n}", "costs": costs,
                "amount": f"{150 + n}.55", "payee": "host",
            }  # fmt: skip
            recording.new("application", "apply", fields, id=application(n))

    def submit(recording: Recording) -> None:
        for n in range(APPLIED):
            recording.lead(application(n), "submit", details={"revision": 1})

    for verb, do in (
        ("practitioner join", join), ("licence record", licence), ("project plan", project),
    ):  # fmt: skip
        record(ctx, verb, do)
    rounds.open_round(ctx, ROUND.lower(), OPENED)
    for verb, do in (("application apply", apply), ("application submit", submit)):
        record(ctx, verb, do)


class Quarter:
    """The store, and the two ways in: a command in this process, and a sitting at a terminal of 80 by 24."""

    def __init__(self, root: Path, call: Callable[..., Any], home: Any, terminal: Callable[..., Any]) -> None:
        self.root, self._call, self._home, self._terminal = root, call, home, terminal

    def run(self, *args: str, who: str = FIRST) -> Any:
        return self._call(*args, "--store", str(self.root), "--as", who)

    def fund(self, *args: str, who: str = FIRST) -> Any:
        done = self.run("fund", *args, "--json", who=who)
        assert done.code == 0, done.err
        return done.json

    def refused(self, *args: str, who: str = FIRST) -> str:
        done = self.run("fund", *args, "--json", who=who)
        assert done.code == 4, (done.out, done.err)
        return str(done.error["code"])

    def git(self, *args: str) -> str:
        done = subprocess.run(["git", "-C", self.root, *args], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def sit(self, who: str) -> Any:
        """A sitting at a terminal; each coordinator has a home of their own for what is unfinished."""
        line = ("fund", "review", "--quarter", ROUND, "--store", self.root, "--as", who)
        env = {**DATED, "TERM": "dumb", "XDG_DATA_HOME": str(self._home.path / who)}
        return self._terminal(*line, env=env)

    def page(self) -> Any:
        return self.fund("review", "--quarter", ROUND)


@pytest.fixture
def quarter(
    home: Any, call: Callable[..., Any], terminal: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Quarter:
    root = tmp_path / "store"
    for name, value in DATED.items():
        monkeypatch.setenv(name, value)
    before(root)
    return Quarter(root, call, home, terminal)


def sat(quarter: Quarter, who: str) -> Any:
    """A sitting, past the page of all applications."""
    child = quarter.sit(who)
    child.expect("Press Enter for the first")
    child.sendline("")
    return child


def answer(child: Any, outcome: str, *more: str, why: str = "small, ready, wanted") -> None:
    """One decision typed at a terminal, as far as its receipt."""
    child.expect("uit: ")
    child.sendline(outcome)
    for text in more:
        child.expect(r"(How much of|To which quarter|What do you ask for)[^\n]*[?:] ")
        child.sendline(text)
    for text in (why, "", ""):
        child.expect(r"(Need|Fit|Feasible): ")
        child.sendline(text)
    child.expect("Decided: ")


def shown(child: Any) -> str:
    """The id, abbreviated, of the application that is being asked about."""
    child.expect(r"\d+ of \d+: app…(\w{3})  ")
    return str(child.match[1])


def test_sixty_applications_six_reviewers_nine_conflicts(quarter: Any) -> None:
    # Applying: the last four of sixty, one of them late, on purpose.
    apps = [application(n) for n in range(APPLIED)]
    for n in range(APPLIED, 60):
        costs = ("--cost", f"books=£{100 + n}.05", "--cost", "room=50.5")
        given = ("--project", f"prj-2611-aaaaa{n:02}", "--round", ROUND, "--payee", "host", "--key-barrier", "none")
        apps.append(str(quarter.fund("apply", *given, *costs, who=HOLDERS[n])["id"]))
        if n < 59:
            quarter.fund("submit", apps[n], who=HOLDERS[n])
    assert quarter.fund("rounds", ROUND)["asked"] == f"{sum(150 + n for n in range(59)) + 32}.45"
    for id in apps[:57]:
        quarter.fund("screen", id, "--outcome", "eligible", who=SECOND if id == apps[0] else FIRST)
    for id in apps[57:59]:
        quarter.fund("screen", id, "--outcome", "not-eligible", "--criterion", "microproject")

    # Nine conflicts: two that follow from who applied, four declared, three set (one of them the coordinator's own).
    for n in range(1, 5):
        quarter.fund("abstain", apps[n + 1], "--conflict", "same-workplace", who=REVIEWERS[n])
    quarter.fund("recuse", apps[6], "--reviewer", REVIEWERS[5], "--conflict", "close-relation")
    quarter.fund("recuse", apps[7], "--reviewer", REVIEWERS[0], "--conflict", "money")
    quarter.fund("recuse", apps[8], "--reviewer", FIRST, "--conflict", "close-relation")

    made = quarter.fund("assign", "--quarter", ROUND)
    assert made["passed_over"] == [apps[8]] and made["lacking"] == []
    pairs = [(a["application"], a["reviewer"]) for a in made["assigned"]]
    pairs += [(a["application"], a["reviewer"]) for a in quarter.fund("assign", apps[8], who=SECOND)["assigned"]]
    load = Counter(reviewer for _, reviewer in pairs)
    assert set(load) == set(REVIEWERS) and sum(load.values()) == 114 and max(load.values()) - min(load.values()) <= 1
    kept_away = {(apps[n + 1], REVIEWERS[n]) for n in range(1, 5)} | {(apps[6], REVIEWERS[5]), (apps[7], REVIEWERS[0])}
    assert not (kept_away | {(apps[0], REVIEWERS[0])}) & set(pairs)

    def score(id: str, reviewer: str, n: int) -> None:
        marks = ("--score", f"need={n % 5}", "--score", f"fit={(n + 2) % 5}", "--score", "feasible=n/a")
        quarter.fund("score", id, *marks, "--comment", f"as I read it {n}", who=reviewer)

    for n, (id, reviewer) in enumerate(pairs):
        score(id, reviewer, n)
    quarter.fund("edit", apps[9], "--cost", "books=80", who=HOLDERS[9])
    quarter.fund("close", ROUND)
    assert quarter.refused("submit", apps[59], who=HOLDERS[59]) == "past-closing"
    late = ("submit", apps[59], "--late", "--reason", "the post was late")
    assert quarter.refused(*late, who=HOLDERS[59]) == "past-closing"
    quarter.fund(*late)

    page = quarter.page()
    assert page["states"] == {"eligible": 57, "not-eligible": 2, "submitted": 1}
    assert page["reviews"]["conflicts"] == 7 and page["reviews"]["stale"] == 2
    assert (page["ready"], page["waiting"]) == (56, 2)
    order = [a["id"] for a in page["applications"] if a["ready"] and not a["conflict"]]
    assert len(order) == 55 and order == [a["id"] for a in quarter.page()["applications"] if a["id"] in set(order)]
    words = quarter.run("fund", "review", "--quarter", ROUND).out
    assert "57 eligible, 2 not eligible, 1 submitted.  Reviews: 112 of 116 in, 2 of an earlier revision, 7" in words

    # The sitting: some decided, then the terminal goes away in the middle of a reason.
    one = sat(quarter, FIRST)
    for n in range(8):
        assert shown(one) == order[n][-3:]
        if n % 4 == 1:
            answer(one, "p", "99.99")
        elif n % 4 == 2:
            answer(one, "d", "next", "a quote for the room")
        else:
            answer(one, "n" if n % 4 else "f")
    assert shown(one) == order[8][-3:]
    one.expect("uit: ")
    one.sendline("p")
    one.expect("How much of ")
    one.sendline("70.07")
    one.expect("Need: ")
    one.sendline("the room is what is lacking")
    one.expect("Fit: ")
    one.close(force=True)
    assert quarter.git("status", "--porcelain") == ""
    assert sum(a["outcome"] is not None for a in quarter.page()["applications"]) == 8

    # Exactly there again, with what was typed; and a second coordinator beside, who takes the next one away.
    one, two = sat(quarter, FIRST), sat(quarter, SECOND)
    assert shown(one) == order[8][-3:]
    one.expect("You had begun this decision: in part")
    one.expect("uit: ")
    one.sendline("")
    for prompt in (r"How much of [^\n]*\[70.07\]: ", r"Need \[the room is what is lacking\]: ", "Fit: ", "Feasible: "):
        one.expect(prompt)
        one.sendline("")
    one.expect("Decided: funded in part, £70.07")
    assert shown(one) == order[9][-3:]

    theirs = [a["id"] for a in quarter.fund("review", "--quarter", ROUND, who=SECOND)["applications"] if a["ready"]]
    assert apps[1] in theirs and apps[8] in theirs
    while (tail := shown(two)) != order[9][-3:]:
        two.expect("uit: ")
        two.sendline("s")
    answer(two, "f", why="decided by the other one")
    one.expect("uit: ")
    one.sendline("n")
    one.expect("Not decided: ")
    assert shown(one) == order[10][-3:], tail

    # The money is nearly gone: what one gives the other cannot.
    quarter.fund("edit", "2026-q4", "--reserve", str(6000 - _pounds(quarter) - 160), "--reason", "the board agreed")
    tail = shown(two)
    rest = {a["id"][-3:]: a["id"] for a in quarter.page()["applications"] if a["ready"]}
    other = next(id for t, id in rest.items() if t not in (tail, order[10][-3:]) and id not in (apps[1], apps[8]))
    quarter.fund("decide", other, "--outcome", "part-funded", "--award", "100", *WHY)
    for child in (one, two):
        child.expect("uit: ")
        child.sendline("f")
        child.expect("more than (the round has left to|you can) give")
    one.expect("uit: ")
    one.sendcontrol("d")
    one.expect("made")
    two.expect("uit: ")
    two.sendline("q")
    two.expect("made")

    # The rest for scripts, each refused or made; nothing is ever over, and nobody decides what is theirs.
    assert quarter.refused("publish", ROUND) == "undecided"
    assert quarter.refused("decide", apps[8], "--outcome", "not-funded", *WHY) == "conflict-of-interest"
    assert quarter.refused("decide", apps[1], "--outcome", "not-funded", *WHY, who=SECOND) == "conflict-of-interest"
    assert quarter.refused("decide", apps[9], "--outcome", "not-funded", *WHY) == "no-quorum"
    for n, a in enumerate(quarter.fund("assign", apps[9])["assigned"]):
        score(apps[9], a["reviewer"], n)
    quarter.fund("screen", apps[59], "--outcome", "eligible")
    for n, a in enumerate(quarter.fund("assign", apps[59])["assigned"]):
        score(apps[59], a["reviewer"], n)
    rest = [a["id"] for a in quarter.page()["applications"] if a["status"] == "eligible"]
    assert quarter.refused("decide", apps[59], "--outcome", "funded", *WHY) == "over-budget"
    for id in rest:
        quarter.fund("decide", id, "--outcome", "not-funded", *WHY, who=SECOND if id in (apps[0], apps[8]) else FIRST)
    quarter.fund("publish", ROUND)
    page = quarter.page()
    assert sum(n for status, n in page["states"].items() if status in DECIDED) == 58
    given = [money.parse(a["award"]) for a in page["applications"] if a["award"]]
    to_give = money.parse(page["budget"]) - money.parse(page["reserve"])
    assert sum(given) == money.parse(page["awarded"]) == to_give - money.parse(page["left"]) > 0
    decisions = re.findall(r"^application decide (app-\S+)$", quarter.git("log", "--format=%s"), re.MULTILINE)
    assert len(decisions) == len(set(decisions)) == 58
    assert quarter.run("check").code == 0
    assert quarter.run("verify").code == 0, quarter.run("verify").out

    # One application is edited by hand after its decision: check and verify name exactly that one.
    path = quarter.root / ids.path_of(order[0])
    path.write_text(path.read_text().replace("payee: host", "payee: practitioner"))
    for saved in (False, True):
        if saved:
            quarter.git("add", "--all")
            quarter.git("-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "-q", "-m", "by hand")
            told = quarter.run("verify", "--json")
            assert told.code == 1
            assert set(re.findall(r"app-2611-\w{7}", json.dumps(told.json["findings"]))) == {order[0]}
        told = quarter.run("check", "--json")
        assert told.code == 1
        assert {f["path"] for f in told.json["findings"]} == {ids.path_of(order[0])}


def _pounds(quarter: Any) -> int:
    """What is awarded, in whole pounds, rounded up."""
    awarded = quarter.page()["awarded"]
    return int(awarded.partition(".")[0]) + (not awarded.endswith(".00"))
