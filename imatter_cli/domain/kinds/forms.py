"""What texts of a certain pattern look like, in words: said once, for fields, the programme file and messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from imatter_cli.classes import immutable
from imatter_cli.said import Prose, Said


@immutable
class Pattern:
    """Text of a certain pattern; `words` say what it takes, and `example` is one."""

    pattern: str
    words: str
    example: str = ""

    def instead(self, value: object) -> Said:
        """What to write instead: the same value in this form where that is plain, else the example."""
        parts = "".join(c if c.isalnum() else " " for c in str(value)).split()
        tries = ("-".join(parts).lower(), "".join(parts).upper())
        near = next((one for one in tries if re.fullmatch(self.pattern, one)), self.example)
        words = Prose(self.words)
        return Said("Use {words}, as in {near}.", words=words, near=near) if near else Said("Use {words}.", words=words)


SLUG: Final = Pattern(r"^[a-z0-9]+(-[a-z0-9]+)*$", "small letters, digits and hyphens", "early-concern")
FIELD: Final = Pattern(r"^([a-z0-9]+(-[a-z0-9]+)*|[a-z_]+)$", "the name of a field", "focus_areas")
CURRENCY: Final = Pattern("^[A-Z]{3}$", "three capital letters", "GBP")
PART: Final = Pattern("^s[0-9a-hjkmnp-tv-z]{1,7}$", "the id that imatter wrote, s and a few letters and digits", "s1a2")
RULE: Final = Pattern("^[A-Z]{3}[0-9]{3}$", "three capital letters and three digits", "WRD001")
DIGEST: Final = Pattern("^sha256:[0-9a-f]{64}$", "sha256: and the 64 digits and letters that imatter wrote")
RECEIVED: Final = Pattern(
    "^ans-[0-9a-hjkmnp-tv-z]{16}:[0-9a-f]{16}$", "the mark that imatter wrote", "ans-7kq4m2x9b2c4v8h6:9f2431b981e80c57"
)
PUBLISHER: Final = Pattern("^360G-[A-Za-z0-9_-]{1,40}$", "360G- and the name that 360Giving gave you", "360G-example")
ORGANISATION: Final = Pattern(
    "^[A-Z0-9]{2,8}-[A-Z0-9]{2,12}-[A-Za-z0-9._-]{1,40}$",
    "a country, a register and a number there, with hyphens between them",
    "GB-COH-12345678",
)
FILE: Final = Pattern(
    r"^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$",
    "the path of a file in this store, without spaces",
    "keys/allowed_signers",
)
BY_PATTERN: Final[Mapping[str, Pattern]] = {
    form.pattern: form for form in (SLUG, FIELD, CURRENCY, PART, RULE, DIGEST, RECEIVED, PUBLISHER, ORGANISATION, FILE)
}
