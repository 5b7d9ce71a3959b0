"""Running git and only git: no hooks, watchers or prompts, and no foreign environment."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress

from imatter_cli.classes import field, immutable, replace
from imatter_cli.errors import StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.remedies import Hint, Remedy, ShellLine
from imatter_cli.said import Prose, Said
from imatter_cli.store.git.place import git_folder, no_repository

#: The oldest git whose plumbing does all that is used here.
OLDEST = (2, 30)
#: How git says that a disk is full.
_FULL = ("No space left", "File too large", "Out of diskspace", "couldn't write")
#: What a pipe takes without anybody reading, with room to spare.
_FITS = 32 * 1024

_FLAGS = (
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.untrackedCache=false", "gc.auto=0",
    "maintenance.auto=false", "core.fsync=objects,derived-metadata,reference", "core.fsyncMethod=fsync",
)  # fmt: skip
_FIXED = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.path.join(os.devnull, "none"),
    # Nothing is fetched: what a repository's settings name for that would run (ssh, upload-pack, helpers).
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
}
_KEPT = frozenset(f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL", "DATE"))


def executable() -> str:
    """The absolute path of git, but never one in the current folder. Raises StoreTrouble (code git) if there is
    none.
    """
    path = found("git")
    if path:
        return path
    raise StoreTrouble(
        "imatter needs git, but there is none on the PATH.",
        hint="Install git 2.30 or newer (https://git-scm.com), then try again.", code="git",
    )  # fmt: skip


def found(program: str) -> str:
    """The absolute path of a program. Empty if there is none. The current folder is ignored, even if PATH names it."""
    paths = (os.path.join(folder, program) for folder in _folders())
    return next((path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)), "")


def environment() -> dict[str, str]:
    """The environment without git's variables, save who writes and when; plus what keeps git quiet."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k in _KEPT}
    return kept | _FIXED | {"PATH": os.pathsep.join(_folders())}


def _folders() -> list[str]:
    """Where programs are: git looks for its own there, and for those that sign."""
    return [folder for folder in os.get_exec_path() if os.path.isabs(folder)]


def foreign_names() -> list[str]:
    """Git's variables in this process's environment that no git of ours may see."""
    return sorted(k for k in os.environ if k.startswith("GIT_") and k not in _KEPT and k not in _FIXED)


def flags() -> list[str]:
    """The `-c` options that every git of ours runs with."""
    return [word for flag in _FLAGS for word in ("-c", flag)]


#: What git says (in English, as it is asked to) where it may not write.
_NOT_WRITABLE = ("insufficient permission for adding", "Read-only file system", "Permission denied")


@immutable
class Result:
    """How a git ended: its exit code and what it wrote."""

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        """What it wrote to stdout, without the line's end."""
        return os.fsdecode(self.out).rstrip("\n")

    @property
    def words(self) -> str:
        """What it wrote to stderr, for a message."""
        return self.err.decode("utf-8", "replace").strip()


class Running:
    """A git that was started and not yet waited for."""

    def __init__(self, process: subprocess.Popen[bytes], name: str, given: bytes, folder: str) -> None:
        self._process = process
        self._folder = folder
        self._given = given
        self.name = name
        stdin = process.stdin
        if stdin is not None and len(given) <= _FITS:
            # It can go to work at once; what is longer than a pipe holds is handed over by `finish`.
            with suppress(BrokenPipeError):
                stdin.write(given)
                stdin.flush()
            with suppress(BrokenPipeError):
                stdin.close()
            process.stdin = None
            self._given = b""

    def finish(self, patience: float | None = None) -> Result:
        """Hand it its input, wait, and say how it ended. Raises TimeoutExpired after `patience`; then wait again."""
        try:
            out, err = self._process.communicate(self._given or None, timeout=patience)
        except KeyboardInterrupt:
            with self._process:
                self._process.kill()
            raise
        return Result(self._process.returncode, out, err)

    def kill(self) -> None:
        """End it at once; `finish` then says so."""
        self._process.kill()

    def check(self) -> Result:
        """As `finish`. Raises StoreTrouble (code git) with git's own words if it did not succeed."""
        return self.judge(self.finish())

    def judge(self, result: Result) -> Result:
        """The result, if it is a success. Raises StoreTrouble (code git) otherwise."""
        if result.code != 0:
            raise trouble(self.name, result, self._folder)
        return result


def is_closed(result: Result) -> bool:
    """Whether git failed where it may not write, or read."""
    return any(sign in result.words for sign in _NOT_WRITABLE)


def is_full(result: Result) -> bool:
    """Whether git stopped because a disk has no more room, or a limit on files was reached."""
    return result.code == -signal.SIGXFSZ or any(sign in result.words for sign in _FULL)


def trouble(name: str, result: Result, folder: str = ".") -> StoreTrouble:
    """The error for a git that did not succeed in a folder; what git itself said is among its details (`git`)."""
    words = result.words or f"it ended with {result.code}"
    if is_closed(result):
        return StoreTrouble(
            Said(
                "The store in {path} can't be changed. You may not write its history, or the disk is read-only.",
                path=folder,
            ),
            hint="Give yourself access to that folder, or work in your own copy.", code="read-only",
        )  # fmt: skip
    said = Said("git could not finish ({command}).", command=name)
    hint: Hint = Remedy(
        "Look at the folder with `", ShellLine("git", "status"), "`, and check its history with `",
        ShellLine("git", "fsck"), "`. With --json, `details.git` has git's own words.",
    )  # fmt: skip
    if "not a git repository" in words.lower():
        inside = git_folder(folder)
        if not inside:
            return no_repository(folder)
        said = Said("{path} is there, but git can't read it. It is damaged, or you may not read it.", path=inside)
        hint = "Keep a copy of the folder as it is. Look at its permissions and at its file HEAD."
    elif result.code == -signal.SIGXFSZ:
        said = Said("A limit on file sizes stopped git.")
        hint = Remedy("Raise it (", ShellLine("ulimit", "-f"), "), and try again.")
    elif "dubious ownership" in words:
        said = Said("This folder belongs to another user, so git refuses to work in it.")
        trusted = ShellLine("git", "config", "--global", "--add", "safe.directory", folder)
        hint = Remedy("Work in your own copy, or type: ", trusted)
    elif "cannot chdir to" in words or "fatal: Invalid path" in words:
        said = Said(
            "The git setting core.worktree of the store in {path} names a folder that is not there.", path=folder
        )
        config = os.path.join(folder, ".git", "config")
        unset = ShellLine("git", "config", "--file", config, "--unset", "core.worktree")
        hint = Remedy("To remove it, type: ", unset)
    elif is_full(result):
        said, hint = Said("The disk is full."), "Nothing was changed. Free some space and try again."
    return StoreTrouble(said, hint=hint, code="git", details={"git": words})


def not_started(e: OSError) -> StoreTrouble:
    """The error for a git that could not be run at all."""
    return StoreTrouble(Said("git could not be started: {why}.", why=reason(e)), hint="Try again.", code="git")


@immutable
class Git:
    """git at work in one folder. `keep` are descriptors (the lock's) that its processes inherit."""

    folder: str
    path: str = field(default_factory=executable)
    keep: tuple[int, ...] = ()
    extra: tuple[str, ...] = ()

    def keeping(self, descriptor: int) -> Git:
        """The same git, whose processes hold this descriptor open as long as they live."""
        return replace(self, keep=(*self.keep, descriptor))

    def with_config(self, *settings: str) -> Git:
        """The same git with more `-c` settings."""
        return replace(self, extra=(*self.extra, *(word for s in settings for word in ("-c", s))))

    def with_options(self, *options: str) -> Git:
        """The same git with more options of its own, before the command."""
        return replace(self, extra=(*self.extra, *options))

    def line(self, *args: str) -> list[str]:
        """The whole line of a command."""
        return [self.path, *flags(), *self.extra, "-C", self.folder, *args]

    def popen(
        self, *args: str, group: int | None = 0, variables: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start git with pipes; in a process group of its own unless `group` is None. Raises StoreTrouble."""
        try:
            return subprocess.Popen(
                self.line(*args),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment() | dict(variables or {}),
                pass_fds=self.keep,
                process_group=group,
            )
        except OSError as e:
            raise not_started(e) from e

    def leave(self, *args: str, keep: int) -> None:
        """Start git and leave it to itself, holding that descriptor. What it says goes nowhere. Raises OSError."""
        os.set_inheritable(keep, True)
        nowhere = [(os.POSIX_SPAWN_OPEN, n, os.devnull, os.O_RDWR, 0) for n in (0, 1, 2)]
        os.posix_spawn(self.path, self.line(*args), environment(), file_actions=nowhere, setpgroup=0)

    def start(self, *args: str, given: bytes = b"", variables: Mapping[str, str] | None = None) -> Running:
        """Start git and go on; `finish` or `check` wait for it."""
        return Running(self.popen(*args, variables=variables), args[0], given, self.folder)

    def ask(self, *args: str, given: bytes = b"") -> Result:
        """Run git and say how it ended, well or not."""
        return self.start(*args, given=given).finish()

    def look(self, *args: str) -> str:
        """What git answers to a question, empty for no (exit code 1). Raises StoreTrouble (code git) for trouble."""
        result = self.ask(*args)
        if result.code > 1:
            self.run("rev-parse", "--git-dir")  # says best what is wrong with a folder, if that is it
            raise trouble(args[0], result, self.folder)
        return result.text if result.code == 0 else ""

    def run(self, *args: str, given: bytes = b"", variables: Mapping[str, str] | None = None) -> Result:
        """Run git. Raises StoreTrouble (code git) if it does not succeed."""
        return self.start(*args, given=given, variables=variables).check()


_releases: dict[tuple[str, int, int], tuple[int, int]] = {}


def release(git: Git) -> tuple[int, int]:
    """Major and minor of a git, which is asked once. Raises as `version` does."""
    file = os.stat(git.path)
    key = (git.path, file.st_ino, file.st_mtime_ns)
    if key not in _releases:
        _releases[key] = version(git.ask("version"))
    return _releases[key]


def version(result: Result) -> tuple[int, int]:
    """Major and minor from `git version`. Raises StoreTrouble (code git) for one that is too old or none."""
    words = result.text.split()
    numbers = words[2].split(".") if len(words) > 2 else []
    found = tuple(int(n) for n in numbers[:2] if n.isdigit())
    if len(found) != 2 or found < OLDEST:
        raise StoreTrouble(
            Said(
                "imatter needs git {oldest} or newer; this computer has {version}.", oldest=".".join(map(str, OLDEST)),
                version=result.text or Prose("none that answers"),
            ),
            hint="Install a newer git (https://git-scm.com), then try again.", code="git",
        )  # fmt: skip
    return found[0], found[1]
