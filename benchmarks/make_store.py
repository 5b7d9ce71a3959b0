"""Makes a synthetic store that is fine, of honest variety: kinds, states, histories, Unicode, long and short texts.

    python benchmarks/make_store.py PATH N [--faults] [--seed TEXT]

N records as files and one git commit, quickly (git's own fast-import). With --faults about every tenth record gets one
fault; which one is written to PATH/../NAME.faults.json as {path: rule}. The same N and seed give the same files.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from imatter_cli.domain import ids
from imatter_cli.domain.fund import seal
from imatter_cli.store.codec import writer

PROGRAMME = Path(__file__).resolve().parent.parent / "imatter_cli" / "data" / "programme.yaml"
#: Share of each kind; what is left over are reflections, the most frequent by far.
SHARES = {"practitioner": 0.05, "licence": 0.05, "project": 0.26, "application": 0.05, "review": 0.09}
FIRST = date(2023, 1, 1)
MONTHS = 46
TYPES = ("universal-prevention", "early-concern", "supported-learning")
SETTINGS = ("school", "nursery", "family-home", "club", "community", "workplace", "online", "other")
BANDS = ("0-4", "5-7", "8-11", "12-15", "16-18", "adult")
CRITERIA = ("need", "fit", "feasible")
STAGES = ("notice", "plan", "invite", "apply", "reflect", "share")
AREAS = (
    "evening routine", "quiet corner", "walking to school", "mealtimes", "café mornings", "reading together",
    "screens at night", "naming feelings", "saying goodbye", "waiting for a turn", "żaba i książka", "安静的角落",
)  # fmt: skip
RESOURCES = ("I Matter map", "feelings cards", "first steps booklet", "online unit 3", "study notes")
SENTENCES = (
    "We began with ten quiet minutes, and nobody was in a hurry.",
    "P1 chose the book and kept the place with a finger.",
    "It went better when I waited before I said anything.",
    "What I noticed: my own voice was the loudest in the room.",
    "The second week was harder; we made the step smaller.",
    "We wrote down what had helped: “one thing at a time”.",
    "Next time I will ask first, and then listen for longer than feels natural.",
    "The room was warm, the light was low, and that was half of it.",
)
BARRIERS = (
    "The school has no budget line for out-of-hours rooms.",
    "Books in the families' own languages are not to be had from the library here.",
    "There is no money for travel, and two families live far out.",
)


class Maker:
    """Records one after the other; what they refer to is made first."""

    def __init__(self, seed: str) -> None:
        self.pick = random.Random(seed)
        self.ids: set[str] = set()
        self.people: list[dict[str, Any]] = []
        self.licences: list[dict[str, Any]] = []
        self.projects: list[dict[str, Any]] = []
        self.rounds: dict[str, dict[str, Any]] = {}
        self.reviewers: list[str] = []
        self.coordinator = ""

    def mint(self, kind: str, day: date) -> str:
        while (id := ids.mint(kind, day, self.pick.randrange)) in self.ids:
            pass
        self.ids.add(id)
        return id

    def day(self, first: date = FIRST, spread: int = MONTHS * 30) -> date:
        return first + timedelta(days=self.pick.randrange(max(spread, 1)))

    def text(self, least: int, most: int) -> str:
        lines = self.pick.choices(SENTENCES, k=self.pick.randint(least, most))
        return " ".join(lines) if self.pick.random() < 0.6 else "\n".join(lines)

    def moment(self, day: date) -> str:
        return f"{day}T{self.pick.randrange(7, 22):02}:{self.pick.randrange(60):02}:{self.pick.randrange(60):02}Z"

    def event(self, day: date, event: str, by: str, **details: Any) -> dict[str, Any]:
        when = {"at": self.moment(day)} if self.pick.random() < 0.7 else {
            "at": str(day), "recorded": self.moment(day + timedelta(days=self.pick.randrange(1, 9))),
        }  # fmt: skip
        return {**when, "event": event, "by": by, **details}

    def record(
        self, kind: str, id: str, status: str, fields: dict[str, Any], *events: dict[str, Any]
    ) -> dict[str, Any]:
        head = {"id": id, "schema": f"{kind}/1", "programme": 1, "status": status}
        events = tuple(sorted(events, key=lambda e: e["at"][:10]))
        return head | {k: v for k, v in fields.items() if v is not None} | {"timeline": list(events)}

    def practitioner(self, n: int) -> dict[str, Any]:
        # The first one, by id too, keeps the programme; a few review; all of them practise.
        day = FIRST if n == 0 else self.day(spread=200)
        roles = ["practitioner"] + (["coordinator"] if n == 0 else ["reviewer"] if n <= 4 else [])
        id = f"prc-{day:%y%m}-0000000" if n == 0 else self.mint("practitioner", day)
        self.ids.add(id)
        events = [self.event(day, "join", id, roles=roles)]
        for level in ("introduction", "foundation", "deepening")[: self.pick.randrange(4)]:
            events.append(self.event(self.day(day, 400), "step", id, level=level))
        made = self.record(
            "practitioner", id, "active",
            {"roles": roles, "capacity": self.pick.choice(("professional", "practitioner-parent", None))}, *events,
        )  # fmt: skip
        self.people.append(made)
        if n == 0:
            self.coordinator = id
        elif n <= 4:
            self.reviewers.append(id)
        return made

    def licence(self, n: int) -> dict[str, Any]:
        # From the newest on: the first ones keep the programme and review, so an applicant is found in any store.
        holder = self.people[-1 - n % len(self.people)]["id"]
        day = date(2023, 8, 1) + timedelta(days=self.pick.randrange(60))
        id = self.mint("licence", day)
        events = [self.event(day, "record", holder)]
        if self.pick.random() < 0.4:
            learnt = {"learnt": self.text(1, 2), "next": self.text(1, 1)}
            events.append(self.event(self.day(day, 700), "continue", self.coordinator, **learnt))
        fields = {"practitioner": holder, "focus_areas": self.pick.sample(AREAS, self.pick.randint(1, 3))}
        made = self.record("licence", id, "active", fields, *events)
        self.licences.append(made)
        return made

    def project(self, _: int) -> dict[str, Any]:
        licence = self.pick.choice(self.licences)
        who = licence["practitioner"]
        day = self.day(date(2023, 11, 1), 900)
        state = self.pick.choices(("planned", "active", "paused", "completed", "stopped"), (15, 45, 8, 27, 5))[0]
        count = self.pick.choices((1, 2, 3), (6, 3, 1))[0]
        steps: list[dict[str, Any]] = [
            {"text": self.pick.choice(SENTENCES), "by": str(day + timedelta(days=20 * k))}
            for k in range(1, self.pick.randint(2, 4))
        ]  # fmt: skip
        events = [self.event(day, "plan", who)]
        started = day + timedelta(days=10)
        stage = None
        if state != "planned":
            events.append(self.event(started, "start", who, licence=licence["id"]))
            for k, name in enumerate(STAGES[: self.pick.randrange(0, 5)]):
                stage = name
                events.append(self.event(started + timedelta(days=10 + 12 * k), "move", who, stage=name))
            last = started + timedelta(days=120)
            if state in ("paused", "stopped"):
                event, why = (
                    {"paused": "pause", "stopped": "stop"}[state],
                    self.pick.choice(("time", "family", "new-post")),
                )
                events.append(self.event(last, event, who, reason=why))
            if state == "completed":
                for k, step in enumerate(steps, 1):
                    step["done"] = step["by"]
                    events.append(self.event(date.fromisoformat(step["by"]), "step", who, step=k, done=step["by"]))
                events.append(self.event(last, "complete", who))
        fields = {
            "practitioner": who, "licence": licence["id"] if state != "planned" else None,
            "type": self.pick.choice(TYPES), "setting": self.pick.choice(SETTINGS),
            "focus_areas": self.pick.sample(AREAS, self.pick.choices((1, 2, 3), (6, 3, 1))[0]),
            "individuals": [{"code": f"P{k + 1}", "age_band": self.pick.choice(BANDS)} for k in range(count)],
            "support": self.pick.choice(("none", "none", "link")),
            "invitation": {"date": str(day), "consent": True, "withdraw": "Say so at any time."},
            "safeguarding": {"known": True, "date": str(day), "role": "designated lead"},
            "resources": self.pick.sample(RESOURCES, self.pick.randint(1, 3)), "steps": steps, "stage": stage,
        }  # fmt: skip
        made = self.record("project", self.mint("project", day), state, fields, *events)
        if state != "planned":
            self.projects.append(made)
        return made

    def reflection(self, _: int) -> dict[str, Any]:
        project = self.pick.choice(self.projects)
        day = date.fromisoformat(project["timeline"][0]["at"][:10]) + timedelta(days=self.pick.randrange(15, 100))
        who = project["practitioner"]
        fields = {
            "practitioner": who, "project": project["id"], "date": str(day), "prompts": "driscoll",
            "concern": {"raised": False} if self.pick.random() < 0.2 else None, "summary": self.text(3, 9),
        }  # fmt: skip
        events = self.event(day, "write", who), self.event(day + timedelta(days=2), "share", who)
        return self.record("reflection", self.mint("reflection", day), "shared", fields, *events)

    def round(self, quarter: str, status: str) -> dict[str, Any]:
        first = date(int(quarter[:4]), int(quarter[-1]) * 3 - 2, 1)
        events = [self.event(first, "open", self.coordinator)]
        if status != "open":
            events.append(self.event(first + timedelta(days=60), "close", self.coordinator))
        if status == "published":
            events.append(self.event(first + timedelta(days=85), "publish", self.coordinator))
        fields = {
            "budget": "9000000.00", "reserve": "500.00", "opens": str(first), "closes": str(first + timedelta(days=59)),
            "ceiling": "500.00", "quorum": 2, "reviewers": list(self.reviewers),
        }  # fmt: skip
        self.rounds[quarter] = self.record("round", quarter, status, fields, *events)
        return self.rounds[quarter]

    def application(self, reviews: int) -> list[dict[str, Any]]:
        """An application and so many reviews of it."""
        quarter = self.pick.choice(list(self.rounds))
        first = date.fromisoformat(self.rounds[quarter]["opens"])
        project = self.pick.choice(self.projects)
        while project["practitioner"] in self.reviewers or project["practitioner"] == self.coordinator:
            project = self.pick.choice(self.projects)
        who = project["practitioner"]
        items = self.pick.sample(("books", "room", "travel", "materials", "cards"), self.pick.randint(1, 3))
        costs = [
            {"item": i, "amount": f"{self.pick.randrange(20, 160)}.{self.pick.choice(('00', '50'))}"} for i in items
        ]
        pence = sum(int(c["amount"].replace(".", "")) for c in costs)
        amount = f"{pence // 100}.{pence % 100:02}"
        fields: dict[str, Any] = {
            "practitioner": who, "licence": project["licence"], "project": project["id"], "round": quarter,
            "revision": 1, "key_barrier": f"{self.pick.choice(BARRIERS)} {self.text(1, 3)}", "costs": costs,
            "amount": amount,
            "other_sources": self.pick.choice((None, "The parents' association was asked.")), "payee": "practitioner",
        }  # fmt: skip
        events = [
            self.event(first + timedelta(days=20), "apply", who),
            self.event(first + timedelta(days=30), "submit", who),
        ]
        application = self.record("application", self.mint("application", first), "submitted", fields, *events)
        screened = first + timedelta(days=62)
        written = [
            self.record(
                "review", self.mint("review", screened), "submitted",
                {
                    "application": application["id"], "reviewer": reviewer, "revision": 1,
                    "scores": [{"criterion": c, "score": self.pick.choice((2, 3, 4))} for c in CRITERIA],
                    "comment": self.text(1, 3),
                },
                self.event(screened, "assign", self.coordinator),
                self.event(screened + timedelta(days=9), "submit", reviewer),
            )
            for reviewer in self.reviewers[:reviews]
        ]  # fmt: skip
        if self.rounds[quarter]["status"] == "published" and reviews >= 2:
            outcome = self.pick.choice(("funded", "part-funded", "not-funded"))
            award = {"funded": amount, "part-funded": f"{pence // 200}.00"}.get(outcome)
            details = {"outcome": outcome, "reasons": [{"criterion": "need", "text": self.pick.choice(BARRIERS)}]}
            decide = details | ({"award": award} if award else {}) | {"seal": seal.seal(application, written)}
            application["timeline"] += [
                self.event(screened, "screen", self.coordinator, outcome="eligible"),
                self.event(first + timedelta(days=80), "decide", self.coordinator, **decide),
            ]
            application["status"] = outcome
        return [application, *written]

    def everything(self, total: int) -> Iterator[dict[str, Any]]:
        count = {kind: max(int(total * share), 1) for kind, share in SHARES.items()}
        quarters = ["2024-q1", "2025-q2", "2026-q1", "2026-q4"]
        made = 0
        for n in range(max(count["practitioner"], 8)):
            yield self.practitioner(n)
            made += 1
        for n in range(min(max(count["licence"], 4), len(self.people))):
            yield self.licence(n)
            made += 1
        for quarter in quarters:
            yield self.round(quarter, "open" if quarter == quarters[-1] else "published")
            made += 1
        for n in range(max(count["project"], 6)):
            yield self.project(n)
            made += 1
        left = count["application"] + count["review"]
        while left > 0 and made < total:
            some = self.application(min(2, left - 1))
            yield from some
            left -= len(some)
            made += len(some)
        while made < total:
            yield self.reflection(made)
            made += 1


#: Rule, kind (none: any), and what is replaced by what so that a record breaks it.
FAULTS: tuple[tuple[str, str, str, str], ...] = (
    ("FIL003", "", "\nprogramme: 1", "\nprogramme: 1\nprogramme: 1"),
    ("FIL009", "", "\nprogramme: 1", "\nprogramme: one: two"),
    ("FLD001", "project", "\nsetting: ", "\nseting: x\nsetting: "),
    ("FLD002", "reflection", "\ndate: 20", "\ndate: 31/12/20"),
    ("FLD003", "project", "\ntype: ", "\n# type: "),
    ("TIM002", "project", "\nstatus: active", "\nstatus: paused"),
    ("REF001", "reflection", "\nproject: prj-", "\nproject: prj-9912-0000000 # "),
    ("PRJ001", "project", "\nstatus: planned\n", "\nstatus: planned\nstage: castle\n"),
    ("WRD001", "reflection", "\n    event: share", "\n    event: share\n    reason: our client asked"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("number", type=int)
    parser.add_argument("--faults", action="store_true", help="break about every tenth record")
    parser.add_argument("--seed", default="imatter")
    options = parser.parse_args()
    make(options.path, options.number, faults=options.faults, seed=options.seed)


def make(path: Path, number: int, *, faults: bool = False, seed: str = "imatter") -> None:
    """A store at `path` with about `number` records (a small one has a few more)."""
    maker = Maker(seed)
    files: dict[str, bytes] = {"records/programme.yaml": _programme()}
    broken: dict[str, str] = {}
    for n, record in enumerate(maker.everything(number)):
        kind = ids.kind_of(record["id"])
        text = _text(kind, record)
        place = ids.path_of(record["id"])
        if faults and n % 10 == 9:
            text, rule = _break(maker.pick, kind, text)
            if rule:
                broken[place] = rule
        files[place] = text.encode()
    _write(path, files)
    _commit(path, files, maker.coordinator)
    if faults:
        path.with_name(f"{path.name}.faults.json").write_text(json.dumps(broken, indent=0, sort_keys=True))
    print(f"{len(files) - 1} records in {path}, {sum(map(len, files.values())) // len(files)} bytes each")


def _text(kind: str, record: dict[str, Any]) -> str:
    up = "../../" if kind == "round" else "../../../"
    lines = writer.entries(record, 0, writer.Layout())
    return f"# yaml-language-server: $schema={up}schemas/{kind}.schema.json\n" + "\n".join(lines) + "\n"


def _programme() -> bytes:
    text = PROGRAMME.read_text().replace("\nstore: personal\n", "\nstore: programme\n")
    assert yaml.safe_load(text)["store"] == "programme"
    return text.encode()


def _break(pick: random.Random, kind: str, text: str) -> tuple[str, str]:
    possible = [f for f in FAULTS if f[1] in ("", kind) and f[2] in text and f[2] != f[3]]
    if not possible:
        return text, ""
    rule, _, old, new = pick.choice(possible)
    return text.replace(old, new, 1), rule


def _write(path: Path, files: dict[str, bytes]) -> None:
    made: set[Path] = set()
    for name, data in files.items():
        target = path / name
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_bytes(data)


def _commit(path: Path, files: dict[str, bytes], who: str) -> None:
    """One commit of all files, through fast-import, with the index in step with the folder."""
    from imatter_cli.store.git.attributes import LINES

    (path / ".gitattributes").write_text("".join(f"{line}\n" for line in LINES))
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}

    def git(*args: str, given: bytes | None = None) -> None:
        subprocess.run(["git", "-C", str(path), *args], check=True, env=env, input=given, stdout=subprocess.DEVNULL)

    git("init", "-q", "-b", "main", ".")
    for name, value in (("user.name", who), ("user.email", f"{who}@imatter.invalid"), ("imatter.me", who)):
        git("config", name, value)
    author = f"{who} <{who}@imatter.invalid> 1795510800 +0000\n".encode()
    out = [b"commit refs/heads/main\ncommitter ", author, b"data 4\ninit\n"]
    for name, data in {**files, ".gitattributes": (path / ".gitattributes").read_bytes()}.items():
        out += [b"M 100644 inline ", name.encode(), b"\ndata %d\n" % len(data), data, b"\n"]
    git("fast-import", "--quiet", given=b"".join(out))
    git("read-tree", "HEAD")
    git("update-index", "-q", "--refresh")


if __name__ == "__main__":
    main()
