"""Clearing an erased past out of a shared folder: what only that past led to, and nothing else.

git would keep it until somebody tidies up there. Others may be at work in the folder, with any git, so nothing goes by
its age or because nothing leads to it yet: only what the old past has and today's branches don't. It is put aside
first, and put back where a branch leads to it by then.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from imatter_cli.errors import StoreTrouble
from imatter_cli.said import Many, Said
from imatter_cli.store import files
from imatter_cli.store.fault import fault
from imatter_cli.store.git.process import Git
from imatter_cli.store.git.shared_folder import SharedFolder

_ASIDE: Final = "imatter-aside"
#: Lists of what is in the folder, which git makes again.
_LISTS: Final = ("info/commit-graph", "info/commit-graphs", "pack/multi-pack-index")


def clear(folder: SharedFolder, past: str) -> Said | None:
    """Remove what only the commit `past` leads to; why some of it is still there, if it is. It can be done twice."""
    try:
        with _alone(os.path.join(folder.path, "objects")) as objects:
            if not objects:
                return Said("somebody else is tidying up there")
            return _Clearing(folder.git(), objects).clear(past)
    except (OSError, StoreTrouble):
        return Said("some of it can't be removed")


class _Clearing:
    def __init__(self, git: Git, objects: str) -> None:
        self._git = git
        self._objects = objects
        self._aside = os.path.join(objects, _ASIDE)

    def clear(self, past: str) -> Said | None:
        """See `clear`."""
        self._put_back()
        if self._git.ask("cat-file", "-e", f"{past}^{{commit}}").code != 0:
            return None
        if os.path.isdir(os.path.join(os.path.dirname(self._objects), "logs")):
            self._git.run("reflog", "expire", "--expire-unreachable=now", "--all")
        before = self._branches()
        old = self._commits(past) - self._commits("HEAD")
        leading = [ref for ref in before if old & self._commits(ref)]
        if leading:
            return Said("{names} there still has it", names=Many(leading))
        gone = self._led_to(past) - self._led_to("--all")
        packs = self._packs()
        listed = self._git.run("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").text.split()
        kept = "".join(f"{id}\n" for id in listed if id not in gone).encode()
        made = self._git.run("pack-objects", "-q", "objects/pack/pack", given=kept).text
        fault("clearing-packed")
        self._put_aside([pack for pack in packs if pack != f"pack-{made}"], gone)
        fault("clearing-aside")
        if self._branches() != before and self._git.ask("rev-list", "--objects", "--quiet", "--all").code != 0:
            self._put_back()
            return Said("a branch there leads to it again")
        shutil.rmtree(self._aside)
        given = "".join(f"{id}\n" for id in gone).encode()
        still = self._git.run("cat-file", "--batch-check=%(objectname)", given=given).text
        if not all(line.endswith(" missing") for line in still.splitlines()):
            return Said("some of it is in files that are to stay as they are")
        return None

    def _branches(self) -> dict[str, str]:
        """What each branch and tag names."""
        rows = self._git.run("for-each-ref", "--format=%(refname) %(objectname)").text.splitlines()
        return {name: id for name, _, id in (row.partition(" ") for row in rows)}

    def _commits(self, tip: str) -> set[str]:
        return set(self._git.run("rev-list", tip, "--").text.split())

    def _led_to(self, what: str) -> set[str]:
        return {line.partition(" ")[0] for line in self._git.run("rev-list", "--objects", what, "--").text.splitlines()}

    def _packs(self) -> list[str]:
        """The packs that are there now, but those that somebody wants kept as they are."""
        names = os.listdir(os.path.join(self._objects, "pack"))
        kept = {name.removesuffix(".keep") for name in names if name.endswith(".keep")}
        return [name.removesuffix(".pack") for name in names if name.endswith(".pack") and name[:-5] not in kept]

    def _put_aside(self, packs: list[str], gone: set[str]) -> None:
        os.makedirs(os.path.join(self._aside, "pack"))
        for name in _LISTS:
            path = os.path.join(self._objects, name)
            if os.path.isdir(path):
                shutil.rmtree(path)
            elif os.path.exists(path):
                os.unlink(path)
        for pack in packs:
            for end in (".idx", ".pack", ".rev", ".bitmap", ".mtimes"):  # without its index nobody uses a pack
                self._move(f"pack/{pack}{end}", self._objects, self._aside)
        for id in gone:
            self._move(f"{id[:2]}/{id[2:]}", self._objects, self._aside)

    def _put_back(self) -> None:
        """Put back what is aside: also what another, that was killed, put there."""
        if not os.path.isdir(self._aside):
            return
        for above, _, names in os.walk(self._aside):
            for name in sorted(names, key=lambda name: name.endswith(".idx")):
                self._move(os.path.relpath(os.path.join(above, name), self._aside), self._aside, self._objects)
        shutil.rmtree(self._aside)

    @staticmethod
    def _move(name: str, here: str, there: str) -> None:
        if os.path.lexists(os.path.join(here, name)):
            os.makedirs(os.path.dirname(os.path.join(there, name)), exist_ok=True)
            os.rename(os.path.join(here, name), os.path.join(there, name))


@contextmanager
def _alone(objects: str) -> Iterator[str]:
    """The folder of objects, while no other imatter tidies up there; empty if one does."""
    alone = ""
    with files.opened(objects, files.FOLDER) as at:
        with suppress(BlockingIOError):
            fcntl.flock(at, fcntl.LOCK_EX | fcntl.LOCK_NB)
            alone = objects
        yield alone
