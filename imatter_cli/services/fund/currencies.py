"""The currency that amounts are in: that of the round they belong to, or else the programme's."""

from __future__ import annotations

from collections.abc import Iterator

from imatter_cli.domain import ids
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import frozen
from imatter_cli.domain.projects import PROGRAMME
from imatter_cli.errors import EditedByHand
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.services.records import single, sound
from imatter_cli.store.contract import Reader


def currency_of(reader: Reader, about: str = "") -> str:
    """The currency of a round's or an application's amounts; the programme's if neither is named."""
    return frozen.currency(_round(reader, about), reader.programme())


def refuse_unsaved(folder: Reader, saved: Reader) -> None:
    """Refuse to count in the programme's currency while it is edited by hand and not saved. Raises EditedByHand.

    Amounts are read in the currency that the file has, and kept in the one that is saved.
    """
    before, after = currency_of(saved), currency_of(folder)
    if before != after:
        raise EditedByHand(
            Said(
                "The currency was changed from {before} to {after} in {path}, but not saved.",
                before=before,
                after=after,
                path=PROGRAMME,
            ),
            hint=Remedy("To save it: ", Command("save", "programme"), ". Or put it back."),
            details={"paths": [PROGRAMME]},
        )


def in_use(reader: Reader) -> Iterator[tuple[str, str]]:
    """The rounds and the unsettled awards whose amounts are in a currency, each with that currency."""
    programme = reader.programme()
    rounds = {str(r["id"]): r for r in sound.each(reader, "round")}
    for id, round in sorted(rounds.items()):
        if frozen.runs(round):
            yield id, frozen.currency(round, programme)
    for application in sound.each(reader, "application"):
        if frozen.is_unsettled(application):
            yield str(application["id"]), frozen.currency(rounds.get(str(application.get("round")), {}), programme)


def _round(reader: Reader, about: str) -> Data:
    if ids.is_id(about, "application"):
        about = str(single.found(reader, about).get("round"))
    return single.found(reader, about) if ids.is_id(about, "round") else {}
