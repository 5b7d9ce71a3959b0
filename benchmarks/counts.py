"""What common commands load, start and open: counts that are the same on a slow machine as on a fast one.

    python benchmarks/counts.py STORE

The store needs a project. `tests/benchmarks/test_counts.py` holds each count to a budget; `run.py` measures times.
System calls are counted above those of Python alone, where strace is installed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_COUNTING = """
import contextlib, io, json, sys
from pathlib import Path

store, before = str(Path(sys.argv[1]).resolve()), set(sys.modules)
opened, started = [], []

def heard(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)):
        opened.append(args[0])
    elif event in ("subprocess.Popen", "os.posix_spawn", "os.fork", "os.exec"):
        started.append(event)

sys.addaudithook(heard)
from imatter_cli.__main__ import main
with contextlib.redirect_stdout(io.StringIO()):
    code = main(["--store", *sys.argv[1:]])
own = {name for name in set(sys.modules) - before if name.partition(".")[0] == "imatter_cli"}
counted = {
    "code": code, "own": len(own), "others": len(set(sys.modules) - before - own), "processes": len(started),
    "files": sum(not str(path).endswith((".py", ".pyc")) for path in opened),
}
sys.stderr.write(json.dumps(counted) + "\\n")
"""


@dataclass(frozen=True)
class Counts:
    """Modules of imatter and of others that were loaded, processes started, files opened, and system calls made.

    System calls are -1 where nothing counts them.
    """

    own: int
    others: int
    processes: int
    files: int
    calls: int


def counted(store: Path, line: Sequence[str], env: Mapping[str, str]) -> Counts:
    """The counts of one command on a store, the second time it runs: the first may have to compile modules.

    Raises RuntimeError where the command fails.
    """
    words = [sys.executable, "-c", _COUNTING, str(store), *line]
    subprocess.run(words, env=dict(env), capture_output=True, check=False)
    calls, done = _counted(words, env)
    found = json.loads(done.stderr.splitlines()[-1]) if done.returncode == 0 else {"code": done.returncode}
    if found.pop("code") != 0:
        raise RuntimeError(f"{' '.join(line)}: {done.stderr}")
    return Counts(**found, calls=calls - _of_python(tuple(sorted(env.items()))) if calls >= 0 else -1)


@cache
def _of_python(env: tuple[tuple[str, str], ...]) -> int:
    return _counted([sys.executable, "-c", "pass"], dict(env))[0]


def _counted(words: Sequence[str], env: Mapping[str, str]) -> tuple[int, subprocess.CompletedProcess[str]]:
    """How many system calls these words make with all that they start; -1 where nothing counts them."""
    with tempfile.NamedTemporaryFile("r") as kept:
        strace = ["strace", "-f", "-qq", "-o", kept.name, "--"] if _can_trace() else []
        done = subprocess.run([*strace, *words], env=dict(env), capture_output=True, text=True, check=False)
        calls = sum(1 for line in kept if " <unfinished" not in line and "+++" not in line)
        return calls if strace else -1, done


@cache
def _can_trace() -> bool:
    """Whether strace is here and allowed: some containers forbid it."""
    found = shutil.which("strace")
    return found is not None and subprocess.run([found, "-qq", "-o", os.devnull, "true"], check=False).returncode == 0


def main() -> None:
    """Print the counts of the commands that people type most."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    store = parser.parse_args().store
    project = next(path.stem for path in sorted(store.glob("records/projects/*/*.yaml")))
    for line in (["show", project], ["status"], ["project", "list"], ["check"], ["verify"]):
        print(" ".join(line), counted(store, line, os.environ))


if __name__ == "__main__":
    main()
