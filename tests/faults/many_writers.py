"""Eight writers on one store beside a person with plain git and one with a dirty tree, and readers all the while.

`python tests/faults/many_writers.py [WRITERS] [CHANGES]` (8 and 50 without), once on one record and once on a record
each. Prints its figures; fails at the first change that is lost, swept in or seen by half.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from imatter_cli.domain.ids import path_of
from imatter_cli.errors import EditedByHand, ImatterError
from imatter_cli.store.contract import Change, Reader, Stored, Write


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
TAILS = [letter * 6 for letter in "abcdefghjkmn"]
LIC = kit.LIC


def adding(id: str, word: str) -> Callable[[Reader], Change]:
    """A plan that adds a word to a record and to the licence beside it, in one change: both have it, or neither."""

    def plan(reader: Reader) -> Change:
        writes = []
        for one in (id, LIC):
            data = reader.get(one).data
            writes.append(Write(one, data={**data, "title": f"{data['title']} {word}"}))
        return Change("project edit", tuple(writes), ("edit",), 1)

    return plan


def writer(box: Any, number: int, id: str, changes: int, told: Path) -> Callable[[], None]:
    """So many changes; each that is acknowledged is a line in `told`, and so is each that is refused."""

    def work() -> None:
        with told.open("a") as out:
            for n in range(changes):
                word = f"w{number}n{n}"
                for _ in range(20):
                    try:
                        box.store.transact(adding(id, word))
                    except EditedByHand:
                        out.write(f"edited {word}\n")  # a checkout half-way: refused, and asked again
                        continue
                    except ImatterError as e:
                        out.write(f"{e.code} {word}\n")
                        continue
                    out.write(f"done {word}\n")
                    break
                out.flush()

    return work


def committing(box: Any, stop: Path, counts: Path) -> Callable[[], None]:
    """A person who edits a file of their own and commits it, over and over, in git's two ways."""

    def work() -> None:
        made = 0
        while not stop.exists():
            (box.root / "notes.txt").write_text(f"{made}\n")
            how = ["-a"] if made % 2 else ["--", "notes.txt"]
            line = ["git", "commit", "-qm", f"notes {made}", *how]
            made += subprocess.run(line, cwd=box.root, capture_output=True, check=False).returncode == 0
            time.sleep(0.005)
        counts.write_text(str(made))

    return work


def dirtying(box: Any, stop: Path) -> Callable[[], None]:
    """Another whose tree is dirty: a file that is never committed, made, changed and taken away again."""

    def work() -> None:
        n = 0
        while not stop.exists():
            path = box.root / "scratch" / f"{n % 7}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"{n}\n") if n % 3 else path.unlink(missing_ok=True)
            subprocess.run(["git", "status", "--porcelain"], cwd=box.root, capture_output=True, check=False)
            n += 1
            time.sleep(0.01)

    return work


def reading(box: Any, stop: Path, counts: Path) -> Callable[[], None]:
    """A reader that must never find a record that cannot be read, nor a word in a project before it is committed."""

    def work() -> None:
        seen = 0
        while not stop.exists():
            for kind in ("project", "licence"):
                for item in box.store.scan(kind):
                    assert isinstance(item, Stored), item
                    seen += 1
            reader = box.store.at("HEAD")
            words = set(reader.get(LIC).data["title"].split())
            mine = [set(s.data["title"].split()) for s in reader.scan("project") if isinstance(s, Stored)]
            assert words == set().union(*mine), "half a change was seen"
        counts.write_text(str(seen))

    return work


def run(box: Any, folder: Path, writers: int, changes: int, *, same: bool) -> dict[str, Any]:
    """One round; its figures."""
    ids = [f"prj-2611-{tail}0" for tail in TAILS[:writers]]
    records = ids[:1] * writers if same else ids
    box.store.transact(kit.writing(*(Write(i, data=kit.data(i, title="start")) for i in (*sorted(set(records)), LIC))))
    (box.root / "notes.txt").write_text("start\n")
    box.git("add", "notes.txt")
    box.git("commit", "-qm", "start")
    before = box.git("rev-list", "HEAD").splitlines()
    stop, told = folder / f"stop{same}", folder / f"told{same}"
    by_user, seen = folder / f"user{same}", folder / f"seen{same}"
    others = [
        kit.fork(committing(box, stop, by_user)),
        kit.fork(dirtying(box, stop)),
        kit.fork(reading(box, stop, seen)),
    ]
    begun = time.monotonic()
    pids = [kit.fork(writer(box, n, records[n], changes, told)) for n in range(writers)]
    codes = [kit.ended(pid) for pid in pids]
    seconds = time.monotonic() - begun
    stop.touch()
    assert [kit.ended(pid) for pid in others] == [0, 0, 0]
    assert codes == [0] * writers
    lines = told.read_text().split("\n")[:-1]
    done = [line.split()[1] for line in lines if line.startswith("done ")]
    lost = [w for w in done if w not in box.store.get(LIC).data["title"].split()]
    for n in range(writers):
        words = box.store.get(records[n]).data["title"].split()
        lost += [w for w in done if w.startswith(f"w{n}n") and words.count(w) != 1]
    commits = box.git("rev-list", f"{before[0]}..HEAD").splitlines()
    touched = [box.touched(c) for c in commits]
    user = int(by_user.read_text())
    expected = [sorted([path_of(i), path_of(LIC)]) for i in set(records)]
    swept = [t for t in touched if t != ["notes.txt"] and t not in expected]
    assert lost == []
    assert swept == []
    assert touched.count(["notes.txt"]) == user
    assert len(commits) == len(done) + user
    (box.root / "notes.txt").write_text(box.git("show", "HEAD:notes.txt") + "\n")
    box.assert_whole([s for s in box.status() if "scratch/" in s])
    refused = [line for line in lines if not line.startswith("done ")]
    return {
        "records": "one" if same else "one each", "writers": writers, "asked": writers * changes, "done": len(done),
        "refused, then asked again": len(refused), "lost": 0, "swept in": 0, "commits of the person": user,
        "records read meanwhile": int(seen.read_text()), "seconds": round(seconds, 1),
    }  # fmt: skip


def main() -> None:
    """Run it in a home of its own."""
    writers = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    changes = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    with tempfile.TemporaryDirectory() as folder:
        for name in [n for n in os.environ if n.startswith("GIT_")]:
            del os.environ[name]
        os.environ |= {"HOME": folder, "XDG_CONFIG_HOME": folder, "GIT_CONFIG_NOSYSTEM": "1"}
        for same in (True, False):
            box = kit.Box(Path(folder) / f"store{same}").init()
            print(run(box, Path(folder), writers, changes, same=same), flush=True)


if __name__ == "__main__":
    main()
