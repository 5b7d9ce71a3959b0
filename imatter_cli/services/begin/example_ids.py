"""Ids in the invented years by which examples in help name records, so that they can be typed there as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from imatter_cli.classes import replace
from imatter_cli.domain import ids
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.services.context import Context

#: The last parts of ids in the programme's year, by what the record is there for.
IN_A_PROGRAMME: Final[Mapping[str, str]] = {
    "reviewer": "v2x5c7n", "second reviewer": "p7m4d8h", "lead": "9b2fz6a", "practitioner": "4t9wq2e",
    "newcomer": "5r7y3k2", "left": "6jw3h8n",
    "project": "7kq4m2x", "to complete": "k4s9t2b", "paused": "3dn8q6w", "idea of the newcomer": "2f8j4s6",
    "submitted licence": "8d5s2v9", "submitted": "h6k2d9s", "also submitted": "q3n7r5w", "to decide": "e5m8k3t",
    "under review": "r9t4w6j", "awarded": "n4w7j2d", "accepted": "s8p3c6v", "reported": "x2b6f9h",
    "not funded": "z5g8k4t",
}  # fmt: skip
#: The same in one practitioner's year, where the first record of a kind has the kind's own example.
IN_A_NOTEBOOK: Final[Mapping[str, str]] = {
    **{kind: BY_NAME[kind].example.rpartition("-")[2] for kind in ("project", "licence", "reflection", "application")},
    "planned": "w8n5c2k", "completed": "8hc2v7m", "shared": "5tn9d3b",
}  # fmt: skip


def called(ctx: Context, tail: str | None) -> Context:
    """The same, where the first record that begins has an id with this last part, if there is one."""
    letters = iter(tail or "")

    def index(below: int) -> int:
        chance, letter = ctx.random_index(below), next(letters, "")  # other ids stay what they are
        return ids.ALPHABET.index(letter) if letter else chance

    return replace(ctx, random_index=index)
