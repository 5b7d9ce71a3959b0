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
        as_json = f'{{"version":1,"data":{{"version":"{__version__}"}}}}\n'
        sys.stdout.write(as_json if "--json" in argv else f"imatter {__version__}\n")
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
            from imatter_cli.caught import told

            code = told(problem, as_json=_wants_json(argv))
        sys.stderr.flush()
    except OSError as gone:  # not even that much can be told, or nobody is left to tell: `imatter list | head`
        _drop(sys.stdout)
        _drop(sys.stderr)
        return READER_GONE if isinstance(gone, BrokenPipeError) else 5
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
    try:
        return app.run(argv, session)
    finally:
        session.close()


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
