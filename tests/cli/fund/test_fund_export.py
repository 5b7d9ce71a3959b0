"""Open data: what is published and nothing else, without anybody in it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

IDENTIFIERS = "  publishing:\n    prefix: 360G-test\n    funder_id: GB-COH-01234567\n"


@pytest.fixture
def publishing(rehearsal: Any) -> Any:
    rules = rehearsal.path / "records" / "programme.yaml"
    rules.write_text(rules.read_text().replace("fund:\n", f"fund:\n{IDENTIFIERS}", 1))
    return rehearsal


def test_without_identifiers_it_says_what_to_add(rehearsal: Any) -> None:
    error = rehearsal.refused("fund", "export", "360giving")
    assert error["code"] == "no-publishing" and "360G-" in error["hint"]


def test_only_published_awards_are_in_it_and_nobody(publishing: Any) -> None:
    marks = {"key_barrier": "PLANTED barrier", "other_sources": "PLANTED sources"}
    for path in (publishing.path / "records" / "applications").rglob("*.yaml"):
        text = path.read_text()
        for name, mark in marks.items():
            text = re.sub(rf"^{name}:.*$", f"{name}: {mark}", text, flags=re.MULTILINE)
        path.write_text(text)
    for path in (publishing.path / "records" / "projects").rglob("*.yaml"):
        path.write_text(re.sub(r"^(focus_areas:\n- ).*$", r"\1PLANTED area", path.read_text(), flags=re.MULTILINE))
    done = publishing("fund", "export", "360giving")
    assert done.code == 0
    package = json.loads(done.out)
    states = {p.stem: publishing.record(p.stem) for p in (publishing.path / "records" / "applications").rglob("*.yaml")}
    given = {
        f"360G-test-{id}"
        for id, a in states.items()
        if a["round"] == "2026-q2"
        and a["status"] in ("funded", "part-funded", "accepted", "paid", "reported", "closed")
    }
    assert {g["id"] for g in package["grants"]} == given
    assert "PLANTED" not in done.out
    assert not re.search(r"\b(prc|rev|prj|lic|ref)-\d{4}-", done.out)
    ids = [p["id"] for g in package["grants"] for p in (g.get("recipientOrganization") or [g["recipientIndividual"]])]
    assert len(ids) == len(set(ids)) == len(given)
    total = publishing("fund", "rounds", "2026-Q2", "--json").json["awarded"]
    assert f"{sum(round(g['amountAwarded'] * 100) for g in package['grants']) / 100:.2f}" == total


def test_the_files(publishing: Any, tmp_path: Path) -> None:
    line = ("fund", "export", "360giving", "--json", str(tmp_path / "g.json"), "--csv", str(tmp_path / "g.csv"))
    made = publishing(*line, "--year", "2026").json
    assert made["files"] == [str(tmp_path / "g.json"), str(tmp_path / "g.csv")]
    package = json.loads((tmp_path / "g.json").read_text())
    rows = list(csv.DictReader(io.StringIO((tmp_path / "g.csv").read_text())))
    assert [r["Identifier"] for r in rows] == [g["id"] for g in package["grants"]]
    assert all(bool(r["Recipient Org:Name"]) != bool(r["Recipient Ind:Name"]) for r in rows)
    assert publishing(*line).error["code"] == "file-exists"
    assert publishing(*line, "--force").code == 0


@pytest.mark.parametrize(
    ("line", "code", "exit"),
    [
        (("xml",), "bad-value", 2),
        (("360giving", "--quarter", "2026-Q3"), "not-published", 4),
        (("360giving", "--year", "2025"), "not-published", 4),
    ],
)
def test_what_is_refused(publishing: Any, line: tuple[str, ...], code: str, exit: int) -> None:
    done = publishing("fund", "export", *line, "--json")
    assert (done.code, done.error["code"]) == (exit, code)


@pytest.mark.parametrize("wrong", ["prefix: rhm", "funder_id: Us", "individual_reason: GTIR999"])
def test_identifiers_that_are_none(rehearsal: Any, wrong: str) -> None:
    field = wrong.partition(":")[0]
    said = re.sub(rf"{field}: .*", wrong, IDENTIFIERS) if field in IDENTIFIERS else f"{IDENTIFIERS}    {wrong}\n"
    rules = rehearsal.path / "records" / "programme.yaml"
    rules.write_text(rules.read_text().replace("fund:\n", f"fund:\n{said}", 1))
    done = rehearsal("fund", "export", "360giving")
    assert done.code == 1 and field in done.err + rehearsal("check").out
