"""`imatter programme entry`: the entries of a list, one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from imatter_cli.commands.frame.changes import tell
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.data import Data
from imatter_cli.errors import BadValue, Missing, Refused
from imatter_cli.input.ask import as_missing, read
from imatter_cli.input.form import Answers
from imatter_cli.input.questions import programme as rules
from imatter_cli.input.questions import programme_lists as questions
from imatter_cli.output.receipts import Next
from imatter_cli.remedies import Command
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.begin import programme, programme_lists
from imatter_cli.services.context import Context
from imatter_cli.store.contract import Receipt

Do = Callable[..., Receipt]


def edit_list(session: Session, said: str, given: Answers) -> None:
    """Add, change or take out entries of a list: the one that the options name, else one after the other."""
    name = named(session, said)
    if given:
        _done(session, name, _from_options(session, name, given))
    elif session.interactive:
        while _one(session, name):
            pass
    else:
        row = as_missing(questions.ENTRY["add"], questions.ENTRY["add"].example, session.behind())
        raise Missing(Said("You gave nothing to change in {list}.", list=name), [row],
                      hint=Command("programme entry", "--help"))  # fmt: skip


def named(session: Session, said: str) -> str:
    """The list that is meant: by its name, or by the end of it. Raises BadValue."""
    sets = [f"prompt_sets.{one['id']}.prompts" for one in programme.rules(session.store()).data["prompt_sets"]]
    known = [*questions.PARTS, *sets]
    plain = said.strip().lower().replace("-", "_").replace(" ", "_")
    found = [one for one in known if one.replace("-", "_") == plain] or [
        one for one in known if plain in one.replace("-", "_").split(".")
    ]
    if len(found) != 1:
        raise BadValue(
            Said("{given!r} is not a list of the programme.", given=Prose(said)),
            hint=Said("Choose from {lists}.", lists=Many(found or known)),
        )
    return found[0]


def _one(session: Session, name: str) -> bool:
    """Ask about one entry and change it; False once somebody is finished."""
    there = programme_lists.entries(session.store(), name)
    first = questions.parts_of(name)[0]
    line, context = str(Command("programme entry", name)), session.context()
    form = questions.which(name, rules.meaning_of(name), [str(one.get(first)) for one in there])
    with session.answers(form, {}, about=name, line=line) as answers:
        said = str(answers.get("entry") or "")
    if not said:
        return False
    now = _entry(there, first, said)
    if now is None:
        with session.answers(questions.new_entry(name, said), {}, about=f"{name} new", line=line) as parts:
            _done(session, name, _adding(name, said, parts))
        return True
    which = programme_lists.key(name, now)
    form = questions.entry(name, _spoken(now), _stays(context, name, which))
    with session.answers(form, {}, about=f"{name} {which}", line=line) as answers:
        parts = {part: _kept(part, answers[part]) for part in questions.parts_of(name) if part in answers}
        if answers.get("stays") is False:
            _done(session, name, partial(programme_lists.take_out, name=name, which=which))
        elif any(value != now.get(part, form[part].nothing) for part, value in parts.items()):
            _done(session, name, partial(programme_lists.change, name=name, which=which, parts=parts))
    return True


def _from_options(session: Session, name: str, given: Answers) -> Do:
    said = read(questions.ENTRY, given, session.behind())
    what = said.pop("what", "")
    verbs = [verb for verb in ("add", "change", "take_out") if verb in said]
    if len(verbs) != 1:
        raise BadValue("Say what happens to one entry of the list.", hint="Give one of --add, --change and --take-out.")
    parts = {part: _kept(part, said[part]) for part in questions.parts_of(name) if part in said}
    strange = [questions.ENTRY[part].flag for part in said if part not in (*verbs, *questions.parts_of(name))]
    if strange:
        raise BadValue(Said("An entry of {list} has no {option}.", list=name, option=strange[0]))
    which = str(said[verbs[0]])
    if verbs[0] == "add":
        return partial(_adding(name, which, parts), what=what)
    if verbs[0] == "take_out":
        return partial(programme_lists.take_out, name=name, which=which, what=what)
    return partial(programme_lists.change, name=name, which=which, parts=parts, what=what)


def _adding(name: str, called: str, parts: Mapping[str, Any]) -> Do:
    own = {part: _kept(part, value) for part, value in parts.items()}
    return partial(programme_lists.add, name=name, parts={questions.parts_of(name)[0]: called, **own})


def _entry(there: Sequence[Data], first: str, said: str) -> Data | None:
    """The entry with this number or of this name; None for a new one."""
    if said.isdigit() and 1 <= int(said) <= len(there):
        return there[int(said) - 1]
    return next((one for one in there if str(one.get(first, "")).casefold() == said.casefold()), None)


def _stays(context: Context, name: str, which: str) -> Callable[[Any, Answers], None]:
    def judge(value: Any, answers: Answers) -> None:
        try:
            if value is False:
                programme_lists.ask(context, name, which)
        except (Refused, BadValue) as refused:
            raise BadValue(refused.said, hint=refused.hint) from None

    return judge


def _done(session: Session, name: str, do: Do) -> None:
    receipt = do(session.context())
    version = session.settled(receipt).store.programme()["version"]
    tell(session, receipt, f"{questions.spoken(name)} changed. The rules are now version {version}.",
         [] if session.interactive else [Next(Command("programme show"))])  # fmt: skip


def _kept(part: str, value: Any) -> Any:
    """A part as the rules have it: fields of a project by their own names."""
    return str(value).replace("-", "_") if part == "field" else value


def _spoken(entry: Data) -> dict[str, Any]:
    """The parts of an entry as they would be answered."""
    return {part: str(value).replace("_", "-") if part == "field" else value for part, value in entry.items()}
