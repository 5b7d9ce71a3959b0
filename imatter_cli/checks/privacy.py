"""What could tell who somebody is. Patterns prove nothing: none found does not mean that nobody is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from imatter_cli import sources
from imatter_cli.checks.rule import OfRecord, found
from imatter_cli.checks.view import Around, Record
from imatter_cli.domain import reflecting
from imatter_cli.domain.finding import FieldPath, Finding, Rule, Severity
from imatter_cli.said import Prose, Said

_ADVICE: Final[Severity] = "advice"
_PRIVACY: Final = sources.CHECKING
#: Said wherever these rules are explained.
NO_PROOF: Final = "This looks only for patterns. If it finds none, somebody may still be recognisable."

UNSHARED: Final = Rule(
    "PRV001", "not-shared", "error",
    "A programme's store holds only what was shared. A practitioner's own words stay in their notebook.",
    reflecting.PRIVATE,
    "ref-2611-c4v8n3x:\n  answers: [{prompt: what, text: I was tired that day.}]\n",
    "ref-2611-c4v8n3x:\n  summary: We learnt to begin with a cup of tea.\n",
)  # fmt: skip


def _rule(number: int, name: str, why: str, bad: str, good: str) -> Rule:
    def example(text: str) -> str:
        return f'ref-2611-c4v8n3x:\n  summary: "{text}"\n'

    return Rule(f"PRV{number:03}", name, _ADVICE, f"{why} {NO_PROOF}", _PRIVACY, example(bad), example(good))


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

_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.? +[A-Z][a-z'’-]+")
_RELATION = re.compile(
    r"\b(?:named|called|name is|son|daughter|brother|sister|mum|dad|mother|father|pupil|boy|girl|teacher|nan|aunt"
    r"|uncle) +(?!P\d)[A-Z][a-z]{2,}\b"
)
_BIRTH = re.compile(
    r"\b(?:born|birth(?:day)?|d\.?o\.?b\.?|date of birth)\b[^.\n]{0,20}?"
    r"(\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2,4}|\d{4}-\d\d-\d\d"
    r"|\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?(?: \d{2,4})?)",
    re.IGNORECASE,
)
# The shapes of UK postcodes: A9 9AA, A99 9AA, AA9 9AA, AA99 9AA, A9A 9AA, AA9A 9AA; the last two letters never CIKMOV.
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]?) ?\d[ABD-HJLNP-UW-Z]{2}\b")
_PHONE = re.compile(r"(?<![\w.,])(?:\+44 ?(?:\(0\) ?)?|\(?0)(?:\d[ \-()]{0,2}){8,9}\d(?!\w)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_NHS = re.compile(r"(?<![\d.])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d.]\d)(?!\d)")


def is_nhs_number(text: str) -> bool:
    """Whether ten digits are an NHS number: its last digit checks the nine before it (modulus 11)."""
    digits = [int(c) for c in text if c.isdigit()]
    if len(digits) != 10:
        return False
    check = 11 - sum(d * (10 - n) for n, d in enumerate(digits[:9])) % 11
    return check % 11 == digits[9] and check != 10


def _any(text: str) -> bool:
    return bool(text)


_PATTERNS: Final[tuple[tuple[Rule, re.Pattern[str], Callable[[str], bool], str], ...]] = (
    (NAME, _TITLE, _any, "looks like a name"),
    (NAME, _RELATION, _any, "looks like a name"),
    (BIRTH, _BIRTH, _any, "looks like a date of birth"),
    (POSTCODE, _POSTCODE, _any, "looks like a postcode"),
    (PHONE, _PHONE, _any, "looks like a phone number"),
    (EMAIL, _EMAIL, _any, "looks like an email address"),
    (NHS_NUMBER, _NHS, is_nhs_number, "looks like an NHS number"),
)
_BIRTH_WORDS: Final = ("born", "birth", "dob", "d.o.b")
_TITLES: Final = ("Mr", "Ms", "Miss", "Mx", "Dr", "Prof")
_RELATIONS: Final = (
    "named ", "called ", "name is ", "son ", "daughter ", "brother ", "sister ", "mum ", "dad ", "mother ", "father ",
    "pupil ", "boy ", "girl ", "teacher ", "nan ", "aunt ", "uncle ",
)  # fmt: skip
_CAPITAL = re.compile(r" [A-Z][a-z'’-]")
_WITHIN = re.compile(r" (?<=[a-z ] )[A-Z][a-z]")
_DIGITS = re.compile(r"[0-9](?:[A-Z]{2}|[0-9][0-9 ()-]{3})")
_TRY: Final = "Use a code such as P1, an age band or a type of place, and keep the rest elsewhere."


def patterns(record: Record, texts: Sequence[tuple[FieldPath, str]], joined: str, lowered: str) -> Iterator[Finding]:
    """What looks as if it could tell who somebody is; `joined` is all of the texts, `lowered` in small letters."""
    worth = [row for row, is_worth in zip(_PATTERNS, _worth(joined, lowered), strict=True) if is_worth]
    for at, text in texts if worth else ():
        for rule, pattern, counts, words in worth:
            if any(counts(m[0]) for m in pattern.finditer(text)):
                name = next(part for part in reversed(at) if isinstance(part, str))
                # What was found is not repeated: findings are printed, mailed and kept in logs.
                yield found(
                    rule, record.path, Said("{field}: something here {what}.", field=name, what=Prose(words)), _TRY, at
                )


def _worth(joined: str, lowered: str) -> tuple[bool, ...]:
    """Which of the patterns can be found at all: a cheap look at all texts together, as most have none of them."""
    digits = _DIGITS.search(joined) is not None
    capital = _CAPITAL.search(joined) is not None
    return (
        capital and any(map(joined.__contains__, _TITLES)),
        capital and _WITHIN.search(joined) is not None and any(map(lowered.__contains__, _RELATIONS)),
        any(map(lowered.__contains__, _BIRTH_WORDS)),
        digits,
        digits,
        "@" in joined,
        digits,
    )


def unshared(record: Record, around: Around) -> Iterator[Finding]:
    """Words of a reflection that were not shared, in a programme's store."""
    if around.store != "programme":
        return
    for name in reflecting.private_text(record.data):
        words = Said("{field}: a programme's store holds only what was shared, and this was not.", field=name)
        yield found(
            UNSHARED, record.path, words, f"Remove {name} from this file and from the store's history.", (name,)
        )


OF_A_RECORD: Final = (OfRecord((UNSHARED,), ("reflection",), unshared),)
RULES: Final = (UNSHARED, NAME, BIRTH, POSTCODE, PHONE, EMAIL, NHS_NUMBER)
