"""A record's life in words, event by event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from imatter_cli.domain import ids, lifecycles, parts, received, undoing
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds.life import REASONS_TO_ERASE
from imatter_cli.domain.kinds.project import STEP
from imatter_cli.output import words
from imatter_cli.output.page import Moment
from imatter_cli.output.terminal import clean_line

#: Details of an event that its line tells, with the words ahead of them.
_TOLD = (
    ("stage", "to"), ("step", "number"), ("done", "done"), ("support", ""), ("lead", "Lead"), ("acknowledged", "on"),
    ("individual", ""), ("licence", "under"), ("roles", "as"), ("level", ""), ("evidence", "shown by"),
    ("outcome", ""), ("criterion", "criterion"), ("award", "award"), ("quarter", "to"), ("round", "in"),
    ("asks", "asked for:"), ("revision", "revision"), ("amount", ""), ("part", ""), ("spent", "spent"),
    ("reference", "reference"), ("received_by", "taken in by"),
    ("ends", "until"), ("unmet", "not met:"), ("fields", ""),
)  # fmt: skip


def moments(kind: str, timeline: Sequence[Any]) -> list[Moment]:
    """Each event, oldest first: when, what, by whom and the rest of it."""
    events = [e for e in timeline if isinstance(e, Mapping)]
    moved = undoing.taken_back(events)
    stands = set(undoing.standing(events))
    gone = {m.index: when(events[n]) for n, m in moved.items() if m.index not in stands}
    found = []
    for n, entry in enumerate(events):
        named = events[moved[n].index] if n in moved else None
        rest = [more(entry), f"taken back {gone[n]}" if n in gone else ""]
        found.append(Moment(when(entry), what(kind, entry, named), who(entry), ", ".join(r for r in rest if r)))
    return found


def numbered(record: Data) -> list[Any]:
    """The events of a record with the numbers of small steps, as the record lists them, where they name ids."""
    told, steps = record["timeline"], record.get("steps")
    if not parts.are_parts(steps) or not all(isinstance(one, Mapping) for one in told):
        return list(told)
    return [
        {**one, "step": parts.place_of(one["step"], steps, STEP) or one["step"]} if one.get("step") else one
        for one in told
    ]


def when(entry: Data) -> str:
    """When it happened, `23 Nov 2026 18:40`."""
    return clean_line(words.moment(str(entry.get("at", ""))))


def what(kind: str, entry: Data, named: Data | None = None) -> str:
    """What happened, in the lifecycle's words, with the reason: `paused: family`, `taken back: paused`.

    `named` is the event that an undo took back, or brought back, if that is known.
    """
    event = str(entry.get("event", ""))
    reason = entry.get("reason")
    said = lifecycles.done(kind, event)
    if event == lifecycles.UNDO:
        back = entry.get("undoes") == lifecycles.UNDO
        of = str((named or {}).get("event") or ("" if back else entry.get("undoes")))
        said = f"{'put back' if back else 'taken back'}{f': {lifecycles.done(kind, of)}' if of else ''}"
        return clean_line(f"{said} ({reason})" if reason else said)
    if event == lifecycles.ERASE:
        reason = REASONS_TO_ERASE.get(str(reason), reason)
    return clean_line(f"{said}: {reason}" if reason else said)


def who(entry: Data) -> str:
    """Who did it, `by prc…w2e`, and who for."""
    by = f"by {words.abbreviated(str(entry.get('by', '')))}"
    behalf = entry.get("on_behalf_of")
    return clean_line(f"{by} for {words.abbreviated(str(behalf))}" if behalf else by)


def more(entry: Data, *, but: Sequence[str] = ()) -> str:
    """The details of an event in words, without some."""
    told = [(name, ahead) for name, ahead in _TOLD if name not in but and entry.get(name) is not None]
    said = [f"{ahead} {_detail(name, entry[name])}".strip() for name, ahead in told]
    if entry.get("because"):
        said.append(f"because of {words.abbreviated(str(entry['because']))}")
    if entry.get("received"):
        said.append(f"from the answers {received.id_of(str(entry['received']))}")
    if entry.get("recorded"):
        said.append(f"written down {words.day(str(entry['recorded']))}")
    return clean_line(", ".join(said))


def _detail(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(v) for v in value)
    if name == "part":
        return "the rest is still to come"
    if name in ("done", "acknowledged", "ends"):
        return words.day(str(value))
    text = str(value)
    return text.upper() if name in ("quarter", "round") else _short(text)


def _short(text: str) -> str:
    return words.abbreviated(text) if text.partition("-")[0] in ids.BY_PREFIX else text
