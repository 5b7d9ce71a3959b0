"""What is asked about one entry of a programme's list: which one, whether it stays, and its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from imatter_cli.classes import replace
from imatter_cli.input.form import Answers, Form, Judge, Question, to_change
from imatter_cli.input.questions.common import as_option_only

_NAMED = ("name", "note")
_ASKED = ("ask", "why")
#: The lists and the parts of their entries; the first part is what an entry is called.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "project_types": (*_NAMED, "needs_lead"),
    **dict.fromkeys(("settings", "age_bands", "support", "stages", "journey_levels", "capacities", "roles"), _NAMED),
    **dict.fromkeys(("planning", "completion"), (*_NAMED, "field")),
    "certification": (*_NAMED, "evidence", "count"),
    "eligibility": _ASKED,
    **dict.fromkeys([f"reasons.{name}" for name in ("licence_return", "licence_decline", "pause", "conflict")], _NAMED),
    "fund.criteria": _NAMED,
    "fund.questions": _ASKED,
    "fund.rubric": ("name", "ask", "scores"),
    "words": ("avoid", "use"),
}
#: When a change of a list counts, where that isn't at once.
COUNTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("fund.criteria", "fund.questions", "fund.rubric"),
        "A quarter keeps what it had when it opened. A change here is for quarters that open from now on.",
    ),
    "eligibility": "Somebody who submits an application from now on is asked this.",
    "certification": "What counts towards a certification follows at once, for everybody.",
}

_EVIDENCE = ("completed-projects", "reflections", "shared-reflections", "journey-steps", "person")
_QUESTIONS: Final[Mapping[str, Question]] = {
    one.field: one
    for one in (
        Question("name", "What is it called?", "People read it. Records keep its id, so you can change it later.",
                 "Library bus"),
        Question("note", "A few words on it?", "They are shown with its name.", "stops at five villages",
                 required=False, asked=True),
        Question("needs_lead", "Does it need a named Lead practitioner?",
                 "A project of this type then starts only once its Lead has acknowledged it.", "no", answer="yes-no",
                 default=False),
        Question("field", "Which field of a project shows that it is met?", "imatter looks there.", "steps",
                 one_of=("focus-areas", "individuals", "invitation", "safeguarding", "steps", "resources", "support",
                         "reflections")),
        Question("evidence", f"What counts towards it? ({', '.join(_EVIDENCE)})", "imatter counts that.",
                 "reflections", one_of=_EVIDENCE),
        Question("count", "How many are needed?", "How many of them the certification needs.", "3", answer="count"),
        Question("ask", "What is the question?", "It is asked in these words.", "In what sort of place?"),
        Question("why", "Why is it asked?", "Somebody who types ? at the question reads this.", "It helps to plan."),
        Question("scores", "What does each score mean, from 0 up?", "Reviewers read a sentence for each score.",
                 "It is not shown.", many=True, at_most=11),
        Question("avoid", "Which word do you avoid?", "imatter advises against it.", "client"),
        Question("use", "What do you say instead?", "imatter suggests it.", "individual"),
    )
}  # fmt: skip

_WHICH = Question("entry", "", "", "Library bus", required=False, asked=True, label="Which")
_STAYS = Question(
    "stays", "Does it stay in the list?", "No takes it out. Records that name it need it, so it can't go then.", "yes",
    answer="yes-no", label="Stays",
)  # fmt: skip
WHAT = Question(
    "what", "What changed, and why?", "It is kept with the new version of the rules.", "Agreed at the meeting in May.",
    required=False, asked=True, brief="What changed, and why.",
)  # fmt: skip
#: What each part is, in the help of its option.
_BRIEF: Final[Mapping[str, str]] = {
    "name": "What it is called.", "note": "A few words on it.", "needs_lead": "Of a type: whether it needs a Lead.",
    "field": "Of a checklist: the field that shows it.", "evidence": "Of the certification: what counts.",
    "count": "Of the certification: how many.", "ask": "Of a question: its words.", "why": "Of a question: why.",
    "scores": "Of the rubric: what a score means, from 0 up.", "avoid": "The word to avoid.",
    "use": "What to say instead.",
}  # fmt: skip
#: The same as options, for one entry of the list that the line names.
ENTRY: Final = Form(
    "programme entry",
    "",
    tuple(
        replace(q, required=False, default=None, when=as_option_only, brief=_BRIEF.get(q.field, q.brief))
        for q in (
            Question("add", "What is new in the list?", "A new entry, by its name.", "Library bus"),
            Question("change", "Which entry do you change?", "The entry to change, by its id.", "school"),
            Question("take_out", "Which entry goes?", "The entry to take out, by its id.", "nursery"),
            *_QUESTIONS.values(),
            WHAT,
        )
    ),
)  # fmt: skip


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of an entry of a list; empty for what isn't a list."""
    return PARTS.get(name) or (_ASKED if name.startswith("prompt_sets.") and name.endswith(".prompts") else ())


def which(name: str, meaning: str, entries: Sequence[str]) -> Form:
    """Which entry of a list is meant: one by its number, or a new one by its name."""
    ask = "Which one?  Type a number to change or take out that one, or the name of a new one.\nPress Enter to finish."
    shown = [f"  {n:>2}  {called}" for n, called in enumerate(entries, 1)]
    title = "\n".join(
        part for part in (f"{spoken(name)}: {meaning}".rstrip(": "), COUNTS.get(name, ""), *shown) if part
    )
    why = "An entry that is new goes to the end of the list."
    return Form("programme list", title, (replace(_WHICH, ask=ask, why=why),))


def new_entry(name: str, called: str) -> Form:
    """The parts of a new entry, apart from what it is called."""
    return Form("programme entry", f"{called} is new.", tuple(_QUESTIONS[part] for part in parts_of(name)[1:]))


def entry(name: str, now: Answers, stays: Judge) -> Form:
    """Whether an entry stays, and its parts with what they are today. `stays` refuses to take out one in use."""
    first, *_ = parts_of(name)
    keeps = replace(_STAYS, judge=stays)
    own = (replace(_QUESTIONS[part], when=lambda answers: answers.get("stays") is not False) for part in parts_of(name))
    return to_change(Form("programme entry", str(now[first]), (keeps, *own)), {**now, "stays": True})


def spoken(name: str) -> str:
    """What people call a list: `Reasons, pause`."""
    return name.replace("_", " ").replace("-", " ").replace(".", ", ").capitalize()
