"""The quarter as a page: what is in it, what is not, and that it stands on its own."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NASTY = '</style><script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7 * 7 }}'
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """Every tag with its attributes, and that they nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page(programme: Any, tmp_path: Path, *more: str) -> str:
    path = tmp_path / "pack.html"
    programme.fund("pack", "--quarter", "2026-Q4", "--html", str(path), "--force", *more)
    return path.read_text()


@pytest.fixture
def decided(again: Any) -> list[str]:
    made: list[str] = again("pack-decided", _decide)
    return made


def _decide(programme: Any) -> list[str]:
    """Two applications, one of them decided; each text of theirs and of their reviewers is marked."""
    made = []
    for tail in ("he1draa", "he1drbb"):
        who, project = programme.holder(tail, f"PLANTED area {NASTY}")
        begun = programme.fund(
            "apply", "--project", project, "--round", "2026-Q4", "--key-barrier", f"PLANTED barrier {NASTY}",
            "--cost", f"PLANTED cost {NASTY}=137", "--payee", "host", "--other-sources", "PLANTED sources", who=who,
        )  # fmt: skip
        programme.fund("submit", begun["id"], who=who)
        programme.fund("screen", begun["id"], "--outcome", "eligible")
        programme.fund(
            "assign", begun["id"], "--reviewer", programme.reviewers[0], "--reviewer", programme.reviewers[1]
        )
        for reviewer in programme.reviewers[:2]:
            programme.score(begun["id"], reviewer, 4, 2, 3, comment=f"PLANTED comment {NASTY}")
        made.append(begun["id"])
    programme.fund("close", "2026-Q4")
    programme.fund("decide", made[0], "--outcome", "funded", "--reason", "need=PLANTED reason")
    return made


@pytest.fixture
def published(again: Any) -> list[str]:
    made: list[str] = again("pack-published", _publish)
    return made


def _publish(programme: Any) -> list[str]:
    made = _decide(programme)
    programme.fund("decide", made[1], "--outcome", "not-funded", "--reason", "need=PLANTED reason")
    programme.fund("publish", "2026-Q4")
    return made


def test_it_stands_on_its_own_and_says_everything_twice(programme: Any, decided: list[str], tmp_path: Path) -> None:
    text = page(programme, tmp_path)
    made = Page(text)
    names = [tag for tag, _ in made.tags]
    assert not {"script", "img", "iframe", "object", "form", "base"} & set(names)
    links = [v for _, a in made.tags for k, v in a.items() if k in ("src", "href", "action", "xlink:href", "data")]
    assert links == ["data:,"] and "@import" not in text and "url(" not in text
    assert not [k for _, a in made.tags for k in a if k.startswith("on") or k == "style"]
    pictures = [a for tag, a in made.tags if tag == "svg"]
    ids = [str(a["id"]) for _, a in made.tags if "id" in a]
    assert len(ids) == len(set(ids))
    for picture in pictures:
        assert picture["role"] == "img" and set(str(picture["aria-labelledby"]).split()) <= set(ids)
    assert len(pictures) == 5 and names.count("table") == names.count("caption") == 6
    assert names.count("h1") == names.count("main") == 1
    assert "PLANTED comment" in text and "PLANTED barrier" in text and "£137" in text and "3.0 ±0.0" in text
    assert "{{ 7 * 7 }}" in text and not re.search(r"\b49\b", "".join(made.words))


def test_the_panel_does_not_learn_who_reviewed(programme: Any, decided: list[str], tmp_path: Path) -> None:
    text = page(programme, tmp_path)
    # the minutes name who took part; nothing says whose review is whose, and no applicant is named
    body = text.partition("<body>")[2]
    before, _, rest = body.partition('<section aria-labelledby="minutes">')
    minutes, _, after = rest.partition("</section>")
    assert "Review A" in after and "rev-" not in body
    assert "prc-" not in before + after
    took_part = {programme.coordinator, *programme.reviewers[:2]}
    assert set(re.findall(r"prc-2611-\w{7}", minutes)) == took_part


def test_what_somebody_may_not_see_is_not_in_their_page(programme: Any, decided: list[str], tmp_path: Path) -> None:
    for id in decided:
        programme.fund("recuse", id, "--reviewer", programme.second, "--conflict", "same-workplace")
    path = tmp_path / "hers.html"
    sheet = tmp_path / "hers.csv"
    programme.fund("pack", "--quarter", "2026-Q4", "--html", str(path), "--csv", str(sheet), who=programme.second)
    assert "PLANTED barrier" not in path.read_text() and "PLANTED comment" not in path.read_text()
    assert {r["mean"] for r in csv.DictReader(io.StringIO(sheet.read_text()))} == {"hidden"}
    assert programme.refused("pack", "--html", str(tmp_path / "x"), who=programme.reviewers[0]) == "not-yours"


def test_the_public_page_has_nobody_in_it(programme: Any, published: list[str], tmp_path: Path) -> None:
    sheet = tmp_path / "pack.csv"
    text = page(programme, tmp_path, "--public", "--csv", str(sheet))
    for said in (text, sheet.read_text()):
        assert "PLANTED" not in said and not re.search(r"\b(app|prc|rev|prj|lic|ref)[-…]", said)
        assert "137" not in said
    assert "not given" in text and "£1,000" in text
    assert "School" not in text
    Page(text)


def test_a_workbook_for_those_who_live_in_spreadsheets(programme: Any, published: list[str], tmp_path: Path) -> None:
    path, again = tmp_path / "pack.xlsx", tmp_path / "again.xlsx"
    programme.fund("pack", "--quarter", "2026-Q4", "--xlsx", str(path))
    programme.fund("pack", "--quarter", "2026-Q4", "--xlsx", str(again))
    assert path.read_bytes() == again.read_bytes() and path.stat().st_mode & 0o777 == 0o600
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Quarter", "Applications", "Reviews", "Minutes", "Figures"]
    assert book.properties.creator in (None, "")
    quarter = dict(book["Quarter"].iter_rows(values_only=True))
    assert (quarter["budget"], quarter["awarded"], quarter["left"]) == (1000, 137, 763)
    rows = list(book["Applications"].iter_rows(values_only=True))
    there = {r[0]: dict(zip(rows[0], r, strict=True)) for r in rows[1:]}
    assert set(there) == set(published)
    assert (there[published[0]]["asked"], there[published[0]]["mean"]) == (137, 3)
    assert there[published[0]]["project"].startswith("PLANTED area </style>")
    assert {c.data_type for sheet in book for r in sheet.iter_rows() for c in r if c.value is not None} == {"s", "n"}
    told = list(book["Reviews"].iter_rows(values_only=True, min_row=2))
    assert len(told) == 12 and {r[1] for r in told} == {"Review A", "Review B"}
    assert not [code for code in programme.reviewers if code in str(told)]


def test_a_workbook_shows_no_more_than_the_page(programme: Any, published: list[str], tmp_path: Path) -> None:
    public, hers = tmp_path / "public.xlsx", tmp_path / "hers.xlsx"
    programme.fund("pack", "--quarter", "2026-Q4", "--xlsx", str(public), "--public")
    for id in published:
        programme.fund("recuse", id, "--reviewer", programme.second, "--conflict", "same-workplace")
    programme.fund("pack", "--quarter", "2026-Q4", "--xlsx", str(hers), who=programme.second)
    assert openpyxl.load_workbook(public).sheetnames == ["Quarter", "Figures"]
    for path, gone in ((public, r"PLANTED|137|\b(app|prc|rev|prj)-"), (hers, r"PLANTED (comment|barrier)|\bneed\b")):
        with zipfile.ZipFile(path) as parts:
            text = "".join(parts.read(name).decode() for name in parts.namelist())
        assert not re.search(gone, text), path


def test_a_formula_stays_text_in_a_workbook(programme: Any, tmp_path: Path) -> None:
    formula = '=HYPERLINK("http://example.invalid","x")'
    programme.apply(programme.holder("he1draa", formula), "room=100")
    path = tmp_path / "pack.xlsx"
    programme.fund("pack", "--quarter", "2026-Q4", "--xlsx", str(path))
    (row,) = openpyxl.load_workbook(path)["Applications"].iter_rows(min_row=2)
    assert (row[1].value, row[1].data_type, row[1].hyperlink) == (formula, "s", None)


def test_nothing_public_before_it_is_published(programme: Any, decided: list[str], tmp_path: Path) -> None:
    line = ("pack", "--quarter", "2026-Q4", "--html", str(tmp_path / "p.html"), "--public")
    assert programme.refused(*line) == "not-published"
    assert not (tmp_path / "p.html").exists()


def test_it_needs_a_file_and_writes_over_none(programme: Any, decided: list[str], tmp_path: Path) -> None:
    assert programme.refused("pack", exit=2) == "missing"
    (tmp_path / "there.html").write_text("mine")
    line = ("pack", "--quarter", "2026-Q4", "--html", str(tmp_path / "there.html"))
    assert programme.refused(*line) == "file-exists"
    assert programme.refused("pack", "--html", "x", "--csv", "x", exit=2) == "bad-value"
    assert (tmp_path / "there.html").read_text() == "mine"
    programme.fund("pack", "--quarter", "2026-Q4", "--html", str(tmp_path / "dry.html"), "--dry-run")
    assert not (tmp_path / "dry.html").exists()


def test_an_empty_quarter_is_a_page_too(programme: Any, tmp_path: Path) -> None:
    Page(page(programme, tmp_path))


def test_each_decision_is_explained(programme: Any, decided: list[str], tmp_path: Path) -> None:
    rules = programme.root / "records" / "programme.yaml"
    rules.write_text(
        rules.read_text().replace("  questions: []", "  questions: [{id: when, ask: When?, why: To plan.}]")
    )
    programme.git("commit", "-qam", "ask when")
    programme.fund("decide", decided[1], "--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "PLANTED asks <b>",
                   "--reason", "need=good & wanted")  # fmt: skip
    programme.fund("recuse", decided[0], "--reviewer", programme.reviewers[2], "--conflict", "same-workplace")
    programme.fund("publish", "2026-Q4")
    text, sheet = page(programme, tmp_path, "--csv", str(tmp_path / "p.csv")), tmp_path / "p.csv"
    table, minutes = (text.partition(f'<h2 id="{id}"')[2].partition("</section>")[0] for id in ("decisions", "minutes"))
    for said in ("Deferred to 2027-Q1", "Need: good &amp; wanted", "PLANTED asks &lt;b&gt;"):
        assert said in table and said in minutes
    assert table.index("Funded in full") < table.index("Deferred to")
    assert f"{programme.reviewers[2]} from " in minutes and "We work in the same place" in minutes
    assert f"by {programme.coordinator}" in minutes
    rows = {r["application"]: r for r in csv.DictReader(io.StringIO(sheet.read_text()))}
    assert rows[decided[1]]["reasons"] == "Need: good & wanted" and rows[decided[1]]["asks"] == "PLANTED asks <b>"
    assert rows[decided[0]]["kept_away"] == "1 (We work in the same place)"
    for id in decided:
        programme.fund("recuse", id, "--reviewer", programme.second, "--conflict", "money")
    programme.fund("pack", "--quarter", "2026-Q4", "--html", str(tmp_path / "hers.html"), who=programme.second)
    hers = (tmp_path / "hers.html").read_text()
    assert "good &amp; wanted" not in hers and "PLANTED asks" not in hers and "hidden" in hers


@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here")
def test_a_real_browser_reads_it(programme: Any, decided: list[str], tmp_path: Path) -> None:
    path = tmp_path / "pack.html"
    page(programme, tmp_path)
    done = subprocess.run(
        [
            str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
            "--enable-logging=stderr", "--log-level=0", "--dump-dom", path.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert "CONSOLE" not in done.stderr, done.stderr
    assert "<script" not in done.stdout and "PLANTED barrier" in done.stdout
    assert done.stdout.count("<svg") == 5


def test_a_pack_says_how_far_it_has_come(
    programme: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """One step for each application, from the first to the last."""
    apps = [programme.apply(programme.holder(f"he1dr{c}{c}"), "room=100") for c in "ab"]
    shares: list[float] = []

    class Seen:
        def __init__(self, what: str, stream: object) -> None:
            assert what == "Putting the quarter together"

        def __enter__(self) -> Any:
            return shares.append

        def __exit__(self, *raised: object) -> None:
            pass

    monkeypatch.setattr("imatter_cli.commands.fund.pack.Progress", Seen)
    page(programme, tmp_path)
    assert shares == [n / len(apps) for n in range(len(apps))]
