"""Having records looked at before each commit, merge and push that is made by hand with git itself."""

from __future__ import annotations

import shlex
from typing import Final

from imatter_cli.classes import immutable
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.store import hooks
from imatter_cli.store.hooks import Hook

#: What each hook asks; git runs it at the top of the store.
_ASKS: Final = {
    "pre-commit": Command("check", "--staged", "--store", "."),
    "pre-merge-commit": Command("check", "--staged", "--store", "."),
    "pre-push": Command("hook run", "--pushed", "--store", "."),
}

_MARK: Final = b"# imatter hook install made this file, and imatter hook uninstall takes it away.\n"


@immutable
class Installed:
    """Where a hook is, whether it is there now and was not before; `line` is what to add to somebody else's."""

    path: str
    there: bool
    changed: bool
    line: str = ""

    def as_data(self) -> dict[str, object]:
        """The JSON shape."""
        line = {"line": self.line} if self.line else {}
        return {"path": self.path, "there": self.there, "changed": self.changed, **line}


def as_data(some: list[Installed]) -> dict[str, object]:
    """The JSON shape of all of them, with the first one's in front."""
    changed = any(one.changed for one in some)
    return {**some[0].as_data(), "changed": changed, "hooks": [one.as_data() for one in some]}


def install(root: str, python: str, *, force: bool = False, dry_run: bool = False) -> list[Installed]:
    """Have what is committed, merged and pushed checked from now on; `python` is the interpreter that imatter runs in.

    With `force`, our own hooks are written again if somebody changed them. Somebody else's hook before a merge or a
    push stays. Raises Refused (`hook-there`: somebody else's before a commit; `hook-changed`; `hooks-elsewhere`),
    StoreTrouble.
    """
    found = _found(root, force)
    made = []
    for hook in found:
        text = _text(hook.name, python)
        if _is_foreign(hook):
            made.append(Installed(hook.path, there=False, changed=False, line=_line(hook.name)))
        elif hook.text == text:
            made.append(Installed(hook.path, there=True, changed=False))
        else:
            if not dry_run:
                hooks.put(hook, text)
            made.append(Installed(hook.path, there=True, changed=True))
    return made


def uninstall(root: str, *, force: bool = False, dry_run: bool = False) -> list[Installed]:
    """Take our hooks away, those that are there. Raises as `install`."""
    gone = []
    for hook in _found(root, force):
        ours = hook.text is not None and not _is_foreign(hook)
        if ours and not dry_run:
            hooks.remove(hook)
        gone.append(Installed(hook.path, there=False, changed=ours))
    return gone


def _found(root: str, force: bool) -> list[Hook]:
    """The hooks as they are, all of them looked at before any is touched."""
    found = [hooks.find(root, name, _line(name)) for name in _ASKS]
    _refuse_foreign(found[0])
    for hook in found:
        _refuse_edited(hook, force)
    return found


def _line(name: str) -> str:
    """What a hook of somebody else's needs in it."""
    return str(Remedy(_ASKS[name], " || exit 1"))


def _text(name: str, python: str) -> bytes:
    """The whole hook. Nothing in the store is ever run by it: not by PATH, and not as a module lying there."""
    words = shlex.join(_ASKS[name].words[1:])
    lines = f"""\
python={shlex.quote(python)}
if [ -x "$python" ]; then
  exec "$python" -P -m imatter_cli {words}
fi
imatter=$(command -v imatter)
case $imatter in
  /*) exec "$imatter" {words} ;;
esac
echo "imatter is no longer installed, so nothing was checked. Install it, or remove this file: $0" >&2
exit 1
"""
    return b"#!/bin/sh\n" + _MARK + lines.encode("utf-8", "surrogateescape")


def _is_foreign(hook: Hook) -> bool:
    return not ((hook.text is None and hook.is_plain) or (hook.text is not None and _MARK in hook.text))


def _refuse_foreign(hook: Hook) -> None:
    if not _is_foreign(hook):
        return
    line = _line(hook.name)
    raise Refused(
        Said("{path} already exists and was not made by imatter, so it stays as it is.", path=hook.path),
        hint=Said("Add this line to it: {line}", line=line),
        code="hook-there", details={"path": hook.path, "line": line},
    )  # fmt: skip


def _refuse_edited(hook: Hook, force: bool) -> None:
    if hook.text is None or force or _is_foreign(hook):
        return
    if _shape(hook.text) != _shape(_text(hook.name, "")):
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
