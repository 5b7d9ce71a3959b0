"""What changed, in words: fields from what to what, lives with what each event did, differences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from imatter_cli.domain import lifecycles
from imatter_cli.domain.data import Data
from imatter_cli.output import life, words
from imatter_cli.output.naming import Called
from imatter_cli.output.page import Block, Changes, Moment, Page, Paragraph, Title
from imatter_cli.output.records import item, label, name_of, plain
from imatter_cli.output.terminal import clean_line

if TYPE_CHECKING:
    from imatter_cli.services.integrity.history import Changed, Difference, RecordedChange

#: A text longer than this is not told within a line.
_SHORT = 60


def field(change: Changed, *, in_full: bool = False) -> str:
    """A changed field: `focus areas: + mornings`, `setting: school, now club`."""
    name = label(change.field).lower()
    if change.hidden:
        return f"{name}: changed, but not shown to you"
    before, after = change.before, change.after
    if isinstance(before, list) and isinstance(after, list):
        old, new = [item(v) for v in before], [item(v) for v in after]
        told = [*(f"+ {v}" for v in new if v not in old), *(f"- {v}" for v in old if v not in new)]
        return f"{name}: {', '.join(told) or ('rewritten' if old == new else 'in another order')}"
    if before is None:
        return f"{name}: {_told(after, in_full)}"
    if after is None:
        return f"{name}: removed ({_told(before, in_full)})"
    if not in_full and max(len(plain(before)), len(plain(after))) > _SHORT:
        return f"{name}: rewritten"
    return f"{name}: {plain(before)}, now {plain(after)}"


def fields(changes: Sequence[Changed], *, but: Sequence[str] = ()) -> str:
    """Several of them on one line."""
    return "; ".join(field(c) for c in changes if c.field not in but)


def life_of(kind: str, happened: Sequence[RecordedChange]) -> Changes:
    """A record's life, event by event."""
    return Changes([moment for h in happened for moment in _moments(kind, h)])


def log(happened: Sequence[RecordedChange], called: Called) -> Page:
    """A store's last changes, each as one moment. A screen says what people call each record."""
    found = []
    for h in happened:
        name = h.id if h.kind in ("round", "programme") else words.abbreviated(h.id)
        told = _moments(h.kind, h)
        what = "; ".join(moment.what for moment in told)
        when = clean_line(words.moment(h.recorded))
        found.append(Moment(when, what, told[-1].who, told[-1].rest, name, clean_line(called(h.id))))
    return Page((Changes(found),))


def difference(d: Difference) -> list[Block]:
    """One record at two times."""
    name = name_of(d.id)
    if d.findings:
        return [Title(name, "edited by hand, and can't be read now")]
    if d.before and not d.after:
        return [Title(name, "its file is gone")]
    if not d.before:
        return [Title(name, "new" if d.after else "not there at either time")]
    out = [field(c, in_full=True) for c in d.fields]
    if d.rewritten_from:
        out.append(f"entry {d.rewritten_from} of its timeline is not as it was recorded")
    out += [f"{life.what(d.kind, e)} ({life.when(e)})" for e in d.entries]
    if not out:
        return [Title(name, "only comments or layout changed" if d.remarks_only else "nothing changed")]
    return [Title(name), *(Paragraph(line, "  ", "  ") for line in out)]


def _moments(kind: str, h: RecordedChange) -> list[Moment]:
    """A moment for each event of a change, or one for the change."""
    aside = "edited by hand, saved" if h.by_hand else "outside imatter" if h.around else ""
    if h.entries and not h.undoes:
        return [_moment(kind, e, h if e is h.entries[-1] else None, aside) for e in h.entries]
    what = _without_events(kind, h)
    by = life.who(h.undos[-1]) if h.undos else f"by {words.abbreviated(h.by)}" if h.by else ""
    return [Moment(clean_line(words.moment(h.recorded)), clean_line(what), by, aside)]


def _moment(kind: str, entry: Data, h: RecordedChange | None, aside: str) -> Moment:
    told = "" if h is None else fields(h.fields, but=(*entry, *_led(entry)))
    if entry.get("event") == "edit":
        reason = f": {entry['reason']}" if entry.get("reason") else ""
        what = clean_line(f"{told}{reason}") if told else life.what(kind, entry)
        rest = [aside, "" if told else life.more(entry)]
    else:
        what = life.what(kind, entry)
        rest = [life.more(entry, but=("step",) if told else ()), told if h is not None and not h.new else "", aside]
    return Moment(life.when(entry), what, life.who(entry), clean_line("; ".join(r for r in rest if r)))


def _led(entry: Data) -> tuple[str, ...]:
    """Fields that an event's own details tell already."""
    return ("acknowledgement",) if "acknowledged" in entry else ("individuals",) if "individual" in entry else ()


def _without_events(kind: str, h: RecordedChange) -> str:
    if h.undoes:
        gone = [f"taken back: {_done(kind, h.gone)}"] if h.gone or h.removed else []
        back = [f"put back: {_done(kind, h.entries)}"] if h.entries else []
        told = fields(h.fields)
        reason = str(h.undos[-1].get("reason") or "") if h.undos else ""
        said = "; ".join([*gone, *back, *([told] if told else [])]) or "taken back"
        return f"{said}: {reason}" if reason else said
    if h.removed:
        row = lifecycles.transition(kind, h.verb.rpartition(" ")[2])
        return "removed" if row is None else row.done
    if h.new:
        return "made"
    return fields(h.fields) or ("comments or layout" if h.by_hand else "changed")


def _done(kind: str, entries: Iterable[Data]) -> str:
    return ", ".join(lifecycles.done(kind, str(e.get("event"))) for e in entries)


def _told(value: Any, in_full: bool) -> str:
    text = plain(value)
    return text if in_full or len(text) <= _SHORT else f"{words.count(len(text.split()), 'word')}"
