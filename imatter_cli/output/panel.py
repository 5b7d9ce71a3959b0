"""The panel's page: one application a screen, decisions to try, a budget that follows them, and the minutes."""

from __future__ import annotations

from typing import Any

from imatter_cli.domain import quarters
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import account
from imatter_cli.domain.lifecycles import UNDER_REVIEW
from imatter_cli.domain.money import SIGNS
from imatter_cli.output import pack, pack_table, words
from imatter_cli.output.fund import money_text, score_text, titled
from imatter_cli.output.pages import page
from imatter_cli.output.terminal import clean, clean_line


def html(panel: Data, secret: str) -> str:
    """The page. `secret` is what only this file holds: what is tried is kept in the browser under it."""
    currency, name = str(panel["currency"]), str(quarters.spoken(panel["round"]))
    to_give = account.pence(panel["budget"]) - account.pence(panel["reserve"])
    given = account.pence(panel["awarded"]) if panel["awarded"] is not None else 0
    facts = {
        "title": f"Microproject Development Fund, {name}",
        "funder": clean_line(str(panel["funder"])),
        "status": panel["status"],
        "money": [
            ("To give", words.money(to_give, currency)), ("Awarded", words.money(given, currency)),
            *([("Promised besides", words.money(panel["promised"], currency))] if panel["promised"] else []),
            ("Asked", money_text(panel["asked"], currency)),
        ],
        "applications": [_application(a, panel, currency) for a in panel["applications"]],
        "tries": bool(panel["to_try"]),
        "minutes": pack.minutes(panel),
        "made_on": words.day(panel["made"]),
    }  # fmt: skip
    own = "pages/panel"
    data = {"panel": _tried(panel, secret, currency, name, to_give, given)}
    return page(f"{own}.html", facts, styles=(f"{own}.css",), scripts=("pages/turn.js", f"{own}.js"), data=data)


def _tried(panel: Data, secret: str, currency: str, name: str, to_give: int, given: int) -> dict[str, Any]:
    """What the page's script needs to follow the decisions that are tried."""
    return {
        "quarter": name, "secret": secret, "sign": SIGNS.get(currency, f"{currency} "), "to_give": to_give,
        "awarded": given, "promised": panel["promised"],
        "ceiling": None if panel["ceiling"] is None else account.pence(panel["ceiling"]),
        "rubric": [{"id": c["id"], "name": clean_line(c["name"])} for c in panel["rubric"]],
        "next": [str(quarters.spoken(one)) for one in panel["next"]],
        "applications": [
            {"id": a["id"], "asked": account.pence(a["asked"]), "try": panel["to_try"].get(a["id"], "")}
            for a in panel["applications"]
        ],
    }  # fmt: skip


def _application(a: Data, panel: Data, currency: str) -> dict[str, Any]:
    around, hidden = a["around"], ", ".join(h.replace("_", " ") for h in a.get("hidden", ()))
    costs = ", ".join(f"{clean_line(str(c['item']))} {money_text(c['amount'], currency)}" for c in a.get("costs") or [])
    facts = [
        ("Project", clean_line(", ".join(part for part in (around["type"], around["setting"]) if part))),
        ("Asked", money_text(a["asked"], currency) + (f" ({costs})" if costs else "")),
        ("Score", score_text(a)),
        ("Reviews", f"{a['reviews_in']} of {a['reviews_needed']}"),
        ("Standing", clean_line(str(a["standing"]))),
        *(("Same project", _given(other, currency)) for other in a.get("other_awards") or []),
    ]
    facts += [("Asked for then", clean_line(str(a["asks"])))] if a.get("asks") else []
    told = [
        (title, clean(str(a[field])))
        for field, title in (
            ("key_barrier", "Why money is the key barrier"),
            ("other_sources", "Other sources of money"),
        )
        if a.get(field)
    ]
    told += [(clean_line(q["ask"]), said) for q in panel["questions"] if (said := pack_table.answer(a, q["id"]))]
    made = a.get("decision")
    waits = panel["status"] == "closed" and not made and not a["conflict"] and a["id"] not in panel["to_try"]
    return {
        "label": clean_line(str(a["label"])) or "a project", "id": a["id"], "facts": [f for f in facts if f[1]],
        "told": told, "reviews": [_review(review, title, panel["rubric"]) for title, review in titled(a["reviews"])],
        "hidden": hidden, "conflict": bool(a["conflict"]), "can_not": [*a["no_award"]] if not (made or waits) else [],
        "waits": clean_line(str(a["standing"])) if waits and a["status"] in UNDER_REVIEW else "",
        "decision": _decision(a, panel, currency) if made else None, "asked": money_text(a["asked"], currency),
        "score": score_text(a), "outcome": pack_table.outcome(a),
    }  # fmt: skip


def _given(other: Data, currency: str) -> str:
    return f"{money_text(other['award'], currency)} in {str(other['round']).upper()}"


def _decision(a: Data, panel: Data, currency: str) -> dict[str, Any]:
    award = f", {money_text(a['award'], currency)}" if a.get("award") else ""
    return {
        "said": f"{pack_table.outcome(a)}{award}", "reasons": pack_table.reasons(a, panel["criteria"]),
        "asks": pack_table.asks(a),
    }  # fmt: skip


def _review(review: Data, title: str, rubric: Any) -> dict[str, Any]:
    """One review: by whom, as far as that may be seen, and each score with its sentence."""
    names = {str(c["id"]): (clean_line(c["name"]), [clean_line(s) for s in c["scores"]]) for c in rubric}
    scores = []
    for one in review.get("scores") or ():
        name, sentences = names.get(str(one["criterion"]), (str(one["criterion"]), []))
        value = str(one["score"])
        said = sentences[int(value)] if value.isdigit() and int(value) < len(sentences) else ""
        scores.append((f"{name} {value}", said))
    covered = "scores" in review.get("hidden", ()) and review["status"] == "submitted"
    return {
        "title": title, "by": str(review.get("reviewer") or ""), "scores": scores, "covered": covered,
        "comment": clean(str(review.get("comment") or "")), "status": review["status"],
    }  # fmt: skip
