"""What is asked about the rules of a programme: what is still open, one by one, and the rules that are one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.input.form import Form, Question, to_change
from imatter_cli.input.questions.common import as_option_only

_SETTLE = Question(
    "settle",
    "What is settled as it is now?",
    "A placeholder that the programme has agreed on, such as retention.",
    "retention",
    brief="A placeholder that is agreed on.",
    many=True,
    required=False,
    when=as_option_only,
)
_WHAT = Question(
    "what",
    "What changed, and why?",
    "It is kept with the new version of the rules.",
    "Agreed at the meeting in May.",
    required=False,
    asked=True,
)


def _rule(name: str, ask: str, why: str, example: str, answer: Any = "count", at_most: int | None = None) -> Question:
    field = name.replace(".", "_")
    return Question(field, ask, why, example, answer=answer, at_least=1, at_most=at_most,
                    when=as_option_only, option=f"--{name.split('.')[1].replace('_', '-')}")  # fmt: skip


#: The rules that are one value, by their dotted names, in the order in which they are asked.
RULES: Mapping[str, Question] = {
    "fund.ceiling": _rule("fund.ceiling", "How much can one application be given at most?",
                          "The most for one application.", "500.00", "money"),
    "fund.quorum": _rule("fund.quorum", "How many reviews does a decision need?",
                         "How many reviews a decision needs.", "2", at_most=20),
    "fund.longest_deferral": _rule("fund.longest_deferral", "For how many quarters can a decision be deferred?",
                                   "The longest deferral, in quarters.", "2", at_most=8),
    "fund.round_days": _rule("fund.round_days", "How many days is a quarter open for applications?",
                             "How many days a quarter is open.", "70", at_most=366),
    "retention.years": _rule("retention.years", "How many years is a record kept after its end?",
                             "How long records are kept.", "6"),
    "limits.individuals": _rule("limits.individuals", "How many individuals can take part in a project?",
                                "The most individuals in a project.", "3"),
    "limits.focus_areas": _rule("limits.focus_areas", "How many focus areas can a project have?",
                                "The most areas of a project.", "3"),
    "licence.conversation_months": _rule(
        "licence.conversation_months", "After how many months should a licence's relevance be talked about again?",
        "When to talk about a licence.", "12"),
}  # fmt: skip

EDIT = Form("programme edit", "Settle the rules of the programme.", (_SETTLE, *RULES.values(), _WHAT))


#: What each part that may be open is for.
MEANINGS: Mapping[str, str] = {
    "calendar": "The first month of each quarter of the fund.",
    "project_types": "The types of project that people choose from.",
    "settings": "The types of place where projects happen.",
    "age_bands": "The age bands of individuals, instead of dates of birth.",
    "stages": "The stages that a project goes through.",
    "planning": "What a complete plan has.",
    "completion": "What a project needs before it is completed.",
    "certification": "The evidence for the lightweight certification.",
    "journey_levels": "The levels of the Learning Journey.",
    "reasons.licence_return": "Why an application for a licence is returned.",
    "reasons.licence_decline": "Why a licence is not granted.",
    "reasons.pause": "Why a licence or a project is paused.",
    "reasons.conflict": "Why somebody does not review or decide an application.",
    "prompt_sets": "Questions that help people to reflect.",
    "fund": "What the fund gives, how it decides, and how long a quarter is open.",
    "retention": "How long records are kept.",
}


def field_of(name: str) -> str:
    """The field of the question whether something open is settled."""
    return f"settle_{name.replace('.', '_').replace('-', '_')}"


def change(points: Sequence[tuple[str, str]], now: Mapping[str, Any]) -> Form:
    """The same at a terminal: each open point (name, value so far) with its rules, then the other rules."""
    asked: list[Question] = []
    for name, value in points:
        meaning = MEANINGS.get(name) or MEANINGS.get(name.split(".")[0], "")
        own = [q for rule, q in RULES.items() if rule.startswith(f"{name}.")]
        spoken = name.replace("_", " ").replace("-", " ").replace(".", ", ")
        asked.append(
            Question(
                field_of(name),
                f"{spoken.capitalize()}: {meaning}\nSo far: {value}\nIs it settled?",
                "The published page leaves this open. Yes settles it; the values that go with it are asked next. "
                "To change a list, open the file: imatter edit programme --raw",
                "yes",
                answer="yes-no",
                label=spoken.capitalize(),
            )
        )
        asked += [replace(q, when=None) for q in own]
    rest = [replace(q, when=None) for q in RULES.values() if q.field not in {a.field for a in asked}]
    title = "Rules that the published page leaves open come first. Press Enter to leave one open."
    return to_change(Form(EDIT.name, title, (*asked, *rest, _WHAT)), now)
