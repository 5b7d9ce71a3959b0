"""The journal of the one change that is being made: enough to finish or drop it after a crash.

It stands from before anything is put in place until all of it is, as `imatter/journal` in git's own folder.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from imatter_cli import apart
from imatter_cli.classes import as_dict, immutable
from imatter_cli.errors import StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.said import Said
from imatter_cli.store import files
from imatter_cli.store.paths import is_plain_path

NAME = "journal"
VERSION = 1
#: Longer than any change's; what is longer was not written here.
_LIMIT = 64 * 1024 * 1024

# What a journal may name. One that came with a store might otherwise have files outside it written or deleted.
_ID = r"[0-9a-f]{40}|[0-9a-f]{64}"
_REF = r"refs(?:/[^/\x00-\x20\x7f]+)+"
_TEMP = r"\.imatter-tmp-[0-9a-f]{12}-[0-9]+"
_MODE = r"100644|100755"


@immutable
class JournalRow:
    """One file of the change.

    `old` and `new` are the objects' ids before and after, `found` that of the file as it was in the folder when
    the change was made (which differs from `old` where a hand edit is saved); each is empty where nothing was.
    `mode` is the file's mode in the commit, `temp` the name of the new file next to it.
    """

    path: str
    old: str
    new: str
    found: str
    mode: str
    temp: str


@immutable
class ToForget:
    """What is still to be done once the branch has moved to a past that was written anew.

    `refs` are other branches and tags, each with the object that it names before and after (empty: it goes), `commits`
    the ids of commits before and after. `gone` are objects that must be nowhere in the end, and `files` what an editor
    left next to the records. `drafts` and `reports` of faults are kept outside the store, and have the words. `agreed`
    names what else the person agreed to (agreed.py).
    """

    refs: Mapping[str, Sequence[str]]
    commits: Mapping[str, str]
    gone: Sequence[str]
    files: Sequence[str] = ()
    drafts: Sequence[str] = ()
    reports: Sequence[str] = ()
    agreed: str = ""


@immutable
class Journal:
    """A change on its way: the branch's ref, the commits before (empty: none) and after, its subject, its files.

    Where words are erased with it, `erasure` says what comes after it.
    """

    ref: str
    base: str
    commit: str
    subject: str
    rows: Sequence[JournalRow]
    erasure: ToForget | None = None


def stands(home: str) -> bool:
    """Whether there is a journal."""
    return os.path.lexists(os.path.join(home, NAME))


def write(home: str, journal: Journal) -> None:
    """Put it down so that it survives a crash of the machine. Raises OSError."""
    rows = [as_dict(row) for row in journal.rows]
    whole = {"version": VERSION, **as_dict(journal), "rows": rows}
    erasure = whole.pop("erasure")  # named only where there is one: so other versions can read all other journals
    if erasure is not None:
        whole["erasure"] = as_dict(erasure)
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    with files.opened(home, files.FOLDER) as at:
        files.remove_in(at, f"{NAME}.tmp")
        files.write_new(at, f"{NAME}.tmp", text.encode("utf-8", "surrogateescape"))
        os.rename(f"{NAME}.tmp", NAME, src_dir_fd=at, dst_dir_fd=at)
        os.fsync(at)


def read(home: str) -> Journal | None:
    """The journal, if there is one. Raises StoreTrouble (code journal) for one that cannot be understood."""
    path = os.path.join(home, NAME)
    try:
        data: Any = json.loads(files.beginning(path, _LIMIT))
        if data.pop("version") != VERSION:
            raise _unclear(path, Said("another version of imatter wrote it"))
        rows = [JournalRow(**row) for row in data.pop("rows")]
        erasure = data.pop("erasure", None)
        found = Journal(rows=rows, erasure=ToForget(**erasure) if erasure is not None else None, **data)
        if not _is_sound(found):
            raise _unclear(path, Said("it names something that a change of records can't"))
        return found
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
        raise _unclear(path, Said("it is damaged")) from e
    except OSError as e:
        raise _unclear(path, Said("it can't be read ({reason})", reason=reason(e))) from e


def clear(home: str) -> None:
    """Take the journal away, durably. Raises OSError."""
    with suppress(FileNotFoundError):
        os.unlink(os.path.join(home, NAME))
    files.sync_folder(home)


def _is_sound(journal: Journal) -> bool:
    """Whether it names only ids, files within the folder and a branch."""
    ids = [journal.commit, *(id for row in journal.rows for id in (row.old, row.new, row.found) if id)]
    fits = (
        all(re.fullmatch(_ID, id) for id in (*ids, *([journal.base] if journal.base else [])))
        and re.fullmatch(_REF, journal.ref)
        and all(is_plain_path(row.path) for row in journal.rows)
        and all(re.fullmatch(_TEMP, row.temp) and re.fullmatch(_MODE, row.mode) for row in journal.rows)
        and isinstance(journal.subject, str)
        and (journal.erasure is None or _is_sound_erasure(journal.erasure))
    )
    return bool(fits) and is_plain_path(journal.ref)


def _is_sound_erasure(erasure: ToForget) -> bool:
    ids = [*(id for pair in erasure.refs.values() for id in pair if id), *erasure.gone]
    ids += [id for pair in erasure.commits.items() for id in pair]
    return (
        all(re.fullmatch(_ID, id) for id in ids)
        and all(re.fullmatch(_REF, name) and is_plain_path(name) for name in erasure.refs)
        and all(is_plain_path(path) for path in erasure.files)
        and apart.is_sound([*erasure.drafts, *erasure.reports, *filter(None, [erasure.agreed])])
    )


def _unclear(path: str, why: Said) -> StoreTrouble:
    return StoreTrouble(
        Said("A change was interrupted. Its note is in {path}, but {why}.", path=path, why=why),
        hint="Keep a copy of that file and of records/. Read the note, delete it and try again.", code="journal",
    )  # fmt: skip
