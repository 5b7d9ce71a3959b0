"""`list`, `show` and `edit`, the same for every kind: `add_list(app, "project")` hangs one on a group."""

# Without `from __future__ import annotations`: the options of a verb are made while the program runs.
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from imatter_cli.classes import replace
from imatter_cli.commands.frame.commands import Commands, with_example
from imatter_cli.commands.frame.complete import IdType, complete_words, which_one
from imatter_cli.commands.frame.meant import named_or_meant
from imatter_cli.commands.frame.naming import called, naming
from imatter_cli.commands.frame.options import AS_OF, argument, flag, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain import ids, lifecycles
from imatter_cli.domain.kinds import BY_NAME, Kind
from imatter_cli.errors import Usage
from imatter_cli.input.form import Answers, Form
from imatter_cli.input.questions.common import ABOUT, DATE, REASON_IF_ANY, as_option_only
from imatter_cli.output import records as output
from imatter_cli.output import words
from imatter_cli.output.page import Page
from imatter_cli.output.terminal import clean_line
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.records import reading
from imatter_cli.services.records.reading import Listing, Shown
from imatter_cli.services.together.mine import waits
from imatter_cli.store.contract import Data, Receipt, Unreadable

if TYPE_CHECKING:
    from imatter_cli.output.receipts import Told

#: Fields from a form's answers and the record that they are for.
Into = Callable[[dict[str, Any], Data], dict[str, Any]]
#: The questions of an edit with what a record answers today.
Asks = Callable[[Context, Data], Form]
#: What is said of an edit, from the records as it left them.
Says = Callable[[Context, Receipt], "Told"]

RAW = flag("--raw", "Open its file in your editor instead of asking.")


def which_argument() -> Any:
    """An argument that is an id of any kind."""
    return argument("ID", "Any unique part of its id.", IdType(*ids.KIND_NAMES))


def add_reading(app: Commands, kind: str) -> None:
    """Hang what only reads on a group: `list` and `show`."""
    add_list(app, kind)
    add_show(app, kind)


def add_list(app: Commands, kind: str) -> None:
    """Hang `list` on a group, with the columns that the kind declares."""
    many = BY_NAME[kind].many

    def list_them(
        session: Session,
        status: list[str] | None = option(
            "--status", "STATUS", "Only in this state.", complete_words(lifecycles.STATES[kind]), default=None
        ),
        practitioner: str = option("--practitioner", "ID", "Only of this person.", IdType("practitioner")),
        since: str = option("--since", "DAY", "From the start of this day."),
        until: str = option("--until", "DAY", "To the end of this day."),
        where: list[str] | None = option(
            "--where", "FIELD=VALUE", "With this value; FIELD~TEXT finds text in it.", default=None
        ),
        sort: str = option("--sort", "FIELD", "Sort by a field; -FIELD reverses."),
        limit: int = option("--limit", "NUMBER", "At most this many.", least=0, default=0),
        as_csv: bool = flag("--csv", "As CSV."),
    ) -> None:
        if as_csv and session.json:
            raise Usage("A list can be JSON or CSV, not both.", hint="Leave out --json or --csv.")
        context = session.context()
        wanted = reading.filters(
            context, kind, status=status or (), practitioner=practitioner, since=since, until=until,
            where=where or (), sort=sort, limit=limit,
        )  # fmt: skip
        found = reading.listing(context, kind, wanted)
        session.put(list(found.records), lambda: _as_text(session, BY_NAME[kind], found, as_csv), for_programs=as_csv)
        if len(found.records) < found.matched:
            session.say(f"{len(found.records)} of {words.count(found.matched, kind, many)}: --limit {limit}.")
        say_left_out(session, kind, found.left_out)

    line = Command(f"{app.info.name} list", "--status", lifecycles.STATES[kind][-1], "--sort", "-date")
    app.command("list", help=with_example(f"List the {many}, newest first.", str(line)))(list_them)


def add_show(app: Commands, kind: str) -> None:
    """Hang `show` on a group."""

    def show(session: Session, which: str = which_one(kind), as_of: str = AS_OF) -> None:
        named = named_or_meant(session, f"{app.info.name} show", kind, which, reading.meant)
        show_one(session, named, [kind], as_of)

    line = Command(f"{app.info.name} show", _part_of_id(kind))
    app.command(
        "show",
        help=with_example(
            f"Show a {kind} and what happened to {'them' if kind == 'practitioner' else 'it'}.", str(line)
        ),
    )(show)


def _part_of_id(kind: str) -> str:
    """What somebody might type for the example of a kind: the beginning of its last part, or a quarter."""
    example = BY_NAME[kind].example
    return example.upper() if kind == "round" else example.rpartition("-")[2][:3]


def add_edit(
    app: Commands,
    kind: str,
    form: Form,
    into: Into | None = None,
    receipt: Says | None = None,
    asks: Asks | None = None,
) -> None:
    """Hang `edit` on a group: with options of the form it changes those fields, without any it asks.

    `into`, `receipt` and `asks` are as for `edit_one`; without `asks`, each question is asked with the field's value.
    """
    asked = only_given(form, kind)

    def edit(session: Session, given: Answers, which: str = which_one(kind), raw: bool = RAW) -> None:
        named = named_or_meant(session, f"{kind} edit", kind, which, reading.meant)
        id = session.store().find(named, [kind])
        # late: whoever lists or shows records makes no change
        from imatter_cli.commands.records.editing import edit_one, field_by_field

        ask = None if raw else asks or partial(field_by_field, form)
        edit_one(session, id, asked, given, into, receipt, ask)

    first = next((q for q in asked.questions if q.example and q.field not in ("date", "reason")), None)
    line = Command(f"{app.info.name} edit", _part_of_id(kind), *((first.flag, first.example) if first else ()))
    sentence = f"Change a {kind}, with options or question by question."
    elsewhere = sorted({q.told_by for q in asked.questions if q.told_by})
    sentence += "".join(f"\n\nMore options: {Command(command, '--help')}" for command in elsewhere)
    app.command("edit", form=asked, help=with_example(sentence, str(line)))(edit)


def _is_told(session: Session, commit: str) -> bool:
    # late: hardly any record has a change of somebody else's that waits
    from imatter_cli.services.together.waiting import is_told

    return is_told(session.context(), commit)


def only_given(form: Form | None, kind: str) -> Form:
    """The same questions as options only: none is asked and none has a default. A reason and a day go with any."""
    own = () if form is None else tuple(q for q in form.questions if q.field not in (kind, *ABOUT))
    optional = (replace(q, required=False, default=None, when=as_option_only) for q in (*own, REASON_IF_ANY, DATE))
    return Form(f"{kind} edit", form.title if form else "", tuple(optional))


def show_one(session: Session, which: str, kinds: Sequence[str] = (), as_of: str = "") -> None:
    """Print the record that a part of an id names. A broken one: what could be read, findings on stderr, exit 1."""
    shown = reading.one(session.context(), which, kinds, as_of)
    session.put(shown.data, lambda: output.shown({"id": shown.id, **shown.data}, shown.kind, naming(session)))
    for one in waits(session.context()):
        if shown.id in one.records and (one.own or _is_told(session, one.commit)):
            said = Said(
                "Set aside in a sync, and waiting: {change}, by {by}. ",
                change=one.verb or Prose("A change"),
                by=Prose("you") if one.own else one.by,
            )
            session.say(str(Remedy(said, Command("waiting", one.commit[:12]))))
    if shown.findings:
        _say_broken(session, shown)
        raise typer.Exit(1)


def say_left_out(session: Session, kind: str, left_out: Sequence[Unreadable]) -> None:
    """Say on stderr which broken files a list leaves out, and where they are; exit 1 if there are any."""
    if not left_out:
        return
    for broken in left_out:
        session.say(told(broken.findings[0]))
    broken_ones = words.count(len(left_out), f"broken {kind}", f"broken {BY_NAME[kind].many}")
    unread = Said("Left out: {records}. To see everything that is wrong: ", records=broken_ones)
    session.say(str(Remedy(unread, Command("check"))))
    raise typer.Exit(1)


def told(finding: Any) -> str:
    """A finding as `PATH:LINE:COLUMN message What to try.`"""
    place = f"{finding.path}:{finding.line}:{finding.column}" if finding.line else finding.path
    return clean_line(f"{place} {finding.message} {finding.try_}")


def _say_broken(session: Session, shown: Shown) -> None:
    for finding in shown.findings:
        session.say(told(finding))
    session.say(f"{shown.id} is damaged; what could be read of it is above. Its file: {shown.path}")


def _as_text(session: Session, kind: Kind, found: Listing, as_csv: bool) -> str | Page:
    if as_csv:
        return output.as_csv((*kind.columns, *kind.also_in_csv), found.records)
    if not found.records:
        return f"No {kind.many} found."
    more = () if session.screen.manner == "plain" else kind.also_on_a_screen
    return output.listed((*kind.columns, *more), found.records, session.screen, called(session))
