"""A line with editing in it, at a terminal that can move its cursor."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import termios
from collections.abc import Callable, Iterator

from imatter_cli.input.line.keys import Decoder, Key
from imatter_cli.input.line.layout import Drawing, emphasised, laid_out, near, width_of
from imatter_cli.input.line.outcome import Stopped
from imatter_cli.input.line.signals import ENDING, Watch
from imatter_cli.input.line.state import Line

_PASTE_ON, _PASTE_OFF = "\x1b[?2004h", "\x1b[?2004l"
#: So long after the escape key nothing that comes belongs to it, in seconds.
_ESCAPE = 0.05
#: A paste whose end does not come for so long may be interrupted.
_STALLED = 1.0


class EditedLine:
    """Asks for one line at a terminal. Raises EOFError, and Stopped with what was typed of the line."""

    def __init__(self, file: int, write: Callable[[str], None], prompt: str, line: Line, encoding: str) -> None:
        self._file = file
        self._write = write
        self._prompt = prompt
        self._line = line
        self._decoder = Decoder(encoding)
        self._shown: Drawing | None = None

    def read(self) -> str:
        """What was typed; marked where some of it was pasted."""
        with Watch() as watch:
            self._before = termios.tcgetattr(self._file)
            try:
                self._begin()
                while True:
                    for key in self._keys(watch):
                        if key.name == "enter":
                            self._end("\n")
                            return self._line.answer
                        self._press(key, watch)
            except (OSError, termios.error):  # the window is closed
                raise self._stopped() from None
            except (KeyboardInterrupt, EOFError):
                with contextlib.suppress(OSError):
                    self._end("")
                raise
            finally:
                self._restore()

    def _begin(self) -> None:
        """Take each key as it comes, and show the line."""
        raw = termios.tcgetattr(self._file)
        raw[0] &= ~(termios.IXON | termios.INLCR | termios.IGNCR)
        raw[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG | termios.IEXTEN)
        raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._file, termios.TCSANOW, raw)
        self._write(_PASTE_ON)
        self._shown = None
        self._draw()

    def _restore(self) -> None:
        with contextlib.suppress(termios.error):  # the window is closed
            termios.tcsetattr(self._file, termios.TCSANOW, self._before)

    def _keys(self, watch: Watch) -> Iterator[Key]:
        """The keys of what comes next; none where a signal came or nothing for a moment. Raises Stopped."""
        wait = _ESCAPE if self._decoder.escaping else _STALLED if self._decoder.pasting else None
        if not watch.wait(self._file, wait):
            yield from self._decoder.idle()
            return
        for number in watch.came():
            self._signalled(number, watch)
        if select.select([self._file], [], [], 0)[0]:
            for byte in self._bytes():
                yield from self._decoder.feed(byte)

    def _bytes(self) -> bytes:
        """As many bytes as surely belong to the line, so that what comes after it stays with the terminal."""
        try:
            data = os.read(self._file, self._decoder.most)
        except OSError:
            data = b""
        if not data:
            raise self._stopped() if self._typed().strip() else EOFError
        return data

    def _signalled(self, number: int, watch: Watch) -> None:
        if number in ENDING:
            raise self._stopped()
        if number == signal.SIGTSTP:
            self._suspend(watch)
        elif number == signal.SIGCONT:
            self._begin()
        elif number == signal.SIGWINCH:
            self._resized()

    def _press(self, key: Key, watch: Watch) -> None:
        if key.name in ("interrupt", "quit"):
            raise self._stopped()
        if key.name == "eof" and not self._line.text:
            raise EOFError
        if key.name == "suspend":
            self._suspend(watch)
        elif key.name == "unreadable":
            self._end("\n")
            self._write("That could not be read as text. Please type it again.\n")
            self._begin()
        elif key.name == "redraw":
            self._write("\x1b[H\x1b[2J")
            self._begin()
        else:
            self._line = self._line.press(key)
            if not self._more():
                self._draw()

    def _more(self) -> bool:
        """Whether more has been typed already: what it makes of the line is shown at once."""
        return not self._decoder.escaping and bool(select.select([self._file], [], [], 0)[0])

    def _typed(self) -> str:
        return self._line.press(Key("paste", self._decoder.half_pasted)).text

    def _stopped(self) -> Stopped:
        return Stopped(self._typed())

    def _suspend(self, watch: Watch) -> None:
        self._end("\n")
        self._restore()
        watch.stop_here()
        self._begin()

    def _size(self) -> tuple[int, int]:
        with contextlib.suppress(OSError):
            size = os.get_terminal_size(self._file)
            if size.columns and size.lines:
                return size.columns, size.lines
        return 80, 24

    def _draw(self) -> None:
        width, height = self._size()
        layout = near(self._prompt, self._line.text, self._line.at, width, max(height - 1, 1))
        shown, self._shown = self._shown, layout
        self._write(_added(shown, layout) or self._anew(shown, layout))

    def _anew(self, shown: Drawing | None, layout: Drawing) -> str:
        """The rows drawn over those that are shown, a question in bold."""
        clear = f"{_up(shown.row)}\r\x1b[J" if shown else ""
        back = "" if _at_end(layout) else f"{_up(len(layout.rows) - 1 - layout.row)}\r{_right(layout.column)}"
        rows = "\n".join(layout.rows)
        if any(map(str.isalpha, self._prompt)) and rows.startswith(self._prompt):
            rows = emphasised(self._prompt) + rows[len(self._prompt) :]
        return clear + rows + back

    def _end(self, line_end: str) -> None:
        """Leave the whole answer on the screen, with the cursor after it."""
        width, _ = self._size()
        whole = laid_out(self._prompt, self._line.text, len(self._line.text), width)
        shown, self._shown = self._shown, None
        if shown is None or shown.rows != whole.rows:
            text = _added(shown, whole) or self._anew(shown, whole)
        else:
            text = f"{_down(whole.row - shown.row)}\r{_right(whole.column)}" if shown != whole else ""
        self._write(f"{text}{_PASTE_OFF}{line_end}")

    def _resized(self) -> None:
        """Draw anew from where the line begins now that its rows are folded otherwise."""
        if self._shown is not None:
            width, _ = self._size()
            above = sum(max(-(-width_of(row) // width), 1) for row in self._shown.rows[: self._shown.row])
            self._shown = Drawing((), above + self._shown.column // width, self._shown.column)
            self._draw()


def _added(shown: Drawing | None, layout: Drawing) -> str:
    """What is new where rows have only grown at their end, and the cursor with them; else empty."""
    grown = (
        shown is not None
        and shown.rows
        and layout.rows[:-1] == shown.rows[:-1]
        and layout.rows[-1].startswith(shown.rows[-1])
        and _at_end(shown)
        and _at_end(layout)
    )
    return layout.rows[-1][len(shown.rows[-1]) :] if shown and grown else ""


def _at_end(layout: Drawing) -> bool:
    return layout.row == len(layout.rows) - 1 and layout.column == width_of(layout.rows[-1])


def _up(rows: int) -> str:
    return f"\x1b[{rows}A" if rows > 0 else ""


def _down(rows: int) -> str:
    return f"\x1b[{rows}B" if rows > 0 else ""


def _right(columns: int) -> str:
    return f"\x1b[{columns}C" if columns > 0 else ""
