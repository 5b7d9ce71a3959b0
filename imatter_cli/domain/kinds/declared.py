"""What a declaration of fields extends.

To a type checker it is a TypedDict, so a record is the plain data of its file and still has a type. While imatter runs,
it is a class with annotations and nothing more: making a TypedDict compiles each of them, and a command needs few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["Declared", "is_declared"]

if TYPE_CHECKING:
    from typing import TypedDict as Declared

    _DECLARED: type
else:

    class Declared:
        """What declares fields: its annotations are their types, with what is true of them."""

    _DECLARED = Declared


def is_declared(found: Any) -> bool:
    """Whether it is a declaration of fields, and not a type of values or a model."""
    return isinstance(found, type) and issubclass(found, _DECLARED)
