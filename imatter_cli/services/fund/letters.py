"""The facts for the letters of a quarter, as far as the person who writes them may know them."""

from __future__ import annotations

from collections.abc import Mapping

from imatter_cli import sources
from imatter_cli.classes import field, immutable
from imatter_cli.domain import quarters
from imatter_cli.domain.fund import frozen, letters, moving
from imatter_cli.domain.people import same_person
from imatter_cli.errors import BadValue, Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Day, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund.looking_back import LookingBack
from imatter_cli.services.fund.records import refuse_others, round_statuses, valid
from imatter_cli.services.records.persons import codes_in
from imatter_cli.services.records.related import round_of
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store.contract import Data


@immutable
class LetterFacts:
    """The facts of each letter of a quarter, by application, with the record that each is about.

    `published` says whether they may be sent; `passed_over` are applications whose letter somebody else writes,
    because of a conflict; `left_out` are files that could not be read, in words. `letterhead` is the head of each.
    """

    published: bool
    facts: tuple[Data, ...]
    applications: Mapping[str, Data]
    passed_over: tuple[str, ...]
    left_out: tuple[str, ...]
    currency: str = ""
    letterhead: Data = field(default_factory=dict)


def told(ctx: Context, quarter: str, *, accept_by: str = "", draft: bool = False) -> LetterFacts:
    """What is to be told about a quarter that is published or cancelled. Before that only with `draft`.

    Raises Refused (`no-round`, `not-published`, `not-yours` for anybody but a coordinator), BadValue for a last day
    to accept that has passed.
    """
    if accept_by and accept_by < ctx.today.isoformat():
        raise BadValue(
            Said(
                "--accept-by {accept_by:spoken} has passed, so nobody could accept by then.", accept_by=Day(accept_by)
            ),
            hint="Give a day that is still to come, such as --accept-by 31 January.",
        )
    reader = ctx.store
    programme = reader.programme()
    personal = programme.get("store") == "personal"
    refuse_others(reader, ctx.actor, personal, "A quarter's letters")
    round = round_of(reader, quarter)
    published = round["status"] in moving.OVER
    if not published and not draft:
        raise _not_published(round)
    left_out: list[dict[str, str]] = []
    found = {str(a["id"]): a for a in valid(reader, "application", [quarter], left_out)}
    facts, passed_over = _facts(ctx, round, found, accept_by)
    return LetterFacts(
        published, tuple(facts), found, tuple(passed_over), tuple(f"{t['path']} {t['message']}" for t in left_out),
        frozen.currency(round, programme), _letterhead(programme),
    )  # fmt: skip


def _facts(ctx: Context, round: Data, found: Mapping[str, Data], accept_by: str) -> tuple[list[Data], list[str]]:
    """What each letter tells; and the applications whose letter somebody else has to write."""
    reader, quarter = ctx.store, str(round["id"])
    personal, published = reader.programme().get("store") == "personal", round["status"] in moving.OVER
    events = {id: event for id, a in found.items() if (event := letters.decided_in(a, quarter)) is not None}
    eyes, back = Eyes(reader, ctx.actor), LookingBack(reader, round)
    codes, statuses = codes_in(reader), round_statuses(reader)
    facts: list[Data] = []
    passed_over: list[str] = []
    for id, event in events.items():
        application = found[id]
        own = not personal and same_person(codes, ctx.actor, str(application["practitioner"]))
        if eyes.see("application", application).get("hidden") or (own and not published):
            passed_over.append(id)
            continue
        about = back.label(str(application["project"]))
        deferral = letters.deferral_before(application, event) if event["event"] in letters.LATER else None
        known = deferral if deferral and statuses.get(str(deferral.get("round"))) in moving.OVER else None
        facts.append(letters.facts(application, event, round, back.programme, about, accept_by, known))
    return facts, passed_over


def _letterhead(programme: Data) -> Data:
    """The head of letters: `{name, address, mark}`, where the mark is the path of a picture."""
    said = programme.get("letterhead") or {}
    return {
        "name": str(said.get("name") or programme["funder"]), "address": [str(a) for a in said.get("address") or ()],
        "mark": str(said.get("mark") or ""),
    }  # fmt: skip


def _not_published(round: Data) -> Refused:
    name = quarters.spoken(str(round["id"]))
    return Refused(
        Said("The decisions of {round} are not published yet. It is {status}.", round=name, status=round["status"]),
        code="not-published",
        source=sources.LETTERS,
        hint=Remedy(
            Command("fund letters", "--quarter", name, "--draft"),
            " writes drafts to read before you publish: ",
            Command("fund publish", name),
        ),
    )
