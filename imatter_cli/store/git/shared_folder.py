"""A repository in a folder that a store is shared through: looked at before git works in it, and how git then does.

Others write into that folder. Its hooks and the programs that its settings name would run with the rights of everybody
who syncs, so they are turned off, and what can't be turned off is refused.
"""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Sequence

from imatter_cli.classes import immutable
from imatter_cli.errors import Refused, StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.store import files
from imatter_cli.store.git import config as settings
from imatter_cli.store.git.config import Config
from imatter_cli.store.git.head import branch
from imatter_cli.store.git.objects import Format
from imatter_cli.store.git.place import PLAIN_THERE, git_folder, refuse_odd, refuse_odd_includes, refuse_odd_objects
from imatter_cli.store.git.process import Git, executable, flags
from imatter_cli.store.lock import not_made

#: Whoever named the folder knows that others write into it; git would refuse a folder of somebody else's.
_OURS_OR_NOT = "safe.directory=*"
_OFF = (_OURS_OR_NOT, "core.alternateRefsCommand=true", "receive.autogc=false")
#: What would lead to other places, or make git fetch what is missing by a program that the settings name.
_ELSEWHERE = ("objects/info/alternates", "objects/info/http-alternates", "commondir", ".git")
_NAME_ANOTHER = (
    "To share a store, name a folder that is not there yet. imatter makes it. To join one, name the folder that others "
    "share."
)
_ASKED = ("--is-bare-repository", "--show-object-format", "--is-shallow-repository")
#: What every repository has. A folder that has only some of them was one.
_PARTS = ("HEAD", "config", "objects", "refs")


@immutable
class SharedFolder:
    """A repository that may be worked in: the branch that it is about, and the hooks that its settings define."""

    path: str
    format: Format
    branch: str
    hooks: tuple[str, ...]

    def command(self, *words: str) -> str:
        """A git command that works in the folder and runs nothing else, as a shell takes it."""
        return shlex.join([executable(), *flags(), *(word for one in self._off for word in ("-c", one)), *words])

    def git(self) -> Git:
        """A git that works in the folder and runs nothing else."""
        return Git(self.path).with_config(*self._off).with_options("--git-dir=.")

    def has(self, commit: str) -> bool:
        """Whether a commit that it names is there, with its files."""
        return self.git().ask("cat-file", "-e", f"{commit}^{{tree}}").code == 0

    @property
    def _off(self) -> Sequence[str]:
        return (*_OFF, *(f"hook.{name}.enabled=false" for name in self.hooks))


def is_free(path: str) -> bool:
    """Whether there is nothing at that path, or an empty folder, and the folder above it is there."""
    try:
        return not os.listdir(path)
    except FileNotFoundError:
        return os.path.isdir(os.path.dirname(path))
    except OSError:
        return False


def make(path: str, format: Format, branch: str) -> None:
    """Make a repository there that only holds a history, for everybody who may write into the folder above it.

    Raises StoreTrouble.
    """
    above = os.path.dirname(path)
    together = bool(os.stat(above).st_mode & stat.S_IWGRP)
    how = ("--shared=group",) if together else ()
    try:
        os.makedirs(path, mode=0o2770 if together else 0o700, exist_ok=True)
    except OSError as e:
        raise not_made(path, e) from e
    Git(path).run("init", "-q", "--bare", "--template=", f"--object-format={format}", "-b", branch, *how, ".")
    if together:  # git lets nobody replace the past of a folder for several people, which an erasure has to
        Git(path).run("config", "receive.denyNonFastForwards", "false")


def look_at(path: str, ours: Format) -> SharedFolder:
    """The repository at that path. Raises Refused and StoreTrouble for what can't be used."""
    _refuse_by_files(path)
    git = Git(path).with_config(*_OFF).with_options("--git-dir=.")
    listed, asked = git.start(*settings.COMMAND), git.start("rev-parse", *_ASKED)
    config, facts = listed.finish(), asked.finish()
    if facts.code != 0 or config.code != 0:
        raise damaged(path, Said("{name} can't be read", name="HEAD" if config.code == 0 else "config"))
    is_bare, format, is_cut = facts.text.split("\n")
    if is_bare != "true":
        raise _not_alone(path, Said("it is part of a folder that somebody works in"))
    if is_cut == "true":
        raise cut(path)
    if format != ours:
        raise other_format(path)
    found = Config(config)
    _refuse_fetching(path, found)
    hooks = found.hooks()
    if any("=" in name or "\n" in name for name in hooks):
        raise _not_alone(path, Said("its settings name a program (hook.*.command) that can't be kept from running"))
    return SharedFolder(path, ours, branch(git, path).removeprefix("refs/heads/"), tuple(hooks))


def _refuse_by_files(path: str) -> None:
    """Refuse what can't be used, by what is in the folder, before git works in it."""
    names = _listed(path)
    if names is None:
        raise StoreTrouble(
            Said("{path} is not there." if not os.path.lexists(path) else "{path} is not a folder.", path=path),
            code="no-remote",
            hint="If it is on a stick or a shared drive, connect it. Then try again.", details={"remote": path},
        )  # fmt: skip
    if git_folder(path):
        raise Refused(
            Said("{path} is a folder that somebody works in. Share a store through a folder of its own.", path=path),
            hint=_NAME_ANOTHER, code="not-for-sharing",
            details={"remote": path},
        )  # fmt: skip
    if not names:
        raise _empty(path)
    refuse_odd(path, PLAIN_THERE)
    for name in _ELSEWHERE:
        if os.path.lexists(os.path.join(path, name)):
            raise _not_alone(path, Said("{name} leads to another place", name=name))
    refuse_odd_includes(os.path.join(path, "config"), 0)
    lost = [part for part in _PARTS if part not in names]
    if len(lost) == len(_PARTS):
        raise _no_repository(path)
    if lost:
        raise damaged(path, Said("{name} is missing from it", name=lost[0]))
    refuse_odd_objects(path)
    for folder in ("refs", "logs"):  # git writes through a link in a branch's place
        refuse_odd(path, files.walk(path, folder))
        refuse_odd(path, [folder])


def _listed(path: str) -> list[str] | None:
    """What is in a folder; None where there is no such folder. Raises StoreTrouble (not-let-in)."""
    try:
        return os.listdir(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as e:
        raise StoreTrouble(
            Said("{path} can't be opened: {why}.", path=path, why=reason(e)),
            hint="Ask the person who looks after that folder to let you read it and write to it. Your work is kept "
            "here.", code="not-let-in", details={"remote": path},
        ) from e  # fmt: skip


def damaged(place: str, what: Said) -> StoreTrouble:
    """The refusal of a shared place of which a part was lost; every copy has what it was synced with."""
    return StoreTrouble(
        Said("The store at {place} is damaged: {what}.", place=place, what=what),
        hint=Remedy(
            "Nothing is lost as long as somebody's copy is whole. Give what is there another name. Then share the "
            "store there again, from the copy that was synced last: ",
            Command("sync", place, "--moved"),
        ),
        code="remote-damaged", details={"remote": place},
    )  # fmt: skip


def _empty(path: str) -> StoreTrouble:
    return StoreTrouble(
        Said("{path} is an empty folder. No store is shared there.", path=path),
        hint=Remedy(
            "If one was, look for what was in it. The person whose copy was synced last can share it there again: ",
            Command("sync", path, "--moved"),
        ),
        code="no-remote", details={"remote": path},
    )  # fmt: skip


def cut(place: str) -> StoreTrouble:
    """The refusal of a remote that has only the end of the history."""
    return StoreTrouble(
        Said("{place} has only the last part of its history, so nobody can tell whether it is whole.", place=place),
        hint="Share the store through a copy that has all of it.", code="shallow", details={"remote": place},
    )  # fmt: skip


def other_format(place: str) -> StoreTrouble:
    """The refusal of a remote that keeps its history under ids of another kind."""
    return StoreTrouble(
        Said("{place} keeps its history in another format than this store (SHA-1 and SHA-256).", place=place),
        hint="Name a folder that is not there yet. imatter makes one in this store's format.", code="other-format",
        details={"remote": place},
    )  # fmt: skip


def _refuse_fetching(path: str, found: Config) -> None:
    """Refuse a repository that has only a part of its objects: git would fetch the rest in ways that it names."""
    names = found.names("local")
    if any(name.startswith("remote.") and name.endswith(".promisor") for name in names) or found.get(
        "extensions.partialclone"
    ):
        raise _not_alone(path, Said("it has only a part of its files, and would fetch the others from elsewhere"))


def _not_alone(path: str, why: Said) -> Refused:
    return Refused(
        Said("{path} can't be used to share a store: {why}.", path=path, why=why),
        hint=_NAME_ANOTHER, code="not-for-sharing", details={"remote": path},
    )  # fmt: skip


def _no_repository(path: str) -> StoreTrouble:
    return StoreTrouble(
        Said("{path} is not a folder in which a store is shared.", path=path),
        hint=_NAME_ANOTHER, code="no-remote", details={"remote": path},
    )  # fmt: skip
