"""Where a report goes and in which format: on the screen, into files, or both."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from imatter_cli.classes import immutable
from imatter_cli.commands.frame.options import option
from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import BadValue, Usage
from imatter_cli.output.findings import FORMATS
from imatter_cli.output.page import Page
from imatter_cli.output.rendering import rendered
from imatter_cli.output.terminal import PIPE
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.exchange import exporting

_NAMES: Final = f"{', '.join([*FORMATS][:-1])} or {[*FORMATS][-1]}. Text if you leave it out."
_STDOUT: Final = "-"


def _formats(incomplete: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


FORMAT = option("--format", "FORMAT", _NAMES, _formats)
OUTPUT = option(
    "--output",
    "FORMAT:FILE",
    "Also write it to a file in that format, or to the screen (-). You can repeat this.",
    default=None,
)


@immutable
class Reports:
    """The format on the screen, and the format and name of each file."""

    shown: str
    files: tuple[tuple[str, str], ...]

    def placed(self, root: str) -> Placed:
        """The same with the places of the files, for the store at `root`. Raises Usage for one place twice."""
        places = tuple((name, exporting.place(file, root, over=True)) for name, file in self.files)
        _refuse_twice([there for _, there in places])
        return Placed(self.shown, places)


@immutable
class Placed:
    """The format on the screen, and where each file goes."""

    shown: str
    files: tuple[tuple[str, Path], ...]

    def put(self, session: Session, data: Any, render: Callable[[str], str | Page]) -> None:
        """Write each file, then answer; `render` makes the report in a format, `data` is what JSON says."""
        for name, there in self.files:
            exporting.write(there, rendered(render(name), PIPE).rstrip("\n") + "\n", over=True, private=False)
        session.put(data, lambda: render(self.shown), for_programs=self.shown != "text")


def asked(session: Session, format: str, output: Sequence[str]) -> Reports:
    """What the options ask for. Raises BadValue, Usage."""
    files = [_file(said) for said in output]
    screens = [name for name, file in files if file == _STDOUT]
    shown = _format(session, format, screens)
    return Reports(shown, tuple(one for one in files if one[1] != _STDOUT))


def _format(session: Session, name: str, screens: Sequence[str]) -> str:
    if len(screens) + bool(name) > 1:
        raise Usage("Only one report can go to the screen.", hint="Give the others a file each.")
    name = name or "".join(screens)
    if session.json and name not in ("", "json"):
        raise Usage(
            Said("--json means --format json, but you also asked for --format {given}.", given=Prose(name)),
            hint="Use only one of them.",
        )
    if name and name not in FORMATS:
        raise BadValue(
            Said("--format: {given!r} is not a format.", given=Prose(name)),
            hint=Said("Choose from {formats}.", formats=Many(FORMATS)),
        )
    return name or "text"


def _file(said: str) -> tuple[str, str]:
    """`sarif:out.sarif` as the format and the file."""
    name, colon, file = said.partition(":")
    if not colon or not file or name not in FORMATS:
        raise BadValue(
            Said("--output: {given!r} must be a format followed by a file.", given=Prose(said)),
            hint=Said("For example, --output sarif:out.sarif. The formats are {formats}.", formats=Many(FORMATS)),
        )
    return name, file


def _refuse_twice(places: list[Path]) -> None:
    """Refuse one file for two reports: the second would take the first one's place."""
    seen: set[str] = set()
    for there in places:
        name = os.path.realpath(there)
        if name in seen and not exporting.is_stream(there):
            raise Usage(
                Said("--output names {path} twice.", path=str(there)), hint="Give each report a file of its own."
            )
        seen.add(name)
