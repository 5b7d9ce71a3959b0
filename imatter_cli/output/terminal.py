"""Where output goes: a terminal or not, how wide, with colour or not; and text made safe to show there."""

from __future__ import annotations

import os
import re
import shutil
import textwrap
from typing import IO, Any

from imatter_cli.classes import immutable

#: Colour codes and other escape sequences (with their one-byte forms), then everything else that isn't text: control
#: characters but tab and newline, and the marks that turn or hide the direction of writing.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f]).*?(?:\x07|\x1b\\|\x9c|$)"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]?",
    re.DOTALL,
)
#: Characters that steer a terminal or turn writing about, and half characters.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
#: A command in a sentence, of a length that a line can hold, and what stands for its spaces while lines are folded.
_COMMAND = r"`[^`]{1,60}`"
_GLUE = "\0"


@immutable
class Screen:
    """A place that text goes to. `width` is in characters and counts at a terminal alone.

    `manner` is how pages are shown there: "plain", "drawn" or "spoken".
    """

    terminal: bool
    width: int = 80
    colour: bool = False
    manner: str = "plain"


#: What a pipe or a file is: never cut, wrapped or coloured.
PIPE = Screen(terminal=False)


def is_terminal(stream: IO[Any] | None) -> bool:
    """Whether a person sits at the other end."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # a closed stream
        return False


def screen(stream: IO[Any] | None) -> Screen:
    """What kind of place a stream is; NO_COLOR, TERM=dumb and ACCESSIBLE are honoured."""
    if not is_terminal(stream):
        return PIPE
    draws = os.environ.get("TERM", "dumb") != "dumb"
    colour = draws and not os.environ.get("NO_COLOR")
    spoken = os.environ.get("ACCESSIBLE", "0") not in ("", "0")
    manner = "spoken" if spoken else "drawn" if draws else "plain"
    width = max(shutil.get_terminal_size((80, 24)).columns, 20)
    return Screen(terminal=True, width=width, colour=colour and not spoken, manner=manner)


def write_utf8(stream: IO[str], text: str) -> None:
    """Write what programs read: as UTF-8, whatever the encoding of the place it goes to."""
    raw = getattr(stream, "buffer", None)
    if raw is None:  # a stream that only holds text
        stream.write(text)
        return
    stream.flush()
    raw.write(text.encode("utf-8", "backslashreplace"))
    raw.flush()


def clean(text: str) -> str:
    """Text out of a record, safe to print: no escape sequences, control characters or turned writing.

    Tabs become spaces; newlines stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return UNSEEN.sub("", _ESCAPES.sub("", text.replace("\r\n", "\n"))).replace("\t", "    ")


def clean_line(text: str) -> str:
    """The same on one line."""
    return " ".join(clean(text).split())


def folded(text: str, screen: Screen) -> str:
    """A text whose lines are folded as `fold` does, each below its own beginning."""
    lines: list[str] = []
    for line in text.split("\n"):
        said = line.lstrip()
        lead = line[: len(line) - len(said)]
        lines += fold(said, screen, lead, "  " if lead else "") or [""]
    return "\n".join(lines)


def fold(text: str, screen: Screen, indent: str = "", hang: str = "") -> list[str]:
    """The lines of a text, at a terminal folded between words to its width; never anywhere else.

    Each line begins with `indent`, and one that continues it with `hang` too. A command between backticks stays whole.
    """
    lines: list[str] = []
    for line in text.split("\n") if text else []:
        if screen.terminal and len(indent) + len(line) > screen.width:
            whole = re.sub(_COMMAND, lambda found: found[0].replace(" ", _GLUE), line)
            folded = textwrap.wrap(
                whole, screen.width, initial_indent=indent, subsequent_indent=indent + hang, break_long_words=False,
                break_on_hyphens=False,
            )  # fmt: skip
            lines += [line.replace(_GLUE, " ") for line in folded]
        else:
            lines.append(indent + line)
    return lines
