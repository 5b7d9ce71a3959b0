"""Answers to a form that somebody sent: what they led to before, and an application that also begins a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from imatter_cli.domain import editing, received
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command
from imatter_cli.said import Many, Said
from imatter_cli.services.context import Context
from imatter_cli.services.practice import licences, planning, practitioners
from imatter_cli.services.records import editing as edits
from imatter_cli.services.records.several import in_one_go
from imatter_cli.store.contract import Data, Receipt, Stored

#: The kinds of record that answers can begin or change.
_KINDS = ("application", "licence", "project", "reflection")
_NOT_CHANGED = "nothing-changed"
#: What is answered when a project begins, and no edit of it changes.
FIXED = ("individuals", "support", "lead")


def led_to(ctx: Context, id: str, kind: str) -> tuple[Data | None, frozenset[str]]:
    """The record of a kind that answers with this id led to, if there is one, and the marks of all such answers.

    Raises Refused (`other-answers`) where they led to records of other kinds alone.
    """
    found: dict[str, Data] = {}
    marks: set[str] = set()
    for one in _KINDS:
        for item in ctx.store.scan(one, id):
            own = received.marks(item.data) if isinstance(item, Stored) else ()
            if isinstance(item, Stored) and (own := [m for m in own if received.id_of(m) == id]):
                found.setdefault(one, item.data)
                marks.update(own)
    if found and kind not in found:
        other = next(iter(found.values()))
        raise Refused(
            Said("Answers with this id already led to {record}, from another form.", record=other["id"]),
            code="other-answers", hint="Ask for the answers again, from a form that nobody has filled in yet.",
        )  # fmt: skip
    return found.get(kind), frozenset(marks)


def refuse_others(ctx: Context, person: str, records: Sequence[str], known: Data | None) -> str:
    """The person whose records the answers name. Raises Refused (`somebody-elses`) where it isn't one person.

    `known` is what earlier answers with the same id led to.
    """
    holders = dict.fromkeys([person] if person else [])
    for data in (*(ctx.store.get(id).data for id in records), *([known] if known else [])):
        holders[str(data["practitioner"])] = None
    if len(holders) > 1:
        first, other = list(holders)[:2]
        raise Refused(
            Said("These answers are about records of {person} and of {other}.", person=first, other=other),
            code="somebody-elses", hint="Ask who they are from, and for answers about that person's records alone.",
        )  # fmt: skip
    return next(iter(holders), "")


def refuse_late(known: Data, states: Sequence[str]) -> None:
    """Refuse to change what earlier answers led to, once its state is another (`too-late`)."""
    if known["status"] not in states:
        raise Refused(
            Said(
                "{record} came from these answers. It is {status} now, so other answers can't change it.",
                record=known["id"], status=known["status"],
            ),
            code="too-late", hint=Command("show", known["id"]),
        )  # fmt: skip


def begin_licence(ctx: Context, person: str, idea: str, plan: Data, eligibility: Mapping[str, bool]) -> list[Receipt]:
    """Begin an application for a licence, with what it needs: a person, if none is named, and an idea likewise.

    All of it, or nothing; each is a change of its own. Raises as each of them.
    """

    def act(ctx: Context) -> None:
        who = person or _made(practitioners.join(ctx, ["practitioner"]))
        project = idea or _made(planning.begin(ctx, practitioner=who, **plan))
        licences.apply(ctx, who, project, eligibility)

    return in_one_go(ctx, act)


def change_licence(
    ctx: Context, licence: Data, idea: str, plan: Data, eligibility: Mapping[str, bool]
) -> list[Receipt]:
    """Change an application and its idea to later answers. Raises Refused (`nothing-changed`) and as an edit."""
    id, project = str(licence["id"]), str(licence["idea"])
    answers = editing.Elements(dict(eligibility), "question", "answer")
    fields: dict[str, Any] = {"eligibility": answers, **({"idea": idea} if idea else {})}
    parts: list[Callable[[Context], Receipt]] = [lambda ctx: edits.edit(ctx, id, fields)]
    if not idea:
        refuse_fixed(ctx.store.get(project).data, plan)
        changed = planning.fields_of(plan, edits.dependable(ctx, project))
        parts.insert(0, lambda ctx: edits.edit(ctx, project, changed))
        fields["focus_areas"] = plan["focus_areas"]  # those of the idea, as when it was begun

    def act(ctx: Context) -> None:
        refused = [found for part in parts if (found := _nothing_new(part, ctx))]
        if len(refused) == len(parts):
            raise refused[-1]

    return in_one_go(ctx, act)


def refuse_fixed(project: Data, plan: Data) -> None:
    """Refuse other answers to what no edit of a project changes (`fixed`)."""
    there = {
        "individuals": len(project.get("individuals") or ()), "support": project.get("support") or "none",
        "lead": project.get("lead"),
    }  # fmt: skip
    other = [name for name in FIXED if plan.get(name) not in (None, there[name])]
    if other:
        raise Refused(
            Said(
                "{project} is there already, and later answers can't change its {fields}.",
                project=project["id"], fields=Many(other),
            ),
            code="fixed", hint="Ask for answers that leave these as they were, or for another idea.",
        )  # fmt: skip


def _nothing_new(part: Callable[[Context], Receipt], ctx: Context) -> Refused | None:
    try:
        part(ctx)
    except Refused as refused:
        if refused.code != _NOT_CHANGED:
            raise
        return refused
    return None


def _made(receipt: Receipt) -> str:
    return receipt.change.writes[0].id
