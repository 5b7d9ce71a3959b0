"""Figures of the fund: what was asked and given, by quarter, type of project and setting.

Each application counts once in every quarter that decided on it, as that quarter was published, and in the quarter
that it is in now. Money is integer pence, rates and medians are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction

from imatter_cli.classes import immutable
from imatter_cli.domain import timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import account, budget, decisions
from imatter_cli.domain.fund.account import Account
from imatter_cli.domain.lifecycles import DECIDED, OUTCOMES

#: Events after which an award is not an award any more.
_ENDED = ("decline-award", "revoke")
#: The account of an application that has no award.
NOTHING = Account()


@immutable
class Case:
    """One application as the figures see it.

    `outcome` is that of its last decision, empty while there is none; `asked` and `awarded` are pence; `days` from
    the first submission to the last decision; `deferrals` how often it was deferred. The rest is about the award
    since: its account today, whether it `ended`, declined or revoked, and by how much it was `corrected`.
    """

    quarter: str
    type: str
    setting: str
    outcome: str
    asked: int
    awarded: int
    days: int | None
    deferrals: int
    account: Account = NOTHING
    ended: bool = False
    corrected: int = 0


@immutable
class Figures:
    """Figures of some cases. Among `applications` are those that wait; `outcomes` counts in the order of OUTCOMES.

    Of its awards `ended` were declined or revoked since, `corrected` is by how much corrections changed them, and
    `account` is what became of their money. In the form for
    the public, `split` says whether to tell how many were funded, and `money` whether to tell what was awarded.
    """

    applications: int
    outcomes: tuple[int, ...]
    asked: int
    awarded: int
    median_days: Fraction | None
    repeated: int
    account: Account = NOTHING
    ended: int = 0
    corrected: int = 0
    split: bool = True
    money: bool = True

    @property
    def decided(self) -> int:
        """How many have a decision."""
        return sum(self.outcomes)

    @property
    def awards(self) -> int:
        """How many were funded, in full or in part."""
        return self.outcomes[0] + self.outcomes[1]

    @property
    def success(self) -> Fraction | None:
        """The share of decided ones that were funded, in full or in part; None where none is decided."""
        return Fraction(self.awards, self.decided) if self.decided else None


@immutable
class Breakdown:
    """Figures by something: a row a group, None for figures that are not given, and those of all together."""

    by: str
    rows: tuple[tuple[str, Figures | None], ...]
    total: Figures | None


def case_of(application: Data, project: Data, today: Data | None = None) -> Case | None:
    """An application as a case; None for one that never asked, or asks no more without having been decided.

    `today` is the same application as it is now, where `application` is what it was when its round was published.
    """
    status = application.get("status")
    if status not in budget.ASKING:
        return None
    entries = timeline.standing(application.get("timeline"))
    made = [e for e in entries if e.get("event") == "decide"]
    decided = decisions.last(application) if status in DECIDED else None
    now = application if today is None else today
    here = now if now.get("round") == application["round"] else {}
    deferred = [e for e in entries if e.get("event") in decisions.DECIDING and e.get("outcome") == "deferred"]
    return Case(
        quarter=str(application["round"]),
        type=str(project.get("type") or ""),
        setting=str(project.get("setting") or ""),
        outcome=str(decided["outcome"]) if decided is not None else "",
        asked=budget.asked_of(application),
        awarded=budget.award_of(application),
        days=_days(entries, made[-1]) if decided is not None and made else None,
        deferrals=len({str(e.get("round")) for e in deferred}),
        account=account.account_of(here),
        corrected=account.account_of(here).awarded - account.account_of(application).awarded if here else 0,
        ended=bool(timeline.happened(here, *_ENDED)),
    )


def figures(cases: Iterable[Case]) -> Figures:
    """The figures of these cases."""
    those = list(cases)
    return Figures(
        applications=len(those),
        outcomes=tuple(sum(c.outcome == outcome for c in those) for outcome in OUTCOMES),
        asked=sum(c.asked for c in those),
        awarded=sum(c.awarded for c in those),
        median_days=median([c.days for c in those if c.days is not None]),
        repeated=sum(c.deferrals > 1 for c in those),
        account=sum((c.account for c in those), NOTHING),
        ended=sum(c.ended for c in those),
        corrected=sum(c.corrected for c in those),
    )


#: What the figures are grouped by, and how a case is sorted.
BY: dict[str, Callable[[Case], str]] = {
    "quarter": lambda c: c.quarter,
    "type": lambda c: c.type,
    "setting": lambda c: c.setting,
}


def tables(cases: Sequence[Case]) -> list[Breakdown]:
    """A table by quarter, by type of project and by setting, each with the same total."""
    total = figures(cases)
    out = []
    for by, group in BY.items():
        names = sorted({group(c) for c in cases})
        rows = tuple((name, figures(c for c in cases if group(c) == name)) for name in names)
        out.append(Breakdown(by, rows, total))
    return out


def median(numbers: Sequence[int]) -> Fraction | None:
    """The middle one, or the mean of the two in the middle; None of none."""
    ordered = sorted(numbers)
    half = len(ordered) // 2
    if not ordered:
        return None
    return Fraction(ordered[half]) if len(ordered) % 2 else Fraction(ordered[half - 1] + ordered[half], 2)


def _days(entries: Sequence[Data], decided: Data) -> int | None:
    first = next((e for e in entries if e.get("event") == "submit"), None)
    if first is None:
        return None
    try:
        start, end = (date.fromisoformat(str(e["at"])[:10]) for e in (first, decided))
    except (KeyError, ValueError):
        return None
    return max((end - start).days, 0)
