"""Runs the same use case on several records at once: each is its own change, and all of them happen, or none.

A use case hands its plan to the store that it is given. Here that store keeps the plans, and they run together, each on
the records as the plans before it leave them. So any use case can be done to many records without knowing it, and a
whole year of them can be made in one movement (`in_one_go`).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from typing import Any, cast

from imatter_cli.classes import immutable, replace
from imatter_cli.domain import ids, people
from imatter_cli.errors import BadValue, Broken, ImatterError, NotFound, Refused
from imatter_cli.said import Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.store.contract import Change, Data, Reader, Receipt, Store, Stored, Unreadable

#: The refusal of a person with a conflict, who leaves that application to somebody else.
CONFLICT = "conflict-of-interest"

Plan = Callable[[Reader], Change]
#: One use case on one record: its id, and what to do to it.
Act = tuple[str, Callable[[Context], object]]


@immutable
class Series:
    """What was done: a receipt for each change, and the ids that were left to somebody else, with the reason."""

    receipts: tuple[Receipt, ...]
    passed_over: tuple[tuple[str, str], ...] = ()


def at_once(ctx: Context, acts: Sequence[Act], *, keep_out: bool = False) -> Series:
    """Do everything, each as its own change, or nothing.

    With `keep_out`, applications that the person who acts has a conflict with are left out and named. Raises Refused
    (`some-refused`, details: refused) with everything that is in the way; if there is only one record, exactly what
    that one raises.
    """
    plans = [(id, _plan_of(ctx, act)) for id, act in acts]
    passed: list[tuple[str, str]] = []

    def together(reader: Reader) -> list[Change]:
        state, changes, wrong = _Led(reader), [], []
        passed.clear()
        for id, plan in plans:
            try:
                change = plan(cast(Reader, state))
            except (Refused, BadValue, NotFound, Broken) as refused:
                if keep_out and refused.code == CONFLICT:
                    passed.append((id, refused.message))
                else:
                    wrong.append((id, refused))
                continue
            state.take(change)
            changes.append(change)
        _refuse(wrong, len(plans))
        if not changes:
            raise Refused(
                "Nothing was done: you have a conflict with all of them.", code=CONFLICT,
                hint="Ask another coordinator to do this.", details={"refused": _listed(passed)},
            )  # fmt: skip
        return changes

    receipts = ctx.store.transact_all(together, dry_run=ctx.dry_run)
    return Series(tuple(receipts), tuple(passed))


def in_one_go(ctx: Context, act: Callable[[Context], object]) -> list[Receipt]:
    """Make whatever `act` changes, each as its own change, together when it ends. It may run more than once."""

    def together(reader: Reader) -> list[Change]:
        led = _Leading(reader, ctx.store)
        act(replace(ctx, store=cast(Store, led)))
        return led.changes

    return ctx.store.transact_all(together, dry_run=ctx.dry_run)


def ask(ctx: Context, act: Callable[[Context], object]) -> None:
    """Raise what a use case would be refused for now. Its plan is asked of the records, and nothing is rehearsed."""
    _plan_of(ctx, act)(ctx.store)


def _plan_of(ctx: Context, act: Callable[[Context], object]) -> Plan:
    """The plan that a use case hands to its store, without running it."""
    kept = _Keeping(ctx.store)
    act(replace(ctx, store=cast(Store, kept)))
    (plan,) = kept.plans
    return plan


def _refuse(wrong: Sequence[tuple[str, ImatterError]], asked: int) -> None:
    if not wrong:
        return
    first = wrong[0][1]
    if asked == 1 or len({(e.code, e.message) for _, e in wrong}) == 1 < asked == len(wrong):
        raise first  # the same thing is wrong with all of them
    told = "; ".join(f"{id}: {e.message}" for id, e in wrong)
    raise Refused(
        Said(
            "Nothing was done: {count} of {asked} can't be done. {told}",
            count=len(wrong),
            asked=asked,
            told=Prose(told),
        ),
        code="some-refused",
        hint="Leave these out, or put them right first.",
        details={
            "refused": [
                {"id": id, "code": e.code, "message": e.message, "hint": str(e.hint), "facts": e.said.facts()}
                for id, e in wrong
            ]
        },
    )


def _listed(passed: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"id": id, "code": CONFLICT, "message": message} for id, message in passed]


class _Keeping:
    """A store that keeps the plan that it is given, and changes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.plans: list[Plan] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def transact(self, plan: Plan, *, dry_run: bool = False) -> Receipt:
        self.plans.append(plan)
        return Receipt("", Change("", (), (), 0), (), (), ())


class _Led:
    """The records with changes that are not made yet."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._there: dict[str, Data | None] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def take(self, change: Change) -> None:
        """Show the records of a change as it leaves them."""
        for write in change.writes:
            self._there[write.id] = dict(write.data) if write.data is not None else None

    def get(self, id: str) -> Stored:
        if id not in self._there:
            return self._reader.get(id)
        found = self._stored(id)
        if found is None:
            raise NotFound(Said("{id} no longer exists.", id=id), details={"id": id})
        return found

    def ids(self, kind: str) -> list[str]:
        there = {id for id, data in self._there.items() if ids.kind_of(id) == kind and data is not None}
        return sorted((set(self._reader.ids(kind)) - self._there.keys()) | there)

    def scan(
        self, kind: str, mentioning: str = "", among: Container[str] | None = None,
        status: Container[str] | None = None, holder: str = "",
    ) -> Iterator[Stored | Unreadable]:  # fmt: skip
        before = self._reader.scan(kind, mentioning, among, status, holder)
        kept: list[Stored | Unreadable] = [
            item for item in before if not (isinstance(item, Stored) and item.id in self._there)
        ]
        for id in self._there:
            found = self._stored(id)
            if found is None or found.kind != kind or (among is not None and id not in among):
                continue
            if status is not None and found.data.get("status") not in status:
                continue
            if not holder or people.holder_of(kind, found.data) == holder:
                kept.append(found)
        yield from sorted(kept, key=lambda item: item.path)

    def _stored(self, id: str) -> Stored | None:
        data = self._there[id]
        return None if data is None else Stored(id, ids.kind_of(id), ids.path_of(id), data, sound=True)


class _Leading(_Led):
    """The same as a store: a plan that it is given runs at once, and its change is kept for later."""

    def __init__(self, reader: Reader, store: Store) -> None:
        super().__init__(reader)
        self._store = store
        self.changes: list[Change] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader if hasattr(self._reader, name) else self._store, name)

    def transact(self, plan: Plan, *, dry_run: bool = False) -> Receipt:
        change = plan(cast(Reader, self))
        self.take(change)
        self.changes.append(change)
        return Receipt("", change, (), (), ())
