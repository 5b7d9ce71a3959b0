"""programme.yaml as a typed value: all that is rules and no code (DESIGN.md, section 1, programme.yaml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from imatter_cli.domain.finding import Finding
from imatter_cli.domain.records.base import Count, Day, Label, Money, RuleId, Slug, Strict, Words
from imatter_cli.domain.records.wording import findings_of

PATH = "records/programme.yaml"


class Section(Strict):
    """A part of the rules; `placeholder` says that the published page leaves it open."""

    placeholder: bool = False


class ChangeNote(Strict):
    """What changed in the rules, when, and in which version."""

    at: Day
    version: Annotated[int, Field(ge=1)]
    what: Words


class Item(Strict):
    """One choice: its id in records, its name on screens, and a note beside it."""

    id: Slug
    name: Label
    note: Label | None = None


class ProjectType(Item):
    """A type of project; one that needs a Lead needs a named one and that Lead's acknowledgement."""

    needs_lead: bool = False


class ChecklistItem(Item):
    """A point of a checklist, and the field that shows it."""

    field: Slug | Annotated[str, Field(pattern="^[a-z_]+$")]


class Evidence(Item):
    """A requirement of the certification, what counts for it and how much of it."""

    evidence: Literal["completed-projects", "reflections", "shared-reflections", "journey-steps", "person"]
    count: Count


class Choices(Section):
    """A list to choose from."""

    items: Annotated[list[Item], Field(min_length=1)]


class ProjectTypes(Section):
    """The published types of project."""

    items: Annotated[list[ProjectType], Field(min_length=1)]


class Checklist(Section):
    """Points to be met."""

    items: list[ChecklistItem]


class Certification(Section):
    """Evidence toward the lightweight certification; never an award."""

    items: list[Evidence]


class Calendar(Section):
    """The first month of each quarter."""

    first_months: Annotated[list[Annotated[int, Field(ge=1, le=12)]], Field(min_length=4, max_length=4)]


class Limits(Section):
    """How many take part in a project, and how many areas it may focus on."""

    individuals: Annotated[int, Field(ge=1)]
    focus_areas: Annotated[int, Field(ge=1)]


class LicenceTerms(Section):
    """A term only if the programme sets one."""

    term_months: Annotated[int, Field(ge=1)] | None


class AskedOf(Strict):
    """A question and why it is asked."""

    id: Slug
    ask: Words
    why: Words


class PromptSet(Section):
    """A set of prompts for reflection."""

    id: Slug
    name: Label
    default: bool = False
    source: Label | None = None
    prompts: Annotated[list[AskedOf], Field(min_length=1)]


class Reasons(Strict):
    """Reasons to choose from, by what they are given for."""

    licence_return: Choices
    licence_decline: Choices
    pause: Choices
    conflict: Choices


class Criterion(Strict):
    """A criterion of the rubric, with a sentence for each score from 0 up."""

    id: Slug
    name: Label
    ask: Words
    scores: Annotated[list[Words], Field(min_length=2, max_length=11)]


#: Codes of the 360Giving Data Standard for grants to individuals, which are closed lists.
GrantReason = Literal[
    "GTIR010", "GTIR020", "GTIR030", "GTIR040", "GTIR050", "GTIR060", "GTIR070", "GTIR080", "GTIR090", "GTIR100",
    "GTIR110", "GTIR120",
]  # fmt: skip
GrantPurpose = Literal[
    "GTIP010", "GTIP020", "GTIP030", "GTIP040", "GTIP050", "GTIP060", "GTIP070", "GTIP080", "GTIP090", "GTIP100",
    "GTIP110", "GTIP120", "GTIP130", "GTIP140", "GTIP150", "GTIP160", "GTIP170",
]  # fmt: skip


class Publishing(Section):
    """Under which identifiers awards are published as open data (360Giving Data Standard)."""

    prefix: Annotated[str, Field(pattern="^360G-[A-Za-z0-9_-]{1,40}$")]
    """The publisher's prefix, as 360Giving gave it."""
    funder_id: Annotated[str, Field(pattern="^[A-Z0-9]{2,8}-[A-Z0-9]{2,12}-[A-Za-z0-9._-]{1,40}$")]
    """The funder's organisation identifier, as GB-COH-12345678."""
    funder_name: Label | None = None
    """The funder's name there; the programme's funder if left out."""
    individual_reason: GrantReason | None = None
    """Why individuals are given something, by the standard's code."""
    individual_purpose: GrantPurpose | None = None
    """What it is for, by the standard's code."""


class Fund(Section):
    """The rules of the fund; a round may have its own budget, ceiling and quorum."""

    ceiling: Money
    quorum: Annotated[int, Field(ge=1, le=20)]
    longest_deferral: Annotated[int, Field(ge=1, le=8)]
    round_days: Annotated[int, Field(ge=1, le=366)]
    criteria: Annotated[list[Item], Field(min_length=1)]
    questions: list[AskedOf]
    rubric: Annotated[list[Criterion], Field(min_length=1)]
    publishing: Publishing | None = None
    """How awards are published; nothing is exported without it."""


class WordToAvoid(Strict):
    """A word that the programme does not use, and what it uses instead."""

    avoid: Label
    use: Label


class Retention(Section):
    """How long records are kept."""

    years: Annotated[int, Field(ge=1)]


class Signing(Strict):
    """Changes are to be signed; `imatter verify` says which are not."""

    allowed_signers: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$", max_length=200)
    ]
    """A file of this store with the keys that count, one line a person: NAME ssh-ed25519 KEY."""


class RuleChange(Strict):
    """A rule of the checks that this programme turns off (advice alone) or makes an error, and why."""

    rule: RuleId
    severity: Literal["off", "error"]
    reason: Words


class Policy(Strict):
    """The whole of programme.yaml."""

    schema_: Annotated[Literal["programme/1"], Field(alias="schema")]
    version: Annotated[int, Field(ge=1)]
    changes: Annotated[list[ChangeNote], Field(min_length=1)]
    store: Literal["personal", "programme"]
    issuer: Label
    funder: Label
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    source: Label
    calendar: Calendar
    limits: Limits
    licence: LicenceTerms
    project_types: ProjectTypes
    settings: Choices
    age_bands: Choices
    support: Choices
    stages: Choices
    planning: Checklist
    completion: Checklist
    certification: Certification
    journey_levels: Choices
    capacities: Choices
    eligibility: Annotated[list[AskedOf], Field(min_length=1)]
    reasons: Reasons
    prompt_sets: Annotated[list[PromptSet], Field(min_length=1)]
    fund: Fund
    words: list[WordToAvoid]
    retention: Retention
    checks: Annotated[list[RuleChange], Field(default_factory=list)]
    signing: Signing | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Policy:
        if max(c.version for c in self.changes) != self.version:
            raise ValueError(
                f"version is {self.version}, but the newest of changes is {max(c.version for c in self.changes)}"
            )
        if sum(s.default for s in self.prompt_sets) != 1:
            raise ValueError("exactly one of prompt_sets is the default")
        return self

    @property
    def personal(self) -> bool:
        """Whether this store is one practitioner's notebook."""
        return self.store == "personal"

    def project_type(self, id: str) -> ProjectType | None:
        """The type of that id, if there is one."""
        return next((t for t in self.project_types.items if t.id == id), None)

    def prompt_set(self, id: str = "") -> PromptSet | None:
        """The prompt set of that id; the default one where none is named."""
        return next((s for s in self.prompt_sets if (s.id == id if id else s.default)), None)


def faults(data: Mapping[str, Any]) -> list[Finding]:
    """All that keeps plain data from being a programme file; empty when it is one."""
    try:
        Policy.model_validate(data)
    except ValidationError as wrong:
        return findings_of(wrong, PATH, Policy)
    return []


def choices(programme: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The items of a list of the programme by its dotted name, from plain data: `project_types`, `reasons.pause`.

    Each has `id` and `name`, and `note` where there is one. `prompt_sets` and `fund.criteria` are lists too.
    Raises KeyError for a list that the programme does not have.
    """
    here: Any = programme
    for part in name.split("."):
        here = here[part]
    return list(here["items"] if isinstance(here, Mapping) else here)


def placeholders(programme: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """The dotted names of all that is marked as open in the published page."""
    for key, value in programme.items():
        name = f"{at}.{key}" if at else str(key)
        if isinstance(value, Mapping):
            if value.get("placeholder"):
                yield name
            yield from placeholders(value, name)
        elif isinstance(value, list):
            for entry in value:
                if isinstance(entry, Mapping) and entry.get("placeholder"):
                    yield f"{name}.{entry.get('id', '')}"
