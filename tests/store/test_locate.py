"""Which store is meant."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.errors import NotFound, StoreTrouble
from imatter_cli.store.locate import default_store, locate, set_default_store

kit = sys.modules["store_kit"]


@pytest.fixture
def stores(home: Any, box: Any, tmp_path: Path) -> dict[str, str]:
    """Four stores by how they could be meant."""
    names = ("named", "variable", "around", "default")
    for name in names:
        box.git("clone", "-q", ".", str(tmp_path / name))
    return {name: str(tmp_path / name) for name in names}


def test_the_nearest_word_counts(stores: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    set_default_store(stores["default"])
    assert locate().path == stores["default"]
    deep = Path(stores["around"]) / "a" / "b"
    deep.mkdir(parents=True)
    assert locate(start=str(deep)).path == stores["around"]
    monkeypatch.chdir(deep)
    assert locate().path == stores["around"]
    monkeypatch.setenv("IMATTER_STORE", stores["variable"])
    assert locate().path == stores["variable"]
    assert locate(stores["named"]).path == stores["named"]
    assert locate("../../../named").path == stores["named"]


def test_no_store_is_said_with_what_to_type(home: Any) -> None:
    with pytest.raises(StoreTrouble) as e:
        locate()
    assert e.value.code == "no-store"
    assert "imatter init" in str(e.value.hint)
    assert default_store() == ""


@pytest.mark.parametrize("how", ["named", "variable", "default"])
def test_a_named_folder_that_is_no_store_is_said_and_no_other_is_taken(
    stores: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    empty = tmp_path / "nothing"
    if how == "default":
        set_default_store(str(empty))
    if how == "variable":
        monkeypatch.setenv("IMATTER_STORE", str(empty))
    with pytest.raises(StoreTrouble) as e:
        locate(str(empty) if how == "named" else "")
    assert e.value.code == "no-store"
    assert str(empty) in e.value.message


def test_records_without_a_history_are_said_with_what_to_type(home: Any, tmp_path: Path) -> None:
    (tmp_path / "plain" / "records").mkdir(parents=True)
    (tmp_path / "plain" / "records" / "programme.yaml").touch()
    with pytest.raises(StoreTrouble) as e:
        locate(str(tmp_path / "plain"))
    assert e.value.code == "no-git"
    assert "git init" in str(e.value.hint)


def test_records_inside_another_repository_are_read_and_not_written(box: Any) -> None:
    box.write("inner/records/programme.yaml", kit.PROGRAMME)
    with pytest.raises(StoreTrouble) as e:
        locate(str(box.root / "inner"))
    assert e.value.code == "no-git"


def test_the_default_is_kept_under_the_users_config(home: Any, stores: dict[str, str]) -> None:
    set_default_store(stores["default"])
    kept = list(home.path.rglob("default-store"))
    assert len(kept) == 1
    assert default_store() == stores["default"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_refused_in_gits_words(box: Any) -> None:
    box.put(kit.PRJ[0])
    for path in [box.root, *box.root.rglob("*")]:
        os.chown(path, 12345, -1)
    store = box.store
    assert store.get(kit.PRJ[0]).id == kit.PRJ[0]
    for act in (lambda: box.put(kit.PRJ[1]), lambda: store.at("HEAD"), store.history, lambda: store.setting("me")):
        with pytest.raises(StoreTrouble, match="belongs to another user") as e:
            act()
        assert e.value.code == "git"


def test_a_partial_copy_without_its_remote_is_said(box: Any) -> None:
    box.put(kit.PRJ[0])
    first = box.head()
    box.put(kit.PRJ[0], title="two")
    box.git("config", "uploadpack.allowFilter", "true")
    box.git("clone", "-q", "--filter=blob:none", box.root.as_uri(), "../partial")
    partial = kit.Box(box.root.parent / "partial")
    partial.git("remote", "set-url", "origin", "file:///nonexistent")
    with pytest.raises((StoreTrouble, NotFound)) as e:
        partial.store.at(first).get(kit.PRJ[0])
    assert isinstance(e.value, StoreTrouble)
    assert e.value.code == "git"


@pytest.fixture
def stranger() -> Iterator[Path]:
    """A folder that anybody may enter, and somebody who is not allowed everything, as root is."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    before = os.geteuid()
    if before == 0:
        os.chown(folder, 65534, -1)
        os.seteuid(65534)
    yield folder
    os.seteuid(before)
    for path in folder.rglob("*"):
        path.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.parametrize("closed", ["", "records", ".git"])
def test_a_folder_that_may_not_be_entered_is_named(
    stranger: Path, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    store = stranger / "store"
    for name in ("records", ".git"):
        (store / name).mkdir(parents=True)
    (store / "records" / "programme.yaml").touch()
    (store / closed).chmod(0)
    try:
        if closed:
            monkeypatch.chdir(store)
        for named in (str(store), "" if closed else str(store)):
            with pytest.raises(StoreTrouble) as e:
                locate(named)
            assert e.value.code == "no-permission"
            assert e.value.message == f"Permission denied: you can't read {(store / closed)}."
    finally:
        (store / closed).chmod(0o700)


def test_a_default_that_has_moved_is_not_replaced_without_a_word(home: Any, tmp_path: Path) -> None:
    set_default_store(str(tmp_path / "notebook"))
    with pytest.raises(StoreTrouble) as e:
        locate()
    assert f"was in {tmp_path / 'notebook'}" in e.value.message
    assert "imatter store use PATH" in str(e.value.hint) and f"imatter init {tmp_path / 'notebook'}" in str(
        e.value.hint
    )


def test_a_file_is_not_a_place_for_a_store(home: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreTrouble) as e:
        locate(str(tmp_path / "file"))
    assert "imatter init" not in str(e.value.hint)


def test_inside_another_repository_what_must_not_pass_by_mistake_uses_no_other_store(
    stores: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_default_store(stores["default"])
    inside = Path(stores["around"]) / "inside"
    for foreign in (tmp_path / "foreign", inside):
        (foreign / ".git").mkdir(parents=True)
        (foreign / "deep").mkdir()
        monkeypatch.chdir(foreign / "deep")
        with pytest.raises(StoreTrouble) as e:
            locate(here=True)
        assert (e.value.code, str(foreign) in e.value.message) == ("no-store", True)
        assert locate(stores["named"], here=True).path == stores["named"]
    monkeypatch.chdir(tmp_path)
    assert locate(here=True).path == stores["default"]
    monkeypatch.chdir(stores["around"])
    assert locate(here=True).path == stores["around"]


def test_a_pipe_where_the_default_or_the_rules_are_kept_is_not_waited_for(home: Any, tmp_path: Path) -> None:
    set_default_store(str(tmp_path / "notebook"))
    (kept,) = home.path.rglob("default-store")
    kept.unlink()
    os.mkfifo(kept)
    assert default_store() == ""
    with pytest.raises(StoreTrouble, match="not an ordinary file"):
        set_default_store(str(tmp_path / "notebook"))
    subprocess.run(["git", "init", "-q", tmp_path / "store"], check=True)
    (tmp_path / "store" / "records").mkdir()
    os.mkfifo(tmp_path / "store" / "records" / "programme.yaml")
    with pytest.raises(StoreTrouble, match="not an ordinary file"):
        locate(str(tmp_path / "store"))
