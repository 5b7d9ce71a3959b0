"""Where git keeps its things, found without starting git: what only reads records needs no more."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress

from imatter_cli.errors import StoreTrouble
from imatter_cli.remedies import Remedy, ShellLine
from imatter_cli.said import Prose, Said
from imatter_cli.store import files

_HEADING = re.compile(r"\[([A-Za-z0-9.-]+)(?: \"[^\"]*\")?\]")
_SETTING = re.compile(r"([A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(.*))?")
_PLAIN = re.compile(r"[A-Za-z0-9-]+")
#: What git reads or writes in its folder by name, and what we do. A link there leads out of the store, and a pipe
#: keeps git waiting for ever.
PLAIN_THERE = (
    "HEAD", "config", "config.worktree", "index", "packed-refs", "shallow", "commondir", "gitdir",
    "objects", "objects/info", "objects/info/alternates", "objects/info/commit-graph", "objects/pack",
    "refs", "refs/heads", "logs", "logs/HEAD", "logs/refs", "logs/refs/heads",
    "info", "info/attributes", "info/grafts", "info/sparse-checkout", "imatter", "imatter/lock",
)  # fmt: skip
_PACKS = "objects/pack"
_ANY_HEADING = re.compile(r'\[\s*([A-Za-z0-9.-]+)\s*(?:"(?:[^"\\]|\\.)*")?\s*\]\s*')
_INCLUDED = re.compile(r"path\s*=\s*([^#;]*)(?:[#;].*)?", re.IGNORECASE)
_CONFIG_LIMIT = 1024 * 1024
#: How deep git follows settings that include others (git-config(1), Includes).
_DEEPEST = 10
#: The longest that a line naming another folder may be.
_LINE = 8192


def no_repository(folder: str) -> StoreTrouble:
    """The error for a folder with records that no git looks after, or only the repository that it is a part of."""
    begin = Remedy(
        ShellLine("git", "init", folder), ", then ", ShellLine("git", "-C", folder, "add", "records"), " and ",
        ShellLine("git", "-C", folder, "commit"), ".",
    )  # fmt: skip
    above = _above(os.path.dirname(os.path.abspath(folder)))
    if above:
        return StoreTrouble(
            Said(
                "{path} is a folder inside the git repository {above}. A store must be the top folder of its own "
                "repository.",
                path=folder, above=above,
            ),
            hint=Remedy(Said("Move records/ to the top of {above}, or type: ", above=above), *begin.parts),
            code="no-git",
        )  # fmt: skip
    return StoreTrouble(
        Said("{path} has records, but no history of them.", path=folder), hint=Remedy("Type: ", *begin.parts),
        code="no-git",
    )  # fmt: skip


def _above(folder: str) -> str:
    """The nearest folder from here upwards that is a repository; empty if there is none."""
    while not git_folder(folder):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return ""
    return folder


def git_folder(root: str) -> str:
    """Git's folder of a work tree, found without starting git; empty if there is none.

    A linked work tree and a submodule have a file in its place that says where it is (gitrepository-layout(5)).
    """
    path = os.path.join(root, ".git")
    if os.path.isdir(path):
        return path
    first = _line(path)
    where = first.removeprefix("gitdir: ")
    return os.path.normpath(os.path.join(root, where)) if where != first else ""


def is_cut(root: str) -> bool:
    """Whether the history of a work tree does not go back to its beginning (gitrepository-layout(5), shallow)."""
    git_dir = git_folder(root)
    return os.path.exists(os.path.join(git_dir, _line(os.path.join(git_dir, "commondir")), "shallow"))


def refuse_elsewhere(root: str, git_dir: str) -> None:
    """Refuse a store whose history is kept where only the store says so: in somebody else's repository, or by links.

    A linked work tree and a submodule are named by the folder that keeps their history; that is asked for here.
    Raises StoreTrouble: code elsewhere for such a store, odd-git for a link or a pipe in git's folder.
    """
    common = git_dir
    entry = os.path.join(root, ".git")
    if not os.path.islink(entry) and os.path.isdir(entry):
        if os.path.lexists(os.path.join(entry, "commondir")):
            raise _elsewhere(root, git_dir)
    else:
        named = _line(os.path.join(git_dir, "commondir"))
        common = os.path.normpath(os.path.join(git_dir, named))
        if not (_is_linked(entry, git_dir, common) or (not named and _is_work_tree(root, git_dir))):
            raise _elsewhere(root, git_dir)
    for folder in dict.fromkeys((git_dir, common)):
        refuse_odd(folder, PLAIN_THERE)
        refuse_odd_includes(os.path.join(folder, "config"), 0)
    ref = _line(os.path.join(git_dir, "HEAD")).removeprefix("ref: ")
    if ref.startswith("refs/"):
        refuse_odd_branch(common, ref)
    with suppress(OSError), os.scandir(os.path.join(common, _PACKS)) as entries:
        refuse_odd(common, [f"{_PACKS}/{entry.name}" for entry in entries if not entry.is_file(follow_symlinks=False)])


def refuse_odd(folder: str, names: Iterable[str]) -> None:
    """Raises StoreTrouble (code odd-git) if one of these in git's folder is neither a plain file nor a folder."""
    for name in names:
        try:
            mode = os.lstat(os.path.join(folder, name)).st_mode
        except OSError:
            continue
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise StoreTrouble(
                Said(
                    "{path} is {what}. Only ordinary files and folders are expected there, so imatter stops.",
                    what=Prose("a link" if stat.S_ISLNK(mode) else "not an ordinary file"),
                    path=os.path.join(folder, name),
                ),
                hint=Remedy(
                    "Find out how that happened before you use this copy. A fresh `", ShellLine("git", "clone"),
                    "` does not have it.",
                ),
                code="odd-git",
            )  # fmt: skip


def refuse_no_files(paths: Iterable[str], folder: str) -> None:
    """Raises StoreTrouble (code odd-git) if a setting's path, seen from the folder, is not an ordinary file."""
    for path in filter(None, paths):
        whole = os.path.join(folder, os.path.expanduser(path))
        with suppress(OSError):
            if not stat.S_ISREG(os.stat(whole).st_mode):
                raise StoreTrouble(
                    Said("This store's settings make git read {path}, which is not an ordinary file.", path=path),
                    hint=Said("Remove that from {path}.", path=os.path.join(folder, "config")), code="odd-git",
                )  # fmt: skip


def refuse_odd_includes(config: str, depth: int) -> None:
    """Raises StoreTrouble (code odd-git) for settings that include others from anything but a plain file.

    A path that is written so that git might read it in another way than we do is refused as well.
    """
    try:
        text = files.beginning(config, _CONFIG_LIMIT).decode("utf-8", "surrogateescape").replace("\\\n", "")
    except OSError:
        return
    if "include" not in text.lower() or depth > _DEEPEST:
        return
    inside = False
    for line in map(str.strip, text.split("\n")):
        heading = _ANY_HEADING.match(line)
        if heading is not None:
            inside = heading[1].lower() in ("include", "includeif")
        named = _INCLUDED.fullmatch(line[heading.end() :] if heading else line) if inside else None
        if named is None:
            continue
        path = named[1].strip().removeprefix('"').removesuffix('"')
        if set(path) & set('\\"%'):
            raise StoreTrouble(
                Said(
                    "{file} includes other settings with an oddly written path: {path}", file=config, path=Prose(path)
                ),
                hint="Write it plainly, or remove it.", code="odd-git",
            )  # fmt: skip
        refuse_no_files([path], os.path.dirname(config))
        refuse_odd_includes(os.path.join(os.path.dirname(config), os.path.expanduser(path)), depth + 1)


def refuse_odd_objects(common_dir: str) -> None:
    """Raises StoreTrouble (code odd-git) for links among the folders in which git keeps objects."""
    with os.scandir(os.path.join(common_dir, "objects")) as entries:
        links = [f"objects/{entry.name}" for entry in entries if entry.is_symlink()]
    refuse_odd(common_dir, links)


def refuse_odd_branch(common_dir: str, ref: str) -> None:
    """Raises StoreTrouble (code odd-git) for links on the way to a branch or to its log."""
    steps = ref.split("/")
    names = ["/".join(steps[:n]) for n in range(1, len(steps) + 1)]
    refuse_odd(common_dir, [*names, *(f"logs/{name}" for name in names), *(f"{name}.lock" for name in names)])


def _is_linked(entry: str, git_dir: str, common: str) -> bool:
    """Whether the repository at `common` names this as one of its work trees (gitrepository-layout(5), worktrees)."""
    named = _line(os.path.join(git_dir, "gitdir"))
    inside = os.path.realpath(os.path.dirname(os.path.dirname(git_dir))) == os.path.realpath(common)
    return bool(named) and inside and _same(os.path.join(git_dir, named), entry)


def _is_work_tree(root: str, git_dir: str) -> bool:
    """Whether that folder says of itself that its files are here, as a submodule's does."""
    # late: starts git, which only a submodule needs
    from imatter_cli.store.git.process import Git

    refuse_odd(git_dir, PLAIN_THERE)
    named = Git(root).look("config", "--file", os.path.join(git_dir, "config"), "--get", "core.worktree")
    return bool(named) and _same(os.path.join(git_dir, named), root)


def _same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _line(path: str) -> str:
    """The first line of a small file; empty where there is none."""
    try:
        return os.fsdecode(files.beginning(path, _LINE)).partition("\n")[0]
    except OSError:
        return ""


def _elsewhere(root: str, git_dir: str) -> StoreTrouble:
    return StoreTrouble(
        Said(
            "{link} leads to {path}, which does not say that {folder} belongs to it.", link=os.path.join(root, ".git"),
            path=git_dir, folder=root,
        ),
        hint=Remedy(
            "If you moved the folder yourself: ", ShellLine("git", "worktree", "repair"),
            ". If you keep its history apart on purpose: ",
            ShellLine("git", f"--git-dir={git_dir}", "config", "core.worktree", os.path.abspath(root)),
        ),
        code="elsewhere",
    )  # fmt: skip


def plain_setting(git_dir: str, section: str, name: str) -> str | None:
    """A setting of this repository's own, empty if it is unset; None where only git itself can say.

    That is so for whatever is written in an unusual way, for a linked work tree, and for somebody else's folder.
    """
    try:
        with open(os.path.join(git_dir, "config"), encoding="utf-8") as file:
            if os.fstat(file.fileno()).st_uid != os.geteuid() or os.path.lexists(os.path.join(git_dir, "commondir")):
                return None
            text = file.read()
    except (OSError, ValueError):
        return None
    if "\\" in text:  # a line may go on below, or a value hold what it does not show
        return None
    found, inside = "", ""
    for line in map(str.strip, text.split("\n")):
        heading, setting = _HEADING.fullmatch(line), _SETTING.fullmatch(line)
        if heading is not None:
            inside = "" if '"' in line else heading[1].lower()
        elif setting is not None:
            if inside == section and setting[1].lower() == name.lower():
                found = setting[2] or ""
                if not _PLAIN.fullmatch(found):
                    return None
        elif line and line[0] not in "#;":
            return None
    return found
