"""What a panel wants to know around an application: its kind of project, the place, the licence, how long it waits."""

from __future__ import annotations

from collections.abc import Callable

from imatter_cli.domain import timeline
from imatter_cli.errors import ImatterError
from imatter_cli.services.context import Context
from imatter_cli.services.records.naming import Naming
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store.contract import Data


def circumstances(ctx: Context) -> Callable[[str], Data]:
    """`{type, setting, licence, ends, submitted}` of each application as the actor may see it; empty if not known.

    What they may see, and what the programme calls it, is looked up once for all.
    """
    eyes, naming = Eyes(ctx.store, ctx.actor), Naming(ctx.store)

    def seen(kind: str, id: str) -> Data:
        try:
            return eyes.see(kind, ctx.store.get(id).data) if id else {}
        except ImatterError:
            return {}

    def of(id: str) -> Data:
        application = seen("application", id)
        project = seen("project", str(application.get("project") or ""))
        licence = seen("licence", str(application.get("licence") or ""))
        said = {
            name: naming.item("project", name, project, str(project.get(name) or "")) for name in ("type", "setting")
        }
        events = timeline.standing(application.get("timeline") or [])
        days = [str(event.get("at", ""))[:10] for event in events if event.get("event") == "submit"]
        return {
            **said, "licence": str(licence.get("status") or ""), "ends": str(licence.get("ends") or ""),
            "submitted": days[-1] if days else "",
        }  # fmt: skip

    return of
