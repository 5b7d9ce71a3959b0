"""A year of practice to show: gathered from one practitioner's records, and only what they shared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imatter_cli.domain import portfolio
from imatter_cli.domain.portfolio import Lists, Years
from imatter_cli.services.context import Context
from imatter_cli.services.practice import certification
from imatter_cli.store.contract import Data


def of(ctx: Context, practitioner: str, span: Years) -> Data:
    """The portfolio of a practitioner, by full id, over these days, as plain data. Raises Broken, StoreTrouble.

    A broken record of theirs is left out and named in `left_out`.
    """
    programme = ctx.store.programme()
    lists = Lists(
        _names(programme, "project_types"), _names(programme, "settings"), _names(programme, "stages"),
        _names(programme, "journey_levels"),
    )  # fmt: skip
    standing = certification.standing(ctx, practitioner)
    found = certification.gather(ctx.store, practitioner, [])
    names = {str(p["id"]): str((p.get("focus_areas") or [p["id"]])[0]) for p in found.projects}
    projects = [shown for p in found.projects if (shown := portfolio.project(p, span, lists))]
    shared = [shown for r in found.reflections if (shown := portfolio.reflection(r, span, names))]
    return {
        "practitioner": practitioner,
        "since": span.since,
        "until": span.until,
        "made": ctx.today.isoformat(),
        "projects": sorted(projects, key=lambda p: (p["began"] or p["planned"], p["id"])),
        "reflections": sorted(shared, key=lambda r: (r["date"], r["id"])),
        "steps": portfolio.learning(found.person, span, lists.levels),
        "placeholder": standing.placeholder,
        "requirements": portfolio.evidence(standing.requirements, [r["id"] for r in shared]),
        "left_out": list(standing.left_out),
    }


def _names(programme: Mapping[str, Any], name: str) -> dict[str, str]:
    section = programme.get(name)
    items = section.get("items") if isinstance(section, Mapping) else None
    there = [i for i in items if isinstance(i, Mapping)] if isinstance(items, list) else []
    return {str(i.get("id")): str(i.get("name") or i.get("id")) for i in there}
