"""The account of an award: whatever order its events come in, it adds up or says where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.domain import lifecycles, money
from imatter_cli.domain.fund import account

GIVEN: dict[str, Any] = {"event": "decide", "outcome": "funded", "award": "250.00"}
ACCEPTED: dict[str, Any] = {"event": "accept"}


def life(status: str, *entries: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": "app-2611-0000001", "status": status, "timeline": [GIVEN, *entries]}


def pay(amount: str, **more: Any) -> dict[str, Any]:
    return {"event": "pay", "amount": amount, **more}


def test_an_award_in_instalments_is_owed_until_all_of_it_is_paid() -> None:
    first = life("part-paid", ACCEPTED, pay("100.00", part=True))
    assert account.account_of(first) == account.Account(awarded=250_00, accepted=250_00, paid=100_00)
    assert account.account_of(first).owed == 150_00
    whole = life("paid", ACCEPTED, pay("100.00", part=True), pay("150.00"))
    assert account.account_of(whole).owed == 0
    assert not list(account.faults(whole))


def test_what_is_declined_or_revoked_is_free_again_up_to_what_was_paid() -> None:
    declined = account.account_of(life("award-declined", {"event": "decline-award"}))
    assert (declined.held, declined.freed, declined.owed) == (0, 250_00, 0)
    revoked = account.account_of(life("revoked", ACCEPTED, pay("100.00", part=True), {"event": "revoke"}))
    assert (revoked.held, revoked.freed, revoked.paid, revoked.owed, revoked.unspent) == (
        100_00, 150_00, 100_00, 0, 100_00,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "event", "code"),
    [
        ((ACCEPTED,), pay("250.01"), "over-award"),
        ((ACCEPTED, pay("250.00")), pay("0.01"), "over-award"),
        ((ACCEPTED,), pay("0.00"), "no-amount"),
        ((ACCEPTED, pay("250.00")), {"event": "report", "spent": "250.01"}, "over-paid"),
        ((ACCEPTED, pay("250.00"), {"event": "return-money", "amount": "50.00"}),
         {"event": "report", "spent": "200.01"}, "over-paid"),
        ((ACCEPTED, pay("250.00"), {"event": "report", "spent": "240.00"}),
         {"event": "return-money", "amount": "10.01"}, "over-returned"),
        ((ACCEPTED, pay("250.00")), {"event": "return-money", "amount": "0.00"}, "no-amount"),
        ((ACCEPTED, pay("250.00"), {"event": "report", "spent": "240.00"}), {"event": "finish"}, "money-open"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused_and_found(before: Any, event: dict[str, Any], code: str) -> None:
    application = life("paid", *before)
    wrong = account.fault(account.account_of(application), event)
    assert wrong is not None
    assert wrong.code == code
    assert [f.code for _, f in account.faults(life("paid", *before, event))] == [code]


def test_what_is_put_right_later_is_no_fault_any_more() -> None:
    over = (ACCEPTED, pay("250.00"), {"event": "report", "spent": "400.00"})
    assert list(account.faults(life("reported", *over)))
    assert not list(account.faults(life("reported", *over, {"event": "report", "spent": "250.00"})))
    late = (ACCEPTED, pay("250.00"), {"event": "report", "spent": "240.00"}, {"event": "finish"})
    assert list(account.faults(life("closed", *late)))
    assert not list(account.faults(life("closed", *late, {"event": "return-money", "amount": "10.00"})))


AMOUNTS = st.integers(0, 400_00).map(money.text)
EVENTS = st.one_of(
    st.builds(lambda a: {"event": "pay", "amount": a}, AMOUNTS),
    st.builds(lambda a: {"event": "report", "spent": a}, AMOUNTS),
    st.builds(lambda a: {"event": "return-money", "amount": a}, AMOUNTS),
    st.sampled_from([{"event": "accept"}, {"event": "decline-award"}, {"event": "revoke"}, {"event": "finish"}]),
)


@given(st.lists(EVENTS, max_size=12))
def test_no_penny_appears_or_vanishes(wished: list[dict[str, Any]]) -> None:
    """Events that the lifecycle and the account let through, in any order."""
    application = life("funded")
    for entry in wished:
        event, status = entry["event"], application["status"]
        row = lifecycles.transition("application", event)
        assert row is not None
        before = account.account_of(application)
        if status not in row.sources or account.fault(before, entry):
            continue
        if event == "pay" and before.after(entry).owed:
            entry = {**entry, "part": True}
        status = lifecycles.next_state(row, status, entry)
        application = {**application, "status": status, "timeline": [*application["timeline"], entry]}
        now = account.account_of(application)
        assert now.awarded == 250_00 == now.held + now.freed
        assert 0 <= now.paid <= now.held
        assert 0 <= now.spent + now.returned <= now.paid
        assert now.owed >= 0
        assert (status == "part-paid") == (now.paid > 0 and now.owed > 0)
        assert status != "closed" or now.settled
        assert not list(account.faults(application))
