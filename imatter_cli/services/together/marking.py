"""A shared store that version 0.1.0 began: its rules say which store it is, and so 0.1.0 leaves it alone from then on.

0.1.0 doesn't see that a sync brought changes together, or set some aside. It refuses to change a store with rules that
it doesn't know, and says so; `store_id`, which every newer store has, is such a rule. The mark decides nothing, so
the first person to sync makes it, and it is published before anything is brought together.
"""

from __future__ import annotations

from typing import Final

from imatter_cli.domain.trail import PROGRAMME, PROGRAMME_EDIT
from imatter_cli.errors import Broken, NotFound
from imatter_cli.services.context import Context
from imatter_cli.store.contract import Change, Write
from imatter_cli.store.sharing import Meeting

#: What to tell the person who made the mark.
NOTE: Final = "From now on imatter 0.1.0 can only read this store. Everybody who changes it needs a newer one."


def mark(ctx: Context, met: Meeting) -> str:
    """Mark what is published, if it has no mark; the commit. Raises as `Meeting.make_there`."""
    try:
        rules = met.at(met.theirs).programme()
    except (Broken, NotFound):
        return ""
    if rules.get("store_id"):
        return ""
    marked = {**rules, "store_id": ctx.store.store_id(), "first_version": "0.1.0"}
    return met.make_there(Change(PROGRAMME_EDIT, (Write(PROGRAMME, marked),), ("edit",), int(rules["version"])))
