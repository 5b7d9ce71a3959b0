"""What changed, in words: fields from what to what, lives with what each event did, differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.domain import lifecycles
from imatter_cli.domain.data import Data
from imatter_cli.output import life, words
from imatter_cli.output.records import item, label, name_of, plain
from imatter_cli.output.terminal import clean_line

#: A text longer than this is not told within a line.
_SHORT = 60


def field(change: Any, *, in_full: bool = False) -> str:
    """A changed field: `focus areas: + mornings`, `setting: school, now club`."""
    name = label(change.field).lower()
    if change.hidden:
        return f"{name}: changed, but not shown to you"
    before, after = change.before, change.after
    if isinstance(before, list) and isinstance(after, list):
        more = [f"+ {item(v)}" for v in after if v not in before]
        less = [f"- {item(v)}" for v in before if v not in after]
        return f"{name}: {', '.join([*more, *less]) or 'in another order'}"
    if before is None:
        return f"{name}: {_told(after, in_full)}"
    if after is None:
        return f"{name}: removed ({_told(before, in_full)})"
    if not in_full and max(len(plain(before)), len(plain(after))) > _SHORT:
        return f"{name}: rewritten"
    return f"{name}: {plain(before)}, now {plain(after)}"


def fields(changes: Sequence[Any], *, but: Sequence[str] = ()) -> str:
    """Several of them on one line."""
    return "; ".join(field(c) for c in changes if c.field not in but)


def life_of(kind: str, happened: Sequence[Any]) -> list[str]:
    """A record's life, one line an event, in columns."""
    return _columns([row for h in happened for row in _rows(kind, h)])


def log(happened: Sequence[Any]) -> list[str]:
    """A store's last changes, one line a change."""
    rows = []
    for h in happened:
        name = h.id if h.kind in ("round", "programme") else words.abbreviated(h.id)
        told = _rows(h.kind, h)
        what = "; ".join(row[1] for row in told)
        rows.append((clean_line(words.moment(h.recorded)), f"{name}  {what}", told[-1][2], told[-1][3]))
    return _columns(rows)


def difference(d: Any) -> list[str]:
    """One record at two times."""
    name = name_of(d.id)
    if d.findings:
        return [f"{name}  edited by hand, and can't be read now"]
    if d.before and not d.after:
        return [f"{name}  its file is gone"]
    if not d.before:
        return [f"{name}  {'new' if d.after else 'not there at either time'}"]
    out = [f"  {field(c, in_full=True)}" for c in d.fields]
    if d.rewritten_from:
        out.append(f"  entry {d.rewritten_from} of its timeline is not as it was recorded")
    out += [f"  {life.what(d.kind, e)} ({life.when(e)})" for e in d.entries]
    if not out:
        return [f"{name}  {'only comments or layout changed' if d.remarks_only else 'nothing changed'}"]
    return [name, *out]


def _rows(kind: str, h: Any) -> list[tuple[str, str, str, str]]:
    """When, what, by whom and the rest: one row for each event of a change, or one for the change."""
    aside = "edited by hand, saved" if h.by_hand else "outside imatter" if h.around else ""
    if h.entries and not h.undoes:
        return [_row(kind, e, h if e is h.entries[-1] else None, aside) for e in h.entries]
    what = _without_events(kind, h)
    by = life.who(h.undos[-1]) if h.undos else f"by {words.abbreviated(h.by)}" if h.by else ""
    return [(clean_line(words.moment(h.recorded)), clean_line(what), by, aside)]


def _row(kind: str, entry: Data, h: Any, aside: str) -> tuple[str, str, str, str]:
    told = "" if h is None else fields(h.fields, but=(*entry, *_led(entry)))
    if entry.get("event") == "edit":
        reason = f": {entry['reason']}" if entry.get("reason") else ""
        what = clean_line(f"{told}{reason}") if told else life.what(kind, entry)
        rest = [aside, "" if told else life.more(entry)]
    else:
        what = life.what(kind, entry)
        rest = [life.more(entry), told if h is not None and not h.new else "", aside]
    return life.when(entry), what, life.who(entry), clean_line("; ".join(r for r in rest if r))


def _led(entry: Data) -> tuple[str, ...]:
    """Fields that an event's own details tell already."""
    return ("acknowledgement",) if "acknowledged" in entry else ("individuals",) if "individual" in entry else ()


def _without_events(kind: str, h: Any) -> str:
    if h.undoes:
        gone = [f"taken back: {', '.join(_done(kind, e) for e in h.gone)}"] if h.gone or h.removed else []
        back = [f"put back: {', '.join(_done(kind, e) for e in h.entries)}"] if h.entries else []
        told = fields(h.fields)
        reason = str(h.undos[-1].get("reason") or "") if h.undos else ""
        said = "; ".join([*gone, *back, *([told] if told else [])]) or "taken back"
        return f"{said}: {reason}" if reason else said
    if h.removed:
        row = lifecycles.transition(kind, h.verb.rpartition(" ")[2])
        return row.done if row is not None else "removed"
    if h.new:
        return "made"
    return fields(h.fields) or ("comments or layout" if h.by_hand else "changed")


def _done(kind: str, entry: Data) -> str:
    row = lifecycles.transition(kind, str(entry.get("event")))
    return row.done if row is not None else str(entry.get("event"))


def _told(value: Any, in_full: bool) -> str:
    text = plain(value)
    return text if in_full or len(text) <= _SHORT else f"{words.count(len(text.split()), 'word')}"


def _columns(rows: Sequence[tuple[str, str, str, str]]) -> list[str]:
    if not rows:
        return []
    widths = [min(max(len(row[n]) for row in rows), 40) for n in range(3)]
    return [
        clean_end("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, (*widths, 0), strict=True)))
        for row in rows
    ]


def clean_end(line: str) -> str:
    """A line without spaces at its end."""
    return line.rstrip()
