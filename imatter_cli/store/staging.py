"""New files next to their places, and putting them there: first everything that can fail, then renames."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress

from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.store import files
from imatter_cli.store.fault import fault
from imatter_cli.store.files import NotPlain
from imatter_cli.store.git.objects import Format, object_id
from imatter_cli.store.journal import JournalRow
from imatter_cli.store.paths import RECORDS

PREFIX = ".imatter-tmp-"


class Staging:
    """The files of one change in the folder `root`."""

    def __init__(self, root: str, format: Format) -> None:
        self._root = root
        self._format: Format = format

    def found(self, path: str) -> str:
        """The object id that the file at a path has now; empty if there is none. Raises NotPlain."""
        data = files.read(self._root, path)
        return "" if data is None else object_id(self._format, "blob", data)

    def put(self, row: JournalRow, data: bytes | None) -> None:
        """Write the new file next to its place and flush it. For a removal, check that the folder allows it.

        Raises OSError, NotPlain.
        """
        above, _, name = row.path.rpartition("/")
        with files.folder(self._root, above, create=data is not None) as at:
            files.remove_in(at, row.temp)
            files.write_new(at, row.temp, data or b"", 0o777 if row.mode == "100755" else 0o666)
            if data is None:
                files.remove_in(at, row.temp)
                return
            with suppress(FileNotFoundError):
                there = os.stat(name, dir_fd=at, follow_symlinks=False)
                os.chmod(row.temp, stat.S_IMODE(there.st_mode), dir_fd=at)

    def land(self, rows: Iterable[JournalRow]) -> list[str]:
        """Put each file in its place unless somebody edited it meanwhile; sentences on those. Raises OSError."""
        notes = []
        for row in rows:
            if not self._land(row):
                said = Said(
                    "{path} was edited by hand in the meantime and left as it is. To save the edit: ", path=row.path
                )
                notes.append(str(Remedy(said, Command("save", row.path))))
            fault("landed-one")
        return notes

    def clear(self, rows: Iterable[JournalRow]) -> None:
        """Take away what `put` made, and folders that are empty without it. Raises OSError."""
        for row in rows:
            above = row.path.rpartition("/")[0]
            with suppress(FileNotFoundError, NotPlain), files.folder(self._root, above) as at:
                files.remove_in(at, row.temp)
            if not row.found:
                self._prune(above)

    def _land(self, row: JournalRow) -> bool:
        above, _, name = row.path.rpartition("/")
        try:
            now = self.found(row.path)
            if now not in (row.new, row.found):
                self.clear([row])
                return False
            with files.folder(self._root, above) as at:
                if now == row.new:
                    files.remove_in(at, row.temp)
                elif not row.new:
                    files.remove_in(at, name)
                elif row.found:
                    os.rename(row.temp, name, src_dir_fd=at, dst_dir_fd=at)
                else:
                    _rename_to_free(at, row.temp, name)
                os.fsync(at)
        except FileNotFoundError:
            return not row.new  # the folder went, and with it what was to go
        except (NotPlain, FileExistsError):
            self.clear([row])
            return False
        if not row.new:
            self._prune(above)
        return True

    def _prune(self, above: str) -> None:
        while above not in ("", RECORDS):
            outer, _, name = above.rpartition("/")
            try:
                with files.folder(self._root, outer) as at:
                    os.rmdir(name, dir_fd=at)
            except (OSError, NotPlain):
                return
            above = outer


def _rename_to_free(at: int, temp: str, name: str) -> None:
    try:
        os.link(temp, name, src_dir_fd=at, dst_dir_fd=at, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        os.rename(temp, name, src_dir_fd=at, dst_dir_fd=at)  # a file system without links
        return
    files.remove_in(at, temp)
