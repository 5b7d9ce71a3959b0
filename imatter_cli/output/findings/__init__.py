"""The formats of a check: one file and one row of FORMATS each.

A format is a function from the findings, in order, and the summary as plain data to what is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from imatter_cli.domain.finding import Finding
from imatter_cli.output.findings import github, json, junit, lines, sarif, text

Format = Callable[[Sequence[Finding], Mapping[str, Any]], str]

FORMATS: Final[dict[str, Format]] = {
    "text": text.render,
    "json": json.render,
    "lines": lines.render,
    "github": github.render,
    "junit": junit.render,
    "sarif": sarif.render,
}
