"""Reviews of applications: assigned, scored, or kept away from because of a conflict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from imatter_cli import sources
from imatter_cli.classes import immutable, replace
from imatter_cli.domain import quarters
from imatter_cli.domain.fund import assigning, conflicts, frozen, order, quorum, scoring, visibility
from imatter_cli.domain.lifecycles import UNDER_REVIEW
from imatter_cli.domain.people import Codes, same_person
from imatter_cli.domain.projects import refuse
from imatter_cli.errors import BadValue, Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund.records import conflict_names, refuse_conflicted, valid
from imatter_cli.services.records import events, sound
from imatter_cli.services.records.persons import codes_in
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.services.records.related import in_round, readable, reviews_on, round_of
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store.contract import Data, Reader, Receipt

RULES = sources.ACROSS_RECORDS


@immutable
class Assigned:
    """What was assigned: pairs of application and reviewer, and how many reviews each application still lacks."""

    made: tuple[tuple[str, str], ...]
    lacking: tuple[tuple[str, int], ...] = ()
    passed_over: tuple[str, ...] = ()


def assign(ctx: Context, application: str, reviewers: Sequence[str] = (), day: str = "") -> Receipt:
    """Assign reviewers to an application: those named, else as many of the round's as its quorum needs.

    A stale review of one who is assigned again is opened again. The answer is what was `Assigned`. Raises Refused
    (`conflict-of-interest`, `not-a-reviewer`, `assigned-already`, `not-under-review`, `nobody-left`).
    """

    def do(recording: Recording) -> Assigned:
        found = recording.reader.get(application).data
        reviews = reviews_on(recording.reader, application)
        recording.refuse_others("review", "assign")
        refuse_conflicted(recording, found, reviews)  # before anything is said about it
        _refuse_not_under_review(recording, found)
        round = round_of(recording.reader, str(found["round"]))
        if not reviewers:
            beside, others = _beside(recording.reader, round, application)
            return _fill(recording, round, [found], [*reviews, *others], str(found["id"]), day, beside)
        codes = codes_in(recording.reader)
        for person in reviewers:
            conflicts.refuse(person, found, reviews, codes, conflict_names(recording))
            _assign_one(recording, found, reviews, codes, person, day)
        return Assigned(tuple((application, person) for person in reviewers))

    return record(ctx, "review assign", do)


def assign_round(ctx: Context, quarter: str, day: str = "") -> Receipt:
    """Assign reviewers to every application of a round, evenly, up to its quorum.

    Applications that the actor has a conflict with are left out, for another coordinator to assign. The answer is what
    was `Assigned`. Raises Refused (`no-round`, `nobody-left`, `nothing-to-do`).
    """

    def do(recording: Recording) -> Assigned:
        round = round_of(recording.reader, quarter)
        under = {str(a["id"]): a for a in in_round(recording.reader, quarter) if a["status"] in UNDER_REVIEW}
        applications = [under[id] for id in order.fair(under, quarter)]
        reviews = reviews_of(recording.reader, list(under))
        who, codes = recording.actor.id, codes_in(recording.reader)
        passed = [
            str(a["id"])
            for a in applications
            if not recording.policy.personal and conflicts.conflict(who, a, reviews, codes)
        ]
        mine = [a for a in applications if str(a["id"]) not in passed]
        filled = _fill(recording, round, mine, reviews, quarters.spoken(quarter), day)
        return replace(filled, passed_over=tuple(passed))

    return record(ctx, "review assign", do)


def score(
    ctx: Context, application: str, scores: Sequence[Data], comment: str, *, reopen: str = "", day: str = ""
) -> Receipt:
    """Submit one's review of the application as it is now; one of an earlier revision is opened again for it.

    `scores` are `{criterion, score}`, one for each criterion of the rubric; `reopen` is the reason to change a
    review of this revision. Raises Refused (`not-assigned`, `conflict-of-interest`, `scores-incomplete`,
    `not-under-review`, `others-read` for one of this revision once others' can be read, `lifecycle`).
    """

    def do(recording: Recording) -> None:
        submit(recording, application, scores, comment, reopen=reopen, day=day)

    return record(ctx, "review submit", do)


def submit(
    recording: Recording, application: str, scores: Sequence[Data], comment: str, *, reopen: str = "",
    day: str = "", details: Data | None = None,
) -> str:  # fmt: skip
    """The same as a part of what is recorded, with more `details` of its events. The id of the review."""
    found, reviews, mine = _to_score(recording, application)
    scoring.refuse(scores, rubric_for(recording.reader, application))
    id = str(mine["id"])
    if mine["status"] == "submitted":
        stale = quorum.stale(found, mine)
        if reopen and not stale and not recording.policy.personal:
            visibility.refuse_after_reading(mine, reviews, codes_in(recording.reader))
        again = reopen or (_edited_since(found) if stale else "")
        if again:
            recording.lead(id, "reopen", day=day, reason=again, details=details)
    fields = {
        "revision": found["revision"],
        "scores": [{"criterion": s["criterion"], "score": s["score"]} for s in scores],
        "comment": comment,
    }
    recording.lead(id, "submit", fields, day=day, details=details)
    return id


def may_score(ctx: Context) -> Callable[[str], object]:
    """A question by application: it raises the refusal if the person who acts may not score it now."""
    return partial(_to_score, Recording(ctx, ctx.store))


def so_far(ctx: Context, application: str) -> tuple[Data, bool]:
    """The review that the actor has of an application, and whether changing it needs a reason.

    Raises as `score` what no scores would change.
    """
    recording = Recording(ctx, ctx.store)
    found, on_it, mine = _to_score(recording, application)
    again = mine["status"] == "submitted" and not quorum.stale(found, mine)
    if again and not recording.policy.personal:
        visibility.refuse_after_reading(mine, on_it, codes_in(recording.reader))
    return mine, again


def _to_score(recording: Recording, application: str) -> tuple[Data, list[Data], Data]:
    """An application that the person who acts scores, its reviews, and theirs among them. Raises as `score`."""
    found = recording.reader.get(application).data
    reviews = reviews_on(recording.reader, application)
    codes, who = codes_in(recording.reader), recording.actor.id
    conflicts.refuse(who, found, reviews, codes, conflict_names(recording))
    _refuse_not_under_review(recording, found)
    mine = review_of(reviews, who, codes)
    if mine is None:
        raise not_assigned(who, application)
    round = round_of(recording.reader, str(found["round"]))
    if not recording.policy.personal and assigning.is_taken_out(mine, round):
        refuse([assigning.taken_out(mine, round)], "Not scored")
    return found, reviews, mine


def not_assigned(who: str, application: str) -> Refused:
    """The refusal of a person who has no review of an application (`not-assigned`)."""
    line = Command("fund assign", application, "--reviewer", who)
    return Refused(
        Said("{actor} is not assigned to {application}.", actor=who, application=application), code="not-assigned",
        source=RULES, hint=Remedy("A coordinator can assign them: ", line),
    )  # fmt: skip


def abstain(ctx: Context, application: str, conflict: str, *, reason: str = "", day: str = "") -> Receipt:
    """Declare your own conflict with an application, assigned to it or not. It counts from then on.

    Raises Refused (`not-a-reviewer`, `lifecycle`), BadValue for a conflict that the programme does not know.
    """

    def do(recording: Recording) -> None:
        step_back(recording, application, conflict, reason=reason, day=day)

    return record(ctx, "review abstain", do)


def step_back(
    recording: Recording, application: str, conflict: str, *, reason: str = "", day: str = "",
    details: Data | None = None,
) -> str:  # fmt: skip
    """The same as a part of what is recorded, with more `details` of its event. The id of the review."""
    mine = _to_abstain(recording, application)
    return _keep_away(recording, "abstain", application, recording.actor.id, mine, conflict, reason, day, details)


def may_abstain(ctx: Context) -> Callable[[str], None]:
    """A question by application: it raises the refusal if the person who acts may not abstain from it now."""
    recording = Recording(ctx, ctx.store)

    def ask(application: str) -> None:
        mine = _to_abstain(recording, application)
        if mine is None:
            recording.ask_new("review", "abstain", {"application": application, "reviewer": recording.actor.id})
        else:
            recording.ask(str(mine["id"]), "abstain")

    return ask


def _to_abstain(recording: Recording, application: str) -> Data | None:
    """The review of the person who abstains, if they have one. Raises Refused (`not-a-reviewer`)."""
    if not {"reviewer", "coordinator"} & set(recording.actor.roles):
        raise Refused(
            Said("{actor} is neither a reviewer nor a coordinator.", actor=recording.actor.id), code="not-a-reviewer",
            source=RULES,
            hint="Only reviewers and coordinators need to abstain.",
        )  # fmt: skip
    recording.reader.get(application)
    return review_of(reviews_on(recording.reader, application), recording.actor.id, codes_in(recording.reader))


def recuse(ctx: Context, application: str, reviewer: str, conflict: str, *, reason: str = "", day: str = "") -> Receipt:
    """Keep somebody away from an application because of a conflict: a reviewer or a coordinator, oneself too.

    Raises Refused (`conflict-of-interest` where the actor has one and names another person, `lifecycle`), BadValue.
    """

    def do(recording: Recording) -> None:
        recording.reader.get(application)
        reviews = reviews_on(recording.reader, application)
        recording.reader.get(reviewer)
        codes = codes_in(recording.reader)
        theirs = review_of(reviews, reviewer, codes)
        _keep_away(recording, "recuse", application, reviewer, theirs, conflict, reason, day)

    return record(ctx, "review recuse", do)


def still_counting(ctx: Context, person: str, quarter: str = "") -> list[str]:
    """The applications still to be decided, of one quarter or of all, for which reviews that somebody sent count."""
    codes, eyes = codes_in(ctx.store), Eyes(ctx.store, ctx.actor)
    sent = {str(r["application"]) for r in sound.each(ctx.store, "review", person) if r["status"] == "submitted"}
    there = [a for a in sound.each(ctx.store, "application") if a["id"] in sent and quarter in ("", a["round"])]
    return [
        str(a["id"]) for a in map(eyes.undecided, there)
        if quorum.still_counting(person, a, sound.each(ctx.store, "review", str(a["id"])), codes)
    ]  # fmt: skip


def rubric_for(reader: Reader, application: str) -> Sequence[Data]:
    """The rubric of an application's round, or the programme's where no application is named.

    Raises Refused (`no-round`), NotFound, Broken.
    """
    round = round_of(reader, str(reader.get(application).data["round"])) if application else {}
    return frozen.rubric(round, reader.programme())


def review_of(reviews: Sequence[Data], person: str, codes: Codes) -> Data | None:
    """A person's review under any of their codes: the one that is not recused, else one that is, else None."""
    theirs = [r for r in reviews if same_person(codes, person, str(r["reviewer"]))]
    return next((r for r in theirs if r["status"] != "recused"), theirs[0] if theirs else None)


def under_review(ctx: Context) -> list[str]:
    """The applications that are reviewed now, newest first."""
    return events.in_states(ctx, "application", UNDER_REVIEW)


def to_score(ctx: Context) -> list[str]:
    """Those of them that the actor has to score. Raises Refused (`not-assigned`) where there are none."""
    waiting = [r for r in sound.each(ctx.store, "review", ctx.actor) if r["status"] == "assigned"]
    mine = {str(r["application"]): r for r in waiting if r["reviewer"] == ctx.actor}
    found = [id for id in under_review(ctx) if id in mine and not _is_taken_out(ctx.store, id, mine[id])]
    if not found:
        raise Refused(
            "You have no application to score.", code="not-assigned", source=RULES,
            hint=Remedy("A coordinator assigns you: ", Command("fund assign", "APPLICATION", "--reviewer", "PERSON")),
        )  # fmt: skip
    return found


def _is_taken_out(reader: Reader, application: str, review: Data) -> bool:
    round = round_of(reader, str(reader.get(application).data["round"]))
    return assigning.is_taken_out(review, round)


def reviews_of(reader: Reader, applications: Sequence[str]) -> list[Data]:
    """The reviews on several applications: one look for each month in which these were begun, not one for each.

    Raises Broken for one that cannot be read and may be on them.
    """
    wanted = set(applications)
    found: dict[str, Data] = {}
    for month in sorted({id.rpartition("-")[0] for id in wanted}):
        for review in readable(reader, "review", f"{month}-"):
            if review["application"] in wanted:
                found[str(review["id"])] = review
    return [found[id] for id in sorted(found)]


def _beside(reader: Reader, round: Data, application: str) -> tuple[list[Data], list[Data]]:
    """The other applications of a round and the reviews on them, for how much everybody has to review already.

    What cannot be read counts for nothing here: a fault elsewhere blocks nobody.
    """
    left_out: list[dict[str, str]] = []
    there = [a for a in valid(reader, "application", [str(round["id"])], left_out) if a["id"] != application]
    own = {str(a["id"]) for a in there if a["round"] == round["id"]}
    months = sorted({f"{id.rpartition('-')[0]}-" for id in own})
    reviews = [r for r in valid(reader, "review", months, left_out) if r["application"] in own]
    return [a for a in there if a["id"] in own], reviews


def _keep_away(
    recording: Recording,
    event: str,
    application: str,
    person: str,
    review: Data | None,
    conflict: str,
    reason: str,
    day: str,
    details: Data | None = None,
) -> str:
    known = conflict_names(recording)
    if conflict not in known:
        raise BadValue(
            Said("{given!r} is not a kind of conflict.", given=Prose(conflict)),
            hint=Said("Choose from {conflicts}.", conflicts=Many(known)),
        )
    why = reason.strip() or known[conflict]
    if review is None:
        fields = {"application": application, "reviewer": person, "conflict": conflict}
        return recording.new("review", event, fields, day=day, reason=why, details=details)
    recording.lead(str(review["id"]), event, {"conflict": conflict}, day=day, reason=why, details=details)
    return str(review["id"])


def _fill(
    recording: Recording, round: Data, applications: list[Data], reviews: list[Data], what: str, day: str,
    beside: Sequence[Data] = (),
) -> Assigned:  # fmt: skip
    """Assign up to the quorum, and ask those again who read an earlier revision.

    `what` is assigned to. Raises Refused (`nobody-left`, `nothing-to-do`).
    """
    by_id, codes = {str(a["id"]): a for a in applications}, codes_in(recording.reader)
    reviewers = [r for r in round["reviewers"] if _may_review(recording, r)]
    reviews = [r for r in reviews if r["status"] != "assigned" or _may_write(recording, r, round)]
    again = []
    for review in reviews:
        application, who = by_id.get(str(review["application"])), str(review["reviewer"])
        if application is None or not quorum.stale(application, review):
            continue
        if not conflicts.conflict(who, application, reviews, codes):
            recording.lead(str(review["id"]), "reopen", day=day, reason=_edited_since(application))
            again.append((str(application["id"]), who))
    pairs = assigning.evenly(applications, reviews, reviewers, codes, int(round["quorum"]), beside)
    for application_id, person in pairs:
        recording.new("review", "assign", {"application": application_id, "reviewer": person}, day=day)
    lacking = []
    for id, application in by_id.items():
        have = len(assigning.reviewing(application, reviews, codes)) + sum(a == id for a, _ in pairs)
        if have < int(round["quorum"]):
            lacking.append((id, int(round["quorum"]) - have))
    if not (again or pairs):
        raise _nothing_to_assign(what, bool(lacking))
    return Assigned((*again, *pairs), tuple(lacking))


def _may_review(recording: Recording, person: str) -> bool:
    """Whether somebody is still a reviewer here: one who left has no review to come."""
    data = recording.sound(person)
    return data["status"] == "active" and "reviewer" in data["roles"]


def _may_write(recording: Recording, review: Data, round: Data) -> bool:
    """Whether a review that was assigned is still to come."""
    return _may_review(recording, str(review["reviewer"])) and not assigning.is_taken_out(review, round)


def _assign_one(
    recording: Recording, application: Data, reviews: list[Data], codes: Codes, person: str, day: str
) -> None:
    theirs = review_of(reviews, person, codes)
    if theirs is None:
        recording.new("review", "assign", {"application": application["id"], "reviewer": person}, day=day)
    elif quorum.stale(application, theirs):
        recording.lead(str(theirs["id"]), "reopen", day=day, reason=_edited_since(application))
    else:
        refuse([assigning.already(person, theirs)], "Not assigned")


def _refuse_not_under_review(recording: Recording, application: Data) -> None:
    if application["status"] not in UNDER_REVIEW:
        if not Eyes(recording.reader, recording.ctx.actor).decision(application):
            raise visibility.refuse_early(str(application["id"]), str(application["round"]))
        raise Refused(
            assigning.why_not_under_review(str(application["id"]), str(application["status"])),
            code="not-under-review", source=RULES, hint=Command("fund show", application['id']),
        )  # fmt: skip


def _edited_since(application: Data) -> str:
    return f"The application was edited and is now revision {application['revision']}."


def _nothing_to_assign(id: str, nobody: bool) -> Refused:
    if nobody:
        return Refused(
            Said("{id}: none of the quarter's reviewers is left to assign.", id=id), code="nobody-left",
            hint="The others have a review of it already, or a conflict. Name somebody else with --reviewer.",
        )  # fmt: skip
    return Refused(
        Said("{id} already has all the reviewers it needs.", id=id), code="nothing-to-do", hint=Command("fund review")
    )
