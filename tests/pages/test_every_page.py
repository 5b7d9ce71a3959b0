"""Every page that a coordinator or a practitioner makes: valid, readable for everybody, and deaf to what is in it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from browser import AXE, Tab

from imatter_cli.store import codec

HOSTILE = (
    """</script></template><script>document.title="run"</script><img src=x onerror="document.title='run'">{{ 7 }}"""
)
#: Fields that hold no words of anybody's: ids, days, events, money and choices of the programme.
STRUCTURE = {
    "id", "schema", "programme", "status", "at", "recorded", "event", "by", "on_behalf_of", "because", "practitioner",
    "project", "licence", "type", "setting", "date", "stage", "level", "round", "prompt", "prompts", "roles", "idea",
    "reviewer", "application", "code", "outcome", "quarter", "same_as", "reviewers", "criterion", "score", "amount",
    "award", "asked", "seal", "payee", "question", "conflict", "spent", "support", "lead", "age_band", "done", "opens",
    "closes", "budget", "reserve", "ceiling", "currency", "fields", "undoes", "undoes_at", "seed", "capacity",
    "eligibility",
    "supported_by", "acknowledgement", "step", "individual", "scheme", "rubric", "criteria", "questions", "ends",
    "focus_area", "because_of", "withdrawn", "published", "reference", "asks_of", "raised", "passed_to_host",
}  # fmt: skip


def planted(value: Any, key: str = "") -> Any:
    """The value with hostile words in every text that somebody wrote."""
    if key in STRUCTURE:
        return value
    if isinstance(value, str):
        return f"{value} {HOSTILE}"
    if isinstance(value, list):
        return [planted(one) for one in value]
    return {k: planted(v, k) for k, v in value.items()} if isinstance(value, dict) else value


def made(store: Any, to: Path) -> list[Path]:
    """A page of each sort."""
    to.mkdir()
    first = {kind: next(store.path.glob(f"records/{kind}/*/*.yaml")).stem for kind in
             ("projects", "reflections", "licences", "applications", "reviews", "practitioners")}  # fmt: skip
    holder = store.record(first["projects"])["practitioner"]
    lines: list[tuple[Any, ...]] = [("open", id, "--to", to / f"{kind}.html") for kind, id in first.items()]
    lines += [
        ("open", "--to", to / "home.html"), ("open", "2026-q3", "--to", to / "round.html"),
        ("open", "--quarter", "2026-Q3", "--to", to / "panel.html"),
        ("open", "--quarter", "2026-Q2", "--to", to / "published.html"),
        ("fund", "hand-out", "--quarter", "2026-Q3", "--to", to / "out"),
        ("fund", "pack", "--quarter", "2026-Q3", "--html", to / "pack.html"),
        ("fund", "letters", "--quarter", "2026-Q2", "--format", "html", "--to", to / "letters",
         "--messages", to / "messages.html"),
        ("form", "licence", "apply", "--to", to / "form-licence.html"),
        *(("form", *form, "--for", holder, "--to", to / f"form-{form[-1]}.html")
          for form in (("fund", "apply"), ("project", "plan"), ("reflect",))),
        ("portfolio", holder, "--own-words", "--title", HOSTILE[:30], "--html", to / "portfolio.html"),
    ]  # fmt: skip
    for line in lines:
        done = store(*line)
        assert done.code == 0, (line, done.err)
    return [*to.glob("*.html"), next((to / "out").iterdir()), next((to / "letters").iterdir())]


def test_no_word_in_a_record_is_more_than_a_word(tab: Tab, rehearsal: Any, tmp_path: Path) -> None:
    for path in rehearsal.path.glob("records/*/*/*.yaml"):
        data = planted(codec.parse(path.read_bytes(), str(path)))
        path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))
    seen = 0
    for page in made(rehearsal, tmp_path / "pages"):
        tab.go(page.as_uri())
        assert tab.js("document.title") != "run", page
        assert tab.js("document.querySelectorAll('main img, main script, main iframe').length") == 0, page
        assert tab.complaints() == [], page
        seen += tab.js("document.documentElement.textContent").count("document.title=")
    assert seen > 40


def test_the_pages_are_valid_html(rehearsal: Any, tmp_path: Path) -> None:
    tool = Path(__file__).resolve().parents[2] / ".ci/node/node_modules/.bin/html-validate"
    if shutil.which("node") is None or not tool.exists():
        pytest.skip("no HTML validator here (.ci/node-tools installs it)")
    pages = made(rehearsal, tmp_path / "pages")
    (tmp_path / ".htmlvalidate.json").write_text('{"extends": ["html-validate:recommended"]}')
    done = subprocess.run([tool, *pages], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


@pytest.mark.skipif(AXE is None, reason="axe-core is not here (.ci/node-tools installs it)")
def test_axe_finds_nothing_and_nothing_is_too_wide(tab: Tab, rehearsal: Any, tmp_path: Path) -> None:
    pages = made(rehearsal, tmp_path / "pages")
    tab.wide(390)
    for look in ({}, {"scheme": "dark"}, {"media": "print"}):
        tab.seen_as(**look)
        for page in pages:
            tab.go(page.as_uri())
            assert tab.axe() == [], (page, look)
            wide = tab.js("document.documentElement.scrollWidth")
            assert wide == 390 or "media" in look, (page, look)  # paper is wider
