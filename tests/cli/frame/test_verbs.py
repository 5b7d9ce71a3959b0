"""Every verb is described once, and its use case takes what its form asks, under the same names."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest

from imatter_cli import commands
from imatter_cli.commands.frame.verbs import Verb

#: Answers to what only a programme's rules know, and what a command makes of all of them.
GATHERED = {"licence apply": {"eligibility"}, "reflection new": {"answers", "prompts"}}
_BY_PROGRAMME = ("eligible_", "prompt_", "answer", "set")


def _verbs() -> Iterator[Verb]:
    for found in pkgutil.walk_packages(commands.__path__, f"{commands.__name__}."):
        for value in vars(importlib.import_module(found.name)).values():
            yield from (one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Verb))


EVERY = {verb.form.name: verb for verb in _verbs()}


@pytest.mark.parametrize("name", [name for name, verb in EVERY.items() if verb.use])
def test_a_use_case_takes_the_answers_of_its_form(name: str) -> None:
    verb, programme = EVERY[name], _BY_PROGRAMME if name in GATHERED else ()
    assert verb.use is not None
    parameters = list(inspect.signature(verb.use).parameters.values())[1:]
    named = {p.name for p in parameters if p.kind is not p.VAR_KEYWORD}
    asked = {"day" if q.field == "date" else q.field for q in verb.form.questions if not q.field.startswith(programme)}
    if not verb.begins:
        assert parameters[0].name == "id"
        asked = asked - {verb.kind} | {"id"}
    asked |= GATHERED.get(name, set())
    assert named <= asked if len(named) < len(parameters) else named == asked


def test_a_verb_that_is_its_event_alone_asks_for_no_more_than_that_takes() -> None:
    for verb in EVERY.values():
        if verb.use is None:
            assert {q.field for q in verb.form.questions} <= {verb.kind, "reason", "date"}, verb.form.name
