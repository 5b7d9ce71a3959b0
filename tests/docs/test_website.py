"""The documentation as a site: every link and anchor holds, and no page asks anybody for anything."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

pytest.importorskip("markdown_it")
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs"))
import website  # noqa: E402

PAGES = website.pages()


def broken(page: Path, text: str) -> list[str]:
    """The links of a page that lead to no file, or to no heading."""
    wrong = []
    for one, name in website.links(website.parsed(text)):
        address = str(one.attrs[name])
        there, anchor = website.target(page, address), address.partition("#")[2]
        if there is None:
            continue
        headings = {str(token.attrs.get("id")) for token in PAGES.get(there, ())}
        if not (there.exists() or there in PAGES) or (anchor and anchor not in headings):
            wrong.append(address)
    return wrong


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_anchor_leads_somewhere(page: Path) -> None:
    assert broken(page, "" if page == website.DECISIONS else page.read_text(encoding="utf-8")) == []


def test_a_link_that_leads_nowhere_is_seen() -> None:
    page = ROOT / "docs" / "index.md"
    text = "[a](nowhere.md) [b](reference/running.md#exit-codes) [c](reference/running.md#no) [d](#no) ![e](no.svg)"
    assert broken(page, text) == ["nowhere.md", "reference/running.md#no", "#no", "no.svg"]


def test_the_site_is_plain_files_that_ask_nobody(tmp_path: Path) -> None:
    website.build(tmp_path)
    built = sorted(tmp_path.rglob("*.html"))
    assert len(built) == len(PAGES) + 1
    for page in built:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        loaded = re.findall(r'<(?:link|img|iframe|source)[^>]*(?:href|src)="([^"]*)"', text)
        assert not [address for address in loaded if re.match(r"(?:[a-z]+:)?//", address)]
        for address in [*loaded, *re.findall(r'<a href="([^"#]*)', text)]:
            if address and not address.startswith(("http", "data:")):
                assert (page.parent / address).exists(), f"{page.name}: {address}"
    looks = (tmp_path / "look.css").read_text() + (tmp_path / "docs" / "pictures" / "terminal.svg").read_text()
    assert not re.search(r"url\((?!#)|@import", looks)
