"""Published awards as grants of the 360Giving Data Standard, version 1.4 (standard.threesixtygiving.org).

Written so that a strict reader takes it: a recipient is an individual or an organisation and never both; every date
is a full date and time in UTC, since a day alone is taken for two of the standard's forms by readers that do not look
into formats; amounts are decimal numbers, made of pence. Nobody is in it: a grant's id is the application's, each
recipient has an id of that grant alone, and the description is made of the type of project and of place.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from imatter_cli.classes import immutable
from imatter_cli.domain import dates, money, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import budget, decisions, published
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command
from imatter_cli.said import Prose, Said

VERSION = "1.4"
PROGRAMME = "Microproject Development Fund"
#: ISO 4217, which the standard takes currencies from.
CURRENCIES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BZD CAD CDF CHF CLP "
    "CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF "
    "IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD "
    "MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF "
    "SAR SBD SCR SDG SEK SGD SHP SOS SRD SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST "
    "XAF XCD XOF XPF YER ZAR ZMW"
)


@immutable
class Publisher:
    """Who publishes: the prefix given by 360Giving, the funder's identifier and name, and codes of the standard.

    `reason` and `purpose` are codes of grants to individuals, empty where none is set.
    """

    prefix: str
    funder_id: str
    funder_name: str
    currency: str
    reason: str = ""
    purpose: str = ""


def awarded(was: Data, today: Data, round: Data) -> Data | None:
    """The application with its award as it is published: as its round was published, if it had an award then.

    One that a later correction gave its first award is published as corrected. None where there is no award.
    """
    if budget.award_of(was) > 0:
        return was
    corrected = published.corrections(today, round)
    if not corrected or not corrected[-1].get("award"):
        return None
    return {**was, "status": corrected[-1]["outcome"], "timeline": [*was["timeline"], *corrected]}


def grant(
    application: Data, round: Data, publisher: Publisher, type: str, setting: str, later: Sequence[Data] = ()
) -> dict[str, Any]:
    """One award as a grant; amounts are Decimal. `type` and `setting` are the programme's words for them.

    `later` is what happened after publication: it is described in words, and the amounts stay as they were published.
    """
    decided = decisions.last(application) or {}
    id = str(application["id"])
    told = [f"A small, real-life project: {type.lower()}." if type else "A small, real-life project."]
    told += [f"Type of place: {setting.lower()}."] if setting else []
    told += [words for e in later if (words := _later(e))]
    return {
        "id": f"{publisher.prefix}-{id}",
        "title": f"Microproject: {type or 'a small, real-life step'}"[:140],
        "description": " ".join(told),
        "currency": round.get("currency") or publisher.currency,
        "amountAppliedFor": Decimal(money.text(money.parse(application["amount"]))),
        "amountAwarded": Decimal(money.text(budget.award_of(application))),
        "awardDate": moment(str(decided["at"])),
        **_recipient(application, publisher, setting),
        "fundingOrganization": [{"id": publisher.funder_id, "name": publisher.funder_name}],
        "grantProgramme": [{"code": str(round["id"]).upper(), "title": PROGRAMME}],
        "fromOpenCall": "Yes",
        "dateModified": _modified(round, later),
    }


def package(grants: Sequence[Data], publisher: Publisher, issued: str) -> dict[str, Any]:
    """The grants as a package. Raises Refused: `no-awards`, or `currency` for one that is not a code."""
    if publisher.currency not in CURRENCIES.split():
        raise Refused(
            Said("{given} is not a currency code in the standard.", given=Prose(publisher.currency)), code="currency",
            source="ISO 4217", hint="Set currency in records/programme.yaml to a code such as GBP.",
        )  # fmt: skip
    if not grants:
        raise Refused("There are no published awards to export.", code="no-awards", hint=Command("fund rounds"))
    return {
        "version": VERSION,
        "title": f"{publisher.funder_name}: {PROGRAMME}",
        "issued": issued,
        "publisher": {"name": publisher.funder_name, "identifier": publisher.funder_id},
        "grants": list(grants),
    }


def moment(at: str) -> str:
    """A day, or the day of a moment, as the standard's date and time: `2026-11-24T00:00:00Z`."""
    return f"{at[:10]}T00:00:00Z"


def _recipient(application: Data, publisher: Publisher, setting: str) -> dict[str, Any]:
    tail = str(application["id"]).rpartition("-")[2]
    if application.get("payee") == "host":
        name = f"Host organisation ({setting.lower()})" if setting else "Host organisation"
        return {"recipientOrganization": [{"id": f"{publisher.prefix}-ORG-{tail}", "name": name}]}
    out: dict[str, Any] = {
        "recipientIndividual": {"id": f"{publisher.prefix}-IND-{tail}", "name": "Individual Recipient"}
    }
    details: dict[str, Any] = {"primaryGrantReason": publisher.reason} if publisher.reason else {}
    if publisher.purpose:
        details["grantPurpose"] = [publisher.purpose]
    return {**out, "toIndividualsDetails": details} if details else out


def _later(entry: Data) -> str:
    """What happened to a published award, in words; empty for events that don't change it."""
    on = dates.spoken(str(entry.get("at")))
    if entry.get("event") == "correct":
        award = entry.get("award")
        said = f"{money.text(money.parse(award))} awarded" if award else "no award"
        return f"The decision was corrected on {on}: {said}."
    return _AFTERWARDS.get(str(entry.get("event")), "").format(on=on)


def _modified(round: Data, later: Sequence[Data]) -> str:
    """When what is published last changed: the round's publication, or the last later event that is described."""
    events = (*timeline.happened(round, "publish"), *filter(_later, later))
    return max(moment(str(e["at"])) for e in events)


_AFTERWARDS = {"decline-award": "The award was declined on {on}.", "revoke": "The award was revoked on {on}."}
