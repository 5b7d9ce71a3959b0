"""What a reviewer writes into a hand-out and sends back: a text that people and imatter both read.

What comes back is judged as a stranger's. Nothing in it is more than a declaration until the rules of reviews take it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Final, Literal, NotRequired

from pydantic_core import ValidationError

from imatter_cli.domain import exchange
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.fund import scoring
from imatter_cli.domain.kinds.declared import Declared, DeclaredObject
from imatter_cli.domain.kinds.fields import ApplicationId, Between, Length, Moment, PractitionerId, RoundId, Slug
from imatter_cli.domain.kinds.review import Score
from imatter_cli.domain.records.model import checker
from imatter_cli.domain.records.wording import findings_of
from imatter_cli.errors import BadValue
from imatter_cli.said import Many, Prose, Said

FORM: Final = "hand-out/1"
#: The most reviews in one hand-out.
MOST: Final = 500
#: What the beginning of a text says of it.
HEADER: Final = ("imatter", "quarter", "reviewer", "made")
#: What begins each application, with the revision that is read there.
_BEGINS: Final = re.compile(r"=+ .*\b(app-\d{4}-[a-z0-9]{7}), revision (\d{1,6})\b", re.IGNORECASE)
_RULED: Final = "==="
_SAID: Final = re.compile(r"([a-z][a-z0-9-]*):(?:\s+(.*))?", re.IGNORECASE)
#: What people write for no conflict.
_NONE: Final = ("no", "none", "n-a", "")
#: What the lines of an application itself begin with; no answer does.
SHOWN: Final = "|"
AGAIN: Final = "Ask for the answers again, as the file that the page saves."


class AnsweredReview(Declared):
    """What the reviewer says about one application. What they have not said yet is not there."""

    application: ApplicationId
    """The application that was read."""
    revision: Annotated[int, Between(1)]
    """The revision that was read."""
    scores: NotRequired[list[Score]]
    """Scores by criterion; not all of them need to be there yet."""
    comment: NotRequired[str]
    """What the panel should know."""
    conflict: NotRequired[Slug]
    """The kind of conflict, from the programme's list: then there is no review."""


class HandedBack(DeclaredObject):
    """A hand-out with the reviewer's answers."""

    imatter: Literal["hand-out/1"]
    quarter: RoundId
    """The quarter whose applications are reviewed."""
    reviewer: PractitionerId
    """Who was asked to review them, and says so; nothing proves it."""
    made: Moment
    """When it was handed out."""
    reviews: Annotated[list[AnsweredReview], Length(1, MOST)]


def faults(data: Data, name: str) -> list[Finding]:
    """Everything that is wrong with the form of what came back. `name` is what the file is called."""
    try:
        checker(HandedBack).validate_python(data)
    except ValidationError as wrong:
        return findings_of(wrong, name, HandedBack)
    found = exchange.invisible(data, name)
    seen: set[str] = set()
    for n, answer in enumerate(data["reviews"]):
        id = str(answer["application"])
        if id in seen:
            words = Said("{field}: {id} is there twice.", field="application", id=id)
            found.append(Finding.of("REC001", "error", name, words, "Keep one of the two.", ("reviews", n)))
        seen.add(id)
    return found


def of_text(
    text: str, rubric_of: Callable[[str], Sequence[Data]], conflicts: Mapping[str, str], name: str
) -> dict[str, Any]:
    """What a text says that came back, as the page saves it or as somebody answered it in a message.

    Lines that begin with `|` are the application's own, and nothing in them is an answer. A line of a comment that
    looks like one of these has a backslash ahead. `rubric_of` gives the criteria of a quarter that the text names,
    `conflicts` are the programme's kinds and their names.
    Raises BadValue with the line of what is not a score, or not asked.
    """
    known: dict[str, Data] = {}
    kinds = {_slug(said): id for id, name_of in conflicts.items() for said in (name_of, id)}
    header: dict[str, Any] = {}
    reviews: list[dict[str, Any]] = []
    answer: dict[str, Any] | None = None
    comment: list[str] | None = None
    for number, line in _lines(text):
        if line.startswith((_RULED, SHOWN)):
            begins, comment = _BEGINS.match(line), None
            answer = None if line.startswith(_RULED) else answer
            if begins:
                known = known or {str(one["id"]): one for one in rubric_of(str(header.get("quarter", "")))}
                answer = {"application": begins[1].lower(), "revision": int(begins[2]), "scores": []}
                reviews.append(answer)
        elif answer is not None and comment is not None:
            comment.append(line.removeprefix("\\"))
            answer["comment"] = "\n".join(comment).strip()
        elif said := _SAID.fullmatch(line):
            word, value = said[1].lower(), (said[2] or "").strip()
            if not reviews:
                header |= {word: value} if word in HEADER and word not in header else {}
            elif answer is not None and word == "comment":
                answer["comment"], comment = value, [value]
            elif answer is not None:
                _answer(answer, word, value, known, kinds, f"{name}:{number}")
    return {**header, "reviews": [{field: said for field, said in one.items() if said} for one in reviews]}


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines from the first that says what it is, without the marks of a reply if that one has some."""
    marks: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.lstrip("> \ufeff")
        if marks is None and bare.lower().startswith(f"{HEADER[0]}:"):
            marks = "> " if line.startswith((">", " ")) else ""
        if marks is not None:
            yield number, line.lstrip(marks).rstrip() if marks else line.rstrip()


def _slug(said: str) -> str:
    """What somebody wrote as a word of a list."""
    return re.sub(r"[^a-z0-9]+", "-", said.lower()).strip("-")


def _answer(
    answer: dict[str, Any], word: str, value: str, known: Mapping[str, Data], kinds: Mapping[str, str], place: str
) -> None:
    """Put what one line says into an answer. Raises BadValue."""
    if word == "conflict":
        given = _slug(value)
        answer["conflict"] = "" if given in _NONE else kinds.get(given, given)
    elif word in known:
        answer["scores"] += [_score(value, known[word], place)] if value else []
    else:
        words = Said("{place} There is no criterion {given}.", place=Prose(place), given=Prose(word))
        raise BadValue(words, hint=Said("Answer only {words}.", words=Many((*known, "conflict", "comment"))))


def _score(value: str, criterion: Data, place: str) -> dict[str, Any]:
    try:
        given = scoring.parse(value, criterion)
    except BadValue as wrong:
        raise BadValue(Said("{place} {why}", place=Prose(place), why=wrong.said), hint=wrong.hint) from None
    return {"criterion": str(criterion["id"]), "score": given}


def lacking(answer: Data, criteria: Iterable[Data]) -> list[str]:
    """What a review still needs: criteria without a score, and `comment`."""
    scored = {str(one["criterion"]) for one in answer.get("scores") or ()}
    missing = [str(one["id"]) for one in criteria if str(one["id"]) not in scored]
    return [*missing, *([] if str(answer.get("comment") or "").strip() else ["comment"])]
