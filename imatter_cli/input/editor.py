"""A text in the person's own editor, with notes on what is wrong in it that go again by themselves."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from imatter_cli import folders
from imatter_cli.classes import immutable
from imatter_cli.errors import StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.said import Prose, Said

#: What our own lines begin with, longer where the text has such lines itself (`mark_for`). At the first column
#: nothing of a block of text can stand.
_MARK = "#!!"
#: Tried in this order where neither VISUAL nor EDITOR names one.
_USUAL = ("nano", "vi")


@immutable
class Note:
    """A note on a line, from 1; 0 is the text as a whole."""

    line: int
    text: str


def run_editor(path: Path) -> int:
    """Open the file in VISUAL, EDITOR, nano or vi and wait: its exit code, negative if a signal ended it.

    Ctrl-C is the editor's while it is open. Raises StoreTrouble (`editor`) where none can be started.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or next(filter(shutil.which, _USUAL), _USUAL[-1])
    before = signal.signal(signal.SIGINT, _leave_it_to_the_editor)
    try:
        return subprocess.run([*shlex.split(command), str(path)], check=False).returncode
    except (OSError, ValueError) as wrong:
        raise StoreTrouble(
            Said("The editor {given!r} could not be started.", given=Prose(command)), code="editor",
            hint="Type export EDITOR=nano, or the editor that you use, and try again.",
        ) from wrong  # fmt: skip
    finally:
        signal.signal(signal.SIGINT, before)


def how_it_stopped(code: int) -> str:
    """How an editor that did not end well stopped, in words."""
    return "was ended" if code < 0 else "stopped with an error"


def as_text(data: bytes) -> tuple[str, str]:
    """What an editor saved, and an empty text; or the other way round, why it can't be read."""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        said = f"Your editor did not save this as UTF-8 (look at line {line}), so it can't be read yet."
        return "", f"{said} Its file is kept. Type e to open it again, and save it as UTF-8."


def mark_for(text: str) -> str:
    """What no line of the text begins with, to tell notes in it by."""
    mark = _MARK
    while any(line.startswith(mark) for line in _lines(text)):
        mark += "!"
    return mark


def with_notes(text: str, notes: Sequence[Note], mark: str) -> str:
    """The text with each note on a line of its own, which begins with the mark, above the line it is on."""
    if not notes:
        return text
    lines = _lines(text)
    last = len(lines) if text.endswith("\n") else len(lines) - 1
    for note in sorted(notes, key=lambda n: n.line, reverse=True):
        at = max(min(note.line - 1, last), 0)
        lines[at:at] = [f"{mark} {' '.join(part.split())}\n" for part in note.text.split("\n")]
    head = f"{mark} Lines that begin with {mark} say what is wrong. They are removed automatically.\n"
    return "".join([head, *lines])


def without_notes(text: str, mark: str) -> str:
    """The text without the lines that `with_notes` put in with that mark; as it is if there is none."""
    return "".join(line for line in _lines(text) if not (mark and line.startswith(mark)))


def _lines(text: str) -> list[str]:
    """Lines with their ends; only a line feed ends one, as in a record."""
    return [line for line in re.split(r"(?<=\n)", text) if line]


def write_private(path: Path, data: bytes) -> None:
    """A file that only the person can read, whole. Raises StoreTrouble (`drafts`)."""
    try:
        folders.put(path, data)
    except OSError as wrong:
        raise StoreTrouble(
            Said("The text can't be saved in {path}: {why}.", path=str(path.parent), why=reason(wrong)),
            hint="Make room or give yourself access to that folder.", code="drafts",
        ) from wrong  # fmt: skip


def _leave_it_to_the_editor(signum: int, frame: object) -> None:
    """A handler, unlike an ignored signal, is not inherited by the editor."""
