"""Where a store is shared: a folder, or a place that ssh or https leads to, and nothing that git would run."""

from __future__ import annotations

import os
import re

from imatter_cli.errors import BadValue
from imatter_cli.said import Prose, Said
from imatter_cli.store.sharing import Address

_HOST = r"(?:[A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])"
_USER = r"(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?"
_SSH = re.compile(rf"ssh://{_USER}{_HOST}(?::\d{{1,5}})?/.+")
#: `git@host:path`, as git has it: a colon before the first slash.
_SHORT_SSH = re.compile(rf"{_USER}{_HOST}:(?!/?/|:).+|{_USER}{_HOST}:/[^/].*")
_HTTPS = re.compile(rf"https://{_USER}{_HOST}(?::\d{{1,5}})?/.+")
_SECRET = re.compile(r"[a-z]+://[^/@]*:[^/@]*@")
_OTHER = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:/|:)")
_EXAMPLES = "Give a folder, ssh://host/path (or user@host:path), or https://host/path."


def address_of(text: str, start: str = "") -> Address:
    """The place that a text names; a folder is seen from `start` (the current folder if empty).

    Raises BadValue for anything else than a path, ssh or https, and for an address with a password in it.
    """
    said = text.strip()
    if not said or not said.isprintable() or said.startswith("-"):
        raise BadValue(Said("{given!r} is not a place to sync with.", given=Prose(text)), hint=_EXAMPLES)
    if _SECRET.match(said):
        raise BadValue(
            "The address has a password in it. imatter would have to write it down, so it does not take it.",
            hint="Leave the password out. git asks your own credential helper for it.", code="password-in-address",
        )  # fmt: skip
    if _HTTPS.fullmatch(said):
        return Address("https", said)
    if _SSH.fullmatch(said) or (":" in said.partition("/")[0] and _SHORT_SSH.fullmatch(said)):
        return Address("ssh", said)
    if said.lower().startswith("http:"):
        raise BadValue(
            Said("{given} is not encrypted, so others could read it on its way.", given=Prose(said)),
            hint="Use https:// instead.",
        )
    if _OTHER.match(said) or ":" in said.partition("/")[0]:
        raise BadValue(
            Said("{given} is not a kind of address that imatter syncs with.", given=Prose(said)), hint=_EXAMPLES
        )
    return Address("folder", os.path.abspath(os.path.join(start or os.getcwd(), os.path.expanduser(said))))
