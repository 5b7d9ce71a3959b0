"""What can be erased, what an erasure did, and what it can't reach, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from imatter_cli.apart import PAGES
from imatter_cli.domain.kinds.life import REASONS_TO_ERASE
from imatter_cli.output import words
from imatter_cli.output.page import QUIET, WARNING, Block, Heading, Page, Paragraph, Span, Steps
from imatter_cli.output.pages import page
from imatter_cli.output.terminal import clean, clean_line
from imatter_cli.services.safe.erasing import Erased, Found, FoundPassage, KeptApart

#: So many places of a passage are named, and so many files.
_NAMED = 3
#: One of several in a record, and the names of what such a part has to say.
_ONE = {"steps": "step", "answers": "answer", "costs": "cost", "questions": "question", "timeline": "history"}
_TEXTS = ("text", "answer", "item", "ask")
#: What stays, whatever is erased, and why.
STAYS = (
    "Codes, days, amounts and decisions stay, and so does who did what and when: others rely on them, and money has to "
    "be accounted for."
)
#: The same for the person who asked, and where the words may still be.
_STAYS_FOR_PEOPLE = (
    "What stays are codes such as P1 in place of names, days, amounts of money, decisions, and who did what and when. "
    "Others rely on these, and money has to be accounted for."
)
_MAY_BE_IN = (
    "In safety copies from before that day, until they are deleted.",
    "In files, letters and printed pages that somebody was given before. Those people have to delete them themselves.",
    "In the records of others who were sent a copy, until the words are taken out there, too.",
    "In what people remember, and in traces of deleted files on a computer's disk.",
)
#: What no erasure reaches.
_OUT_OF_REACH = (
    "Backups that were made before. Make a new one, and delete the old ones.",
    "Files, pages and letters that were sent, saved or printed. Ask the people who have them to delete them.",
    "Other stores that took in these records from a file. Send them again, and the words go there as well.",
    "The history of your shell, if you typed these words as options of a command.",
    "What people remember, and what the disk still holds of deleted files. Only an encrypted disk helps with that.",
)


def shown(found: Found, passages: Sequence[FoundPassage], beside: KeptApart, today: date) -> list[Block]:
    """What is there to be erased: each passage with its number, and whatever else has the same words."""
    blocks: list[Block] = [Heading(f"{_many(found, passages)}:")]
    for passage in passages:
        blocks += passage_of(passage, today)
    return [*blocks, *also(found, beside)]


def before_picking(found: Found, passages: Sequence[FoundPassage]) -> list[Block]:
    """What is said before each passage is shown with a question of its own."""
    return [
        Heading(f"{_many(found, passages)}."),
        Paragraph("Choose for each whether it goes. Nothing is erased before you agree at the end."),
    ]


def question(passages: int) -> str:
    """What is asked last of all."""
    return f"Erase {words.count(passages, 'passage')}, here and in the past? It can't be undone."


def _many(found: Found, passages: Sequence[FoundPassage]) -> str:
    records = words.listed(found.ids[:_NAMED]) + words.more(len(found.ids), _NAMED)
    return (
        f"{words.count(len(passages), 'passage')} in {records}, and in {'its' if len(found.ids) == 1 else 'their'} past"
    )


def also(found: Found, beside: KeptApart) -> list[Block]:
    """What goes as well, and what has the same words and stays."""
    blocks: list[Block] = []
    kept = [*(f"unfinished answers ({one})" for one in beside.drafts.values()), *found.left]
    kept += [f"a report of a fault ({one})" for one in beside.reports]
    kept += [f"{words.count(beside.pages, 'page')} in ~/{PAGES}"] if beside.pages else []
    if kept:
        blocks.append(Paragraph(f"These go as well: {words.listed(map(clean_line, kept))}."))
    if beside.elsewhere:
        blocks.append(_elsewhere(beside.elsewhere))
    return blocks


def passage_of(passage: FoundPassage, today: date) -> list[Block]:
    """One passage: its number, where it is, and its words."""
    places = [f"{id}, {_field(field)}" for id, field, _ in passage.places[:_NAMED]]
    since = words.day(min(day for _, _, day in passage.places), today)
    past = "" if passage.now else ", no longer there today"
    head = f"{passage.number}. {'; '.join(places)}{words.more(len(passage.places), _NAMED)}, from {since}{past}:"
    lines = clean(passage.text).split("\n")
    return [Paragraph((Span(clean_line(head), QUIET),), "  ", "  "), *(Paragraph(line, "     ", "") for line in lines)]


def _field(name: str) -> str:
    """A field in words, without the parts that only say that it is a text: `steps.text` is a step."""
    first, *others = name.split(".")
    said = [_ONE.get(first, first), *(part for part in others if part not in _TEXTS)]
    return ": ".join(said).replace("_", " ")


def shown_data(
    found: Found, passages: Sequence[FoundPassage], beside: KeptApart, contacts: Sequence[str]
) -> dict[str, Any]:  # fmt: skip
    """The same for scripts."""
    return {
        "records": list(found.ids), "passages": [one.as_data() for one in passages],
        "drafts": [*beside.drafts.values()], "left": list(found.left), "reports": list(beside.reports),
        "pages": beside.pages, "contacts": list(contacts), "elsewhere": list(beside.elsewhere), "dry_run": True,
    }  # fmt: skip


def tried(contacts: Sequence[str]) -> Iterator[Paragraph]:
    """The end of a trial run. `contacts` are people whose contact would be asked about."""
    if contacts:
        yield Paragraph(
            f"At a terminal, imatter also asks whether to remove the contact of {words.listed(contacts)} from this "
            f"computer. With --yes the contact stays."
        )
    yield Paragraph("Nothing was erased (a trial run).")


def erased(done: Erased, contacts: Sequence[str], saved: str = "") -> Page:
    """The receipt: what was done, what it meant, what stays, and what is out of reach."""
    blocks: list[Block] = [Paragraph(_did(done))]
    if done.drafts:
        blocks.append(Paragraph(f"{words.count(done.drafts, 'draft')} with such words went, too."))
    blocks += [Paragraph(line) for line in _meant(done)]
    blocks.append(Paragraph(STAYS))
    blocks += [Paragraph(Span(clean_line(note), WARNING)) for note in done.receipt.notes]
    if saved:
        blocks.append(Paragraph(f"Saved for the person who asked: {words.shown_path(saved)}."))
    blocks.append(Heading("What this could not reach:"))
    blocks += [Paragraph(line, "  ", "  ") for line in out_of_reach(done)]
    if done.elsewhere:
        blocks.append(_elsewhere(done.elsewhere))
    steps = [("imatter verify", "the history is sound without them")]
    steps += [(f"imatter contacts remove {id}", "their name and address are still on this computer") for id in contacts]
    if done.shared_at:
        steps.insert(0, ("imatter sync", "hand the erasure on"))
    return Page((*blocks, Steps("Next:", steps)))


def html(done: Erased, today: date) -> str:
    """The receipt as a page for the person who asked. It doesn't have the words."""
    why = f", because {REASONS_TO_ERASE[done.reason]}" if done.reason in REASONS_TO_ERASE else ""
    taken = "1 passage was" if done.passages == 1 else f"{done.passages} passages were"
    return page(
        "pages/erasure.html",
        {
            "title": "Erased words",
            "said": f"On {words.day(today)}, {taken} taken out of the records here, and out of all their earlier "
            f"versions{why}. Those who work with these records can't read the words there any more.",
            "stays": _STAYS_FOR_PEOPLE, "may_be_in": list(_may_be_in(done)), "records": words.listed(done.ids),
            "commit": f"The change that says so is {done.receipt.commit}.",
        },
    )  # fmt: skip


def _may_be_in(done: Erased) -> Iterator[str]:
    """Where the words may still be, for somebody who has never seen imatter."""
    if done.shared_at:
        yield "In the copies of others who share these records, until their copies are brought up to date."
        if not Path(done.shared_at).is_absolute():
            yield "In old versions that the host of these records may keep for a while."
    yield from _MAY_BE_IN
    if done.elsewhere:
        yield "In other records or files that have the same words and were not part of this. They can be erased, too."


def out_of_reach(done: Erased) -> Iterator[str]:
    """Every copy that an erasure can't reach, and who can do something about it."""
    if done.shared_at:
        yield f"{done.shared_at}, until you sync, and the copies of others who share the store, until they sync."
        if not Path(done.shared_at).is_absolute():
            yield (
                "Old versions that this host may keep after the sync. Ask the person who looks after it to remove "
                "them, or the support of a site such as GitHub or GitLab."
            )
    yield from _OUT_OF_REACH


def _did(done: Erased) -> str:
    why = f" because {REASONS_TO_ERASE[done.reason]}" if done.reason in REASONS_TO_ERASE else ""
    many, records = words.count(done.passages, "passage"), words.listed(done.ids)
    return f"Erased {many} in {records}{why}. [erased 1] and so on are in their place, today and in all of the past."


def _meant(done: Erased) -> Iterator[str]:
    yield f"Written anew: {done.past.rewritten} of {words.count(done.past.changes, 'change')}."
    if done.past.unsigned:
        yield f"{words.count(done.past.unsigned, 'change')} lost the signature, which was one over the words."
    if done.unsealed:
        sealed = words.listed(done.unsealed)
        yield f"The decision on {sealed} stays. Whether its words changed since then can't be checked any more."


def _elsewhere(found: Sequence[str]) -> Paragraph:
    return Paragraph(Span(_elsewhere_said(found), WARNING))


def _elsewhere_said(found: Sequence[str]) -> str:
    named = words.listed(map(clean_line, found[:_NAMED]))
    more = f", and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return f"The same words are also in {named}{more}. They stay there, unless you erase them there as well."
