"""What can happen in the life of a record: an event with the states it leads from and to, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from imatter_cli.classes import field, immutable
from imatter_cli.remedies import Hint
from imatter_cli.said import Called

Who = Literal["holder", "coordinator", "reviewer"]
#: What can be judged of an application: what it says, its submitted reviews, the decision on it.
Judged = Literal["application", "reviews", "decision"]

HOLDER: tuple[Who, ...] = ("holder",)
COORDINATOR: tuple[Who, ...] = ("coordinator",)
EITHER: tuple[Who, ...] = ("holder", "coordinator")

#: The state of a record that is not there yet, and of one that is taken away again.
NOT_YET = ""
GONE = "(gone)"
#: A target that leaves the state as it is.
SAME = "="
#: A target that is the state before the event that is taken back; only the whole timeline tells which.
BEFORE = "<"
#: The event of every kind that takes the last one back (imatter_cli/domain/undoing.py).
UNDO = "undo"
#: The event of every kind that says that words were taken out of it and of its past (imatter_cli/domain/erasing.py).
ERASE = "erase"


@immutable
class Transition:
    """One event of a kind.

    `sources` are the states it may happen in; `target` the state after it, SAME, GONE, or BEFORE; where the outcome
    decides, `by_detail` names the event's detail and `targets` maps its values to states; `keeps` are sources whose
    state stays as it is. `reason` says whether one is needed; `carries` are details the event must have, `may` those
    it can have; `changes` are the fields that it may change (an edit changes those that it names as well), and it
    `only_changes` them where it says nothing else, so that it needs something to change. `done` is the past tense
    that receipts and logs print, `undone` what a refusal begins with where that is not `Not` and `done`; `instead`
    says for a state in which it may not happen what to do. `again` are sources in which it corrects what the same event
    did before, which needs a reason. `kind` is filled in by the kind.

    Taking an event back needs what its `opposite` needs, or the event itself where it has none: who, and a reason.
    `taking_back` says both where it is neither; what is `for_ever` is not taken back.

    `replaces` are details of which the last such event counts, as a field that it leads to does.

    `judges` is what its writer looked at. It counts only as long as that stays the same (domain/merge/fitting.py).

    What is `in_step` moves money or tells an applicant something. Where a store is shared, it is made for everybody at
    once or not at all, and so is taking it back.
    """

    event: str
    sources: tuple[str, ...]
    target: str
    who: tuple[Who, ...]
    done: str
    reason: bool = False
    carries: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    by_detail: str = ""
    targets: Mapping[str, str] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()
    undone: str = ""
    changes: tuple[str, ...] = ()
    only_changes: bool = False
    instead: Mapping[str, Hint] = field(default_factory=dict)
    opposite: str = ""
    taking_back: tuple[tuple[Who, ...], bool] | None = None
    for_ever: bool = False
    again: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    judges: tuple[Judged, ...] = ()
    in_step: bool = False
    kind: str = ""

    @property
    def not_done(self) -> Called:
        """What a refusal begins with, as `Not paused`; scripts get the event."""
        return Called(self.event, self.undone or f"Not {self.done}")

    def needs_reason(self, state: str) -> bool:
        """Whether it needs a reason in a state."""
        return self.reason or state in self.again


TAKEN_BACK = Transition(
    UNDO, (), BEFORE, ("holder", "coordinator", "reviewer"), "taken back", carries=("undoes", "undoes_at"),
    undone="Not taken back",
)  # fmt: skip
ERASED = Transition(
    ERASE, (), SAME, ("holder", "coordinator", "reviewer"), "words erased", undone="Nothing erased",
    for_ever=True,
)  # fmt: skip
#: Why words are taken out, and what people read for it. What the words were is never kept.
REASONS_TO_ERASE: Mapping[str, str] = {
    "asked": "the person asked for it",
    "parent": "their parent asked for it",
    "retention": "the time to keep it is over",
    "mistake": "it was written by mistake",
}
