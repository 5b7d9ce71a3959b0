"""The file of a backup: a plain tar that holds a store in one piece, and a list of digests that must be right.

Without imatter, `tar xf` opens it, `sha256sum -c SHA256SUMS` checks it, and `git clone history.bundle` gives the
records back.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from typing import Any, Final

from imatter_cli.classes import immutable
from imatter_cli.domain.data import Data
from imatter_cli.errors import BadValue, StoreTrouble
from imatter_cli.remedies import Command, Remedy, ShellLine
from imatter_cli.said import Said
from imatter_cli.services.exchange.arriving import ABOUT, AGE
from imatter_cli.store.copies import Copy, History, damaged

FORM: Final = "imatter.backup/1"
#: One that has contacts, which older versions do not know.
_WITH_CONTACTS: Final = "imatter.backup/2"
_HISTORY, _SUMS = "history.bundle", "SHA256SUMS"
_FILES, _DRAFTS = "files/", "drafts/"
_CONTACTS: Final = "contacts.json"


@immutable
class Backup:
    """What a backup holds: the store, unfinished answers by file name, imatter's settings of the clone, and
    contacts.

    `made` is when (UTC), and `store` the store's id.
    """

    copy: Copy
    made: str
    store: str
    settings: Mapping[str, str]
    drafts: Mapping[str, bytes]
    contacts: bytes = b""


def pack(backup: Backup) -> bytes:
    """The file's bytes: the same backup gives the same bytes."""
    copy = backup.copy
    form = _WITH_CONTACTS if backup.contacts else FORM
    about = {
        "form": form, "made": backup.made, "store": backup.store, "head": copy.history.head,
        "branch": copy.history.branch, "last": copy.history.last, "changes": copy.history.changes,
        "format": copy.format, "writer": list(copy.writer), "gone": list(copy.gone),
        "left_out": list(copy.left_out), "settings": dict(backup.settings),
    }  # fmt: skip
    members = {ABOUT: _json(about), _HISTORY: copy.history.packed}
    members |= {f"{_FILES}{path}": data for path, data in sorted(copy.edited.items())}
    members |= {f"{_DRAFTS}{name}": data for name, data in sorted(backup.drafts.items())}
    members |= {_CONTACTS: backup.contacts} if backup.contacts else {}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in members.items())
    to = io.BytesIO()
    with tarfile.open(fileobj=to, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in {**members, _SUMS: sums.encode("utf-8", "surrogateescape")}.items():
            one = tarfile.TarInfo(name)
            one.size, one.mode = len(data), 0o600
            tar.addfile(one, io.BytesIO(data))
    return to.getvalue()


def unpack(raw: bytes, name: str) -> Backup:
    """What a file holds. Raises BadValue (`damaged`, `not-a-backup`, `newer`)."""
    members = _members(raw, name)
    said = members.pop(_SUMS, b"").decode("utf-8", "surrogateescape")
    sums = {path: digest for digest, _, path in (line.partition("  ") for line in said.splitlines())}
    if sums != {path: hashlib.sha256(data).hexdigest() for path, data in members.items()}:
        raise damaged()
    try:
        return _backup(json.loads(members.pop(ABOUT)), members)
    except (ValueError, KeyError, TypeError) as wrong:
        raise damaged() from wrong


def is_encrypted(raw: bytes) -> bool:
    """Whether it takes a passphrase to read the file."""
    return raw.startswith(AGE)


def encrypt(raw: bytes, passphrase: str) -> bytes:
    """The file in the age format; it takes seconds, so that guessing does too. Raises StoreTrouble (`no-pyrage`)."""
    return bytes(_pyrage().passphrase.encrypt(raw, passphrase))


def decrypt(raw: bytes, passphrase: str) -> bytes:
    """The file as it was. Raises BadValue (`passphrase`) for a wrong passphrase, and for a damaged file."""
    pyrage = _pyrage()
    try:
        return bytes(pyrage.passphrase.decrypt(raw, passphrase))
    except pyrage.DecryptError:
        raise BadValue(
            "That isn't the passphrase of this backup, or the file is damaged. Nothing was restored.",
            hint="Capitals and spaces count. Try again, or try another copy of the file.", code="passphrase",
        ) from None  # fmt: skip


def _pyrage() -> Any:
    try:
        import pyrage  # late: an extra, and only a passphrase needs it
    except ImportError:
        raise StoreTrouble(
            "Passphrases need the package pyrage, which is not installed.",
            hint=Remedy("Install it:  ", ShellLine("pip", "install", "imatter[passphrase]")), code="no-pyrage",
        ) from None  # fmt: skip
    return pyrage


def _members(raw: bytes, name: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    end = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(raw), mode="r:") as tar:
            for one in tar:
                file = tar.extractfile(one) if one.isreg() else None
                if file is None or one.name in found:
                    raise damaged()
                found[one.name] = file.read()
                end = one.offset_data + one.size
        if raw[end:].strip(b"\0"):
            raise damaged()
    except (tarfile.TarError, ValueError, OverflowError, OSError, KeyError) as wrong:
        if found:
            raise damaged() from wrong
    if ABOUT not in found:
        raise BadValue(
            Said("{file} is not a backup that imatter made, or it is damaged.", file=name),
            hint=Remedy("Name a file that ", Command("backup"), " made."), code="not-a-backup",
        )  # fmt: skip
    return found


def _backup(about: Data, members: Mapping[str, bytes]) -> Backup:
    if about["form"] not in (FORM, _WITH_CONTACTS):
        raise BadValue(
            "This backup was made by a newer imatter.", hint="Install the newest imatter, and try again.", code="newer"
        )
    history = History(members[_HISTORY], about["head"], about["branch"], about["last"], about["changes"])
    edited = dict(_below(members, _FILES))
    known = {_HISTORY, _CONTACTS} if about["form"] == _WITH_CONTACTS else {_HISTORY}
    if len(members) != len(known) + len(edited) + len(dict(_below(members, _DRAFTS))):
        raise damaged()
    name, address = about["writer"]
    copy = Copy(history, about["format"], edited, tuple(about["gone"]), tuple(about["left_out"]), (name, address))
    drafts, contacts = dict(_below(members, _DRAFTS)), members[_CONTACTS] if _CONTACTS in known else b""
    return Backup(copy, about["made"], about["store"], about["settings"], drafts, contacts)


def _below(members: Mapping[str, bytes], folder: str) -> Iterator[tuple[str, bytes]]:
    return ((path.removeprefix(folder), data) for path, data in members.items() if path.startswith(folder))


def _json(data: Data) -> bytes:
    return (json.dumps(data, ensure_ascii=True, indent=1) + "\n").encode()
