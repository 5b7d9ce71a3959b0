"""Everything that can be refused, as one tree.

Each class is one family of trouble with its exit code; `code` is the stable
word that scripts read. A message says what is wrong and where; the hint says what to try.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from imatter_cli.remedies import Hint
from imatter_cli.said import Said


class ImatterError(Exception):
    """Base of every refusal; never raised itself.

    `said` is one or two sentences for a person with the facts in them, and `message` is how they read. `hint` is what
    to try next (a command where there is one), `source` where the rule comes from, and `details` plain data for
    scripts (JSON types only).
    """

    exit_code = 1
    default_code = "error"

    def __init__(
        self, said: Said | str, *, hint: Hint = "", code: str = "", source: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(said)
        self.said = said if isinstance(said, Said) else Said(said)
        self.hint = hint
        self.code = code or self.default_code
        self.source = source
        self.details: dict[str, Any] = dict(details or {})
        if source:
            self.details.setdefault("source", source)

    @property
    def message(self) -> str:
        """What is wrong and where, as people read it."""
        return str(self.said)


class Usage(ImatterError):
    """The command line cannot be understood, or a value is not one of its kind. Exit 2."""

    exit_code = 2
    default_code = "usage"


class BadValue(Usage):
    """A value that no such field can have (a bad date, an unknown type, a name where a code belongs)."""

    default_code = "bad-value"


class Missing(Usage):
    """Something needed was not given and cannot be asked.

    `missing` is a list of {field, option, why, example} and `choices` where there are any.
    """

    default_code = "missing"

    def __init__(self, said: Said | str, missing: Sequence[Mapping[str, Any]], *, hint: Hint = "") -> None:
        super().__init__(said, hint=hint, details={"missing": [dict(m) for m in missing]})


class Ambiguous(Usage):
    """A part of an id that several records share; details.candidates lists them."""

    default_code = "ambiguous"


class NotFound(ImatterError):
    """An id, a ref or a path that is not there; details.closest where something is near. Exit 3."""

    exit_code = 3
    default_code = "not-found"


class Refused(ImatterError):
    """A rule of the programme says no, or the change would overwrite or race something. Exit 4."""

    exit_code = 4
    default_code = "refused"


class EditedByHand(Refused):
    """A record's file differs from its last saved state, so it is not overwritten."""

    default_code = "edited-by-hand"


class RaceLost(Refused):
    """Others kept changing the same records; nothing was written."""

    default_code = "race-lost"


class Broken(ImatterError):
    """A record that cannot be read as one; details.findings says where and why. Exit 1 for a reader."""

    exit_code = 1
    default_code = "broken"

    def __init__(self, said: Said | str, findings: Sequence[Mapping[str, Any]], *, hint: Hint = "") -> None:
        super().__init__(said, hint=hint, details={"findings": [dict(f) for f in findings]})


class StoreTrouble(ImatterError):
    """No store, no lock, no git, no identity, or an environment that cannot be used. Exit 5."""

    exit_code = 5
    default_code = "store"


class Interrupted(ImatterError):
    """The person stopped it (Ctrl-C). Nothing half-done is kept; drafts are. Exit 130."""

    exit_code = 130
    default_code = "interrupted"


@contextmanager
def stopped_after(done: Said, *, hint: Hint = "") -> Iterator[None]:
    """If the person stops what comes here, say what is already done."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(done, hint=hint) from None
