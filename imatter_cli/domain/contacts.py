"""Who somebody is, outside the records: a name, an address and an e-mail address for a code. No record has these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from imatter_cli.classes import immutable
from imatter_cli.domain import ids, importing, unseen
from imatter_cli.errors import BadValue
from imatter_cli.said import Many, Prose, Said

#: What is kept for a code, in the order in which it is shown.
FIELDS: Final = ("name", "address", "email")
#: The longest that each may be, in characters, and the most lines of an address.
_LONGEST: Final = {"name": 200, "address": 600, "email": 254}
_LINES: Final = 8
_EMAIL: Final = re.compile(r"[^\s@<>,;:\"()\[\]\\%&?]+@[^\s@<>,;:\"()\[\]\\%&?]+\.[^\s@<>,;:\"()\[\]\\%&?]+")
#: What columns of a spreadsheet are called.
_HEADINGS: Final = {
    "code": "code", "practitioner": "code", "id": "code", "name": "name", "address": "address", "email": "email",
    "e-mail": "email", "mail": "email",
}  # fmt: skip


@immutable
class Contact:
    """One person: their code, and what is known of them. What is not known is empty."""

    code: str
    name: str = ""
    address: str = ""
    email: str = ""

    def as_data(self) -> dict[str, str]:
        """The same as plain data."""
        return {"code": self.code, "name": self.name, "address": self.address, "email": self.email}


def contact(code: str, given: Mapping[str, str]) -> Contact:
    """A contact of what was given; lines of an address are kept apart by line ends or semicolons. Raises BadValue."""
    said = {name: given.get(name, "").strip() for name in FIELDS}
    said["address"] = "\n".join(part.strip() for part in re.split(r"[;\n]", said["address"]) if part.strip())
    for name, text in said.items():
        if unseen.is_odd(text) and (unseen.control(text) or unseen.turning(text)):
            raise BadValue(Said("{field}: there is an invisible character in it.", field=name), hint="Type it again.")
        lines = text.count("\n") + 1
        if len(text) > _LONGEST[name] or lines > (_LINES if name == "address" else 1):
            raise BadValue(
                Said("{field}: this has {count} characters on {lines} lines.", field=name, count=len(text), lines=lines)
                if lines > 1
                else Said("{field}: this has {count} characters.", field=name, count=len(text)),
                hint=Said("Keep it to {most} characters on {lines}.", most=_LONGEST[name], lines=Prose(_lines(name))),
            )
    if said["email"] and not _EMAIL.fullmatch(said["email"]):
        words = Said("email: {given!r} is not an e-mail address.", given=Prose(said["email"]))
        raise BadValue(words, hint="Write it as ada@example.org.")
    return Contact(code, **said)


def _lines(name: str) -> str:
    return f"{_LINES} lines" if name == "address" else "one line"


def left_out(raw: bytes, name: str) -> list[str]:
    """The headings of a spreadsheet whose columns hold nothing that a contact has. Raises BadValue."""
    return [h for h in importing.sheet(raw, name).headings if h.strip() and h.lower() not in _HEADINGS]


def of_sheet(raw: bytes, name: str, known: Iterable[str]) -> list[Contact]:
    """The contacts in a spreadsheet, whose headings are code, name, address and email. `known` are all codes.

    Raises BadValue with every line that is wrong (details: bad).
    """
    sheet = importing.sheet(raw, name)
    columns = {_HEADINGS[h.lower()]: n for n, h in enumerate(sheet.headings) if h.lower() in _HEADINGS}
    if "code" not in columns:
        words = Said("{file} has no column with the codes.", file=name)
        raise BadValue(words, hint=Said("Name its columns {columns}.", columns=Many(("code", *FIELDS))))
    there, found, wrong, lines = set(known), [], [], dict[str, int]()
    for line, cells in sheet.rows:
        row = {field: cells[n] if n < len(cells) else "" for field, n in columns.items()}
        code = row["code"].strip()
        try:
            if not ids.is_id(code, "practitioner") or code not in there:
                raise BadValue(Said("{given!r} is nobody's code here.", given=Prose(code)))
            if lines.setdefault(code, line) != line:
                raise BadValue(Said("{person} is on line {line} already.", person=code, line=lines[code]))
            found.append(contact(code, row))
        except BadValue as fault:
            wrong.append({"line": line, "message": fault.message})
    if wrong:
        raise BadValue(
            Said("{every}", every=Prose("; ".join(f"{name}:{w['line']} {w['message']}" for w in wrong))),
            hint="Nothing was taken in. Correct these lines, and try again.", details={"bad": wrong},
        )  # fmt: skip
    return found
