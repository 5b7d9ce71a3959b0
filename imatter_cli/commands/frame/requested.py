"""Writing files that were asked for, all of them if they can be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from imatter_cli.commands.frame.session import Session
from imatter_cli.services.exchange import exporting


def write(session: Session, texts: Mapping[str, str | bytes], *, over: bool) -> list[str]:
    """Write texts (or bytes) by the names of their files, and say where they are; with --dry-run only say it.

    Every place is looked at before the first is written. Raises as `exporting.place` and `exporting.write`.
    """
    root = session.store().root
    places = [(exporting.place(name, root, over=over), text) for name, text in texts.items()]
    for there, text in places:
        if not session.dry_run:
            exporting.write(there, text, over=over)
    return [str(there) for there, _ in places]


def write_into(session: Session, folder: Path, texts: Mapping[str, str | bytes], *, over: bool) -> list[str]:
    """The same in one folder, which is made if it isn't there. Raises as `exporting.make_folder` besides."""
    if not folder.is_dir():
        exporting.place(str(folder), session.store().root)
        if session.dry_run:
            return [str(folder / name) for name in texts]
        exporting.make_folder(folder)
    return write(session, {str(folder / name): text for name, text in texts.items()}, over=over)
