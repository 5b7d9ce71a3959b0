"""What a sync did, for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from imatter_cli.domain import lifecycles
from imatter_cli.output import words
from imatter_cli.output.page import ID, Block, Heading, Page, Paragraph, Span, Steps
from imatter_cli.output.words import shown_path

if TYPE_CHECKING:
    from imatter_cli.services.together.joining import Joined
    from imatter_cli.services.together.syncing import Synced, SyncedChange

#: So many changes are named; of more it is said how many there are.
_NAMED = 10


def synced(done: Synced) -> Page:
    """What came in and what went, and at the first time who can read it."""
    place = shown_path(done.remote)
    told = _beginning(done, place)
    if done.went_back:
        told.append(Paragraph(f"{place} had gone back to an earlier state. What it had lost is there again."))
    told += [Paragraph(_followed(by, id, dry_run=done.dry_run)) for by, id in done.followed]
    mine = [id for id in dict.fromkeys(id for _, id in done.followed) if any(id in one.records for one in done.went)]
    told += [Paragraph(f"{_STILL.format(id)} imatter show {id}") for id in mine]
    if done.hands_on:
        told.append(Paragraph(_handed_on(done)))
    told += _listed("Would come in" if done.dry_run else "Came in", done.came)
    if not done.first:
        told += _listed("Would be sent" if done.dry_run else "Sent", done.went)
    told += _aside(done)
    told += [Paragraph(note) for note in done.notes]
    before = done.waits - sum(one.waits for one in done.set_aside)
    if before > 0:
        told.append(Paragraph(f"You still have {words.count(before, 'earlier change')} waiting."))
    if done.dry_run:
        told.append(Paragraph("Nothing was changed (a trial run)."))
    elif done.waits:
        told.append(Steps("Next:", [("imatter waiting", "to do it again, or to let it go")]))
    elif done.first:
        told.append(Steps("Next:", [("imatter sync", "from now on, to send your changes and get those of others")]))
    return Page(told)


def _beginning(done: Synced, place: str) -> list[Block]:
    if not done.first:
        nothing = not (done.came or done.went or done.followed or done.hands_on)
        synced = f"{'Would be synced' if done.dry_run else 'Synced'} with {place}."
        return [Heading(f"Nothing new here or at {place}." if nothing else synced)]
    made = f"The folder {'would be' if done.dry_run else 'was'} made for it."
    return [
        Heading(f"{'Would be shared' if done.dry_run else 'Shared'} at {place}."),
        *([Paragraph(made)] if done.made else []),
        *map(Paragraph, WHO_CAN_READ),
    ]


#: Said of a record where others erased words, and this copy has changes that had not been sent.
_STILL = "Your own changes to {} are still on top. If words that were erased are in them, take these out as well:"
#: Said once, when a store is shared for the first time.
WHO_CAN_READ = (
    "Everybody who can read that place can read the whole store: every record, and every earlier version of it.",
    "Somebody who leaves keeps the copy that they have.",
)


def _followed(by: str, id: str, *, dry_run: bool) -> str:
    follows = "would follow" if dry_run else "follows"
    return f"{by or 'Somebody'} erased words in {id} and in its past. This copy {follows}."


def _handed_on(done: Synced) -> str:
    place = shown_path(done.remote)
    if done.dry_run:
        return f"What you erased would be taken out of the past at {place} as well."
    gone = f"What you erased is out of the past at {place} as well."
    if Path(done.remote).is_absolute():
        return gone
    return (
        f"{gone} That host may still keep old versions that no branch leads to. Ask the person who looks after it to "
        f"remove them (git gc --prune=now), or the support of a site such as GitHub or GitLab."
    )


def _listed(label: str, changes: Sequence[SyncedChange]) -> list[Block]:
    if not changes:
        return []
    rows: list[Block] = [Paragraph(f"{label} ({len(changes)}):")]
    rows += [Paragraph(_line(change), indent="  ", hang="  ") for change in changes[:_NAMED]]
    if len(changes) > _NAMED:
        rows.append(Paragraph(f"  and {len(changes) - _NAMED} more"))
    return rows


def _aside(done: Synced) -> list[Block]:
    if not done.set_aside:
        return []
    label = "Would be set aside" if done.dry_run else "Set aside"
    rows: list[Block] = [
        Paragraph(f"{label}, because somebody else's change was published first ({len(done.set_aside)}):")
    ]
    for one in done.set_aside:
        why = " ".join(map(str, one.why))
        about = f" {', '.join(one.records)}" if one.records else ""
        rows.append(Paragraph(f"{one.did or 'changed outside imatter'}{about}: {why}", indent="  ", hang="  "))
    return rows


def _line(change: SyncedChange) -> str:
    did = lifecycles.typed(change.did) or "changed outside imatter"
    about = f" {change.records[0]}{words.more(len(change.records), 1)}" if change.records else ""
    return f"{did}{about}, by {change.by or 'nobody named'}"


def joined(done: Joined) -> Page:
    """Where the copy is, who one is there, and what others can read."""
    path, to = shown_path(done.path), "" if done.default else f" --store {shown_path(done.path)}"
    told: list[Block] = [Heading(f"Joined. Your copy of the store is in {path}.")]
    if done.person:
        told.append(Paragraph(f"You are {done.person} there, and your changes carry that code, not your name."))
    else:
        told.append(Paragraph("Which of these are you? If you don't know, ask the coordinator for your code."))
        told += [Paragraph((Span(id, ID), f"  {words.listed(roles)}"), indent="  ") for id, roles in done.people]
    told.append(
        Paragraph(f"When you sync, everybody who can read {shown_path(done.remote)} can read what you have recorded.")
    )
    told += [Paragraph(note) for note in done.notes]
    who = [] if done.person else [(f"imatter{to} me PERSON", "to say who you are")]
    told.append(Steps("Next:", [*who, (f"imatter{to}", "what is open and what comes next")]))
    return Page(told)
