"""An award after its decision, through the command line: paid in instalments, reported on, returned, revoked."""

from __future__ import annotations

import csv
import io
from typing import Any

WHY = ("--reason", "need=small, ready, wanted")
LEARNT = ("--learnt", "a room of its own mattered most")


def awarded(programme: Any, *holders: tuple[str, str], accept: bool = True) -> list[str]:
    """A published round in which each of these was given £250."""
    apps = [programme.apply(holder, "room=250") for holder in holders]
    programme.reviewed(*apps)
    programme.fund("close", "2026-Q4")
    for app in apps:
        programme.fund("decide", app, "--outcome", "funded", *WHY)
    programme.fund("publish", "2026-Q4")
    for app, (who, _) in zip(apps, holders, strict=True):
        if accept:
            programme.fund("accept", app, who=who)
    return apps


def edited(programme: Any, id: str, old: str, new: str) -> None:
    """A file changed by hand."""
    path = next(programme.root.rglob(f"{id}.yaml"))
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def rules(programme: Any, id: str) -> list[str]:
    """The rules that a check says this record breaks."""
    done = programme.run("check", next(programme.root.rglob(f"{id}.yaml")), "--json")
    return [f["rule"] for f in done.json["findings"]]


def test_instalments_a_report_and_what_comes_back_add_up_to_the_penny(programme: Any) -> None:
    holder = programme.holder("he1draa")
    (app,) = awarded(programme, holder)
    assert programme.refused("pay", app, "--amount", "250.01") == "over-award"
    first = programme.run("fund", "pay", app, "--amount", "100", "--reference", "BACS 1204")
    assert "£100 of £250. Still to pay: £150." in first.out
    assert programme.fund("show", app)["status"] == "part-paid"
    assert programme.refused("pay", app, "--amount", "150.01") == "over-award"
    assert programme.refused("finish", app) == "lifecycle"
    assert programme.fund("pay", app)["status"] == "paid"
    assert programme.refused("pay", app) == "over-award"
    assert programme.refused("pay", app, "--amount", "0") == "over-award"

    assert programme.refused("report", app, "--spent", "250.01", *LEARNT, who=holder[0]) == "over-paid"
    told = programme.run("fund", "report", app, "--spent", "239.50", *LEARNT, who=holder[0])
    assert "£10.50 is neither spent nor returned." in told.out
    assert programme.refused("finish", app) == "money-open"
    assert programme.refused("return-money", app, "--amount", "10.51") == "over-returned"
    programme.fund("return-money", app, "--amount", "10.50", "--reference", "BACS 1377")
    assert programme.fund("show", app)["account"] == {
        "awarded": "250.00", "freed": "0.00", "accepted": "250.00", "paid": "250.00", "owed": "0.00",
        "spent": "239.50", "returned": "10.50", "unspent": "0.00",
    }  # fmt: skip
    assert programme.fund("finish", app)["status"] == "closed"
    assert programme.run("check").code == 0

    rows = list(csv.DictReader(io.StringIO(programme.run("fund", "export", "payments").out)))
    assert [(r["what"], r["amount"], r["reference"]) for r in rows] == [
        ("paid", "100.00", "BACS 1204"), ("paid", "150.00", ""), ("returned", "10.50", "BACS 1377"),
    ]  # fmt: skip
    assert {r["application"] for r in rows} == {app}


def test_an_award_closed_with_money_open_says_why(programme: Any) -> None:
    holder = programme.holder("he1draa")
    (app,) = awarded(programme, holder)
    programme.fund("pay", app)
    programme.fund("report", app, "--spent", "240", *LEARNT, who=holder[0])
    programme.fund("finish", app, "--reason", "the host keeps the rest for the next term")
    assert programme.run("check").code == 0
    assert rules(programme, app) == []


def test_a_revoked_or_declined_award_frees_what_was_not_paid(programme: Any) -> None:
    one, two, three = programme.holder("he1draa"), programme.holder("he1drbb"), programme.holder("he1drcc")
    first, second, third = awarded(programme, one, two, three, accept=False)
    programme.fund("accept", first, who=one[0])
    programme.fund("pay", first, "--amount", "100")
    assert programme.refused("revoke", first, exit=2) == "missing"
    assert programme.refused("revoke", first, "--reason", "x", who=one[0]) == "not-yours"
    said = programme.run("fund", "revoke", first, "--reason", "the project was stopped")
    assert "£150 goes back to the fund." in said.out
    programme.fund("decline-award", second, who=two[0])
    programme.fund("revoke", third, "--reason", "the licence ended")

    round = programme.fund("rounds", "2026-Q4")
    assert {k: round[k] for k in ("awarded", "freed", "paid", "owed", "left", "unspent")} == {
        "awarded": "750.00", "freed": "650.00", "paid": "100.00", "owed": "0.00", "left": "150.00", "unspent": "100.00",
    }  # fmt: skip
    total = programme.fund("stats")["tables"][0]["total"]
    assert (total["awards"], total["awarded"], total["ended"], total["freed"]) == (3, "750.00", 3, "650.00")

    assert programme.refused("pay", first) == "lifecycle"
    assert programme.refused("finish", first) == "money-open"
    programme.fund("report", first, "--spent", "60", *LEARNT, who=one[0])
    programme.fund("return-money", first, "--amount", "40")
    assert programme.fund("finish", first)["status"] == "closed"
    assert programme.fund("rounds", "2026-Q4")["left"] == "150.00"
    assert programme.run("check").code == 0


def test_a_coordinator_with_a_conflict_neither_revokes_nor_takes_money_back(programme: Any) -> None:
    holder = programme.holder("he1draa")
    alias = programme.person("a11asaa", "coordinator", same_as=holder[0])
    (app,) = awarded(programme, holder)
    assert programme.refused("revoke", app, "--reason", "x", who=alias) == "conflict-of-interest"
    programme.fund("pay", app)
    assert programme.refused("return-money", app, "--amount", "1", who=alias) == "conflict-of-interest"


def test_a_check_finds_money_that_does_not_add_up(programme: Any) -> None:
    holder = programme.holder("he1draa")
    (app,) = awarded(programme, holder)
    programme.fund("pay", app, "--reference", "BACS 1204")
    amount = '    amount: "250.00"\n    reference'
    edited(programme, app, amount, '    amount: "100.00"\n    reference')
    assert rules(programme, app) == ["MON006", "HIS003"]
    edited(programme, app, '    amount: "100.00"\n    reference', '    amount: "260.00"\n    reference')
    assert "MON005" in rules(programme, app)
    edited(programme, app, '    amount: "260.00"\n    reference', amount)
    programme.fund("report", app, "--spent", "250", *LEARNT, who=holder[0])
    edited(programme, app, 'spent: "250.00"', 'spent: "400.00"')
    assert rules(programme, app) == ["MON007"]
    edited(programme, app, 'spent: "400.00"', 'spent: "250.00"')
    programme.fund("finish", app)
    edited(programme, app, 'spent: "250.00"', 'spent: "240.00"')
    assert rules(programme, app) == ["MON008"]


def test_an_award_that_an_older_version_paid_short_can_be_paid_in_full(programme: Any) -> None:
    (app,) = awarded(programme, programme.holder("he1draa"))
    programme.fund("pay", app, "--reference", "BACS 1204")
    edited(programme, app, '    amount: "250.00"\n    reference', '    amount: "100.00"\n    reference')
    edited(programme, app, [line for line in programme.file(app).splitlines(True) if "own_seal" in line][-1], "")
    programme.git("commit", "-qam", "as it was paid then")
    assert programme.fund("pay", app)["status"] == "paid"
    assert rules(programme, app) == []


def test_a_conflict_that_comes_to_light_later_does_not_make_a_decision_wrong(programme: Any) -> None:
    (app,) = awarded(programme, programme.holder("he1draa"))
    programme.fund("recuse", app, "--reviewer", programme.reviewers[0], "--conflict", "same-workplace")
    assert programme.run("check", "--json").json["findings"] == []
    assert programme.fund("pay", app)["status"] == "paid"
