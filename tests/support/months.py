"""A month of several people, each with a copy of their own: what they do at random, and now and then they sync."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from copies import Copy, Place, place_of
from holding import assert_again_changes_nothing, assert_holds
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from month import NUMBER, PEOPLE, RIGHT, Month

from imatter_cli.errors import ImatterError
from imatter_cli.services.context import Context
from imatter_cli.services.integrity import undoing
from imatter_cli.services.practice import practitioners, projects
from imatter_cli.services.records import editing, events
from imatter_cli.store.contract import Receipt

#: What moves money, or tells an applicant: it is synced, made and synced again.
IN_STEP = ("pay", "accept", "decline", "publish", "correct", "revoke")
#: What came of changes, over all runs of a process.
CAME: Counter[str] = Counter()
COPIES = 3


class Months(Month):
    """Several copies of one programme. `turn` says whose copy is at hand."""

    place: Place | None = None

    @initialize()
    def begin(self) -> None:
        self.place = None
        super().begin()
        self.place = place_of(dict(self.store.states[next(iter(self.store.history())).commit]), self.now)
        self.copies = [self.place.copy(n + 1) for n in range(COPIES)]
        self.turn(0)

    @rule(n=st.integers(0, COPIES - 1))
    def turn(self, n: int) -> None:
        """Somebody else goes on, in their own copy."""
        self.at_hand = n
        self.store = self.copies[n].store
        self.look_again()

    @rule(n=st.integers(0, COPIES - 1))
    def sync(self, n: int) -> None:
        """A copy is synced."""
        self.synced(self.copies[n])
        self.turn(self.at_hand)

    def synced(self, copy: Copy) -> None:
        assert self.place is not None
        self.place.now = self.now
        merged = copy.sync()
        CAME["syncs"] += 1
        CAME["taken"] += len(merged.taken)
        CAME["late"] += len(merged.late)
        CAME.update(f"{one.why[0].code}" for one in merged.aside)
        assert_holds(self.place.syncs[-1], self.now.date().isoformat())

    def act(self, verb: str, who: str, right: str, use: Callable[[Context], Any]) -> Receipt | None:
        in_step = self.place is not None and verb in IN_STEP
        if in_step:
            person = self.cast.person[right if who == RIGHT else who]
            try:
                use(Context(self.store, person, self.now, self.random.randrange, dry_run=True))
            except ImatterError:
                return None
            self.synced(self.copies[self.at_hand])
            self.store = self.copies[self.at_hand].store
        if self.place is not None:
            self.place.now = self.now + timedelta(hours=1)
        made = super().act(verb, who, right, use)
        if in_step and made is not None:
            self.synced(self.copies[self.at_hand])
            assert self.place is not None
            assert not self.place.syncs[-1].merged.aside, "what was made in step was set aside"
            self.store = self.copies[self.at_hand].store
        if in_step:
            self.look_again()
        return made

    @rule(who=PEOPLE, n=NUMBER, what=st.sampled_from(["start", "pause", "resume", "stop", "discard", "step", "step"]))
    def project(self, who: str, n: int, what: str) -> None:
        """Somebody goes on with a project."""
        name = f"holder-{n % 3 + 1}"
        id = self.cast.projects[name][n % 2]
        use: dict[str, Callable[[Context], Any]] = {
            "start": lambda ctx: projects.start(ctx, id),
            "pause": lambda ctx: events.happen(ctx, id, "pause"),
            "resume": lambda ctx: projects.resume(ctx, id),
            "stop": lambda ctx: events.happen(ctx, id, "stop", reason="moved"),
            "discard": lambda ctx: projects.discard(ctx, id),
            "step": lambda ctx: projects.note_step(ctx, id, text=f"step {n}"),
        }
        if what not in ("stop", "discard") or n % 4 == 0:
            self.act(f"project {what}", who, name, use[what])

    @rule(who=PEOPLE, n=NUMBER, where=st.sampled_from(["school", "club", "community"]))
    def edit_project(self, who: str, n: int, where: str) -> None:
        """Somebody edits a project."""
        name = f"holder-{n % 3 + 1}"
        fields = {"setting": where} if n % 2 else {"focus_areas": [where, "sleep"]}
        self.act("project edit", who, name, lambda ctx: editing.edit(ctx, self.cast.projects[name][n % 2], fields))

    @rule(n=NUMBER)
    def leave(self, n: int) -> None:
        """A reviewer leaves, or comes back."""
        id = self.cast.person[f"reviewer-{n % 3 + 1}"]
        if self.at(id)["status"] == "left":
            self.act("rejoin", RIGHT, "coordinator", lambda ctx: events.happen(ctx, id, "rejoin"))
        elif n % 4 == 0:
            self.act("leave", RIGHT, "coordinator", lambda ctx: practitioners.leave(ctx, id, reason="new-post"))

    @rule(n=NUMBER)
    def take_back(self, n: int) -> None:
        """Somebody takes back a change of theirs that is not published yet."""
        mine = self.copies[self.at_hand].mine()
        if mine:
            commit = mine[n % len(mine)].commit
            self.act("take back", RIGHT, "coordinator", lambda ctx: undoing.undo(ctx, commit, "a slip"))
            self.look_again()

    @rule(n=NUMBER, later=st.integers(1, 4))
    def wait(self, n: int, later: int) -> None:
        """Some days pass."""
        self.now += timedelta(days=later if n % 6 == 0 else 0)

    # what holds in one copy only, is asked of a month with one copy

    def fair(self, id: str, *, own: bool = False) -> None: ...

    def licensed(self, id: str) -> bool:
        return True

    @invariant()
    def the_money_adds_up(self) -> None: ...

    def look(self, who: str, n: int) -> None: ...

    def agree(self) -> None:
        """In the end all sync, twice: then all copies are the same, and nothing is wrong anywhere."""
        assert self.place is not None
        for _ in range(2):
            for copy in self.copies:
                self.synced(copy)
        assert not self.place.syncs[-1].merged.records
        for sync in self.place.syncs:
            assert_again_changes_nothing(sync)
