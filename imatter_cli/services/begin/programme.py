"""The rules of the programme as they stand, and what in them the published page leaves open."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from imatter_cli.classes import immutable
from imatter_cli.domain import policy
from imatter_cli.errors import BadValue, Refused
from imatter_cli.remedies import Command
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.records.valid import broken
from imatter_cli.store import codec
from imatter_cli.store.contract import Data, Reader, Receipt


@immutable
class Rules:
    """The programme file as plain data, and the dotted names of its placeholders."""

    data: Data
    placeholders: tuple[str, ...]


def rules(reader: Reader) -> Rules:
    """The programme's rules. Raises NotFound, and Broken where the file cannot be relied on."""
    data = reader.programme()
    faults = policy.faults(data)
    if faults:
        raise broken(faults)
    return Rules(data, tuple(policy.placeholders(data)))


@immutable
class Open:
    """What the published page leaves open: its dotted name, and what was shipped or chosen so far."""

    name: str
    value: str


def open_points(reader: Reader) -> list[Open]:
    """Everything that is still a placeholder, in the file's order. Raises as `rules`."""
    found = rules(reader)
    return [Open(name, _told(value_at(found.data, name))) for name in found.placeholders]


def settle(ctx: Context, names: Sequence[str], values: Mapping[str, Any], what: str = "") -> Receipt:
    """Settle placeholders as they are and set single rules, as one new version of the rules.

    `values` are by dotted name. Raises BadValue for a name that is not open, Refused (`nothing-changed`, `not-yours`).
    """
    before = rules(ctx.store)
    unknown = [name for name in names if name not in before.placeholders]
    if unknown:
        raise BadValue(
            Said("{given!r} is not open.", given=Prose(unknown[0])),
            hint=Said("Open are {placeholders}.", placeholders=Many(before.placeholders)),
        )
    changed = [name for name, value in values.items() if value_at(before.data, name) != value]
    if not names and not changed:
        raise Refused("That would change nothing in the rules.", code="nothing-changed",
                      hint=Command("programme show"))  # fmt: skip
    told = [f"settled {', '.join(names)}"] * bool(names) + [f"changed {', '.join(changed)}"] * bool(changed)

    def alter(data: dict[str, Any]) -> None:
        for name in names:
            value_at(data, name).pop("placeholder")
        for name, value in values.items():
            section, _, key = name.rpartition(".")
            value_at(data, section)[key] = value

    return revise(ctx, alter, what or f"{'; '.join(told)}.".capitalize())


def revise(ctx: Context, alter: Callable[[dict[str, Any]], None], what: str) -> Receipt:
    """Change the rules, as one new version of them, with a note. Raises Refused (`edited-by-hand`), Broken."""
    # late: `programme show` saves nothing
    from imatter_cli.services.integrity import history, saving

    now, base = saving.begin(ctx, history.PROGRAMME)
    if now != base:
        raise Refused(
            "The programme's rules were changed by hand and are not saved yet.", code="edited-by-hand",
            hint=Command("save"),
        )  # fmt: skip
    after = copy.deepcopy(dict(rules(ctx.store).data))
    alter(after)
    version = int(after["version"]) + 1
    after |= {"version": version}
    after["changes"] = [{"at": ctx.today.isoformat(), "version": version, "what": what}, *after["changes"]]
    by_hand = saving.ByHand(history.PROGRAMME, codec.edit(base, after), base=base)
    return saving.keep(ctx, "programme edit", [by_hand])


def value_at(data: Any, name: str) -> Any:
    """What the rules have at a dotted name, where an entry of a list goes by its id; None for nothing."""
    for key in name.split("."):
        data = next(one for one in data if one["id"] == key) if isinstance(data, list) else data.get(key)
    return data


def _told(part: Any) -> str:
    """A part in a line: the names of a list's entries, or its single values."""
    if isinstance(part, list):
        return ", ".join(_told(one) for one in part)
    if not isinstance(part, Mapping):
        return "none" if part is None else str(part)
    if "items" in part or "prompts" in part:
        return _told(part.get("items") or part["prompts"])
    if "id" in part:
        return str(part.get("name") or part.get("ask") or part["id"])
    single = {key: one for key, one in part.items() if not isinstance(one, Mapping) and key != "placeholder"}
    return "; ".join(f"{key.replace('_', ' ')} {_told(one)}" for key, one in single.items() if not _has_entries(one))


def _has_entries(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, Mapping) for one in value)
