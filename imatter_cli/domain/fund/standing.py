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
#: What is said of an application that asks for more than one can be given in its quarter.
TOO_MUCH = "asks for more than the ceiling"
#: What keeps money from an application: the stable word for it, and what is said, by the code of the refusal.
NO_AWARD = {
    "no-active-licence": ("licence", "no active licence"),
    "project-over": ("project", "the project is over"),
    "has-left": ("left", "the applicant has left"),
    "missing-answers": ("answers", "questions still open"),
}


@immutable
class Standing:
    """An application's place in its round: words, and whether a decision can be made now.

    `unscored` are words that tell nothing of the scores. `blocks` are stable words for what blocks a decision:
    not-submitted, not-screened, reviews, changed, licence, project, left, answers. The last four only keep money from
    it: `without_award` says that it can be deferred, or not funded. `conflicts` counts people kept away from it.
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
    without_award: bool = False

    @property
    def words(self) -> str:
        """The same in full: also whether the reviewers differ, which gives away something about their scores."""
        return f"{self.unscored}, {DIFFER}" if self.differ else self.unscored


def standing(
    application: Data, reviews: Sequence[Data], codes: Codes, quorum_of_round: int,
    *, no_award: Sequence[str] = (), notes: Sequence[str] = (),
) -> Standing:  # fmt: skip
    """The standing of an application, given the reviews on it (others are passed over).

    `no_award` are the codes of what would refuse it money now, `notes` what else to know of it.
    """
    on_it = [r for r in reviews if r.get("application") == application["id"]]
    counted = quorum.counted(application, on_it, codes)
    score = scoring.score_of(counted)
    stale = sum(quorum.stale(application, r) for r in on_it)
    recused = [r for r in on_it if r.get("status") == "recused"]
    lacks = _blocks(application, len(counted), quorum_of_round, stale)
    withheld = [NO_AWARD[code] for code in no_award if code in NO_AWARD]
    undecided = application.get("status") in ("submitted", "eligible")
    decidable = application.get("status") == "eligible" and not lacks
    words = _words(application, on_it, lacks, quorum_of_round - len(counted), recused, "" if withheld else "ready")
    words = ", ".join(filter(None, (words, *(said for _, said in withheld), *notes)))
    return Standing(
        words, decidable and not withheld, len(counted), quorum_of_round,
        len({codes.get(str(r["reviewer"]), str(r["reviewer"])) for r in recused}),
        score.mean, score.spread, stale, (*lacks, *(word for word, _ in withheld if undecided)),
        undecided and score.differ, decidable and bool(withheld),
    )  # fmt: skip


def next_step(application: Data) -> str:
    """The event that moves an application on towards money, as it stands; empty if none does."""
    return _TOWARDS_MONEY.get(str(application.get("status")), "")


_TOWARDS_MONEY = {
    "submitted": "decide", "eligible": "decide", "funded": "accept", "part-funded": "accept", "accepted": "pay",
    "part-paid": "pay",
}  # fmt: skip


def _blocks(application: Data, have: int, need: int, stale: int) -> tuple[str, ...]:
    status = application.get("status")
    if status in ("draft", "returned"):
        return ("not-submitted",)
    if status not in ("submitted", "eligible"):
        return ()
    out = ["not-screened"] if status == "submitted" else []
    if have < need:
        out.append("changed" if stale else "reviews")
    return tuple(out)


def _words(
    application: Data, on_it: Sequence[Data], blocks: tuple[str, ...], lacking: int,
    recused: Sequence[Data], ready: str,
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
        parts.append(ready)
    return ", ".join(filter(None, parts))


def arrival(application: Data, quarter: str) -> str:
    """How a deferral brings an application to a quarter: `carried` into it, `waiting` to be, or empty."""
    told = timeline.standing(application.get("timeline"))
    if any(e.get("event") == "carry" and e.get("round") == quarter and not e.get("because") for e in told):
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
