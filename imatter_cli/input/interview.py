"""One plain question after the other, at a terminal. Nothing that was typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from imatter_cli.domain.dates import spoken
from imatter_cli.errors import Ambiguous, BadValue, ImatterError, Interrupted, Missing, NotFound, StoreTrouble
from imatter_cli.input.agreeing import agreed
from imatter_cli.input.console import Console
from imatter_cli.input.doubts import Doubts, is_free
from imatter_cli.input.drafts import Draft, Keeper
from imatter_cli.input.form import EMPTY, Answers, Choice, Form, Question, without_their_answer
from imatter_cli.input.line.outcome import Pasted, Stopped, is_command
from imatter_cli.input.values import Behind, as_said, judge, taken, value_of
from imatter_cli.said import Many, Said

#: So many records are offered by number; more would be a list to search, not to choose from.
OFFERED_REFS = 9
PROMPT_WIDTH = 56
_HOW = "Press Enter to skip a question. Type ? to see why we ask, or < to go back.\n"
_HOW_CHANGE = (
    "Press Enter to keep an answer as it is. Type - (a hyphen) to empty one, ? to see\nwhy we ask, or < to go back.\n"
)
_HOW_ONE = "Type ? to see why we ask.\n"
_HOW_LONG = (
    "To finish, type a full stop on its own line, or leave two lines empty.\n"
    "On its own line, e opens an editor, ? says why we ask, and < goes back."
)
_HOW_LONG_AGAIN = "A full stop on its own line finishes this too."


#: What is typed in a list to change one that is there.
_PLACE = re.compile(r"-(?P<remove>\d{1,3})|(?P<change>\d{1,3}):(?P<words>| .*)")


class _Back(Exception):
    """The person wants the question before this one again."""


class _Emptied(Exception):
    """The person takes the answer away that is there."""


class Interview:
    """The asking of one form.

    An empty answer leaves an optional question out and puts a required one off to the end; `?` says why it is
    asked, `<` goes back one question, and `-` takes away the answer that is there. Ctrl-C or the end of input keeps the
    answers so far.
    """

    def __init__(self, form: Form, behind: Behind, console: Console, keeper: Keeper | None) -> None:
        self.form = form
        self.behind = behind
        self.console = console
        self.keeper = keeper
        self.doubts = Doubts(behind.thoughts, console)
        self.answers: dict[str, Any] = {}
        #: Fields that had an answer before anything was asked.
        self._known: frozenset[str] = frozenset()
        #: What a question had when the person went back to it.
        self._before: dict[str, Any] = {}
        #: What was typed, here or before a draft was resumed, and is not an answer yet, by field.
        self._begun: dict[str, list[str]] = {}
        #: Answers of a resumed draft that are not taken any more: shown again where they are asked for.
        self._refused: dict[str, Any] = {}
        #: What was typed where only yes or no is an answer: it is kept for the next question that takes it.
        self._aside: list[str] = []
        #: Whether it was said how a long answer is given.
        self._told_how = False
        #: Fields whose answers a resumed draft brought: these can be gone back to, those of the line cannot.
        self._from_draft: set[str] = set()

    def run(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Ask what has no answer yet. Raises Interrupted, and Missing when a required question stays empty."""
        self.answers = dict(answers)
        self._known = frozenset(answers)
        try:
            if self.form.title:
                self.console.say(self.form.title)
            self._resume()
            if self._from_draft and not self._unasked():
                self._look_again()
            how = _HOW_CHANGE if self.form.now else _HOW
            self.console.say(how if len(self._unasked()) > 1 else _HOW_ONE)
            self._pass(self._unasked)
            if self._unanswered():
                self.console.say("\nBack to what you skipped.")
                self._pass(self._unanswered)
        except (EOFError, KeyboardInterrupt):
            raise self._stopped() from None
        left = self._unanswered()
        if left:
            raise self._unfinished(left)
        return self._with_what_goes(self.answers)

    def think_again(self, answers: dict[str, Any], doubted: Sequence[Question]) -> dict[str, Any]:
        """Ask whether these answers, given in the line, stay as they are, and ask again for those that don't.

        Raises Interrupted.
        """
        self.answers = dict(answers)
        try:
            for question in doubted:
                value = self.answers[question.field]
                self.console.say(f"{question.name}: {_spoken(value)}")
                if not all(self.doubts.stands(as_said(one)) for one in (value if question.many else [value])):
                    self._go_back_to(question)
                    self._pass(lambda: [question])  # noqa: B023 - asked here and now
        except (EOFError, KeyboardInterrupt):
            raise self._stopped() from None
        return self.answers

    def _stands(self, question: Question, said: str, before: list[str]) -> bool:
        """Whether an answer stays as it is after a second thought; what was typed is kept while the person decides."""
        if not is_free(question) or not self.doubts.on(said):
            return True
        self._keep(question.field, [*before, *said.split("\n")])
        return self.doubts.stands(said)

    def _unasked(self) -> list[Question]:
        return [q for q in self._applying() if q.field not in self.answers]

    def _unanswered(self) -> list[Question]:
        return [q for q in self._applying() if q.required and q.default is None and q.field not in self.answers]

    def _applying(self) -> list[Question]:
        return [q for q in self.form.questions if q.applies(self.answers)]

    def _pass(self, questions: Callable[[], list[Question]]) -> None:
        """Ask until nothing is left to ask; each question once, unless the person goes back to it."""
        asked: list[Question] = []
        while True:
            seen = {q.field for q in asked}
            todo = [q for q in questions() if q.field not in seen]
            if not todo:
                return
            question = todo[0]
            try:
                value = self._ask(question)
            except _Back:
                earlier = asked.pop() if asked else self._kept_before(question)
                if earlier is None:
                    self.console.say("This is the first question.")
                else:
                    self._go_back_to(earlier)
                continue
            asked.append(question)
            if value is not None:
                self.answers[question.field] = value
                self._begun.pop(question.field, None)
            self._keep()

    def _with_what_goes(self, answers: Answers) -> dict[str, Any]:
        """The answers, and those emptied whose questions depend on an answer that was taken away."""
        emptied = [q.field for q in self.form.questions if answers.get(q.field) == q.nothing]
        gone = [one for field in emptied for one in without_their_answer(self.form, answers, field)]
        return {**answers, **{q.field: q.nothing for q in gone}}

    def _look_again(self) -> None:
        """Everything has an answer: continue with all of them, or go back to one."""
        self.console.say("Everything is answered. Press Enter to try again, or type < to go back to an answer.")
        self.console.forget_typed_ahead()
        while said := self._typed(None, "Go on? ", []):
            if not is_command(said, "<"):
                self._set_aside(said)
                self.console.say("Press Enter to try again, or type < to go back.", indent="    ")
            else:
                self._go_back_to(self._kept(self.form.questions)[-1])
                return

    def _kept_before(self, question: Question) -> Question | None:
        """The last question before this one that a resumed draft has answered."""
        kept = self._kept(self.form.questions[: self.form.questions.index(question)])
        return kept[-1] if kept else None

    def _kept(self, questions: Sequence[Question]) -> list[Question]:
        """Those of these questions that a resumed draft has answered."""
        return [q for q in questions if q.field in self._from_draft and q.field in self.answers]

    def _go_back_to(self, question: Question) -> None:
        if question.field in self.answers:
            self._before[question.field] = self.answers.pop(question.field)

    def _ask(self, question: Question) -> Any:
        """One question until it has an answer that can be taken, or None for an empty one."""
        try:
            return self._answered(question)
        except _Emptied:
            return self._taken_away(question)

    def _taken_away(self, question: Question) -> Any:
        """No answer where there was one; None where the question had none in the first place."""
        for kept in (self._before, self._begun, self._refused):
            kept.pop(question.field, None)
        if question.field not in self.form.now:
            return None
        with_it = [q.name for q in without_their_answer(self.form, self.answers, question.field)]
        also = f" This also empties: {', '.join(with_it)}." if with_it else ""
        self.console.say(f"{question.name} is now empty.{also}", indent="    ")
        return question.nothing

    def _answered(self, question: Question) -> Any:
        before = self._before.get(question.field, self.form.now.get(question.field))
        lines = list(self._begun.get(question.field) or _as_lines(self._refused.get(question.field)))
        if self._aside and question.answer in ("text", "long") and not question.many:
            lines, self._aside = [*lines, *self._aside], []
            self._keep(question.field, lines)
        if before is not None and not question.many:
            goes_on = bool(lines) and question.answer == "long"
            empties = ", - to empty it" if question.may_be_empty and before != question.nothing else ""
            keeps = "" if goes_on else f"  (press Enter to keep it{empties})"
            self.console.say(f"{question.name} was: {_spoken(before)}{keeps}")
        if question.many:
            value = self._many(question, lines, before or ())
        elif question.answer == "long":
            value = self._long(question, lines, before)
        else:
            value = self._one(question, lines, before)
        return before if value is None else value

    def _one(self, question: Question, lines: list[str], before: Any) -> Any:
        offered = self._offer(question)
        prompt = self._prompt(question, offered, before)
        if question.answer == "yes-no":
            self.console.forget_typed_ahead()
        self._show(lines)
        while True:
            said = self._line(question, prompt, lines)
            if not said:
                return question.default if before is None else before
            pasted = said.split("\n")
            if len(pasted) > 1 and question.answer not in ("text", "step"):
                self.console.say(
                    f"This takes one line, and you pasted {len(pasted)}. Nothing was taken.", indent="    "
                )
                lines = [*lines, *pasted]
                self._keep(question.field, lines)
                continue
            try:
                value = value_of(question, self._by_number(question, said, offered), self.behind)
                self._judge(question, value)
            except (BadValue, NotFound, Ambiguous) as error:
                self._explain(error, offered)
                lines = _with(lines, said)  # what was typed, also of an answer that won't do
                self._keep(question.field, lines)
                continue
            if not self._stands(question, said, lines):
                lines = _with(lines, said)
                continue
            self._echo(question, said, value, offered)
            return value

    def _many(self, question: Question, lines: list[str], before: Sequence[Any]) -> list[Any] | None:
        """A list: what is begun of it, or what there was before, to add to, change and take away from one by one."""
        offered = self._offer(question)
        most = self.behind.at_most(question)
        values, refused = self._list_begun(question, lines) if lines else (list(before), [])
        kept = min(len(before), len(values))  # `<` takes back what was added after these
        bound = "One per line" if most is None else f"One per line, at most {most}"
        finish = "" if before else "; press Enter on an empty line to finish"
        self.console.pose(f"{question.ask}  {bound}{finish}.")
        self._show_list(values)
        if before:
            empties = ", - to empty the list" if question.may_be_empty else ""
            self.console.say(
                f"Press Enter to keep the list, or add to it. Type 1: to change the first, -1 to remove it{empties}."
            )
        while before or most is None or len(values) < most:
            full = most is not None and len(values) >= most
            prompt = "Change one, or press Enter: " if full else f"  {len(values) + 1}: "
            try:
                said = self._line(question, prompt, [*map(as_said, values), *refused])
            except (_Back, _Emptied) as wish:
                if not values or (before and (isinstance(wish, _Emptied) or len(values) <= kept)):
                    raise
                self.console.say(f"  {as_said(values.pop())} is removed from the list.")
            else:
                if not said and (values or not before):
                    break
                if not said:
                    self._empty(question)
                elif (at := _place_in(said, values)) is not None:
                    there = len(values)
                    refused += self._changed_at(question, *at, values, offered)
                    kept -= there - len(values) if at[0] < kept else 0
                else:
                    refused += self._added(question, said, values, offered)
            self._keep(question.field, [*map(as_said, values), *dict.fromkeys(refused)])
        if not values:
            return question.default if isinstance(question.default, list) else None
        return values

    def _list_begun(self, question: Question, lines: Sequence[str]) -> tuple[list[Any], list[str]]:
        """The answers in lines that were typed before, and the lines that are not one."""
        values: list[Any] = []
        refused: list[str] = []
        for kept in lines:
            try:
                value = value_of(question, kept, self.behind)
                self._judge(question, [*values, value])
                values += [] if value in values else [value]
            except (BadValue, NotFound, Ambiguous) as error:
                self.console.say(f"  | {kept}")
                self._explain(error, ())
                refused.append(kept)
        return values, refused

    def _show(self, lines: Sequence[str]) -> None:
        """What was typed before, or is there now of a long answer."""
        for line in lines:
            self.console.say(f"  | {line}")

    def _show_list(self, values: Sequence[Any]) -> None:
        for n, value in enumerate(values, 1):
            self.console.say(f"  {n}: {as_said(value)}")

    def _added(self, question: Question, said: str, values: list[Any], offered: Sequence[Choice]) -> list[str]:
        """Add what was typed or pasted to the list; the lines that were not taken."""
        most = self.behind.at_most(question)
        lines = list(filter(None, map(str.strip, said.split("\n"))))
        room = len(lines) if most is None else most - len(values)
        if len(lines) > room:
            more = f", and you pasted {len(lines)}. Nothing was taken" if len(lines) > 1 else ""
            self.console.say(f"There is room for {room}{more}." if room else f"At most {most}. Change or remove one.")
            return lines
        if len(lines) > 1 and not self._all_fit(question, lines, offered):
            return lines
        return [one for one in lines if not self._put(question, one, values, offered, len(values))]

    def _changed_at(
        self, question: Question, n: int, said: str, values: list[Any], offered: Sequence[Choice]
    ) -> list[str]:
        """Write one of the list again, or remove it for a hyphen; the lines that were not taken."""
        today = as_said(values[n])
        others = [as_said(value) for value in (*values[:n], *values[n + 1 :])]
        while is_command(said, "") or is_command(said, "?"):
            if said:
                self._why(question)
            said = self._typed(question, f"  {n + 1}: ", others, today).strip() or "<"
        if said == "-":
            self._remove(question, n, values)
        elif said not in ("<", today) and not self._put(question, said, values, offered, n):
            return [said]
        self._show_list(values)
        return []

    def _remove(self, question: Question, n: int, values: list[Any]) -> None:
        rest = [*values[:n], *values[n + 1 :]]
        try:
            if rest:
                self._judge(question, rest)
        except BadValue as error:
            self._explain(error, ())
        else:
            self.console.say(f"  {as_said(values.pop(n))} is removed from the list.")

    def _all_fit(self, question: Question, pasted: Sequence[str], offered: Sequence[Choice]) -> bool:
        """Whether each line of a paste is an answer: of one that was meant for elsewhere, none is taken."""
        for one in pasted:
            try:
                value_of(question, self._by_number(question, one, offered), self.behind)
            except (BadValue, NotFound, Ambiguous) as error:
                self._explain(error, offered)
                self.console.say(f"You pasted {len(pasted)} lines. Nothing was taken.", indent="    ")
                return False
        return True

    def _put(self, question: Question, said: str, values: list[Any], offered: Sequence[Choice], n: int) -> bool:
        """Make this answer the nth of the list, or one more; False, and said why, where it can't be."""
        try:
            value = value_of(question, self._by_number(question, said, offered), self.behind)
            self._judge(question, [*values[:n], value, *values[n + 1 :]])
        except (BadValue, NotFound, Ambiguous) as error:
            self._explain(error, offered)
            return False
        if value in values:
            self.console.say(f"  {as_said(value)} is already in the list.")
        elif self._stands(question, said, list(map(as_said, values))):
            self._echo(question, said, value, offered)
            values[n : n + 1] = [value]
        return True

    def _long(self, question: Question, lines: list[str], before: Any) -> Any:
        self.console.pose(question.ask)
        self.console.say(_HOW_LONG_AGAIN if self._told_how else _HOW_LONG)
        self._told_how = True
        self._show(lines)
        while True:
            said = self._typed(question, "  | ", lines)
            if isinstance(said, Pasted):  # text, whatever it holds
                lines += said.rstrip().split("\n")
                self._keep(question.field, lines)
                continue
            plain = said.strip()
            if plain == "." or (not plain and (not lines or not lines[-1].strip())):
                text = "\n".join(lines)
                if not text.strip():
                    return question.default
                try:
                    value = value_of(question, text, self.behind)
                    self._judge(question, value)
                    if self._stands(question, text, []):
                        return value
                except BadValue as error:
                    self._explain(error, ())
                    self.console.say("Your text is kept. Type e to open it in an editor.", indent="    ")
                else:
                    lines = self._written_again(question, lines)
            elif plain == "<":
                raise _Back
            elif plain == "-" and not lines:
                self._empty(question)
            elif plain == "?":
                self._why(question)
            elif plain == "e":
                lines = self._edited(question, lines or (str(before).split("\n") if before else []))
            else:
                lines.append(said.rstrip())
                self._keep(question.field, lines)

    def _written_again(self, question: Question, lines: list[str]) -> list[str]:
        """Each line that is worth a second thought, asked for again; an empty answer leaves it as it was.

        On its own line, what finishes a text, opens an editor, asks why or goes back does so here too.
        """
        self.console.say("Write these lines again, or press Enter to leave one as it is.", indent="    ")
        for n in [n for n, line in enumerate(lines) if self.doubts.on(line)]:
            self.console.say(f"  - {lines[n]}")
            while is_command(said := self._typed(question, "  | ", lines), "?"):
                self._why(question)
            if is_command(said, "."):
                break
            if is_command(said, "<"):
                raise _Back
            if is_command(said, "e"):
                return self._edited(question, lines)
            lines = [*lines[:n], " ".join(said.split("\n")).rstrip() or lines[n], *lines[n + 1 :]]
            self._keep(question.field, lines)
        self._show(lines)
        return lines

    def _edited(self, question: Question, lines: list[str]) -> list[str]:
        if self.keeper is None:
            self.console.say("There is no editor here.")
            return lines
        self._keep(question.field, lines or [""])
        try:
            text, trouble = self.keeper.edited("\n".join(lines), self.console.edit)
        except StoreTrouble as full:  # the editor's file can't be written, or what it saved can't be kept
            text, trouble = "\n".join(self.keeper.lines), full.message
        if trouble:
            self.console.say(trouble)
        edited = text.split("\n") if text else []
        self._begun[question.field] = list(edited)
        self._show(edited)
        return edited

    def _line(self, question: Question, prompt: str, lines: list[str]) -> str:
        """One answer, stripped; `?` is answered here, `<` goes back and `-` empties.

        `lines` are what was typed before it.
        """
        while True:
            said = self._typed(question, prompt, lines)
            if is_command(said, "<"):
                raise _Back
            if is_command(said, "?"):
                self._why(question)
            elif is_command(said, "-") and (question.may_be_empty or question.parse is None):
                self._empty(question)
            elif said.strip() or not isinstance(said, Pasted):
                return type(said)(said.strip())

    def _empty(self, question: Question) -> None:
        """Take the answer away, or say that there must be one."""
        if not question.may_be_empty:
            self.console.say(EMPTY, indent="    ")
            return
        try:
            if question.field in self.form.now:
                self._judge(question, question.nothing)
        except BadValue as error:
            self._explain(error, ())
        else:
            raise _Emptied

    def _judge(self, question: Question, value: Any) -> None:
        """Refuse what would be refused at the end. Raises BadValue, and what no other answer would mend."""
        answers = self._with_what_goes({**self.answers, question.field: value})
        judge(question, answers.pop(question.field), answers)

    def _typed(self, question: Question | None, prompt: str, lines: list[str], text: str = "") -> str:
        """One answer as it was typed, after these lines; if the person stops within it, what they typed is kept.

        It begins with a text where the terminal can show one to be changed.
        """
        try:
            return self.console.ask(prompt, text)
        except Stopped as stopped:  # in the middle of a line, which may be all of a thought
            if stopped.begun.strip() and question is not None:
                self._keep(question.field, [*lines, *stopped.begun.rstrip().split("\n")])
            elif stopped.begun.strip():
                self._set_aside(stopped.begun)
            raise

    def _set_aside(self, text: str) -> None:
        """Keep a sentence that was typed where it is not an answer."""
        if len(text.split()) > 1:
            self._aside += text.strip().split("\n")

    def _why(self, question: Question) -> None:
        self.console.say(question.why or "It is part of the record.", indent="    ")
        if question.example and question.answer not in ("choice", "ref"):
            self.console.say(f"For example: {question.example}", indent="    ")

    def _offer(self, question: Question) -> Sequence[Choice]:
        """Show what can be chosen by its number; nothing where there is too much of it."""
        offered = self.behind.offered(question)
        more = question.answer == "ref" and len(offered) > OFFERED_REFS
        if question.answer == "ref":
            offered = offered[:OFFERED_REFS]
        if not offered:
            return ()
        if not question.many:
            self.console.pose(question.ask)
        width = max(len(c.label or c.value) for c in offered)
        for n, choice in enumerate(offered, 1):
            self.console.say(f"  {n:>2}  {(choice.label or choice.value).ljust(width)}   {choice.note}".rstrip())
        if more:
            self.console.say("      or another one: type any unique part of its id")
        if question.answer == "text":
            self.console.say("      or a few words of your own")
        return offered

    def _prompt(self, question: Question, offered: Sequence[Choice], before: Any = None) -> str:
        """The prompt, with what may be answered and, last, what Enter takes."""
        most = self.behind.at_most(question)
        bounds = ""
        if offered:
            bounds = f" [1-{len(offered)}]" if len(offered) > 1 else ""
        elif question.answer == "yes-no":
            bounds = " [yes/no]"
        elif question.answer == "count" and most is not None:
            bounds = f" [{question.at_least}-{most}]" if question.at_least < most else ""
        if before is not None:
            kept = _spoken(before)
            bounds += f" [{kept}]" if len(kept) <= PROMPT_WIDTH // 3 else ""
        elif question.default is not None:
            bounds += f" [{as_said(question.default)}]"
        elif not question.required and question.field not in self.form.now:
            bounds += " (optional)"
        if offered:
            return f"{question.name}{bounds}: "
        # A prompt stays well below the width: line editing redraws one that fills it, which reads badly aloud.
        if len(question.ask) + len(bounds) > PROMPT_WIDTH:
            self.console.pose(question.ask)
            return f"{question.name}{bounds}: "
        return f"{question.ask}{bounds}{' ' if question.ask.endswith(('?', ':')) and not bounds else ': '}"

    def _by_number(self, question: Question, said: str, offered: Sequence[Choice]) -> str:
        """What was chosen by its number in the list that was shown (a choice's number `value_of` knows)."""
        if question.answer in ("ref", "text") and said.isdigit() and 1 <= int(said) <= len(offered):
            chosen = offered[int(said) - 1]
            return chosen.value if question.answer == "ref" else chosen.label or chosen.value
        return said

    def _echo(self, question: Question, said: str, value: Any, offered: Sequence[Choice]) -> None:
        """Show how an answer was understood, where that is not what was typed."""
        if question.answer in ("day", "step") and value != said:
            with suppress(ValueError):  # a step without a day
                day, step = date.fromisoformat(str(value)[:10]), str(value)[11:]
                self.console.say(f"    {day:%A} {day.day} {day:%B} {day.year}{f': {step}' if step else ''}")
        elif (question.answer in ("money", "ref", "choice") or offered) and str(value) != said:
            label = next((c.label for c in offered if c.value == value and c.label), value)
            self.console.say(f"    {label}")

    def _explain(self, error: ImatterError, offered: Sequence[Choice]) -> None:
        self.console.say(error.message, indent="    ")
        if isinstance(error, BadValue) and offered:
            closest = "".join(f"Closest: {one}. " for one in error.details.get("closest", ()))
            self.console.say(f"{closest}Type its number, 1 to {len(offered)}, or its name.", indent="    ")
            return
        near = [*error.details.get("candidates", ()), *error.details.get("closest", ())]
        ids = [str(n.get("id", n) if isinstance(n, dict) else n) for n in near]
        if ids and not any(map(error.said.names, ids)):
            self.console.say("Near: " + ", ".join(ids), indent="    ")
        if error.hint:
            self.console.say(str(error.hint), indent="    ")

    def _keep(self, open: str = "", lines: list[str] | None = None) -> None:
        if self.keeper is not None:
            gone_back = {**self._refused, **self._before}
            gone_back = {f: v for f, v in gone_back.items() if f not in self.answers}
            if open:
                self._begun[open] = list(lines or ())
            left = {f: typed for f, typed in self._begun.items() if typed and f != open}
            asked = sum(q.field not in self._known for q in self._applying())
            trouble = self.keeper.keep({**gone_back, **self.answers}, asked, open, lines, left, self._known)
            if trouble:
                self.console.say(trouble)

    def _resume(self) -> None:
        """Offer the answers kept from last time, and start with them if they are wanted."""
        draft = self.keeper.before() if self.keeper is not None else None
        if self.keeper is None or draft is None:
            return
        if not self.keeper.take(draft):
            self.console.say(
                f"Your answers from {self._since(draft)} are open in another window. They stay there."
                " What you type here is kept separately."
            )
            return
        if not self.keeper.resumed:
            so_far = f"{draft.done} of {draft.of}{draft.and_begun}"
            self.console.say(f"You have unfinished answers from {self._since(draft)} ({so_far}).")
            if not agreed(self.console, "Carry on with them?", keep=self._set_aside):
                self.keeper.let_go()
                return
        unread = self.keeper.go_on(draft)
        if unread:
            self.console.say(unread)
        self._take(draft)
        for q in self.form.questions:
            if q.field in self.answers:
                self.console.say(f"  {q.name}: {_spoken(self.answers[q.field])}")
        self._keep(draft.open, self._begun.get(draft.open))

    def _since(self, draft: Draft) -> str:
        return spoken(draft.started[:10], self.behind.today)

    def _take(self, draft: Draft) -> None:
        """The draft's answers that still hold today; what was given in the line goes before them.

        A question at which more was typed after its answer is asked again, with both.
        """
        self._begun = draft.begun
        for question in self.form.questions:
            kept = draft.answers.get(question.field)
            if kept is None or question.field in self.answers:
                continue
            if kept == question.nothing and question.field in self.form.now:
                self.answers[question.field] = kept
                self._from_draft.add(question.field)
                continue
            try:
                value = taken(question, kept, self.behind)
                self._judge(question, value)
                self.answers[question.field] = value
            except (BadValue, NotFound, Ambiguous) as error:
                self.console.say(f"{error.message} You will be asked again.")
                self._refused[question.field] = kept
            else:
                self._from_draft.add(question.field)
                if question.field in self._begun:
                    self._go_back_to(question)

    def _stopped(self) -> Interrupted:
        if self._aside and self.keeper is not None:
            takes = next((q for q in self._unasked() if q.answer in ("text", "long") and not q.many), None)
            if takes is not None:
                self._keep(takes.field, [*self._begun.get(takes.field, ()), *self._aside])
        if self.keeper is not None:
            self.keeper.let_go()
        self.console.say()
        if self.keeper is None or self.keeper.draft is None:
            return Interrupted("Stopped. Nothing was changed.")
        if self.keeper.unsaved:
            lost = Said("Stopped. Nothing was changed. What you typed last is lost. {why}", why=self.keeper.unsaved)
            return Interrupted(lost)
        return Interrupted(
            "Stopped. Nothing was changed, and your answers so far are kept.", hint=self.keeper.drafts.to_resume(),
            details={"draft": self.keeper.draft.id},
        )  # fmt: skip

    def _unfinished(self, left: Sequence[Question]) -> Missing:
        if self.keeper is not None:
            self.keeper.let_go()
        names = Many(q.name.lower() for q in left)
        way_back = "" if self.keeper is None else self.keeper.way_back() or ""
        return Missing(
            Said("Still open: {questions}. Nothing was changed, and your answers are kept.", questions=names)
            if way_back
            else Said("Still open: {questions}. Nothing was changed.", questions=names),
            [{"field": q.field, "option": q.flag, "why": q.why, "example": q.example} for q in left], hint=way_back,
        )  # fmt: skip


def _as_lines(value: Any) -> list[str]:
    """An answer as it was typed, line by line."""
    if value is None:
        return []
    return [as_said(one) for one in value] if isinstance(value, list) else as_said(value).split("\n")


def _place_in(said: str, values: Sequence[Any]) -> tuple[int, str] | None:
    """Which of a list somebody changes, and to what: `2: new words`, `2:` to be asked for them, `-2` to remove it."""
    found = None if isinstance(said, Pasted) else _PLACE.fullmatch(said)
    n = int(found["remove"] or found["change"]) if found else 0
    return (n - 1, "-" if found["remove"] else found["words"].strip()) if found and 0 < n <= len(values) else None


def _with(lines: list[str], said: str) -> list[str]:
    return lines if said in lines else [*lines, said]


def _spoken(value: Any) -> str:
    if value in ("", []):
        return "nothing"
    said = ", ".join(map(as_said, value)) if isinstance(value, list) else as_said(value)
    return " ".join(said.split())
