"""A refusal for a person: what and where, whose rule it is, how to go on."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from imatter_cli.errors import ImatterError
from imatter_cli.output.terminal import Screen, clean, clean_line

#: Exit codes that always mean that nothing was written (DESIGN.md, section 2).
_NOTHING_CHANGED = (2, 3, 4)


def refusal(error: ImatterError, screen: Screen) -> str:
    """The refusal as lines; at a terminal it folds to the width and ends in the exit code."""
    lines = _fold(clean(error.message), screen)
    lines += _missing(error.details.get("missing", ()), screen)
    lines += _candidates(error)
    lines += _findings(error.details.get("findings", ()))
    if error.source:
        source = clean_line(error.source)
        lines += _fold(source if source.endswith((".", ")")) else f"({source})", screen, "  ")
    last = f"To go on:  {clean(error.hint)}" if error.hint else ""
    if screen.terminal:
        changed = ", nothing was changed" if error.exit_code in _NOTHING_CHANGED else ""
        code = f"[exit {error.exit_code}{changed}]"
        roomy = last and len(last) + len(code) + 10 <= screen.width and "\n" not in last
        last = (
            f"  {last}        {code}"
            if roomy
            else "\n".join([*_fold(last, screen, "  "), f"  {code}"])
            if last
            else f"  {code}"
        )
    elif last:
        last = f"  {last}"
    return "\n".join([*lines, *([last] if last else [])])


def _missing(missing: Sequence[Mapping[str, Any]], screen: Screen) -> list[str]:
    lines = []
    for one in missing:
        lines.append(f"  {one.get('option') or one.get('field')} {_as_typed(str(one.get('example', '')))}".rstrip())
        lines += _fold(clean_line(str(one.get("why", ""))), screen, "      ")
        if one.get("choices"):
            lines += _fold("one of: " + ", ".join(clean_line(str(c)) for c in one["choices"]), screen, "      ")
    return lines


def _candidates(error: ImatterError) -> list[str]:
    """Ids that the text may have meant, unless the message names them already."""
    near = [*error.details.get("candidates", ()), *error.details.get("closest", ())]
    texts = [str(c.get("id", c) if isinstance(c, Mapping) else c) for c in near]
    return [f"    {clean_line(text)}" for text in texts if text not in error.message]


def _findings(findings: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = []
    for one in findings:
        place = (
            f"{one.get('path', '')}:{one['line']}:{one.get('column', 1)}"
            if one.get("line")
            else str(one.get("path", ""))
        )
        named = str(one.get("field") or "")
        where = f"{named}: " if named and not str(one.get("message", "")).startswith(f"{named}:") else ""
        lines.append(f"  {place}  {where}{one.get('message', '')} {one.get('try', '')}".rstrip())
    return [clean(line) for line in lines]


def _as_typed(example: str) -> str:
    return shlex.quote(example) if example else ""


def _fold(text: str, screen: Screen, indent: str = "") -> list[str]:
    lines: list[str] = []
    for line in text.split("\n") if text else []:
        if screen.terminal and len(indent) + len(line) > screen.width:
            lines += textwrap.wrap(
                line,
                screen.width,
                initial_indent=indent,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
        else:
            lines.append(indent + line)
    return lines
