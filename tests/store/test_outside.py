"""Files for a person, outside of any store."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from imatter_cli.errors import BadValue, NotFound, Refused
from imatter_cli.store import outside


def test_another_file_that_appears_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "refuse_there", lambda path: None)
    path = tmp_path / "a.yaml"
    path.write_text("theirs")
    with pytest.raises(Refused) as refused:
        outside.write_new(str(path), b"ours")
    assert refused.value.code == "file-there"
    assert path.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_that_leads_nowhere_is_no_free_name(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.symlink_to(tmp_path / "b.yaml")
    with pytest.raises(Refused):
        outside.write_new(str(path), b"ours")
    assert not (tmp_path / "b.yaml").exists()


def test_a_pipe_is_no_file_and_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(BadValue):
        outside.read(str(path), 10)


def test_no_more_is_read_than_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"x" * 100)
    assert len(outside.read(str(path), 10)) == 11
    with pytest.raises(NotFound):
        outside.read(str(path / "below"), 10)
