"""The guides that come with imatter: the pages of docs/, by the word that `imatter help` takes for each."""

from __future__ import annotations

from pathlib import Path

from imatter_cli.classes import immutable


@immutable
class Guide:
    """A page of docs/ and what it is about."""

    page: str
    about: str


GUIDES = {
    "practice": Guide("practitioner.md", "a year of practice, as single commands"),
    "year": Guide("a-year-at-a-terminal.md", "the same year, as questions and answers at a terminal"),
    "coordinator": Guide("coordinator.md", "a quarter of the fund, from applications to decisions"),
    "handing-over": Guide("handing-over.md", "sending records, and importing a spreadsheet"),
    "together": Guide("together.md", "several people, or several computers, with one store"),
    "safe": Guide("safe.md", "backups, another computer, and who can read what"),
    "every-command": Guide("commands.md", "each command with its options and an example"),
    "every-rule": Guide("rules.md", "what is checked and why, with examples"),
    "history": Guide("verify.md", "whether a history can be trusted"),
    "batch": Guide("ci.md", "checks that run by themselves, and exit codes"),
    "json": Guide("json.md", "what every command answers with --json"),
    "stability": Guide("stability.md", "what stays as it is in later versions, and for how long"),
    "reliability": Guide("reliability.md", "what was tried on the store, and what was lost"),
    "security": Guide("security.md", "what a store from somebody else can do"),
    "performance": Guide("performance.md", "how long things take"),
}

_PACKAGE = Path(__file__).resolve().parents[2]


def text_of(topic: str) -> str:
    """The page of a topic as it was written. It is in the package, or in a clone next to it."""
    page = GUIDES[topic].page
    shipped = _PACKAGE / "data" / "docs" / page
    return (shipped if shipped.exists() else _PACKAGE.parent / "docs" / page).read_text(encoding="utf-8")


def topic_of(page: str) -> str:
    """The topic whose page that is; empty where none is."""
    return next((name for name, guide in GUIDES.items() if guide.page == page), "")
