"""`imatter hook`: have records looked at before each commit, merge and push made by hand."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import typer

from imatter_cli.commands.frame import stdin
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import argument, flag
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.integrity.naming_paths import paths_named
from imatter_cli.domain.finding import Finding
from imatter_cli.errors import Usage
from imatter_cli.output.findings import json as findings_json
from imatter_cli.output.findings import text
from imatter_cli.output.page import Page
from imatter_cli.remedies import Command
from imatter_cli.services.integrity import hooked, hooks
from imatter_cli.services.records.visibility import findings_seen
from imatter_cli.store.contract import Store

app = Commands("hook", "Check records before each git commit, merge and push.")

FORCE = flag("--force", "Even if somebody changed the hook since imatter made it.")
#: What the framework pre-commit says of the commits that it is about: before a push, or with --from-ref and --to-ref.
_FROM, _TO = "PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"


@app.command("install")
def install(session: Session, force: bool = FORCE) -> None:
    """From now on, stop a git commit, merge or push with an error.

    Example: imatter hook install
    """
    found = hooks.install(session.store_here().root, sys.executable, force=force, dry_run=session.dry_run)
    said = [
        f"{_MADE[session.dry_run] if one.changed else 'Already there'}: {one.path}" for one in found if not one.line
    ]
    said += [
        f"Somebody else made {one.path}. To check there too, add this line: {one.line}" for one in found if one.line
    ]
    said.append("They check the records, and stop a commit, a merge or a push that has an error.")
    session.put(hooks.as_data(found), "\n".join(said))


@app.command("uninstall")
def uninstall(session: Session, force: bool = FORCE) -> None:
    """Remove the hooks again.

    Example: imatter hook uninstall
    """
    found = hooks.uninstall(session.store_here().root, force=force, dry_run=session.dry_run)
    gone = [f"{_REMOVED[session.dry_run]}: {one.path}" for one in found if one.changed]
    session.put(hooks.as_data(found), "\n".join(gone or [f"There is no hook: {found[0].path}"]))


_MADE = {False: "Made", True: "This would be made"}
_REMOVED = {False: "Removed", True: "This would be removed"}


@app.command("run")
def run(
    session: Session,
    files: list[str] | None = argument(
        "[FILE]...", "Files that pre-commit names. What is staged if you leave it out.", default=None
    ),
    pushed: bool = flag("--pushed", "What is pushed, from the lines that git gives its hook on stdin."),
) -> None:
    """Check what git or pre-commit is about to take. Hooks run this; you rarely need to.

    Example: imatter hook run
    """
    if pushed and files:
        raise Usage("You can't use --pushed together with FILE.", hint=Command("hook run", "--pushed"))
    store = session.store_here()
    reports = [_seen(session, store, one) for one in _looked(session, store, files or (), pushed=pushed)]
    page = Page(tuple(block for told in reports for block in text.render(*told).blocks))
    session.put([findings_json.data(*told) for told in reports], page if reports else "No records are pushed.")
    if not all(summary["passed"] for _, summary in reports):
        raise typer.Exit(1)


def _looked(session: Session, store: Store, files: Sequence[str], *, pushed: bool) -> list[hooked.HookReport]:
    asker = hooked.Asker(session.today().isoformat(), session.context().actor)
    if pushed:
        return hooked.of_a_push(store, stdin.read_text(), asker)
    since, commit = os.environ.get(_FROM, ""), os.environ.get(_TO, "")
    if since and commit:
        return hooked.of_commits(store, since, commit, asker)
    return hooked.of_files(store, paths_named(store.root, files).asked, asker)


def _seen(session: Session, store: Store, one: hooked.HookReport) -> tuple[tuple[Finding, ...], dict[str, Any]]:
    """The findings as this person may see them, and the figures."""
    findings = findings_seen(store, session.context().actor, one.report.findings)
    return findings, {**one.report.summary.as_data(), "store": store.root, "commit": one.commit}
