"""Drafts: answers that are not finished, kept outside the stores.

One JSON file a draft, in the user's data folder, mode 600, in a folder named by the id of the clone of the store.
It is written anew, whole, after every answer and every line of a long one, and goes when the command it was for
has succeeded.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imatter_cli import apart, folders
from imatter_cli.classes import as_dict, field, mutable
from imatter_cli.errors import Ambiguous, ImatterError, NotFound, StoreTrouble
from imatter_cli.input.editor import as_text, write_private
from imatter_cli.input.held import Held, hold, is_held
from imatter_cli.reasons import reason
from imatter_cli.remedies import Command
from imatter_cli.said import Many, Prose, Said

if TYPE_CHECKING:
    from imatter_cli.input.form import Answers, Form

# Home asks for drafts, and mostly there are none: JSON is loaded where one is read or written.

NO_STORE = "no-store"
#: The files that hold words: a draft, and what an editor works on for it.
_NAME = re.compile(r"[a-z0-9-]+\.(json|txt|txt\.save|yaml)")


@mutable
class Draft:
    """Unfinished answers: for which command, on which record, since when, and what was said so far.

    `answers` are record values by field; `open` is the field whose answer was being given, `lines` what it had
    so far; `left` is what was typed at other questions and is not an answer yet, by field; `of` is how many questions
    there are to ask, and `known` the fields that needed no question; `line` is the command line that continues it;
    `person` is who wrote it, empty if nobody knows.
    """

    id: str
    form: str
    about: str
    line: str
    started: str
    changed: str
    of: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    open: str = ""
    lines: list[str] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=dict)
    person: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)

    @property
    def begun(self) -> dict[str, list[str]]:
        """What was typed and is not an answer yet, by field."""
        found = {name: [str(line) for line in lines] for name, lines in {**self.left, self.open: self.lines}.items()}
        return {name: lines for name, lines in found.items() if name and any(line.strip() for line in lines)}

    @property
    def done(self) -> int:
        """How many of the questions have an answer."""
        return min(sum(name not in self.known for name in self.answers), self.of)

    @property
    def and_begun(self) -> str:
        """What is typed and not an answer yet, to be said after the number of answers: `, 2 lines begun`."""
        lines = sum(bool(line.strip()) for typed in self.begun.values() for line in typed)
        return f", {lines} {'line' if lines == 1 else 'lines'} begun" if lines else ""


class Drafts:
    """The drafts that one person has in one store, and those of nobody known.

    `said` is what the person said on the line of who they are (`--as` with a code), to be said again to resume.
    """

    def __init__(
        self, folder: Path, named: Callable[[], str] = str, person: str = "", said: Sequence[str] = ()
    ) -> None:
        self.folder = folder
        self.person = person
        self._named = named
        self._said = said

    @classmethod
    def of_store(
        cls, root: str, clone: str = "", make: Callable[[], str] = str, *, person: str = "", said: Sequence[str] = ()
    ) -> Drafts:
        """Those of a clone of a store: its path, its id if it has one, and what makes one. No path means no store.

        Until a clone has an id, and where none can be made, its drafts are kept by its path, as version 0.1.0 did.
        Once it has one, they move with it.
        """
        by_path = apart.drafts_of(root)
        if not root:
            by_path = by_path.with_name(NO_STORE)
        if not clone:
            return cls(by_path, make, person, said)
        found = cls(apart.drafts_of(root, clone), person=person, said=said)
        found._bring(by_path)
        return found

    def _bring(self, by_path: Path) -> None:
        """Take along what was kept by the store's path."""
        with contextlib.suppress(OSError):
            if by_path.is_dir():
                folders.make(self.folder)
                for file in by_path.iterdir():
                    file.rename(self.folder / file.name)
                by_path.rmdir()

    def everything(self) -> dict[str, bytes]:
        """All that is kept here, by anybody: drafts, and what an editor was working on, by file name."""
        kept = self.folder.iterdir() if self.folder.is_dir() else ()
        return {p.name: p.read_bytes() for p in kept if _NAME.fullmatch(p.name) and p.is_file() and not p.is_symlink()}

    def put_back(self, kept: Mapping[str, bytes]) -> int:
        """Keep again what `everything` gave; how many drafts that were. What is here already stays."""
        self._settle()
        count = 0
        for name, data in kept.items():
            path = self.folder / name
            if _NAME.fullmatch(name) and not path.exists():
                write_private(path, data)
                count += path.suffix == ".json"
        return count

    def _settle(self) -> None:
        """Give the clone an id, now that there is something to keep."""
        clone, self._named = self._named(), str
        if clone:
            by_path, self.folder = self.folder, self.folder.with_name(f"clone-{clone}")
            self._bring(by_path)

    def to_resume(self, id: str = "") -> Command:
        """The line to type to continue a draft, or with the latest."""
        return Command("draft resume", *filter(None, [id]), *self._said)

    def list(self, form: str = "", about: str = "", *, everybody: bool = False) -> list[Draft]:
        """The person's drafts, last changed first; those of one command (on one record) if it is named.

        With `everybody`, other people's too. Other files are passed over.
        """
        found = []
        for path in self.folder.glob("*.json") if self.folder.is_dir() else ():
            with contextlib.suppress(NotFound):
                draft = self.load(path.stem)
                mine = everybody or draft.person in ("", self.person)
                if mine and (not form or (draft.form == form and draft.about == about)):
                    found.append(draft)
        return sorted(found, key=lambda d: (d.changed, d.id), reverse=True)

    def load(self, id: str) -> Draft:
        """The draft of that id. Raises NotFound, also for a file that is not a draft."""
        if re.fullmatch(r"[a-z0-9-]+", id):
            with contextlib.suppress(OSError, ValueError, TypeError):
                import json

                kept = json.loads(self._file(id, ".json").read_text(encoding="utf-8"))
                draft = Draft(**{**kept, "id": id})
                whole = isinstance(draft.answers, dict) and isinstance(draft.left, dict)
                if whole and isinstance(draft.lines, list) and isinstance(draft.known, list):
                    return draft
        raise NotFound(Said("There is no draft {given}.", given=Prose(id)), hint=Command("draft list"))

    def find(self, part: str = "") -> Draft:
        """The draft that its id or a part of it (or its record, or its command) names; the last changed for none.

        Raises NotFound.
        """
        found = self.named(part)
        if found:
            return found[0]
        if not part:
            raise NotFound("There are no unfinished answers.")
        raise NotFound(Said("There is no draft {given}.", given=Prose(part)), hint=Command("draft list"))

    def only(self, part: str) -> Draft:
        """The one draft that the part names. Raises NotFound, Ambiguous."""
        found = self.named(part)
        if len(found) > 1:
            raise Ambiguous(
                Said(
                    "{given!r} names {count} drafts: {drafts}.", given=Prose(part), count=len(found),
                    drafts=Many(d.id for d in found),
                ),
                hint="Type more of the id.", details={"candidates": [draft.id for draft in found]},
            )  # fmt: skip
        return self.find(part)

    def named(self, part: str) -> Sequence[Draft]:
        """The drafts that the part names, last changed first; all of them for none."""
        drafts = self.list()
        whole = [draft for draft in drafts if draft.id == part]
        return whole or [d for d in drafts if not part or part in d.id or part in d.about or part == d.form]

    def save(self, draft: Draft) -> None:
        """Keep the draft, whole or not at all, as the person's. Raises StoreTrouble."""
        import json

        self._settle()
        draft.person = draft.person or self.person
        kept = as_dict(draft)
        del kept["id"]
        try:
            folders.put(self._file(draft.id, ".json"), json.dumps(kept, ensure_ascii=False).encode())
        except OSError as error:
            raise StoreTrouble(
                Said("Your answers can't be saved in {path}: {why}.", path=str(self.folder), why=reason(error)),
                hint="Make room or give yourself access to that folder; `--no-input` works without it.", code="drafts",
            ) from error  # fmt: skip

    def hold(self, id: str) -> Held | None:
        """Have the draft to oneself; None if it is open in another window."""
        self._settle()
        with contextlib.suppress(OSError):  # saving it says what is wrong with the folder
            folders.make(self.folder)
        return hold(self._file(id, ".open"))

    def is_open(self, id: str) -> bool:
        """Whether the draft is open in a window."""
        return is_held(self._file(id, ".open"))

    def discard(self, id: str) -> None:
        """Remove a draft, and everything that an editor left next to it; it may be gone already."""
        apart.discard_draft(self.folder, id)

    def take_in(self, draft: Draft) -> str:
        """Take into the draft what an editor saved; why not, where it can't be read: its file then stays as it is.

        Raises StoreTrouble.
        """
        saved = [self.scratch(draft.id), self.scratch(draft.id, ".txt.save")]  # the second is nano's, on a hang-up
        trouble = ""
        found = sorted(filter(Path.is_file, saved), key=lambda p: p.stat().st_mtime_ns)
        for path in found:
            text, trouble = as_text(path.read_bytes())
            if text.strip():
                draft.lines = text.rstrip().split("\n")
        if found and not trouble:
            self.save(draft)
            apart.clear_editors(self.folder, draft.id)
        return trouble

    def scratch(self, id: str, suffix: str = ".txt") -> Path:
        """The file that an editor works on while it is open; it stays if the editor fails."""
        return self._file(id, suffix)

    def _file(self, id: str, suffix: str) -> Path:
        return self.folder / f"{id}{suffix}"


class Keeper:
    """Keeps one interview's answers as they come; the draft begins with the first word."""

    def __init__(
        self, drafts: Drafts, form: str, now: datetime, *, about: str = "", line: str = "", resume: str = ""
    ) -> None:
        self.drafts = drafts
        self.form = form
        self.about = about
        self.line = line or str(Command(form, *filter(None, [about])))
        self.resume = resume
        self.draft: Draft | None = None
        #: Why the last words could not be saved; empty as long as they could.
        self.unsaved = ""
        self._held: Held | None = None
        self._now = f"{now:%Y-%m-%dT%H:%M:%SZ}"

    def before(self) -> Draft | None:
        """The draft to offer: the one asked for if it is of this command, else the last one on this record.

        One that is open in another window is offered only where there is no other, for it to be said.
        """
        if self.resumed:
            return self.drafts.load(self.resume)
        kept = self.drafts.list(self.form, self.about)
        return next((draft for draft in kept if not self.drafts.is_open(draft.id)), kept[0] if kept else None)

    @property
    def resumed(self) -> bool:
        """Whether this draft is the one to continue: a command may have a second form, whose draft it is not."""
        return any(draft.id == self.resume and draft.form == self.form for draft in self.drafts.list())

    def take(self, draft: Draft) -> bool:
        """Have the draft to oneself, to carry on with it or to leave it; False if another window has it open."""
        self._held = self.drafts.hold(draft.id)
        return self._held is not None

    def go_on(self, draft: Draft) -> str:
        """Continue a draft that was taken, with what an editor saved last, or say why that can't be read."""
        self.draft = draft
        return self.drafts.take_in(draft)

    def let_go(self) -> None:
        """Let other windows carry on with the draft: this one has ended."""
        if self._held is not None:
            self._held.let_go()
            self._held = None

    def keep(
        self, answers: Answers, of: int, open: str = "", lines: list[str] | None = None,
        left: Mapping[str, list[str]] | None = None, known: Iterable[str] = (),
    ) -> str:  # fmt: skip
        """Write the answers so far, with what there is of the one being given and of others.

        What can't be saved stays here and is tried again with the next word; the first time, a sentence says so.
        """
        if self.draft is None:
            if not answers and not lines and not left:
                return ""
            slug = re.sub(r"[^a-z0-9]+", "-", f"{self.form} {self.about}".lower()).strip("-")
            self.draft = Draft(f"{slug}-{os.urandom(3).hex()}", self.form, self.about, self.line, self._now, self._now)
            self._held = self.drafts.hold(self.draft.id)
        self.draft.changed = self._now
        self.draft.answers = dict(answers)
        self.draft.of = of
        self.draft.known = sorted(known)
        self.draft.open = open
        self.draft.lines = list(lines or ())
        self.draft.left = {name: list(typed) for name, typed in (left or {}).items()}
        return self._save(self.draft)

    def _save(self, draft: Draft) -> str:
        before = self.unsaved
        try:
            self.drafts.save(draft)
            self.unsaved = ""
        except StoreTrouble as trouble:
            self.unsaved = trouble.message
        if before or not self.unsaved:
            return ""
        return f"{self.unsaved} You can carry on and finish here, but if you stop now, what you typed is lost."

    @property
    def lines(self) -> list[str]:
        """What there is of the answer that is being given."""
        return [] if self.draft is None else self.draft.lines

    def way_back(self) -> Command | None:
        """The line that continues with what was typed. None if it could not be saved."""
        return None if self.draft is None or self.unsaved else self.drafts.to_resume()

    def reopen(self, form: Form, error: ImatterError) -> None:
        """Have the draft go on at the answer that the refusal is about, where it says which one that is."""
        if self.draft is None or self.draft.open:
            return
        for name in form.fields_in(error.details):
            if name in self.draft.answers:
                value = self.draft.answers.pop(name)
                self.draft.open = name
                self.draft.lines = [str(v) for v in value] if isinstance(value, list) else str(value).split("\n")
                self._save(self.draft)
                return

    def edited(self, text: str, edit: Callable[[Path], str]) -> tuple[str, str]:
        """A text after an editor worked on it, and what went wrong with the editor; as it was if nothing came back.

        `edit` opens an editor on a file. What it saves there outlives us, until `take_in`. Raises StoreTrouble.
        """
        if self.draft is None:
            raise LookupError("Nothing is kept yet.")
        path = self.drafts.scratch(self.draft.id)
        if not path.is_file():  # else it is one that could not be read: it is opened again as it is
            write_private(path, f"{text}\n".encode("utf-8", "surrogateescape"))
        trouble = edit(path)
        unread = self.drafts.take_in(self.draft)
        return "\n".join(self.draft.lines), unread or trouble

    def discard(self) -> None:
        """Remove the draft: its command has succeeded."""
        if self.draft is not None:
            self.drafts.discard(self.draft.id)
            self.draft = None
        self.let_go()
