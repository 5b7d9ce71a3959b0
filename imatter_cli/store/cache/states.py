"""Names for the states of a whole store, from the signs of its files if nothing has changed."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from imatter_cli.domain.kinds import KINDS
from imatter_cli.store import files
from imatter_cli.store.cache import folders
from imatter_cli.store.cache.slots import Slots
from imatter_cli.store.contract import CONTENT_SIZE, WORTH_KEEPING
from imatter_cli.store.files import NotPlain
from imatter_cli.store.git.place import is_cut
from imatter_cli.store.paths import MONTH, PROGRAMME_ID, RECORDS, ids_in
from imatter_cli.store.worktree import WorkTree

_PROGRAMME_NAME: Final = f"{PROGRAMME_ID}.yaml"
_BY_FOLDER: Final = {kind.folder: kind for kind in KINDS}


class States:
    """contract.Cache of a store in a git work tree."""

    def __init__(self, tree: WorkTree, slots: Slots, head: Callable[[], str]) -> None:
        self._root = tree.root
        self._head = head
        self._tree = tree
        self._slots = slots
        self._past = self._last_commit()

    def state(self) -> str:
        """See contract.Cache."""
        try:
            return _name(self._folds(), self._past) if self._past else ""
        except (NotPlain, OSError):
            return ""

    def state_of(self, contents: Mapping[str, bytes]) -> str:
        """See contract.Cache."""
        if self._last_commit() != self._past:
            return ""
        by_folder: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
        for path, content in contents.items():
            folder, _, name = path.rpartition("/")
            by_folder[folder].append((name, content))
        found = {}
        for folder, pairs in by_folder.items():
            records = sorted(pair for pair in pairs if pair[1])
            others = sorted(name for name, content in pairs if not content)
            found[folder] = _fold([name for name, _ in records], b"".join(c for _, c in records), others)
        return _name(found, self._past)

    def recall(self, name: str) -> Any:
        """See contract.Cache."""
        with self._slots.entry(name) as entry:
            return entry.body()

    def keep(self, name: str, value: Any) -> None:
        """See contract.Cache."""
        self._slots.put(name, None, value)

    def _folds(self) -> dict[str, bytes]:
        """Each folder's names and contents as one name; nothing where more than a few files have no sign."""
        found: dict[str, bytes] = {}
        for folder, at, names in _walk(self._root):
            if not names:
                continue
            told = folders.contents(self._slots, folder, at, names, partial(_ids_in, folder), WORTH_KEEPING)
            if told is None:
                return {}
            records = [f"{id}.yaml" for id in told[0]]
            known = frozenset(records)
            found[folder] = _fold(records, told[1], [name for name in names if name not in known])
        return found

    def _last_commit(self) -> str:
        """The last commit; empty where not all that came before it is here, or a change is unfinished."""
        return "" if self._tree.has_pending() or is_cut(self._root) else self._head()


def _walk(root: str) -> Iterator[tuple[str, int, list[str]]]:
    """Each folder of records/ with a descriptor open for that turn, and the sorted names in it that aren't folders.

    A folder with the name of a record counts among these: nothing in its place can be right.
    """
    waiting = [RECORDS]
    while waiting:
        folder = waiting.pop()
        with files.folder(root, folder) as at:
            names = []
            with os.scandir(at) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False) and not entry.name.endswith(".yaml"):
                        waiting.append(f"{folder}/{entry.name}")
                    else:
                        names.append(entry.name)
            yield folder, at, sorted(names)


def _ids_in(folder: str, names: Sequence[str]) -> Iterable[str]:
    """The ids of records (and of the programme) whose files a folder's names are, sorted."""
    _, _, below = folder.partition("/")
    above, _, month = below.partition("/")
    kind = _BY_FOLDER.get(above)
    if folder == RECORDS:
        return [PROGRAMME_ID] if _PROGRAMME_NAME in names else []
    if kind is None or bool(kind.prefix) != bool(MONTH.fullmatch(month)) or (month and not kind.prefix):
        return []
    return ids_in(kind, month, names)


def _fold(records: Sequence[str], contents: bytes, others: Iterable[str]) -> bytes:
    names = "\0".join((*records, "", *others)).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(names + b"\0\0" + contents, digest_size=CONTENT_SIZE).digest()


def _name(found: Mapping[str, bytes], past: str) -> str:
    """Empty where the past is not known, or nothing was found."""
    if not past or not found:
        return ""
    whole = hashlib.blake2b(past.encode(), digest_size=CONTENT_SIZE)
    for folder, fold in sorted(found.items()):
        whole.update(f"{folder}\0".encode("utf-8", "surrogateescape") + fold)
    return whole.hexdigest()
