"""What stands in a store's folders is read as plain records in plain folders, or named as what it is."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.domain.ids import path_of

kit, hostile = sys.modules["store_kit"], sys.modules["hostile"]
A, B, C, *_ = kit.PRJ
SECRET = "seekrit-content"


def one(box: Any, kind: str) -> str:
    """The first id of a kind."""
    return min(box.store.ids(kind))


@pytest.mark.parametrize(
    "link",
    ["records", "records/projects", "records/projects/2026-11", "RECORD", "schemas", "schemas/project.schema.json"],
)
def test_a_link_out_of_the_store_is_neither_read_nor_written(
    year: Any, on: Callable[..., Any], tmp_path: Path, link: str
) -> None:
    project = one(year, "project")
    inside = year.root / (path_of(project) if link == "RECORD" else link)
    outside = tmp_path / "outside"
    shutil.move(inside, outside)
    for path in (
        [outside]
        if outside.is_file()
        else [p for p in outside.rglob("*.yaml") if "projects" in link or "prj" in p.name]
    ):
        path.write_bytes(path.read_bytes() + f"note: {SECRET}\n".encode())
    if outside.is_dir():
        (outside / SECRET).touch()
    inside.symlink_to(outside)
    before = hostile.everything_in(tmp_path / "outside") or outside.read_bytes()
    lines = [*hostile.reading(year, [project]), ("save",), ("undo",), ("schema", "--write"), ("edit", project),
             ("project", "edit", project, "--setting", "club"), ("project", "start", project)]  # fmt: skip
    for done in hostile.each(lines, lambda *line: on(year, *line)):
        assert SECRET not in done.out + done.err
    assert (hostile.everything_in(tmp_path / "outside") or outside.read_bytes()) == before
    if "schemas" not in link:
        checked = on(year, "check")
        assert checked.code == 1, checked.out
        assert "a symbolic link" in checked.out


def special(path: Path, kind: str) -> None:
    """A thing that is no file."""
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "loop":
        path.symlink_to(path.name)
    elif kind == "giant":
        with path.open("wb") as file:
            file.truncate(1 << 40)
    elif kind == "socket":
        here = Path.cwd()
        os.chdir(path.parent)  # a socket's path must be short
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
        os.chdir(here)
    else:
        try:
            os.mknod(path, 0o20666, os.makedev(1, 5))  # /dev/zero: endless
        except PermissionError:
            pytest.skip("only root makes devices")


@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "folder", "loop", "giant"])
def test_what_is_no_file_is_named_and_hides_nothing(year: Any, on: Callable[..., Any], kind: str) -> None:
    first, *others = sorted(year.store.ids("project"))
    special(year.path(first), kind)
    special(year.root / "records/projects/2026-11/stray", kind)
    special(year.root / "schemas/project.schema.json", kind)
    checked = on(year, "check")
    assert checked.code == 1
    assert path_of(first) in checked.out
    listed = on(year, "project", "list", "--json")
    assert listed.code == 1
    assert sorted(r["id"] for r in listed.json) == others
    for line in (("show", first), ("log", first), ("diff", first), ("edit", first), ("save",), ("schema", "--check")):
        done = on(year, *line)
        assert done.code in (0, 1, 2, 4, 5), (line, done)
    assert on(year, "show", others[0]).code == 0
    assert on(year, "project", "edit", others[0], "--setting", "club").code in (0, 4)


LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        "a: &a [*a]\n",
        "<<: *x\n",
        "a: " + "[" * 200_000 + "\n",
        "a: " + "{a: " * 200_000 + "\n",
        "- " * 200_000 + "\n",
        "? " * 100_000 + "\n",
        "\n".join(" " * n + "a:" for n in range(900)) + "\n",
        "a: !!python/object/apply:os.system [true]\n",
        "a: !!binary AAAA\n",
        "%TAG ! tag:x,2000:\n---\na: !x 1\n",
        "a: 1\n" * 50_000,
        "a: " + "9" * 500_000 + "\n",
        "a: " + "1e" + "9" * 100_000 + "\n",
        '"' + "a" * 500_000 + '": 1\n',
        "a: |\n" + "  x\n" * 200_000,
        "\0" * 100_000,
        "\ufeff" * 1000,
        "---\n" * 50_000,
        "# " + "x" * 900_000 + "\n",
        "x: \"" + "\\u0000" * 50_000 + "\"\n",
    ],
    ids=lambda text: repr(text[:16]),
)  # fmt: skip
def test_a_text_that_is_made_to_grow_is_a_finding(year: Any, on: Callable[..., Any], text: str) -> None:
    first, *others = sorted(year.store.ids("project"))
    year.path(first).write_text(text)
    checked = on(year, "check", "--json")
    assert checked.code == 1
    assert path_of(first) in {f["path"] for f in checked.json["findings"]}
    assert sorted(r["id"] for r in on(year, "project", "list", "--json").json) == others
    for line in (("show", first), ("diff", first), ("log", first), ("save",)):
        done = on(year, *line)
        assert done.code in (0, 1, 4), (line, done.err)
        assert len(done.out + done.err) < 3_000_000


NAMES = (
    b"new\nline.yaml", b"\xff\xfe.yaml", b"-rf", b"--help.yaml", b"\x1b[31m.yaml", "\u202etxt.yaml".encode(), b" ",
    b"a b;rm -rf $HOME`id`.yaml", b".yaml", b"...", b"%s%n.yaml", b"*.yaml", "prj-2611-7kq4m2\u212a.yaml".encode(),
    b"PRJ-2611-AAAAAA0.yaml", "\u0440rj-2611-aaaaaa0.yaml".encode(), "prj-2611-\uff41aaaaa0.yaml".encode(),
    b"prj-2611-aaaaaa0.YAML", b"prj-2611-aaaaaa0.yaml ", b"prj-2612-aaaaaa0.yaml", b"lic-2611-aaaaaa0.yaml",
    b"x" * 255,
)  # fmt: skip


def test_names_that_no_record_has_are_named_cleanly_and_never_read(year: Any, on: Callable[..., Any]) -> None:
    """Look-alikes in capitals, Cyrillic or wide letters among them: an id is what its bytes say."""
    month = os.fsencode(year.root / "records/projects/2026-11")
    known = on(year, "project", "list", "--json").json
    body = year.path(one(year, "project")).read_bytes()
    for name in NAMES:
        with open(os.path.join(month, name), "wb") as file:  # noqa: PTH123, PTH118 - names are bytes here
            file.write(body)
    for folder in ("Projects", "projects ", "\u0440rojects", "projects/2026-13", "projects/2026-11/2026-11", "\u202e"):
        (year.root / "records" / folder).mkdir()
        (year.root / "records" / folder / f"{A}.yaml").write_bytes(body)
    checked = on(year, "check", "--json")
    assert checked.code == 1
    named = {os.fsencode(f["path"].rsplit("/", 1)[-1]) for f in checked.json["findings"]}
    assert {name for name in NAMES if not name.startswith(b".")} - named == set()
    assert sum(f["path"].endswith(f"/{A}.yaml") for f in checked.json["findings"]) >= 6
    assert on(year, "project", "list", "--json").json == known
    for line in (("check",), ("status",), ("project", "list"), ("save",), ("diff",)):
        done = on(year, *line)
        assert done.code in (0, 1, 4)
        assert hostile.STEERING.search((done.out + done.err).replace("\n", "")) is None
    assert not any(
        os.fsdecode(n).startswith("prj") and p.endswith(os.fsdecode(n)) for n in NAMES for p in year.store.edited()
    )


@pytest.mark.parametrize(
    "other", [A.upper(), "\uff50rj-2611-7kq4m2x", "\u0440rj-2611-7kq4m2x", A.replace("k", "\u212a")]
)
def test_an_id_that_only_looks_alike_finds_nothing_it_should_not(box: Any, on: Callable[..., Any], other: str) -> None:
    box.put(A)
    found = on(box, "show", other, "--json")
    if other.lower() == A:  # capitals, and the Kelvin sign whose small letter is k, are that id as typed
        assert found.code in (0, 1)
    else:
        assert found.code == 3


def test_many_files_and_deep_folders_are_gone_through(year: Any, on: Callable[..., Any]) -> None:
    known = on(year, "project", "list", "--json").json
    month = year.root / "records/projects/2026-11"
    for n in range(5000):
        (month / f"x{n}").touch()
    here = Path.cwd()
    os.chdir(year.root / "records/reviews")
    for _ in range(1200):
        Path("d").mkdir()
        os.chdir("d")
    Path("deep.yaml").touch()
    os.chdir(here)
    checked = on(year, "check", "--json")
    assert checked.code == 1
    assert len(checked.json["findings"]) >= 5001
    assert on(year, "project", "list", "--json").json == known
    assert on(year, "save").code == 0
    remove_deep(year.root / "records/reviews/d")


def remove_deep(top: Path) -> None:
    """Take away folders that are too deep for shutil."""
    folders = [top]
    while (folders[-1] / "d").exists():
        folders.append(folders[-1] / "d")
    for folder in reversed(folders):
        (folder / "deep.yaml").unlink(missing_ok=True)
        folder.rmdir()


def test_a_repository_within_the_records_is_no_part_of_the_store(
    year: Any, on: Callable[..., Any], tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    inner = year.root / "records/projects"
    year.git("init", "-q", str(inner))
    program = hostile.canary(outside, "fsmonitor")
    year.git("config", "core.fsmonitor", program, cwd=inner)
    project = one(year, "project")
    for line in (
        ("status",),
        ("check",),
        ("log",),
        ("show", project),
        ("project", "edit", project, "--setting", "club"),
    ):
        assert on(year, *line).code in (0, 1, 4)
    assert hostile.ran(outside) == []
    bare = kit.Box(tmp_path / "bare")
    bare.git("init", "-q", "--bare", ".")
    bare.git("config", "core.bare", "false")
    bare.git("config", "core.fsmonitor", program)
    bare.write("records/programme.yaml", kit.PROGRAMME)
    for line in (("status",), ("check",), ("log",)):
        assert on(bare, *line).code == 5
    assert hostile.ran(outside) == []


def test_hard_links_are_plain_files(box: Any) -> None:
    """Nothing is written into a file: what else has that name keeps what it had."""
    box.put(A)
    twin = box.root.parent / "twin"
    os.link(box.path(A), twin)
    before = twin.read_bytes()
    box.put(A, title="two")
    assert twin.read_bytes() == before
    assert b"two" in box.path(A).read_bytes()
