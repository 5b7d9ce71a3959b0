"""A store in a git repository: the contract, handed on to the parts that keep it."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from imatter_cli.errors import BadValue, Broken, ImatterError, NotFound, StoreTrouble
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Prose, Said
from imatter_cli.store import journal
from imatter_cli.store.cache.slots import Slots
from imatter_cli.store.contract import Cache, Change, Reader, Receipt, Revision, Staged, Store, Telling, Trail
from imatter_cli.store.git.place import git_folder, is_cut, no_repository, plain_setting, refuse_elsewhere
from imatter_cli.store.paths import RECORDS, is_record_id, path_for
from imatter_cli.store.worktree import WorkTree

if TYPE_CHECKING:
    from imatter_cli.store.anew import Erasing
    from imatter_cli.store.git.objects import Objects
    from imatter_cli.store.git.process import Git
    from imatter_cli.store.git.repository import Repository
    from imatter_cli.store.sharing import Address, Meeting, Told

# What writes, looks into the past or starts git is imported where it is needed: showing a record needs none of it.


def open_store(path: str) -> Store:
    """The store in the folder `path` (its top, as `locate` gives it). Raises StoreTrouble (code no-git)."""
    return GitStore(path)


class GitStore(WorkTree):
    """Store over one git work tree: its records as the files are now, and their past."""

    def __init__(self, root: str) -> None:
        root = os.path.abspath(root)
        git_dir = git_folder(root)
        if not git_dir:
            raise no_repository(root)
        refuse_elsewhere(root, git_dir)
        super().__init__(root, git_dir, Slots(root))
        self._reading: Objects | None = None

    def close(self) -> None:
        """See contract.Store."""
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def tell(self, told: Telling) -> None:
        """See contract.Store."""
        self.told = told

    def _git(self) -> Git:
        """Git in this folder. What runs git is loaded only when it is needed, so that reading starts sooner."""
        from imatter_cli.store.git.process import Git

        return Git(self.root)

    def _repository(self) -> Repository:
        """The repository in this folder, to be written to."""
        from imatter_cli.store.git.repository import open_repository

        return open_repository(self.root)

    def _objects(self) -> Objects:
        """The one git that reads the history, as long as this is in use."""
        from imatter_cli.store.git.objects import Objects

        if self._reading is None:
            self._reading = Objects(self._git())
        return self._reading

    def transact(self, plan: Callable[[Reader], Change], *, dry_run: bool = False) -> Receipt:
        """See contract.Store."""
        return self.transact_all(lambda base: [plan(base)], dry_run=dry_run)[0]

    def transact_all(self, plan: Callable[[Reader], Sequence[Change]], *, dry_run: bool = False) -> list[Receipt]:
        """See contract.Store."""
        from imatter_cli.store import transaction

        return transaction.transact(self._repository(), self._objects(), plan, dry_run=dry_run)

    def history(self, id: str = "", since: str = "", tip: str = "") -> Iterator[Revision]:
        """See contract.Store."""
        from imatter_cli.store import past
        from imatter_cli.store.git.history import revisions

        if id and not is_record_id(id):
            raise NotFound(Said("There is no record {given!r}.", given=Prose(id)), details={"id": id})
        start = past.resolve(self._objects(), since) if since else ""
        last = past.resolve(self._objects(), tip) if tip else self.head()
        return revisions(self.root, last, start, path_for(id) if id else "") if last else iter(())

    def answers(self) -> Iterator[Revision]:
        """See contract.Store."""
        from imatter_cli.store.git.saying import answers

        last = self.head()
        return answers(self._git(), last, self._slots) if last else iter(())

    def head(self) -> str:
        """See contract.Store."""
        from imatter_cli.store.git.head import head_in

        return head_in(self._objects())

    def is_cut(self) -> bool:
        """See contract.Store."""
        return is_cut(self.root)

    def trail(self, tip: str = "", since: str = "") -> Trail:
        """See contract.Store."""
        from imatter_cli.store.git.trail import GitTrail

        return GitTrail(self._objects(), tip or self.head(), since, partial(self.told, "history"))

    def at(self, commit: str) -> Reader:
        """See contract.Store."""
        from imatter_cli.store import past

        return past.at(self._objects(), commit)

    def staged(self) -> Staged:
        """See contract.Store."""
        from imatter_cli.store.staged import staged

        return staged(self._objects(), self._git_dir)

    def edited(self) -> list[str]:
        """See contract.Store."""
        from imatter_cli.store.handedits import edited

        return edited(self._git(), self.root)

    def ignored(self) -> list[str]:
        """See contract.Store."""
        from imatter_cli.store.git import ignored

        return ignored.ignored(self.root, self._git_dir)

    def left_out(self) -> list[str]:
        """See contract.Store."""
        from imatter_cli.store.git import ignored

        return ignored.left_out(self.root, self._git_dir)

    def cache(self) -> Cache:
        """See contract.Store."""
        from imatter_cli.store.cache.states import States

        return States(self, self._slots, self.head)

    def obstacle(self) -> ImatterError | None:
        """See contract.Store."""
        from imatter_cli.store.git import underway
        from imatter_cli.store.git.head import is_detached

        found = underway.under_way(self.root, self._git_dir)
        if found is not None:
            return found
        git = self._git()
        asked = git.start("ls-files", "-u", "-z", "--", RECORDS)
        try:
            if self.head() and is_detached(git, self._git_dir):
                return underway.detached(self.root, self._git_dir)
        except StoreTrouble as lost:
            return lost
        finally:
            lines = os.fsdecode(asked.finish().out).split("\0")[:-1]
        paths = sorted({line.partition("\t")[2] for line in lines})
        return underway.unmerged(self.root, paths) if paths else None

    def unfinished(self) -> str:
        """See contract.Store. Raises StoreTrouble (code journal) for a journal that cannot be understood."""
        if not journal.stands(self._home):
            return ""
        from imatter_cli.store.lock import is_free

        found = journal.read(self._home) if is_free(self._home) else None
        if found is None:
            return ""
        waiting = Said(
            "An interrupted change ({subject}) is waiting. To finish or drop it: ", subject=Prose(found.subject)
        )
        return str(Remedy(waiting, Command("recover")))

    def recover(self) -> list[str]:
        """See contract.Store."""
        from imatter_cli.store.lock import folder_lock
        from imatter_cli.store.recovery import is_tidy, settle

        if is_tidy(self._home):
            return []
        repository = self._repository()
        with folder_lock(repository.home) as descriptor:
            return settle(repository.keeping(descriptor))

    def put_back(self, *, dry_run: bool = False) -> list[str]:
        """See contract.Store."""
        from imatter_cli.store import putting_back
        from imatter_cli.store.lock import folder_lock, read_only

        gone = putting_back.deleted(self._git())
        if dry_run or not gone:
            return gone
        repository = self._repository()
        with folder_lock(repository.home) as descriptor:
            try:
                return putting_back.put_back(repository.keeping(descriptor))
            except OSError as e:
                raise read_only(repository.top, e) from e

    def ready(self) -> None:
        """See contract.Store."""
        from imatter_cli.store import transaction

        transaction.refuse_unready(self._repository(), self._objects())

    def store_id(self) -> str:
        """See contract.Store."""
        from imatter_cli.store import clone

        try:
            programme = self.programme()
        except (NotFound, Broken):
            programme = {}
        return clone.store_id(self.root, programme)

    def clone_id(self, *, make: bool = False) -> str:
        """See contract.Store."""
        from imatter_cli.store import clone

        return (clone.claim if make else clone.clone_id)(self.root, self._home)

    def trust_clock(self) -> None:
        """See contract.Store."""
        from imatter_cli.store.git.clock import TRUSTED

        self.set_setting(TRUSTED, self.head())

    def take_code(self, person: str) -> None:
        """See contract.Store."""
        from imatter_cli.store.git import names

        names.take_code(self._git(), self.head(), person)

    def shared_at(self) -> Address | None:
        """See contract.Store."""
        from imatter_cli.store import remotes

        return remotes.confirmed(self.clone_id())

    def share_at(self, address: Address) -> None:
        """See contract.Store."""
        from imatter_cli.store import remotes

        remotes.confirm(self.clone_id(make=True), address, self.root)

    def meet(self, address: Address, *, anew: bool = False, asks: bool = False, told: Told | None = None) -> Meeting:
        """See contract.Store."""
        from imatter_cli.store.meeting import GitMeeting

        return GitMeeting(self._repository(), address, anew=anew, asks=asks, told=told)

    def reopen(self, wrong: Callable[[Trail], Collection[str]]) -> list[str]:
        """See contract.Store."""
        from imatter_cli.store import reopening

        return reopening.reopen(self._repository(), wrong)

    def erasing(self) -> Erasing:
        """See contract.Store."""
        from imatter_cli.store.erasing import GitErasing

        return GitErasing(self._repository(), self.told)

    def setting(self, name: str) -> str:
        """See contract.Store."""
        key = _setting(name)
        found = plain_setting(self._git_dir, *key.split(".", 1))
        if found is not None:
            return found
        return self._git().look("config", "--local", "--get", key)

    def set_setting(self, name: str, value: str) -> None:
        """See contract.Store."""
        result = self._git().ask("config", "--local", _setting(name), value)
        if result.code != 0:
            raise StoreTrouble(
                Said("{name} could not be saved in this copy's settings.", name=name), hint="Try again.", code="git",
                details={"git": result.words},
            )  # fmt: skip


def _setting(name: str) -> str:
    if not name.isascii() or not name.replace("-", "").isalnum() or not name[0].isalpha():
        raise BadValue(
            Said("{given!r} is not the name of a setting.", given=Prose(name)),
            hint="Use letters, digits and hyphens, as in `me`.",
        )
    return f"imatter.{name}"
