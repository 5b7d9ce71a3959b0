"""Findings as a test report (JUnit's XML), which most CI servers show: one suite a kind of record.

A suite has a test for each finding, and one for all of its records that are fine, so that a large store makes no
large report. An error is a failure, advice a test that passes and says so. What could not be asked, and that there was
nothing to look at, is a test that was skipped; it is an error where something may have been missed. GitLab keeps one of
several tests of the same name, and Jenkins refuses a report without a test. There is no one schema for this format;
what is written is what GitLab, Jenkins and the Ant task agree on.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as Xml  # it is only written with

from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.ids import BY_FOLDER, PROGRAMME_PATH
from imatter_cli.output.findings.text import command, figures
from imatter_cli.output.terminal import clean, clean_line
from imatter_cli.output.words import count

#: What XML 1.0 has no way to write, section 2.2, beyond what `clean` takes out.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: The totals of a suite, and the element that each counts; of tests, all are counted.
_TOTALS = {"tests": "", "failures": "failure", "errors": "error", "skipped": "skipped"}


def render(findings: Sequence[Finding], summary: Data) -> str:
    """The whole report, one element a line."""
    by_suite: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_suite["change" if command(summary) == "verify" else _suite(finding.path)].append(finding)
    root = Xml.Element("testsuites", name=f"imatter {command(summary)}")
    for name in [*summary["kinds"], *(name for name in by_suite if name not in summary["kinds"])]:
        kind = summary["kinds"].get(name, {"records": 0, "fine": 0})
        _add_suite(root, name, kind, by_suite[name])
    if summary["notes"] or not len(root):
        _add_notes(root, summary)
    for suite in root:
        _complete(suite, summary)
    for total in _TOTALS:
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode")


def _add_suite(root: Xml.Element, name: str, kind: Mapping[str, int], findings: Sequence[Finding]) -> None:
    suite = Xml.SubElement(root, "testsuite", name=name)
    if kind["fine"] or not findings:
        said = f"{kind['fine']} of {count(kind['records'], name if name == 'change' else 'record')} fine"
        Xml.SubElement(suite, "testcase", classname=f"imatter.{name}", name=said)
    twins: Counter[str] = Counter()
    for finding in findings:
        called = _text(" ".join(part for part in (finding.rule, finding.path, finding.field) if part))
        twins[called] += 1
        _add_case(suite, name, f"{called} ({twins[called]})" if twins[called] > 1 else called, finding)


def _add_notes(root: Xml.Element, summary: Data) -> None:
    """What could not be asked, or why there was nothing to look at, as tests of the store itself."""
    suite = Xml.SubElement(root, "testsuite", name="store")
    for note in summary["notes"] or [figures(summary)]:
        case = Xml.SubElement(suite, "testcase", classname="imatter.store", name=_text(note))
        missed = note in summary["unasked"] and not summary["passed"]
        Xml.SubElement(case, "error" if missed else "skipped", message=_text(note))


def _complete(suite: Xml.Element, summary: Data) -> None:
    """Give a suite its totals, and say which store it is about."""
    suite.set("tests", str(len(suite)))
    for total, element in _TOTALS.items():
        if element:
            suite.set(total, str(len(suite.findall(f"testcase/{element}"))))
    properties = Xml.Element("properties")
    for name in ("store", "commit"):
        Xml.SubElement(properties, "property", name=name, value=_text(summary[name]))
    suite.insert(0, properties)


def _add_case(suite: Xml.Element, name: str, called: str, finding: Finding) -> None:
    said = _text(f"{finding.message} {finding.try_}")
    case = Xml.SubElement(suite, "testcase", classname=f"imatter.{name}", name=called, file=_text(finding.path))
    if finding.line:
        case.set("line", str(finding.line))
    where = f"{_text(finding.path)}:{finding.line or 1}:{finding.column or 1}"
    if finding.severity == "error":
        Xml.SubElement(case, "failure", type=finding.rule, message=said).text = f"{where} {said}"
    else:
        Xml.SubElement(case, "system-out").text = f"{finding.severity}: {where} {said}"


def _suite(path: str) -> str:
    """The kind whose folder a path is in."""
    if path == PROGRAMME_PATH:
        return "programme"
    parts = path.split("/")
    kind = BY_FOLDER.get(parts[1]) if len(parts) > 2 else None
    return kind.name if kind is not None else "files"


def _text(text: str) -> str:
    return _NO_XML.sub("", clean_line(clean(text)))
