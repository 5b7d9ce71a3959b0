"""What a check says to people who may not see yet how applications were decided.

They get what would be found without those decisions: the same for an application whatever was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from imatter_cli.checks import acceptance, quarters
from imatter_cli.domain import ids
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.fund import visibility
from imatter_cli.domain.fund.moving import GOES_ON
from imatter_cli.domain.policy import Policy
from imatter_cli.errors import Broken, NotFound
from imatter_cli.services.integrity import neighbours
from imatter_cli.services.integrity.kept_findings import Examined
from imatter_cli.services.integrity.placing import placed_by_path
from imatter_cli.services.records.valid import is_well_formed, policy_of
from imatter_cli.services.records.visibility import Eyes, findings_seen
from imatter_cli.store.contract import Data, Reader, Stored

if TYPE_CHECKING:
    from imatter_cli.services.records.recording import Recording

#: What finds the errors with some records changed that are not there with others: `neighbours.errors_between`.
Errors = Callable[[Reader, Policy, Mapping[str, Data | None], Mapping[str, Data | None], str], list[Finding]]


def as_told(reader: Reader, actor: str, known: Examined, today: str) -> tuple[Finding, ...]:
    """The findings that this person may know of.

    If imatter doesn't know who asks, as in CI, they are counted besides: what depends on such decisions, of each round.
    """
    undecided = _undecided(reader, actor)
    if not undecided:
        return tuple(known.findings)
    try:
        gone, come = neighbours.difference(reader, policy_of(reader), undecided, today)
    except Broken:  # no rules to ask
        return tuple(known.findings)
    keys = {neighbours.key(f) for f in gone}
    told = [f for f in known.findings if neighbours.key(f) not in keys]
    if not actor:
        kept_back = [f for f in known.findings if neighbours.key(f) in keys]
        left, _ = acceptance.standing(kept_back, known.accepted, known.severities, today)
        come += _counted(reader, left, undecided)
    return (*told, *placed_by_path(come, lambda path: _source(reader, path)))


def _counted(reader: Reader, findings: Sequence[Finding], undecided: Mapping[str, Data]) -> list[Finding]:
    """How many of these there are of each round; each names every application of the round, whatever was decided."""
    by_round: dict[str, list[Finding]] = {}
    for finding in findings:
        round = str(undecided[_application(finding, undecided)]["round"])
        by_round.setdefault(round, []).append(finding)
    there = {round: [i.path for i in reader.scan("application", round) if isinstance(i, Stored)] for round in by_round}
    return [quarters.not_told(round, those, there[round]) for round, those in by_round.items()]


def errors_told(
    recording: Recording, changed: Mapping[str, Data | None], ask: Errors = neighbours.errors_between
) -> list[Finding]:
    """The errors that a change would make, as far as the person who makes it may know of them.

    Raises Refused (`not-published`) where only a decision that they may not see yet stands in the way.
    """
    reader, policy, today = recording.reader, recording.policy, recording.ctx.today.isoformat()
    found = ask(reader, policy, {}, changed, today)
    undecided = _undecided(reader, recording.ctx.actor) if found else {}
    if undecided:
        eyes = Eyes(reader, recording.ctx.actor)
        as_seen = {id: eyes.undecided(data) if id in undecided and data else data for id, data in changed.items()}
        told = ask(reader, policy, undecided, {**undecided, **as_seen}, today)
        if not told:
            about = _application(found[0], undecided)
            raise visibility.refuse_early(about, str(undecided[about]["round"]))
        found = told
    return list(findings_seen(reader, recording.ctx.actor, found))


def _application(finding: Finding, undecided: Mapping[str, Data]) -> str:
    """The application that a finding is about, of those whose decision may not be known."""
    about = (ids.id_at(path) for path in (finding.path, *finding.related))
    return next((id for id in about if id and id in undecided), next(iter(undecided)))


def _undecided(reader: Reader, actor: str) -> dict[str, Data]:
    """Applications with a decision that this person may not see, as they were before it."""
    eyes = Eyes(reader, actor)
    if eyes.viewer.personal:
        return {}
    found: dict[str, Data] = {}
    for round in reader.scan("round"):
        if not isinstance(round, Stored) or round.data.get("status") not in GOES_ON:
            continue
        for item in reader.scan("application", round.id):
            if isinstance(item, Stored) and is_well_formed(item.id, item.data):
                before = eyes.undecided(item.data)
                if before is not item.data:
                    found[item.id] = before
    return found


def _source(reader: Reader, path: str) -> bytes:
    id = ids.id_at(path)
    try:
        return reader.source(id) if id else b""
    except (NotFound, Broken):
        return b""
