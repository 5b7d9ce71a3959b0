"""A quarter in which applicants and reviewers use only pages, and the coordinator takes in what they saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser import Tab

from tests.conftest import load

fund = load("fund_programme", Path(__file__).parents[1] / "cli/fund/conftest.py")
APPLICANTS = 12


@pytest.fixture
def quarter(home: Any, call: Callable[..., Any], tmp_path: Path) -> Any:
    """A programme with twelve practitioners who have a licence and a project each, and an open round."""
    fund._make(tmp_path / "store", call)
    made = fund.Programme(tmp_path / "store", call)
    made.holders = [made.holder(f"h0der{n:02}", f"area {n}") for n in range(APPLICANTS)]
    return made


def opened(tab: Tab, page: Path) -> None:
    tab.go(page.as_uri())
    tab.until("document.documentElement.dataset.ready")


def saved(tab: Tab, folder: Path, count: int) -> None:
    tab.click("#save")
    tab.until("!document.getElementById('saved').hidden")
    for _ in range(500):
        if len([one for one in folder.glob("*.txt") if one.stat().st_size]) == count:
            return
        tab.js("new Promise(done => setTimeout(done, 10))")
    raise AssertionError(f"{count} files were not saved")


def apply(tab: Tab, page: Path, project: str, n: int) -> None:
    """One applicant fills in the page: the first makes mistakes, the second closes it half-way and goes on."""
    opened(tab, page)
    if n == 0:
        tab.click("#save")
        assert not tab.js("document.getElementById('problems').hidden")
        tab.type("#costs-amount-1", "much")
    tab.type("#project", project)
    tab.click("#round-1")
    tab.type("#key_barrier", f"No budget line, {n}.")
    if n == 1:
        tab.js("new Promise(done => setTimeout(done, 400))")
        opened(tab, page)
        assert tab.js("document.getElementById('project').value") == project
    tab.type("#costs-item-1", "room")
    tab.type("#costs-amount-1", f"{40 + n}.50")
    tab.click("#payee-2" if n % 2 else "#payee-1")


def test_a_whole_quarter_through_pages(tab: Tab, quarter: Any, tmp_path: Path) -> None:
    page, post = tmp_path / "apply.html", tmp_path / "post"
    quarter.do("form", "fund", "apply", "--to", str(page))
    tab.downloads(post)
    for n, (_, project) in enumerate(quarter.holders):
        apply(tab, page, project, n)
        saved(tab, post, n + 1)
    came = quarter.do("receive", str(post))["received"]
    assert [row["how"] for row in came] == ["taken"] * APPLICANTS
    assert [row["how"] for row in quarter.do("receive", str(post))["received"]] == ["there"] * APPLICANTS
    for row in came:
        quarter.fund("submit", row["id"])
        quarter.fund("screen", row["id"], "--outcome", "eligible")
    quarter.fund("assign")

    reviews = tmp_path / "reviews"
    tab.downloads(reviews)
    handed = quarter.fund("hand-out", "--to", str(tmp_path / "out"))
    for n, one in enumerate(handed):
        opened(tab, Path(one["path"]))
        for at in range(len(one["applications"])):
            for criterion, score in {"need": 4, "fit": 3, "feasible": n + 2}.items():
                tab.click(f"#{criterion}-{at}-{score}")
            if (n, at) != (0, 0):
                tab.type(f"#comment-{at}", f"Small and wanted, {at}.")
            tab.click("#next")
        saved(tab, reviews, n + 1)
    assert len(handed) == 3
    done = quarter.run("receive", str(reviews), "--json")
    assert (done.code, [row["how"] for row in done.json["received"]]) == (1, ["part", "taken", "taken"])
    opened(tab, Path(handed[0]["path"]))  # what was left out comes later, from the saved file
    node = tab.send("DOM.getDocument")["root"]["nodeId"]
    field = tab.send("DOM.querySelector", nodeId=node, selector="#open")["nodeId"]
    tab.send("DOM.setFileInputFiles", nodeId=field, files=[str(next(reviews.glob("*rev00aa*")))])
    tab.until("!document.getElementById('saved').hidden")
    tab.type("#comment-0", "Small and wanted.")
    tab.downloads(tmp_path / "again")
    saved(tab, tmp_path / "again", 1)
    assert [row["how"] for row in quarter.do("receive", str(tmp_path / "again"))["received"]] == ["taken"]

    found = quarter.fund("list")
    assert sorted(one["amount"] for one in found) == sorted(f"{40 + n}.50" for n in range(APPLICANTS))
    assert {one["status"] for one in found} == {"eligible"}
    quarter.fund("close", fund.ROUND)
    table = quarter.fund("review", "--quarter", fund.ROUND)
    assert len(table["applications"]) == APPLICANTS
    assert all(len(one["reviews"]) == 2 for one in table["applications"])
    assert quarter.run("check").code == 0
