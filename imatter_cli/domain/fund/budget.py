"""The money of a round: what is asked, awarded, kept back and left. All of it integer pence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from imatter_cli import sources
from imatter_cli.classes import immutable, replace
from imatter_cli.domain import money
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import account, published
from imatter_cli.domain.fund.account import Account
from imatter_cli.domain.lifecycles import AWARDED, DECIDED
from imatter_cli.domain.people import Codes, same_person
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Hint, Option, Remedy
from imatter_cli.said import Money, Prose, Said

SOURCE = sources.ACROSS_RECORDS
#: States in which an application counts as asking: with the coordinator, or decided.
ASKING: tuple[str, ...] = ("submitted", "eligible", *DECIDED)

#: The rule on a second award for one project: advice, unless the programme makes it an error (`checks` there).
SECOND_AWARD = "FND011"
_ASIDE: Final = Prose("paid or promised in a change that was set aside")
_YOURS: Final = Prose("your own application")


@immutable
class Purse:
    """A round's money in pence. `to_give` is the budget less the reserve, `left` what is not awarded yet.

    `awards` are the accounts of its awards, added up. `promised` was paid or promised in changes that a merge set
    aside, and nobody has answered yet. `kept` is kept back from somebody who has applied in the round (`purse_seen`).
    """

    budget: int
    reserve: int
    asked: int
    awards: Account
    promised: int = 0
    kept: int = 0

    @property
    def awarded(self) -> int:
        """What its awards come to, less what was declined or revoked."""
        return self.awards.held

    @property
    def to_give(self) -> int:
        """What may be awarded at all."""
        return self.budget - self.reserve

    @property
    def left(self) -> int:
        """What may still be awarded; below zero where the round was edited down by hand."""
        return self.to_give - self.awarded - self.promised - self.kept


def asked_of(application: Data) -> int:
    """What an application asks for, in pence; 0 while it is a draft, returned, withdrawn or not eligible."""
    return money.parse(application["amount"]) if application.get("status") in ASKING else 0


def award_of(application: Data) -> int:
    """How much of an application's award the round still covers, in pence; 0 for one that was declined."""
    return account.account_of(application).held if application.get("status") in AWARDED else 0


def purse(round: Data, applications: Iterable[Data], promised: int = 0) -> Purse:
    """The money of a round, given applications among which are all of its own (others are passed over)."""
    own = [a for a in applications if a.get("round") == round["id"]]
    return Purse(
        money.parse(round["budget"]),
        money.parse(round.get("reserve") or 0),
        sum(map(asked_of, own)),
        account.total(own),
        promised,
    )


def purse_seen(round: Data, applications: Iterable[Data], promised: int, who: str, codes: Codes) -> Purse:
    """The same for somebody who may not know yet what was decided on their own applications in this round.

    Before the round is published, as much as these can be given is kept back from them, whatever was decided. So
    nothing that this person is allowed or refused tells them.
    """
    there = list(applications)
    secret = [] if published.publication(round) is not None else [a for a in there if _is_secret(round, a, who, codes)]
    kept = sum(min(money.parse(a["amount"]), money.parse(round.get("ceiling") or a["amount"])) for a in secret)
    return replace(purse(round, [a for a in there if a not in secret], promised), kept=kept)


def _is_secret(round: Data, application: Data, who: str, codes: Codes) -> bool:
    if application.get("round") != round["id"] or application.get("status") not in ("eligible", *DECIDED):
        return False
    return same_person(codes, who, str(application.get("practitioner")))


def over_budget(purse: Purse) -> Said | None:
    """What is wrong with a round whose awards pass its budget less its reserve; empty if they do not."""
    if purse.left >= 0:
        return None
    kept = Said(" less {reserve} in reserve", reserve=Money(purse.reserve)) if purse.reserve else Said("")
    awarded = Said("{awarded}", awarded=Money(purse.awarded))
    if purse.promised:
        awarded = Said("{awarded}, with {promised} {aside},", awarded=Money(purse.awarded),
                       promised=Money(purse.promised), aside=_ASIDE)  # fmt: skip
    if purse.kept:
        awarded = Said("{awarded}, with {kept} kept back for {yours},", awarded=awarded, kept=Money(purse.kept),
                       yours=_YOURS)  # fmt: skip
    return Said(
        "The awards of {awarded} are {over} more than the budget of {budget}{kept}.",
        awarded=awarded,
        over=Money(-purse.left),
        budget=Money(purse.budget),
        kept=kept,
    )


def asks_for_too_much(application: Data, round: Data) -> bool:
    """Whether an application asks for more than one can be given in its round, so that only a part can be awarded."""
    ceiling = round.get("ceiling")
    return ceiling is not None and money.parse(application["amount"]) > money.parse(ceiling)


def refuse_award(purse: Purse, award: int, round: Data) -> None:
    """Refuse an award that the round cannot give; `purse` is without whatever this award replaces.

    Raises Refused: `over-budget` (details: left, award) or `over-ceiling` (details: ceiling, award).
    """
    ceiling = money.parse(round["ceiling"]) if round.get("ceiling") is not None else None
    if ceiling is not None and award > ceiling:
        words = Said(
            "{award} is more than one application can be given in this round, {ceiling}.",
            award=Money(award),
            ceiling=Money(ceiling),
        )
        hint = Remedy(
            Said("Award {most} or less: ", most=Money(ceiling)),
            Option("--outcome", "part-funded"),
            " ",
            Option("--award", Money(ceiling)),
        )
        details = {"ceiling": money.text(ceiling), "award": money.text(award)}
        raise Refused(words, code="over-ceiling", source=SOURCE, hint=hint, details=details)
    if award > purse.left:
        raise _beyond(purse, award)


def _beyond(purse: Purse, award: int) -> Refused:
    left = max(purse.left, 0)
    words = Said("{award} is more than the round has left to give, {left}.", award=Money(award), left=Money(left))
    hint: Hint = "Defer it to a later quarter, or raise the round's budget."
    if left:
        hint = Said("Award {most} or less, or defer it to a later quarter.", most=Money(left))
    if purse.promised:
        promised = Said("{promised} was {aside}.", promised=Money(purse.promised), aside=_ASIDE)
        words, hint = Said("{words} {promised}", words=words, promised=promised), Command("waiting")
    if purse.kept:
        words = Said(
            "{award} is more than you can give in this round, {left}. {kept} is kept back for {yours} until the round"
            " is published.",
            award=Money(award),
            left=Money(left),
            kept=Money(purse.kept),
            yours=_YOURS,
        )
        hint = "Ask another coordinator to decide it."
    return Refused(
        words, code="over-budget", source=SOURCE, hint=hint,
        details={"left": money.text(left), "award": money.text(award)},
    )  # fmt: skip


def other_awards(application: Data, among: Iterable[Data]) -> list[Data]:
    """Other applications for the same project that have an award."""
    return [
        a for a in among
        if a["id"] != application["id"] and a.get("project") == application.get("project") and award_of(a)
    ]  # fmt: skip


def refuse_second(application: Data, among: Iterable[Data]) -> None:
    """Refuse a second award for one project, where the programme does not want any. Raises Refused (`second-award`)."""
    others = other_awards(application, among)
    if others:
        first = others[0]
        raise Refused(
            Said(
                "{project} already has an award of {award}: {other}.",
                project=application["project"],
                award=Money(award_of(first)),
                other=first["id"],
            ),
            code="second-award",
            source="records/programme.yaml, checks",
            hint="Defer it, or do not fund it this quarter.",
            details={"applications": [str(a["id"]) for a in others]},
        )


def refuse_budget(purse: Purse) -> None:
    """Refuse a budget or reserve that no longer covers what was awarded. Raises Refused (`over-budget`)."""
    wrong = over_budget(purse)
    if wrong:
        raise Refused(
            wrong, code="over-budget", source=SOURCE,
            hint=Said("The budget less the reserve must be at least {least}.", least=Money(purse.to_give - purse.left)),
            details={"awarded": money.text(purse.awarded)},
        )  # fmt: skip
    if purse.reserve > purse.budget:
        words = Said(
            "The reserve of {reserve} is more than the budget of {budget}.",
            reserve=Money(purse.reserve),
            budget=Money(purse.budget),
        )
        raise Refused(words, code="over-budget", source=SOURCE, hint="Keep back no more than the budget.")
