"""What a commit says: a subject of verb and id, and trailers; nothing that a person wrote."""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.domain.trail import ERASED, INIT, LET_GO, SYNC, ChangeMessage, MergeMessage
from imatter_cli.store.contract import Change
from imatter_cli.store.paths import is_record_id


def subject_of(change: Change) -> str:
    """`project start prj-2611-7kq4m2x`; the first record's id stands for several."""
    return f"{change.verb} {change.writes[0].id}" if change.writes else change.verb


def trailers_of(change: Change) -> list[tuple[str, str]]:
    """One `Record` per write, one `Event` per event, `Programme`, and the change that it takes back or answers."""
    rows = [("Record", write.id) for write in change.writes]
    rows += [("Event", event) for event in change.events]
    rows += [(ERASED, row) for row in change.erased]
    rows.append(("Programme", str(change.programme)))
    about = (("Undoes", change.undoes), ("Redoes", change.redoes), ("Lets-go", change.lets_go))
    return [*rows, *((name, commit) for name, commit in about if commit)]


def message(subject: str, trailers: Sequence[tuple[str, str]]) -> str:
    """The whole message. A line's end inside a part would forge a trailer, so it becomes a space."""
    lines = [_line(subject)]
    if trailers:
        lines += ["", *(f"{name}: {_line(value)}" for name, value in trailers)]
    return "\n".join(lines) + "\n"


def trailers_in(message: str) -> dict[str, tuple[str, ...]]:
    """All values by name, in order, from the last paragraph of a message. Empty if that is not a list of trailers."""
    last = message.strip().rpartition("\n\n")[2].splitlines() if "\n\n" in message.strip() else []
    found: dict[str, tuple[str, ...]] = {}
    for line in last:
        name, colon, value = line.partition(": ")
        if not colon or not name.replace("-", "").isalnum():
            return {}
        found[name] = (*found.get(name, ()), value.strip())
    return found


def said(raw: bytes) -> ChangeMessage | None:
    """What a message says, if it is to the byte one that is written here; None for any other."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    subject, _, rest = text.partition("\n")
    rows = [(name, value) for line in rest.strip("\n").split("\n") for name, _, value in [line.partition(": ")]]
    names = [name for name, _ in rows]
    by_name = {name: tuple(v for n, v in rows if n == name) for name in names}
    expected = [name for one in ("Record", "Event", ERASED) for name in [one] * names.count(one)] + ["Programme"]
    version = by_name.get("Programme", ("",))[0]
    if (
        (subject, names) == (LET_GO, ["Programme", "Lets-go"])
        and _is_number(version)
        and text == message(subject, rows)
    ):
        return ChangeMessage(LET_GO, "", (), (), int(version))
    more = [*expected, names[-1]] if names[-1] in ("Undoes", "Redoes") else expected
    if names != more or text != message(subject, rows) or not _is_number(version):
        return None
    records = by_name.get("Record", ())
    verb, _, id = subject.rpartition(" ") if subject != INIT else (subject, "", records[0] if records else "")
    if not records or id != records[0] or not all(map(is_record_id, records)) or len(set(records)) != len(records):
        return None
    undoes, redoes = (by_name.get(name, ("",))[0] for name in ("Undoes", "Redoes"))
    return ChangeMessage(
        verb, id, records, by_name.get("Event", ()), int(version), undoes, redoes, by_name.get(ERASED, ())
    )


def merge_message(said: MergeMessage) -> str:
    """The whole message of a merge."""
    rows = [("Merge", str(said.version))]
    rows += [("Set-aside", " ".join((commit, *sorted(ids)))) for commit, ids in said.aside.items()]
    rows += [("Late", commit) for commit in said.late]
    return message(SYNC, [*rows, ("Programme", str(said.programme))])


def merge_said(raw: bytes) -> MergeMessage | None:
    """What the message of a merge says, if it is to the byte one that is written here. None for any other."""
    text = raw.decode("utf-8", "replace")
    found = trailers_in(text)
    version, programme = ("".join(found.get(name, ())) for name in ("Merge", "Programme"))
    if not (_is_number(version) and _is_number(programme)):
        return None
    aside = {commit: frozenset(ids) for commit, *ids in (row.split(" ") for row in found.get("Set-aside", ()))}
    told = MergeMessage(int(version), aside, found.get("Late", ()), int(programme))
    return told if text == merge_message(told) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")


def _line(text: str) -> str:
    return " ".join(text.split())
