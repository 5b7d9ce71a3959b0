"""What a command gets: the options that stand anywhere, what is behind it, and the ways to ask and to answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Protocol

from imatter_cli.classes import field, mutable, replace
from imatter_cli.domain import dates
from imatter_cli.domain.data import Data
from imatter_cli.errors import ImatterError, Interrupted, StoreTrouble, Usage
from imatter_cli.output.terminal import PIPE, Screen, clean, folded, is_terminal, screen, write_utf8
from imatter_cli.output.words import shown_path
from imatter_cli.reasons import reason
from imatter_cli.remedies import Command, Remedy, ShellLine
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.together.in_step import in_step

# Imported late, in the functions that use them: what asks and prints is not loaded for `imatter --help`.
if TYPE_CHECKING:
    from imatter_cli.input.drafts import Drafts
    from imatter_cli.input.form import Answers, Choice, Form
    from imatter_cli.input.values import Behind
    from imatter_cli.output.page import Block, Page, Shown
    from imatter_cli.output.receipts import Done
    from imatter_cli.services.context import Context
    from imatter_cli.store.contract import Receipt, Store


@mutable
class Globals:
    """The options that stand anywhere in the line; empty text is: not given."""

    store: str = ""
    as_: str = ""
    json: bool = False
    no_input: bool = False
    dry_run: bool = False


@mutable
class Receiving:
    """Answers to a form that are being given to its command: their mark, what is shown ahead of the receipt, and the
    same for scripts. With `quiet` the receipts are kept here and nothing is said.
    """

    mark: str
    told: Sequence[Block]
    data: Data
    quiet: bool = False
    done: list[Done] = field(default_factory=list)


class Wiring(Protocol):
    """What `imatter_cli.wiring` hands in; a test hands in its own."""

    def open_store(self, path: str, *, here: bool = False) -> Store:
        """The store at `--store PATH`, or, for an empty path, the one in use. Raises StoreTrouble.

        With `here`, inside a repository only that repository is in use.
        """
        ...

    def open_folder(self, folder: str) -> Store:
        """The store in that folder, even if its rules are gone. Raises StoreTrouble."""
        ...

    def context(self, store: Store, as_: str, dry_run: bool) -> Context:
        """What the services work with: the store, who acts, the time, ids and the rules."""
        ...

    def is_around(self, store: Store) -> bool:
        """Whether the current folder is in that store."""
        ...

    def own_elsewhere(self, store: Store) -> str:
        """The path of the person's default store, if it is another one than this; else empty."""
        ...

    def refuse_unready(self, context: Context) -> None:
        """Raise what any change would be refused for now, whatever it is."""
        ...

    def now(self) -> datetime:
        """The time, in UTC."""
        ...

    def chance(self) -> Callable[[int], int]:
        """Random numbers below n, for the ids of a store that is yet to be made."""
        ...

    def choices(self, store: Store, name: str) -> Sequence[Choice]:
        """A list of the programme's (`project_types`, `focus_areas`, ...) as choices."""
        ...

    def known(self, store: Store, kinds: Sequence[str]) -> Sequence[Choice]:
        """Records of these kinds, newest first, as choices for a reference."""
        ...

    def described(self, store: Store, found_ids: Sequence[str]) -> Sequence[Choice]:
        """The first of these records, in their order, as choices for a reference."""
        ...

    def limit(self, store: Store, name: str) -> int | None:
        """A limit of the programme's by its name; None where it sets none."""
        ...

    def currency(self, store: Store, about: str = "") -> str:
        """The currency of the amounts of a round or an application; the programme's for anything else."""


class Session:
    """One command line's world. Everything behind it is made when first asked for, and once.

    `session.context()` is what services take; `session.store()` is enough if no person is needed (check, rules).
    """

    def __init__(self, wiring: Callable[[], Wiring], globals: Globals | None = None) -> None:
        self.globals = globals or Globals()
        self._wiring = wiring
        self._store: Store | None = None
        self._context: Context | None = None
        self._made: list[Receipt] = []
        self._settled: tuple[Receipt, Context] | None = None
        self._receiving: Receiving | None = None
        #: The draft to continue, set by `imatter draft resume`.
        self.resume = ""
        #: The path of the store, if it was found elsewhere than in the current folder and nobody named it in the line.
        self._elsewhere = ""
        #: Whether that was said, or need not be.
        self._said_where = False

    @property
    def json(self) -> bool:
        """Whether to answer as JSON."""
        return self.globals.json

    @property
    def no_input(self) -> bool:
        """Whether nothing may be asked."""
        return self.globals.no_input

    @property
    def dry_run(self) -> bool:
        """Whether changes are shown and not made."""
        return self.globals.dry_run

    @property
    def takes_answers(self) -> bool:
        """Whether what is given came as answers to a form: nothing more comes in on stdin."""
        return self._receiving is not None

    @property
    def interactive(self) -> bool:
        """Whether a person can be asked: a terminal to read from and to ask on, and nothing said against it."""
        return (
            not (self.no_input or self.json or self._receiving) and is_terminal(sys.stdin) and is_terminal(sys.stderr)
        )

    @property
    def screen(self) -> Screen:
        """Where results go: a terminal or not, how wide, with colour or not."""
        return screen(sys.stdout)

    @cached_property
    def wiring(self) -> Wiring:
        """The makers of everything behind a command."""
        return self._wiring()

    def store(self) -> Store:
        """The store in use. Raises StoreTrouble where there is none."""
        if self._store is None:
            return self.watching(self._use(self.wiring.open_store(self.globals.store)))
        return self._store

    def close(self) -> None:
        """End what still reads the store."""
        if self._store is not None:
            self._store.close()

    def store_here(self) -> Store:
        """The store in use, which inside a repository is that repository or one that was named. Raises StoreTrouble.

        For what a script or a hook runs: it must not pass by looking at something else.
        """
        return self._use(self.wiring.open_store(self.globals.store, here=True))

    def watching(self, store: Store) -> Store:
        """The store, which tells somebody at a terminal how far it has come with what takes long."""
        if is_terminal(sys.stderr):
            from imatter_cli.output.progress import Reading  # late: nobody watches a pipe

            store.tell(Reading(sys.stderr))
        return store

    def _use(self, store: Store) -> Store:
        self._store = store
        if not self.globals.store and not self.wiring.is_around(store):
            self._elsewhere = store.root
        return store

    def say_where(self) -> None:
        """Say once which store this is about, where that cannot be seen from the current folder or the line."""
        if self._elsewhere and not self._said_where and not self.json:
            self.say(f"Using the store {shown_path(self._elsewhere)}.")
        self._said_where = True

    def say_which(self) -> None:
        """Say which store this is about, and where the person's own is, if the folder chose one that is not theirs."""
        root = self.store().root
        if self.json or self.globals.store or self._elsewhere:
            return
        usual = self.wiring.own_elsewhere(self.store())
        if usual:
            own = shown_path(usual)
            said = Said("This is the store {path}. Your own is {own}:  ", path=shown_path(root), own=own)
            self.say(str(Remedy(said, ShellLine("imatter", "--store", own))))
        elif not self.context().actor:
            self.say(f"This is the store {shown_path(root)}.")

    def context(self) -> Context:
        """What services take: store, person, time, ids, rules. Raises StoreTrouble, NotFound, Usage."""
        if self._context is None:
            made = self.wiring.context(self.store(), self.globals.as_, self.dry_run)
            if self._receiving is not None:
                made = replace(made, received=self._receiving.mark)
            self._context = in_step(made, asks=self.interactive, told=self._made.extend)
        return self._context

    def stopped(self) -> Interrupted | None:
        """The answer to Ctrl-C, if a change had been made by then."""
        last = next((r.change for r in reversed(self._made) if r.commit and r.change.writes), None)
        if last is None:
            return None
        said = Said("Stopped. By then this was recorded: {verb} {id}.", verb=Prose(last.verb), id=last.writes[0].id)
        return Interrupted(said, hint=Remedy(Command("log"), " shows it; do not run the command again."))

    @contextmanager
    def receiving(self, answers: Receiving) -> Iterator[None]:
        """Give answers that came to a command: it asks nothing, and its events keep which answers they were."""
        self._receiving, self._context = answers, None
        try:
            yield
        finally:
            self._receiving, self._context = None, None

    def settled(self, receipt: Receipt) -> Context:
        """What services take to tell about a change: the records as it left them, whatever came after it."""
        from imatter_cli.services.records.settled import settled

        if self._settled is None or self._settled[0] is not receipt:
            self._settled = receipt, settled(self.context(), receipt)
        return self._settled[1]

    def reopen(self, path: str) -> None:
        """Use the store at that path from here on (one was just made there)."""
        self.globals.store = path
        self._store = self._context = None
        self._elsewhere = ""

    def now(self) -> datetime:
        """The time, in UTC."""
        return self.wiring.now()

    def today(self) -> date:
        """The day that it is for the user, in their own time zone."""
        return dates.day_here(self.now())

    def say(self, text: str) -> None:
        """A sentence with the result: on stderr, where it never disturbs what a script reads.

        What was answered before comes before it, also where both go into one file.
        """
        if self._receiving is not None and self._receiving.quiet:
            return
        sys.stdout.flush()
        sys.stderr.write(folded(clean(text).rstrip("\n"), screen(sys.stderr)) + "\n")

    def show(self, page: Page) -> None:
        """A page among questions: on stderr, where they are asked."""
        from imatter_cli.output.rendering import rendered

        sys.stdout.flush()
        sys.stderr.write(rendered(page, screen(sys.stderr)) + "\n")
        sys.stderr.flush()

    def put(self, data: Any, text: Shown, *, for_programs: bool = False) -> None:
        """What was read: with --json `data` in its envelope, else the text or page (or what the function makes).

        A text that is `for_programs` (CSV, a report's format) is UTF-8 wherever it goes, as JSON is, and never folded.
        A change that was interrupted, and is not in what was read, is shown with it.
        """
        if self._receiving is not None and self._receiving.quiet:
            return
        self.say_where()
        try:
            waiting = self._store.unfinished() if self._store is not None else ""
        except StoreTrouble as trouble:  # a reader goes on: it is `imatter recover` that has to deal with it
            waiting = trouble.message
        if waiting:
            self.say(waiting)
        self._answer(data, text, for_programs)

    def done(self, done: Done) -> None:
        """The receipt of a change (nothing is changed with --dry-run, and it says so)."""
        from imatter_cli.output import receipts

        if (answers := self._receiving) is not None:
            more = {"answers": dict(answers.data)} if answers.data else {}
            done = replace(done, before=(*answers.told, *done.before), more={**done.more, **more})
            answers.done.append(done)
            if answers.quiet:
                return
        self.say_where()
        try:
            self._answer(receipts.as_data(done), lambda: receipts.receipt(done))
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as e:
            if self.dry_run:
                raise
            raise StoreTrouble(
                Said(
                    "The change is recorded ({id}), but its receipt could not be written: {why}.",
                    id=done.id, why=reason(e),
                ),
                hint=Remedy(Command("log"), " shows it; do not run the command again."), code="receipt",
                details={"id": done.id, "commit": done.commit},
            ) from e  # fmt: skip

    def _answer(self, data: Any, text: Shown, for_programs: bool = False) -> None:
        from imatter_cli.output import json
        from imatter_cli.output.rendering import rendered

        # A rendered text is cleaned, whatever made it: nothing that a record holds may steer a terminal.
        out = (
            json.envelope(data, self._elsewhere) if self.json else rendered(text, PIPE if for_programs else self.screen)
        )
        if out:
            put = partial(write_utf8, sys.stdout) if self.json or for_programs else sys.stdout.write
            put(out.rstrip("\n") + "\n")

    @contextmanager
    def answers(
        self,
        form: Form,
        given: Answers,
        *,
        about: str = "",
        line: str = "",
        known: Callable[[Sequence[str]], Sequence[Choice]] | None = None,
        choices: Callable[[str], Sequence[Choice]] | None = None,
    ) -> Iterator[dict[str, Any]]:
        """The form's answers as record values, asked for where they are missing and somebody can be asked.

        The draft of what was typed goes when the block ends well and is kept when it does not. `about` is the
        record that the form is on (its full id), `line` the command to resume with where that is not the
        form's name and `about`. `known` gives, for kinds, the records to offer for a reference where the last
        ones of these kinds will not do; `choices` likewise, for a list of the programme's by its name. Raises
        Missing, BadValue, Interrupted.

            with session.answers(NEW, given) as values:
                done = projects.new(session.context(), values)
        """
        from imatter_cli.input.ask import answer
        from imatter_cli.input.drafts import Keeper

        behind = self.behind(known, choices, about)
        given = {**given, **_from_stdin(form, given)}
        keeper = Keeper(self.drafts(), form.name, self.now(), about=about, line=line, resume=self.resume)
        try:
            values = answer(form, given, interactive=self.interactive, behind=behind, keeper=keeper, begin=self.begin)
        except StoreTrouble:
            keeper.let_go()
            if resume := keeper.way_back():
                self.say(f"Your answers are kept:  {resume}")
            raise
        try:
            yield values
        except BaseException as error:
            keeper.let_go()
            if isinstance(error, ImatterError):
                keeper.reopen(form, error)
            if resume := keeper.way_back():
                self.say(f"Your answers are kept:  {resume}   (type < there to go back and change one)")
            raise
        if not self.dry_run:
            keeper.discard()
        keeper.let_go()

    def ask(self, form: Form, given: Answers | None = None, behind: Behind | None = None) -> dict[str, Any]:
        """What a person at the terminal answers to a form whose answers need no keeping. Raises Interrupted."""
        from imatter_cli.input.ask import answer

        return answer(form, given or {}, interactive=True, behind=behind or self.behind())

    def begin(self) -> None:
        """Say, before anything is asked, which store this is about and what would keep every change out of it.

        Raises what the change would raise at the end, whatever the answers.
        """
        self.say_where()
        self.wiring.refuse_unready(self.context())

    def behind(
        self,
        known: Callable[[Sequence[str]], Sequence[Choice]] | None = None,
        choices: Callable[[str], Sequence[Choice]] | None = None,
        about: str = "",
    ) -> Behind:
        """What is behind a form's questions; `known`, `choices` and `about` as for `answers`."""
        from imatter_cli.input.values import Behind

        return Behind(
            self.today(),
            choices or self.choices,
            lambda part, kinds: self.store().find(part, kinds),
            known or (lambda kinds: self.wiring.known(self.store(), kinds)),
            lambda name: self.wiring.limit(self.store(), name),
            lambda: self.wiring.currency(self.store(), about),
            self._thoughts,
        )

    def _thoughts(self, text: str) -> Sequence[str]:
        from imatter_cli.services.practice.advising import on_text

        return on_text(self.store(), text)

    def choices(self, name: str) -> Sequence[Choice]:
        """A list of the programme's as choices."""
        return self.wiring.choices(self.store(), name)

    def drafts(self) -> Drafts:
        """The drafts that the person has in the store in use, or those of no store where there is none."""
        from imatter_cli.input.drafts import Drafts

        try:
            store = self.store()
        except StoreTrouble as trouble:
            if trouble.code != "no-store" or trouble.details.get("place"):
                raise
            return Drafts.of_store("")
        said = ("--as", self.globals.as_) if self.globals.as_ else ()
        return Drafts.of_store(
            store.root, store.clone_id(), lambda: store.clone_id(make=True), person=self.context().actor, said=said
        )


def _from_stdin(form: Form, given: Answers) -> dict[str, str]:
    """The long answer that was given as `-`: it comes from stdin, so it is never in a shell's history."""
    asked = [q for q in form.questions if q.answer == "long" and given.get(q.field) == "-"]
    if len(asked) > 1:
        raise Usage(
            Said("{options:and}: only one answer can come from stdin.", options=Many(q.flag for q in asked)),
            hint="Give the others as options.",
        )
    if not asked:
        return {}
    from imatter_cli.commands.frame import stdin

    read = {q.field: stdin.read_text() for q in asked}
    if not read[asked[0].field].strip():
        raise Usage(
            Said("{option} is empty: nothing came in on stdin.", option=asked[0].flag), code="empty",
            hint="Give it a value, or leave it out.", details={"option": asked[0].flag},
        )  # fmt: skip
    return read
