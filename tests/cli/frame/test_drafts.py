"""Drafts on disk, and `imatter draft`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from imatter_cli.errors import NotFound
from imatter_cli.input.drafts import NO_STORE, Drafts, Keeper

NOW = datetime(2026, 11, 23, 18, 40, tzinfo=UTC)


@pytest.fixture
def drafts(home):
    return Drafts.of_store("/some/store")


def begin(drafts, form="project new", about="", **answers):
    keeper = Keeper(drafts, form, NOW, about=about)
    keeper.keep(answers, 8)
    return keeper


def test_a_draft_is_one_private_file_in_a_folder_of_its_store(drafts, home):
    keeper = begin(drafts, type="early-concern")
    keeper.let_go()
    (path,) = home.drafts
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert json.loads(path.read_text())["answers"] == {"type": "early-concern"}
    assert path.stem == keeper.draft.id
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_stores_do_not_see_each_others(drafts):
    begin(drafts, a="1")
    assert Drafts.of_store("/another/store").list() == []
    assert Drafts.of_store("").folder.name == NO_STORE


def test_nothing_is_written_before_the_first_word(drafts, home):
    begin(drafts)
    assert home.drafts == []


def test_a_discarded_draft_is_gone_and_discarding_twice_is_no_trouble(drafts, home):
    keeper = begin(drafts, a="1")
    id = keeper.draft.id
    keeper.discard()
    drafts.discard(id)
    assert home.drafts == []
    with pytest.raises(NotFound):
        drafts.load(id)


def test_found_by_part_record_or_command(drafts):
    one = begin(drafts, about="prj-2611-7kq4m2x", form="reflection new", a="1").draft
    two = begin(drafts, a="1").draft
    assert drafts.find("7kq").id == one.id
    assert drafts.find("project new").id == two.id
    assert one.line == "imatter reflection new prj-2611-7kq4m2x"
    with pytest.raises(NotFound):
        drafts.find("zzz")
    with pytest.raises(NotFound):
        drafts.load("../../etc/passwd")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"form": 1}', '{"a": 1}'])
def test_a_file_that_is_no_draft_hides_none(drafts, text):
    good = begin(drafts, a="1").draft
    (drafts.folder / "bad.json").write_text(text)
    assert [d.id for d in drafts.list()] == [good.id]


def test_a_folder_that_cannot_be_written_is_told(home):
    (home.path / "data").write_text("in the way")
    keeper = begin(Drafts.of_store("/some/store"))
    assert "Your answers can't be saved in" in keeper.keep({"a": "1"}, 8)
    assert keeper.keep({"a": "1", "b": "2"}, 8) == ""  # said once
    (home.path / "data").unlink()
    assert keeper.keep({"a": "1", "b": "2"}, 8) == ""
    assert keeper.way_back()
    assert json.loads(home.drafts[0].read_text())["answers"] == {"a": "1", "b": "2"}


def test_a_failed_save_keeps_what_was_there(drafts, home, monkeypatch):
    keeper = begin(drafts, a="1")
    monkeypatch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    assert "the disk is full" in keeper.keep({"a": "1", "b": "2"}, 8)
    assert keeper.way_back() is None
    (path,) = home.drafts
    assert json.loads(path.read_text())["answers"] == {"a": "1"}
    keeper.let_go()
    assert len(list(Path(path).parent.iterdir())) == 1


def test_list_and_discard(tiny):
    begin(Drafts.of_store("/nowhere/notebook"), about="prj-2611-7kq4m2x", form="tiny new", a="1")
    (draft,) = tiny("draft", "list", "--json").json
    assert (draft["answered"], draft["of"], draft["about"]) == (1, 8, "prj-2611-7kq4m2x")
    assert "1 of 8" in tiny("draft", "list").out and "23 November" in tiny("draft", "list").out
    assert "Nothing was changed" in tiny("draft", "discard", draft["id"], "--dry-run").out
    assert tiny("draft", "list", "--json").json != []
    assert tiny("draft", "discard", draft["id"]).code == 0
    assert tiny("draft", "list").out == "You have no unfinished answers in /nowhere/notebook.\n"


def test_what_is_typed_and_not_an_answer_yet_is_counted_too(tiny):
    keeper = Keeper(Drafts.of_store("/nowhere/notebook"), "tiny new", NOW)
    keeper.keep({}, 8, "b", ["Less helps.", "", "P1 sleeps."])
    keeper.let_go()
    assert "0 of 8, 2 lines begun" in tiny("draft", "list").out


def test_resume_needs_a_terminal_and_a_draft(tiny):
    assert tiny("draft", "resume", "--json").error["code"] == "not-found"
    begin(Drafts.of_store("/nowhere/notebook"), form="tiny new", a="1")
    error = tiny("draft", "resume", "--json").error
    assert error["code"] == "no-terminal" and "imatter tiny new" in error["hint"]
