"""A month of the fund, a short run; `long_month.py` beside it is the long one."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from month import Month

TestMonth = Month.TestCase
TestMonth.settings = settings(
    max_examples=6, stateful_step_count=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
