"""The forms that people can fill in elsewhere, each with the command that its answers are given to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from imatter_cli.classes import immutable, replace
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.basics import quarter
from imatter_cli.domain import ids, lifecycles, people, quarters
from imatter_cli.errors import Ambiguous, BadValue, ImatterError, Refused
from imatter_cli.input.described import Asked, described, fingerprint
from imatter_cli.input.form import Answered, Choice, Form, Question
from imatter_cli.input.questions import fund, licence, project, reflection
from imatter_cli.input.questions.common import as_option_only
from imatter_cli.input.sheet import FormHeading
from imatter_cli.input.values import Behind
from imatter_cli.remedies import Command, one_of
from imatter_cli.said import Prose, Said
from imatter_cli.services.fund import applications
from imatter_cli.services.practice import licences, projects, reflections
from imatter_cli.services.records import sound
from imatter_cli.services.records.valid import policy_of

#: The list of quarters that take applications, which is no list of the programme's.
_QUARTERS = "quarters"
_CODE = "The code that the programme gave you. It begins with prc-."


@immutable
class Fillable:
    """A form to fill in: its command, what the page is called, and the kind of record that the answers are about.

    `make` gives its questions to a person (empty: to anybody) as they are today, and `offers` the states in which a
    record of that person's is offered, by kind. `later` is the command that takes later answers, while the record is in
    one of the states `open`.
    """

    command: str
    title: str
    kind: str
    make: Callable[[Session, str, Mapping[str, str]], Form]
    offers: Mapping[str, tuple[str, ...]]
    later: str = ""
    open: tuple[str, ...] = ()

    def form(self, session: Session, person: str, given: Mapping[str, str] | None = None) -> Form:
        """Its questions; of answers that came (`given`), those that they could have answered when they were asked."""
        return replace(self.make(session, person, given or {}), typed=False)

    def found(self, session: Session, said: str, kinds: Sequence[str], person: str) -> str:
        """The one record that an answer names, of those that it may be about. Raises NotFound, Ambiguous."""
        try:
            return session.store().find(said, kinds)
        except Ambiguous as several:
            whose = person or None
            fits = [
                id for id in several.details["candidates"]
                if (found := session.store().get(id).data)["status"] in self.offers.get(kind := ids.kind_of(id), ())
                and whose in (None, people.holder_of(kind, found))
            ]  # fmt: skip
            if len(fits) == 1:
                return str(fits[0])
            raise

    def behind(self, session: Session, person: str) -> Behind:
        """What is behind its questions: of records, only those of this person that it can be about."""

        def known(kinds: Sequence[str]) -> Sequence[Choice]:
            found = [id for kind in kinds for id in _theirs(session, kind, person, self.offers.get(kind, ()))]
            return [replace(c, label=c.note or c.value, note=c.value if c.note else "")
                    for c in session.wiring.described(session.store(), found)]  # fmt: skip

        def choices(name: str) -> Sequence[Choice]:
            return _quarters(session) if name == _QUARTERS else session.choices(name)

        return session.behind(known, choices)


def heading(session: Session, one: Fillable, form: Form, person: str) -> FormHeading:
    """What is above the questions."""
    rules = int(session.store().programme()["version"])
    return FormHeading(one.command, one.title, form.title, rules, known_by(form, one.behind(session, person)), person)


def known_by(form: Form, behind: Behind) -> str:
    """What its questions are known by, without those whose choices are records, or that only one quarter asks."""
    own = fund.OWN.field("")
    steady = [q for q in form.questions if q.answer != "ref" and q.field != "round" and not q.field.startswith(own)]
    return fingerprint(described(replace(form, questions=tuple(steady)), behind))


def asked(session: Session, one: Fillable, form: Form, person: str) -> tuple[Asked, ...]:
    """The form's questions as data. Raises Refused (`nothing-to-choose`) where the person has no record to choose."""
    found = described(form, one.behind(session, person))
    for question in found if person else ():
        kinds = form[question.field].kinds
        if question.kind == "code" and question.required and kinds and kinds[0] in one.offers:
            raise Refused(
                Said("{person} has no {kind} that this form can be about.", person=person, kind=kinds[0]),
                code="nothing-to-choose", hint=ids.LISTED_BY[kinds[0]],
            )  # fmt: skip
    return found


def named(words: Sequence[str]) -> Fillable:
    """The form with this name. Raises BadValue."""
    name = " ".join(words)
    if name in FORMS:
        return FORMS[name]
    raise BadValue(
        Said("There is no form called {given!r}.", given=Prose(name)),
        hint=one_of("Choose from {choices}.", tuple(FORMS)),
    )


def _theirs(session: Session, kind: str, person: str, states: Sequence[str]) -> list[str]:
    if not person:
        return []
    every = sound.each(session.store(), kind, person)
    return sorted(str(r["id"]) for r in every if people.holder_of(kind, r) == person and r["status"] in states)


def _quarters(session: Session) -> list[Choice]:
    return [Choice(id, quarters.spoken(id)) for id in applications.quarters_to_apply_in(session.store())]


def _asked_by_code(question: Question) -> Question:
    """The same without words about parts of ids, which only the store's own people type."""
    prefix = question.example.partition("-")[0]
    if prefix == "prc":
        return replace(question, why=_CODE)
    why = Said("Its code begins with {prefix}-. If you don't have it, ask who gave you this form.", prefix=prefix)
    return replace(question, why=str(why))


def _without(form: Form, *fields: str) -> tuple[Question, ...]:
    return tuple(
        _asked_by_code(q) if q.answer == "ref" and q.required else q
        for q in form.questions
        if q.field not in fields and q.when is not as_option_only
    )


def _practitioner(session: Session, form: Form, person: str) -> tuple[Question, ...]:
    """The form's questions, with whose it is only where that isn't known: in a notebook it is."""
    own = bool(person) or session.store().programme().get("store") == "personal"
    return _without(form, *(["practitioner"] if own else []))


def _apply(session: Session, person: str, given: Mapping[str, str]) -> Form:
    store = session.store()
    open_now = [c.value for c in _quarters(session)]
    if not given and not open_now:
        raise Refused("No quarter takes applications now.", code="no-round", hint=Command("fund open"))
    asks = {id: applications.asked_in(store, id) for id in _of(session, given, open_now)}
    every = {id: words for one in asks.values() for id, words in one.items()}
    round = replace(fund.ROUND, default=None)
    if not given:  # answers may be to an earlier quarter, and then the command says what is wrong with that
        round = replace(round, answer="choice", choices=_QUARTERS)
    form = replace(fund.APPLY, questions=tuple(round if q is fund.ROUND else q for q in fund.APPLY.questions))
    in_rounds = {id: tuple(round for round, one in asks.items() if id in one) for id in every}
    own = tuple(
        replace(q, when=Answered("round", in_rounds[id]) if len(in_rounds[id]) < len(asks) else None)
        for id, q in zip(every, fund.own_questions(every), strict=True)
    )
    return replace(form, questions=(*_without(form), *own))


def _of(session: Session, given: Mapping[str, str], open_now: Sequence[str]) -> Sequence[str]:
    """The quarters whose own questions are asked: of answers, the one that they name, if there is one."""
    if not given.get("round"):
        return open_now
    try:
        chosen = quarter(session, given["round"])
        applications.asked_in(session.store(), chosen)
    except ImatterError:
        return open_now
    return [chosen]


def _licence(session: Session, person: str, given: Mapping[str, str]) -> Form:
    context = session.context()
    form = licence.apply(licences.questions_asked(context))
    idea = project.new(projects.types_with_lead(context))
    own = _practitioner(session, form, person)
    has_some = given.get("idea") or _theirs(session, "project", person, FORMS["licence apply"].offers["project"])
    if not has_some:
        own = tuple(q for q in own if q.field != "idea")
    first = [replace(q, required=False, ask=_ASKS[q.field]) for q in own if q.field in _ASKS]
    none = Answered("idea", (None,)) if has_some else None
    new = [replace(q, when=q.when or none) for q in _without(idea, "practitioner")]
    return Form(form.name, form.title, (*first, *new, *(q for q in own if q.field not in _ASKS)))


#: What somebody who has no code, or describes a new idea, can leave empty.
_ASKS = {
    "practitioner": "What is your code, if the programme gave you one?",
    "idea": "Which of your ideas do you apply with? If you choose none, describe a new one below.",
}


def _new(session: Session, person: str, given: Mapping[str, str]) -> Form:
    form = project.new(projects.types_with_lead(session.context()))
    return replace(form, questions=_practitioner(session, form, person))


def _plan(session: Session, person: str, given: Mapping[str, str]) -> Form:
    return replace(project.PLAN, title=_PLAN, questions=_without(project.PLAN))


_PLAN = "You can leave any of these questions empty and answer it another time."


def _reflect(session: Session, person: str, given: Mapping[str, str]) -> Form:
    if policy_of(session.store()).personal:
        form = reflection.notebook(reflections.prompt_set(session.context())["prompts"], has_words=False)
    else:
        form = reflection.shared_only(without_text=False)
    return replace(form, questions=_without(form))


def _report(session: Session, person: str, given: Mapping[str, str]) -> Form:
    return replace(fund.REPORT, questions=_without(fund.REPORT))


_RUNNING = ("planned", "active", "paused")
_PAID = lifecycles.transition("application", "report")

FORMS = {
    one.command: one
    for one in (
        Fillable("fund apply", "Apply to the Microproject Development Fund", "application", _apply,
                 {"project": _RUNNING}, "fund edit", ("draft", "returned")),
        Fillable("licence apply", "Apply for a practitioner licence", "licence", _licence,
                 {"project": ("planned",)}, "licence edit", ("draft", "returned")),
        Fillable("project new", "An idea for a microproject", "project", _new, {}, "project edit", ("planned",)),
        Fillable("project plan", "The plan of a microproject", "project", _plan, {"project": _RUNNING},
                 "project plan", ("planned",)),
        Fillable("reflect", "A reflection on a microproject", "reflection", _reflect,
                 {"project": (*_RUNNING, "completed")}),
        Fillable("fund report", "What an award was spent on", "application", _report,
                 {"application": _PAID.sources if _PAID else ()}),
    )
}  # fmt: skip
