"""Examples of what each field can hold, for editors.

A field's own come first (a mark on it), then those on its list in the shipped programme, then those of the example
store. MORE has the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

from imatter_cli.checks import example
from imatter_cli.domain import ids
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.kinds.application import Application, ApplicationEvent
from imatter_cli.domain.kinds.fields import By, Event, Example, Listed, RecordFields
from imatter_cli.domain.kinds.kind import fields_of, marks_of
from imatter_cli.domain.kinds.licence import Licence, LicenceEvent
from imatter_cli.domain.kinds.practitioner import Practitioner, PractitionerEvent
from imatter_cli.domain.kinds.project import Project, ProjectEvent
from imatter_cli.domain.kinds.reflection import Reflection
from imatter_cli.domain.kinds.review import ReviewEvent
from imatter_cli.domain.kinds.round import Round, RoundEvent
from imatter_cli.domain.lists import Lists
from imatter_cli.domain.policy import Fund, LicenceTerms, Policy
from imatter_cli.domain.records.wording import models_in
from imatter_cli.store import codec

#: An editor shows no more.
_MOST: Final = 3
_LEAD: Final = {"lead": example.LEAD, "date": "2026-10-30"}
_SEAL: Final = "sha256:" + 8 * "4e95651a"
_WORDS: Final = {"rule": "WRD001", "reason": "the title of a book", "until": "2027-03-31"}
#: Parts of records and of the programme, with what no other example has.
MORE: Final[Sequence[tuple[type, Data]]] = (
    (RecordFields, {"accepted": [_WORDS]}),
    (
        Event,
        {
            "on_behalf_of": example.ME, "because": example.LICENCE, "reason": "new-post",
            "fields": ["setting", "focus_areas"], "undoes": "edit", "undoes_at": "2026-11-23T18:40:00Z",
            "joined": True,
            "received": "ans-7kq4m2x9b2c4v8h6:9f2431b981e80c57",
        },
    ),
    (Practitioner, {"rhythm_days": 30, "same_as": example.ME}),
    (
        PractitionerEvent,
        {
            "scheme": "online", "evidence": "certificate 2041", "outcome": "certified",
            "same_as": example.ME,
        },
    ),
    (RoundEvent, {"without": [example.ME], "own_seal": _SEAL}),
    (ApplicationEvent, {"own_seal": _SEAL}),
    (Licence, {"reference": "IM-0412"}),
    (LicenceEvent, {"reference": "IM-0412", "learnt": "Small steps hold.", "next": "The same with a second family."}),
    *((Project, {"support": support}) for support in ("link", "lead")),
    (
        Project,
        {
            "supported_by": example.LEAD, "lead": example.LEAD, "acknowledgement": _LEAD,
            "invitation": {"date": "2026-11-03", "consent": True, "withdraw": "Say so at any time."},
            "safeguarding": {"known": True, "date": "2026-11-03", "role": "designated safeguarding lead"},
            "resources": ["feelings cards"],
        },
    ),
    (
        ProjectEvent,
        {
            "step": "s1a2", "done": "2026-12-01", "lead": example.LEAD, "acknowledged": "2026-10-30",
            "individual": "P1", "unmet": ["reflection"],
        },
    ),
    (
        Reflection,
        {
            "answers": [{"prompt": "what", "text": "We began ten minutes later."}],
            "next_step": "Ask about the first ten minutes.",
            "concern": {"raised": True, "date": "2026-11-17", "passed_to_host": True},
        },
    ),
    (
        Round,
        {
            "currency": "GBP",
            "questions": [{"id": "start", "ask": "When do you start?", "why": "It is timed."}],
            "criteria": [{"id": "key-barrier", "name": "Money is the key barrier", "note": "the applicant says so"}],
            "rubric": [
                {"id": "need", "name": "Need", "ask": "Is money what stands in the way?", "scores": ["No.", "Yes."]},
            ],
        },
    ),
    (
        Application,
        {
            "other_sources": "The parents' association was asked.",
            "answers": [{"question": "when", "answer": "From January on."}],
        },
    ),
    (
        ApplicationEvent,
        {
            "revision": 2, "late": True, "quarter": "2027-q1", "round": "2027-q1",
            "asks": "Say who holds the key of the room.", "seed": "2026-12-14", "amount": "250.00",
            "reference": "P-0093", "spent": "241.50", "learnt": "The cards were used most.", "part": True,
        },
    ),
    (ReviewEvent, {"received_by": example.ME}),
    (LicenceTerms, {"term_months": 24, "conversation_months": 12}),
    (
        Fund,
        {
            "publishing": {
                "prefix": "360G-example", "funder_id": "GB-COH-12345678", "funder_name": "An invented funder",
                "individual_reason": "GTIR010", "individual_purpose": "GTIP010",
            },
        },
    ),
    (
        Policy,
        {
            "letterhead": {
                "name": "An invented fund", "address": ["1 Long Lane", "Exampleton"], "mark": "templates/mark.svg",
            },
            "checks": [{"rule": "PRV002", "severity": "error", "reason": "no name comes in here"}],
            "signing": {"allowed_signers": "allowed_signers"}, "store_id": "store-7kq4m2xn5r7y3k2d",
            "first_version": "0.1.0",
        },
    ),
)  # fmt: skip


def examples_of(model: type, name: str) -> list[Any]:
    """A few values that a field of a model can have, all different; none where nobody said any."""
    marks = marks_of(fields_of(model)[name])
    said = [mark.value for mark in marks if isinstance(mark, Example)]
    if not said and not any(isinstance(mark, By) for mark in marks):
        said = [id for mark in marks if isinstance(mark, Listed) for id in _shipped_lists().names(mark.list)][:_MOST]
    return said or list(_found().get(_place(model, name), ()))


@cache
def _shipped() -> Data:
    raw = resources.files("imatter_cli").joinpath("data", "programme.yaml").read_bytes()
    return codec.parse(raw, ids.PROGRAMME_PATH)


@cache
def _shipped_lists() -> Lists:
    return Lists(_shipped())


@cache
def _found() -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    whole: list[tuple[type, Data]] = [(Policy, _shipped())]
    whole += [(BY_NAME[ids.kind_of(id)].fields, data) for id, data in example.store().items()]
    for model, data in [*whole, *MORE]:
        for place, value in _values(model, data):
            seen = found.setdefault(place, [])
            if value not in seen and len(seen) < _MOST:
                seen.append(value)
    return found


def _values(model: type, data: Data) -> Iterator[tuple[str, Any]]:
    """Every value in a record, with the model and field that it is of; of a list of parts only the first part."""
    for name, annotation in fields_of(model).items():
        value = data.get(name)
        if value is None:
            continue
        parts = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Mapping)]
        yield _place(model, name), value[:1] if parts and isinstance(value, list) else value
        for inner in models_in(annotation):
            for part in parts:
                yield from _values(inner, part)


def _place(model: type, name: str) -> str:
    """The field by the model that declares it: what many kinds have alike has the same examples."""
    owner = next(one for one in reversed(lineage(model)) if {name, f"{name}_"} & one.__annotations__.keys())
    return f"{owner.__name__}.{name}"


def lineage(model: type) -> list[type]:
    """A model or declaration and all that it extends, itself first."""
    return [one for one in model.__mro__ if one is not object]
