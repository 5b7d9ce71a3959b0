"""Keeping edits that were made by hand, in a file or in an editor.

The text stays byte for byte what the person wrote; what is added is one entry of the timeline that names the fields.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from imatter_cli import sources
from imatter_cli.classes import field, immutable, mutable
from imatter_cli.domain import editing, effects, envelope, ids, lifecycles, people, policy, quarters, records
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.trail import OF_THE_STORE
from imatter_cli.errors import Broken, NotFound, Refused, Usage
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund import applications, currencies, rounds
from imatter_cli.services.integrity import early, neighbours
from imatter_cli.services.integrity.history import PROGRAMME, id_of, kind_of, path_of
from imatter_cli.services.integrity.placing import placed, placed_by_path
from imatter_cli.services.records import single
from imatter_cli.services.records.editing import lead_edit, refuse_after
from imatter_cli.services.records.recording import Recording
from imatter_cli.services.records.visibility import as_seen_by
from imatter_cli.store import codec
from imatter_cli.store.contract import Change, Data, Reader, Receipt, Store, Write

SOURCE = sources.WRITING
#: What happens to these is recorded by their commands alone, which see to conflicts, money and seals.
BY_COMMAND = ("application", "review", "round")
#: Fields that follow from the timeline and may change with events that a person wrote into it.
_FOLLOW = ("status", "timeline")


@immutable
class ByHand:
    """A text that is to become a record's: `replaces` are the bytes in the folder if they are not the last saved ones.

    `base`, where it is given, is the saved text that the edit began from: it must still be the saved one.
    """

    id: str
    raw: bytes
    replaces: bytes | None = None
    base: bytes | None = None


@mutable
class _Saving:
    """What is collected while the texts are looked at, one by one."""

    recording: Recording
    findings: list[Finding] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    changed: dict[str, Data | None] = field(default_factory=dict)
    edits: list[tuple[Data, Data]] = field(default_factory=list)
    rules: policy.Policy | None = None


def save(ctx: Context, paths: Sequence[str]) -> Receipt | None:
    """Check and keep what was edited by hand: these files (paths or ids), or all; None if nothing was edited.

    One change, or none: raises Broken with every finding, placed, and Refused (`deleted`, `not-by-edit`,
    `history-edited`, `not-by-hand`, `lifecycle`, `not-yours`, and what the rules of the kind say), NotFound.
    """
    edited = _wanted(ctx.store, paths)
    if not edited:
        return None
    return keep(ctx, "save", [_as_it_is(ctx.store, path) for path in edited])


def save_again(ctx: Context) -> tuple[list[str], Receipt | None]:
    """Save what was recorded outside imatter, is not sent yet, and can't be: as an edit made by hand, with its rules.

    The files that are about it, and the change; None if none of them is an edited record. Raises as `save`, Usage for a
    trial run, and Refused (`merged`). If it is refused, the edits are in the folder, and nobody has saved them.
    """
    from imatter_cli.services.integrity import verifying  # late: only this needs it

    if ctx.dry_run:
        raise Usage("Saving again has no trial run.", hint="Leave --dry-run out.")
    opened = ctx.store.reopen(lambda trail: {one.commit for one in verifying.wrong_to_send(trail)})
    edited = [path for path in ctx.store.edited() if path in opened]
    return opened, keep(ctx, "save", [_as_it_is(ctx.store, path) for path in edited]) if edited else None


def begin(ctx: Context, id: str) -> tuple[bytes, bytes]:
    """The text of a record as it is in the folder and as it was last saved, for an edit as a whole.

    Raises Refused where the record cannot be edited in its state (`lifecycle`), or not all of it may be seen
    (`hidden`); NotFound, and StoreTrouble while nobody said who acts.
    """
    saved = ctx.store.at("HEAD")
    base = single.source(saved, id)
    now = ctx.store.source(id)
    recording = Recording(ctx, saved)
    recording.actor  # noqa: B018 - refuses whoever may not act, before anything is typed
    data = _sound(kind_of(id), id, base) if id != PROGRAMME else None
    if data is not None:
        kind, status = kind_of(id), str(data["status"])
        refused = lifecycles.refusal(kind, "edit", status)
        if refused:
            raise Refused(
                Said("Not edited: {id}. {why}", id=id, why=refused),
                code="lifecycle",
                source=sources.LIFECYCLES,
                hint=lifecycles.instead(kind, "edit", status, id) or Command("log", id),
            )
    if id != PROGRAMME and as_seen_by(ctx.store, ctx.actor, kind_of(id), data or {}).get("hidden"):
        raise Refused(
            Said("Not edited: {id}. You may not see all of it, so you can't edit it as a whole.", id=id), code="hidden",
            source=sources.ACROSS_RECORDS, hint=Command("show", id),
        )  # fmt: skip
    return now, base if base is not None else now


def keep(ctx: Context, verb: str, texts: Sequence[ByHand]) -> Receipt:
    """Make these texts the records', in one change. Raises as `save`, and Refused (`changed-meanwhile`)."""

    def plan(reader: Reader) -> Change:
        work = _Saving(Recording(ctx, reader))
        for text in texts:
            _refuse_changed_meanwhile(reader, text)
            if text.id == PROGRAMME:
                _programme(work, text)
            else:
                _record(work, text)
        if not work.findings:
            new = _new_errors(work)
            work.findings += _placed(reader, texts, new)
        if work.findings:
            raise _broken(work.findings, texts)
        for before, after in work.edits:
            refuse_after(work.recording, before, after)
        version = work.recording.policy.version
        return Change(verb, tuple(work.writes), tuple(work.events), version)

    return ctx.store.transact(plan, dry_run=ctx.dry_run)


def check(id: str, raw: bytes) -> tuple[Finding, ...]:
    """What keeps a text from being that record, placed; empty if it can be one."""
    path, kind = path_of(id), kind_of(id)
    found = codec.findings(raw, path)
    if found:
        return found
    data = codec.parse(raw, path)
    if id == PROGRAMME:
        return placed(raw, policy.faults(data))
    return placed(raw, [*envelope.faults(kind, path, data), *records.schema_faults(kind, path, data)])


def _record(work: _Saving, text: ByHand) -> None:
    id, kind = text.id, ids.kind_of(text.id)
    old = single.source(work.recording.reader, id)
    before = _sound(kind, id, old)
    last = before if old is None or before is not None else _last_readable(work.recording.ctx.store, id)
    _refuse_another_past(id, last, text.raw)
    found = check(id, text.raw)
    if found:
        work.findings += found
        return
    after = codec.parse(text.raw, ids.path_of(id))
    if old is not None and before is None:
        _repaired(work, text, last, after)
    elif before is None:
        _begun(work, text, after)
    else:
        _edited(work, text, before, after)


def _edited(work: _Saving, text: ByHand, before: Data, after: Data) -> None:
    id, kind = text.id, ids.kind_of(text.id)
    names = editing.changed_fields(before, after)
    entries = list(after["timeline"])[len(before["timeline"]) :]
    if entries:
        _lived_on(work, id, kind, after, entries)
        told = {key for entry in entries for key in entry} | set(_FOLLOW)
        editing.refuse_fixed(kind, id, [n for n in names if n not in told])
        events = [str(e["event"]) for e in entries]
        unsaid = _unsaid(kind, before, after, entries)
        raw = text.raw
        if unsaid:
            work.recording.put(id, {**after, **{name: before.get(name) for name in unsaid}})
            after = _lead(work.recording, id, kind, {name: after.get(name) for name in unsaid})
            raw, events = codec.edit(raw, after), [*events, "edit"]
        work.edits.append((before, after))
        _add(work, text, after, raw, events)
    elif names:
        changed = {name: after.get(name) for name in names}
        editing.refuse_fixed(kind, id, names)
        led = _lead(work.recording, id, kind, changed)
        work.edits.append((before, led))
        _add(work, text, led, codec.edit(text.raw, led), ["edit"])
    else:
        work.writes.append(Write(id, text=text.raw, replaces=text.replaces))


def _unsaid(kind: str, before: Data, after: Data, entries: Sequence[Data]) -> frozenset[str]:
    """The fields that changed and that none of the new events may have changed."""
    changed = effects.changed(before, after)
    said = effects.may_change(kind, after["timeline"], len(before["timeline"]))
    if any(entry["event"] != "edit" for entry in entries):
        said |= effects.may_change_by_hand(kind, changed, entries)
    return changed - said


def _lead(recording: Recording, id: str, kind: str, changed: Data) -> Data:
    """The edit as its kind's own command would record it."""
    own = applications.EDITABLE if kind == "application" else rounds.EDITABLE if kind == "round" else ()
    if own:
        editing.refuse_others(kind, id, changed, own)
        lead = applications.lead_edit if kind == "application" else rounds.lead_edit
        return lead(recording, id, changed)
    return lead_edit(recording, id, changed)


def _begun(work: _Saving, text: ByHand, after: Data) -> None:
    """A record that a person wrote from its beginning."""
    id, kind = text.id, ids.kind_of(text.id)
    entries = list(after["timeline"])
    _lived_on(work, id, kind, after, entries)
    if kind == "practitioner" and people.unsettled(after, after.get(people.SAME_AS)):
        editing.refuse_fixed(kind, id, [people.SAME_AS])
    work.edits.append(({"id": id}, after))
    _add(work, text, after, text.raw, [str(e["event"]) for e in entries])


def _repaired(work: _Saving, text: ByHand, last: Data | None, after: Data) -> None:
    """A record whose saved text was broken is put right, as it was when it could last be read."""
    id, kind = text.id, ids.kind_of(text.id)
    row = lifecycles.transition(kind, "edit")
    if row is not None:
        holder = people.holder_of(kind, after)
        people.on_behalf_of(row, work.recording.actor, holder, work.recording.policy.personal)
    if last is not None:
        entries = list(after["timeline"])[len(last["timeline"]) :]
        _lived_on(work, id, kind, after, entries)
        told = {key for entry in entries for key in entry} | set(_FOLLOW)
        names = [n for n in editing.changed_fields(last, after) if n not in told]
        editing.refuse_fixed(kind, id, names)
        if names and kind in BY_COMMAND:
            raise Refused(
                Said(
                    "{id}: {fields} changed since this file could last be read. Put that back and save it first.",
                    id=id,
                    fields=Many(names),
                ),
                code="not-by-edit",
                source=SOURCE,
                hint=Remedy("Then change it: ", Command("fund edit", id)),
            )
    _add(work, text, after, text.raw, ["edit"])


def _last_readable(store: Store, id: str) -> Data | None:
    """A record as it was when its saved text could last be relied on; None where it never could."""
    kind = ids.kind_of(id)
    every = (_sound(kind, id, single.source(store.at(r.commit), id)) for r in store.history(id))
    return next((data for data in every if data is not None), None)


def _lived_on(work: _Saving, id: str, kind: str, after: Data, entries: Sequence[Data]) -> None:
    """Refuse events written by hand that the person who acts may not record, or that only a command can."""
    recording = work.recording
    events = [str(e["event"]) for e in entries]
    if kind in BY_COMMAND and any(event != "edit" for event in events):
        raise Refused(
            Said(
                "{id}: {events} can only be recorded with a command, which checks money, conflicts and seals.",
                id=id,
                events=Many(events),
            ),
            code="not-by-hand",
            source=SOURCE,
            hint=Remedy(Command("fund", "--help"), " lists them. Remove the entry again."),
        )
    if lifecycles.UNDO in events:
        raise Refused(
            Said(
                "{id}: an event can only be taken back with a command, which also restores the fields that it changed.",
                id=id,
            ),
            code="not-by-hand",
            source=SOURCE,
            hint=Remedy("Remove the entry again, and type: ", Command("log", id, "--json")),
        )
    holder = people.holder_of(kind, after)
    for event in events:
        row = lifecycles.transition(kind, event)
        if row is not None:
            people.on_behalf_of(row, recording.actor, holder, recording.policy.personal)


def _refuse_another_past(id: str, before: Data | None, raw: bytes) -> None:
    """Refuse a timeline that tells what was recorded in another way; said before all that follows from it."""
    if before is None or codec.findings(raw, ids.path_of(id)):
        return
    old, new = list(before["timeline"]), codec.parse(raw, ids.path_of(id)).get("timeline")
    if not isinstance(new, list) or new[: len(old)] == old:
        return
    which = next((n for n, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b), len(new) + 1)
    raise Refused(
        Said(
            "{id}: entry {entry} of its timeline is not as it was recorded. What happened can't be changed.",
            id=id,
            entry=which,
        ),
        code="history-edited",
        source=sources.EVERY_RECORD,
        hint=Remedy(Command("diff", id), " shows what changed. Put the timeline back as it was."),
        details={"id": id},
    )


def _programme(work: _Saving, text: ByHand) -> None:
    found = check(PROGRAMME, text.raw)
    if found:
        work.findings += found
        return
    recording = work.recording
    before, after = recording.reader.programme(), codec.parse(text.raw, ids.PROGRAMME_PATH)
    if not recording.policy.personal and not recording.actor.coordinates:
        raise Refused(
            Said("Only a coordinator can change the programme's rules. You are {actor}.", actor=recording.actor.id),
            code="not-yours",
            source=SOURCE,
            hint=Remedy("Say who you are with --as PERSON or ", Command("me", "PERSON"), "."),
        )
    if not editing.changed_fields(before, after):
        work.writes.append(Write(PROGRAMME, text=text.raw, replaces=text.replaces))
        return
    _refuse_other_past(before, after)
    _refuse_other_currency(recording.reader, str(after["currency"]))
    work.writes.append(Write(PROGRAMME, text=text.raw, replaces=text.replaces))
    work.events.append("edit")
    work.rules = policy.policy_in(after)


def _refuse_other_past(before: Data, after: Data) -> None:
    """Refuse rules that say something else of the store or of earlier versions, or are the same version."""
    for name in OF_THE_STORE if before.get("store_id") else ():
        if after.get(name) != before.get(name):
            was = before.get(name)
            raise Refused(
                Said(
                    "{path}: {name} says which store this is, on every computer, and never changes.",
                    path=ids.PROGRAMME_PATH, name=name,
                ),
                code="not-by-edit",
                source=sources.PROGRAMME_FILE,
                hint=Said("Put it back: {name}: {was}", name=name, was=was) if was else Said("Remove it."),
            )  # fmt: skip
    if int(after["version"]) <= int(before["version"]):
        raise Refused(
            Said(
                "{path}: its rules changed, but its version is still {version}.",
                path=ids.PROGRAMME_PATH,
                version=before["version"],
            ),
            code="same-version",
            source=sources.PROGRAMME_FILE,
            hint=Said(
                "Write version: {version}, and describe the change under changes.", version=int(before["version"]) + 1
            ),
        )
    if not policy.keeps_notes(before["changes"], after["changes"]):
        raise Refused(
            Said("{path}: the notes under changes on earlier versions can't be altered.", path=ids.PROGRAMME_PATH),
            code="history-edited",
            source=sources.PROGRAMME_FILE,
            hint="Put them back, in their order, and add yours.",
        )


def _new_errors(work: _Saving) -> list[Finding]:
    """What the edits make wrong: other rules may do so anywhere, records only around them."""
    if work.rules is None:
        return early.errors_told(work.recording, work.changed)
    return early.errors_told(work.recording, work.changed, partial(neighbours.errors_anywhere, rules=work.rules))


def _refuse_other_currency(reader: Reader, wanted: str) -> None:
    """Refuse another currency while a round runs, or an award isn't settled, in the one before."""
    held = [(id, own) for id, own in currencies.in_use(reader) if own != wanted]
    if not held:
        return
    names = Many(quarters.spoken(id) if ids.is_id(id, "round") else id for id, _ in held)
    raise Refused(
        Said(
            "{path}: currency can't change to {wanted} yet. These are still in {own}: {held}.",
            path=ids.PROGRAMME_PATH,
            wanted=wanted,
            own=held[0][1],
            held=names,
        ),
        code="currency-differs",
        source=sources.PROGRAMME_FILE,
        hint=Said("Put it back until they are published or settled: currency: {currency}", currency=held[0][1]),
        details={"held": [id for id, _ in held]},
    )


def _add(work: _Saving, text: ByHand, after: Data, raw: bytes, events: Sequence[str]) -> None:
    work.writes.append(Write(text.id, text=raw, replaces=text.replaces))
    work.events += events
    work.changed[text.id] = after


def _sound(kind: str, id: str, raw: bytes | None) -> Data | None:
    """The saved record, None where there is none or it is broken."""
    if raw is None or codec.findings(raw, ids.path_of(id)):
        return None
    data = codec.parse(raw, ids.path_of(id))
    return None if any(True for _ in envelope.faults(kind, ids.path_of(id), data)) else data


def _wanted(store: Store, paths: Sequence[str]) -> list[str]:
    """The edited files that these paths, folders or ids mean; all edited ones for none. Raises NotFound, Ambiguous."""
    edited = store.edited()
    if not paths:
        return edited
    _refuse_strangers(store, paths)
    found: list[str] = []
    for said in paths:
        meant = [path for path in edited if any(path == p or path.startswith(f"{p}/") for p in _in_store(store, said))]
        if not meant and not Path(said).exists() and not (Path(store.root) / said).exists():
            id = PROGRAMME if said.lower() == PROGRAMME else store.find(said)
            meant = [path for path in edited if path == path_of(id)]
        found += meant
    return list(dict.fromkeys(found))


def _refuse_strangers(store: Store, paths: Sequence[str]) -> None:
    """Refuse files and folders that are there and hold no record of this store."""
    for said in paths:
        inside = [p for p in _in_store(store, said) if (Path(store.root) / p).exists()]
        if Path(said).exists() and not any(f"{p}/".startswith("records/") for p in inside):
            raise NotFound(
                Said("{path} is not a record of this store.", path=said),
                hint=Said("Records are in {path}/records.", path=store.root),
                details={"path": said},
            )  # fmt: skip


def _in_store(store: Store, said: str) -> list[str]:
    """The path as the store has it, seen from the current folder and from the store's."""
    root = os.path.realpath(store.root)
    out = []
    for start in (Path.cwd(), Path(store.root)):
        whole = os.path.realpath(start / Path(said).expanduser())
        inside = os.path.relpath(whole, root)
        if not inside.startswith(".."):
            out.append("" if inside == "." else Path(inside).as_posix())
    return [p for p in dict.fromkeys(out) if p] or (["records"] if "" in out else [])


def _as_it_is(store: Store, path: str) -> ByHand:
    id = id_of(path)
    try:
        raw = store.source(id)
    except NotFound:
        raise Refused(
            Said("{path} is gone. You can't remove a record by deleting its file.", path=path),
            code="deleted",
            source=SOURCE,
            hint=Remedy("To bring it back as it was last saved: ", Command("recover")),
            details={"path": path},
        ) from None
    return ByHand(id, raw, replaces=raw)


def _refuse_changed_meanwhile(reader: Reader, text: ByHand) -> None:
    if text.base is not None and single.source(reader, text.id) != text.base:
        raise Refused(
            Said("{id} was changed by somebody else while you were editing it.", id=text.id), code="changed-meanwhile",
            source=SOURCE,
            hint=Remedy(Command("log", text.id), " shows what they changed."),
        )  # fmt: skip


def _placed(reader: Reader, texts: Sequence[ByHand], findings: Sequence[Finding]) -> list[Finding]:
    """Findings with line and column: of an edited record in the text as it was edited."""
    raws = {path_of(t.id): t.raw for t in texts}
    return placed_by_path(findings, lambda path: raws.get(path) or single.source(reader, ids.id_at(path) or "") or b"")


def _broken(findings: Sequence[Finding], texts: Sequence[ByHand]) -> Broken:
    edited = [path_of(text.id) for text in texts]
    path = next((f.path for f in findings if f.path in edited), edited[0])

    return Broken(
        Said(
            "Not saved: 1 thing is wrong. Nothing was changed."
            if len(findings) == 1
            else "Not saved: {count} things are wrong. Nothing was changed.",
            count=len(findings),
        ),
        [f.as_data() for f in findings],
        hint=Remedy("Correct it, then type: ", Command("save", path)),
    )
