"""The panel's page in a real browser: one application a screen, decisions tried there, and made from its plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from browser import AXE, Tab

from imatter_cli.services.fund import panel

HOSTILE = (
    """</script></template><script>document.title="run"</script><img src=x onerror="document.title='run'">{{ 7 }}"""
)
QUARTER = ("--quarter", "2026-Q3")


def opened(tab: Tab, store: Any, to: Path, *more: str) -> None:
    done = store("open", *QUARTER, "--to", to, *more, "--json")
    assert done.code == 0, done.err
    tab.go(to.as_uri())
    tab.until("document.documentElement.dataset.ready")


def text(tab: Tab, id: str) -> str:
    return str(tab.js(f"document.getElementById({json.dumps(id)}).textContent"))


def here(tab: Tab) -> str:
    return str(tab.js("document.querySelector('.part:not(.away) h2').textContent"))


def to_try(store: Any) -> list[dict[str, Any]]:
    """What can be tried: first what can be given money, then what can only be deferred or not funded."""
    sat = store("fund", "review", *QUARTER, "--json").json
    found = [{**a, "n": n} for n, a in enumerate(sat["applications"], 1) if a["ready"] or a["without_award"]]
    return sorted(found, key=lambda a: not a["ready"])


def try_it(tab: Tab, n: int, outcome: str, **answers: str) -> None:
    """Try a decision on the n-th application, on its screen."""
    tab.click(f"[data-to='{n}']")
    tab.click(f"#outcome-{n - 1}-{outcome}")
    for name, said in answers.items():
        tab.type(f"#{name.replace('_', '-')}-{n - 1}", said)


def saved(tab: Tab, folder: Path) -> Path:
    path = folder / "plan-2026-Q3.json"
    tab.downloads(folder)
    tab.click("#save")
    for _ in range(1000):
        if path.exists() and path.read_text().endswith("}\n"):
            return path
        tab.js("new Promise(done => setTimeout(done, 10))")
    raise AssertionError("no plan was saved")


def test_decisions_are_made_from_what_was_tried(tab: Tab, rehearsal: Any, tmp_path: Path) -> None:
    first, second, third = to_try(rehearsal)
    page = tmp_path / "panel.html"
    opened(tab, rehearsal, page)
    assert here(tab) == "All applications"
    tab.press("ArrowRight")
    assert here(tab) == tab.js("document.querySelector('#app-1 h2').textContent")
    tab.press("ArrowLeft")
    assert here(tab) == "All applications"
    try_it(tab, first["n"], "part-funded", award="1000", why_need="half of it")
    assert "less than" in tab.js(f"document.querySelector('#app-{first['n']} .try .wrong').textContent")
    tab.type(f"#award-{first['n'] - 1}", "50.50")
    try_it(tab, second["n"], "deferred", asks="Steps with dates.", why_feasible="no dates yet")
    assert tab.js(f"document.getElementById('outcome-{second['n'] - 1}-funded')") is None
    try_it(tab, third["n"], "not-funded")
    assert "1 decision has no reason yet." in text(tab, "plan-told")
    tab.type(f"#why-need-{third['n'] - 1}", "small and ready")
    assert "no reason" not in text(tab, "plan-told")
    assert "3 decisions are tried." in text(tab, "plan-told")
    tab.kept()
    tab.go(page.as_uri())  # closed and opened again
    tab.until("document.documentElement.dataset.ready")
    assert text(tab, "kept") == "What was tried before is here again."
    plan = saved(tab, tmp_path / "saved")
    left = text(tab, "budget").rpartition("Left: £")[2].rstrip(".").replace(",", "")
    tried = rehearsal("fund", "review", *QUARTER, "--plan", plan, "--json")
    assert tried.code == 0, (tried.out, tried.err)
    assert float(tried.json["left"]) == float(left)
    applied = rehearsal("fund", "review", *QUARTER, "--plan", plan, "--apply", "--json")
    assert applied.code == 0 and applied.json["applied"], (applied.out, applied.err)
    now = {a["id"]: a for a in rehearsal("fund", "review", *QUARTER, "--json").json["applications"]}
    assert [now[a["id"]]["outcome"] for a in (first, second, third)] == ["part-funded", "deferred", "not-funded"]
    assert now[first["id"]]["award"] == "50.50"
    opened(tab, rehearsal, page, "--force")
    assert "half of it" in tab.js(f"document.querySelector('#app-{first['n']} .note').textContent")
    assert "half of it" in text(tab, "minutes")
    assert not tab.complaints()


def test_what_can_not_be_decided_yet_says_why_and_offers_nothing(tab: Tab, rehearsal: Any, tmp_path: Path) -> None:
    sat = rehearsal("fund", "review", *QUARTER, "--json").json["applications"]
    n, waiting = next((n, a) for n, a in enumerate(sat, 1) if a["standing"] == "needs a review")
    licence = rehearsal("show", waiting["id"], "--json").json["licence"]
    paused = rehearsal("licence", "pause", licence, "--reason", "new-post", "--json")
    assert paused.code == 0, paused.err
    opened(tab, rehearsal, tmp_path / "panel.html")
    told = tab.js(f"document.querySelector('#app-{n}').textContent")
    assert "It can't be decided yet: needs a review, no active licence." in told
    assert "or defer it" not in told and "Try a decision" not in told


def test_words_of_applicants_stay_words(tab: Tab, rehearsal: Any, tmp_path: Path) -> None:
    one = to_try(rehearsal)[0]
    done = rehearsal("fund", "edit", one["id"], "--key-barrier", HOSTILE, "--reason", "as they wrote it", "--json")
    assert done.code == 0, done.err
    opened(tab, rehearsal, tmp_path / "panel.html")
    assert tab.js("document.title") == "Microproject Development Fund, 2026-Q3"
    assert HOSTILE in tab.js(f"document.querySelector('#app-{one['n']} .words').textContent")
    assert tab.js("document.images.length") == 0 and not tab.complaints()


@pytest.mark.skipif(AXE is None, reason="axe-core is not here (.ci/node-tools installs it)")
def test_axe_finds_nothing(tab: Tab, rehearsal: Any, tmp_path: Path) -> None:
    n = to_try(rehearsal)[0]["n"]
    for look in ({}, {"scheme": "dark"}, {"media": "print"}):
        tab.seen_as(**look)
        tab.wide(390)
        opened(tab, rehearsal, tmp_path / "panel.html", "--force")
        assert tab.axe() == []
        tab.js(f"document.querySelector(\"[data-to='{n}']\").click()")
        tab.js(f"document.getElementById('outcome-{n - 1}-deferred').click()")
        assert tab.axe() == []
        assert tab.js("document.documentElement.scrollWidth") == 390


def test_what_was_promised_elsewhere_is_not_given_again(
    tab: Tab, rehearsal: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "promised", lambda store: {"2026-q3": 90000})
    opened(tab, rehearsal, tmp_path / "panel.html")
    assert "Promised besides: £900. Tried here: £0. Left: £100." in text(tab, "budget")
    try_it(tab, to_try(rehearsal)[0]["n"], "funded")
    assert "Too much by: £80." in text(tab, "budget")
