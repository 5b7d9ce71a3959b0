"""A person at a terminal: lines out, lines in. Plain enough for a screen reader, a pipe and a test."""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import shutil
import sys
import textwrap
from pathlib import Path
from typing import IO, Any, ClassVar, Protocol

from imatter_cli.errors import StoreTrouble
from imatter_cli.input.editor import how_it_stopped, run_editor

#: Characters that steer a terminal or turn writing about.
_STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Console(Protocol):
    """What an interview needs of a terminal."""

    def say(self, text: str = "", indent: str = "") -> None:
        """Write text, folded to the width."""

    def pose(self, question: str) -> None:
        """Write a question that is answered below it, so that it stands out where the terminal can show that."""

    def ask(self, prompt: str, text: str = "") -> str:
        """Write a prompt and read one answer: a line, or what was pasted (Pasted), which may be several.

        Where a line can be edited, it begins with the text.

        Raises EOFError, and KeyboardInterrupt (Stopped within a line).
        """

    def forget_typed_ahead(self) -> None:
        """Throw away what was typed before anything was asked."""

    def edit(self, path: Path) -> str:
        """Open a file in the person's editor and wait; empty text, or why that did not work."""


class Terminal:
    """The terminal itself. Questions go to it on stderr, never into what a command prints as its result."""

    #: What was answered in this session, at any question.
    _history: ClassVar[list[str]] = []

    def say(self, text: str = "", indent: str = "") -> None:
        """Write text to stderr, folded to the width of the terminal and to 80 columns at most."""
        _write(f"{_folded(text, indent)}\n")

    def pose(self, question: str) -> None:
        """Write a question to stderr, in bold where the terminal can show that."""
        # late: as in `_typed`
        from imatter_cli.input.line.layout import emphasised

        asked, mark, more = _folded(question).rpartition("?")
        stands_out = mark and is_terminal(sys.stderr) and _moves_its_cursor()
        _write(f"{emphasised(asked + mark) if stands_out else asked + mark}{more}\n")

    def ask(self, prompt: str, text: str = "") -> str:
        """Read one answer, without its end. Raises EOFError, KeyboardInterrupt."""
        prompt = self._last_line(_harmless(prompt))
        while True:
            try:
                if not is_terminal(sys.stdin):
                    return _from_elsewhere(prompt)
                said = self._typed(prompt, text)
            except UnicodeDecodeError:
                self.say("That could not be read as text. Please type it again.")
                continue
            if len(said.strip()) > 1 and said not in self._history[-1:]:
                self._history.append(str(said))
            return said

    def _last_line(self, prompt: str) -> str:
        """The end of a prompt that is wider than the terminal; what comes before it is written, folded at words."""
        *above, last = _folded(prompt.rstrip()).split("\n")
        if above:
            self.pose("\n".join(above))
        return last + prompt[len(prompt.rstrip()) :]

    def forget_typed_ahead(self) -> None:
        """Throw away what was typed before anything was asked."""
        leave_nothing_typed()

    def _typed(self, prompt: str, text: str) -> str:
        # late: only where somebody is asked, and not for who has been asked for nothing
        from imatter_cli.input.line.edited import EditedLine
        from imatter_cli.input.line.plain import PlainLine
        from imatter_cli.input.line.state import begun

        atexit.register(leave_nothing_typed)  # once is enough, and twice does no harm
        sys.stdout.flush()
        file, encoding = sys.stdin.fileno(), sys.stdin.encoding or "utf-8"
        if is_terminal(sys.stderr) and _moves_its_cursor():
            return EditedLine(file, _write, prompt, begun(tuple(self._history), text), encoding).read()
        return PlainLine(file, _write, prompt, encoding).read()

    def edit(self, path: Path) -> str:
        """Open the person's editor on the file."""
        try:
            code = run_editor(path)
        except StoreTrouble as trouble:
            return f"{trouble.message} {trouble.hint}"
        return f"The editor {how_it_stopped(code)}. What it had saved is used." if code else ""


def _folded(text: str, indent: str = "") -> str:
    """Text folded to the width of the terminal and to 80 columns at most."""
    width = max(min(shutil.get_terminal_size((80, 24)).columns, 80), 20)
    folded = []
    for line in _harmless(text).split("\n"):
        lines = [indent + line]
        if len(indent) + len(line) > width:
            hang = indent + " " * (len(line) - len(line.lstrip()))
            lines = textwrap.wrap(
                line.strip(), width, initial_indent=hang, subsequent_indent=hang, break_long_words=False
            )
        folded += [part.rstrip() for part in lines or [""]]
    return "\n".join(folded)


def _harmless(text: str) -> str:
    """Text without what steers a terminal or turns writing about: choices and questions may come from a record."""
    return _STEERING.sub("", text)


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _from_elsewhere(prompt: str) -> str:
    """A line of an input that is not a terminal."""
    _write(prompt)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def _moves_its_cursor() -> bool:
    """Whether a line may be drawn anew: not where a screen reader would read it all again."""
    return os.environ.get("TERM", "dumb") not in ("", "dumb") and os.environ.get("ACCESSIBLE", "0") in ("", "0")


def leave_nothing_typed() -> None:
    """Throw away what is typed and not read: it must not answer a yes/no question or become a shell's command."""
    # late: as above
    import termios

    with contextlib.suppress(OSError, ValueError, termios.error):
        file = sys.stdin.fileno()
        if os.tcgetpgrp(file) == os.getpgrp():  # in the background it is somebody else's
            termios.tcflush(file, termios.TCIFLUSH)


def is_terminal(stream: IO[Any] | None) -> bool:
    """Whether a person sits at the other end."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # a closed stream
        return False
