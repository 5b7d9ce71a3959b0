"""Findings for people: one line each, then how much is fine."""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.checks import registry
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.output import verify
from imatter_cli.output.about import about
from imatter_cli.output.page import COMMAND, NAME, QUIET, WARNING, Block, Gap, Heading, Page, Paragraph, Span, Table
from imatter_cli.output.tables import Column
from imatter_cli.output.terminal import clean, clean_line
from imatter_cli.output.words import count, listed, problems


def render(findings: Sequence[Finding], summary: Data) -> Page:
    """`PATH:LINE:COLUMN message What to try.   RULE` for each, and a sentence on the whole."""
    blocks: list[Block] = [_line(f) for f in findings]
    blocks += [Paragraph(clean_line(note)) for note in summary["notes"]]
    blocks.append(Heading(f"{figures(summary)} Nothing was changed." if findings else figures(summary)))
    if summary["accepted"]:
        are, its = ("is", "its record") if summary["accepted"] == 1 else ("are", "their records")
        said = f"{count(summary['accepted'], 'finding')} {are} accepted in {its}, with a reason."
        blocks.append(Paragraph(said))
    if findings:
        blocks.append(Paragraph(("Why: ", Span(f"imatter check --explain {findings[0].rule}", COMMAND))))
    return Page((*blocks, Paragraph(about(summary))))


def found(findings: Sequence[Finding], summary: Data) -> Page:
    """The findings alone, and what could not be asked: nothing at all if all is well."""
    return Page((*(_line(f) for f in findings), *(Paragraph(clean_line(note)) for note in summary["unasked"])))


def statistics(summary: Data) -> Page:
    """How many findings each rule has, most first, and a sentence on the whole."""
    most = sorted(summary["rules"].items(), key=lambda row: (-row[1], row[0]))
    columns = (Column("Findings", right=True), Column("Rule"), Column("Name", role=NAME), Column("Kind"))
    rows = [[str(n), id, registry.BY_ID[id].name, registry.BY_ID[id].severity] for id, n in most]
    blocks: list[Block] = [Table(columns, rows)] if rows else []
    notes = [Paragraph(clean_line(note)) for note in summary["notes"]]
    return Page((*blocks, *notes, Heading(figures(summary)), Paragraph(about(summary))))


def command(summary: Data) -> str:
    """The command whose report this is."""
    return "verify" if "checkpoint" in summary else "check"


def explained(rule: Rule) -> Page:
    """A rule in full: why it is there, where it comes from, what breaks it and what does not."""
    return Page((
        Heading((rule.id, " ", rule.name, Span(f" ({rule.severity})", QUIET))),
        Paragraph(rule.why),
        *([Paragraph(rule.origin)] if rule.origin else []),
        Gap(),
        Heading("This breaks it:"),
        _indented(rule.bad),
        Heading("This does not:"),
        _indented(rule.good),
    ))  # fmt: skip


def listing(rules: Sequence[Rule]) -> Page:
    """Every rule on a line."""
    columns = (Column("Rule"), Column("Name", role=NAME), Column("Kind"), Column("Why"))
    return Page((Table(columns, [[r.id, r.name, r.severity, r.why] for r in rules]),))


def _line(finding: Finding) -> Paragraph:
    place = f"{finding.path}:{finding.line}:{finding.column}" if finding.line else finding.path
    said = " ".join(part for part in (finding.message, str(finding.try_)) if part)
    mark = "" if finding.severity == "error" else f" ({finding.severity})"
    rule = Span(f"{finding.rule}{mark}", QUIET if mark else WARNING)
    return Paragraph((Span(clean_line(place), QUIET), f" {clean_line(said)}   ", rule), hang="    ")


def figures(summary: Data) -> str:
    """One sentence on the whole: how many are fine, or how much was found in how many."""
    if command(summary) == "verify":
        return verify.figures(summary)
    records = summary["records"]
    errors, advice = summary["errors"], summary["advice"]
    if not records and not errors and not advice:
        if summary["notes"]:
            return "There was nothing to check."
        return "There are no records here yet, and no problems."
    if not errors and not advice:
        if summary["unasked"]:
            return f"{count(records, 'record')} checked, no problems found, but not everything could be checked."
        return f"{count(records, 'record')} checked, no problems."
    partly = {name: k for name, k in summary["kinds"].items() if k["fine"] < k["records"]}
    said = [f"{k['fine']} of {count(k['records'], name, _many(name))}" for name, k in partly.items()]
    one = len(partly) == 1 and all(k["records"] == 1 for k in partly.values())
    fine = f" ({listed(said)} {'is' if one else 'are'} fine)" if said else ""
    return f"{problems(errors, advice)} in {count(records, 'record')}{fine}."


def _many(name: str) -> str:
    """What people call several of what was checked: records of a kind, or programmes."""
    return BY_NAME[name].many if name in BY_NAME else ""


def _indented(example: str) -> Paragraph:
    return Paragraph(clean(example).rstrip("\n"), "    ")
