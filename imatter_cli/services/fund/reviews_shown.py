"""The reviews on an application as their reader may see them; on plain data, without the models."""

from __future__ import annotations

from imatter_cli.services.context import Context
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store.contract import Data, Stored


def reviews_seen(ctx: Context, application: str) -> list[Data]:
    """The reviews on an application, by id, as far as their viewer may see them; broken ones are left out."""
    eyes = Eyes(ctx.store, ctx.actor)
    return [
        eyes.see("review", item.data)
        for item in ctx.store.scan("review", application)
        if isinstance(item, Stored) and item.data.get("application") == application
    ]
