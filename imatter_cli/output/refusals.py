"""A refusal for a person: what and where, whose rule it is, how to go on."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from imatter_cli.domain.data import Data
from imatter_cli.errors import ImatterError
from imatter_cli.output.terminal import Screen, clean, clean_line, fold

#: Exit codes that always mean that nothing was written.
_NOTHING_CHANGED = (2, 3, 4)


def refusal(error: ImatterError, screen: Screen) -> str:
    """The refusal as lines; at a terminal it folds to the width and ends in the exit code."""
    lines = fold(clean(error.message), screen)
    lines += _missing(error.details.get("missing", ()), screen)
    lines += _candidates(error)
    for finding in _findings(error.details.get("findings", ()), str(error.hint)):
        lines += fold(finding, screen, "  ")
    if error.source:
        source = clean_line(error.source)
        lines += fold(source if source.endswith((".", ")")) else f"({source})", screen, "  ")
    last = f"To go on:  {clean(str(error.hint))}" if error.hint else ""
    if screen.terminal:
        changed = ", nothing was changed" if error.exit_code in _NOTHING_CHANGED else ""
        code = f"[exit {error.exit_code}{changed}]"
        roomy = last and len(last) + len(code) + 10 <= screen.width and "\n" not in last
        last = (
            f"  {last}        {code}"
            if roomy
            else "\n".join([*fold(last, screen, "  "), f"  {code}"])
            if last
            else f"  {code}"
        )
    elif last:
        last = f"  {last}"
    return clean("\n".join([*lines, *([last] if last else [])]))


def _missing(missing: Sequence[Data], screen: Screen) -> list[str]:
    lines = []
    for one in missing:
        lines.append(f"  {one.get('option') or one.get('field')} {_as_typed(str(one.get('example', '')))}".rstrip())
        lines += fold(clean_line(str(one.get("why", ""))), screen, "      ")
        if one.get("choices"):
            lines += fold("one of: " + ", ".join(clean_line(str(c)) for c in one["choices"]), screen, "      ")
    return lines


def _candidates(error: ImatterError) -> list[str]:
    """Ids that the text may have meant, unless the message or the hint names them already."""
    near = [*error.details.get("candidates", ()), *error.details.get("closest", ())]
    texts = [str(c.get("id", c) if isinstance(c, Mapping) else c) for c in near]
    return [f"    {clean_line(text)}" for text in texts if not error.said.names(text) and text not in str(error.hint)]


def _findings(findings: Sequence[Data], hint: str) -> list[str]:
    """Each finding with its place; what to try is not said twice."""
    lines = []
    for one in findings:
        place = (
            f"{one.get('path', '')}:{one['line']}:{one.get('column', 1)}"
            if one.get("line")
            else str(one.get("path", ""))
        )
        named = str(one.get("field") or "")
        where = f"{named}: " if named and not str(one.get("message", "")).startswith(f"{named}:") else ""
        tried = one.get("try", "")
        lines.append(f"{place}  {where}{one.get('message', '')} {tried if tried != hint else ''}".rstrip())
    return [clean(line) for line in lines]


def _as_typed(example: str) -> str:
    return shlex.quote(example) if example else ""
