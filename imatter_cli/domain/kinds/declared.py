"""What a declaration of fields extends.

To a type checker it is a TypedDict, so a record is the plain data of its file and still has a type. While imatter runs,
it is a class with annotations and nothing more: making a TypedDict compiles each of them, and a command needs few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["Declared", "DeclaredObject", "is_declared", "plain"]

if TYPE_CHECKING:
    from typing import TypedDict as Declared

    _DECLARED: type
else:

    class Declared:
        """What declares fields: its annotations are their types, with what is true of them."""

    _DECLARED = Declared


class DeclaredObject:
    """What declares fields whose values are held as an object with these attributes: the programme's rules, say.

    A field with a default may be left out. Where Python needs a name for itself, `from_` is `from` in files.
    """

    __slots__ = ("__dict__", "__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__")

    def refuse(self) -> Any:
        """The object itself, if its values go together. Raises ValueError with what doesn't."""
        return self


def plain(held: Any) -> Any:
    """The plain data of an object that is held, or of a list of them."""
    if isinstance(held, DeclaredObject):
        return {name: plain(value) for name, value in vars(held).items()}
    return [plain(one) for one in held] if isinstance(held, list) else held


def is_declared(found: Any) -> bool:
    """Whether it is a declaration of fields, and not a type of values."""
    return isinstance(found, type) and issubclass(found, (_DECLARED, DeclaredObject))
