"""A store and the place that it is shared at, in one room (sharing.Meeting)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Final

from imatter_cli.errors import Interrupted, Refused, StoreTrouble
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.store import transaction
from imatter_cli.store.aligning import Aligned, Alignment
from imatter_cli.store.contract import Change, Reader, Receipt, Trail
from imatter_cli.store.fault import fault
from imatter_cli.store.git import clock, names, shared_folder
from imatter_cli.store.git.clearing import clear
from imatter_cli.store.git.head import head
from imatter_cli.store.git.objects import Objects
from imatter_cli.store.git.place import is_cut
from imatter_cli.store.git.process import Git
from imatter_cli.store.git.repository import Repository
from imatter_cli.store.git.room import Incoming, adopt, first_odd, published, remember, room
from imatter_cli.store.git.trail import GitTrail
from imatter_cli.store.git.transport import Heads, Transport
from imatter_cli.store.message import message, subject_of, trailers_of
from imatter_cli.store.rendering import render_all
from imatter_cli.store.sharing import Address, Relation, Told
from imatter_cli.store.snapshot import KeptSnapshot

#: Where the pasts that were replaced in the shared folder are noted until they are gone from there.
_UNCLEARED: Final = "imatter.uncleared"


class GitMeeting:
    """See sharing.Meeting. Raises StoreTrouble and Refused, from the beginning on, for what can't be synced with."""

    def __init__(self, repository: Repository, address: Address, *, anew: bool, asks: bool, told: Told | None) -> None:
        repository.refuse_states()
        refuse_cut(repository.git)
        self._repository = repository
        self._address = address
        self._asks = asks
        self._told = told
        self._room = ExitStack()
        self._objects: Objects | None = None
        self._contents: dict[str, bytes] = {}
        self._within: dict[tuple[str, str], bool] = {}
        self.mine = self._before = head(repository.git)
        self._anew = anew
        self.is_new = anew and address.kind == "folder" and shared_folder.is_free(address.place)
        self._known = published(repository)
        self._uncleared = tuple(repository.config.get(_UNCLEARED).split())
        try:
            self._git = self._room.enter_context(room(repository, self.mine))
            transport = None if self.is_new else self._transport()
            heads = transport.heads() if transport is not None else Heads("", "")
            self.branch = heads.branch or repository.git.run("symbolic-ref", "--short", "HEAD").text
            self.theirs = self._fetched(heads, transport)
            self._lease = ""
            self._aligned = self._align()
            self.relation: Relation = self._relation()
            fault("met")
        except BaseException:
            self._room.close()
            raise
        self.went_back = bool(self._known) and self.theirs != self._known and self._is_in(self.theirs, self._known)

    def _transport(self) -> Transport:
        address = self._address
        folder = (
            shared_folder.look_at(address.place, self._repository.format) if address.kind == "folder" else None
        )  # fmt: skip
        return Transport(self._git, address, folder, self._asks, self._told)

    def __enter__(self) -> GitMeeting:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._objects is not None:
            self._objects.close()
        self._room.close()

    def refuse_odd(self) -> None:
        """See sharing.Meeting."""
        self._incoming.refuse_odd()

    def trail(self, tip: str = "", since: str = "") -> Trail:
        """See sharing.Past."""
        return GitTrail(self._reading, tip or self.mine, since)

    def strangers(self) -> list[str]:
        """See sharing.Meeting."""
        if not names.founded_with_codes(self._git, self.mine):
            return []
        return [commit for commit, code in names.signed(self._git, self.mine, *self._not_theirs()) if not code]

    def odd(self) -> tuple[str, Said] | None:
        """See sharing.Meeting."""
        return first_odd(self._git, self.mine, *self._not_theirs())

    def _advance(self, commit: str, before: str) -> list[str]:
        return list(transaction.advance(self._repository, commit, before).notes)

    def _trust(self) -> None:
        """Where what is published is dated ahead of this computer's clock, changes can be made here all the same."""
        git = self._repository.git
        at = clock.committed_at(self._reading.read(self.theirs))
        now = git.with_config("user.name=nobody", "user.email=nobody").run("var", "GIT_COMMITTER_IDENT").text
        if clock.is_behind(now, at):
            git.run("config", "--local", f"imatter.{clock.TRUSTED}", self.theirs)

    def _not_theirs(self) -> list[str]:
        return [f"^{self.theirs}"] if self.theirs else []

    def at(self, commit: str) -> KeptSnapshot:
        """See sharing.Meeting."""
        return KeptSnapshot(self._reading, self._reading.id_of(f"{commit}^{{tree}}"), self._contents)

    @property
    def _reading(self) -> Objects:
        if self._objects is None:
            self._objects = Objects(self._git)
        return self._objects

    def take(self) -> list[str]:
        """See sharing.Meeting."""
        self._incoming.adopt(self._repository)
        fault("adopted")
        return self._advance(self.theirs, self.mine)

    def combine(self, files: Mapping[str, bytes | None], message: str) -> None:
        """See sharing.Meeting."""
        self._incoming.adopt(self._repository)
        fault("adopted")
        self._before = self.mine
        self.mine = transaction.join_histories(self._repository, (self.theirs, self.mine), files, message)

    def follow(self) -> list[str]:
        """See sharing.Meeting."""
        return self._advance(self.mine, self._before)

    def publish(self) -> None:
        """See sharing.Meeting."""
        if self.is_new:
            shared_folder.make(self._address.place, self._repository.format, self.branch)
        self._send(self.theirs if self.relation == "theirs" else self.mine)

    def make_there(self, change: Change) -> str:
        """See sharing.Meeting."""
        self._incoming.adopt(self._repository)
        (made,) = render_all(self.at(self.theirs), [change])
        files = {target.path: target.new for target in made.targets}
        said = message(subject_of(change), trailers_of(change))
        self._send(transaction.join_histories(self._repository, (self.theirs,), files, said))
        self.relation = self._relation()
        return self.theirs

    def make_in_step(self, plan: Callable[[Reader], Sequence[Change]]) -> list[Receipt]:
        """See sharing.Meeting."""
        return transaction.transact_in_step(self._repository, Objects(self._repository.git), plan, self._hand_over)

    def _hand_over(self, commit: str, release: transaction.Release) -> bool:
        """Send it; whether it was stopped and had arrived. Raises Interrupted where it had not, or nobody can tell."""
        try:
            with release():
                self._send(commit)
        except KeyboardInterrupt:
            try:
                with release():
                    has_arrived = self._has_arrived(commit)
            except (KeyboardInterrupt, StoreTrouble, Refused):
                has_arrived = False
            if not has_arrived:
                raise self._stopped() from None
            self.theirs = commit
            self.remember()
            return True
        self.remember()
        return False

    def _has_arrived(self, commit: str) -> bool:
        transport = self._transport()
        heads = transport.heads()
        return heads.commit not in ("", self.theirs) and self._is_in(commit, self._fetched(heads, transport))

    def _stopped(self) -> Interrupted:
        return Interrupted(
            Said(
                "Stopped on the way to {place}. Nothing is recorded here. If it arrived there all the same, your next "
                "sync brings it.",
                place=self._address.place,
            ),
            hint=Command("sync"),
        )  # fmt: skip

    def _send(self, commit: str) -> None:
        fault("sending")
        if self._lease and self._address.kind == "folder":
            self._note_uncleared(*self._uncleared, self._lease)
        self._transport().push(commit, self.branch, self._lease)
        self._lease = ""
        fault("sent")
        self.theirs = commit

    def remember(self) -> None:
        """See sharing.Meeting."""
        if self.theirs != self._known:
            remember(self._repository, self.theirs)
            self._trust()

    def clear_away(self) -> list[str]:
        """See sharing.Meeting."""
        place = self._address.place
        if not self._uncleared or self._address.kind != "folder":
            return []
        folder = shared_folder.look_at(place, self._repository.format)
        left = {past: why for past in self._uncleared if (why := clear(folder, past)) is not None}
        self._note_uncleared(*left)
        if not left:
            return ["The shared folder no longer has the old versions with these words."]
        why = next(iter(left.values()))
        return [f"The shared folder keeps some of what was erased: {why}. The next sync tries again."]

    def _note_uncleared(self, *pasts: str) -> None:
        self._uncleared = pasts
        how = (_UNCLEARED, " ".join(pasts)) if pasts else ("--unset", _UNCLEARED)
        self._repository.git.run("config", "--local", *how)

    def settle(self) -> None:
        """Begin a store that has nothing yet with all of what is there: branch, index and files.

        git itself puts the files in place, since nobody works in a new folder yet; it converts none of them.
        """
        repository, ref = self._repository, f"refs/heads/{self.branch}"
        self._incoming.adopt(repository)
        fault("adopted")
        plain = os.path.join(repository.git_dir, "info", "attributes")
        os.makedirs(os.path.dirname(plain), exist_ok=True)
        with open(plain, "w", encoding="ascii") as file:
            file.write("* -text -filter -ident -working-tree-encoding\n")
        repository.git.run("symbolic-ref", "HEAD", ref)
        repository.git.run("update-ref", "--create-reflog", "-m", "join", ref, self.theirs)
        repository.git.run("read-tree", "-m", "-u", self.theirs)
        os.unlink(plain)
        self.remember()

    @property
    def _incoming(self) -> Incoming:
        return Incoming(self._git, self.theirs, self.mine, self._address.place)

    def _fetched(self, heads: Heads, transport: Transport | None) -> str:
        """The commit that is published, in the room. What the store has already is not fetched."""
        if transport is None or not heads.commit or self._is_here(heads.commit):
            return heads.commit
        return transport.fetch(heads.branch)

    def _is_here(self, commit: str) -> bool:
        """Whether it is part of the store's own history, or of what it knows to be published."""
        return any(self._is_in(commit, known) for known in (self.mine, self._known) if known)

    def _align(self) -> Aligned | None:
        """The two pasts with the erasures of both, where one of them was written anew since they last met."""
        known = self._known
        if not (self.mine and self.theirs) or (known and self._is_in(known, self.theirs)) or self._is_here(self.theirs):
            return None
        self.refuse_odd()
        with Objects(self._git) as objects:
            aligned = Alignment(self._git, objects, self._repository, self._address.place).align(
                self.theirs, self.mine, known
            )
        if aligned is not None:
            if aligned.theirs != self.theirs:
                self._lease = self.theirs
            self.theirs, self.mine = aligned.theirs, aligned.mine
            self._known = aligned.rest.commits.get(known, known)
        return aligned

    @property
    def taken(self) -> Sequence[tuple[str, str]]:
        """See sharing.Meeting."""
        return self._aligned.taken if self._aligned is not None else ()

    @property
    def doubtful(self) -> Sequence[str]:
        """See sharing.Meeting."""
        return self._aligned.doubtful if self._aligned is not None else ()

    @property
    def owes(self) -> bool:
        """See sharing.Meeting."""
        return bool(self._lease)

    def follow_erasures(self) -> list[str]:
        """See sharing.Meeting."""
        if self._aligned is None or self.mine == self._before:
            return []
        new = [self.mine, *(pair[1] for pair in self._aligned.rest.refs.values() if pair[1])]
        adopt(self._repository, self._git, new, [self._before])
        fault("adopted")
        rest = self._aligned.rest
        notes = transaction.advance(self._repository, self.mine, self._before, rest=rest).notes
        self._before = self.mine
        gone = [f"Unfinished answers with these words went, too: {', '.join(rest.drafts)}."] if rest.drafts else []
        gone += [
            f"Your own changes to {id} that were not sent had these words as well. They are erased there, too."
            for id in self._aligned.cleaned
        ]
        gone += [f"{path} has these words, and is not saved. Take them out of it." for path in self._aligned.unsaved]
        return [*notes, *gone]

    def _is_in(self, commit: str, later: str) -> bool:
        if commit == later:
            return True
        pair = (commit, later)
        if pair not in self._within:
            code = self._git.ask("merge-base", "--is-ancestor", *pair).code
            if code > 1:  # one of them is not here yet
                return False
            self._within[pair] = code == 0
        return self._within[pair]

    def _relation(self) -> Relation:
        if not self.theirs:
            if self._known and not self._anew:
                raise self._emptied()
            return "first"
        if not self.mine:
            return "theirs"
        if self.mine != self.theirs and not self._git.look("merge-base", self.mine, self.theirs):
            raise self._another()
        apart = self._known and not self._is_in(self._known, self.theirs) and not self._is_in(self.theirs, self._known)
        if apart and not self._anew:  # shared anew from an older copy, it is brought together with this one
            raise self._rewritten()
        if self.theirs == self.mine:
            return "same"
        if self._is_in(self.theirs, self.mine):
            return "mine"
        if self._is_in(self.mine, self.theirs):
            return "theirs"
        return "both"

    def _emptied(self) -> Refused:
        return Refused(
            Said(
                "{place} is empty, though this store was published there. Its history is lost there, or this is "
                "another place.",
                place=self._address.place,
            ),
            hint=Remedy(
                "Your own copy has everything. Look at that place first. To share the store there again, from the copy "
                "that was synced last: ", Command("sync", self._address.place, "--moved"),
            ), code="remote-emptied",
            details={"remote": self._address.place, "published": self._known},
        )  # fmt: skip

    def _rewritten(self) -> Refused:
        return Refused(
            Said(
                "The past was rewritten at {place}: the change {commit}, which was published there, is gone. "
                "Nothing was taken in.",
                place=self._address.place, commit=self._known[:12],
            ),
            hint=Remedy(
                "Your own copy has everything. Ask the person who looks after that place. If the store was shared "
                "there again from an older copy, bring the two together: ",
                Command("sync", self._address.place, "--moved"),
            ), code="remote-rewritten",
            details={"remote": self._address.place, "published": self._known, "found": self.theirs},
        )  # fmt: skip

    def _another(self) -> Refused:
        return Refused(
            Said("{place} has another store. The two have no past in common.", place=self._address.place),
            code="another-store", hint="Look at the address. To work on that store, join it in a folder of its own.",
            details={"remote": self._address.place},
        )  # fmt: skip


def refuse_cut(git: Git) -> None:
    """Raises StoreTrouble (code shallow) where this copy's own history is not whole."""
    if is_cut(git.folder):
        raise StoreTrouble(
            "This copy has only the last part of the store's history, so it can't be synced.",
            hint="Join the store again in a new folder. That brings all of it.", code="shallow",
        )  # fmt: skip
