"""Letters to applicants as text or HTML, from templates. Plain facts in, text out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from imatter_cli.domain import money
from imatter_cli.domain.data import Data
from imatter_cli.output import words
from imatter_cli.output.templates import Source, Templates
from imatter_cli.output.terminal import clean, clean_line

#: A format's ending of its files.
FORMATS: dict[str, str] = {"text": "txt", "html": "html"}
_DRAFT = "DRAFT: this is not published yet. Do not send it."
_REPLACES = "This letter replaces our letter of {replaces}. The decision was corrected: {reason}"
_BODY = re.compile(r"<body[^<>]*>", re.IGNORECASE)


class LetterWriter:
    """Letters of one format, each from the template of its outcome."""

    def __init__(self, format: str, source: Source, currency: str) -> None:
        self._ending = FORMATS[format]
        self._templates = Templates(source)
        self._currency = currency

    def write(self, facts: Data) -> str:
        """One letter. Raises Refused (`template`)."""
        worded = self._worded(facts)
        letter = clean(self._templates.fill(f"{facts['outcome']}.{self._ending}", worded)).rstrip("\n") + "\n"
        return self._marked(letter, _REPLACES.format_map(worded)) if facts["replaces"] else letter

    def draft(self, facts: Data) -> str:
        """The same before anything is published, and it says so, whatever its template says."""
        return self._marked(self.write(facts), _DRAFT)

    def _marked(self, letter: str, said: str) -> str:
        """The letter with a sentence ahead of all that its template says."""
        if self._ending == "txt":
            return f"{said}\n\n{letter}"
        mark = f"<p><strong>{escape(said, quote=False)}</strong></p>"
        body = _BODY.search(letter)
        return f"{letter[: body.end()]}\n{mark}{letter[body.end() :]}" if body else f"{mark}\n{letter}"

    def _worded(self, facts: Data) -> dict[str, Any]:
        """Money as people read it, and free text that can be put anywhere: no control characters, on one line."""
        return {
            **facts,
            "about": clean_line(str(facts["about"])),
            "asked": self._money(facts["asked"]),
            "award": self._money(facts["award"]),
            "asks": clean_line(str(facts["asks"])),
            "reason": clean_line(str(facts["reason"])),
            "reasons": [{name: clean_line(str(text)) for name, text in r.items()} for r in facts["reasons"]],
        }

    def _money(self, text: object) -> str:
        return words.money(money.parse(str(text)), self._currency) if text else ""


def printed(letters: Sequence[Data]) -> str:
    """All letters, one below the other, each under a line that says whose it is."""
    return "\n".join(f"==== {one['application']}  {one['outcome']}\n\n{clean(str(one['text']))}" for one in letters)
