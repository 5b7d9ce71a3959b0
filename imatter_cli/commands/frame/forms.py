"""A form's questions as options of a command."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from typing import Annotated, Any, get_origin

import typer

from imatter_cli.commands.frame.complete import IdType, complete_choices, complete_words
from imatter_cli.commands.frame.session import Session
from imatter_cli.input.form import Form, Question

_METAVARS = {
    "text": "TEXT",
    "step": "TEXT",
    "long": "TEXT|-",
    "day": "DAY",
    "money": "AMOUNT",
    "cost": "TEXT",
    "count": "NUMBER",
    "yes-no": "yes|no",
    "ref": "ID",
    "choice": "CHOICE",
    "file": "FILE",
}


def with_form(form: Form, function: Callable[..., None]) -> Callable[..., None]:
    """A command with one option for each question of a form; what was given comes as `given`, text by field.

    It takes the session, its own arguments and `given: Answers`, which `Session.answers` (or
    `imatter_cli.input.ask.answer`) turns into record values. A field that is an argument of the command can be given
    as its option all the same, which is how a list of what is missing names it.
    """
    session, *others = inspect.signature(function, eval_str=True).parameters.values()
    own = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in others if p.name != "given"]
    lists = {p.name: get_origin(p.annotation) is list for p in own}
    doubled = [q.field for q in form.questions if q.field in lists]

    def command(session: Session, **arguments: Any) -> None:
        for field in doubled:
            as_option = arguments.pop(f"{field}_option")
            if lists[field]:
                arguments[field] = list(arguments[field] or ([as_option] if as_option else ()))
            else:
                arguments[field] = arguments[field] or as_option or ""
        said = {q.field: arguments.pop(q.field, None) for q in form.questions if q.field not in lists}
        function(session, **arguments, given={field: text for field, text in said.items() if text})

    options = [_option(q, hidden=q.field in lists) for q in form.questions]
    command.__signature__ = inspect.Signature([session, *own, *options])  # type: ignore[attr-defined]
    return command


def _option(question: Question, *, hidden: bool = False) -> inspect.Parameter:
    complete: Any = None
    type: Any = None
    if question.answer == "choice":
        complete = complete_choices(question)
    elif question.one_of:
        complete = complete_words(question.one_of)
    elif question.answer == "ref":
        type = IdType(*question.kinds)
    option = typer.Option(
        question.flag,
        help=question.brief or question.why or question.ask,
        metavar=_METAVARS[question.answer],
        autocompletion=complete,
        click_type=type,
        show_default=False,
        hidden=hidden or bool(question.told_by),
    )
    kind: Any = list[str] if question.many else str
    return inspect.Parameter(
        f"{question.field}_option" if hidden else question.field,
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[typing.Optional[kind], option],  # noqa: UP045 - built at run time
    )
