"""What in a text could tell who somebody is. Patterns prove nothing: none found does not mean that nobody is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal

from imatter_cli.classes import immutable
from imatter_cli.domain.folding import folded
from imatter_cli.domain.names import GIVEN, ORDINARY, WORDS_TOO

What = Literal["name", "birth", "postcode", "phone", "email", "nhs-number", "possible-name", "address"]

#: Said wherever this is explained.
NO_PROOF: Final = "This looks only for patterns. If it finds none, somebody may still be recognisable."
INSTEAD: Final = "Use a code such as P1, an age band or a type of place, and keep the rest elsewhere."


@immutable
class Sign:
    """Something in a text that could tell who somebody is: what, where it begins, where it ends."""

    what: What
    begin: int
    end: int

    @property
    def words(self) -> str:
        """What is said of it: `looks like a name`; what is only possible is said as possible."""
        return _SAID[self.what]


_SAID: Final[dict[What, str]] = {
    "name": "looks like a name",
    "possible-name": "could be the name of a person or a place",
    "birth": "looks like a date of birth",
    "postcode": "looks like a postcode",
    "address": "looks like an address",
    "phone": "looks like a phone number",
    "email": "looks like an email address",
    "nhs-number": "looks like an NHS number",
}

_RELATIONS: Final = (
    "son daughter brother sister mum mam mom dad daddy mummy mother father pupil boy girl teacher nan nana granny "
    "grandma grandad grandpa aunt auntie uncle cousin stepdad stepmum carer husband wife partner friend neighbour "
    "colleague headteacher"
)
_RELATED: Final = _RELATIONS.replace(" ", "|")
_LETTERS: Final = r"[^\W\d_]"
_CAPITAL: Final = r"(?=[^\W\d_])(?![a-zß-öø-ÿ])"
_NAME: Final = rf"{_CAPITAL}{_LETTERS}[^\W\d_'’-]+"
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:\.(?=,? ?\d))?"
_DAY: Final = (
    r"(\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2,4}|\d{4}-\d\d-\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH},?(?: \d{{2,4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b)"
)
_AGE: Final = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|eighteen)"

_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Rev)\.? +[A-ZÀ-ÖØ-Þ][a-zß-ÿ'’-]+")
_RELATION = re.compile(
    rf"\b(?:named|called|(?:name is|name's)|{_RELATED}),? +(?!P\d)({_CAPITAL}{_LETTERS}[^\W\d_]+)|"
    rf"\bP\d{{1,2}} ?\((?!P\d)({_NAME})\)|({_NAME}) ?\((?:(?:my|her|his|their) )?(?:{_RELATED})\)|"
    rf"({_NAME})['’]s (?:{_RELATED})\b|\b[Tt]he ({_NAME})s? (?:family|household|twins)\b"
)
_INITIAL = re.compile(r"(?<![\w.])[A-Z]\. ?[A-Z][a-z]{2,}\b")
_BIRTH = re.compile(
    rf"\b(?:born|birth(?:day)?|d\.?o\.?b\.?|date of birth|turn(?:s|ed|ing)? {_AGE}(?: years?(?: old)?)?)\b"
    rf"[^.\n]{{0,20}}?{_DAY}|{_DAY}[^.\n]{{0,14}}?\b(?:birthday|birth)\b",
    re.IGNORECASE,
)
# The shapes of UK postcodes: A9 9AA, A99 9AA, AA9 9AA, AA99 9AA, A9A 9AA, AA9A 9AA; the last two letters never CIKMOV.
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]?) ?\d[ABD-HJLNP-UW-Z]{2}\b")
_ADDRESS = re.compile(
    r"\b\d{1,4}[a-zA-Z]?,? (?:[A-ZÀ-Þ][a-zß-ÿ'’]+ ){1,3}(?:Street|Road|Lane|Avenue|Close|Drive|Way|Gardens|Terrace"
    r"|Court|Crescent|Place|Hill|Grove|Mews|Row|Walk|Square|Park|Rise|View|St|Rd|Ave|Ln)\b"
)
_PHONE = re.compile(
    r"(?<![\w.,])(?:(?:\+44 ?(?:\(0\) ?)?|\(?0)(?:\d[ \-()]{0,2}){8,9}\d"
    r"|\+(?!44)\d{1,3}[ \-](?:\d[ \-]?){7,11}\d)(?!\w)"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
#: A name on a network, `@sarah_j`; an email address has something in front of it.
_HANDLE = re.compile(r"(?<![\w.+@/-])@[A-Za-z][\w.]+\w")
_NHS = re.compile(r"(?<![\d.])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d.]\d)(?!\d)")

_CAPITALISED = re.compile(rf"(?<![\w@./:#'’])({_CAPITAL}{_LETTERS}[^\W\d_]+)(?![\w@])")
_WORD = re.compile(_LETTERS + "{3,}")
#: A word in small letters, by itself.
_SMALL = re.compile(r"(?<![\w@./:#'’-])[^\W\d_]{3,}(?![\w@/-])")
_INTRODUCED = re.compile(rf"\b(?:named|called|name is|name's|{_RELATED}),? +$", re.IGNORECASE)
#: A book or a film rather than a person: `The Patient Gardener`.
_OF_A_TITLE: Final = ("The ", "A ", "An ")
#: Small words within a name.
_BETWEEN_NAMES: Final = (" de ", " van ", " van der ", " von ", " da ", " al ", " el ")
#: What ends a sentence, or begins one, right in front of a word.
_BEGINS = re.compile(r"(?:^|[.!?:;…\n|•*>/–—][\s\"'“‘(\-]*|[\"“‘(]\s*|^\s*[-\d.)]+\s*)$")


def is_nhs_number(text: str) -> bool:
    """Whether ten digits are an NHS number: its last digit checks the nine before it (modulus 11)."""
    digits = [int(c) for c in text if c.isdigit()]
    if len(digits) != 10:
        return False
    check = 11 - sum(d * (10 - n) for n, d in enumerate(digits[:9])) % 11
    return check % 11 == digits[9] and check != 10


def _any(text: str) -> bool:
    return True


_PATTERNS: Final[tuple[tuple[What, re.Pattern[str], Callable[[str], bool]], ...]] = (
    ("name", _TITLE, _any),
    ("name", _INITIAL, _any),
    ("name", _HANDLE, _any),
    ("birth", _BIRTH, _any),
    ("postcode", _POSTCODE, _any),
    ("address", _ADDRESS, _any),
    ("phone", _PHONE, _any),
    ("email", _EMAIL, _any),
    ("nhs-number", _NHS, is_nhs_number),
)
_BIRTH_WORDS: Final = ("born", "birth", "dob", "d.o.b", "turn")
#: What numbers and initials begin with, one set of characters to look for: `12 Orchard Lane`, `+49`, `J. Smith`.
_BEGUN = re.compile(
    r"[0-9+A-Z](?:(?<=[A-Z])\. ?[A-Z]|(?<=\+)[0-9]|(?<=[0-9])(?:[A-Z]{2}|[0-9][0-9 ()-]{3}|[a-z]?,? [A-Z]))"
)
#: What stands between words: as bytes, which are translated far sooner than letters, and what has no byte of its own.
_SIGNS = bytes(c for c in range(33, 127) if not chr(c).isalnum())
_GAPS = bytes.maketrans(_SIGNS, b" " * len(_SIGNS))
_WIDE_GAPS = "’“”…–—"
#: Quick to find; what it takes for a word with a capital and is not one costs no more than the look itself.
_PERHAPS = re.compile(r"[A-Z\u00c0-\u017f][^\W\d_]+")


def worth_a_look(text: str) -> bool:
    """Whether anything could be found in a text: a cheap look at many texts at once, most of which have nothing."""
    small = text.lower()
    return (
        "@" in text
        or not all(map(is_ordinary, set(_PERHAPS.findall(text))))
        or _BEGUN.search(text) is not None
        or any(map(small.__contains__, _BIRTH_WORDS))
        or _has_given_name(small)
    )


def _has_given_name(small: str) -> bool:
    for gap in _WIDE_GAPS:
        small = small.replace(gap, " ")
    if small.isascii():
        return not GIVEN.isdisjoint(small.encode().translate(_GAPS).decode().split())
    return not GIVEN.isdisjoint(map(folded, _WORD.findall(small)))


def signs(text: str) -> list[Sign]:
    """Everything in a text that could tell who somebody is, in its order; nothing is found twice."""
    found = [
        Sign(what, *m.span()) for what, pattern, counts in _PATTERNS for m in pattern.finditer(text) if counts(m[0])
    ]
    found += _related(text)
    taken = [range(sign.begin, sign.end) for sign in found]
    possible = (*_names(text), *_in_small_letters(text))
    found += [sign for sign in possible if not any(sign.begin in span for span in taken)]
    return sorted(found, key=lambda sign: (sign.begin, sign.end))


@lru_cache(maxsize=4096)
def is_ordinary(word: str) -> bool:
    """Whether a word with a capital is known to name nobody."""
    return folded(word) in ORDINARY


def _related(text: str) -> Iterator[Sign]:
    """Who is somebody's: `her son Ibrahim`, `Joanna (mum)`, `P1 (Tom)`, `Ola's dad`."""
    for m in _RELATION.finditer(text):
        group = next(n for n in range(1, 6) if m[n])
        word = m[group]
        if word[0].isupper() and not is_ordinary(word):
            yield Sign("name", *m.span(group))


def _names(text: str) -> Iterator[Sign]:
    """Words with a capital that are given names, with those that follow; others are possible within a sentence."""
    run: list[re.Match[str]] = []
    for m in _CAPITALISED.finditer(text):
        if not m[1][0].isupper() or is_ordinary(m[1]) or m[1].isupper():
            yield from _of_run(text, run)
            run = []
            continue
        if run and not _beside(text[run[-1].end() : m.start()]):
            yield from _of_run(text, run)
            run = []
        run.append(m)
    yield from _of_run(text, run)


def _in_small_letters(text: str) -> Iterator[Sign]:
    """Given names that somebody typed in small letters: `i talked to joanna about it`."""
    for m in _SMALL.finditer(text):
        word = folded(m[0])
        if not m[0].islower() or word not in GIVEN:
            continue
        if word not in WORDS_TOO or _INTRODUCED.search(text, max(0, m.start() - 20), m.start()):
            yield Sign("possible-name", *m.span())


def _beside(between: str) -> bool:
    return between in (" ", "-", "’", "'") or between.lower() in _BETWEEN_NAMES


def _of_run(text: str, run: Sequence[re.Match[str]]) -> Iterator[Sign]:
    """What a run of words with a capital letter may be."""
    if not run:
        return
    begin, end = run[0].start(), run[-1].end()
    if any(folded(m[1]) in GIVEN for m in run):
        yield Sign("name", begin, end)
        return
    before = text[max(0, begin - 12) : begin]
    if not before.endswith(_OF_A_TITLE) and (len(run) > 1 or not _BEGINS.search(before)):
        yield Sign("possible-name", begin, end)
