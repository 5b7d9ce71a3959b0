"""Money: costs, awards and budgets. All amounts in pence inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from imatter_cli.checks.rule import OfRecord, found, in_field
from imatter_cli.checks.told import COORDINATOR, ME, SCREENED, life
from imatter_cli.checks.view import Around, Record, Records
from imatter_cli.domain import money, quarters
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.domain.fund import account, budget, costs, decisions, frozen
from imatter_cli.domain.lifecycles import AWARDED
from imatter_cli.remedies import Command, Remedy, of_record
from imatter_cli.said import Money, Said

COSTS: Final = Rule(
    "MON001", "costs-differ", "error",
    "The amount asked for is the sum of the costs. If they differ, nobody knows what the money is for.",
    budget.SOURCE, 'app-2611-h6k2d9s:\n  amount: "260.00"\n', "app-2611-h6k2d9s:\n  amount: 250\n",
)  # fmt: skip
OVER_BUDGET: Final = Rule(
    "MON002", "over-budget", "error",
    "The awards of a quarter never add up to more than the quarter has to give.",
    budget.SOURCE, '2026-q3:\n  budget: "100.00"\n', '2026-q3:\n  budget: "180.00"\n',
)  # fmt: skip
OVER_CEILING: Final = Rule(
    "MON003", "over-ceiling", "error",
    "No award is higher than the ceiling for one application in its round.",
    budget.SOURCE, '2026-q3:\n  ceiling: "150.00"\n', '2026-q3:\n  ceiling: "180.00"\n',
)  # fmt: skip
_FUNDED: Final = (
    f'2026-09-20 decide {COORDINATOR}, outcome: funded, award: "180.00", seal: SEAL,\n'
    "     reasons: [{criterion: need, text: Small and ready.}]"
)
_AWARDED: Final = life("app-2607-q3n7x4c", "status: funded", *SCREENED, _FUNDED)
AWARD: Final = Rule(
    "MON004", "award-differs", "error",
    "Funded means the full amount asked for. Funded in part means less than that, but more than 0.00. Other outcomes "
    "have no award.",
    budget.SOURCE,
    _AWARDED.replace("180.00", "90.00"),
    _AWARDED,
)  # fmt: skip
_PAID: Final = life("app-2607-q3n7x4c", "status: STATUS", *SCREENED, _FUNDED, f"2026-10-02 accept {ME}")
_FIRST: Final = f'  - {{at: 2026-10-05, event: pay, by: {COORDINATOR}, amount: "100.00", part: true}}\n'
_WHOLE: Final = f'  - {{at: 2026-10-05, event: pay, by: {COORDINATOR}, amount: "180.00"}}\n'
_REPORT: Final = f'  - {{at: 2026-11-20, event: report, by: {ME}, spent: "SPENT", learnt: A room helps.}}\n'
_FINISH: Final = f"  - {{at: 2026-11-21, event: finish, by: {COORDINATOR}}}\n"

OVER_AWARD: Final = Rule(
    "MON005", "over-award", "error",
    "Every payment is more than 0.00, and together they never exceed the award.",
    budget.SOURCE, _PAID.replace("STATUS", "paid") + _WHOLE.replace("180.00", "200.00"),
    _PAID.replace("STATUS", "paid") + _FIRST
    + '  - {at: 2026-10-25, event: pay, by: prc-2601-k8m3r1d, amount: "80.00"}\n',
)  # fmt: skip
SHORT_PAID: Final = Rule(
    "MON006", "short-paid", "error",
    "An award counts as paid once all of it is paid. Until then the applicant is waiting for the rest.",
    budget.SOURCE, _PAID.replace("STATUS", "paid") + _WHOLE.replace("180.00", "100.00"),
    _PAID.replace("STATUS", "part-paid") + _FIRST,
)  # fmt: skip
OVER_PAID: Final = Rule(
    "MON007", "over-paid", "error",
    "Nobody can spend or return more of an award than they were paid.",
    budget.SOURCE, _PAID.replace("STATUS", "reported") + _WHOLE + _REPORT.replace("SPENT", "180.01"),
    _PAID.replace("STATUS", "reported") + _WHOLE + _REPORT.replace("SPENT", "180.00"),
)  # fmt: skip
MONEY_OPEN: Final = Rule(
    "MON008", "money-open", "advice",
    "In the end, all the money paid is either spent or returned, or a reason says why not. Version 0.1.0 didn't ask: "
    "in a store that it made, this only advises.",
    budget.SOURCE, _PAID.replace("STATUS", "closed") + _WHOLE + _REPORT.replace("SPENT", "170.00") + _FINISH,
    _PAID.replace("STATUS", "closed") + _WHOLE + _REPORT.replace("SPENT", "170.00")
    + '  - {at: 2026-11-21, event: return-money, by: prc-2601-k8m3r1d, amount: "10.00"}\n'
    + _FINISH.replace("11-21", "11-22"),
)  # fmt: skip
#: Which rule finds a fault of an account. A closed application is advice alone: nobody can mend what is over.
_OF_FAULT: Final = {
    "over-award": OVER_AWARD, "no-amount": OVER_AWARD, "paid-in-full": OVER_AWARD, "over-paid": OVER_PAID,
    "over-returned": OVER_PAID, "money-open": MONEY_OPEN,
}  # fmt: skip


CURRENCY: Final = Rule(
    "MON009", "currency-differs", "error",
    "Amounts are in the currency that their round was opened with. While it runs, and until its awards are settled, "
    "the programme's currency must be the same.",
    "records/programme.yaml, currency", "2026-q4:\n  currency: EUR\n", "2026-q4:\n  currency: GBP\n",
)  # fmt: skip


def currency(record: Record, around: Around) -> Iterator[Finding]:
    """A round that is still running in another currency than the programme's."""
    own, policy = record.data.get("currency"), around.policy
    if policy is None or own in (None, policy.currency) or not frozen.runs(record.data):
        return
    name = quarters.spoken(record.id)
    words = Said(
        "{round} was opened in {opened_in}, and the programme's currency is now {currency}.",
        round=name,
        opened_in=own,
        currency=policy.currency,
    )
    try_ = Said(
        "Set currency in records/programme.yaml back to {currency} until {round} is published or cancelled.",
        currency=own,
        round=name,
    )
    yield in_field(CURRENCY, record.path, words, try_, ("currency",), ("records/programme.yaml",))


def awards_currency(records: Records) -> Iterator[Finding]:
    """Awards that aren't settled in another currency than the programme's."""
    policy = records.around.policy
    for round in records.of("round"):
        own = round.data.get("currency")
        if policy is None or own in (None, policy.currency) or frozen.runs(round.data):
            continue
        for application in records.on("application", "round", round.id):
            if frozen.is_unsettled(application.data):
                words = Said(
                    "this award is in {own}, and the programme's currency is now {currency}.",
                    own=own,
                    currency=policy.currency,
                )
                try_ = Said(
                    "Set currency in records/programme.yaml back to {currency} until the award is settled.",
                    currency=own,
                )
                related = (round.path, "records/programme.yaml")
                yield in_field(CURRENCY, application.path, words, try_, ("status",), related)


def sums(record: Record, around: Around) -> Iterator[Finding]:
    """Costs that do not add up to what is asked for."""
    wrong = costs.fault(record.data)
    if wrong:
        summed = Money(costs.total(record.data["costs"]))
        words = Said("{field}: {why}", field="amount", why=wrong)
        yield found(COSTS, record.path, words, Said('Write "{sum}", or correct the costs.', sum=summed), ("amount",))


def award(record: Record, around: Around) -> Iterator[Finding]:
    """An award that is not what its outcome means."""
    decided = decisions.last(record.data)
    if decided is None or "outcome" not in decided:
        return  # without an outcome it is the timeline's fault
    asked, outcome = money.parse(record.data["amount"]), decided["outcome"]
    given = money.parse(decided["award"]) if "award" in decided else None
    wrong = None
    if outcome == "funded" and given != asked:
        wrong = Said("Funded means the full amount asked for, {asked}", asked=Money(asked))
    elif outcome == "part-funded" and (given is None or not 0 < given < asked):
        wrong = Said("An award in part is more than 0.00 and less than the {asked} asked for", asked=Money(asked))
    elif outcome not in ("funded", "part-funded") and given is not None:
        wrong = Said("The outcome {outcome} has no award", outcome=outcome)
    if wrong:
        says = Said("nothing") if given is None else Said("{award}", award=Money(given))
        at = ("timeline", record.data["timeline"].index(decided), "award")
        try_ = Remedy("Record a correction: ", Command("fund correct", record.id))
        yield in_field(AWARD, record.path, Said("{why}, but it says {says}.", why=wrong, says=says), try_, at)


def accounts(record: Record, around: Around) -> Iterator[Finding]:
    """Payments, reports and returns that do not add up."""
    closed = record.data["status"] == "closed"
    told = False
    for n, wrong in account.faults(record.data):
        rule = _OF_FAULT[wrong.code]
        if closed and rule is not OVER_AWARD:
            if told:
                continue
            rule, told = MONEY_OPEN, True
        event = record.data["timeline"][n]["event"]
        key = {"report": "spent", "finish": "event"}.get(event, "amount")
        try_ = of_record(wrong.hint, record.id) or Remedy("See ", Command("fund show", record.id), ".")
        if rule is MONEY_OPEN:
            try_ = Remedy("If money comes back: ", Command("fund return-money", record.id))
        yield found(rule, record.path, Said("{field}: {why}", field=key, why=wrong.message), try_, ("timeline", n, key))
    owed = account.short_paid(record.data)
    if owed > 0:
        words = Said(
            "it is {status}, but {owed} of the award is still to pay.", status=record.data["status"], owed=Money(owed)
        )
        paid = record.data["status"] == "paid"
        settle = Command("fund pay", record.id) if paid else Command("fund finish", record.id, "--reason", "WHY")
        yield in_field(SHORT_PAID, record.path, words, settle, ("status",))


def over_budget(records: Records) -> Iterator[Finding]:
    """Rounds whose awards pass their budget less what is kept back."""
    for round in records.of("round"):
        own = records.on("application", "round", round.id)
        wrong = budget.over_budget(budget.purse(round.data, [a.data for a in own]))
        if wrong:
            given = tuple(a.path for a in own if budget.award_of(a.data))
            try_ = Remedy("Raise the budget on record, or correct an award: ", Command("fund correct"), ".")
            words = Said("{field}: {why}", field="budget", why=wrong)
            yield found(OVER_BUDGET, round.path, words, try_, ("budget",), given)


def over_ceiling(records: Records) -> Iterator[Finding]:
    """Awards above the ceiling of their round."""
    for round in records.of("round"):
        if round.data.get("ceiling") is None:
            continue
        ceiling = money.parse(round.data["ceiling"])
        for application in records.on("application", "round", round.id):
            if application.data["status"] in AWARDED and budget.award_of(application.data) > ceiling:
                decided = decisions.last(application.data)
                at = ("timeline", application.data["timeline"].index(decided), "award")
                words = Said(
                    "{award} is more than one application can be given in {round}, {ceiling}.",
                    award=Money(budget.award_of(application.data)),
                    round=round.id,
                    ceiling=Money(ceiling),
                )
                try_ = Remedy("Record a correction: ", Command("fund correct", application.id))
                yield in_field(OVER_CEILING, application.path, words, try_, at, (round.path,))


OF_A_RECORD: Final = (
    OfRecord(("round",), currency),
    OfRecord(("application",), sums),
    OfRecord(("application",), award),
    OfRecord(("application",), accounts),
)
ACROSS: Final = (over_budget, over_ceiling, awards_currency)
