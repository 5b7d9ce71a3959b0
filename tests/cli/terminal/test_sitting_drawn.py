"""What a sitting shows of an application at a terminal."""

from __future__ import annotations

from datetime import date

from imatter_cli.output import fund
from imatter_cli.output.rendering import rendered
from imatter_cli.output.terminal import PIPE, Screen
from tests.cli.terminal.conftest import bare

RUBRIC = [{"id": "need", "scores": ["It is not shown.", "Money may be in the way."]}, {"id": "fit", "scores": ["No."]}]
REVIEW = {
    "id": "rev-2611-w5t7b3c", "status": "submitted", "revision": 1, "comment": "Small, ready.",
    "scores": [{"criterion": "need", "score": 1}, {"criterion": "fit", "score": "n/a"}],
}  # fmt: skip
APPLICATION = {
    "id": "app-2611-h6k2d9s", "label": "evening routine", "asked": "250.00", "revision": 1, "reviews": [REVIEW],
    "key_barrier": "The school has no budget line for it.",
}  # fmt: skip
AROUND = {
    "type": "Early concern, early help", "setting": "School", "licence": "active", "ends": "",
    "submitted": "2026-11-15",
}  # fmt: skip


def test_a_score_comes_with_its_sentence_and_the_application_with_its_age() -> None:
    page = fund.entry(APPLICATION, "1 of 2", "900.00", "GBP", RUBRIC, AROUND, date(2026, 11, 24))
    lines = bare(rendered(page, Screen(terminal=True, width=80, manner="drawn"))).split("\n")
    assert "  Project        Early concern, early help, School" in lines
    assert "  Licence        active" in lines
    assert "  Submitted      15 November, 9 days ago" in lines
    assert "  Review A       need  1  Money may be in the way." in lines
    assert "                 fit   n/a" in lines
    assert 'need 1  fit n/a   "Small, ready."' in rendered(page, PIPE)
