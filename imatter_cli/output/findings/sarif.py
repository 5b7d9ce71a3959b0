"""Findings as SARIF 2.1.0 (OASIS, 27 March 2020), for code scanning and other collectors of results."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from imatter_cli import __version__
from imatter_cli.checks import registry
from imatter_cli.domain import ids
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding, Rule, worst
from imatter_cli.output.findings.text import command
from imatter_cli.output.terminal import clean_line

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
#: Where paths begin. Its own place is not said: the same store gives the same report on every machine.
_ROOT: Final = "%SRCROOT%"
_VERSION: Final = {"version": __version__, "semanticVersion": __version__}
_LEVELS: Final = {"error": "error", "advice": "note"}
#: The one fingerprint that code scanning goes by.
_FINGERPRINT: Final = "primaryLocationLineHash"

#: GitHub refuses a run with more results.
MOST: Final = 25_000
#: Where the documentation is: what a report links to, if this is an address of the web.
_DOCS: Final = "IMATTER_DOCS"
_WEB: Final = re.compile(r"https?://[!-~]+")


def render(findings: Sequence[Finding], summary: Data) -> str:
    """One run with all rules and the findings, on one line: all of them, or the worst that a host takes."""
    seen: Counter[str] = Counter()
    is_of_history = command(summary) == "verify"
    rules = [rule for rule in registry.RULES if rule.id.startswith("VER") == is_of_history]
    index = {rule.id: n for n, rule in enumerate(rules)}
    told = [(note, note in summary["unasked"]) for note in summary["notes"]]
    if len(findings) > MOST:
        told.append((f"Only the worst {MOST:,} of {len(findings):,} findings are in this report.", True))
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "imatter", **_VERSION, "rules": [_rule(rule) for rule in rules]}},
        "properties": {name: summary[name] for name in ("store", "commit") if summary[name]},
        "invocations": [
            {
                "executionSuccessful": not summary["unasked"],
                "toolExecutionNotifications": [_note(note, is_unasked) for note, is_unasked in told],
            }
        ],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top folder of the store."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(f, index[f.rule], seen) for f in worst(findings, MOST)],
    }
    if is_of_history:  # beside the results of a check, not instead of them
        run["automationDetails"] = {"id": "imatter verify/"}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, separators=(",", ":"))


def _note(note: str, is_unasked: bool) -> dict[str, Any]:
    return {"level": "warning" if is_unasked else "note", "message": {"text": clean_line(note)}}


def _rule(rule: Rule) -> dict[str, Any]:
    examples = f"This breaks it:\n{_seen(rule.bad.rstrip())}\nThis does not:\n{_seen(rule.good.rstrip())}"
    docs = os.environ.get(_DOCS, "")
    known = (
        {"helpUri": f"{docs.rstrip('/')}/reference/rules.md#{rule.id.lower()}-{rule.name}"} if _WEB.match(docs) else {}
    )
    return known | {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.name.replace("-", " ").capitalize()},
        "fullDescription": {"text": rule.why},
        "help": {"text": "\n".join([rule.why, *([rule.origin] if rule.origin else []), "", examples])},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [registry.FAMILIES[rule.id[:3]].lower()]},
    }


def _seen(example: str) -> str:
    """An example with what cannot be seen in it as escapes."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in example)


def _result(finding: Finding, index: int, seen: Counter[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": clean_line(f"{finding.message} {finding.try_}")},
        "locations": [{"physicalLocation": _place(finding.path, finding.line, finding.column)}],
        "partialFingerprints": {_FINGERPRINT: _fingerprint(finding, seen)},
    }
    if finding.facts:
        result["properties"] = {"facts": dict(finding.facts)}
    if finding.related:
        result["relatedLocations"] = [
            {"id": n, "message": {"text": clean_line(path)}, "physicalLocation": _place(path, 0, 0)}
            for n, path in enumerate(finding.related)
        ]
    return result


def _place(path: str, line: int, column: int) -> dict[str, Any]:
    # A finding on a file as a whole is at its first line, and one on the whole store in the programme's file: code
    # scanning takes no result without a place.
    region = {"startLine": line or 1} | ({"startColumn": column} if column else {})
    uri = quote((path or ids.PROGRAMME_PATH).encode("utf-8", "surrogateescape"))
    return {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}, "region": region}


def _fingerprint(finding: Finding, seen: Counter[str]) -> str:
    """The same for the same finding however it is worded and wherever its line is; twins get a number each."""
    what = finding.rule, ids.id_at(finding.path) or finding.path, finding.field, sorted(finding.facts)
    digest = hashlib.sha256(json.dumps(what).encode()).hexdigest()[:16]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
