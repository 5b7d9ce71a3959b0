"""What commands don't load: those that only read no models, and the common ones nothing that they can do without."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.cli.conftest import Kept

SCRIPT = """
import contextlib, io, json, sys
from imatter_cli.__main__ import main

found = {}
for line in json.loads(sys.argv[1]):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(line)
    never = {"pydantic_core", "jinja2", "xlsxwriter", "dataclasses", "typing_extensions", "yaml"}
    heavy = sorted(never & set(sys.modules))
    found[" ".join(line[2:])] = [code, len(out.getvalue()), heavy]
print(json.dumps(found))
"""

ONE = """
import contextlib, io, json, sys
from imatter_cli.__main__ import main

with contextlib.redirect_stdout(io.StringIO()):
    code = main(sys.argv[1:])
from imatter_cli.domain.kinds import KINDS

looked_at = [[kind.name for kind in KINDS if name in vars(kind)] for name in ("own_places", "places")]
print(json.dumps([code, sorted(sys.modules), *looked_at]))
"""
#: What takes long to load, and what only a change, an edited file, a question or somebody at a terminal needs.
NEVER = {
    "dataclasses", "fractions", "git", "jinja2", "pydantic_core", "rich", "typing_extensions", "yaml",
    "imatter_cli.checks", "imatter_cli.domain.preconditions", "imatter_cli.domain.records",
    "imatter_cli.input.interview", "random", "secrets", "tempfile",
    "imatter_cli.services.records.recording", "imatter_cli.store.codec.tree",
    "imatter_cli.store.codec.splice",
    "imatter_cli.store.transaction",
}  # fmt: skip
DRAFTS = {"imatter_cli.input.drafts"}
GIT = {"imatter_cli.store.git.process"}


@pytest.mark.parametrize(
    ("line", "without", "looked_at"),
    [
        ("show {project}", NEVER | DRAFTS | GIT, {"project"}),
        ("project list", NEVER | DRAFTS | GIT, {"project"}),
        ("licence list", NEVER | DRAFTS | GIT, {"licence"}),
        ("reflection list", NEVER | DRAFTS | GIT, {"reflection"}),
        ("reflection search quiet", NEVER | DRAFTS | GIT, {"reflection", "project"}),
        ("fund rounds", NEVER | DRAFTS | GIT, {"round"}),
        ("due", NEVER | DRAFTS | GIT, {"project", "licence", "practitioner"}),
        ("status", NEVER, {"project", "licence", "practitioner"}),
        (
            "project new --type early-concern --setting school --focus-area tea --individuals 1 --support none",
            {
                "dataclasses",
                "git",
                "importlib.metadata",
                "jinja2",
                "pydantic",
                "rich",
                "secrets",
                "yaml",
                "imatter_cli.checks.registry",
                "imatter_cli.checks.moments",
            },
            {"project", "licence", "practitioner"},
        ),
    ],
)
def test_the_common_commands_load_no_more_than_they_use(
    notebook: Kept, home: Any, line: str, without: set[str], looked_at: set[str]
) -> None:
    _, project = notebook.running()
    notebook.idea("--focus-area", "a “café” for £5", "--focus-area", "一起读书")
    words = ["--store", str(notebook.path), *line.format(project=project).split()]
    done = subprocess.run([sys.executable, "-c", ONE, *words], env=home.env, capture_output=True, text=True, check=True)
    code, modules, places, with_events = json.loads(done.stdout)
    assert code == 0
    assert without & set(modules) == set()
    assert set(places) <= looked_at
    assert "project new" in line or not with_events


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
