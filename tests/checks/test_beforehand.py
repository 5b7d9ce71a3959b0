"""What is known of an event beforehand hides nothing that would be found if everything were asked."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.checks import example, moments
from imatter_cli.checks.view import Around, Known, Record, Records
from imatter_cli.domain import ids, licensing, past, preconditions

DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 12)).map(date.isoformat)
MOMENTS = st.one_of(DAYS, st.builds("{}T0{}:00:00Z".format, DAYS, st.integers(0, 9)))
LIVES = st.lists(st.tuples(MOMENTS, st.sampled_from("abc")), max_size=6)


@given(LIVES, MOMENTS)
def test_in_a_spell_of_some_states_a_record_is_in_no_other(lived: list[tuple[str, str]], at: str) -> None:
    spells = past.days_in("ab", lived)
    if any(first < at[:10] < last for first, last in spells):
        assert past.states(lived, at) <= {"a", "b"}
    assert not past.days_in("", lived)


@given(MOMENTS, st.lists(st.tuples(DAYS, DAYS), max_size=3))
def test_on_a_licence_s_active_days_it_was_active(at: str, terms: list[tuple[str, str]]) -> None:
    told = [{"at": on, "event": "renew", "ends": ends} for on, ends in terms]
    licence, lived = {"ends": "2026-01-09", "timeline": told}, [("2025-12-01", "active"), ("2026-01-11", "paused")]
    if any(first < at[:10] < last for first, last in licensing.active_days(licence, lived)):
        assert licensing.was_active(licence, lived, at)


def disturbed(pick: random.Random) -> Records:
    """The example's records with a few events dated, or done by somebody, as they never should be."""
    records = copy.deepcopy(example.store())
    everybody = [id for id in records if ids.kind_of(id) == "practitioner"]
    for _ in range(pick.randint(1, 6)):
        record = pick.choice(list(records.values()))
        entry = pick.choice(record["timeline"])
        match pick.choice(("day", "who", "ends", "ends", "roles", "without", "recused", "same")):
            case "day":
                day = pick.choice([e["at"][:10] for other in records.values() for e in other["timeline"]])
                entry["at"] = day + pick.choice(("", "", "T00:00:00Z", "T23:59:59Z"))
            case "who":
                entry["by"] = pick.choice(everybody)
            case "ends":
                kind, event = pick.choice((("lic", "pause"), ("lic", "resume"), ("prj", "stop"), ("prc", "leave")))
                told = pick.choice([r["timeline"] for id, r in records.items() if id.startswith(kind)])
                told.append(
                    {"at": f"2026-{pick.randint(7, 11):02}-{pick.randint(1, 30):02}", "event": event, "by": "x"}
                )
            case "roles":
                person = records[pick.choice(everybody)]
                person["roles"] = person["timeline"][0]["roles"] = [pick.choice(("link", "reviewer", "coordinator"))]
            case "without":
                for round in (r for id, r in records.items() if ids.kind_of(id) == "round"):
                    round["timeline"][-1]["without"] = example.REVIEWERS
                    round["reviewers"] = []
            case "recused":
                next(r for id, r in records.items() if id.startswith("rev-"))["status"] = "recused"
            case _:
                records[pick.choice(everybody)]["same_as"] = pick.choice(everybody)
    around = Around.of(Known({}), None, "programme")
    return Records([Record(id, ids.kind_of(id), ids.path_of(id), data) for id, data in records.items()], around)


def test_nothing_is_hidden_that_would_be_found_if_everything_were_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nothing:
        def __init__(self, *_: object) -> None:
            pass

        def left(self, record: Record) -> Callable[[Any], tuple[preconditions.Ask, ...]]:
            return lambda entry: preconditions.REPLAYED.get((record.kind, entry["event"]), ())

    told: set[str] = set()
    for seed in range(300):
        records = disturbed(random.Random(seed))
        found = list(moments.at_their_moment(records))
        with monkeypatch.context() as patch:
            patch.setattr(moments, "Beforehand", Nothing)
            assert found == list(moments.at_their_moment(records)), seed
        told |= {finding.rule for finding in found}
    assert told >= {"PRC002", "PRC003", "PRC004", "APP002", "APP003", "PRJ003", "FND007", "REV003", "REF003"}
