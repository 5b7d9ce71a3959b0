"""`imatter reflection` and `imatter reflect`: written, shared by a summary, found again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.commands.frame import stdin
from imatter_cli.commands.frame.changes import first_id, first_record
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import IdType, which_one
from imatter_cli.commands.frame.meant import named_or_meant
from imatter_cli.commands.frame.offering import anything, offering
from imatter_cli.commands.frame.options import argument, flag, option
from imatter_cli.commands.frame.pairs import pairs
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.verbs import Verb, add_verbs, asked_to_begin, command_of, finish, perform
from imatter_cli.commands.practice import search
from imatter_cli.commands.records.reading import RAW, add_reading, only_given
from imatter_cli.domain import concerns, editing
from imatter_cli.domain.kinds.fields import LONGEST
from imatter_cli.errors import BadValue, NotFound, StoreTrouble, Usage
from imatter_cli.input.form import Answers, Form
from imatter_cli.input.questions import reflection as questions
from imatter_cli.output import reflections as output
from imatter_cli.output.receipts import Next, Told
from imatter_cli.remedies import Command
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.practice import reflections
from imatter_cli.services.records import events, reading
from imatter_cli.store.contract import Data, Receipt

app = Commands("reflection", "Write what you noticed, share a summary of it, find it again.")


def _shared(ctx: Context, receipt: Receipt) -> Told:
    then = [Next(Command("reflection unshare", first_id(receipt)), "to stop sharing it")]
    return Told(next=then, notes=["Only the summary is shared."])


def _written(ctx: Context, receipt: Receipt) -> Told:
    id, made = first_id(receipt), first_record(receipt)
    if made.get("summary"):
        said, then = f"Kept and shared: {id}.", _shared(ctx, receipt).next
    else:
        private = " Nobody else can read it." if made.get("answers") else ""
        said, then = f"Kept: {id}.{private}", [Next(Command("reflection share", id), "share a summary of it")]
    step = Next(Command("project step", made.get("project")), "add the next small step")
    concern = made.get("concern") or {}
    notes = []
    if concern.get("raised"):
        first = "The host has the concern." if concern.get(concerns.PASSED) else "Pass the concern to the host now."
        notes = [f"{first} The host's safeguarding procedures always apply. Never write here what it was."]
    return Told(said, [*then, step], notes)


NEW = Verb(
    questions.NEW, "Write a reflection on a project. With --summary, share it too.",
    'imatter reflect 7kq --what "P1 began alone and stayed with it"', reflections.write, _written,
    begins=True,
)  # fmt: skip
SHARE = Verb(
    questions.SHARE, "Write a summary of a reflection, and share that.",
    'imatter reflection share c4v --summary "a calmer beginning to the evening"', reflections.share, _shared,
)  # fmt: skip


@command_of(app, NEW)
def new(
    session: Session,
    given: Answers,
    which: str = argument(
        "[PROJECT]", "Part of its id. Leave it out for your active project.", IdType("project"), default=""
    ),
    file: str = option("--file", "FILE", "Read the first answer from a file (- for stdin)."),
    without_text: bool = flag("--without-text", "In a programme's store: record it without any text."),
) -> None:
    """Write a reflection on a project. With --summary, share it too."""
    _begin_with_a_project(session)
    context = session.context()
    given = {**given, **_the_project(session, context, which or given.get("project", ""))}
    prompts = reflections.prompt_set(context, given.pop("set", ""))
    personal = context.store.programme().get("store") == "personal"
    given = _texts(given, prompts, file)
    form = _form(given, prompts["prompts"], personal=personal, without_text=without_text)
    about = given.get("project", "")
    if about and session.interactive:
        _say_last_time(session, context, about)
    line = str(Command("reflect", *filter(None, [about])))

    def arranged(values: Answers) -> dict[str, Any]:
        return {**questions.with_texts(values), "prompts": str(prompts["id"])}

    known = offering(session, {"project": lambda: reflections.to_look_back_on(context)}, anything)
    with asked_to_begin(
        session, NEW, given, form=form, known=known, about=about, line=line, arranged=arranged
    ) as values:
        finish(session, NEW, arranged(values))


@command_of(app, SHARE)
def share(session: Session, given: Answers, which: str = which_one("reflection")) -> None:
    """Write a summary of a reflection, and share that."""
    form = _share_form(session, which or given.get("reflection", ""))
    perform(session, replace(SHARE, form=form), given, which)


def _the_project(session: Session, context: Context, named: str) -> dict[str, str]:
    """The project by its full id: as it was named, or the only active one; at a terminal, the only one there is."""
    if named:
        return {"project": session.store().find(named, ["project"])}
    active = events.standing(context, "project", ("active",))
    if not active and session.interactive:
        active = events.standing(context, "project", ("planned", "paused"))
    return {"project": active[0]} if len(active) == 1 else {}


def _begin_with_a_project(session: Session) -> None:
    """At a terminal, help somebody who has nothing yet to a notebook and to a project to look back on."""
    try:
        session.store()
        begun = False
    except StoreTrouble as trouble:
        # late: only who has nothing yet begins here
        from imatter_cli.commands.begin.notebook import explain_the_year, offer

        offer(session, trouble)
        begun = True
    if not session.interactive or session.store().ids("project"):
        return
    if session.store().programme().get("store") == "personal":
        # late: as above
        from imatter_cli.commands.practice.project import begin_project

        if begun:
            explain_the_year(session)
        session.say("\nA reflection looks back on a project. First a few words on yours.")
        begin_project(session)


def _texts(given: Answers, prompts: Data, file: str) -> dict[str, Any]:
    """What was given with --answer and --file put to the set's prompts. Raises BadValue for what fits none."""
    known = [str(p["id"]) for p in prompts["prompts"]]
    out = {k: v for k, v in given.items() if k != "answer"}
    said = pairs(given.get("answer"), f"{known[0]}=TEXT")
    unknown = [p for p in said if p not in known]
    unknown += [p for p in questions.PROMPTS.with_option if given.get(questions.PROMPTS.field(p)) and p not in known]
    if unknown:
        raise BadValue(
            Said("{prompts} has no prompt {given!r}.", prompts=prompts["name"], given=Prose(unknown[0])),
            hint=Said("Its prompts are {known}.", known=Many(known)),
        )
    out |= {questions.PROMPTS.field(prompt): text for prompt, text in said.items()}
    if file:
        first = questions.PROMPTS.field(known[0])
        if out.get(first):
            raise BadValue(
                Said("--file and --{prompt} both answer the first prompt.", prompt=known[0]), hint="Give one of them."
            )
        out[first] = _read(file)
    return out


def _read(file: str) -> str:
    """The text of a file, or of the input for -. Raises NotFound, BadValue."""
    try:
        text = stdin.read_text() if file == "-" else Path(file).read_bytes().decode()
    except FileNotFoundError:
        raise NotFound(
            Said("There is no file {path}.", path=file), hint="Name a file, or - for standard input."
        ) from None
    except (IsADirectoryError, UnicodeDecodeError):
        raise BadValue(
            Said("{path} is not a plain text file (UTF-8).", path=file), hint="Save it as plain text."
        ) from None
    if len(text) > LONGEST:
        raise BadValue(
            Said("Keep {path} to {most:,} characters (it has {count:,}).", path=file, most=LONGEST, count=len(text)),
            hint="Shorten it.",
        )
    if not text.strip():
        raise BadValue(Said("{path} is empty.", path=file), hint="Write something in it first.")
    return text


def _say_last_time(session: Session, context: Context, project: str) -> None:
    step, day = reflections.last_next_step(context, project)
    if step:
        session.say(output.last_time(step, day, session.today()))


def _form(given: Answers, prompts: Sequence[Data], *, personal: bool, without_text: bool) -> Form:
    """The questions: in a notebook for your own words, in a programme's store for what is shared.

    Own words given in a programme's store are taken as they are, so that the rule can refuse them.
    """
    if personal and without_text:
        raise Usage("--without-text is for a programme's store.", hint="Leave it out: your notebook keeps your words.")
    own = ["next_step", *(questions.PROMPTS.field(str(p["id"])) for p in prompts)]
    said = any(given.get(name) for name in own)
    if personal or said:
        return questions.notebook(prompts, has_words=not personal or any(given.get(n) for n in [*own[1:], "summary"]))
    return questions.shared_only(without_text=without_text)


def _share_form(session: Session, named: str) -> Form:
    """A summary is asked for unless the reflection has one."""
    if named:
        stored = session.store().get(session.store().find(named, ["reflection"]))
        if stored.data.get("summary"):
            return questions.SHARE
    asked = (replace(q, required=True) if q.field == "summary" else q for q in questions.SHARE.questions)
    return Form(questions.SHARE.name, questions.SHARE.title, tuple(asked))


def _edited(values: Answers, record: Data) -> dict[str, Any]:
    """The fields of an edit: answers to prompts go into the list of them, in its order."""
    fields = {k: v for k, v in values.items() if k in ("next_step", "summary")}
    if values.get("looks_back_on"):
        fields["date"] = values["looks_back_on"]
    said = questions.PROMPTS.answers(values)
    said |= pairs(values.get("answer"), "what=TEXT")
    if concerns.PASSED in values:
        fields["concern"] = concerns.passed_on(record, bool(values[concerns.PASSED]))
    if said:
        fields["answers"] = editing.Elements(said, "prompt", "text")
    return fields


UNSHARE = Verb(
    questions.UNSHARE, "Stop sharing a reflection. Others may have read it already.", "imatter reflection unshare 5tn",
    reflections.unshare,
)  # fmt: skip

search.add_reading(app)
add_verbs(app, UNSHARE)
add_reading(app, "reflection")


def _asks(ctx: Context, record: Data) -> Form:
    return questions.change(reflections.prompt_set(ctx, str(record.get("prompts") or ""))["prompts"], record)


_EDIT = only_given(questions.EDIT, "reflection")


@app.command("edit", form=_EDIT)
def edit(
    session: Session,
    given: Answers,
    which: str = which_one("reflection"),
    editor: bool = flag("--editor", "Write in your editor, with the questions as headings."),
    raw: bool = RAW,
) -> None:
    """Change a reflection: with options, question by question, or in your editor.

    Example: imatter reflection edit c4v --what "P1 began alone and stayed with it"
    """
    named = named_or_meant(session, "reflection edit", "reflection", which, reading.meant)
    id = session.store().find(named, ["reflection"])
    # late: who reflects edits nothing
    from imatter_cli.commands.records.editing import edit_one, keep_edit, todays_questions

    sheet = todays_questions(session, id, _asks) if editor and session.interactive and not given else None
    if sheet is None:
        edit_one(session, id, _EDIT, given, _edited, asks=None if raw else _asks)
        return
    # late: only who writes in an editor needs it
    from imatter_cli.commands.practice.reflection_text import edit_as_text

    edit_as_text(session, id, sheet, lambda said: keep_edit(session, id, sheet, said, _edited))
