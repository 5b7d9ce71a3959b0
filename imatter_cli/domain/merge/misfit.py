"""Why a change doesn't go together with what is published."""

from __future__ import annotations

from imatter_cli import sources
from imatter_cli.domain import ids
from imatter_cli.domain.projects import Objection
from imatter_cli.domain.trail import PROGRAMME
from imatter_cli.said import Prose, Quarter, Said


class Misfit(Exception):
    """A change can't be done to a record as it stands: a stable word, the record, a sentence, and the field."""

    def __init__(self, code: str, record: str, said: Said, field: str = "") -> None:
        super().__init__(str(said))
        self.objection = Objection(code, field, said, "", sources.TOGETHER, related=(record,))


def spoken(id: str) -> str:
    """A record as a sentence names it."""
    if id == PROGRAMME:
        return Prose("the programme's rules")
    return Quarter(id) if ids.is_id(id, "round") else id
