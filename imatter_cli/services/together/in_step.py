"""What moves money or tells an applicant something: where a store is shared, it is made for everybody at once.

The change is worked out on what everybody has, sent, and only then made here. So two coordinators never pay one award
twice, and no applicant hears of a decision that doesn't count in the end. Which events these are is declared with them,
in their kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from imatter_cli.classes import replace
from imatter_cli.domain import ids, lifecycles
from imatter_cli.errors import EditedByHand, NotFound, RaceLost, StoreTrouble
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Said
from imatter_cli.services.context import Context

if TYPE_CHECKING:
    from imatter_cli.store.contract import Change, Reader, Receipt, Store
    from imatter_cli.store.sharing import Address

#: What is to be recorded, as changes of what a reader shows, and what records it.
Plan = Callable[["Reader"], "Sequence[Change]"]
Make = Callable[[Plan], "list[Receipt]"]


def in_step(ctx: Context, *, asks: bool, told: Callable[[Sequence[Receipt]], None]) -> Context:
    """The same context, in which changes that need it are made in step with everybody who shares the store.

    `told` hears of each change as soon as it is made.
    """
    return replace(ctx, store=cast("Store", _InStep(ctx, asks, told)))


def catch_up(ctx: Context, *, asks: bool = False) -> None:
    """Have here what is published, and the other way round. Nothing happens where the store is not shared.

    Raises as a sync.
    """
    address = None if ctx.dry_run else ctx.store.shared_at()
    if address is not None:
        _synced(ctx, address, asks)


def refuse_edited(ctx: Context) -> None:
    """Raises EditedByHand where the store is shared, and records differ from what everybody has."""
    edited = ctx.store.edited() if ctx.store.shared_at() is not None else []
    if edited:
        raise EditedByHand(
            Said("{files} was edited by hand, and letters are made of what everybody has.", files=Many(edited)),
            hint=Remedy("To save the edit: ", Command("save", *edited), ". Or undo it by hand. Then try again."),
            details={"paths": edited},
        )


class _Needed(Exception):
    """A plan turned out to make what is made in step."""


class _InStep:
    """A store that makes some changes in step; everything else is the store's own."""

    def __init__(self, ctx: Context, asks: bool, told: Callable[[Sequence[Receipt]], None]) -> None:
        self._ctx = ctx
        self._asks = asks
        self._told = told

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ctx.store, name)

    def transact(self, plan: Callable[[Reader], Change], *, dry_run: bool = False) -> Receipt:
        """See contract.Store."""
        return self._made(
            lambda reader: [plan(reader)],
            lambda guarded: [self._ctx.store.transact(lambda reader: guarded(reader)[0], dry_run=dry_run)],
            dry_run,
        )[0]

    def transact_all(self, plan: Plan, *, dry_run: bool = False) -> list[Receipt]:
        """See contract.Store."""
        return self._made(plan, lambda guarded: self._ctx.store.transact_all(guarded, dry_run=dry_run), dry_run)

    def _made(self, plan: Plan, make: Make, dry_run: bool) -> list[Receipt]:
        address = None if dry_run else self._ctx.store.shared_at()
        if address is None:
            return self._told_of(make(plan), dry_run=dry_run)

        def guarded(reader: Reader) -> Sequence[Change]:
            changes = plan(reader)
            if any(_needs_step(reader, change) for change in changes):
                raise _Needed
            return changes

        try:
            return self._told_of(make(guarded), dry_run=dry_run)
        except _Needed:
            return self._in_step(plan, address)

    def _told_of(self, made: list[Receipt], *, dry_run: bool) -> list[Receipt]:
        if not dry_run:
            self._told(made)
        return made

    def _in_step(self, plan: Plan, address: Address) -> list[Receipt]:
        # late: few stores are shared
        from imatter_cli.services.together.syncing import ATTEMPTS, FASTER

        for _ in range(ATTEMPTS):
            try:
                with self._ctx.store.meet(address, asks=self._asks) as met:
                    if met.relation == "same" and not (met.owes or met.taken):
                        return self._told_of(met.make_in_step(plan), dry_run=False)
                _synced(self._ctx, address, self._asks)
            except RaceLost as lost:
                if lost.code not in FASTER:
                    raise
            except StoreTrouble as trouble:
                raise _off_line(trouble, address) from trouble
        raise StoreTrouble(
            Said("Other people kept sending changes to {place}, so this was not done.", place=address.place),
            hint=Remedy("Look at what they did, and try again: ", Command("sync")), code="not-sent",
        )  # fmt: skip


def _synced(ctx: Context, address: Address, asks: bool) -> None:
    # late: as above
    from imatter_cli.services.together import syncing

    try:
        syncing.sync(ctx, None, asks=asks)
    except StoreTrouble as trouble:
        raise _off_line(trouble, address) from trouble


#: What keeps this store from meeting the others; other trouble is told as it is.
_AWAY = (
    "no-network", "no-answer", "no-remote", "not-let-in", "certificate", "remote", "remote-refused", "remote-read-only",
    "disk-full", "remote-damaged",
)  # fmt: skip


def _off_line(trouble: StoreTrouble, address: Address) -> StoreTrouble:
    if trouble.code not in _AWAY:
        return trouble
    return StoreTrouble(
        Said(
            "Not done. What moves money or tells an applicant something is recorded for everybody at once, in {place}. "
            "{why}",
            place=address.place, why=trouble.said,
        ),
        hint=trouble.hint if trouble.code == "remote-damaged" else
        Remedy("Do it again when you can reach that place. Everything else can be done meanwhile."),
        code=trouble.code, details=trouble.details,
    )  # fmt: skip


def _needs_step(reader: Reader, change: Change) -> bool:
    return any(_adds_one(reader, write.id, write.data) for write in change.writes if write.data is not None)


def _adds_one(reader: Reader, id: str, data: Any) -> bool:
    kind = ids.kind_of(id) if ids.is_id(id) else ""
    if not lifecycles.has_steps(kind):
        return False
    try:
        before = len(reader.get(id).data.get("timeline") or ())
    except NotFound:
        before = 0
    return any(lifecycles.is_in_step(kind, entry) for entry in data["timeline"][before:])
