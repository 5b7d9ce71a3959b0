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
    again = hooked.call("hook", "install", "--json", "--store", linked).json
    assert (again["path"], again["there"], again["changed"]) == (str(hook(hooked)), True, False)


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
    names = ("pre-commit", "pre-merge-commit", "pre-push")

    def each(*, there: bool, changed: bool) -> dict[str, Any]:
        folder = hook(examples).parent
        every = [{"path": str(folder / name), "there": there, "changed": changed} for name in names]
        return {**every[0], "hooks": every}

    assert examples("hook", "uninstall", "--json").json == each(there=False, changed=False)
    assert examples("hook", "install", "--dry-run", "--json").json == each(there=True, changed=True)
    assert not hook(examples).exists()
    assert examples("hook", "install", "--json").json == each(there=True, changed=True)
    assert all(os.access(hook(examples).with_name(name), os.X_OK) for name in names)
    assert examples("hook", "install", "--json").json == each(there=True, changed=False)
    assert examples("hook", "uninstall", "--dry-run", "--json").json == each(there=False, changed=True)
    assert hook(examples).exists()
    assert examples("hook", "uninstall", "--json").json == each(there=False, changed=True)
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


def test_a_merge_that_breaks_a_rule_is_stopped_though_neither_side_does(hooked: Any) -> None:
    hooked.git("checkout", "-q", "-b", "other")
    edit(hooked.path, PROJECT, "setting: school", "setting: nursery")
    assert commit(hooked.path, "-a").returncode == 0
    hooked.git("checkout", "-q", "-")
    rules = ids.PROGRAMME_PATH
    edit(hooked.path, rules, "- id: nursery\n", "- id: kindergarten\n")
    assert commit(hooked.path, "-a").returncode == 0
    before = hooked.commits()
    done = subprocess.run(
        ["git", "-C", hooked.path, "-c", "user.name=x", "-c", "user.email=x@example.invalid", "merge", "-q", "other"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "'nursery' is not on this programme's list" in done.stdout + done.stderr
    assert hooked.commits() == before


@pytest.fixture
def shared(hooked: Any, tmp_path: Path) -> Any:
    """A bare repository to push to, which has the store as it is."""
    subprocess.run(["git", "init", "-q", "--bare", tmp_path / "shared.git"], check=True)
    hooked.git("remote", "add", "shared", str(tmp_path / "shared.git"))
    assert push(hooked).returncode == 0
    return hooked


def push(store: Any, *refs: str) -> subprocess.CompletedProcess[str]:
    line = ["git", "-C", str(store.path), "push", "-q", "shared", *(refs or ("HEAD:refs/heads/main",))]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def test_a_push_of_an_error_is_stopped_whichever_branch_it_is(shared: Any) -> None:
    start = shared.head()
    edit(shared.path, PROJECT, "setting: school", "setting: castle")
    assert commit(shared.path, "-a", "--no-verify").returncode == 0
    shared.git("branch", "bad")
    for refs in (("HEAD:refs/heads/main",), ("HEAD:refs/heads/new",)):
        done = push(shared, *refs)
        assert done.returncode == 1
        assert f"{PROJECT}:8:10 setting: 'castle'" in done.stdout + done.stderr
    shared.git("reset", "-q", "--hard", start)
    assert push(shared, "bad:refs/heads/main").returncode == 1, "another branch is looked at as it is, not this one"
    assert push(shared, "HEAD:refs/heads/new").returncode == 0
    assert push(shared, ":refs/heads/new").returncode == 0, "nothing comes in where a branch is deleted"
    shared.git("checkout", "-q", "--orphan", "pages")
    shared.git("rm", "-rq", "--cached", ".")
    (shared.path / "index.html").write_text("x")
    shared.git("add", "index.html")
    assert commit(shared.path, "--no-verify").returncode == 0
    assert push(shared, "HEAD:refs/heads/pages").returncode == 0, "a branch without records is not about this store"


def test_a_push_is_not_stopped_by_what_was_wrong_before_it(shared: Any) -> None:
    edit(shared.path, PROJECT, "setting: school", "setting: castle")
    assert commit(shared.path, "-a", "--no-verify").returncode == 0
    shared.git("push", "-q", "--no-verify", "shared", "HEAD:refs/heads/main")
    (shared.path / "notes.txt").write_text("x")
    shared.git("add", "notes.txt")
    edit(shared.path, IDEA, "setting: school", "setting: nursery")
    assert commit(shared.path, "-a").returncode == 0
    assert push(shared).returncode == 0


def test_what_is_pushed_is_looked_at_as_it_was_then(examples: Any) -> None:
    none, start = "0" * 40, examples.head()
    new = examples("practitioner", "new", "--role", "lead", "--as", "prc-2601-k8m3r1d", "--json").json

    def pushed(*lines: str) -> Any:
        return examples("hook", "run", "--pushed", "--json", stdin="".join(f"{line}\n" for line in lines)).json

    (then,) = pushed(f"refs/heads/a {start} refs/heads/a {none}")
    assert (then["findings"], then["summary"]["records"], then["summary"]["commit"]) == ([], 19, start)
    both = pushed(f"HEAD {examples.head()} refs/heads/a {start}", f"HEAD {examples.head()} refs/heads/b {'1' * 40}")
    assert [one["summary"]["records"] for one in both] == [1, 20], (
        "what the remote has and this clone lacks: look at all"
    )
    assert pushed(f"(delete) {none} refs/heads/a {start}") == pushed() == []
    assert examples("hook", "run", "--pushed", stdin="").out == "No records are pushed.\n"
    examples.git("rm", "-q", new["path"])
    assert commit(examples.path).returncode == 0
    assert [f["rule"] for f in pushed(f"HEAD {examples.head()} refs/heads/a {none}")[0]["findings"]] == ["HIS002"]


@pytest.mark.parametrize("name", ["pre-merge-commit", "pre-push"])
def test_somebody_elses_hook_before_a_merge_or_a_push_stays_and_the_others_are_made(examples: Any, name: str) -> None:
    theirs = hook(examples).with_name(name)
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text("#!/bin/sh\nexit 0\n")
    made = examples("hook", "install", "--json").json
    assert {Path(one["path"]).name: one["there"] for one in made["hooks"]}[name] is False
    assert sum(one["there"] for one in made["hooks"]) == 2
    told = examples("hook", "install").out
    assert f"Somebody else made {theirs}. To check there too, add this line: imatter " in told
    assert examples("hook", "uninstall").code == 0
    assert theirs.read_text() == "#!/bin/sh\nexit 0\n"
    assert not hook(examples).exists()
