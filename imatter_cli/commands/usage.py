"""What Typer says of a line it cannot read, in our words."""

from __future__ import annotations

import re

from typer._click.core import Context
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoSuchOption,
    UsageError,
)

from imatter_cli.commands.frame import session_of, unknown
from imatter_cli.domain import ids
from imatter_cli.errors import BadValue, ImatterError, Missing, Usage

_EXTRA = re.compile(r"Got unexpected extra argument\(?s?\)? \((?P<words>.*)\)", re.DOTALL)


def in_our_words(problem: ClickException) -> Usage:
    """The refusal for a line that Typer could not read: exit 2, with the closest option where there is one."""
    ctx = problem.ctx if isinstance(problem, UsageError) else None
    path = ctx.command_path if ctx else "imatter"
    hint = f"{path} --help"
    if isinstance(problem, NoSuchOption):
        known = [o for p in ctx.command.get_params(ctx) for o in p.opts if o.startswith("--")] if ctx else []
        return unknown("option", f"{path} {problem.option_name}", problem.option_name, known, hint)
    if isinstance(problem, MissingParameter) and problem.param is not None and ctx is not None:
        param = problem.param
        name = param.make_metavar(ctx) if param.param_type_name == "argument" else param.opts[0]
        why = getattr(param, "help", "") or ""
        entry = {"field": param.name, "option": name, "why": why, "example": _example(ctx, name)}
        return Missing(f"{path} needs {name}.", [entry], hint=hint)
    if isinstance(problem, BadParameter):
        option = problem.param.opts[0] if problem.param is not None and problem.param.opts else ""
        return BadValue(f"{option}: {problem.message}" if option else problem.message, hint=hint)
    if isinstance(problem, BadOptionUsage):
        said = "needs a value" if "requires" in problem.message else "takes no value"
        return Usage(f"{path} {problem.option_name} {said}.", hint=hint)
    extra = _EXTRA.match(problem.message)
    if extra:
        return Usage(
            f"{path}: more was given than it takes: {extra['words']}.",
            hint=f"{hint}; words that belong together stand in quotes.",
        )
    return Usage(f"{path}: {problem.format_message()}", hint=hint)


def _example(ctx: Context, name: str) -> str:
    """For an argument that is the id of a record, one that is there; else nothing."""
    kinds = [kind for kind in ids.KIND_NAMES if name in (kind.upper(), "ID")]
    try:
        session = session_of(ctx)
        offered = session.wiring.known(session.store(), kinds) if kinds else ()
    except ImatterError:
        return ""
    return offered[0].value if offered else ""
