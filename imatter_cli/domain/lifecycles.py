"""The lifecycles, as data (DESIGN.md, section 1): state, event, next state, who, and what it needs.

Every pair of state and event is decided: it is a row's transition, or it is refused in the words of `refusal`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from imatter_cli.domain.ids import KIND_NAMES

Who = Literal["holder", "coordinator", "reviewer"]

#: The state of a record that is not there yet, and of one that is taken away again.
NOT_YET = ""
GONE = "(gone)"
#: A target that leaves the state as it is.
SAME = "="
#: A target that is the state before the event that is taken back; only the whole timeline tells which.
BEFORE = "<"
#: The event of every kind that takes the last one back (imatter_cli/domain/undoing.py).
UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Transition:
    """One event of one kind.

    `sources` are the states it may happen in; `target` the state after it, SAME, GONE, or BEFORE; where the outcome
    decides, `by_detail` names the event's detail and `targets` maps its values to states; `keeps` are sources whose
    state stays as it is. `reason` says whether one is needed; `carries` are details the event must have, `may` those
    it can have. `done` is the past tense that receipts and logs print, `undone` what a refusal says where that is not
    `Not` and `done`.
    """

    kind: str
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

    @property
    def not_done(self) -> str:
        """What a refusal begins with, as `Not paused`."""
        return self.undone or f"Not {self.done}"


STATES: dict[str, tuple[str, ...]] = {
    "practitioner": ("active", "left"),
    "licence": ("draft", "submitted", "returned", "declined", "active", "paused", "ended"),
    "project": ("planned", "active", "paused", "completed", "stopped"),
    "reflection": ("kept", "shared"),
    "application": (
        "draft", "submitted", "returned", "withdrawn", "not-eligible", "eligible", "funded", "part-funded", "deferred",
        "not-funded", "accepted", "award-declined", "revoked", "part-paid", "paid", "reported", "closed",
    ),
    "review": ("assigned", "submitted", "recused"),
    "round": ("open", "closed", "published", "cancelled"),
}  # fmt: skip

#: Outcomes of a decision, which are also the states it leads to.
OUTCOMES: tuple[str, ...] = ("funded", "part-funded", "deferred", "not-funded")
#: States after an award was accepted.
_AFTER: tuple[str, ...] = ("accepted", "revoked", "part-paid", "paid", "reported", "closed")
#: States of an application that money of its round is given to; of a revoked one, what was paid before.
AWARDED: tuple[str, ...] = ("funded", "part-funded", *_AFTER)
#: States of an application that has a decision.
DECIDED: tuple[str, ...] = (*OUTCOMES, "award-declined", *_AFTER)
#: States in which an application is reviewed.
UNDER_REVIEW: tuple[str, ...] = ("submitted", "eligible")
#: Records that are still being worked on answer to today's programme.yaml; the others to their schema and seal.
CLOSED: dict[str, tuple[str, ...]] = {
    "practitioner": ("left",),
    "licence": ("declined", "ended"),
    "project": ("completed", "stopped"),
    "reflection": (),
    "application": ("withdrawn", "not-eligible", *DECIDED),
    "review": ("submitted", "recused"),
    "round": ("published", "cancelled"),
}

_HOLDER: tuple[Who, ...] = ("holder",)
_COORDINATOR: tuple[Who, ...] = ("coordinator",)
_EITHER: tuple[Who, ...] = ("holder", "coordinator")
_DECISION = ("outcome", "reasons")
_DECISION_MAY = ("award", "asked", "quarter", "asks", "seal", "seed", "round")
_BY_OUTCOME = {o: o for o in OUTCOMES}
#: A payment of a part leaves the rest to come; any other pays the award in full.
_PAID = {str(None): "paid", str(False): "paid", str(True): "part-paid"}
#: States that an application keeps when it is carried out of a round that was cancelled.
_CARRIED_AS_IT_IS = ("submitted", "returned", "eligible")
_T = Transition

TRANSITIONS: tuple[Transition, ...] = (
    # practitioner
    _T("practitioner", "join", (NOT_YET,), "active", _EITHER, "joined", may=("roles",)),
    _T("practitioner", "step", ("active",), SAME, _EITHER, "took a step of the Learning Journey",
       carries=("level",), may=("scheme", "evidence"), undone="No step noted"),
    _T("practitioner", "role", ("active",), SAME, _COORDINATOR, "roles changed", carries=("roles",),
       undone="Roles not changed"),
    _T("practitioner", "bind", ("active", "left"), SAME, _COORDINATOR, "another code of theirs noted",
       carries=("same_as",), undone="No other code noted"),
    _T("practitioner", "conversation", ("active",), SAME, _COORDINATOR, "conversation about certification", reason=True,
       carries=("outcome",), undone="Not recorded"),
    _T("practitioner", "leave", ("active",), "left", _EITHER, "left", reason=True),
    _T("practitioner", "rejoin", ("left",), "active", _EITHER, "rejoined"),
    _T("practitioner", "edit", ("active", "left"), SAME, _EITHER, "edited", carries=("fields",)),
    # licence
    _T("licence", "apply", (NOT_YET,), "draft", _HOLDER, "begun"),
    _T("licence", "submit", ("draft", "returned"), "submitted", _HOLDER, "submitted"),
    _T("licence", "withdraw", ("submitted", "returned"), "draft", _HOLDER, "withdrawn to a draft",
       undone="Not withdrawn"),
    _T("licence", "return", ("submitted",), "returned", _COORDINATOR, "returned", reason=True),
    _T("licence", "decline", ("submitted",), "declined", _COORDINATOR, "not granted", reason=True,
       undone="Not declined"),
    _T("licence", "issue", ("submitted",), "active", _COORDINATOR, "issued", may=("ends", "reference")),
    _T("licence", "record", (NOT_YET, "draft", "submitted", "returned"), "active", _EITHER,
       "recorded as issued elsewhere",
       may=("ends", "reference"), undone="Not recorded"),
    _T("licence", "continue", ("active",), SAME, _COORDINATOR, "continued", may=("learnt", "next", "ends")),
    _T("licence", "pause", ("active",), "paused", _EITHER, "paused"),
    _T("licence", "resume", ("paused",), "active", _EITHER, "resumed"),
    _T("licence", "renew", ("active", "paused", "ended"), "active", _COORDINATOR, "renewed", may=("ends",
       "learnt", "next")),
    _T("licence", "end", ("active", "paused"), "ended", _COORDINATOR, "ended", reason=True),
    _T("licence", "edit", ("draft", "returned", "active", "paused"), SAME, _EITHER, "edited", carries=("fields",)),
    # project
    _T("project", "plan", (NOT_YET,), "planned", _EITHER, "planned"),
    _T("project", "start", ("planned",), "active", _EITHER, "started", may=("licence",)),
    _T("project", "move", ("active",), SAME, _EITHER, "moved to another stage", carries=("stage",), undone="Not moved"),
    _T("project", "step", ("planned", "active"), SAME, _EITHER, "small step noted", carries=("step",), may=("done",),
       undone="No step noted"),
    _T("project", "support", ("planned", "active", "paused"), SAME, _EITHER, "support changed",
       may=("support", "lead", "acknowledged"), undone="Support not changed"),
    _T("project", "withdraw-individual", ("planned", "active", "paused", "completed", "stopped"), SAME, _EITHER,
       "an individual withdrew", carries=("individual",), undone="Nobody withdrawn"),
    _T("project", "pause", ("active",), "paused", _EITHER, "paused"),
    _T("project", "resume", ("paused",), "active", _EITHER, "resumed"),
    _T("project", "complete", ("active",), "completed", _EITHER, "completed", may=("unmet",)),
    _T("project", "stop", ("active", "paused"), "stopped", _EITHER, "stopped", reason=True),
    _T("project", "revisit", ("completed", "stopped"), "active", _EITHER, "taken up again", reason=True),
    _T("project", "discard", ("planned",), GONE, _EITHER, "discarded"),
    _T("project", "edit", ("planned", "active", "paused"), SAME, _EITHER, "edited", carries=("fields",)),
    # reflection
    _T("reflection", "write", (NOT_YET,), "kept", _EITHER, "kept"),
    _T("reflection", "share", ("kept",), "shared", _EITHER, "shared"),
    _T("reflection", "unshare", ("shared",), "kept", _EITHER, "no longer shared", undone="Not unshared"),
    _T("reflection", "edit", ("kept", "shared"), SAME, _EITHER, "edited", carries=("fields",)),
    # application
    _T("application", "apply", (NOT_YET,), "draft", _HOLDER, "begun"),
    _T("application", "submit", ("draft", "returned"), "submitted", _HOLDER, "submitted", may=("revision", "late")),
    _T("application", "return", ("submitted",), "returned", _COORDINATOR, "returned", reason=True),
    _T("application", "withdraw", ("draft", "submitted", "returned", "eligible", "deferred"), "withdrawn",
       _HOLDER, "withdrawn"),
    _T("application", "screen", ("submitted",), "eligible", _COORDINATOR, "screened", carries=("outcome",),
       may=("criterion",),
       by_detail="outcome", targets={"eligible": "eligible", "not-eligible": "not-eligible"}),
    _T("application", "decide", ("eligible",), "funded", _COORDINATOR, "decided", carries=(*_DECISION, "seal"),
       may=_DECISION_MAY,
       by_detail="outcome", targets=_BY_OUTCOME),
    _T("application", "carry", ("deferred", "not-funded", *_CARRIED_AS_IT_IS), "eligible", _COORDINATOR,
       "carried into another quarter", carries=("round",), keeps=_CARRIED_AS_IT_IS, undone="Not carried"),
    _T("application", "correct", OUTCOMES, "funded", _COORDINATOR, "corrected", reason=True,
       carries=(*_DECISION, "seal"),
       may=(*_DECISION_MAY, "published"), by_detail="outcome", targets=_BY_OUTCOME),
    _T("application", "accept", ("funded", "part-funded"), "accepted", _HOLDER, "award accepted",
       undone="Award not accepted"),
    _T("application", "decline-award", ("funded", "part-funded"), "award-declined", _HOLDER, "award not taken up",
       undone="Award not declined"),
    _T("application", "revoke", ("funded", "part-funded", "accepted", "part-paid"), "revoked", _COORDINATOR,
       "award revoked", reason=True, undone="Award not revoked"),
    _T("application", "pay", ("accepted", "part-paid", "paid"), "paid", _COORDINATOR, "paid",
       may=("amount", "reference", "part"), by_detail="part", targets=_PAID),
    _T("application", "report", ("part-paid", "paid", "reported", "revoked"), "reported", _HOLDER, "reported",
       may=("spent", "learnt"), keeps=("part-paid", "revoked")),
    _T("application", "return-money", ("part-paid", "paid", "reported", "revoked", "closed"), SAME, _COORDINATOR,
       "money returned", carries=("amount",), may=("reference",), undone="No money returned"),
    _T("application", "finish", ("reported", "revoked"), "closed", _COORDINATOR, "closed"),
    _T("application", "edit", ("draft", "submitted", "returned", "eligible", "deferred"), SAME, _EITHER, "edited",
       carries=("fields",)),
    # review
    _T("review", "assign", (NOT_YET,), "assigned", _COORDINATOR, "assigned"),
    _T("review", "submit", ("assigned",), "submitted", ("reviewer",), "submitted"),
    _T("review", "reopen", ("submitted",), "assigned", ("reviewer", "coordinator"), "reopened", reason=True),
    _T("review", "abstain", (NOT_YET, "assigned", "submitted"), "recused", ("reviewer",), "abstained", reason=True),
    _T("review", "recuse", (NOT_YET, "assigned", "submitted"), "recused", _COORDINATOR, "recused", reason=True),
    _T("review", "edit", ("assigned",), SAME, ("reviewer", "coordinator"), "edited", carries=("fields",)),
    # round
    _T("round", "open", (NOT_YET,), "open", _COORDINATOR, "opened"),
    _T("round", "close", ("open",), "closed", _COORDINATOR, "closed"),
    _T("round", "reopen", ("closed",), "open", _COORDINATOR, "opened again", reason=True),
    _T("round", "publish", ("closed",), "published", _COORDINATOR, "published"),
    _T("round", "cancel", ("open", "closed"), "cancelled", _COORDINATOR, "cancelled", reason=True),
    _T("round", "edit", ("open", "closed"), SAME, _COORDINATOR, "edited", carries=("fields",)),
    # every kind
    *(_T(kind, UNDO, states, BEFORE, ("holder", "coordinator", "reviewer"), "taken back",
         carries=("undoes", "undoes_at"), undone="Not taken back") for kind, states in STATES.items()),
)  # fmt: skip

#: The event that is the opposite of another. Taking an event back needs what its opposite needs: who, and a reason.
OPPOSITES: dict[tuple[str, str], str] = {
    ("practitioner", "leave"): "rejoin",
    ("practitioner", "rejoin"): "leave",
    ("licence", "submit"): "withdraw",
    ("licence", "withdraw"): "submit",
    ("licence", "pause"): "resume",
    ("licence", "resume"): "pause",
    ("licence", "end"): "renew",
    ("project", "pause"): "resume",
    ("project", "resume"): "pause",
    ("project", "complete"): "revisit",
    ("project", "stop"): "revisit",
    ("reflection", "share"): "unshare",
    ("reflection", "unshare"): "share",
    ("application", "submit"): "withdraw",
    ("application", "decide"): "correct",
    ("review", "submit"): "reopen",
    ("round", "close"): "reopen",
    ("round", "reopen"): "close",
}
#: What is out, and stays: a published decision is corrected by an event.
NEVER_TAKEN_BACK: frozenset[tuple[str, str]] = frozenset({("round", "publish")})
#: What taking an event back needs where that is neither what its opposite nor what the event itself needs: who, and
#: whether a reason. A declared conflict is not theirs to lift who declared it; a code, once noted, is kept on purpose.
TAKING_BACK: dict[tuple[str, str], tuple[tuple[Who, ...], bool]] = {
    ("practitioner", "bind"): (_COORDINATOR, True),
    ("review", "abstain"): (_COORDINATOR, True),
    ("review", "recuse"): (_COORDINATOR, True),
    ("review", "reopen"): (("reviewer", "coordinator"), False),
}

_BY_PAIR: dict[tuple[str, str], Transition] = {(t.kind, t.event): t for t in TRANSITIONS}

#: Words for refusals that deserve more than the general sentence: (kind, event, state) -> what to do instead.
INSTEAD: dict[tuple[str, str, str], str] = {
    ("licence", "submit", "submitted"): "It is with the coordinator already.",
    ("licence", "edit", "submitted"): "Withdraw it first: imatter licence withdraw.",
    ("licence", "issue", "draft"): "It is submitted first: imatter licence submit.",
    ("licence", "resume", "ended"): "An ended licence is renewed, or applied for anew.",
    ("project", "stop", "planned"): "A plan that never started is discarded: imatter project discard.",
    ("project", "start", "paused"): "It is taken up again with: imatter project resume.",
    ("project", "start", "completed"): "It is taken up again with: imatter project revisit.",
    ("project", "start", "stopped"): "It is taken up again with: imatter project revisit.",
    ("project", "edit", "completed"): "Take it up again first: imatter project revisit.",
    ("project", "edit", "stopped"): "Take it up again first: imatter project revisit.",
    ("project", "complete", "planned"): "It is started first: imatter project start.",
    ("project", "complete", "paused"): "It is resumed first: imatter project resume.",
    ("application", "decide", "submitted"): "It is screened first: imatter fund screen.",
    ("application", "decide", "deferred"): "It is carried into its quarter first: imatter fund carry.",
    ("application", "revoke", "paid"): "It is paid. What comes back is recorded with: imatter fund return-money.",
    ("application", "pay", "funded"): "The applicant accepts it first: imatter fund accept.",
    ("application", "pay", "part-funded"): "The applicant accepts it first: imatter fund accept.",
    ("review", "edit", "submitted"): "It is reopened first, with a reason: imatter fund score --reopen.",
    ("round", "publish", "open"): "It is closed first: imatter fund close.",
    (
        "round",
        "edit",
        "published",
    ): "A published round is not changed; a decision in it is corrected: imatter fund correct.",
}
for _outcome in OUTCOMES:
    INSTEAD["application", "decide", _outcome] = (
        "It is decided. A decision is corrected, with a reason: imatter fund correct."
    )


def transition(kind: str, event: str) -> Transition | None:
    """The row of an event of a kind; None if the kind knows no such event."""
    return _BY_PAIR.get((kind, event))


def events_of(kind: str) -> tuple[str, ...]:
    """Every event a kind knows, in the table's order."""
    return tuple(t.event for t in TRANSITIONS if t.kind == kind)


def events_from(kind: str, state: str) -> tuple[str, ...]:
    """Every event that may happen to a kind in a state."""
    return tuple(t.event for t in TRANSITIONS if t.kind == kind and state in t.sources)


def next_state(row: Transition, state: str, details: Mapping[str, object]) -> str:
    """The state after an event that may happen; the details decide where the row says so.

    Raises KeyError for a detail's value that leads nowhere.
    """
    if state in row.keeps:
        return state
    if row.by_detail:
        return row.targets[str(details.get(row.by_detail))]
    return state if row.target == SAME else row.target


def refusal(kind: str, event: str, state: str) -> str:
    """Why an event may not happen in a state, in words; empty if it may."""
    row = transition(kind, event)
    if row is None:
        return f"A {kind} knows no {event!r}. It knows: {', '.join(events_of(kind))}."
    if state in row.sources:
        return ""
    if (kind, event, state) in INSTEAD:
        return f"The {kind} is {state}. {INSTEAD[kind, event, state]}"
    if state == NOT_YET:
        return f"There is no such {kind} yet."
    if row.sources == (NOT_YET,):
        return f"The {kind} is there already, and is {state}."
    where = " or ".join(s for s in row.sources if s)
    return f"The {kind} is {state}. {event.replace('-', ' ').capitalize()} is for one that is {where}."


def known(kind: str) -> bool:
    """Whether there is such a kind."""
    return kind in KIND_NAMES
