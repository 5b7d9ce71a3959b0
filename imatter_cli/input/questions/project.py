"""What is asked about a project (the licence page, "What the licence allows you to do")."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.domain.data import Data
from imatter_cli.errors import BadValue
from imatter_cli.input.form import Answered, Answers, Form, Question, to_change
from imatter_cli.input.questions.common import (
    DATE,
    EXAMPLES,
    REASON,
    REASON_IF_ANY,
    WHY_PAUSE,
    as_option_only,
    verb,
    which,
)
from imatter_cli.said import Many, Prose, Said

_PRACTITIONER = which("practitioner", "Who runs it?", "The practitioner. Leave it out for yourself.")
_TYPE = Question(
    "type", "What kind of project is it?", "It says who can help. Complex engagement needs a named Lead practitioner.",
    "early-concern", answer="choice", held="project.type", label="Kind",
    brief="What kind of project it is. Complex engagement needs a named Lead practitioner.",
)  # fmt: skip
_SETTING = Question(
    "setting", "Where?  A type of place, never its name.", "A type of place, never its name.", "school",
    answer="choice", held="project.setting", label="Where",
)  # fmt: skip
_FOCUS_AREAS = Question(
    "focus_areas", "What will you focus on?",
    "You apply learning in a few real-world areas. The first one names the project.", "evening routine", many=True,
    at_most="limits.focus_areas", held="project.focus_areas.*",
    brief="A real-world area where you apply your learning; repeat for several. The first one names the project.",
)  # fmt: skip
_INDIVIDUALS = Question(
    "individuals", "How many individuals take part?", "A project is small. They become P1, P2, P3: codes, never names.",
    "1", answer="count", at_least=1, at_most="limits.individuals", label="Individuals",
    brief="How many take part. They become P1, P2, P3: codes, never names.",
)  # fmt: skip
_SUPPORT = Question(
    "support", "Will a Link or Lead practitioner support you?", "Support is there if you want it.", "link",
    answer="choice", held="project.support", default="none",
    brief="Who supports it: a Link or Lead practitioner, or nobody.",
)  # fmt: skip
_SUPPORTED_BY = Question(
    "supported_by", "Who supports it?", "The Link or Lead practitioner, by code.", EXAMPLES["practitioner"],
    answer="ref", kinds=("practitioner",), required=False, when=as_option_only,
)  # fmt: skip
_LEAD = Question(
    "lead", "Who is the named Lead practitioner?", "Complex engagement needs a named Lead, by code.",
    EXAMPLES["practitioner"], answer="ref", kinds=("practitioner",), required=False,
    brief="The named Lead, by code. Complex engagement needs one.",
)  # fmt: skip
_AGE_BANDS = Question(
    "age_bands", "What is their age band?  One for all, or one for each in order.",
    "One for all individuals, or one for each in order. Never a date of birth.", "5-7", answer="choice",
    held="project.individuals.*.age_band", many=True, each=True, required=False, asked=True,
)  # fmt: skip
_INVITED = Question(
    "invited", "When were they invited?", "The day the individuals were invited.", "2026-11-20", answer="day",
    required=False, asked=True,
)  # fmt: skip
_CONSENT = Question(
    "consent", "Did they agree?", "Whether they agreed to take part.", "yes", answer="yes-no", when=Answered("invited"),
)  # fmt: skip
_HOW_TO_WITHDRAW = Question(
    "withdraw", "How can they withdraw?", "How they can withdraw, in words told to them.", "at any time, by saying so",
    required=False, when=Answered("invited"),
)  # fmt: skip
_SAFEGUARDING = Question(
    "safeguarding", "Do you know the host's safeguarding procedures?",
    "The host's procedures always apply, so you need to know them.", "yes", answer="yes-no", required=False, asked=True,
    brief="Whether you know the host's safeguarding procedures.",
)  # fmt: skip
_SAFEGUARDING_DATE = Question(
    "safeguarding_date", "When did you last check them?", "The day you last checked the host's procedures.",
    "2026-11-20", answer="day", required=False, when=Answered("safeguarding"),
)  # fmt: skip
_SAFEGUARDING_ROLE = Question(
    "safeguarding_role", "Who would you turn to, by role?", "Who to turn to, by role and never by name.",
    "designated safeguarding lead", required=False, when=Answered("safeguarding"), held="project.safeguarding.role",
)  # fmt: skip
_STEPS = Question(
    "steps", "Which small steps?  Put a day in front to plan one for it (1 December: read together).",
    "A small step in a few words. Put a day in front to plan it for that day (1 December: …).",
    "2026-12-01 read together for ten minutes", answer="step", many=True, required=False, asked=True,
)  # fmt: skip
_RESOURCES = Question(
    "resources", "Which I Matter resources?", "An I Matter resource that you use.", "the online learning, part one",
    many=True, required=False, asked=True, held="project.resources.*",
)  # fmt: skip


#: What a plan is asked for; of these options the help of `imatter project plan` tells.
_OF_THE_PLAN = tuple(
    replace(question, required=False, asked=False, when=as_option_only, told_by="project plan")
    for question in (
        _AGE_BANDS, _STEPS, _RESOURCES, _INVITED, _CONSENT, _HOW_TO_WITHDRAW, _SAFEGUARDING, _SAFEGUARDING_DATE,
        _SAFEGUARDING_ROLE,
    )
)  # fmt: skip


def _changed(form: Form, field: str, **changes: Any) -> Form:
    """The form with one of its questions changed."""
    questions = (replace(q, **changes) if q.field == field else q for q in form.questions)
    return Form(form.name, form.title, tuple(questions))


NEW = Form(
    "project new",
    "A microproject is a small, real-life step with one to three people.",
    (
        _PRACTITIONER,
        _TYPE,
        _SETTING,
        _FOCUS_AREAS,
        _INDIVIDUALS,
        _LEAD,
        _SUPPORT,
        _SUPPORTED_BY,
        *_OF_THE_PLAN,
        DATE,
    ),
)


def new(types_with_lead: Collection[str]) -> Form:
    """The questions of a new project; a Lead is asked for only where the type needs one."""
    return _changed(NEW, "lead", when=Answered("type", tuple(types_with_lead)) if types_with_lead else as_option_only)


#: The planning list of the programme as questions, in its order; each may stay empty and be answered another time.
PLAN = Form("project plan", "", (
    which("project"), _AGE_BANDS, _INVITED, _CONSENT, _HOW_TO_WITHDRAW, _SAFEGUARDING, _SAFEGUARDING_DATE,
    _SAFEGUARDING_ROLE, _STEPS, _RESOURCES, DATE,
))  # fmt: skip
#: The questions of a plan that a field of the project answers.
_ANSWERED = {
    "invitation": ("invited", "consent", "withdraw"),
    "safeguarding": ("safeguarding", "safeguarding_date", "safeguarding_role"),
    "steps": ("steps",),
    "resources": ("resources",),
}


def plan(project: Data, title: str) -> Form:
    """What is left to ask of a project's plan, below a title; all of it can be changed by `project edit`."""
    people = project.get("individuals") or ()
    answered = {name for field, names in _ANSWERED.items() if project.get(field) for name in names}
    if all(one.get("age_band") for one in people):
        answered.add("age_bands")
    left = (q for q in PLAN.questions if q.field not in answered)
    return Form(PLAN.name, title, tuple(replace(q, at_most=len(people)) if q.field == "age_bands" else q for q in left))


#: Asked of people who start a project and never had a licence here.
LICENCE_AT_HAND = Form("project start", "", (
    Question(
        "issued", "Do you already have a licence?",
        "Yes records it here. No takes you to an application with this project as its idea.", "yes",
        answer="yes-no",
    ),
    Question(
        "issued_on", "When was it issued?", "The day it was issued. If you leave it empty, today.", "2026-01-12",
        answer="day", required=False, when=Answered("issued"),
    ),
    Question(
        "reference", "What is the issuer's reference?", "The issuer's own reference.", "MPL-0042", required=False,
        when=Answered("issued"), held="licence.reference",
    ),
))  # fmt: skip
START = verb("project", "start", "Start a project under your licence.")
MOVE = verb(
    "project", "move", "Move a project to another stage of the cycle.",
    Question("stage", "To which stage?", "Where in the cycle it is.", answer="choice", held="project.stage"),
)  # fmt: skip
STEP = verb(
    "project", "step", "A small step, planned or done.",
    Question(
        "number", "Which one, by its number?",
        "The number of a step that is there. On its own, it marks the step as done.", "1", answer="count", at_least=1,
        required=False, when=as_option_only,
    ),
    Question(
        "text", "What is the small step?", "A few words about what you will do.", "read together for ten minutes",
        when=Answered("number", (None,)),
    ),
    Question("by", "By when?", "The day you plan it for. You can leave it empty.", "2026-12-01", answer="day",
             ahead=True, required=False, when=Answered("number", (None,))),
    Question("done", "When was it done?", "The day it was done.", "2026-11-23", answer="day", required=False,
             when=as_option_only),
)  # fmt: skip


def step_of(undone: Sequence[tuple[int, str]], most: int) -> Form:
    """The same of a project with small steps that are not done (number and words), at a terminal: one is ticked off."""
    title = "\n".join(["Small steps that are not done yet:", *(f"  {n}  {text}" for n, text in undone)])
    asked = "Which one is done?  Type its number, or press Enter to add a new one."
    form = _changed(STEP, "number", ask=asked, label="Done", when=None, asked=True, at_most=most)
    return Form(form.name, title, form.questions)


SUPPORT = verb(
    "project", "support", "Who supports a project, and what its Lead has acknowledged.",
    replace(_SUPPORT, default=None, required=False),
    _SUPPORTED_BY,
    replace(_LEAD, when=as_option_only),
    Question(
        "acknowledged", "When did the Lead acknowledge it?", "The day the named Lead acknowledged it.", "2026-11-20",
        answer="day", required=False, when=as_option_only,
    ),
)  # fmt: skip


def _code(text: str) -> str:
    """An individual's code. Raises BadValue for anything else."""
    if re.fullmatch(r"P[1-9][0-9]?", text.upper()) is None:
        raise BadValue(
            Said("{given!r} is not an individual's code.", given=Prose(text)), hint="Use P1, P2 or P3, never a name."
        )
    return text.upper()


WITHDRAW_INDIVIDUAL = verb(
    "project", "withdraw-individual", "An individual may withdraw at any time. No reason is needed.",
    Question("individual", "Who withdrew, by code?", "The code of the one who withdrew.", "P1", parse=_code),
    replace(REASON_IF_ANY, when=as_option_only),
)  # fmt: skip


def who_withdrew(codes: Sequence[str]) -> Form:
    """The same of a project with these individuals, at a terminal."""

    def one_of(text: str) -> str:
        if _code(text) not in codes:
            raise BadValue(
                Said("{code} is not taking part.", code=text.upper()),
                hint=Said("Taking part: {codes}.", codes=Many(codes)),
            )
        return _code(text)

    asked = f"Who withdrew?  ({', '.join(codes)})"
    return _changed(WITHDRAW_INDIVIDUAL, "individual", ask=asked, parse=one_of)


PAUSE = verb("project", "pause", "Pause a project.", WHY_PAUSE)
RESUME = verb("project", "resume", "Resume a paused project.")
COMPLETE = verb(
    "project", "complete", "Complete a project.",
    Question(
        "anyway", "Why do you complete it anyway?",
        "Your reason for completing it although the checklist is not met. It is kept.", "the family moved away",
        required=False, when=as_option_only,
    ),
)  # fmt: skip
STOP = verb("project", "stop", "Stop a project before it is complete.", REASON)
REVISIT = verb("project", "revisit", "Take up a completed or stopped project again.", REASON)
DISCARD = Form("project discard", "Discard an idea that was never started.", (START.questions[0],))
_ALL_STEPS = replace(
    _STEPS, why="The whole list of small steps. Steps that you do not change stay done if they were.", asked=False,
    when=as_option_only,
)  # fmt: skip
EDIT = Form(
    "project edit",
    "Change a project.",
    (
        _FOCUS_AREAS,
        _TYPE,
        _SETTING,
        _ALL_STEPS,
        *(q for q in _OF_THE_PLAN if q.field != "steps"),
    ),
)


def change(now: Answers) -> Form:
    """The same at a terminal, asked as a new project and its plan are, with today's answers."""
    plan = [q for q in PLAN.questions if q.field not in ("project", "date")]
    return to_change(Form(EDIT.name, EDIT.title, (_FOCUS_AREAS, _TYPE, _SETTING, *plan)), now)
