"""What is said, as facts: a sentence with places, and what goes into them. Only here is it written how they look."""

from __future__ import annotations

TYPE_CHECKING = False  # as typing has it, and without loading typing
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias

    #: What can go into a sentence. A number is a count; an amount is Money.
    Fact: TypeAlias = "str | int | Many | Said | None"
    #: A fact as scripts read it: ids whole, days as 2026-11-24, amounts as "250.00".
    Value: TypeAlias = "str | int | tuple[str, ...]"

#: The months by name, January first.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Prose(str):
    """Words that are part of the sentence and not a fact: what somebody typed or wrote, or our own phrase."""

    __slots__ = ()


class Day(str):
    """A day, as a file has it. `{day}` is written `2026-11-24`, `{day:spoken}` is written `24 November 2026`."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        """The day as it is asked for; a text that is not a day stays."""
        if spec != "spoken":
            return super().__format__(spec)
        year, month, day = self[:4], self[5:7], self[8:10]
        return f"{int(day)} {MONTHS[int(month) - 1]} {year}" if month.isdecimal() and day.isdecimal() else str(self)


class Money(int):
    """An amount in pence, written `250.00`."""

    def __format__(self, spec: str) -> str:
        """The amount as it is written in a file."""
        return f"{self // 100}.{self % 100:02d}"


class Quarter(str):
    """A quarter as people write it, `2026-Q4`; for scripts it is its id, `2026-q4`."""

    __slots__ = ()

    def __new__(cls, id: str) -> Quarter:
        """The quarter with this id."""
        return super().__new__(cls, id.upper())


class Many(tuple[str, ...]):
    """Several facts of one sort, written `a, b`; `{known:or}` is written `a or b`, and `{open:;}` is written `a; b`."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        """All of them in a row."""
        return _BETWEEN[spec].join(self)


class Named(Many):
    """Several facts that have names: the sentence has the names, and scripts get what they stand for."""

    facts: tuple[str, ...]

    def __new__(cls, names: Mapping[str, str]) -> Named:
        """Names by what they stand for."""
        made = super().__new__(cls, names.values())
        made.facts = tuple(names)
        return made


class Called(str):
    """A fact that has a name: the sentence has the name, and scripts get the fact."""

    name: str

    def __new__(cls, fact: str, name: str) -> Called:
        """A fact and its name."""
        made = super().__new__(cls, fact)
        made.name = name
        return made

    def __format__(self, spec: str) -> str:
        """The name."""
        return self.name


_BETWEEN = {"": ", ", ";": "; ", "or": " or ", "and": " and "}


class Said:
    """A sentence with places in braces, and the fact for each. `str()` of it is the plain sentence.

    One sentence can be a place of another: its facts are the other's too.
    """

    __slots__ = ("_facts", "_sentence")

    def __init__(self, sentence: str, /, **facts: Fact) -> None:
        self._sentence = sentence
        self._facts = facts

    def __str__(self) -> str:
        return self._sentence.format_map(self._facts) if self._facts else self._sentence

    def __repr__(self) -> str:
        return f"Said({self._sentence!r}, {self._facts!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Said) and (self._sentence, self._facts) == (other._sentence, other._facts)

    def __hash__(self) -> int:
        return hash(self._sentence)

    def priced(self, price: Callable[[int], str]) -> str:
        """The plain sentence with its amounts, in pence, as `price` writes them."""
        facts = {
            name: price(fact) if isinstance(fact, Money) else fact.priced(price) if isinstance(fact, Said) else fact
            for name, fact in self._facts.items()
        }
        return self._sentence.format_map(facts) if facts else self._sentence

    def continued(self) -> Said:
        """The same as the rest of another sentence: it begins with a small letter."""
        return Said(self._sentence[:1].lower() + self._sentence[1:], **self._facts)

    def of_field(self, field: str) -> Said:
        """The same with the name of the field that it is about ahead of it."""
        return Said(f"{{field}}: {self._sentence}", **{"field": field, **self._facts})

    def names(self, fact: str) -> bool:
        """Whether that is one of its facts."""
        return any(fact in value if isinstance(value, tuple) else fact == value for value in self.facts().values())

    def facts(self) -> dict[str, Value]:
        """What is in it, by name, as scripts read it: ids whole, days as 2026-11-24, amounts as "250.00"."""
        found: dict[str, Value] = {}
        for name, fact in self._facts.items():
            if isinstance(fact, Said):
                found = {**fact.facts(), **found}
            elif fact is not None and not isinstance(fact, Prose):
                found[name] = _value(fact)
        return found


def in_a_row(sentences: Iterable[Said], between: str = "\n") -> Said:
    """Several sentences as one. Of facts that have one name the first counts."""
    each = {f"said_{n}": one for n, one in enumerate(sentences)}
    return Said(between.join(f"{{{name}}}" for name in each), **each)


def said_of(wrong: ValueError) -> Said:
    """What a value was refused with."""
    said = wrong.args[0] if wrong.args else ""
    return said if isinstance(said, Said) else Said("{words}", words=Prose(said))


def _value(fact: str | int | Many) -> Value:
    if isinstance(fact, Many):
        return fact.facts if isinstance(fact, Named) else tuple(map(str, fact))
    if isinstance(fact, Money):
        return format(fact)
    if isinstance(fact, Quarter):
        return fact.lower()
    return str(fact) if isinstance(fact, str) else fact
