"""A form's questions as options of a command."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Collection
from typing import Annotated, Any, get_type_hints

import typer

from imatter_cli.commands.frame.complete import IdType, complete_choices, complete_words
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


def with_form(form: Form, *, skip: Collection[str] = ()) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command one option for each question of a form; what was given comes as `given`, text by field.

    The command takes its context, its own arguments and `given: dict[str, Any]`, which `Session.answers` (or
    `imatter_cli.input.ask.answer`) turns into record values. Fields in `skip` get no option. A field that is an
    argument of the command can be given as its option all the same, which is how a list of what is missing names it.

        @app.command("new")
        @with_form(NEW)
        def new(ctx: typer.Context, given: dict[str, Any]) -> None: ...
    """
    questions = [q for q in form.questions if q.field not in skip]

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        def command(**arguments: Any) -> Any:
            for field in doubled:
                as_option = arguments.pop(f"{field}_option")
                if field in lists:
                    arguments[field] = list(arguments[field] or ([as_option] if as_option else ()))
                else:
                    arguments[field] = arguments[field] or as_option or ""
            said = {q.field: arguments.pop(q.field, None) for q in questions if q.field not in taken}
            return function(**arguments, given={field: text for field, text in said.items() if text})

        hints = get_type_hints(function, include_extras=True)
        own = [
            p.replace(annotation=hints.get(p.name, p.annotation), kind=inspect.Parameter.KEYWORD_ONLY)
            for p in inspect.signature(function).parameters.values()
            if p.name != "given"
        ]
        taken = {p.name for p in own}
        doubled = [q.field for q in questions if q.field in taken]
        lists = {p.name for p in own if isinstance(p.default, list)}
        options = [_option(q, hidden=q.field in taken) for q in questions]
        command.__name__ = getattr(function, "__name__", form.name)
        command.__doc__ = function.__doc__
        command.__module__ = function.__module__
        signature = inspect.Signature([*own, *options])
        command.__signature__ = signature  # type: ignore[attr-defined]
        command.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()}
        return command

    return decorate


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
