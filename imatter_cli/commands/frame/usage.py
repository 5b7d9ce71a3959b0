"""What Typer says of a line it cannot read, in our words."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import first_word, help_of, session_of, unknown
from imatter_cli.commands.frame.meant import none_named
from imatter_cli.commands.frame.typer_inside import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    Context,
    MissingParameter,
    NoSuchOption,
    Parameter,
    UsageError,
    refused_value,
    words_left_over,
)
from imatter_cli.domain import ids
from imatter_cli.errors import BadValue, ImatterError, Missing, Usage
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Prose, Said


def in_our_words(problem: ClickException) -> ImatterError:
    """The refusal for a line that Typer could not read, with the closest option where there is one."""
    ctx = problem.ctx if isinstance(problem, UsageError) else None
    path = ctx.command_path if ctx else "imatter"
    hint = help_of(ctx) if ctx else Command("", "--help")
    if isinstance(problem, NoSuchOption):
        known = [o for p in ctx.command.get_params(ctx) for o in p.opts if o.startswith("--")] if ctx else []
        return unknown("option", f"{path} {problem.option_name}", problem.option_name, known, hint)
    if isinstance(problem, MissingParameter) and problem.param is not None and ctx is not None:
        return _nothing_named(ctx, problem.param)
    if isinstance(problem, BadParameter):
        return BadValue(_bad_value(problem), hint=hint)
    if isinstance(problem, BadOptionUsage):
        flags = {o for p in ctx.command.get_params(ctx) if getattr(p, "is_flag", False) for o in p.opts} if ctx else ()
        what = Prose("takes no value" if problem.option_name in flags else "needs a value")
        said = Said("`{command} {option}` {what}.", command=path, option=problem.option_name, what=what)
        return Usage(said, hint=hint)
    extra = words_left_over(problem)
    if extra:
        said = Said("{command}: more was given than it takes: {given}.", command=path, given=Prose(extra))
        return Usage(said, hint=Remedy(hint, "; put quotes around words that belong together."))
    return Usage(Said("{command}: part of this command could not be read.", command=path), hint=hint)


def _bad_value(problem: BadParameter) -> Said:
    """What is wrong with a value: of what Typer says, only the value itself is taken."""
    kind = problem.param.type if problem.param is not None else None
    value = Prose(refused_value(problem))
    least, most = getattr(kind, "min", None), getattr(kind, "max", None)
    if not getattr(kind, "name", "").startswith("int"):
        said = Said("{given!r} is not one of its values.", given=value)
    elif most is not None:
        said = Said("{given!r} is not a whole number from {least} to {most}.", given=value, least=least or 0, most=most)
    elif least is not None:
        said = Said("{given!r} is not a whole number of {least} or more.", given=value, least=least)
    else:
        said = Said("{given!r} is not a whole number.", given=value)
    option = problem.param.opts[0] if problem.param is not None and problem.param.opts else ""
    return Said("{option}: {why}", option=option, why=said) if option else said


def _nothing_named(ctx: Context, param: Parameter) -> ImatterError:
    """The refusal of a line without something it needs: with a record that is there, or a word from its help.

    Where there is no such record, or no store, it says that instead.
    """
    name = param.make_metavar(ctx) if param.param_type_name == "argument" else param.opts[0]
    kinds = [kind for kind in ids.KIND_NAMES if name in (kind.upper(), "ID")]
    why = getattr(param, "help", "") or ""
    if kinds:
        return none_named(session_of(ctx), ctx.command_path.removeprefix("imatter "), param.name or "", kinds, why)
    entry = {"field": param.name, "option": name, "why": why, "example": first_word(ctx)}
    said = Said("{command} needs {what}.", command=ctx.command_path, what=name)
    return Missing(said, [entry], hint=help_of(ctx))
