"""A month of the fund, a short run; `long_month.py` beside it is the long one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

_spec = importlib.util.spec_from_file_location("month", Path(__file__).with_name("month.py"))
assert _spec is not None and _spec.loader is not None
month = sys.modules.setdefault("month", importlib.util.module_from_spec(_spec))
_spec.loader.exec_module(month)

TestMonth = month.Month.TestCase
TestMonth.settings = settings(
    max_examples=6, stateful_step_count=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
