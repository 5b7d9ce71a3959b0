"""What a project may be, and what its start and its completion ask for (the licence page, "What the licence allows
you to do").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from imatter_cli import classes, sources
from imatter_cli.domain import lists, parts
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds.project import STEP
from imatter_cli.domain.lists import Unlisted
from imatter_cli.domain.people import Codes, same_person
from imatter_cli.errors import BadValue, Refused
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Called, Day, Named, Said

if TYPE_CHECKING:  # the models are the caller's: this module is loaded by commands that only read
    from imatter_cli.domain.kinds.criteria import ChecklistItem
    from imatter_cli.domain.policy import Policy


ALLOWED = 'the licence page, "What the licence allows you to do"'
RULES = sources.ACROSS_RECORDS
PROGRAMME = "records/programme.yaml"
#: The criterion that no programme file can leave out.
REFLECTED = "reflection"


@classes.immutable
class Objection:
    """One thing that a rule has against a record or an event of it.

    A stable word, the field, words, what to try, the source, and the ids of other records that it rests on.
    """

    code: str
    field: str
    message: Said
    hint: Hint = ""
    source: str = PROGRAMME
    details: Data = classes.field(default_factory=dict)
    related: tuple[str, ...] = ()


def refuse(objections: Sequence[Objection], not_done: str) -> None:
    """Raise the first of them as a Refused, with all of them in details; nothing if there is none."""
    all_of_them = together(objections)
    if all_of_them is not None:
        words = Said("{not_done}: {why}", not_done=not_done, why=all_of_them.message)
        raise Refused(
            words, code=all_of_them.code, hint=all_of_them.hint, source=all_of_them.source, details=all_of_them.details
        )


def together(objections: Sequence[Objection]) -> Objection | None:
    """Several as one: the first, with how many more there are, and all of them in its details; None for none."""
    if not objections:
        return None
    first = objections[0]
    more = (
        Said("{first} ({more} more)", first=first.message, more=len(objections) - 1)
        if objections[1:]
        else first.message
    )
    every = [
        {"code": o.code, "field": o.field, "message": str(o.message), "facts": o.message.facts()} for o in objections
    ]
    return classes.replace(first, message=more, details={**first.details, "objections": every})


def objections(project: Data, policy: Policy) -> list[Objection]:
    """All that today's programme has against the fields of a project."""
    found = not_on_lists(lists.unlisted("project", project, policy.lists))
    found += _too_many("focus_areas", "focus areas", project.get("focus_areas"), policy.limits.focus_areas)
    found += _too_many("individuals", "individuals", project.get("individuals"), policy.limits.individuals)
    if _twice(project, "individuals", "code"):
        words = Said("two individuals have the same code.")
        found.append(Objection("same-code", "individuals", words, "Number them P1, P2, P3."))
    if _twice(project, "steps", "id"):
        words = Said("two small steps have the same id.")
        found.append(Objection("same-code", "steps", words, "Remove the id of one of them."))
    return found


def _twice(project: Data, name: str, key: str) -> bool:
    said = [part[key] for part in project.get(name) or () if part.get(key)]
    return len(set(said)) < len(said)


def not_on_lists(found: Iterable[Unlisted]) -> list[Objection]:
    """The same for each value that is not on one of the programme's lists (`not-in-programme`)."""
    return [Objection("not-in-programme", one.field, one.message, one.hint) for one in found]


def lead_objections(
    project: Data, policy: Policy, people: Mapping[str, Data], day: str, codes: Codes
) -> list[Objection]:
    """What a type that needs a Lead still lacks on that day: a named one, who is one, and their acknowledgement.

    `people` are the records of the people that the project names, by id, and `codes` say which codes are one person's.
    Empty for a type that needs none.
    """
    kind, lead = policy.project_type(str(project.get("type"))), project.get("lead")
    found = [] if lead is None else _not_a_lead(project, str(lead), people, codes)
    if kind is None or not kind.get("needs_lead"):
        return found
    type = Called(str(project["type"]), kind["name"])
    if lead is None:
        words = Said("{type} needs a named Lead practitioner and their acknowledgement.", type=type)
        make = Command("practitioner new", "--role", "lead")
        hint = Remedy(_acknowledging(project, "PERSON"), ". If they have no code here yet: ", make)
        return [Objection("needs-lead", "lead", words, hint, RULES)]
    given = project.get("acknowledgement") or {}
    if given.get("lead") != lead:
        words = Said("{type} needs an acknowledgement from {lead}, with its date.", type=type, lead=lead)
        say = _acknowledging(project, lead)
        found.append(Objection("needs-acknowledgement", "acknowledgement", words, say, RULES))
    elif str(given.get("date")) > day:
        on = Day(given["date"])
        words = Said("{lead} acknowledged it on {acknowledged}, after {day}.", lead=lead, acknowledged=on, day=Day(day))
        later = Said("Give a --date of {day} or later.", day=on)
        found.append(Objection("acknowledged-later", "acknowledgement", words, later, RULES))
    return found


def _acknowledging(project: Data, lead: str) -> Command:
    id = project.get("id", "PROJECT")
    return Command("project support", id, "--support", "lead", "--lead", lead, "--acknowledged", "DAY")


def individuals(number: int, age_bands: Sequence[str] = ()) -> list[dict[str, Any]]:
    """So many individuals as codes, P1 on; age bands in their order, one for all if there is one alone.

    Raises BadValue where there are more of them than individuals, or too few to tell whose they are.
    """
    bands = list(age_bands) * number if len(age_bands) == 1 else list(age_bands)
    if bands and len(bands) != number:
        raise BadValue(
            Said("The individuals are {individuals}, and the age bands {age_bands}.", individuals=number,
                 age_bands=len(age_bands)),
            hint="Give one age band for all of them, or one for each, in the same order.",
        )  # fmt: skip
    return [{"code": f"P{n + 1}", **({"age_band": bands[n]} if bands else {})} for n in range(number)]


def unmet(project: Data, checklist: Iterable[ChecklistItem], reflections: int) -> list[tuple[str, str]]:
    """The points of completion that are not met, as (id, name); at least one reflection is always one.

    A point answers to a field: `reflections` to how many there are, `steps` to none being left undone, any other to
    there being something in it.
    """
    points = [(c["id"], c["name"], c["field"]) for c in checklist]
    if not any(name == "reflections" for _, _, name in points):
        points.insert(0, (REFLECTED, "At least one reflection", "reflections"))
    return [(id, name) for id, name, by in points if not _met(project, by, reflections)]


def incomplete(project: Data, lacking: Sequence[tuple[str, str]]) -> Objection | None:
    """What stands in the way of completing a project that lacks these points (`not-complete-yet`); None for none."""
    if not lacking:
        return None
    id = project.get("id")
    undone = undone_steps(project)
    first = Command("project step", id, "--number", undone[0]) if undone else Command("project show", id)
    if REFLECTED in [c for c, _ in lacking]:
        first = Command("reflect", id)
    words = Said("{project} still needs: {unmet:;}.", project=id, unmet=Named(dict(lacking)))
    hint = Remedy(first, ", or ", Command("project complete", id, "--anyway", "why you complete it anyway"))
    return Objection(
        "not-complete-yet", "", words, hint, RULES, {"unmet": [{"id": c, "name": name} for c, name in lacking]}
    )


def open_points(project: Data, checklist: Iterable[Data]) -> list[str]:
    """The names of the points of a plan that are still open, in the checklist's order.

    A point answers to a field: `steps` to one with a date, `safeguarding` to the host's route being known,
    any other to there being something in it.
    """
    return [str(c.get("name")) for c in checklist if not _planned(project, str(c.get("field")))]


def steps_of(project: Data) -> list[dict[str, Any]]:
    """The small steps, each with its id."""
    return parts.identified(project.get("steps") or (), STEP)


def step_number(project: Data, step: object) -> int:
    """The number, from 1, of the small step that an event names; 0 for one that is no longer there."""
    return parts.place_of(step, project.get("steps") or (), STEP)


def new_step(steps: Iterable[Data], occasion: str) -> str:
    """An id for one more small step."""
    return parts.mint(STEP, {step["id"] for step in steps}, occasion)


def undone_steps(project: Data) -> list[int]:
    """The numbers, from 1, of small steps that are not done."""
    return [n for n, step in enumerate(project.get("steps") or (), 1) if not step.get("done")]


def taking_part(project: Data) -> list[str]:
    """The codes of the individuals who have not withdrawn."""
    return [str(i.get("code")) for i in project.get("individuals") or () if not i.get("withdrawn")]


def _met(project: Data, field: str, reflections: int) -> bool:
    if field == "reflections":
        return reflections > 0
    if field == "steps":
        return not undone_steps(project)
    return bool(project.get(field))


def _planned(project: Data, field: str) -> bool:
    value = project.get(field)
    if field == "steps":
        return any(step.get("by") for step in value or ())
    if field == "safeguarding":
        return (value or {}).get("known") is True
    return bool(value)


def _too_many(field: str, name: str, value: Any, most: int) -> list[Objection]:
    there = len(value or ())
    if there <= most:
        return []
    words = Said("{count} {what}, but a project has at most {most}.", count=there, what=Called(field, name), most=most)
    return [
        Objection(
            f"too-many-{name.replace(' ', '-')}", field, words, Said("Make it {most} or fewer.", most=most), ALLOWED
        )
    ]


def _not_a_lead(project: Data, lead: str, people: Mapping[str, Data], codes: Codes) -> list[Objection]:
    if same_person(codes, lead, str(project.get("practitioner"))):
        words = Said("a practitioner cannot be the Lead of their own project.")
        return [Objection("own-lead", "lead", words, "Name another person with --lead.", RULES)]
    person = people.get(lead)
    if person is None or "lead" not in (person.get("roles") or ()):
        words = Said("{lead} is not a Lead practitioner here.", lead=lead)
        return [Objection("not-a-lead", "lead", words, Command("practitioner role", lead, "--role", "lead"), RULES)]
    return []
