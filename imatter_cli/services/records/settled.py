"""The records as a change left them, for its receipt. Whatever came later (a pull, say) is not seen."""

from __future__ import annotations

from typing import Any, Final, cast

from imatter_cli.classes import replace
from imatter_cli.services.context import Context
from imatter_cli.store.contract import Reader, Receipt, Store

_READING: Final = frozenset({"get", "source", "find", "ids", "scan", "programme"})


def settled(ctx: Context, receipt: Receipt) -> Context:
    """The same context, with the records of the change; if none was made, with the records as they were."""
    if receipt.now is None:
        return ctx
    return replace(ctx, store=cast(Store, _Settled(ctx.store, receipt.now())))


class _Settled:
    def __init__(self, store: Store, reader: Reader) -> None:
        self._store = store
        self._reader = reader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader if name in _READING else self._store, name)
