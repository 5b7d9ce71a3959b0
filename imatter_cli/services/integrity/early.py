"""What a check says to people who may not see yet how applications were decided.

They get what would be found without those decisions: the same for an application whatever was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from imatter_cli.classes import replace
from imatter_cli.domain import ids
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.fund import visibility
from imatter_cli.domain.fund.moving import GOES_ON
from imatter_cli.domain.policy import Policy
from imatter_cli.errors import Broken, NotFound
from imatter_cli.services.integrity import neighbours
from imatter_cli.services.integrity.placing import placed_by_path
from imatter_cli.services.records.valid import is_well_formed, policy_of
from imatter_cli.services.records.visibility import Eyes, findings_seen, unquoted
from imatter_cli.store.contract import Data, Reader, Stored

if TYPE_CHECKING:
    from imatter_cli.services.records.recording import Recording

#: What finds the errors with some records changed that are not there with others: `neighbours.errors_between`.
Errors = Callable[[Reader, Policy, Mapping[str, Data | None], Mapping[str, Data | None], str], list[Finding]]


def as_told(reader: Reader, actor: str, findings: Sequence[Finding], today: str) -> tuple[Finding, ...]:
    """The findings that this person may know of.

    If imatter doesn't know who asks, as in CI, nothing is left out, but what depends on such a decision only has its
    place and its rule.
    """
    undecided = _undecided(reader, actor)
    if not undecided:
        return tuple(findings)
    try:
        gone, come = neighbours.difference(reader, policy_of(reader), undecided, today)
    except Broken:  # no rules to ask
        return tuple(findings)
    keys = {neighbours.key(f) for f in gone}
    if not actor:
        return tuple(replace(f.saying(unquoted(f)), try_="") if neighbours.key(f) in keys else f for f in findings)
    return (
        *(f for f in findings if neighbours.key(f) not in keys),
        *placed_by_path(come, lambda path: _source(reader, path)),
    )


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
            about = next((id for f in found for id in _about(f) if id in undecided), next(iter(undecided)))
            raise visibility.refuse_early(about, str(undecided[about]["round"]))
        found = told
    return list(findings_seen(reader, recording.ctx.actor, found))


def _about(finding: Finding) -> list[str]:
    """The records that a finding is about."""
    return [id for path in (finding.path, *finding.related) if (id := ids.id_at(path))]


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
