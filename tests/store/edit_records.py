"""Edit records at random, a long run: `python tests/store/edit_records.py [NUMBER] [SEED]` (5,000 and 1 without)."""

from __future__ import annotations

import sys

from hypothesis import HealthCheck, given, seed, settings
from test_codec_edit import any_edit, cases


def main(number: int = 5_000, start: int = 1) -> None:
    """Try that many; a traceback where an edit did something else, and the record that shows it."""
    how = settings(max_examples=number, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    how(seed(start)(given(cases())(any_edit)))()
    print(f"{number} edits, seed {start}: nothing else changed")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
