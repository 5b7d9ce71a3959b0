"""Where a change is made and the world around it comes to grief, what is said is still true."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
def test_a_receipt_that_cannot_be_written_does_not_ask_for_the_change_again(notebook: Any, home: Any) -> None:
    id = notebook.idea()
    line = [sys.executable, "-m", "imatter_cli", "project", "edit", id, "--setting", "club", "--store", notebook.path]
    for more, code in ((("--dry-run",), "disk-full"), ((), "receipt")):
        with FULL.open("w") as full:
            done = subprocess.run(
                [*line, "--json", *more], stdout=full, stderr=subprocess.PIPE, text=True, env=home.env, check=False
            )
        assert done.returncode == 5
        assert f'"code":"{code}"' in done.stderr
    assert notebook.record(id)["setting"] == "club"
    assert notebook.commits()[0] == f"project edit {id}"
    assert notebook.git("status", "--porcelain") == ""


def test_a_folder_that_is_gone_is_said(home: Any, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f"{sys.executable} -m imatter_cli"
    for line in ("status", "init", "project list"):
        done = subprocess.run(
            ["sh", "-c", f"cd {gone} && rmdir {gone} && {command} {line}; code=$?; mkdir {gone}; exit $code"],
            capture_output=True, text=True, env={**home.env, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            check=False,
        )  # fmt: skip
        assert (line, done.returncode) == (line, 5)
        assert "no longer exists" in done.stderr


@pytest.mark.parametrize("limit", ["-n 7", "-n 10", "-n 13", "-f 0"])
def test_a_limit_on_files_refuses_a_change_whole(notebook: Any, home: Any, limit: str) -> None:
    """Too few files at once, or too small ones (RLIMIT_NOFILE, RLIMIT_FSIZE)."""
    id = notebook.idea()
    before = notebook.commits()
    command = f"{sys.executable} -m imatter_cli project edit {id} --setting club --store {notebook.path} --json"
    done = subprocess.run(
        [shutil.which("bash") or "bash", "-c", f"ulimit {limit}; exec {command}"],
        capture_output=True, text=True, env=home.env, check=False,
    )  # fmt: skip
    assert done.returncode == 5, done
    assert '"error"' in done.stderr
    assert "Traceback" not in done.stderr
    assert notebook.commits() == before
    assert notebook.git("status", "--porcelain") == ""
    assert notebook("recover").code == 0
    assert list((notebook.path / ".git/imatter").iterdir()) == [notebook.path / ".git/imatter/lock"]
    notebook.change("project", "edit", id, "--setting", "club")
