"""The past written anew: the same commits, with other contents for some files and other words in some messages.

A commit keeps its bytes but for the ids of its tree and parents, the ids of other changes in its message, and its
signature, which would be one over something else. Only commits from the first one on that had such a content get
another id.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from imatter_cli.classes import immutable
from imatter_cli.store.git.commits import message_of, tree_of
from imatter_cli.store.git.objects import Format, NewObjects, Objects, width_of
from imatter_cli.store.git.process import Git
from imatter_cli.store.git.repository import Repository

#: Where git remembers what other places had: they have it still, so these are no branches of this store.
_ELSEWHERE: Final = "refs/remotes/"
_STASH: Final = "refs/stash"
_ID: Final = re.compile(rb"\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b")
#: Parts of a commit that say something of the bytes that are rewritten.
_SIGNED: Final = (b"gpgsig ", b"gpgsig-sha256 ", b"mergetag ")
_TAG_SIGNED: Final = re.compile(rb"^-----BEGIN [A-Z ]*SIGNATURE-----\n.*", re.DOTALL | re.MULTILINE)
#: So many bytes or objects are made before git takes them in.
_BYTES, _MANY = 32 << 20, 5000
#: The modes of what can be at a file's place, and of a folder.
_MODES: Final = (b"100644", b"100755", b"120000", b"160000")
_FOLDER: Final = b"40000"

Below = dict[bytes, "Below | str"]
#: A commit and its parents.
Commit = tuple[str, tuple[str, ...]]


@immutable
class Ref:
    """A branch, a tag or the like: its name, the object that it names, and what that is."""

    name: str
    id: str
    type: str


def refs(repository: Repository) -> list[Ref]:
    """Every name of a commit or a tag; a name of another name is not among them."""
    shown = repository.git.run("for-each-ref", "--format=%(refname)%00%(objectname)%00%(objecttype)%00%(symref)").text
    rows = [line.split("\0") for line in shown.splitlines()]
    return [Ref(name, id, type) for name, id, type, leads_to in rows if not leads_to]


def history(repository: Repository, named: Iterable[Ref]) -> list[Commit]:
    """Every commit that these names, HEAD or a stash lead to, each after its parents."""
    starts = [ref.id for ref in named if ref.type in ("commit", "tag")] + _stashed(repository)
    given = "".join(f"{id}\n" for id in ["HEAD", *starts]).encode()
    listed = repository.git.run("rev-list", "--topo-order", "--reverse", "--parents", "--stdin", given=given).text
    rows = (line.split(" ") for line in listed.splitlines())
    return [(commit, tuple(parents)) for commit, *parents in rows]


def _stashed(repository: Repository) -> list[str]:
    """The commits of all stashes: only the log names the older ones."""
    path = os.path.join(repository.common_dir, "logs", _STASH)
    try:
        with open(path, "rb") as file:
            return [id.decode() for line in file for id in line.split(b" ", 2)[1:2]]
    except OSError:
        return []


class Contents:
    """The contents of some files in any tree, and that tree with others in their place. Each tree is read once."""

    def __init__(self, objects: Objects, paths: Iterable[str]) -> None:
        self._objects = objects
        self._top: Below = {}
        for path in paths:
            *folders, name = path.encode("utf-8", "surrogateescape").split(b"/")
            below = self._top
            for folder in folders:
                inner = below.setdefault(folder, {})
                assert isinstance(inner, dict)  # noqa: S101 - a record is never in the place of a folder
                below = inner
            below[name] = path
        self._found: dict[tuple[str, int], tuple[tuple[str, str], ...]] = {}
        self._made: dict[tuple[str, int], str] = {}

    def of(self, tree: str) -> tuple[tuple[str, str], ...]:
        """Path and content of each of the files that a tree has."""
        return self._of(tree, self._top)

    def with_others(self, tree: str, new: NewObjects, instead: Mapping[tuple[str, str], str]) -> str:
        """The tree with other contents, by path and content; the same one where none of these is in it."""
        return self._with(tree, self._top, new, instead)

    def _of(self, tree: str, below: Below) -> tuple[tuple[str, str], ...]:
        key = (tree, id(below))
        if key not in self._found:
            rows: list[tuple[str, str]] = []
            for _, inner, content, _ in self._entries(tree, below):
                rows += [(inner, content)] if isinstance(inner, str) else self._of(content, inner)
            self._found[key] = tuple(rows)
        return self._found[key]

    def _with(self, tree: str, below: Below, new: NewObjects, instead: Mapping[tuple[str, str], str]) -> str:
        if not any(row in instead for row in self._of(tree, below)):
            return tree
        key = (tree, id(below))
        if key not in self._made:
            data = bytearray(self._objects.read(tree))
            for at, inner, content, width in self._entries(tree, below):
                other = instead.get((inner, content), content) if isinstance(inner, str) else self._with(
                    content, inner, new, instead
                )  # fmt: skip
                data[at : at + width] = bytes.fromhex(other)
            self._made[key] = new.add("tree", bytes(data))
        return self._made[key]

    def _entries(self, tree: str, below: Below) -> Iterator[tuple[int, Below | str, str, int]]:
        """Of each name that is there: where its id is in the tree, what is wanted below it, and the id."""
        data, width = self._objects.read(tree), width_of(tree)
        for name, inner in below.items():
            sign = b" %s\0" % name
            at = data.find(sign)
            while at >= 0:
                is_file = data[at - 6 : at] in _MODES
                if is_file if isinstance(inner, str) else data[at - 5 : at] == _FOLDER:
                    start = at + len(sign)
                    yield start, inner, data[start : start + width].hex(), width
                    break
                at = data.find(sign, at + 1)


def rewritten(raw: bytes, tree: str, ids: Mapping[str, str], message: Callable[[bytes], bytes]) -> bytes:
    """A commit with another tree, and the ids of other commits as `ids` has them; `message` may alter what it says."""
    head, _, said = raw.partition(b"\n\n")
    lines: list[bytes] = []
    drops = False
    for line in head.split(b"\n"):
        drops = line.startswith(_SIGNED) or (drops and line.startswith(b" "))
        if line.startswith(b"tree "):
            lines.append(b"tree " + tree.encode())
        elif line.startswith(b"parent "):
            lines.append(b"parent " + _other(line[7:], ids))
        elif not drops:
            lines.append(line)
    return b"\n".join(lines) + b"\n\n" + with_ids(message(said), ids)


def rewritten_tag(raw: bytes, ids: Mapping[str, str], message: Callable[[bytes], bytes]) -> bytes:
    """A tag of another commit, without its signature."""
    head, _, said = raw.partition(b"\n\n")
    first, _, rest = head.partition(b"\n")
    return b"object " + _other(first[7:], ids) + b"\n" + rest + b"\n\n" + message(_TAG_SIGNED.sub(b"", said))


def with_ids(text: bytes, ids: Mapping[str, str]) -> bytes:
    """A text with the ids of commits as they are now."""
    return _ID.sub(lambda found: _other(found[0], ids), text)


def is_signed(raw: bytes) -> bool:
    """Whether a commit has a signature."""
    return any(line.startswith(_SIGNED[:2]) for line in raw.partition(b"\n\n")[0].split(b"\n"))


class Rewriting:
    """Commits and tags as they become. `commits` are the ids of those that become others.

    `contents` has, for a path and a content there, the bytes in its place; `message` alters messages that imatter did
    not write (`is_ours` says which it did), and `known` are commits whose other form is there already.
    """

    def __init__(
        self, objects: Objects, format: Format, contents: Mapping[tuple[str, str], bytes],
        message: Callable[[bytes], bytes], is_ours: Callable[[bytes], bool], known: Mapping[str, str],
    ) -> None:  # fmt: skip
        self._objects = objects
        self._message = message
        self._is_ours = is_ours
        self._new = NewObjects(format)
        self._contents = Contents(objects, {path for path, _ in contents})
        self._instead = {row: self._new.add("blob", raw) for row, raw in contents.items()}
        self.commits = dict(known)
        self.unsigned = 0

    def write(self, commits: Sequence[Commit], told: Callable[[int, int], None] = lambda n, of: None) -> None:
        """Make what has to be made anew of these commits, each of which comes after its parents."""
        raws = self._objects.read_many(commit for commit, _ in commits)
        for n, ((commit, parents), raw) in enumerate(zip(commits, raws, strict=True)):
            told(n, len(commits))
            if commit in self.commits:
                continue
            old = tree_of(raw)
            tree = self._contents.with_others(old, self._new, self._instead)
            said = message_of(raw)
            speak = _unchanged if self._is_ours(said) else self._message
            if tree != old or any(parent in self.commits for parent in parents) or speak(said) != said:
                self.commits[commit] = self._new.add("commit", rewritten(raw, tree, self.commits, speak))
                self.unsigned += is_signed(raw)
                self._take_in(_MANY, _BYTES)
        self._take_in(1, 1)

    def moved(self, refs: Iterable[Ref], but: str) -> dict[str, Sequence[str]]:
        """What branches and tags name before and after (nothing: they go), without those that stay and the one `but`.

        What is only known of other places goes: they have it still.
        """
        found: dict[str, Sequence[str]] = {}
        for ref in refs:
            new = self._tag(ref.id) if ref.type == "tag" else self.commits.get(ref.id, ref.id)
            if new != ref.id and ref.name != but:
                found[ref.name] = (ref.id, "" if ref.name.startswith(_ELSEWHERE) else new)
        self._take_in(1, 1)
        return found

    def gone(self) -> list[str]:
        """What must be nowhere once nothing leads to the past as it was."""
        blobs = {name for _, name in self._instead} - set(self._instead.values())
        return sorted(blobs | {old for old, new in self.commits.items() if old != new})

    def _tag(self, id: str) -> str:
        raw = self._objects.read(id)
        of, kind = (line.partition(b" ")[2].decode() for line in raw.split(b"\n", 2)[:2])
        ids = {of: self._tag(of)} if kind == "tag" else self.commits
        if ids.get(of, of) == of and self._message(raw) == raw:
            return id
        return self._new.add("tag", rewritten_tag(raw, ids, self._message))

    def _take_in(self, many: int, size: int) -> None:
        """Have git take in what was made, where that is much by now."""
        if len(self._new.rows) >= many or sum(len(data) for _, data in self._new.rows.values()) >= size:
            take_in(self._objects.git, self._new)


def take_in(git: Git, new: NewObjects) -> None:
    """Have git take in what was made. What was odd in the past stays as it was."""
    if new.rows:
        git.run(*(word for word in new.command() if word != "--strict"), given=new.pack())
        new.rows.clear()


def _unchanged(text: bytes) -> bytes:
    return text


def _other(id: bytes, ids: Mapping[str, str]) -> bytes:
    return ids.get(id.decode("ascii"), id.decode("ascii")).encode()
