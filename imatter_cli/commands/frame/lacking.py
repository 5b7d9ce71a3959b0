"""What a line lacks is asked for at a terminal: the argument, or the one option, that its command can't do without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from imatter_cli.commands.frame.meant import none_named
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.typer_inside import Context, Parameter
from imatter_cli.domain import ids
from imatter_cli.errors import BadValue, Missing
from imatter_cli.input.form import Form, Question
from imatter_cli.said import Prose, Said

#: What a question calls a value that help has a shorter word for.
_CALLED = {
    "id": "record", "path": "folder", "remote": "shared store", "draft": "unfinished answers",
    "file|folder": "file or folder",
}  # fmt: skip


def lacking_in(ctx: Context, missing: Missing) -> Parameter | None:
    """The argument or the option that a refusal says is missing, if that is all that it says."""
    said = [row["option"] for row in missing.details["missing"]]
    return next((p for p in ctx.command.params if [_named(p)] == said and not ctx.params.get(p.name or "")), None)


def asked(session: Session, ctx: Context, param: Parameter, example: str) -> Any:
    """What a person at the terminal says for an argument; a record is chosen as in any other question.

    Raises Interrupted, and what the line is refused for where there is no record or no store.
    """
    command, kinds = ctx.command_path.removeprefix("imatter "), tuple(getattr(param.type, "kinds", ()))
    why = str(getattr(param, "help", "") or "")
    if kinds:
        refused = none_named(session, command, param.name or "", kinds, why)
        if not isinstance(refused, Missing):
            raise refused
    word = _word(param).strip(".").lower()
    name, many = _CALLED.get(word, word), param.nargs == -1
    question = Question(
        param.name or word, f"Which {name}s?" if many and kinds else f"Which {name}?", why, example,
        answer="ref" if kinds else "file", kinds=kinds if kinds != ids.KIND_NAMES else (), many=many,
        option=_named(param), label=name.capitalize(), parse=_there if word == "file" and param.required else None,
    )  # fmt: skip
    return session.ask(Form(command, "", (question,)))[question.field]


def _there(said: str) -> str:
    """The name of a file, if it is there; - is what is piped in."""
    if said != "-" and not Path(said).expanduser().exists():
        raise BadValue(Said("There is no file {file}.", file=Prose(said)), hint="Type its name again.")
    return said


def _word(param: Parameter) -> str:
    """The word that stands for its value in help and in refusals."""
    return (param.metavar or "").strip("[]")


def _named(param: Parameter) -> str:
    """What a refusal calls it: an argument's word, or the option."""
    return _word(param) if param.param_type_name == "argument" else param.opts[0]
