"""Answers as a text that people and imatter both read: a page saves it, and a blank one is answered in a message.

`[field]` is above each answer, `#` begins a remark (the question is one), and `[end]` is the last line. Several
answers to one question begin with `- `. A line of an answer that looks like one of these has a backslash in front.
What we write is narrow, so that no mail program folds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any, Final

from imatter_cli.classes import immutable
from imatter_cli.domain.file_rules import MAX_BYTES
from imatter_cli.domain.ids import ALPHABET
from imatter_cli.errors import BadValue, Refused
from imatter_cli.input.described import Asked
from imatter_cli.remedies import Command
from imatter_cli.said import Many, Said

#: The first line, and the last.
FIRST, LAST = "imatter answers:", "[end]"
#: The id that answers keep, however often they are saved.
ANSWERS_ID: Final = rf"ans-[{ALPHABET}]{{16}}"
_QUESTION = re.compile(r"\[([a-z][a-z0-9_]*)\](?: .*)?")
_HYPHEN = re.compile(r"[-–—•*] +")
_WIDE = 68
_HEADER = re.compile(r"(answers|saved|rules|questions|for):(.*)")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
#: What people write where they have nothing to say.
_NOTHING = ("-", "–", "—")
_AGAIN = "Ask for the answers again, as the file that the page saves."


@immutable
class AnswerSheet:
    """Answers that came: to which form, under which version of the rules and which questions, and whose they are.

    `id` is empty where nobody saved them from a page, and `saved` where the page did not say when. `given` is what was
    answered, by field, and `taken` are the fields whose earlier answer a hyphen takes away.
    """

    form: str
    id: str
    rules: str
    questions: str
    person: str
    given: dict[str, str]
    saved: str = ""
    taken: tuple[str, ...] = ()


@immutable
class FormHeading:
    """What is above the questions: the form's name and title, the rules, what the questions are known by, and who
    the form is for.
    """

    form: str
    title: str
    about: str
    rules: int
    questions: str
    person: str = ""


def is_sheet(raw: bytes) -> bool:
    """Whether a file begins as answers do, perhaps below a few lines of a message."""
    begins = raw[:65536].decode("utf-8-sig", "replace")
    return any(_begins(line) for line in begins.splitlines())


def blank(heading: FormHeading, asked: Sequence[Asked]) -> str:
    """A form as a text to answer."""
    return "\n".join(_blank(heading, asked)) + "\n"


def _blank(heading: FormHeading, asked: Sequence[Asked]) -> Iterator[str]:
    yield f"{FIRST} {heading.form}"
    yield f"rules: {heading.rules}"
    yield f"questions: {heading.questions}"
    if heading.person:
        yield f"for: {heading.person}"
    yield ""
    for told in (heading.title, *heading.about.splitlines(), "", *_HOW):
        yield from _remark(told)
    for one in asked:
        yield from ("", f"[{one.field}]", *_remark(f"{one.ask}{'' if one.required else ' (you can leave this empty)'}"))
        for told in _remarks(one, asked):
            yield from _remark(told)
        yield "- " if one.many else ""
    yield from ("", LAST)


_HOW = (
    "Write each answer below its question. Leave the lines that begin with [ as they are.",
    "Lines that begin with # are there to help. You can leave them or remove them.",
)


def _remark(told: str) -> list[str]:
    """A remark, on as many lines as it needs."""
    hangs = "#   " if told.startswith("* ") else "# "
    return wrap(told, _WIDE, initial_indent="# ", subsequent_indent=hangs, break_on_hyphens=False) or ["#"]


def _remarks(one: Asked, asked: Sequence[Asked]) -> Iterator[str]:
    if one.when:
        yield _condition(one.when[1], next(other for other in asked if other.field == one.when[0]))
    if one.why:
        yield one.why
    if one.many:
        most = f", at most {one.most}" if one.most else ""
        yield f"Begin each one with a hyphen and a space{most}."
    if one.kind == "yes-no":
        yield "Answer yes or no."
    if one.choices:
        yield "Choose from these:" if one.many else "Choose one of these:"
    for choice in one.choices:
        told = ", ".join(part for part in (choice.label, choice.note) if part and part != choice.value)
        yield f"* {choice.value}{f': {told}' if told else ''}"
    if one.example:
        yield f"For example: {one.example}"


def _condition(wanted: Sequence[Any], earlier: Asked) -> str:
    if wanted == (None,):
        return f"Only if you left this empty: {earlier.ask}"
    names = {choice.value: choice.label or choice.value for choice in earlier.choices}
    said = " or ".join(names.get(one, str(one)) for one in wanted) or (
        "yes" if earlier.kind == "yes-no" else "something"
    )
    return f"Only if you answered {said} to: {earlier.ask}"


def read(raw: bytes, name: str) -> AnswerSheet:
    """The answers in a text. Raises BadValue and Refused, in words for the person who has it before them."""
    if len(raw) > MAX_BYTES:
        raise BadValue(Said("{file} is larger than any answers can be.", file=name), code="too-large", hint=_AGAIN)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadValue(Said("{file} is not UTF-8 text.", file=name), hint="Save it as plain UTF-8 text.") from None
    every = [_sheet(part, name) for part in _parts(text.replace("\r\n", "\n").split("\n"), name)]
    filled = [one for n, one in enumerate(every) if one.given and one not in every[:n]]
    if len(filled) > 1:
        raise BadValue(
            Said("{file} has {count} different sets of answers.", file=name, count=len(filled)), code="several-answers",
            hint="Save the right one as a file of its own, from its first line to its last, and take that in.",
        )  # fmt: skip
    return filled[0] if filled else every[0]


def _sheet(part: Sequence[str], name: str) -> AnswerSheet:
    """One form with its answers, from its first line to the one before its last."""
    header: dict[str, str] = {}
    blocks: dict[str, list[str]] = {}
    lines: list[str] | None = None
    form = " ".join(part[0][len(FIRST) :].lower().split())
    for line in part[1:]:
        found = _QUESTION.fullmatch(line.strip())
        if found:
            if found[1] in blocks:
                raise BadValue(Said("{file} answers {field} twice.", file=name, field=found[1]), hint="Answer it once.")
            lines = blocks.setdefault(found[1], [])
        elif line.lstrip().startswith("#"):
            continue
        elif lines is not None:
            lines.append(line[1:] if line.startswith("\\") else line)
        elif known := _HEADER.fullmatch(line.strip()):
            header.setdefault(known[1], known[2].strip())
    id = header.get("answers", "")
    if id and not re.fullmatch(ANSWERS_ID, id):
        raise BadValue(Said("{file} has an answers id that imatter did not make.", file=name), hint=_AGAIN)
    texts = {field: "\n".join(lines).strip() for field, lines in blocks.items()}
    given = {field: text for field, text in texts.items() if text and text not in _NOTHING}
    saved = header.get("saved", "")
    return AnswerSheet(
        form, id, header.get("rules", ""), header.get("questions", ""), header.get("for", ""), given,
        saved if _MOMENT.fullmatch(saved) else "", tuple(field for field, text in texts.items() if text in _NOTHING),
    )  # fmt: skip


def one_by_one(text: str) -> list[str]:
    """Several answers. A line without a hyphen belongs to the one before it, because messages fold long lines."""
    several: list[str] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        if (begins := _HYPHEN.match(line)) or line in _NOTHING or not several:
            several.append(line[begins.end() :] if begins else line)
        else:
            several[-1] = f"{several[-1]} {line}"
    return [one for one in several if one and one not in _NOTHING]


def refuse_strange(sheet: AnswerSheet, known: Sequence[str], name: str) -> None:
    """Refuse answers to questions that the form does not have (`no-such-question`)."""
    strange = [field for field in (*sheet.given, *sheet.taken) if field not in known]
    if strange:
        raise Refused(
            Said("{file} answers what the form does not ask: {fields}.", file=name, fields=Many(strange)),
            code="no-such-question", hint=_AGAIN, details={"fields": strange},
        )  # fmt: skip


def refuse_other_questions(sheet: AnswerSheet, now: str, rules: int) -> None:
    """Refuse answers to questions that the programme has changed since (`questions-changed`)."""
    if sheet.questions != now:
        raise Refused(
            Said(
                "The questions of this form have changed since the form was made (rules {then}, now {now}).",
                then=sheet.rules or "unknown", now=rules,
            ),
            code="questions-changed", hint=Command("form", *sheet.form.split(), "--to", "FILE"),
        )  # fmt: skip


def _parts(lines: Sequence[str], name: str) -> list[list[str]]:
    """Every form in a text, from its first line to the one before its last, without the marks of a reply."""
    parts: list[list[str]] = []
    part: list[str] | None = None
    marked = False
    for line in lines:
        if part is not None:
            own = _unquoted(line) if marked else line
            if own.strip() == LAST:
                part = None
            else:
                part.append(own)
        elif _begins(line):
            marked = line.startswith((">", " "))
            part = [_unquoted(line)]
            parts.append(part)
    if not parts:
        raise BadValue(Said("{file} is not a form with answers.", file=name), hint=_AGAIN)
    if part is not None:
        raise BadValue(
            Said("{file} is cut off: its last line, {line}, is missing.", file=name, line=LAST), code="cut-off",
            hint=_AGAIN,
        )  # fmt: skip
    return parts


def _begins(line: str) -> bool:
    """Whether a line is the first of a form, also as a telephone writes it."""
    return _unquoted(line).lower().startswith(FIRST)


def _unquoted(line: str) -> str:
    """A line without the marks that a reply puts in front of it."""
    return line.lstrip("> ")
