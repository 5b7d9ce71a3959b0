"""What a refusal tells people to do works, or says what must come first; `follow_remedies.py` is the long run."""

from __future__ import annotations

from typing import Any

from following import NOWHERE, SEEN, Following
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test


def test_every_remedy_leads_somewhere(home: Any) -> None:
    how = settings(
        max_examples=3, stateful_step_count=30, deadline=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Following, settings=how)
    assert len(SEEN) > 60
    assert not NOWHERE, "\n".join(line for path in NOWHERE.values() for line in path)
