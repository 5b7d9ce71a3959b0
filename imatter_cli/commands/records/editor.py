"""A record as a whole in the person's own editor; what was typed is never lost."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path

from imatter_cli.commands.frame.changes import tell
from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import Broken, ImatterError, Interrupted, Refused, StoreTrouble
from imatter_cli.input.agreeing import agreed
from imatter_cli.input.console import Terminal
from imatter_cli.input.drafts import Draft
from imatter_cli.input.editor import (
    Note,
    how_it_stopped,
    mark_for,
    run_editor,
    with_notes,
    without_notes,
    write_private,
)
from imatter_cli.input.held import Held
from imatter_cli.output.receipts import Next
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Prose, Said
from imatter_cli.services.integrity import history, saving
from imatter_cli.services.integrity.saving import ByHand
from imatter_cli.store.contract import Receipt


def edit_in_editor(session: Session, id: str) -> None:
    """Open the record, check what comes back, open it again with what is wrong, and keep it.

    Raises Interrupted where the editor was stopped, and what is wrong with the text where the person leaves it at
    that; the text is then kept as a draft.
    """
    session.begin()
    now, base = saving.begin(session.context(), id)
    text = _Text(session, id, now, base)
    notes: Sequence[Note] = ()
    while True:
        text.edit(notes)
        try:
            receipt = text.keep()
        except (StoreTrouble, Interrupted):
            session.say(f"Your text is kept:  {text.to_resume()}")
            raise
        except ImatterError as wrong:
            notes = _notes(wrong)
            if not _again(notes):
                after = (" ", wrong.hint) if wrong.hint else ()
                wrong.hint = Remedy(text.to_resume(), " opens your text again, which is kept.", *after)
                raise
            continue
        if receipt is None:
            session.put({"id": id, "commit": ""}, "Nothing was changed.")
            return
        tell(session, receipt, f"Changed: {id}.", [Next(Command("diff", id, "--from", "yesterday"), "what changed")])
        return


class _Text:
    """The text that is being edited: a draft from before the editor opens until it is saved or nothing is in it."""

    def __init__(self, session: Session, id: str, now: bytes, base: bytes) -> None:
        self._session = session
        self._id = id
        self._now = now
        self._base = base
        self._drafts = session.drafts()
        self._held: Held | None = None
        self._moment = f"{session.now():%Y-%m-%dT%H:%M:%SZ}"
        kept = self._kept()
        self._draft = kept or self._new_draft()
        self._text = "\n".join(self._draft.lines) if kept else now.decode("utf-8", "surrogateescape")

    def to_resume(self) -> Command:
        """The line to type to continue the text."""
        return self._drafts.to_resume()

    def edit(self, notes: Sequence[Note]) -> None:
        """Open the editor on the text. Raises Interrupted where it was stopped; what was typed is kept."""
        mark = mark_for(self._text) if notes else ""
        self._draft.notes["mark"] = mark
        self._remember()
        path = self._scratch(self._draft)
        write_private(path, _bytes(with_notes(self._text, notes, mark)))
        try:
            code = run_editor(path)
        except StoreTrouble:
            if _bytes(self._text) == self._now:  # nothing was typed, so there is nothing to continue
                self._discard()
            raise
        came_back = without_notes(_read(path), mark)
        if came_back.strip():
            self._text = came_back
            if code == 0:
                self._remember()
                return
        if _bytes(self._text) == self._now:
            self._discard()
            raise Interrupted("The editor came back empty. Nothing was changed.")
        self._remember()
        if not came_back.strip():  # emptied, or gone: the text from before it opened is there again
            write_private(path, _bytes(self._text))
        how = Prose(how_it_stopped(code) if code else "came back empty")
        raise Interrupted(
            Said("The editor {how}. Nothing was changed, and your text is kept.", how=how)
            if came_back.strip()
            else Said("The editor {how}. Nothing was changed, and your text is kept as it was before.", how=how),
            hint=Remedy(Command("edit", self._id, "--raw"), ", or ", self.to_resume(), ", opens it again."),
            details={"draft": self._draft.id},
        )

    def keep(self) -> Receipt | None:
        """Save the text; None if it is as it was. Raises Broken and Refused with what is wrong with it."""
        raw = _bytes(self._text)
        if raw == self._now:
            self._discard()
            return None
        if self._draft.notes.get("base") != _digest(self._base):
            raise Refused(
                Said("{id} has changed since you began this text.", id=self._id), code="changed-meanwhile",
                hint=Remedy(
                    Command("log", self._id), " shows how; ", Command("draft discard", self._draft.id),
                    " throws your text away.",
                ),
            )  # fmt: skip
        found = saving.check(self._id, raw)
        if found:
            raise Broken(Said("Not saved: {id} is not right yet.", id=self._id), [f.as_data() for f in found])
        replaces = self._now if self._now != self._base else None
        by_hand = ByHand(self._id, raw, replaces=replaces, base=self._base)
        kind = history.kind_of(self._id)
        receipt = saving.keep(self._session.context(), f"{kind} edit", [by_hand])
        if not self._session.dry_run:
            self._discard()
        return receipt

    def _kept(self) -> Draft | None:
        """The text that was left unfinished the last time, if the person wants to continue it."""
        drafts = self._drafts.list("edit", self._id)
        asked_for = next((d for d in drafts if d.id == self._session.resume), None)
        free = next((d for d in drafts if not self._drafts.is_open(d.id)), None)
        found = asked_for or free or next(iter(drafts), None)
        if found is None:
            return None
        self._held = self._drafts.hold(found.id)
        if self._held is None:
            self._session.say(
                f"Your text of {self._id} is open in another window. It stays there; a new one begins here."
            )
            return None
        found.notes, found.answers = {**found.answers, **found.notes}, {}  # where version 0.1.0 has the notes
        left = without_notes(_read(self._scratch(found)), str(found.notes.get("mark") or ""))
        if left.strip():  # the editor, or we, were killed: this is newer than the draft
            found.lines = left.split("\n")
        if _bytes("\n".join(found.lines)) == self._now:
            self._drafts.discard(found.id)
            return None
        question = f"You have unsaved changes to {self._id}. Carry on with them?"
        if asked_for is None and not agreed(Terminal(), question):
            self._session.say(f"It is kept:  {self._drafts.to_resume(found.id)}")
            return None
        return found

    def _new_draft(self) -> Draft:
        id = f"edit-{self._id}"
        if any(draft.id == id for draft in self._drafts.list(everybody=True)):
            id = f"{id}-{secrets.token_hex(3)}"
        line = str(Command("edit", self._id, "--raw"))
        notes = {"base": _digest(self._base)}
        draft = Draft(id, "edit", self._id, line, self._moment, self._moment, of=1, notes=notes)
        self._held = self._drafts.hold(id)
        return draft

    def _scratch(self, draft: Draft) -> Path:
        return self._drafts.scratch(draft.id, ".yaml")

    def _remember(self) -> None:
        self._draft.changed = self._moment
        # JSON can't hold bytes that aren't text; the separate file has them
        self._draft.lines = _bytes(self._text).decode("utf-8", "replace").split("\n")
        self._drafts.save(self._draft)

    def _discard(self) -> None:
        self._drafts.discard(self._draft.id)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""


def _notes(wrong: ImatterError) -> list[Note]:
    """What is wrong, at its line where it has one."""
    found = wrong.details.get("findings") or ()
    if found:
        return [Note(int(f.get("line") or 0), f"{f.get('message', '')} {f.get('try', '')}") for f in found]
    return [Note(0, f"{wrong.message} {wrong.hint}")]


def _again(notes: Sequence[Note]) -> bool:
    """Say what is wrong and ask whether to go on. Raises Interrupted at the end of the input."""
    terminal = Terminal()
    for note in notes:
        terminal.say(f"Line {note.line}: {note.text}" if note.line else note.text)
    try:
        return agreed(terminal, "Open it again?")
    except (EOFError, KeyboardInterrupt):
        return False


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
