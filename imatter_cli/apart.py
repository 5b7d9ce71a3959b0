"""What imatter keeps outside the stores and may have words of their records in it: drafts, pages, reports of faults."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from imatter_cli import folders

#: The folder for pages in a person's home: some browsers can't read hidden folders, or those for temporary files.
PAGES: Final = "imatter-pages"
_PAGE: Final = re.compile(r"imatter-[a-z0-9-]+\.html")
#: What drafts and reports may be called, so that a note which came with a store can't name anything else.
_NAMES: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*(\.txt)?")


def drafts_of(root: str, clone: str = "") -> Path:
    """Where the drafts of a clone are kept: by its id, or as long as it has none by its path."""
    name = f"clone-{clone}" if clone else hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    return folders.own("data") / "drafts" / name


def drafts_with(folder: Path, wanted: Callable[[str, Sequence[str]], bool]) -> dict[str, str]:
    """Everybody's drafts that are `wanted` by what they are about and by their texts: their commands, by id."""
    import json

    found = {}
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        with suppress(OSError, ValueError):
            draft = json.loads(path.read_bytes())
            if isinstance(draft, dict):
                answers = [draft.get(name) for name in ("answers", "lines", "left", "notes")]
                if wanted(str(draft.get("about", "")), list(_texts(answers))):
                    found[path.stem] = str(draft.get("form", ""))
    return found


def discard_draft(folder: Path, id: str) -> None:
    """Remove a draft, and everything that an editor left next to it; it may be gone already. Raises OSError."""
    (folder / f"{id}.json").unlink(missing_ok=True)
    clear_editors(folder, id)


def clear_editors(folder: Path, id: str) -> None:
    """Remove what an editor worked on for a draft, with its backups and the like: they hold the same words."""
    for pattern in (f"{id}.txt*", f"{id}.yaml*", f".{id}.*"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def reports() -> Path:
    """Where reports of faults in imatter are written."""
    return folders.own("state") / "reports"


def reports_with(words: re.Pattern[bytes]) -> Iterator[str]:
    """The names of reports that have some of the words, as a fault may say what it was about."""
    for report in sorted(reports().glob("*.txt")) if reports().is_dir() else ():
        with suppress(OSError):
            if _NAMES.fullmatch(report.name) and words.search(report.read_bytes()):
                yield report.name


def pages() -> list[Path]:
    """The pages that were written to be looked at."""
    try:
        return [page for page in (folders.home() / PAGES).iterdir() if _PAGE.fullmatch(page.name)]
    except OSError:
        return []


def is_sound(names: Sequence[str]) -> bool:
    """Whether these can only be drafts or reports."""
    return all(isinstance(name, str) and _NAMES.fullmatch(name) for name in names)


def clear(folder: Path, drafts: Sequence[str], named: Sequence[str]) -> list[str]:
    """Remove these drafts and reports, and every page, as any may have the words; what could not be removed."""
    left = []
    for id in drafts:
        try:
            discard_draft(folder, id)
        except OSError:
            left.append(str(folder / f"{id}.json"))
    for path in [*(reports() / name for name in named), *pages()]:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            left.append(str(path))
    return left


def _texts(value: Any) -> Iterator[str]:
    """Every text in a draft's answers."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        lines = isinstance(value, list) and all(isinstance(one, str) for one in value)
        yield from ["\n".join(value)] if lines else ()
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
