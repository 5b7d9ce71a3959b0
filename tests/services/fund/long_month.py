"""Months of the fund, a long run: more people, more commands, other orders than the test tries.

    python tests/services/fund/long_month.py [MONTHS] [COMMANDS] [SEED]

Says how many commands were done and how often each refusal was given; ends with a traceback where something did not
hold.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from month import DONE, REFUSED, Month


def main(months: int = 40, commands: int = 100, number: int = 1) -> None:
    """Run them, and say what was tried."""
    phases = [Phase.generate]
    how = settings(
        max_examples=months, stateful_step_count=commands, deadline=None, database=None, phases=phases,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(seed(number)(Month), settings=how)
    done, refused = sum(DONE.values()), sum(REFUSED.values())
    print(f"{done + refused} commands: {done} done, {refused} refused")
    for title, tally in (("done", DONE), ("refused", REFUSED)):
        print(f"{title}: " + ", ".join(f"{name} {n}" for name, n in tally.most_common()))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
