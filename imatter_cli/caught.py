"""What nobody caught before, in words: a refusal as it is, and anything else as one."""

# Loaded only where something went wrong.
from __future__ import annotations

import errno
import os
import platform
import sys
import time
import traceback

import typer

from imatter_cli import __version__, apart, folders
from imatter_cli.commands.frame.typer_inside import ClickException
from imatter_cli.errors import ImatterError, Interrupted, StoreTrouble
from imatter_cli.output.terminal import screen, write_utf8
from imatter_cli.reasons import reason
from imatter_cli.remedies import Command
from imatter_cli.said import Called, Said


def told(problem: BaseException, *, as_json: bool) -> int:
    """Tell the person, or the script, what went wrong; the exit code. Raises BrokenPipeError and other OSError."""
    error = _in_words(problem)
    _tell(error, as_json=as_json)
    return error.exit_code


def _in_words(problem: BaseException) -> ImatterError:
    """Anything that went wrong, as a refusal. Anything unforeseen is our own fault, and a report of it is kept."""
    if isinstance(problem, ImatterError):
        return problem
    if isinstance(problem, BrokenPipeError):
        raise problem
    if isinstance(problem, (KeyboardInterrupt, typer.Abort)):
        return Interrupted("Stopped. Nothing was left half done.")
    if isinstance(problem, ClickException):
        from imatter_cli.commands.frame.usage import in_our_words

        return in_our_words(problem)
    if os.environ.get("IMATTER_DEBUG") == "1":
        traceback.print_exception(problem)
    if isinstance(problem, OSError):
        return _environment(problem)
    if isinstance(problem, MemoryError):
        return StoreTrouble(
            "There is not enough memory for this.", hint="Close other programs, or narrow the command.", code="memory"
        )
    if isinstance(problem, RecursionError):
        return StoreTrouble("A file is nested too deeply to be read.", hint=Command("check"), code="too-deep")
    return _fault(problem)


def _environment(problem: OSError) -> ImatterError:
    """Trouble with files and folders, in words."""
    named = isinstance(problem.filename, (str, bytes))
    if problem.errno == errno.ENOENT and not named:  # only asking for the folder at hand fails like that
        return StoreTrouble(
            "The folder that you are in no longer exists.", hint="Change to another folder, such as cd ~.",
            code="no-folder",
        )  # fmt: skip
    full = ("disk-full", "Make room and run the command again.")
    closed = ("no-permission", "Ask its owner, or use another store with --store.")
    known = {
        errno.ENOSPC: full,
        errno.EDQUOT: full,
        errno.EROFS: ("read-only", "Use a store on a disk that can be written, with --store."),
        errno.EACCES: closed,
        errno.EPERM: closed,
        errno.EMFILE: ("too-many-files", "Close other programs and run the command again."),
        errno.ENAMETOOLONG: ("name-too-long", "Use a shorter path with --store."),
    }
    code, hint = known.get(problem.errno or 0, ("environment", ""))
    words = reason(problem)
    why = Called(words, words.name[:1].upper() + words.name[1:])
    said = Said("{why}: {path}.", why=why, path=os.fsdecode(problem.filename)) if named else Said("{why}.", why=why)
    return StoreTrouble(said, hint=hint, code=code)


def _fault(problem: BaseException) -> ImatterError:
    """A fault of imatter's own, with a report in the user's state folder (no answers, no arguments)."""
    name = f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{os.getpid()}.txt"
    about = f"imatter {__version__}, Python {platform.python_version()}, {platform.platform()}\n\n"
    hint = Said("Run it again with IMATTER_DEBUG=1 to see where.")
    try:
        report = apart.reports() / name
        folders.make(report.parent)
        report.touch(mode=0o600)
        report.write_text(about + "".join(traceback.format_exception(problem)), encoding="utf-8", errors="replace")
        hint = Said(
            "Report it with {path} (read it through first), or run it again with IMATTER_DEBUG=1 to see where.",
            path=str(report),
        )
        details = {"report": str(report)}
    except (OSError, StoreTrouble):
        details = {}
    said = Said(
        "There is a fault in imatter itself ({fault}). Your records are as the last finished change left them.",
        fault=type(problem).__name__,
    )
    return StoreTrouble(said, hint=hint, code="fault", details=details)


def _tell(error: ImatterError, *, as_json: bool) -> None:
    """The refusal on stderr: for scripts its last line, for people with how to go on."""
    if as_json:
        from imatter_cli.output import json

        write_utf8(sys.stderr, json.refusal(error) + "\n")
        return
    from imatter_cli.output import refusals
    from imatter_cli.output.rendering import rendered

    sys.stderr.write(rendered(refusals.refusal(error), screen(sys.stderr)) + "\n")
