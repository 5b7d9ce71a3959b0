"""Findings as a page of Markdown: what a CI host shows of a run, in its summary or in a comment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding, worst
from imatter_cli.output.about import about
from imatter_cli.output.findings.text import command, figures
from imatter_cli.output.terminal import clean_line

#: A page with more rows is not read, and hosts refuse large ones.
MOST: Final = 200
#: What could begin a mark, a link, a mention, a cell or an element of HTML.
_MARKS: Final = re.compile(r"([\\`*_{}\[\]()#+!|<>&~@:$-])")


def render(findings: Sequence[Finding], summary: Data) -> str:
    """How it went, what could not be asked, and a table with the worst findings. Records can't put marks into it."""
    lines = [f"## imatter {command(summary)}: {'passed' if summary['passed'] else 'not passed'}", ""]
    lines += [_plain(figures(summary)), ""]
    lines += [line for note in summary["notes"] for line in (f"- {_plain(note)}", "")]
    if findings:
        lines += ["| where | what | rule |", "| --- | --- | --- |", *map(_row, worst(findings, MOST)), ""]
    if len(findings) > MOST:
        lines += [f"The worst {MOST} of {len(findings):,} findings are shown.", ""]
    return "\n".join([*lines, _plain(about(summary))])


def _row(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    mark = "" if finding.severity == "error" else f" ({finding.severity})"
    return f"| {_plain(place)} | {_plain(f'{finding.message} {finding.try_}')} | {finding.rule}{mark} |"


def _plain(text: str) -> str:
    """A text as Markdown shows it letter by letter."""
    return _MARKS.sub(r"\\\1", clean_line(text))
