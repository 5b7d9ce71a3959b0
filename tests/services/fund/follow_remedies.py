"""Months of the fund in which each refusal's remedy is followed, a long run.

    python tests/services/fund/follow_remedies.py [MONTHS] [COMMANDS] [SEED]

Says which remedies lead nowhere, each with the commands that were tried and what they answered.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))

from following import NOWHERE, SEEN, Following
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test


def main(months: int = 20, commands: int = 100, number: int = 1) -> None:
    """Run them, and say what was followed."""
    how = settings(
        max_examples=months, stateful_step_count=commands, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(seed(number)(Following), settings=how)
    print(f"{sum(SEEN.values())} refusals of {len(SEEN)} kinds; {len(NOWHERE)} lead nowhere")
    for path in NOWHERE.values():
        print("\n".join(path))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
