"""What is asked in a reflection: the programme's prompts, a next step, and whether a concern came up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.domain.data import Data
from imatter_cli.input.form import Answered, Answers, Form, Question, to_change
from imatter_cli.input.questions.common import DATE, REASON_IF_ANY, FieldsOf, as_option_only, verb, which

_EXAMPLES = {
    "what": "P1 began alone and stayed with it.",
    "so-what": "Ten quiet minutes before it make the difference.",
    "now-what": "Begin ten minutes earlier.",
}
PROMPTS = FieldsOf("prompt", tuple(_EXAMPLES))

_PROJECT = replace(
    which("project", why="The project you look back on. If left out, your active one."),
    brief="The project, as the argument names it.",
)
_SET = Question(
    "set", "Which set of prompts?", "The prompts to answer. If left out, the programme's default set.", "gibbs",
    answer="choice", required=False, when=as_option_only, brief="Which prompts; the default set, if left out.",
    held="reflection.prompts",
)  # fmt: skip
_NEXT_STEP = Question(
    "next_step", "What is your next small step?", "imatter asks you about it next time.",
    "ask about the first ten minutes", required=False, brief="Your next step. imatter asks about it next time.",
)  # fmt: skip
_CONCERN = Question(
    "concern", "Did a safeguarding concern come up?",
    "Only yes or no. What it was belongs to the host's own procedures.", "no", answer="yes-no", required=False,
    brief="Whether one came up; never what it was.",
)  # fmt: skip
_CONCERN_DATE = Question(
    "concern_date", "When did it come up?", "The day the concern came up. If left out, the reflection's day.",
    "2026-11-20", answer="day", required=False, when=Answered("concern"),
    brief="The day it came up, if not the reflection's.",
)  # fmt: skip
_PASSED = Question(
    "passed_to_host", "Has it been passed to the host?", "The host's safeguarding procedures always apply.", "yes",
    answer="yes-no", when=Answered("concern"), brief="Whether the host knows of it.",
)  # fmt: skip
_SUMMARY = Question(
    "summary", "What may others read about it?",
    "This summary is shared. Without one, only you can read the reflection.",
    "We tried a new beginning to the evening, and it was calmer.", answer="long", required=False, when=as_option_only,
    brief="A summary, which is shared.",
)  # fmt: skip
_ANSWER = Question(
    "answer", "An answer as PROMPT=TEXT.", "An answer to a prompt by its id, as --answer feelings=TEXT.",
    "what=It went well.", many=True, required=False, when=as_option_only,
    brief="To any prompt, as --answer feelings=TEXT.",
)  # fmt: skip


def with_texts(answers: Answers) -> dict[str, Any]:
    """The answers with those to a set's prompts as one: texts by prompt."""
    said = PROMPTS.answers(answers)
    return {**PROMPTS.others(answers), "answers": {id: text for id, text in said.items() if text}}


def prompts(asked: Sequence[Data], *, required: str = "") -> tuple[Question, ...]:
    """A set's prompts as questions; only the one named in `required` has to be answered."""
    return tuple(
        PROMPTS.question(
            id, str(one["ask"]), str(one.get("why", "")), _EXAMPLES.get(id, "A few plain sentences."), "long",
            required=id == required,
        )
        for one in asked
        for id in [str(one["id"])]
    )  # fmt: skip


def notebook(asked: Sequence[Data], *, has_words: bool) -> Form:
    """A reflection in your own notebook: at least the first prompt, unless it already has some words."""
    required = "" if has_words or not asked else str(asked[0]["id"])
    questions = (_PROJECT, *prompts(asked, required=required), _NEXT_STEP, _CONCERN, _CONCERN_DATE, _PASSED)
    return Form("reflection new", "Use codes such as P1 for individuals, never names.", (*questions, _SUMMARY, DATE))


def shared_only(*, without_text: bool) -> Form:
    """A reflection in a programme's store, which holds only what is shared: usually a summary."""
    summary = replace(_SUMMARY, required=not without_text, when=as_option_only if without_text else None)
    title = "A programme's store only holds what is shared."
    return Form("reflection new", title, (_PROJECT, summary, _CONCERN, _CONCERN_DATE, _PASSED, DATE))


#: The reflection's own day; --date is the day of the change, as everywhere.
_DAY = Question(
    "looks_back_on", "Which day does it look back on?", "The day that the reflection looks back on.", "2026-11-20",
    answer="day",
)  # fmt: skip
_OPTIONS = prompts(
    [{"id": p, "ask": "", "why": f"Your answer to the prompt {p.replace('-', ' ')}."} for p in PROMPTS.with_option]
)

#: The options of `reflection new` as they are before a programme is read.
NEW = Form(
    "reflection new",
    "",
    (_PROJECT, _SET, *_OPTIONS, _ANSWER, _NEXT_STEP, _SUMMARY, _CONCERN, _CONCERN_DATE, _PASSED, DATE),
)
SHARE = verb(
    "reflection", "share", "Only the summary that you write now is shared.",
    replace(_SUMMARY, why="What others can read.", when=None),
)  # fmt: skip
UNSHARE = verb("reflection", "unshare", "Stop sharing a reflection.", REASON_IF_ANY)
EDIT = Form("reflection edit", "Change a reflection.", (*_OPTIONS, _ANSWER, _NEXT_STEP, _SUMMARY, _PASSED, _DAY))


def change(asked: Sequence[Data], record: Data) -> Form:
    """The same at a terminal, asked as a new reflection is, with today's answers."""
    texts = {PROMPTS.field(str(one["prompt"])): one["text"] for one in record.get("answers") or ()}
    concern = record.get("concern") or {}
    # what is shared is its summary, and a reflection has some words
    kept = "" if record.get("summary") else next(iter(texts), "")
    own = [replace(q, required=q.field == kept) for q in (prompts(asked) if texts or not record.get("summary") else ())]
    own += [_NEXT_STEP]
    needed = record.get("status") == "shared" or not texts
    own += [replace(_SUMMARY, when=None, required=needed)] if record.get("summary") else []
    own += [replace(_PASSED, when=None)] if concern.get("raised") else []
    now = {name: record.get(name) for name in ("next_step", "summary")} | texts
    now |= {"passed_to_host": concern.get("passed_to_host"), "looks_back_on": record.get("date")}
    return to_change(Form(EDIT.name, "Use codes such as P1 for individuals, never names.", (*own, _DAY)), now)
