"""Answers as one plain text with their questions as headings, for an editor, and back."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from imatter_cli.errors import BadValue
from imatter_cli.input.form import Question
from imatter_cli.remedies import Remedy
from imatter_cli.said import Prose, Said

_HEADING = "# "
#: A line of an answer that looks like a heading has a backslash in front.
_ESCAPED = re.compile(r"\\+#")


def written(questions: Sequence[Question], texts: Mapping[str, str]) -> str:
    """The text with a heading for each question and its answer below, by field; room to write where there is none."""
    lines: list[str] = []
    for question in questions:
        said = texts.get(question.field, "").split("\n")
        lines += [_heading(question), "", *map(_as_text, said), ""]
    return "\n".join(lines)


def read(text: str, questions: Sequence[Question]) -> dict[str, str]:
    """The answers below the headings, by field. Raises BadValue for a heading that is gone, renamed or there twice."""
    fields = {_plain(_heading(question)): question.field for question in questions}
    found: dict[str, list[str]] = {}
    before: list[str] = []
    lines = before
    for line in text.split("\n"):
        if not line.startswith("#"):
            lines.append(line[1:] if _ESCAPED.match(line) else line)
            continue
        field = fields.get(_plain(line))
        if field is None:
            raise _unknown(line, questions)
        if field in found:
            raise BadValue(Said("This heading is there twice: {heading}", heading=Prose(line.strip())),
                           hint="Leave it once, with one answer below it.")  # fmt: skip
        lines = found[field] = []
    if any(line.strip() for line in before):
        raise BadValue("There is text above the first heading.", hint="Move it below the question that it answers.")
    for question in questions:
        if question.field not in found:
            raise BadValue(
                Said("This heading is gone: {heading}", heading=Prose(_heading(question))),
                hint="Put it back. To remove an answer, leave its heading and empty the text below it.",
            )
    return {field: "\n".join(_without_edges(said)) for field, said in found.items()}


def _heading(question: Question) -> str:
    return _HEADING + " ".join(question.ask.split())


def _plain(heading: str) -> str:
    return " ".join(heading.lstrip("#").casefold().split())


def _as_text(line: str) -> str:
    return f"\\{line}" if line.startswith("#") or _ESCAPED.match(line) else line


def _without_edges(lines: Sequence[str]) -> Sequence[str]:
    """The lines without the empty one that follows a heading, and the one in front of the next."""
    first = 1 if lines and not lines[0].strip() else 0
    last = len(lines) - 1 if len(lines) > first and not lines[-1].strip() else len(lines)
    return lines[first:last]


def _unknown(line: str, questions: Sequence[Question]) -> BadValue:
    headings = [_heading(question) for question in questions]
    closest = difflib.get_close_matches(line.strip(), headings, n=1, cutoff=0.4)
    meant = Said("Did you mean: {closest}  ", closest=Prose(closest[0])) if closest else ""
    return BadValue(
        Said("This heading is not one of the questions: {heading}", heading=Prose(line.strip())),
        hint=Remedy(meant, "If it is part of your text, put a backslash in front of it."),
    )
