"""git's objects: reading them through one process, and making new ones as one pack in memory.

Works for both object formats (SHA-1, 20 bytes; SHA-256, 32). Only the folders on the way to a changed file are
read and rewritten, so a change costs the same in a small and in a large store.
"""

from __future__ import annotations

import hashlib
import subprocess
import weakref
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from imatter_cli.classes import field, immutable, mutable
from imatter_cli.errors import Refused, StoreTrouble
from imatter_cli.remedies import Remedy, ShellLine
from imatter_cli.said import Said
from imatter_cli.store.git.process import Git

Format = Literal["sha1", "sha256"]
Type = Literal["blob", "tree", "commit", "tag"]

FILE_MODE = "100644"
FILE_MODES = ("100644", "100755")
FOLDER_MODE = "40000"

_PACK_TYPE: dict[str, int] = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}
#: From this many objects on, one pack stays one pack instead of as many files.
_PACK_FROM = 100
#: How long a git that is done with may take to end, in seconds.
_PATIENCE = 1.0
#: How many objects are asked for before the answers are read: few at first, since whoever asks may stop soon, and
#: in the end as many as don't quite fill a pipe.
_AT_FIRST, _AT_LAST = 20, 200


def object_id(format: Format, type: Type, data: bytes) -> str:
    """The id, in hexadecimal, of an object with this content."""
    digest = hashlib.new(format, usedforsecurity=False)
    digest.update(b"%s %d\0" % (type.encode(), len(data)))
    digest.update(data)
    return digest.hexdigest()


@immutable
class TreeEntry:
    """One name in a folder's tree: `mode` as git writes it (40000 for a folder), and the object's id."""

    mode: str
    id: str

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.mode == FOLDER_MODE

    @property
    def is_file(self) -> bool:
        """Whether it is a plain file: no link, no other repository."""
        return self.mode in FILE_MODES


Tree = dict[str, TreeEntry]


def width_of(id: str) -> int:
    """How many bytes an id has within a tree, in the format of this one."""
    return len(id) // 2


def format_of(id: str) -> Format:
    """The format that an id is in."""
    return "sha256" if width_of(id) == 32 else "sha1"


def read_tree(data: bytes, width: int) -> Tree:
    """A tree object's names, in its order; `width` is the length of an id in bytes."""
    tree: Tree = {}
    at = 0
    while at < len(data):
        nul = data.index(b"\0", at)
        mode, _, name = data[at:nul].partition(b" ")
        at = nul + 1 + width
        tree[name.decode("utf-8", "surrogateescape")] = TreeEntry(mode.decode("ascii"), data[nul + 1 : at].hex())
    return tree


def write_tree(tree: Tree) -> bytes:
    """The tree object of these names. git sorts a folder as if its name ended in a slash."""
    rows = [(name.encode("utf-8", "surrogateescape"), entry) for name, entry in tree.items()]
    rows.sort(key=lambda row: row[0] + b"/" if row[1].is_folder else row[0])
    return b"".join(b"%s %s\0%s" % (e.mode.encode(), name, bytes.fromhex(e.id)) for name, e in rows)


@mutable
class NewObjects:
    """Objects to be added, each once, by id."""

    format: Format
    rows: dict[str, tuple[Type, bytes]] = field(default_factory=dict)

    def add(self, type: Type, data: bytes) -> str:
        """Take an object in; returns its id."""
        id = object_id(self.format, type, data)
        self.rows[id] = (type, data)
        return id

    def pack(self) -> bytes:
        """All of them as one pack (gitformat-pack(5), version 2, no deltas)."""
        out = bytearray(b"PACK" + (2).to_bytes(4, "big") + len(self.rows).to_bytes(4, "big"))
        for type, data in self.rows.values():
            size = len(data)
            byte = _PACK_TYPE[type] << 4 | size & 15
            size >>= 4
            while size:
                out.append(byte | 128)
                byte = size & 127
                size >>= 7
            out.append(byte)
            out += zlib.compress(data, 1)
        return bytes(out) + hashlib.new(self.format, out, usedforsecurity=False).digest()

    def command(self) -> tuple[str, ...]:
        """The git that takes the pack in."""
        return taking_in(len(self.rows))


def taking_in(count: int) -> tuple[str, ...]:
    """The git that takes in a pack of so many objects: checked, and on the disk when it ends."""
    return ("unpack-objects", "-q", "--strict") if count < _PACK_FROM else ("index-pack", "--stdin", "--strict")


def end(process: subprocess.Popen[bytes]) -> None:
    """Close its pipes and wait for it, not for long."""
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue  # it died first and left bytes unsent: nothing is lost by that
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:  # it hangs, at a pipe in an object's place, say
        process.kill()
        process.wait()


class Objects:
    """Reading objects, through one git process that lives as long as this does."""

    def __init__(self, git: Git) -> None:
        self.git = git
        self._process = git.popen("cat-file", "--batch")
        self._end = weakref.finalize(self, end, self._process)
        self._trees: dict[str, Tree] = {}

    def __enter__(self) -> Objects:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._end()

    def resolve(self, name: str) -> tuple[str, bytes] | None:
        """Id and content of what a name stands for just now; None for a name that is not there."""
        self._ask((name,))
        return self._answer(name)

    def id_of(self, name: str) -> str:
        """The id of what a name stands for just now; empty for a name that is not there."""
        found = self.resolve(name)
        return found[0] if found is not None else ""

    def read(self, id: str) -> bytes:
        """An object's content. Raises StoreTrouble for one that is not here (a partial copy)."""
        found = self.resolve(id)
        if found is None:
            raise self._absent(id)
        return found[1]

    def read_many(self, ids: Iterable[str]) -> Iterator[bytes]:
        """The contents in the order asked for. Raises StoreTrouble for one that is not here."""
        waiting: list[str] = []
        ahead = _AT_FIRST
        for id in ids:
            waiting.append(id)
            if len(waiting) == ahead:
                yield from self._batch(waiting)
                waiting, ahead = [], min(2 * ahead, _AT_LAST)
        yield from self._batch(waiting)

    def tree(self, id: str) -> Tree:
        """A folder's names. Raises StoreTrouble."""
        if id not in self._trees:
            self._trees[id] = read_tree(self.read(id), width_of(id))
        return self._trees[id]

    def _batch(self, ids: list[str]) -> Iterator[bytes]:
        self._ask(ids)
        # All answers are taken in before the first is handed on: the caller may stop, or ask for something else.
        answers = [self._answer(id) for id in ids]
        for id, answer in zip(ids, answers, strict=True):
            if answer is None:
                raise self._absent(id)
            yield answer[1]

    def _ask(self, names: Iterable[str]) -> None:
        stdin = self._process.stdin
        assert stdin is not None  # noqa: S101 - started with a pipe
        try:
            stdin.write("".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape"))
            stdin.flush()
        except (OSError, ValueError) as e:
            raise self._dead() from e

    def _answer(self, name: str) -> tuple[str, bytes] | None:
        stdout = self._process.stdout
        assert stdout is not None  # noqa: S101 - started with a pipe
        head = stdout.readline().split()
        if not head:
            raise self._dead()
        if len(head) != 3 or not head[2].isdigit():
            return None
        size = int(head[2])
        data = stdout.read(size + 1)
        if len(data) != size + 1:
            raise self._dead()
        return head[0].decode("ascii"), data[:-1]

    def _absent(self, id: str) -> StoreTrouble:
        return StoreTrouble(
            Said("Part of the history is not here: object {object}.", object=id),
            hint=Remedy(
                "This may be a partial copy. Connect to the network and run `", ShellLine("git", "fetch", "--refetch"),
                "`, or make a full copy.",
            ),
            code="git",
        )  # fmt: skip

    def _dead(self) -> StoreTrouble:
        stderr = self._process.stderr
        words = stderr.read().decode("utf-8", "replace").strip() if stderr and not stderr.closed else ""
        return StoreTrouble(
            "git stopped while reading the history.",
            hint=Remedy(
                "A partial copy needs the network: connect, or make a full copy. `", ShellLine("git", "fsck"),
                "` lists what is missing.",
            ),
            code="git", details={"git": words},
        )  # fmt: skip


def entry_at(objects: Objects, root: str, path: str) -> TreeEntry | None:
    """What a path is in the tree with that id; None if it is not there. Walks the folders of this one path only."""
    if not root:
        return None
    entry: TreeEntry | None = TreeEntry(FOLDER_MODE, root)
    for part in path.split("/"):
        if entry is None or not entry.is_folder:
            return None
        entry = objects.tree(entry.id).get(part)
    return entry


def with_contents(objects: Objects, new: NewObjects, root: str, files: Mapping[str, bytes | None]) -> str:
    """The same with these contents, each in a file of the mode that it has. Raises as `rewrite`."""
    entries = {path: None if data is None else TreeEntry(_mode(objects, root, path), new.add("blob", data))
               for path, data in files.items()}  # fmt: skip
    return rewrite(objects, new, root, entries) if entries else root


def _mode(objects: Objects, root: str, path: str) -> str:
    entry = entry_at(objects, root, path)
    return entry.mode if entry is not None and entry.is_file else FILE_MODE


def rewrite(objects: Objects, new: NewObjects, root: str, files: Mapping[str, TreeEntry | None]) -> str:
    """What the tree `root` (empty: none) becomes with these files; None takes a file away, and folders left empty.

    Raises Refused where a folder is needed and the history has something else.
    """
    by_folder: dict[str, dict[str, TreeEntry | None]] = {}
    for path, entry in files.items():
        top, _, rest = path.partition("/")
        by_folder.setdefault(top, {})[rest] = entry
    tree = dict(_tree(objects, new, root)) if root else {}
    for name, inner in by_folder.items():
        there = tree.get(name)
        if "" in inner:
            becomes = inner[""]
        else:
            if there is not None and not there.is_folder:
                raise Refused(
                    Said("{path} should be a folder, but in the history it is not.", path=name), code="not-a-folder"
                )
            id = rewrite(objects, new, there.id if there else "", inner)
            becomes = TreeEntry(FOLDER_MODE, id) if new.rows[id][1] else None
        if becomes is None:
            tree.pop(name, None)
        else:
            tree[name] = becomes
    return new.add("tree", write_tree(tree))


def _tree(objects: Objects, new: NewObjects, id: str) -> Tree:
    """A folder's names, also of a tree that is not written yet."""
    return read_tree(new.rows[id][1], width_of(id)) if id in new.rows else objects.tree(id)
