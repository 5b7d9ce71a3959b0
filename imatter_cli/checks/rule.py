"""How a check is listed: the rules that it reports on, and the one function that finds what breaks them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from imatter_cli.checks.view import Around, Record, Records
from imatter_cli.classes import immutable
from imatter_cli.domain.finding import FieldPath, Finding, Rule
from imatter_cli.domain.trail import RecordedCommit
from imatter_cli.remedies import Hint
from imatter_cli.said import Said


@immutable
class OfRecord:
    """A check that looks at one record at a time, of these kinds."""

    rules: tuple[Rule, ...]
    kinds: tuple[str, ...]
    find: Callable[[Record, Around], Iterator[Finding]]


@immutable
class Across:
    """A check that looks at all records together."""

    rules: tuple[Rule, ...]
    find: Callable[[Records], Iterator[Finding]]


@immutable
class OfStep:
    """A check that looks at one change of the history at a time."""

    rules: tuple[Rule, ...]
    find: Callable[[RecordedCommit], Iterator[Finding]]


def found(
    rule: Rule, path: str, said: Said | str, try_: Hint = "", at: FieldPath = (), related: tuple[str, ...] = ()
) -> Finding:
    """A finding of a rule, placed in the record but not yet in its file."""
    return Finding.of(rule.id, rule.severity, path, said, try_, at, related=related)
