"""Only what an installation brings along is imported: a library that tests alone need is not there for others."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import imatter_cli

PACKAGE = Path(imatter_cli.__file__).parent
PROJECT = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def imported() -> Iterator[tuple[str, str]]:
    """Every library that a module imports, anywhere in it, with the module's path."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            yield from ((name.partition(".")[0], str(path.relative_to(PACKAGE))) for name in names)


def name_of(requirement: str) -> str:
    """The library of a requirement, as metadata writes it: `gitpython` of `gitpython>=3.1.43,<4`."""
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")


def test_what_is_imported_is_installed_with_imatter() -> None:
    said = {name_of(one) for one in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["passphrase"])}
    brought = {name_of(one) for library in said for one in requires(library) or () if "extra ==" not in one}
    distributions = packages_distributions()
    others = [(name, path) for name, path in imported() if name not in {*sys.stdlib_module_names, "imatter_cli"}]
    assert [
        (name, path)
        for name, path in others
        if {one.lower().replace("_", "-") for one in distributions.get(name, ())}.isdisjoint(said | brought)
    ] == []
