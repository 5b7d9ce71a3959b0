"""Where an application of a round stands, and what keeps it from a decision."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from imatter_cli.classes import immutable
from imatter_cli.domain import timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import moving, quorum, scoring, seal
from imatter_cli.domain.lifecycles import DECIDED
from imatter_cli.domain.people import Codes

#: What is said of an application whose scores lie far apart.
DIFFER = "reviewers differ"
#: What is said of one whose applicant has no active licence.
UNLICENSED = "no active licence"
#: States of an award that is not paid in full.
UNPAID = ("funded", "part-funded", "accepted", "part-paid")


@immutable
class Standing:
    """An application's place in its round: words, and whether a decision can be made now.

    `unscored` are words that tell nothing of the scores. `blocks` are stable words for what blocks a decision:
    not-submitted, not-screened, reviews, changed, licence. `conflicts` counts people who are kept away from it.
    """

    unscored: str
    ready: bool
    reviews_in: int
    reviews_needed: int
    conflicts: int
    mean: Fraction | None
    spread: Fraction | None
    stale: int
    blocks: tuple[str, ...] = ()
    differ: bool = False

    @property
    def words(self) -> str:
        """The same in full: also whether the reviewers differ, which gives away something about their scores."""
        return f"{self.unscored}, {DIFFER}" if self.differ else self.unscored


def standing(
    application: Data, reviews: Sequence[Data], codes: Codes, quorum_of_round: int,
    *, licensed: bool = True, notes: Sequence[str] = (),
) -> Standing:  # fmt: skip
    """The standing of an application, given the reviews on it (others are passed over).

    `licensed` says whether its applicant has an active licence now, `notes` what else to know of it.
    """
    on_it = [r for r in reviews if r.get("application") == application["id"]]
    counted = quorum.counted(application, on_it, codes)
    score = scoring.score_of(counted)
    stale = sum(quorum.stale(application, r) for r in on_it)
    recused = [r for r in on_it if r.get("status") == "recused"]
    blocks = _blocks(application, len(counted), quorum_of_round, stale, licensed)
    undecided = application.get("status") in ("submitted", "eligible")
    words = _words(application, on_it, blocks, quorum_of_round - len(counted), recused)
    unlicensed = UNLICENSED if not licensed and needs_licence(application) else ""
    words = ", ".join(filter(None, (words, unlicensed, *notes)))
    return Standing(
        words, application.get("status") == "eligible" and not blocks, len(counted), quorum_of_round,
        len({codes.get(str(r["reviewer"]), str(r["reviewer"])) for r in recused}),
        score.mean, score.spread, stale, blocks, undecided and score.differ,
    )  # fmt: skip


def needs_licence(application: Data) -> bool:
    """Whether an application waits for a decision, or for money, that its applicant needs an active licence for."""
    return application.get("status") in ("submitted", "eligible", *UNPAID)


def _blocks(application: Data, have: int, need: int, stale: int, licensed: bool) -> tuple[str, ...]:
    status = application.get("status")
    if status in ("draft", "returned"):
        return ("not-submitted",)
    if status not in ("submitted", "eligible"):
        return ()
    out = ["not-screened"] if status == "submitted" else []
    if have < need:
        out.append("changed" if stale else "reviews")
    if not licensed:
        out.append("licence")
    return tuple(out)


def _words(
    application: Data, on_it: Sequence[Data], blocks: tuple[str, ...], lacking: int,
    recused: Sequence[Data],
) -> str:  # fmt: skip
    status = str(application.get("status"))
    if status in DECIDED:
        said = DECIDED_WORDS.get(status, status)
        return f"{said}, changed since it was decided" if seal.changed_since_decided(application, on_it) else said
    parts = []
    if status == "draft":
        parts.append("a draft")
    elif status == "returned":
        parts.append("returned to the applicant")
    elif status not in ("submitted", "eligible"):
        return status.replace("-", " ")
    if "not-screened" in blocks:
        parts.append("not screened")
    if "changed" in blocks:
        parts.append("changed since it was reviewed")
    elif "reviews" in blocks:
        kept_away = len(recused)
        note = f" ({kept_away} {'has' if kept_away == 1 else 'have'} a conflict)" if kept_away else ""
        parts.append(f"needs {'a review' if lacking == 1 else f'{lacking} reviews'}{note}")
    if not blocks:
        parts.append("ready")
    return ", ".join(parts)


def arrival(application: Data, quarter: str) -> str:
    """How a deferral brings an application to a quarter: `carried` into it, `waiting` to be, or empty."""
    if any(
        e.get("event") == "carry" and e.get("round") == quarter for e in timeline.standing(application.get("timeline"))
    ):
        return "carried"
    return "waiting" if moving.deferred_to(application) == quarter else ""


#: States of a decided application, in words.
DECIDED_WORDS: dict[str, str] = {
    "funded": "funded",
    "part-funded": "funded in part",
    "deferred": "deferred",
    "not-funded": "not funded this quarter",
    "accepted": "award accepted",
    "award-declined": "award declined",
    "revoked": "award revoked",
    "part-paid": "paid in part",
    "paid": "paid",
    "reported": "reported",
    "closed": "closed",
}
