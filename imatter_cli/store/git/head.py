"""The commit that a store's history ends with. A history that is lost is never taken for one that has not begun."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from imatter_cli.classes import immutable
from imatter_cli.domain.ids import PROGRAMME_PATH, id_at
from imatter_cli.errors import StoreTrouble
from imatter_cli.remedies import Command, Remedy, ShellLine
from imatter_cli.said import Prose, Said
from imatter_cli.store import files
from imatter_cli.store.git.objects import Objects
from imatter_cli.store.git.process import Git, trouble
from imatter_cli.store.paths import RECORDS

_REF = "ref: "
_BRANCHES = "refs/heads/"
_ID = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
#: More of the log of a branch's movements is not read: its newest end.
_LOG_LIMIT = 1024 * 1024
#: Where no log says which commit was the last, so many of the newest are looked at.
_LOOKED_AT = 1000
_ELSEWHERE = "Keep a copy of this folder as it is. Another copy of the store, such as a backup, still has its history."


def head(git: Git) -> str:
    """HEAD's commit; empty where no history has begun. Raises StoreTrouble (code lost-history, git)."""
    found = git.ask("rev-parse", "-q", "--verify", "HEAD^{commit}")
    if found.code == 0:
        return found.text
    refuse_lost(git)
    return ""


def head_in(objects: Objects) -> str:
    """The same, asked of a git that is reading already."""
    try:
        found = objects.id_of("HEAD^{commit}")
    except StoreTrouble:  # the git that only asks for HEAD says best what is wrong
        return head(objects.git)
    if not found:
        refuse_lost(objects.git)
    return found


def is_detached(git: Git, git_dir: str) -> bool:
    """Whether HEAD names a commit and no branch."""
    return not branch(git, git_dir)


def refuse_lost(git: Git) -> None:
    """Raises StoreTrouble (code lost-history) where HEAD has no commit, though the store had a history.

    What shows that: a branch that is there and can't be read, the log of where HEAD and the branch were, other
    branches, commits that nothing leads to any more, and records in the folder, which say what happened to them.
    Commits without records are somebody else's history, and records that are staged are about to begin one, if what
    was staged of them is there: an index can be all that is left of a history.
    """
    place = _place(git)
    last = _last(git, place)
    if last is not None or place.is_damaged or not place.ref:
        raise _lost(git, place, last)
    if any(id_at(path) for path in files.walk(git.folder, RECORDS)) and not (staged := _staged(git)).is_whole:
        raise _gone(git, place, staged)


@immutable
class _Place:
    """Where HEAD leads: the branch (empty: none), the file that would say where it is, and what all branches name.

    `logged` are the commits at which the branch and HEAD were, the last first.
    """

    ref: str
    file: str
    branches: Mapping[str, str]
    logged: tuple[str, ...]

    @property
    def is_damaged(self) -> bool:
        """Whether the branch is there at all."""
        return os.path.lexists(self.file) or self.ref in self.branches


@immutable
class _Last:
    """The last commit that can be told; `is_here` says whether it can be read, too."""

    commit: str
    is_here: bool
    subject: str = ""
    branches: tuple[str, ...] = ()


@immutable
class _Staged:
    """Whether any record is staged, and whether git has the contents of each that is."""

    any: bool
    has_all: bool

    @property
    def is_whole(self) -> bool:
        """Whether a first change can be made of what is staged."""
        return self.any and self.has_all


def _staged(git: Git) -> _Staged:
    entries = git.ask("ls-files", "--stage", "-z", "--", RECORDS).out.split(b"\0")[:-1]
    given = b"".join(entry.split(b" ", 2)[1] + b"\n" for entry in entries)
    looked_at = git.ask("cat-file", "--batch-check", given=given).out if entries else b""
    return _Staged(bool(entries), b" missing\n" not in looked_at)


def _place(git: Git) -> _Place:
    asked = git.ask("rev-parse", "--absolute-git-dir", "--git-common-dir")
    if asked.code != 0:
        raise trouble("rev-parse", asked, git.folder)
    git_dir, common = asked.text.split("\n")
    common_dir = os.path.normpath(os.path.join(git.folder, common))
    ref = branch(git, git_dir)
    listed = git.ask("for-each-ref", "--format=%(refname) %(objectname)").text.splitlines()
    logs = [os.path.join(common_dir, "logs", ref), os.path.join(git_dir, "logs", "HEAD")]
    return _Place(
        ref,
        os.path.join(common_dir, ref) if ref else os.path.join(git_dir, "HEAD"),
        dict(line.split(" ") for line in listed),
        tuple(dict.fromkeys(commit for log in logs for commit in _logged(log))),
    )


def branch(git: Git, git_dir: str) -> str:
    """The branch that HEAD names; empty where it names none. Git itself answers only for a branch it can read."""
    with suppress(OSError):
        line = os.fsdecode(files.beginning(os.path.join(git_dir, "HEAD"), 8192)).partition("\n")[0].strip()
        name = line.removeprefix(_REF).strip()
        if line.startswith(_REF) and name != f"{_BRANCHES}.invalid":
            return name
    return git.ask("symbolic-ref", "-q", "HEAD").text  # a reftable keeps it elsewhere


def _logged(log: str) -> Iterator[str]:
    """Where a branch was, the last first (gitrepository-layout(5), logs)."""
    with suppress(OSError), open(log, "rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - _LOG_LIMIT))
        for line in reversed(file.read(_LOG_LIMIT).split(b"\n")):
            new = line.split(b" ", 2)[1:2]
            if new and _ID.fullmatch(new[0]) and new[0].strip(b"0"):
                yield new[0].decode("ascii")


def _last(git: Git, place: _Place) -> _Last | None:
    """The newest commit with records that the logs, the branches or the objects still name."""
    commit, missing = _with_records(git, place.logged)
    commit = commit or _with_records(git, _newest_first(git, place.branches.values()))[0]
    if not commit and os.path.lexists(os.path.join(git.folder, PROGRAMME_PATH)):
        # without a programme's file nothing was ever in place: they may be those of a first change that was cut off
        commit = _with_records(git, _newest_first(git, _all(git)))[0]
    if not commit:
        return _Last(missing, is_here=False) if missing else None
    subject = git.ask("log", "-1", "--no-show-signature", "--no-color", "--format=%s", commit, "--").text
    return _Last(commit, True, subject, tuple(name for name, at in place.branches.items() if at == commit))


def _with_records(git: Git, commits: Iterable[str]) -> tuple[str, str]:
    """The first of these commits that has records, and the first that is not here; each empty if there is none."""
    wanted = list(commits)[:_LOOKED_AT]
    if not wanted:
        return "", ""
    given = "".join(f"{commit}\n{commit}:{RECORDS}\n" for commit in wanted).encode()
    lines = [line.split(" ") for line in git.ask("cat-file", "--batch-check", given=given).text.splitlines()]
    there = list(zip(wanted, lines[::2], lines[1::2], strict=False))
    missing = next((commit for commit, own, _ in there if own[-1] == "missing"), "")
    return next((commit for commit, _, records in there if records[1:2] == ["tree"]), ""), missing


def _newest_first(git: Git, commits: Iterable[str]) -> list[str]:
    given = "".join(f"{commit}\n" for commit in commits).encode()
    asked = ("rev-list", "--topo-order", "--ignore-missing", f"--max-count={_LOOKED_AT}", "--stdin")
    return git.ask(*asked, given=given).text.splitlines() if given else []


def _all(git: Git) -> Iterator[str]:
    """Every commit among the objects, whether or not anything leads to it."""
    for line in git.ask("cat-file", "--batch-all-objects", "--batch-check").text.splitlines():
        commit, kind, _ = line.split(" ")
        if kind == "commit":
            yield commit


def _lost(git: Git, place: _Place, last: _Last | None) -> StoreTrouble:
    branch = place.ref.removeprefix(_BRANCHES)
    named = git.ask("rev-parse", "-q", "--verify", "HEAD").text
    others = [name for name in last.branches if name != place.ref] if last is not None else []
    if named and branch:
        at = named[:12]
        why = Said("its branch {branch} ends with the change {change}, which is not here", branch=branch, change=at)
    elif named:
        why = Said("it is on no branch, and at the change {change}, which is not here", change=named[:12])
    elif place.is_damaged and branch:
        why = Said("the file of its branch {branch} is damaged or you may not read it", branch=branch)
    elif place.is_damaged:
        why = Said("HEAD is damaged")
    elif others:
        other = _short(others[0])
        why = Said(
            "it is on the branch {branch}, which has no changes yet, and {other} has some", branch=branch, other=other
        )
    else:
        why = Said("its branch {branch} is missing", branch=branch)
    hint = _way_on(git, place, named, last.commit, last.subject, others) if last and last.is_here else _ELSEWHERE
    return StoreTrouble(
        Said(
            "The history of {path} can't be read: {why}. The files in the folder were not changed.", path=git.folder,
            why=why,
        ),
        hint=hint, code="lost-history",
        details={"branch": branch, "commit": last.commit if last else "", "subject": last.subject if last else ""},
    )  # fmt: skip


def _gone(git: Git, place: _Place, staged: _Staged) -> StoreTrouble:
    """The refusal where nothing of the history is left but what the records themselves tell."""
    here = ("git", "-C", git.folder)
    emptied = (ShellLine(*here, "read-tree", "--empty"), " && ") if staged.any else ()
    return StoreTrouble(
        Said(
            "{path} has records, but none of their history is here. The files in the folder were not changed.",
            path=git.folder,
        ),
        hint=Remedy(
            _ELSEWHERE, " If there is none, you can begin a new history with the records as they are: ", *emptied,
            ShellLine(*here, "add", "-A", "--", RECORDS), " && ",
            ShellLine(*here, "commit", "-m", "Begin a new history"),
        ),
        code="lost-history", details={"branch": place.ref.removeprefix(_BRANCHES), "commit": "", "subject": ""},
    )  # fmt: skip


def _way_on(git: Git, place: _Place, named: str, commit: str, subject: str, others: list[str]) -> Remedy:
    """What to type so that the history ends with the last commit that can be found."""
    here = ("git", "-C", git.folder)
    branch = next((name for name in others if name.startswith(_BRANCHES)), "")
    if branch and not (place.ref and place.is_damaged):
        steps = [ShellLine(*here, "symbolic-ref", "HEAD", branch)]
    else:
        target = place.ref or f"{_BRANCHES}main"
        steps = [ShellLine(*here, "update-ref", target, commit)]
        if not place.ref:
            steps.append(ShellLine(*here, "symbolic-ref", "HEAD", target))
        elif not named and os.path.lexists(place.file):
            steps.insert(0, ShellLine("rm", place.file))
    return Remedy(
        Said(
            "The last change that can be found is {change}{subject}. Copy the folder first. Then, to continue from "
            "that change, type: ",
            change=commit[:12], subject=Said(" ({subject})", subject=Prose(subject)) if subject else Said(""),
        ),
        *(part for step in steps for part in (step, " && ")), Command("verify"),
    )  # fmt: skip


def _short(ref: str) -> str:
    return ref.removeprefix(_BRANCHES).removeprefix("refs/remotes/").removeprefix("refs/tags/")
