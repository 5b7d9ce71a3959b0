"""`imatter check`: everything that is wrong, and exactly where."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from imatter_cli.checks import registry
from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.finding import Rule
from imatter_cli.errors import BadValue, NotFound, Usage
from imatter_cli.output.findings import FORMATS, text
from imatter_cli.output.findings import json as findings_json
from imatter_cli.output.progress import Progress
from imatter_cli.output.rendering import rendered
from imatter_cli.output.terminal import PIPE
from imatter_cli.remedies import Command
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.exchange import exporting
from imatter_cli.services.integrity import checking
from imatter_cli.services.integrity.progress import watched
from imatter_cli.services.records.visibility import findings_seen
from imatter_cli.store.contract import Store

_NAMES = f"{', '.join([*FORMATS][:-1])} or {[*FORMATS][-1]}. Text if you leave it out."

app = Commands("check", "Find what is wrong in your records, and where.")


def _rule_ids(incomplete: str) -> list[str]:
    return [rule.id for rule in registry.RULES if rule.id.startswith(incomplete.upper())]


def _formats(incomplete: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


@app.command(
    "check",
    help=with_example("Find what is wrong in your records, and exactly where. Nothing is changed.", "imatter check"),
)
def check(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Files, folders or ids. Everything if you leave it out."),
    ] = None,
    since: Annotated[
        str,
        typer.Option(
            "--since",
            metavar="REF",
            help="Only what changed since that commit, branch or day (from the start of the day).",
        ),
    ] = "",
    staged: Annotated[
        bool, typer.Option("--staged", help="Only what is staged for the next commit. Meant for a hook.")
    ] = False,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help=_NAMES, autocompletion=_formats)] = "",
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            metavar="FORMAT:FILE",
            help="Also write the result to a file in that format. You can repeat this.",
        ),
    ] = None,
    max_advice: Annotated[
        int | None,
        typer.Option("--max-advice", metavar="N", help="Also exit with 1 if there is more advice than that."),
    ] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever is found.")] = False,
    explain: Annotated[
        str, typer.Option("--explain", metavar="RULE", help="Explain a rule.", autocompletion=_rule_ids)
    ] = "",
) -> None:
    """Check a store."""
    session = session_of(ctx)
    if explain:
        _explain(
            session,
            explain,
            given=bool(paths or since or staged or format or output or exit_zero or max_advice is not None),
        )
        return
    if staged and (paths or since):
        raise Usage("You can't use --staged together with PATH or --since.", hint=Command("check", "--staged"))
    if max_advice is not None and max_advice < 0:
        raise BadValue("--max-advice: it can't be negative.", hint="Give 0 or more.")
    chosen = _format(session, format)
    asked = [_file(said) for said in output or ()]
    store = session.store_here()
    files = [(written, exporting.place(file, store.root, over=True)) for written, file in asked]
    _refuse_twice([there for _, there in files])
    waiting = store.unfinished()
    if waiting:
        session.say(waiting)
    report = _report(session, store, paths or (), since, staged=staged)
    summary = {**report.summary.as_data(), "store": store.root, "commit": store.head()}
    findings = findings_seen(store, session.context().actor, report.findings)
    for written, file in files:
        told = rendered(FORMATS[written](findings, summary), PIPE).rstrip("\n") + "\n"
        exporting.write(file, told, over=True, private=False)
    session.put(
        findings_json.data(findings, summary),
        lambda: FORMATS[chosen](findings, summary),
        for_programs=chosen != "text",
    )
    too_much = max_advice is not None and report.summary.advice > max_advice
    if (not report.summary.passed or too_much) and not exit_zero:
        raise typer.Exit(1)


def _report(session: Session, store: Store, paths: Sequence[str], since: str, *, staged: bool) -> checking.CheckReport:
    today, actor = session.today().isoformat(), session.context().actor
    if staged:
        return checking.check_staged(store, today=today, actor=actor)
    places = [_in_store(store.root, path) for path in paths]
    with Progress("Checking records", sys.stderr) as come:
        return checking.check(watched(store, come), places, since, today=today, actor=actor)


def rule_called(name: str) -> Rule:
    """The rule of that id or name. Raises NotFound with the closest."""
    wanted = name.strip()
    for rule in registry.RULES:
        if wanted.upper() == rule.id or wanted.lower() == rule.name:
            return rule
    known = [*registry.BY_ID, *(rule.name for rule in registry.RULES)]
    near = get_close_matches(wanted.upper(), known, n=3) or get_close_matches(wanted.lower(), known, n=3)
    said = Said(
        "There is no rule {given!r}. Closest: {closest}." if near else "There is no rule {given!r}.",
        given=Prose(name),
        closest=Many(near),
    )
    raise NotFound(said, hint=Command("rules"), details={"closest": near})


def _explain(session: Session, name: str, *, given: bool) -> None:
    if given:
        raise Usage("You can't use --explain together with anything else.", hint=Command("check", "--explain", name))
    rule = rule_called(name)
    session.put(registry.as_data(rule), lambda: text.explained(rule))


def _format(session: Session, name: str) -> str:
    if session.json and name not in ("", "json"):
        raise Usage(
            Said("--json means --format json, but you also asked for --format {given}.", given=Prose(name)),
            hint="Use only one of them.",
        )
    if name and name not in FORMATS:
        raise BadValue(
            Said("--format: {given!r} is not a format.", given=Prose(name)),
            hint=Said("Choose from {formats}.", formats=Many(FORMATS)),
        )
    return name or "text"


def _file(said: str) -> tuple[str, str]:
    """`sarif:out.sarif` as the format and the file."""
    name, colon, file = said.partition(":")
    if not colon or not file or name not in FORMATS:
        raise BadValue(
            Said("--output: {given!r} must be a format followed by a file.", given=Prose(said)),
            hint=Said("For example, --output sarif:out.sarif. The formats are {formats}.", formats=Many(FORMATS)),
        )
    return name, file


def _refuse_twice(places: list[Path]) -> None:
    """Refuse one file for two reports: the second would take the first one's place."""
    seen: set[str] = set()
    for there in places:
        name = os.path.realpath(there)
        if name in seen and not exporting.is_stream(there):
            raise Usage(
                Said("--output names {path} twice.", path=str(there)), hint="Give each report a file of its own."
            )
        seen.add(name)


def _in_store(root: str, said: str) -> str:
    """A path as the person typed it, seen from the store: what is there from here counts first. Raises NotFound."""
    path = Path(said)
    if not said or not os.path.lexists(path):
        return said
    # The last part is not resolved: a link in a record's place is itself what is asked about.
    whole = path.parent.resolve() / path.name if path.name not in ("", "..") else path.resolve()
    try:
        return whole.relative_to(Path(root).resolve()).as_posix()
    except ValueError:
        raise NotFound(
            Said("{path} is not in this store, which is {root}.", path=said, root=root),
            hint="To check another store, name it with --store PATH.", details={"path": said},
        ) from None  # fmt: skip
