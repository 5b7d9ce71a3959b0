"""Erased words in a store that people share: an erasure travels alone, and nobody's work is lost."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from together import IDEA, LEAD, OTHER, Copy, git

from imatter_cli import folders
from imatter_cli.domain import ids
from imatter_cli.input.drafts import Draft, Drafts
from imatter_cli.store.git import clearing
from imatter_cli.store.open import open_store

WORDS = "where the quokka sleeps"


def quokkas(root: Path) -> list[str]:
    """Where the words are in a repository that was tidied up."""
    listed = ["git", "cat-file", "--batch-all-objects", "--batch-check"]
    every = subprocess.run(listed, cwd=root, capture_output=True, text=True, check=True).stdout.splitlines()
    found = [
        id for id, kind, _ in map(str.split, every) if kind != "tree" and "quokka" in git(root, "cat-file", kind, id)
    ]
    return [*found, *(str(p) for p in root.rglob("*") if p.is_file() and b"quokka" in p.read_bytes())]


@pytest.fixture
def project(mine: Copy, theirs: Copy) -> str:
    """A project of the other person, with words in it, that both have."""
    id = theirs.do(*IDEA, "--focus-area", WORDS)
    theirs.do("project", "edit", id, "--setting", "club")
    theirs.sync()
    mine.sync()
    return id


def test_it_is_handed_on_and_followed(mine: Copy, theirs: Copy, shared: Path, project: str) -> None:
    mine("erase", project, "--yes", "--reason", "asked")
    trial = mine("sync", "--dry-run").out
    assert "would be taken out of the past" in trial
    assert mine.sync()["hands_on"] is True
    assert git(shared, "rev-parse", "HEAD") == mine.head()
    assert quokkas(shared) == []
    before = theirs.head()
    assert theirs("sync", "--dry-run", "--json").json["followed"] == [{"by": "prc-2611-4t9wq2e", "id": project}]
    assert theirs.head() == before
    done = theirs.sync()
    assert done["followed"] == [{"by": "prc-2611-4t9wq2e", "id": project}]
    assert [change["did"] for change in done["came"]] == ["erase"]
    for copy in (mine, theirs):
        assert quokkas(copy.path) == []
        assert copy.head() == git(shared, "rev-parse", "HEAD")
        copy.is_whole()
        assert copy.sync()["came"] == []


def test_a_copy_that_follows_clears_what_is_kept_next_to_it(mine: Copy, theirs: Copy, project: str) -> None:
    drafts = Drafts.of_store(str(theirs.path), open_store(str(theirs.path)).clone_id(make=True))
    for id, line in {"reflect-aaaaaa": f"Again {WORDS}.", "reflect-bbbbbb": "Something else."}.items():
        drafts.save(Draft(id, "reflect", project, "x", "2026", "2026", lines=[line]))
    mine("erase", project, "--yes")
    mine.sync()
    editors = theirs.path / f"{ids.path_of(project)}~"
    page, report = folders.home() / "imatter-pages" / "imatter-page.html", folders.own("state") / "reports" / "1.txt"
    for path in (page, report, editors):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(WORDS)
    theirs("sync", "--dry-run")
    assert page.exists()
    note, other = theirs.path / "notes.txt", theirs.path / ids.path_of(LEAD)
    note.write_text(f"Remember {WORDS}.")
    before = other.read_bytes()
    other.write_bytes(before + f"# {WORDS}\n".encode())
    said = theirs("sync").out
    assert "with these words went, too: reflect-aaaaaa." in said
    for path in (note, other):
        assert f"{path.relative_to(theirs.path)} has these words, and is not saved. Take them out of it." in said
    assert [draft.id for draft in drafts.list(everybody=True)] == ["reflect-bbbbbb"]
    assert not any(path.exists() for path in (page, report, editors))


def test_words_in_a_message_by_hand_are_matched(mine: Copy, theirs: Copy, shared: Path, project: str) -> None:
    path = mine.path / ids.path_of(project)
    path.write_bytes(path.read_bytes() + b"# a remark on the quokka\n")
    mine.git("commit", "-qam", f"A remark on the quokka: {WORDS}, as they say")
    mine.sync()
    theirs.sync()
    mine("erase", project, "--yes")
    assert "say" in mine.git("log", "-1", "--skip=1", "--format=%s")
    mine.sync()
    theirs.sync()
    assert quokkas(theirs.path) == []
    assert mine.head() == theirs.head()


def test_unpublished_changes_stay_on_top(mine: Copy, theirs: Copy, shared: Path, project: str) -> None:
    theirs.do("project", "edit", project, "--type", "universal-prevention")
    other = theirs.do(*IDEA)
    theirs.git("branch", "aside")
    mine("erase", project, "--yes")
    assert "no longer has the old versions" in mine("sync").out
    assert f"imatter show {project}" in theirs("sync", "--dry-run").out
    done = theirs.sync()
    assert [change["did"] for change in done["went"]] == ["project edit", "project plan"]
    assert done["set_aside"] == []
    mine.sync()
    for copy in (mine, theirs):
        assert quokkas(copy.path) == []
        data = copy("project", "show", project, "--json").json
        assert (data["type"], data["focus_areas"][1:]) == ("universal-prevention", ["[erased 2]"])
        assert [e["event"] for e in data["timeline"]].count("erase") == 1
        copy.is_whole()
    assert other in mine("project", "list").out
    assert quokkas(shared) == []


def test_words_do_not_come_back_with_what_another_copy_had_not_sent(
    mine: Copy, theirs: Copy, shared: Path, project: str
) -> None:
    theirs.do("project", "edit", project, "--focus-area", f"This is {WORDS}, mostly", "--focus-area", "calm mornings")
    mine("erase", project, "--yes")
    mine.sync()
    done = theirs.sync()
    assert "had these words as well. They are erased there, too." in done["notes"][0]
    areas = theirs("project", "show", project, "--json").json["focus_areas"]
    assert areas == ["This is [erased 2], mostly", "calm mornings"]
    mine.sync()
    for copy in (mine, theirs):
        copy.is_whole()
    for path in (mine.path, theirs.path, shared):
        assert quokkas(path) == []


def test_words_in_another_record_are_held_back_until_somebody_looked(
    mine: Copy, theirs: Copy, shared: Path, project: str
) -> None:
    other = theirs.do(*IDEA, "--focus-area", f"I saw {WORDS}")
    mine("erase", project, "--yes")
    mine.sync()
    published = git(shared, "rev-parse", "HEAD")
    error = theirs("sync", "--json", code=4).error
    assert (error["code"], error["details"]["records"]) == ("erased-words", [other])
    assert f"imatter erase {other}" in error["hint"]
    assert git(shared, "rev-parse", "HEAD") == published
    assert "[erased 2]" in theirs("show", project).out
    theirs("erase", other, "--yes")
    theirs.sync()
    mine.sync()
    for path in (mine.path, theirs.path, shared):
        assert quokkas(path) == []
    theirs.is_whole()


def test_a_single_word_is_held_back_in_the_same_record_and_sent_when_meant(mine: Copy, theirs: Copy) -> None:
    id = theirs.do(*IDEA, "--focus-area", "quokka")
    theirs.sync()
    mine.sync()
    theirs.do("project", "edit", id, "--focus-area", "The quokka comes at nine")
    mine("erase", id, "--yes")
    mine.sync()
    assert theirs("sync", "--json", code=4).error["code"] == "erased-words"
    assert [change["did"] for change in theirs.sync()["went"]] == ["project edit"]


def test_others_went_on_meanwhile(mine: Copy, theirs: Copy, shared: Path, project: str) -> None:
    mine("erase", project, "--yes")
    theirs.do("project", "edit", project, "--type", "universal-prevention")
    late = theirs.do(*IDEA)
    theirs.sync()
    done = mine.sync()
    assert [change["did"] for change in done["came"]] == ["project edit", "project plan"]
    assert done["hands_on"] is True
    theirs.sync()
    for copy in (mine, theirs):
        assert quokkas(copy.path) == []
        assert copy("project", "show", project, "--json").json["type"] == "universal-prevention"
        assert late in copy("project", "list").out
        copy.is_whole()
    assert quokkas(shared) == []
    assert mine.head() == theirs.head()


def test_two_at_once(mine: Copy, theirs: Copy, shared: Path, project: str) -> None:
    second = theirs.do(*IDEA, "--focus-area", "another quokka of theirs")
    theirs.sync()
    mine.sync()
    mine("erase", project, "--yes")
    theirs("erase", second, "--yes")
    mine.sync()
    done = theirs.sync()
    assert (done["hands_on"], [one["id"] for one in done["followed"]]) == (True, [project])
    done = mine.sync()
    assert [one["id"] for one in done["followed"]] == [second]
    assert quokkas(shared) == []
    for copy in (mine, theirs):
        assert quokkas(copy.path) == []
        copy.is_whole()
    assert mine.head() == theirs.head() == git(shared, "rev-parse", "HEAD")


def test_two_erase_in_the_same_record(mine: Copy, theirs: Copy, shared: Path, project: str) -> None:
    mine("erase", project, "--passage", "1", "--yes")
    theirs("erase", project, "--yes")
    mine.sync()
    theirs.sync()
    mine.sync()
    assert quokkas(shared) == []
    for copy in (mine, theirs):
        assert quokkas(copy.path) == []
        areas = copy("project", "show", project, "--json").json["focus_areas"]
        assert len(set(areas)) == 2
        copy.is_whole()
    assert mine.head() == theirs.head() == git(shared, "rev-parse", "HEAD")


def test_a_past_with_merges_and_what_they_set_aside(mine: Copy, theirs: Copy, shared: Path, project: str) -> None:
    theirs.do("project", "edit", project, "--focus-area", "their quokka")
    theirs.sync()
    mine.do("practitioner", "new", "--role", "reviewer")
    mine("project", "edit", project, "--focus-area", "my own quokka")
    aside = mine("sync", "--json", code=1).json["set_aside"]
    assert [one["did"] for one in aside] == ["project edit"]
    theirs.sync()
    assert mine("erase", project, "--yes", "--json").json["passages"] == 4
    assert len(mine("waiting", "--json", code=1).json) == 1
    mine("sync", code=1)
    theirs.sync()
    for copy in (mine, theirs):
        assert quokkas(copy.path) == []
        copy("verify")
        copy("check")
    assert quokkas(shared) == []


def test_a_host_that_lets_nobody_replace_its_past(mine: Copy, shared: Path, project: str) -> None:
    git(shared, "config", "receive.denyNonFastForwards", "true")
    mine("erase", project, "--yes")
    error = mine.refused("sync", code=5)
    assert error["code"] == "erasure-refused"
    assert "Ask the person who looks after that place" in error["hint"]
    git(shared, "config", "receive.denyNonFastForwards", "false")
    assert mine.sync()["hands_on"] is True


def test_a_folder_for_several_people_takes_an_erasure(mine: Copy, tmp_path: Path, project: str) -> None:
    office = tmp_path / "office"
    office.mkdir()
    office.chmod(0o2775)
    mine.sync(office / "store", "--moved")
    mine("erase", project, "--yes")
    assert mine.sync()["hands_on"] is True
    assert quokkas(office / "store") == []


def test_a_restored_backup_follows_an_erasure_that_it_is_older_than(
    mine: Copy, theirs: Copy, shared: Path, project: str, tmp_path: Path
) -> None:
    theirs("backup", tmp_path / "old.backup")
    mine("erase", project, "--yes")
    mine.sync()
    theirs.call("restore", tmp_path / "old.backup", tmp_path / "again")
    again = Copy(tmp_path / "again", theirs.call)
    idea = again.do(*IDEA)
    done = again.sync(shared)
    assert [one["id"] for one in done["followed"]] == [project]
    assert (done["went"][0]["records"], done["set_aside"]) == ([idea], [])
    assert quokkas(again.path) == quokkas(shared) == []
    mine.sync()
    assert quokkas(mine.path) == []
    for copy in (mine, again):
        copy.is_whole()
    assert mine.head() == again.head()


def test_a_place_that_went_back_to_before_an_erasure_follows_it_again(
    mine: Copy, theirs: Copy, shared: Path, project: str
) -> None:
    shutil.copytree(shared, shared.with_name("earlier"))
    mine("erase", project, "--yes")
    mine.sync()
    theirs.sync()
    shutil.rmtree(shared)
    shared.with_name("earlier").rename(shared)
    assert mine.sync()["hands_on"] is True
    assert quokkas(shared) == []
    theirs.sync()
    assert mine.head() == theirs.head() == git(shared, "rev-parse", "HEAD")
    for copy in (mine, theirs):
        assert quokkas(copy.path) == []
        copy.is_whole()


def rewritten(old: bytes, new: bytes) -> Callable[[Path], None]:
    """Something is another in all of the past, of the same length."""

    def forge(path: Path) -> None:
        told = subprocess.run(["git", "fast-export", "HEAD"], cwd=path, capture_output=True, check=True).stdout
        forged = re.sub(old, new, told)
        subprocess.run(["git", "fast-import", "--force", "--quiet"], cwd=path, input=forged, check=True)
        git(path, "reset", "-q", "--hard")

    return forge


def drop(path: Path) -> None:
    """Take the edit of the project out of the past: what follows stays as it is, on another parent."""
    tip, edit = git(path, "rev-list", "-2", "HEAD").split()
    tree = git(path, "rev-parse", f"{tip}^{{tree}}")
    env = git(path, "log", "-1", "--format=%an%n%ae%n%at%n%B", tip).split("\n", 3)
    done = subprocess.run(
        ["git", "-C", str(path), "commit-tree", "-p", f"{edit}~1", "-F", "-", tree], input=f"{env[3]}\n",
        capture_output=True, text=True, check=True,
        env={"PATH": os.environ["PATH"], **{
            f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", env[0]), ("EMAIL", env[1]), ("DATE", f"@{env[2]} +0000"))
        }},
    )  # fmt: skip
    git(path, "reset", "-q", "--hard", done.stdout.strip())


FORGED: dict[str, Callable[[Path], None]] = {
    "one more change dropped": drop,
    "a code changed": rewritten(b"setting: club", b"setting: park"),
    "fields in another order": rewritten(rb"(type: early-concern\n)(setting: \w+\n)", rb"\g<2>\g<1>"),
    "other words put in": rewritten(rb"\[erased 1\]", b"very well!"),
    "another record changed": rewritten(b"- practitioner\n", b"- coordinator \n"),
    "another author": rewritten(f"author {OTHER}".encode(), b"author prc-2611-9x2kd0a"),
    "another day": rewritten(f"(author {OTHER} [^>]*> )....".encode(), rb"\g<1>1700"),
}


@pytest.mark.parametrize(
    "point",
    ["adopted", "moved", "erasing-logs", "erasing-packed", "sending", "sent", "clearing-packed", "clearing-aside"],
)
def test_killed_on_the_way_it_goes_on(
    mine: Copy, theirs: Copy, shared: Path, project: str, run: Any, point: str
) -> None:
    mine("erase", project, "--yes")
    theirs.do(*IDEA)
    by_me = point.startswith(("sen", "clearing"))
    if not by_me:
        mine.sync()
    who = mine if by_me else theirs
    killed = run("sync", "--store", who.path, env={"IMATTER_FAULT": f"{point}:kill"})
    assert killed.code == -9
    for copy in (mine, theirs, mine):
        copy.sync()
    for path in (mine.path, theirs.path, shared):
        assert quokkas(path) == []
    assert mine.head() == theirs.head()
    mine.is_whole()


def test_only_what_was_erased_goes_from_the_shared_folder(
    mine: Copy, shared: Path, project: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ["git", "hash-object", "-w", "--stdin"]
    others = subprocess.run(made, cwd=shared, input=b"somebody else sends this now", capture_output=True, check=True)
    git(shared, "repack", "-q")
    past = git(shared, "rev-parse", "HEAD")
    put_aside = clearing._Clearing._put_aside

    def meanwhile(self: Any, *given: Any) -> None:
        git(shared, "update-ref", "refs/heads/late", past)
        put_aside(self, *given)

    mine("erase", project, "--yes")
    with monkeypatch.context() as patch:
        patch.setattr(clearing._Clearing, "_put_aside", meanwhile)
        assert "a branch there leads to it again. The next sync tries again." in mine("sync").out
    assert git(shared, "fsck", "--full", "--no-dangling") == ""
    assert len(git(shared, "rev-list", "late").split()) > 1
    git(shared, "branch", "kept", "late~1")
    git(shared, "branch", "-D", "late")
    assert "refs/heads/kept there still has it" in mine("sync").out
    assert git(shared, "fsck", "--full", "--no-dangling") == ""
    git(shared, "branch", "-D", "kept")
    assert "no longer" in mine("sync").out
    assert quokkas(shared) == []
    assert git(shared, "cat-file", "blob", others.stdout.decode().strip()) == "somebody else sends this now"
    assert git(shared, "fsck", "--full", "--no-dangling") == ""
    assert mine.sync()["notes"] == []


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_erasure_is_refused_by_name(mine: Copy, theirs: Copy, shared: Path, project: str, how: str) -> None:
    mine("erase", project, "--yes")
    before = mine.head()
    FORGED[how](mine.path)
    assert mine.head() != before
    git(mine.path, "push", "-q", "--force", str(shared), "HEAD:main")
    error = theirs.refused("sync")
    assert error["code"] == "erasure-unlike", error
    assert "more than that differs" in error["message"]
