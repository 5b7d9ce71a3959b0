"""What a template may do: put facts into words, without powers that could use up time or memory."""

from __future__ import annotations

from typing import Any, Final

from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from imatter_cli.said import Said

#: The longest that a template counts in a loop.
_LONGEST: Final = 1000
#: What makes a text as wide as a number says.
_WIDENING_FILTERS: Final = ("batch", "center", "filesizeformat", "format", "indent", "slice", "wordwrap")
_WIDENING_METHODS: Final = frozenset({
    "center", "expandtabs", "format", "format_map", "ljust", "rjust", "translate", "zfill", "to_bytes",
})  # fmt: skip
_GLOBALS: Final = ("dict", "namespace", "range")


class NotAllowed(SecurityError):
    """What a template may not do, in our words."""

    def __init__(self, said: Said) -> None:
        super().__init__(str(said))
        self.said = said


class NotGiven(UndefinedError):
    """A name that a template uses and was not given."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.said = Said("there is no {name} here", name=name)


class Absent(StrictUndefined):
    """Stands for such a name until it is used."""

    def __init__(self, hint: str | None = None, obj: Any = None, name: Any = None, exc: Any = UndefinedError) -> None:
        named: Any = (lambda message: NotGiven(str(name))) if exc is UndefinedError else exc
        super().__init__(hint, obj, name, named)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox without powers, without repeating and widening of texts, and with short ranges."""

    intercepted_binops = frozenset({"*", "%", "**"})

    def __init__(self, **options: Any) -> None:
        super().__init__(undefined=Absent, **options)
        self.globals = {name: self.globals[name] for name in _GLOBALS}
        self.globals["range"] = _range
        for name in _WIDENING_FILTERS:
            del self.filters[name]

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Numbers are multiplied; nothing is raised to a power, repeated or formatted."""
        if operator == "**" or not (_is_number(left) and _is_number(right)):
            raise NotAllowed(Said("a template can't use {operator} here", operator=operator))
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Also no method that makes a text as wide as somebody asks."""
        return attr not in _WIDENING_METHODS and super().is_safe_attribute(obj, attr, value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _range(*bounds: int) -> range:
    found = range(*bounds)
    if len(found) > _LONGEST:
        raise NotAllowed(Said("a template can count to {most:,} at most", most=_LONGEST))
    return found
