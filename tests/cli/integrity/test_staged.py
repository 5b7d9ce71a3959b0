"""`imatter check --staged`: what is staged and not what the folder has, by whichever index a hook is told of."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.checks import example
from imatter_cli.domain import ids

PROJECT = ids.path_of(example.PROJECT)
IDEA = ids.path_of(example.IDEA)
LICENCE = ids.path_of(example.LICENCE)
WHO = ("-c", "user.name=x", "-c", "user.email=x@example.invalid")


def edit(store: Any, path: str, old: str, new: str) -> None:
    file = store.path / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def told(done: Any) -> list[tuple[str, str]]:
    return [(f["rule"], f["path"]) for f in done.json["findings"]]


def state(store: Any) -> dict[str, bytes]:
    """Every byte of the store, git's own files too."""
    return {str(p): p.read_bytes() for p in sorted(store.path.rglob("*")) if p.is_file()}


def test_nothing_staged_is_fine_whatever_the_folder_has(examples: Any) -> None:
    edit(examples, PROJECT, "setting: school", "setting: castle")
    done = examples("check", "--staged")
    assert (done.code, done.out) == (
        0,
        "No records are staged.\nThere was nothing to check.\n"
        f"Store: {examples.path}, last change {examples.head()[:12]}\n",
    )


def test_what_is_staged_counts_and_not_what_is_in_the_folder(examples: Any) -> None:
    edit(examples, PROJECT, "setting: school", "setting: castle")
    examples.git("add", PROJECT)
    edit(examples, PROJECT, "setting: castle", "setting: school")
    edit(examples, IDEA, "setting: school", "setting: palace")
    before = state(examples)
    done = examples("check", "--staged", "--json")
    assert state(examples) == before
    assert (done.code, told(done)) == (1, [("PRJ001", PROJECT)])
    assert done.json["findings"][0]["line"] == 8
    assert done.json["summary"]["kinds"] == {"project": {"records": 1, "fine": 0}}
    examples.git("add", PROJECT)
    assert examples("check", "--staged").code == 0


def test_faults_elsewhere_do_not_stand_in_the_way(examples: Any) -> None:
    edit(examples, IDEA, "setting: school", "setting: palace")
    examples.git(*WHO, "commit", "-qam", "one")
    edit(examples, PROJECT, "setting: school", "setting: nursery")
    examples.git("add", PROJECT)
    done = examples("check", "--staged")
    assert (done.code, done.out) == (
        0,
        f"1 record checked, no problems.\nStore: {examples.path}, last change {examples.head()[:12]}\n",
    )


def test_what_depends_on_what_is_staged_is_told_too(examples: Any) -> None:
    examples.git("rm", "-q", "--cached", LICENCE)
    done = examples("check", "--staged", "--json")
    assert done.code == 1
    assert ("REF001", PROJECT) in told(done)
    assert (examples.path / LICENCE).exists()


def test_a_changed_programme_concerns_every_record(examples: Any) -> None:
    edit(examples, ids.PROGRAMME_PATH, "id: school", "id: big-school")
    examples.git("add", "records")
    assert {("PRJ001", PROJECT), ("PRJ001", IDEA)} <= set(told(examples("check", "--staged", "--json")))


def test_new_files_folders_and_strays(examples: Any) -> None:
    new = "records/projects/2026-12/prj-2612-7kq4m2x.yaml"
    (examples.path / new).parent.mkdir()
    text = (examples.path / IDEA).read_text().replace(example.IDEA, "prj-2612-7kq4m2x")
    (examples.path / new).write_text(text)
    (examples.path / "records" / "notes.txt").write_text("x")
    (examples.path / "elsewhere.txt").write_text("x")
    examples.git("add", new, "elsewhere.txt")
    done = examples("check", "--staged", "--json")
    assert (done.code, done.json["summary"]["records"]) == (0, 1)
    examples.git("add", ".")
    assert told(examples("check", "--staged", "--json")) == [("REC004", "records/notes.txt")]
    examples.git("rm", "-q", "--cached", new, "records/notes.txt")
    (examples.path / new).write_text("one: two: three")
    examples.git("add", "--intent-to-add", new)
    assert examples("check", "--staged").out.startswith("No records are staged.")
    examples.git("add", new)
    assert told(examples("check", "--staged", "--json")) == [("FIL009", new)]


def test_a_link_that_is_staged_is_not_followed(examples: Any) -> None:
    (examples.path / IDEA).unlink()
    (examples.path / IDEA).symlink_to("/etc/passwd")
    examples.git("add", IDEA)
    assert set(told(examples("check", "--staged", "--json"))) == {("FIL019", IDEA)}


def test_before_the_first_commit(examples: Any) -> None:
    shutil.rmtree(examples.path / ".git")
    examples.git("init", "-q")
    examples.git("add", ".")
    done = examples("check", "--staged")
    assert (done.code, done.out) == (0, f"19 records checked, no problems.\nStore: {examples.path}\n")


def test_two_versions_of_a_file_are_settled_first(examples: Any) -> None:
    for branch, setting in (("one", "nursery"), ("two", "club")):
        examples.git("checkout", "-q", "-b", branch, "HEAD" if branch == "one" else "HEAD~1")
        edit(examples, PROJECT, "setting: school", f"setting: {setting}")
        examples.git(*WHO, "commit", "-qam", branch)
    with pytest.raises(subprocess.CalledProcessError):
        examples.git(*WHO, "merge", "one")
    done = examples("check", "--staged", "--json")
    assert (done.code, done.error["code"]) == (4, "merge")


def test_another_index_that_the_environment_names(examples: Any, tmp_path: Path) -> None:
    index = tmp_path / "index"
    index.write_bytes((examples.path / ".git" / "index").read_bytes())
    edit(examples, PROJECT, "setting: school", "setting: castle")
    subprocess.run(
        ["git", "-C", examples.path, "add", PROJECT], env={**os.environ, "GIT_INDEX_FILE": str(index)}, check=True
    )
    named = {"GIT_INDEX_FILE": str(index)}
    assert told(examples("check", "--staged", "--json", env=named, cwd=examples.path)) == [("PRJ001", PROJECT)]
    relative = {"GIT_INDEX_FILE": os.path.relpath(index, examples.path), "GIT_DIR": ".git"}
    assert told(examples("check", "--staged", "--json", env=relative, cwd=examples.path)) == [("PRJ001", PROJECT)]
    assert examples("check", "--staged", cwd=examples.path).code == 0


def test_another_repositorys_hook_says_nothing_of_this_store(examples: Any, tmp_path: Path) -> None:
    """A store named by --store while another repository's commit goes on: its index is not ours."""
    other = tmp_path / "other"
    subprocess.run(["git", "init", "-q", other], check=True)
    edit(examples, PROJECT, "setting: school", "setting: castle")
    examples.git("add", PROJECT)
    for env in (
        {"GIT_INDEX_FILE": ".git/index"},
        {"GIT_INDEX_FILE": str(other / ".git" / "index"), "GIT_DIR": str(other / ".git"), "GIT_WORK_TREE": str(other)},
    ):
        done = examples("check", "--staged", "--json", env=env, cwd=other)
        assert told(done) == [("PRJ001", PROJECT)]


@pytest.mark.parametrize("more", [["records"], ["--since", "HEAD"]])
def test_it_stands_alone(examples: Any, more: list[str]) -> None:
    assert examples("check", "--staged", *more).code == 2


def test_no_program_of_the_stores_runs(examples: Any, tmp_path: Path) -> None:
    program = examples.path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\ncat\n")
    program.chmod(0o755)
    for name, value in (
        ("core.fsmonitor", program), ("diff.external", program), ("filter.x.clean", program),
        ("filter.x.smudge", program), ("diff.x.textconv", program), ("core.pager", program),
    ):  # fmt: skip
        examples.git("config", name, str(value))
    edit(examples, PROJECT, "setting: school", "setting: castle")
    examples.git("-c", "core.fsmonitor=", "add", PROJECT)
    (tmp_path / "ran").unlink(missing_ok=True)
    (examples.path / ".gitattributes").write_text("* filter=x diff=x\n")
    assert examples("check", "--staged").code == 1
    assert not (tmp_path / "ran").exists()
