"""Every remedy that a refusal names is tried, in months of the fund: it works, or says what must come first.

Each kind of refusal is followed once in each state that it is met in: the command that it names is run (as a trial) in
the store as it is then, by the same person or by a coordinator. If that is refused too, what that one names is
followed, and so on. Says which remedies lead nowhere: back to a refusal that was met on the way, to a command that
doesn't exist, or to one that needs what nobody could know.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import shlex
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from typing import Any
from unittest.mock import patch

import month
from memory_store import MemoryStore

from imatter_cli import remedies
from imatter_cli.__main__ import main as run
from imatter_cli.domain import ids
from imatter_cli.errors import ImatterError
from imatter_cli.services.context import Context
from imatter_cli.wiring import Wired

#: What people put where a remedy has a word in capitals.
FILLED = {
    "WHY": "it is right so", "AMOUNT": "1", "PERSON": "prc-2611-c00rdaa", "QUARTER": "2027-Q3", "COMMIT": "HEAD",
    "FILE": "none.yaml", "ID": "licensed", "…": "some words",
}  # fmt: skip
FAR = 5
#: Commands that ask something of people: the list in their answer, its command, and what is said of it.
ASKING = (
    ("status", "next", "command", "why"), ("due", "due", "command", "why"), ("check", "findings", "try", "message"),
)  # fmt: skip
#: Refusals of what was only made up here: other values would do.
OF_VALUES = ("missing-reason", "over-paid", "nothing-changed", "over-budget", "over-ceiling", "award-differs")
#: Refusals that leave it to another person, or to time.
FOR_OTHERS = ("conflict-of-interest", "not-published", "not-yours")
AT_RANDOM = random.Random(1)
SEEN: Counter[str] = Counter()
NOWHERE: dict[str, list[str]] = {}


def commands(hint: Any) -> list[list[str]]:
    """The commands of a hint, each with what its words in capitals stand for."""
    found = [p for p in remedies.parts_of(hint) if isinstance(p, remedies.Command)] if hint else []
    return [[FILLED.get(w, w) for w in c.words[1:]] for c in found]


def lines_of(error: dict[str, Any]) -> list[list[str]]:
    """The commands that an answer names."""
    return [[FILLED.get(w, w) for w in line[1:]] for line in error["commands"] if line[0] == "imatter"]


#: More ways in, on records of the month.
WAYS = """
fund edit APP --round ROUND
fund edit APP --round next
fund edit APP --cost room=20
fund submit APP
fund submit APP --late --reason x
fund withdraw APP
fund return APP --reason x
fund accept APP
fund decline-award APP
fund report APP --spent 1 --learnt x
fund screen APP --outcome eligible
fund screen APP --outcome not-eligible --criterion key-barrier --reason x
fund assign APP
fund assign --quarter ROUND
fund score APP --score need=3 --score fit=3 --score feasible=3 --comment x
fund abstain APP --conflict same-workplace
fund recuse APP --reviewer REV --conflict same-workplace --reason x
fund decide APP --outcome funded --reason need=x
fund decide APP --outcome deferred --quarter next --asks x --reason need=x
fund carry APP
fund carry APP --into ROUND --reason x
fund correct APP --outcome not-funded --reason need=x --why x
fund revoke APP --reason x
fund pay APP
fund pay APP --amount 5
fund return-money APP --amount 5
fund finish APP
fund close ROUND
fund reopen ROUND --reason x
fund publish ROUND
fund cancel ROUND --reason x
fund cancel ROUND --reason x --end
fund open ROUND --budget 100
fund edit ROUND --budget 5 --reason x
fund edit ROUND --quorum 9 --reason x
fund edit ROUND --closes 2026-11-03 --reason x
fund edit ROUND --closes 2027-11-03 --reason x
fund edit ROUND --reviewer REV --reason x
fund letters --quarter ROUND
fund pack --quarter ROUND --csv x.csv
fund export --quarter ROUND --to x.json
fund stats --quarter ROUND
fund review --quarter ROUND
fund rounds ROUND
fund show APP
fund apply --project PRJ --round ROUND --key-barrier x --cost a=5 --payee host
fund apply --project PRJ --key-barrier x --cost a=5 --payee host
fund hand-out --quarter ROUND --to x
licence pause LIC --reason x
licence resume LIC
licence end LIC --reason x
licence renew LIC
licence submit LIC
licence withdraw LIC
licence issue LIC
licence return LIC --reason x
licence decline LIC --reason not-on-journey
licence continue LIC
licence apply --practitioner PRC
licence record --practitioner PRC
project start PRJ
project pause PRJ
project resume PRJ
project complete PRJ
project stop PRJ --reason x
project revisit PRJ --reason x
project move PRJ
project step PRJ --text x
project discard PRJ
project plan PRJ
project support PRJ
reflect PRJ --what x
practitioner leave PRC --reason x
practitioner rejoin PRC
practitioner role REV --role practitioner
send APP --to /tmp/none/x.yaml
undo
undo --reason x
certification PRC
""".strip().splitlines()


class Copied(MemoryStore):
    """A store that is shared nowhere."""

    def shared_at(self) -> None:
        """Nowhere."""


def answer_of(words: list[str], store: MemoryStore, now: datetime) -> tuple[int, dict[str, Any], Any]:
    """What a command line answers in a store: its exit code, the error if there is one, and its data."""
    wired = {
        "open_store": lambda self, path, *, here=False: store, "is_around": lambda self, store: True,
        "own_elsewhere": lambda self, store: "",
    }  # fmt: skip
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.multiple(Wired, **wired), patch.dict(os.environ, IMATTER_NOW=now.strftime("%Y-%m-%dT%H:%M:%SZ")),
        patch.object(sys, "stdin", io.StringIO("")), redirect_stdout(out), redirect_stderr(err),
    ):  # fmt: skip
        code = run(words)
    if code > 1:
        return code, json.loads(err.getvalue().splitlines()[-1])["error"], None
    return code, {}, json.loads(out.getvalue())["data"] if out.getvalue().startswith("{") else None


class Following(month.Month):
    """A month in which each refusal's remedy is followed."""

    def act(self, verb: str, who: str, right: str, use: Callable[[Context], Any]) -> Any:
        code = self.cast.person[right if who == month.RIGHT else who]

        def watched(ctx: Context) -> Any:
            try:
                return use(ctx)
            except ImatterError as refused:
                self.follow(verb, code, refused)
                raise

        done = super().act(verb, who, right, watched)
        for _ in range(4):
            self.wander(who, AT_RANDOM.randrange(12), AT_RANDOM.randrange(1000))
        if AT_RANDOM.randrange(5) == 0:
            self.look_home(AT_RANDOM.choice(list(self.cast.person.values())))
        return done

    def wander(self, who: str, n: int, k: int) -> None:
        """Any command on any record, as a trial: more refusals than the month's own commands make."""
        words = WAYS[k % len(WAYS)]
        app = self.one(n)
        if app not in self.store.ids("application"):
            return
        holder = self.holder(app)
        here = {
            "APP": app, "ROUND": month.ROUNDS[n % 3].upper(), "LIC": self.cast.licence[holder],
            "PRJ": self.at(app)["project"], "REV": self.cast.person[f"reviewer-{n % 3 + 1}"],
            "PRC": self.cast.person[holder],
        }  # fmt: skip
        line = [here.get(w, w) for w in words.split()]
        code = self.cast.person[("coordinator", holder, "coordinator", f"reviewer-{n % 3 + 1}")[n % 4]]
        done, error, tried = self.run(line, code, app)
        if not done:
            self.follow_error(" ".join(words.split()[:2]), code, " ".join(tried), error)

    def look_home(self, code: str) -> None:
        """What home, `imatter due` and a check ask of somebody is never refused."""
        store = self.copied()
        asked: dict[str, str] = {}
        for verb, its, what, why in ASKING:
            told = answer_of([verb, "--as", code, "--json"], store, self.now)[2][its]
            asked |= {str(one[what]): str(one[why]) for one in told if str(one.get(what)).startswith("imatter ")}
        for line, why in asked.items():
            first = re.split(r",? (?:or|then) imatter ", line)[0]
            words = [FILLED.get(w, w) for w in shlex.split(first)[1:]]
            key = f"home|{re.sub(r'[0-9][0-9a-z-]*', '#', why)}|{words[:2]}"
            SEEN[key] += 1
            if SEEN[key] > 3 or {"ITEM=AMOUNT", "--help"} & {*words}:
                continue
            done, error, tried = self.run(words, code, "")
            if not done and error["code"] not in OF_VALUES:
                NOWHERE[key] = [f"{why}  -> {line}", f"    {' '.join(tried)}: {error['code']}: {error['message']}"]

    def copied(self) -> MemoryStore:
        """The store as it is now, to try things in."""
        return Copied({p: self.store.bytes_at(p) or b"" for p in month.all_paths(self.store)}, lambda: self.now)

    def follow_error(self, verb: str, code: str, tried: str, error: dict[str, Any]) -> None:
        shape = re.sub(r"\d{4}-[QqW]\d|[a-z]{3}-\d{4}-\w{7}|[\d.,]+", "#", f"{error['message']} / {error['hint']}")
        key = f"cli {verb}|{error['code']}|{shape}"
        SEEN[key] += 1
        if SEEN[key] > 1:
            return
        about = next((w for w in re.findall(r"(?:app|rev|lic|prj)-\d{4}-\w{7}", error["message"])), "")
        path = [f"{tried}: {error['code']}: {error['message']}  -> {error['hint']}"]
        lines = lines_of(error)
        if lines and not all(
            self.works(line, code, about, [(verb.split()[-1], error["code"])], path) for line in lines
        ):
            NOWHERE[key] = path
        elif os.environ.get("ALL"):
            print("\n".join(path))

    def follow(self, verb: str, code: str, refused: ImatterError) -> None:
        about = next((w for w in re.findall(r"(?:app|rev|lic|prj)-\d{4}-\w{7}", refused.message)), "")
        state = str(self.at(about)["status"]) if about and about in self.store.ids(ids.kind_of(about)) else ""
        shape = re.sub(r"\d{4}-[QqW]\d|[a-z]{3}-\d{4}-\w{7}|[\d.,]+", "#", f"{refused.message} / {refused.hint}")
        key = f"{verb}|{refused.code}|{state}|{shape}"
        SEEN[key] += 1
        if SEEN[key] > 1:
            return
        lines = commands(refused.hint)
        path = [f"{verb}: {refused.code}: {refused.message}  -> {refused.hint}"]
        if lines and not all(self.works(line, code, about, [(verb, refused.code)], path) for line in lines):
            NOWHERE[key] = path
        elif os.environ.get("ALL"):
            print("\n".join(path))

    def works(self, line: list[str], code: str, about: str, met: list[tuple[str, str]], path: list[str]) -> bool:
        """Whether a command works now, or leads to one that does; what only shows things is no way on from another."""
        if line[0] in ("me", "log", "show", "check", "verify", "programme", "receive", "undo", "init") or {
            "--help",
            "APPLICATION",
        } & {*line}:
            return len(met) == 1
        if line[:2] in (["fund", "show"], ["fund", "list"]) and len(met) > 1:
            return False
        answer: dict[str, Any] = {}
        for who in dict.fromkeys((code, self.cast.person["coordinator"])):
            done, answer, tried = self.run(line, who, about)
            if done:
                return True
            if answer["code"] not in ("not-yours", "conflict-of-interest", met[-1][1]):
                break
        if answer["code"] in OF_VALUES and "--round" not in tried:
            return True
        path.append(f"    {' '.join(tried)}: {answer['code']}: {answer['message']}  -> {answer['hint']}")
        verb = line[1] if len(line) > 1 else line[0]
        if (verb, answer["code"]) in met or len(met) > FAR or answer["code"] in ("usage", "bad-value", "not-found"):
            return False
        lines = lines_of(answer)
        return (not lines and answer["code"] in FOR_OTHERS) or any(
            self.works(one, code, about, [*met, (verb, answer["code"])], path) for one in lines
        )

    def run(self, line: list[str], who: str, about: str) -> tuple[bool, dict[str, Any], list[str]]:
        """One trial; what is missing is taken from the examples that the answer gives."""
        words = list(line)
        for _ in range(3):
            code, error, _ = answer_of([*words, "--as", who, "--json", "--dry-run"], self.copied(), self.now)
            if code in (0, 1):
                return True, {}, words
            if error["code"] != "missing":
                return False, error, words
            for one in error["details"]["missing"]:
                if one["option"].startswith("--"):
                    words += [one["option"], str(one["example"])]
                else:
                    words += [about or str(one["example"])]
        return False, error, words
