"""A year of practice to show: gathered from one practitioner's records, and only what they shared."""

from __future__ import annotations

from imatter_cli.domain import portfolio
from imatter_cli.domain.lists import Lists
from imatter_cli.domain.portfolio import Years
from imatter_cli.services.context import Context
from imatter_cli.services.practice import certification
from imatter_cli.services.records import sound
from imatter_cli.store.contract import Data


def of(ctx: Context, practitioner: str, span: Years, *, title: str = "", own_words: bool = False) -> Data:
    """The portfolio of a practitioner, by full id, over these days, as plain data. Raises Broken, StoreTrouble.

    With `own_words` it has small steps, and what was written in shared reflections. A broken record of theirs is left
    out and named in `left_out`.
    """
    programme = ctx.store.programme()
    lists = Lists(programme)
    standing = certification.standing(ctx, practitioner)
    found = certification.gather(ctx.store, practitioner, [])
    names = {str(p["id"]): str((p.get("focus_areas") or [p["id"]])[0]) for p in found.projects}
    projects = [shown for p in found.projects if (shown := portfolio.project(p, span, lists))]
    shared = [shown for r in found.reflections if (shown := portfolio.reflection(r, span, names))]
    if own_words:
        written = {str(r["id"]): r for r in (*found.projects, *found.reflections)}
        asked = _prompts(programme)
        projects = [{**p, "small_steps": portfolio.small_steps(written[p["id"]], span)} for p in projects]
        shared = [{**r, "answers": portfolio.own_words(written[r["id"]], asked)} for r in shared]
    licences = (portfolio.licence(c, span) for c in sound.each(ctx.store, "licence", practitioner)
                if c.get("practitioner") == practitioner)  # fmt: skip
    return {
        "practitioner": practitioner,
        "title": title,
        "own_words": own_words,
        "issuer": str(programme["issuer"]),
        "licences": sorted(filter(None, licences), key=lambda c: (c["since"], c["id"])),
        "since": span.since,
        "until": span.until,
        "made": ctx.today.isoformat(),
        "projects": sorted(projects, key=lambda p: (p["began"] or p["planned"], p["id"])),
        "reflections": sorted(shared, key=lambda r: (r["date"], r["id"])),
        "steps": portfolio.learning(found.person, span, lists.names("journey_levels")),
        "placeholder": standing.placeholder,
        "requirements": portfolio.evidence(standing.requirements, [r["id"] for r in shared]),
        "left_out": list(standing.left_out),
    }


def _prompts(programme: Data) -> dict[str, str]:
    """What each prompt of the programme asks, by its id."""
    sets = programme.get("prompt_sets") or ()
    return {str(one["id"]): str(one["ask"]) for each in sets for one in each.get("prompts") or ()}
