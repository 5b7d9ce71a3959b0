"""Rounds with their money. Plain data does for that; the models are asked only where it can't be worked with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from imatter_cli.domain import money
from imatter_cli.domain.fund import account, budget, chasing, published
from imatter_cli.errors import BadValue, Broken
from imatter_cli.services.context import Context
from imatter_cli.services.records import sound
from imatter_cli.services.records.related import Judge, in_round, readable, round_of
from imatter_cli.services.records.valid import refuse_broken
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store.contract import Data, Reader, Unreadable

Found = TypeVar("Found")


def one(ctx: Context, quarter: str) -> Data:
    """A round with its money: the record, `asked`, `left`, its awards' account and how many `applications` it has.

    Decisions that the actor may not see yet are not counted.

    Raises Refused (`no-round`), Broken.
    """
    reader, eyes = ctx.store, Eyes(ctx.store, ctx.actor)
    return _on_plain_data(
        lambda judge: _with_money(
            round_of(reader, quarter, judge), [*map(eyes.undecided, readable(reader, "application", quarter, judge))]
        )
    )


def left(ctx: Context, quarter: str) -> int:
    """What a round has left to give, in pence; decisions that the actor may not see yet are not counted."""
    from imatter_cli.services.fund.promised import promised  # late: commands that only read don't need it

    eyes, round = Eyes(ctx.store, ctx.actor), round_of(ctx.store, quarter)
    there = map(eyes.undecided, in_round(ctx.store, quarter))
    return budget.purse(round, there, promised(ctx.store).get(quarter, 0)).left


def unsettled(reader: Reader, quarter: str) -> int:
    """How many applications keep a round from being published."""
    return sum(a["status"] in chasing.UNSETTLED for a in in_round(reader, quarter))


def every(ctx: Context) -> tuple[list[Data], list[str]]:
    """All rounds with their money, likewise, the newest first; and in words what could not be read and is left out."""
    reader, eyes = ctx.store, Eyes(ctx.store, ctx.actor)

    def work(judge: Judge) -> tuple[list[Data], list[str]]:
        left_out: list[str] = []
        applications = [eyes.undecided(a) for a in _sound(reader, "application", left_out, judge)]
        found = [_with_money(r, applications) for r in _sound(reader, "round", left_out, judge)]
        return found[::-1], left_out

    return _on_plain_data(work)


def _on_plain_data(work: Callable[[Judge], Found]) -> Found:
    try:
        return work(_refuse_unreadable)
    except (BadValue, ValueError, TypeError, KeyError, AttributeError):  # a record that has the shape, not the values
        return work(refuse_broken)


def _refuse_unreadable(kind: str, path: str, data: Data) -> None:
    if not sound.readable(kind, path, data):
        refuse_broken(kind, path, data)


def _sound(reader: Reader, kind: str, left_out: list[str], judge: Judge) -> list[Data]:
    found = []
    for item in reader.scan(kind):
        if isinstance(item, Unreadable):
            left_out.append(f"{item.path} {item.findings[0].message}")
            continue
        try:
            judge(kind, item.path, item.data)
        except Broken as wrong:
            left_out.append(wrong.message)
        else:
            found.append(item.data)
    return found


def _with_money(round: Data, applications: Sequence[Data]) -> Data:
    """The round with its money: asked, awarded and left as it was published, once it is, and what came of it since.

    `awarded_now` and `left_now` are with corrections, and with what was declined or revoked: what may still be given.
    """
    own = published.of_round(applications, round)
    purse, now = budget.purse(round, own), budget.purse(round, applications)
    today = now.awards
    asking = sum(a["status"] in budget.ASKING for a in own)
    out = published.publication(round) is not None
    awarded = purse.awards.awarded if out else purse.awarded
    told = {
        "asked": money.text(purse.asked),
        "left": account.signed(purse.to_give - awarded),
        **today.as_text(),
        "awarded": money.text(awarded), "awarded_now": money.text(now.awarded), "left_now": account.signed(now.left),
    }  # fmt: skip
    corrected = today.awarded - purse.awards.awarded
    return {**round, **told, **({"corrected": account.signed(corrected)} if corrected else {}), "applications": asking}
