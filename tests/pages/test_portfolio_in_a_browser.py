"""The page in a real browser: it is all there, asks nobody anything, fits a narrow screen, and prints."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Browser = Callable[..., str]
LEAK = '<img src="/leak.png" alt="">'
#: Looks into the page from beside it and says what it sees; the page itself lets no script run.
LOOK = """<!doctype html><html><head><title>look</title></head><body>
<iframe src="page.html" width="{width}" height="900" onload="
  const there = this.contentDocument, all = [...there.body.querySelectorAll('*')];
  const beyond = all.filter(e => !e.closest('svg') && e.getBoundingClientRect().right > {width} + 0.5);
  document.body.dataset.seen = JSON.stringify([there.title, there.documentElement.scrollWidth, beyond.length,
    getComputedStyle(there.body).maxWidth]);
"></iframe></body></html>"""


def test_all_of_it_is_there_and_nothing_ran(html: str, chromium: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(html)
    seen = chromium("--dump-dom", page.as_uri())
    assert "This page holds only what was shared." in seen.rpartition("<footer>")[2]
    assert "<title>Microproject practice, 25 November 2025 to 24 November 2026</title>" in seen
    assert "روتين المساء" in seen and "الهدوء يبدأ بخطوة صغيرة." in seen
    assert "<script" not in seen and "<img" not in seen


def test_it_asks_nobody_anything(html: str, chromium: Browser, server: Any, tmp_path: Path) -> None:
    served = tmp_path / "served"
    (served / "page.html").write_text(html)
    chromium("--dump-dom", server.address("page.html"))
    assert server.asked == ["/page.html"]


def test_even_what_slipped_in_would_ask_nobody(html: str, chromium: Browser, server: Any, tmp_path: Path) -> None:
    served = tmp_path / "served"
    (served / "page.html").write_text(html.replace("<main>", f"<main>{LEAK}<script src='/leak.js'></script>"))
    chromium("--dump-dom", server.address("page.html"))
    assert server.asked == ["/page.html"]


def test_a_page_that_asks_is_seen(chromium: Browser, server: Any, tmp_path: Path) -> None:
    (tmp_path / "served" / "page.html").write_text(f"<!doctype html><title>x</title>{LEAK}")
    chromium("--dump-dom", server.address("page.html"))
    assert "/leak.png" in server.asked


@pytest.mark.parametrize("width", [320, 800])
def test_it_fits_and_its_style_counts(
    html: str, width: int, chromium: Browser, server: Any, tmp_path: Path
) -> None:  # fmt: skip
    served = tmp_path / "served"
    (served / "page.html").write_text(html)
    (served / "look.html").write_text(LOOK.replace("{width}", str(width)))
    seen = chromium("--window-size=1200,1000", "--dump-dom", server.address("look.html"))
    title = "Microproject practice, 25 November 2025 to 24 November 2026"
    assert f"[&quot;{title}&quot;,{width},0,&quot;736px&quot;]" in seen, seen[-400:]


@pytest.mark.parametrize("width", [320, 800])
def test_a_picture_of_it(html: str, width: int, chromium: Browser, tmp_path: Path) -> None:
    page, shot = tmp_path / "page.html", tmp_path / "page.png"
    page.write_text(html)
    chromium(f"--window-size={width},1200", f"--screenshot={shot}", page.as_uri())
    raw = shot.read_bytes()
    assert raw[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", raw[16:24]) == (width, 1200)
    empty = tmp_path / "empty.html"
    empty.write_text("<!doctype html><title>x</title>")
    chromium(f"--window-size={width},1200", f"--screenshot={tmp_path / 'empty.png'}", empty.as_uri())
    assert len(raw) > 5 * (tmp_path / "empty.png").stat().st_size


def test_it_prints(html: str, chromium: Browser, tmp_path: Path) -> None:
    page, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(html)
    chromium("--no-pdf-header-footer", f"--print-to-pdf={printed}", page.as_uri())
    raw = printed.read_bytes()
    assert raw.startswith(b"%PDF-")
    assert 1 <= raw.count(b"/Type /Page\n") <= 5
