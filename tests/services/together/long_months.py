"""Months of several people, a long run: more commands, other orders and more merges than the test tries.

    python tests/services/together/long_months.py [MONTHS] [COMMANDS] [SEED]

Says how many commands were done and what came of the changes; ends with a traceback where something did not hold.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from month import DONE
from months import CAME, Months


def main(months: int = 40, commands: int = 150, number: int = 1) -> None:
    """Run them, and say what was tried."""
    how = settings(
        max_examples=months, stateful_step_count=commands, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(seed(number)(Months), settings=how)
    print(f"{sum(DONE.values())} changes, {CAME['syncs']} merges, {CAME['taken']} taken in them")
    print("set aside: " + ", ".join(f"{why} {n}" for why, n in CAME.most_common() if why not in ("taken", "syncs")))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
