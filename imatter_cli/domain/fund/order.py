"""A fair order: by a digest of a seed and the id, so that nobody chooses it and everybody can check it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def fair(ids: Iterable[str], seed: str) -> list[str]:
    """The ids in the order of SHA-256 over `SEED` newline `ID`; the same for the same seed."""
    return sorted(ids, key=lambda one: (hashlib.sha256(f"{seed}\n{one}".encode()).hexdigest(), one))
