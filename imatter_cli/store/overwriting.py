"""What a change must not overwrite: edits by hand, what is staged in git, and links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imatter_cli.classes import immutable
from imatter_cli.errors import EditedByHand, Refused, StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.remedies import Command, Remedy, ShellLine
from imatter_cli.said import Many, Said
from imatter_cli.store import files
from imatter_cli.store.files import NotPlain
from imatter_cli.store.git import index
from imatter_cli.store.git.objects import TreeEntry
from imatter_cli.store.git.repository import Repository
from imatter_cli.store.rendering import Target
from imatter_cli.store.snapshot import Snapshot


@immutable
class Compared:
    """A target with what the commit before and the folder have at its path."""

    target: Target
    entry: TreeEntry | None
    old: bytes | None
    found: bytes | None

    @property
    def is_edited(self) -> bool:
        """Whether somebody changed it by hand, to something that this may not replace."""
        return self.found not in (self.old, self.target.new) and (
            self.found is None or self.found != self.target.replaces
        )


def compare(repository: Repository, base: Snapshot, targets: Sequence[Target]) -> list[Compared]:
    """The targets with what is at their paths. Raises Refused (code not-plain), StoreTrouble."""
    found = []
    for target in targets:
        try:
            old = base.bytes_at(target.path)
        except NotPlain as e:
            raise _not_plain(e) from None
        found.append(Compared(target, base.entry(target.path), old, read_plain(repository, target.path)))
    return found


def read_plain(repository: Repository, path: str) -> bytes | None:
    """What the folder has at a path; None if it has nothing. Raises as `compare`."""
    try:
        return files.read(repository.top, path)
    except NotPlain as e:
        raise _not_plain(e) from None
    except OSError as e:
        raise StoreTrouble(Said("{path} cannot be read: {why}.", path=path, why=reason(e)), code="unreadable") from e


def _not_plain(e: NotPlain) -> Refused:
    return Refused(
        Said("{what}. imatter does not write through it or over it.", what=e.said),
        hint="Records must be ordinary files in ordinary folders. Put one there, then try again.", code="not-plain",
        details={"path": e.path},
    )  # fmt: skip


def refuse_edited(repository: Repository, found: Sequence[Compared]) -> None:
    """Raises EditedByHand, and Refused (code sparse) for what this folder does not show."""
    edited = [f.target.path for f in found if f.is_edited]
    if not edited:
        return
    if repository.config.is_true("core.sparseCheckout"):
        lines = index.listed(index.ask(repository, edited).check())
        outside = [path for path in edited if path in lines and lines[path].outside]
        if outside:
            raise _outside(outside)
    here = [f.target.path for f in found if f.is_edited and f.found is not None]
    raise _by_hand(here) if here else _deleted(edited)


def refuse_staged(lines: Mapping[str, index.IndexLine], found: Sequence[Compared]) -> None:
    """Raises where git's index has something of its own for one of the files, which would be lost."""
    outside = [f.target.path for f in found if (line := lines.get(f.target.path)) and line.outside]
    if outside:
        raise _outside(outside)
    staged = []
    for file in found:
        line = lines.get(file.target.path)
        same = (line.id if line else "") == (file.entry.id if file.entry else "")
        if line is not None and line.stage:
            why = Said("{path} is in the middle of a merge.", path=file.target.path)
            raise Refused(why, hint="Finish the merge first.", code="merge")
        if not same and file.found != file.target.new:
            staged.append(file.target.path)
    if staged:
        raise EditedByHand(
            Said("git has other changes staged for {paths}. imatter does not overwrite them.", paths=Many(staged)),
            hint=Remedy(
                ShellLine("git", "restore", "--staged", *staged), " unstages them. Or commit them. Then try again."
            ),
            details={"paths": staged},
        )


def _outside(paths: Sequence[str]) -> Refused:
    return Refused(
        Said("{path} is not in the part of the store that this folder shows.", path=paths[0]),
        hint=Remedy(
            "Type: ", ShellLine("git", "sparse-checkout", "add", "records"),
            ". If you did not choose to see only a part, type: ",
            ShellLine("git", "update-index", "--no-skip-worktree", *paths),
        ),
        code="sparse", details={"paths": list(paths)},
    )  # fmt: skip


def _deleted(paths: Sequence[str]) -> EditedByHand:
    return EditedByHand(
        Said("The file {paths} was deleted by hand since it was last recorded.", paths=Many(paths)),
        hint=Remedy("To bring it back: ", Command("recover"), ". Then try again."), details={"paths": list(paths)},
    )  # fmt: skip


def _by_hand(paths: Sequence[str]) -> EditedByHand:
    return EditedByHand(
        Said(
            "{paths} was edited by hand since it was last recorded. imatter does not overwrite it.", paths=Many(paths)
        ),
        hint=Remedy("To save the edit: ", Command("save", *paths), ". Or undo it by hand. Then try again."),
        details={"paths": list(paths)},
    )
