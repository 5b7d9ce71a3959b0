"""Plain records to judge: just enough of each for the rules of the fund."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., dict[str, Any]]


@pytest.fixture
def application() -> Make:
    def make(
        n: int = 1, status: str = "eligible", amount: str = "250.00", decided: dict[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        timeline: list[dict[str, Any]] = [{"event": "apply"}, {"event": "submit"}]
        if decided is not None:
            timeline.append({"event": "decide", "round": "2026-q4", **decided})
        return {
            "id": f"app-2611-000000{n}", "status": status, "practitioner": f"prc-2611-aaaaaa{n}",
            "round": "2026-q4",
            "revision": 1, "costs": [{"item": "books", "amount": amount}], "amount": amount,
            "timeline": timeline, **more,
        }  # fmt: skip

    return make


@pytest.fixture
def review() -> Make:
    def make(
        n: int, application: dict[str, Any], status: str = "submitted", scores: Any = (3, 4), **more: Any
    ) -> dict[str, Any]:
        given = [{"criterion": f"c{i}", "score": s} for i, s in enumerate(scores)]
        return {
            "id": f"rev-2611-000000{n}", "status": status, "application": application["id"],
            "reviewer": f"prc-2611-rrrrrr{n}",
            "revision": 1, "scores": given, "comment": "small, ready, wanted",
            "timeline": [{"event": "assign"}], **more,
        }  # fmt: skip

    return make


@pytest.fixture
def round() -> dict[str, Any]:
    return {
        "id": "2026-q4",
        "budget": "1000.00",
        "reserve": "100.00",
        "ceiling": "500.00",
        "quorum": 2,
        "status": "closed",
    }
