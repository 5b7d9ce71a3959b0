"""Which of what is wrong is reported and where to, in `check` and `verify`, and files that a list on stdin names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from imatter_cli.checks import example
from imatter_cli.domain import ids
from imatter_cli.output.findings import FORMATS

PROJECT = ids.path_of(example.PROJECT)
REFLECTION = ids.path_of("ref-2611-c4v8n3x")


def edit(store: Any, path: str, old: str, new: str) -> None:
    file = store.path / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


@pytest.fixture
def wrong(examples: Any) -> Any:
    """The example store with an error and two pieces of advice."""
    edit(examples, PROJECT, "setting: school", "setting: castle")
    edit(examples, REFLECTION, "A quiet start", "The patient was calm. A client came. A quiet start")
    return examples


def found(done: Any) -> list[str]:
    return [finding["rule"] for finding in done.json["findings"]]


def test_a_list_of_files_comes_on_stdin_and_what_is_no_record_is_passed_over(wrong: Any) -> None:
    wrong.git("rm", "-q", "--cached", PROJECT)
    listed = f'README.md\n{PROJECT}\n"records/caf\\303\\251.txt"\n../elsewhere\nrecords/projects/2026-11/gone.yaml\n'
    done = wrong("check", "-", "--json", stdin=listed, cwd=wrong.path)
    assert (done.code, found(done)) == (1, ["PRJ001"])
    assert done.err == "Left out 2 paths that are not records, such as README.md.\n"
    (wrong.path / "records" / "café.txt").write_text("x")
    for text in (listed, "\0".join(["README.md", PROJECT, "records/café.txt"])):
        assert found(wrong("check", "-", "--json", stdin=text, cwd=wrong.path)) == ["REC004", "PRJ001"]
    assert found(wrong("check", "-", "--json", stdin=f"{PROJECT}\n", cwd=wrong.path / "records")) == ["PRJ001"]


@pytest.mark.parametrize("listed", ["", "\n", "README.md\ndocs/ci.md\n"])
def test_a_list_without_a_record_is_not_everything(wrong: Any, listed: str) -> None:
    done = wrong("check", "-", stdin=listed, cwd=wrong.path)
    assert (done.code, done.out.splitlines()[:2]) == (
        0,
        ["No record is among these paths.", "There was nothing to check."],
    )
    assert ("README.md" in done.err) == ("README.md" in listed)


def test_a_record_that_was_removed_is_found_by_its_name_in_a_list(wrong: Any) -> None:
    (wrong.path / REFLECTION).unlink()
    assert found(wrong("check", "-", "--json", stdin=f"{REFLECTION}\n", cwd=wrong.path)) == ["HIS002"]
    assert wrong("check", REFLECTION, cwd=wrong.path).code == 3


def test_a_file_beside_the_records_is_passed_over_when_a_program_names_it(wrong: Any) -> None:
    (wrong.path / "notes.txt").write_text("x")
    done = wrong("check", "notes.txt", PROJECT, "--json", cwd=wrong.path)
    assert (found(done), done.err) == (["PRJ001"], "Left out 1 path that is not a record: notes.txt.\n")


def test_rules_are_chosen_by_id_family_and_name(wrong: Any) -> None:
    for more, rules in (
        (("--select", "PRJ001"), ["PRJ001"]), (("--select", "wrd,prv"), ["WRD001"] * 2),
        (("--ignore", "WRD"), ["PRJ001"]),
        (("--select", "WRD001", "--select", "PRJ", "--ignore", "word-to-avoid"), ["PRJ001"]),
    ):  # fmt: skip
        done = wrong("check", *more, "--json")
        assert found(done) == rules
        assert done.code == int("PRJ001" in rules)
        assert done.json["summary"]["rules"] == {rule: rules.count(rule) for rule in sorted(set(rules))}
        assert done.json["summary"]["notes"][0].startswith("Only ")
    for more, code in (
        (("--select", "PRJ999"), 3),
        (("--ignore", "VER001"), 2),
        (("--select", "PRJ", "--ignore", "PRJ"), 2),
    ):
        assert wrong("check", *more).code == code


def test_no_choice_of_rules_makes_a_pass_of_what_could_not_be_asked(examples: Any) -> None:
    edit(examples, ids.PROGRAMME_PATH, "quorum:", "quorums:")
    for more in (("--select", "WRD"), ("--ignore", "PGM"), ("--limit", "1"), ("--quiet",), ("--statistics",)):
        assert examples("check", *more).code == 1


def test_the_worst_come_first_where_only_so_many_are_asked_for(wrong: Any) -> None:
    whole, some = wrong("check", "--json").json, wrong("check", "--limit", "2", "--json")
    assert found(some) == ["PRJ001", "WRD001"]
    assert some.code == 1
    assert {**some.json["summary"], "notes": []} == whole["summary"]
    assert some.json["summary"]["notes"] == ["Only the worst 2 of 3 findings are listed."]
    assert found(wrong("check", "--limit", "3", "--json")) == [f["rule"] for f in whole["findings"]]


def test_quiet_is_findings_alone_and_statistics_are_counts_alone(wrong: Any, examples: Any) -> None:
    assert [line.split("   ")[-1] for line in wrong("check", "--quiet").out.splitlines()] == [
        "PRJ001", "WRD001 (advice)", "WRD001 (advice)",
    ]  # fmt: skip
    told = wrong("check", "--statistics").out.splitlines()
    assert [line.split() for line in told[:3]] == [
        ["Findings", "Rule", "Name", "Kind"], ["2", "WRD001", "word-to-avoid", "advice"],
        ["1", "PRJ001", "not-in-programme", "error"],
    ]  # fmt: skip
    examples.git("checkout", "-q", ".")
    assert examples("check", "--quiet").out == ""
    assert examples("check", "--quiet", "--format", "junit").code == 2


def test_a_report_goes_to_the_screen_and_others_into_files(wrong: Any, tmp_path: Path) -> None:
    done = wrong("check", "--output", "junit:-", "--output", f"sarif:{tmp_path}/out.sarif")
    assert done.out == wrong("check", "--format", "junit").out
    assert json.loads((tmp_path / "out.sarif").read_text())["runs"]
    for more in (("--output", "text:-"), ("--format", "lines"), ("--json",)):
        assert wrong("check", "--output", "junit:-", *more).code == 2


@pytest.fixture
def tampered(notebook: Any) -> Any:
    """A notebook whose idea was edited with git, and no longer names who runs it."""
    path = ids.path_of(notebook.idea())
    edit(notebook, path, "status: planned", "status: active")
    notebook.git("-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "-qam", "Tidy up")
    return notebook


def test_the_history_is_reported_in_every_format_of_a_check(tampered: Any, tmp_path: Path) -> None:
    files = [word for name in FORMATS for word in ("--output", f"{name}:{tmp_path}/{name}")]
    plain = tampered("verify", "--json", *files)
    assert plain.code == 1
    assert (tmp_path / "json").read_text() == plain.out
    summary = plain.json["summary"]
    assert (summary["store"], summary["commit"]) == (str(tampered.path), tampered.head())
    assert (summary["passed"], summary["unasked"], summary["fine"]) == (
        False, [], summary["commits"] - len({f["commit"] for f in plain.json["findings"] if f["severity"] == "error"}),
    )  # fmt: skip
    rules = [finding["rule"] for finding in plain.json["findings"]]
    assert (tmp_path / "text").read_text() == tampered("verify").out
    assert tampered("verify").out.endswith(f"Store: {tampered.path}, last change {tampered.head()[:12]}\n")
    (run,) = json.loads((tmp_path / "sarif").read_text())["runs"]
    assert [result["ruleId"] for result in run["results"]] == rules
    assert {rule["id"][:3] for rule in run["tool"]["driver"]["rules"]} == {"VER"}
    root = Xml.fromstring((tmp_path / "junit").read_text())
    assert [suite.get("name") for suite in root] == ["change"]
    assert root.get("failures") == str(summary["errors"])
    assert str(next(root.iter("testcase")).get("name")).endswith(" changes fine")
    commands = [line for line in (tmp_path / "github").read_text().splitlines() if line.startswith("::")]
    assert [line.partition("title=")[2][:6] for line in commands] == rules
    for line, finding in zip(commands, plain.json["findings"], strict=True):
        assert f"::{finding['commit'][:12]} " in line
    assert len((tmp_path / "lines").read_text().splitlines()) == len(rules)
    for name in FORMATS:
        assert tampered("verify", "--format", name).out == (tmp_path / name).read_text()
    assert tampered("verify", "--checkpoint", "--format", "junit").code == 2
