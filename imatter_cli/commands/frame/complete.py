"""What the shell may suggest: records by id or name, choices of the programme. Any trouble suggests nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

import typer

from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.typer_inside import CompletionItem, Context, Parameter, ParamType
from imatter_cli.domain.ids import KIND_NAMES
from imatter_cli.input.form import Question

if TYPE_CHECKING:
    from imatter_cli.store.contract import Reader

Completer = Callable[[typer.Context, str], list[tuple[str, str]]]

#: More suggestions than this would not help anybody.
_AT_MOST = 200
#: So many records of a kind, the newest, are read for their names.
_READ = 300


class IdType(ParamType):
    """A part of an id of one of these kinds, as it is typed. A shell offers the records that somebody may mean."""

    name = "text"

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> str:
        """As it is typed: which record that is, the store says."""
        return str(value)

    def shell_complete(self, ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:
        """By the beginning of the id or of its last part, by any part of it, or by what the record is called."""
        session = ctx.find_root().obj
        try:
            if isinstance(session, Session):
                store = session.store()
                found = chain.from_iterable(_meant(store, kind, incomplete) for kind in self.kinds)
                return [CompletionItem(said, help=called) for said, called in islice(found, _AT_MOST)]
        except Exception:  # noqa: BLE001 - a shell in the middle of a line must not hear of it
            return []
        return []


def _meant(store: Reader, kind: str, typed: str) -> Iterator[tuple[str, str]]:
    """The records of a kind that somebody may mean, as what to put into the line and what it is called."""
    # late: a command that runs suggests nothing
    from imatter_cli.domain.folding import folded
    from imatter_cli.services.records.naming import Naming

    naming, said, every = Naming(store), typed.lower(), store.ids(kind)
    begins = {id: id for id in every if id.startswith(said)}
    tails = {id: tail for id in every if said and (tail := id.rsplit("-", 1)[-1]).startswith(said)}
    within = {id: id for id in every if said in id}
    if found := within | begins | tails:
        yield from ((part, naming.called(id) or kind) for id, part in found.items())
    elif kind in _NAMED:
        newest = sorted(every, key=lambda one: one.split("-")[1], reverse=True)[:_READ]
        yield from ((id, name) for id in newest if folded(said) in folded(name := naming.called(id)))


#: What besides its id names a record of a kind.
_NAMED: Final = {
    "project": "Its name, or any",
    "reflection": "Its project's name, or any",
    "application": "Its project's name, or any",
}


def which_one(kind: str) -> Any:
    """The argument that names the record of a kind that a command is about, where that need not be said."""
    whose = "their" if kind == "practitioner" else "its"
    return typer.Argument(
        "",
        metavar=f"[{kind.upper()}]",
        help=f"{_NAMED.get(kind, 'Any')} unique part of {whose} id; leave it out if there is only one.",
        click_type=IdType(kind),
    )


def any_one(otherwise: str) -> Any:
    """The argument that names a record of any kind; `otherwise` says what the command is about without it."""
    return typer.Argument(
        "",
        metavar="[ID]",
        help=f"Any unique part of its id. {otherwise} if you leave it out.",
        click_type=IdType(*KIND_NAMES),
    )


def complete_choices(question: Question) -> Completer:
    """The values of the programme's list that a question is answered from."""

    def complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        session = ctx.find_root().obj
        try:
            if isinstance(session, Session):
                found = [c for c in session.choices(question.list) if c.value.isprintable()]
                return [(c.value, c.label) for c in found if c.value.startswith(incomplete)]
        except Exception:  # noqa: BLE001 - as above
            return []
        return []

    return complete


def complete_words(words: Sequence[str]) -> Callable[[str], list[str]]:
    """Some words that are always the same."""

    def complete(incomplete: str) -> list[str]:
        return [word for word in words if word.startswith(incomplete)]

    return complete
