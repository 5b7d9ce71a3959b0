"""Grants: exact amounts, one recipient, dates that every reader takes."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.domain import money
from imatter_cli.domain.fund import giving
from imatter_cli.domain.fund.giving import Publisher
from imatter_cli.errors import Refused
from imatter_cli.output import giving as output

US = Publisher("360G-us", "GB-COH-01234567", "Us", "GBP")


@given(st.integers(0, 100_000_000_000))
def test_no_penny_is_lost_on_the_way_into_json(pence: int) -> None:
    said = Decimal(money.text(pence))
    assert json.loads(json.dumps(output.plain({"a": [said]})), parse_float=Decimal) == {"a": [said]}


@pytest.fixture
def award(application: Any) -> dict[str, Any]:
    decided = {"outcome": "part-funded", "award": "82.50", "at": "2026-12-12T10:00:00Z"}
    made: dict[str, Any] = application(1, "paid", "165.50", decided, payee="practitioner")
    return made


def a_round(round: dict[str, Any]) -> dict[str, Any]:
    return {**round, "timeline": [{"event": "publish", "at": "2026-12-15"}]}


def test_a_grant_to_an_individual(award: dict[str, Any], round: dict[str, Any]) -> None:
    made = giving.grant(award, a_round(round), US, "Early concern", "School")
    assert made["id"] == f"360G-us-{award['id']}"
    assert (made["amountAwarded"], made["amountAppliedFor"]) == (Decimal("82.50"), Decimal("165.50"))
    assert made["recipientIndividual"]["name"] == "Individual Recipient"
    assert "recipientOrganization" not in made and "toIndividualsDetails" not in made
    assert (made["awardDate"], made["dateModified"]) == ("2026-12-12T00:00:00Z", "2026-12-15T00:00:00Z")
    assert award["practitioner"] not in json.dumps(output.plain(made))


def test_a_grant_to_a_host(award: dict[str, Any], round: dict[str, Any]) -> None:
    made = giving.grant({**award, "payee": "host"}, a_round(round), US, "Early concern", "School")
    assert "recipientIndividual" not in made
    assert made["recipientOrganization"][0]["name"] == "Host organisation (school)"


def test_codes_of_grants_to_individuals(award: dict[str, Any], round: dict[str, Any]) -> None:
    us = Publisher("360G-us", "GB-COH-01234567", "Us", "GBP", "GTIR120", "GTIP160")
    made = giving.grant(award, a_round(round), us, "", "")
    assert made["toIndividualsDetails"] == {"primaryGrantReason": "GTIR120", "grantPurpose": ["GTIP160"]}
    assert "toIndividualsDetails" not in giving.grant({**award, "payee": "host"}, a_round(round), us, "", "")


def test_what_came_later_is_told_and_the_amount_stays(award: dict[str, Any], round: dict[str, Any]) -> None:
    later = [
        {"event": "correct", "at": "2027-01-02", "outcome": "part-funded", "award": "10.00", "round": "2026-q4"},
        {"event": "decline-award", "at": "2027-01-03"},
        {"event": "pay", "at": "2027-01-04", "amount": "10.00"},
    ]
    made = giving.grant(award, a_round(round), US, "", "", later)
    assert (made["dateModified"], made["amountAwarded"]) == ("2027-01-03T00:00:00Z", Decimal("82.50"))
    assert made["description"].endswith(
        "The decision was corrected on 2 January 2027: 10.00 awarded. The award was declined on 3 January 2027."
    )


def test_what_is_no_award(application: Any, round: dict[str, Any]) -> None:
    out = a_round(round) | {"status": "published"}
    deferred = application(1, "deferred", decided={"outcome": "deferred", "at": "2026-12-12"})
    assert giving.awarded(deferred, deferred, out) is None
    corrected = {"event": "correct", "at": "2027-01-02", "outcome": "part-funded", "award": "10.00", "round": "2026-q4"}
    today = {**deferred, "status": "part-funded", "timeline": [*deferred["timeline"], corrected]}
    given_later = giving.awarded(deferred, today, out)
    assert given_later is not None
    assert giving.grant(given_later, out, US, "", "", [corrected])["amountAwarded"] == Decimal("10.00")


def test_a_package_needs_grants_and_a_currency_that_is_one() -> None:
    with pytest.raises(Refused) as none:
        giving.package([], US, "2026-11-24T09:00:00Z")
    assert none.value.code == "no-awards"
    with pytest.raises(Refused) as currency:
        giving.package([{}], Publisher("360G-us", "GB-COH-1", "Us", "XXX"), "2026-11-24T09:00:00Z")
    assert currency.value.code == "currency"
