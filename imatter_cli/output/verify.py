"""The result of checking the whole history: a line for each finding, then the figures."""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.output.about import COMMIT, about
from imatter_cli.output.page import COMMAND, QUIET, WARNING, Block, Heading, Page, Paragraph, Span
from imatter_cli.output.terminal import clean_line
from imatter_cli.output.words import count, day, more, problems

#: How many records of a change are named on its line; all are in the JSON.
_NAMED = 3


def render(findings: Sequence[Data], summary: Data) -> Page:
    """`COMMIT PATH message What to try.   RULE` for each finding in the order of the history, and the figures."""
    blocks: list[Block] = [_line(f) for f in findings]
    blocks.append(Heading(figures(summary)))
    if summary.get("since") is not None:
        came = "Nothing came after it" if not summary["since"] else f"{count(summary['since'], 'change')} came since"
        there = "The whole history of the checkpoint is still there."
        if summary["erased_since"]:
            there = "Words were erased since the checkpoint was taken. Everything else it covers is still the same."
        blocks.append(Paragraph(f"{there} {came}."))
    blocks += [Paragraph(clean_line(_erased(one))) for one in summary["erasures"]]
    blocks += [Paragraph(clean_line(note)) for note in summary["unasked"]]
    if findings:
        blocks.append(Paragraph(("Why: ", Span(f"imatter check --explain {findings[0]['rule']}", COMMAND))))
    return Page((*blocks, Paragraph(about(summary))))


def as_found(findings: Sequence[Data], summary: Data) -> tuple[list[Finding], Data]:
    """The same as a check has it, for its formats: what is wrong in a file or, in an early change, was."""
    found = [
        Finding(
            f["rule"], f["severity"], f["path"], f"{f['commit'][:COMMIT]} {f['message']}".strip(), f["try"],
            related=tuple(f["related"]), facts=(("commit", f["commit"]), *f["facts"].items()),
        )
        for f in findings
    ]  # fmt: skip
    figures = {"records": summary["commits"], "fine": summary["fine"]}
    kinds = {"change": figures} if summary["commits"] else {}
    return found, {**summary, **figures, "kinds": kinds, "notes": list(summary["unasked"]), "accepted": 0}


def _line(finding: Data) -> Paragraph:
    related = finding["related"]
    paths = ", ".join(p for p in [finding["path"], *related[: _NAMED - 1]] if p)
    where = [finding["commit"][:COMMIT], paths + more(len(related), _NAMED - 1)]
    place = clean_line(" ".join(part for part in where if part))
    said = clean_line(" ".join(part for part in (finding["message"], finding["try"]) if part))
    mark = "" if finding["severity"] == "error" else f" ({finding['severity']})"
    rule = Span(f"{finding['rule']}{mark}", QUIET if mark else WARNING)
    return Paragraph((Span(place, QUIET), f" {said}   " if place else f"{said}   ", rule), hang="    ")


def _erased(erasure: Data) -> str:
    """One erasure. Only somebody with an older copy, or with a checkpoint, can tell what else was changed with it."""
    many = sum(one["passages"] for one in erasure["records"])
    named = [one["id"] for one in erasure["records"]]
    records = f"{', '.join(named[:_NAMED])}{more(len(named), _NAMED)}"
    return (
        f"{erasure['by']} erased {count(many, 'passage')} on {day(erasure['at'][:10])} from {records}. Words and "
        "signatures from before that can't be checked."
    )


def figures(summary: Data) -> str:
    """One sentence on the whole: how many changes there are, and how much was found in them."""
    commits, around = summary["commits"], summary["around"]
    if not commits:
        return "Nothing has been recorded here yet."
    by = f"{count(commits, 'change')}: {summary['by_tool']} made by imatter, {around} outside it."
    told = problems(summary["errors"], summary["advice"]) or "No problems"
    return f"{by} {told}. Nothing was changed."
