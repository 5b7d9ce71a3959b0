"""A verb that does something to one record: what it asks, its use case, and its receipt, in one descriptor."""

# Without `from __future__ import annotations`: the options of a verb are made while the program runs.
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial, wraps
from typing import Any, Final

from imatter_cli.classes import immutable
from imatter_cli.commands.frame.changes import happened, tell
from imatter_cli.commands.frame.commands import Commands, with_example
from imatter_cli.commands.frame.complete import which_one
from imatter_cli.commands.frame.offering import Known, May, nothing_given, offering, refuse_whatever_is_answered
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain import lifecycles
from imatter_cli.errors import Refused
from imatter_cli.input.doubts import is_free
from imatter_cli.input.form import Answers, Choice, Form
from imatter_cli.input.questions.common import ABOUT
from imatter_cli.output.receipts import Told
from imatter_cli.remedies import Command
from imatter_cli.services.context import Context
from imatter_cli.services.records import events
from imatter_cli.services.together.in_step import catch_up
from imatter_cli.store.contract import Receipt

#: A list of the programme's by its name.
Choices = Callable[[str], Sequence[Choice]]
#: What a verb does: with the context, the record's full id, and the answers under their own names.
UseCase = Callable[..., Receipt]


_EMPTY: Final[tuple[object, ...]] = (None, "", [], ())


def _nothing_more(ctx: Context, receipt: Receipt) -> Told:
    return Told()


@immutable
class Verb:
    """A verb. Its name is the form's, and the form's first question is the record that it is done to.

    `use` takes that record's id and each other answer under its own name, but `date` as `day`; without it the verb is
    its event and no more. A verb that `begins` a record is done to none, and takes all answers by name. `receipt` says
    what was done, from the records as the change left them. With `advised` its texts are looked through before they
    are kept. `event` is the event that it needs, where that has another name. `suits` lists the records that it is
    meant for where their state does not say, and `may` makes the question that refuses those it cannot be done to. At
    a terminal `fitted` may put the form to the record.
    """

    form: Form
    help: str
    example: str
    use: UseCase | None = None
    receipt: Callable[[Context, Receipt], Told] = _nothing_more
    begins: bool = False
    event: str = ""
    suits: Callable[[Context], Sequence[str]] | None = None
    may: Callable[[Context], May] | None = None
    fitted: Callable[[Context, str, Form], Form] | None = None

    @property
    def name(self) -> str:
        """What is typed after the group."""
        return self.form.name.partition(" ")[2]

    @property
    def kind(self) -> str:
        """The kind of record that it is done to."""
        return self.form.questions[0].field

    @property
    def needs(self) -> str:
        """The event that has to be possible."""
        return self.event or self.name

    def suited(self, ctx: Context) -> Sequence[str]:
        """The records that it is meant for, best first."""
        return self.suits(ctx) if self.suits else events.fitting(ctx, self.kind, self.needs)

    def question(self, ctx: Context) -> May:
        """The question whether it may be done to a record."""
        return self.may(ctx) if self.may else events.may_happen(ctx, self.needs)

    def meant(self, ctx: Context) -> str:
        """The record where none was named: the only one that it fits; empty where that needs an answer."""
        if self.suits is None:
            return events.meant(ctx, self.kind, self.needs)
        found = self.suits(ctx)
        return found[0] if len(found) == 1 else ""

    def do(self, ctx: Context, answers: Answers) -> Receipt:
        """Do it, with those of the answers that are not empty."""
        said = {"day" if name == "date" else name: value for name, value in answers.items() if value not in _EMPTY}
        use = self.use or partial(events.happen, event=self.name)
        return use(ctx, **said) if self.begins else use(ctx, said.pop(self.kind), **said)


def add_verbs(app: Commands, *verbs: Verb) -> None:
    """Hang verbs that are done to one record on a group."""
    for verb in verbs:
        _add(app, verb)


def _add(app: Commands, verb: Verb) -> None:
    @command_of(app, verb)
    def command(session: Session, given: Answers, which: str = which_one(verb.kind)) -> None:
        perform(session, verb, given, which)


def command_of(app: Commands, verb: Verb) -> Callable[[Callable[..., None]], object]:
    """Hang a function on a group as the command of a verb that needs more than `add_verb` does.

    @command_of(app, NEW)
    def new(session: Session, given: Answers) -> None: ...
    """
    command = app.command(verb.name, form=verb.form, help=with_example(verb.help, verb.example))
    return lambda function: command(_caught_up(verb, function))


def _caught_up(verb: Verb, function: Callable[..., None]) -> Callable[..., None]:
    """The command of a verb. What is made in step with others begins with what they have published."""
    if verb.needs not in lifecycles.IN_STEP:
        return function

    @wraps(function)
    def command(session: Session, **arguments: Any) -> None:
        catch_up(session.context(), asks=session.interactive)
        function(session, **arguments)

    return command


def perform(session: Session, verb: Verb, given: Answers, which: str, choices: Choices | None = None) -> None:
    """Ask what a verb asks, do it, and answer with its receipt. `choices` as for `Session.answers`.

    At a terminal the verb is tried as it is answered: what would be refused at the end is said at its question.
    """
    with asked(session, verb, given, which, choices, partial(_tried, session, verb)) as values:
        finish(session, verb, values)


def _as_it_is(form: Form, known: Known) -> Form:
    return form


def asked(
    session: Session, verb: Verb, given: Answers, which: str, choices: Choices | None = None,
    judged: Callable[[Form, Known], Form] = _as_it_is,
) -> AbstractContextManager[dict[str, Any]]:  # fmt: skip
    """The answers to a verb's form, with its record found: as it was named, or the only one that it fits.

    Where it has to be asked, one that the verb may be done to now is offered first. `judged` makes of the form one
    whose answers are judged when they are given.
    """
    context, form = session.context(), verb.form
    named = which or str(given.get(verb.kind) or "")
    about = session.store().find(named, [verb.kind]) if named else verb.meant(context)
    line = str(Command(form.name, *filter(None, [about])))
    may = verb.question(context)
    known = offering(session, {verb.kind: lambda: verb.suited(context)}, may)
    if verb.fitted and session.interactive:
        about = about or _chosen(session, verb, known)
        form = verb.fitted(context, about, form)
    if about:
        refuse_whatever_is_answered(session, may, about)
        given = {**given, verb.kind: about}
    if session.interactive:
        form = judged(form, known)
    return session.answers(form, given, about=about, line=line, known=known, choices=choices)


def asked_to_begin(
    session: Session, verb: Verb, given: Answers, *, form: Form | None = None, known: Known | None = None,
    about: str = "", line: str = "", arranged: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> AbstractContextManager[dict[str, Any]]:  # fmt: skip
    """The answers to the form of a verb that begins a record, or to this one in its place, each tried when given.

    `arranged` makes of the answers what the verb takes; `known`, `about` and `line` are as for `Session.answers`.
    """
    form = form or verb.form
    if session.interactive:
        form = _tried(session, verb, form, known, arranged)
    return session.answers(form, given, about=about, line=line, known=known)


def _tried(
    session: Session, verb: Verb, form: Form, known: Known | None,
    arranged: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> Form:  # fmt: skip
    # late: only where somebody is asked
    from imatter_cli.commands.frame.rehearsed import rehearsed_whole
    from imatter_cli.services.records.several import ask

    context = session.context()
    return rehearsed_whole(
        form, lambda values: ask(context, lambda trying: verb.do(trying, arranged(values))), session.behind(known)
    )


def finish(session: Session, verb: Verb, values: Answers) -> None:
    """Do a verb with its answers, and answer with its receipt."""
    try:
        receipt = verb.do(session.context(), values)
    except Refused as refused:
        if refused.code != "nothing-changed" or session.interactive or _says_anything(verb, values):
            raise
        raise nothing_given(session, str(values[verb.kind]), verb.form, verb.do) from None
    told = verb.receipt(session.settled(receipt), receipt)
    thoughts = thoughts_on(session, verb.form, values, receipt)
    tell(session, receipt, told.said or happened(receipt, verb.name), told.next, [*thoughts, *told.notes])


def _says_anything(verb: Verb, values: Answers) -> bool:
    return any(value not in _EMPTY for name, value in values.items() if name not in (verb.kind, *ABOUT))


def thoughts_on(session: Session, form: Form, values: Answers, *receipts: Receipt) -> list[str]:
    """What is worth a second thought in the texts of these answers, from the changes that they made."""
    wordless = {q.field for q in form.questions if not is_free(q)}
    if all(value in _EMPTY for name, value in values.items() if name not in wordless):
        return []
    # late: looks through texts with what checks them, which a change without any does without
    from imatter_cli.commands.frame.advised import advised

    return advised(session, receipts)


def _chosen(session: Session, verb: Verb, known: Known) -> str:
    """The record that a form is about, asked for before the rest of it, which depends on it."""
    form = verb.form
    with session.answers(Form(form.name, form.title, form.questions[:1]), {}, known=known) as values:
        return str(values[verb.kind])


def answered(values: Answers, *names: str) -> dict[str, Any]:
    """Those answers that a service takes under the same names; empty ones are left out."""
    return {name: values[name] for name in names if values.get(name)}
