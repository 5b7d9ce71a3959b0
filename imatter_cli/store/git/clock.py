"""A clock that has stepped back, noticed before anything is written: a change comes after the one it builds on."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from imatter_cli.domain.dates import SKEW
from imatter_cli.errors import StoreTrouble
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Called, Said
from imatter_cli.store.git.commits import headed

#: The setting that says that this computer's clock is right, although the commit it names is dated later.
TRUSTED = "trusted-clock"

_SECONDS = re.compile(r"> (-?\d{1,18}) [+-]\d{4}$")


def committed_at(commit: bytes) -> int:
    """The committer's time in a commit's content, in seconds since 1970; 0 where it says none."""
    return _seconds(headed(commit, b"committer").decode("utf-8", "replace"))


def moment(seconds: str) -> str:
    """The time of a commit; git's own beginning of time for one that no calendar has."""
    try:
        at = datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        at = datetime.fromtimestamp(0, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def no_earlier(line: str, seconds: int) -> str:
    """A line of who and when (`Name <address> seconds zone`) with a time that is not before that one."""
    who, _, zone = line.rpartition(" ")
    who, _, at = who.rpartition(" ")
    return line if not at.isdigit() or int(at) >= seconds else f"{who} {seconds} {zone}"


def is_behind(committer: str, last: int) -> bool:
    """Whether it is well before the time of the last change."""
    return bool(last) and _seconds(committer) < last - SKEW


def refuse_behind(committer: str, last: int, commit: str, trusted: str) -> None:
    """Refuse to write well before the last change was made. Raises StoreTrouble (`clock`)."""
    now = _seconds(committer)
    if not is_behind(committer, last) or trusted == commit:
        return
    raise StoreTrouble(
        Said(
            "This computer's clock says {now}, but the last change here was made at {last}.", now=_spoken(now),
            last=_spoken(last),
        ),
        code="clock",
        hint=Remedy(
            "Set the clock and run the command again. If it is right, the last change was made with a wrong clock. "
            "In that case type: ",
            Command("recover", "--clock-is-right"),
        ),
        details={"now": now, "last": last, "commit": commit},
    )  # fmt: skip


def _seconds(line: str) -> int:
    found = _SECONDS.search(line)
    return int(found[1]) if found else 0


def _spoken(seconds: int) -> Called:
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return Called(str(seconds), f"{seconds} seconds after 1970")
    return Called(f"{at:%Y-%m-%dT%H:%M:%SZ}", f"{at:%Y-%m-%d %H:%M} UTC")
