"""What roles look like: the terminal's own sixteen colours, which its owner chose to be readable on its ground."""

from __future__ import annotations

from typing import Final

from imatter_cli.output import page

#: Styles by role; the style of a state depends on its word.
ROLES: Final = {
    page.NAME: "bold",
    page.ID: "dim not bold",
    page.DAY: "",
    page.MONEY: "",
    page.COMMAND: "cyan",
    page.QUIET: "dim",
    page.WARNING: "yellow",
}
HEADING: Final = "bold"
HEADER: Final = "dim"
LABEL: Final = ""
BAR: Final = "green"
REST: Final = "dim"
#: Words of states by how they are: under way or achieved, waiting for somebody, stopped for now, over.
_GOES, _WAITS, _RESTS, _OVER = "green", "cyan", "yellow", "dim"
STATES: Final = {
    word: style
    for style, words in {
        _GOES: "active, open, completed, kept, shared, eligible, funded, part-funded, accepted, part-paid, paid, "
               "reported, met, certified",
        _WAITS: "planned, an idea, draft, not submitted yet, submitted, assigned, closed, needs a person",
        _RESTS: "paused, returned, deferred, recused, not met yet, not yet",
        _OVER: "declined, not granted, ended, left, stopped, published, cancelled, withdrawn, not-funded, "
               "not-eligible, award-declined, revoked, discarded",
    }.items()
    for word in words.split(", ")
}  # fmt: skip


def style(span: page.Span) -> str:
    """How words of that role look, empty for as they are."""
    return STATES.get(span.text, "") if span.role == page.STATE else ROLES.get(span.role, "")
