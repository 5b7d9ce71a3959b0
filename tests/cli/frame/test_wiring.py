"""Who acts, what time it is, and ids that can be repeated."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from imatter_cli.domain import ids
from imatter_cli.errors import BadValue, Broken, NotFound, StoreTrouble
from imatter_cli.wiring import Wired

ANNA, BEN = "prc-2611-4t9wq2e", "prc-2611-9b2fz6a"


class Store:
    """As much of a store as wiring looks at."""

    def __init__(self, people=(ANNA,), kind="personal", me="", programme=None):
        self.people = list(people)
        self.rules = programme or {"store": kind}
        self.me = me

    def setting(self, name):
        return self.me if name == "me" else ""

    def ids(self, kind):
        return self.people if kind == "practitioner" else []

    def find(self, part, kinds=()):
        for person in self.people:
            if part in person:
                return person
        raise NotFound(f"There is no practitioner {part}.")

    def programme(self):
        if isinstance(self.rules, Exception):
            raise self.rules
        return self.rules


def actor(store, as_=""):
    return Wired().context(store, as_, False).actor


@pytest.fixture(autouse=True)
def _home(home):
    return home


def test_as_goes_first_then_me_then_the_only_practitioner_of_a_notebook():
    both = Store((ANNA, BEN), me=BEN)
    assert actor(both, "4t9") == ANNA
    assert actor(both) == BEN
    assert actor(Store()) == ANNA
    assert actor(Store((ANNA, BEN))) == ""
    assert actor(Store(kind="programme")) == ""


def test_as_must_name_somebody_and_a_stale_me_is_nobody():
    with pytest.raises(NotFound):
        actor(Store(), "zzz")
    assert actor(Store(me="prc-gone")) == ""


def test_broken_rules_make_nobody_of_the_only_practitioner():
    assert actor(Store(programme=Broken("Broken.", []))) == ""


def test_the_clock_can_be_set(monkeypatch):
    monkeypatch.setenv("IMATTER_NOW", "2026-01-02T03:04:05Z")
    assert Wired().now() == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    monkeypatch.setenv("IMATTER_NOW", "soon")
    with pytest.raises(BadValue):
        Wired().now()
    monkeypatch.delenv("IMATTER_NOW")
    assert Wired().now().tzinfo is UTC and Wired().now().microsecond == 0


def test_a_seed_repeats_ids_and_the_next_record_gets_another(monkeypatch):
    def mint(people):
        context = Wired().context(Store(people), "", False)
        return ids.mint("project", context.today, context.random_index)

    monkeypatch.setenv("IMATTER_SEED", "1")
    assert mint((ANNA,)) == mint((ANNA,)) != mint((ANNA, BEN))
    monkeypatch.delenv("IMATTER_SEED")
    assert mint((ANNA,)) != mint((ANNA,))


def test_lists_and_limits_of_the_programme():
    rules = {
        "types": {"items": [{"id": "a", "name": "An\x1b[2J A", "note": None}]},
        "limits": {"n": 3, "s": "x"},
        "bad": {"items": [1]},
    }
    store = Store(programme=rules)
    (choice,) = Wired().choices(store, "types")
    assert (choice.value, choice.label, choice.note) == ("a", "An A", "")
    for name in ("gone", "bad", "limits.n"):
        with pytest.raises(StoreTrouble):
            Wired().choices(store, name)
    assert Wired().limit(store, "limits.n") == 3
    assert Wired().limit(store, "limits.gone") is Wired().limit(store, "limits.s") is None
