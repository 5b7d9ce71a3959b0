"""The formats of a check: each is one module here, and its name is the format's.

A module has `render`, a function from the findings, in order, and the summary as plain data to what is printed: a text,
or a page where people read it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.output.page import Page

Format = Callable[[Sequence[Finding], Data], str | Page]


def _found() -> dict[str, Format]:
    names = sorted((module.name for module in pkgutil.iter_modules(__path__)), key=lambda name: (name != "text", name))
    return {name: import_module(f"{__name__}.{name}").render for name in names}


FORMATS: Final[dict[str, Format]] = _found()
