"""Findings as the workflow commands of GitHub Actions, which it shows next to the lines of a pull request.

The form and what is escaped in it: GitHub's documentation, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.output.about import about
from imatter_cli.output.findings.text import command, figures
from imatter_cli.output.terminal import clean_line

_LEVELS = {"error": "error", "advice": "notice"}


def render(findings: Sequence[Finding], summary: Data) -> str:
    """A command for each finding and for what could not be asked, then the rest for the log.

    Paths are relative to the store.
    """
    lines = [_command(f) for f in findings]
    level = "warning" if summary["passed"] else "error"
    title = _property(f"imatter {command(summary)}")
    lines += [f"::{level} title={title}::{_data(clean_line(note))}" for note in summary["unasked"]]
    lines += [clean_line(note) for note in summary["notes"] if note not in summary["unasked"]]
    return "\n".join([*lines, figures(summary), about(summary)])


def _command(finding: Finding) -> str:
    about = {
        "file": finding.path,
        "line": str(finding.line) if finding.line else "",
        "col": str(finding.column) if finding.column else "",
        "title": finding.rule,
    }
    properties = ",".join(f"{name}={_property(value)}" for name, value in about.items() if value)
    message = clean_line(f"{finding.message} {finding.try_}")
    return f"::{_LEVELS[finding.severity]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    """A message as it stands after the second `::`."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A value as it stands between commas."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
