"""A command's help: a sentence and one line to try."""

from __future__ import annotations

from imatter_cli.domain.kinds import BY_NAME

#: An example is folded where it would be wider on a screen; a shell takes it in as one line.
_WIDEST = 76


def with_example(sentence: str, line: str) -> str:
    """The help of a command, with its example, which is folded between options if it is long."""
    return f"{sentence}\n\n\b\nExample:\n  {_folded(line)}"


def part_of_id(kind: str) -> str:
    """What somebody might type for the example of a kind: the beginning of its last part, or a quarter."""
    example = BY_NAME[kind].example
    return example.upper() if kind == "round" else example.rpartition("-")[2][:3]


def _folded(line: str) -> str:
    lines = [""]
    for number, part in enumerate(line.split(" --")):
        option = f" --{part}" if number else part
        if lines[-1] and len(lines[-1]) + len(option) > _WIDEST:
            lines[-1] += " \\"
            option = f"   {option}"
            lines.append("")
        lines[-1] += option
    return "\n  ".join(lines)
