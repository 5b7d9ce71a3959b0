"""What could tell who somebody is. Patterns prove nothing: none found does not mean that nobody is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from imatter_cli import sources
from imatter_cli.checks.rule import OfRecord, in_field
from imatter_cli.checks.view import Around, Record
from imatter_cli.domain import identifying, reflecting
from imatter_cli.domain.finding import FieldPath, Finding, Rule
from imatter_cli.domain.identifying import What
from imatter_cli.said import Prose, Said

_PRIVACY: Final = sources.CHECKING

UNSHARED: Final = Rule(
    "PRV001", "not-shared", "error",
    "A programme's store holds only what was shared. A practitioner's own words stay in their notebook.",
    reflecting.PRIVATE, "ref-2611-c4v8n3x:\n  answers: [{prompt: what, text: I was tired that day.}]\n",
    "ref-2611-c4v8n3x:\n  summary: We learnt to begin with a cup of tea.\n",
)  # fmt: skip


def _rule(number: int, name: str, why: str, bad: str, good: str) -> Rule:
    def example(text: str) -> str:
        return f'ref-2611-c4v8n3x:\n  summary: "{text}"\n'

    return Rule(
        f"PRV{number:03}", name, "advice", f"{why} {identifying.NO_PROOF}", _PRIVACY, example(bad), example(good)
    )


NAME: Final = _rule(
    2, "name", "Everybody in a record has a code instead of a name.",
    "Mrs Barlow said it went well.", "The class teacher said it went well.",
)  # fmt: skip
BIRTH: Final = _rule(
    3, "date-of-birth", "An age band is enough. A date of birth points to one person.",
    "P1, born 12/03/2017, came too.", "P1 came on 12/03/2026.",
)  # fmt: skip
POSTCODE: Final = _rule(
    4, "postcode", "A type of place is enough. A postcode points to one street.",
    "We met near SW1A 1AA.", "We met in room AB12.",
)  # fmt: skip
PHONE: Final = _rule(
    5, "phone-number", "A phone number points to one person.",
    "Ring 07700 900123 before coming.", "It took 07700 steps.",
)  # fmt: skip
EMAIL: Final = _rule(
    6, "email-address", "An address points to one person.",
    "Write to p1@example.org.", "We met @ the club.",
)  # fmt: skip
NHS_NUMBER: Final = _rule(
    7, "nhs-number", "An NHS number belongs to one person.",
    "Their number is 943 476 5919.", "Their number is 943 476 5918.",
)  # fmt: skip

POSSIBLE_NAME: Final = _rule(
    8, "possible-name",
    "A word with a capital letter, or a given name in small letters, may be the name of a person or a place.",
    "We walked to Greenfield together.", "We walked to the park on Monday.",
)  # fmt: skip
ADDRESS: Final = _rule(
    9, "address", "A type of place is enough. An address points to one house.",
    "We met at 12 Orchard Lane.", "We met in the school hall.",
)  # fmt: skip

BY_SIGN: Final[dict[What, Rule]] = {
    "name": NAME, "birth": BIRTH, "postcode": POSTCODE, "phone": PHONE, "email": EMAIL, "nhs-number": NHS_NUMBER,
    "possible-name": POSSIBLE_NAME, "address": ADDRESS,
}  # fmt: skip


def patterns(record: Record, texts: Sequence[tuple[FieldPath, str]], joined: str) -> Iterator[Finding]:
    """What looks as if it could tell who somebody is; `joined` is all of the texts, to look at first."""
    look = identifying.worth_a_look
    for at, text in texts if look(joined) else ():
        if not look(text):
            continue
        for what, words in {sign.what: sign.words for sign in identifying.signs(text)}.items():
            # What was found is not repeated: findings are printed, mailed and kept in logs.
            say = Said("something here {what}.", what=Prose(words))
            yield in_field(BY_SIGN[what], record.path, say, identifying.INSTEAD, at)


def unshared(record: Record, around: Around) -> Iterator[Finding]:
    """Words of a reflection that were not shared, in a programme's store."""
    if around.store != "programme":
        return
    for name in reflecting.private_text(record.data):
        words = Said("a programme's store holds only what was shared, and this was not.")
        yield in_field(
            UNSHARED,
            record.path,
            words,
            Said("Remove {field} from this file and from the store's history.", field=name),
            (name,),
        )


OF_A_RECORD: Final = (OfRecord(("reflection",), unshared),)
