"""Open data: what is published and nothing else, without anybody in it."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from imatter_cli.domain import policy
from imatter_cli.domain.fund import giving

SCHEMAS = Path(__file__).resolve().parents[2] / "examples" / "360giving"
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


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.json").read_text())


def a_moment(said: object) -> bool:
    """What RFC 3339 calls a date-time; a day alone is none."""
    if not isinstance(said, str) or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", said):
        return False
    datetime.fromisoformat(said)
    return True


def faults(package: Any, strict: bool) -> list[str]:
    """What the standard's own schema has against a package: with formats looked into, or not as many readers do."""
    checker = FormatChecker(formats=())
    if strict:
        checker.checks("date-time", raises=ValueError)(a_moment)
        checker.checks("date", raises=ValueError)(lambda said: bool(datetime.strptime(str(said), "%Y-%m-%d")))
    # the files name their dialect as http, which nobody resolves
    resources = [DRAFT202012.create_resource(schema(n)) for n in ("360-giving-schema", "360-giving-package-schema")]
    registry: Any = Registry().with_resources((str(r.id()), r) for r in resources)
    validator = Draft202012Validator(schema("360-giving-package-schema"), registry=registry, format_checker=checker)
    return [f"{e.json_path}: {e.message[:200]}" for e in validator.iter_errors(package)]


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("more", ["", "    individual_reason: GTIR120\n    individual_purpose: GTIP160\n"])
def test_the_standards_own_schema_takes_it(rehearsal: Any, more: str, strict: bool) -> None:
    rules = rehearsal.path / "records" / "programme.yaml"
    rules.write_text(rules.read_text().replace("fund:\n", f"fund:\n{IDENTIFIERS}{more}", 1))
    package = json.loads(rehearsal("fund", "export", "360giving").out)
    assert package["version"] == "1.4"
    recipients = {n for g in package["grants"] for n in g if n.startswith("recipient")}
    assert recipients == {"recipientOrganization", "recipientIndividual"}
    assert faults(package, strict) == []
    for wrong in ({"awardDate": "2026-06-18"}, {"currency": "QQQ"}, {"amountAwarded": "82.00"}):
        bad = {**package, "grants": [{**package["grants"][0], **wrong}]}
        # a day alone is both of the standard's forms at once to a reader that does not look into formats
        assert bool(faults(bad, strict)) == (not strict or "awardDate" not in wrong)
    both = {**package["grants"][0], "recipientIndividual": {"id": "360G-x", "name": "x"}}
    both["recipientOrganization"] = [{"id": "360G-y", "name": "y"}]
    assert faults({**package, "grants": [both]}, strict)


def test_closed_lists_are_the_standards() -> None:
    for known, name in ((policy.GrantReason, "Reason"), (policy.GrantPurpose, "Purpose")):
        rows = csv.DictReader(io.StringIO((SCHEMAS / f"grantToIndividuals{name}.csv").read_text(encoding="utf-8")))
        assert get_args(known) == tuple(r["Code"] for r in rows)
    assert set(giving.CURRENCIES.split()) <= set(schema("360-giving-schema")["$defs"]["currency"]["enum"])
