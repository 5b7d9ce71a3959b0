"""What a repository is, and the states in which nothing may be written."""

from __future__ import annotations

import os

from imatter_cli.classes import immutable, replace
from imatter_cli.errors import Refused, StoreTrouble
from imatter_cli.remedies import Command, Remedy, ShellLine
from imatter_cli.said import Said
from imatter_cli.store.git import config as settings
from imatter_cli.store.git.config import Config
from imatter_cli.store.git.objects import Format
from imatter_cli.store.git.place import git_folder, refuse_elsewhere, refuse_odd_objects
from imatter_cli.store.git.process import Git, release, trouble
from imatter_cli.store.git.underway import under_way

_ASKED = ("--is-bare-repository", "--show-object-format", "--absolute-git-dir", "--git-common-dir", "--show-toplevel")


@immutable
class Repository:
    """Absolute paths of the top folder, of git's folder for this work tree, and of the one all work trees share."""

    git: Git
    top: str
    git_dir: str
    common_dir: str
    format: Format
    config: Config

    @property
    def home(self) -> str:
        """Where the lock, the journal and what is being made are kept, out of git's sight."""
        return os.path.join(self.git_dir, "imatter")

    @property
    def zero(self) -> str:
        """The id that stands for nothing."""
        return "0" * (40 if self.format == "sha1" else 64)

    def ref_folders(self, ref: str) -> list[str]:
        """The folders whose names say where a branch is: from its own up to git's, or those of a reftable."""
        steps = ref.split("/")
        folders = [os.path.join(self.common_dir, *steps[:n]) for n in range(len(steps) - 1, 0, -1)]
        return [*folders, os.path.join(self.common_dir, "reftable")]

    def keeping(self, descriptor: int) -> Repository:
        """The same repository, whose git processes hold the descriptor open."""
        return replace(self, git=self.git.keeping(descriptor))

    def refuse_states(self) -> None:
        """Raises Refused where something is under way that a change would get into."""
        if any(os.environ.get(name) for name in ("GIT_INDEX_FILE", "GIT_QUARANTINE_PATH")):
            raise Refused(
                "You can't change records from inside a git hook.",
                hint=Remedy("In a hook, use ", Command("check"), ", which only reads."), code="hook",
            )  # fmt: skip
        found = under_way(self.top, self.git_dir)
        if found is not None:
            raise found


def open_repository(folder: str) -> Repository:
    """The repository whose top folder this is.

    Raises StoreTrouble (codes no-git, nested, git) and Refused (code bare).
    """
    inside = git_folder(folder)
    if inside:
        refuse_elsewhere(folder, inside)
    git = Git(folder)
    asked, listed = git.start("rev-parse", *_ASKED), git.start(*settings.COMMAND)
    try:
        number = release(git)
    finally:
        facts, config = asked.finish(), listed.finish()
    if number < (2, 36):
        git = git.with_config("core.fsyncObjectFiles=true")  # what core.fsync was called before
    lines = facts.text.split("\n")
    if lines[0] == "true":
        raise Refused(Said("{path} is a bare repository, so it has no files to change.", path=folder), code="bare")
    if facts.code != 0:
        raise trouble("rev-parse", facts, folder)
    if len(lines) != len(_ASKED) or config.code != 0:
        raise trouble("config", config) if config.code else _unplaced(folder)
    _, format, git_dir, common, top = lines
    if os.path.realpath(top) != os.path.realpath(folder):
        raise _nested(folder, top)
    common_dir = os.path.normpath(os.path.join(folder, common))
    refuse_odd_objects(common_dir)
    found = Config(config)
    git = git.with_config(*_hooks_off(found))
    return Repository(git, top, git_dir, common_dir, "sha256" if format == "sha256" else "sha1", found)


def _hooks_off(config: Config) -> list[str]:
    """What turns off the hooks that settings name (git 2.54 and newer); core.hooksPath has no say in those.

    Raises Refused (code hook) for one that cannot be turned off by its name.
    """
    names = config.hooks()
    if any("=" in name or "\n" in name for name in names):
        raise Refused(
            "This store's settings name a program (hook.*.command) that imatter can't stop from running.",
            hint=Remedy(
                "Look at it with ", ShellLine("git", "config", "--show-origin", "--get-regexp", "^hook"),
                ", and remove it.",
            ),
            code="hook",
        )  # fmt: skip
    return [f"hook.{name}.enabled=false" for name in names]


def _nested(folder: str, above: str) -> StoreTrouble:
    return StoreTrouble(
        Said(
            "{path} is a folder inside another repository ({above}). A store must be its own repository.",
            path=folder, above=above,
        ),
        hint=Remedy(
            Said("Move the records out of it, or make {path} its own repository: ", path=folder),
            ShellLine("git", "init", folder),
        ),
        code="nested",
    )  # fmt: skip


def _unplaced(folder: str) -> StoreTrouble:
    return StoreTrouble(
        Said("git can't say where {path} is, because the path has an unusual character in it.", path=folder),
        hint="Move the store to a folder with a plain name.", code="git",
    )  # fmt: skip
