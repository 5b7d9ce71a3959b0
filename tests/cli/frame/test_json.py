"""`--json` of every command: one line, one envelope, the shape that docs/shapes.yaml says."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from answering import answered
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from together import git

from imatter_cli import app, errors
from imatter_cli.commands.frame.commands import Group
from imatter_cli.commands.frame.typer_inside import Context
from imatter_cli.domain import ids
from imatter_cli.input.drafts import Draft, Drafts
from imatter_cli.services.integrity import schemas

ROOT = Path(__file__).resolve().parents[3]
SHAPES = run_path(str(ROOT / "docs" / "generate.py"))["shapes_of_answers"]()

#: What is done first: lines, or a function of the store.
First = str | Callable[[Any], None]

IDEA = 'project new --practitioner {holder} --type early-concern --setting school --focus-area "quiet" --individuals 1'
RUNNING = (IDEA, "project start {last}")
NEWCOMER = (
    "practitioner new --role practitioner --capacity professional",
    'project new --practitioner {last} --type early-concern --setting school --focus-area "quiet" --individuals 1',
)
ANSWERED = "--learning-journey yes --working-with yes --motivated-to-share yes --open-to-reflection yes"
DRAFT_LICENCE = (*NEWCOMER, f"licence apply --practitioner {{last.practitioner}} --idea {{last}} {ANSWERED}")
SUBMITTED_LICENCE = (*DRAFT_LICENCE, "licence submit {last}")
APPLICATION = (
    *RUNNING,
    'fund apply --project {last} --round 2026-Q4 --key-barrier "no budget" --cost books=90.00 --payee host',
)
HANDED_IN = (*APPLICATION, "fund submit {last}")
ELIGIBLE = (*HANDED_IN, "fund screen {last} --outcome eligible")
DECIDED = "fund decide {ready} --outcome funded --reason need=wanted --reason fit=small"
OLD = "import {tmp}/old.csv --kind practitioner"
PAUSED_AND_SENT = ("licence pause {licence:active}", "send {last} --to {tmp}/paused.yaml")


@dataclass(frozen=True)
class Line:
    """One command that goes well, and what is done first. `shape` is what it answers with, if it may be several."""

    line: str
    first: Sequence[First] = ()
    code: int = 0
    store: str = "rehearsal"
    shape: str = ""


def broken(store: Any) -> None:
    """A project's file that stands in the middle of a word."""
    _path(store, store.first("project", "active")).write_text("id: prj\nstatus\n", encoding="utf-8")


def set_aside(store: Any) -> None:
    """A change of mine that doesn't go with what was published."""
    project = store.first("project", "active")
    base = git(store.path, "rev-parse", "HEAD")
    store.do(f"project edit {project} --setting club")
    mine = git(store.path, "rev-parse", "HEAD")
    git(store.path, "reset", "-q", "--hard", base)
    store.do(f"project edit {project} --setting community")
    said = f"sync\n\nMerge: 1\nSet-aside: {mine}\nProgramme: 1\n"
    both = git(store.path, "commit-tree", "HEAD^{tree}", "-p", "HEAD", "-p", mine, "-m", said)
    git(store.path, "reset", "-q", "--hard", both)
    store.call_it("aside", mine)


def people(store: Any) -> None:
    """Contacts in a spreadsheet."""
    text = f"code,name,address,email\n{store.named('holder')},X,,x@y.example\n"
    Path(store.named("tmp"), "people.csv").write_text(text, encoding="utf-8")


def spreadsheet(store: Any) -> None:
    """Two people of an old office."""
    Path(store.named("tmp"), "old.csv").write_text("No,Name,Role\n1,A,practitioner\n2,B,link\n", encoding="utf-8")


def conflict_handed_back(store: Any) -> None:
    """A hand-out in which a reviewer declares a conflict."""
    review = store.kept.record(store.named("review"))
    round = store.kept.record(review["application"])["round"]
    head = {
        "imatter": "hand-out/1",
        "quarter": round,
        "reviewer": review["reviewer"],
        "made": review["timeline"][0]["at"],
    }
    lines = [f"{name}: {said}" for name, said in head.items()]
    lines += [f"=== 1 of 1: application {review['application']}, revision 1", "conflict: same-workplace", "=== end"]
    Path(store.named("tmp"), "back.txt").write_text("\n".join(lines), encoding="utf-8")


def answers(store: Any) -> None:
    """Answers to a form, in a folder of their own."""
    form = store.run("form project new --format text").out
    who = str(store.kept.record(store.first("project", "active"))["practitioner"])
    said: dict[str, str | list[str]] = {
        "practitioner": who, "type": "early-concern", "setting": "school",
        "focus_areas": ["quiet reading"], "individuals": "1",
    }  # fmt: skip
    folder = Path(store.named("tmp"), "came")
    folder.mkdir()
    folder.joinpath("one.txt").write_text(answered(form, said), encoding="utf-8")


def edited(store: Any) -> None:
    """A project's file edited by hand."""
    path = _path(store, store.first("project", "active"))
    path.write_text(re.sub("setting: .*", "setting: other", path.read_text(encoding="utf-8")), encoding="utf-8")


def begun(store: Any) -> None:
    """Answers that were begun at a terminal."""
    moment = "2026-11-24T09:00:00Z"
    Drafts.of_store(str(store.path)).save(
        Draft("project-new-a1b2c3", "project new", "", "imatter project new", moment, moment, 8, {"setting": "school"})
    )


def decided_elsewhere(store: Any, outcome: str = "funded --reason need=wanted --reason fit=small") -> None:
    """In a notebook: a quarter that is over, with a decision on one's own application that was made elsewhere."""
    store.do("licence record")
    store.do('project new --type early-concern --setting school --focus-area "quiet" --individuals 1')
    store.do("project start {last}")
    store.do("fund open next --budget 2000 --opens 2026-11-01")
    store.do("fund apply --project {project:active} --round next --key-barrier none --cost books=90 --payee host")
    store.do("fund submit {last}")
    store.do("fund screen {last} --outcome eligible")
    store.do("fund close next")
    store.do(f"fund decide {{application:eligible}} --outcome {outcome}")


def given_elsewhere(store: Any) -> None:
    """The same, published; what was changed last is the application."""
    decided_elsewhere(store)
    store.do("fund publish next")
    store.last = store.first("application", "funded")


def deferred_elsewhere(store: Any) -> None:
    """The same, deferred into a quarter that is open, with what was asked for."""
    decided_elsewhere(store, 'deferred --quarter 2027-Q2 --asks "a quote" --reason feasible=soon')
    store.do("fund publish next")
    store.do("fund open 2027-Q2 --budget 2000 --opens 2026-11-01")
    store.do("fund edit {application:deferred} --other-sources none")


def planned(store: Any) -> None:
    """A plan with a decision that would be made, and one that would not."""
    lines = ("application,outcome,award", f"{store.named('ready')},funded,", "nobody,funded,5")
    Path(store.named("tmp"), "plan.csv").write_text("\n".join(lines), encoding="utf-8")


def publishing(store: Any) -> None:
    """A programme that says under which identifiers it publishes."""
    path = store.path / "records" / "programme.yaml"
    said = "  publishing:\n    prefix: 360G-test\n    funder_id: GB-COH-01234567\n"
    path.write_text(path.read_text(encoding="utf-8").replace("fund:\n", f"fund:\n{said}", 1), encoding="utf-8")


def _path(store: Any, id: str) -> Path:
    return Path(store.path) / ids.path_of(id)


#: Every command, and how it goes well in the store of the invented year (`{last}` is what was changed last).
LINES: dict[str, Sequence[Line]] = {
    "init": [Line("init {tmp}/fresh"), Line("init {tmp}/other --programme")],
    "me": [Line("me"), Line("me {practitioner}")],
    "status": [Line("status"), Line(""), Line("status --as {holder}"), Line("status --as {reviewer}")],
    "due": [Line("due"), Line("due --as {reviewer}"), Line("due --as {holder}"), Line("due --ics {tmp}/dates.ics")],
    "practitioner new": [Line(NEWCOMER[0])],
    "practitioner step": [Line("practitioner step {last} --level introduction", NEWCOMER[:1])],
    "practitioner role": [Line("practitioner role {last} --role practitioner --role reviewer", NEWCOMER[:1])],
    "practitioner leave": [Line('practitioner leave {last} --reason "moved away"', NEWCOMER[:1])],
    "practitioner rejoin": [
        Line("practitioner rejoin {last}", (NEWCOMER[0], 'practitioner leave {last} --reason "moved"'))
    ],
    "practitioner list": [Line("practitioner list")],
    "practitioner show": [Line("practitioner show {holder}")],
    "practitioner edit": [Line("practitioner edit {holder} --rhythm-days 14")],
    "licence apply": [Line(DRAFT_LICENCE[-1], NEWCOMER)],
    "licence submit": [Line("licence submit {last}", DRAFT_LICENCE)],
    "licence withdraw": [Line("licence withdraw {last}", SUBMITTED_LICENCE)],
    "licence return": [Line('licence return {last} --reason "which setting?"', SUBMITTED_LICENCE)],
    "licence decline": [Line('licence decline {last} --reason "not yet"', SUBMITTED_LICENCE)],
    "licence issue": [Line("licence issue {last}", SUBMITTED_LICENCE)],
    "licence record": [Line("licence record --practitioner {last}", NEWCOMER[:1])],
    "licence continue": [Line('licence continue {licence:active} --learnt "small steps hold"')],
    "licence pause": [Line("licence pause {licence:active}")],
    "licence resume": [Line("licence resume {licence:paused} --with-projects yes")],
    "licence renew": [Line("licence renew {licence:active}")],
    "licence end": [Line('licence end {licence:active} --reason "another role"')],
    "licence list": [Line("licence list")],
    "licence show": [Line("licence show {licence:active}")],
    "licence edit": [Line("licence edit {licence:active} --reference MPL-0042")],
    "project new": [Line(IDEA), Line(f"{IDEA} --dry-run")],
    "project start": [Line("project start {last}", (IDEA,)), Line("project start {last} --dry-run", (IDEA,))],
    "project move": [Line("project move {last} --stage plan", RUNNING)],
    "project plan": [Line("project plan {last} --safeguarding yes", RUNNING)],
    "project step": [Line('project step {last} --text "lay the clothes out"', RUNNING)],
    "project support": [Line("project support {last} --support link --supported-by {link}", RUNNING)],
    "project withdraw-individual": [Line("project withdraw-individual {last} --individual P1", RUNNING)],
    "project pause": [Line("project pause {last}", RUNNING)],
    "project resume": [Line("project resume {last}", (*RUNNING, "project pause {last}"))],
    "project complete": [Line("project complete {last} --anyway wished", RUNNING)],
    "project stop": [Line('project stop {last} --reason "the host closed"', RUNNING)],
    "project revisit": [Line('project revisit {project:completed} --reason "asked for again"')],
    "project discard": [Line("project discard {last}", (IDEA,))],
    "project list": [
        Line("project list"),
        Line("project list --status stopped --limit 1"),
        Line("project list", (broken,), 1),
    ],
    "project show": [
        Line("project show {project:active}"),
        Line("project show {broken}", (broken,), 1, shape="readable"),
    ],
    "project edit": [Line("project edit {project:active} --setting nursery")],
    "reflect": [Line('reflect {project:active} --summary "it began alone"')],
    "reflection new": [Line("reflection new {project:active} --without-text")],
    "reflection share": [
        Line('reflection share {last} --summary "calmer"', ("reflection new {project:active} --without-text",))
    ],
    "reflection unshare": [Line("reflection unshare {reflection:shared}")],
    "reflection list": [Line("reflection list --limit 2")],
    "reflection search": [Line("reflection search a")],
    "reflection show": [Line("reflection show {reflection:shared}")],
    "reflection edit": [Line('reflection edit {reflection:shared} --summary "another"')],
    "fund apply": [Line(APPLICATION[-1], RUNNING)],
    "fund edit": [
        Line("fund edit {last} --cost books=80.00", APPLICATION),
        Line("fund edit 2026-Q4 --budget 1600 --reason more"),
    ],
    "fund submit": [Line("fund submit {last}", APPLICATION)],
    "fund withdraw": [Line("fund withdraw {last}", HANDED_IN)],
    "fund accept": [Line("fund accept {last}", (given_elsewhere,), store="notebook")],
    "fund decline-award": [Line("fund decline-award {last}", (given_elsewhere,), store="notebook")],
    "fund report": [
        Line('fund report {last} --spent 82 --learnt "a room matters"', ("fund pay {application:accepted}",))
    ],
    "fund open": [Line("fund open next --budget 2000")],
    "fund close": [Line("fund close 2026-Q4")],
    "fund reopen": [Line('fund reopen 2026-Q4 --reason "the letter was late"', ("fund close 2026-Q4",))],
    "fund publish": [Line("fund publish next", (decided_elsewhere,), store="notebook")],
    "fund cancel": [Line('fund cancel next --reason "no budget"', ("fund open next --budget 2000",))],
    "fund rounds": [Line("fund rounds"), Line("fund rounds 2026-Q3", shape="round-with-money")],
    "fund return": [Line('fund return {last} --reason "a cost is missing"', HANDED_IN)],
    "fund screen": [Line("fund screen {last} --outcome eligible", HANDED_IN)],
    "fund assign": [Line("fund assign {last}", ELIGIBLE), Line("fund assign --quarter 2026-Q4", ELIGIBLE)],
    "fund score": [
        Line(
            "fund score {review.application} --as {review.reviewer} --score need=4 --score fit=3 --score feasible=n/a"
            " --comment ready"
        ),
    ],
    "fund abstain": [Line("fund abstain {review.application} --as {review.reviewer} --conflict same-workplace")],
    "fund recuse": [Line("fund recuse {review.application} --reviewer {review.reviewer} --conflict close-relation")],
    "fund decide": [Line(DECIDED), Line(f"{DECIDED} --dry-run")],
    "fund correct": [
        Line("fund correct {last} --outcome not-funded --reason need=mistaken --why slip", (DECIDED,)),
    ],
    "fund carry": [Line("fund carry {last}", (deferred_elsewhere,), store="notebook")],
    "fund pay": [Line("fund pay {application:accepted}")],
    "fund return-money": [Line("fund return-money {last} --amount 10", ("fund pay {application:accepted}",))],
    "fund revoke": [Line('fund revoke {application:accepted} --reason "the project was stopped"')],
    "fund finish": [
        Line("fund finish {last}", ("fund pay {application:accepted}", "fund report {last} --spent 82 --learnt much"))
    ],
    "fund review": [
        Line("fund review --quarter 2026-Q3"),
        Line("fund review --quarter"),
        Line("fund review --quarter 2026-Q2"),
        Line("fund review --quarter 2026-Q3 --plan {tmp}/plan.csv", (planned,), 4, shape="tried"),
    ],
    "contacts list": [Line("contacts list")],
    "contacts set": [Line("contacts set {holder} --name X --email x@y.example")],
    "contacts remove": [Line("contacts remove {holder}", ("contacts set {holder} --name X",))],
    "contacts import": [Line("contacts import {tmp}/people.csv", (people,))],
    "open": [Line("open"), Line("open {project:active}"), Line("open --quarter 2026-Q3 --to {tmp}/panel.html")],
    "fund hand-out": [Line("fund hand-out --quarter 2026-Q3 --to {tmp}/reviews")],
    "fund letters": [
        Line("fund letters --quarter 2026-Q2"),
        Line("fund letters --quarter 2026-Q3 --draft --to {tmp}/letters", (DECIDED,)),
    ],
    "fund pack": [
        Line("fund pack --quarter 2026-Q3 --html {tmp}/pack.html --csv {tmp}/pack.csv"),
        Line("fund pack --quarter 2026-Q2 --html {tmp}/pack.html --public"),
    ],
    "fund stats": [Line("fund stats"), Line("fund stats --year 2026 --public"), Line("fund stats --quarter 2026-Q3")],
    "fund export": [
        Line("fund export 360giving", (publishing,), shape="package"),
        Line("fund export 360giving {tmp}/grants.json --csv {tmp}/grants.csv", (publishing,), shape="exported"),
        Line("fund export payments", ("fund pay {application:accepted} --amount 10",), shape="payments"),
        Line("fund export payments {tmp}/payments.csv", shape="exported"),
    ],
    "fund list": [Line("fund list"), Line("fund list --as {reviewer}"), Line("fund list --as {holder}")],
    "fund show": [Line("fund show {ready}"), Line("fund show {review.application} --as {review.reviewer}")],
    "programme show": [Line("programme show")],
    "programme edit": [Line("programme edit --settle retention --years 7")],
    "programme entry": [Line("programme entry settings --add bus")],
    "check": [Line("check"), Line("check", (broken,), 1), Line("check --explain REF001", shape="rule")],
    "verify": [
        Line("verify"),
        Line("verify --against " + "0" * 64, (), 1),
        Line("verify --checkpoint", shape="checkpoint"),
    ],
    "rules": [Line("rules")],
    "show": [
        Line("show {project:active}", shape="project"),
        Line("show 2026-Q3", shape="round"),
        Line("show {licence:paused}", shape="licence"),
        Line("show {ready}", shape="application"),
        Line("show {ready} --as {link}", shape="application"),
        Line("show {holder}", shape="practitioner"),
        Line("show {review:assigned}", shape="review"),
        Line("show {reflection:shared}", shape="reflection"),
        Line("show {review:submitted} --as {reviewer}", shape="review"),
    ],
    "log": [Line("log"), Line("log {project:active}"), Line("log {last}", (*RUNNING, "undo"))],
    "diff": [Line("diff"), Line("diff", (edited,)), Line("diff", (broken,), 1)],
    "edit": [],
    "save": [Line("save", shape="nothing-saved"), Line("save", (edited,))],
    "undo": [
        Line("undo", (IDEA,), shape="taken-back"),
        Line("undo", RUNNING, shape="taken-back"),
        Line("undo", ("licence pause {licence:active}",), shape="taken-back"),
        Line("undo {aside}", (set_aside,), shape="let-go"),
    ],
    "waiting": [
        Line("waiting", shape="waiting"),
        Line("waiting", (set_aside,), 1, shape="waiting"),
        Line("waiting {aside} --again", (set_aside,), shape="done-again"),
        Line("waiting {aside} --let-go", (set_aside,), shape="let-go"),
        Line("waiting {aside} --let-go --dry-run", (set_aside,), shape="let-go"),
    ],
    "sync": [Line("sync {tmp}/shared"), Line("sync {tmp}/shared --dry-run")],
    "join": [
        Line("join {tmp}/shared {tmp}/copy", ("sync {tmp}/shared",)),
        Line("join {tmp}/shared {tmp}/copy --as {reviewer}", ("sync {tmp}/shared",)),
    ],
    "recover": [Line("recover"), Line("recover --dry-run")],
    "backup": [
        Line("backup {tmp}/all.backup", shape="backup"),
        Line("backup {tmp}/all.backup --dry-run", shape="backup"),
        Line("backup --remind 14", shape="backup-days"),
    ],
    "restore": [
        Line("restore {tmp}/all.backup {tmp}/again", ("backup {tmp}/all.backup",)),
        Line("restore {tmp}/all.backup {tmp}/again --dry-run", ("backup {tmp}/all.backup",)),
    ],
    "store show": [Line("store")],
    "erase": [
        Line("erase {reflection:shared} --yes --reason asked", shape="erased"),
        Line("erase {reflection:shared} --dry-run", shape="would-erase"),
    ],
    "store use": [Line("store use {store}"), Line("store use {store} --dry-run")],
    "store forget": [Line("store forget {store}", ("store use {store}",))],
    "send": [
        Line("send {licence:active} --to {tmp}/licence.yaml"),
        Line("send {licence:active} --to {tmp}/licence.yaml --dry-run"),
    ],
    "import": [
        Line("import {tmp}/old.csv --kind practitioner", (spreadsheet,), shape="imported"),
        Line("import {tmp}/old.csv --kind practitioner", (spreadsheet, OLD), shape="nothing-imported"),
    ],
    "receive": [
        Line("receive {tmp}/idea.yaml", (IDEA, "send {last} --to {tmp}/idea.yaml", "undo"), shape="received"),
        Line("receive {tmp}/paused.yaml", PAUSED_AND_SENT, shape="nothing-received"),
        Line("receive {tmp}/back.txt", (conflict_handed_back,), shape="reviews-received"),
        Line("receive {tmp}/came/one.txt", (answers,), shape="answered"),
        Line("receive {tmp}/came/one.txt", (answers, "receive {tmp}/came/one.txt"), shape="nothing-answered"),
        Line("receive {tmp}/came", (answers,), shape="folder-received"),
    ],
    "form": [
        Line("form fund report --to {tmp}/report.html"),
        Line("form reflect --format text"),
        Line("form project plan --to {tmp}/plan.txt --format text --dry-run"),
    ],
    "hook install": [Line("hook install"), Line("hook install --dry-run")],
    "hook uninstall": [Line("hook uninstall", ("hook install",))],
    "hook run": [Line("hook run")],
    "schema": [Line("schema"), Line("schema --check"), Line("schema --write")],
    "help": [Line("help"), Line("help history", shape="guide")],
    "certification": [
        Line("certification {holder}"),
        Line("certification --as {holder}"),
        Line("certification {holder} --decide certified --reason enough", shape="change"),
    ],
    "portfolio": [
        Line("portfolio {holder}"),
        Line("portfolio {holder} --own-words --title Calm"),
        Line("portfolio --as {holder} --html {tmp}/year.html --markdown {tmp}/year.md"),
    ],
    "draft list": [Line("draft list"), Line("draft list", (begun,))],
    "draft resume": [],
    "draft discard": [Line("draft discard project-new-a1b2c3", (begun,))],
}

#: Every class of refusal.
REFUSALS = {n for n, c in vars(errors).items() if isinstance(c, type) and issubclass(c, errors.ImatterError)}

#: Those that are for a terminal alone, and say so as JSON.
TERMINAL_ALONE = {"edit": "edit {project:active}", "draft resume": "draft resume"}

EVERY = [(name, n) for name, lines in LINES.items() for n in range(len(lines))]


class Store:
    """A store, and lines with names in them for the records that they are about."""

    def __init__(self, kept: Any, tmp: Path) -> None:
        self.kept = kept
        self.path = kept.path
        self.last = ""
        self._named = {"tmp": str(tmp), "store": str(kept.path)}

    def call_it(self, name: str, said: str) -> None:
        """Give a name to something that lines can be about."""
        self._named[name] = said

    def run(self, line: str, *more: str) -> Any:
        """The answer to a line, as it is."""
        args = shlex.split(re.sub(r"\{([^}]*)\}", lambda found: self.named(found[1]), line))
        return self.kept.call(*args, *more) if line.startswith("init ") else self.kept(*args, *more)

    def do(self, line: str) -> Any:
        """A line that goes well; its data."""
        answer = self.run(line, "--json")
        assert answer.code == 0, (line, answer.err)
        self.last = answer.json.get("id") or self.last
        return answer.json

    def named(self, name: str) -> str:
        """The id (or a field, after a dot) that a name in a line stands for; the same all through a test."""
        if name == "last":
            return self.last
        if name not in self._named:
            self._named[name] = self._find(name)
        return self._named[name]

    def first(self, kind: str, status: str = "") -> str:
        """The first record of a kind in a status."""
        return next(id for id in self._ids(kind) if status in ("", self.kept.record(id)["status"]))

    def _find(self, name: str) -> str:
        what, _, field = name.partition(".")
        kind, _, status = what.partition(":")
        if field:
            return str(self.kept.record(self.last if what == "last" else self._find(what))[field])
        if what == "ready":
            page = self.do("fund review --quarter 2026-Q3")
            return next(str(a["id"]) for a in page["applications"] if a["ready"] and not a["conflict"])
        if what == "holder":
            return str(self.kept.record(self.first("licence", "active"))["practitioner"])
        if what == "broken":
            return next(p.stem for p in self.path.glob("records/projects/*/*.yaml") if "timeline" not in p.read_text())
        if what == "review":
            return self.first("review", "assigned")
        if kind in ids.KIND_NAMES:
            return self.first(kind, status)
        return next(id for id in self._ids("practitioner") if what in self.kept.record(id)["roles"])

    def _ids(self, kind: str) -> Iterator[str]:
        return (p.stem for p in sorted(self.path.glob(f"records/{kind}s/**/*.yaml")))


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Store]:
    """A store of one's own by the name of its fixture."""
    return lambda fixture: Store(request.getfixturevalue(fixture), tmp_path)


@cache
def validator(shape: str) -> Draft202012Validator:
    """What holds an answer to one shape; the shapes of records are those of schemas/."""
    documents = [SHAPES, *map(json.loads, schemas.all_schemas().values())]
    registry: Registry[Any] = Registry().with_resources([(d["$id"], Resource.from_contents(d)) for d in documents])
    return Draft202012Validator({"$ref": f"{SHAPES['$id']}#/$defs/{shape}"}, registry=registry)


def hold(data: Any, shape: str) -> None:
    """Data is of a shape."""
    wrong = [f"{e.json_path}: {e.message[:300]}" for e in validator(shape).iter_errors(data)]
    assert not wrong, "\n".join(wrong)


def commands() -> Iterator[str]:
    """Every command there is, as it is typed."""
    root = app.root()
    ctx = Context(root)
    for name in root.list_commands(ctx):
        command = root.get_command(ctx, name)
        if isinstance(command, Group):
            yield from (f"{name} {verb}" for verb in command.list_commands(ctx))
        else:
            yield name


def shapes_of(name: str) -> list[str]:
    """The shapes that a command may answer with."""
    said = SHAPES["commands"][name]
    return [said] if isinstance(said, str) else list(said)


def test_every_command_has_its_shape_and_a_line_here() -> None:
    assert sorted(SHAPES["commands"]) == sorted(commands())
    assert sorted(LINES) == sorted(commands())
    assert sorted(name for name, lines in LINES.items() if not lines) == sorted(TERMINAL_ALONE)
    assert {shape for name in LINES for shape in shapes_of(name)} <= set(SHAPES["$defs"])


def test_every_shape_that_a_command_has_is_shown_by_one_of_its_lines() -> None:
    for name, lines in LINES.items():
        assert {line.shape or shapes_of(name)[0] for line in lines} <= set(shapes_of(name))
    shown = {line.shape or shapes_of(name)[0] for name, lines in LINES.items() for line in lines}
    assert {shape for name in LINES for shape in shapes_of(name)} == shown


def test_the_shapes_are_schemas_and_their_examples_fit() -> None:
    Draft202012Validator.check_schema(SHAPES)
    for name, shape in SHAPES["$defs"].items():
        assert set(shape) & {"title", "description"}, name
        for example in shape.get("examples", ()):
            hold(example, name)


@pytest.mark.parametrize(("name", "number"), EVERY, ids=[f"{name} {n}".replace(" ", "-") for name, n in EVERY])
def test_what_it_answers(name: str, number: int, store: Callable[[str], Store]) -> None:
    case = LINES[name][number]
    used = store(case.store)
    for step in case.first:
        step(used) if callable(step) else used.do(step)
    answer = used.run(case.line, "--json")
    assert answer.code == case.code, (answer.out, answer.err)
    said = compact(answer.out)
    hold(said, "answer")
    hold(said["data"], case.shape or shapes_of(name)[0])


def compact(line: str) -> Any:
    """The value of one line of JSON, which must be as short as JSON can be."""
    assert line.count("\n") == 1
    said = json.loads(line)
    spelt_out = "".join(c if c.isascii() else json.dumps(c)[1:-1] for c in line.rstrip("\n")).replace("\\u007f", "\x7f")
    assert json.dumps(said, separators=(",", ":")) == spelt_out
    return said


def refused(answer: Any) -> Any:
    """The error of an answer that is a refusal, in its shape."""
    assert answer.out == ""
    said = compact(answer.err.splitlines()[-1] + "\n")
    hold(said, "refusal")
    return said["error"]


@pytest.fixture(scope="module")
def used(request: pytest.FixtureRequest, year: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy of the year for all refusals: they write nothing."""
    root = tmp_path_factory.mktemp("refused") / "store"
    shutil.copytree(year, root, symlinks=True)
    return root


@pytest.mark.parametrize("name", LINES)
def test_what_it_refuses(name: str, used: Path, call: Callable[..., Any], tmp_path: Path) -> None:
    kept = ["rev-parse", "HEAD"], ["status", "--porcelain"]
    before = [subprocess.run(["git", "-C", used, *line], capture_output=True, check=True).stdout for line in kept]
    words = name.split()

    answer = call(*words, "--store", used, "--no-such-option", "--json")
    assert answer.code == 2
    assert refused(answer)["code"] == "unknown-option"

    if name != "init":  # which makes one
        answer = call(*words, "7kq", "--store", tmp_path / "nowhere", "--json")
        assert answer.code in (2, 3, 4, 5)
        assert refused(answer)["code"] in (
            "no-store",
            "usage",
            "bad-value",
            "not-found",
            "unknown-topic",
            "no-remote",
            "nested",
        )

    bare = call(*words, "--store", used, "--json", "--dry-run")
    if bare.code in (0, 1):
        shapes = ["nothing-saved"] if name == "save" else shapes_of(name)
        hold(compact(bare.out)["data"], shapes[0])
    else:
        assert refused(bare)["message"]

    unknown = call(*words, "prj-2611-0000000", "--store", used, "--json", "--dry-run")
    if unknown.code not in (0, 1):
        assert refused(unknown)["message"]
    assert before == [
        subprocess.run(["git", "-C", used, *line], capture_output=True, check=True).stdout for line in kept
    ]


@pytest.mark.parametrize("name", TERMINAL_ALONE)
def test_what_is_for_a_terminal_alone(name: str, store: Callable[[str], Store]) -> None:
    used = store("rehearsal")
    begun(used)
    assert refused(used.run(TERMINAL_ALONE[name], "--json"))["code"] == "no-terminal"


def test_an_application_with_its_reviews_is_the_application_and_its_reviews(store: Callable[[str], Store]) -> None:
    used = store("rehearsal")
    shown = used.do("fund show {ready}")
    assert used.do("show {ready}") == {name: value for name, value in shown.items() if name != "reviews"}
    one = used.do("fund rounds 2026-Q3")
    money = SHAPES["$defs"]["account"]["required"]
    for name in ("asked", "left", "awarded_now", "left_now", "applications", *money):
        del one[name]
    assert used.do("show 2026-Q3") == one


def test_nothing_is_written_to_the_other_stream(store: Callable[[str], Store]) -> None:
    used = store("rehearsal")
    for line in ("status", "project list", "rules", "programme show", "check"):
        assert used.run(line, "--json").err == ""


def test_every_detail_of_a_refusal_is_documented() -> None:
    """Every key that the code gives to a refusal's details, found in its source."""
    given: set[str] = set()
    for path in (ROOT / "imatter_cli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
                for keyword in node.keywords:
                    if keyword.arg == "details" and isinstance(keyword.value, ast.Dict):
                        given |= {str(k.value) for k in keyword.value.keys if isinstance(k, ast.Constant)}
    assert len(given) > 20
    assert given <= set(SHAPES["$defs"]["details"]["properties"])


def test_the_version_answers_as_well(call: Callable[..., Any]) -> None:
    answer = call("--version", "--json")
    hold(compact(answer.out), "answer")
