"""The small store that rules' examples change, and what is found in it then."""

from __future__ import annotations

import copy
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest

from imatter_cli.checks import example, programme, run, severities, shape
from imatter_cli.checks.view import Around, Known, Record, Records, Removed, held
from imatter_cli.domain import ids, policy
from imatter_cli.domain.finding import Finding
from imatter_cli.store import codec

SHIPPED = resources.files("imatter_cli").joinpath("data", "programme.yaml").read_bytes()
RULES = codec.parse(SHIPPED, ids.PROGRAMME_PATH) | {"store": "programme"}


def found_in(text: str) -> list[Finding]:
    """Every finding in the example store with an example laid over it."""
    records = example.store()
    rules: dict[str, Any] | None = copy.deepcopy(RULES)
    strays, removed, ignored = [], [], []
    for name, changes in (codec.parse(text.encode(), "example") if text else {}).items():
        if name == ".gitignore":
            ignored += changes
        elif name.startswith("records/"):
            strays.append(name)
        elif changes is None and name == "programme":
            rules = None
        elif changes is None:
            del records[name]
            removed.append(Removed(name, ids.path_of(name), "4f5ad60", "2026-11-24"))
        else:
            target = rules if name == "programme" else records.setdefault(name, {"id": name})
            assert target is not None
            for field, value in changes.items():
                *within, last = field.split(".")
                place = target
                for part in within:
                    place = place[part]
                if value is not None:
                    place[last] = value
            for gone in [k for k, v in changes.items() if v is None]:
                del target[gone]
    example.sealed(records)
    by_kind: dict[str, list[str]] = {kind: [] for kind in ids.KIND_NAMES}
    for id in records:
        by_kind[ids.kind_of(id)].append(id)
    out = [*programme.faults(rules), *severities.faults(rules)] if rules is not None else [programme.absent()]
    known = policy.policy_in(rules) if rules is not None and not policy.faults(rules) else None
    around = Around.of(Known(by_kind), known, str((rules or {}).get("store", "")), "2026-11-24")
    sound = []
    for id, data in records.items():
        record = Record(id, ids.kind_of(id), ids.path_of(id), data)
        more, is_sound = run.of_record(record, around)
        out += more
        if is_sound:
            sound.append(Record(id, record.kind, record.path, held(record.kind, data)))
    return [*out, *shape.ignored(ignored), *run.across(Records(sound, around, removed, strays))]


@pytest.fixture
def findings() -> Callable[[str], list[Finding]]:
    """`findings("prj-2611-7kq4m2x:\\n  setting: castle\\n")`; empty text is the store as it is."""
    return found_in
