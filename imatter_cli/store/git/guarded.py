"""GitPython under our rules for a store that may be hostile: our git, our options, none of git's variables around us.

Whatever is done with GitPython is done with this runner. Importing GitPython costs more than a whole change, so this is
imported only by what needs it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from imatter_cli.store.git.process import environment, executable, flags, foreign_names, found

_ITS_GIT = "GIT_PYTHON_GIT_EXECUTABLE"


@contextmanager
def _with_our_git() -> Iterator[None]:
    """GitPython runs a git when it is imported, and looks for it by PATH alone: it may be one in the folder at hand."""
    before = os.environ.get(_ITS_GIT)
    os.environ[_ITS_GIT] = executable()
    try:
        yield
    finally:
        if before is None:
            del os.environ[_ITS_GIT]
        else:
            os.environ[_ITS_GIT] = before


with _with_our_git():
    from git.cmd import Git
    from git.util import RemoteProgress

__all__ = ["GuardedGit", "RemoteProgress"]


class GuardedGit(Git):
    """GitPython's git, run as the write protocol runs it."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self._working_dir = folder  # GitPython takes a $ in a folder's name for a variable

    def execute(self, command: str | Sequence[Any], *args: Any, **options: Any) -> Any:
        """Run what GitPython made of a call. It passes the environment on, so env(1) takes git's variables out."""
        cleared = [word for name in foreign_names() for word in ("-u", name)]
        first = [found("env") or "/usr/bin/env", *cleared] if cleared else []
        added = {name: value for name, value in environment().items() if os.environ.get(name) != value}
        options["env"] = {**added, **(options.get("env") or {})}
        return super().execute([*first, executable(), *flags(), *command[1:]], *args, **options)
