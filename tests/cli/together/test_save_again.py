"""A change that somebody recorded outside imatter and that can't be sent: which it is, and the way on without git."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from together import IDEA, OTHER, Copy, commit, git

MORE = ("--practitioner", OTHER)


def edited(copy: Copy, id: str, old: str, new: str) -> Path:
    """The file of a record, edited by hand."""
    file = next(copy.path.rglob(f"{id}.yaml"))
    file.write_text(file.read_text().replace(old, new))
    return file


def test_a_change_under_a_name_is_saved_again_under_the_code(mine: Copy, theirs: Copy, shared: Path) -> None:
    first, other = theirs.do(*IDEA), theirs.do(*IDEA)
    for name, value in (("user.name", "Ada"), ("user.email", "ada@host.example")):
        theirs.git("config", name, value)
    edited(theirs, first, "setting: school", "setting: club")
    made = commit(theirs.path, "Moved to the club")
    theirs("me", OTHER)
    theirs.do("project", "edit", other, "--setting", "nursery")
    stays = theirs.git("log", "-1", "--format=%an %ad %B")
    error = theirs.refused("sync", code=5)
    assert error["code"] == "identity"
    assert (
        f"your change {made[:12]} ('Moved to the club', 24 November 2026, {first}) carries a name" in error["message"]
    )
    assert error["hint"].endswith("imatter save --again")
    saved = theirs("save", "--again").out
    assert f"Saved: {first}." in saved
    went = theirs.sync()["went"]
    assert [(one["did"], one["records"][0]) for one in went[-2:]] == [("project edit", other), ("save", first)]
    assert theirs.git("log", "-1", "--skip=1", "--format=%an %ad %B") == stays
    assert "Ada" not in git(shared, "log", "--format=%an %cn")
    assert [one["did"] for one in mine.sync()["came"]] == [one["did"] for one in went]
    assert mine("project", "show", first, "--json").json["setting"] == "club"
    assert mine("project", "show", first, "--json").json["timeline"][-1]["by"] == OTHER
    theirs("undo")  # it is still one's own last change
    for copy in (mine, theirs):
        copy.is_whole()


def test_what_rests_on_it_is_opened_too_and_other_files_stay(mine: Copy, theirs: Copy) -> None:
    idea = theirs.do(*IDEA)
    theirs.git("config", "user.name", "Ada")
    edited(theirs, idea, "setting: school", "setting: club")
    (theirs.path / "notes.md").write_text("hello\n")
    commit(theirs.path)
    theirs.git("config", "user.name", OTHER)
    theirs("project", "edit", idea, "--focus-area", "sleep")
    theirs("save", "--again")
    assert theirs.git("status", "--porcelain") == "?? notes.md"
    assert [one["did"] for one in theirs.sync()["went"]] == ["project plan", "save"]
    mine.sync()
    found = mine("project", "show", idea, "--json").json
    assert (found["setting"], found["focus_areas"]) == ("club", ["sleep"])
    assert "Nothing has to be saved again." in theirs("save", "--again").out


def test_what_cannot_be_saved_is_an_edit_that_one_can_correct(mine: Copy, theirs: Copy, shared: Path) -> None:
    idea = theirs.do(*IDEA)
    theirs.sync()
    before = git(shared, "rev-parse", "HEAD")
    file = edited(theirs, idea, "09:00:00Z", "08:00:00Z")
    made = commit(theirs.path)
    error = theirs.refused("sync")
    assert error["code"] == "not-sound"
    assert f"something is wrong with your change {made[:12]} ('By hand', 24 November 2026, {idea})." in error["message"]
    error = theirs("save", "--again", "--json", code=4).error
    assert error["code"] == "history-edited"
    assert theirs.head() == before
    assert "08:00:00Z" in file.read_text()
    edited(theirs, idea, "08:00:00Z", "09:00:00Z")
    edited(theirs, idea, "setting: school", "setting: club")
    theirs("save")
    theirs.sync()
    theirs.is_whole()


def test_what_git_merged_since_leads_to_a_new_copy(mine: Copy, theirs: Copy, shared: Path) -> None:
    mine.do(*IDEA[:2], *IDEA[2:], *MORE)
    mine.sync()
    theirs.git("config", "user.name", "Ada")
    (theirs.path / "notes.md").write_text("hello\n")
    commit(theirs.path)
    theirs.git("pull", "-q", "--no-rebase", "--no-edit", str(shared), "main")
    error = theirs.refused("save", "--again")
    assert error["code"] == "merged"
    assert error["hint"].endswith("imatter join REMOTE PATH")
    assert theirs.refused("save", "--again", "--dry-run", code=2)
    assert theirs.refused("save", "--again", "notes.md", code=2)


def test_what_no_copy_takes_in_is_not_sent(mine: Copy, theirs: Copy, shared: Path) -> None:
    before = git(shared, "rev-parse", "HEAD")
    idea = theirs.do(*IDEA)
    (theirs.path / "Notes.md").symlink_to("/etc/passwd")
    made = commit(theirs.path)
    for name, what in (("Notes.md", "which is a link"), ("notes.MD", "which some computers take for the same name")):
        error = theirs.refused("sync")
        assert error["code"] == "not-sound"
        assert made[:12] in error["message"]
        assert what in error["message"], error
        assert git(shared, "rev-parse", "HEAD") == before
        assert name in theirs("save", "--again").out
        (theirs.path / name).unlink()
        if name == "Notes.md":
            for one in ("Notes.md", "notes.MD"):
                (theirs.path / one).write_text("hello\n")
                made = commit(theirs.path)
    assert theirs.sync()["went"][0]["records"] == [idea]
    assert len(mine.sync()["came"]) == 2
    for copy in (mine, theirs):
        copy.is_whole()


def test_the_past_of_a_store_that_was_never_shared_stays(programme: Any, call: Any, shared: Path) -> None:
    copy = Copy(programme.path, call)
    idea = copy.do(*IDEA, *MORE)
    edited(copy, idea, "09:00:00Z", "08:00:00Z")
    before = commit(copy.path)
    assert copy.refused("sync", shared)["hint"].endswith("imatter save --again")
    copy.do("practitioner", "new", "--role", "reviewer")
    assert copy.refused("sync", shared)["hint"] == "imatter verify"
    assert "Nothing has to be saved again." in copy("save", "--again").out
    assert copy.git("rev-parse", "HEAD~1") == before
