"""Patterns find what they should, let ordinary words be, and never repeat what they found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imatter_cli.domain.finding import Finding
from imatter_cli.domain.identifying import is_nhs_number

Findings = Callable[[str], list[Finding]]


def summary(text: str) -> str:
    return f"ref-2611-c4v8n3x:\n  summary: |-\n    {text}\n"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Mr Osei came.", "PRV002"), ("I spoke with Dr. Lane.", "PRV002"), ("a boy called Tomas waited", "PRV002"),
        ("her son Ibrahim liked it", "PRV002"), ("dob 3.4.2015", "PRV003"), ("born on 3rd of May 2015", "PRV003"),
        ("born 2015-05-03", "PRV003"), ("at M1 1AE", "PRV004"), ("near EC1A1BB", "PRV004"), ("CR2 6XH", "PRV004"),
        ("0161 496 0000", "PRV005"), ("+44 7700 900123", "PRV005"), ("(020) 7946 0018", "PRV005"),
        ("a.b+c@school.example.org", "PRV006"), ("943 476 5919", "PRV007"), ("9434765919", "PRV007"),
    ],
)  # fmt: skip
def test_found(text: str, rule: str, findings: Findings) -> None:
    found = findings(summary(text))
    assert rule in {f.rule for f in found}
    assert {f.severity for f in found} == {"advice"}
    assert all(f.at == ("summary",) and text not in f.message for f in found)


@pytest.mark.parametrize(
    "text",
    [
        "We met on 2026-11-24 at 10:30 for £250.00.", "P1 and P2 read prj-2611-7kq4m2x together.",
        "The teacher asked P1.", "Monday went well. Tuesday did not.", "Unit 3 has 12 cards; 0 were lost.",
        "It costs 1,250.50 in all, 20 each.", "My son liked it, and so did I.", "We were born to walk.",
        "Rooms A1 and B2 BIG", "943 476 5918", "12345678901234567890", "Misses nothing. Drives home.",
    ],
)  # fmt: skip
def test_let_be(text: str, findings: Findings) -> None:
    assert findings(summary(text)) == []


def test_the_last_digit_of_an_nhs_number_checks_the_others() -> None:
    assert is_nhs_number("943 476 5919")
    assert [n for n in range(10) if is_nhs_number(f"943476591{n}")] == [9]
    # A check of 10 belongs to no number, one of 11 stands as 0.
    assert not any(is_nhs_number(f"123456789{n}0") for n in ("",))
    assert is_nhs_number("9876543210")
