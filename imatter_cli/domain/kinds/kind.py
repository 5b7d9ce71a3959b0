"""What a kind of record is: its name, its ids and folder, and its fields with what is true of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from inspect import get_annotations
from typing import Annotated, Any, NotRequired, Required, TypeVar, get_args, get_origin

from imatter_cli.classes import immutable, replace
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds.declared import is_declared
from imatter_cli.domain.kinds.fields import AsOne, By, Counted, Fixed, Led
from imatter_cli.domain.kinds.life import ERASED, TAKEN_BACK, Transition
from imatter_cli.domain.kinds.listing import Cell

#: A place in a record: field names, and `*` for every item of a list.
Place = tuple[str, ...]
Mark = TypeVar("Mark")
#: What stands before the fields that are inherited.
_IN_FRONT = frozenset({"id"})
_EVENT = ("timeline", "*")


@immutable
class Kind:
    """A kind of record: its name, the prefix of its ids (none for a round), its folder, its fields and its life.

    `many` is what people call several of them (the folder's name unless given), `example` an id. `begun_by` is the
    command that makes a new record, `listed_by` the one that lists them, in `columns`; its CSV has `also_in_csv` too,
    so that `imatter import` can make the same records elsewhere, and a screen has `also_on_a_screen`. `holder` is the
    field that says whose record it is (empty for one that belongs to nobody).

    `states` are all that it can be in, `closed` those in which it is finished: it answers to the rules it was closed
    under, and no longer to today's. In those of `over` it has ended for good (all that are closed unless given); the
    words of one that is `kept_with` another kind are kept as long as that record's. `transitions` are the events of its
    life; every kind has `undo` and `erase` too.
    """

    __slots__ = ("__dict__",)

    name: str
    prefix: str
    folder: str
    fields: type
    listed_by: str
    states: tuple[str, ...]
    closed: tuple[str, ...]
    transitions: tuple[Transition, ...]
    columns: tuple[Cell, ...]
    begun_by: str
    example: str
    also_in_csv: tuple[Cell, ...] = ()
    also_on_a_screen: tuple[Cell, ...] = ()
    many: str = ""
    holder: str = "practitioner"
    over: tuple[str, ...] = ()
    kept_with: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "many", self.many or self.folder)
        object.__setattr__(self, "over", self.over or self.closed)
        every = (*self.transitions, *(replace(row, sources=self.states) for row in (TAKEN_BACK, ERASED)))
        object.__setattr__(self, "transitions", tuple(replace(row, kind=self.name) for row in every))

    @cached_property
    def places(self) -> Mapping[Place, tuple[object, ...]]:
        """Every place of a record of this kind with what is true of the values there, in the order of the fields."""
        return dict(_places(self.fields, ()))

    @cached_property
    def own_places(self) -> Mapping[Place, tuple[object, ...]]:
        """The same without its events. Most commands ask no more, and types of events take longest to make."""
        own = ((name, annotation) for name, annotation in self.declared.items() if name != _EVENT[0])
        return {place: marks for name, annotation in own for place, marks in _within(annotation, (name,), ())}

    @cached_property
    def declared(self) -> Data:
        """The record's own fields with their types and marks, in order."""
        return fields_of(self.fields)

    def marked(self, mark: type[Mark]) -> Mapping[Place, Mark]:
        """The places that have a mark of this type, with the mark, in the order of the fields."""
        return {place: m for place, marks in self.places.items() for m in marks if isinstance(m, mark)}

    def in_fields(self, mark: type[Mark]) -> Mapping[Place, Mark]:
        """The same, without the places in events."""
        return {place: m for place, m in self.marked(mark).items() if place[:2] != _EVENT}

    def in_events(self, mark: type[Mark]) -> Mapping[Place, Mark]:
        """The places in an event that have a mark of this type, as the event names them."""
        return {place[2:]: m for place, m in self.marked(mark).items() if place[:2] == _EVENT}

    @cached_property
    def fixed(self) -> Mapping[str, Fixed]:
        """The fields that no edit touches, with why."""
        return {place[0]: mark for place, mark in self.marked(Fixed).items()}

    @cached_property
    def led(self) -> tuple[str, ...]:
        """The fields besides status that the timeline leads to."""
        return tuple(place[0] for place, marks in self.own_places.items() if any(isinstance(m, Led) for m in marks))

    @cached_property
    def as_one(self) -> frozenset[str]:
        """The fields that are merged as one value."""
        return frozenset(place[0] for place in self.in_fields(AsOne))

    @cached_property
    def counted(self) -> frozenset[str]:
        """The fields that go up with each change."""
        return frozenset(place[0] for place in self.in_fields(Counted))

    @cached_property
    def identity(self) -> Mapping[str, By]:
        """The lists whose items have an identity, with what holds it."""
        return {place[0]: mark for place, mark in self.marked(By).items()}


def fields_of(declared: Any) -> Data:
    """The fields of a declaration with their types and marks, in order; none of what declares no fields."""
    return _hints(declared) if is_declared(declared) else {}


@cache
def _hints(declared: Any) -> Data:
    own = (get_annotations(one, eval_str=True) for one in reversed(declared.__mro__))
    found = {name.rstrip("_"): annotation for some in own for name, annotation in some.items()}
    return {name: found[name] for name in sorted(found, key=_IN_FRONT.__contains__, reverse=True)}


def marks_of(annotation: Any) -> tuple[object, ...]:
    """What is true of a field of this type."""
    return next((marks for _, marks in _within(annotation, (), ())), ())


def _places(declared: Any, at: Place) -> Iterator[tuple[Place, tuple[object, ...]]]:
    for name, annotation in fields_of(declared).items():
        yield from _within(annotation, (*at, name), ())


def _within(annotation: Any, at: Place, marks: tuple[object, ...]) -> Iterator[tuple[Place, tuple[object, ...]]]:
    """What a type says of a place: of the value there, of its fields, of its items."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _within(inner[0], at, (*inner[1:], *marks))
    elif origin in (NotRequired, Required):
        yield from _within(inner[0], at, marks)
    elif origin is list:
        yield at, marks
        yield from _within(inner[0], (*at, "*"), ())
    elif is_declared(annotation):
        yield at, marks
        yield from _places(annotation, at)
    elif inner and origin is not None and type(None) in inner:
        for branch in inner:
            if branch is not type(None):
                yield from _within(branch, at, marks)
    elif inner and not isinstance(inner[0], str | int):
        branches = [found for branch in inner for found in _within(branch, at, marks)]
        yield at, tuple(dict.fromkeys(mark for _, some in branches for mark in some))
    else:
        yield at, marks
