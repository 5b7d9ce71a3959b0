"""A finding: one thing that is wrong or worth a thought, and exactly where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from imatter_cli.classes import immutable, replace
from imatter_cli.remedies import Hint, lines
from imatter_cli.said import Many, Prose, Said
from imatter_cli.sources import can_be_looked_up

if TYPE_CHECKING:
    from imatter_cli.said import Value

Severity = Literal["error", "advice"]

#: A place inside a record: keys and list positions from the top, as ("focus_areas", 1).
FieldPath = tuple[str | int, ...]


def dotted(at: FieldPath) -> str:
    """A place as text: `costs[1].amount`."""
    out = ""
    for part in at:
        out += f"[{part}]" if isinstance(part, int) else (f".{part}" if out else part)
    return out


@immutable
class Finding:
    """One finding of one rule.

    `path` is relative to the store; `line` and `column` count from 1 and are 0 while unknown;
    `at` is the place inside the record, `field` its dotted form; `try_` is what to type or to change;
    `facts` are what the message says, by name. A message that begins with a field has its name as the fact `field`.
    `commands` are the lines to type in `try_`, each as its words.
    """

    rule: str
    severity: Severity
    path: str
    message: str
    try_: Hint = ""
    at: FieldPath = ()
    line: int = 0
    column: int = 0
    related: tuple[str, ...] = ()
    facts: tuple[tuple[str, Value], ...] = ()
    commands: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(
        cls,
        rule: str,
        severity: Severity,
        path: str,
        said: Said | str,
        try_: Hint = "",
        at: FieldPath = (),
        line: int = 0,
        column: int = 0,
        related: tuple[str, ...] = (),
    ) -> Finding:
        """What was found, with its message written out and its facts with it."""
        facts = tuple(said.facts().items()) if isinstance(said, Said) else ()
        return cls(rule, severity, path, str(said), try_, at, line, column, related, facts)

    def __post_init__(self) -> None:
        # findings are compared, kept and sent between processes: what to try is text from here on, and words of lines
        if type(self.try_) is not str:
            object.__setattr__(self, "commands", lines(self.try_))
            object.__setattr__(self, "try_", str(self.try_))

    @property
    def field(self) -> str:
        """The place as text: `costs[1].amount`; empty for the record as a whole."""
        return dotted(self.at)

    @property
    def said(self) -> Said:
        """The message as a part of another one, with its facts."""
        facts = {name: Many(fact) if isinstance(fact, tuple) else fact for name, fact in self.facts}
        return Said("{words}", words=Prose(self.message), **facts)

    @property
    def said_of_field(self) -> str:
        """The message without the name of the field that it begins with."""
        field = dict(self.facts).get("field")
        return self.message if field is None else self.message[len(f"{field}: ") :]

    def saying(self, said: Said) -> Finding:
        """The same finding in other words."""
        return replace(self, message=str(said), facts=tuple(said.facts().items()))

    def as_row(self) -> tuple[Any, ...]:
        """The fields in order, as `Finding(*row)` takes them."""
        return (
            self.rule, self.severity, self.path, self.message, self.try_, self.at, self.line, self.column, self.related,
            self.facts, self.commands,
        )  # fmt: skip

    def as_data(self) -> dict[str, Any]:
        """The JSON shape of a finding, with the keys that scripts read."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "field": self.field,
            "message": self.message,
            "try": self.try_,
            "related": list(self.related),
            "facts": dict(self.facts),
            "commands": list(map(list, self.commands)),
        }


def worst(findings: Sequence[Finding], most: int) -> Sequence[Finding]:
    """So many of the findings at most: errors before advice, each in their order."""
    if len(findings) <= most:
        return findings
    return sorted(findings, key=lambda finding: finding.severity != "error")[:most]


@immutable
class Rule:
    """What a finding answers to: one rule, as data for `check --explain` and the documentation.

    `id` is stable (`FIL003`), `name` short and readable (`duplicate-key`), `why` one sentence, `source` where the
    rule comes from (a section of the design or of the licence page), `bad` and `good` tiny examples of a file.
    """

    id: str
    name: str
    severity: Severity
    why: str
    source: str
    bad: str
    good: str

    @property
    def origin(self) -> str:
        """Where somebody can look the rule up, as a line; empty for a rule of imatter's own."""
        return f"From: {self.source}" if can_be_looked_up(self.source) else ""
