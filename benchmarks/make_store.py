"""Makes a synthetic store that is fine, of honest variety: kinds, states, histories, Unicode, long and short texts.

    python benchmarks/make_store.py PATH N [--faults [SHARE]] [--seed TEXT]

N records as files and one git commit, quickly (git's own fast-import). With --faults that share of the records (a tenth
if none is said) gets a fault, of every rule in turn that one store can break (faults.py); which one is written to
PATH/../NAME.faults.json as {path: [rule]}. The same N, share and seed give the same files.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from faults import Faults

from imatter_cli.domain import ids
from imatter_cli.domain.fund import seal
from imatter_cli.store.codec import writer

PROGRAMME = Path(__file__).resolve().parent.parent / "imatter_cli" / "data" / "programme.yaml"
#: Share of each kind; what is left over are reflections, the most frequent by far.
SHARES = {"practitioner": 0.05, "licence": 0.05, "project": 0.26, "application": 0.05, "review": 0.09}
#: Nothing was written down after this day.
LAST = date(2026, 11, 23)
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
        self.awarded: set[str] = set()

    @property
    def keepers(self) -> set[str]:
        """Who reviews and coordinates, and so applies for nothing."""
        return {*self.reviewers, self.coordinator}

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
            "at": str(day),
            "recorded": self.moment(max(day, min(day + timedelta(days=self.pick.randrange(1, 9)), LAST))),
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
        return self.licence_of(self.people[-1 - n % len(self.people)]["id"])

    def licence_of(self, holder: str) -> dict[str, Any]:
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
        state = self.pick.choices(("planned", "active", "paused", "completed", "stopped"), (15, 45, 8, 27, 5))[0]
        return self.project_under(self.pick.choice(self.licences), state)

    def project_under(self, licence: dict[str, Any], state: str) -> dict[str, Any]:
        who = licence["practitioner"]
        day = self.day(date(2023, 11, 1), 900)
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

    def round(self, quarter: str, status: str, **fields: Any) -> dict[str, Any]:
        first = date(int(quarter[:4]), int(quarter[-1]) * 3 - 2, 1)
        events = [self.event(first, "open", self.coordinator)]
        if status != "open":
            events.append(self.event(first + timedelta(days=60), "close", self.coordinator))
        if status == "published":
            events.append(self.event(first + timedelta(days=85), "publish", self.coordinator))
        fields = {
            "budget": "9000000.00", "reserve": "500.00", "opens": str(first), "closes": str(first + timedelta(days=59)),
            "ceiling": "500.00", "quorum": 2, "reviewers": list(self.reviewers), **fields,
        }  # fmt: skip
        self.rounds[quarter] = self.record("round", quarter, status, fields, *events)
        return self.rounds[quarter]

    def application(self, reviews: int) -> list[dict[str, Any]]:
        """An application and so many reviews of it, decided where its quarter is published and the reviews suffice."""
        named = self.pick.choice(list(self.rounds))
        quarter = self.rounds[named if reviews >= 2 else list(self.rounds)[-1]]
        application, written = self.applied(quarter, reviews)
        if quarter["status"] == "published" and reviews >= 2:
            outcome = self.pick.choice(("funded", "part-funded", "not-funded"))
            outcome = "not-funded" if application["project"] in self.awarded else outcome
            self.awarded |= {application["project"]} if outcome != "not-funded" else set()
            self.decide(application, written, outcome)
        return [application, *written]

    def applied(
        self, quarter: dict[str, Any], reviews: int, project: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """A submitted application for a project, or any, and so many submitted reviews of it."""
        first = date.fromisoformat(quarter["opens"])
        if project is None:
            going_on = [p for p in self.projects if p["status"] not in ("completed", "stopped")]
            project = next(p for p in iter(lambda: self.pick.choice(going_on), None)
                           if p["practitioner"] not in self.keepers)  # fmt: skip
        who = project["practitioner"]
        items = self.pick.sample(("books", "room", "travel", "materials", "cards"), self.pick.randint(1, 3))
        costs = [
            {"item": i, "amount": f"{self.pick.randrange(20, 160)}.{self.pick.choice(('00', '50'))}"} for i in items
        ]
        fields: dict[str, Any] = {
            "practitioner": who, "licence": project["licence"], "project": project["id"], "round": quarter["id"],
            "revision": 1, "key_barrier": f"{self.pick.choice(BARRIERS)} {self.text(1, 3)}", "costs": costs,
            "amount": _pounds(sum(_pence(c["amount"]) for c in costs)),
            "other_sources": self.pick.choice((None, "The parents' association was asked.")), "payee": "practitioner",
        }  # fmt: skip
        events = [
            self.event(first + timedelta(days=20), "apply", who),
            self.event(first + timedelta(days=30), "submit", who),
        ]
        application = self.record("application", self.mint("application", first), "submitted", fields, *events)
        return application, [self.review(application, first, who) for who in self.reviewers[:reviews]]

    def review(self, application: dict[str, Any], first: date, reviewer: str) -> dict[str, Any]:
        """A submitted review of an application of the quarter that begins on that day."""
        assigned = first + timedelta(days=42)
        return self.record(
            "review", self.mint("review", assigned), "submitted",
            {
                "application": application["id"], "reviewer": reviewer, "revision": 1,
                "scores": [{"criterion": c, "score": self.pick.choice((2, 3, 4))} for c in CRITERIA],
                "comment": self.text(1, 3),
            },
            self.event(assigned, "assign", self.coordinator),
            self.event(assigned + timedelta(days=9), "submit", reviewer),
        )  # fmt: skip

    def decide(self, application: dict[str, Any], reviews: list[dict[str, Any]], outcome: str, **details: Any) -> None:
        """Screen an application and decide on it, over these reviews."""
        asked = _pence(application["amount"])
        award = {"funded": application["amount"], "part-funded": f"{asked // 200}.00"}.get(outcome)
        said = {
            "outcome": outcome, "reasons": [{"criterion": "need", "text": self.pick.choice(BARRIERS)}],
            **({"award": award} if award else {}), "seal": seal.seal(application, reviews), "by": self.coordinator,
            **details,
        }  # fmt: skip
        first = date.fromisoformat(self.rounds[application["round"]]["opens"])
        application["timeline"] += [
            self.event(first + timedelta(days=62), "screen", self.coordinator, outcome="eligible"),
            self.event(first + timedelta(days=80), "decide", **said),
        ]
        application["status"] = outcome

    def everything(self, total: int) -> Iterator[dict[str, Any]]:
        count = {kind: max(int(total * share), 1) for kind, share in SHARES.items()}
        quarters = [f"{year}-q{n}" for year in (2024, 2025, 2026) for n in (1, 2, 3, 4)]
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


def _pence(amount: str) -> int:
    return int(amount.replace(".", ""))


def _pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("number", type=int)
    parser.add_argument("--faults", type=float, nargs="?", const=0.1, default=0, metavar="SHARE", help="of records")
    parser.add_argument("--seed", default="imatter")
    options = parser.parse_args()
    make(options.path, options.number, faults=options.faults, seed=options.seed)


def make(path: Path, number: int, *, faults: float = 0, seed: str = "imatter") -> dict[str, list[str]]:
    """A store at `path` with about `number` records (a small one has a few more); the rules broken in it, by path."""
    maker = Maker(seed)
    put_in = Faults(maker, round(number * faults), number)
    files: dict[str, bytes] = {"records/programme.yaml": put_in.programme(_programme())}
    for record in maker.everything(number):
        files.update(put_in.one(record, _text))
    files.update(put_in.rest(_text))
    _write(path, files, put_in.links)
    _commit(path, files, put_in, maker.coordinator)
    if faults:
        told = json.dumps(put_in.made, indent=0, sort_keys=True)
        path.with_name(f"{path.name}.faults.json").write_text(told + "\n")
    print(f"{len(files) - 1} records in {path}, {sum(map(len, files.values())) // len(files)} bytes each")
    return put_in.made


def _text(record: dict[str, Any]) -> bytes:
    kind = record["schema"].partition("/")[0]
    up = "../../" if kind == "round" else "../../../"
    lines = writer.entries(record, 0, writer.Layout())
    modeline = f"# yaml-language-server: $schema={up}schemas/{kind}.schema.json"
    return "\n".join([modeline, *lines, ""]).encode()


def _programme() -> bytes:
    text = PROGRAMME.read_text().replace("\nstore: personal\n", "\nstore: programme\n")
    assert yaml.safe_load(text)["store"] == "programme"
    return text.encode()


def _write(path: Path, files: dict[str, bytes], links: set[str]) -> None:
    made: set[Path] = set()
    for name, data in files.items():
        target = path / name
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        if name in links:
            target.symlink_to(data.decode())
        else:
            target.write_bytes(data)


def _commit(path: Path, files: dict[str, bytes], faults: Faults, who: str) -> None:
    """One commit of all files, or one of what was sound and one of its faults; the index is in step with the folder.

    Through fast-import: one file after the other would take many times as long.
    """
    from imatter_cli.store.git.attributes import LINES

    (path / ".gitattributes").write_text("".join(f"{line}\n" for line in LINES))
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}

    def git(*args: str, given: bytes | None = None) -> None:
        subprocess.run(["git", "-C", str(path), *args], check=True, env=env, input=given, stdout=subprocess.DEVNULL)

    git("init", "-q", "-b", "main", ".")
    for name, value in (("user.name", who), ("user.email", f"{who}@imatter.invalid"), ("imatter.me", who)):
        git("config", name, value)
    before = {**files, **faults.before, ".gitattributes": (path / ".gitattributes").read_bytes()}
    stream = _as_commit(who, 1795510800, {name: data for name, data in before.items() if data is not None}, set())
    if faults.before:
        after = {name: files.get(name) for name in faults.before}
        stream += _as_commit(who, 1795514400, after, faults.links)
    git("fast-import", "--quiet", given=b"".join(stream))
    git("read-tree", "HEAD")
    git("update-index", "-q", "--refresh")


def _as_commit(who: str, at: int, files: Mapping[str, bytes | None], links: set[str]) -> list[bytes]:
    """A commit in the language of fast-import; a file that is None goes."""
    author = f"{who} <{who}@imatter.invalid> {at} +0000\n".encode()
    out = [b"commit refs/heads/main\ncommitter ", author, b"data 4\ninit\n"]
    for name, data in files.items():
        if data is None:
            out += [b"D ", name.encode(), b"\n"]
        else:
            mode = b"120000" if name in links else b"100644"
            out += [b"M ", mode, b" inline ", name.encode(), b"\ndata %d\n" % len(data), data, b"\n"]
    return out


if __name__ == "__main__":
    main()
