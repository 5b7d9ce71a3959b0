"""Where a person's own folders are on this computer, outside all stores.

They are where the XDG Base Directory Specification has them, and on a Mac where Apple has them, unless a variable of
that specification says otherwise. Asking makes none of them; what is made there is open to nobody else.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from imatter_cli.errors import StoreTrouble

_BELOW_HOME = {"data": ".local/share", "config": ".config", "cache": ".cache", "state": ".local/state"}
_ON_A_MAC = dict.fromkeys(_BELOW_HOME, "Library/Application Support") | {"cache": "Library/Caches"}


def own(purpose: str) -> Path:
    """The folder that imatter has for `data`, `config`, `cache` or `state`. Raises StoreTrouble (code no-home)."""
    said = Path(os.environ.get(f"XDG_{purpose.upper()}_HOME", ""))
    below = _ON_A_MAC if sys.platform == "darwin" else _BELOW_HOME
    return (said if said.is_absolute() else home() / below[purpose]) / "imatter"


def make(folder: Path) -> None:
    """Make a folder among a person's own, and those above it. Nobody else can open new ones. Raises OSError."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)


def put(path: Path, data: bytes) -> None:
    """Keep a file among a person's own, whole or not at all. Nobody else can open it. Raises OSError."""
    fresh = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    try:
        make(path.parent)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(handle, "wb") as file:  # noqa: PTH123 - an open descriptor
            file.write(data)
            file.flush()
            os.fsync(handle)
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise


def open_to_others(root: Path) -> tuple[str, ...]:
    """A note where others on this computer can read the folder: one that was there before keeps its permissions."""
    if not root.stat().st_mode & 0o007:
        return ()
    return (f"Others who use this computer can read {root}. To keep it to yourself:  chmod 700 {root}",)


def home() -> Path:
    """The person's own folder. Raises StoreTrouble (code no-home)."""
    said = Path(os.environ.get("HOME", ""))
    if said.is_absolute():
        return said
    import pwd  # HOME is nearly always set

    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        hint = "Set HOME to your own folder, and try again."
        raise StoreTrouble("imatter can't tell where your home folder is.", hint=hint, code="no-home") from None


def typed(path: str) -> Path:
    """The whole path that a person means who typed this one, without `..`."""
    there = Path(path).expanduser().absolute()
    if ".." not in there.parts:
        return there
    return there.resolve() if there.name == ".." else there.parent.resolve() / there.name
