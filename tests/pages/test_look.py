"""What all pages share: only their own scripts run, data is only data, and what is typed stays with its file."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

import pytest
from browser import Tab

from imatter_cli.output import pages

HOSTILE = (
    """</script></template><script>document.title="run"</script><img src=x onerror="document.title='run'">"""
    "&amp;\u2028{{ 7 * 7 }}"
)
#: A page of the tests' own: it shows its data, and keeps what a test tells it to.
TEMPLATE = (
    '{% extends "pages/base.html" %}{% block main %}<h1>{{ title }}</h1><p id="said">{{ said }}</p>{% endblock %}'
)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    shipped = pages._shipped
    own = {"trial.html": TEMPLATE, "trial.js": "'use strict';"}
    monkeypatch.setattr(pages, "_shipped", lambda name: own.get(name) or shipped(name))
    facts = {"title": "A trial", "said": HOSTILE}
    made = pages.page("trial.html", facts, scripts=("trial.js",), data={"held": {"text": HOSTILE}})
    path = tmp_path / "trial.html"
    path.write_text(made, encoding="utf-8")
    return path


def test_data_holds_no_mark_and_is_the_same_again() -> None:
    text = pages.as_json({"text": HOSTILE})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == {"text": HOSTILE}


def test_no_script_that_comes_with_imatter_could_end_its_element() -> None:
    for one in resources.files("imatter_cli").joinpath("data", "pages").iterdir():
        if one.name.endswith(".js"):
            assert not re.search("</script|<!--", one.read_text(encoding="utf-8"), re.I), one.name


def test_data_is_read_and_nothing_in_it_runs(written: Path, tab: Tab) -> None:
    tab.go(written.as_uri())
    assert tab.js("document.title") == "A trial"
    assert tab.js("page.data('held').text") == HOSTILE
    assert tab.js("document.getElementById('said').textContent") == HOSTILE
    assert tab.js("document.images.length") == 0
    assert not tab.complaints()


@pytest.mark.parametrize(
    "slipped",
    ["<script>document.title = 'run'</script>", "<img src='x' onerror=\"document.title='run'\">"],
)
def test_even_what_slipped_in_would_not_run(written: Path, tab: Tab, slipped: str) -> None:
    written.write_text(written.read_text(encoding="utf-8").replace("<main>", f"<main>{slipped}"), encoding="utf-8")
    tab.go(written.as_uri())
    assert tab.js("document.title") == "A trial"
    assert any("Content Security Policy" in one for one in tab.complaints())


def test_what_is_typed_is_kept_for_this_file_alone(written: Path, tab: Tab, tmp_path: Path) -> None:
    tab.go(written.as_uri())
    assert tab.js("page.keeper('secret').then(k => k.able)")
    assert tab.js("page.keeper('secret').then(k => k.keep({typed: 'a quiet evening'}))")
    tab.go(written.as_uri())
    assert tab.js("page.keeper('secret').then(k => k.kept.typed)") == "a quiet evening"
    other = tmp_path / "other.html"
    other.write_text("<!doctype html><title>other</title>")
    tab.go(other.as_uri())
    assert "a quiet evening" not in tab.js("JSON.stringify(window.localStorage)")
    assert "secret" not in tab.js("JSON.stringify(window.localStorage)")
    tab.go(written.as_uri())
    assert tab.js("page.keeper('another').then(k => k.kept)") is None
    tab.js("page.keeper('secret').then(k => k.clear())")
    assert tab.js("page.keeper('secret').then(k => k.kept)") is None
