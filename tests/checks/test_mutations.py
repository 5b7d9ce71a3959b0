"""Whatever is edited at random in a store that is fine, a check ends in findings and never in an exception."""

from __future__ import annotations

import copy
import random
from importlib import resources
from typing import Any

import pytest
from memory_store import MemoryStore

from imatter_cli.checks import example, registry
from imatter_cli.domain import ids
from imatter_cli.services.integrity import checking
from imatter_cli.store import codec

RULES = (
    resources.files("imatter_cli")
    .joinpath("data", "programme.yaml")
    .read_text()
    .replace("store: personal", "store: programme")
    .encode()
)
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 10**17, "", " ", "x", "NO", "2026-02-30", "250.00", "-1", "2026-q9", "prj-2611-0000000",
    "prc-2601-4t9wq2e", "active", "decide", [], {}, [None], [[]], {"": ""}, {"event": 1}, ["prc-2601-4t9wq2e"],
)  # fmt: skip


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, child in inner for place in [(*at, key), *places(child, (*at, key))]]


def mutate(pick: random.Random, data: dict[str, Any]) -> None:
    at = pick.choice(places(data))
    here: Any = data
    for part in at[:-1]:
        here = here[part]
    how = pick.randrange(5)
    if how == 0:
        del here[at[-1]]
    elif how == 1 and isinstance(here, dict):
        here[f"{at[-1]}_"] = here.pop(at[-1])
    elif how == 2 and isinstance(here, list):
        here.insert(at[-1], copy.deepcopy(here[at[-1]]))
    else:
        here[at[-1]] = copy.deepcopy(pick.choice(VALUES))


@pytest.mark.parametrize("seed", range(8))
def test_any_edit_ends_in_findings(seed: int) -> None:
    pick = random.Random(seed)
    rules = codec.parse(RULES, ids.PROGRAMME_PATH)
    whole = {ids.path_of(id): codec.render(ids.kind_of(id), data) for id, data in example.store().items()}
    for _ in range(60):
        files = {ids.PROGRAMME_PATH: RULES, **whole}
        for id in pick.sample(list(example.store()), 3):
            data = example.store()[id]
            mutate(pick, data)
            files[ids.path_of(id)] = codec.render(ids.kind_of(id), data)
        if pick.random() < 0.3:
            changed = copy.deepcopy(rules)
            mutate(pick, changed)
            files[ids.PROGRAMME_PATH] = codec.render("programme", changed)
        report = checking.check(MemoryStore(files), processes=1)
        for finding in report.findings:
            assert finding.rule in registry.BY_ID
            assert finding.path in files
            assert finding.line > 0


@pytest.mark.parametrize("seed", range(4))
def test_any_bytes_end_in_findings(seed: int) -> None:
    pick = random.Random(seed)
    whole = {ids.path_of(id): codec.render(ids.kind_of(id), data) for id, data in example.store().items()}
    whole[ids.PROGRAMME_PATH] = RULES
    for _ in range(60):
        files = dict(whole)
        for path in pick.sample(list(files), 3):
            raw = bytearray(files[path])
            for _ in range(pick.randrange(1, 4)):
                at = pick.randrange(len(raw))
                raw[at : at + pick.randrange(3)] = pick.choice(
                    (b"\n", b"  ", b": ", b"\xff", b"- ", b"[", b'"', b"\t", b"")
                )
            files[path] = bytes(raw)
        assert checking.check(MemoryStore(files), processes=1).summary.records == len(whole) - 1
