"""Characters that no text has, those that nobody can see, and those that show a text in another order than it has."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Characters for machines, which no text has; tabs and line ends are left out.
CONTROL: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]"
#: Line ends that only some programs know.
_BREAKS: Final = "\u2028\u2029"
#: What turns the direction of writing about for all that follows: a text then reads otherwise than it is.
_TURNING: Final = "[\u202a-\u202e\u2066-\u2069]"
_HIDDEN: Final = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\u2800\u3164\ufeff\uffa0"
    "\ufff9-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
_SPACES: Final = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
#: Spaces other than the ordinary one, between two words; French has them next to a mark, and inside numbers.
_SPACE: Final = rf"(?<=[^\W\d_])[{_SPACES}]+(?=[^\W\d_])"
#: Characters to which everybody may give a meaning of their own, so that each computer shows something else.
_OWN: Final = "[\ue000-\uf8ff\U000f0000-\U0010ffff]"
#: Each of all these: most texts have none.
_ODD: Final = f"[{_TURNING[1:-1]}{_HIDDEN[1:-1]}{_BREAKS}{_SPACES}{_OWN[1:-1]}]"
#: The flags of England, Scotland and Wales are written with characters of their own that cannot be seen.
_FLAG: Final = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
#: Joiners, which scripts from Arabic on and emoji need between two of their characters.
_JOINERS: Final = "\u200c\u200d"
_FIRST_JOINED: Final = "\u0590"
#: Marks of direction, which texts in Hebrew, Arabic and the like may need.
_MARKS: Final = "\u061c\u200e\u200f"
#: What cannot be seen and yet belongs to a script: it is needed next to a character of that script.
_OF_A_SCRIPT: Final = {
    "\u115f": "[\u1160-\u11ff]",
    "\u1160": "[\u1100-\u115f\u11a8-\u11ff]",
    "\u17b4": "[\u1780-\u17b3\u17b6-\u17ff]",
    "\u17b5": "[\u1780-\u17b3\u17b6-\u17ff]",
    "\u180e": "[\u1820-\u18aa]",
    "\u2800": "[\u2801-\u28ff]",
}


def is_odd(text: str) -> bool:
    """Whether a text has any character that could be one of these: a quick look, where most texts have none."""
    return bool(control(text)) or (not text.isascii() and re.search(_ODD, text) is not None)


def control(text: str) -> str:
    """The first character that is for machines and not for people; empty if there is none."""
    found = re.search(CONTROL, text)
    return found[0] if found else ""


def turning(text: str) -> str:
    """The first character that turns the direction of writing about; empty if there is none."""
    found = None if text.isascii() else re.search(_TURNING, text)
    return found[0] if found else ""


def hidden(text: str) -> str:
    """The first character that cannot be seen and that the text does not need; empty if there is none."""
    if text.isascii() or not re.search(_HIDDEN, text):
        return ""
    plain = re.sub(_FLAG, "", text)
    return next((m[0] for m in re.finditer(_HIDDEN, plain) if not _is_needed(plain, m.start())), "")


def odd_space(text: str) -> str:
    """The first space between two words that looks like an ordinary one and is another; empty if there is none."""
    found = None if text.isascii() else re.search(_SPACE, text)
    return found[0][0] if found else ""


def odd_break(text: str) -> str:
    """The first line end that only some programs know; empty if there is none."""
    found = None if text.isascii() else re.search(f"[{_BREAKS}]", text)
    return found[0] if found else ""


def private(text: str) -> str:
    """The first character that has no meaning of its own, so that others see something else; empty if there is none."""
    found = None if text.isascii() else re.search(_OWN, text)
    return found[0] if found else ""


def without_hidden(text: str) -> str:
    """The same text without characters that cannot be seen and are not needed, with ordinary spaces and line ends."""
    text = re.sub(CONTROL, "", text)
    if text.isascii():
        return text
    text = re.sub(f"[{_BREAKS}]", "\n", re.sub(_SPACE, " ", text))
    if not hidden(text):
        return text
    flags = [range(*m.span()) for m in re.finditer(_FLAG, text)]
    return "".join(
        c
        for n, c in enumerate(text)
        if not re.match(_HIDDEN, c) or _is_needed(text, n) or any(n in flag for flag in flags)
    )


def named(character: str) -> str:
    """How a character that cannot be seen is named: `U+200B`."""
    return f"U+{ord(character):04X}"


def _is_needed(text: str, at: int) -> bool:
    if text[at] in _JOINERS:
        return 0 < at < len(text) - 1 and text[at - 1] >= _FIRST_JOINED and text[at - 1] not in "\u200b\ufeff"
    if text[at] == "\u034f":  # it keeps two marks on a letter apart
        return 0 < at < len(text) - 1 and unicodedata.combining(text[at + 1]) > 0
    if script := _OF_A_SCRIPT.get(text[at]):
        return any(re.match(script, beside) for beside in text[max(at - 1, 0) : at + 2])
    return text[at] in _MARKS and any(unicodedata.bidirectional(c) in ("R", "AL") for c in text if c not in _MARKS)
