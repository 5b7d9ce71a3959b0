"""Whether plain data is a record: its envelope, its life and its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from imatter_cli import sources
from imatter_cli.checks.rule import found
from imatter_cli.checks.told import ME, STARTED, life
from imatter_cli.checks.view import Record, Records
from imatter_cli.domain import envelope, ids, records
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.domain.kinds import KINDS
from imatter_cli.remedies import Remedy, ShellLine
from imatter_cli.said import Many, Said

_RECORD: Final = sources.EVERY_RECORD

WRONG_ID: Final = Rule(
    "REC001", "wrong-id", "error",
    "A record is found by its id, and its path follows from the id. A copy under another name would look like a "
    "second record.",
    sources.A_STORE, "prj-2611-7kq4m2x:\n  id: prj-2611-7kq4m2y\n", "prj-2611-7kq4m2x:\n  id: prj-2611-7kq4m2x\n",
)  # fmt: skip
WRONG_SCHEMA: Final = Rule(
    "REC002", "wrong-schema", "error",
    "The schema names the record's format. Read in another format, the record would mean something else.",
    _RECORD, "prj-2611-7kq4m2x:\n  schema: project/9\n", "prj-2611-7kq4m2x:\n  schema: project/1\n",
)  # fmt: skip
UNKNOWN_STATUS: Final = Rule(
    "REC003", "unknown-status", "error",
    "A record is always in one of the states of its kind, so that you can tell what may happen next.",
    sources.LIFECYCLES, "prj-2611-7kq4m2x:\n  status: running\n", "prj-2611-7kq4m2x:\n  status: active\n",
)  # fmt: skip
STRAY_FILE: Final = Rule(
    "REC004", "stray-file", "error",
    "A file in the wrong place or with the wrong name is never read, so everything in it is missed.",
    sources.A_STORE, "records/projects/prj-2611-7kq4m2x.yaml: in no month's folder\n",
    "records/projects/2026-11/.prj-2611-7kq4m2x.yaml.swp: an editor's own file\n",
)  # fmt: skip
IGNORED: Final = Rule(
    "REC006", "ignored-by-git", "error",
    "A record that git ignores exists only in this folder. Backups, copies and other people don't get it, so "
    "records that refer to it break there.",
    sources.A_STORE, ".gitignore: [records/projects/2026-11/prj-2611-7kq4m2x.yaml]\n",
    ".gitignore: [records/projects/2026-11/.prj-2611-7kq4m2x.yaml.swp]\n",
)  # fmt: skip
IMPOSSIBLE_LIFE: Final = Rule(
    "TIM001", "impossible-life", "error",
    "The timeline is the only place that says what happened to a record. An event that can't have happened then, is "
    "out of order or lacks a detail makes everything after it doubtful.",
    sources.LIFECYCLES,
    life("prj-2611-6h3n8v5", "", f"2026-11-03 plan {ME}", f"2026-11-04 complete {ME}"),
    life("prj-2611-6h3n8v5", "", f"2026-11-03 plan {ME}", f"2026-11-04 edit {ME}, fields: [setting]"),
)  # fmt: skip
CONTRADICTION: Final = Rule(
    "TIM002", "contradiction", "error",
    "Status, stage and roles follow from the timeline. If they disagree with it, nobody can tell which is right.",
    _RECORD, "prj-2611-7kq4m2x:\n  status: paused\n",
    life(
        "prj-2611-7kq4m2x", "status: paused\nstage: null", *STARTED, f"2026-11-20 pause {ME}, reason: family",
    ),
)  # fmt: skip
UNKNOWN_FIELD: Final = Rule(
    "FLD001", "unknown-field", "error",
    "An unknown field is usually a known one misspelt, and would be silently ignored.",
    _RECORD, "prj-2611-7kq4m2x:\n  focus_area: [evening routine]\n",
    "prj-2611-7kq4m2x:\n  focus_areas: [evening routine]\n",
)  # fmt: skip
BAD_VALUE: Final = Rule(
    "FLD002", "bad-value", "error",
    "You can't rely on a value that its field can't have: a day that does not exist, text instead of a number, a "
    "name instead of a code.",
    _RECORD, "2026-q4:\n  closes: 2026-11-31\n", "2026-q4:\n  closes: 2026-11-30\n",
)  # fmt: skip
MISSING_FIELD: Final = Rule(
    "FLD003", "missing-field", "error",
    "Every record of this kind needs this field. Without it, the record is incomplete.",
    _RECORD, "prj-2611-7kq4m2x:\n  type: null\n", "prj-2611-7kq4m2x:\n  steps: null\n",
)  # fmt: skip


#: With one of these nothing else about a record can be relied on.
_UNSOUND: Final = frozenset({WRONG_SCHEMA.id, UNKNOWN_STATUS.id, BAD_VALUE.id, MISSING_FIELD.id})
#: With one of these its life is in doubt, so that rules across records leave it out.
_DOUBTFUL: Final = frozenset({*_UNSOUND, WRONG_ID.id, IMPOSSIBLE_LIFE.id, CONTRADICTION.id})
_ENVELOPE_FIRST: Final = frozenset({WRONG_ID.id, WRONG_SCHEMA.id, UNKNOWN_STATUS.id})


def faults(record: Record) -> tuple[list[Finding], bool]:
    """Everything that makes a record invalid, each cause once, and whether other rules can look at it."""
    envelope_says = [] if record.sound else list(envelope.faults(record.kind, record.path, record.data))
    if any(f.rule == WRONG_SCHEMA.id for f in envelope_says) and "schema" in record.data:
        return envelope_says, False  # its fields are those of another form
    model_says = records.schema_faults(record.kind, record.path, record.data)
    if not envelope_says and not model_says:
        return [], True
    sound = all(f.rule not in _UNSOUND for f in (*envelope_says, *model_says))
    return _folded(envelope_says, model_says), sound


def is_reliable(faults: Iterable[Finding]) -> bool:
    """Whether rules across records can build on a record with these faults."""
    return all(f.rule not in _DOUBTFUL for f in faults)


def strays(records: Records) -> Iterator[Finding]:
    """Files under records/ where no record belongs."""
    for path in records.strays:
        if any(part.startswith(".") for part in path.split("/")):
            continue  # what editors and file managers keep for themselves
        yield found(STRAY_FILE, path, "Records don't belong in this place, so this file is not read.", _where_to(path))


def ignored(paths: Iterable[str]) -> Iterable[Finding]:
    """Records, and the programme file, among the files that git ignores."""
    for path in paths:
        if ids.id_at(path) or path == ids.PROGRAMME_PATH:
            try_ = Remedy(
                ShellLine("git", "check-ignore", "-v", path), " shows the line that causes it. Remove that line."
            )
            yield found(IGNORED, path, "git ignores this record, so copies of the store don't include it.", try_)


def _where_to(path: str) -> Said:
    if path.endswith((".yaml", ".yml")):
        return Said(
            "A record belongs at records/KIND/YEAR-MONTH/ID.yaml, with the same id as inside the file. Move it or "
            "remove it."
        )
    folders = Many(k.folder for k in KINDS)
    return Said("records/ is only for records ({folders}). Move the file elsewhere.", folders=folders)


def _folded(envelope_says: Sequence[Finding], model_says: Sequence[Finding]) -> list[Finding]:
    """Both findings if they differ. If both are about one place, the one that says more."""
    first = {f.at for f in envelope_says if f.rule in _ENVELOPE_FIRST}
    told = [f for f in model_says if f.at not in first and not (f.at == ("timeline",) and f.rule == MISSING_FIELD.id)]
    at_or_below = {f.at[:length] for f in told for length in range(len(f.at) + 1)} - {("timeline",)}
    kept = [f for f in envelope_says if f.rule != IMPOSSIBLE_LIFE.id or f.at not in at_or_below]
    return [*kept, *told]


ACROSS: Final = (strays,)
