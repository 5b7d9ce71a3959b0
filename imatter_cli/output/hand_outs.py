"""A hand-out as text to answer in a message, and what became of one that came back, in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from imatter_cli.domain import quarters
from imatter_cli.domain.data import Data
from imatter_cli.domain.file_rules import MAX_BYTES
from imatter_cli.domain.fund.handed_back import SHOWN
from imatter_cli.output import words
from imatter_cli.output.fund import money_text
from imatter_cli.output.page import COMMAND, ID, QUIET, STATE, WARNING, Block, Heading, Paragraph, Span, Table, Title
from imatter_cli.output.pages import page
from imatter_cli.output.tables import Column
from imatter_cli.output.terminal import clean, clean_line
from imatter_cli.remedies import Command

#: Mail programs fold lines that are longer.
_WIDE = 72
_BECAME = {
    "submitted": "taken in", "abstained": "a conflict: they take no part in it from now on",
    "same": "the same as here already", "not-taken": "not taken in",
}  # fmt: skip
_PAID = {"practitioner": "the practitioner", "host": "the host"}


def text(made: Data) -> str:
    """The hand-out to answer in a message: what is read begins with |, and what is answered ends with a colon."""
    return "\n".join(_lines(made)) + "\n"


def html(made: Data, secret: str) -> str:
    """The hand-out as a page to answer in. `secret` is what only this file holds: what is typed is kept under it."""
    currency = str(made["currency"])
    held = ("imatter", "quarter", "reviewer", "made")
    rubric = [
        {"id": one["id"], "name": clean_line(one["name"]), "ask": clean_line(one["ask"]),
         "scores": [clean_line(text) for text in one["scores"]]}
        for one in made["rubric"]
    ]  # fmt: skip
    said = {
        "title": f"Reviews, {quarters.spoken(made['quarter'])}", "funder": clean_line(made["funder"]),
        "reviewer": made["reviewer"], "made_on": words.day(made["made"]),
        "applications": [
            {
                "id": a["application"], "revision": a["revision"], "label": _label(a), "facts": facts(a, currency),
                "told": told(a),
            }
            for a in made["applications"]
        ],
    }  # fmt: skip
    data = {
        **{name: made[name] for name in held}, "secret": secret, "most": MAX_BYTES, "rubric": rubric,
        "conflicts": [{"id": c["id"], "name": clean_line(c["name"])} for c in made["conflicts"]],
        "applications": [
            {"application": a["application"], "revision": a["revision"], "label": _label(a)}
            for a in made["applications"]
        ],
    }  # fmt: skip
    own, scripts = "pages/hand-out", ("pages/turn.js", "pages/hand-out.js")
    return page(f"{own}.html", said, styles=(f"{own}.css",), scripts=scripts, data={"hand-out": data})


def _label(application: Data) -> str:
    return clean_line(application["label"]) or "a project"


def _lines(made: Data) -> Iterator[str]:
    yield from (f"{name}: {made[name]}" for name in ("imatter", "quarter", "reviewer", "made"))
    many = words.count(len(made["applications"]), "application")
    yield from ("", f"Reviews for the {clean_line(made['funder'])}, {quarters.spoken(made['quarter'])}: {many}", "")
    yield from _folded(
        "Write each answer after its colon, and send the whole text back. You can leave some for later and send it"
        " again. Lines that begin with | are there to read, and nothing in them is an answer."
    )
    yield from ("", *_folded("If you have a conflict with an application, write one of these words after conflict, and"
                             " leave the rest of it empty:"))  # fmt: skip
    yield from (f"  {one['id']}  {clean_line(one['name'])}" for one in made["conflicts"])
    yield ""
    for criterion in made["rubric"]:
        yield from _folded(f"{criterion['id']}  {clean_line(criterion['name'])}: {clean_line(criterion['ask'])}")
        for n, sentence in enumerate(criterion["scores"]):
            yield from _folded(f"  {n}    {clean_line(sentence)}", hang="       ")
        yield "  n/a  It does not apply here."
    for n, application in enumerate(made["applications"], 1):
        yield ""
        yield (f"=== {n} of {len(made['applications'])}: application {application['application']}, revision"
               f" {application['revision']}")  # fmt: skip
        yield f"{SHOWN} {_label(application)}"
        for title, said in (*facts(application, str(made["currency"])), *told(application)):
            for line in f"{title}: {said}".split("\n"):
                yield from _folded(line, f"{SHOWN} ")
        yield from (f"{criterion['id']}:" for criterion in made["rubric"])
        yield from ("conflict:", "comment:")
    yield "=== end"


def facts(application: Data, currency: str) -> list[tuple[str, str]]:
    """What a reviewer reads of an application in a few words: a title for each, and what it is."""
    costs = ", ".join(f"{clean_line(c['item'])} {money_text(c['amount'], currency)}" for c in application["costs"])
    said = [
        ("Project", ", ".join(clean_line(part) for part in (application["kind"], application["setting"]) if part)),
        ("Applicant", application["applicant"]),
        ("Asked", money_text(application["asked"], currency) + (f" ({costs})" if costs else "")),
        ("Paid to", _PAID.get(application["payee"], "")),
    ]
    return [(title, words) for title, words in said if words]


def told(application: Data) -> list[tuple[str, str]]:
    """What the applicant wrote, each text with what was asked."""
    said = [
        ("Why money is the key barrier", clean(application["key_barrier"])),
        ("Other sources of money", clean(application["other_sources"])),
        *((clean_line(one["ask"]), clean(one["answer"])) for one in application["answers"]),
    ]
    return [(title, words) for title, words in said if words]


def _folded(line: str, begins: str = "", hang: str = "") -> list[str]:
    return textwrap.wrap(
        line, _WIDE, initial_indent=begins, subsequent_indent=begins + hang, break_long_words=False,
        break_on_hyphens=False,
    ) or [begins.rstrip()]  # fmt: skip


def named(made: Data, ending: str) -> str:
    """The name of its file in a folder of hand-outs."""
    return f"reviews-{quarters.spoken(made['quarter'])}-{made['reviewer']}.{ending}"


def handed_out(files: Sequence[str], made: Sequence[Data], dry_run: bool) -> list[Block]:
    """The files that were written, each with its reviewer, and the command for what comes back."""
    if not made:
        return [Paragraph("Nobody has anything to review here.")]
    rows = [
        (Span(one["reviewer"], ID), words.count(len(one["applications"]), "application"), file)
        for one, file in zip(made, files, strict=True)
    ]
    first = "Would be written, a file for each reviewer:" if dry_run else "Written, a file for each reviewer:"
    return [
        Heading(first),
        Table((Column("", keep=True), Column("", keep=True), Column("")), rows, 2),
        Paragraph(("What comes back:  ", Span(str(Command("receive", "FILE")), COMMAND))),
    ]


def came_back(data: Data, outcomes: Sequence[Any]) -> list[Block]:
    """Whose answers came, and what became of each. What they say is in none of it."""
    made = words.moment(str(data["made"]))
    head = f"Reviews by {data['reviewer']}, {quarters.spoken(str(data['quarter']))}, handed out {made}"
    out: list[Block] = [Heading(clean_line(head))]
    for one in outcomes:
        out.append(Title(one.application, Span(_BECAME[one.became], STATE), indent="  "))
        if one.became == "not-taken":
            out.append(Paragraph(Span(clean_line(str(one.why)), WARNING), "    ", "  "))
            if one.hint:
                out.append(Paragraph(Span(clean_line(str(one.hint)), QUIET), "    ", "  "))
    return out
