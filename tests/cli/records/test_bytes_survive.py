"""From the command line on: a change touches the lines that it is about, whatever a hand has made of the rest."""

from __future__ import annotations

import difflib
from typing import Any

import pytest

from imatter_cli.domain import ids


def unkempt(raw: bytes, newline: str) -> bytes:
    """The same record with remarks, blank lines, quotes and spaces that nobody would write again just so."""
    lines = []
    for n, line in enumerate(raw.decode().splitlines()):
        name, colon, value = line.partition(": ")
        if colon and name.isidentifier() and not value.startswith(("'", '"', "[", "|", "{")) and name != "setting":
            line = f"{name}:   {chr(34) if n % 2 else chr(39)}{value}{chr(34) if n % 2 else chr(39)}   # {n}: as it was"
            line = f"{name}:    {value}\t# number" if value.isdigit() else line
        lines += [line, *(["", "# a remark: not a field", "   "] if n % 3 == 0 and not line.startswith(" ") else [])]
    return newline.join([*lines, "# the end", "", ""]).encode()


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
def test_an_edit_by_option_and_a_save_touch_only_their_lines(notebook: Any, newline: str) -> None:
    _, project = notebook.running()
    path = notebook.path / ids.path_of(project)
    path.write_bytes(unkempt(path.read_bytes(), newline))
    assert notebook("save", "--json").code == 0
    assert unkempt(b"", newline)[:5] in path.read_bytes()

    before = path.read_bytes().split(b"\n")
    assert notebook("project", "edit", project, "--setting", "club", "--json").code == 0
    gone, come = differing(before, path.read_bytes().split(b"\n"))
    assert [line.rstrip(b"\r") for line in gone] == [b"setting: school"]
    assert come[0].rstrip(b"\r") == b"setting: club"
    assert b"\n".join(come[1:]).count(b"event: edit") == 1
    assert all(line.endswith(b"\r") for line in come) == (newline == "\r\n")

    text = path.read_bytes().replace(b"setting: club", b"setting: 'school'  # again")
    path.write_bytes(text)
    assert notebook("save", project, "--json").code == 0
    gone, come = differing(text.split(b"\n"), path.read_bytes().split(b"\n"))
    assert gone == []
    assert b"\n".join(come).count(b"event: edit") == 1
    assert b"setting: 'school'  # again" in path.read_bytes()

    assert notebook("undo", "--json").code == 0
    assert b"setting: club" in path.read_bytes()
    assert path.read_bytes().count(b"\r\n") == (path.read_bytes().count(b"\n") if newline == "\r\n" else 0)


def differing(old: list[bytes], new: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """The lines that went, and those that came."""
    gone: list[bytes] = []
    come: list[bytes] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += old[a:b]
            come += new[c:d]
    return gone, come
