"""What must hold for an event to happen: as data next to the lifecycles, asked by commands, checks and merges alike."""

from imatter_cli.domain.preconditions.situation import Ask, Related, Situation
from imatter_cli.domain.preconditions.table import (
    KEPT_APART,
    NEEDS,
    OF_THE_ACTOR,
    OF_THE_HOLDER,
    OF_THE_MONEY,
    REPLAYED,
    Need,
    first,
    objections,
    refuse,
)

__all__ = [
    "KEPT_APART", "NEEDS", "OF_THE_ACTOR", "OF_THE_HOLDER", "OF_THE_MONEY", "REPLAYED", "Ask", "Need", "Related",
    "Situation", "first", "objections", "refuse",
]  # fmt: skip
