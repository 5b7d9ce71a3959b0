"""The order of a quarter's applications: fair, so that nobody chooses it and everybody can check it, or by score."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from imatter_cli.domain.data import Data

#: What an order goes by: the digest of a seed and the id, or the score and, where that is the same, that digest.
By: TypeAlias = Literal["seed", "score"]
WAYS: Final[tuple[By, ...]] = ("seed", "score")


def fair(ids: Iterable[str], seed: str) -> list[str]:
    """The ids in the order of SHA-256 over `SEED` newline `ID`; the same for the same seed."""
    return sorted(ids, key=lambda one: (hashlib.sha256(f"{seed}\n{one}".encode()).hexdigest(), one))


def ordered(applications: Sequence[Data], by: By) -> list[Data]:
    """Applications that are in the fair order, by their mean scores if asked for: without one, or with a hidden one,
    last.
    """
    return sorted(applications, key=_below_the_best) if by == "score" else list(applications)


def _below_the_best(application: Data) -> Decimal:
    return -Decimal(str(application.get("mean") or "-1"))
