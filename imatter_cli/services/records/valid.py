"""Refuses records and rules that are not valid, with every finding.

The models are imported inside functions: reading commands share this module with commands that change records, and
should not load Pydantic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imatter_cli.domain import envelope, ids
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.errors import Broken
from imatter_cli.remedies import Command
from imatter_cli.said import Said
from imatter_cli.store.contract import Reader

if TYPE_CHECKING:
    from imatter_cli.domain.policy import Policy


#: The programme's file that was read last, and the rules in it: a change asks for them several times.
_READ: list[Data] = []
_RULES: list[Policy] = []


def refuse_broken(kind: str, path: str, data: Data) -> None:
    """Refuse plain data that is not a record of its kind. Raises Broken with every finding."""
    from imatter_cli.domain import records

    faults = [*envelope.faults(kind, path, data), *records.schema_faults(kind, path, data)]
    if faults:
        raise broken(faults)


def is_well_formed(id: str, data: Data) -> bool:
    """Whether the fields of plain data are right for its kind. If not, the whole change is refused later."""
    from imatter_cli.domain import records

    return not records.schema_faults(ids.kind_of(id), ids.path_of(id), data)


def policy_of(reader: Reader) -> Policy:
    """The programme's rules. Raises Broken if their file is broken."""
    from imatter_cli.domain import policy

    data = reader.programme()
    if data not in _READ:
        faults = policy.faults(data)
        if faults:
            raise broken(faults)
        _READ[:] = [data]
        _RULES[:] = [policy.policy_in(data)]
    return _RULES[0]


def broken(findings: list[Finding] | tuple[Finding, ...]) -> Broken:
    """The refusal for findings: its words are the first one, and its details have all of them."""
    first = findings[0]
    more = Said(" ({more} more)", more=len(findings) - 1) if len(findings) > 1 else Said("")

    wrong = Broken(
        Said(
            "{path}:{line}:{column} {why}{more}" if first.line else "{path} {why}{more}",
            path=first.path,
            line=first.line,
            column=first.column,
            why=first.said,
            more=more,
        ),
        [f.as_data() for f in findings],
        hint=first.try_ or Command("check", first.path),
    )
    return wrong
