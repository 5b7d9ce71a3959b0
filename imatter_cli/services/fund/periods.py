"""The rounds of a quarter, of a year or of all time, with their applications and projects; on valid records alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from imatter_cli import sources
from imatter_cli.classes import field, immutable
from imatter_cli.domain import quarters
from imatter_cli.domain.fund import published as facts
from imatter_cli.errors import BadValue, Refused
from imatter_cli.remedies import Command
from imatter_cli.said import Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund.looking_back import LookingBack
from imatter_cli.services.fund.records import valid
from imatter_cli.services.records.related import round_of
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store.contract import Data, Reader

_YEAR = re.compile(r"20[0-9][0-9]")


@immutable
class Period:
    """Rounds, their applications, the projects of these, and what could not be read, in words.

    An application is here once for each of the rounds that decided on it, as it was when that round was published;
    `today` has the same applications by id as they are now. `projects` are by round and id,
    likewise; `back`
    tells what else each round was published with.
    """

    rounds: tuple[Data, ...]
    applications: tuple[Data, ...]
    projects: Mapping[tuple[str, str], Data]
    left_out: tuple[str, ...]
    today: Mapping[str, Data] = field(default_factory=dict)
    back: Mapping[str, LookingBack] = field(default_factory=dict)

    def round(self, id: str) -> Data:
        """One of its rounds."""
        return next(r for r in self.rounds if r["id"] == id)

    def project(self, application: Data) -> Data:
        """The project of one of its applications; empty where it can't be read."""
        return self.projects.get((str(application["round"]), str(application["project"])), {})


def period(ctx: Context, quarter: str = "", year: str = "", *, published: bool = False) -> Period:
    """The rounds of a quarter (its id) or a year, all if neither is named, with what is in them.

    A cancelled round is here where it is named, and in no year. Decisions that the actor may not see yet are not here.

    With `published` those alone that are. Raises BadValue for a bad year or one given with a quarter, Refused
    (`no-round`; `not-published` where none of them is).
    """
    if quarter and year:
        raise BadValue("Choose a quarter or a year, not both.", hint="Leave out --quarter or --year.")
    if year and not _YEAR.fullmatch(year):
        raise BadValue(Said("{given!r} is not a year.", given=Prose(year)), hint="Write it as 2026.")
    left_out: list[dict[str, str]] = []
    reader, eyes = ctx.store, Eyes(ctx.store, ctx.actor)
    rounds = [round_of(reader, quarter)] if quarter else valid(reader, "round", [f"{year}-q" if year else ""], left_out)
    rounds = [r for r in rounds if quarter or r["status"] != "cancelled"]
    rounds = [r for r in rounds if str(r["id"]).startswith(f"{year}-q" if year else "")]
    if published:
        rounds = _published(rounds, quarter or year)
    applications = [eyes.undecided(a) for a in valid(reader, "application", [str(r["id"]) for r in rounds], left_out)]
    today = {str(a["id"]): a for a in applications}
    back = {str(r["id"]): LookingBack(reader, r) for r in rounds}
    applications = [
        back[str(r["id"])].application(a, today[str(a["id"])]) for r in rounds for a in facts.of_round(applications, r)
    ]
    named = _named(reader, "project", [str(a["project"]) for a in applications], left_out)
    projects = {
        (str(a["round"]), id): back[str(a["round"])].project(named[id])
        for a in applications if (id := str(a["project"])) in named
    }  # fmt: skip
    troubles = dict.fromkeys(f"{t['path']} {t['message']}" for t in left_out)
    return Period(tuple(rounds), tuple(applications), projects, tuple(troubles), today, back)


def _published(rounds: Sequence[Data], what: str) -> list[Data]:
    found = [r for r in rounds if r["status"] == "published"]
    if not found:
        said: str = quarters.spoken(what) if what else Prose("any quarter")
        raise Refused(
            Said("Nothing from {round} has been published yet.", round=said),
            code="not-published",
            hint=Command("fund rounds"),
            source=sources.COMMAND_LINE,
        )
    return found


def _named(reader: Reader, kind: str, ids: Sequence[str], left_out: list[dict[str, str]]) -> dict[str, Data]:
    """Valid records of a kind by id, out of these ids."""
    wanted = frozenset(ids)
    return {str(r["id"]): r for r in valid(reader, kind, [""], left_out, wanted)}
