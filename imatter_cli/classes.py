"""Classes that are their fields: a value made of its fields, and equal to another whose fields are equal.

They are what `@dataclass(slots=True)` makes, at a thirtieth of the time. A command loads sixty of them and makes few,
so what has to be compiled for a class is compiled when the first of its values is made (docs/adr/0015-classes.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


class _Fresh:
    """A default that is made for each value."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def field(*, default_factory: Callable[[], T]) -> T:
    """The default of a field that values must not share: a dictionary, say."""
    fresh: Any = _Fresh(default_factory)
    return fresh  # type: ignore[no-any-return]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def immutable(cls: type[T]) -> type[T]:
    """The class as one whose values never change. Its annotations are its fields; methods that it defines itself stay.

    `__post_init__` is called once the fields are set. `__slots__ = ("__dict__",)` leaves room for cached properties.
    """
    return _made(cls, {"__setattr__": _fixed, "__delattr__": _fixed, "__hash__": _hash})


@dataclass_transform(field_specifiers=(field,))
def mutable(cls: type[T]) -> type[T]:
    """The same for values whose fields may be set again."""
    return _made(cls, {"__hash__": None})


def as_dict(of: Any) -> dict[str, Any]:
    """The fields of a value by name, in order."""
    return {name: getattr(of, name) for name in of.__match_args__}


def replace(of: T, **changes: Any) -> T:
    """A value like this one, with other fields."""
    return type(of)(**{**as_dict(of), **changes})


def _made(cls: type[T], more: Mapping[str, Any]) -> type[T]:
    names = tuple(cls.__annotations__)
    body = {name: held for name, held in vars(cls).items() if name not in ("__dict__", "__weakref__")}
    defaults = {name: body.pop(name) for name in names if name in body}

    def first(self: Any, /, *args: Any, **given: Any) -> None:
        made.__init__ = _initialiser(names, defaults, ends="__post_init__" in body)
        made.__init__(self, *args, **given)

    metaclass: Any = type(cls)
    made: Any = metaclass(cls.__name__, cls.__bases__, {
        "__init__": first, "__eq__": _equal, "__repr__": _told, **more, "__match_args__": names,
        "_held": attrgetter(*names), "__qualname__": cls.__qualname__, **body,
        "__slots__": (*names, *body.get("__slots__", ())),
    })  # fmt: skip
    return made  # type: ignore[no-any-return]


def _initialiser(names: tuple[str, ...], defaults: Mapping[str, Any], *, ends: bool) -> Any:
    """How one is made, written out: Python is quick at that, and says by itself what is missing or unknown."""
    known: dict[str, Any] = {"_set": object.__setattr__, **{f"default_{n}": held for n, held in defaults.items()}}
    lines = [f"def __init__(self, {', '.join(f'{n}=default_{n}' if n in defaults else n for n in names)}):"]
    for n in names:
        fresh = f"{n}.make() if {n} is default_{n} else " if isinstance(defaults.get(n), _Fresh) else ""
        lines.append(f"    _set(self, {n!r}, {fresh}{n})")
    lines.extend(["    self.__post_init__()"] if ends else [])
    exec("\n".join(lines), known)  # noqa: S102 - nothing but names of fields, as dataclasses and named tuples do it
    return known["__init__"]


def _equal(self: Any, other: Any) -> Any:
    return self._held(self) == self._held(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: Any) -> int:
    return hash(self._held(self))


def _told(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{name}={held!r}' for name, held in as_dict(self).items())})"


def _fixed(self: Any, name: str, *_: object) -> None:
    raise AttributeError(f"{name} of {type(self).__qualname__} doesn't change.")
