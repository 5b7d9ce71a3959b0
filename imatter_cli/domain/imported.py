"""What coordinators' old spreadsheets have: their columns, by kind, and what they call kinds and states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from imatter_cli.classes import immutable

ImportedKind = Literal["practitioner", "licence", "project"]
How = Literal["text", "list", "day", "choice", "choices", "count", "individuals", "id", "person", "licence", "key"]

#: What people call each kind, and used to call it.
KINDS: Mapping[str, ImportedKind] = {
    "practitioner": "practitioner", "practitioners": "practitioner", "person": "practitioner", "people": "practitioner",
    "licence": "licence", "licences": "licence", "license": "licence", "licenses": "licence",
    "mini candle": "licence", "mini candles": "licence", "mini candle licence": "licence",
    "microproject practitioner licence": "licence", "microproject licence": "licence",
    "project": "project", "projects": "project", "microproject": "project", "microprojects": "project",
}  # fmt: skip
#: Words in an older column of kinds that fit more than one: a licence has its holder's name.
MORE_THAN_ONE: Mapping[str, tuple[ImportedKind, ...]] = {"microproject practitioner": ("practitioner", "licence")}


@immutable
class ImportedField:
    """One field that a column can fill. `words` are headings that mean it."""

    name: str
    how: How
    words: tuple[str, ...] = ()


@immutable
class KnownColumns:
    """The columns of a spreadsheet of one kind: the fields they can fill, and the states."""

    fields: tuple[ImportedField, ...]
    """The fields that they can fill."""
    states: Mapping[str, str]
    """What older records call a state."""
    lives: Mapping[str, tuple[str, ...]]
    """The events that lead to each state. A record begins with the first one."""
    usual: str
    """The state of a row that has none: the usual one in a list of this kind."""


_COMMON = (
    ImportedField("id", "id", ("id", "imatter id")),
    ImportedField("kind", "text", ("kind", "record type", "licence type", "award", "type of record")),
    ImportedField("status", "text", ("status", "state", "standing")),
    ImportedField(
        "until", "day", ("until", "status date", "changed", "left on", "ended on", "paused on", "completed on")
    ),
    ImportedField("reason", "text", ("reason", "why")),
    ImportedField("key", "key", ("key", "ref", "ref no", "reference no", "number", "no", "row", "code", "record no")),
)
_SOMEBODYS = (
    ImportedField("practitioner", "person", ("practitioner", "practitioner id", "practitioner code", "holder",
                                     "practitioner no")),
    ImportedField("focus_areas", "list", ("focus areas", "focus area", "focus", "area", "areas")),
)  # fmt: skip
COLUMNS: Mapping[ImportedKind, KnownColumns] = {
    "practitioner": KnownColumns(
        (
            *_COMMON,
            ImportedField("since", "day", ("since", "joined", "joined on", "date joined", "start date", "date")),
            ImportedField("roles", "choices", ("roles", "role")),
            ImportedField("capacity", "choice", ("capacity", "practises as")),
            ImportedField("rhythm_days", "count", ("rhythm days", "days between reflections")),
        ),
        {"current": "active", "live": "active", "former": "left", "inactive": "left", "gone": "left"},
        {"active": ("join",), "left": ("join", "leave")},
        usual="active",
    ),
    "licence": KnownColumns(
        (
            *_COMMON, *_SOMEBODYS,
            ImportedField("since", "day", ("since", "issued", "issued on", "date issued", "issue date", "date",
                                   "mini candle issued")),
            ImportedField("reference", "text", ("reference", "licence no", "licence number", "mini candle",
                                        "mini candle no", "mini candle number", "certificate no")),
            ImportedField("ends", "day", ("ends", "end", "ends on", "expires", "expiry", "expiry date", "valid until")),
            ImportedField("idea", "id", ("idea", "project idea")),
        ),
        {
            "current": "active", "live": "active", "valid": "active", "issued": "active", "granted": "active",
            "suspended": "paused", "on hold": "paused", "expired": "ended", "lapsed": "ended", "closed": "ended",
            "not granted": "declined", "applied": "submitted", "begun": "draft",
        },
        {
            "active": ("record",), "paused": ("record", "pause"), "ended": ("record", "end"), "draft": ("apply",),
            "submitted": ("apply", "submit"), "returned": ("apply", "submit", "return"),
            "declined": ("apply", "submit", "decline"),
        },
        usual="active",
    ),
    "project": KnownColumns(
        (
            *_COMMON, *_SOMEBODYS,
            ImportedField("since", "day", ("since", "started", "start date", "date", "begun", "started on")),
            ImportedField("licence", "licence", ("licence", "license", "licence id", "under licence", "mini candle")),
            ImportedField("type", "choice", ("type", "project type", "type of project")),
            ImportedField("setting", "choice", ("setting", "place", "type of place")),
            ImportedField("individuals", "individuals", ("individuals", "participants", "number of individuals",
                                                          "how many")),
            ImportedField("support", "choice", ("support", "supported by")),
            ImportedField("stage", "choice", ("stage", "stage of the cycle")),
        ),
        {
            "idea": "planned", "plan": "planned", "current": "active", "running": "active", "started": "active",
            "on hold": "paused", "finished": "completed", "done": "completed", "complete": "completed",
            "closed": "stopped", "abandoned": "stopped",
        },
        {
            "planned": ("plan",), "active": ("plan", "start"), "paused": ("plan", "start", "pause"),
            "completed": ("plan", "start", "complete"), "stopped": ("plan", "start", "stop"),
        },
        usual="planned",
    ),
}  # fmt: skip
