"""What every report says of the store that it is about."""

from __future__ import annotations

from typing import Final

from imatter_cli.domain.data import Data
from imatter_cli.output.terminal import clean_line
from imatter_cli.output.words import shown_path

#: How much of a commit's name people need.
COMMIT: Final = 12


def about(summary: Data) -> str:
    """Which store this is about, and its last commit when it was looked at."""
    at = f", last change {summary['commit'][:COMMIT]}" if summary["commit"] else ""
    return f"Store: {clean_line(shown_path(summary['store']))}{at}"
