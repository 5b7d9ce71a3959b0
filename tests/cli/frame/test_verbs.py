"""Every verb is described once, and its use case takes what its form asks, under the same names."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest

from imatter_cli import commands
from imatter_cli.commands.frame.verbs import Verb

#: Answers that a command puts together, by how they begin, and the parameters that take them.
GATHERED: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "licence apply": (("eligible_", "answer"), {"eligibility"}),
    "reflection new": (("prompt_", "answer", "set"), {"answers", "prompts"}),
    "fund apply": (("",), {"fields", "day"}),
    "fund open": (("",), {"fields", "day"}),
    "fund decide": (("outcome", "award", "quarter", "asks", "reasons"), {"decision"}),
    "fund correct": (("outcome", "award", "quarter", "asks", "reasons", "why"), {"decision", "reason"}),
}
#: What the line says beside the form, or the command knows.
BESIDE = {
    "fund submit": {"late"},
    "fund decide": {"seed"},
    "fund open": {"quarter"},
    "fund close": {"quarter"},
    "fund reopen": {"quarter"},
    "fund publish": {"quarter"},
    "fund cancel": {"quarter", "end"},
}


def _verbs() -> Iterator[Verb]:
    for found in pkgutil.walk_packages(commands.__path__, f"{commands.__name__}."):
        for value in vars(importlib.import_module(found.name)).values():
            yield from (one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Verb))


EVERY = {verb.form.name: verb for verb in _verbs()}


@pytest.mark.parametrize("name", [name for name, verb in EVERY.items() if verb.use])
def test_a_use_case_takes_the_answers_of_its_form(name: str) -> None:
    verb, (gathered, more) = EVERY[name], GATHERED.get(name, ((), set()))
    assert verb.use is not None
    parameters = list(inspect.signature(verb.use).parameters.values())[1:]
    asked = {"day" if q.field == "date" else q.field for q in verb.form.questions if not q.field.startswith(gathered)}
    if not verb.begins:
        assert parameters.pop(0).name in ("id", verb.kind)
        asked.remove(verb.kind)
    named = {p.name for p in parameters if p.kind is not p.VAR_KEYWORD} - BESIDE.get(name, set())
    assert named <= asked | more if any(p.kind is p.VAR_KEYWORD for p in parameters) else named == asked | more


def test_a_verb_that_is_its_event_alone_asks_for_no_more_than_that_takes() -> None:
    for verb in EVERY.values():
        if verb.use is None:
            assert {q.field for q in verb.form.questions} <= {verb.kind, "reason", "date"}, verb.form.name
