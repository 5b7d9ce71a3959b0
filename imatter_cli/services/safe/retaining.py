"""Which records have been kept for as long as the programme says, so that their words can go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from imatter_cli.domain import erasing, retention
from imatter_cli.domain.due import Due
from imatter_cli.services.context import Context
from imatter_cli.services.records import sound


def coming(ctx: Context, within: int, left_out: list[str] | None = None) -> Iterator[Due]:
    """Records with words in them that are as old as the programme lets them be, or will be within so many days.

    Paths of files that can't be read go to `left_out`.
    """
    programme = ctx.store.programme()
    years = retention.years_of(programme)
    if not years:
        return
    codes = erasing.codes_in(programme)
    last = (ctx.today + timedelta(days=within)).isoformat()
    for kind, states in retention.ENDED.items():
        for one in sound.each(ctx.store, kind, left_out=left_out, status=states):
            day, id = retention.ends_on(one, years), str(one["id"])
            if one.get("status") not in states or not "" < day <= last:
                continue
            if retention.has_words(kind, one, codes):
                yield retention.due(id, day, years)
            other = retention.GOES_WITH.get(kind, "")
            for with_it in sound.each(ctx.store, other, id, left_out) if other else ():
                if with_it.get(kind) == id and retention.has_words(other, with_it, codes):
                    yield retention.due(str(with_it["id"]), day, years)
