"""What roles look like: the terminal's own sixteen colours, which its owner chose to be readable on its ground."""

from __future__ import annotations

from typing import Final

from imatter_cli.output import page

#: Styles by role; the style of a state depends on its word.
ROLES: Final = {
    page.NAME: "bold",
    page.ID: "dim",
    page.DAY: "",
    page.MONEY: "",
    page.COMMAND: "cyan",
    page.QUIET: "dim",
    page.WARNING: "yellow",
}
HEADING: Final = "bold"
HEADER: Final = "dim"
LABEL: Final = ""
#: Words of states by how they are: under way or achieved, waiting for somebody, stopped for now, over.
_GOES, _WAITS, _RESTS, _OVER = "green", "cyan", "yellow", "dim"
STATES: Final = {
    **dict.fromkeys((
        "active", "open", "completed", "kept", "shared", "eligible", "funded", "part-funded", "accepted", "part-paid",
        "paid", "reported", "met", "certified",
    ), _GOES),
    **dict.fromkeys(("planned", "draft", "submitted", "assigned", "closed", "needs a person"), _WAITS),
    **dict.fromkeys(("paused", "returned", "deferred", "recused", "not met yet", "not yet"), _RESTS),
    **dict.fromkeys((
        "declined", "ended", "left", "stopped", "published", "cancelled", "withdrawn", "not-funded", "not-eligible",
        "award-declined", "revoked", "discarded",
    ), _OVER),
}  # fmt: skip


def style(span: page.Span) -> str:
    """How words of that role look, empty for as they are."""
    return STATES.get(span.text, "") if span.role == page.STATE else ROLES.get(span.role, "")
