"""The command line: arguments in, exit code out, and the one place that catches."""

# Nothing heavy at the top: `imatter --version` is answered before anything else is loaded. What the functions
# below import, they import late for that reason alone.
from __future__ import annotations

import gc
import os
import sys

from imatter_cli import __version__

TYPE_CHECKING = False  # as typing has it, and without loading typing
if TYPE_CHECKING:
    from collections.abc import Sequence

    from imatter_cli.errors import ImatterError

#: Options without a value that may stand before any other word.
_ANYWHERE = ("--json", "--no-input", "--dry-run")

#: The lines that ask for the whole page of help.
_WHOLE_HELP = (["--help"], ["-h"])

#: What a shell expects of a program whose reader has gone away (128 and SIGPIPE).
READER_GONE = 141


def entry() -> None:
    """The console script."""
    try:
        code = main(sys.argv[1:])
    except KeyboardInterrupt:  # in the moments that main does not guard
        code = 130
    # Python ends by looking for objects that refer to each other, among all that were loaded. They go anyway.
    gc.freeze()
    sys.exit(code)


def main(argv: Sequence[str]) -> int:
    """Run one command line and return its exit code. Nothing is raised, nothing traced."""
    if next((word for word in argv if word not in _ANYWHERE), "") in ("--version", "-V"):
        sys.stdout.write(
            f'{{"version":1,"data":{{"version":"{__version__}"}}}}\n'
            if "--json" in argv
            else f"imatter {__version__}\n"
        )
        return 0
    if sys.platform == "win32":
        sys.stderr.write(
            "imatter runs on Linux and macOS. On Windows it runs inside WSL, the Windows Subsystem for Linux.\n"
            "  To go on:  wsl --install, and then install imatter in there.\n"
        )
        return 5
    _open_streams()
    try:
        try:
            code = _run(argv)
            sys.stdout.flush()
        except SystemExit as ended:  # Typer's own options end this way (--show-completion)
            code = ended.code if isinstance(ended.code, int) else 0
        except BaseException as problem:  # noqa: BLE001 - the one place that catches everything
            _forget_output()
            error = _in_words(problem)
            code = error.exit_code
            _tell(error, as_json=_wants_json(argv))
        sys.stderr.flush()
    except BrokenPipeError:  # `imatter list | head`: nobody is left to tell
        _drop(sys.stdout)
        _drop(sys.stderr)
        return READER_GONE
    except OSError:  # not even that much can be told
        _drop(sys.stdout)
        _drop(sys.stderr)
        return 5
    return code


def _run(argv: Sequence[str]) -> int:
    if [word for word in argv if word not in _ANYWHERE] in _WHOLE_HELP:
        from imatter_cli.verbs import page

        sys.stdout.write(page())
        return 0
    # Hardly anything here refers to itself: looking for that after every 700 objects is a tenth of a short command,
    # and after every 50,000 it is a twentieth of one that loads the models.
    gc.set_threshold(200_000, 20, 50)
    from imatter_cli import app

    session = app.session()
    if os.environ.get("_IMATTER_COMPLETE"):
        return app.complete(session)
    _only_text(argv)
    return app.run(argv, session)


def _only_text(argv: Sequence[str]) -> None:
    """Refuse bytes that aren't text, because a record can't hold them."""
    from imatter_cli.errors import BadValue
    from imatter_cli.said import Prose, Said

    for number, arg in enumerate(argv, 1):
        try:
            arg.encode()
        except UnicodeEncodeError:
            shown = arg.encode("utf-8", "backslashreplace").decode()
            said = Said("Word {number} of the command is not UTF-8 text: {given}.", number=number, given=Prose(shown))
            raise BadValue(said, hint="Type it again, or check the terminal's encoding.") from None


def _wants_json(argv: Sequence[str]) -> bool:
    """Whether --json is in the line, even if the line can't be parsed: that is refused as JSON too."""
    own = list(argv)
    return "--json" in (own[: own.index("--")] if "--" in own else own)


def _in_words(problem: BaseException) -> ImatterError:
    """Anything that went wrong, as a refusal. Anything unforeseen is our own fault, and a report of it is kept."""
    import typer

    from imatter_cli.commands.frame.typer_inside import ClickException
    from imatter_cli.errors import ImatterError, Interrupted, StoreTrouble

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
        import traceback

        traceback.print_exception(problem)
    if isinstance(problem, OSError):
        return _environment(problem)
    if isinstance(problem, MemoryError):
        return StoreTrouble(
            "There is not enough memory for this.", hint="Close other programs, or narrow the command.", code="memory"
        )
    if isinstance(problem, RecursionError):
        from imatter_cli.remedies import Command

        return StoreTrouble("A file is nested too deeply to be read.", hint=Command("check"), code="too-deep")
    return _fault(problem)


def _environment(problem: OSError) -> ImatterError:
    """Trouble with files and folders, in words."""
    import errno

    from imatter_cli.errors import StoreTrouble
    from imatter_cli.reasons import reason
    from imatter_cli.said import Called, Said

    named = isinstance(problem.filename, (str, bytes))
    if problem.errno == errno.ENOENT and not named:  # only asking for the folder at hand fails like that
        return StoreTrouble(
            "The folder that you are in no longer exists.",
            hint="Change to another folder, such as cd ~.",
            code="no-folder",
        )
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
    import platform
    import time
    import traceback

    from imatter_cli import apart, folders
    from imatter_cli.errors import StoreTrouble
    from imatter_cli.said import Said

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
        from imatter_cli.output.terminal import write_utf8

        write_utf8(sys.stderr, json.refusal(error) + "\n")
        return
    from imatter_cli.output import refusals
    from imatter_cli.output.rendering import rendered
    from imatter_cli.output.terminal import screen

    sys.stderr.write(rendered(refusals.refusal(error), screen(sys.stderr)) + "\n")


def _open_streams() -> None:
    """Output that can always be written: closed streams go nowhere, what an encoding lacks is spelt out."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - lives as long as we do
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115


def _forget_output() -> None:
    """What stdout would not take must not be tried again when the process ends."""
    try:
        sys.stdout.flush()
    except OSError:
        _drop(sys.stdout)


def _drop(stream: object) -> None:
    """Send what is left of a stream nowhere."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[attr-defined]
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):
        return


if __name__ == "__main__":
    entry()
