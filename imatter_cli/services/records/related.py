"""Reads the records that go with one: licences, projects and reflections, a round's applications and their reviews."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from imatter_cli.domain import ids, people, quarters
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.errors import NotFound, Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Quarter, Said
from imatter_cli.services.records.persons import codes_in
from imatter_cli.services.records.valid import broken, refuse_broken
from imatter_cli.store.contract import Data, Reader, Unreadable

#: What refuses plain data that is not a record of its kind: asked with kind, path and data, it raises Broken.
Judge = Callable[[str, str, Data], None]


def held_by(reader: Reader, practitioner: str) -> list[Data]:
    """Every licence of a practitioner, under any of their codes, as plain data.

    Raises Broken for one that may be theirs and cannot be read.
    """
    return list(each_held_by(reader, practitioner))


def each_held_by(reader: Reader, practitioner: str) -> Iterator[Data]:
    """The same one by one: if you stop at one, the others are not read."""
    yield from _with(reader, "licence", "practitioner", practitioner)
    for code in people.all_codes(codes_in(reader), practitioner)[1:]:
        yield from _with(reader, "licence", "practitioner", code)


def projects_under(reader: Reader, licence: str) -> list[Data]:
    """Every project under a licence, as plain data. Raises Broken for one that may be under it and cannot be read."""
    return list(_with(reader, "project", "licence", licence))


def _with(reader: Reader, kind: str, field: str, id: str) -> Iterator[Data]:
    """Plain data of the valid records whose field is that id. Raises Broken for one that may be such a record.

    A coordinator is named in most records, so one that is plainly about somebody else is not looked at further.
    """
    whose = field == BY_NAME[kind].holder
    for item in reader.scan(kind, "" if whose else id, holder=id if whose else ""):
        if isinstance(item, Unreadable):
            raise broken(item.findings)
        value = item.data.get(field)
        if value != id and isinstance(value, str) and ids.is_id(value):
            continue
        refuse_broken(kind, item.path, item.data)
        if value == id:
            yield item.data


def reflections_on(reader: Reader, project: str) -> list[Data]:
    """The reflections on a project. Raises Broken for one that names it and cannot be read."""
    found = []
    for item in reader.scan("reflection", project):
        if isinstance(item, Unreadable):
            raise broken(item.findings)
        if item.data.get("project") == project:
            found.append(item.data)
    return found


def readable(reader: Reader, kind: str, mentioning: str, judge: Judge = refuse_broken) -> list[Data]:
    """Every record of a kind that mentions something, valid ones all. Raises Broken for one that is not."""
    out: list[Data] = []
    for item in reader.scan(kind, mentioning):
        if isinstance(item, Unreadable):
            raise broken(item.findings)
        judge(kind, item.path, item.data)
        out.append(item.data)
    return out


def round_of(reader: Reader, quarter: str, judge: Judge = refuse_broken) -> Data:
    """The round of a quarter. Raises Refused (`no-round`) where none was opened, Broken."""
    try:
        found = reader.get(quarter)
    except NotFound:
        there = Many(quarters.spoken(r) for r in reader.ids("round"))
        raise Refused(
            Said(
                "There is no round for {round}. These exist: {rounds}." if there else "There is no round for {round}.",
                round=Quarter(quarter),
                rounds=there,
            ),
            code="no-round",
            hint=_how_to_get_a_round(reader, quarters.spoken(quarter)),
            details={"round": quarter},
        ) from None
    judge("round", found.path, found.data)
    return found.data


def _how_to_get_a_round(reader: Reader, quarter: str) -> Remedy:
    """What to try where there is no round: a coordinator opens it, and a notebook gets it from them."""
    opening = Command("fund open", quarter, "--budget", "AMOUNT")
    if reader.programme().get("store") != "personal":
        return Remedy("A coordinator opens it: ", opening, ".")
    return Remedy(
        "Ask the coordinator for the file of the quarter (",
        Command("send", quarter, "--to", "FILE"),
        "), and take it in: ",
        Command("receive", "FILE"),
        ". Or note it as it was announced: ",
        opening,
        ".",
    )


def in_round(reader: Reader, round: str) -> list[Data]:
    """The applications of a round. Raises Broken for one that mentions it and cannot be read."""
    return [a for a in readable(reader, "application", round) if a["round"] == round]


def reviews_on(reader: Reader, application: str) -> list[Data]:
    """The reviews on an application. Raises Broken for one that mentions it and cannot be read."""
    return [r for r in readable(reader, "review", application) if r["application"] == application]
