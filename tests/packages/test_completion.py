"""The files that come with the package for bash, zsh and fish, each in its own shell."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

FILES = Path(__file__).resolve().parents[2] / "docs" / "completion"
ASKED = {
    "bash": "source {files}/imatter; COMP_WORDS=(imatter prog); COMP_CWORD=1; _imatter_completion imatter; "
    'echo "${{COMPREPLY[@]}}"',
    "fish": 'source {files}/imatter.fish; complete -C "imatter prog"',
}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An empty home, and imatter on the PATH."""
    (tmp_path / "imatter").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m imatter_cli "$@"\n')
    (tmp_path / "imatter").chmod(0o755)
    package = str(FILES.parents[1])
    return {
        "HOME": str(tmp_path), "PATH": f"{tmp_path}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "dumb",
        "PYTHONPATH": package,
    }  # fmt: skip


@pytest.mark.parametrize("shell", ASKED)
def test_a_verb_is_completed(shell: str, env: dict[str, str]) -> None:
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here")
    line = ASKED[shell].format(files=FILES)
    done = subprocess.run([shell, "-c", line], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == "programme"


@pytest.mark.skipif(shutil.which("zsh") is None, reason="there is no zsh here")
def test_zsh_completes_the_first_time_that_it_is_asked(env: dict[str, str]) -> None:
    """zsh loads the file when the key is pressed, and the file has to answer then."""
    zsh = pexpect.spawn("zsh", ["-f"], env=env, encoding="utf-8", cwd=env["HOME"], timeout=30)
    zsh.sendline(f"PS1='% '; fpath=({FILES} $fpath); autoload -Uz compinit; compinit -u; echo rea''dy")
    zsh.expect("ready")
    zsh.send("imatter prog\t")
    zsh.expect("imatter programme ")
    zsh.close(force=True)
