"""`imatter reflection edit ID --editor`: a reflection as one plain text with its questions as headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import BadValue, ImatterError, Interrupted
from imatter_cli.input import headed
from imatter_cli.input.console import Terminal
from imatter_cli.input.doubts import Doubts
from imatter_cli.input.drafts import Keeper
from imatter_cli.input.editor import Note, mark_for, with_notes, without_notes
from imatter_cli.input.form import Form, Question
from imatter_cli.input.values import value_of
from imatter_cli.remedies import Command

#: Answers that are written as text: the others are asked for one by one.
_TEXTS = ("long", "text")


def edit_as_text(session: Session, id: str, form: Form, keep: Callable[[dict[str, Any]], None]) -> None:
    """Open what a reflection says, read it back, and keep what differs; open it again with what is wrong.

    `form` has the questions with today's answers. Raises Interrupted where the person leaves it; the text is then
    kept as a draft.
    """
    session.begin()
    line = str(Command("reflection edit", id, "--editor"))
    keeper = Keeper(session.drafts(), "reflection text", session.now(), about=id, line=line, resume=session.resume)
    sheet = _Sheet(session, [q for q in form.questions if q.answer in _TEXTS], form, keeper)
    try:
        while True:
            try:
                keep(sheet.edited())
            except Interrupted:
                raise
            except ImatterError as wrong:
                sheet.note(f"{wrong.message} {wrong.hint}".strip())
                continue
            keeper.discard()
            return
    except (EOFError, KeyboardInterrupt, ImatterError):
        keeper.let_go()
        if resume := keeper.way_back():
            session.say(f"Your text is kept:  {resume}")
        raise


class _Sheet:
    """The text while it is edited."""

    def __init__(self, session: Session, questions: Sequence[Question], form: Form, keeper: Keeper) -> None:
        self._questions = questions
        self._now = {q.field: str(form.now[q.field]) for q in questions if q.field in form.now}
        self._behind = session.behind()
        self._console = Terminal()
        self._doubts = Doubts(self._behind.thoughts, self._console)
        self._keeper = keeper
        self._note = ""
        self._text = headed.written(questions, self._now)
        self._resume()

    def edited(self) -> dict[str, Any]:
        """The answers that differ, as record values, after an editor worked on the text. Raises BadValue."""
        mark = mark_for(self._text)
        shown = with_notes(self._text, [Note(0, self._note)] if self._note else [], mark)
        self._keep(shown)
        came, trouble = self._keeper.edited(shown, self._console.edit)
        if trouble:
            raise Interrupted(trouble)
        self._text, self._note = without_notes(came, mark), ""
        self._keep(self._text)
        said = headed.read(self._text, self._questions)
        values = {q.field: value_of(q, said[q.field], self._behind) for q in self._questions}
        changed = {name: value for name, value in values.items() if value != self._now.get(name, "")}
        for text in changed.values():
            if not self._doubts.stands(text):
                raise BadValue("You wanted to change something here.")
        return changed

    def _keep(self, text: str) -> None:
        trouble = self._keeper.keep({}, 1, "text", text.split("\n"))
        if trouble:
            self._console.say(trouble)

    def note(self, wrong: str) -> None:
        """Say what is wrong, and have it at the top of the text the next time. Raises Interrupted for a no."""
        self._note = wrong
        self._console.say(wrong)
        if self._console.ask("Open it again? [Y/n] ").strip().lower() in ("n", "no", "q", "quit"):
            raise Interrupted("Stopped. Nothing was changed.")

    def _resume(self) -> None:
        draft = self._keeper.before()
        if draft is None or not self._keeper.take(draft):
            return
        if not self._keeper.resumed:
            said = self._console.ask("You have an unfinished text of this reflection. Carry on with it? [Y/n] ")
            if said.strip().lower() in ("n", "no"):
                self._keeper.let_go()
                return
        self._keeper.go_on(draft)
        self._text = "\n".join(line for line in draft.lines if not line.startswith("#!!"))
