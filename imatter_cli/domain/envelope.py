"""What every record has, checked without its model, for commands that only read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from imatter_cli.domain import ids, lifecycles, telling, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import FieldPath, Finding
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Many, Prose, Said

#: The schema version that this release writes, for every kind.
VERSION = 1
_LOG = Remedy("See ", Command("log"), ".")


def schema_name(kind: str) -> str:
    """The `schema` of a record of a kind: `project/1`."""
    return f"{kind}/{VERSION}"


def faults(kind: str, path: str, data: Data) -> Iterator[Finding]:
    """What makes plain data no record at all: its id, schema, status or timeline.

    What this lets pass can be listed and shown; its fields are the model's business.
    """
    expected, own, states = ids.id_at(path), schema_name(kind), lifecycles.STATES[kind]
    if data.get("id") != expected:
        why = _wrong(data, "id", Said("does not belong in this file"), "an id")
        yield _fault("REC001", path, "id", why, Said("Write id: {id}.", id=expected))
    if data.get("schema") != own:
        why = _wrong(data, "schema", Said("is not {schema}", schema=own), own)
        yield _fault("REC002", path, "schema", why, Said("Write schema: {schema}.", schema=own))
    if data.get("status") in states:
        yield from _faults_of_life(kind, path, data)
        return
    why = _wrong(data, "status", Said("is not a state of a {kind}", kind=kind), "text")
    yield _fault("REC003", path, "status", why, Said("It is one of: {states}.", states=Many(states)))


def _faults_of_life(kind: str, path: str, data: Data) -> Iterator[Finding]:
    """What is wrong with a timeline, or with the fields that it leads to."""
    entries = data.get("timeline")
    if not isinstance(entries, list):
        words = Said("{field}: it must be a list of what happened to the record.", field="timeline")
        yield Finding.of("TIM001", "error", path, words, _LOG, ("timeline",))
        return
    life = timeline.replay(kind, entries)
    for fault in life.faults:
        yield Finding.of("TIM001", "error", path, fault.message, _LOG, _place(fault, entries))
    if life.faults:
        return
    if life.status != data["status"]:
        hint = Said("Write status: {status}, or record what happened instead.", status=life.status)
        yield _led_elsewhere(path, "status", data["status"], life.status, hint)
    for name, value in life.led.items():
        if data.get(name) != value:
            led = Prose(_said(value))
            hint = Said("Write {field}: {value}.", field=name, value=led)
            remove = Said("Remove {field}.", field=name)
            yield _led_elsewhere(path, name, Prose(_said(data.get(name))), led, hint if value else remove)


def _led_elsewhere(path: str, field: str, status: str, led: str, hint: Said) -> Finding:
    """A field says something else than the timeline."""
    words = Said("{field}: it says {status}, but the timeline leads to {led}.", field=field, status=status, led=led)
    return Finding.of("TIM002", "error", path, words, hint, (field,))


def _fault(rule: str, path: str, field: str, why: Said, hint: Hint) -> Finding:
    return Finding.of(rule, "error", path, Said("{field}: {why}", field=field, why=why), hint, (field,))


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
