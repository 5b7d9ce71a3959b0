"""Two copies of one store, where words were erased from the past of one of them, or of both.

Their commits have other ids from the first erased word on, so they are matched one by one: the same author and
committer at the same times, the same message, on parents that match. What differs in matching commits has to be words
that one of the two has erased, in records that its erasures name. Then each side can be made as if it had been done on
the other: the changes that only the place has, without the words that were erased here, and what only this copy has,
without those that were erased there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from imatter_cli import apart
from imatter_cli.classes import immutable
from imatter_cli.domain import erasing, trail
from imatter_cli.domain.data import Data
from imatter_cli.domain.dates import day_of
from imatter_cli.errors import Refused
from imatter_cli.said import Day, Prose, Said
from imatter_cli.store import codec, wording
from imatter_cli.store.anew import any_of, single_words, with_any
from imatter_cli.store.erasing import GitErasing, is_imatters
from imatter_cli.store.git import clock, rewriting
from imatter_cli.store.git.commits import headed, message_of, tree_of, who
from imatter_cli.store.git.difference import FileRow, brought
from imatter_cli.store.git.objects import FILE_MODES, Objects
from imatter_cli.store.git.process import Git
from imatter_cli.store.git.repository import Repository
from imatter_cli.store.git.rewriting import Commit, Contents, Rewriting
from imatter_cli.store.journal import ToForget
from imatter_cli.store.message import said, trailers_in
from imatter_cli.store.paths import id_for, kind_for, path_for

_MARK: Final = re.compile(rb"\[erased [1-9][0-9]{0,8}\]")
#: A topic has so many words at most.
_TOPIC: Final = 3
_NO_CODES: Final[frozenset[str]] = frozenset()
#: A path and its content there and here, where these differ.
Differing = tuple[str, str, str]


@immutable
class Aligned:
    """The two pasts with the erasures of both: the last commits, and what this copy has to forget to follow.

    `taken` are the erasures of others, each with who made it and the records; empty where there are none. In this
    copy's own changes that were not sent, the words went from `cleaned` records, and may still be in `doubtful` ones.
    They are in the files that are `unsaved`, too.
    """

    theirs: str
    mine: str
    rest: ToForget
    taken: tuple[tuple[str, str], ...]
    cleaned: tuple[str, ...]
    doubtful: tuple[str, ...]
    unsaved: tuple[str, ...]


class Alignment:
    """What is published at a place, and what is here, in a room where both can be read."""

    def __init__(self, git: Git, objects: Objects, repository: Repository, place: str) -> None:
        self._git = git
        self._objects = objects
        self._repository = repository
        self._place = place

    def align(self, theirs: str, mine: str, published: str) -> Aligned | None:
        """Both with the erasures of both. None if neither has one that the other lacks, or they are different stores.

        Raises Refused (code erasure-unlike) where anything else was changed with it: everything up to the commit
        `published`, which was at that place when the two last met, must be there, if the place did not only go back
        to an earlier state. It is empty where the two never met, such as after a backup was restored.
        """
        there, here = self._listed(theirs), self._listed(mine)
        raw = self._raw([*there, *here])
        pairs = _pairs(there, here, raw)
        back = {own: other for other, own in pairs.items()}
        by_them = _erasures([c for c, _ in there if c not in pairs], raw)
        by_me = _erasures([c for c, _ in here if c not in back], raw)
        if not pairs or not (by_them or by_me):
            return None
        if len(pairs) < len(there):
            self._refuse_gone(published, here, there, back, raw)
        words = _Words(self._place, {id for _, ids in by_them for id in ids}, {id for _, ids in by_me for id in ids})
        rows = self._differing(pairs, raw, words)
        words.learn(rows, self._objects)
        others = self._other_side(there, pairs, words, rows, by_them=bool(by_them), by_me=bool(by_me))
        own = {c: others.commits.get(back[c], back[c]) for c in back if back[c] != c or back[c] in others.commits}
        refs = rewriting.refs(self._repository)
        every = rewriting.history(self._repository, refs)
        contents = self._versions(every, words.mine) if by_them else {}
        contents |= {(path, name): words.merged[path, other, name] for path, other, name in rows} if by_them else {}
        unsent = _Unsent(self._objects, words, contents)
        if by_them:
            unsent.clean([c for c, _ in every if c in back], [c for c, _ in every if c not in back])
            unsent.doubt(brought(self._git, [c for c, _ in here if c not in back]))
        following = Rewriting(
            self._objects, self._repository.format, contents if by_them else {}, wording.speaking(words.said_here),
            is_imatters, own if by_them else {},
        )  # fmt: skip
        moved: dict[str, Sequence[str]] = {}
        if by_them:
            following.write(every)
            moved = following.moved(refs, self._repository.git.run("symbolic-ref", "HEAD").text)
        commits = {old: new for old, new in following.commits.items() if old != new}
        return Aligned(
            others.commits.get(theirs, theirs), commits.get(mine, mine),
            ToForget(moved, commits, following.gone(), *self._kept_apart(words)),
            tuple((_by(raw[commit]), id) for commit, ids in by_them for id in ids),
            tuple(sorted(unsent.cleaned)), tuple(sorted(unsent.doubtful)), self._unsaved(words),
        )  # fmt: skip

    def _unsaved(self, words: _Words) -> tuple[str, ...]:
        return tuple(GitErasing(self._repository, lambda *_: None).unsaved(list(words.said_here)))

    def _kept_apart(self, words: _Words) -> tuple[list[str], list[str], list[str]]:
        """What editors left next to the records, drafts and reports of faults that have words which are to go."""
        texts = list(words.said_here)
        whole = any_of(texts)
        ours = GitErasing(self._repository, lambda *_: None)
        return (
            ours.left(list(words.mine)), list(ours.drafts(with_any(texts, words.mine))),
            list(apart.reports_with(whole)) if whole is not None else [],
        )  # fmt: skip

    def _other_side(
        self, there: Sequence[Commit], pairs: Mapping[str, str], words: _Words, rows: Sequence[Differing], *,
        by_them: bool, by_me: bool,
    ) -> Rewriting:  # fmt: skip
        """What is published, without the words that were erased here."""
        if not by_me:
            return Rewriting(self._objects, self._repository.format, {}, bytes, is_imatters, {})
        contents = self._versions(there, words.theirs)
        contents |= {(path, name): words.merged[path, name, own] for path, name, own in rows}
        known = {} if by_them else {c: own for c, own in pairs.items() if c != own}
        made = Rewriting(
            self._objects, self._repository.format, contents, wording.speaking(words.said_there), is_imatters, known
        )  # fmt: skip
        made.write(there)
        return made

    def _versions(
        self, commits: Sequence[Commit], instead: Mapping[str, Mapping[str, str]]
    ) -> dict[tuple[str, str], bytes]:
        """Every content of these records in these commits that has words which are to go, with what it becomes."""
        contents = Contents(self._objects, [path_for(id) for id in instead])
        raws = self._objects.read_many(commit for commit, _ in commits)
        seen = {row for raw in raws for row in contents.of(tree_of(raw))}
        found: dict[tuple[str, str], bytes] = {}
        for path, name in seen:
            raw = self._objects.read(name)
            other = wording.with_others(raw, path, _NO_CODES, instead[str(id_for(path))])
            if other != raw:
                found[path, name] = other
        return found

    def _listed(self, tip: str) -> list[Commit]:
        rows = self._git.run("rev-list", "--topo-order", "--reverse", "--parents", tip, "--").text.splitlines()
        return [(commit, tuple(parents)) for commit, *parents in (row.split(" ") for row in rows)]

    def _raw(self, commits: Sequence[Commit]) -> dict[str, bytes]:
        ids = list(dict.fromkeys(commit for commit, _ in commits))
        return dict(zip(ids, self._objects.read_many(ids), strict=True))

    def _differing(self, pairs: Mapping[str, str], raw: Mapping[str, bytes], words: _Words) -> list[Differing]:
        """The contents that differ in matching commits. Raises Refused for anything but records with erased words."""
        trees = {(tree_of(raw[there]), tree_of(raw[here])): there for there, here in pairs.items() if there != here}
        asked = "".join(f"{one} {other}\n" for one, other in trees if one != other).encode()
        shown = self._git.run("diff-tree", "--stdin", "-r", "--raw", "--no-abbrev", "--no-renames", given=asked).text
        found: dict[Differing, None] = {}
        commit = ""
        for line in shown.splitlines():
            if not line.startswith(":"):
                one, _, other = line.partition(" ")
                commit = trees[one, other.strip()]
                continue
            about, _, path = line.partition("\t")
            old_mode, new_mode, old, new, how = about[1:].split(" ")
            id = id_for(path)
            if how != "M" or old_mode != new_mode or new_mode not in FILE_MODES or id is None or not words.named(id):
                raise unlike(self._place, raw[commit], Said("{path} is not the same", path=path))
            found[path, old, new] = None
        return list(found)

    def _refuse_gone(
        self, published: str, here: Sequence[Commit], there: Sequence[Commit], back: Mapping[str, str],
        raw: Mapping[str, bytes],
    ) -> None:  # fmt: skip
        """Raises Refused where a change that was published is no longer there, or is by somebody else, or of a day."""
        needed = set(self._git.run("rev-list", published, "--").text.split()) if published else set()
        for commit, parents in here:
            if commit not in needed or commit in back:
                continue
            where = tuple(back.get(parent, "") for parent in parents)
            others = [c for c, above in there if above == where and c not in back.values()]
            like = next((c for c in others if message_of(raw[c]) == message_of(raw[commit])), "")
            why = Said("it is gone")
            if like:
                why = Said("its author or its time is another")
            elif others:
                why = Said("something else is in its place")
            raise unlike(self._place, raw[commit], why)


def unlike(place: str, raw: bytes, why: Said) -> Refused:
    """The refusal of a past that differs in more than erased words, with the change in which it does."""
    message = said(message_of(raw))
    day = Day(day_of(clock.moment(str(clock.committed_at(raw)))))
    what = f"{message.verb} {message.id}" if message is not None else "a change made outside imatter"
    return Refused(
        Said(
            "Words were erased in the past at {place}, but more than that differs there from this copy. In {what} of "
            "{day:spoken}, {why}. Nothing was taken in.",
            place=place, what=Prose(what), day=day, why=why,
        ),
        hint="Your own copy has everything as it was. Ask the person who erased it.", code="erasure-unlike",
        details={"remote": place},
    )  # fmt: skip


class _Words:
    """What each side has erased that the other has not, learned by comparing the versions of each record."""

    def __init__(self, place: str, by_them: set[str], by_me: set[str]) -> None:
        self._place = place
        self._by_them = by_them
        self._by_me = by_me
        #: For each record, texts there and what is in their place once what was erased here is; and the other way.
        self.theirs: dict[str, dict[str, str]] = {}
        self.mine: dict[str, dict[str, str]] = {}
        self.merged: dict[Differing, bytes] = {}

    def named(self, id: str) -> bool:
        """Whether an erasure names the record."""
        return id in self._by_them or id in self._by_me

    @property
    def said_there(self) -> dict[str, str]:
        """All texts there that are erased here."""
        return {text: mark for some in self.theirs.values() for text, mark in some.items()}

    @property
    def said_here(self) -> dict[str, str]:
        """All texts here that are erased there."""
        return {text: mark for some in self.mine.values() for text, mark in some.items() if not erasing.number_of(text)}

    def learn(self, rows: Sequence[Differing], objects: Objects) -> None:
        """Compare contents that differ. Raises Refused where they differ in more than erased words."""
        contents = {name: objects.read(name) for _, *names in rows for name in names}
        taken: dict[str, set[int]] = {}
        for path, there, here in rows:
            id = str(id_for(path))
            self._compare(id, path, contents[there], contents[here])
            taken.setdefault(id, set()).update(wording.numbers(contents[there], path))
        self._renumber(taken)
        for path, there, here in rows:
            id = str(id_for(path))
            one = wording.with_others(contents[there], path, _NO_CODES, self.theirs.get(id, {}))
            other = wording.with_others(contents[here], path, _NO_CODES, self.mine.get(id, {}))
            if one != other:
                raise self._unlike(path, "its text is not the same")
            self.merged[path, there, here] = one

    def _compare(self, id: str, path: str, there: bytes, here: bytes) -> None:
        for one, other in self._differences(path, there, here):
            if not isinstance(one, str) or not isinstance(other, str):
                raise self._unlike(path, "something else was changed in it")
            if erasing.number_of(one) and id in self._by_them:
                self._note(self.mine, id, path, other, one)
            elif erasing.number_of(other) and not erasing.number_of(one) and id in self._by_me:
                self._note(self.theirs, id, path, one, other)
            else:
                raise self._unlike(path, "something else was changed in it")

    def _differences(self, path: str, there: bytes, here: bytes) -> Iterator[tuple[Any, Any]]:
        one, other = wording.read(there, path), wording.read(here, path)
        if one is None or other is None:
            yield tuple(  # type: ignore[misc]
                wording.whole(raw) if data is None and not _MARK.fullmatch(raw.strip()) else wording.whole(raw).strip()
                for raw, data in ((there, one), (here, other))
            )
            return
        yield from self._in_data(path, one, other)
        remarks = codec.remarks(there), codec.remarks(here)
        if len(remarks[0]) != len(remarks[1]):
            raise self._unlike(path, "its comments are not the same")
        yield from ((a, b) for a, b in zip(*remarks, strict=True) if a != b)

    def _in_data(self, path: str, one: Data, other: Data) -> Iterator[tuple[Any, Any]]:
        places = [dict(erasing.values(data)) for data in (one, other)]
        if places[0].keys() != places[1].keys():
            raise self._unlike(path, "its fields are not the same")
        for at, value in places[0].items():
            if value != places[1][at] or type(value) is not type(places[1][at]):
                kind = kind_for(str(id_for(path)))
                if not all(erasing.may_be_words(kind, at, text) for text in (value, places[1][at])):
                    raise self._unlike(path, f"{'.'.join(map(str, at))} is not the same")
                yield value, places[1][at]

    def _note(self, side: dict[str, dict[str, str]], id: str, path: str, text: str, mark: str) -> None:
        known = side.setdefault(id, {})
        if known.setdefault(text, mark) != mark or list(known.values()).count(mark) > 1:
            raise self._unlike(path, "the same words were not erased everywhere, or different ones as if they were one")

    def _renumber(self, taken: Mapping[str, set[int]]) -> None:
        """Where both sides erased words of one record, the numbers given here come after those given there."""
        for id, known in self.theirs.items():
            numbers = taken.get(id, set()) | set(map(erasing.number_of, self.mine.get(id, {}).values()))
            if not numbers & set(map(erasing.number_of, known.values())):
                continue
            last = max(numbers | set(map(erasing.number_of, known.values())))
            for n, (text, mark) in enumerate(list(known.items()), last + 1):
                known[text] = erasing.mark(n)
                self.mine.setdefault(id, {})[mark] = erasing.mark(n)

    def _unlike(self, path: str, why: str) -> Refused:
        return Refused(
            Said(
                "Words were erased in the past at {place}, but more than that differs there from this copy: of {id}, "
                "{why}. Nothing was taken in.",
                place=self._place, id=str(id_for(path)), why=Prose(why),
            ),
            hint="Your own copy has everything as it was. Ask the person who erased it.", code="erasure-unlike",
            details={"remote": self._place, "id": str(id_for(path))},
        )  # fmt: skip


class _Unsent:
    """What this copy's own changes have that were not sent, where others erased words. `contents` become others."""

    def __init__(self, objects: Objects, words: _Words, contents: dict[tuple[str, str], bytes]) -> None:
        self._objects = objects
        self._words = words
        self._contents = contents
        self.cleaned: set[str] = set()
        self.doubtful: set[str] = set()

    def clean(self, sent: Sequence[str], own: Sequence[str]) -> None:
        """Take the words out of longer texts too, in the records from which they were erased; not what was sent."""
        contents = Contents(self._objects, [path_for(id) for id in self._words.mine])
        there = self._rows(contents, sent)
        left = {path: set(self._texts(path, (name for at, name in there if at == path))) for path, _ in there}
        for path, name in self._rows(contents, own) - there:
            id, raw = str(id_for(path)), self._objects.read(name)
            before = self._contents.get((path, name), raw)
            speak = wording.speaking(self._words.mine[id])
            after = wording.with_others_within(before, path, speak, left.get(path, set()))
            if after != before:
                self._contents[path, name] = after
                self.cleaned.add(id)

    def doubt(self, rows: Iterable[FileRow]) -> None:
        """Find other records with the words, and single words that may mean something else.

        A text of few words that was erased is somebody's name or only a topic: a topic stands alone in other records.
        """
        topics = {text for text in self._words.said_here if len(text.split()) <= _TOPIC}
        for row in rows:
            id = id_for(row.path)
            if id is None or not row.new:
                continue
            known = self._words.mine.get(id)
            words = any_of(self._words.said_here) if known is None else single_words(known)
            before = {*(topics if known is None else known), *self._texts(row.path, [row.old] if row.old else [])}
            said = (text for text in self._texts(row.path, [row.new]) if text not in before)
            if words is not None and any(words.search(text.encode("utf-8", "surrogateescape")) for text in said):
                self.doubtful.add(id)

    def _rows(self, contents: Contents, commits: Sequence[str]) -> set[tuple[str, str]]:
        raws = self._objects.read_many(commits)
        return {row for raw in raws for row in contents.of(tree_of(raw))}

    def _texts(self, path: str, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            yield from (text for _, text in wording.texts(self._objects.read(name), path, _NO_CODES))


def _pairs(there: Sequence[Commit], here: Sequence[Commit], raw: Mapping[str, bytes]) -> dict[str, str]:
    """Matching commits, by those that are published."""
    by_parents: dict[tuple[tuple[str, ...], tuple[bytes, ...]], list[str]] = {}
    for commit, parents in here:
        by_parents.setdefault((parents, tuple(who(raw[commit]))), []).append(commit)
    own = {commit for commit, _ in here}
    pairs: dict[str, str] = {}
    for commit, parents in there:
        if commit in own:
            pairs[commit] = commit
            continue
        if not all(parent in pairs for parent in parents):
            continue
        above = tuple(pairs[parent] for parent in parents)
        message = rewriting.with_ids(message_of(raw[commit]), pairs)
        waiting = by_parents.get((above, tuple(who(raw[commit]))), [])
        match = next((one for one in waiting if _is_like(message, message_of(raw[one]))), "")
        if match:
            waiting.remove(match)
            pairs[commit] = match
    return pairs


def _is_like(one: bytes, other: bytes) -> bool:
    """Whether two messages are the same, but for words that were erased in what a person wrote."""
    if one == other:
        return True
    if is_imatters(one) or is_imatters(other):
        return False
    return _is_without_words(one, other) or _is_without_words(other, one)


def _is_without_words(erased: bytes, whole: bytes) -> bool:
    """Whether one message is the other with marks in the place of some of its words."""
    first, *others = _MARK.split(erased)
    if not others or not whole.startswith(first):
        return False
    at = len(first)
    for part in others:
        at = whole.find(part, at + 1)
        if at < 0:
            return False
        at += len(part)
    return whole.endswith(others[-1])


def _erasures(commits: Sequence[str], raw: Mapping[str, bytes]) -> list[tuple[str, frozenset[str]]]:
    """The erasures among these commits, each with the records that it names."""
    found = []
    for commit in commits:
        rows = trailers_in(message_of(raw[commit]).decode("utf-8", "replace")).get(trail.ERASED, ())
        if rows:
            found.append((commit, frozenset(row.split(" ")[0] for row in rows)))
    return found


def _by(raw: bytes) -> str:
    found = re.match(rb"(.*?) ?<", headed(raw, b"committer"))
    return found[1].decode("utf-8", "replace") if found else ""
