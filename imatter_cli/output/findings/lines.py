"""Findings as a compiler prints them, for editors and for grep: `PATH:LINE:COLUMN: RULE message`, one line each."""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.ids import PROGRAMME_PATH
from imatter_cli.output.terminal import clean_line


def render(findings: Sequence[Finding], summary: Data) -> str:
    """One line for each finding. Without a place it is at line 1, column 1; about the whole store, in the programme."""
    return "\n".join(map(_line, findings))


def _line(finding: Finding) -> str:
    place = f"{finding.path or PROGRAMME_PATH}:{finding.line or 1}:{finding.column or 1}"
    mark = "" if finding.severity == "error" else f" ({finding.severity})"
    return clean_line(f"{place}: {finding.rule}{mark} {finding.message} {finding.try_}")
