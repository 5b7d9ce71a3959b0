"""What a panel wants to know around an application: its kind of project, the place, the licence, how long it waits."""

from __future__ import annotations

from imatter_cli.domain import timeline
from imatter_cli.errors import ImatterError
from imatter_cli.services.context import Context
from imatter_cli.services.records.naming import Naming
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store.contract import Data


def circumstances(ctx: Context, id: str) -> Data:
    """`{type, setting, licence, ends, submitted}` of an application as the actor may see it; empty if not known."""
    application = _seen(ctx, "application", id)
    project = _seen(ctx, "project", str(application.get("project") or ""))
    licence = _seen(ctx, "licence", str(application.get("licence") or ""))
    naming = Naming(ctx.store)
    said = {name: naming.item("project", name, project, str(project.get(name) or "")) for name in ("type", "setting")}
    events = timeline.standing(application.get("timeline") or [])
    days = [str(event.get("at", ""))[:10] for event in events if event.get("event") == "submit"]
    return {
        **said, "licence": str(licence.get("status") or ""), "ends": str(licence.get("ends") or ""),
        "submitted": days[-1] if days else "",
    }  # fmt: skip


def _seen(ctx: Context, kind: str, id: str) -> Data:
    if not id:
        return {}
    try:
        return Eyes(ctx.store, ctx.actor).see(kind, ctx.store.get(id).data)
    except ImatterError:
        return {}
