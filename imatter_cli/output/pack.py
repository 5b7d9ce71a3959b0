"""The pack of a quarter: one page with pictures and the same as tables, and a sheet. Plain data in, text out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import account
from imatter_cli.output import pack_table, words
from imatter_cli.output.fund import money_text, score_text, titled
from imatter_cli.output.fund_figures import as_csv as figures_csv
from imatter_cli.output.fund_figures import public_rule
from imatter_cli.output.pages import page
from imatter_cli.output.tables import csv
from imatter_cli.output.terminal import clean, clean_line

#: Width of a picture in its own units; every place in it is a whole number of them.
_WIDE = 1000
_NOT_GIVEN = "not given"
_OUTCOMES = ("funded", "part_funded", "deferred", "not_funded")


def html(pack: Data) -> str:
    """The page: no script, nothing from outside, every text escaped; each picture has a title, words and a table."""
    return page("pack.html", _view(pack), styles=("portfolio.css", "pack.css"))


def as_csv(pack: Data) -> str:
    """The applications, one a line; for the public the figures."""
    if pack["public"]:
        return figures_csv(figures_of(pack)) + "\n"
    return csv(pack_table.heads(pack), sheet(pack)) + "\n"


def figures_of(pack: Data) -> dict[str, Any]:
    """The figures in a pack, as those of `fund stats`."""
    return {"public": pack["public"], "tables": [pack["over_time"], pack["by_type"], pack["by_setting"]]}


def sheet(pack: Data) -> list[list[Any]]:
    """The applications as rows below `pack_table.heads`."""
    return [pack_table.cells(a, pack) for a in pack["applications"]]


def submitted(application: Data) -> list[tuple[str, Data]]:
    """The submitted reviews of an application, as a panel calls them."""
    return [(title, review) for title, review in titled(application["reviews"]) if review["status"] == "submitted"]


def _view(pack: Data) -> dict[str, Any]:
    currency = str(pack["currency"])
    name = str(pack["round"]).upper()
    return {
        "title": f"Microproject Development Fund, {name}",
        "public": pack["public"],
        "funder": clean_line(str(pack["funder"])),
        "status": pack["status"],
        "days": f"{words.day(pack['opens'])} to {words.day(pack.get('closed') or pack['closes'])}",
        "is_over": bool(pack.get("closed")),
        "published_on": words.day(pack["published"]) if pack.get("published") else "",
        "made_on": words.day(pack["made"]),
        "budget": _budget(pack, currency),
        "scores": None if pack["public"] else _scores(pack),
        "over_time": _over_time(pack),
        "areas": [
            _areas(pack["by_type"], "type", "By type of project", currency),
            _areas(pack["by_setting"], "setting", "By setting", currency),
        ],
        "applications": [] if pack["public"] else [_application(a, pack) for a in pack["applications"]],
        "decisions": [] if pack["public"] else [pack_table.page_row(a, pack, _named(a)) for a in pack["applications"]],
        "questions": [] if pack["public"] else [clean_line(q["ask"]) for q in pack["questions"]],
        "minutes": None if pack["public"] else minutes(pack),
        "rule": public_rule(int(pack["small"])) if pack["public"] else "",
    }  # fmt: skip


def _budget(pack: Data, currency: str) -> dict[str, Any]:
    """The budget as one bar: what is given, what is left, what is kept back."""
    whole, kept = account.pence(pack["budget"]), account.pence(pack["reserve"])
    given = None if pack["awarded"] is None else account.pence(pack["awarded"])
    left = None if given is None else whole - kept - given
    rows = [
        ("Budget", words.money(whole, currency)),
        ("Kept back", words.money(kept, currency)),
        ("Asked", _NOT_GIVEN if pack["asked"] is None else money_text(pack["asked"], currency)),
        ("Awarded", _NOT_GIVEN if given is None else words.money(given, currency)),
        (
            "Not given" if pack["status"] == "published" else "Left to give",
            _NOT_GIVEN if left is None else words.money(left, currency),
        ),
    ]
    parts, at = [], 0
    for kind, pence in (("given", given or 0), ("left", max(left or 0, 0)), ("kept", kept)):
        width = _share(pence, max(whole, 1))
        parts.append({"kind": kind, "x": at, "width": min(width, _WIDE - at)})
        at += width
    if given is None:
        parts = []
    return {"rows": rows, "parts": parts, "told": "; ".join(f"{name}: {value}" for name, value in rows) + "."}


def _scores(pack: Data) -> dict[str, Any]:
    """Each application's mean as a point, and how widely its scores vary as a line through it."""
    highest = max(int(pack["highest"]), 1)
    rows = []
    for n, a in enumerate(pack["applications"]):
        score = score_text(a)
        row: dict[str, Any] = {"name": _named(a), "score": score, "y": 40 + 40 * n, "at": None}
        if a.get("mean") and score != "hidden":
            mean, spread = Fraction(a["mean"]), Fraction(a.get("spread") or "0")
            low, high = max(mean - spread, Fraction(0)), min(mean + spread, Fraction(highest))
            row |= {"at": _on(mean, highest), "low": _on(low, highest), "high": _on(high, highest)}
        rows.append(row)
    marks = [{"name": n, "x": _on(Fraction(n), highest)} for n in range(highest + 1)]
    told = "; ".join(f"{r['name']}: {'no score yet' if r['score'] == '-' else r['score']}" for r in rows)
    return {"rows": rows, "marks": marks, "height": 40 + 40 * len(rows), "told": f"{told or 'No applications'}."}


def _over_time(pack: Data) -> dict[str, Any]:
    """A bar a quarter, as long as its decided applications are many."""
    table = pack["over_time"]
    most = max([_count(r, "decided") for r in table["rows"]], default=0) or 1
    rows = [
        {
            "name": row["name"], "y": 10 + 40 * n, "parts": _parts(row, pack["public"], most),
            "hidden": row.get("hidden", False),
        }
        for n, row in enumerate(table["rows"])
    ]  # fmt: skip
    heads = ["decided", "funded in full or in part"] if pack["public"] else [
        "asking", "decided", "funded", "funded in part", "deferred", "not funded",
    ]  # fmt: skip
    cells = ("decided", "awards") if pack["public"] else ("applications", "decided", *_OUTCOMES)
    body = [(r["name"], [_NOT_GIVEN if r.get(c) is None else r[c] for c in cells]) for r in table["rows"]]
    told = "; ".join(f"{name}: " + ", ".join(f"{v} {h}" for v, h in zip(v, heads, strict=True)) for name, v in body)
    height = 10 + 40 * len(rows)
    return {"rows": rows, "height": height, "heads": heads, "body": body, "told": f"{told or 'Nothing yet'}."}


def _parts(row: Data, public: bool, most: int) -> list[dict[str, Any]]:
    """The parts of a quarter's bar, one for each outcome that there is."""
    fields = ("awards",) if public else _OUTCOMES
    counts = {f: _count(row, f) for f in fields}
    counts["other"] = _count(row, "decided") - sum(counts.values())
    if "awards" in row.get("not_given", ()):
        counts = {"kept": counts["other"]}
    parts, at = [], 300
    for kind, count in counts.items():
        width = 700 * count // most
        if count:
            parts.append({"kind": kind, "count": count, "x": at, "width": width, "middle": at + width // 2})
        at += width
    return parts


def _areas(table: Data, id: str, title: str, currency: str) -> dict[str, Any]:
    """A pair of bars a group: asked, and of that awarded."""
    most = max([account.pence(r["asked"]) for r in table["rows"] if not r.get("hidden")], default=0) or 1
    rows = []
    for n, row in enumerate(table["rows"]):
        bars = {"asked": 0, "awarded": 0}
        said = dict.fromkeys(bars, _NOT_GIVEN)
        if not row.get("hidden"):
            bars = {k: 600 * account.pence(row[k] or "0") // most for k in bars}
            said = {k: _NOT_GIVEN if row[k] is None else money_text(row[k], currency) for k in bars}
        rows.append({"name": clean_line(row["name"]), "y": 10 + 50 * n, "bars": bars, **said})
    told = "; ".join(f"{r['name']}: {r['asked']} asked, {r['awarded']} awarded" for r in rows)
    return {"id": id, "title": title, "rows": rows, "height": 10 + 50 * len(rows), "told": f"{told or 'Nothing yet'}."}


def minutes(pack: Data) -> dict[str, Any]:
    """The minutes by subject."""
    names = {a["id"]: _named(a) for a in pack["applications"]}
    rows = [(what, who, names.get(about, ""), said) for what, who, about, said in pack_table.minutes(pack)]
    by = {what: [row[1:] for row in rows if row[0] == what] for what, *_ in rows}
    people = (("Decided by", "decided"), ("Reviewed by", "reviewed"))
    took_part = [(title, ", ".join(who for who, *_ in by[what])) for title, what in people if what in by]
    days = (("Closed on", "closed"), ("Published on", "published"))
    took_part += [
        (title, " by ".join(filter(None, (said, who)))) for title, what in days for who, _, said in by.get(what, ())
    ]
    return {
        "facts": took_part,
        "kept_away": by.get("kept away", []),
        "decisions": by.get("decision", []),
        "since": by.get("since", []),
    }


def _application(a: Data, pack: Data) -> dict[str, Any]:
    currency = str(pack["currency"])
    facts = [("Application", a["id"]), ("Asked", money_text(a["asked"], currency))]
    facts += (
        [("Costs", ", ".join(f"{clean_line(str(c['item']))} {c['amount']}" for c in a["costs"]))]
        if a.get("costs")
        else []
    )
    facts += [
        ("Standing", a["standing"]),
        ("Score", score_text(a)),
        ("Reviews", f"{a['reviews_in']} of {a['reviews_needed']}"),
    ]
    facts += [("Award", money_text(a["award"], currency))] if a.get("award") else []
    told: list[tuple[str, str]] = [
        (title, clean(str(a[f])))
        for f, title in (("key_barrier", "Key barrier"), ("other_sources", "Other sources"))
        if a.get(f)
    ]
    told += [(clean_line(q["ask"]), text) for q in pack["questions"] if (text := pack_table.answer(a, q["id"]))]
    hidden = ", ".join(h.replace("_", " ") for h in a.get("hidden", ()))
    return {
        "name": _named(a), "facts": facts, "told": told, "hidden": hidden,
        "reviews": [_review(review, title) for title, review in submitted(a)],
    }  # fmt: skip


def _review(review: Data, name: str) -> dict[str, str]:
    if "scores" in review.get("hidden", ()):
        return {"name": name, "scores": "hidden", "comment": ""}
    scores = ", ".join(f"{s['criterion']} {s['score']}" for s in review.get("scores") or [])
    return {"name": name, "scores": scores, "comment": clean(str(review.get("comment") or ""))}


def _named(application: Data) -> str:
    return f"{clean_line(str(application['label'])) or 'a project'} ({words.abbreviated(application['id'])})"


def _count(row: Data, field: str) -> int:
    return int(row.get(field) or 0)


def _share(part: int, whole: int) -> int:
    return _WIDE * part // whole


def _on(score: Fraction, highest: int) -> int:
    """Where a score is, right of the names."""
    return 400 + int(580 * score / highest)


def written(files: Sequence[str], pack: Data, dry_run: bool) -> str:
    """Which files were written, and who they are for."""
    whom = "for anybody" if pack["public"] else "for panel and board only, because it is about applicants"
    said = "Would be written" if dry_run else "Written"
    return f"{said}, {whom}: {words.listed(files)}."
