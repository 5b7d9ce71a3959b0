"""A command's help: a sentence and one line to try."""

from __future__ import annotations


def with_example(sentence: str, line: str) -> str:
    """The help of a command, with its example on a line that is not folded."""
    return f"{sentence}\n\n\b\nExample:\n  {line}"
