"""Having what is staged looked at before each change that is made by hand with git itself."""

from __future__ import annotations

import shlex
from typing import Final

from imatter_cli.classes import immutable
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.store import hooks
from imatter_cli.store.hooks import Hook

#: What a hook of somebody else's needs in it; git runs it at the top of the store.
LINE: Final = str(Remedy(Command("check", "--staged", "--store", "."), " || exit 1"))

_MARK: Final = b"# imatter hook install made this file, and imatter hook uninstall takes it away.\n"


@immutable
class Installed:
    """Where the hook is, and whether it was not so before."""

    path: str
    there: bool
    changed: bool

    def as_data(self) -> dict[str, object]:
        """The JSON shape."""
        return {"path": self.path, "there": self.there, "changed": self.changed}


def install(root: str, python: str, *, force: bool = False, dry_run: bool = False) -> Installed:
    """Have what is staged checked from now on; `python` is the interpreter that imatter runs in.

    With `force`, our own hook is written again if somebody changed it. Raises Refused (`hook-there`: somebody else's;
    `hook-changed`; `hooks-elsewhere`), StoreTrouble.
    """
    hook = hooks.find(root, LINE)
    text = _text(python)
    if hook.text == text:
        return Installed(hook.path, there=True, changed=False)
    _refuse_foreign(hook)
    _refuse_edited(hook, force)
    if not dry_run:
        hooks.put(hook, text)
    return Installed(hook.path, there=True, changed=True)


def uninstall(root: str, *, force: bool = False, dry_run: bool = False) -> Installed:
    """Take our hook away, if it is there. Raises as `install`."""
    hook = hooks.find(root, LINE)
    if hook.text is None and hook.is_plain:
        return Installed(hook.path, there=False, changed=False)
    _refuse_foreign(hook)
    _refuse_edited(hook, force)
    if not dry_run:
        hooks.remove(hook)
    return Installed(hook.path, there=False, changed=True)


def _text(python: str) -> bytes:
    """The whole hook. Nothing in the store is ever run by it: not by PATH, and not as a module lying there."""
    lines = f"""\
python={shlex.quote(python)}
if [ -x "$python" ]; then
  exec "$python" -P -m imatter_cli check --staged --store .
fi
imatter=$(command -v imatter)
case $imatter in
  /*) exec "$imatter" check --staged --store . ;;
esac
echo "imatter is no longer installed, so nothing was checked. Install it, or remove this file: $0" >&2
exit 1
"""
    return b"#!/bin/sh\n" + _MARK + lines.encode("utf-8", "surrogateescape")


def _refuse_foreign(hook: Hook) -> None:
    if (hook.text is None and hook.is_plain) or (hook.text is not None and _MARK in hook.text):
        return
    raise Refused(
        Said("{path} already exists and was not made by imatter, so it stays as it is.", path=hook.path),
        hint=Said("Add this line to it: {line}", line=LINE),
        code="hook-there", details={"path": hook.path, "line": LINE},
    )  # fmt: skip


def _refuse_edited(hook: Hook, force: bool) -> None:
    if hook.text is None or force:
        return
    if _shape(hook.text) != _shape(_text("")):
        raise Refused(
            Said("{path} has changed since imatter made it.", path=hook.path),
            hint="Look at it. To remove it anyway, add --force.",
            code="hook-changed",
            details={"path": hook.path},
        )


def _shape(text: bytes) -> list[bytes]:
    """The lines of a hook without what each computer and version has its own of: the interpreter and the sentence."""
    own = (b"python=", b"echo ")
    return [next((start for start in own if line.startswith(start)), line) for line in text.split(b"\n")]
