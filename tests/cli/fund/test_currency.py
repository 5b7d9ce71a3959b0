"""Money in the programme's own currency: how it is typed, and what a round keeps when the programme changes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from imatter_cli.domain import money
from imatter_cli.errors import BadValue


@pytest.mark.parametrize("text", ["€1500", "EUR 1500", "1500 EUR", "1,500.00€", "eur1500", "1500"])
def test_an_amount_has_its_own_sign_or_code(text: str) -> None:
    assert money.parse_in(text, "EUR") == 150000


@pytest.mark.parametrize(("text", "currency"), [("£1500", "EUR"), ("$10", "GBP"), ("USD 10", "CHF"), ("10 GBP", "EUR")])
def test_another_currency_is_refused_in_the_words_of_ones_own(text: str, currency: str) -> None:
    with pytest.raises(BadValue) as wrong:
        money.parse_in(text, currency)
    assert f"is not in {currency}" in wrong.value.message
    assert f"{money.SIGNS.get(currency, currency)}" in str(wrong.value.hint) and "ound" not in str(wrong.value.hint)


@pytest.mark.parametrize("text", ["", "€", "-5", "€-5", "1.234", "1e3", "ten", "€€5", "5 apples"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(BadValue, match="is not an amount"):
        money.parse_in(text, "EUR")


def test_a_programme_in_euros(programme: Any) -> None:
    rules = programme.root / "records" / "programme.yaml"
    rules.write_text(rules.read_text().replace("currency: GBP", "currency: EUR"))
    found = programme.run("check", "--json")
    assert [f["rule"] for f in found.json["findings"]] == ["MON009"] and found.code == 1
    assert programme.run("save").code != 0
    assert "£900" in programme.run("fund", "rounds").out  # an open round is not relabelled
    rules.write_text(rules.read_text().replace("currency: EUR", "currency: GBP"))
    programme.fund("cancel", "2026-Q4", "--reason", "we count in euros now")
    rules.write_text(rules.read_text().replace("currency: GBP", "currency: EUR"))
    programme.git("commit", "-qam", "count in euros")
    assert programme.run("check").code == 0
    programme.fund("open", "2027-Q1", "--budget", "€1500")
    assert programme.do("show", "2027-q1")["currency"] == "EUR"
    said = programme.run("fund", "rounds").out
    assert "€1,500" in said and "£900" in said
    wrong = programme.run("fund", "edit", "2027-Q1", "--budget", "£1600", "--json")
    assert wrong.code == 2 and "is not in EUR" in wrong.error["message"]
    who, project = programme.holder("he1draa")
    given = ("--key-barrier", "no budget", "--payee", "host", "--cost", "room=€90.50", "--cost", "books=9.50 EUR")
    asked = programme.fund("apply", "--project", project, "--round", "2027-Q1", *given, who=who)
    assert programme.do("show", asked["id"])["amount"] == "100.00"


def recount(programme: Any, currency: str, version: int) -> Any:
    """The programme's rules with another currency, saved."""
    rules = programme.root / "records" / "programme.yaml"
    text = re.sub(r"^currency: .*$", f"currency: {currency}", rules.read_text(), flags=re.M)
    text = re.sub(r"^version: .*$", f"version: {version}", text, flags=re.M)
    note = f"- at: 2026-11-24\n  version: {version}\n  what: Counted in {currency}.\n"
    text = re.sub(r"^store: ", f"{note}store: ", text, flags=re.M)
    rules.write_text(text)
    return programme.run("save", "--json")


def test_the_currency_stays_while_a_round_runs_or_an_award_is_not_settled(programme: Any) -> None:
    first, later = programme.holder("he1draa"), programme.holder("he1drbb")
    app, waits = programme.apply(first, "room=100"), programme.apply(later, "room=90")
    programme.reviewed(app, waits)
    why = ("--reason", "need=small")
    held = recount(programme, "EUR", 2).error
    assert (held["code"], held["details"]["held"]) == ("currency-differs", ["2026-q4"])
    programme.git("checkout", "-q", ".")
    programme.fund("close", "2026-Q4")
    programme.fund("decide", app, "--outcome", "funded", *why)
    programme.fund("decide", waits, "--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "a quote", *why)
    programme.fund("publish", "2026-Q4")
    held = recount(programme, "EUR", 2).error
    assert (held["code"], held["details"]["held"]) == ("currency-differs", [app])
    programme.git("commit", "-qam", "count in euros all the same")
    findings = programme.run("check", "--json").json["findings"]
    assert [(f["rule"], f["path"][-21:-5]) for f in findings if f["severity"] == "error"] == [("MON009", app)]
    programme.fund("accept", app, who=first[0])
    assert programme.run("fund", "pay", app, "--amount", "€100", "--json").code == 2
    paid = programme.run("fund", "pay", app, "--amount", "£40").out
    assert "£40 of £100" in paid and "€" not in paid
    programme.fund("open", "2027-Q1", "--budget", "€500")
    assert programme.refused("carry", waits) == "currency-differs"
    (carry,) = [d for d in programme.do("due")["due"] if d["what"] == "carry"]
    assert f"imatter fund withdraw {waits}" in carry["command"]
    programme.fund("pay", app)
    programme.fund("report", app, "--spent", "100", "--learnt", "a room helps", who=first[0])
    assert "MON009" not in [f["rule"] for f in programme.run("check", "--json").json["findings"]]


def test_a_currency_is_not_taken_back_under_a_round_that_runs_in_it(programme: Any) -> None:
    programme.fund("cancel", "2026-Q4", "--reason", "no budget")
    assert recount(programme, "EUR", 2).code == 0
    counted = programme.head()
    programme.fund("open", "2027-Q1", "--budget", "€500")
    error = programme.run("undo", counted, "--json").error
    assert (error["code"], [f["rule"] for f in error["details"]["findings"]]) == ("built-upon", ["MON009"])


def test_a_draft_that_moves_to_a_round_in_another_currency_is_given_its_costs_again(programme: Any) -> None:
    holder = programme.holder("he1draa")
    app = programme.apply(holder, "room=120", submit=False)
    programme.fund("cancel", "2026-Q4", "--reason", "we count in euros now")
    assert recount(programme, "EUR", 2).code == 0
    programme.fund("open", "2027-Q1", "--budget", "€500")
    move = ("edit", app, "--round", "2027-Q1")
    assert programme.refused(*move, who=holder[0]) == "currency-differs"
    told = programme.run("fund", *move, "--json", who=holder[0]).error
    assert told["message"] == f"Not edited: {app} is in GBP, but 2027-Q1 is in EUR."
    assert told["hint"] == f"Give its costs again, in EUR: imatter fund edit {app} --round 2027-Q1 --cost ITEM=AMOUNT"
    assert programme.refused(*move, "--cost", "room=£120", who=holder[0], exit=2) == "bad-value"
    programme.fund(*move, "--cost", "room=€120", who=holder[0])  # the same figure will do, once somebody gives it
    programme.fund("submit", app, who=holder[0])
    assert programme.do("show", app)["amount"] == "120.00"


def test_nothing_is_counted_in_a_currency_that_is_not_saved(programme: Any) -> None:
    """Amounts would be read as the file has it, and kept as the programme that is saved has it."""
    holder = programme.holder("he1draa")
    rules = programme.root / "records" / "programme.yaml"
    rules.write_text(rules.read_text().replace("currency: GBP", "currency: EUR"))
    apply = ("apply", "--project", holder[1], "--round", "2026-Q4", "--key-barrier", "no budget", "--payee", "host")
    before = programme.head()
    for line in (("open", "2027-Q1", "--budget", "€1500"), (*apply, "--cost", "room=€10")):
        told = programme.run("fund", *line, "--json").error
        assert (told["code"], told["hint"]) == ("edited-by-hand", "To save it: imatter save programme. Or put it back.")
        assert told["message"] == "The currency was changed from GBP to EUR in records/programme.yaml, but not saved."
    assert programme.head() == before


def test_nothing_more_is_awarded_in_a_currency_that_the_programme_gave_up(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.reviewed(app)
    why = ("--reason", "need=small")
    programme.fund("close", "2026-Q4")
    programme.fund("decide", app, "--outcome", "not-funded", *why)
    programme.fund("publish", "2026-Q4")
    assert recount(programme, "EUR", 2).code == 0
    award = ("correct", app, "--why", "a mistake", "--outcome", "part-funded", "--award", "50", *why)
    assert programme.refused(*award) == "currency-differs"
    programme.fund("correct", app, "--why", "a better reason", "--outcome", "not-funded", *why[:1], "need=too large")
    assert programme.run("check").code == 0
