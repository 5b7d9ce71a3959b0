"""git's settings as one reading, with where each comes from."""

from __future__ import annotations

import os

from imatter_cli.store.git.process import Result

#: Settings of a machine or a person; what a repository brings along is not trusted to name programs.
TRUSTED = ("system", "global")
COMMAND = ("config", "-z", "--show-scope", "--list")


class Config:
    """All settings, the last of a name winning. Names are taken in any case; git lists them in lower case."""

    def __init__(self, result: Result) -> None:
        fields = os.fsdecode(result.out).split("\0")
        self._rows: list[tuple[str, str, str]] = []
        for scope, setting in zip(fields[::2], fields[1::2], strict=False):
            name, given, value = setting.partition("\n")
            self._rows.append((scope, name, value if given else "true"))

    def get(self, name: str, scopes: tuple[str, ...] = ()) -> str:
        """The value, among these scopes if any are named; empty if unset."""
        wanted = name.lower()
        return next((v for s, n, v in reversed(self._rows) if n == wanted and (not scopes or s in scopes)), "")

    def names(self, scope: str) -> list[str]:
        """The names of the settings that come from there."""
        return [name for where, name, _ in self._rows if where == scope]

    def hooks(self) -> list[str]:
        """The names of hooks that settings define (git-config(1), hook.<name>.command)."""
        names = (name.rpartition(".")[0].partition(".")[2] for _, name, _ in self._rows if name.startswith("hook."))
        return sorted({name for name in names if name})

    def is_true(self, name: str) -> bool:
        """Whether git would read the value as yes."""
        value = self.get(name).lower()
        return value in ("true", "yes", "on") or (value.isdigit() and int(value) != 0)
