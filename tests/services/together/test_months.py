"""Months of several people with a copy each, a short run; `long_months.py` beside it is the long one."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from months import Months

TestMonths = Months.TestCase
TestMonths.settings = settings(
    max_examples=5, stateful_step_count=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
