"""Plans of decisions as people write them, in YAML, JSON or CSV: one entry an application."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

from imatter_cli.domain import money
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import decisions
from imatter_cli.domain.fund.decisions import Decision
from imatter_cli.errors import BadValue, Broken
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.fund.trial import Tried
from imatter_cli.store import codec, outside

FIELDS = ("application", "outcome", "award", "quarter", "asks", "reasons")
_MOST = 1024 * 1024
_AS = Remedy(
    "Write application, outcome, award, quarter, asks and reasons, as CSV, YAML or JSON: ",
    Command("fund review", "--help"),
)


def read(path: str, meant: Callable[[str], str], currency: str) -> list[Tried]:
    """The decisions in a file: CSV with a heading line, or YAML or JSON, a list `decisions`.

    `meant` gives the id of a quarter as it was written.

    Raises NotFound, BadValue (with file and line of everything that is wrong; details: bad), StoreTrouble.
    """
    raw = outside.read(path, _MOST)
    if len(raw) > _MOST:
        raise BadValue(Said("{path} is too large for a plan.", path=path), hint=_AS)
    text = codec.text_of(raw)
    if not isinstance(text, str):
        raise BadValue(Said("{path}: {why}", path=path, why=text.said), hint=text.try_)
    rows = _of_csv(path, text) if _is_csv(path, text) else _of_yaml(path, raw)
    plan, wrong = [], []
    for line, row in rows:
        try:
            plan.append(_tried(f"{path}:{line}", line, row, meant, currency))
        except BadValue as fault:
            wrong.append((line, fault))
    _refuse(wrong)
    if not plan:
        raise BadValue(Said("{path} contains no decisions.", path=path), hint=_AS)
    return plan


def _refuse(wrong: Sequence[tuple[int, BadValue]]) -> None:
    if wrong:
        bad = [{"line": line, "message": fault.message, "hint": str(fault.hint)} for line, fault in wrong]
        every = Prose("; ".join(f.message for _, f in wrong))
        raise BadValue(Said("{every}", every=every), hint=wrong[0][1].hint, details={"bad": bad})


def _is_csv(path: str, text: str) -> bool:
    name = path.lower()
    first = next(iter(text.splitlines()), "")
    return name.endswith(".csv") or (not name.endswith((".yaml", ".yml", ".json")) and "," in first)


def _of_csv(path: str, text: str) -> list[tuple[int, Data]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True, skipinitialspace=True)
    rows: list[tuple[int, Data]] = []
    line = 1
    try:
        for row in reader:
            first, line = line + 1, reader.line_num  # a cell may hold several lines
            if None in row:
                raise BadValue(
                    Said("{path}:{line}: this row has more cells than there are headings.", path=path, line=first),
                    hint=_AS,
                )
            rows.append((first, {str(k).strip().lower(): (v or "").strip() for k, v in row.items()}))
    except csv.Error as wrong:
        raise BadValue(
            Said("{path}:{line}: {why}.", path=path, line=reader.line_num, why=Prose(wrong)), hint=_AS
        ) from None
    return rows


def _of_yaml(path: str, raw: bytes) -> list[tuple[int, Data]]:
    try:
        data = codec.parse(raw, path)
    except Broken as wrong:  # no record, so nothing for `check` to find
        raise BadValue(wrong.message, hint=_AS) from None
    listed = data.get("decisions")
    if set(data) != {"decisions"} or not isinstance(listed, list) or not all(isinstance(r, dict) for r in listed):
        raise BadValue(
            Said("{path} is not a list of decisions.", path=path),
            hint=Remedy("Start the list with `decisions:`. ", _AS),
        )
    places = codec.Places(raw)
    return [(places.value(("decisions", n))[0], row) for n, row in enumerate(listed)]


def _tried(place: str, line: int, row: Data, meant: Callable[[str], str], currency: str) -> Tried:
    strange = sorted(set(row) - set(FIELDS))
    if strange:
        raise BadValue(
            Said("{place}: there is no field {given!r}.", place=place, given=Prose(strange[0])),
            hint=Said("Use these fields: {fields}.", fields=Many(FIELDS)),
        )
    said = {name: _text(place, name, row.get(name)) for name in FIELDS if name != "reasons"}
    if not said["application"] or not said["outcome"]:
        raise BadValue(
            Said(
                "{place}: the {field} is missing.",
                place=place,
                field="outcome" if said["application"] else "application",
            ),
            hint=_AS,
        )
    try:
        award = money.parse_in(said["award"], currency) if said["award"] else None
        to = meant(said["quarter"]) if said["quarter"] else ""
        reasons = _reasons(row.get("reasons"))
    except BadValue as wrong:
        raise BadValue(Said("{place}: {why}", place=place, why=wrong.said), hint=wrong.hint) from None
    return Tried(said["application"], Decision(said["outcome"].lower(), reasons, award, to, said["asks"]), line)


def _text(place: str, name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value).strip()
    raise BadValue(Said("{place}: {field} is not text.", place=place, field=name), hint=_AS)


def _reasons(value: Any) -> list[dict[str, str]]:
    """Reasons as `need=why`, one or several (in a cell: one a line), or as a record has them."""
    if not value:
        return []
    if isinstance(value, list) and all(isinstance(v, dict) and {"criterion", "text"} == set(v) for v in value):
        return [{"criterion": str(v["criterion"]), "text": str(v["text"])} for v in value]
    listed = value if isinstance(value, list) else str(value).splitlines()
    return [decisions.parse_reason(str(line)) for line in listed]
