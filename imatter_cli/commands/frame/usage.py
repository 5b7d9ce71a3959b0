"""What Typer says of a line it cannot read, in our words."""

from __future__ import annotations

import re

from imatter_cli.commands.frame.commands import session_of, unknown
from imatter_cli.commands.frame.typer_inside import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    Context,
    MissingParameter,
    NoSuchOption,
    Parameter,
    UsageError,
)
from imatter_cli.domain import ids
from imatter_cli.errors import BadValue, ImatterError, Missing, NotFound, Usage

_VALUE = re.compile(r"(?P<value>.{0,200}?) is not (?:a valid|in the range|one of)", re.DOTALL)
_EXTRA = re.compile(r"Got unexpected extra argument\(?s?\)? \((?P<words>.*)\)", re.DOTALL)


def in_our_words(problem: ClickException) -> ImatterError:
    """The refusal for a line that Typer could not read, with the closest option where there is one."""
    ctx = problem.ctx if isinstance(problem, UsageError) else None
    path = ctx.command_path if ctx else "imatter"
    hint = f"{path} --help"
    if isinstance(problem, NoSuchOption):
        known = [o for p in ctx.command.get_params(ctx) for o in p.opts if o.startswith("--")] if ctx else []
        return unknown("option", f"{path} {problem.option_name}", problem.option_name, known, hint)
    if isinstance(problem, MissingParameter) and problem.param is not None and ctx is not None:
        return _nothing_named(ctx, problem.param)
    if isinstance(problem, BadParameter):
        return BadValue(_bad_value(problem), hint=hint)
    if isinstance(problem, BadOptionUsage):
        said = "needs a value" if "requires" in problem.message else "takes no value"
        return Usage(f"{path} {problem.option_name} {said}.", hint=hint)
    extra = _EXTRA.match(problem.message)
    if extra:
        return Usage(
            f"{path}: more was given than it takes: {extra['words']}.",
            hint=f"{hint}; put quotes around words that belong together.",
        )
    return Usage(f"{path}: part of this command could not be read.", hint=hint)


def _bad_value(problem: BadParameter) -> str:
    """What is wrong with a value, in words of ours: of Typer's only the value itself is taken."""
    option = problem.param.opts[0] if problem.param is not None and problem.param.opts else ""
    found = _VALUE.match(problem.message)
    value = found["value"].strip("'") if found else ""
    kind = problem.param.type if problem.param is not None else None
    least, most = getattr(kind, "min", None), getattr(kind, "max", None)
    span = f" from {least or 0} to {most}" if most is not None else "" if least is None else f" of {least} or more"
    number = getattr(kind, "name", "").startswith("int")
    said = f"{value!r} is not a whole number{span}." if number else f"{value!r} is not one of its values."
    return f"{option}: {said}" if option else said


def _nothing_named(ctx: Context, param: Parameter) -> ImatterError:
    """The refusal of a line without something it needs: with a record that is there, or a word from its help.

    Where there is no such record, or no store, it says that instead.
    """
    name = param.make_metavar(ctx) if param.param_type_name == "argument" else param.opts[0]
    kinds = [kind for kind in ids.KIND_NAMES if name in (kind.upper(), "ID")]
    example = _first_word(ctx)
    if kinds:
        session = session_of(ctx)
        try:
            offered = session.wiring.known(session.store(), kinds)
        except ImatterError as trouble:
            return trouble
        if not offered:
            return NotFound(f"There is no {kinds[0] if len(kinds) == 1 else 'record'} here yet.", hint="imatter status")
        example = offered[0].value
    entry = {"field": param.name, "option": name, "why": getattr(param, "help", "") or "", "example": example}
    return Missing(f"{ctx.command_path} needs {name}.", [entry], hint=f"{ctx.command_path} --help")


def _first_word(ctx: Context) -> str:
    """The first word after the command in the example of its help."""
    line = (ctx.command.help or "").partition("Example:")[2].split()
    return next((word for word in line[len(ctx.command_path.split()) :] if not word.startswith("-")), "")
