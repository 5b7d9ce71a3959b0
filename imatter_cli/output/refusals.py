"""A refusal for a person: what and where, whose rule it is, how to go on."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from imatter_cli import remedies
from imatter_cli.domain.data import Data
from imatter_cli.errors import ImatterError
from imatter_cli.output.page import COMMAND, Block, Ending, Heading, Page, Paragraph, Span, Words
from imatter_cli.output.terminal import clean, clean_line
from imatter_cli.remedies import Command, Hint, ShellLine
from imatter_cli.sources import can_be_looked_up

#: Exit codes that always mean that nothing was written.
_NOTHING_CHANGED = (2, 3, 4)
#: So many ids are named that a text may have meant.
_MOST = 10


def refusal(error: ImatterError) -> Page:
    """The refusal as a page; at a terminal it ends in the exit code."""
    blocks: list[Block] = [Heading(clean(error.message))]
    blocks += _missing(error.details.get("missing", ()))
    blocks += _candidates(error)
    blocks += [Paragraph(told, "  ") for told in _findings(error.details.get("findings", ()), str(error.hint))]
    if error.source and can_be_looked_up(error.source):
        source = clean_line(error.source)
        blocks.append(Paragraph(source if source.endswith((".", ")")) else f"({source})", "  "))
    changed = ", nothing was changed" if error.exit_code in _NOTHING_CHANGED else ""
    return Page((*blocks, Ending(_way_on(error.hint), f"exit {error.exit_code}{changed}")))


def _way_on(hint: Hint) -> Words:
    """A hint, its lines to type as commands."""
    parts = remedies.parts_of(hint) if hint else ()
    return tuple(Span(str(part), COMMAND if isinstance(part, Command | ShellLine) else "") for part in parts)


def _missing(missing: Sequence[Data]) -> list[Block]:
    blocks: list[Block] = []
    for one in missing:
        option = f"{one.get('option') or one.get('field')} {_as_typed(str(one.get('example', '')))}".rstrip()
        blocks += [Paragraph(Span(option, COMMAND), "  "), Paragraph(clean_line(str(one.get("why", ""))), "      ")]
        if one.get("choices"):
            choices = ", ".join(clean_line(str(c)) for c in one["choices"])
            blocks.append(Paragraph(f"one of: {choices}", "      "))
    return blocks


def _candidates(error: ImatterError) -> list[Block]:
    """Ids that the text may have meant, unless the message or the hint names them already."""
    near = [*error.details.get("candidates", ()), *error.details.get("closest", ())]
    texts = [str(c.get("id", c) if isinstance(c, Mapping) else c) for c in near]
    unnamed = [text for text in texts if not (error.said.names(text) or remedies.names(error.hint, text))]
    more = [f"and {len(unnamed) - _MOST} more"] if len(unnamed) > _MOST else []
    return [Paragraph(clean_line(text), "    ") for text in (*unnamed[:_MOST], *more)]


def _findings(findings: Sequence[Data], hint: str) -> list[str]:
    """The first findings with their places; what to try is not said twice."""
    lines = []
    for one in findings[:_MOST]:
        place = (
            f"{one.get('path', '')}:{one['line']}:{one.get('column', 1)}"
            if one.get("line")
            else str(one.get("path", ""))
        )
        named = str(one.get("field") or "")
        where = f"{named}: " if named and "field" not in one.get("facts", {}) else ""
        tried = one.get("try", "")
        lines.append(f"{place}  {where}{one.get('message', '')} {tried if tried != hint else ''}".rstrip())
    more = [f"and {len(findings) - _MOST} more (--json has all of them)"] if len(findings) > _MOST else []
    return [*map(clean, lines), *more]


def _as_typed(example: str) -> str:
    return shlex.quote(example) if example else ""
