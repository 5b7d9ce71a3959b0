"""Templates of letters: those of the programme's store where it has its own, else those that come with the tool."""

from __future__ import annotations

import base64
import re
from importlib import resources

from imatter_cli.errors import StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.said import Prose, Said
from imatter_cli.store import files

#: Where a store keeps its own.
FOLDER = "templates/letters"
#: What a mark can be, by the ending of its file; and how large.
_PICTURES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
_LARGEST = 200_000
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

    def mark(self, path: str) -> str:
        """The programme's mark as an address that a page holds in itself. Raises StoreTrouble."""
        kind = _PICTURES.get(path.rpartition(".")[2].lower(), "")
        raw = self._bytes(path) if kind else None
        if raw is None or len(raw) > _LARGEST:
            raise StoreTrouble(
                Said("{path} can't be used as the mark on letters.", path=path), code="no-mark",
                hint=Said("Put an SVG, PNG or JPEG picture of at most {most:,} bytes there.", most=_LARGEST),
            )  # fmt: skip
        return f"data:{kind};base64,{base64.b64encode(raw).decode()}"

    def _own(self, path: str) -> str | None:
        try:
            raw = self._bytes(path)
            return None if raw is None else raw.decode("utf-8")
        except UnicodeDecodeError:
            raise StoreTrouble(
                Said("{path} is not UTF-8.", path=path), code="unreadable", hint="Save it as UTF-8."
            ) from None

    def _bytes(self, path: str) -> bytes | None:
        try:
            return files.read(self._root, path)
        except files.NotPlain as wrong:
            raise StoreTrouble(
                Said("{path} is {why}.", path=wrong.path, why=Prose(wrong.why)),
                code="not-plain",
                hint="Use a plain file in a plain folder.",
            ) from None
        except OSError as wrong:
            raise StoreTrouble(
                Said("{path} cannot be read: {why}.", path=path, why=reason(wrong)),
                code="unreadable",
                hint="Check its permissions.",
            ) from wrong
