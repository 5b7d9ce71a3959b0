"""Three people with a copy of one store each: what they do at random, and syncs that are killed, turned away or raced.

`python tests/faults/many_copies.py [CHANGES] [SEED]` (200 each and 1 without). Their clocks are three days apart.
Prints its figures; fails if a change that was acknowledged is neither there nor named as set aside, if copies differ,
or if check or verify finds an error.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "support"))

import quarter
from fault_points import FAULT_POINTS, SYNC_POINTS
from quarter import CAST, CHAIR, LICENCE, MARKS, OTHER, REVIEWERS, ROUND

from imatter_cli.domain.dates import moment_text
from imatter_cli.domain.timeline import without_joined
from imatter_cli.errors import ImatterError
from imatter_cli.services.context import Context
from imatter_cli.services.fund import applications, awards, deciding, reviews, rounds
from imatter_cli.services.integrity import checking, undoing, verifying
from imatter_cli.services.practice import practitioners, projects, reflections
from imatter_cli.services.records import editing, events
from imatter_cli.services.together import joining, syncing
from imatter_cli.services.together.in_step import in_step
from imatter_cli.store.contract import Receipt
from imatter_cli.store.create import create
from imatter_cli.store.message import merge_said
from imatter_cli.store.open import GitStore
from imatter_cli.store.sharing import Address

SKEWS = (timedelta(0), timedelta(days=3), timedelta(days=-3))
POINTS = [*SYNC_POINTS, *(p for p in FAULT_POINTS if p not in ("planned", "building"))]
HOLDERS = [f"holder-{n}" for n in (1, 2, 3)]
FUNDED, NOT_FUNDED = quarter.FUNDED, quarter.NOT_FUNDED

Act = Callable[[Context, random.Random], Receipt | None]


class Clone:
    """One person's copy, their clock, and what was acknowledged to them."""

    def __init__(self, path: Path, number: int, world: World) -> None:
        self.path, self.number, self.world = path, number, world
        self.told: list[tuple[str, str, list[dict[str, Any]]]] = []

    @property
    def now(self) -> datetime:
        return self.world.now + SKEWS[self.number]

    def context(self, person: str) -> Context:
        set_clock(self.now)
        return Context(GitStore(str(self.path)), person, self.now, self.world.chance.randrange)

    def sync(self) -> syncing.Synced:
        return syncing.sync(self.context(CHAIR), None)

    def head(self) -> str:
        return git(self.path, "rev-parse", "HEAD")


class World:
    """The shared folder, the copies and the time."""

    def __init__(self, top: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.count: Counter[str] = Counter()
        files, self.now, self.ids = quarter.stage("open")
        set_clock(self.now)
        store = create(str(top / "copy-0"), files, identity=(CHAIR, f"{CHAIR}@imatter.invalid"), message="store init")
        self.address = Address("folder", str(top / "shared"))
        syncing.sync(Context(store, CHAIR, self.now, self.chance.randrange), self.address)
        for n in (1, 2):
            joining.join(self.address, str(top / f"copy-{n}"))
            GitStore(str(top / f"copy-{n}")).take_code(REVIEWERS[n])
        self.clones = [Clone(top / f"copy-{n}", n, self) for n in range(3)]


def set_clock(now: datetime) -> None:
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        os.environ[name] = moment_text(now)


def git(path: Path, *args: str) -> str:
    return subprocess.run(["git", "-C", str(path), *args], capture_output=True, text=True, check=True).stdout.strip()


def acts(world: World) -> list[tuple[str, str, Act]]:
    """What people do: a name, who may, and how."""
    holder, project = CAST.person, CAST.projects

    def one(rnd: random.Random) -> str:
        return rnd.choice(HOLDERS)

    def app(rnd: random.Random) -> str:
        return rnd.choice(world.ids)

    def at_holder(use: Callable[[Context, str, random.Random], Receipt]) -> Act:
        def act(ctx: Context, rnd: random.Random) -> Receipt:
            name = one(rnd)
            return use(context_as(ctx, holder[name]), rnd.choice(project[name]), rnd)

        return act

    def context_as(ctx: Context, person: str) -> Context:
        return Context(ctx.store, person, ctx.now, ctx.random_index)

    def applicant(ctx: Context, id: str) -> Context:
        return context_as(ctx, str(ctx.store.get(id).data["practitioner"]))

    def scored(ctx: Context, rnd: random.Random) -> Receipt:
        return reviews.score(context_as(ctx, rnd.choice(REVIEWERS)), app(rnd), MARKS, "small")

    def stepped(ctx: Context, use: Callable[[Context], Receipt]) -> Receipt:
        return use(in_step(ctx, asks=False, told=lambda _: None))

    def undone(ctx: Context, rnd: random.Random) -> Receipt:
        mine = [r.commit for r in ctx.store.history() if r.here][:5]
        return undoing.undo(ctx, rnd.choice(mine) if mine else "", "a slip").receipt

    chair: list[tuple[str, Act]] = [
        ("join", lambda ctx, _: practitioners.join(ctx, ["reviewer"])),
        ("screen", lambda ctx, rnd: applications.screen(ctx, app(rnd), "eligible", "")),
        ("assign", lambda ctx, rnd: reviews.assign(ctx, app(rnd), [rnd.choice(REVIEWERS)])),
        ("recuse", lambda ctx, rnd: reviews.recuse(ctx, app(rnd), rnd.choice(REVIEWERS), "same-workplace")),
        ("close", lambda ctx, _: rounds.close(ctx, ROUND)),
        ("reopen", lambda ctx, _: rounds.reopen(ctx, ROUND, "too early")),
        ("decide", lambda ctx, rnd: deciding.decide(ctx, app(rnd), rnd.choice([FUNDED, FUNDED, NOT_FUNDED]))),
        ("publish", lambda ctx, _: stepped(ctx, lambda c: rounds.publish(c, ROUND))),
        ("pay", lambda ctx, rnd: stepped(ctx, lambda c: awards.pay(c, app(rnd), "50"))),
        ("correct", lambda ctx, rnd: stepped(ctx, lambda c: deciding.correct(c, app(rnd), NOT_FUNDED, reason="x"))),
        ("leave", lambda ctx, rnd: practitioners.leave(ctx, rnd.choice(REVIEWERS), reason="moved")),
        ("rejoin", lambda ctx, rnd: events.happen(ctx, rnd.choice(REVIEWERS), "rejoin")),
        ("pause licence", lambda ctx, _: events.happen(ctx, LICENCE, "pause", reason="illness")),
        ("resume licence", lambda ctx, _: events.happen(ctx, LICENCE, "resume")),
        ("undo", undone),
    ]
    own: list[tuple[str, Act]] = [
        ("start", at_holder(lambda ctx, it, _: projects.start(ctx, it))),
        ("step", at_holder(lambda ctx, it, rnd: projects.note_step(ctx, it, text=f"step {rnd.randrange(99)}"))),
        ("pause", at_holder(lambda ctx, it, _: events.happen(ctx, it, "pause"))),
        ("resume", at_holder(lambda ctx, it, _: projects.resume(ctx, it))),
        ("edit", at_holder(lambda ctx, it, rnd: editing.edit(ctx, it, {"setting": rnd.choice(["school", "club"])}))),
        ("areas", at_holder(lambda ctx, it, rnd: editing.edit(ctx, it, {"focus_areas": [f"area {rnd.randrange(9)}"]}))),
        ("reflect", at_holder(lambda ctx, it, _: reflections.write(ctx, it, {}, summary="It went well."))),
        ("submit", lambda ctx, rnd: applications.submit(applicant(ctx, id := app(rnd)), id)),
        ("withdraw", lambda ctx, rnd: events.happen(applicant(ctx, id := app(rnd)), id, "withdraw")),
        ("accept", lambda ctx, rnd: stepped(applicant(ctx, id := app(rnd)), lambda c: events.happen(c, id, "accept"))),
        ("score", scored),
        ("score again", scored),
    ]
    return [(name, CHAIR, act) for name, act in chair] + [(name, "", act) for name, act in own]


def entries(receipt: Receipt) -> list[dict[str, Any]]:
    """The events that a change brought, each with its record."""
    found = []
    for before, after in zip(receipt.before, receipt.after, strict=True):
        old = len((before or {}).get("timeline") or ())
        found += [{"id": (after or {})["id"], **entry} for entry in ((after or {}).get("timeline") or ())[old:]]
    return found


def do(clone: Clone, name: str, who: str, act: Act) -> None:
    world = clone.world
    ctx = clone.context(who or world.chance.choice([CHAIR, OTHER]))
    try:
        receipt = act(ctx, world.chance)
    except ImatterError as refused:
        world.count["refused"] += 1
        assert refused.code not in ("invalid", "broken", "fault"), (name, refused)
        return
    assert receipt is not None
    world.count["changes"] += 1
    clone.told.append((receipt.commit, name, entries(receipt)))


def sync(clone: Clone) -> None:
    """A sync that goes well, is killed somewhere, finds nothing there, or has somebody sync in the middle of it."""
    world = clone.world
    how = world.chance.random()
    world.count["syncs"] += 1
    shared = Path(world.address.place)
    if how < 0.3:
        world.count["killed"] += 1
        point = world.chance.choice(POINTS)
        child = os.fork()
        if not child:
            os.environ["IMATTER_FAULT"] = f"{point}:kill"
            try:
                clone.sync()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
    elif how < 0.4:
        world.count["nothing there"] += 1
        shared.rename(shared.with_name("away"))
        try:
            clone.sync()
            raise AssertionError("synced with nothing")
        except ImatterError as trouble:
            assert trouble.code == "no-remote", trouble
        finally:
            shared.with_name("away").rename(shared)
    elif how < 0.5:
        world.count["raced"] += 1
        from imatter_cli.store.git.transport import Transport

        push, other = Transport.push, world.clones[(clone.number + 1) % 3]
        done: list[int] = []

        def late(self: Transport, commit: str, branch: str, lease: str = "") -> None:
            if not done:
                done.append(1)
                other.sync()
                set_clock(clone.now)
            push(self, commit, branch, lease)

        Transport.push = late  # type: ignore[method-assign]
        try:
            clone.sync()
        finally:
            Transport.push = push  # type: ignore[method-assign]
    else:
        clone.sync()


def agree(world: World) -> None:
    """In the end everybody syncs until nothing is new, and all is as it must be."""
    for _ in range(3):
        for clone in world.clones:
            clone.sync()
    heads = {clone.head() for clone in world.clones}
    assert len(heads) == 1, heads
    trees = {git(clone.path, "rev-parse", "HEAD^{tree}") for clone in world.clones}
    assert len(trees) == 1
    for clone in world.clones:
        assert git(clone.path, "status", "--porcelain") == ""
    first = world.clones[0]
    later = max(c.now for c in world.clones) + timedelta(days=4)
    store = GitStore(str(first.path))
    found = checking.check(store, today=later.date().isoformat(), actor=CHAIR)
    errors = [f for f in found.findings if f.severity == "error"]
    assert not errors, errors[:3]
    wrong = [n for n in verifying.verify(store).findings if n.finding.severity == "error"]
    assert not wrong, [(n.commit, n.finding.rule, str(n.finding.said)) for n in wrong[:3]]
    lost(world, store)


def lost(world: World, store: GitStore) -> None:
    """Every change that was acknowledged is there, or named as set aside."""
    aside: set[str] = set()
    with store.trail() as trail:
        for passed in trail:
            told = merge_said(passed.message)
            aside |= set(told.aside) if told is not None else set()
    here: Mapping[str, list[dict[str, Any]]] = {
        id: [dict(without_joined(e)) for e in store.get(id).data.get("timeline", ())]
        for kind in ("practitioner", "licence", "project", "reflection", "application", "review", "round")
        for id in store.ids(kind)
    }
    for clone in world.clones:
        for commit, name, events_ in clone.told:
            if commit in aside:
                world.count["set aside"] += 1
                continue
            for entry in events_:
                kept = {k: v for k, v in entry.items() if k not in ("id", "joined")}
                assert entry["id"] not in here or kept in here[entry["id"]] or name == "undo", (commit, name, entry)
            world.count["applied"] += 1


def main(changes: int, seed: int) -> None:
    with tempfile.TemporaryDirectory(prefix="many-copies-") as top:
        home = Path(top) / "home"
        home.mkdir()
        for name in list(os.environ):
            if name.startswith(("GIT_", "IMATTER_", "XDG_")):
                del os.environ[name]
        os.environ["HOME"] = str(home)
        began = time.monotonic()
        world = World(Path(top), seed)
        table = acts(world)
        while min(len(clone.told) for clone in world.clones) < changes and world.count["changes"] < 9 * changes:
            world.now += timedelta(minutes=world.chance.choice([1, 7, 50]))
            clone = world.chance.choice(world.clones)
            if world.chance.random() < 0.12:
                sync(clone)
            else:
                do(clone, *world.chance.choice(table))
        agree(world)
        print(dict(world.count), f"in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    arguments = [int(word) for word in sys.argv[1:]]
    main(*(arguments + [200, 1][len(arguments) :]))
