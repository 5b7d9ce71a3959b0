"""Whose names a history carries: codes, where it was founded with them, or anybody's."""

from __future__ import annotations

import re

from imatter_cli.domain.ids import as_code, is_code
from imatter_cli.errors import StoreTrouble
from imatter_cli.remedies import Command, Remedy
from imatter_cli.store.git.commits import headed
from imatter_cli.store.git.process import Git

_FORMAT = "--format=%H%x00%an%x00%ae%x00%cn%x00%ce"
_WHO = re.compile(r"(.*?) ?<([^<>]*)> -?\d+ [+-]\d{4}")


def founded_with_codes(git: Git, head: str) -> bool:
    """Whether everything that this history began with was recorded under a code."""
    first = git.run("rev-list", "--max-parents=0", head, "--").text.split()
    return all(code for _, code in signed(git, "--no-walk", *first))


def signed(git: Git, *commits: str) -> list[tuple[str, bool]]:
    """Each of these commits, and whether both its author and its committer are a code."""
    rows = [line.split("\0") for line in git.run("log", "--no-mailmap", _FORMAT, *commits, "--").text.splitlines()]
    return [(commit, is_code(*who[:2]) and is_code(*who[2:])) for commit, *who in rows]


def take_code(git: Git, head: str, person: str) -> None:
    """Have what is recorded in this clone carry a code, where all that was recorded does. Raises StoreTrouble."""
    if head and founded_with_codes(git, head):
        name_writer(git, *as_code(person))


def name_writer(git: Git, name: str, address: str) -> None:
    """Set in whose name changes are made in this repository. Raises StoreTrouble."""
    git.run("config", "--local", "user.name", name)
    git.run("config", "--local", "user.email", address)


def refuse_name(commit: bytes, who: tuple[str, str]) -> None:
    """Refuse to record a change under a name, where the last one carries a code. Raises StoreTrouble (identity)."""
    if _is_code(headed(commit, b"committer").decode("utf-8", "replace")) and not all(map(_is_code, who)):
        raise StoreTrouble(
            "Everybody in this store is a code, but git would record your name and address for others to read.",
            hint=Remedy("Say which code is yours: ", Command("me", "PERSON")), code="identity",
        )  # fmt: skip


def _is_code(line: str) -> bool:
    found = _WHO.fullmatch(line)
    return found is not None and is_code(found[1], found[2])
