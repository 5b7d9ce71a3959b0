"""What a person agreed to together with an erasure: a page to save, and contacts to remove.

It is done once the branch has moved, also where that was cut off. Until then it waits in the person's own folder, and
the journal has only its name: a journal that came with a store can't have files written elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from imatter_cli import folders
from imatter_cli.apart import drafts_of
from imatter_cli.classes import as_dict, immutable
from imatter_cli.errors import ImatterError
from imatter_cli.store import contacts, outside
from imatter_cli.store.lock import read_only


@immutable
class Agreed:
    """A page to save at an absolute path (empty: none), and people of a store whose contacts are to go."""

    page: str
    text: str
    store: str
    people: Sequence[str]


def keep(agreed: Agreed, root: str, clone: str) -> str:
    """Put down what is to be done for a clone; its name. Raises StoreTrouble."""
    name = drafts_of(root, clone).name
    try:
        folders.make(_path(name).parent)
    except OSError as e:
        raise read_only(str(_path(name).parent), e) from e
    outside.write(_path(name), json.dumps(as_dict(agreed)).encode(), over=True)
    return name


def finish(name: str) -> list[str]:
    """Do it, and forget that it was to be done; sentences on what could not be done. It can be done twice."""
    path = _path(name)
    try:
        agreed = Agreed(**json.loads(path.read_bytes()))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError):
        return [f"{path} can't be read. It says which page to save, and which contacts to remove."]
    notes = []
    for step in (_save, _forget):
        try:
            step(agreed)
        except (ImatterError, OSError) as wrong:
            notes.append(str(wrong))
    drop(name)
    return notes


def drop(name: str) -> None:
    """Forget what was to be done: the erasure has not happened."""
    _path(name).unlink(missing_ok=True)


def _save(agreed: Agreed) -> None:
    page, data = Path(agreed.page), agreed.text.encode("utf-8", "replace")
    if agreed.page and not (page.is_file() and page.read_bytes() == data):
        outside.write(page, data)


def _forget(agreed: Agreed) -> None:
    contacts.forget(agreed.store, agreed.people)


def _path(name: str) -> Path:
    return folders.own("state") / "agreed" / f"{name}.json"
