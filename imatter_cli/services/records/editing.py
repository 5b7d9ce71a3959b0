"""Edits a record: changes its fields, and records nothing else in its life."""

from __future__ import annotations

from imatter_cli.domain import dates, editing, ids, licensing, lists, people, projects, reflecting, shape
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund import applications, rounds
from imatter_cli.services.records import single
from imatter_cli.services.records.persons import codes_in
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.store.contract import Data, Receipt


def edit(ctx: Context, id: str, fields: Data, *, reason: str = "", day: str = "") -> Receipt:
    """Change fields (None removes one) in one event that names them.

    Raises Refused: `nothing-changed`, `not-by-edit`, `lifecycle`, `invalid`, and the refusals of the kind's own rules.
    """
    kind = ids.kind_of(id)
    if kind == "application":
        return applications.edit(ctx, id, fields, reason=reason, day=day)
    if kind == "round":
        return rounds.edit(ctx, id, fields, reason=reason, day=day)

    def do(recording: Recording) -> None:
        before = recording.current(id)
        said = editing.onto(before, fields)
        after = {k: v for k, v in {**before, **said}.items() if v is not None}
        names = editing.changed_fields(before, after)
        if people.unsettled(before, fields.get(people.SAME_AS)):
            names = sorted({*names, people.SAME_AS})
        if not names:
            raise editing.nothing_changed(id, _instead(kind, id, day))
        changed = {name: said[name] for name in names if name in said}
        led = lead_edit(recording, id, changed, reason=reason, day=day)
        refuse_after(recording, before, led)

    return record(ctx, f"{kind} edit", do)


def _instead(kind: str, id: str, day: str) -> Hint:
    """What to try if an edit changed nothing: --date is the day of the change, not the day of the reflection."""
    if day and kind == "reflection":
        return Remedy("To change the day that it looks back on: ", Command("reflection edit", id, *reflecting.OWN_DAY))
    return Command("show", id)


def dependable(ctx: Context, id: str) -> Data:
    """A record without those fields that have the wrong shape to add anything to. Raises NotFound, Broken."""
    return _dependable(ids.kind_of(id), ctx.store.get(id).data)


def lead_edit(
    recording: Recording, id: str, changed: Data, *, reason: str = "", day: str = ""
) -> Data:  # fmt: skip
    """Record one edit of the fields that differ, and return the record after it. Raises Refused (`not-by-edit`,
    `lifecycle`).

    Another code of the same person is an event of its own. It stays in the timeline, whatever the field says later.
    """
    kind = ids.kind_of(id)
    if kind == "practitioner" and changed.get(people.SAME_AS):
        led = bind(recording, id, str(changed[people.SAME_AS]), reason=reason, day=day)
        changed = {name: value for name, value in changed.items() if name != people.SAME_AS}
        if not changed:
            return led
    editing.refuse_fixed(kind, id, changed)
    return recording.lead(id, "edit", changed, reason=reason, day=day, details={"fields": sorted(changed)})


def bind(recording: Recording, id: str, code: str, *, reason: str = "", day: str = "") -> Data:
    """Record that another code is the same person, and return the record. Raises Refused (`not-yours`), NotFound."""
    other = str(recording.sound(code)["id"])
    if other == id:
        raise Refused(
            Said("{person} is this code itself.", person=id),
            code="own-code",
            hint="Name another code of the same person.",
        )
    return recording.lead(id, "bind", {people.SAME_AS: other}, reason=reason, day=day, details={people.SAME_AS: other})


def refuse_after(recording: Recording, before: Data, after: Data) -> None:
    """Refuse an edit with a result that today's programme, or another record, does not allow.

    Whatever was wrong before the edit is not held against it.
    """
    kind = ids.kind_of(str(after["id"]))
    old = {(o.code, o.field) for o in _objections(recording, kind, before)}
    new = [o for o in _objections(recording, kind, after) if (o.code, o.field) not in old]
    projects.refuse(new, "Not changed")
    if kind == "licence":
        if after.get("idea") and after.get("idea") != before.get("idea"):
            idea = recording.reader.get(str(after["idea"])).data
            unfit = licensing.unfit_idea(str(after["practitioner"]), idea, codes_in(recording.reader))
            projects.refuse([unfit] if unfit else [], "Not changed")
        if before.get("status") not in ("draft", "returned"):  # a draft is checked when it is submitted
            licensing.refuse_opened(before, after, recording.policy.lists.names("eligibility"))
    elif kind == "reflection":
        if not recording.policy.personal:
            reflecting.refuse_private(after)
        elif before.get("answers") or before.get("summary"):
            reflecting.refuse_empty(after)
        if after.get("status") == "shared":
            reflecting.refuse_without_summary(after)


def _dependable(kind: str, data: Data) -> Data:
    wrong = shape.misshapen(kind, data)
    return {name: value for name, value in data.items() if name not in wrong}


def _objections(recording: Recording, kind: str, record: Data) -> list[projects.Objection]:
    fields = _dependable(kind, record)  # the model refuses fields with the wrong shape
    if kind == "project":
        return _of_a_project(recording, fields)
    return projects.not_on_lists(lists.unlisted(kind, fields, recording.policy.lists))


def _of_a_project(recording: Recording, project: Data) -> list[projects.Objection]:
    people = {str(project[key]): single.found(recording.reader, str(project[key]))
              for key in ("lead", "supported_by") if project.get(key)}  # fmt: skip
    codes = codes_in(recording.reader) if people else {}
    leads = projects.lead_objections(project, recording.policy, people, dates.LAST_DAY, codes)
    started = project.get("status") != "planned"
    return [
        *projects.objections(project, recording.policy),
        *(o for o in leads if started or o.code in ("own-lead", "not-a-lead")),
    ]
