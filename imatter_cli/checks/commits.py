"""What a change says of itself: its message, the records and events it names, its times, its signature.

Rules over one step of the history (domain/trail.py). `imatter verify` asks them; `imatter check` does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from imatter_cli import sources
from imatter_cli.checks.rule import found
from imatter_cli.domain import dates, lifecycles, timeline, trail
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.domain.ids import PROGRAMME_PATH
from imatter_cli.domain.trail import Passage, RecordedCommit
from imatter_cli.remedies import Command, Remedy, ShellLine
from imatter_cli.said import Day, Prose, Said

_SOURCE: Final = sources.WRITING
_PAUSE: Final = "message: |\n  project pause prj-2611-7kq4m2x\n\n  Record: prj-2611-7kq4m2x\n"
_MESSAGE: Final = f"{_PAUSE}  Event: pause\n  Programme: 1\n"
#: What a store begins with, as well as its records.
_FOUNDATION: Final = (".gitattributes", "schemas/")

AROUND: Final = Rule(
    "VER001", "around-imatter", "advice",
    "A change made outside imatter was not checked when it was made, so it is listed for a person to look at.",
    _SOURCE, "message: Tidy up\n", _MESSAGE,
)  # fmt: skip
MESSAGE: Final = Rule(
    "VER002", "not-its-message", "error",
    "If a change looks like one of imatter's but says something that imatter never writes, something else made or "
    "altered it.",
    _SOURCE, f"{_MESSAGE}  Signed-off-by: somebody\n", _MESSAGE,
)  # fmt: skip
RECORDS: Final = Rule(
    "VER003", "other-records", "error",
    "A change names all the records that it changed and no others. Everybody who reads the history relies on that.",
    _SOURCE, "files: [notes.txt]\n", _MESSAGE,
)  # fmt: skip
EVENTS: Final = Rule(
    "VER004", "other-events", "error",
    "The events that a change names are exactly the ones that it added to timelines.",
    _SOURCE, f"{_PAUSE}  Event: resume\n  Programme: 1\n", _MESSAGE,
)  # fmt: skip
MADE_AGAIN: Final = Rule(
    "VER005", "made-again", "advice",
    "imatter makes a change once. If its two times differ, somebody amended, moved or copied it with git. What it says "
    "and did is checked all the same; a checkpoint shows whether the history was rewritten.",
    _SOURCE, "at: 2026-11-20T16:30:00Z\n", "at: 2026-11-20T10:00:04Z\nmade: 2026-11-20T10:00:04Z\n",
)  # fmt: skip
BACKWARDS: Final = Rule(
    "VER006", "time-runs-backwards", "advice",
    f"A change comes after the one it builds on. One that is more than {dates.SKEW // 60} minutes earlier was dated "
    f"by a wrong clock, or follows one that was. What it says still holds.",
    _SOURCE, "before: 2026-11-20T11:00:00Z\n", "before: 2026-11-20T10:04:00Z\n",
)  # fmt: skip
FORGED: Final = Rule(
    "VER007", "other-time", "error",
    f"An event carries the time at which it was written down. It is saved within {trail.LATEST // 3600} hours of "
    f"that, and never before. A day given with --date is kept as well as that time, not instead of it.",
    sources.EVERY_RECORD,
    "is: {timeline: [{at: 2026-11-03, event: plan, by: prc-2601-4t9wq2e}, "
    "{at: 2026-11-10, event: start, by: prc-2601-4t9wq2e, licence: lic-2601-m3k8r1d}, "
    "{at: 2026-11-12, event: move, by: prc-2601-4t9wq2e, stage: apply}, "
    "{at: '2026-11-13T10:00:00Z', event: pause, by: prc-2601-4t9wq2e}]}\n",
    "is: {timeline: [{at: 2026-11-03, event: plan, by: prc-2601-4t9wq2e}, "
    "{at: 2026-11-10, event: start, by: prc-2601-4t9wq2e, licence: lic-2601-m3k8r1d}, "
    "{at: 2026-11-12, event: move, by: prc-2601-4t9wq2e, stage: apply}, "
    "{at: 2026-11-13, recorded: '2026-11-20T10:00:00Z', event: pause, by: prc-2601-4t9wq2e}]}\n",
)  # fmt: skip
UNSIGNED: Final = Rule(
    "VER014", "not-signed", "error",
    "This programme's rules ask for every change to be signed with the key of one of its people.",
    "records/programme.yaml, signing", "signature: '-N'\n", "signature: ada\n",
)  # fmt: skip
CUT: Final = Rule(
    "VER015", "history-cut", "advice",
    "Anything earlier is not in this copy, so it can't be checked.",
    sources.WRITING, "cut: true\n", _MESSAGE,
)  # fmt: skip
REWRITTEN: Final = Rule(
    "VER016", "history-rewritten", "error",
    "Every change that a checkpoint covers must still be there, below what came later.",
    sources.WRITING, "checkpoint: {count: 1, changes: 1, there: false}\n",
    "checkpoint: {count: 1, changes: 2, there: true}\n",
)  # fmt: skip
MISSING: Final = Rule(
    "VER017", "history-missing", "error",
    "A history only grows. If it is shorter than when a checkpoint was taken, its end has been lost.",
    sources.WRITING, "checkpoint: {count: 3, changes: 2, there: false}\n",
    "checkpoint: {count: 2, changes: 2, there: true}\n",
)  # fmt: skip


MERGED: Final = Rule(
    "VER018", "other-than-its-sides", "error",
    "A merge has what its two sides have, less the changes that it says were set aside. If it has anything else, "
    "something was lost or altered on the way.",
    sources.TOGETHER,
    "differs: [[records/projects/2026-11/prj-2611-7kq4m2x.yaml, prj-2611-7kq4m2x lacks its pause.]]\n", "differs: []\n",
)  # fmt: skip


MONEY_ASIDE: Final = Rule(
    "VER019", "money-set-aside", "error",
    "What pays somebody, or tells them something, is published the moment it is done. If a merge set it aside all the "
    "same, somebody has to answer it: the money may be paid, or the letter sent.",
    sources.TOGETHER, "aside: [records/applications/2026-11/app-2611-h6k2d9s.yaml, pay]\n", "aside: []\n",
)  # fmt: skip


OTHER_CHOICE: Final = Rule(
    "VER020", "chosen-otherwise", "advice",
    "What a merge set aside stays set aside, and what it took in stays. Rules can change since, and then they would "
    "choose otherwise.",
    sources.TOGETHER, "chosen: records/projects/2026-11/prj-2611-7kq4m2x.yaml\n", "differs: []\n",
)  # fmt: skip


def around(step: RecordedCommit) -> Iterator[Finding]:
    """A change that imatter did not make: who made it, when, what it says, and what it changed."""
    if step.is_sync or (step.claims and not step.is_merge):
        return  # imatter's, or looks like it: the other rules judge it
    strays = [path for path in step.others if path.startswith("records/")]
    if not (step.passages or strays or step.is_merge):
        return
    who = Said(
        "by {who} on {day:spoken}: {given!r}.",
        who=Prose(step.by or "nobody named"),
        day=_day(step.at),
        given=Prose(step.subject),
    )
    if step.is_merge:
        what = Said("Two histories were merged")
        if step.passages:
            what = Said("Two histories were merged and changed on the way")
    elif step.squashed:
        what = Said("{count} changes were made one with git (squashed)", count=step.squashed)
    else:
        what = Said("Changed outside imatter")
    hint = Remedy("Look at it with ", Command("log"), ".")
    first, *others = [*(p.path for p in step.passages), *strays] or [""]
    yield found(AROUND, first, Said("{what}, {who}", what=what, who=who), hint, related=tuple(others))


def merged(step: RecordedCommit) -> Iterator[Finding]:
    """Merges with other content than comes of the two sides, by the commits of both."""
    one, other = (commit[:12] for commit in step.parents[:2]) if step.differs else ("", "")
    hint = Remedy("Ask the person who merged them. ", Command("log"), " shows what each side had.")
    for path, why in step.differs:
        words = Said(
            "This merge of {published} and {merged} is not what the two have: {why}",
            published=one,
            merged=other,
            why=why,
        )
        yield found(MERGED, path, words, hint)


def money_aside(path: str, commit: str, event: str) -> Finding:
    """A change that was set aside and that nobody has answered, though others may rely on what it says."""
    short = commit[:12]
    words = Said("{change} ({event}) was set aside in a merge, and others rely on it.", change=short, event=event)
    return found(MONEY_ASIDE, path, words, Command("waiting", short))


def chosen_otherwise(path: str, commit: str, why: Said | None) -> Finding:
    """A change that today's rules would set aside, and why, or that they would take in, where the merge did not."""
    short = commit[:12]
    words = (
        Said("It set {change} aside. Today's rules would take it in.", change=short)
        if why is None
        else Said(
            "It took {change} in. Today's rules would set it aside, at least in part: {why}", change=short, why=why
        )
    )
    return found(OTHER_CHOICE, path, words, Remedy("Nothing has to be done. ", Command("log"), " shows the change."))


def message(step: RecordedCommit) -> Iterator[Finding]:
    """A message that looks like one of imatter's and is not word for word one."""
    if not step.claims or step.is_merge:
        return
    said = step.said
    wrong = None
    if said is None:
        wrong = Said("Its message looks like one of imatter's, but is not: {given!r}.", given=Prose(step.subject))
    elif not trail.known_verb(said.verb):
        wrong = Said("imatter makes no change called {given!r}.", given=Prose(said.verb))
    elif said.verb == trail.INIT and not step.begins_store:
        wrong = Said("It says that the store began with it, but the store was there before.")
    elif step.version and said.programme != step.version:
        wrong = Said(
            "It says that the rules were version {programme}, but they were version {version}.",
            programme=said.programme,
            version=step.version,
        )
    elif (said.verb == trail.UNDO) != bool(said.undoes):
        wrong = Said("It does not say clearly whether it takes a change back.")
    if wrong:
        hint = Remedy("Ask the person who made it. ", Command("log"), " shows what it changed.")
        yield found(MESSAGE, "", wrong, hint)


def records(step: RecordedCommit) -> Iterator[Finding]:
    """Records named and not changed, changed and not named, and other files that came along."""
    said = step.said
    if said is None or step.is_merge:
        return
    changed = {p.id: p.path for p in step.passages}
    for id in said.records:
        if id not in changed:
            yield found(RECORDS, trail.path_of(id), Said("It names {id}, but did not change it.", id=id), _LOOK)
    for id, path in changed.items():
        if id not in said.records:
            yield found(RECORDS, path, Said("It changed {id}, but does not say so.", id=id), _LOOK)
    for path in step.others:
        if said.verb != trail.INIT or not path.startswith(_FOUNDATION):
            yield found(RECORDS, path, Said("It also changed {path}, which is not a record.", path=path), _LOOK)


_LOOK: Final = Remedy("Look at it with ", Command("log"), ".")


def events(step: RecordedCommit) -> Iterator[Finding]:
    """Events that a message names and timelines do not have, or the other way round."""
    said = step.said
    if said is None or step.is_merge or not trail.known_verb(said.verb):
        return
    named, there = Counter(said.events), Counter(_events(step))
    path = trail.path_of(said.id)
    for event in sorted((named - there).keys()):
        words = Said("It names the event {event}, but added no such event to a timeline.", event=event)
        yield found(EVENTS, path, words, _LOOK)
    for event in sorted((there - named).keys()):
        yield found(
            EVENTS, path, Said("It added the event {event} to a timeline, but does not say so.", event=event), _LOOK
        )
    kind, _, event = said.verb.partition(" ")
    called = {event, *trail.INSTEAD.get(said.verb, ())}
    if lifecycles.transition(kind, event) is not None and not said.by_hand and not called & there.keys():
        yield found(
            EVENTS,
            path,
            Said("It is called {verb}, but {event} is not among its events.", verb=said.verb, event=event),
            _LOOK,
        )


def _events(step: RecordedCommit) -> Iterator[str]:
    for passage in step.passages:
        if step.puts_back(passage):
            continue
        if passage.is_gone:
            yield "discard"
        elif passage.kind == trail.PROGRAMME:
            if not passage.began and (passage.repaired or passage.before != passage.after):
                yield lifecycles.UNDO if step.said is not None and step.said.undoes else "edit"
        elif passage.repaired:
            yield "edit"
        else:
            yield from (str(entry.get("event")) for entry in passage.entries)


def made_again(step: RecordedCommit) -> Iterator[Finding]:
    """A change of imatter's that was amended, or put elsewhere, after it was made."""
    if step.claims and not step.is_merge and step.at != step.made:
        made, at = _moment(step.made), _moment(step.at)
        words = (
            Said("It is a copy of {change}, made with git on {at} (a cherry-pick).", change=step.copies[:12], at=at)
            if step.copies
            else Said("It was made on {made}, and moved or amended with git on {at} (a rebase).", made=made, at=at)
        )
        yield found(
            MADE_AGAIN, _first(step), words, "Ask the person who did that. A checkpoint shows what was there before."
        )


def backwards(step: RecordedCommit) -> Iterator[Finding]:
    """A change whose time is before that of the change it builds on."""
    if step.before and step.at < step.before - dates.SKEW:
        words = Said(
            "It is dated {at}, but follows a change of {before}.", at=_moment(step.at), before=_moment(step.before)
        )
        yield found(BACKWARDS, _first(step), words, "Look at the clock of the person who made it, or ask them.")


def forged(step: RecordedCommit) -> Iterator[Finding]:
    """Events whose time does not go with the time of the change that brought them."""
    is_begun = step.begins_store and not step.is_ours
    for passage in step.passages:
        if passage.repaired or passage.is_gone or step.puts_back(passage):
            continue
        if passage.began and is_begun:
            continue  # a store begun from files that were there: their life was before it
        for entry in passage.entries:
            wrong = _other_time(step, entry)
            if wrong:
                number = len(trail.timeline_of(passage.after)) if entry is passage.entries[-1] else 0
                which = Said(
                    "Its {event} (event {number})" if number else "Its {event}", event=entry.get("event"), number=number
                )
                hint = Remedy("Ask the person who recorded it. ", Command("log"), " shows its history.")
                yield found(FORGED, passage.path, Said("{which} {wrong}", which=which, wrong=wrong), hint)
                break


def _other_time(step: RecordedCommit, entry: Data) -> Said | None:
    at, recorded = str(entry.get("at", "")), str(entry.get("recorded", ""))
    written = recorded or (at if len(at) > len("2026-11-24") else "")
    own = _moment(step.written)
    seconds = _seconds(written)
    if (
        dates.day_of(at) > dates.last_day_at(_moment(step.written + dates.SKEW))
        or (seconds or 0) > step.written + dates.SKEW
    ):
        return Said(
            "is dated {at}, which was still in the future when it was recorded ({recorded}).",
            at=written or at,
            recorded=own,
        )
    if recorded and dates.day_of(at) > dates.last_day_at(recorded):
        return Said("is dated {at}, after it was written down ({recorded}).", at=Day(at), recorded=recorded)
    said = step.said if step.is_ours else None
    if said is not None and (said.verb == trail.RECEIVE or (said.by_hand and entry.get("event") != "edit")):
        return None  # a person wrote it into the text, or it was recorded elsewhere, and the change says so
    if step.is_ours and timeline.has_joined(entry):
        return Said("says that it joined the record later, which only a merge says.")
    if seconds is not None and step.written - seconds > trail.LATEST:
        return Said(
            "says that it was written down at {written}, but it was recorded at {recorded}.",
            written=written,
            recorded=own,
        )
    if not written and step.is_ours:
        return Said("is dated {at}, but does not say when it was written down. imatter always does.", at=Day(at))
    return None


def unsigned(step: RecordedCommit, signature: str) -> Iterator[Finding]:
    """A change without a good signature by a key of the programme's, where its rules ask for one."""
    if signature.startswith("-"):
        words = _MARKS.get(signature[1:], "Its signature could not be checked.")
        yield found(
            UNSIGNED, _first(step), words, "Ask the person who made it. Only keys in the file of signers count."
        )


#: git-log(1), %G?.
_MARKS: Final = {
    "N": "It is not signed.",
    "B": "Its signature does not match its content.",
    "U": "It is signed with a key that is not in the file of signers.",
    "E": "Its signature could not be checked, or was not made with an SSH key.",
    "X": "Its signature has expired.",
    "Y": "It is signed with a key that had expired.",
    "R": "It is signed with a key that was withdrawn.",
}


def cut(subject: str) -> Finding:
    """The history of this copy begins at that change, and not with the store."""
    words = Said(
        "This copy's history begins here ({given!r}). Anything earlier is not in it and was not checked.",
        given=Prose(subject),
    )
    return found(CUT, "", words, Remedy("To get all of it: ", ShellLine("git", "fetch", "--unshallow")))


def against(count: int, changes: int, *, there: bool, unlike: str = "") -> Iterator[Finding]:
    """What became of the history of a checkpoint (count -1: not known), by how many changes there are now.

    `unlike` is `words` where only words differ, though no erasure says so, and `erased` where words were erased
    and the checkpoint is an old one, which can't tell whether anything else is different.
    """
    if there:
        return
    hint = "Compare with another copy of the store, and ask who changed this one."
    if count > changes:
        words = Said(
            "There were {count} changes when the checkpoint was taken, and there are {changes} now.",
            count=count,
            changes=changes,
        )
        yield found(MISSING, "", words, hint)
    else:
        which = Said("first {count} changes", count=count)
        if count <= 0:
            which = Said("changes that the checkpoint covers")
        yield found(REWRITTEN, "", _unlike(unlike, which), hint)


def _unlike(how: str, which: Said) -> Said:
    if how == "words":
        return Said(
            "Words in the {which} are not the same as when the checkpoint was taken, and no erasure says so.",
            which=which,
        )
    if how == "erased":
        return Said(
            "The {which} are not the same as when the checkpoint was taken. Words were erased, but this checkpoint is "
            "an old one with a single digest, so it can't show whether that is all.",
            which=which,
        )
    return Said("The {which} are not the same as when the checkpoint was taken.", which=which)


OF_A_STEP: Final = (around, message, records, events, made_again, backwards, forged, merged)


def _first(step: RecordedCommit) -> str:
    passages: Sequence[Passage] = step.passages
    return passages[0].path if passages else (PROGRAMME_PATH if step.begins_store else "")


def _moment(seconds: int) -> str:
    try:
        return dates.moment_text(datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return "an impossible time"


def _day(seconds: int) -> Day:
    return Day(dates.day_of(_moment(seconds)))


def _seconds(moment: str) -> int | None:
    """A moment in seconds since 1970; None for a day, or for text that is not a time."""
    try:
        return int(datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None
