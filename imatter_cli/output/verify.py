"""The result of checking the whole history: a line for each finding, then the figures."""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.domain.data import Data
from imatter_cli.output.terminal import clean_line
from imatter_cli.output.words import count

#: How many records of a change are named on its line; all are in the JSON.
_NAMED = 3
_COMMIT = 12


def render(findings: Sequence[Data], summary: Data) -> str:
    """`COMMIT PATH message What to try.   RULE` for each finding in the order of the history, and the figures."""
    lines = [_line(f) for f in findings]
    lines += [_figures(summary)]
    if summary.get("since") is not None:
        came = "Nothing came after it" if not summary["since"] else f"{count(summary['since'], 'change')} came since"
        lines.append(f"The whole history of the checkpoint is still there. {came}.")
    if findings:
        lines.append(f"Why: imatter check --explain {findings[0]['rule']}")
    return "\n".join(lines)


def _line(finding: Data) -> str:
    related = finding["related"]
    more = f" and {len(related) - _NAMED + 1} more" if len(related) >= _NAMED else ""
    where = [finding["commit"][:_COMMIT], ", ".join(p for p in [finding["path"], *related[: _NAMED - 1]] if p) + more]
    said = " ".join(part for part in (*where, finding["message"], finding["try"]) if part)
    mark = "" if finding["severity"] == "error" else f" ({finding['severity']})"
    return f"{clean_line(said)}   {finding['rule']}{mark}"


def _figures(summary: Data) -> str:
    commits, around = summary["commits"], summary["around"]
    if not commits:
        return "Nothing has been recorded here yet."
    by = f"{count(commits, 'change')}: {summary['by_tool']} made by imatter, {around} outside it."
    errors, advice = summary["errors"], summary["advice"]
    told = " and ".join(
        [*([count(errors, "error")] if errors else []), *([f"{count(advice, 'piece')} of advice"] if advice else [])]
    )
    found = f"{told}." if told else "No problems."
    return f"{by} {found} Nothing was changed."
