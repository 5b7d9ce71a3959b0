"""Letters to applicants as text or HTML, from templates. Plain facts in, text out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from imatter_cli.domain import money
from imatter_cli.domain.data import Data
from imatter_cli.output import words
from imatter_cli.output.pages import look, page
from imatter_cli.output.tables import csv
from imatter_cli.output.templates import Source, Templates
from imatter_cli.output.terminal import clean, clean_line

#: A format's ending of its files.
FORMATS: dict[str, str] = {"text": "txt", "html": "html"}
_DRAFT = "DRAFT: this is not published yet. Do not send it."
_REPLACES = "This letter replaces our letter of {replaces}. The decision was corrected: {reason}"
_BODY = re.compile(r"<body[^<>]*>", re.IGNORECASE)


class LetterWriter:
    """Letters of one format, each from the template of its outcome."""

    def __init__(self, format: str, source: Source, currency: str, letterhead: Data) -> None:
        """`letterhead` is `{name, address, mark}`: the lines of an address, and a picture as an address."""
        self._ending = FORMATS[format]
        self._templates = Templates(source)
        self._currency = currency
        self._head = {
            **letterhead, "name": clean_line(letterhead["name"]),
            "address": [clean_line(line) for line in letterhead["address"]],
        }  # fmt: skip
        self._look = look("pages/letter.css") if self._ending == "html" else {}

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
        to = facts["to"]
        return {
            **facts,
            **self._look,
            "letterhead": self._head,
            "to": {"name": clean_line(to["name"]), "address": [clean_line(line) for line in to["address"]]},
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


def subject(letter: Data) -> str:
    """What a message with a letter is about."""
    return f"Your application {letter['application']}, {letter['quarter']}"


def mailto(letter: Data) -> str:
    """A link that opens a message with a letter in it, which a person still sends; empty without an address."""
    email = str(letter["email"])
    body = str(letter["plain"]).replace("\n", "\r\n")
    said = f"subject={quote(subject(letter), safe='')}&body={quote(body, safe='')}"
    return f"mailto:{quote(email, safe='@')}?{said}" if email else ""


def table(letters: Sequence[Data]) -> str:
    """The letters for mail merge, one a line: who each is for, what it is about, and its file."""
    heads = ("application", "code", "name", "address", "email", "outcome", "subject", "file")
    rows = [
        (
            one["application"], one["code"], one["name"], ", ".join(one["address"]), one["email"], one["outcome"],
            subject(one), one.get("path", ""),
        )
        for one in letters
    ]  # fmt: skip
    return csv(heads, rows) + "\n"


def messages(letters: Sequence[Data], quarter: str) -> str:
    """A page for the coordinator alone: a link for each letter that opens a message."""
    told = [
        {
            "application": one["application"], "outcome": str(one["outcome"]).replace("-", " "), "code": one["code"],
            "name": clean_line(one["name"]), "email": one["email"], "mailto": mailto(one),
        }
        for one in letters
    ]  # fmt: skip
    return page("pages/messages.html", {"title": f"Letters, {quarter}", "letters": told})
