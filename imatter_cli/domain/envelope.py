"""What every record has, checked without its model, for commands that only read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from imatter_cli.domain import ids, lifecycles, telling, timeline
from imatter_cli.domain.finding import FieldPath, Finding
from imatter_cli.remedies import Command, Remedy

#: The schema version that this release writes, for every kind.
VERSION = 1


def schema_name(kind: str) -> str:
    """The `schema` of a record of a kind: `project/1`."""
    return f"{kind}/{VERSION}"


def faults(kind: str, path: str, data: Mapping[str, Any]) -> Iterator[Finding]:
    """What makes plain data no record at all: its id, schema, status or timeline.

    What this lets pass can be listed and shown; its fields are the model's business.
    """
    expected = ids.id_at(path)
    if data.get("id") != expected:
        yield Finding(
            "REC001",
            "error",
            path,
            f"id: {_wrong(data, 'id', 'does not belong in this file', 'an id')}",
            f"Write id: {expected}.",
            ("id",),
        )
    own = schema_name(kind)
    if data.get("schema") != own:
        yield Finding(
            "REC002", "error", path, f"schema: {_wrong(data, 'schema', f'is not {own}', own)}",
            f"Write schema: {own}.", ("schema",),
        )  # fmt: skip
    states = lifecycles.STATES[kind]
    status = data.get("status")
    if status not in states:
        yield Finding(
            "REC003",
            "error",
            path,
            f"status: {_wrong(data, 'status', f'is not a state of a {kind}', 'text')}",
            f"It is one of: {', '.join(states)}.",
            ("status",),
        )
        return
    entries = data.get("timeline")
    if not isinstance(entries, list):
        yield Finding(
            "TIM001",
            "error",
            path,
            "timeline: it must be a list of what happened to the record.",
            Remedy("See ", Command("log"), "."),
            ("timeline",),
        )
        return
    life = timeline.replay(kind, entries)
    for fault in life.faults:
        yield Finding(
            "TIM001", "error", path, fault.message, Remedy("See ", Command("log"), "."), _place(fault, entries)
        )
    if not life.faults and life.status != status:
        yield Finding(
            "TIM002", "error", path, f"status: it says {status}, but the timeline leads to {life.status}.",
            f"Write status: {life.status}, or record what happened instead.", ("status",),
        )  # fmt: skip
    for name, value in life.led.items():
        if not life.faults and data.get(name) != value:
            yield Finding(
                "TIM002", "error", path,
                f"{name}: it says {_said(data.get(name))}, but the timeline leads to {_said(value)}.",
                f"Write {name}: {_said(value)}." if value else f"Remove {name}.", (name,),
            )  # fmt: skip


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


def _wrong(data: Mapping[str, Any], name: str, why: str, what: str) -> str:
    """What is wrong with a field that every record has."""
    value = data.get(name)
    if name not in data:
        return "it is missing."
    return f"{telling.shown(value)} {why}." if isinstance(value, str | int) else telling.is_not(value, what)


def _said(value: Any) -> str:
    """What a field says, or what the timeline leads to."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "nothing"
    return "nothing" if value is None else telling.shown(value) if isinstance(value, Mapping) else str(value)
