"""`imatter hook`: real commits made with git itself, the good ones taken in and the others stopped in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.checks import example
from imatter_cli.domain import ids

PROJECT = ids.path_of(example.PROJECT)
IDEA = ids.path_of(example.IDEA)


def edit(store: Path, path: str, old: str, new: str) -> None:
    text = (store / path).read_text()
    assert old in text
    (store / path).write_text(text.replace(old, new, 1))


def commit(store: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    who = ("-c", "user.name=x", "-c", "user.email=x@example.invalid")
    return subprocess.run(
        ["git", "-C", store, *who, "commit", "-qm", "by hand", *args], capture_output=True, text=True, check=False,
        env={**os.environ, **env},
    )  # fmt: skip


@pytest.fixture
def hooked(examples: Any) -> Any:
    """A store with the hook in it."""
    done = examples("hook", "install")
    assert done.code == 0, done.err
    return examples


def hook(store: Any) -> Path:
    return Path(store.path) / ".git" / "hooks" / "pre-commit"


def test_a_good_commit_passes(hooked: Any) -> None:
    edit(hooked.path, PROJECT, "setting: school", "setting: nursery")
    done = commit(hooked.path, "-a")
    assert done.returncode == 0, done.stderr
    assert hooked.commits()[0] == "by hand"


def test_a_bad_one_is_stopped_and_the_finding_shown(hooked: Any) -> None:
    edit(hooked.path, PROJECT, "setting: school", "setting: castle")
    before = hooked.commits()
    hooked.git("add", PROJECT)
    done = commit(hooked.path)
    assert done.returncode == 1
    assert f"{PROJECT}:8:10 setting: 'castle' is not on this programme's list." in done.stdout + done.stderr
    assert hooked.commits() == before
    assert hooked.git("diff", "--cached", "--name-only") == PROJECT
    assert commit(hooked.path, "--no-verify").returncode == 0


def test_other_files_are_nobodys_business(hooked: Any) -> None:
    edit(hooked.path, PROJECT, "setting: school", "setting: castle")
    (hooked.path / "notes.txt").write_text("x")
    hooked.git("add", "notes.txt")
    assert commit(hooked.path).returncode == 0
    assert hooked.git("status", "--porcelain") == f"M {PROJECT}"


def test_a_commit_of_some_paths_has_an_index_of_its_own(hooked: Any) -> None:
    """What is staged beside the path is not in that commit, and what is in the folder at the path is."""
    edit(hooked.path, PROJECT, "setting: school", "setting: castle")
    hooked.git("add", PROJECT)
    edit(hooked.path, IDEA, "setting: school", "setting: nursery")
    done = commit(hooked.path, "--", IDEA)
    assert done.returncode == 0, done.stdout
    assert hooked.git("diff", "--cached", "--name-only") == PROJECT
    edit(hooked.path, IDEA, "setting: nursery", "setting: palace")
    done = commit(hooked.path, "--", IDEA)
    assert done.returncode == 1
    assert IDEA in done.stdout + done.stderr and PROJECT not in done.stdout + done.stderr


def test_from_a_folder_inside_and_with_another_store_named(hooked: Any, tmp_path: Path) -> None:
    edit(hooked.path, PROJECT, "setting: school", "setting: castle")
    done = commit(hooked.path / "records" / "projects", "-a", IMATTER_STORE=str(tmp_path / "none"))
    assert done.returncode == 1
    assert "PRJ001" in done.stdout + done.stderr


def test_with_the_folders_named_by_the_environment(hooked: Any, tmp_path: Path) -> None:
    edit(hooked.path, PROJECT, "setting: school", "setting: castle")
    env = {"GIT_DIR": str(hooked.path / ".git"), "GIT_WORK_TREE": str(hooked.path)}
    done = commit(tmp_path, "-a", **env)
    assert done.returncode == 1
    assert "PRJ001" in done.stdout + done.stderr
    edit(hooked.path, PROJECT, "setting: castle", "setting: nursery")
    assert commit(tmp_path, "-a", **env).returncode == 0


def test_a_linked_work_tree_shares_the_hook_and_is_looked_at_itself(hooked: Any, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    hooked.git("worktree", "add", "-q", "-b", "linked", str(linked))
    edit(hooked.path, PROJECT, "setting: school", "setting: castle")
    hooked.git("add", PROJECT)
    edit(linked, PROJECT, "setting: school", "setting: nursery")
    assert commit(linked, "-a").returncode == 0
    edit(linked, PROJECT, "setting: nursery", "setting: palace")
    for args in (["-a"], ["--", PROJECT]):
        done = commit(linked, *args)
        assert done.returncode == 1
        assert "'palace'" in done.stdout + done.stderr
    assert hooked.call("hook", "install", "--json", "--store", linked).json == {
        "path": str(hook(hooked)), "there": True, "changed": False,
    }  # fmt: skip


def test_our_own_changes_do_not_run_it(hooked: Any, tmp_path: Path) -> None:
    hook(hooked).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
    done = hooked("practitioner", "new", "--role", "lead", "--as", "prc-2601-k8m3r1d")
    assert done.code == 0, done.err
    assert not (tmp_path / "ran").exists()


def test_nothing_that_lies_in_the_store_is_run(hooked: Any, tmp_path: Path) -> None:
    for name in ("imatter_cli/__main__.py", "imatter_cli/__init__.py", "typing.py", "sitecustomize.py"):
        (hooked.path / name).parent.mkdir(exist_ok=True)
        (hooked.path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    (hooked.path / "imatter").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    (hooked.path / "imatter").chmod(0o755)
    edit(hooked.path, PROJECT, "setting: school", "setting: castle")
    assert commit(hooked.path, "-a").returncode == 1
    text = hook(hooked).read_text().replace(sys.executable, "/none/python")
    hook(hooked).write_text(text)
    path = f".:{':'.join(p for p in os.environ['PATH'].split(':') if not (Path(p) / 'imatter').exists())}"
    done = commit(hooked.path, "-a", PATH=path)
    assert done.returncode == 1
    assert "imatter is no longer installed" in done.stderr
    assert not (tmp_path / "ran").exists()


def test_it_comes_and_goes(examples: Any) -> None:
    there = {"path": str(hook(examples)), "there": True}
    gone = {**there, "there": False}
    assert examples("hook", "uninstall", "--json").json == {**gone, "changed": False}
    assert examples("hook", "install", "--dry-run", "--json").json == {**there, "changed": True}
    assert not hook(examples).exists()
    assert examples("hook", "install", "--json").json == {**there, "changed": True}
    assert os.access(hook(examples), os.X_OK)
    assert examples("hook", "install", "--json").json == {**there, "changed": False}
    assert examples("hook", "uninstall", "--dry-run", "--json").json == {**gone, "changed": True}
    assert hook(examples).exists()
    assert examples("hook", "uninstall", "--json").json == {**gone, "changed": True}
    assert not hook(examples).exists()
    assert sorted(p.name for p in hook(examples).parent.iterdir() if not p.name.endswith(".sample")) == []


@pytest.mark.parametrize("verb", ["install", "uninstall"])
def test_somebody_elses_hook_stays(examples: Any, verb: str, tmp_path: Path) -> None:
    hook(examples).parent.mkdir(exist_ok=True)
    hook(examples).write_text("#!/bin/sh\nexit 0\n")
    for _ in range(2):
        for force in ([], ["--force"]):
            done = examples("hook", verb, *force, "--json")
            assert (done.code, done.error["code"]) == (4, "hook-there")
            assert "imatter check --staged --store . || exit 1" in done.error["hint"]
        assert hook(examples).read_text() == "#!/bin/sh\nexit 0\n"
        other = tmp_path / "theirs"
        other.write_text("#!/bin/sh\nexit 0\n")
        hook(examples).unlink()
        hook(examples).symlink_to(other)


def test_the_line_for_somebody_elses_hook_does_what_it_says(examples: Any, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "imatter").write_text(f'#!/bin/sh\nexec {sys.executable} -m imatter_cli "$@"\n')
    (tmp_path / "bin" / "imatter").chmod(0o755)
    hook(examples).parent.mkdir(exist_ok=True)
    hook(examples).write_text("#!/bin/sh\nimatter check --staged --store . || exit 1\nexit 0\n")
    hook(examples).chmod(0o755)
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    edit(examples.path, PROJECT, "setting: school", "setting: castle")
    assert commit(examples.path, "-a", PATH=path).returncode == 1
    edit(examples.path, PROJECT, "setting: castle", "setting: nursery")
    assert commit(examples.path, "-a", PATH=path).returncode == 0


def test_a_hook_of_ours_that_was_changed_goes_only_when_asked(hooked: Any) -> None:
    made = hook(hooked).read_text()
    hook(hooked).write_text(f"{made}\necho more\n")
    for verb in ("install", "uninstall"):
        assert hooked("hook", verb, "--json").error["code"] == "hook-changed"
    assert hooked("hook", "install", "--force").code == 0
    assert hook(hooked).read_text() == made
    hook(hooked).write_text(made.replace(sys.executable, "/elsewhere/bin/python"))
    assert hooked("hook", "install").code == 0, "one of another place is renewed"
    assert hook(hooked).read_text() == made


def test_a_hook_that_version_0_1_0_made_is_ours_unchanged(hooked: Any) -> None:
    made = hook(hooked).read_text()
    now = "imatter is no longer installed, so nothing was checked. Install it, or remove this file: $0"
    then = "imatter is not there any more, so nothing was checked: install it, or remove this file: $0"
    assert now in made
    hook(hooked).write_text(made.replace(now, then))
    assert hooked("hook", "install").code == 0
    assert hook(hooked).read_text() == made
    hook(hooked).write_text(made.replace(now, then))
    assert hooked("hook", "uninstall").code == 0
    assert not hook(hooked).exists()


def test_hooks_kept_elsewhere_are_not_ours_to_change(examples: Any, tmp_path: Path) -> None:
    examples.git("config", "core.hooksPath", str(tmp_path / "shared"))
    for verb in ("install", "uninstall"):
        done = examples("hook", verb, "--json")
        assert (done.code, done.error["code"]) == (4, "hooks-elsewhere")
        assert str(tmp_path / "shared" / "pre-commit") in done.error["hint"]
    assert not (tmp_path / "shared").exists()
    assert not hook(examples).exists()


def test_a_folder_of_hooks_that_is_a_link_is_not_followed(examples: Any, tmp_path: Path) -> None:
    folder = hook(examples).parent
    if folder.exists():
        folder.rename(tmp_path / "hooks-before")
    (tmp_path / "out").mkdir()
    folder.symlink_to(tmp_path / "out")
    assert examples("hook", "install").code == 5
    assert list((tmp_path / "out").iterdir()) == []
