"""Classes that are their fields: how their values are made, compared, changed and shown."""

from __future__ import annotations

from functools import cached_property

import pytest

from imatter_cli.classes import as_dict, field, immutable, mutable, replace


@immutable
class Walk:
    """A walk."""

    where: str
    steps: int = 0
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        object.__setattr__(self, "where", self.where.strip())


@immutable
class Path:
    """A path, with room for what is worked out of it."""

    __slots__ = ("__dict__",)

    name: str

    @cached_property
    def length(self) -> int:
        return len(self.name)


@mutable
class Count:
    """A count."""

    of: str
    n: int = 0


def test_a_value_is_made_of_its_fields_and_equal_where_they_are() -> None:
    assert Walk(" wood ", 3) == Walk("wood", steps=3, seen=[])
    assert Walk("wood") != Walk("field")
    assert Walk("wood") != Path("wood")
    assert {Path("a"), Path("a"), Path("b")} == {Path("a"), Path("b")}
    assert repr(Walk("wood", 3)) == "Walk(where='wood', steps=3, seen=[])"
    assert Path("abc").length == 3


def test_values_share_no_default_that_can_change() -> None:
    Walk("wood").seen.append("owl")
    assert Walk("wood").seen == []


def test_a_value_never_changes_and_another_is_made_of_it() -> None:
    walk = Walk("wood", 3)
    for name in ("steps", "unknown"):
        with pytest.raises(AttributeError):
            setattr(walk, name, 4)
    with pytest.raises(AttributeError):
        del walk.steps
    assert as_dict(replace(walk, steps=4)) == {"where": "wood", "steps": 4, "seen": []}
    assert walk.steps == 3


def test_a_mutable_one_changes_and_is_no_key() -> None:
    count = Count("owls")
    count.n += 1
    assert count == Count("owls", 1)
    with pytest.raises(AttributeError):
        count.unknown = 1  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        hash(count)


def test_what_is_missing_or_unknown_is_refused() -> None:
    for wrong in ({}, {"of": "owls", "m": 1}):
        with pytest.raises(TypeError, match="__init__"):
            Count(**wrong)  # type: ignore[arg-type]
