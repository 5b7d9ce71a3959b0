"""A shared store that version 0.1.0 began: its rules say which store it is, and so 0.1.0 leaves it alone from then on.

0.1.0 doesn't see that a sync brought changes together, or set some aside. It refuses to change a store with rules that
it doesn't know, and says so; `store_id`, which every newer store has, is such a rule.
"""

from __future__ import annotations

from imatter_cli.classes import replace
from imatter_cli.domain.trail import PROGRAMME
from imatter_cli.errors import ImatterError
from imatter_cli.services.begin.programme import revise
from imatter_cli.services.context import Context
from imatter_cli.services.records.persons import actor_of
from imatter_cli.services.together.in_step import all_in_step
from imatter_cli.services.together.syncing import Synced, SyncedChange

_WHAT = "This store is shared. imatter 0.1.0 can read it, but can't change it any more."
_NOTE = "From now on imatter 0.1.0 can only read this store. Everybody who changes it needs a newer one."


def marked(ctx: Context, synced: Synced, *, asks: bool) -> Synced:
    """The same sync with the mark, where the store has none yet and its rules are the user's to change.

    It is made for everybody at once, so that two coordinators don't make it twice. What keeps it from being made now
    does not keep the sync: the next one makes it.
    """
    rules = ctx.store.programme()
    if ctx.dry_run or rules.get("store_id"):
        return synced
    try:
        if rules.get("store") != "personal" and not actor_of(ctx.store, ctx.actor).coordinates:
            return synced
        id = ctx.store.store_id()
        made = revise(all_in_step(ctx, asks=asks), lambda rules: rules.update(store_id=id), _WHAT)
    except ImatterError:
        return synced
    went = SyncedChange(made.commit, ctx.actor, ctx.moment, made.change.verb, (PROGRAMME,))
    return replace(synced, went=(*synced.went, went), commit=made.commit, notes=(*synced.notes, _NOTE))
