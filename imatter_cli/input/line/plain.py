"""A line in the terminal's own line mode: for terminals that can't move their cursor, and for screen readers."""

from __future__ import annotations

import codecs
import contextlib
import os
import select
import signal
import termios
from collections.abc import Callable

from imatter_cli.input.line.outcome import Pasted, Stopped
from imatter_cli.input.line.signals import ENDING, Watch

#: Nobody types another line within so many seconds: what comes is the rest of a paste.
_PASTE = 0.03
_MOST = 1 << 16


class PlainLine:
    """Asks for one line at a terminal. Raises EOFError, and Stopped with what was typed of the line."""

    def __init__(self, file: int, write: Callable[[str], None], prompt: str, encoding: str) -> None:
        self._file = file
        self._write = write
        self._prompt = prompt
        self._encoding = encoding
        self._typed = b""

    def read(self) -> str:
        """What was typed; marked where it was pasted. Raises UnicodeDecodeError for what is not text."""
        with Watch() as watch:
            self._before = termios.tcgetattr(self._file)
            try:
                self._begin()
                while not self._typed.endswith(b"\n"):
                    self._wait(watch)
                typed = self._typed + self._pasted()
            finally:
                self._restore()
        text = codecs.decode(typed, self._encoding).removesuffix("\n")
        return Pasted(text) if "\n" in text else text

    def _begin(self) -> None:
        """Have signals leave what is typed of a line where it is, and show the line."""
        mode = termios.tcgetattr(self._file)
        mode[3] |= termios.ICANON | termios.ECHO | termios.ISIG | termios.NOFLSH
        termios.tcsetattr(self._file, termios.TCSANOW, mode)
        self._write(self._prompt + codecs.decode(self._typed, self._encoding, "replace"))

    def _restore(self) -> None:
        with contextlib.suppress(termios.error):  # the window is closed
            termios.tcsetattr(self._file, termios.TCSANOW, self._before)

    def _wait(self, watch: Watch) -> None:
        watch.wait(self._file)
        for number in watch.came():
            if number in ENDING:
                self._take_half()
                raise Stopped(codecs.decode(self._typed, self._encoding, "replace"))
            if number == signal.SIGTSTP:
                self._take_half()
                self._write("\n")
                self._restore()
                watch.stop_here()
                self._begin()
        if select.select([self._file], [], [], 0)[0]:
            self._read()

    def _read(self) -> None:
        try:
            data = os.read(self._file, _MOST)
        except OSError:
            data = b""
        if not data and self._typed.strip():
            raise Stopped(codecs.decode(self._typed, self._encoding, "replace"))
        if not data:
            raise EOFError
        self._typed += data

    def _take_half(self) -> None:
        """What is typed of the line, which the terminal has until it ends."""
        with contextlib.suppress(OSError, termios.error):
            mode = termios.tcgetattr(self._file)
            mode[3] &= ~termios.ICANON
            mode[6][termios.VMIN], mode[6][termios.VTIME] = 0, 0
            termios.tcsetattr(self._file, termios.TCSANOW, mode)
            self._typed += os.read(self._file, _MOST)

    def _pasted(self) -> bytes:
        """The lines that come together with the first."""
        more = b""
        while select.select([self._file], [], [], _PASTE)[0]:
            data = os.read(self._file, _MOST)
            if not data:
                break
            more += data
        before, self._typed = self._typed, b""
        self._take_half()
        half, self._typed = self._typed, before
        return more + half
