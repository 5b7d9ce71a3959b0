"""A new copy of a store that is shared somewhere: whole and judged, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable

from imatter_cli.domain.ids import PROGRAMME_PATH
from imatter_cli.errors import Refused, StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.store.contract import Store
from imatter_cli.store.git.process import Git
from imatter_cli.store.git.repository import open_repository
from imatter_cli.store.meeting import GitMeeting
from imatter_cli.store.open import GitStore
from imatter_cli.store.sharing import Address, Meeting, Told

#: The branch that a new repository is on until the shared one's is known.
_BRANCH = "main"


def join(
    path: str, address: Address, judge: Callable[[Meeting], None], *, asks: bool = False, told: Told | None = None
) -> Store:
    """A copy of what is shared there, in the folder `path`, which is not there yet; `judge` refuses what is not sound.

    Raises Refused and StoreTrouble, also where there is no store; then nothing is left behind.
    """
    try:
        return _join(path, address, judge, "sha1", asks, told)
    except StoreTrouble as trouble:
        if trouble.code != "other-format":
            raise
        return _join(path, address, judge, "sha256", asks, told)


def _join(
    path: str, address: Address, judge: Callable[[Meeting], None], format: str, asks: bool, told: Told | None
) -> Store:
    try:
        place = tempfile.mkdtemp(prefix=f".{os.path.basename(path)}.", dir=os.path.dirname(path))
    except OSError as e:
        raise _not_made(path, e) from e
    try:
        Git(place).run("init", "-q", "--template=", f"--object-format={format}", "-b", _BRANCH, ".")
        with GitMeeting(open_repository(place), address, anew=False, asks=asks, told=told) as met:
            if not met.theirs:
                raise _nothing(address)
            judge(met)
            met.settle()
        if not os.path.isfile(os.path.join(place, PROGRAMME_PATH)):
            raise _nothing(address)
        os.rename(place, path)  # an empty folder there gives way, anything else does not
    except OSError as e:
        raise _not_made(path, e) from e
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return GitStore(path)


def _not_made(path: str, e: OSError) -> StoreTrouble:
    said = Said("{path} can't be made: {why}.", path=path, why=reason(e))
    return StoreTrouble(said, hint="Choose another place.", code="read-only")


def _nothing(address: Address) -> Refused:
    return Refused(
        Said("Nobody has shared a store at {place} yet.", place=address.place), code="nothing-there",
        hint=Remedy("The person who has the store shares it there first. In the store: ", Command("sync", address)),
        details={"remote": address.place},
    )  # fmt: skip
