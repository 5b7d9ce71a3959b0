"""`imatter open`: a page in a folder that only its owner can read, opened where there is a browser."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest


def pages(home: Any) -> Path:
    return Path(home.path) / "imatter-pages"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_home_is_written_where_only_its_owner_reads_it(notebook: Any, home: Any) -> None:
    notebook.running()
    done = notebook("open", "--json").json
    there = pages(home) / "imatter-home.html"
    assert done == {"path": str(there), "opened": False}
    assert (mode(pages(home)), mode(there)) == (0o700, 0o600)
    assert "evening routine" in there.read_text() and "<script" not in there.read_text()
    said = notebook("open").out
    assert said == "Written: ~/imatter-pages/imatter-home.html. Only you can read it.\n"
    assert notebook("open", "--dry-run").out.startswith("Would be written: ~/imatter-pages/imatter-home.html.")


def test_pages_of_other_days_are_cleared_away_and_nothing_else(notebook: Any, home: Any) -> None:
    notebook("open")
    old, other = pages(home) / "imatter-prj-2611-7kq4m2x.html", pages(home) / "mine.html"
    for path in (old, other):
        path.write_text("x")
        os.utime(path, (time.time() - 2 * 86400,) * 2)
    (pages(home) / "imatter-home.html").chmod(0o644)
    pages(home).chmod(0o755)
    notebook("open")
    assert sorted(p.name for p in pages(home).iterdir()) == ["imatter-home.html", "mine.html"]
    assert (mode(pages(home)), mode(pages(home) / "imatter-home.html")) == (0o700, 0o600)


@pytest.mark.parametrize("what", ["link", "file"])
def test_a_folder_that_is_not_ones_own_is_left_alone(notebook: Any, home: Any, tmp_path: Path, what: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if what == "link":
        pages(home).symlink_to(elsewhere)
    else:
        pages(home).write_text("mine")
    assert notebook("open", "--json").error["code"] == "not-written"
    assert list(elsewhere.iterdir()) == []


def test_a_record_has_its_life_and_a_reflection_its_questions(notebook: Any, tmp_path: Path) -> None:
    _, project = notebook.running()
    notebook.change("project", "pause", project, "--reason", "<b>family</b> & work")
    page = tmp_path / "project.html"
    assert notebook("open", project, "--to", page, "--json").json == {"path": str(page), "opened": False}
    said = page.read_text()
    assert "<b>family" not in said and "paused: <b>family</b> & work" in unescape(said)
    assert all(one in said for one in ("evening routine", "planned", "started", project))
    again = notebook("open", project, "--to", page, "--json")
    assert again.error["code"] == "file-exists"
    assert notebook("open", project, "--to", page, "--force").code == 0
    assert notebook("open", "portfolio", "--to", tmp_path / "portfolio.html").code == 0
    assert "Microproject practice" in (tmp_path / "portfolio.html").read_text()


def test_a_page_shows_only_what_its_reader_may_see(rehearsal: Any, tmp_path: Path) -> None:
    sat = rehearsal("fund", "review", "--quarter", "2026-Q3", "--json").json
    one = next(a for a in sat["applications"] if a["ready"])
    rehearsal.change("fund", "decide", one["id"], "--outcome", "funded", "--reason", "need=wanted")
    review = next(r for r in one["reviews"] if r["status"] == "submitted")
    for number, (what, who) in enumerate([(one["id"], one["practitioner"]), (review["id"], one["practitioner"])]):
        page = tmp_path / f"{number}.html"
        assert rehearsal("open", what, "--to", page, "--as", who).code == 0
        assert ", award " not in page.read_text() and review["comment"] not in page.read_text()
    page = tmp_path / "own.html"
    assert rehearsal("open", one["id"], "--to", page).code == 0 and ", award " in page.read_text()
    refused = rehearsal("open", "--quarter", "2026-Q3", "--as", one["practitioner"], "--json")
    assert (refused.code, refused.error["code"]) == (4, "not-yours")


def test_an_erasure_takes_the_pages_with_it(notebook: Any, home: Any) -> None:
    id = notebook.change("reflect", "--project", notebook.running()[1], "--what", "quokka")["id"]
    notebook("open", id)
    (page,) = pages(home).iterdir()
    assert "quokka" in page.read_text()
    (pages(home) / "mine.html").write_text("quokka")
    assert notebook("erase", id, "--yes").code == 0
    assert [p.name for p in pages(home).iterdir()] == ["mine.html"]


def test_at_a_terminal_the_browser_opens_it(
    notebook: Any, home: Any, terminal: Callable[..., Any], tmp_path: Path
) -> None:
    asked = tmp_path / "asked"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {asked}\n')
    browser.chmod(0o755)
    child = terminal("open", "--store", notebook.path, env={"BROWSER": f"{browser} %s"})
    child.expect("Opened in your browser: ~/imatter-pages/imatter-home.html")
    child.wait()
    assert asked.read_text().strip() == (pages(home) / "imatter-home.html").as_uri()
