"""Imports an old spreadsheet: all of its rows in one change, or none. Records that are already here stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from imatter_cli.checks import privacy
from imatter_cli.checks.texts import texts
from imatter_cli.checks.view import Record
from imatter_cli.classes import field, immutable, mutable
from imatter_cli.domain import ids, importing, licensing
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.imported import COLUMNS, ImportedKind
from imatter_cli.domain.importing import Columns, RowFault, Sheet, SheetRow
from imatter_cli.errors import Broken, ImatterError, NotFound, Refused, Usage
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Called, Many, Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.integrity import early, neighbours
from imatter_cli.services.records.recording import Recording
from imatter_cli.services.records.related import each_held_by
from imatter_cli.store import outside
from imatter_cli.store.contract import Change, Data, Reader, Receipt

#: The largest spreadsheet that is read, in bytes.
LARGEST = 8 * 1024 * 1024

#: The field that each refusal of a rule is about.
_ABOUT = {
    "not-a-practitioner": "practitioner", "has-left": "practitioner", "no-active-licence": "practitioner",
    "no-term": "ends", "term-over": "ends", "out-of-order": "until",
}  # fmt: skip
#: What to do in a spreadsheet, where it differs from what a command would say.
_TRY: dict[str, Hint] = {
    "not-a-practitioner": Remedy(
        "Give that person the role first: ", Command("practitioner role", "CODE", "--role", "practitioner"), "."
    ),
    "no-active-licence": "Import their licence first.",
    "out-of-order": "Check the dates in this row.",
}


@immutable
class Different:
    """A row whose record is already here with other values in these fields. The record stays as it is."""

    line: int
    id: str
    fields: tuple[str, ...]


@immutable
class Imported:
    """The result of an import. `new` are the records that it begins, `same` those that were already here and equal.

    `receipt` is None if there was nothing to do.
    """

    kind: ImportedKind
    sheet: Sheet
    columns: Columns
    new: tuple[str, ...]
    same: tuple[str, ...]
    different: tuple[Different, ...]
    receipt: Receipt | None

    def as_data(self) -> Data:
        """The result as JSON, without the change."""
        return {
            "kind": self.kind, "new": list(self.new), "same": list(self.same),
            "different": [{"line": d.line, "id": d.id, "fields": list(d.fields)} for d in self.different],
            "columns": {name: self.sheet.headings[at] for name, at in self.columns.of.items()},
            "private": list(self.columns.private), "unused": list(self.columns.unused),
        }  # fmt: skip


@mutable
class _Work:
    """The rows, compared with the records as they are now."""

    recording: Recording
    kind: ImportedKind
    name: str
    sheet: Sheet
    columns: Columns
    lines: dict[str, int] = field(default_factory=dict)
    same: list[str] = field(default_factory=list)
    different: list[Different] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    _known: dict[str, dict[str, str]] = field(default_factory=dict)


def read(path: str) -> bytes:
    """The bytes of a spreadsheet. Raises NotFound, BadValue, StoreTrouble, and Usage if it is too large."""
    raw = outside.read(path, LARGEST)
    if len(raw) > LARGEST:
        raise Usage(
            Said("{path} is larger than {most} MiB.", path=path, most=LARGEST // 1024 // 1024),
            hint="Split it into several files.",
        )
    return raw


def bring_in(
    ctx: Context, raw: bytes, name: str, kind: ImportedKind, *, given: Mapping[str, str], key: str = "",
    told: Callable[[float], None] = lambda share: None,
) -> Imported:  # fmt: skip
    """Import a spreadsheet's rows as records of one kind. `given` says which column each field is read from.

    `told` hears how far it has come, from 0 to 1.
    Raises BadValue and Usage for a file or columns that can't be used, Broken with every row that has a mistake (file,
    line and column), and Refused (`not-yours`).
    """
    sheet = importing.sheet(raw, name)
    columns = importing.columns(sheet, kind, given, key)
    if not {"id", "key"} & set(columns.of):
        raise Usage(
            "No column tells one row from another, so importing this twice would record everything twice.",
            code="no-key", hint=Said(
                "Name such a column with --key: {columns}.", columns=Many(h for h in sheet.headings if h)
            ),
        )  # fmt: skip

    def plan(reader: Reader) -> Change:
        work = _Work(Recording(ctx, reader, told_afterwards=True), kind, name, sheet, columns)
        _refuse_who(work.recording)
        rows = list(importing.rows(sheet, kind, columns, work.recording.policy.lists, ctx.today))
        work.faults += [r for r in rows if isinstance(r, RowFault)]
        for n, row in enumerate(rows):
            told(n / len(rows))
            if isinstance(row, SheetRow):
                _take(work, row)
        if work.lines:
            _look_at_all(work)
        if work.faults:
            raise _broken(work)
        return work.recording.change("import", work)

    receipt = ctx.store.transact(plan, dry_run=ctx.dry_run)
    work: _Work = receipt.change.answer
    made = receipt if work.lines else None
    return Imported(kind, sheet, columns, tuple(work.lines), tuple(work.same), tuple(work.different), made)


def _refuse_who(recording: Recording) -> None:
    if not recording.policy.personal and not recording.actor.coordinates:
        raise Refused(
            Said("Only a coordinator can import older records; you are {actor}.", actor=recording.actor.id),
            code="not-yours",
            source=importing.SOURCE,
            hint=Remedy("Say who you are with --as PERSON or ", Command("me", "PERSON"), "."),
        )


def _take(work: _Work, row: SheetRow) -> None:
    """Import one row: begin its record, or compare it with the record that is already here."""
    values = dict(row.values)
    try:
        for name in ("practitioner", "licence"):
            if name in values and work.kind != name:
                values[name] = _named(work, name, str(values[name]))
        id = _id(work, row, values)
    except ImatterError as wrong:
        work.faults.append(_fault(work, row, wrong, name))
        return
    row = SheetRow(row.line, values, row.status, row.key)
    here = _here(work.recording.reader, id)
    if here is not None:
        differing = importing.differing(work.kind, row, here)
        if differing:
            work.different.append(Different(row.line, id, tuple(differing)))
        else:
            work.same.append(id)
        return
    try:
        _begin(work.recording, work.kind, id, row)
    except Broken:
        raise
    except ImatterError as wrong:
        work.faults.append(_fault(work, row, wrong, str(wrong.details.get("field") or _ABOUT.get(wrong.code, ""))))
        return
    work.lines[id] = row.line
    work._known.setdefault(work.kind, {})[id[-ids.TAIL_LENGTH :]] = id


def _begin(recording: Recording, kind: ImportedKind, id: str, row: SheetRow) -> None:
    """Begin a row's record, and add the events that lead to its state."""
    fields = {k: v for k, v in row.values.items() if k not in ("id", "since", "until", "status", "reason")}
    since, until = str(row.values.get("since") or ""), str(row.values.get("until") or "")
    first, *rest = COLUMNS[kind].lives[row.status]
    details: dict[str, Any] = {}
    stage = fields.pop("stage", None)
    licence = fields.pop("licence", None)
    if kind == "practitioner":
        fields.setdefault("roles", ["practitioner"])
        details["roles"] = fields["roles"]
    else:
        recording.current(str(_required(fields, "practitioner")))
    if kind == "licence" and fields.get("ends"):
        licensing.term_end(
            recording.policy.licence.term_months, since or recording.ctx.today.isoformat(), fields["ends"]
        )
    if kind == "licence" and first == "record":
        details = {k: fields[k] for k in ("ends", "reference") if k in fields}
    if kind == "project":
        for name in ("type", "setting", "focus_areas", "individuals"):
            _required(fields, name)
    recording.new(kind, first, fields, id=id, day=since, details=details)
    for n, event in enumerate(rest, 1):
        last = n == len(rest)
        day = until if last and event not in ("start", "submit") else since if event in ("start", "submit") else ""
        _go_on(recording, id, event, day or (since if event in ("start", "submit") else ""), row, licence)
    if stage is not None and row.status == "active":
        recording.lead(id, "move", day=since, details={"stage": stage})


def _go_on(recording: Recording, id: str, event: str, day: str, row: SheetRow, licence: object) -> None:
    reason = str(row.values.get("reason") or "")
    if event in ("leave", "return", "decline", "end", "stop"):
        reason = reason or importing.NO_REASON
    if event == "start":
        under = licence or _only_licence(recording, str(row.values["practitioner"]), day)
        recording.lead(id, event, {"licence": under}, day=day, details={"licence": under})
        return
    details: dict[str, Any] = {}
    if event == "complete" and recording.policy.personal:
        reason, details = reason or importing.NO_REASON, {"unmet": ["reflection"]}
    recording.lead(id, event, day=day, reason=reason if event not in ("submit",) else "", details=details)


def _only_licence(recording: Recording, practitioner: str, day: str) -> str:
    on = day or recording.ctx.today.isoformat()
    held = each_held_by(recording.reader, practitioner)
    return str(licensing.active_licence(practitioner, held, on, "Not started")["id"])


def _required(fields: Data, name: str) -> Any:
    if not fields.get(name):
        raise Refused(
            Said("There is no {missing}.", missing=Called(name, name.replace("_", " "))),
            code="missing",
            hint="Fill it in.",
            details={"field": name},
        )
    return fields[name]


def _named(work: _Work, kind: str, said: str) -> str:
    """The person or licence that a cell names, by its id or by the key that it was imported with."""
    if ids.is_id(said.lower(), kind):
        work.recording.current(said.lower())
        return said.lower()
    found = _by_tail(work, kind).get(importing.tail_of(kind, said))
    if found is None:
        raise NotFound(
            Said("There is no {kind} {given!r} here.", kind=kind, given=Prose(said)),
            hint=Said("Import the {kind}s first, with the same --key, or give the id.", kind=kind),
        )
    return found


def _by_tail(work: _Work, kind: str) -> dict[str, str]:
    if kind not in work._known:
        work._known[kind] = {id[-ids.TAIL_LENGTH :]: id for id in work.recording.reader.ids(kind)}
    return work._known[kind]


def _id(work: _Work, row: SheetRow, values: Mapping[str, Any]) -> str:
    """The row's own id, or the one that its key gives: that of the record imported with this key before, if there is
    one.
    """
    if "id" in values:
        return str(values["id"])
    before = _by_tail(work, work.kind).get(importing.tail_of(work.kind, row.key))
    if before is not None:
        return before
    since = values.get("since")
    return importing.id_of(work.kind, row.key, date.fromisoformat(str(since)) if since else work.recording.ctx.today)


def _look_at_all(work: _Work) -> None:
    """Find, for each row, what these records would break here, and words that could show who somebody is."""
    recording = work.recording
    changed = {id: recording.current(id) for id in work.lines}
    for id, data in changed.items():
        record = Record(id, work.kind, ids.path_of(id), data)
        there = texts(work.kind, data)
        joined = "\n".join(text for _, text in there)
        for f in privacy.patterns(record, there, joined):
            work.faults.append(_from_finding(work, id, f))
    for f in early.errors_told(recording, changed, neighbours.errors_anywhere):
        work.faults.append(_from_finding(work, ids.id_at(f.path) or "", f))


def _from_finding(work: _Work, id: str, f: Finding) -> RowFault:
    name = next((str(part) for part in f.at if isinstance(part, str) and part in work.columns.of), "")
    at = work.columns.of.get(name, -1)
    said = f.said if id in work.lines else Said("{path}: {why}", path=f.path, why=f.said)
    return RowFault(work.lines.get(id, 0), work.sheet.headings[at] if at >= 0 else "", at + 1, said, f.try_)


def _fault(work: _Work, row: SheetRow, wrong: ImatterError, name: str) -> RowFault:
    at = work.columns.of.get(name, -1)
    return RowFault(
        row.line, work.sheet.headings[at] if at >= 0 else "", at + 1, wrong.said, _TRY.get(wrong.code, wrong.hint)
    )


def _here(reader: Reader, id: str) -> Data | None:
    try:
        return reader.get(id).data
    except NotFound:
        return None


def _broken(work: _Work) -> Broken:
    found = sorted(work.faults, key=lambda f: (f.line, f.column))
    rows = len({f.line for f in found})

    return Broken(
        Said(
            "Nothing was imported, because 1 row has a mistake."
            if rows == 1
            else "Nothing was imported, because {rows} rows have mistakes.",
            rows=rows,
        ),
        [_finding(work.name, f).as_data() for f in found],
        hint="Correct the spreadsheet or leave those rows out, and run this again. Nothing is imported twice.",
    )


def _finding(name: str, fault: RowFault) -> Finding:
    said = Said("{field}: {why}", field=fault.heading, why=fault.message) if fault.heading else fault.message
    at: Sequence[str] = (fault.heading,) if fault.heading else ()
    return Finding.of("FLD002", "error", name, said, fault.try_, tuple(at), fault.line, max(fault.column, 1))
