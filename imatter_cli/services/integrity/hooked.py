"""What is wrong with the records in what git, or the framework pre-commit, is about to commit, merge or push."""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.classes import immutable
from imatter_cli.services.integrity import checking
from imatter_cli.services.integrity.checking import CheckReport
from imatter_cli.store.contract import Store


@immutable
class Asker:
    """The day of a check and who asks for it."""

    today: str
    actor: str | None


@immutable
class HookReport:
    """A report, and the commit that was looked at; the last one where it was what comes next."""

    commit: str
    report: CheckReport


def of_a_push(store: Store, lines: str, asker: Asker) -> list[HookReport]:
    """What is pushed, as git says it to the hook: `local-ref commit remote-ref commit`, a line each.

    A branch or tag that is deleted, and a commit without records, has nothing to look at.
    """
    refs = [words for line in lines.splitlines() for words in [line.split()] if len(words) == 4]
    looked = [of_commits(store, there, pushed, asker) for _, pushed, _, there in refs if pushed.strip("0")]
    return [one for some in looked for one in some]


def of_commits(store: Store, since: str, commit: str, asker: Asker) -> list[HookReport]:
    """A commit's records: what changed in them since another commit, or all of them if this clone does not know it."""
    since = since if since.strip("0") else ""
    report = checking.check_commit(store, commit, since, today=asker.today, actor=asker.actor)
    return [] if report is None else [HookReport(commit, report)]


def of_files(store: Store, files: Sequence[str], asker: Asker) -> list[HookReport]:
    """What is staged; where files are named that are not staged, everything in the folder."""
    if set(files) <= store.staged().changed:
        report = checking.check_staged(store, today=asker.today, actor=asker.actor)
    else:
        report = checking.check(store, today=asker.today, actor=asker.actor)
    return [HookReport(store.head(), report)]
