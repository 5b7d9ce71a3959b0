"""`imatter check` in the formats of machines: each well-formed whatever a record says, with the same findings."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as Xml

import pytest
from jsonschema import Draft4Validator, Draft202012Validator

from imatter_cli.checks import example, registry
from imatter_cli.classes import replace
from imatter_cli.domain import ids
from imatter_cli.domain.finding import Finding
from imatter_cli.output.findings import FORMATS, github, junit, lines, markdown, sarif
from imatter_cli.said import Money, Said

PROJECT = ids.path_of(example.PROJECT)
REFLECTION = ids.path_of("ref-2611-c4v8n3x")
ROUND = "records/rounds/2026-q4.yaml"
ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "tests" / "examples" / "sarif-2.1.0-subset.schema.json").read_text())
#: The committee's own, in the npm package of its editors; `.ci/node-tools` installs it.
WHOLE = ROOT / ".ci/node/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
SUMMARY: dict[str, Any] = {
    "records": 3, "fine": 1, "errors": 2, "advice": 1, "accepted": 0,
    "kinds": {"project": {"records": 3, "fine": 1}}, "notes": [], "unasked": [], "passed": False, "rules": {},
    "store": "/home/you/imatter", "commit": "",
}  # fmt: skip
#: What no format may be broken by: its own marks, line ends, control characters, half characters, other scripts.
NASTY = "a%b,c:d::e\r\n::error::f <&>\"']]> \x00\x07\x1b[31m\ufffe\udcff naïve ✓ 😀 ##vso[task]"


def nasty() -> list[Finding]:
    path = f"records/projects/2026-11/{NASTY}.yaml"
    return [
        Finding("REC004", "error", path, f"Message {NASTY}", f"Try {NASTY}"),
        Finding("WRD001", "advice", PROJECT, NASTY, "", ("focus_areas", 0), 12, 5, (path, REFLECTION)),
        Finding("FLD001", "error", PROJECT, "colour: it is not known.", "", ("colour",), 3, 1),
    ]


def edit(store: Any, path: str, old: str, new: str) -> None:
    file = store.path / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


@pytest.fixture
def wrong(examples: Any) -> Any:
    """The example store with two errors, an advice, a file that is no record and one that cannot be read."""
    edit(examples, PROJECT, "setting: school", "setting: castle")
    edit(examples, PROJECT, "licence: lic-2601-m3k8r1d", "licence: lic-2601-m3k8r1x")
    edit(examples, REFLECTION, "A quiet start", "The patient was calm. A quiet start")
    edit(examples, ROUND, "quorum: 2", "quorum: 2\nquorum: 3\nquorum: 4")
    (examples.path / "records" / "a, b: 100%.txt").write_text("x")
    return examples


def checked(text: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(text)
    Draft202012Validator(SCHEMA).validate(report)
    (run,) = report["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    prints = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]]
    assert len(set(prints)) == len(prints)
    return dict(run)


@pytest.mark.parametrize("format", ["text", *FORMATS])
def test_the_exit_code_is_the_same_in_every_format(wrong: Any, format: str) -> None:
    done = wrong("check", "--format", format)
    assert (done.code, done.err) == (1, "")
    assert "PRJ001" in done.out


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_found_is_well_formed_too(examples: Any, format: str) -> None:
    done = examples("check", "--format", format)
    assert (done.code, done.err) == (0, "")
    if format == "junit":
        assert Xml.fromstring(done.out).get("failures") == "0"
    if format == "sarif":
        assert checked(done.out)["results"] == []
    if format == "lines":
        assert done.out == ""


def test_lines_have_place_rule_and_message(wrong: Any) -> None:
    told = wrong("check", "--format", "lines").out.splitlines()
    assert f"{PROJECT}:8:10: PRJ001 setting: 'castle' is not on this programme's list." in told[1]
    assert told[0].startswith("records/a, b: 100%.txt:1:1: REC004 ")
    assert [re.match(r"(.+?):(\d+):(\d+): ([A-Z]{3}\d{3}) ", line) is not None for line in told] == [True] * len(told)
    assert len(told) == len(wrong("check", "--json").json["findings"])
    assert len(lines.render(nasty(), SUMMARY).splitlines()) == 3


def test_a_workflow_command_is_one_line_and_cannot_be_steered_by_a_record(wrong: Any) -> None:
    told = wrong("check", "--format", "github").out.splitlines()
    assert told[0].startswith("::error file=records/a%2C b%3A 100%25.txt,title=REC004::")
    assert f"::error file={PROJECT},line=8,col=10,title=PRJ001::setting: 'castle' is not" in told[1]
    assert any(line.startswith(f"::notice file={REFLECTION},line=") for line in told)
    assert told[-2].startswith("5 errors and 1 piece of advice in ")
    assert told[-1] == f"Store: {wrong.path}, last change {wrong.head()[:12]}"
    said = github.render(nasty(), SUMMARY).split("\n")
    assert len(said) == 5
    for line in said[:-2]:
        one = r"::(error|notice) (\w+=([^%:,\r\n]|%[0-9A-F]{2})+,?)+::([^%\r\n]|%[0-9A-F]{2})+"
        assert re.fullmatch(one, line)
    assert "%0D%0A" in said[0].split("::")[1]


def test_a_page_of_markdown_cannot_be_steered_by_a_record_and_has_the_worst(wrong: Any) -> None:
    page = wrong("check", "--format", "markdown").out
    assert page.startswith("## imatter check: not passed\n\n5 errors and 1 piece of advice in ")
    assert len(re.findall(r"^\| records/.* \| [A-Z]{3}\d{3}(?: \(advice\))? \|$", page, re.MULTILINE)) == 6
    said = markdown.render([replace(nasty()[0], message="](x) | <b> @all `x` *y*", try_="")], SUMMARY).splitlines()[6]
    assert re.sub(r"\\.", "", said).count("|") == 4
    assert not re.search(r"(?<!\\)[\[\]<>@`*]", said)
    many = markdown.render([*nasty()[1:2] * 300, nasty()[0]], SUMMARY).splitlines()
    assert "REC004" in many[6]
    assert "The worst 200 of 301 findings are shown." in many


def test_a_test_report_has_a_suite_a_kind_and_a_test_a_finding(wrong: Any) -> None:
    root = Xml.fromstring(wrong("check", "--format", "junit").out)
    suites = {suite.get("name"): suite for suite in root}
    assert set(suites) == {*ids.KIND_NAMES, "files"}
    project = suites["project"]
    assert [case.get("name") for case in project.findall("testcase")] == [
        "2 of 3 records fine", f"PRJ001 {PROJECT} setting", f"REF001 {PROJECT} licence",
    ]  # fmt: skip
    assert [len(case.findall("failure")) for case in project.findall("testcase")] == [0, 1, 1]
    assert (project.get("tests"), project.get("failures")) == ("3", "2")
    assert [p.get("value") for p in project.iter("property")] == [str(wrong.path), wrong.head()]
    assert [case.find("system-out") is not None for case in suites["reflection"].findall("testcase")] == [False, True]
    assert suites["reflection"].get("failures") == "0"
    assert root.get("failures") == "5" and root.get("tests") == str(len(root.findall(".//testcase")))


def test_a_test_report_is_xml_whatever_a_record_says() -> None:
    text = junit.render(nasty(), SUMMARY)
    root = Xml.fromstring(text.encode("utf-8"))
    assert "<&>\"']]>" in str(root.findall(".//failure")[0].get("message"))
    assert not re.search("[\x00-\x08\x0b-\x1f\ufffe\udcff]", text)


def test_sarif_is_as_its_standard_says(wrong: Any) -> None:
    run = checked(wrong("check", "--format", "sarif").out)
    told = wrong("check", "--json").json["findings"]
    assert [r["ruleId"] for r in run["results"]] == [f["rule"] for f in told]
    for result, finding in zip(run["results"], told, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert unquote(place["artifactLocation"]["uri"]) == finding["path"]
        assert place["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
        assert place["region"]["startLine"] == max(finding["line"], 1)
        assert result["level"] == {"error": "error", "advice": "note"}[finding["severity"]]
    related = next(r for r in run["results"] if r["ruleId"] == "REF001")["relatedLocations"]
    assert related[0]["physicalLocation"]["artifactLocation"]["uri"].startswith("records/licences/")
    assert {r["id"] for r in run["tool"]["driver"]["rules"]} <= set(registry.BY_ID)
    assert not any("helpUri" in r for r in run["tool"]["driver"]["rules"])
    assert run["properties"] == {"store": str(wrong.path), "commit": wrong.head()}


def test_a_rule_links_to_its_part_of_the_page_where_the_documentation_is(monkeypatch: pytest.MonkeyPatch) -> None:
    headings = re.findall(r"^### (.+)$", (ROOT / "docs" / "reference" / "rules.md").read_text(), re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    for where, linked in (("https://example.invalid/docs/", True), ("javascript:alert(1)", False), ("", False)):
        monkeypatch.setenv("IMATTER_DOCS", where)
        rules = checked(sarif.render([], SUMMARY))["tool"]["driver"]["rules"]
        links = [rule["helpUri"].partition("docs/reference/rules.md#")[2] for rule in rules if "helpUri" in rule]
        assert (len(links), set(links) <= anchors) == (len(rules) if linked else 0, True)


def test_sarif_has_the_worst_that_a_host_takes_and_says_what_it_left_out() -> None:
    advice = Finding("WRD001", "advice", PROJECT, "A word.", "", ("focus_areas", 0), 1, 1)
    error = replace(advice, rule="FLD001", severity="error", line=2)
    (run,) = json.loads(sarif.render([*[advice] * 29_000, *[error] * 1_000], SUMMARY))["runs"]
    assert [r["level"] for r in run["results"]] == ["error"] * 1_000 + ["note"] * 24_000
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "Only the worst 25,000 of 30,000 findings are in this report."


def test_tests_of_a_report_have_names_of_their_own_whatever_one_file_has(wrong: Any) -> None:
    root = Xml.fromstring(wrong("check", "--format", "junit").out)
    names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(set(names)) == len(names)
    assert ("imatter.round", f"FIL003 {ROUND} quorum (2)") in names


@pytest.mark.parametrize("more", [("--staged",), ("--since", "HEAD")])
def test_where_nothing_is_there_to_look_at_no_host_is_alarmed(examples: Any, more: tuple[str, ...]) -> None:
    said = "No records are staged." if more == ("--staged",) else "No record has changed since then."
    done = examples("check", *more, "--format", "github")
    assert (done.code, "::" in done.out, said in done.out) == (0, False, True)
    root = Xml.fromstring(examples("check", *more, "--format", "junit").out)
    (case,) = root.iter("testcase")
    assert (case.get("name"), case[0].tag, root.get("skipped"), root.get("failures")) == (said, "skipped", "1", "0")
    run = checked(examples("check", *more, "--format", "sarif").out)
    assert [n["level"] for n in run["invocations"][0]["toolExecutionNotifications"]] == ["note"]


def test_what_could_not_be_asked_is_in_every_format_and_is_not_a_pass(examples: Any) -> None:
    edit(examples, ids.PROGRAMME_PATH, "quorum:", "quorums:")
    for more in ((), ("records/licences",), ("--since", "HEAD")):
        summary = examples("check", *more, "--json").json["summary"]
        assert (summary["unasked"], summary["passed"]) == (summary["notes"], False)
        done = examples("check", *more, "--format", "github")
        assert (done.code, "::error title=imatter check::records/programme.yaml has errors" in done.out) == (1, True)
        root = Xml.fromstring(examples("check", *more, "--format", "junit").out)
        assert len(root.findall(".//error")) == 1
        run = checked(examples("check", *more, "--format", "sarif").out)
        assert run["invocations"][0]["executionSuccessful"] is False


def test_sarif_is_ascii_and_valid_whatever_a_record_says() -> None:
    text = sarif.render(nasty(), {**SUMMARY, "notes": [NASTY]})
    assert text.isascii()
    run = checked(text)
    assert "\x00" not in json.dumps(run, ensure_ascii=False)


def reports(wrong: Any) -> list[dict[str, Any]]:
    """A real report, one with nothing in it and one with all that is nasty."""
    texts = (
        wrong("check", "--format", "sarif").out, wrong("check", "records/rounds/2026-q3.yaml", "--format", "sarif").out,
        sarif.render(nasty(), {**SUMMARY, "notes": [NASTY]}),
    )  # fmt: skip
    return [json.loads(text) for text in texts]


def test_sarif_is_valid_by_the_whole_schema_too(wrong: Any) -> None:
    if not WHOLE.exists():
        pytest.skip("the whole schema of SARIF is not here (.ci/node-tools installs it)")
    whole = Draft4Validator(json.loads(WHOLE.read_text()), format_checker=Draft4Validator.FORMAT_CHECKER)
    for report in reports(wrong):
        assert not [error.message for error in whole.iter_errors(report)]
        report["runs"][0]["results"] = [{"ruleId": "REF001"}]
        assert not whole.is_valid(report)


def test_the_report_is_as_its_published_schema_says(wrong: Any) -> None:
    schema = json.loads((ROOT / "docs" / "reference" / "check.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    held = Draft202012Validator(schema)
    for line in (wrong("check", "--json").out, wrong("check", "--json", "records/rounds/2026-q3.yaml").out):
        answer = json.loads(line)
        held.validate(answer)
    assert not held.is_valid({**answer, "version": 2})
    assert not held.is_valid({"version": 1, "data": {"findings": [{}], "summary": answer["data"]["summary"]}})


def test_the_schema_that_sarif_is_held_against_can_say_no() -> None:
    report = json.loads(sarif.render(nasty(), SUMMARY))
    report["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "a b.yaml"
    assert not Draft202012Validator(SCHEMA).is_valid(report)


def test_fingerprints_stay_where_lines_move_and_tell_twins_apart(wrong: Any) -> None:
    def prints() -> dict[str, str]:
        run = checked(wrong("check", "--format", "sarif").out)
        return {r["partialFingerprints"]["primaryLocationLineHash"]: r["ruleId"] for r in run["results"]}

    before = prints()
    assert sorted(before.values()).count("FIL003") == 2
    for path in (PROJECT, REFLECTION, ROUND):
        file = wrong.path / path
        file.write_text(f"# a remark\n\n{file.read_text()}")
    assert prints() == before
    edit(wrong, PROJECT, "setting: castle", "setting: palace")
    assert prints() == before
    edit(wrong, PROJECT, "licence: lic-2601-m3k8r1x", "licence: lic-2601-m3k8r1y")
    assert len(prints().keys() - before.keys()) == 1


def test_fingerprints_are_of_facts_so_that_other_words_open_nothing_again() -> None:
    def printed(*findings: Finding) -> list[str]:
        results = checked(sarif.render(findings, SUMMARY))["results"]
        return [r["partialFingerprints"]["primaryLocationLineHash"] for r in results]

    left = Said("{project} has {left} left.", project="prj-2611-7kq4m2x", left=Money(500))
    found = Finding.of("MON001", "error", PROJECT, left, "Ask for less.", ("costs", 0))
    reworded = Said("Only {left} is left for {project}.", left=Money(500), project="prj-2611-7kq4m2x")
    assert printed(replace(found.saying(reworded), try_="Ask for less money.", line=9)) == printed(found)
    others = (
        replace(found, at=("costs", 1)), replace(found, path=REFLECTION), replace(found, rule="MON002"),
        found.saying(Said("{project} has {left} left.", project="prj-2611-7kq4m2x", left=Money(400))),
    )  # fmt: skip
    assert len({*printed(found, *others)}) == 5


def test_several_files_in_one_run(wrong: Any, tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text("old")
    done = wrong(
        "check", "--output", f"sarif:{tmp_path}/out.sarif", "--output", f"junit:{tmp_path}/report.xml", "--output",
        f"json:{tmp_path}/out.json", "--format", "lines",
    )  # fmt: skip
    assert done.code == 1
    assert done.out == wrong("check", "--format", "lines").out
    for name, format in (("out.sarif", "sarif"), ("report.xml", "junit"), ("out.json", "json")):
        assert (tmp_path / name).read_text() == wrong("check", "--format", format).out
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["out.json", "out.sarif", "report.xml"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("out.sarif", 2), ("sarfi:out.sarif", 2), ("sarif:", 2), ("sarif:records/out.sarif", 4),
        ("text:records/projects/2026-11/prj-2611-7kq4m2x.yaml", 4), ("text:.git/config", 4), ("text:none/out", 3),
        ("text:link/out", 4), ("text:records", 4),
    ],
)  # fmt: skip
def test_where_a_report_may_not_go(wrong: Any, said: str, code: int) -> None:
    (wrong.path / "link").symlink_to("records/projects")
    before = wrong.files(), (wrong.path / ".git" / "config").read_bytes()
    done = wrong("check", "--output", said, cwd=wrong.path)
    assert (done.code, done.out) == (code, ""), done.err
    assert (wrong.files(), (wrong.path / ".git" / "config").read_bytes()) == before


def test_how_much_advice_is_too_much(examples: Any) -> None:
    edit(examples, REFLECTION, "A quiet start", "The patient was calm. A quiet start")
    assert [examples("check", *more).code for more in (
        (), ("--max-advice", "1"), ("--max-advice", "0"), ("--max-advice", "0", "--exit-zero"), ("--max-advice", "-1"),
    )] == [0, 0, 1, 0, 2]  # fmt: skip


def test_exit_zero_is_for_findings_and_not_for_trouble(wrong: Any) -> None:
    done = wrong("check", "--exit-zero")
    assert done.code == 0
    assert "PRJ001" in done.out
    assert wrong("check", "--exit-zero", "records/none.yaml").code == 3
