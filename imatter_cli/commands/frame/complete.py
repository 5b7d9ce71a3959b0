"""What the shell may suggest: ids that are there, choices of the programme. Any trouble suggests nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import typer

from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.ids import KIND_NAMES
from imatter_cli.input.form import Question

Completer = Callable[[typer.Context, str], list[tuple[str, str]]]

#: More suggestions than this would not help anybody.
_AT_MOST = 200


def complete_ids(*kinds: str) -> Completer:
    """Ids of these kinds, or their last parts where the word begins like one (any unique part is accepted)."""

    def complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        session = ctx.find_root().obj
        said = incomplete.lower()
        found: list[tuple[str, str]] = []
        try:
            if isinstance(session, Session):
                store = session.store()
                for kind in kinds:
                    ids = store.ids(kind)
                    found += [(id, kind) for id in ids if id.startswith(said)]
                    found += [(tail, kind) for id in ids if said and (tail := id.rsplit("-", 1)[-1]).startswith(said)]
        except Exception:  # noqa: BLE001 - a shell in the middle of a line must not hear of it
            return []
        return found[:_AT_MOST]

    return complete


def which_one(kind: str) -> Any:
    """The argument that names the record of a kind that a command is about, where that need not be said."""
    return typer.Argument(
        metavar=f"[{kind.upper()}]",
        help="Any unique part of its id; leave it out if there is only one.",
        autocompletion=complete_ids(kind),
    )


def any_one(otherwise: str) -> Any:
    """The argument that names a record of any kind; `otherwise` says what the command is about without it."""
    return typer.Argument(
        metavar="[ID]",
        help=f"Any unique part of its id. {otherwise} if you leave it out.",
        autocompletion=complete_ids(*KIND_NAMES),
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
