"""A quarter for the panel's meeting: each application as its viewer may see it, and what can be tried of decisions."""

from __future__ import annotations

from imatter_cli.classes import replace
from imatter_cli.domain import quarters
from imatter_cli.domain.fund import order
from imatter_cli.services.context import Context
from imatter_cli.services.fund.circumstances import circumstances
from imatter_cli.services.fund.packing import pack
from imatter_cli.services.fund.promised import promised
from imatter_cli.services.records.once import read_once
from imatter_cli.store.contract import Data

#: A deferral goes to one of so many quarters that come next.
_NEXT = 4


def panel(ctx: Context, quarter: str) -> Data:
    """That of `pack`, in the order of the sitting, where each application has what is `around` it.

    `promised` is what of its money was promised in changes that a merge set aside, in pence. `to_try` are the
    applications whose decision can be tried, by how: `any` outcome, or `without_award`. `next` are the quarters that a
    deferral can go to. Raises as `pack`.
    """
    ctx = replace(ctx, store=read_once(ctx.store))
    packed = pack(ctx, quarter)
    by_id = {str(a["id"]): a for a in packed["applications"]}
    around = circumstances(ctx)
    applications = [{**by_id[id], "around": around(id)} for id in order.fair(by_id, str(packed["seed"]))]
    closed = packed["status"] == "closed"
    return {
        **packed,
        "applications": applications,
        "promised": promised(ctx.store).get(quarter, 0),
        "to_try": {str(a["id"]): how for a in applications if closed and (how := _to_try(a))},
        "next": [quarters.shift(quarter, n) for n in range(1, _NEXT + 1)],
    }


def _to_try(application: Data) -> str:
    """How a decision on an application can be tried; empty if it can't, or not by this viewer."""
    if application["conflict"] or application["outcome"]:
        return ""
    return "any" if application["ready"] else "without_award" if application["without_award"] else ""
