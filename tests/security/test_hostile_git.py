"""What stands in a store's own git folder runs nothing, and leads to no file outside (docs/explanation/security.md)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.domain.ids import path_of
from imatter_cli.errors import ImatterError, StoreTrouble
from imatter_cli.store.contract import Write

kit, hostile = sys.modules["store_kit"], sys.modules["hostile"]
A, B, C, *_ = kit.PRJ


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    return folder


def set_traps(box: Any, folder: Path) -> None:
    """A canary at every setting and hook, and attributes that ask for them."""
    program = hostile.canary(folder, "program")
    lines = [f"[include]\n\tpath = {folder}/more\n"]
    for name in hostile.PROGRAMS:
        section, _, key = name.rpartition(".")
        head, _, sub = section.partition(".")
        lines.append(f"[{head}{f' {chr(34)}{sub}{chr(34)}' if sub else ''}]\n\t{key} = {program}\n")
    lines += [f"[alias]\n\t{name} = !{program}\n" for name in hostile.ALIASES]
    for n, event in enumerate(("reference-transaction", "post-index-change", "pre-commit")):
        lines.append(f'[hook "{"xyz"[n]}"]\n\tevent = {event}\n')
    lines.append(f"[core]\n\thooksPath = {folder}/hooks\n\tattributesFile = {folder}/attributes\n")
    lines.append("[log]\n\tshowSignature = true\n[diff]\n\tsubmodule = log\n[status]\n\tsubmoduleSummary = true\n")
    with (box.root / ".git" / "config").open("a") as config:
        config.writelines(lines)
    (folder / "more").write_text(f"[core]\n\tfsmonitor = {program}\n[protocol]\n\tallow = always\n")
    (folder / "attributes").write_text(hostile.ATTRIBUTES)
    (folder / "hooks").mkdir()
    (box.root / ".git" / "hooks").mkdir(exist_ok=True)
    for hook in hostile.HOOKS:
        hostile.canary(folder / "hooks", hook)
        hostile.canary(box.root / ".git" / "hooks", hook)
    (box.root / ".git" / "info").mkdir(exist_ok=True)
    (box.root / ".git" / "info" / "attributes").write_text("notes.txt filter=x\nrecords/** diff=x merge=x\n")
    with (box.root / ".gitattributes").open("a") as attributes:
        attributes.write("records/** diff=x merge=x\nschemas/** diff=x\n")
    box.write(".gitmodules", f'[submodule "x"]\n\tpath = x\n\turl = ext::{program}\n\tupdate = !{program}\n')
    box.write("notes.txt", "x\n")


def test_no_program_that_a_store_names_is_run(year: Any, on: Callable[..., Any], outside: Path) -> None:
    """Opening, listing, showing, checking, logging, editing, saving and undoing beside a canary at every setting."""
    project = next(p.stem for p in sorted((year.root / "records/projects").rglob("*.yaml")))
    set_traps(year, outside)
    folders = (outside, outside / "hooks", year.root / ".git" / "hooks")
    for line in hostile.reading(year, [project]):
        assert on(year, *line).code != 5, line
    edited = on(year, "project", "edit", project, "--setting", "club", "--as", "prc", "--json")
    if edited.code:  # `prc` is part of several ids: the actor that this clone has does it
        edited = on(year, "project", "edit", project, "--setting", "club", "--reason", "moved", "--json")
    assert edited.code == 0, edited.err
    path = year.root / path_of(project)
    path.write_bytes(path.read_bytes() + b"# a remark\n")
    assert on(year, "save", "--json").code == 0
    assert on(year, "undo", "--json").code == 0
    for line in (("recover",), ("schema", "--write"), ("me",)):
        assert on(year, *line).code == 0
    assert hostile.ran(*folders) == []
    subprocess.run(["git", "-c", "core.fsmonitor=", "add", "."], cwd=year.root, capture_output=True, check=False)
    assert hostile.ran(*folders) != [], "the canaries can sing"


@pytest.mark.parametrize("way", ["uploadpack", "ssh", "ext", "helper"])
def test_a_part_that_is_not_here_is_not_fetched_by_what_the_store_names(box: Any, outside: Path, way: str) -> None:
    """A partial clone would have git run its remote's program as soon as something old is looked at."""
    box.put(A)
    first = box.head()
    box.put(A, title="two")
    box.git("config", "uploadpack.allowFilter", "true")
    box.git("clone", "-q", "--filter=blob:none", box.root.as_uri(), "../partial")
    partial = kit.Box(box.root.parent / "partial")
    program = hostile.canary(outside, way, then="exit 1")
    if way == "uploadpack":
        partial.git("config", "remote.origin.uploadpack", program)
    elif way == "helper":
        partial.git("config", "remote.origin.vcs", "x")
    else:
        url = "ssh://example.invalid/x" if way == "ssh" else f"ext::{program}"
        partial.git("config", "remote.origin.url", url)
        partial.git("config", "core.sshCommand", program)
        partial.git("config", "protocol.allow", "always")
    with pytest.raises(StoreTrouble) as e:
        partial.store.at(first).get(A)
    assert e.value.code == "git"
    list(partial.store.history())
    assert hostile.ran(outside) == []
    if way != "helper":
        partial.git("cat-file", "-p", f"{first}:{path_of(A)}", fine=False)
        assert hostile.ran(outside) != [], "the canary can sing"


def test_programs_lying_in_the_store_are_not_taken_for_those_on_the_path(
    box: Any, run: Callable[..., Any], home: Any
) -> None:
    """Where PATH has the folder at hand in it, which is careless and common."""
    for name in ("git", "env", "ssh-keygen", "gpg", "less", "vi", "git-rev-list", "git-cat-file"):
        hostile.canary(box.root, name, then="exit 1")
    path = f".:{home.env['PATH']}"
    for line in (("log",), ("check",), ("status",), ("practitioner", "new", "--role", "practitioner")):
        run(*line, cwd=box.root, env={"PATH": path, "GIT_TRACE2": "0"})
    assert hostile.ran(box.root) == []


def other_repository(tmp_path: Path) -> Any:
    other = kit.Box(tmp_path / "other").init()
    other.put(A, title="precious")
    return other


@pytest.mark.parametrize("way", ["file", "link", "commondir", "fake work tree"])
def test_a_store_that_claims_the_history_of_another_is_refused(box: Any, tmp_path: Path, way: str) -> None:
    other = other_repository(tmp_path)
    inside, theirs = box.root / ".git", other.root / ".git"
    if way == "commondir":
        (inside / "commondir").write_text(f"{theirs}\n")
    else:
        shutil.rmtree(inside)
        if way == "link":
            inside.symlink_to(theirs)
        elif way == "file":
            inside.write_text(f"gitdir: {theirs}\n")
        else:
            made = box.root / "x" / "worktrees" / "y"
            made.mkdir(parents=True)
            (made / "HEAD").write_text("ref: refs/heads/main\n")
            (made / "commondir").write_text(f"{theirs}\n")
            (made / "gitdir").write_text(f"{inside}\n")
            inside.write_text(f"gitdir: {made}\n")
    before = hostile.everything_in(other.root)
    for act in (lambda: box.put(A), lambda: list(box.store.history()), lambda: box.store.ids("project")):
        with pytest.raises(StoreTrouble) as e:
            act()
        assert e.value.code == "elsewhere"
    assert hostile.everything_in(other.root) == before


def test_files_elsewhere_that_the_settings_name_are_not_touched(box: Any, tmp_path: Path) -> None:
    other = other_repository(tmp_path)
    before = hostile.everything_in(other.root)
    box.git("config", "core.worktree", str(other.root))
    with pytest.raises(ImatterError):
        box.put(A)
    assert box.store.ids("project") == []
    assert hostile.everything_in(other.root) == before


def test_a_work_tree_and_a_submodule_that_their_repository_knows_are_stores(box: Any, tmp_path: Path) -> None:
    box.git("worktree", "add", "-q", "-b", "other", "../linked")
    linked = kit.Box(tmp_path / "linked")
    linked.put(A)
    assert linked.store.ids("project") == [A]
    whole = kit.Box(tmp_path / "whole")
    whole.git("init", "-q")
    whole.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(box.root), "sub")
    for key, value in zip(("user.name", "user.email"), kit.WHO, strict=True):
        whole.git("config", key, value, cwd=whole.root / "sub")
    kit.Box(whole.root / "sub").put(B)
    apart = kit.Box(tmp_path / "apart")
    apart.git("clone", "-q", "--separate-git-dir", "../apart.git", str(box.root), ".")
    with pytest.raises(StoreTrouble) as e:
        apart.store.ids("project")
    assert e.value.code == "elsewhere"
    command = str(e.value.hint)[str(e.value.hint).index("git --git-dir") :]
    apart.git(*command.split()[1:])
    assert apart.store.ids("project") == []


LINKS = (
    "HEAD", "config", "index", "objects", "objects/pack", "refs", "refs/heads", "refs/heads/main", "logs", "logs/HEAD",
    "logs/refs/heads", "logs/refs/heads/main", "imatter", "imatter/lock", "info",
)  # fmt: skip


@pytest.mark.parametrize("name", LINKS)
def test_a_link_in_gits_folder_is_not_written_through(box: Any, outside: Path, name: str) -> None:
    box.put(A)
    inside, there = box.root / ".git" / name, outside / "there"
    if not inside.exists():
        inside.mkdir(parents=True)
    shutil.move(inside, there)
    inside.symlink_to(there)
    before = hostile.everything_in(outside)
    with pytest.raises(StoreTrouble) as e:
        box.put(A, title="two")
    assert e.value.code == "odd-git"
    assert str(inside) in e.value.message
    for act in (lambda: list(box.store.history()), lambda: box.store.set_setting("me", A), lambda: box.store.recover()):
        try:
            act()
        except StoreTrouble as trouble:
            assert trouble.code == "odd-git"
    assert hostile.everything_in(outside) == before


def test_a_link_among_the_objects_is_not_written_through(box: Any, outside: Path) -> None:
    box.put(A)
    for n in range(256):
        if not (box.root / ".git/objects" / f"{n:02x}").exists():
            (box.root / ".git/objects" / f"{n:02x}").symlink_to(outside)
    with pytest.raises(StoreTrouble) as e:
        box.put(A, title="two")
    assert e.value.code == "odd-git"
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("kind", ["pipe", "socket"])
@pytest.mark.parametrize(
    "name", ["HEAD", "config", "index", "packed-refs", "logs/HEAD", "imatter/journal", "imatter/lock", "index.lock"]
)
def test_a_pipe_in_gits_folder_keeps_nobody_waiting(
    box: Any, name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put(A)
    monkeypatch.setattr("imatter_cli.store.lock.PATIENCE", 0.1)
    monkeypatch.setattr("imatter_cli.store.lock.IndexLock.take.__defaults__", (0.1,))
    path = box.root / ".git" / name
    path.unlink(missing_ok=True)
    monkeypatch.chdir(path.parent)  # a socket's path must be short
    if kind == "pipe":
        os.mkfifo(path.name)
    else:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    for act in (lambda: box.put(A, title="two"), lambda: box.store.recover(), lambda: list(box.store.history())):
        try:
            act()
        except StoreTrouble as e:
            assert e.code in ("odd-git", "journal", "locked", "read-only", "unfinished")
    if name == "index.lock":
        assert path.exists()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever is kept waiting here is told, instead of the whole run being held up."""

    def ring(*_: object) -> None:
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    "name",
    [
        ".gitattributes", "records/.gitattributes", "records/projects/2026-11/.gitattributes", ".git/refs/heads/main",
        ".git/logs/refs/heads/main", ".git/refs/heads/main.lock", ".git/objects/pack/pack-1.idx",
    ],
)  # fmt: skip
def test_a_pipe_on_gits_way_is_named(box: Any, impatient: None, name: str) -> None:
    box.put(A)
    path = box.root / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    with pytest.raises(StoreTrouble) as e:
        box.put(A, title="two")
    assert e.value.code == "odd-git"
    assert name in e.value.message
    assert path.exists()
    try:
        list(box.store.history())
    except StoreTrouble as trouble:
        assert trouble.code == "odd-git"


@pytest.mark.parametrize(
    ("settings", "is_read"),
    [
        ("[include]\n\tpath = PIPE\n", True),
        ("[include] path = PIPE\n", True),
        ('[INCLUDE]\n\tPath="PIPE" ; x\n', True),
        ('[includeIf "gitdir:/[x]/"]\n\tpath = ../../pipe\n', True),
        ("[include]\n\tpath = pi\\\npe\n\tpath = ../../pi\\\npe\n", True),
        ('[include]\n\tpath = "../../pi"pe\n', True),
        ("[include]\n\tpath = more\n", True),
        ("[core]\n\tattributesFile = PIPE\n", False),
    ],
)
def test_settings_that_have_git_read_a_pipe_are_refused(
    box: Any, impatient: None, tmp_path: Path, settings: str, is_read: bool
) -> None:
    box.put(A)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (box.root / ".git/more").write_text(f"[include]\n\tpath = {pipe}\n")
    with (box.root / ".git/config").open("a") as config:
        config.write(settings.replace("PIPE", str(pipe)))
    acts = [lambda: box.put(A, title="two")]
    if is_read:
        acts += [lambda: list(box.store.history()), lambda: box.store.ids("project")]
    for act in acts:
        with pytest.raises(StoreTrouble) as e:
            act()
        assert e.value.code == "odd-git"


def test_plain_settings_that_are_included_count(box: Any) -> None:
    (box.root / ".git/more").write_text(
        "[user]\n\tname = prc-2611-aaaaaa0\n\temail = prc-2611-aaaaaa0@imatter.invalid\n"
    )
    box.git("config", "include.path", "more")
    box.put(A)
    assert box.git("log", "-1", "--format=%an") == "prc-2611-aaaaaa0"


def test_a_journal_takes_no_folder_away_behind_a_link(box: Any, outside: Path) -> None:
    box.put(A)
    shutil.rmtree(box.root / "records/projects")
    (box.root / "records/projects").symlink_to(outside)
    (outside / "2026-11").mkdir()
    (box.root / ".git/imatter/journal").write_text(json.dumps({**JOURNAL, "rows": [{**ROW, "found": ""}]}))
    assert "dropped" in box.store.recover()[0]
    assert (outside / "2026-11").is_dir()


ROW = {
    "path": path_of(A), "old": "", "new": "", "found": "1" * 40, "mode": "100644",
    "temp": ".imatter-tmp-000000000000-0",
}  # fmt: skip
JOURNAL = {"version": 1, "ref": "refs/heads/main", "base": "", "commit": "0" * 40, "subject": "x", "rows": [ROW]}


@pytest.mark.parametrize(
    "change",
    [
        {"rows": [{**ROW, "path": "records/../../outside/x", "temp": "victim.lock"}]},
        {"rows": [{**ROW, "path": "../outside/x"}]},
        {"rows": [{**ROW, "path": "/etc/x"}]},
        {"rows": [{**ROW, "path": ".git/hooks/pre-commit"}]},
        {"rows": [{**ROW, "path": "records/.GIT/hooks/x"}]},
        {"rows": [{**ROW, "path": "records//x"}]},
        {"rows": [{**ROW, "temp": "../outside/victim.lock"}]},
        {"rows": [{**ROW, "temp": "victim.lock"}]},
        {"rows": [{**ROW, "mode": "120000"}]},
        {"rows": [{**ROW, "new": "--help"}]},
        {"ref": "../../outside/victim"},
        {"ref": "refs/../../../outside/victim"},
        {"ref": "HEAD"},
        {"commit": "--upload-pack=x"},
        {"commit": "HEAD"},
        {"subject": ["x"]},
        {"rows": [[[[]]]]},
    ],
    ids=str,
)
def test_a_journal_that_came_with_a_store_leads_nowhere(box: Any, outside: Path, change: dict[str, Any]) -> None:
    box.put(A)
    (outside / "victim.lock").touch()
    journal = box.root / ".git" / "imatter" / "journal"
    journal.write_text(json.dumps({**JOURNAL, **change}))
    for act in (box.store.recover, lambda: box.put(B)):
        with pytest.raises(StoreTrouble) as e:
            act()
        assert e.value.code == "journal"
    assert (outside / "victim.lock").exists()
    assert journal.exists()


def test_replaced_and_grafted_history_is_not_believed(box: Any) -> None:
    box.put(A, title="one")
    box.put(A, title="two")
    true = [r.commit for r in box.store.history()]
    box.git("replace", true[0], true[2])
    assert [r.commit for r in box.store.history()] == true
    (box.root / ".git" / "info").mkdir(exist_ok=True)
    (box.root / ".git" / "info" / "grafts").write_text(f"{true[0]}\n")
    assert [r.commit for r in box.store.history()] == true
    box.put(A, title="three")
    assert box.store.at("HEAD").get(A).data["title"] == "three"


def test_objects_that_are_shared_are_read_and_not_written(box: Any, tmp_path: Path) -> None:
    box.put(A)
    box.git("clone", "-q", "--shared", ".", "../shared")
    shared = kit.Box(tmp_path / "shared")
    for key, value in zip(("user.name", "user.email"), kit.WHO, strict=True):
        shared.git("config", key, value)
    before = hostile.everything_in(box.root)
    shared.put(A, title="two")
    shared.store.transact(kit.writing(Write(A)))
    assert hostile.everything_in(box.root) == before


def test_an_author_or_a_day_that_git_should_not_have_taken_is_told_all_the_same(box: Any) -> None:
    """A name that begins as a commit does in our reading, a date beyond any calendar, a log line without an id."""
    box.write(path_of(A), kit.text(A))
    box.git("add", "-A")
    box.git("commit", "-qm", "\x02x")
    raw = box.git("cat-file", "commit", "HEAD").replace("> ", "> 9999999999999", 2) + "\n"
    raw = raw.replace(f"author {kit.WHO[0]}", "author \x02" + "0" * 40)
    done = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        cwd=box.root, input=raw.encode(), capture_output=True, check=True,
    )  # fmt: skip
    box.git("update-ref", "HEAD", done.stdout.decode().strip())
    with (box.root / ".git/logs/HEAD").open("ab") as log:
        log.write(b"\timatter: \n\xff\timatter: x\n")
    first, *_ = box.store.history()
    assert first.at == "1970-01-01T00:00:00Z"
    assert first.author == "\x02" + "0" * 40
    assert first.paths == (path_of(A),)
