"""Writers on one store beside git commands that turn over everything, again and again; and nothing is lost.

`python tests/faults/beside_git.py [WRITERS] [CHANGES] [COMMAND…]` (8 and 25, each command, without). Prints figures.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from imatter_cli.errors import ImatterError
from imatter_cli.store.contract import Change, Reader, Write

#: What a person may do over and over: each line is one git command. The dot stands for a moment's rest.
COMMANDS: dict[str, Sequence[str]] = {
    "gc": ("gc --prune=now --quiet",),
    "repack": ("repack -a -d -q", "prune-packed -q"),
    "pack-refs": ("pack-refs --all --prune",),
    "checkout": ("checkout -q other", ".", "checkout -q main", "."),
    "rebase": ("rebase -q --force-rebase HEAD~3", "."),
    "commit": ("commit -q -a --allow-empty -m x",),
}
#: Where a change may be refused and asked for again, beside what a lock held too long says.
REFUSED = {"detached", "rebase", "cherry-pick", "edited-by-hand", "race-lost", "locked"}
#: A file of the person's own.
NOTES = "notes.txt"


def load(name: str, path: Path) -> ModuleType:
    """A helper module by its file."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


kit = load("store_kit", Path(__file__).parent.parent / "store" / "kit.py")
RECORDS = kit.PRJ[:4]


def adding(id: str, word: str) -> Callable[[Reader], Change]:
    """A plan that adds a word to a record."""

    def plan(reader: Reader) -> Change:
        data = reader.get(id).data
        return Change("project edit", (Write(id, data={**data, "title": f"{data['title']} {word}"}),), ("edit",), 1)

    return plan


def writer(box: Any, number: int, changes: int, told: Path) -> Callable[[], None]:
    """So many changes; each that is acknowledged is a line in `told`, and so is each that is refused."""

    def work() -> None:
        with told.open("a") as out:
            for n in range(changes):
                word = f"w{number}n{n}"
                for _ in range(200):
                    try:
                        receipt = box.store.transact(adding(RECORDS[number % len(RECORDS)], word))
                    except ImatterError as e:
                        out.write(f"{e.code} {word} {' '.join(e.message.split())}\n")
                        time.sleep(0.05)
                        continue
                    out.write(f"done {word} {receipt.commit}\n")
                    break
                out.flush()

    return work


def disturbing(box: Any, lines: Sequence[str], stop: Path, counts: Path) -> Callable[[], None]:
    """A person who types these again and again."""

    def work() -> None:
        made = 0
        while not stop.exists():
            for line in lines:
                if line == ".":
                    time.sleep(0.05)
                    continue
                done = subprocess.run(["git", *line.split()], cwd=box.root, capture_output=True, check=False)
                made += done.returncode == 0
                if line.startswith("rebase") and done.returncode:
                    subprocess.run(["git", "rebase", "--abort"], cwd=box.root, capture_output=True, check=False)
        counts.write_text(str(made))

    return work


def run(box: Any, folder: Path, name: str, writers: int, changes: int) -> dict[str, Any]:
    """One round beside one command; its figures."""
    box.store.transact(kit.writing(*(Write(id, data=kit.data(id, title="start")) for id in RECORDS)))
    (box.root / NOTES).write_text("start\n")
    box.git("add", NOTES)
    for n in range(4):
        box.git("commit", "-qm", f"notes {n}", "--allow-empty")
    box.git("branch", "other")
    stop, told, counts = folder / f"stop-{name}", folder / f"told-{name}", folder / f"counts-{name}"
    other = kit.fork(disturbing(box, COMMANDS[name], stop, counts))
    begun = time.monotonic()
    pids = [kit.fork(writer(box, n, changes, told)) for n in range(writers)]
    codes = [kit.ended(pid) for pid in pids]
    seconds = time.monotonic() - begun
    stop.touch()
    assert kit.ended(other) == 0
    assert codes == [0] * writers
    lines = [line.split(" ", 2) for line in told.read_text().splitlines()]
    done = [word for what, word, _ in lines if what == "done"]
    odd = [line for line in lines if line[0] != "done" and line[0] not in REFUSED]
    box.git("fsck", "--strict", "--no-dangling")
    branches = ["main", "other"] if name == "checkout" else ["main"]
    words = {w for branch in branches for id in RECORDS for w in box.store.at(branch).get(id).data["title"].split()}
    lost = [word for word in done if word not in words]
    assert lost == []
    assert len(done) == writers * changes, odd[:3]
    if name == "checkout":
        box.git("checkout", "-q", "main")
    box.git("checkout", "-q", "--", NOTES)
    box.assert_whole()
    return {
        "beside": name, "done": len(done), "refused, then asked again": len(lines) - len(done), "lost": 0,
        "of the person's": int(counts.read_text()), "said oddly": odd[:3], "seconds": round(seconds, 1),
    }  # fmt: skip


def main() -> None:
    """Run it in a home of its own."""
    writers = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    changes = int(sys.argv[2]) if len(sys.argv) > 2 else 25
    with tempfile.TemporaryDirectory() as folder:
        for name in [n for n in os.environ if n.startswith("GIT_")]:
            del os.environ[name]
        os.environ |= {"HOME": folder, "XDG_CONFIG_HOME": folder, "GIT_CONFIG_NOSYSTEM": "1"}
        for name in sys.argv[3:] or COMMANDS:
            box = kit.Box(Path(folder) / f"store-{name}").init()
            print(run(box, Path(folder), name, writers, changes), flush=True)


if __name__ == "__main__":
    main()
