"""Whole commands killed at each point: what readers see in between, and what the next command does about it."""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from fault_points import FAULT_POINTS

import imatter_cli
from imatter_cli.__main__ import main
from imatter_cli.domain import ids
from imatter_cli.store.create import create
from imatter_cli.store.lock import is_free

kit = sys.modules["store_kit"]
ME = "prc-2611-4t9wq2e"
PERSON = f"""\
id: {ME}
schema: practitioner/1
programme: 1
status: active
roles: [practitioner]
timeline:
- at: 2026-01-01T09:00:00Z
  event: join
  by: {ME}
"""
MADE = FAULT_POINTS.index("moved")
#: Points at which a journal stands when the process dies there.
STANDING = range(FAULT_POINTS.index("journalled"), FAULT_POINTS.index("finished"))
Call = Callable[..., Any]


def fill(call: Call, box: Any) -> None:
    """A licence with two running projects under it, and an idea."""
    rules = (Path(imatter_cli.__file__).parent / "data" / "programme.yaml").read_bytes()
    files = {"records/programme.yaml": rules, ids.path_of(ME): PERSON.encode()}
    create(str(box.root), files, identity=kit.WHO, message="init", trailers=[("Programme", "1")])
    box.store.set_setting("me", ME)

    def change(*args: str) -> str:
        done = call(*args, "--store", box.root, "--json")
        assert done.code == 0, done.err
        return str(done.json["id"])

    change("licence", "record")
    for _ in range(3):
        idea = change(
            "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "evening routine",
            "--individuals", "1",
        )  # fmt: skip
        if _ < 2:
            change("project", "start", idea)


def lines(box: Any) -> dict[str, tuple[str, ...]]:
    """Each shape of change as a command on that store."""
    licence = box.store.ids("licence")[0]
    status = {id: box.store.get(id).data["status"] for id in box.store.ids("project")}
    idea = next(id for id, found in status.items() if found == "planned")
    running = next(id for id, found in status.items() if found == "active")
    return {
        "new": ("project", "new", "--type", "early-concern", "--setting", "club", "--focus-area", "mornings",
                "--individuals", "1"),
        "change": ("project", "edit", running, "--setting", "club"),
        "delete": ("project", "discard", idea),
        "several": ("licence", "pause", licence, "--reason", "family"),
        "undo": ("undo",),
        "save": ("save",),
    }  # fmt: skip


@pytest.fixture
def box(home: Any, call: Call, tmp_path: Path, once: Any) -> Any:
    """That store; made once and copied."""
    made = once("running", lambda path: fill(call, kit.Box(path)))
    shutil.copytree(made, tmp_path / "store")
    return kit.Box(tmp_path / "store")


@pytest.fixture(scope="module")
def at_first() -> dict[str, Any]:
    """What readers tell of that store and what its lines are, asked once: each test has a copy of the same."""
    return {}


def killed(box: Any, point: str, line: Sequence[str]) -> None:
    words = [*line, "--store", str(box.root), "--no-input"]
    pid = kit.fork(lambda: main(words), IMATTER_FAULT=f"{point}:kill", QUIET="1")
    assert kit.ended(pid) == kit.KILLED
    while not is_free(str(box.root / ".git" / "imatter")):
        time.sleep(0.005)  # its gits live a moment longer


_COMMIT = re.compile(r"\b[0-9a-f]{40}\b")


def seen(call: Call, box: Any) -> tuple[Any, list[str]]:
    """What readers tell of all records, and the lines that they say beside it."""
    told: list[Any] = []
    said: list[str] = []
    for line in (("project", "list"), ("show", box.store.ids("licence")[0]), ("check",)):
        done = call(*line, "--json", "--store", box.root)
        assert done.code == 0, (line, done)
        seen = json.dumps(done.json).replace(str(box.root), "STORE")
        told.append(json.loads(_COMMIT.sub("COMMIT", seen)))  # which commit it is depends on the time
        said += done.err.splitlines()
    return told, said


#: What a person typed beside the records.
MINE = b"# mine\n"
#: A command that writes something else.
OTHER = ("practitioner", "edit", ME, "--rhythm-days", "9")
SHAPES = ("new", "change", "delete", "several", "undo", "save")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("point", FAULT_POINTS)
def test_a_command_killed_at_each_point(box: Any, call: Call, at_first: dict[str, Any], point: str, shape: str) -> None:
    at = FAULT_POINTS.index(point)
    waiting, made = at in STANDING, at >= MADE
    if not at_first:
        at_first.update(told=seen(call, box)[0], lines=lines(box))
    saved, head = at_first["told"], box.head()
    by_hand = edit_by_hand(box) if shape == "save" else ""
    line = at_first["lines"][shape]
    killed(box, point, line)
    between, said = seen(call, box)
    assert bool(said) == waiting
    assert all("An interrupted change" in s and "imatter recover" in s for s in said)
    # The next command finishes or drops it: in turn `recover`, and one that writes something else.
    done = call(*(("recover",) if at % 2 else OTHER), "--store", box.root)
    assert done.code == 0, done.err
    told = [s for s in (done.out + done.err).splitlines() if "An interrupted change" in s]
    assert len(told) == waiting
    assert all(("is recorded" if made else "dropped") in s for s in told)
    commits = [c for c in box.git("rev-list", f"{head}..HEAD").splitlines() if box.touched(c) != [ids.path_of(ME)]]
    assert len(commits) == made
    after, said = seen(call, box)
    assert said == []
    # While a change is unfinished its files are read as they were last recorded, so a hand edit is not seen just then.
    assert between == (saved if by_hand and waiting and not made else after)
    box.assert_whole([f" M {by_hand}"] if by_hand and not made else [])
    if by_hand:
        assert (box.root / by_hand).read_bytes().endswith(MINE)
    if not made:
        assert by_hand or after == saved
        assert call(*line, "--store", box.root, "--no-input").code == 0
        box.assert_whole()


def edit_by_hand(box: Any) -> str:
    """Change a running project's file: its path."""
    running = next(i for i in box.store.ids("project") if box.store.get(i).data["status"] == "active")
    path = box.path(running)
    path.write_bytes(path.read_bytes().replace(b"setting: school", b"setting: club") + MINE)
    return ids.path_of(running)
