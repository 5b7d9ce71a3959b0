"""Taking somebody's words out of the records and out of their past, and saying what that can't reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from imatter_cli import apart, sources
from imatter_cli.classes import immutable, replace
from imatter_cli.domain import dates, erasing, ids, lifecycles, people, retention
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import decisions
from imatter_cli.domain.lifecycles import DECIDED
from imatter_cli.errors import EditedByHand, Interrupted, NotFound, Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund.records import refuse_others
from imatter_cli.services.records import single
from imatter_cli.services.records.recording import Recording
from imatter_cli.services.records.related import readable
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.services.safe import retaining
from imatter_cli.store import wording
from imatter_cli.store.agreed import Agreed
from imatter_cli.store.anew import Erasing, Rewritten, Version, WrittenAnew, any_of, single_words, with_any
from imatter_cli.store.contract import Change, Reader, Receipt
from imatter_cli.store.paths import id_for


@immutable
class FoundPassage:
    """One text that somebody wrote, by the number under which it is shown.

    `places` are record, field and day of each place where it first was; `now` says that it is there today.
    """

    number: int
    text: str
    places: tuple[tuple[str, str, str], ...]
    now: bool

    def as_data(self) -> Data:
        """The JSON shape."""
        places = [{"id": id, "field": field, "since": day} for id, field, day in self.places]
        return {"number": self.number, "text": self.text, "places": places, "now": self.now}


@immutable
class Found:
    """The words in some records and their past: what can be erased.

    `ids` are the records, `left` what editors left next to the
    records.
    """

    ids: tuple[str, ...]
    passages: tuple[FoundPassage, ...]
    left: tuple[str, ...]
    head: str
    versions: tuple[Version, ...]
    codes: frozenset[str]

    def chosen(self, numbers: Sequence[int]) -> tuple[FoundPassage, ...]:
        """The passages with these numbers; all of them for none. Raises NotFound for a number that is not there."""
        known = {passage.number: passage for passage in self.passages}
        for number in numbers:
            if number not in known:
                raise NotFound(
                    Said("There is no passage {number}; they go up to {last}.", number=number, last=len(known)),
                    hint=Command("erase", *self.ids[:1], "--dry-run"),
                )
        return tuple(known[n] for n in dict.fromkeys(numbers)) if numbers else self.passages


@immutable
class KeptApart:
    """What else has the words.

    `drafts` are unfinished answers by id, with the commands they were for, and `reports` of faults have their names. Of
    the pages that were written to be looked at, all go. Other records, files and unfinished answers that are
    `elsewhere` stay.
    """

    drafts: Mapping[str, str]
    reports: Sequence[str]
    pages: int
    elsewhere: tuple[str, ...]


@immutable
class Erased:
    """What an erasure did: how many passages of which records, how many drafts went, why, and what else it meant."""

    receipt: Receipt
    ids: tuple[str, ...]
    passages: int
    drafts: int
    reason: str
    past: Rewritten
    elsewhere: tuple[str, ...]
    unsealed: tuple[str, ...]
    shared_at: str

    def as_data(self) -> Data:
        """The JSON shape."""
        return {
            "commit": self.receipt.commit, "records": list(self.ids), "passages": self.passages,
            "drafts": self.drafts, "reason": self.reason,
            "changes": self.past.changes, "rewritten": self.past.rewritten, "unsigned": self.past.unsigned,
            "elsewhere": list(self.elsewhere), "unsealed": list(self.unsealed), "shared_at": self.shared_at,
            "notes": list(self.receipt.notes),
        }  # fmt: skip


def find(ctx: Context, parts: Sequence[str], individual: str = "") -> Found:
    """The words in these records, and everywhere in their past.

    With `individual`, in the project that is named and in every reflection on it. Raises NotFound, Ambiguous, and
    Refused (`not-yours`, `cannot-erase`) where somebody else has to do it.
    """
    past = ctx.store.erasing()
    past.refuse_odd()
    head = ctx.store.head()
    named = _individual(ctx, parts, individual) if individual else [_id(ctx, part) for part in parts]
    ids_ = tuple(dict.fromkeys(named))
    recording = Recording(ctx, ctx.store.at(head) if head else ctx.store)
    for id in ids_:
        if _is_there(recording.reader, id):
            recording.ask(id, lifecycles.ERASE)
            _refuse_unseen(recording, id)
    _refuse_edited(ctx, ids_)
    versions = tuple(past.versions(ids_))
    missing = set(ids_) - {id_for(version.path) for version in versions}
    if missing:
        raise NotFound(Said("There is no record {given!r}.", given=Prose(min(missing))), details={"id": min(missing)})
    codes = erasing.codes_in(recording.reader.programme())
    passages = _passages(recording.reader, versions, codes)
    return Found(ids_, passages, tuple(past.left(ids_)), head, versions, codes)


def _other_drafts(past: Erasing, texts: Sequence[str], ids_: Sequence[str]) -> Iterator[str]:
    """Unfinished answers about other records with one of the texts that are single words: these stay."""
    whole, word = with_any(texts, ()), single_words(texts)
    if word is not None:
        has = word.search
        kept = past.drafts(
            lambda about, said: about not in ids_ and not whole(about, said) and any(has(one.encode()) for one in said)
        )
        yield from (f"unfinished answers ({command})" for command in dict.fromkeys(kept.values()))


def of_age(ctx: Context) -> list[str]:
    """The ids of records that have reached that age. Raises Refused (`not-yours`, `nothing-to-erase`)."""
    programme = ctx.store.programme()
    refuse_others(ctx.store, ctx.actor, programme.get("store") == "personal", "Erasing what has reached its age")
    found = [one.id for one in retaining.coming(ctx, 0)]
    if not found:
        raise Refused(
            Said(
                "No record that still has words in it ended {ago} ago or earlier.",
                ago=Prose(retention.spoken(retention.years_of(programme))),
            ),
            code="nothing-to-erase", hint=Command("programme show"),
        )  # fmt: skip
    return found


def erase(
    ctx: Context, found: Found, chosen: Sequence[FoundPassage], reason: str = "", *, people: Sequence[str] = (),
    page: Path | None = None, written: Callable[[Erased], str] = lambda _: "",
) -> Erased:  # fmt: skip
    """Write the past anew without these passages, and record that it was done. Raises as `Recording`, and RaceLost.

    The contacts of `people` go, too, and a `page` is saved with what is `written` of the erasure.
    """
    instead, contents, counts = _without(found, chosen)
    rows = tuple(f"{id} {len(texts)}" for id, texts in sorted(counts.items()))

    def plan(reader: Reader) -> Change:
        recording = Recording(ctx, reader)
        for id in sorted(counts):
            if _is_there(reader, id):
                recording.lead(id, lifecycles.ERASE, reason=reason)
        return replace(recording.change(lifecycles.ERASE), erased=rows)

    goes = beside(ctx, found, chosen)
    shared = ctx.store.shared_at()

    def done(receipt: Receipt, past: Rewritten) -> Erased:
        records = [after for after in receipt.after if after is not None]
        return Erased(
            receipt, tuple(sorted(counts)), len(chosen), len(goes.drafts), reason, past, goes.elsewhere,
            tuple(dict.fromkeys(_unsealed(records))), str(shared) if shared is not None else "",
        )  # fmt: skip

    def agreed(receipt: Receipt, past: Rewritten) -> Agreed:
        text = written(done(receipt, past)) if page is not None else ""
        return Agreed(str(page or ""), text, ctx.store.store_id(), people)

    anew = WrittenAnew(
        found.head, contents, wording.speaking(instead), [*goes.drafts], goes.reports,
        agreed if people or page is not None else None,
    )  # fmt: skip
    try:
        return done(*ctx.store.erasing().write_anew(anew, plan, found.ids))
    except KeyboardInterrupt:
        if ctx.store.head() == found.head:
            raise Interrupted("Stopped. Nothing was erased.") from None
        raise Interrupted("Stopped. The words are erased.", hint=Command("recover")) from None


def _without(
    found: Found, chosen: Sequence[FoundPassage]
) -> tuple[dict[str, str], dict[tuple[str, str], bytes], dict[str, set[str]]]:
    """The mark for each text, the contents of each version of a file that had one, and the texts by id."""
    taken = (number for version in found.versions for number in wording.numbers(version.raw, version.path))
    instead = erasing.numbered((p.text for p in chosen), taken)
    whole = any_of(instead)
    contents: dict[tuple[str, str], bytes] = {}
    counts: dict[str, set[str]] = {}
    for version in found.versions:
        if whole is not None and whole.search(version.raw) and wording.read(version.raw, version.path) is None:
            last = max(map(erasing.number_of, instead.values()))
            instead.setdefault(wording.whole(version.raw), erasing.mark(last + 1))
        raw = wording.with_others(version.raw, version.path, found.codes, instead)
        if raw != version.raw:
            contents[version.path, version.name] = raw
            here = {text for _, text in wording.texts(version.raw, version.path, found.codes)}
            counts.setdefault(str(id_for(version.path)), set()).update(here & instead.keys())
    return instead, contents, counts


def beside(ctx: Context, found: Found, chosen: Sequence[FoundPassage]) -> KeptApart:
    """What else has the words, as far as this person may know of it."""
    past = ctx.store.erasing()
    texts = [passage.text for passage in chosen]
    has, whole = with_any(texts, ()), any_of(texts)
    drafts = past.drafts(lambda about, texts: about in found.ids or has(about, texts))
    named = sorted(id_for(path) or path for path in past.elsewhere(texts, found.ids))
    eyes = Eyes(ctx.store, ctx.actor)
    others = (*(name for name in named if _may_know(ctx.store, eyes, name)), *_other_drafts(past, texts, found.ids))
    reports = list(apart.reports_with(whole)) if whole is not None else []
    return KeptApart(drafts, reports, len(apart.pages()), others)


def _may_know(reader: Reader, eyes: Eyes, name: str) -> bool:
    """Whether a person may know what is in a record, or in any other file."""
    return not ids.is_id(name) or not eyes.see(ids.kind_of(name), single.found(reader, name)).get("hidden")


def whose(ctx: Context, found: Found) -> list[str]:
    """The people whose records these are, where the records are not about the person themselves."""
    there = [ctx.store.get(id).data for id in found.ids if _is_there(ctx.store, id)]
    holders = dict.fromkeys(people.holder_of(ids.kind_of(str(data["id"])), data) for data in there)
    return [id for id in holders if id and id not in found.ids]


def nothing(found: Found, known: Sequence[str]) -> Refused:
    """The refusal of an erasure where there is nothing to erase. `known` are people whose contact is kept here."""
    return Refused(
        Said("There are no words to erase in {id}, nor in its past.", id=found.ids[0]), code="nothing-to-erase",
        hint=Command("contacts remove", known[0]) if known else Command("show", found.ids[0]),
    )  # fmt: skip


def _id(ctx: Context, part: str) -> str:
    """The id that a part names; a full one also of a record that is no longer there."""
    return part if ids.is_id(part) else ctx.store.find(part)


def _individual(ctx: Context, parts: Sequence[str], code: str) -> list[str]:
    project = ctx.store.find(parts[0], ("project",))
    data = ctx.store.get(project).data
    codes = [str(one.get("code")) for one in data.get("individuals") or () if isinstance(one, Mapping)]
    if code not in codes:
        raise NotFound(
            Said("{id} has no individual {given}. It has {codes}.", id=project, given=Prose(code), codes=Many(codes)),
            hint=Command("show", project),
        )  # fmt: skip
    on_it = (str(one["id"]) for one in readable(ctx.store, "reflection", project) if one.get("project") == project)
    return [project, *sorted(on_it)]


def _is_there(reader: Reader, id: str) -> bool:
    try:
        reader.source(id)
    except NotFound:
        return False
    return True


def _refuse_edited(ctx: Context, ids_: Sequence[str]) -> None:
    """Refuse where a file has edits by hand: their words are not in the history yet, and would stay in the file."""
    edited = sorted({ids.path_of(id) for id in ids_} & set(ctx.store.edited()))
    if edited:
        raise EditedByHand(
            Said("{paths} was edited by hand since it was last recorded, so nothing was erased.", paths=Many(edited)),
            hint=Remedy("To save the edit: ", Command("save", *edited), ". Or undo it by hand. Then try again."),
            details={"paths": edited},
        )  # fmt: skip


def _refuse_unseen(recording: Recording, id: str) -> None:
    """Refuse people who may not see all of a record: they would be shown its words."""
    seen = Eyes(recording.reader, recording.actor.id).see(ids.kind_of(id), recording.current(id))
    if seen.get("hidden"):
        raise Refused(
            Said("Nothing was erased: you may not see all of {id}.", id=id), code="hidden",
            source=sources.ACROSS_RECORDS, hint="Ask a coordinator to erase it.",
        )  # fmt: skip


def _passages(reader: Reader, versions: Sequence[Version], codes: frozenset[str]) -> tuple[FoundPassage, ...]:
    places: dict[str, dict[tuple[str, str], str]] = {}
    today: set[str] = set()
    for version in versions:
        id = str(id_for(version.path))
        is_now = _is_there(reader, id) and reader.source(id) == version.raw
        for field, text in wording.texts(version.raw, version.path, codes):
            places.setdefault(text, {}).setdefault((id, field), dates.day_of(version.at))
            if is_now:
                today.add(text)
    return tuple(
        FoundPassage(n, text, tuple((id, field, day) for (id, field), day in found.items()), text in today)
        for n, (text, found) in enumerate(places.items(), 1)
    )


def _unsealed(records: Sequence[Data]) -> Iterator[str]:
    """Decided applications whose seal is no longer judged: it covers words that are gone."""
    for record in records:
        if record.get("status") in DECIDED and decisions.last(record) is not None:
            yield str(record["id"])
        elif ids.kind_of(str(record["id"])) == "review" and record.get("status") == "submitted":
            yield str(record.get("application"))
