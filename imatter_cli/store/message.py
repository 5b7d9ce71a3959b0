"""What a commit says: a subject of verb and id, and trailers; nothing that a person wrote (DESIGN.md, section 4)."""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.store.contract import Change


def subject_of(change: Change) -> str:
    """`project start prj-2611-7kq4m2x`; the first record's id stands for several."""
    return f"{change.verb} {change.writes[0].id}" if change.writes else change.verb


def trailers_of(change: Change) -> list[tuple[str, str]]:
    """One `Record` per write, one `Event` per event, `Programme`, and `Undoes` for an undo."""
    rows = [("Record", write.id) for write in change.writes]
    rows += [("Event", event) for event in change.events]
    rows.append(("Programme", str(change.programme)))
    if change.undoes:
        rows.append(("Undoes", change.undoes))
    return rows


def message(subject: str, trailers: Sequence[tuple[str, str]]) -> str:
    """The whole message. A line's end inside a part would forge a trailer, so it becomes a space."""
    lines = [_line(subject)]
    if trailers:
        lines += ["", *(f"{name}: {_line(value)}" for name, value in trailers)]
    return "\n".join(lines) + "\n"


def trailers_in(message: str) -> dict[str, tuple[str, ...]]:
    """All values by name, in order, from the last paragraph of a message; nothing if that is no list of trailers."""
    last = message.strip().rpartition("\n\n")[2].splitlines() if "\n\n" in message.strip() else []
    found: dict[str, tuple[str, ...]] = {}
    for line in last:
        name, colon, value = line.partition(": ")
        if not colon or not name.replace("-", "").isalnum():
            return {}
        found[name] = (*found.get(name, ()), value.strip())
    return found


def _line(text: str) -> str:
    return " ".join(text.split())
