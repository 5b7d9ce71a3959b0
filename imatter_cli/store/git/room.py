"""A room to meet in: a repository of our own, for one sync, in which git fetches and from which it pushes.

It sees the store's objects and has none of the store's settings. What comes in lies here until it was judged; only then
does it become part of the store. It goes when the sync ends, and what a killed one left goes with the next.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

from imatter_cli.classes import immutable
from imatter_cli.errors import Refused, StoreTrouble
from imatter_cli.said import Said
from imatter_cli.store import files
from imatter_cli.store.git.difference import brought
from imatter_cli.store.git.objects import FILE_MODES, taking_in
from imatter_cli.store.git.place import refuse_odd_branch
from imatter_cli.store.git.process import Git
from imatter_cli.store.git.repository import Repository
from imatter_cli.store.lock import read_only
from imatter_cli.store.paths import SIZE_LIMIT, id_for, is_plain_path

_PREFIX = "room-"
#: Where the store keeps what it last knew to be published.
PUBLISHED = "refs/imatter/published"


@contextmanager
def room(repository: Repository, mine: str) -> Iterator[Git]:
    """A git in such a room, which knows the commit `mine`. Raises StoreTrouble (codes locked, read-only)."""
    try:
        os.makedirs(repository.home, exist_ok=True)
        lock = os.open(repository.home, files.FOLDER | os.O_NOFOLLOW)
    except OSError as e:
        raise read_only(repository.home, e) from e
    place = ""
    try:
        _be_alone(lock)
        _clear(repository.home)
        place = _furnished(repository, mine)
        yield Git(place).with_options("--git-dir=.")
    finally:
        if place:
            shutil.rmtree(place, ignore_errors=True)
        os.close(lock)


def _be_alone(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreTrouble(
            "Another sync of this store is under way.", hint="Wait for it to finish, then try again.", code="locked"
        ) from None


def _furnished(repository: Repository, mine: str) -> str:
    sha256 = repository.format == "sha256"
    config = f"[core]\n\trepositoryformatversion = {int(sha256)}\n\tbare = true\n"
    try:
        place = tempfile.mkdtemp(prefix=_PREFIX, dir=repository.home)
        for folder in ("objects/info", "objects/pack", "refs/heads"):
            os.makedirs(os.path.join(place, folder))
        for name, text in {
            "HEAD": "ref: refs/heads/mine\n",
            "config": config + ("[extensions]\n\tobjectFormat = sha256\n" if sha256 else ""),
            "objects/info/alternates": os.path.join(repository.common_dir, "objects") + "\n",
            **({"refs/heads/mine": f"{mine}\n"} if mine else {}),
        }.items():
            with open(os.path.join(place, name), "w", encoding="utf-8", errors="surrogateescape") as file:
                file.write(text)
    except OSError as e:
        raise read_only(repository.home, e) from e
    return place


@immutable
class Incoming:
    """What a remote's last commit brings that is not in `mine`, in a room."""

    git: Git
    commit: str
    mine: str
    place: str

    def commits(self) -> list[str]:
        """The new commits, each after its parents."""
        listed = self.git.run("rev-list", "--topo-order", "--reverse", self.commit, *self._not_mine(), "--")
        return listed.text.split()

    def refuse_odd(self) -> None:
        """Raises Refused (code remote-unsound) for links, other repositories, odd names and huge files."""
        what = odd(self.git, self.commits())
        if what is not None:
            raise Refused(
                Said("{place} has {what}. Nothing was taken in.", place=self.place, what=what),
                hint="Ask the person who made that change to take it out. Your own copy was not changed.",
                code="remote-unsound", details={"remote": self.place},
            )  # fmt: skip

    def adopt(self, repository: Repository) -> None:
        """Make it part of the store's objects, and keep it from being tidied away. Raises StoreTrouble."""
        adopt(repository, self.git, [self.commit], [self.mine] if self.mine else [])
        remember(repository, self.commit)

    def _not_mine(self) -> list[str]:
        return [f"^{self.mine}"] if self.mine else []


def odd(git: Git, commits: Sequence[str]) -> Said | None:
    """What these commits (each after its parents) bring that no copy takes in, if there is such a thing."""
    rows = [row for row in brought(git, commits) if row.new]
    for row in rows:
        if not is_plain_path(row.path) or row.path.rpartition("/")[2] == ".gitmodules":
            return Said("a file with an odd name ({path})", path=_readable(row.path))
        if row.new_mode not in FILE_MODES:
            return Said("{path}, which is a link or another repository and not an ordinary file", path=row.path)
    given = "".join(f"{id}\n" for id in dict.fromkeys(row.new for row in rows)).encode()
    sizes = git.run("cat-file", "--batch-check=%(objectname) %(objectsize)", given=given).text.splitlines()
    large = {id for id, size in (line.split(" ") for line in sizes) if not size.isdigit() or int(size) > SIZE_LIMIT}
    for row in rows:
        if row.new in large:
            return Said("{path}, which is larger than {limit} MiB", path=row.path, limit=SIZE_LIMIT // 1024 // 1024)
    named = [row.path for row in rows if not row.old and id_for(row.path) is None]
    return _twins(git, commits[-1], named) if named else None


def first_odd(git: Git, *commits: str) -> tuple[str, Said] | None:
    """The first of the commits that `git rev-list` lists for these that brings such a thing, and what that is."""
    listed = git.run("rev-list", "--topo-order", "--reverse", *commits, "--").text.split()
    if not listed or odd(git, listed) is None:
        return None
    return next(((commit, what) for commit in listed if (what := odd(git, [commit])) is not None), None)


def _twins(git: Git, commit: str, named: Sequence[str]) -> Said | None:
    """One of these files that another computer would take for a second one, or for the folder of one."""
    there: dict[str, str] = {}
    for path in os.fsdecode(git.run("ls-tree", "-r", "-t", "-z", "--name-only", commit).out).split("\0")[:-1]:
        other = there.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path and any(f"{one}/".startswith((f"{path}/", f"{other}/")) for one in named):
            return Said("{path} and {other}, which some computers take for the same name", path=path, other=other)
    return None


def adopt(repository: Repository, git: Git, commits: Iterable[str], known: Iterable[str]) -> None:
    """Make commits of a room part of the store's objects; what leads to those that are `known` is there already."""
    given = "".join(f"{word}\n" for word in (*commits, *(f"^{commit}" for commit in known))).encode()
    pack = git.run("pack-objects", "--revs", "--stdout", "-q", "--delta-base-offset", given=given).out
    count = int.from_bytes(pack[8:12], "big")
    if count:
        repository.git.run(*taking_in(count), given=pack)


def clear_left(home: str) -> None:
    """Take away the rooms that killed syncs left, with what came in; nothing while a sync is under way."""
    with suppress(StoreTrouble), files.opened(home, files.FOLDER | os.O_NOFOLLOW) as lock:
        _be_alone(lock)
        _clear(home)


def _clear(home: str) -> None:
    for name in os.listdir(home):
        if name.startswith(_PREFIX):
            shutil.rmtree(os.path.join(home, name), ignore_errors=True)


def _readable(path: str) -> str:
    """A name that may hold anything, as it can be shown."""
    return path.encode("unicode_escape").decode("ascii")[:80]


def published(repository: Repository) -> str:
    """The commit that was last known to be published; empty if none is."""
    refuse_odd_branch(repository.common_dir, PUBLISHED)
    return repository.git.look("rev-parse", "-q", "--verify", f"{PUBLISHED}^{{commit}}")


def remember(repository: Repository, commit: str) -> None:
    """Keep a commit as what was last published."""
    refuse_odd_branch(repository.common_dir, PUBLISHED)
    repository.git.run("update-ref", "--no-deref", PUBLISHED, commit)
