"""Scores as exact fractions: the mean of an application's reviews and how far they lie apart. No floats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from imatter_cli.classes import immutable
from imatter_cli.domain.data import Data
from imatter_cli.errors import BadValue, Refused
from imatter_cli.remedies import Option, in_a_row
from imatter_cli.said import Many, Prose, Said

#: A score that leaves the average.
NOT_APPLICABLE = "n/a"


@immutable
class Mean:
    """The mean over reviews of each review's mean, and half of the range of these; None without any score."""

    mean: Fraction | None
    spread: Fraction | None

    @property
    def differ(self) -> bool:
        """Whether the reviewers are one point or more from their middle."""
        return self.spread is not None and self.spread >= 1


def mean_of(review: Data) -> Fraction | None:
    """A review's mean over its criteria; None where none of them applies."""
    given = [s["score"] for s in review.get("scores") or [] if s.get("score") != NOT_APPLICABLE]
    return Fraction(sum(given), len(given)) if given else None


def score_of(reviews: Iterable[Data]) -> Mean:
    """The score of an application from the reviews that count. One review has no spread."""
    means = [m for m in map(mean_of, reviews) if m is not None]
    if not means:
        return Mean(None, None)
    spread = (max(means) - min(means)) / 2 if len(means) > 1 else None
    return Mean(sum(means, Fraction(0)) / len(means), spread)


def text(value: Fraction | None) -> str:
    """To one decimal, halves up: `3.5`; empty for none."""
    if value is None:
        return ""
    tenths = (value.numerator * 20 + value.denominator) // (value.denominator * 2)
    return f"{tenths // 10}.{tenths % 10}"


def parse(said: str, criterion: Data) -> int | str:
    """A score for a criterion as a person writes it: `4`, or `n/a`. Raises BadValue with the scores there are."""
    plain = said.strip().lower()
    if plain in ("n/a", "na", "-"):
        return NOT_APPLICABLE
    highest = len(criterion["scores"]) - 1
    if plain.isascii() and plain.isdigit() and len(plain) <= 2 and int(plain) <= highest:
        return int(plain)
    words = Said("{given!r} is not a score for {criterion}.", given=Prose(said), criterion=criterion["id"])
    raise BadValue(words, hint=Said("Give 0 to {most}, or n/a.", most=highest))


def fault(scores: Sequence[Data], rubric: Sequence[Data]) -> Said | None:
    """What is wrong with a review's scores by the rubric: one for each criterion, on its scale; None if nothing."""
    highest = {str(c["id"]): len(c["scores"]) - 1 for c in rubric}
    given = [str(s["criterion"]) for s in scores]
    unknown = [c for c in given if c not in highest]
    if unknown:
        return Said(
            "There is no criterion {given}. Choose from {criteria}.", given=Prose(unknown[0]), criteria=Many(highest)
        )
    twice = [c for c in highest if given.count(c) > 1]
    if twice:
        return Said("{criterion} is scored twice.", criterion=twice[0])
    missing = [c for c in highest if c not in given]
    if missing:
        return Said("There is no score yet for {criteria}.", criteria=Many(missing))
    for score in scores:
        value = score["score"]
        if value != NOT_APPLICABLE and not 0 <= value <= highest[str(score["criterion"])]:
            top = highest[str(score["criterion"])]
            return Said(
                "{score} is not on the scale for {criterion}: 0 to {most}, or n/a.",
                score=Prose(value),
                criterion=score["criterion"],
                most=top,
            )
    return None


def refuse(scores: Sequence[Data], rubric: Sequence[Data]) -> None:
    """Refuse scores that do not answer the rubric. Raises Refused (`scores-incomplete`)."""
    wrong = fault(scores, rubric)
    if wrong:
        raise Refused(
            wrong, code="scores-incomplete", source="records/programme.yaml, fund.rubric",
            hint=in_a_row(Option("--score", f"{c['id']}=N") for c in rubric),
        )  # fmt: skip
