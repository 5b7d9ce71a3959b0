"""How a quarter of the fund looks: its page, one application of it, all rounds. Plain data in, text out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from imatter_cli.domain import money
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import account, published
from imatter_cli.output import words
from imatter_cli.output.page import (
    ID,
    MONEY,
    NAME,
    STATE,
    WARNING,
    Bar,
    Block,
    Field,
    Fields,
    Gap,
    Heading,
    Page,
    Paragraph,
    Span,
    Steps,
    Table,
    Words,
)
from imatter_cli.output.tables import Column
from imatter_cli.output.terminal import Screen, clean, clean_line
from imatter_cli.remedies import Command

#: Reviewers of an application, as the panel calls them.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: The least width of the labels of an application that is looked at.
_LABEL = 13
_COLUMNS: Final = (
    Column("application", keep=True, role=ID), Column("project", role=NAME),
    Column("asked", right=True, keep=True, role=MONEY), Column("reviews", keep=True), Column("score", keep=True),
    Column("standing"),
)  # fmt: skip


def page(round: Data, screen: Screen, today: date | None = None) -> Page:
    """The whole round: its money, each application with its standing, and what waits."""
    currency = str(round["currency"])
    applications = round["applications"]
    rows = [_row(a, currency) for a in applications]
    lifted = [_lifted(told, one) for one in applications for told in one.get("conflicts_lifted") or ()]
    heads = _heads(round, currency, today)
    apart = _apart(heads, screen)
    first = "by score, the highest first; equal scores " if round["ordered_by"] == "score" else ""
    return Page((
        Paragraph((Span(heads[0], NAME), *(f"{apart}{head}" for head in heads[1:])), hang="  "),
        *_money_lines(round, currency),
        Gap(),
        Table(_COLUMNS, rows, 2) if rows else Paragraph("No applications yet.", "  ", "  "),
        *(Paragraph(told, hang="  ") for told in lifted),
        *_summary(round),
        Paragraph(f"Order: {first}by lot, the same for everybody (seed {round['seed']}).", hang="  "),
    ))  # fmt: skip


def _heads(round: Data, currency: str, today: date | None) -> list[str]:
    """The round's own line: its quarter, where it stands, and its money."""
    asking = [a for a in round["applications"] if a["status"] not in ("returned", "withdrawn", "not-eligible")]
    dated = {
        "open": f"open until {words.day(round['closes'], today)}",
        "closed": f"closed {words.day(round['closed'] or round['closes'], today)}",
        "published": f"published {words.day(round['published'] or '', today)}",
    }
    return [
        f"Quarter {str(round['round']).upper()}", dated.get(str(round["status"]), str(round["status"])),
        words.count(len(asking), "application"), f"{money_text(round['asked'], currency)} asked",
        f"{money_text(_to_give(round), currency)} to give",
    ]  # fmt: skip


def still_counting(person: str, applications: Sequence[str]) -> list[str]:
    """What to know of somebody who no longer reviews: the reviews that they sent still count."""
    if not applications:
        return []
    recuse = Command("fund recuse", applications[0], "--reviewer", person, "--conflict", "KIND")
    sent, counts = ("review", "counts") if len(applications) == 1 else ("reviews", "count")
    return [
        f"The {sent} that {person} sent still {counts}: {', '.join(applications)}."
        f" Only a conflict takes a sent review out: {recuse}"
    ]


def entry(
    application: Data, position: str, left: str, currency: str, rubric: Sequence[Data], around: Data, today: date
) -> Page:
    """One application before its decision: its money, why money is in the way, reviews side by side, what is left.

    `around` is what its panel wants to know besides (`services.fund.circumstances`).
    """
    label = clean_line(str(application.get("label") or ""))
    costs = ", ".join(
        f"{clean_line(str(c['item']))} {money_text(c['amount'], currency)}" for c in application.get("costs") or []
    )
    asked = f" ({costs})" if costs else ""
    id, amount = words.abbreviated(application["id"]), money_text(application["asked"], currency)
    head = (f"{position}: ", Span(id, ID), "  ", Span(label, NAME), f"  {amount}{asked}")
    rows = _around(around, today)
    for name, title in (("key_barrier", "Key barrier"), ("other_sources", "Other sources")):
        if application.get(name):
            rows.append(_titled(title, str(application[name])))
    if application.get("deferred_from"):
        asked_for = f"{application.get('asks') or 'hidden'} (deferred from {str(application['deferred_from']).upper()})"
        rows.append(_titled("Asked for", asked_for))
    for other in application.get("other_awards") or []:
        given = f"{money_text(other['award'], currency)} with {words.abbreviated(other['application'])}"
        rows.append(_titled("Same project", f"{given} in {str(other['round']).upper()}"))
    for answer in application.get("answers") or []:
        rows.append(_titled(str(answer["question"]), str(answer["answer"])))
    for title, review in titled(application["reviews"]):
        if review["status"] != "assigned":
            said = _review(review, int(application["revision"]))
            rows.append(Field(title, [said], called=_in_sentences(review, rubric)))
    for told in application.get("conflicts_lifted") or ():
        rows.append(_titled("Conflict", _lifted(told)))
    rows.append(_titled("Left to give", money_text(left, currency)))
    return Page((Gap(), Paragraph(head, hang="  "), Fields(rows, least=_LABEL)))


def following(quarter: str, round: Data, today: date) -> str:
    """What a deferral should know of the quarter that comes next; `round` is empty where it has none."""
    until = {"open": f"open until {words.day(round.get('closes', ''), today)}", "closed": "closed to new applications"}
    return f"The next quarter is {quarter.upper()}: {until.get(str(round.get('status')), 'not open yet')}."


def _around(around: Data, today: date) -> list[Field]:
    """The kind of project and of place, the licence, and since when the application waits."""
    rows = [Field("Project", [clean_line(", ".join(part for part in (around["type"], around["setting"]) if part))])]
    if around["licence"]:
        ends = f", until {words.day(around['ends'], today)}" if around["ends"] else ""
        rows.append(Field("Licence", [(Span(around["licence"], STATE), ends)]))
    if around["submitted"]:
        days = (today - date.fromisoformat(around["submitted"])).days
        ago = "today" if not days else f"{words.count(days, 'day')} ago"
        rows.append(Field("Submitted", [f"{words.day(around['submitted'], today)}, {ago}"]))
    return [row for row in rows if row.lines != [""]]


def _in_sentences(review: Data, rubric: Sequence[Data]) -> Words:
    """The scores of a review, each with the rubric's sentence for it; nothing where they may not be seen."""
    if review["status"] != "submitted" or "scores" in review.get("hidden", ()):
        return ""
    sentences = {str(c["id"]): list(c.get("scores") or ()) for c in rubric}
    width = max((len(str(s["criterion"])) for s in review.get("scores") or ()), default=0)
    parts: list[str | Span] = []
    for one in review.get("scores") or ():
        known, score = sentences.get(str(one["criterion"]), []), str(one["score"])  # `n/a` has no sentence
        said = f"  {known[int(score)]}" if score.isdigit() and int(score) < len(known) else ""
        parts += [f"{str(one['criterion']).ljust(width)}  ", Span(score, NAME), f"{said}\n"]
    return (*parts, f'"{clean_line(str(review.get("comment", "")))}"')


def tried(plan: Data, undo: str = "") -> Page:
    """What a set of decisions would come to or came to, line by line, and what is refused and why.

    `undo` is how they are taken back, empty where none was made.
    """
    currency, decisions = str(plan["currency"]), plan["decisions"]
    columns = (
        Column("application", keep=True, role=ID), Column("project", role=NAME, screen_only=True), Column("outcome"),
        Column("award", right=True, keep=True, role=MONEY), Column("left", right=True, keep=True, role=MONEY),
        Column(""),
    )  # fmt: skip
    count = sum(bool(one.get("commit")) for one in decisions)
    told = f"{words.count(count, 'decision')} made." if plan.get("applied") else "a trial: nothing is decided."
    rows = [_tried(one, currency, bool(plan.get("applied"))) for one in decisions]
    blocks: list[Block] = [
        Heading(f"Quarter {str(plan['round']).upper()}, {told}"),
        Gap(),
        Table(columns, rows, 2),
        Gap(),
    ]
    blocks += [Paragraph(_why_refused(one), hang="  ") for one in decisions if not one["would"]]
    lacking = [one for one in decisions if one["lacking"] and not one["done"]]
    if lacking and "applied" not in plan:
        said = f"{words.count(len(lacking), 'decision')} still without {words.listed(_lacking(lacking))}"
        blocks.append(Paragraph(f"{said}: --apply needs that.", hang="  "))
    given, left = money_text(plan["awarded"], currency), money_text(plan["left"], currency)
    sums = (
        f"Awarded: {given} of {money_text(plan['to_give'], currency)}.  Left to give: {left}."
        f"  Without a decision: {plan['undecided']}.  Refused: {plan['refused']}."
    )
    blocks += [Paragraph(sums, hang="  "), *_used(plan["awarded"], plan["to_give"])]
    return Page((*blocks, *([Steps("Undo:", [(undo, "")])] if undo else [])))


def _tried(one: Data, currency: str, applied: bool) -> tuple[Words, ...]:
    """One decision of a trial, as a row."""
    to = f" to {str(one['quarter']).upper()}" if one["quarter"] else ""
    award = money_text(one["award"], currency) if one["award"] else ""
    made = "already decided like this" if one["done"] else "decided" if applied else "would be made"
    id = words.abbreviated(one["application"]) if one["would"] else clean_line(one["application"])
    outcome, left = (Span(clean_line(one["outcome"]), STATE), to), money_text(one["left"], currency)
    would = made if one["would"] else Span("would be refused", WARNING)
    return id, clean_line(str(one["label"])), outcome, award, left, would


def _why_refused(one: Data) -> str:
    about = "" if one["application"] in one["message"] else f"{one['application']}: "
    return clean_line((f"Line {one['line']}: " if one["line"] else "") + about + one["message"])


def _used(awarded: str, to_give: str) -> list[Block]:
    """How far the money to give is used up, as a bar; none where nothing is awarded."""
    given, whole = _pence(awarded), _pence(to_give)
    return [Bar(given / whole)] if given and whole > 0 else []


def _lacking(decisions: Sequence[Data]) -> list[str]:
    """What these decisions leave out, in words."""
    names = {"reasons": "reasons", "asks": "what is asked for"}
    return [said for name, said in names.items() if any(name in one["lacking"] for one in decisions)]


def round_page(round: Data, today: date | None = None, currency: str = "") -> Page:
    """One round; `currency` is the programme's."""
    currency = str(round.get("currency") or currency)
    closed = published.closed_on(round)
    rows: list[tuple[str, Words]] = [
        ("state", Span(str(round["status"]), STATE)),
        ("open", f"{words.day(round['opens'], today)} to {words.day(closed or round['closes'], today)}"),
        *([("planned to close", words.day(round["closes"], today))] if closed not in ("", round["closes"]) else []),
        ("budget", money_text(round["budget"], currency)),
        ("reserve", money_text(round.get("reserve") or "0.00", currency)),
        ("asked", money_text(round["asked"], currency)),
        ("awarded", _told(round, "awarded", currency)),
        ("not given" if round["status"] == "published" else "left to give", _told(round, "left", currency)),
        *_account_rows(round, currency),
        *([("left to give now", money_text(round["left_now"], currency))] if _has_changed(round) else []),
        ("at most", money_text(round["ceiling"], currency) if round.get("ceiling") is not None else ""),
        ("reviews needed", str(round["quorum"])),
        ("reviewers", ", ".join(round["reviewers"])),
        ("applications", str(round["applications"])),
    ]
    used = _used(round["awarded"], _to_give(round)) if "awarded" in round else []
    return Page((Heading(f"Quarter {str(round['id']).upper()}"), Table((Column(""), Column("")), rows, 2), *used))


def _has_changed(round: Data) -> bool:
    return round["status"] == "published" and round.get("left_now") != round.get("left")


def _told(round: Data, name: str, currency: str) -> str:
    return money_text(round[name], currency) if name in round else "not published yet"


#: The amounts of an account, as people call them.
_ACCOUNT = {
    "corrected": "corrected since", "freed": "declined or revoked",
    "accepted": "accepted", "paid": "paid", "owed": "still to pay", "spent": "spent",
    "returned": "returned", "unspent": "not accounted for",
}  # fmt: skip


def _account_rows(round: Data, currency: str) -> list[tuple[str, str]]:
    """What became of its awards, where anything did."""
    if all(round.get(name, "0.00") == "0.00" for name in _ACCOUNT):
        return []
    return [(said, money_text(round[name], currency)) for name, said in _ACCOUNT.items() if name in round]


def account_blocks(sums: Data, currency: str) -> list[Block]:
    """The account of one award, on one line; nothing for an award that nothing became of yet."""
    some = [(said, sums[name]) for name, said in _ACCOUNT.items() if sums.get(name, "0.00") != "0.00"]
    told = [f"{said} {money_text(amount, currency)}" for said, amount in some]
    return [Gap(), Paragraph(f"The award: {', '.join(told)}.", "  ", "  ")] if told else []


def round_table(rounds: Sequence[Data], today: date | None = None, currency: str = "") -> str | Page:
    """All rounds, one a line."""
    if not rounds:
        return "There are no rounds yet.  imatter fund open QUARTER --budget AMOUNT"
    shown = ("asked", "awarded_now", "left_now", "paid", "owed", "returned")
    rows = [
        (
            str(r["id"]).upper(), str(r["status"]), words.day(published.closed_on(r) or r["closes"], today),
            str(r["applications"]),
            *(_told(r, name, str(r.get("currency") or currency)) for name in shown),
        )
        for r in rounds
    ]  # fmt: skip
    columns = (
        Column("quarter", keep=True, role=NAME), Column("state", role=STATE), Column("closes"),
        Column("applications", right=True),
        Column("asked", right=True), Column("awarded", right=True), Column("left", right=True),
        Column("paid", right=True), Column("to pay", right=True), Column("returned", right=True),
    )  # fmt: skip
    return Page((Table(columns, rows),))


def score_text(application: Data) -> str:
    """`3.5 ±0.5`, `2.5`, `-`; `hidden` where the viewer may not see it yet."""
    if "mean" in application.get("hidden", ()):
        return "hidden"
    if not application.get("mean"):
        return "-"
    return f"{application['mean']} ±{application['spread']}" if application.get("spread") else str(application["mean"])


def _row(a: Data, currency: str) -> tuple[Words, ...]:
    standing = str(a["standing"])
    if a.get("conflict"):
        standing += "; you have a conflict"
    if a.get("other_awards"):
        given = sum(_pence(other["award"]) for other in a["other_awards"])
        standing += f"; the project already has {words.money(given, currency)}"
    if a.get("outcome") == "deferred" and a.get("quarter"):
        standing = standing.replace("deferred", f"deferred to {str(a['quarter']).upper()}", 1)
    if a.get("award"):
        standing += f", {money_text(a['award'], currency)}"
    if a.get("now"):
        standing += f"; now {str(a['now']).replace('-', ' ')}"
    reviews = f"{a['reviews_in']} of {a['reviews_needed']}"
    return (
        words.abbreviated(a["id"]), clean_line(str(a["label"])), money_text(a["asked"], currency), reviews,
        score_text(a), standing,
    )  # fmt: skip


def _review(review: Data, revision: int) -> str:
    if review["status"] == "recused":
        return "a reviewer has a conflict" + (f" ({review['conflict']})" if review.get("conflict") else "")
    if "reviewer" in review.get("hidden", ()):
        return "only those who review or coordinate can read it"
    if "scores" in review.get("hidden", ()):
        return "hidden until you submit yours, or because you have a conflict"
    scores = "  ".join(f"{s['criterion']} {s['score']}" for s in review.get("scores") or [])
    old = "  (read an earlier revision)" if review.get("revision") != revision else ""
    return f'{scores}   "{clean_line(str(review.get("comment", "")))}"{old}'


def _coverage(round: Data) -> Paragraph:
    """Applications by state, and how far they are reviewed: what is left to see when a long table has gone by."""
    states = ", ".join(f"{n} {status.replace('-', ' ')}" for status, n in round["states"].items())
    seen = round["reviews"]
    told = [f"{seen['in']} of {seen['needed']} in"] if seen["needed"] else []
    told += [f"{seen['stale']} of an earlier revision"] if seen["stale"] else []
    told += [words.count(seen["conflicts"], "conflict")] if seen["conflicts"] else []
    told += [f"{words.count(seen['differ'], 'application')} with scores far apart"] if seen["differ"] else []
    reviews = f"  Reviews: {', '.join(told)}." if told else ""
    return Paragraph(f"States: {states}.{reviews}", hang="  ")


def _lifted(told: Data, application: Data | None = None) -> str:
    """A declared conflict that was taken back, in words."""
    about = f" with {words.abbreviated(application['id'])}" if application is not None else ""
    reason = f": {told['reason']}" if told.get("reason") else ""
    said = f"{words.abbreviated(told['reviewer'])} declared a conflict{about}. It was taken back on"
    return clean_line(f"{said} {words.moment(str(told['at']))} by {words.abbreviated(told['by'])}{reason}")


def _summary(round: Data) -> list[Block]:
    came = len(round["deferred_here"])
    waiting = [d["id"] for d in round["deferred_here"] if d["arrival"] == "waiting"]
    said = f"Deferred to this quarter: {came}.  Ready to decide: {round['ready']}.  Waiting: {round['waiting']}."
    said += f"  Decided: {round['decided']}." if round["decided"] else ""
    carry = [Steps("Carry it here:", [(f"imatter fund carry {id}", "")]) for id in waiting]
    return [*([_coverage(round)] if round["applications"] else []), Paragraph(said, hang="  "), *carry]


def _money_lines(round: Data, currency: str) -> list[Block]:
    """What is kept back and what is given, and how far the money to give is used up as a bar."""
    parts = []
    if round["reserve"] != "0.00":
        parts.append(
            f"budget {money_text(round['budget'], currency)}, {money_text(round['reserve'], currency)} of it kept back"
        )
    if round["awarded"] != "0.00":
        parts.append(
            f"{money_text(round['awarded'], currency)} awarded, {money_text(round['left'], currency)}"
            f" {'not given' if round['status'] == 'published' else 'left to give'}"
        )
    told = [Paragraph("; ".join(parts), "  ", "  ")] if parts else []
    return [*told, *_used(round["awarded"], _to_give(round))]


def _to_give(round: Data) -> str:
    return money.text(_pence(round["budget"]) - _pence(round.get("reserve") or "0.00"))


def money_text(text: object, currency: str) -> str:
    """`£250` of `250.00`; a sum below zero keeps its sign."""
    return words.money(_pence(text), currency)


def _pence(text: object) -> int:
    return account.pence(str(text))


def _apart(parts: Sequence[str], screen: Screen) -> str:
    """The space between parts of a line: three columns where they fit."""
    return "   " if len("   ".join(parts)) <= screen.width else "  "


def _titled(title: str, text: str) -> Field:
    return Field(title, [line for line in clean(text).split("\n") if line.strip()] or [""])


def review_blocks(reviews: Sequence[Data], revision: int) -> list[Block]:
    """The reviews on one application, one below the other, as far as they may be seen."""
    rows = []
    for title, review in titled(reviews):
        said = "not in yet" if review["status"] == "assigned" else _review(review, revision)
        rows.append(_titled(title, f"{words.abbreviated(review['id'])}  {said}"))
    return [Gap(), Fields(rows, least=_LABEL)] if rows else []


def titled(reviews: Sequence[Data]) -> list[tuple[str, Data]]:
    """The reviews on an application, each as a panel calls it: a letter for each that is in, the same on every page."""
    letters = iter(LETTERS * (len(reviews) // len(LETTERS) + 1))
    others = {"recused": "Conflict", "assigned": "Assigned"}
    return [(others.get(str(r["status"])) or f"Review {next(letters)}", r) for r in reviews]
