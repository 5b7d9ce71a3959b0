"""What every record has, checked without its model, for commands that only read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from imatter_cli.domain import ids, lifecycles, telling, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import FieldPath, Finding
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Prose, Said

#: The schema version that this release writes, for every kind.
VERSION = 1


def schema_name(kind: str) -> str:
    """The `schema` of a record of a kind: `project/1`."""
    return f"{kind}/{VERSION}"


def faults(kind: str, path: str, data: Data) -> Iterator[Finding]:
    """What makes plain data no record at all: its id, schema, status or timeline.

    What this lets pass can be listed and shown; its fields are the model's business.
    """
    expected = ids.id_at(path)
    if data.get("id") != expected:
        yield Finding.of(
            "REC001",
            "error",
            path,
            Said("{field}: {why}", field="id", why=_wrong(data, "id", Said("does not belong in this file"), "an id")),
            Said("Write id: {id}.", id=expected),
            ("id",),
        )
    own = schema_name(kind)
    if data.get("schema") != own:
        yield Finding.of(
            "REC002",
            "error",
            path,
            Said(
                "{field}: {why}", field="schema", why=_wrong(data, "schema", Said("is not {schema}", schema=own), own)
            ),
            Said("Write schema: {schema}.", schema=own),
            ("schema",),
        )
    states = lifecycles.STATES[kind]
    status = data.get("status")
    if status not in states:
        yield Finding.of(
            "REC003",
            "error",
            path,
            Said(
                "{field}: {why}",
                field="status",
                why=_wrong(data, "status", Said("is not a state of a {kind}", kind=kind), "text"),
            ),
            Said("It is one of: {states}.", states=Many(states)),
            ("status",),
        )
        return
    entries = data.get("timeline")
    if not isinstance(entries, list):
        yield Finding.of(
            "TIM001",
            "error",
            path,
            Said("{field}: it must be a list of what happened to the record.", field="timeline"),
            Remedy("See ", Command("log"), "."),
            ("timeline",),
        )
        return
    life = timeline.replay(kind, entries)
    for fault in life.faults:
        yield Finding.of(
            "TIM001", "error", path, fault.message, Remedy("See ", Command("log"), "."), _place(fault, entries)
        )
    if not life.faults and life.status != status:
        yield Finding.of(
            "TIM002",
            "error",
            path,
            Said(
                "{field}: it says {status}, but the timeline leads to {led}.",
                field="status",
                status=status,
                led=life.status,
            ),
            Said("Write status: {status}, or record what happened instead.", status=life.status),
            ("status",),
        )
    for name, value in life.led.items():
        if not life.faults and data.get(name) != value:
            yield Finding.of(
                "TIM002",
                "error",
                path,
                Said(
                    "{field}: it says {value}, but the timeline leads to {led}.",
                    field=name,
                    value=Prose(_said(data.get(name))),
                    led=Prose(_said(value)),
                ),
                Said("Write {field}: {value}.", field=name, value=Prose(_said(value)))
                if value
                else Said("Remove {field}.", field=name),
                (name,),
            )


def _place(fault: timeline.Fault, entries: list[Any]) -> FieldPath:
    """Where a fault of the timeline is: at its key where the entry has it, else at the entry."""
    if fault.index < 0:
        return ("timeline",)
    entry = entries[fault.index]
    return (
        ("timeline", fault.index, fault.key)
        if isinstance(entry, dict) and fault.key in entry
        else ("timeline", fault.index)
    )


def _wrong(data: Data, name: str, why: Said, what: str) -> Said:
    """What is wrong with a field that every record has."""
    value = data.get(name)
    if name not in data:
        return Said("it is missing.")
    if not isinstance(value, str | int):
        return telling.is_not(value, what)
    return Said("{value} {why}.", value=Prose(telling.shown(value)), why=why)


def _said(value: Any) -> str:
    """What a field says, or what the timeline leads to."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "nothing"
    return "nothing" if value is None else telling.shown(value) if isinstance(value, Mapping) else str(value)
