"""Answers to a form that came back: read as a stranger's, shown, and given to the form's own command."""

from __future__ import annotations

import re
from typing import Any

from imatter_cli.classes import immutable
from imatter_cli.commands.exchange import fillable
from imatter_cli.commands.exchange.fillable import Fillable
from imatter_cli.commands.frame.asking import refuse_unless_agreed
from imatter_cli.commands.frame.changes import first_id, tell
from imatter_cli.commands.frame.commands import run_again
from imatter_cli.commands.frame.session import Receiving, Session
from imatter_cli.domain import ids, received, unseen
from imatter_cli.domain.data import Data
from imatter_cli.domain.dates import day_of
from imatter_cli.errors import Ambiguous, Missing, NotFound, Refused
from imatter_cli.input import sheet
from imatter_cli.input.ask import answer
from imatter_cli.input.form import Answers, Form, Question, bad
from imatter_cli.input.questions import licence
from imatter_cli.input.values import as_said
from imatter_cli.output.page import Block, Field, Fields, Heading, Page, Paragraph
from imatter_cli.output.receipts import Next
from imatter_cli.output.terminal import clean
from imatter_cli.output.words import day, listed
from imatter_cli.remedies import Command
from imatter_cli.said import Prose, Said
from imatter_cli.services.exchange import answers as service

_AGAIN = "Ask for the answers again, with this put right."


@immutable
class Came:
    """Answers that were read and hold together: the form, its questions, the answers as values, and what they led to
    before. `whose` is the person that they are about; empty for somebody new. `taken` are the questions whose earlier
    answer they take away, and `saved` is when a page saved them, if one did.
    """

    one: Fillable
    form: Form
    person: str
    whose: str
    values: Answers
    mark: str
    known: Data | None
    marks: frozenset[str]
    taken: tuple[Question, ...] = ()
    saved: str = ""

    @property
    def is_there(self) -> bool:
        """Whether exactly the same answers were taken in before."""
        return self.mark in self.marks

    def as_data(self) -> Data:
        """The same for scripts."""
        saved = {"saved": self.saved} if self.saved else {}
        return {"id": received.id_of(self.mark), "form": self.one.command, "whose": self.whose, **saved}


def read(session: Session, raw: bytes, name: str) -> Came:
    """Read answers. Raises what their form's command would say of them, and what only answers can be refused for."""
    came = sheet.read(raw, name)
    one = fillable.named(came.form.split())
    context, person = session.context(), came.person
    if person:
        _refuse_unknown(session, person)
    form = one.form(session, person, came.given)
    behind = one.behind(session, person)
    sheet.refuse_strange(came, [q.field for q in form.questions], name)
    rules = int(context.store.programme()["version"])
    sheet.refuse_other_questions(came, fillable.known_by(form, behind), rules)
    given = {f: sheet.one_by_one(said) if form[f].many else said for f, said in came.given.items()}
    for question in form.questions:
        if said := given.get(question.field):
            _refuse_undated(question, str(said))
            if question.answer == "ref":
                given[question.field] = _code(session, one, question, str(said), person)
    try:
        values = answer(form, given, interactive=False, behind=behind)
    except Missing as missing:
        missing.hint = _AGAIN
        raise
    taken_away = dict.fromkeys(came.taken if came.id else ())
    mark = received.mark(came.id, one.command, {**values, **taken_away})
    known, marks = service.led_to(context, received.id_of(mark), one.kind)
    named = [str(values[field]) for field in _ABOUT if values.get(field)]
    whose = service.refuse_others(context, person or str(values.get("practitioner") or ""), named, known)
    taken = tuple(form[field] for field in came.taken if known is not None and form[field].may_be_empty)
    return Came(one, form, person, whose, values, mark, known, marks, taken, came.saved)


#: The questions about a record of the person's own.
_ABOUT = ("project", "idea", "application")


def _refuse_unknown(session: Session, person: str) -> None:
    if not ids.is_id(person, "practitioner") or person not in session.store().ids("practitioner"):
        raise Refused(
            "These answers are for somebody who isn't known here.",
            code="unknown-person",
            hint=Command("practitioner list"),
        )


#: What people and mail programs put around a code.
_AROUND = re.compile(r"^[\s\"'“”„‘’«»*_`<>(\[]+|[\s\"'“”„‘’«»*_`<>)\].,;:!]+$")


def _code(session: Session, one: Fillable, question: Question, said: str, person: str) -> str:
    """The id that an answer means: whole, or a part or a name that only one record has. Raises BadValue."""
    bare = _AROUND.sub("", unseen.without_hidden(said).strip())
    if any(ids.is_id(bare.lower(), kind) for kind in question.kinds):
        return bare.lower()
    wrong = Said("{question}: {given!r} is not the code or the name of one {kind} here.", question=question.called,
                 given=Prose(said), kind=Prose(question.kinds[0]))  # fmt: skip
    try:
        if len(bare) >= _SHORTEST:
            return one.found(session, bare, question.kinds, person)
    except NotFound:
        pass
    except Ambiguous as several:
        wrong = Said("{question}: {why}", question=question.called, why=several.said)
    raise bad(
        question, wrong, given=said, hint=Said("Ask for the whole code, such as {example}.", example=question.example)
    )


#: A shorter part of a code or name is too easily another record's, too.
_SHORTEST = 3


def _refuse_undated(question: Question, said: str) -> None:
    """Refuse what means another day tomorrow, such as yesterday."""
    if question.answer == "day" and not re.search(r"\d{4}", said):
        raise bad(
            question, Said("{question}: the day needs its year.", question=question.called), given=said,
            hint="Ask for the whole date, such as 2026-11-24.",
        )  # fmt: skip


def shown(came: Came) -> list[Block]:
    """What came, and who says so."""
    who = f"They say that they come from {came.person}. That is not a proof."
    if not came.person and came.whose:
        who = f"They are about {came.whose}. Who wrote them is not proved."
    elif not came.whose and came.one.command == "licence apply":
        who = "They come from somebody new, who gets a code."
    elif not came.whose:
        who = "Who wrote them is not proved."
    rows = [
        Field(q.name, [clean(line) for one in _lines(came.values[q.field]) for line in one.split("\n")])
        for q in came.form.questions
        if q.field in came.values
    ]
    rows += [Field(q.name, ["(taken away)"]) for q in came.taken]
    return [Heading(f"Answers to: {came.one.title}"), Paragraph(f"{who}{_age(came)}"), Fields(rows)]


def _age(came: Came) -> str:
    """When a page saved the answers, and that what they led to has changed since then."""
    if not came.saved:
        return ""
    last = ((came.known or {}).get("timeline") or [{}])[-1]
    changed = str(last.get("recorded") or last.get("at") or "")
    since = f" {_id(came)} has changed since, on {day(day_of(changed))}: they may be older than what is there."
    return f" They were saved on {day(day_of(came.saved))}.{since if changed > came.saved else ''}"


def _lines(value: Any) -> list[str]:
    return [as_said(one) for one in (value if isinstance(value, list) else [value])]


def take(session: Session, raw: bytes, name: str, *, asks: bool) -> None:
    """Take answers in: shown and agreed to where somebody can be asked."""
    came = read(session, raw, name)
    if came.is_there:
        _nothing(session, came, f"{name} was taken in before, as {_id(came)}. Nothing was changed.")
        return
    told = shown(came)
    if asks and session.interactive and not session.dry_run:
        session.show(Page(told))
        refuse_unless_agreed("Take this in?")
        told = []
    if not give(session, came, Receiving(came.mark, told, came.as_data())):
        _nothing(session, came, f"{name} says nothing that {_id(came)} doesn't say already. Nothing was changed.")


def give(session: Session, came: Came, answers: Receiving) -> bool:
    """Give answers to their command, or, where earlier ones led to a record, to the one that changes it.

    False if that changed nothing.
    """
    if came.known is not None:
        service.refuse_late(came.known, came.one.open)
    try:
        with session.receiving(answers):
            _run(session, came)
    except Refused as refused:
        if refused.code != "nothing-changed" or came.known is None:
            raise
        return False
    return True


def _run(session: Session, came: Came) -> None:
    values, one = dict(came.values), came.one
    if one.command == "licence apply":
        _licence(session, came)
        return
    if came.known is None:
        if came.person and one.command == "project new":
            values["practitioner"] = came.person
        run_again([*one.command.split(), *_options(came.form, values)])
        return
    if one.later == "project edit":
        service.refuse_fixed(came.known, values)
        values = {name: value for name, value in values.items() if name not in ("practitioner", *service.FIXED)}
    if one.later == one.command:
        values.pop(one.kind, None)
    emptied = [f"{q.flag}={_pair(q) or '-'}" for q in came.taken] if one.later.endswith(" edit") else []
    run_again([*one.later.split(), _id(came), *_options(came.form, values), *emptied])


def _licence(session: Session, came: Came) -> None:
    context, values = session.context(), dict(came.values)
    whose = str(came.person or values.pop("practitioner", ""))
    if not whose and context.store.programme().get("store") == "personal":
        whose = context.actor
    eligibility = {q: bool(a) for q, a in licence.ELIGIBILITY.answers(values).items()}
    idea = str(values.pop("idea", ""))
    plan = licence.ELIGIBILITY.others({**values, **{q.field: q.nothing for q in came.taken}})
    if came.known is None:
        receipts = service.begin_licence(context, whose, idea, plan, eligibility)
    else:
        receipts = service.change_licence(context, came.known, idea, plan, eligibility)
    last = receipts[-1]
    id = _id(came) or first_id(last)
    said, also = f"Changed: {listed(map(first_id, receipts))}.", []
    if came.known is None:
        said = f"Application started: {id}, with the idea {(last.after[0] or {}).get('idea')}."
        also = [f"Also begun: {listed(map(first_id, receipts[:-1]))}."] if receipts[:-1] else []
    then = [Next(Command("licence show", id), "read it over"), Next(Command("licence submit", id), "submit it")]
    tell(session, last, said, then, also)


def _options(form: Form, values: Answers) -> list[str]:
    """The answers as options of a command."""
    return [
        f"{question.flag}={_pair(question)}{said}"
        for question in form.questions
        if question.field in values
        for said in _lines(values[question.field])
    ]


def _pair(question: Question) -> str:
    """What stands before an answer to a question of the programme's that has no option of its own."""
    return f"{question.field.partition('_')[2].replace('_', '-')}=" if question.option == "--answer" else ""


def _id(came: Came) -> str:
    return str((came.known or {}).get("id") or "")


def _nothing(session: Session, came: Came, said: str) -> None:
    known: Data = came.known or {}
    record = {"id": _id(came), "status": str(known.get("status") or ""), "path": "", "commit": ""}
    session.put({**record, "answers": came.as_data()}, said)
