"""`imatter check`: everything that is wrong, and exactly where."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from imatter_cli.checks import registry
from imatter_cli.checks.chosen import chosen, rule_called
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import argument, flag, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.integrity import reporting
from imatter_cli.commands.integrity.naming_paths import paths_named
from imatter_cli.domain.finding import worst
from imatter_cli.errors import BadValue, Usage
from imatter_cli.output.findings import FORMATS, Format, text
from imatter_cli.output.findings import json as findings_json
from imatter_cli.output.progress import Progress
from imatter_cli.remedies import Command
from imatter_cli.services.integrity import checking
from imatter_cli.services.integrity.progress import watched
from imatter_cli.services.records.visibility import findings_seen
from imatter_cli.store.contract import Store

app = Commands("check", "Find what is wrong in your records, and where.")


def _rule_ids(incomplete: str) -> list[str]:
    return [rule.id for rule in registry.RULES if rule.id.startswith(incomplete.upper())]


@app.command("check")
def check(
    session: Session,
    paths: list[str] | None = argument("[PATH]...", "Files, folders or ids, or - for a list on stdin.", default=None),
    since: str = option(
        "--since", "REF", "Only what changed since that commit, branch or day (from the start of the day)."
    ),
    staged: bool = flag("--staged", "Only what is staged for the next commit."),
    select: list[str] | None = option(
        "--select", "RULE", "Only these rules: PRJ001, a name, or a family: PRJ.", _rule_ids, default=None
    ),
    ignore: list[str] | None = option("--ignore", "RULE", "All rules but these.", _rule_ids, default=None),
    format: str = reporting.FORMAT,
    output: list[str] | None = reporting.OUTPUT,
    limit: int | None = option("--limit", "NUMBER", "Show at most this many findings, the worst first.", default=None),
    quiet: bool = flag("--quiet", "Show findings and nothing else."),
    statistics: bool = flag("--statistics", "Show only how many findings each rule has."),
    max_advice: int | None = option(
        "--max-advice", "N", "Also exit with 1 if there is more advice than that.", default=None
    ),
    exit_zero: bool = flag("--exit-zero", "Exit with 0 whatever is found."),
    explain: str = option("--explain", "RULE", "Explain a rule.", _rule_ids),
) -> None:
    """Find what is wrong in your records, and exactly where. Nothing is changed.

    Example: imatter check
    """
    if explain:
        others = (paths, since, staged, select, ignore, format, output, limit, quiet, statistics, exit_zero)
        _explain(session, explain, given=any(others) or max_advice is not None)
        return
    if staged and (paths or since):
        raise Usage("You can't use --staged together with PATH or --since.", hint=Command("check", "--staged"))
    if max_advice is not None and max_advice < 0:
        raise BadValue("--max-advice: it can't be negative.", hint="Give 0 or more.")
    asked = reporting.asked(session, format, output or ())
    formats = {**FORMATS, "text": _as_text(quiet, statistics, asked.shown)}
    rules = chosen(select or (), ignore or ())
    store = session.store_here()
    reports = asked.placed(store.root)
    report = _report(session, store, paths or (), since, rules, staged=staged)
    summary = {**report.summary.as_data(), "store": store.root, "commit": store.head()}
    findings = findings_seen(store, session.context().actor, report.findings)
    if limit is not None and limit < len(findings):
        summary["notes"].append(f"Only the worst {limit} of {len(findings)} findings are listed.")
        findings = tuple(worst(findings, limit))
    reports.put(session, findings_json.data(findings, summary), lambda name: formats[name](findings, summary))
    too_much = max_advice is not None and report.summary.advice > max_advice
    if (not report.summary.passed or too_much) and not exit_zero:
        raise typer.Exit(1)


def _as_text(quiet: bool, statistics: bool, shown: str) -> Format:
    """The text of the findings. Raises Usage where these options don't fit together."""
    if (quiet or statistics) and shown != "text":
        raise Usage("--quiet and --statistics are for text.", hint="Use only one of them and --format.")
    if quiet and statistics:
        raise Usage("You can't use --quiet and --statistics together.", hint="Use one of the two.")
    if statistics:
        return lambda findings, summary: text.statistics(summary)
    return text.found if quiet else FORMATS["text"]


def _report(
    session: Session, store: Store, paths: Sequence[str], since: str, rules: frozenset[str] | None, *, staged: bool
) -> checking.CheckReport:
    """What a check finds, having said what was passed over and what was interrupted."""
    named = paths_named(store.root, paths) if paths else None
    for remark in filter(None, (named.remark if named else "", store.unfinished())):
        session.say(remark)
    today, actor = session.today().isoformat(), session.context().actor
    if staged:
        return checking.check_staged(store, today=today, actor=actor, rules=rules)
    with Progress("Checking records", sys.stderr) as come:
        return checking.check(
            watched(store, come), named.asked if named else None, since, today=today, actor=actor, rules=rules,
            listed=named.listed if named else (),
        )  # fmt: skip


def _explain(session: Session, name: str, *, given: bool) -> None:
    if given:
        raise Usage("You can't use --explain together with anything else.", hint=Command("check", "--explain", name))
    rule = rule_called(name)
    session.put(registry.as_data(rule), lambda: text.explained(rule))
