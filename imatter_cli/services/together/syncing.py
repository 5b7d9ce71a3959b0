"""Making mine and what is published one state: what came in, what went, and where they were told to meet.

What comes in is judged before any of it is taken; what goes is judged before it is sent; and nothing is sent to a place
that the user did not name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from imatter_cli.classes import immutable, replace
from imatter_cli.domain import dates
from imatter_cli.domain.data import Data
from imatter_cli.domain.merge import VERSION
from imatter_cli.domain.trail import PROGRAMME, PROGRAMME_EDIT
from imatter_cli.errors import ImatterError, Interrupted, RaceLost, Refused, StoreTrouble, Usage
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Day, Many, Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.integrity import verifying
from imatter_cli.services.integrity.aside import said_aside
from imatter_cli.services.together import marking, merging, waiting
from imatter_cli.services.together.knowing import Discretion
from imatter_cli.services.together.merging import Prepared
from imatter_cli.store import cloud
from imatter_cli.store.contract import Passed, Trail
from imatter_cli.store.message import merge_said, said, trailers_in
from imatter_cli.store.paths import id_for
from imatter_cli.store.sharing import Address, Meeting, Told

#: How often it is tried again where somebody else was faster.
ATTEMPTS: Final = 5
#: What is tried again: the remote moved meanwhile, or the store here.
FASTER: Final = ("overtaken", "moved")

_REVIEWERS: Final = (
    "To let people review applications without seeing each other's scores, don't share the store with them. Send them "
    "what they are to review instead."
)


@immutable
class SyncedChange:
    """One change that came in or went: what was done to which records, by whom (a code), and when.

    `did` is empty for a change that imatter did not make: then its own words are in nobody's answer.
    """

    commit: str
    by: str
    at: str
    did: str
    records: tuple[str, ...]

    def as_data(self) -> Data:
        """The JSON shape."""
        return {"commit": self.commit, "by": self.by, "at": self.at, "did": self.did, "records": list(self.records)}


@immutable
class LeftOut:
    """A change of mine that does not fit what stands, as a whole or for these records alone, and why.

    `did` is what it was, empty where imatter did not make it. `waits` says that somebody has yet to do it again, or to
    let it go.
    """

    commit: str
    did: str
    records: tuple[str, ...]
    why: tuple[Said, ...]
    whole: bool
    waits: bool

    def as_data(self) -> Data:
        """The JSON shape."""
        why = [str(said) for said in self.why]
        return {"commit": self.commit, "did": self.did, "records": list(self.records), "why": why}


@immutable
class Synced:
    """What a sync did, or with `dry_run` would do: what came in, what went, and the commit that both now end with.

    `set_aside` are changes of mine that don't fit what others did, and wait for an answer. `first` says that the store
    had not been shared before, `made` that the folder is new, `went_back` that the place had lost changes that are now
    there again. `followed` are erasures of others, by whom and of which record; with `hands_on`, one that was made here
    was published over the past there. So many changes of the person's own wait, those of earlier syncs included.
    `notes` are for the person.
    """

    remote: str
    came: tuple[SyncedChange, ...]
    went: tuple[SyncedChange, ...]
    set_aside: tuple[LeftOut, ...]
    commit: str
    first: bool = False
    made: bool = False
    went_back: bool = False
    followed: tuple[tuple[str, str], ...] = ()
    hands_on: bool = False
    waits: int = 0
    dry_run: bool = False
    notes: tuple[str, ...] = ()

    def as_data(self) -> Data:
        """The JSON shape."""
        more: dict[str, Any] = {"dry_run": True} if self.dry_run else {}
        if self.followed:
            more["followed"] = [{"by": by, "id": id} for by, id in self.followed]
        if self.hands_on:
            more["hands_on"] = True
        return {
            "remote": self.remote, "came": [c.as_data() for c in self.came], "went": [c.as_data() for c in self.went],
            "set_aside": [one.as_data() for one in self.set_aside], "commit": self.commit,
            "first": self.first, "waits": self.waits, "notes": list(self.notes), **more,
        }  # fmt: skip


def sync(
    ctx: Context, given: Address | None, *, moved: bool = False, asks: bool = False, told: Told | None = None
) -> Synced:  # fmt: skip
    """Sync with the place that the user confirmed, or with the one `given`, which that confirms.

    `moved` says that the store is shared at the place that is given from now on, and no longer where it was.

    Raises Usage (`no-remote-yet`), Refused (`another-remote`, `another-store`, `remote-rewritten`, `remote-unsound` and
    others of that family), and StoreTrouble where the place can't be reached or does not take what is sent.
    """
    known = None if moved else ctx.store.shared_at()
    address = _place(known, given)
    _refuse_within(ctx.store.root, address)
    notes = [*cloud.notes(ctx.store.root), *(() if ctx.dry_run else ctx.store.recover())]
    for _ in range(ATTEMPTS):
        try:
            with ctx.store.meet(address, anew=known is None, asks=asks, told=told) as met, _saying_what_is_sent(met):
                synced = _once(ctx, met, address, notes, is_known=known is not None)
            if moved and synced.first:
                synced = replace(synced, notes=(*synced.notes, _to_come_back(address)))
            return _marked(ctx, address, synced, asks=asks)
        except RaceLost as lost:
            if lost.code not in FASTER:
                raise
        except (KeyboardInterrupt, Interrupted):
            if known is not None:
                raise
            raise _stopped(ctx, address, moved=moved) from None
    raise StoreTrouble(
        Said("Other people kept sending changes to {place}. Yours are kept here, not sent yet.", place=str(address)),
        hint=Command("sync"), code="not-sent",
    )  # fmt: skip


def _to_come_back(address: Address) -> str:
    """Said where a store is shared at a new place, where nobody shared it before."""
    said = (
        "Anything that others published since you last synced is still in their copies. It comes back when they each "
        "type: "
    )
    return str(Remedy(said, Command("sync", str(address), "--moved")))


@contextmanager
def _saying_what_is_sent(met: Meeting) -> Iterator[None]:
    """Raises Interrupted for a Ctrl-C after mine was published: the next sync has only the rest to do."""
    there = met.theirs
    try:
        yield
    except KeyboardInterrupt:
        if met.theirs == there:
            raise
        said = "Stopped. By then your changes were sent. The next sync does the rest, if anything is left."
        raise Interrupted(said, hint=Command("sync")) from None


def _stopped(ctx: Context, address: Address, *, moved: bool) -> Interrupted:
    """Where the store is shared, for somebody who stopped while it moved to a new place."""
    now = ctx.store.shared_at()
    if now == address:
        return Interrupted(Said("Stopped. This store is now shared at {place}.", place=str(now)), hint=Command("sync"))
    again = Command("sync", str(address), *(["--moved"] if moved else []))
    if now is None:
        return Interrupted(Said("Stopped. This store isn't shared at {place} yet.", place=str(address)), hint=again)
    said = Said("Stopped. This store is still shared at {now}, not at {place}.", now=str(now), place=str(address))
    return Interrupted(said, hint=again)


def _refuse_within(root: str, address: Address) -> None:
    if address.kind == "folder" and Path(address.place).is_relative_to(root):
        raise Refused(
            Said("{place} is inside the store itself. Share it through a folder outside it.", place=address.place),
            hint=Remedy("Name another place: ", Command("sync", "REMOTE")), code="not-for-sharing",
            details={"remote": address.place},
        )  # fmt: skip


def _place(known: Address | None, given: Address | None) -> Address:
    if known is not None and given is not None and given != known:
        raise Refused(
            Said(
                "This store is shared at {known}. It can't also be shared at {given}: a store has one such place.",
                known=str(known), given=str(given),
            ),
            hint=Remedy(
                "Sync with ", str(known), ": ", Command("sync"), ". If the store has moved: ",
                Command("sync", str(given), "--moved"), ". For a copy to keep: ", Command("backup", "FILE"),
            ),
            code="another-remote",
            details={"known": known.place, "given": given.place},
        )  # fmt: skip
    found = given or known
    if found is None:
        raise Usage(
            "imatter doesn't know yet where this store is shared.", code="no-remote-yet",
            hint=Remedy("Name the place, which is a folder or an address by ssh or https: ", Command("sync", "REMOTE")),
        )  # fmt: skip
    return found


def _once(ctx: Context, met: Meeting, address: Address, notes: Sequence[str], *, is_known: bool) -> Synced:
    followed, hands_on = tuple(met.taken), met.owes
    if met.relation == "first" and ctx.store.programme().get("store") != "personal":
        notes = [_REVIEWERS, *notes]
    if followed and not ctx.dry_run:
        notes = [*notes, *met.follow_erasures()]
        if met.doubtful:
            raise _held_back(met, address)
    incoming = _incoming(met, address) if met.relation in ("theirs", "both") else []
    went = _outgoing(met) if met.relation in ("mine", "both", "first") else ()
    mark = marking.mark(ctx, met) if met.relation == "both" and not ctx.dry_run else ""
    prepared = _prepared(ctx, met, went)
    if not ctx.dry_run:
        notes = [*notes, *_made_one(met, prepared)]
    known = Discretion(ctx)
    came = _heard_of(incoming, met, known)
    aside = _aside(prepared, {change.commit: change.did for change in went}, known)
    if not (ctx.dry_run or is_known):
        ctx.store.share_at(address)  # last: a place that took nothing in never replaces the one before
    waits = _waiting(ctx) + (sum(one.waits for one in aside) if ctx.dry_run else 0)
    lost = {one.commit for one in aside if one.whole}
    synced = Synced(
        address.place, came, tuple(change for change in went if change.commit not in lost), aside,
        met.theirs if met.relation == "theirs" else met.mine, first=met.relation == "first", made=met.is_new,
        went_back=met.went_back, followed=followed, hands_on=hands_on, waits=waits, dry_run=ctx.dry_run,
        notes=tuple(notes),
    )  # fmt: skip
    return _with_mark(ctx, synced, mark) if mark else synced


def _marked(ctx: Context, address: Address, synced: Synced, *, asks: bool) -> Synced:
    """The same sync with the mark of a shared store (see marking), where the store has none yet.

    What keeps it from being made does not keep the sync: the next one makes it.
    """
    try:
        if ctx.dry_run or ctx.store.programme().get("store_id"):
            return synced
        with ctx.store.meet(address, asks=asks) as met:
            mark = marking.mark(ctx, met) if met.relation == "same" else ""
            if mark:
                met.take()
                met.remember()
    except ImatterError:
        return synced
    return replace(_with_mark(ctx, synced, mark), commit=mark) if mark else synced


def _with_mark(ctx: Context, synced: Synced, mark: str) -> Synced:
    change = SyncedChange(mark, ctx.actor, ctx.moment, PROGRAMME_EDIT, (PROGRAMME,))
    return replace(synced, went=(*synced.went, change), notes=(*synced.notes, marking.NOTE))


def _held_back(met: Meeting, address: Address) -> Refused:
    """Changes of mine that bring back words which others erased are not sent before the person has looked at them."""
    erased = Many(dict.fromkeys(id for _, id in met.taken))
    return Refused(
        Said(
            "Words were erased in {erased}, and this copy has followed. They also seem to be in changes of yours to "
            "{mine} that were not sent yet. Nothing was sent.",
            erased=erased, mine=Many(met.doubtful),
        ),
        hint=Remedy(
            "To take them out: ", Command("erase", met.doubtful[0]), ". To send your changes as they are: ",
            Command("sync"),
        ),
        code="erased-words", details={"remote": address.place, "records": list(met.doubtful)},
    )  # fmt: skip


def _waiting(ctx: Context) -> int:
    """How many changes of the person's own wait for an answer."""
    return sum(one.own for one in waiting.waiting(ctx)) if said_aside(ctx.store).unanswered else 0


def _prepared(ctx: Context, met: Meeting, went: Sequence[SyncedChange]) -> Prepared | None:
    """Mine and theirs worked out into one; None where one of them has it all already.

    Changes that imatter made were held against the rules when they were made. Others are held against them here, so
    that what breaks a rule is not published just because nobody else changed anything.
    """
    ahead = met.relation == "mine" and (not all(change.did for change in went) or _has_git_merge(met))
    if met.relation != "both" and not ahead:
        return None
    prepared = merging.prepare(met, met.theirs, met.mine, ctx.today.isoformat(), said_aside(ctx.store))
    return prepared if met.relation == "both" or prepared.aside else None


def _has_git_merge(met: Meeting) -> bool:
    """Whether somebody merged with git: its loss is set aside, and what breaks a rule."""
    with met.trail(met.mine, met.theirs) as trail:
        return any(len(passed.parents) > 1 and merge_said(passed.message) is None for passed in trail)


def _made_one(met: Meeting, prepared: Prepared | None) -> list[str]:
    """Both sides made the same: what is new is sent before the branch moves here. Sentences for the person."""
    notes: list[str] = []
    if met.relation == "theirs":
        notes = met.take()
        if met.owes:
            met.publish()
    elif prepared is not None:
        met.combine(prepared.files, prepared.message)
        met.publish()
        notes = met.follow()
    elif met.relation != "same" or met.owes:
        met.publish()
    met.remember()
    return [*notes, *met.clear_away()]


def _aside(prepared: Prepared | None, did: Mapping[str, str], known: Discretion) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(one.commit, did.get(one.commit, ""), one.records, known.why(one.records, one.why), one.whole, one.waits)
        for one in (prepared.aside if prepared is not None else ())
    )


def _incoming(met: Meeting, address: Address) -> list[Passed]:
    refuse_unsound(met, address)
    return _changes(met.trail(met.theirs, met.mine))


def _heard_of(incoming: Sequence[Passed], met: Meeting, known: Discretion) -> tuple[SyncedChange, ...]:
    """What came in, as far as the reader may hear of it now that it is here."""
    found: list[SyncedChange] = []
    with met.trail(met.theirs) as trail:
        for passed in incoming:
            is_heard, is_named = known.heard(passed, trail)
            change = _change(passed)
            found += [change if is_named else replace(change, by="")] if is_heard else []
    return tuple(found)


def refuse_unsound(met: Meeting, address: Address) -> None:
    """Refuse what comes in where it is not a sound history of records. Raises Refused (`remote-unsound`)."""
    met.refuse_odd()
    _refuse_newer(met.trail(met.theirs, met.mine), address)
    wrong = verifying.wrong(met.trail(met.theirs, met.mine))
    if wrong:
        raise Refused(
            Said(
                "{place} has a history with something wrong in it, so nothing was taken in. {why}",
                place=str(address), why=wrong[0].finding.said,
            ),
            hint="Your own copy was not changed. Ask the person who made that change.",
            code="remote-unsound", details={"remote": address.place, "findings": [one.as_data() for one in wrong]},
        )  # fmt: skip


def _refuse_newer(trail: Trail, address: Address) -> None:
    with trail:
        for passed in trail:
            said = trailers_in(passed.message.decode("utf-8", "replace")).get("Merge", ())
            if any(version.isdecimal() and int(version) > VERSION for version in said):
                raise Refused(
                    Said("{place} has changes that a newer imatter brought together.", place=str(address)),
                    hint="Install the newest imatter, then sync again. Nothing was taken in.", code="newer",
                    details={"remote": address.place},
                )  # fmt: skip


def _outgoing(met: Meeting) -> tuple[SyncedChange, ...]:
    strangers = met.strangers()
    if strangers:
        raise StoreTrouble(
            Said(
                "Nothing was sent: everybody here is a code, but {change} carries a name and address that others would "
                "read.",
                change=_named(met, strangers),
            ),
            hint=_again(met, strangers[-1]), code="identity", details={"commits": strangers},
        )  # fmt: skip
    odd = met.odd()
    if odd is not None:
        raise Refused(
            Said("Nothing was sent: {change} has {what}.", change=_named(met, [odd[0]]), what=odd[1]),
            hint=_again(met, odd[0]), code="not-sound", details={"commits": [odd[0]]},
        )  # fmt: skip
    wrong = verifying.wrong_to_send(met.trail(met.mine, met.theirs))
    if wrong:
        raise Refused(
            Said(
                "Nothing was sent: something is wrong with {change}. {why}",
                change=_named(met, list(dict.fromkeys(one.commit for one in wrong))), why=wrong[0].finding.said,
            ),
            hint=_again(met, wrong[0].commit), code="not-sound", details={"findings": [one.as_data() for one in wrong]},
        )  # fmt: skip
    return tuple(map(_change, _changes(met.trail(met.mine, met.theirs))))


def _again(met: Meeting, commit: str) -> Hint:
    """What to do about a change that was made around imatter: it can be saved as imatter would.

    Where nothing was ever published only the last one can: others may rely on that history.
    """
    if met.theirs or commit == met.mine:
        return Remedy("To save it as your own edit: ", Command("save", "--again"))
    return Command("verify")


def _named(met: Meeting, commits: Sequence[str]) -> Said:
    """The first of these changes of mine, by its id, what it says of itself, its day and its records."""
    with met.trail(met.mine, met.theirs) as trail:
        first = next(passed for passed in trail if passed.commit in commits)
    subject = Prose(first.message.decode("utf-8", "replace").strip().partition("\n")[0])
    about = Many(id_for(moved.path) or moved.path for moved in first.moved)
    return Said(
        "your change {commit} ({subject!r}, {day:spoken}, {about}){more}" if about else
        "your change {commit} ({subject!r}, {day:spoken}){more}",
        commit=first.commit[:12], subject=subject, day=Day(dates.day_of(_at(first))), about=about,
        more=Said(" and {count} more", count=len(commits) - 1) if len(commits) > 1 else Said(""),
    )  # fmt: skip


def _at(passed: Passed) -> str:
    return dates.moment_text(datetime.fromtimestamp(max(passed.at, 0), UTC))


def _changes(trail: Trail) -> list[Passed]:
    """The changes of a trail, without those that its merges have set aside as a whole."""
    with trail:
        every = list(trail)
    told = (merge_said(passed.message) for passed in every if len(passed.parents) > 1)
    aside = {commit for one in told if one is not None for commit, ids in one.aside.items() if not ids}
    return [one for one in every if len(one.parents) < 2 and one.commit not in aside]


def _change(passed: Passed) -> SyncedChange:
    message = said(passed.message)
    return SyncedChange(
        passed.commit, passed.author, _at(passed), message.verb if message else "",
        message.records if message else (),
    )  # fmt: skip
