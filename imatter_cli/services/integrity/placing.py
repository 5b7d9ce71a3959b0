"""Findings with the line and column that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from imatter_cli.classes import replace
from imatter_cli.domain.finding import Finding
from imatter_cli.store import codec

#: A field that should not be there (FLD001) is shown by its name, everything else by its value.
_BY_NAME = frozenset({"FLD001"})


def placed(raw: bytes, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same findings in one file's bytes, with line and column where they have none yet."""
    findings = tuple(findings)
    if all(finding.line for finding in findings):
        return findings
    places = codec.Places(raw)
    return tuple(_in(places, finding) for finding in findings)


def placed_by_path(findings: Iterable[Finding], source: Callable[[str], bytes]) -> list[Finding]:
    """The same findings, by path, each file asked for once; they stay as they are where there is nothing to read."""
    out: list[Finding] = []
    for path, some in groupby(sorted(findings, key=lambda f: f.path), key=lambda f: f.path):
        there = tuple(some)
        raw = b"" if all(f.line for f in there) else source(path)
        out += placed(raw, there) if raw else there
    return out


def _in(places: codec.Places, finding: Finding) -> Finding:
    if finding.line:
        return finding
    line, column = (places.name if finding.rule in _BY_NAME else places.value)(finding.at)
    return replace(finding, line=line, column=column)
