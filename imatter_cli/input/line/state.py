"""A line that is being typed: keys go in, and the line as it is then comes out."""

from __future__ import annotations

import re
import unicodedata

from imatter_cli.classes import immutable
from imatter_cli.input.line.keys import Key
from imatter_cli.input.line.outcome import Pasted

_WORD = re.compile(r"\w+")
_JOINER = "\u200d"


@immutable
class Line:
    """What is typed so far, and where the cursor is in it.

    `entries` are the answers of this session and, last, the one that is being typed; `entry` is the one on the line.
    `killed` is what was cut last.
    """

    text: str = ""
    at: int = 0
    pasted: bool = False
    killed: str = ""
    entries: tuple[str, ...] = ("",)
    entry: int = 0

    @property
    def answer(self) -> str:
        """What was typed, marked where it was pasted."""
        return Pasted(self.text) if self.pasted or "\n" in self.text else self.text

    def press(self, key: Key) -> Line:
        """The line after a key."""
        if key.name in ("text", "paste"):
            return self._with(
                self.text[: self.at] + key.text + self.text[self.at :],
                self.at + len(key.text),
                pasted=self.pasted or key.name == "paste",
            )
        if key.name in _CUTS:
            return self._cut(*_CUTS[key.name](self))
        if key.name in _MOVES:
            return self._with(self.text, _MOVES[key.name](self))
        if key.name in ("up", "down"):
            return self._vertical(-1 if key.name == "up" else 1)
        if key.name == "yank" and self.killed:
            return self.press(Key("text", self.killed))
        if key.name in ("backspace", "delete", "eof"):
            first, last = (self._left(), self.at) if key.name == "backspace" else (self.at, self._right())
            return self._with(self.text[:first] + self.text[last:], first)
        return self

    def _with(self, text: str, at: int, *, pasted: bool | None = None, killed: str | None = None) -> Line:
        marked = (self.pasted if pasted is None else pasted) and bool(text)
        return Line(text, at, marked, self.killed if killed is None else killed, self.entries, self.entry)

    def _cut(self, first: int, last: int) -> Line:
        cut = self.text[first:last]
        return self._with(self.text[:first] + self.text[last:], first, killed=cut or self.killed)

    def _vertical(self, way: int) -> Line:
        """The line above or below within the text, else the answer before or after this one."""
        start = self.text.rfind("\n", 0, self.at) + 1
        column = self.at - start
        if way < 0 and start:
            above = self.text.rfind("\n", 0, start - 1) + 1
            return self._with(self.text, min(above + column, start - 1))
        end = self.text.find("\n", self.at)
        if way > 0 and end >= 0:
            below = self.text.find("\n", end + 1)
            return self._with(self.text, min(end + 1 + column, len(self.text) if below < 0 else below))
        return self._recall(self.entry + way)

    def _recall(self, entry: int) -> Line:
        if not 0 <= entry < len(self.entries):
            return self
        entries = (*self.entries[: self.entry], self.text, *self.entries[self.entry + 1 :])
        text = entries[entry]
        return Line(text, len(text), False, self.killed, entries, entry)

    def _left(self) -> int:
        at = self.at - 1
        while at > 0 and _belongs(self.text, at):
            at -= 1
        return max(at, 0)

    def _right(self) -> int:
        at = self.at + 1
        while at < len(self.text) and _belongs(self.text, at):
            at += 1
        return min(at, len(self.text))

    def _word_left(self) -> int:
        found = [m.start() for m in _WORD.finditer(self.text) if m.start() < self.at]
        return found[-1] if found else 0

    def _word_right(self) -> int:
        return next((m.end() for m in _WORD.finditer(self.text) if m.end() > self.at), len(self.text))

    def _start(self) -> int:
        return self.text.rfind("\n", 0, self.at) + 1

    def _end(self) -> int:
        end = self.text.find("\n", self.at)
        return len(self.text) if end < 0 else end


def begun(history: tuple[str, ...], text: str = "") -> Line:
    """A line that begins with a text, with the answers of this session to go back to."""
    return Line(text, len(text), entries=(*history, text), entry=len(history))


def _belongs(text: str, at: int) -> bool:
    """Whether the character there is shown as part of the one before."""
    return unicodedata.category(text[at]) in ("Mn", "Me", "Cf") or text[at - 1] == _JOINER


_MOVES = {
    "left": Line._left, "right": Line._right, "home": Line._start, "end": Line._end,
    "word-left": Line._word_left, "word-right": Line._word_right,
}  # fmt: skip
_CUTS = {
    "kill-end": lambda line: (line.at, line._end()),
    "kill-start": lambda line: (line._start(), line.at),
    "kill-word": lambda line: (line._word_left(), line.at),
    "kill-word-right": lambda line: (line.at, line._word_right()),
}
