"""Characters in free texts that nobody can see, or that show a text in another order than it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from imatter_cli import sources
from imatter_cli.checks.rule import in_field
from imatter_cli.checks.view import Record
from imatter_cli.domain import unseen
from imatter_cli.domain.finding import FieldPath, Finding, Rule
from imatter_cli.said import Said

_SOURCE: Final = sources.CHECKING

TURNED: Final = Rule(
    "FLD004", "turned-writing", "error",
    "A character that reverses the direction of writing makes text look different from what it is, so that two "
    "people can read it in two ways.",
    _SOURCE, 'ref-2611-c4v8n3x:\n  summary: "It was \\u202Enot\\u202C a good start."\n',
    'ref-2611-c4v8n3x:\n  summary: "We read \\u05E1\\u05E4\\u05E8\\u200F together."\n',
)  # fmt: skip
HIDDEN: Final = Rule(
    "FLD005", "unseen-character", "advice",
    "Invisible characters often come along when you paste text. Searches don't find words that contain one.",
    _SOURCE, 'ref-2611-c4v8n3x:\n  summary: "A quiet\\u200B start."\n',
    'ref-2611-c4v8n3x:\n  summary: "The \\U0001F469\\u200D\\U0001F9B1 is on our door."\n',
)  # fmt: skip
CONTROL: Final = Rule(
    "FLD006", "not-text", "error",
    "Characters for machines, such as those that colour a screen, don't belong in a text, even written as an escape.",
    _SOURCE, 'ref-2611-c4v8n3x:\n  summary: "A \\x1b[31mquiet start."\n',
    'ref-2611-c4v8n3x:\n  summary: "A quiet start,\\nat last."\n',
)  # fmt: skip


#: What is looked for in a text, and of each rule only what is found first: the rule, what finds it, and what is said.
_ODD: Final[Sequence[tuple[Rule, Callable[[str], str], Callable[[str], Said], str]]] = (
    (
        CONTROL, unseen.control,
        lambda found: Said("there is a character here that isn't text ({character}).", character=found),
        "Remove it.",
    ),
    (
        TURNED, unseen.turning,
        lambda found: Said("a character here reverses the direction of writing ({character}).", character=found),
        "Remove it; your editor may show it as a box.",
    ),
    (
        HIDDEN, unseen.hidden,
        lambda found: Said("there is an invisible character here ({character}).", character=found),
        "Remove it, or type the word again.",
    ),
    (
        HIDDEN, unseen.private,
        lambda found: Said("other people's computers may not show a character here ({character}).", character=found),
        "Say it in words instead.",
    ),
    (
        HIDDEN, unseen.odd_break,
        lambda found: Said(
            "there is an unusual line break here ({character}), which some programs don't recognise.", character=found
        ),
        "Make it an ordinary line break, or a space.",
    ),
    (
        HIDDEN, unseen.odd_space,
        lambda found: Said("there is a space here that searches don't find ({character}).", character=found),
        "Put an ordinary space in its place.",
    ),
)  # fmt: skip


def characters(record: Record, texts: Sequence[tuple[FieldPath, str]], joined: str) -> Iterator[Finding]:
    """Such characters in a record's free texts; `joined` is all of these, to look at first."""
    if not unseen.is_odd(joined):
        return
    for at, text in texts:
        told: set[str] = set()
        for rule, find, words, hint in _ODD:
            character = "" if rule.id in told else find(text)
            if character:
                told.add(rule.id)
                yield in_field(rule, record.path, words(unseen.named(character)), hint, at)
