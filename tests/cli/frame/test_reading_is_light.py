"""Commands that only read load no models: a test asks each, all in one process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.cli.conftest import Kept

SCRIPT = """
import contextlib, io, json, sys
from imatter_cli.__main__ import main

found = {}
for line in json.loads(sys.argv[1]):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(line)
    heavy = sorted({"pydantic", "jinja2", "xlsxwriter", "dataclasses", "typing_extensions", "yaml"} & set(sys.modules))
    found[" ".join(line[2:])] = [code, len(out.getvalue()), heavy]
print(json.dumps(found))
"""


def test_what_only_reads_loads_no_models(rehearsal: Kept, home: Any) -> None:
    one = {name.split("/")[1]: name.split("/")[-1].removesuffix(".yaml") for name in rehearsal.files() if "-2" in name}
    lines = [
        "status", "due", "log", f"log {one['projects']}", f"show {one['projects']}", f"show {one['reviews']}",
        "project list", f"project show {one['projects']}", "licence list", f"licence show {one['licences']}",
        "practitioner list", f"practitioner show {one['practitioners']}", "reflection list",
        f"reflection show {one['reflections']}", "reflection search a", "fund list", f"fund show {one['applications']}",
        "fund rounds", "fund rounds 2026-Q3", f"diff {one['projects']}", "draft list", "me",
    ]  # fmt: skip
    asked = [["--store", str(rehearsal.path), *line.split()] for line in lines]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(asked)], env=home.env, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert list(found) == lines
    assert {line: told[0] for line, told in found.items() if told[0]} == {}
    assert {line: told[2] for line, told in found.items() if told[2]} == {}
    assert sum(told[1] > 0 for told in found.values()) > 18


def test_a_broken_record_is_still_left_out_of_the_rounds(rehearsal: Kept) -> None:
    whole = {one["id"]: one for one in rehearsal("fund", "rounds", "--json").json}
    path = next(rehearsal.path / name for name in sorted(rehearsal.files()) if "/applications/" in name)
    text = path.read_text()
    amount = next(row for row in text.splitlines() if row.startswith("amount:"))
    path.write_text(text.replace(amount, "amount: plenty"))
    done = rehearsal("fund", "rounds", "--json")
    assert done.code == 1
    assert path.stem in done.err
    assert {one["id"] for one in done.json} == set(whole)


def test_a_group_offers_all_of_its_commands(call: Any) -> None:
    for group in ("project", "licence", "practitioner", "fund"):
        page = call(group, "--help").out
        assert "list" in page
        assert "show" in page
        assert "edit" in page
    assert "Closest: list" in call("project", "lsit").err
