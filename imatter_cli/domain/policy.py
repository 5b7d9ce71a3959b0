"""programme.yaml as a typed value: all that is rules and no code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic_core import ValidationError

from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.kinds import forms
from imatter_cli.domain.kinds.criteria import AskedOf, ChecklistItem, Criterion, Evidence, Item, ProjectType
from imatter_cli.domain.kinds.declared import DeclaredObject, plain
from imatter_cli.domain.kinds.fields import Amount, AtMost, Between, Day, Label, Length, RuleId, Slug, Words
from imatter_cli.domain.lists import Lists
from imatter_cli.domain.records.model import checker
from imatter_cli.domain.records.wording import STORE_ID, findings_of
from imatter_cli.said import Said

PATH = "records/programme.yaml"
#: Money as pence.
Money = Annotated[int, Amount()]


class Section(DeclaredObject):
    """A part of the rules; `placeholder` says that the published page leaves it open."""

    placeholder: bool = False
    """That the published page leaves this open. Remove it when the programme has settled it."""


class ChangeNote(DeclaredObject):
    """What changed in the rules, when, and in which version."""

    at: Day
    """When it changed."""
    version: Annotated[int, Between(1)]
    """The version that it made."""
    what: Words
    """What changed, and why."""


class Choices(Section):
    """A list to choose from."""

    items: Annotated[list[Item], Length(1)]
    """What can be chosen."""


class ProjectTypes(Section):
    """The published types of project."""

    items: Annotated[list[ProjectType], Length(1)]
    """The types."""


class Checklist(Section):
    """Points that must be met."""

    items: list[ChecklistItem]
    """The points."""


class Certification(Section):
    """Evidence toward the lightweight certification; never an award."""

    items: list[Evidence]
    """The requirements."""


class Calendar(Section):
    """The first month of each quarter."""

    first_months: Annotated[list[Annotated[int, Between(1, 12)]], Length(4, 4)]
    """Four months as numbers, in the order of the quarters."""


class Limits(Section):
    """How many take part in a project, and how many areas it may focus on."""

    individuals: Annotated[int, Between(1)]
    """The most individuals in a project."""
    focus_areas: Annotated[int, Between(1)]
    """The most focus areas of a project or licence."""


class LicenceTerms(Section):
    """A term, if the programme sets one, and after how many months to talk about its relevance again."""

    term_months: Annotated[int, Between(1)] | None
    """After how many months a licence lapses; null for no term."""
    conversation_months: Annotated[int, Between(1)] | None = None
    """After how many months to talk about a licence's relevance; null for never."""


class PromptSet(Section):
    """A set of prompts for reflection."""

    id: Slug
    """What reflections say. Keep it when the name changes."""
    name: Label
    """The name on screens."""
    default: bool = False
    """Whether this set is used when none is named."""
    source: Label | None = None
    """Where the prompts come from."""
    prompts: Annotated[list[AskedOf], Length(1)]
    """The prompts, in order."""


class Reasons(DeclaredObject):
    """Reasons to choose from, by what they are given for."""

    licence_return: Choices
    """Why an application for a licence is returned."""
    licence_decline: Choices
    """Why an application for a licence is declined."""
    pause: Choices
    """Why a licence or project is paused."""
    conflict: Choices
    """Why somebody does not review or decide."""


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
    """The identifiers under which awards are published as open data (360Giving Data Standard)."""

    prefix: Annotated[str, forms.PUBLISHER]
    """The publisher's prefix, as 360Giving gave it."""
    funder_id: Annotated[str, forms.ORGANISATION]
    """The funder's organisation identifier, such as GB-COH-12345678."""
    funder_name: Label | None = None
    """The funder's name there; if left out, the programme's funder."""
    individual_reason: GrantReason | None = None
    """Why individuals receive a grant, as the standard's code."""
    individual_purpose: GrantPurpose | None = None
    """What the grant is for, as the standard's code."""


Days = Annotated[int, Between(1, 3660)]


class LateAfter(DeclaredObject):
    """After how many days something that the fund is waiting for counts as late."""

    screening: Days | None = None
    """An application waiting to be screened."""
    review: Days | None = None
    """A review that was assigned and is not submitted."""
    acceptance: Days | None = None
    """An award that its applicant has not answered."""
    payment: Days | None = None
    """An accepted award that is not paid."""
    report: Days | None = None
    """A report on an award that was paid."""


class Fund(Section):
    """The rules of the fund; a round may have its own budget, ceiling and quorum."""

    budget: Money | None = None
    """What a round may give, unless its opening says otherwise."""
    reserve: Money | None = None
    """How much of the budget is kept in reserve."""
    ceiling: Money
    """The most that one application can be given."""
    quorum: Annotated[int, Between(1, 20)]
    """How many reviews without a conflict a decision needs."""
    longest_deferral: Annotated[int, Between(1, 8)]
    """For how many quarters a decision can be deferred."""
    round_days: Annotated[int, Between(1, 366)]
    """How many days a round is open for."""
    late_after: LateAfter | None = None
    """When home and the list of what is due call something late; without it, only what holds up a closed round."""
    criteria: Annotated[list[Item], Length(1)]
    """What an application must be before it is reviewed."""
    questions: list[AskedOf]
    """Further questions, besides the key barrier and the costs."""
    rubric: Annotated[list[Criterion], Length(1)]
    """What reviewers score."""
    publishing: Publishing | None = None
    """How awards are published. Without it, nothing is exported."""


class Letterhead(DeclaredObject):
    """The head of letters."""

    name: Label
    """The name at the head of a letter."""
    address: Annotated[list[Label], Length(0, 8)] = []  # noqa: RUF012 - each object has its own
    """The address below it, line by line."""
    mark: Annotated[str, forms.FILE, AtMost(200)] | None = None
    """A picture of this store, SVG, PNG or JPEG, such as templates/mark.svg."""


class WordToAvoid(DeclaredObject):
    """A word that the programme does not use, and what it uses instead."""

    avoid: Label
    """The word, in any case and number."""
    use: Label
    """What to say instead."""


class Retention(Section):
    """How long records are kept."""

    years: Annotated[int, Between(1)]
    """How many years after a record's end the words in it are kept. From then on, what is due lists the record."""


class Signing(DeclaredObject):
    """Changes must be signed; verifying the history says which are not."""

    allowed_signers: Annotated[str, forms.FILE, AtMost(200)]
    """A file of this store with the accepted keys, one line per person: NAME ssh-ed25519 KEY."""


class RuleChange(DeclaredObject):
    """A rule of the checks that this programme turns off (advice only) or makes an error, and why."""

    rule: RuleId
    """The rule's id, as the list of rules has it."""
    severity: Literal["off", "error"]
    """Advice can be turned off; anything can be made an error."""
    reason: Words
    """Why."""


class Policy(DeclaredObject):
    """The whole of programme.yaml."""

    schema_: Literal["programme/1"]
    """Kind and version of this file's format."""
    version: Annotated[int, Between(1)]
    """Goes up with each change of the rules. Records say which version they were written under."""
    changes: Annotated[list[ChangeNote], Length(1)]
    """What changed in each version."""
    store: Literal["personal", "programme"]
    """Whether this is one practitioner's notebook or a coordinator's store of many people."""
    store_id: Annotated[str, STORE_ID] | None = None
    """Names the store on every computer; all its clones share it. Don't change it."""
    first_version: Literal["0.1.0"] | None = None
    """The version that began the store, if it let people do what newer ones refuse. Don't change it."""
    issuer: Label
    """Who issues licences."""
    funder: Label
    """Who gives the money."""
    currency: Annotated[str, forms.CURRENCY]
    """The currency of every amount, as three letters."""
    source: Label
    """Where these rules come from."""
    calendar: Calendar
    """The quarters of the fund."""
    limits: Limits
    """How small a microproject is."""
    licence: LicenceTerms
    """The term of a licence, if it has one."""
    project_types: ProjectTypes
    """The types of project."""
    settings: Choices
    """The types of place."""
    age_bands: Choices
    """The age bands of individuals."""
    support: Choices
    """The kinds of support."""
    stages: Choices
    """The stages of the cycle, in order."""
    planning: Checklist
    """What a complete plan has."""
    completion: Checklist
    """What a completed project has."""
    certification: Certification
    """The evidence for the lightweight certification."""
    journey_levels: Choices
    """The levels of the Learning Journey, in order."""
    capacities: Choices
    """The capacities in which people practise."""
    roles: Choices | None = None
    """What people can be in the programme. If left out, the five roles that imatter's rules know."""
    eligibility: Annotated[list[AskedOf], Length(1)]
    """What people are asked when they apply for a licence."""
    reasons: Reasons
    """Reasons to choose from."""
    prompt_sets: Annotated[list[PromptSet], Length(1)]
    """Sets of prompts for reflection."""
    fund: Fund
    """The rules of the fund."""
    words: list[WordToAvoid]
    """Words that the programme does not use."""
    retention: Retention
    """How long records are kept."""
    checks: list[RuleChange] = []  # noqa: RUF012 - each object has its own
    """How this programme changes the checks' rules."""
    letterhead: Letterhead | None = None
    """The head of letters. If left out, it is the funder's name."""
    signing: Signing | None = None
    """Whose keys are accepted, if changes must be signed."""

    def refuse(self) -> Policy:
        """The rules, if they go together. Raises ValueError."""
        if max(c.version for c in self.changes) != self.version:
            words = Said(
                "version is {version}, but the newest of changes is {newest}.",
                version=self.version,
                newest=max(c.version for c in self.changes),
            )
            raise ValueError(words)
        if sum(s.default for s in self.prompt_sets) != 1:
            raise ValueError("exactly one of prompt_sets is the default.")
        if "coordinator" not in self.lists.names("roles") or "practitioner" not in self.lists.names("roles"):
            raise ValueError("roles needs coordinator and practitioner. You can give them other names.")
        return self

    @property
    def personal(self) -> bool:
        """Whether this store is one practitioner's notebook."""
        return self.store == "personal"

    @cached_property
    def lists(self) -> Lists:
        """The programme's lists, by name."""
        return Lists(plain(self))

    def severity_of(self, rule: str) -> str:
        """What this programme says of a rule of the checks: `off` or `error`; empty where it says nothing."""
        return next((c.severity for c in self.checks if c.rule == rule), "")

    def project_type(self, id: str) -> ProjectType | None:
        """The type of that id, if there is one."""
        return next((t for t in self.project_types.items if t["id"] == id), None)

    def prompt_set(self, id: str = "") -> PromptSet | None:
        """The prompt set of that id; the default one where none is named."""
        return next((s for s in self.prompt_sets if (s.id == id if id else s.default)), None)


def policy_in(data: Data) -> Policy:
    """The rules that plain data says. Raises ValidationError."""
    found: Policy = checker(Policy).validate_python(data)
    return found


def faults(data: Data) -> list[Finding]:
    """All that keeps plain data from being a programme file; empty when it is one."""
    try:
        policy_in(data)
    except ValidationError as wrong:
        return findings_of(wrong, PATH, Policy)
    return []


def placeholders(programme: Data, at: str = "") -> Iterator[str]:
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


def keeps_notes(before: Sequence[Any], after: object) -> bool:
    """Whether the notes under `changes` are all still there, as they were and in their order."""
    left = iter(after if isinstance(after, list) else ())
    return all(note in left for note in before)
