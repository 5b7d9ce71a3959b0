"""The command line: loads the module of the verb that is called (imatter_cli/verbs.py), and of no other."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from functools import cache, cached_property
from typing import Any

import typer

from imatter_cli.commands.frame import commands, typer_inside
from imatter_cli.commands.frame.session import Session, Wiring
from imatter_cli.commands.frame.typer_inside import Command as ClickCommand
from imatter_cli.commands.frame.typer_inside import CompletionItem, HelpFormatter
from imatter_cli.commands.frame.typer_inside import Context as ClickContext
from imatter_cli.verbs import VERBS, Entry, page

_SETTINGS = {"help_option_names": ["-h", "--help"]}


class Halves(commands.Group):
    """A group whose commands are made one by one, and whose reading commands are loaded without the others."""

    def __init__(self, name: str, verb: Entry) -> None:
        self._verb = verb
        super().__init__(name=name)

    @property
    def help(self) -> str | None:
        """What the whole group says of itself."""
        return self.whole.help

    @help.setter  # noqa: A003 - Typer's name
    def help(self, value: str | None) -> None:
        """Not taken: a command line sets it for every group."""

    @cached_property
    def whole(self) -> commands.Group:
        """The group with all of its commands, made when they are listed, or when one is asked for that isn't there."""
        group = commands.as_group(_module(self._verb.module).app)
        group.name = self.name
        return group

    def list_commands(self, ctx: ClickContext) -> list[str]:
        """Every command of the group."""
        return self.whole.list_commands(ctx)

    def get_command(self, ctx: ClickContext, cmd_name: str) -> ClickCommand | None:
        """One command of the group."""
        reads = self._verb.reads.get(cmd_name)
        app = _reading(reads, str(self.name)) if reads else _module(self._verb.module).app
        return commands.as_command(app, cmd_name) or self.whole.get_command(ctx, cmd_name)

    def format_help(self, ctx: ClickContext, formatter: HelpFormatter) -> None:
        """That of the whole group."""
        self.whole.format_help(ctx, formatter)


class Root(commands.Group):
    """`imatter` itself: loads the module of the verb that is called, and of no other."""

    usual = "status"

    def list_commands(self, ctx: ClickContext) -> list[str]:
        """Every verb."""
        return list(VERBS)

    def get_command(self, ctx: ClickContext, cmd_name: str) -> ClickCommand | None:
        """The verb's command or group, loaded now; None for no verb of ours."""
        verb = VERBS.get(cmd_name)
        if verb is None:
            return None
        if verb.reads:
            return Halves(cmd_name, verb)
        app = _module(verb.module).app
        command = commands.as_command(app, verb.command) or commands.as_group(app)
        command.name = cmd_name
        return command

    def shell_complete(self, ctx: ClickContext, incomplete: str) -> list[CompletionItem]:
        """Verbs from the table, so that none is loaded."""
        verbs = [CompletionItem(name, help=verb.help) for name, verb in VERBS.items() if name.startswith(incomplete)]
        if incomplete.startswith("-"):
            return [
                *verbs,
                *super(commands.Group, self).shell_complete(ctx, incomplete),
                *commands.complete_globals(incomplete),
            ]
        return verbs

    def format_help(self, ctx: ClickContext, formatter: HelpFormatter) -> None:
        """The page."""
        formatter.write(page())


@cache
def root() -> Root:
    """The whole command line, built once."""
    app = typer.Typer(name="imatter", cls=Root, rich_markup_mode=None, add_completion=True, context_settings=_SETTINGS)
    app.callback()(_nothing)
    command = typer_inside.get_command(app)
    if not isinstance(command, Root):
        raise TypeError("The root of the command line is not ours.")
    return command


def run(args: Sequence[str], session: Session) -> int:
    """Run one command line. Returns the exit code that a command asked for; refusals come as exceptions."""
    if any("-completion" in word for word in args[:1]):
        # late: asked once in the life of a computer
        from imatter_cli.commands.frame import shells

        if shells.answered(args):
            return 0
    try:
        with root().make_context("imatter", list(args), obj=session) as ctx:
            ctx.command.invoke(ctx)
    except typer.Exit as asked:
        return int(asked.exit_code)
    except KeyboardInterrupt:
        raise (session.stopped() or KeyboardInterrupt()) from None
    return 0


def complete(session: Session) -> int:
    """Answer the shell that asks for suggestions."""
    if os.environ.get("_IMATTER_COMPLETE") == "complete_zsh":
        # late: only zsh needs it
        from imatter_cli.commands.frame.zsh import suggestions

        sys.stdout.write(suggestions(root(), session) + "\n")
        return 0
    try:
        root().main([], prog_name="imatter", complete_var="_IMATTER_COMPLETE", obj=session)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def session() -> Session:
    """A session over the real store, clock, ids and person."""
    return Session(_wiring)


def _module(name: str) -> Any:
    return importlib.import_module(f"imatter_cli.commands.{name}")


@cache
def _reading(module: str, group: str) -> commands.Commands:
    app = commands.Commands(group)
    _module(module).add_reading(app, group)
    return app


def _wiring() -> Wiring:
    # late: opens the modules of the store, which --help must not load
    from imatter_cli import wiring

    return wiring.Wired()


def _nothing() -> None:
    """Keep licences, projects, reflections and a fund's quarters as plain records."""
