"""Why the system refused something is said in our own words, and named for scripts."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from imatter_cli import reasons
from imatter_cli.reasons import reason
from imatter_cli.said import Said


def test_a_reason_is_in_our_words_and_a_script_gets_its_name() -> None:
    said = Said("{path} cannot be read: {why}.", path="a", why=reason(PermissionError(errno.EACCES, "whatever")))
    assert str(said) == "a cannot be read: you don't have permission."
    assert said.facts() == {"path": "a", "why": "EACCES"}


def test_the_words_of_the_system_are_never_shown() -> None:
    for number in (*errno.errorcode, 0, 12345):
        assert os.strerror(number) not in format(reason(OSError(number, os.strerror(number))))


def test_nothing_else_reads_them() -> None:
    package = Path(reasons.__file__).parent
    assert not [
        p for p in package.rglob("*.py") if ".strerror" in p.read_text(encoding="utf-8").replace("os.strerror", "")
    ]
