"""What people call a record: a project by its focus areas, and what is about a project by that. Pure."""

from __future__ import annotations

from imatter_cli.domain.data import Data
from imatter_cli.domain.folding import folded, is_one_mistake_away


def names_of(record: Data) -> tuple[str, ...]:
    """Every name that it says of itself, the first one first."""
    areas = record.get("focus_areas")
    return tuple(str(area) for area in areas) if isinstance(areas, list) else ()


def name_of(record: Data) -> str:
    """What a page or a sentence calls it; empty where it says no name of itself."""
    return next(iter(names_of(record)), "")


def name_or_id(record: Data) -> str:
    """The same, and its id where it says no name."""
    return name_of(record) or str(record.get("id"))


def is_called(said: str, record: Data) -> bool:
    """Whether what was said is one of its names, whatever the capitals and accents."""
    return folded(said) in map(folded, names_of(record))


def is_partly_called(said: str, record: Data) -> bool:
    """Whether what was said is part of one of its names."""
    return any(folded(said) in folded(name) for name in names_of(record))


def is_nearly_called(said: str, record: Data) -> bool:
    """Whether each word that was said is, or is one typing mistake away from, a word of one of its names."""
    wanted = folded(said).split()
    return any(
        all(any(is_one_mistake_away(word, one) for one in folded(name).split()) for word in wanted)
        for name in names_of(record)
    )
