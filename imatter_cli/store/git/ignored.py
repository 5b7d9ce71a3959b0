"""Records that git does not keep: ignored ones, which no clone gets, and those that a sparse checkout leaves out."""

from __future__ import annotations

import os

from imatter_cli.store.git.process import Git

_RECORDS = "records"


def ignored(root: str, git_dir: str) -> list[str]:
    """Files in records/ that git ignores and does not keep, sorted. git is asked only where something is ignored."""
    # of a linked worktree what is said for all of them is in the repository's own folder
    common = os.path.join(git_dir, os.fsdecode(_text(os.path.join(git_dir, "commondir")).strip()))
    if not _is_anything_ignored(root, common):
        return []
    found = Git(root).ask("ls-files", "-o", "-i", "--exclude-standard", "-z", "--", _RECORDS)
    return sorted(path for path in os.fsdecode(found.out).split("\0") if path) if found.code == 0 else []


def left_out(root: str, git_dir: str) -> list[str]:
    """Files in records/ that a sparse checkout leaves out of the folder, sorted."""
    if not os.path.exists(os.path.join(git_dir, "info", "sparse-checkout")):
        return []
    found = Git(root).ask("ls-files", "-t", "-z", "--", _RECORDS)
    lines = os.fsdecode(found.out).split("\0") if found.code == 0 else []
    return sorted(
        line[2:] for line in lines if line.startswith("S ") and not os.path.lexists(os.path.join(root, line[2:]))
    )


def _is_anything_ignored(root: str, common_dir: str) -> bool:
    """Whether some file says what git is to ignore; that it may not concern records does not matter."""
    settings = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    files = [
        os.path.join(root, ".gitignore"), os.path.join(common_dir, "info", "exclude"),
        os.path.join(settings, "git", "ignore"),
    ]  # fmt: skip
    if any(_has_patterns(path) for path in files):
        return True
    configs = [os.path.join(common_dir, "config"), os.path.join(settings, "git", "config"), "/etc/gitconfig"]
    configs += [os.path.expanduser("~/.gitconfig"), os.environ.get("GIT_CONFIG_GLOBAL", "")]
    if any(b"excludesfile" in _text(path).lower() or b"include" in _text(path).lower() for path in configs):
        return True
    top = os.path.join(root, _RECORDS)
    for folder, folders, names in os.walk(top):
        if ".gitignore" in names:
            return True
        if folder.count(os.sep) - top.count(os.sep) >= 1:
            # of a month's folder only that one name matters: it is not listed for it
            folders[:] = [n for n in folders if os.path.exists(os.path.join(folder, n, ".gitignore"))]
    return False


def _has_patterns(path: str) -> bool:
    return any(line.strip() and not line.startswith(b"#") for line in _text(path).splitlines())


def _text(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(1 << 20)
    except OSError:
        return b""
