"""From the bytes that a terminal sends to the keys that were pressed; a paste is one key, whatever it holds."""

from __future__ import annotations

import codecs
import re

from imatter_cli.classes import immutable

_ESCAPE = 0x1B
_CTRL_C = 0x03
_PASTE = b"\x1b[200~"
_PASTE_END = b"\x1b[201~"
#: What a paste may hold that is not text: sequences that steer a terminal, and other control characters.
_STEERING = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CONTROL = {
    0x01: "home", 0x02: "left", 0x03: "interrupt", 0x04: "eof", 0x05: "end", 0x06: "right", 0x08: "backspace",
    0x0A: "enter", 0x0B: "kill-end", 0x0C: "redraw", 0x0D: "enter", 0x0E: "down", 0x10: "up", 0x15: "kill-start",
    0x17: "kill-word", 0x19: "yank", 0x1A: "suspend", 0x1C: "quit", 0x7F: "backspace",
}  # fmt: skip
_SEQUENCES = {
    "[A": "up", "[B": "down", "[C": "right", "[D": "left", "[H": "home", "[F": "end", "OA": "up", "OB": "down",
    "OC": "right", "OD": "left", "OH": "home", "OF": "end", "[1~": "home", "[4~": "end", "[7~": "home", "[8~": "end",
    "[3~": "delete", "[1;5C": "word-right", "[1;5D": "word-left", "[1;3C": "word-right", "[1;3D": "word-left",
    "b": "word-left", "f": "word-right", "d": "kill-word-right", "\x7f": "kill-word", "\x08": "kill-word",
}  # fmt: skip


@immutable
class Key:
    """A key by its name; `text` and `paste` come with what they write."""

    name: str
    text: str = ""


class Decoder:
    """Keys out of bytes, one byte after the other."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self._encoding = encoding
        self._characters = codecs.getincrementaldecoder(encoding)()
        self._sequence = b""
        self._paste: bytearray | None = None
        self._idle = False

    @property
    def escaping(self) -> bool:
        """Whether a sequence has begun, which may be no more than the escape key."""
        return bool(self._sequence)

    @property
    def pasting(self) -> bool:
        """Whether a paste has begun whose end has not come."""
        return self._paste is not None

    @property
    def half_pasted(self) -> str:
        """What has come of a paste whose end has not. It is read anew each time: ask where the line ends."""
        return "" if self._paste is None else self._read(bytes(self._paste))

    @property
    def most(self) -> int:
        """So many bytes can be read at once without taking any that come after the line: in a paste, more than one."""
        if self._paste is None:
            return 1
        begun = next(n for n in range(len(_PASTE_END) - 1, -1, -1) if self._paste.endswith(_PASTE_END[:n]))
        return len(_PASTE_END) - begun

    def feed(self, byte: int) -> tuple[Key, ...]:
        """The keys that are complete with this byte."""
        if self._paste is not None:
            return self._pasted(byte)
        if self._sequence:
            return self._sequenced(byte)
        if byte == _ESCAPE:
            self._sequence = b"\x1b"
            return self._broken_off()
        if byte < 0x20 or byte == 0x7F:
            name = _CONTROL.get(byte)
            key = Key("text", " ") if byte == 0x09 else Key(name) if name else None
            return (*self._broken_off(), *((key,) if key else ()))
        return self._character(byte)

    def idle(self) -> tuple[Key, ...]:
        """The keys that are complete because nothing more came for a moment."""
        self._sequence = b""
        self._idle = self._paste is not None
        return ()

    def _character(self, byte: int) -> tuple[Key, ...]:
        try:
            text = self._characters.decode(bytes((byte,)))
        except UnicodeDecodeError:
            self._characters.reset()
            return (Key("unreadable"),)
        text = _STEERING.sub("", text)
        return (Key("text", text),) if text else ()

    def _broken_off(self) -> tuple[Key, ...]:
        """A character of several bytes that another key broke off."""
        unread = self._characters.getstate()[0]
        self._characters.reset()
        return (Key("unreadable"),) if unread else ()

    def _sequenced(self, byte: int) -> tuple[Key, ...]:
        self._sequence += bytes((byte,))
        whole = self._sequence
        if len(whole) == 2:
            if byte in b"[O":
                return ()
            self._sequence = b""
            name = _SEQUENCES.get(chr(byte))
            return (Key(name),) if name else self.feed(byte)
        if whole[1:2] == b"[" and (not 0x40 <= byte <= 0x7E or whole == b"\x1b[["):
            return ()
        self._sequence = b""
        if whole == _PASTE:
            self._paste = bytearray()
            return ()
        name = _SEQUENCES.get(whole[1:].decode("latin-1"))
        return (Key(name),) if name else ()

    def _pasted(self, byte: int) -> tuple[Key, ...]:
        assert self._paste is not None  # noqa: S101 - for mypy
        if byte == _CTRL_C and self._idle:  # its end will not come
            text, self._paste, self._idle = self.half_pasted, None, False
            return (Key("paste", text), Key("interrupt"))
        self._idle = False
        self._paste.append(byte)
        if not self._paste.endswith(_PASTE_END):
            return ()
        text = self._read(bytes(self._paste[: -len(_PASTE_END)]))
        self._paste = None
        return (Key("paste", text),) if text else ()

    def _read(self, data: bytes) -> str:
        text = data.decode(self._encoding, "replace").replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
        return _STEERING.sub("", text)
