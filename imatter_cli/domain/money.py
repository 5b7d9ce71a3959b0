"""Money is integer pence inside and two-decimal text in a file; no floats anywhere."""

from __future__ import annotations

import re

from imatter_cli.errors import BadValue
from imatter_cli.said import Money, Prose, Said

#: Signs of currencies that have one of their own.
SIGNS: dict[str, str] = {"GBP": "£", "EUR": "€", "USD": "$"}
#: Currencies that share the dollar's sign.
_DOLLARS = ("AUD", "CAD", "HKD", "NZD", "SGD")
_NUMBER = r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.(?P<rest>[0-9]{1,2}))?"
#: As a file has it; a pound sign is read, as people wrote one by hand.
_IN_A_FILE = re.compile(rf"£?\s*{_NUMBER}")
#: An amount as a person types it, with a mark before or after it.
AS_TYPED = rf"(?P<before>[^\d\s.,+-]*)\s*{_NUMBER}\s*(?P<after>[^\d\s.,+-]*)"


def parse(text: str | int) -> int:
    """Pence of an amount as a file has it: `250`, `1,250`, `1250.50`, `1250.5`. A whole number is whole pounds.

    Raises BadValue for anything else: three decimals, a minus, an exponent, NaN.
    """
    m = _IN_A_FILE.fullmatch(str(text).strip())
    if m is None or isinstance(text, bool):
        words = Said("{given!r} is not an amount of money.", given=Prose(str(text)))
        raise BadValue(words, hint="Write it as 250, 1,250 or 250.50.")
    return _pence(m)


def parse_in(text: str, currency: str) -> int:
    """Pence of an amount as a person types it in a currency: `250`, and with its sign or code, `€250`, `250 EUR`.

    Raises BadValue for what `parse` refuses, and for the sign or code of another currency.
    """
    if not currency:
        return parse(text)
    m = re.fullmatch(AS_TYPED, text.strip())
    marks = [mark for mark in (m["before"], m["after"]) if mark] if m is not None else []
    wrong = [mark for mark in marks if mark.upper() not in (currency, *signs_of(currency))]
    if m is not None and not wrong:
        return _pence(m)
    how = Said("Write it as 250, 1,250 or {sign}250.50.", sign=Prose(_with_sign(currency)))
    if wrong and (wrong[0] in SIGNS.values() or re.fullmatch(r"[A-Za-z]{3}", wrong[0])):
        words = Said("{given!r} is not in {currency}, the currency used here.", given=Prose(text), currency=currency)
        raise BadValue(words, hint=how)
    raise BadValue(Said("{given!r} is not an amount of money.", given=Prose(text)), hint=how)


def signs_of(currency: str) -> tuple[str, ...]:
    """The signs that an amount in a currency may have instead of its code."""
    if currency in _DOLLARS:
        return ("$",)
    return (SIGNS[currency],) if currency in SIGNS else ()


def _with_sign(currency: str) -> str:
    return SIGNS.get(currency, f"{currency} ")


def _pence(m: re.Match[str]) -> int:
    return int(m["whole"].replace(",", "")) * 100 + int((m["rest"] or "").ljust(2, "0"))


def text(pence: int) -> str:
    """The amount as it is written in a file: `250.00`."""
    return format(Money(pence))
