"""One name, one thing: what is called the same in two modules is the same."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import imatter_cli

PACKAGE = Path(imatter_cli.__file__).parent


def test_no_two_classes_have_one_name() -> None:
    classes = Counter(
        node.name
        for path in PACKAGE.rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, times in classes.items() if times > 1] == []
