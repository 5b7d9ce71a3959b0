"""Files for a person, outside of any store."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from imatter_cli.errors import BadValue, NotFound, Refused
from imatter_cli.store import outside


def test_another_file_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("theirs")
    with pytest.raises(Refused) as refused:
        outside.write(path, b"ours")
    assert refused.value.code == "file-exists"
    assert path.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_that_leads_nowhere_is_no_free_name(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.symlink_to(tmp_path / "b.yaml")
    with pytest.raises(Refused):
        outside.write(path, b"ours")
    assert not (tmp_path / "b.yaml").exists()


def test_a_file_that_is_replaced_keeps_its_mode_and_its_links(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("a longer text that was there before")
    real.chmod(0o640)
    link.symlink_to(real)
    outside.write(link, b"new", over=True)
    assert link.is_symlink() and real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert sorted(tmp_path.iterdir()) == [link, real]


@pytest.mark.parametrize(("private", "mode"), [(True, 0o600), (False, 0o640)])
def test_a_new_file_is_private_or_follows_the_umask(tmp_path: Path, private: bool, mode: int) -> None:
    before = os.umask(0o027)
    try:
        outside.write(tmp_path / "a", b"new", over=True, private=private)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode


@pytest.mark.parametrize("over", [True, False])
def test_a_pipe_and_a_device_are_written_into(tmp_path: Path, over: bool) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        outside.write(path, b"through", over=over)
        assert os.read(reader, 100) == b"through"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(path.stat().st_mode)
    outside.write(Path("/dev/null"), b"nowhere", over=over)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


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
