"""A quarter's applications as one table with each decision explained, and the minutes. Plain data in, words out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imatter_cli.domain import lifecycles
from imatter_cli.domain.data import Data
from imatter_cli.output import words
from imatter_cli.output.fund import money_text, score_text
from imatter_cli.output.terminal import clean, clean_line

HIDDEN = "hidden"
#: What each outcome, or a state without one, is called; a table is sorted and coloured by these.
OUTCOMES: dict[str, str] = {
    "funded": "Funded in full",
    "part-funded": "Funded in part",
    "deferred": "Deferred",
    "not-funded": "Not funded this quarter",
    "not-eligible": "Not eligible",
    "submitted": "Not decided yet",
    "eligible": "Not decided yet",
    "returned": "Returned to the applicant",
    "withdrawn": "Withdrawn",
}
#: Columns of a sheet of applications; after them comes a column for each of the programme's own questions.
COLUMNS = (
    "application", "project", "status", "asked", "award", "outcome", "quarter", "reviews_in", "reviews_needed", "mean",
    "spread", "standing", "reasons", "asks", "kept_away", "late",
)  # fmt: skip


def outcome_id(application: Data) -> str:
    """The outcome of an application, or its state where it has none: a stable word."""
    decision = application.get("decision") or {}
    return str(decision.get("outcome") or application["status"])


def outcome(application: Data) -> str:
    """The same in words; of a deferral with the quarter that it names."""
    said = OUTCOMES.get(outcome_id(application), outcome_id(application).replace("-", " ").capitalize())
    to = (application.get("decision") or {}).get("quarter")
    return f"{said} to {str(to).upper()}" if to else said


def reasons(application: Data, criteria: Mapping[str, str]) -> list[str]:
    """Why it was decided so, a line for each criterion: `Need: small and ready`."""
    decision = application.get("decision") or {}
    if "reasons" in application.get("hidden", ()):
        return [HIDDEN]
    lines = [f"{_name(r['criterion'], criteria)}: {clean_line(str(r['text']))}" for r in decision.get("reasons") or []]
    if decision.get("criterion"):
        lines.append(f"Not met: {_name(decision['criterion'], criteria)}")
    if decision.get("reason"):
        lines.append(clean_line(str(decision["reason"])))
    return lines


def asks(application: Data) -> str:
    """What the applicant is asked for before that quarter."""
    decision = application.get("decision") or {}
    if decision.get("outcome") == "deferred" and "asks" not in decision:
        return HIDDEN
    return clean(str(decision.get("asks") or ""))


def kept_away(application: Data, names: Mapping[str, str]) -> str:
    """How many people a conflict keeps away, and why: `2 (same workplace, money)`; nobody is named."""
    away = [r for r in application["reviews"] if r["status"] == "recused"]
    kinds = dict.fromkeys(names.get(str(r["conflict"]), str(r["conflict"])) for r in away if r.get("conflict"))
    why = f" ({', '.join(kinds)})" if kinds else ""
    return f"{len(away)}{why}" if away else ""


def answer(application: Data, question: str) -> str:
    """What an application answers to one of the programme's own questions."""
    if "answers" in application.get("hidden", ()):
        return HIDDEN
    given = [a for a in application.get("answers") or [] if a["question"] == question]
    return clean(str(given[-1]["answer"])) if given else ""


def since(application: Data, currency: str) -> list[str]:
    """What happened to it after the quarter was published, a line an event."""
    return [_happened(e, currency) for e in application.get("since") or []]


def cells(application: Data, pack: Data) -> list[Any]:
    """One row of the sheet: the values of COLUMNS, then an answer to each question."""
    hidden = application.get("hidden", ())
    own = {
        "application": application["id"],
        "project": application["label"],
        "outcome": outcome_id(application) if application.get("decision") else None,
        "reasons": "; ".join(reasons(application, pack["criteria"])),
        "asks": asks(application),
        "kept_away": kept_away(application, pack["conflict_names"]),
        "late": "yes" if application.get("late") else "",
    }  # fmt: skip
    row = [own[name] if name in own else HIDDEN if name in hidden else application.get(name) for name in COLUMNS]
    return [*row, *(answer(application, q["id"]) for q in pack["questions"])]


def heads(pack: Data) -> list[str]:
    """The headings of the sheet."""
    return [*COLUMNS, *(f"answer: {q['id']}" for q in pack["questions"])]


def page_row(application: Data, pack: Data, name: str) -> dict[str, Any]:
    """One row of the table on the page, in words; `kind` sets its colour."""
    currency = str(pack["currency"])
    why = clean_line(str(application.get("late_reason") or ""))
    notes = [f"Handed in late: {why}" if why else "Handed in late"] if application.get("late") else []
    again = clean_line(str(application.get("screened_again") or ""))
    notes += [f"Screened again: {again}"] if again else []
    away = kept_away(application, pack["conflict_names"])
    notes += [f"Kept away: {away}"] if away else []
    return {
        "kind": _KINDS.get(outcome_id(application), "open"),
        "name": name,
        "asked": money_text(application["asked"], currency),
        "score": score_text(application),
        "outcome": outcome(application),
        "award": money_text(application["award"], currency) if application.get("award") else "",
        "reasons": reasons(application, pack["criteria"]),
        "asks": asks(application),
        "notes": notes,
        "answers": [(q["ask"], answer(application, q["id"])) for q in pack["questions"]],
        "since": since(application, currency),
    }


def minutes(pack: Data) -> list[tuple[str, str, str, str]]:
    """The minutes as rows: what, who (a code), which application, and the words to it."""
    told, currency = pack["minutes"], str(pack["currency"])
    rows = [("decided", code, "", "") for code in told["decided_by"]]
    rows += [("reviewed", code, "", "") for code in told["reviewed_by"]]
    rows += [("kept away", one["person"], one["application"], str(one["why"])) for one in told["kept_away"]]
    rows += [("closed", "", "", words.day(told["closed"]))] if told["closed"] else []
    for a in pack["applications"]:
        if a.get("decision"):
            award = f", {money_text(a['award'], currency)}" if a.get("award") else ""
            why = " ".join(f"{line.rstrip('.')}." for line in reasons(a, pack["criteria"]))
            asked = f"Asked for: {asks(a)}" if asks(a) else ""
            told_of = " ".join(filter(None, (f"{outcome(a)}{award}.", why, asked)))
            rows.append(("decision", str(a["decision"].get("by") or ""), a["id"], clean_line(told_of)))
    if told["published"]:
        rows.append(("published", str(told["published_by"] or ""), "", words.day(told["published"])))
    rows += [("since", "", a["id"], line) for a in pack["applications"] for line in since(a, currency)]
    return rows


_KINDS = {"funded": "full", "part-funded": "part", "deferred": "later", "not-funded": "none", "not-eligible": "none"}


def _happened(entry: Data, currency: str) -> str:
    done = lifecycles.done("application", str(entry.get("event")))
    said = [f"{words.day(str(entry.get('at'))[:10])}: {done}"]
    if entry.get("outcome"):
        said.append(OUTCOMES.get(str(entry["outcome"]), str(entry["outcome"])).lower())
    said += [money_text(entry[name], currency) for name in ("award", "amount") if entry.get(name)]
    to = entry.get("quarter") or (entry.get("round") if entry.get("event") == "carry" else None)
    said += [f"to {str(to).upper()}"] if to else []
    why = f" ({clean_line(str(entry['reason']))})" if entry.get("reason") else ""
    return f"{', '.join(said)}{why}"


def _name(id: object, names: Mapping[str, str]) -> str:
    return clean_line(names.get(str(id), str(id)))
