"""Reads a coordinator's old spreadsheet as records that will begin here.

It is pure: it takes text, and returns rows and what is wrong with them. It never reads a name or an address into a
record; the headings show which columns have them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from imatter_cli import sources
from imatter_cli.classes import immutable
from imatter_cli.domain import cells, dates, ids
from imatter_cli.domain.data import Data
from imatter_cli.domain.imported import COLUMNS, KINDS, MORE_THAN_ONE, ImportedField, ImportedKind
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.kinds.fields import is_code
from imatter_cli.domain.lists import Lists, list_of
from imatter_cli.errors import BadValue
from imatter_cli.remedies import Hint
from imatter_cli.said import Day, Many, Prose, Said

SOURCE = sources.IMPORT
#: The most rows in one file.
MOST = 20_000
#: The reason that is recorded if the lifecycle needs one and the old record has none.
NO_REASON = "Imported from older records, which gave no reason."

_DAYS = "Write a day as 24/11/2026, 2026-11-24 or 24 Nov 2026."

#: Headings of columns that are never imported, because people are codes here.
_PRIVATE = re.compile(
    r"\b(?:first |last |full |family |given |child(?:'?s)? |participant(?:'?s)? |parent(?:'?s)? )?names?\b|\bsurname\b"
    r"|\bforename\b|\be ?mails?\b|\bphone\b|\btel(?:ephone)?\b|\bmobile\b|\baddress\b|\bpost ?code\b|\bd ?o ?b\b"
    r"|\bbirth\b|\bbirthday\b|\bborn\b|\bnhs\b|\bschool name\b|\bnotes?\b|\bcomments?\b"
)


#: The place of a field in a row: its line, and the heading and number of its column.
_Placing = Callable[[str], tuple[int, str, int]]


@immutable
class RowFault:
    """A mistake in a row: its line, the heading and number of its column (0 if it is about the whole row)."""

    line: int
    heading: str
    column: int
    message: Said
    try_: Hint = ""


@immutable
class Sheet:
    """A spreadsheet as text: headings, and rows with the line where each begins. `encoding` is how it was read."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str = "UTF-8"


@immutable
class Columns:
    """Which column fills which field (numbered from 0), the headings that are never imported, and the unknown ones."""

    of: Mapping[str, int]
    private: tuple[str, ...]
    unused: tuple[str, ...]


@immutable
class SheetRow:
    """The values that a row gives, by field. `key` tells it from other rows; it is empty if the row has an id."""

    line: int
    values: Data
    status: str
    key: str = ""


def kind_of(said: str) -> ImportedKind:
    """The kind that people mean by a word, including its old names. Raises BadValue."""
    kind, several = KINDS.get(_plain(said)), MORE_THAN_ONE.get(_plain(said))
    if kind is None and several:
        words = Said("{given!r} can be {kinds:or}.", given=Prose(said), kinds=Many(several))
        raise BadValue(words, hint=Said("Say which one these rows are: --kind {kinds:or}.", kinds=Many(several)))
    if kind is None:
        raise BadValue(
            Said("{given!r} can't be imported from a spreadsheet.", given=Prose(said)),
            hint="Choose practitioner, licence or project.", details={"choices": [*COLUMNS]},
        )  # fmt: skip
    return kind


def sheet(raw: bytes, name: str) -> Sheet:
    """The spreadsheet in a file's bytes: CSV with commas, semicolons or tabs, in UTF-8 or else as Windows text.

    Raises BadValue if it is not one.
    """
    encoding = "UTF-8"
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text, encoding = raw.decode("cp1252", "replace"), "Windows text"
    if "\0" in text or "\ufffd" in text:
        raise BadValue(Said("{file} is not a text file.", file=name), hint="Save the spreadsheet as CSV, UTF-8.")
    first = text.lstrip("\r\n").partition("\n")[0]
    between = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    line = 1
    try:
        for cut in reader:
            if any(cell.strip() for cell in cut):
                rows.append((line, tuple(cut)))
            line = reader.line_num + 1
            if len(rows) > MOST + 1:
                words = Said("{file} has more than {most:,} rows.", file=name, most=MOST)
                raise BadValue(words, hint="Split it into several files.")
    except csv.Error:
        words = Said("{file}:{line}: this is not valid CSV.", file=name, line=reader.line_num)
        raise BadValue(words, hint="Save the spreadsheet as CSV, UTF-8.") from None
    if len(rows) < 2:
        words = Said("{file} has headings but no rows below them." if rows else "{file} has no rows.", file=name)
        hint = "Give it a row for each one, below the headings." if rows else "The first row must name the columns."
        raise BadValue(words, hint=hint)
    return Sheet(tuple(h.strip() for h in rows[0][1]), tuple(rows[1:]), encoding)


def columns(sheet: Sheet, kind: ImportedKind, given: Mapping[str, str], key: str = "") -> Columns:
    """Which column fills which field: as `given` says (field to heading), otherwise by the headings.

    `key` names the column of keys. Raises BadValue for a field or heading that does not exist, and for a field that
    would be read from a column of names.
    """
    fields = {f.name: f for f in COLUMNS[kind].fields}
    of: dict[str, int] = {}
    for name, heading in {**given, **({"key": key} if key else {})}.items():
        field = name.strip().lower().replace("-", "_").replace(" ", "_")
        if field not in fields:
            words = Said("A {kind} has no field {given!r} to fill.", kind=kind, given=Prose(name))
            hint = Said("Its fields are {fields}.", fields=Many(fields))
            raise BadValue(words, hint=hint, details={"field": field, "choices": [*fields]})
        at = _heading(sheet, heading)
        if field != "key" and _is_private(sheet.headings[at]):
            words = Said(
                "The column {given!r} may hold names or personal details, so it is never imported.",
                given=Prose(sheet.headings[at]),
            )
            raise BadValue(words, hint="People and individuals are codes here.")
        of[field] = at
    for at, heading in enumerate(sheet.headings):
        if at in of.values():
            continue
        found = next((f.name for f in fields.values() if f.name not in of and _plain(heading) in _words(f)), "")
        if found:
            of[found] = at
    rest = [h for n, h in enumerate(sheet.headings) if n not in of.values()]
    return Columns(of, tuple(h for h in rest if _is_private(h)), tuple(h for h in rest if h and not _is_private(h)))


def rows(
    sheet: Sheet, kind: ImportedKind, columns: Columns, lists: Lists, today: date
) -> Iterator[SheetRow | RowFault]:
    """Every row with its values, or everything that is wrong with it."""
    fields = {f.name: f for f in COLUMNS[kind].fields}
    seen: dict[str, int] = {}
    for line, cut in sheet.rows:
        values: dict[str, Any] = {}
        faults: list[RowFault] = []
        for name, at in columns.of.items():
            text = cells.unguarded(cut[at].strip()) if at < len(cut) else ""
            if not text:
                continue
            try:
                values[name] = _value(kind, fields[name], text, lists, today)
            except BadValue as wrong:
                faults.append(RowFault(line, sheet.headings[at], at + 1, wrong.said, wrong.hint))
        if len(cut) > len(sheet.headings) and any(c.strip() for c in cut[len(sheet.headings) :]):
            faults.append(
                RowFault(line, "", 0, Said("It has more cells than there are headings."), "Look for a stray comma.")
            )
        faults += _whole(kind, line, values, columns, sheet, seen)
        if faults:
            yield from faults
        else:
            yield _row(kind, line, values)


def tail_of(kind: str, key: str) -> str:
    """The last part of a record's id, made from its key. The same key always gives the same id, and doesn't show in it.

    A digest hides a number, but somebody who guesses a name can check it. So a key should not be a name.
    """
    text = " ".join(unicodedata.normalize("NFKC", key).casefold().split())
    number = int.from_bytes(hashlib.sha256(f"imatter import\n{kind}\n{text}".encode()).digest()[:8], "big")
    tail = ""
    for _ in range(ids.TAIL_LENGTH):
        number, which = divmod(number, len(ids.ALPHABET))
        tail += ids.ALPHABET[which]
    return tail


def id_of(kind: str, key: str, day: date) -> str:
    """The id of a record, made from its key, in that day's month."""
    return f"{BY_NAME[kind].prefix}-{day:%y%m}-{tail_of(kind, key)}"


def differing(kind: ImportedKind, row: SheetRow, record: Data) -> list[str]:
    """The fields for which a row has another value than the record that is here."""
    out = [] if "status" not in row.values or row.status == record.get("status") else ["status"]
    timeline = record.get("timeline") or ()
    begun = dates.day_of(str(timeline[0].get("at"))) if timeline else ""
    for name, value in row.values.items():
        if name in ("id", "key", "kind", "status", "until", "reason"):
            continue
        if name == "since":
            same = value == begun
        elif name == "individuals":
            here = record.get("individuals") or ()
            same = [(i.get("code"), i.get("age_band")) for i in here] == [(i["code"], i.get("age_band")) for i in value]
        else:
            same = value == record.get(name)
        if not same:
            out.append(name)
    return out


def individuals(text: str) -> list[dict[str, Any]]:
    """How many people take part, or their codes with age bands: `2`, `P1; P2`, `P1 8-11; P2`. Raises BadValue for
    names.
    """
    if text.isdigit():
        if not 1 <= int(text) <= 99:
            raise BadValue(Said("{given} is not a number of individuals.", given=Prose(text)), hint="Write 1, 2 or 3.")
        return [{"code": f"P{n + 1}"} for n in range(int(text))]
    out = []
    for one in cells.split(text.replace(",", ";") if ";" not in text else text):
        code, _, band = one.partition(" ")
        if not is_code(code):
            raise BadValue(
                "Give individuals as a number or as codes such as P1, never as names.", hint="Write 2, or P1; P2."
            )
        out.append({"code": code, **({"age_band": band.strip()} if band.strip() else {})})
    return out


def _value(kind: ImportedKind, field: ImportedField, text: str, lists: Lists, today: date) -> Any:
    if field.how == "day":
        return _day(text, today)
    if field.how == "list":
        return cells.split(text)
    if field.how == "count":
        if not text.isdigit():
            words = Said("{given!r} is not a whole number.", given=Prose(text))
            raise BadValue(words, hint="Write a number, such as 14.")
        return int(text)
    if field.how == "individuals":
        return individuals(text)
    if field.how == "choice":
        return _choice(text, lists.names(list_of(f"{kind}.{field.name}")))
    if field.how == "choices":
        roles = lists.names(list_of(f"{kind}.{field.name}.*"))
        return [_role(one, roles) for one in cells.split(text.replace(",", ";"))]
    if field.how == "id":
        if not ids.is_id(text.lower()):
            words = Said("{given!r} is not an id.", given=Prose(text))
            raise BadValue(words, hint="An id looks like prc-2611-4t9wq2e; another code goes in a --key column.")
        return text.lower()
    return text


def _day(text: str, today: date) -> str:
    said = re.sub(r"[ T]00:00(:00)?(\.0+)?Z?$", "", text.strip())
    if not re.search(r"\d{4}|\d[/.\-]\d{1,2}[/.\-]\d{2}$", said):
        raise BadValue(Said("{given!r} is not a full date.", given=Prose(text)), hint=_DAYS)
    try:
        return dates.parse_kept_day(said, today).isoformat()
    except BadValue as wrong:
        raise BadValue(wrong.said, hint=_DAYS) from None


def _choice(text: str, choices: Mapping[str, str]) -> str:
    wanted = _plain(text)
    for id, name in choices.items():
        if wanted in (_plain(id), _plain(name)):
            return id
    words = Said("{given!r} is not one of the programme's.", given=Prose(text))
    raise BadValue(words, hint=Said("Choose from {choices}.", choices=Many(choices)))


def _role(text: str, roles: Mapping[str, str]) -> str:
    said = _plain(text).replace("co ordinator", "coordinator")
    for wanted in (said, said.removesuffix(" practitioner").replace("microproject", "practitioner")):
        for id, name in roles.items():
            if wanted in (_plain(id), _plain(name)):
                return id
    words = Said("{given!r} is not a role.", given=Prose(text))
    raise BadValue(words, hint=Said("Choose from {roles}.", roles=Many(roles)))


def _whole(
    kind: ImportedKind, line: int, values: dict[str, Any], columns: Columns, sheet: Sheet, seen: dict[str, int]
) -> Iterator[RowFault]:
    """What is wrong with a row as a whole. On the way, its status becomes one of the lifecycle's."""

    def at(name: str) -> tuple[int, str, int]:
        n = columns.of.get(name, -1)
        return (line, sheet.headings[n], n + 1) if n >= 0 else (line, "", 0)

    said = values.pop("kind", None)
    if said is not None:
        yield from _of_another_kind(kind, str(said), at)
    if "status" in values:
        yield from _status(kind, values, at)
    yield from _id_and_key(kind, line, values, seen, at)
    since, until = values.get("since"), values.get("until")
    if since and until and until < since:
        words = Said("{until} is before {since}.", until=Day(until), since=Day(since))
        yield RowFault(*at("until"), words, "Which of the two is right?")


def _of_another_kind(kind: ImportedKind, said: str, at: _Placing) -> Iterator[RowFault]:
    several = MORE_THAN_ONE.get(_plain(said), ())
    other = KINDS.get(_plain(said)) or " or a ".join(several)
    if kind in (other, *several):
        return
    words = Said(
        "{given!r} is a {other}, and these are {kind}s."
        if other
        else "{given!r} is not a kind of record, and these are {kind}s.",
        given=Prose(said),
        other=other,
        kind=kind,
    )
    yield RowFault(*at("kind"), words, "Import one kind at a time.")


def _status(kind: ImportedKind, values: dict[str, Any], at: _Placing) -> Iterator[RowFault]:
    known = COLUMNS[kind]
    status = _plain(str(values["status"])).replace(" ", "-")
    status = known.states.get(status.replace("-", " "), status)
    if status not in known.lives:
        words = Said("{given!r} is not a state of a {kind}.", given=Prose(values["status"]), kind=kind)
        yield RowFault(*at("status"), words, f"It is one of {', '.join(known.lives)}.")
    values["status"] = status


def _id_and_key(
    kind: ImportedKind, line: int, values: Data, seen: dict[str, int], at: _Placing
) -> Iterator[RowFault]:  # fmt: skip
    id, key = values.get("id"), values.get("key")
    if id is not None and ids.kind_of(id) != kind:
        words = Said("{id} is the id of a {kind}.", id=id, kind=ids.kind_of(id))
        yield RowFault(*at("id"), words, f"These are {kind}s.")
    if id is None and key is None:
        words = Said("Nothing tells this row from the others.")
        where = at("key") if at("key")[2] else at("id")
        yield RowFault(*where, words, "Give it an id, or a number of its own in the --key column.")
        return
    name = str(id or tail_of(kind, str(key)))
    if name in seen:
        words = Said("Line {other} has the same one.", other=seen[name])
        yield RowFault(*at("id" if id else "key"), words, "Remove one of the two.")
    seen.setdefault(name, line)


def _row(kind: ImportedKind, line: int, values: Data) -> SheetRow:
    kept = {k: v for k, v in values.items() if k != "key"}
    key = "" if "id" in values else str(values["key"])
    return SheetRow(line, kept, str(values.get("status") or COLUMNS[kind].usual), key)


def _heading(sheet: Sheet, said: str) -> int:
    found = [n for n, h in enumerate(sheet.headings) if h == said] or [
        n for n, h in enumerate(sheet.headings) if _plain(h) == _plain(said)
    ]
    if not found:
        words = Said("There is no column {given!r}.", given=Prose(said))
        hint = Said("The columns are {columns}.", columns=Many(h for h in sheet.headings if h))
        raise BadValue(words, hint=hint, details={"choices": list(sheet.headings)})
    return found[0]


def _words(field: ImportedField) -> tuple[str, ...]:
    return (_plain(field.name), *field.words)


def _is_private(heading: str) -> bool:
    return _PRIVATE.search(_plain(heading)) is not None


def _plain(text: str) -> str:
    """A heading or word as it is compared: lower case, and only letters and digits with single spaces."""
    return " ".join(re.sub(r"[^\w']|_", " ", text.casefold()).split())
