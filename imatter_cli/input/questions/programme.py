"""What is asked about the rules of a programme: what is still open, one by one, and the rules that are one value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.errors import BadValue
from imatter_cli.input.form import Answers, Form, Question, to_change
from imatter_cli.input.questions import programme_lists as lists
from imatter_cli.input.questions.common import as_option_only
from imatter_cli.input.questions.programme_lists import WHAT
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Prose, Said

_SETTLE = Question(
    "settle", "What is settled as it is now?", "A placeholder that the programme has agreed on, such as retention.",
    "retention", brief="A placeholder that is agreed on.", many=True, required=False, when=as_option_only,
)  # fmt: skip


def _rule(name: str, ask: str, why: str, example: str, answer: Any = "count", at_most: int | None = None) -> Question:
    field = name.replace(".", "_")
    return Question(field, ask, why, example, answer=answer, at_least=1, at_most=at_most,
                    when=as_option_only, option=f"--{name.split('.')[1].replace('_', '-')}")  # fmt: skip


def _months(text: str) -> str:
    found = re.findall(r"[0-9]+", text)
    if len(found) != 4 or not all(1 <= int(one) <= 12 for one in found):
        raise BadValue(Said("{given!r} is not four months.", given=Prose(text)), hint="Write them as 1, 4, 7, 10.")
    return ", ".join(str(int(one)) for one in found)


#: The rules that are one value, by their dotted names, in the order in which they are asked.
RULES: Mapping[str, Question] = {
    "calendar.first_months": replace(
        _rule("calendar.first_months", "In which month does each quarter begin?  Four numbers, such as 1, 4, 7, 10.",
              "The first month of each quarter of the fund.", "1, 4, 7, 10", "text"), parse=_months,
    ),
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


def answer_of(name: str, value: Any) -> Any:
    """What a rule is today, as it would be answered."""
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def value_of(name: str, answer: Any) -> Any:
    """An answer as the rules have it."""
    return [int(one) for one in answer.split(", ")] if name == "calendar.first_months" else answer


EDIT = Form("programme edit", "Settle the rules of the programme.", (_SETTLE, *RULES.values(), WHAT))


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


def meaning_of(name: str) -> str:
    """What a part of the rules is for; empty for what says so itself."""
    return MEANINGS.get(name) or MEANINGS.get(name.split(".", maxsplit=1)[0], "")


def _to_change_lists(name: str) -> str:
    """How to change the list that a part is, or those that are in it."""
    found = [one for one in lists.PARTS if one == name or one.startswith(f"{name}.")]
    found += [f"{name}.prompts"] if name.startswith("prompt_sets.") else []
    return "".join(str(Remedy("\nTo change its entries: ", Command("programme entry", one))) for one in found)


def change(points: Sequence[tuple[str, str]], now: Answers) -> Form:
    """The same at a terminal: each open point (name, value so far) with its rules, then the other rules."""
    asked: list[Question] = []
    for name, value in points:
        meaning = meaning_of(name)
        own = [q for rule, q in RULES.items() if rule.startswith(f"{name}.")]
        spoken = lists.spoken(name)
        asked.append(
            Question(
                field_of(name),
                f"{spoken}: {meaning}\nSo far: {value}\nIs it settled?",
                "The published page leaves this open. Yes settles it; the values that go with it are asked next. "
                f"{_to_change_lists(name)}",
                "yes",
                answer="yes-no",
                label=spoken,
            )
        )
        asked += [replace(q, when=None) for q in own]
    rest = [replace(q, when=None) for q in RULES.values() if q.field not in {a.field for a in asked}]
    title = Remedy(
        "Rules that the published page leaves open come first. Press Enter to leave one open.\n"
        "To change the entries of a list: ",
        Command("programme entry", "settings"),
    )
    return to_change(Form(EDIT.name, str(title), (*asked, *rest, WHAT)), now)
