"""A hand-out that came back: taken in as the reviews of the person who was asked, all that can be in one change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.classes import immutable, replace
from imatter_cli.domain import ids, people, quarters
from imatter_cli.domain.fund import conflicts, frozen, handed_back, quorum
from imatter_cli.domain.lists import Lists
from imatter_cli.errors import BadValue, Broken, NotFound, Refused
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund import reviews
from imatter_cli.services.fund.records import conflict_names, refuse_others
from imatter_cli.services.records.persons import codes_in
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.services.records.related import reviews_on, round_of
from imatter_cli.store import codec
from imatter_cli.store.contract import Data, Reader, Receipt


@immutable
class WhatBecame:
    """What became of one answer: `submitted`, `abstained`, `same` (it is here already), or `not-taken` and why."""

    application: str
    became: str
    review: str = ""
    why: Said | str = ""
    code: str = ""
    hint: Hint = ""

    def as_data(self) -> Data:
        """The same as JSON. Nothing of the review itself is in it."""
        told: dict[str, Any] = {"application": self.application, "is": self.became, "review": self.review}
        return (
            told
            if self.became != "not-taken"
            else {**told, "code": self.code, "why": str(self.why), "hint": str(self.hint)}
        )


@immutable
class HandedIn:
    """What became of every answer, and the receipt of the change; None where nothing was new."""

    data: Data
    outcomes: tuple[WhatBecame, ...]
    receipt: Receipt | None


def unpack(raw: bytes, name: str, reader: Reader) -> Data:
    """The answers in a text that came back. `name` is what it is called.

    Raises BadValue with what is wrong and where, Refused (`no-round`), NotFound.
    """
    text = codec.text_of(raw)
    if not isinstance(text, str):
        raise BadValue(Said("{path}: {why}", path=name, why=text.said), hint=text.try_)
    programme = reader.programme()

    def rubric_of(said: str) -> Sequence[Data]:
        if not ids.is_id(said, "round"):
            raise BadValue(
                Said("{file}: {given!r} is not a quarter.", file=name, given=Prose(said)), hint=handed_back.AGAIN
            )
        return frozen.rubric(round_of(reader, said), programme)

    data = handed_back.of_text(text, rubric_of, Lists(programme).names("reasons.conflict"), name)
    found = handed_back.faults(data, name)
    if found:
        raise BadValue(Said("{file}: {why}", file=name, why=found[0].said), hint=handed_back.AGAIN)
    return data


def take_in(ctx: Context, data: Data) -> HandedIn:
    """Take in every answer that can be taken, as its reviewer's own, in one change, and say why the others were left.

    Raises Refused (`not-yours` for anybody but a coordinator and the reviewer), NotFound for an unknown reviewer.
    """
    reviewer = str(data["reviewer"])
    codes = codes_in(ctx.store)
    if not people.same_person(codes, ctx.actor, reviewer):
        refuse_others(ctx.store, ctx.actor, ctx.store.programme().get("store") == "personal", "Taking in reviews")
    ctx.store.get(reviewer)
    theirs = replace(ctx, actor=reviewer)

    def do(recording: Recording) -> tuple[WhatBecame, ...]:
        return tuple(_outcome(recording, data, answer, ctx.actor) for answer in data["reviews"])

    receipt = record(theirs, "receive", do)
    return HandedIn(data, receipt.change.answer, receipt if receipt.change.writes else None)


def _outcome(recording: Recording, data: Data, answer: Data, taker: str) -> WhatBecame:
    id = str(answer["application"])
    try:
        return _taken(recording, data, answer, taker)
    except (Refused, BadValue, NotFound, Broken) as refused:
        return WhatBecame(id, "not-taken", "", refused.said, refused.code, refused.hint)


def _taken(recording: Recording, data: Data, answer: Data, taker: str) -> WhatBecame:
    """One answer as events of its review, or that it is here already. Raises what keeps it out."""
    id, reader = str(answer["application"]), recording.reader
    application = reader.get(id).data
    on_it, codes = reviews_on(reader, id), codes_in(reader)
    if not people.same_person(codes, taker, recording.actor.id):
        # before anything else is said about it
        conflicts.refuse(taker, application, on_it, codes, conflict_names(recording))
    mine = reviews.review_of(on_it, recording.actor.id, codes)
    if mine is None:
        raise reviews.not_assigned(recording.actor.id, id)
    by = {"received_by": taker}
    if answer.get("conflict"):
        if mine["status"] == "recused" and mine.get("conflict") == answer["conflict"]:
            return WhatBecame(id, "same", str(mine["id"]))
        return WhatBecame(id, "abstained", reviews.step_back(recording, id, str(answer["conflict"]), details=by))
    _refuse_changed(data, answer, application)
    lacking = handed_back.lacking(answer, reviews.rubric_for(reader, id))
    if lacking:
        raise Refused(
            Said("This review is not finished. These are not answered yet: {fields}.", fields=Many(lacking)),
            code="unfinished",
            hint="The reviewer can go on in the same hand-out, and send it again.",
        )  # fmt: skip
    if _is_here(application, mine, answer):
        return WhatBecame(id, "same", str(mine["id"]))
    _refuse_sent(application, mine, answer)
    made = reviews.submit(recording, id, answer["scores"], str(answer["comment"]).strip(), details=by)
    return WhatBecame(id, "submitted", made)


def _refuse_changed(data: Data, answer: Data, application: Data) -> None:
    """Refuse an answer to what the application said before, or in another quarter (`changed-since`)."""
    id = str(application["id"])
    if application["round"] != data["quarter"]:
        now = quarters.spoken(str(application["round"]))
        said = Said("{application} is in {round} now, and was handed out before that.", application=id, round=now)
    elif application["revision"] != answer["revision"]:
        said = Said(
            "{application} was changed since it was handed out: the review is of revision {read}, and it is now"
            " revision {revision}.",
            application=id, read=answer["revision"], revision=application["revision"],
        )  # fmt: skip
    else:
        return
    name = quarters.spoken(str(application["round"]))
    line = Command("fund hand-out", "--reviewer", data["reviewer"], "--quarter", name, "--to", "FILE")
    raise Refused(said, code="changed-since", hint=Remedy("Hand it out again: ", line))


def _refuse_sent(application: Data, mine: Data, answer: Data) -> None:
    """Refuse another review of the same revision (`lifecycle`)."""
    if mine["status"] != "submitted" or quorum.stale(application, mine):
        return
    before, now = _scores(mine), _scores(answer)
    other = [name for name in now if now[name] != before.get(name)]
    if mine.get("comment") != str(answer["comment"]).strip():
        other.append("comment")
    line = Command("fund score", application["id"], "--reopen", "WHY")
    raise Refused(
        Said("{reviewer} has sent a review of this already, with another answer to: {fields}.",
             reviewer=mine["reviewer"], fields=Many(other)),
        code="lifecycle", hint=Remedy("The reviewer can change it, and say why: ", line),
    )  # fmt: skip


def _is_here(application: Data, mine: Data, answer: Data) -> bool:
    """Whether the same review of this revision is in already."""
    if mine["status"] != "submitted" or quorum.stale(application, mine):
        return False
    return _scores(mine) == _scores(answer) and mine.get("comment") == str(answer["comment"]).strip()


def _scores(review: Data) -> Data:
    return {str(one["criterion"]): one["score"] for one in review.get("scores") or ()}


def not_taken(outcomes: Sequence[WhatBecame]) -> list[WhatBecame]:
    """The answers that were not taken in."""
    return [one for one in outcomes if one.became == "not-taken"]
