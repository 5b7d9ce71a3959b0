"""Money is integer pence inside and two-decimal text in a file; no floats anywhere (DESIGN.md, section 1)."""

from __future__ import annotations

import re

from imatter_cli.errors import BadValue

_MONEY = re.compile(r"£?\s*(?P<pounds>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.(?P<pence>[0-9]{1,2}))?")


def parse(text: str | int) -> int:
    """Pence of an amount as a person writes it: `250`, `1,250`, `£1250.50`, `1250.5`. A whole number is pounds.

    Raises BadValue for anything else: three decimals, a sign, an exponent, NaN.
    """
    m = _MONEY.fullmatch(str(text).strip())
    if m is None or isinstance(text, bool):
        raise BadValue(
            f"{str(text)!r} is not an amount of money.", hint="Write pounds and pence, as 250, 1,250 or 250.50."
        )
    return int(m["pounds"].replace(",", "")) * 100 + int((m["pence"] or "").ljust(2, "0"))


def text(pence: int) -> str:
    """The amount as it stands in a file: `250.00`."""
    return f"{pence // 100}.{pence % 100:02d}"
