"""A tiny programme on the frame: a store that is a fake, and commands that only say what they got.

Run as a script it is `imatter` with the group `tiny` and the verb `echo` in it; imported it gives `install`.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import typer

from imatter_cli import app as app_module
from imatter_cli import wiring
from imatter_cli.commands.frame.commands import Commands, quarter_option, run_again
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.options import argument, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import NotFound, Refused
from imatter_cli.input.form import Form, Question
from imatter_cli.output.receipts import Done, Next
from imatter_cli.remedies import Command
from imatter_cli.services.context import Context

PROJECTS = ["prj-2611-7kq4m2x", "prj-2609-9b2fz6a"]

FORM = Form(
    "tiny new",
    "A project is a small, real-life step.",
    (
        Question(
            "type", "What kind of project is it?", "It decides who can help.", answer="choice", choices="project_types"
        ),
        Question("setting", "Where?", "A type of place, never its name.", "school"),
        Question(
            "focus_areas",
            "What will you focus on?",
            "One to three areas.",
            "evening routine",
            many=True,
            at_most="limits.focus_areas",
        ),
        Question(
            "individuals", "How many take part?", "A project is small.", "1", answer="count", at_least=1, at_most=3
        ),
        Question(
            "lead",
            "Who is the Lead?",
            "This type needs one.",
            answer="ref",
            kinds=("project",),
            when=lambda a: a.get("type") == "complex",
        ),
        Question("starts", "When does it start?", "To count the weeks.", "2026-11-24", answer="day"),
        Question("cost", "What does it cost?", "To know.", "12.50", answer="money", required=False),
        Question("shared", "Is it shared?", "To know who may read it.", "no", answer="yes-no", default=False),
        Question("why", "Why now?", "It helps later.", "A first worry.", answer="long", required=False),
    ),
)


#: Every kind of answer that the first form has not.
EVERY = Form(
    "tiny every",
    "Every other kind of question.",
    (
        Question("reason", "Why is that?", "To learn from it.", "family", choices="project_types"),
        Question("project", "Which project?", "It is about one.", "7kq", answer="ref", kinds=("project",)),
        Question("others", "Which others?", "They go with it.", "9b2", answer="ref", kinds=("project",), many=True),
        Question("bands", "Which kinds?", "Of people.", "complex", answer="choice", choices="project_types", many=True),
        Question("role", "Which role?", "It says who may.", "host", one_of=("practitioner", "host")),
        Question("costs", "What does it cost?", "To add it up.", "books=2", answer="cost", many=True),
        Question("steps", "Which steps?", "Small ones.", "read together", answer="step", many=True),
        Question("agreed", "Did they agree?", "It is asked.", "yes", answer="yes-no"),
        Question("told", "What was told?", "For later.", "A thought.", answer="long"),
    ),
)


class FakeStore:
    root = "/nowhere/notebook"

    def find(self, part: str, kinds: Sequence[str] = ()) -> str:
        found = [p for p in PROJECTS if part in p]
        if len(found) != 1:
            raise NotFound(
                f"There is no project {part}.", hint="imatter project list", details={"closest": PROJECTS[:1]}
            )
        return found[0]

    def close(self) -> None:
        return

    def unfinished(self) -> str:
        return ""

    def tell(self, watch: Any) -> None:
        pass

    def clone_id(self, *, make: bool = False) -> str:
        return ""

    def ids(self, kind: str) -> list[str]:
        return sorted(PROJECTS) if kind == "project" else []

    def get(self, id: str) -> Any:
        return types.SimpleNamespace(data={"focus_areas": [f"the area of {id}"]})

    def programme(self) -> dict[str, Any]:
        types_ = [
            {"id": "universal", "name": "Universal prevention", "note": "for everyone"},
            {"id": "early-concern", "name": "Early concern, early help"},
            {"id": "complex", "name": "Complex engagement"},
        ]
        return {"store": "personal", "project_types": {"items": types_}, "limits": {"focus_areas": 2}}


class FakeWiring(wiring.Wired):
    def open_store(self, path: str) -> Any:
        return FakeStore()

    def own_elsewhere(self, store: Any) -> str:
        return ""

    def is_around(self, store: Any) -> bool:
        return True

    def refuse_unready(self, context: Any) -> None:
        pass

    def context(self, store: Any, as_: str, dry_run: bool) -> Any:
        return Context(store, as_, datetime(2026, 11, 24, 9, tzinfo=UTC), lambda n: 0, dry_run)

    def known(self, store: Any, kinds: Sequence[str]) -> Any:
        from imatter_cli.input.form import Choice

        return [Choice(p) for p in PROJECTS]


app = Commands("tiny", "Commands to try the frame with.")


@app.command("new", form=FORM)
def new(session: Session, given: dict[str, Any], note: str = option("--note", "TEXT", "A note.")) -> None:
    """Begin something tiny."""
    with session.answers(FORM, given) as values:
        if values["setting"] == "refuse":
            raise Refused(
                "Not kept: this place is never taken.",
                source="A rule of the test.",
                hint="imatter tiny new",
                code="no-place",
            )
        session.done(
            Done(
                PROJECTS[0],
                "planned",
                "records/projects/x.yaml",
                "" if session.dry_run else "abc123",
                f"Kept: {values}",
                next=[Next(Command("tiny show", "7kq"), "look at it")],
                dry_run=session.dry_run,
                more={"values": values},
            )
        )


@app.command("every", form=EVERY)
def every(session: Session, given: dict[str, Any]) -> None:
    """Ask the other kinds of question."""
    with session.answers(EVERY, given) as values:
        session.done(Done(PROJECTS[0], "planned", "records/projects/x.yaml", "abc123", f"Kept: {values}"))


@app.command("show")
def show(
    session: Session,
    id: str = argument("ID", "Which one.", IdType("project")),
    quarter: str = quarter_option(),
    reason: str = option("--reason", "TEXT", "A reason."),
) -> None:
    """Show something tiny."""
    g = session.globals
    data = {
        "id": session.store().find(id), "quarter": quarter, "reason": reason,
        "store": g.store, "as": g.as_, "json": g.json, "no_input": g.no_input, "dry_run": g.dry_run,
    }  # fmt: skip
    session.put(data, "\n".join(f"{k}={v}" for k, v in data.items()))


@app.command("fail")
def fail(session: Session, how: str) -> None:
    """Go wrong."""
    if how == "recursion":

        def deeper() -> None:
            deeper()

        deeper()
    if how == "many":
        for n in range(100_000):
            print("line", n)
        return
    if how == "exit1":
        raise typer.Exit(1)
    raise {
        "memory": MemoryError(),
        "full": OSError(28, "No space left on device", "/x/y"),
        "denied": PermissionError(13, "Permission denied", "/x/y"),
        "stop": KeyboardInterrupt(),
        "bug": ZeroDivisionError("division by zero"),
        "json": Refused("No.", hint="yes", code="no-way", details={"a": 1}),
    }[how]


@app.command("resume")
def resume(session: Session, id: str) -> None:
    """Go on with a draft."""
    session.resume = id
    run_again(["tiny", "new"])


def install() -> None:
    """Put the tiny commands into imatter, in this process."""
    sys.modules["imatter_cli.commands.tiny"] = sys.modules[__name__]
    app_module.VERBS["tiny"] = app_module.Entry("tiny", "Commands to try the frame with.")
    app_module.VERBS["status"] = app_module.Entry("tiny", "Bare imatter.", "status")
    app_module._wiring = FakeWiring  # type: ignore[assignment]


@app.command("status")
def status(session: Session) -> None:
    """Stand in for bare imatter."""
    session.put({"status": "open", "now": f"{datetime(2026, 1, 1, tzinfo=UTC):%Y}"}, "status")


if __name__ == "__main__":
    from imatter_cli.__main__ import entry

    install()
    entry()
