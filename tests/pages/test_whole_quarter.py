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
        tab.kept()
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

    plan = planned(tab, quarter, {one["label"]: n for n, one in enumerate(table["applications"])}, tmp_path)
    applied = quarter.do("fund", "review", "--quarter", fund.ROUND, "--plan", str(plan), "--apply")
    assert applied["applied"]
    twin = by_commands(quarter, table, tmp_path / "twin")
    assert figures(quarter) == figures(twin)
    assert quarter.run("check").code == twin.run("check").code == 0


#: What is decided, by what the project is called: the outcome and what it needs.
DECIDED = {
    "area 0": ("funded", {}), "area 1": ("part-funded", {"award": "20.25"}),
    "area 2": ("deferred", {"asks": "Steps with dates."}), "area 3": ("not-funded", {}),
}  # fmt: skip


def planned(tab: Tab, quarter: Any, places: dict[str, int], folder: Path) -> Path:
    """The plan of these decisions, tried on the panel's page and saved."""
    quarter.do("open", "--quarter", fund.ROUND, "--to", str(folder / "panel.html"))
    opened(tab, folder / "panel.html")
    for label, (outcome, more) in DECIDED.items():
        n = places[label]
        tab.click(f"[data-to='{n + 1}']")
        tab.click(f"#outcome-{n}-{outcome}")
        for name, said in {**more, "why-need": f"As {label} is."}.items():
            tab.type(f"#{name}-{n}", said)
    tab.downloads(folder / "plan")
    tab.click("#save")
    path = folder / "plan" / f"plan-{fund.ROUND}.json"
    for _ in range(500):
        if path.exists() and path.read_text().endswith("}\n"):
            return path
        tab.js("new Promise(done => setTimeout(done, 10))")
    raise AssertionError("no plan was saved")


def by_commands(quarter: Any, table: Any, root: Path) -> Any:
    """A programme in which the same happened, and every word of it was typed."""
    fund._make(root, quarter._call)
    twin = fund.Programme(root, quarter._call)
    reviewers = {one["label"]: [review["reviewer"] for review in one["reviews"]] for one in table["applications"]}
    made = {}
    for n in range(APPLICANTS):
        label = f"area {n}"
        made[label] = twin.apply(twin.holder(f"h0der{n:02}", label), f"room={40 + n}.50")
        twin.fund("assign", made[label], *(part for one in reviewers[label] for part in ("--reviewer", one)))
        for one in reviewers[label]:
            twin.score(made[label], one, 4, 3, sorted(twin.reviewers).index(one) + 2, comment="Small and wanted.")
    twin.fund("close", fund.ROUND)
    for label, (outcome, more) in DECIDED.items():
        more = {**more, "quarter": "2027-Q1"} if outcome == "deferred" else more  # what the page offers first
        given = [part for name, said in more.items() for part in (f"--{name}", said)]
        twin.fund("decide", made[label], "--outcome", outcome, "--reason", f"need=As {label} is.", *given)
    return twin


def figures(programme: Any) -> Any:
    """What a quarter comes to, and each of its applications."""
    sat = programme.fund("review", "--quarter", fund.ROUND)
    fields = ("label", "asked", "award", "outcome", "quarter", "mean", "spread", "standing")
    rows = sorted([one[field] or "" for field in fields] for one in sat["applications"])
    return {field: sat[field] for field in ("budget", "reserve", "asked", "awarded", "left")}, rows
