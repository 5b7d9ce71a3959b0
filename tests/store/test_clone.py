"""One id for a store and all its clones, one for each clone, and unfinished answers that follow it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.domain import ids
from imatter_cli.errors import StoreTrouble
from imatter_cli.input.drafts import Draft, Drafts
from imatter_cli.store.locate import locate, set_default_store
from imatter_cli.store.open import open_store

kit = sys.modules["store_kit"]


def drafts(folder: Path) -> Drafts:
    store = open_store(str(folder))
    return Drafts.of_store(store.root, store.clone_id(), lambda: store.clone_id(make=True))


def keep(folder: Path, id: str) -> None:
    drafts(folder).save(
        Draft(id, "reflection new", "", "imatter reflect", "2026-11-24", "2026-11-24", answers={"a": 1})
    )


def kept(folder: Path) -> list[str]:
    return sorted(draft.id for draft in drafts(folder).list())


def test_a_store_without_an_id_in_its_rules_has_one_by_its_first_change(home: Any, box: Any, tmp_path: Path) -> None:
    box.git("clone", "-q", ".", str(tmp_path / "other"))
    first = box.store.store_id()
    box.put(kit.PRJ[0])
    assert ids.is_store_id(first)
    assert first == box.store.store_id() == open_store(str(tmp_path / "other")).store_id()


def test_answers_move_with_their_folder_and_stay_apart_in_clones_and_copies(
    home: Any, box: Any, tmp_path: Path
) -> None:
    clone, copy, moved, second = (tmp_path / name for name in ("clone", "copy", "moved", "second"))
    keep(box.root, "one")
    box.git("clone", "-q", ".", str(clone))
    shutil.copytree(box.root, copy)
    assert (kept(box.root), kept(clone), kept(copy)) == (["one"], [], [])
    keep(clone, "two")
    keep(copy, "three")
    assert (kept(box.root), kept(clone), kept(copy)) == (["one"], ["two"], ["three"])
    shutil.move(box.root, moved)
    shutil.move(copy, second)
    assert (kept(moved), kept(clone), kept(second)) == (["one"], ["two"], ["three"])


def test_a_copy_that_was_looked_at_stays_apart_when_the_first_folder_moves(home: Any, box: Any, tmp_path: Path) -> None:
    copy, moved, again = (tmp_path / name for name in ("copy", "moved", "again"))
    keep(box.root, "one")
    shutil.copytree(box.root, copy)
    assert kept(copy) == []
    shutil.move(box.root, moved)
    assert (kept(copy), kept(moved)) == ([], ["one"])
    shutil.copytree(moved, again)
    assert (kept(again), kept(moved)) == ([], ["one"])


def test_answers_kept_by_an_older_imatter_come_along(home: Any, box: Any, tmp_path: Path) -> None:
    Drafts.of_store(str(box.root)).save(Draft("old", "edit", "", "imatter edit x", "2026", "2026", answers={"a": 1}))
    assert kept(box.root) == ["old"]
    keep(box.root, "new")
    shutil.move(box.root, tmp_path / "moved")
    assert kept(tmp_path / "moved") == ["new", "old"]


def test_a_file_or_a_link_in_the_place_of_the_id_is_not_followed(home: Any, box: Any, tmp_path: Path) -> None:
    inside = box.root / ".git" / "imatter"
    inside.mkdir(exist_ok=True)
    (tmp_path / "elsewhere").write_text("0123456789abcdef\n/\n")
    (inside / "clone").symlink_to(tmp_path / "elsewhere")
    assert box.store.clone_id() == ""
    assert len(box.store.clone_id(make=True)) == 16
    assert (tmp_path / "elsewhere").read_text() == "0123456789abcdef\n/\n"


@pytest.mark.parametrize("gone", ["records/programme.yaml", "records"])
def test_a_store_whose_rules_are_gone_is_never_passed_over(
    home: Any, box: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    box.git("clone", "-q", ".", str(tmp_path / "default"))
    set_default_store(str(tmp_path / "default"))
    box.put(kit.PRJ[0])
    box.git("rm", "-rq", gone)
    (box.root / "deep").mkdir()
    monkeypatch.chdir(box.root / "deep")
    for named in ("", str(box.root)):
        with pytest.raises(StoreTrouble) as e:
            locate(named)
        assert e.value.code == "no-programme"
        assert str(box.root) in e.value.message and "imatter recover" in str(e.value.hint)
