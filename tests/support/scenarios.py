"""What two people do at once, each in their own copy, and what has to come of it in either order of publishing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from copies import Copy
from quarter import (
    ACTIVE,
    CAST,
    CHAIR,
    FUNDED,
    HOLDER,
    LICENCE,
    MARKS,
    NOT_FUNDED,
    OTHER,
    PLANNED,
    REVIEWERS,
    ROUND,
    Two,
    happen,
)

from imatter_cli.domain.fund.decisions import Decision
from imatter_cli.services.begin import programme
from imatter_cli.services.fund import applications, deciding, reviews, rounds
from imatter_cli.services.integrity import undoing
from imatter_cli.services.practice import licences, practitioners, projects, reflections
from imatter_cli.services.records import editing

Act = Callable[[Two, Copy], object]
#: The number of a copy, which tells the two apart.
FIRST: Final = 101
#: The list that comes of one more individual, who gets the next free code: in two copies these are two people.
TWO: Final = [{"code": "P1"}, {"code": "P2"}]


class Scenario(NamedTuple):
    """Two acts at a stage, and why the one that is published second is set aside: `one` first, or `other` first.

    Nothing: both are taken. `ahead` was done and published before.
    """

    stage: str
    one: Act
    other: Act
    one_first: str = ""
    other_first: str = ""
    ahead: Act | None = None


def _step(two: Two, copy: Copy) -> object:
    return projects.note_step(copy.as_(HOLDER), ACTIVE, text=f"step of copy {copy.seed}")


def _step_done(two: Two, copy: Copy) -> object:
    return projects.note_step(copy.as_(HOLDER), ACTIVE, number=1)


def _edit(**fields: object) -> Act:
    return lambda two, copy: editing.edit(copy.as_(HOLDER), ACTIVE, fields)


def _event(id: str | int, event: str, who: str = HOLDER, **more: Any) -> Act:
    return lambda two, copy: happen(copy.as_(who), two.ids[id] if isinstance(id, int) else id, event, **more)


def _decide(n: int, decision: Decision = FUNDED) -> Act:
    return lambda two, copy: deciding.decide(copy.as_(CHAIR if copy.seed == FIRST else OTHER), two.ids[n], decision)


def _correct(two: Two, copy: Copy) -> object:
    return deciding.correct(copy.as_(CHAIR), two.ids[0], NOT_FUNDED, reason="a slip")


def _correct_in_part(two: Two, copy: Copy) -> object:
    decision = Decision("part-funded", FUNDED.reasons, 10_000)
    return deciding.correct(copy.as_(OTHER), two.ids[1], decision, reason="a slip")


def _applicant_edits(**fields: object) -> Act:
    return lambda two, copy: applications.edit(copy.as_(HOLDER), two.ids[0], fields)


def _coordinator_edits(two: Two, copy: Copy) -> object:
    return applications.edit(copy.as_(CHAIR), two.ids[0], {"key_barrier": "no line"}, reason="a word was missing")


def _screen(two: Two, copy: Copy) -> object:
    return applications.screen(copy.as_(CHAIR), two.ids[0], "eligible", "")


def _assign_third(two: Two, copy: Copy) -> object:
    return reviews.assign(copy.as_(CHAIR), two.ids[0], [REVIEWERS[2]])


def _score(reviewer: int) -> Act:
    return lambda two, copy: reviews.score(copy.as_(REVIEWERS[reviewer]), two.ids[0], MARKS, "small")


def _recuse(reviewer: int) -> Act:
    return lambda two, copy: reviews.recuse(copy.as_(CHAIR), two.ids[0], REVIEWERS[reviewer], "same-workplace")


def _leaves(person: str) -> Act:
    return lambda two, copy: practitioners.leave(copy.as_(CHAIR), person, reason="new-post")


def _pause_licence(two: Two, copy: Copy) -> object:
    return licences.pause(copy.as_(CHAIR), LICENCE, reason="family")


def _end_licence(two: Two, copy: Copy) -> object:
    return licences.end(copy.as_(CHAIR), LICENCE, reason="another role")


def _newcomer(two: Two, copy: Copy) -> object:
    return practitioners.join(copy.as_(CHAIR), ["practitioner"])


def _new_licence(two: Two, copy: Copy) -> object:
    coming = [id for id in copy.store.ids("practitioner") if id not in CAST.person.values()]
    return licences.record_issued(copy.as_(CHAIR), coming[0])


def _open_next(budget: str) -> Act:
    fields = {"budget": budget, "ceiling": "400.00", "reviewers": REVIEWERS, "quorum": 2}
    return lambda two, copy: rounds.open_round(copy.as_(CHAIR), "2027-q1", fields)


def _rules(name: str, value: object) -> Act:
    return lambda two, copy: programme.settle(copy.as_(CHAIR), [], {name: value})


def _reflect(two: Two, copy: Copy) -> object:
    return reflections.write(copy.as_(HOLDER), ACTIVE, {}, summary="It went well.")


def _reflection(copy: Copy) -> str:
    return str(copy.store.ids("reflection")[0])


def _unshare(two: Two, copy: Copy) -> object:
    return reflections.unshare(copy.as_(HOLDER), _reflection(copy))


def _undo(two: Two, copy: Copy) -> object:
    """Take back what was published last."""
    return undoing.undo(copy.as_(HOLDER), copy.published[-1], "a slip")


def _defer(two: Two, copy: Copy) -> object:
    """Defer the first application to a quarter that is open by now, and publish."""
    decision = Decision("deferred", FUNDED.reasons, None, "2027-q1", "a quote")
    deciding.decide(copy.as_(CHAIR), two.ids[0], decision)
    deciding.decide(copy.as_(CHAIR), two.ids[1], NOT_FUNDED)
    rounds.publish(copy.as_(CHAIR), ROUND)
    return _open_next("300.00")(two, copy)


def _reflect_on_plan(two: Two, copy: Copy) -> object:
    return reflections.write(copy.as_(HOLDER), PLANNED, {}, summary="It went well.")


def _discard(two: Two, copy: Copy) -> object:
    return projects.discard(copy.as_(HOLDER), PLANNED)


def _apply_with_plan(two: Two, copy: Copy) -> object:
    fields = {
        "project": PLANNED, "round": ROUND, "payee": "host", "key_barrier": "no budget line", "other_sources": "none",
        "costs": [{"item": "books", "amount": "40.00"}],
    }  # fmt: skip
    return applications.apply(copy.as_(HOLDER), fields)


def _carry(two: Two, copy: Copy) -> object:
    return applications.carry(copy.as_(CHAIR), two.ids[0], into="2027-q1")


SCENARIOS: Final[dict[str, Scenario]] = {
    "step and pause": Scenario("practice", _step, _event(ACTIVE, "pause"), "", "lifecycle"),
    "step and step": Scenario("practice", _step, _step),
    "pause and pause": Scenario("practice", _event(ACTIVE, "pause"), _event(ACTIVE, "pause"), "lifecycle", "lifecycle"),
    "pause and stop": Scenario(
        "practice", _event(ACTIVE, "pause"), _event(ACTIVE, "stop", reason="moved"), "", "lifecycle"
    ),
    "one field each": Scenario("practice", _edit(setting="club"), _edit(type="supported-learning")),
    "the same field": Scenario(
        "practice", _edit(setting="club"), _edit(setting="community"), "changed-there", "changed-there"
    ),
    "the same edit": Scenario("practice", _edit(setting="club"), _edit(setting="club")),
    "an individual each": Scenario(
        "practice", _edit(individuals=TWO), _edit(individuals=TWO), "changed-there", "changed-there"
    ),
    "a list each": Scenario(
        "practice", _edit(focus_areas=["sleep"]), _edit(focus_areas=["meals"]), "changed-there", "changed-there"
    ),
    "discard and start": Scenario(
        "practice",
        lambda t, c: projects.discard(c.as_(HOLDER), PLANNED),
        lambda t, c: projects.start(c.as_(HOLDER), PLANNED),
        "gone",
        "changed-there",
    ),
    "pause licence and start": Scenario(
        "practice", _pause_licence, lambda t, c: projects.start(c.as_(HOLDER), PLANNED), "no-active-licence"
    ),
    "pause licence and pause": Scenario("practice", _pause_licence, _event(ACTIVE, "pause"), "lifecycle"),
    "pause licence and stop": Scenario("practice", _pause_licence, _event(ACTIVE, "stop", reason="moved")),
    "pause licence and step": Scenario("practice", _pause_licence, _step, "lifecycle"),
    "end licence and start": Scenario(
        "practice", _end_licence, lambda t, c: projects.start(c.as_(HOLDER), PLANNED), "no-active-licence"
    ),
    "two licences": Scenario("practice", _new_licence, _new_licence, "has-licence", "has-licence", ahead=_newcomer),
    "rules twice": Scenario(
        "practice", _rules("fund.quorum", 3), _rules("fund.quorum", 4), "rules-changed", "rules-changed"
    ),
    "round twice": Scenario("practice", _open_next("100.00"), _open_next("200.00"), "made-twice", "made-twice"),
    "unshare twice": Scenario("practice", _unshare, _unshare, "lifecycle", "lifecycle", ahead=_reflect),
    "undo and edit": Scenario(
        "practice", _undo, _edit(type="supported-learning"), "", "lifecycle", ahead=_edit(setting="club")
    ),
    "undo and undo": Scenario("practice", _undo, _undo, "lifecycle", "lifecycle", ahead=_edit(setting="club")),
    "discard and apply": Scenario("open", _discard, _apply_with_plan, "REF001", "REF001"),
    "discard and reflect": Scenario("practice", _discard, _reflect_on_plan, "REF001", "REF001"),
    "carry and withdraw": Scenario("closed", _carry, _event(0, "withdraw", CHAIR), "", "lifecycle", ahead=_defer),
    "carry twice": Scenario("closed", _carry, _carry, "round-fixed", "round-fixed", ahead=_defer),
    "close and submit": Scenario(
        "open",
        lambda t, c: rounds.close(c.as_(CHAIR), ROUND),
        lambda t, c: applications.submit(c.as_(HOLDER), t.ids[0]),
        "past-closing",
    ),
    "submit and edit": Scenario(
        "open", lambda t, c: applications.submit(c.as_(HOLDER), t.ids[0]), _applicant_edits(key_barrier="none at all")
    ),
    "screen and edit": Scenario("submitted", _screen, _applicant_edits(key_barrier="none at all"), "", "judged-other"),
    "edit and edit": Scenario(
        "submitted", _applicant_edits(key_barrier="none at all"), _applicant_edits(payee="practitioner")
    ),
    "score and edit": Scenario("screened", _score(0), _applicant_edits(key_barrier="none at all"), "", "judged-other"),
    "score and score": Scenario("screened", _score(0), _score(1)),
    "score twice": Scenario("screened", _score(0), _score(0), "lifecycle", "lifecycle"),
    "recuse and score": Scenario("screened", _recuse(0), _score(0), "lifecycle"),
    "assign and leave": Scenario("screened", _assign_third, _leaves(REVIEWERS[2]), "", "not-a-reviewer"),
    "assign twice": Scenario("screened", _assign_third, _assign_third, "assigned-already", "assigned-already"),
    "withdraw and score": Scenario("screened", _event(0, "withdraw"), _score(0), "not-under-review"),
    "decide the same": Scenario("closed", _decide(0), _decide(0, NOT_FUNDED), "lifecycle", "lifecycle"),
    "decide two": Scenario("closed", _decide(0), _decide(1), "over-budget", "over-budget"),
    "decide and decide nothing": Scenario("closed", _decide(0), _decide(1, NOT_FUNDED)),
    "decide and withdraw": Scenario("closed", _decide(0), _event(0, "withdraw", CHAIR), "lifecycle", "lifecycle"),
    "decide and edit": Scenario("closed", _decide(0), _coordinator_edits, "lifecycle", "judged-other"),
    "decide and recuse": Scenario("closed", _decide(0), _recuse(0), "", "judged-other"),
    "decide and end licence": Scenario("closed", _decide(0), _end_licence, "", "project-over"),
    "decide and pause licence": Scenario("closed", _decide(0), _pause_licence, "", "no-active-licence"),
    "decide and reopen": Scenario(
        "closed", _decide(0), lambda t, c: rounds.reopen(c.as_(OTHER), ROUND, "too soon"), "", "round-open"
    ),
    "cancel and decide": Scenario(
        "closed",
        lambda t, c: rounds.cancel(c.as_(CHAIR), ROUND, "no money", end=True),
        _decide(0),
        "lifecycle",
        "has-awards",
    ),
    "cancel and withdraw": Scenario(
        "closed",
        lambda t, c: rounds.cancel(c.as_(CHAIR), ROUND, "no money", end=True),
        _event(0, "withdraw", CHAIR),
        "lifecycle",
    ),
    "publish and correct": Scenario("decided", lambda t, c: rounds.publish(c.as_(CHAIR), ROUND), _correct),
    "correct twice": Scenario("decided", _correct, _correct, "judged-other", "judged-other"),
    "correct two": Scenario("decided", _correct, _correct_in_part),
    "accept and correct": Scenario("published", _event(0, "accept"), _correct, "lifecycle", "lifecycle"),
    "accept and revoke": Scenario(
        "published", _event(0, "accept"), _event(0, "revoke", CHAIR, reason="stopped"), "", "lifecycle"
    ),
}
