"""Where git keeps its things, found without starting git: what only reads records needs no more."""

from __future__ import annotations

import os
import re

from imatter_cli.errors import StoreTrouble

_HEADING = re.compile(r"\[([A-Za-z0-9.-]+)(?: \"[^\"]*\")?\]")
_SETTING = re.compile(r"([A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(.*))?")
_PLAIN = re.compile(r"[A-Za-z0-9-]+")


def no_repository(folder: str) -> StoreTrouble:
    """The error for a folder with records that no git looks after."""
    return StoreTrouble(
        f"{folder} has records, but nothing keeps their history.",
        hint=f"Type: git init {folder}, then git -C {folder} add records and git -C {folder} commit.",
        code="no-git",
    )


def git_folder(root: str) -> str:
    """Git's folder of a work tree, found without starting git; empty if there is none.

    A linked work tree and a submodule have a file in its place that says where it is (gitrepository-layout(5)).
    """
    path = os.path.join(root, ".git")
    if os.path.isdir(path):
        return path
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            first = file.readline(8192)
    except OSError:
        return ""
    where = first.removeprefix("gitdir: ").rstrip("\n")
    return os.path.normpath(os.path.join(root, where)) if where != first else ""


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
