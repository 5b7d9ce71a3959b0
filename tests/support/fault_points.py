"""The named places where a change, and a sync, can be stopped (imatter_cli.store.fault)."""

from __future__ import annotations

#: In the order in which a change passes them; `moved` is the first after the point of truth.
FAULT_POINTS: tuple[str, ...] = (
    "locked",
    "planned",
    "building",
    "journalled",
    "index-locked",
    "staged-files",
    "built",
    "staged",
    "moved",
    "landed-one",
    "landed",
    "indexed",
    "unlocked",
    "finished",
)

#: Those that a sync passes besides, in its order; between the last two the remote has what the store does not know of.
SYNC_POINTS: tuple[str, ...] = ("met", "adopted", "sending", "sent")
