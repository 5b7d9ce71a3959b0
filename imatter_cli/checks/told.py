"""Lives of records as the examples of rules tell them: what they change in the small store of `example`, as text."""

from __future__ import annotations

from typing import Final

ME: Final = "prc-2601-4t9wq2e"
COORDINATOR: Final = "prc-2601-k8m3r1d"
LICENCE: Final = "lic-2601-m3k8r1d"

#: A project that was planned and started.
STARTED: Final = (f"2026-11-03 plan {ME}", f"2026-11-10 start {ME}, licence: {LICENCE}")
#: An application of this quarter, and one of the quarter before that was also screened.
SUBMITTED: Final = (f"2026-11-14 apply {ME}", f"2026-11-15 submit {ME}")
SCREENED: Final = (
    f"2026-07-20 apply {ME}", f"2026-07-21 submit {ME}", f"2026-08-02 screen {COORDINATOR}, outcome: eligible",
)  # fmt: skip


def life(id: str, fields: str, *events: str) -> str:
    """A record with these fields, a line each, and these events: `2026-11-20 pause WHO, reason: family`."""
    head = "".join(f"  {line}\n" for line in fields.splitlines())
    told = "".join("  - {{at: {}, event: {}, by: {}}}\n".format(*event.split(" ", 2)) for event in events)
    return f"{id}:\n{head}  timeline:\n{told}"
