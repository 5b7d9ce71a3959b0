"""What every command and group has in common: the options that stand anywhere, and usage errors in our words.

A commands module makes one `Commands` and hangs functions on it; `imatter_cli/app.py` says which verb leads to
which module. What we use of Typer's inner workings comes from `typer_inside`.
"""

from __future__ import annotations

import difflib
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import typer

from imatter_cli.commands.frame import typer_inside
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.typer_inside import Command as ClickCommand
from imatter_cli.commands.frame.typer_inside import (
    CommandInfo,
    CompletionItem,
    HelpFormatter,
    Parameter,
    ParameterSource,
    ParamType,
    TyperArgument,
    TyperCommand,
    TyperGroup,
    TyperOption,
)
from imatter_cli.commands.frame.typer_inside import Context as ClickContext
from imatter_cli.domain.data import Data
from imatter_cli.errors import BadValue, Missing, Usage
from imatter_cli.remedies import Command, Hint
from imatter_cli.said import Many, Prose, Said

if TYPE_CHECKING:
    from imatter_cli.input.form import Form

F = TypeVar("F", bound=Callable[..., Any])

#: What help calls a value of these types.
#: What Typer adds on the numbers that an option takes, which a refusal says in words, and a default that means none.
_RANGE = re.compile(r" *\[(?:default: 0|x>=\d+)(?:; x>=\d+)?\]$|; x>=\d+(?=\]$)")
_VALUES = {
    "str": "TEXT",
    "text": "TEXT",
    "int": "NUMBER",
    "integer": "NUMBER",
    "int range": "NUMBER",
    "integer range": "NUMBER",
    "path": "PATH",
    "file": "PATH",
    "directory": "PATH",
}

#: An example is folded where it would be wider on a screen; a shell takes it in as one line.
_WIDEST = 76
EVERYWHERE = "Everywhere: --store PATH, --as PERSON, --json, --no-input, --dry-run."


class QuarterType(ParamType):
    """A quarter in any of its forms: `2026-Q4`, `Q4`, `current`, `last`, `next`; alone it is the current one.

    The value that a command gets is in lower case (`2026-q4`, `q4`, `current`); which quarter that is depends on
    the day and the programme's calendar, so a service works it out. Raises BadValue.
    """

    name = "quarter"
    #: What the option stands for when no value follows it.
    implied: ClassVar[str] = "current"

    def convert(self, value: Any, param: Parameter | None, ctx: ClickContext | None) -> str:
        """The quarter in one spelling; see the class."""
        said = str(value).strip().lower().replace(" ", "")
        if said in ("current", "this", "last", "next"):
            return "current" if said == "this" else said
        year, dash, quarter = said.rpartition("q")
        year = year.removesuffix("-")
        if (
            dash
            and quarter in ("1", "2", "3", "4")
            and (not year or (len(year) == 4 and year.startswith("20") and year.isdigit()))
        ):
            return f"{year}-q{quarter}" if year else f"q{quarter}"
        raise BadValue(
            Said("{given!r} is not a quarter.", given=Prose(value)), hint="Write 2026-Q4, Q4, current, last or next."
        )

    def get_metavar(self, param: Parameter, ctx: ClickContext) -> str:
        """How help names the value."""
        return "[QUARTER]"

    def shell_complete(self, ctx: ClickContext, param: Parameter, incomplete: str) -> list[CompletionItem]:
        """The words that a quarter can be."""
        return [
            CompletionItem(w) for w in ("current", "last", "next", "Q1", "Q2", "Q3", "Q4") if w.startswith(incomplete)
        ]


QUARTER = QuarterType()


def quarter_option(
    help: str = "Which quarter; the current one if you leave it out.", *, default: str | None = "current"
) -> Any:
    """What makes a parameter `--quarter`.

    quarter: str = quarter_option()
    """
    return typer.Option(default, "--quarter", click_type=QUARTER, help=help, show_default=False)


def session_of(ctx: ClickContext) -> Session:
    """The session of this command line, from any context in it."""
    session = ctx.find_root().obj
    if not isinstance(session, Session):  # a programming slip: the root is always made with one
        raise TypeError("The command line was started without a session.")
    return session


class VerbCommand(TyperCommand):
    """One command: our options anywhere in its line, `--quarter` with nothing after it, usage errors in our words."""

    def __init__(self, name: str | None, **kwargs: Any) -> None:
        kwargs["rich_markup_mode"] = None
        kwargs["epilog"] = kwargs.get("epilog") or EVERYWHERE
        super().__init__(name, **kwargs)
        for param in self.params:
            _name_value(param)
        self.params = [*self.params, *_global_options()]

    def get_help_option_names(self, ctx: ClickContext) -> list[str]:
        """The same in every context: a command is built once, and keeps the first answer."""
        return ["-h", "--help"]

    def parse_args(self, ctx: ClickContext, args: list[str]) -> list[str]:
        """Parse, with the value put in for an option that may stand alone."""
        with _told_of(ctx):
            rest = self._parsed(ctx, fill_implied(self.params, args))
        for param in self.params:
            given = ctx.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE
            if given and _is_empty(ctx.params.get(param.name or "")):
                raise _empty(param.opts[0] if isinstance(param, TyperOption) else param.make_metavar(ctx))
        return rest

    def _parsed(self, ctx: ClickContext, args: list[str]) -> list[str]:
        """Parse; at a terminal an argument that the line lacks is asked for."""
        try:
            return super().parse_args(ctx, list(args))
        except typer_inside.MissingParameter as lacks:
            if lacks.param is None or lacks.param.param_type_name != "argument" or not session_of(ctx).interactive:
                raise
            # late: only where somebody is asked
            from imatter_cli.commands.frame.lacking import asked

            said = asked(session_of(ctx), ctx, lacks.param, first_word(ctx))
        return self._parsed(ctx, [*args, *([] if "--" in args else ["--"]), said])

    def invoke(self, ctx: ClickContext) -> Any:
        """Run it; at a terminal what it turns out to need is asked for, if that is one thing."""
        try:
            return super().invoke(ctx)
        except Missing as missing:
            if not session_of(ctx).interactive:
                raise
            # late: only where somebody is asked
            from imatter_cli.commands.frame.lacking import asked, lacking_in

            param = lacking_in(ctx, missing)
            if param is None or param.name is None:
                raise
            ctx.params[param.name] = asked(session_of(ctx), ctx, param, missing.details["missing"][0]["example"])
        return self.invoke(ctx)

    def format_help(self, ctx: ClickContext, formatter: HelpFormatter) -> None:
        """What it does, a line to try, then its arguments and options: on one screen where that can be."""
        options = "[OPTIONS]" if any(isinstance(p, TyperOption) and not p.hidden for p in self.params) else ""
        arguments = [p for p in self.params if isinstance(p, TyperArgument) and not p.hidden]
        usage = [ctx.command_path, options, *(a.make_metavar(ctx) for a in arguments)]
        formatter.write(f"Usage: {' '.join(part for part in usage if part)}\n\n")
        formatter.write(_told(self.help or "", formatter.width))
        rows = [(a.make_metavar(ctx), a.help or "") for a in arguments]
        told = [row for p in self.params if isinstance(p, TyperOption) and (row := p.get_help_record(ctx))]
        rows += [(row[0], _RANGE.sub("", row[1])) for row in told]
        if rows:
            formatter.write(f"\n{_rows(rows, formatter.width)}")
        formatter.write(f"\n{self.epilog}\n")

    def shell_complete(self, ctx: ClickContext, incomplete: str) -> list[CompletionItem]:
        """Options of the command, then those that stand anywhere."""
        return [*super().shell_complete(ctx, incomplete), *complete_globals(incomplete)]


class Group(TyperGroup):
    """A group of commands, with the same options anywhere in its line."""

    #: What help says of the commands where there are too many for a line each: names that belong together, and help.
    page: Sequence[tuple[str, str]] = ()
    #: The command that a line without one means.
    usual = ""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["rich_markup_mode"] = None
        kwargs["epilog"] = kwargs.get("epilog") or EVERYWHERE
        kwargs["no_args_is_help"] = False
        super().__init__(**kwargs)
        self.params = [*self.params, *_global_options()]

    def get_help_option_names(self, ctx: ClickContext) -> list[str]:
        """The same in every context: a command is built once, and keeps the first answer."""
        return ["-h", "--help"]

    def resolve_command(self, ctx: ClickContext, args: list[str]) -> tuple[str | None, ClickCommand | None, list[str]]:
        """The command that the line names. Raises Usage with the closest name there is."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None and not ctx.resilient_parsing:
            raise unknown("command", f"{ctx.command_path} {name}", name, self.list_commands(ctx), help_of(ctx))
        return (name if command else None), command, args[1:]

    def parse_args(self, ctx: ClickContext, args: list[str]) -> list[str]:
        """Parse; a line without a command means the usual one, where there is one."""
        with _told_of(ctx):
            rest = super().parse_args(ctx, args)
        if self.usual and not typer_inside.names_command(ctx) and not ctx.resilient_parsing:
            typer_inside.run_as(ctx, self.usual)
        return rest

    def invoke(self, ctx: ClickContext) -> Any:
        """Run the command that was named; without one, say which there are."""
        if not typer_inside.names_command(ctx):
            names = self.list_commands(ctx)
            raise Usage(
                Said("{command}: choose one of these: {commands}.", command=ctx.command_path, commands=Many(names)),
                hint=help_of(ctx),
                details={"commands": names},
            )
        return super().invoke(ctx)

    def shell_complete(self, ctx: ClickContext, incomplete: str) -> list[CompletionItem]:
        """Commands and options, then the options that stand anywhere."""
        return [*super().shell_complete(ctx, incomplete), *complete_globals(incomplete)]

    def format_help(self, ctx: ClickContext, formatter: HelpFormatter) -> None:
        """The commands, which are what people look for in a group, with the first one's example."""
        path = ctx.command_path
        formatter.write(f"Usage: {path} COMMAND ...      (COMMAND --help says more)\n\n")
        formatter.write(_told(self.help or "", formatter.width))
        commands = [command for name in self.list_commands(ctx) if (command := self.get_command(ctx, name))]
        rows = [(str(c.name), (c.help or "").partition("\n\n")[0]) for c in commands]
        formatter.write(f"\n{_rows(self.page or rows, formatter.width)}\n")
        example = next(filter(None, (_example(c.help or "") for c in commands)), "")
        if example:
            formatter.write(f"Example:  {example}\n")
        formatter.write(f"{self.epilog}\n")


class Commands(typer.Typer):
    """The commands of one module: `app = Commands("project", "Plan, start, pause and complete projects.")`.

    A function is hung on it with `@app.command("new")`. With more commands than lines of a screen, `page` describes
    those that belong together in one line: `[("open, close", "the round of a quarter")]`. `usual` is the command that
    a line without one means.
    """

    def __init__(self, name: str, help: str = "", page: Sequence[tuple[str, str]] = (), *, usual: str = "") -> None:
        kind = type("Group", (Group,), {"page": tuple(page), "usual": usual}) if page or usual else Group
        super().__init__(name=name, help=help, cls=kind, rich_markup_mode=None, add_completion=False)

    def command(
        self, name: str | None = None, *, form: Form | None = None, help: str | None = None, **more: Any
    ) -> Callable[[F], F]:
        """Make a function a command of that name, which gets the session, and then its own arguments and options.

        It also has an option for each question of a form. Its help is its docstring, with the line to try:

            @app.command("show")
            def show(session: Session, which: Annotated[str, which_argument()]) -> None:
                '''Show a record.

                Example: imatter show 7kq
                '''
        """
        hang = super().command

        def hung(function: F) -> F:
            sentence, _, line = (function.__doc__ or "").partition("Example:")
            made: Callable[..., None] = function
            if form is not None:
                # late: a command without a form does without
                from imatter_cli.commands.frame.forms import with_form

                made = with_form(form, function)
            told = help or with_example(sentence.strip(), line.strip())
            hang(name, cls=VerbCommand, help=told, **more)(_in_session(made))
            return function

        return hung


def with_example(sentence: str, line: str) -> str:
    """The help of a command, with its example, which is folded between options if it is long."""
    return f"{sentence}\n\n\b\nExample:\n  {_folded(line)}"


def _folded(line: str) -> str:
    lines = [""]
    for number, part in enumerate(line.split(" --")):
        option = f" --{part}" if number else part
        if lines[-1] and len(lines[-1]) + len(option) > _WIDEST:
            lines[-1] += " \\"
            option = f"   {option}"
            lines.append("")
        lines[-1] += option
    return "\n  ".join(lines)


def _in_session(function: Callable[..., None]) -> Callable[..., None]:
    """A function of a session as Typer takes it: without that argument."""

    def command(**arguments: Any) -> None:
        function(session_of(typer_inside.get_current_context()), **arguments)

    signature = inspect.signature(function, eval_str=True)
    own = signature.replace(parameters=list(signature.parameters.values())[1:])
    command.__signature__ = own  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in own.parameters.values()}
    return command


@cache
def as_group(app: typer.Typer) -> Group:
    """All commands of a module as one group (also where there is only one of them), built once."""
    group = typer_inside.get_group(app)
    if not isinstance(group, Group):
        raise TypeError("The commands of a module are not a group of imatter's.")
    return group


@cache
def as_command(app: typer.Typer, name: str) -> ClickCommand | None:
    """One command of a module, made once and without the others; None where it has none of that name."""
    for info in app.registered_commands:
        if _name_of(info) == name:
            return typer_inside.get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
    return None


def run_again(line: Sequence[str]) -> None:
    """Run another command line in the same session (a resumed draft is the command it was begun with)."""
    root = typer_inside.get_current_context().find_root()
    with root.command.make_context(root.info_name, list(line), obj=root.obj) as again:
        root.command.invoke(again)


@contextmanager
def _told_of(ctx: ClickContext) -> Iterator[None]:
    """Let the refusal of an option's value name the command, which Typer leaves out."""
    try:
        yield
    except typer_inside.BadOptionUsage as problem:
        problem.ctx = problem.ctx or ctx
        raise


def help_of(ctx: ClickContext) -> Command:
    """The line that shows the help of a command."""
    return Command(ctx.command_path.removeprefix("imatter").strip(), "--help")


def first_word(ctx: ClickContext) -> str:
    """The first word after the command in the example of its help."""
    line = (ctx.command.help or "").partition("Example:")[2].split()
    return next((word for word in line[len(ctx.command_path.split()) :] if not word.startswith("-")), "")


def unknown(what: str, said: str, name: str, known: Iterable[str], hint: Hint) -> Usage:
    """The refusal of a word that is not there, with the closest that is."""
    closest = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    message = Said("There is no {what} `{given}`.", what=what, given=Prose(said))
    if closest:
        message = Said("{why} Closest: {closest}.", why=message, closest=Many(closest))
    return Usage(message, hint=hint, code=f"unknown-{what}", details={"closest": closest})


def fill_implied(params: Iterable[Parameter], args: Sequence[str]) -> list[str]:
    """The arguments with the implied value after each option that may stand alone and does.

    It stands alone at the end of the line or before another option. A value of another option is never taken
    for an option, and nothing is touched after `--`.
    """
    takes_value = {
        opt: p for p in params if isinstance(p, TyperOption) and not p.is_flag and not p.count for opt in p.opts
    }
    if not any(hasattr(p.type, "implied") for p in takes_value.values()):
        return list(args)
    out: list[str] = []
    rest = list(args)
    while rest:
        arg = rest.pop(0)
        out.append(arg)
        if arg == "--":
            break
        option = takes_value.get(arg)
        if option is None:
            continue
        implied = getattr(option.type, "implied", None)
        if implied is not None and (not rest or rest[0].startswith("-")):
            out.append(implied)
        elif rest:
            out.append(rest.pop(0))
    return out + rest


def _name_value(param: Parameter) -> None:
    """Call a parameter's value what people call it, where its command does not."""
    if param.metavar is None and isinstance(param, TyperArgument):
        param.metavar = (param.name or "").upper().replace("_", "-")
    elif param.metavar is None and isinstance(param, TyperOption) and not param.is_flag:
        param.metavar = _VALUES.get(param.type.name)


def _told(help: str, width: int) -> str:
    """A sentence folded to the width, and its example as it is."""
    sentence, _, example = help.replace("\b", "").partition("Example:")
    text = "\n".join(textwrap.wrap(" ".join(sentence.split()), width, break_on_hyphens=False))
    lines = textwrap.dedent(example.strip("\n")).rstrip().splitlines()
    if len(lines) == 1 and len(lines[0]) + 10 <= width:
        return f"{text}\n\nExample:  {lines[0]}\n"
    return "\n".join([text, *(["", "Example:"] if lines else []), *(f"  {line}" for line in lines)]) + "\n"


def _example(help: str) -> str:
    """The example of a command where it is one line."""
    lines = help.partition("Example:")[2].strip().splitlines()
    return lines[0] if len(lines) == 1 else ""


def _rows(rows: Sequence[tuple[str, str]], width: int) -> str:
    """Two columns; a first one that is too wide for its column has its help below it."""
    first = min(max(len(head) for head, _ in rows), 26) + 2
    lines: list[str] = []
    for head, help in rows:
        told = textwrap.wrap(" ".join(help.split()), width - first - 2, break_on_hyphens=False) or [""]
        if len(head) + 2 > first:
            lines.append(f"  {head}")
        else:
            lines.append(f"  {head.ljust(first)}{told.pop(0)}")
        lines += [f"{' ' * (first + 2)}{line}" for line in told]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _name_of(info: CommandInfo) -> str:
    return info.name or getattr(info.callback, "__name__", "").replace("_", "-")


def _is_empty(value: Any) -> bool:
    """Whether a value, or one of several, is a text with nothing in it (`--since "$DAY"` where DAY is not set)."""
    if isinstance(value, str):
        return not value.strip()
    return isinstance(value, (list, tuple)) and any(map(_is_empty, value))


def _empty(name: str) -> Usage:
    hint = "Give it a value, or leave it out."
    return Usage(Said("{option} is empty.", option=name), code="empty", hint=hint, details={"option": name})


def _set(name: str) -> Callable[[ClickContext, Parameter, Any], Any]:
    def keep(ctx: ClickContext, param: Parameter, value: Any) -> Any:
        if isinstance(value, str) and not value.strip():
            raise _empty(param.opts[-1])
        if value:
            setattr(session_of(ctx).globals, name, value)
        return value

    return keep


def _global_options() -> list[Parameter]:
    return [_global_option(*one) for one in _GLOBALS]


def _global_option(name: str, option: str, help: str, metavar: str | None) -> Parameter:
    about: Data = {"is_flag": True, "default": False} if metavar is None else {"metavar": metavar}
    return TyperOption(
        param_decls=[f"_{name}", option],
        help=help,
        hidden=True,
        expose_value=False,
        is_eager=True,
        callback=_set(name),
        **about,
    )


#: Name in `Globals`, option, help, name of its value (None: a flag).
_GLOBALS: tuple[tuple[str, str, str, str | None], ...] = (
    ("store", "--store", "The store to use.", "PATH"),
    ("as_", "--as", "Who you are, for this one command.", "PERSON"),
    ("json", "--json", "Answer as one line of JSON.", None),
    ("no_input", "--no-input", "Never ask questions.", None),
    ("dry_run", "--dry-run", "Show the change without making it.", None),
)


def complete_globals(incomplete: str) -> list[CompletionItem]:
    """The options that stand anywhere, for a shell: they are hidden in help, not here."""
    if not incomplete.startswith("-"):
        return []
    return [CompletionItem(option, help=help) for _, option, help, _ in _GLOBALS if option.startswith(incomplete)]
