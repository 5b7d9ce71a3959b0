"""Findings for scripts: `{findings: [...], summary}` in the envelope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.output.json import envelope


def data(findings: Sequence[Finding], summary: Data) -> dict[str, Any]:
    """The data in the envelope."""
    return {"findings": [f.as_data() for f in findings], "summary": dict(summary)}


def render(findings: Sequence[Finding], summary: Data) -> str:
    """One line of JSON."""
    return envelope(data(findings, summary))
