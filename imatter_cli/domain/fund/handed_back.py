"""What a reviewer writes into a hand-out and sends back: the form of it, as a file or as lines of text.

What comes back is judged as a stranger's. Nothing in it is more than a declaration until the rules of reviews take it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Final, Literal, NotRequired

from pydantic_core import ValidationError

from imatter_cli.domain import exchange
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.fund import scoring
from imatter_cli.domain.kinds.declared import Declared, DeclaredObject
from imatter_cli.domain.kinds.fields import (
    ApplicationId,
    Between,
    Length,
    Moment,
    PractitionerId,
    RoundId,
    Slug,
)
from imatter_cli.domain.kinds.review import Score
from imatter_cli.domain.records.model import checker
from imatter_cli.domain.records.wording import findings_of
from imatter_cli.errors import BadValue
from imatter_cli.said import Prose, Said

FORM: Final = "hand-out/1"
#: The most reviews in one hand-out.
MOST: Final = 500
#: What the beginning of a text says of it.
_HEADER: Final = ("imatter", "quarter", "reviewer", "made")
#: What begins each application in a text, with the application and the revision that is read there.
_BEGINS: Final = re.compile(r"=+ .*\b(app-\d{4}-[a-z0-9]{7}), revision (\d{1,6})\b")
_ENDS: Final = "==="
#: What a mail program puts ahead of lines that it quotes.
_QUOTED: Final = re.compile(r"^[>\s]+")
_SAID: Final = re.compile(r"([a-z][a-z0-9-]*):\s*(.*)")
#: What the lines of an application itself begin with; no answer does.
SHOWN: Final = "|"


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


def of_text(text: str, rubric_of: Callable[[str], Sequence[Data]], name: str) -> dict[str, Any]:
    """The same data out of a text that was answered in a message, quoted by mail programs or not.

    Lines that begin with `|` are the application's own, and nothing in them is an answer. `rubric_of` gives the
    criteria of a quarter by what the text calls it. Raises BadValue with the line of a score that is not on its scale.
    """
    known: dict[str, Data] = {}
    header: dict[str, Any] = {}
    reviews: list[dict[str, Any]] = []
    answer: dict[str, Any] | None = None
    comment: list[str] | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = _QUOTED.sub("", raw).rstrip()
        if line.startswith((_ENDS, SHOWN)):
            begins, comment = _BEGINS.match(line), None
            answer = None if line.startswith(_ENDS) else answer
            if begins:
                known = known or {str(one["id"]): one for one in rubric_of(str(header.get("quarter", "")))}
                answer = {"application": begins[1], "revision": int(begins[2]), "scores": []}
                reviews.append(answer)
        elif answer is not None and comment is not None:
            comment.append(line)
            answer["comment"] = "\n".join(comment).strip()
        elif said := _SAID.match(line):
            word, value = said[1], said[2].strip()
            if not reviews:
                header |= {word: value} if word in _HEADER and word not in header else {}
            elif answer is not None and word == "comment":
                answer["comment"], comment = value, [value]
            elif answer is not None and value and word == "conflict":
                answer["conflict"] = value.lower()
            elif answer is not None and value and word in known:
                answer["scores"].append(_score(value, known[word], f"{name}:{number}"))
    return {**header, "reviews": [{field: said for field, said in one.items() if said} for one in reviews]}


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
