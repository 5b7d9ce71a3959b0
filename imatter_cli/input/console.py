"""A person at a terminal: lines out, lines in. Plain enough for a screen reader, a pipe and a test."""

from __future__ import annotations

import contextlib
import re
import shutil
import sys
import textwrap
from pathlib import Path
from types import ModuleType
from typing import Protocol

from imatter_cli.errors import StoreTrouble
from imatter_cli.input.editor import how_it_stopped, run_editor

#: Characters that steer a terminal or turn writing about.
_STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Stopped(KeyboardInterrupt):
    """The person stopped in the middle of a line; `begun` is what was typed of it."""

    def __init__(self, begun: str) -> None:
        super().__init__()
        self.begun = begun


class Console(Protocol):
    """What an interview needs of a terminal."""

    def say(self, text: str = "", indent: str = "") -> None:
        """Write text, folded to the width."""
        ...

    def ask(self, prompt: str) -> str:
        """Write a prompt and read one line. Raises EOFError, and KeyboardInterrupt (Stopped within a line)."""
        ...

    def edit(self, path: Path) -> str:
        """Open a file in the person's editor and wait; empty text, or why that did not work."""
        ...


class Terminal:
    """The terminal itself. Questions go to it (or to stderr), never into what a command prints as its result."""

    def __init__(self) -> None:
        # Editing within a line comes from readline, which writes to stdout: only if that is the terminal too.
        self._readline = _quiet_readline() if sys.stdin.isatty() and sys.stdout.isatty() else None

    def say(self, text: str = "", indent: str = "") -> None:
        """Write text to stderr, folded to the width of the terminal and to 80 columns at most."""
        text = _harmless(text)
        width = max(min(shutil.get_terminal_size((80, 24)).columns, 80), 20)
        for line in text.split("\n"):
            lines = [indent + line]
            if len(indent) + len(line) > width:
                hang = indent + " " * (len(line) - len(line.lstrip()))
                lines = textwrap.wrap(
                    line.strip(), width, initial_indent=hang, subsequent_indent=hang, break_long_words=False
                )
            sys.stderr.write("".join(f"{part.rstrip()}\n" for part in lines))
        sys.stderr.flush()

    def ask(self, prompt: str) -> str:
        """Read one line, without its end. Raises EOFError, KeyboardInterrupt."""
        prompt = _harmless(prompt)
        while True:
            try:
                if self._readline is not None:
                    sys.stdout.flush()
                    return _edited_line(self._readline, prompt)
                sys.stderr.write(prompt)
                sys.stderr.flush()
                line = sys.stdin.readline()
                if not line:
                    raise EOFError
                return line.rstrip("\n")
            except UnicodeDecodeError:
                self.say("That could not be read as text. Please type it again.")

    def edit(self, path: Path) -> str:
        """Open the person's editor on the file."""
        try:
            code = run_editor(path)
        except StoreTrouble as trouble:
            return f"{trouble.message} {trouble.hint}"
        return f"The editor {how_it_stopped(code)}. What it had saved is used." if code else ""


def _harmless(text: str) -> str:
    """Text without what steers a terminal or turns writing about: choices and questions may come from a record."""
    return _STEERING.sub("", text)


def _edited_line(readline: ModuleType, prompt: str) -> str:
    """A line with editing in it. Raises EOFError, and Stopped with what was typed of it."""
    try:
        return input(prompt)
    except KeyboardInterrupt:
        raise Stopped(str(readline.get_line_buffer())) from None


def _quiet_readline() -> ModuleType | None:
    """Readline without history, completion and the codes around pasted text; None where there is none."""
    try:
        import readline
    except ImportError:
        return None
    with contextlib.suppress(AttributeError):
        readline.set_auto_history(False)
    if "libedit" not in (readline.__doc__ or ""):
        readline.parse_and_bind("set enable-bracketed-paste off")
        readline.parse_and_bind("set disable-completion on")
    return readline
