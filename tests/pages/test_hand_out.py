"""A reviewer's page in a real browser: filled in, closed half-way, gone on with, saved, and read back by imatter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser import AXE, Tab

from imatter_cli.domain.fund import handed_back
from imatter_cli.output import hand_outs

HOSTILE = (
    """</script></template><script>document.title="run"</script><img src=x onerror="document.title='run'">{{ 7 }}"""
)
RUBRIC = [
    {"id": id, "name": id.capitalize(), "ask": f"Is there {id}?", "scores": ["No.", "A little.", "Yes."]}
    for id in ("need", "fit")
]
REVIEWER = "prc-2611-rev00aa"


COMMENT = "Small.\n\nneed: it is clear\n=== and\n| more\n\\ all"


def application(n: int, **more: Any) -> dict[str, Any]:
    return {
        "application": f"app-2611-000000{n}", "revision": n, "label": f"area {n}", "kind": "Early concern",
        "setting": "School", "applicant": f"prc-2611-000000{n}", "asked": "100.00",
        "costs": [{"item": "room", "amount": "100.00"}], "payee": "host", "key_barrier": "No budget line.",
        "other_sources": "", "answers": [], **more,
    }  # fmt: skip


MADE: dict[str, Any] = {
    "imatter": "hand-out/1", "quarter": "2026-q4", "reviewer": REVIEWER, "made": "2026-11-24T09:00:00Z",
    "currency": "GBP", "funder": "A fund", "rubric": RUBRIC, "conflicts": [{"id": "money", "name": "Money"}],
    "applications": [application(1), application(2, label=HOSTILE, key_barrier=HOSTILE), application(3)],
}  # fmt: skip


def written(path: Path, **more: Any) -> str:
    path.write_text(hand_outs.html({**MADE, **more}, f"the secret of {path}"), encoding="utf-8")
    return path.as_uri()


def opened(tab: Tab, address: str) -> None:
    tab.go(address)
    tab.until("document.documentElement.dataset.ready")


def score(tab: Tab, number: int, **scores: str) -> None:
    for criterion, value in scores.items():
        tab.click(f"#{criterion}-{number}-{value}")


def saved(tab: Tab, folder: Path) -> str:
    """The text of the file that the page saves."""
    path = folder / f"reviews-2026-Q4-{REVIEWER}.txt"
    path.unlink(missing_ok=True)
    tab.downloads(folder)
    tab.click("#save")
    for _ in range(1000):
        if path.exists() and path.read_text().endswith("=== end\n"):
            return path.read_text()
        tab.js("new Promise(done => setTimeout(done, 10))")
    raise AssertionError("nothing was saved")


def read(text: str) -> list[dict[str, Any]]:
    data = handed_back.of_text(text, lambda quarter: RUBRIC, {}, "back.txt")
    assert not handed_back.faults(data, "back.txt")
    assert (data["reviewer"], data["quarter"]) == (REVIEWER, "2026-q4")
    return list(data["reviews"])


def test_filled_in_in_several_goes(tab: Tab, tmp_path: Path) -> None:
    address = written(tmp_path / "page.html")
    opened(tab, address)
    assert tab.js("document.title") == "Reviews, 2026-Q4" and tab.js("document.images.length") == 0
    score(tab, 0, need="2", fit="na")
    tab.type("#comment-0", COMMENT)
    tab.until("document.getElementById('state-0').textContent === 'finished'")
    tab.click("#next")
    score(tab, 1, need="0")
    tab.kept()
    opened(tab, address)  # closed and opened again: what was typed is here, and it goes on where it stopped
    assert tab.js("document.getElementById('kept').textContent") == "What you typed before is here again."
    assert tab.js("document.getElementById('head-1').closest('article').classList.contains('away')") is False
    assert tab.js("document.getElementById('progress').textContent") == "1 of 3 applications finished."
    tab.click("#next")
    tab.js("(s => { s.value = 'money'; s.dispatchEvent(new Event('input', {bubbles: true})); })"
           "(document.getElementById('conflict-2'))")  # fmt: skip
    assert tab.js("getComputedStyle(document.querySelector('#app-2 .read')).display") == "none"
    first, second, third = read(saved(tab, tmp_path / "saved"))
    assert first == {
        "application": "app-2611-0000001", "revision": 1, "comment": COMMENT,
        "scores": [{"criterion": "need", "score": 2}, {"criterion": "fit", "score": "n/a"}],
    }  # fmt: skip
    assert second == {
        "application": "app-2611-0000002", "revision": 2, "scores": [{"criterion": "need", "score": 0}],
    }  # fmt: skip
    assert third == {"application": "app-2611-0000003", "revision": 3, "conflict": "money"}
    assert "1 application is not finished" in tab.js("document.getElementById('saved').textContent")
    assert not tab.complaints()


def chosen(tab: Tab, path: Path) -> str:
    """What the page says once a file of saved answers was chosen."""
    tab.js("document.getElementById('wrong-open').textContent = ''; document.getElementById('saved').hidden = true")
    node = tab.send("DOM.getDocument")["root"]["nodeId"]
    field = tab.send("DOM.querySelector", nodeId=node, selector="#open")["nodeId"]
    tab.send("DOM.setFileInputFiles", files=[str(path)], nodeId=field)
    tab.until("document.getElementById('wrong-open').textContent || !document.getElementById('saved').hidden")
    return str(
        tab.js("document.getElementById('wrong-open').textContent || document.getElementById('saved').textContent")
    )


def test_saved_answers_go_on_in_a_newer_page(tab: Tab, tmp_path: Path) -> None:
    opened(tab, written(tmp_path / "page.html"))
    score(tab, 0, need="1", fit="1")
    tab.type("#comment-0", "Kept.\n| as it was")
    score(tab, 2, need="2")
    text = saved(tab, tmp_path / "saved")
    file = tmp_path / "saved.txt"
    newer = written(tmp_path / "newer.html", applications=[application(1), application(3, revision=4)])
    opened(tab, newer)
    file.write_text(text.replace(REVIEWER, "prc-2611-rev00bb"))
    assert chosen(tab, file) == "This file has no answers for this reviewer and quarter."
    file.write_text(text)
    assert "2 answers are about what this page does not have" in chosen(tab, file)
    first, second = read(saved(tab, tmp_path / "again"))
    assert (first["comment"], len(first["scores"])) == ("Kept.\n| as it was", 2)
    assert second == {"application": "app-2611-0000003", "revision": 4}


def test_a_review_comes_from_a_page_into_the_store(tab: Tab, rehearsal: Any, tmp_path: Path) -> None:
    made = rehearsal("fund", "hand-out", "--quarter", "2026-Q3", "--to", tmp_path / "reviews", "--json").json
    one = made[0]
    opened(tab, Path(one["path"]).as_uri())
    assert len(one["applications"]) == tab.js("document.querySelectorAll('[data-application]').length")
    score(tab, 0, need="3", fit="4", feasible="na")
    tab.type("#comment-0", "From a page.")
    tab.downloads(tmp_path / "saved")
    tab.click("#save")
    file = tmp_path / "saved" / f"reviews-2026-Q3-{one['reviewer']}.txt"
    tab.until("!document.getElementById('saved').hidden")
    while not file.exists():
        tab.js("new Promise(done => setTimeout(done, 10))")
    done = rehearsal("receive", file, "--json")
    assert done.json["reviews"][0]["is"] == "submitted", done.out
    review = rehearsal("show", done.json["id"], "--as", one["reviewer"], "--json").json
    assert (review["reviewer"], review["comment"]) == (one["reviewer"], "From a page.")
    assert [s["score"] for s in review["scores"]] == [3, 4, "n/a"]
    assert rehearsal("check").code == 0


@pytest.mark.skipif(AXE is None, reason="axe-core is not here (.ci/node-tools installs it)")
def test_axe_finds_nothing(tab: Tab, tmp_path: Path) -> None:
    address = written(tmp_path / "page.html")
    for look in ({}, {"scheme": "dark"}, {"media": "print"}):
        tab.seen_as(**look)
        tab.wide(390)
        opened(tab, address)
        assert tab.axe() == []
        assert tab.js("document.documentElement.scrollWidth") == 390


def test_a_page_for_sixty_applications_is_small() -> None:
    words = "The school has no budget line for rooms after hours, and parents can't pay for them. " * 8
    made = {**MADE, "applications": [application(1, key_barrier=words) for _ in range(60)]}
    assert len(hand_outs.html(made, "secret").encode()) < 300_000
