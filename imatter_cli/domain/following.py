"""What follows from an event in other records: which of them change with it, and by which event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from imatter_cli.classes import immutable
from imatter_cli.domain import licensing
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import moving


@immutable
class Following:
    """One event that others follow: those of a kind that `among` picks, given the record's id, by `event`.

    `reason` says that they get the reason of the event that they follow from, and `carries` which of its details.
    `asked` says that it only follows if the person asked for that.
    """

    kind: str
    event: str
    among: Callable[[str, Iterable[Data]], list[Data]]
    reason: bool = False
    carries: tuple[str, ...] = ()
    asked: bool = False


def _running(*states: str) -> Callable[[str, Iterable[Data]], list[Data]]:
    return lambda licence, projects: licensing.running_under(licence, projects, states)


#: By kind and event; where there are several, whoever did it chose one of them.
FOLLOWING: Final[Mapping[tuple[str, str], tuple[Following, ...]]] = {
    ("licence", "pause"): (Following("project", "pause", _running("active")),),
    ("licence", "end"): (Following("project", "stop", _running("active", "paused"), reason=True),),
    ("licence", "resume"): (Following("project", "resume", licensing.paused_because, asked=True),),
    ("licence", "renew"): (Following("project", "resume", licensing.paused_because, asked=True),),
    ("round", "cancel"): (
        Following("application", "withdraw", moving.left_waiting, reason=True, asked=True),
        Following("application", "carry", moving.left_waiting, reason=True, carries=("round",), asked=True),
    ),
}
