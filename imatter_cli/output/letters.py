"""Letters to applicants as text or HTML, from templates. Plain facts in, text out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from imatter_cli.domain import money
from imatter_cli.output import words
from imatter_cli.output.templates import Source, Templates
from imatter_cli.output.terminal import clean, clean_line

#: A format's ending of its files.
FORMATS: dict[str, str] = {"text": "txt", "html": "html"}
_DRAFT = "DRAFT: nothing of this is published yet. Do not send it."
_BODY = re.compile(r"<body[^<>]*>", re.IGNORECASE)


class Letters:
    """Letters of one format, each from the template of its outcome."""

    def __init__(self, format: str, source: Source, currency: str) -> None:
        self._ending = FORMATS[format]
        self._templates = Templates(source)
        self._currency = currency

    def write(self, facts: Mapping[str, Any]) -> str:
        """One letter. Raises Refused (`template`)."""
        return self._templates.fill(f"{facts['outcome']}.{self._ending}", self._worded(facts)).rstrip("\n") + "\n"

    def draft(self, facts: Mapping[str, Any]) -> str:
        """The same before anything is published, and it says so, whatever its template says."""
        letter = self.write(facts)
        if self._ending == "txt":
            return f"{_DRAFT}\n\n{letter}"
        mark = f"<p><strong>{_DRAFT}</strong></p>"
        body = _BODY.search(letter)
        return f"{letter[: body.end()]}\n{mark}{letter[body.end() :]}" if body else f"{mark}\n{letter}"

    def _worded(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Money as people read it, and free text that can be put anywhere: no control characters, on one line."""
        return {
            **facts,
            "about": clean_line(str(facts["about"])),
            "asked": self._money(facts["asked"]),
            "award": self._money(facts["award"]),
            "asks": clean_line(str(facts["asks"])),
            "reasons": [{name: clean_line(str(text)) for name, text in r.items()} for r in facts["reasons"]],
        }

    def _money(self, text: object) -> str:
        return words.money(money.parse(str(text)), self._currency) if text else ""


def printed(letters: Sequence[Mapping[str, Any]]) -> str:
    """All letters, one below the other, each under a line that says whose it is."""
    return "\n".join(f"==== {one['application']}  {one['outcome']}\n\n{clean(str(one['text']))}" for one in letters)
