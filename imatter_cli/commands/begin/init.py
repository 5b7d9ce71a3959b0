"""`imatter init`: makes your own notebook, a programme's store, or an invented year to rehearse on."""

from __future__ import annotations

from imatter_cli.classes import replace
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import argument, flag
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain import ids
from imatter_cli.errors import Usage
from imatter_cli.output.receipts import Done, Next
from imatter_cli.output.words import shown_path
from imatter_cli.remedies import ShellLine
from imatter_cli.services.begin import founding
from imatter_cli.services.begin.founding import Founded

app = Commands("init", "Make a store.")


@app.command("init")
def init(
    session: Session,
    path: str = argument("[PATH]", "Its folder; the current one if you leave it out.", default="."),
    programme: bool = flag("--programme", "A coordinator's store, for many people."),
    example: bool = flag("--example", "An invented programme year, to practise on."),
    personal: bool = flag("--personal", "With --example: one practitioner's year instead."),
    git_identity: bool = flag("--git-identity", "Record changes under git's own name, not under your code."),
) -> None:
    """Make a store: a notebook of your own.

    Example: imatter init ~/imatter
    """
    if session.dry_run:
        raise Usage("Making a store has no trial run.", hint="Leave --dry-run out.")
    if programme and personal:
        raise Usage("A store is a programme's or a personal one.", hint="Leave --programme or --personal out.")
    kind: founding.StoreKind = "programme" if programme or (example and not personal) else "personal"
    again = None if example else founding.found_again(path, kind, session.wiring.open_store)
    if again:
        made = again
    elif example:
        made = founding.found(
            path, kind, session.now(), session.wiring.chance(), own_identity=git_identity, may_be_default=False,
            filled=lambda store, person: _rehearse(session, store.root, person, kind),
        )  # fmt: skip
    else:
        made = founding.found(path, kind, session.now(), session.wiring.chance(), own_identity=git_identity)
    notes = [*what_is_kept(made), *made.notes]
    if not made.commit:
        said = f"{shown_path(made.path)} is your store again. imatter finds it there from now on."
    else:
        said = f"Made {shown_path(made.path)}{', with an invented year in it' if example else ''}. {you_are(made)}"
    more = {"store": made.path, "default": made.default}
    path_of = ids.path_of(made.practitioner)
    with founding.once_made(made.path, made.practitioner):
        session.done(
            Done(made.practitioner, "active", path_of, made.commit, said, _next(made, kind, example), notes,
                 undo="", more=more)
        )  # fmt: skip


def you_are(made: Founded) -> str:
    """Who the person is in the new store."""
    return f"You are {made.practitioner} there. Your name is not kept."


def what_is_kept(made: Founded) -> list[str]:
    """What a person should know about a new store."""
    if made.identity:
        who = made.practitioner
        return [f"Changes are recorded under that code ({who}@imatter.invalid), not under your own name."]
    return []


def _rehearse(session: Session, root: str, person: str, kind: founding.StoreKind) -> None:
    # late: the years are long, and only this option needs them
    from imatter_cli.services.begin import example, example_practice

    session.reopen(root)
    context = replace(session.context(), actor=person)
    if kind == "personal":
        example_practice.make(context)
    else:
        example.make(context)


def _next(made: Founded, kind: founding.StoreKind, example: bool) -> list[Next]:
    if not made.commit:
        return [Next(ShellLine("imatter"), "what is open and what comes next")]

    def line(*words: str) -> ShellLine:
        return ShellLine("imatter", *(() if made.default else ("--store", shown_path(made.path))), *words)

    if example and kind == "personal":
        return [Next(line(), "what is open and what comes next"),
                Next(line("reflection", "list"), "a year of looking back")]  # fmt: skip
    if example:
        return [Next(line("fund", "review", "--quarter", "last"), "a quarter waiting for decisions"),
                Next(line("check"), "what is wrong in it")]  # fmt: skip
    if kind == "programme":
        return [Next(line("programme", "show"), "the rules, and which of them are placeholders"),
                Next(line("practitioner", "new"), "the people of the programme")]  # fmt: skip
    return [Next(line("project", "new"), "your first project idea")]
