"""The man page, made from the commands themselves, the guides and docs/reference/running.md (docs/generate.py)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from imatter_cli import __version__
from imatter_cli.commands.frame.typer_inside import Context, TyperArgument, TyperOption
from imatter_cli.services.begin.guides import GUIDES
from imatter_cli.verbs import VERBS

_EXITS = re.compile(r"^\| (\d+) \| (.+) \|$", re.MULTILINE)
_VARIABLES = re.compile(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \| (.+) \|$", re.MULTILINE)


def page(commands: Sequence[tuple[Any, Context]], anywhere: Iterable[TyperOption], running: str) -> str:
    """The page in the language of man(7). `running` is the page with the tables of exit codes and variables."""
    lines = [
        r".\" Made by docs/generate.py from the commands themselves; change those, not this page.",
        f'.TH IMATTER 1 "" "imatter {__version__}" "imatter"',
        ".ad l",
        ".nh",
        ".SH NAME",
        r"imatter \- licences, small projects, reflections and a fund's quarters as plain records",
        ".SH SYNOPSIS",
        ".B imatter",
        ".RI [ COMMAND ]",
        ".RI [ OPTIONS ]",
        ".SH DESCRIPTION",
        "Your records are plain text files in your own folder. Every change is checked against the programme's rules",
        "and saved in an audit trail, automatically. Without a command, imatter says what is open and comes next.",
        "Everything that is asked at a terminal can be given as an option, and an id may be any unique part of one.",
        ".SH COMMANDS",
    ]
    for command, ctx in commands:
        lines += _command(command, ctx)
    lines += [".SH OPTIONS EVERYWHERE", *(line for o in anywhere for line in _tagged(flags(o), o.help))]
    lines += [
        ".SH EXIT STATUS",
        *(line for code, said in _EXITS.findall(running) for line in _tagged(code, _bare(said))),
    ]
    lines += [
        ".SH ENVIRONMENT",
        *(line for name, said in _VARIABLES.findall(running) for line in _tagged(_bare(name), _bare(said))),
    ]
    guides = ((f"imatter help {topic}", guide.about) for topic, guide in GUIDES.items())
    lines += [".SH GUIDES", *(line for name, said in guides for line in _tagged(name, said))]
    lines += [".SH SEE ALSO", ".BR git (1)"]
    return "\n".join(lines) + "\n"


def _command(command: Any, ctx: Context) -> Iterator[str]:
    sentence, _, example = (command.help or "").replace("\b", "").partition("Example:")
    shown = [p for p in command.params if not getattr(p, "hidden", False)]
    arguments = [p for p in shown if isinstance(p, TyperArgument)]
    options = [p for p in shown if isinstance(p, TyperOption)]
    more = ["[OPTIONS]"] if options else []
    usage = " ".join([ctx.command_path, *(a.make_metavar(ctx) for a in arguments), *more])
    yield f".SS {_safe(usage)}"
    yield _safe(sentence or VERBS[str(ctx.info_name)].help)
    if example.strip():
        yield from (".PP", ".nf", *(_safe(line) for line in example.strip("\n").rstrip().splitlines()), ".fi")
    for argument in arguments:
        yield from _tagged(argument.make_metavar(ctx), argument.help)
    for option in options:
        yield from _tagged(flags(option), option.help)


def flags(option: TyperOption) -> str:
    """An option in all its spellings, with what its value is called."""
    value = "" if option.is_flag else f" {option.metavar or 'TEXT'}"
    return f"{', '.join([*option.opts, *option.secondary_opts])}{value}{' ...' if option.multiple else ''}"


def _tagged(tag: str, said: str | None) -> list[str]:
    return [".TP", f".B {_safe(tag)}", _safe(said or "-")]


def _bare(cell: str) -> str:
    return cell.replace("`", "").replace(r"\|", "|")


def _safe(text: str) -> str:
    """Words that are text and nothing else: on one line of their own, nothing in them is a request."""
    told = " ".join(text.split()) if not text.startswith("  ") else text.strip("\n")
    told = told.replace("\\", r"\e").replace("-", r"\-")
    told = "".join(c if c.isascii() else f"\\[u{ord(c):04X}]" for c in told)
    return rf"\&{told}" if told.startswith((".", "'")) else told
