"""How a check is listed: as the function that finds what breaks its rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from imatter_cli.checks.view import Around, Record, Records
from imatter_cli.classes import immutable
from imatter_cli.domain.finding import FieldPath, Finding, Rule
from imatter_cli.domain.trail import RecordedCommit
from imatter_cli.remedies import Hint
from imatter_cli.said import Said

#: A check that looks at all records together.
Across: TypeAlias = Callable[[Records], Iterator[Finding]]
#: A check that looks at one change of the history at a time.
OfStep: TypeAlias = Callable[[RecordedCommit], Iterator[Finding]]


@immutable
class OfRecord:
    """A check that looks at one record at a time, of these kinds."""

    kinds: tuple[str, ...]
    find: Callable[[Record, Around], Iterator[Finding]]


def found(
    rule: Rule, path: str, said: Said | str, try_: Hint = "", at: FieldPath = (), related: tuple[str, ...] = ()
) -> Finding:
    """A finding of a rule, placed in the record but not yet in its file."""
    return Finding.of(rule.id, rule.severity, path, said, try_, at, related=related)


def in_field(rule: Rule, path: str, said: Said, try_: Hint, at: FieldPath, related: tuple[str, ...] = ()) -> Finding:
    """A finding about one field, with the field's name ahead of what is said."""
    name = next(part for part in reversed(at) if isinstance(part, str))
    return found(rule, path, said.of_field(name), try_, at, related)
