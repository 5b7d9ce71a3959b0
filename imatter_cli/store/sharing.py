"""What a store promises about the place it is shared at: the part of the contract for several people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from imatter_cli.classes import immutable

if TYPE_CHECKING:
    from imatter_cli.said import Said
    from imatter_cli.store.contract import Change, Reader, Receipt, Trail

#: How mine and what is published there stand to each other: nothing is there yet; both are the same; only one of them
#: has something new, or both have.
Relation = Literal["first", "same", "mine", "theirs", "both"]

#: Hears how far something has come, from 0 to 1.
Told = Callable[[float], None]


@immutable
class Address:
    """One place to share a store at: a folder, or a host by ssh or https; `place` is what git is given for it."""

    kind: Literal["folder", "ssh", "https"]
    place: str

    def __str__(self) -> str:
        """As people read it."""
        return self.place


class Past(Protocol):
    """Where the records of any commit can be read."""

    def at(self, commit: str) -> Reader:
        """The records as that commit has them."""

    def trail(self, tip: str = "", since: str = "") -> Trail:
        """The changes up to the commit `tip`, each after its parents; without what is in `since`."""


class Meeting(Past, Protocol):
    """A store and the place that it is shared at, as they are just now. Use it in a `with`.

    What comes from there is apart from the store until `take` or `combine`.
    """

    @property
    def relation(self) -> Relation:
        """How the two stand to each other."""

    @property
    def mine(self) -> str:
        """The commit that the store ends with."""

    @property
    def theirs(self) -> str:
        """The commit that is published there. Empty if nothing is."""

    @property
    def branch(self) -> str:
        """What the history is called there."""

    @property
    def is_new(self) -> bool:
        """Whether there is no such place yet: `publish` makes the folder."""

    @property
    def went_back(self) -> bool:
        """Whether that place has less than it had at the last sync (an old copy of it was put back)."""

    @property
    def taken(self) -> Sequence[tuple[str, str]]:
        """Erasures of others that this copy has yet to follow: by whom, and in which record."""

    @property
    def doubtful(self) -> Sequence[str]:
        """Records in which changes of mine that are not there may have words that others erased elsewhere."""

    @property
    def owes(self) -> bool:
        """Whether that place still has words that were erased here: `publish` hands the erasure on."""

    def follow_erasures(self) -> list[str]:
        """Take out of this copy what others erased; sentences for the person. Raises as `take`."""

    def refuse_odd(self) -> None:
        """Raises Refused (code remote-unsound) for links, odd names and huge files among what comes in."""

    def strangers(self) -> list[str]:
        """Changes of mine that are not there and carry another name than a code, in a store founded with codes."""

    def odd(self) -> tuple[str, Said] | None:
        """The first change of mine that is not there and brings what no copy takes in, and what that is."""

    def take(self) -> list[str]:
        """Make what comes in part of the store, and have branch and files follow; sentences for the person.

        Raises what a change raises, and RaceLost (code moved).
        """

    def combine(self, files: Mapping[str, bytes | None], message: str) -> None:
        """Make what is mine the commit that has both: these files (None: gone) are otherwise than what is there.

        The store has it then, but branch and files stay as they are until `follow`. Raises StoreTrouble.
        """

    def follow(self) -> list[str]:
        """Have branch and files follow to what `combine` made. Raises as `take`."""

    def make_there(self, change: Change) -> str:
        """Make a change on what is published there, and publish it; its commit. Mine stays as it is.

        Raises as `publish` and a change do.
        """

    def make_in_step(self, plan: Callable[[Reader], Sequence[Change]]) -> list[Receipt]:
        """Make changes on what both sides have, sent before they are made here. Raises as `publish` and a change do."""

    def remember(self) -> None:
        """Keep what is published now as what was last known to be."""

    def clear_away(self) -> list[str]:
        """Remove from a shared folder what only a past that was replaced there had; sentences for the person."""

    def publish(self) -> None:
        """Hand mine on. Raises Overtaken (a RaceLost) where somebody was faster, StoreTrouble, Refused."""

    def __enter__(self) -> Meeting: ...

    def __exit__(self, *raised: object) -> None: ...


class Shared(Protocol):
    """A store that can be shared with others, or with another computer."""

    def shared_at(self) -> Address | None:
        """Where the user of this clone confirmed that it is shared. None if nowhere yet."""

    def share_at(self, address: Address) -> None:
        """Keep that in the user's settings. Raises StoreTrouble."""

    def meet(self, address: Address, *, anew: bool = False, asks: bool = False, told: Told | None = None) -> Meeting:
        """The store and that place, as they are now. Raises StoreTrouble, Refused (what can't be synced with).

        `anew` says that the place was just named: it may be empty, or a folder that is yet to be made. `asks` says
        that git may ask for a password.
        """

    def reopen(self, wrong: Callable[[Trail], Collection[str]]) -> list[str]:
        """Open again what is not sent yet and can't be: changes under a name, and those that `wrong` finds in a trail.

        The files that they changed are edits that nobody has saved, and are listed; what is in them stays. Raises
        Refused (code merged) where others' changes came in through git since.
        """
