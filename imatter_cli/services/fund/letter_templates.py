"""Templates of letters: those of the programme's store where it has its own, else those that come with the tool."""

from __future__ import annotations

import re
from importlib import resources

from imatter_cli.errors import StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.said import Prose, Said
from imatter_cli.store import files

#: Where a store keeps its own.
FOLDER = "templates/letters"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}\.(txt|html)")


class LetterTemplates:
    """Where a letter's template is found by its name (`funded.txt`), in one store."""

    def __init__(self, root: str) -> None:
        self._root = root

    def __call__(self, name: str) -> tuple[str, str] | None:
        """A template's path, for messages, and its text; None where there is none. Raises StoreTrouble.

        The store's own comes first. It is a plain file in plain folders: no link leads out of the store.
        """
        if not _NAME.fullmatch(name):
            return None
        path = f"{FOLDER}/{name}"
        own = self._own(path)
        if own is not None:
            return path, own
        shipped = resources.files("imatter_cli").joinpath(f"data/letters/{name}")
        return (name, shipped.read_text(encoding="utf-8")) if shipped.is_file() else None

    def _own(self, path: str) -> str | None:
        try:
            raw = files.read(self._root, path)
            return None if raw is None else raw.decode("utf-8")
        except files.NotPlain as wrong:
            raise StoreTrouble(
                Said("{path} is {why}.", path=wrong.path, why=Prose(wrong.why)),
                code="not-plain",
                hint="Use a plain file in a plain folder.",
            ) from None
        except UnicodeDecodeError:
            raise StoreTrouble(
                Said("{path} is not UTF-8.", path=path), code="unreadable", hint="Save it as UTF-8."
            ) from None
        except OSError as wrong:
            raise StoreTrouble(
                Said("{path} cannot be read: {why}.", path=path, why=reason(wrong)),
                code="unreadable",
                hint="Check its permissions.",
            ) from wrong
