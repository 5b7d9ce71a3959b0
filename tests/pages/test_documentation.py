"""The documentation's site in a real browser: pictures load, nothing is wider than a telephone, and axe is content."""

from __future__ import annotations

import sys
from pathlib import Path

import browser
import pytest
from browser import Tab

pytest.importorskip("markdown_it")
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "docs"))
import website

PAGES = ("index.html", "reference/running.html", "tutorials/reviewer.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    website.build(folder)
    return folder / "docs"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_whole_and_fits_a_telephone(site: Path, tab: Tab, page: str) -> None:
    tab.wide(320)
    tab.go((site / page).as_uri())
    assert tab.complaints() == []
    assert tab.js("[...document.images].every(one => one.complete && one.naturalWidth > 200)")
    assert tab.js("document.documentElement.scrollWidth") <= 320


@pytest.mark.skipif(browser.AXE is None, reason="axe-core is not installed here")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_everybody_can_read_it(site: Path, tab: Tab, page: str, scheme: str) -> None:
    tab.seen_as(scheme=scheme)
    tab.go((site / page).as_uri())
    assert tab.axe() == []
