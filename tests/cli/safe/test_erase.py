"""Erasing words: nothing of them is left anywhere, everything else is as it was, and it is never half done."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import imatter_cli
from imatter_cli import folders
from imatter_cli.__main__ import main
from imatter_cli.checks import example
from imatter_cli.domain import erasing, ids
from imatter_cli.domain.kinds import BY_NAME, KINDS
from imatter_cli.domain.kinds.fields import FreeText
from imatter_cli.input.drafts import Draft, Drafts
from imatter_cli.store import codec, transaction
from imatter_cli.store.cache.slots import Slots
from imatter_cli.store.erasing import GitErasing
from imatter_cli.store.git.rewriting import Rewriting
from imatter_cli.store.lock import is_free
from imatter_cli.store.open import open_store

kit = sys.modules["store_kit"]
CANARY = b"quokka"
ROOT = Path(imatter_cli.__file__).parent.parent
CODES = erasing.codes_in(codec.parse((Path(imatter_cli.__file__).parent / "data/programme.yaml").read_bytes(), ""))


@pytest.fixture(autouse=True)
def one_clock(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """git's clock is imatter's."""
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, home.env["IMATTER_NOW"])


def filled(kind: str, record: dict[str, Any], said: Callable[[str], str]) -> dict[str, Any]:
    """The record with words at every place that may have some; it need not be a sound one."""
    data = copy.deepcopy(record)
    for place in BY_NAME[kind].marked(FreeText):
        put(data, place, said(".".join(place)))
    data["unheard_of"] = {"once": [said("a field that no record has")]}
    return data


def test_every_text_that_a_record_can_have_is_a_code_or_marked_as_words() -> None:
    """A kind or a field that is added is covered by the tests here: its texts are marked, or are codes in form."""
    assert {kind.name for kind in KINDS} == {ids.kind_of(id) for id in example.store()}
    for kind in KINDS:
        schema = json.loads((ROOT / f"schemas/{kind.name}.schema.json").read_text())
        loose = {".".join(place) for place in loose_texts(schema, schema, ()) if place not in kind.marked(FreeText)}
        assert loose <= {"timeline.*.because", "timeline.*.fields.*", "timeline.*.seed"}, kind.name


def loose_texts(whole: Any, schema: Any, place: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The places at which a schema lets any text be."""
    if "$ref" in schema:
        found = whole
        for step in schema["$ref"][2:].split("/"):
            found = found[step]
        schema = found
    if schema.get("type") == "string" and not {"pattern", "enum", "const", "format"} & schema.keys():
        yield place
    for name, inner in schema.get("properties", {}).items():
        yield from loose_texts(whole, inner, (*place, name))
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            yield from loose_texts(whole, schema[name], (*place, "*"))
    for name in ("anyOf", "oneOf", "allOf"):
        for inner in schema.get(name, ()):
            yield from loose_texts(whole, inner, place)


def put(value: Any, place: tuple[str, ...], text: str) -> None:
    step, *rest = place
    if step == "*":
        if not value:
            value.append({} if rest else text)
        for n, one in enumerate(value):
            if rest:
                put(one, tuple(rest), text)
            else:
                value[n] = text
    elif rest:
        if not value.get(step):
            value[step] = [] if rest[0] == "*" else {}
        put(value[step], tuple(rest), text)
    else:
        value[step] = text


def objects(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every object of a repository, reachable or not, by its id."""
    listed = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch"], cwd=root, capture_output=True, check=True
    ).stdout
    while listed:
        head, _, rest = listed.partition(b"\n")
        id, _, size = head.decode().split(" ")
        yield id, rest[: int(size)]
        listed = rest[int(size) + 1 :]


def with_canary(root: Path, top: Path) -> list[str]:
    """Where the words are: in objects of the store, or in any file below a folder."""
    found = [f"object {id}" for id, data in objects(root) if CANARY in data]
    files = (p for p in top.rglob("*") if p.is_file() and not p.is_symlink())
    return found + [str(p) for p in files if CANARY in p.read_bytes()]


def git(root: Path, *args: str, **env: str) -> str:
    done = subprocess.run(
        ["git", *args], cwd=root, capture_output=True, text=True, check=True, env={**os.environ, **env}
    )
    return done.stdout.strip()


def words(what: str) -> str:
    return f"The quokka of {what} said so."


def crowded(store: Any, tmp: Path) -> None:
    """Words of every kind of record in its past, its branches, tags and stashes, in messages and what programs left."""
    root = store.path
    git(root, "config", "user.name", "x")
    git(root, "config", "user.email", "x@imatter.invalid")
    git(root, "config", "imatter.me", coordinator())
    every = example.store()
    for id, data in every.items():
        kind = ids.kind_of(id)
        raw = codec.render(kind, filled(kind, dict(data), lambda place, kind=kind: words(f"{kind} {place}")))
        (root / ids.path_of(id)).write_bytes(raw + b"# a remark on " + words(kind).encode() + b"\n")
    git(root, "commit", "-qam", f"By hand: {words('project focus_areas.*')}")
    git(root, "tag", "-am", words("project focus_areas.*"), "then")
    git(root, "branch", "aside")
    project = next(id for id in every if id.startswith("prj"))
    (root / ids.path_of(project)).write_bytes(b"status: [ The quokka said that it is broken\n")
    git(root, "commit", "-qam", "Break it")
    for id, data in every.items():
        (root / ids.path_of(id)).write_bytes(codec.render(ids.kind_of(id), data))
    git(root, "commit", "-qam", "Back")
    path = root / ids.path_of(project)
    for n in range(2):
        path.write_bytes(path.read_bytes() + b"# quokka number %d was here\n" % n)
        git(root, "stash", "-q")
    path.write_bytes(path.read_bytes() + b"# the quokka of an amended change\n")
    git(root, "commit", "-qam", "Amended: the quokka of an amended change")
    git(root, "commit", "-q", "--amend", "-m", "Amended")
    path.write_bytes(codec.render("project", every[project]))
    git(root, "commit", "-qam", "Back again")
    for pattern in ("{0}~", ".{0}.swp", "#{0}#", "{0}.bak", "{0}.orig", ".{0}.un~"):
        path.with_name(pattern.format(path.name)).write_text(words("an editor"))
    for line in (["project", "edit", project, "--focus-area", words("a change that was undone")], ["undo"]):
        done = store(*line)
        assert done.code == 0, done.err
    (root / "page.html").write_text(f"<p>{words('project focus_areas.*')}</p>")
    (root / ".git" / "COMMIT_EDITMSG").write_text(words("a message"))
    Slots(str(root)).put("texts", words("a cache"))
    room = root / ".git" / "imatter" / "room-of-a-killed-sync"
    room.mkdir()
    (room / "incoming").write_text(words("what came in"))
    (root / ".git" / "imatter" / "journal.tmp").write_text(words("a journal"))
    for page in ("imatter-page.html", "imatter-project-1.html"):
        (folders.home() / "imatter-pages").mkdir(exist_ok=True)
        (folders.home() / "imatter-pages" / page).write_text(words("a page"))
    report = folders.own("state") / "reports" / "20261124.txt"
    report.parent.mkdir(parents=True)
    report.write_text(f"ValueError: {words('project focus_areas.*')}")

    drafts = Drafts.of_store(str(root), open_store(str(root)).clone_id(make=True))
    drafts.save(
        Draft("reflect-1a2b3c", "reflect", project, "imatter reflect", "2026", "2026", lines=[words("a draft")])
    )
    drafts.save(Draft("reflect-4d5e6f", "reflect", project, "x", "2026", "2026", left={"what": [words("half a line")]}))
    drafts.scratch("reflect-1a2b3c").write_text(words("an editor's draft"))
    drafts.save(
        Draft(
            "licence-apply-1a2b3c",
            "licence apply",
            "",
            "x",
            "2026",
            "2026",
            answers={"why": words("project focus_areas.*")},
        )
    )


def coordinator() -> str:
    return next(id for id, data in example.store().items() if "coordinator" in (data.get("roles") or ()))


def test_nothing_of_the_words_is_left_anywhere(examples: Any, tmp_path: Path, call: Any) -> None:
    crowded(examples, tmp_path)
    before = with_canary(examples.path, tmp_path)
    assert len(before) > 30
    found = {rule["rule"] for rule in examples("check", "--json").json["findings"]}
    Slots(str(tmp_path / "before it moved")).put("texts", words("a cache of where the store was"))
    done = examples("erase", *example.store(), "--yes", "--reason", "asked", "--json")
    assert done.code == 0, done.err
    assert done.json["notes"] == []
    assert done.json["elsewhere"] == ["page.html"]
    (examples.path / "page.html").unlink()
    assert with_canary(examples.path, tmp_path) == []
    assert {rule["rule"] for rule in examples("check", "--json").json["findings"]} <= found
    assert len(git(examples.path, "stash", "list").splitlines()) == 2
    assert "[erased " in git(examples.path, "cat-file", "tag", "then")
    assert "[erased " in git(examples.path, "show", "aside", "--format=%B")
    assert git(examples.path, "status", "--porcelain") == ""
    assert git(examples.path, "fsck", "--full") == ""


@pytest.fixture
def invented(call: Any, tmp_path: Path, once: Any) -> Any:
    """A personal notebook with an invented year in it."""
    made = once("invented-practice", lambda path: call("init", path, "--example", "--personal"))
    shutil.copytree(made, tmp_path / "year", symlinks=True)
    return lambda *line, **how: call(*line, "--store", tmp_path / "year", **how)


class Past:
    """Every change of a store: its parts, and what its tree has."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.commits = git(root, "rev-list", "--reverse", "--topo-order", "HEAD").split()
        raw = dict(objects(root))
        self.raw = [raw[commit] for commit in self.commits]
        self.objects = raw

    def files(self, n: int) -> dict[str, str]:
        tree = self._tree(self.raw[n][5:45].decode(), "")
        return dict(tree)

    def _tree(self, id: str, above: str) -> Iterator[tuple[str, str]]:
        data = self.objects[id]
        while data:
            head, _, rest = data.partition(b"\0")
            mode, _, name = head.partition(b" ")
            path = above + name.decode()
            if mode == b"40000":
                yield from self._tree(rest[:20].hex(), f"{path}/")
            else:
                yield path, rest[:20].hex()
            data = rest[20:]


_OF_ITS_OWN = re.compile(rb"^(tree|parent) [0-9a-f]{40}$|\b[0-9a-f]{40}\b", re.MULTILINE)


def test_all_else_is_byte_for_byte_as_it_was(invented: Any, tmp_path: Path) -> None:
    root = tmp_path / "year"
    erased = [r["id"] for r in invented("reflection", "list", "--json").json][:3]
    erased += [r["id"] for r in invented("project", "list", "--json").json][:3]
    before = Past(root)
    done = invented("erase", *erased, "--yes", "--json")
    assert done.code == 0, done.err
    after = Past(root)
    assert len(after.commits) == len(before.commits) + 1
    paths = {ids.path_of(id) for id in erased}
    new_id = dict(zip(before.commits, after.commits, strict=False))
    texts: dict[str, str] = {}
    for n, (was, now) in enumerate(zip(before.raw, after.raw, strict=False)):
        assert _OF_ITS_OWN.sub(b"", was) == _OF_ITS_OWN.sub(b"", now)
        named = [id.decode() for id in re.findall(rb"\b[0-9a-f]{40}\b", was)][1:]
        assert [new_id[id] for id in named] == re.findall("[0-9a-f]{40}", now.decode())[1:]
        old, new = before.files(n), after.files(n)
        assert old.keys() == new.keys()
        differ = {path for path in old if old[path] != new[path]}
        assert differ <= paths
        for path in differ:
            _compare(path, before.objects[old[path]], after.objects[new[path]], texts)
    assert len(texts) == len(set(texts.values())) == done.json["passages"]
    assert all(map(erasing.number_of, texts.values()))
    assert invented("verify", "--json").json["summary"]["errors"] == 0
    assert invented("check", "--json").json["summary"]["errors"] == 0


def _compare(path: str, was: bytes, now: bytes, texts: dict[str, str]) -> None:
    """Both are the same but for texts, and lines that hold none of these keep their bytes."""
    kind = ids.kind_of(ids.id_at(path) or "")
    old, new = codec.parse(was, path), codec.parse(now, path)
    instead = dict(zip(_all(old), _all(new), strict=True))
    changed = {one: other for one, other in instead.items() if one != other}
    assert set(changed) == {text for _, text in erasing.words_in(kind, old, CODES)}
    for one, other in changed.items():
        assert texts.setdefault(one, other) == other
    kept = [line for line in was.split(b"\n") if line in now.split(b"\n")]
    assert kept == [line for line in now.split(b"\n") if b"[erased " not in line]


def _all(value: Any) -> Iterator[Any]:
    if isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _all(inner)
    else:
        yield value


POINTS = (
    "rewritten", "locked", "journalled", "built", "moved", "landed", "indexed", "erasing-refs", "erasing-logs",
    "erasing-apart", "erasing-left", "erasing-packed", "erasing-pruned", "unlocked", "finished",
)  # fmt: skip


def kept_apart(root: Path, project: str) -> None:
    """The words in what imatter keeps outside the store: a draft with what an editor left, a page, a report."""
    drafts = Drafts.of_store(str(root), open_store(str(root)).clone_id(make=True))
    drafts.save(Draft("reflect-1a2b3c", "reflect", project, "x", "2026", "2026", lines=[words("a draft")]))
    drafts.scratch("reflect-1a2b3c").write_text(words("an editor's draft"))
    pages, reports = folders.home() / "imatter-pages", folders.own("state") / "reports"
    for folder in (pages, reports):
        folder.mkdir(parents=True)
    (pages / f"imatter-{project}.html").write_text(words("a page"))
    (reports / "20261124.txt").write_text("ValueError: where the quokka sleeps at night")


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_each_step_it_goes_on_or_has_not_happened(notebook: Any, tmp_path: Path, point: str) -> None:
    project = notebook.idea("--focus-area", "where the quokka sleeps at night")
    notebook.change("project", "edit", project, "--setting", "club")
    notebook.git("branch", "aside")
    kept_apart(notebook.path, project)
    head, errors = notebook.head(), notebook("verify", "--json").json["summary"]["errors"]
    page = tmp_path / "receipt.html"
    line = ["erase", project, "--yes", "--to", str(page), "--no-input", "--store", str(notebook.path)]
    pid = kit.fork(lambda: main(line), IMATTER_FAULT=f"{point}:kill", QUIET="1")
    assert kit.ended(pid) == kit.KILLED
    while not is_free(str(notebook.path / ".git" / "imatter")):
        time.sleep(0.005)
    happened = POINTS.index(point) >= POINTS.index("moved")
    assert notebook("show", project).code == 0
    done = notebook("recover")
    assert done.code == 0, done.err
    assert page.exists() is happened
    if not happened:
        assert notebook.head() == head
        assert b"quokka" in (notebook.path / ids.path_of(project)).read_bytes()
        assert notebook(*line[:5]).code == 0
    assert "evening routine" not in page.read_text()
    assert list((folders.own("state") / "agreed").iterdir()) == []
    assert with_canary(notebook.path, tmp_path) == []
    assert notebook.git("log", "-1", "--format=%s") == f"erase {project}"
    assert notebook.git("status", "--porcelain") == ""
    assert notebook("verify", "--json").json["summary"]["errors"] == errors
    assert notebook("check").code == 0


def test_many_other_records_with_the_same_words_take_no_git_each(
    notebook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, *_ = [notebook.idea("--focus-area", "where the quokka sleeps at night") for _ in range(6)]
    left, looked = GitErasing.left, []
    monkeypatch.setattr(GitErasing, "left", lambda self, ids: [looked.append(1), *left(self, ids)][1:])
    assert len(notebook("erase", project, "--dry-run", "--json").json["elsewhere"]) == 5
    assert len(looked) < 5


def test_stopped_in_time_it_says_that_nothing_was_erased(notebook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    project = notebook.idea("--focus-area", "where the quokka sleeps at night")
    head = notebook.head()
    monkeypatch.setattr(Rewriting, "write", lambda *_: signal.raise_signal(signal.SIGINT))
    done = notebook("erase", project, "--yes")
    assert (done.code, done.err.strip()) == (130, "Stopped. Nothing was erased.")
    assert notebook.head() == head
    assert notebook("recover").code == 0
    assert "quokka" in str(notebook.record(project))


def test_stopped_too_late_it_says_that_the_words_are_erased(
    notebook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = notebook.idea("--focus-area", "where the quokka sleeps at night")
    kept_apart(notebook.path, project)
    forget = transaction.forget

    def stopped(*given: Any) -> list[str]:
        signal.raise_signal(signal.SIGINT)
        return forget(*given)

    monkeypatch.setattr(transaction, "forget", stopped)
    done = notebook("erase", project, "--yes")
    assert done.code == 0, done.err
    assert "It was too late to stop: it is done." in done.out
    assert "What this could not reach" in done.out
    assert with_canary(notebook.path, tmp_path) == []


def with_reflection(notebook: Any) -> tuple[str, str]:
    """A project with two individuals, and a reflection on it."""
    project = notebook.idea("--focus-area", "P1 and the quokka at dinner")
    answers = ("--answer", "what=The quokka of P1 slept.", "--answer", "so-what=Wait for longer.")
    return project, notebook.change("reflect", project, "--date", "2026-11-23", *answers)["id"]


def test_fields_and_people_are_said_plainly(rehearsal: Any) -> None:
    applications = [codec.parse(raw, path) for path, raw in rehearsal.files().items() if "/applications/" in path]
    one = next(str(one["id"]) for one in applications if one.get("costs"))
    shown = rehearsal("erase", one, "--dry-run").out
    assert ", cost, from" in shown
    assert "costs.item" not in shown
    people = rehearsal("practitioner", "list", "--json").json
    reviewer = next(str(one["id"]) for one in people if one["roles"] == ["reviewer"])
    error = rehearsal.refused("--as", reviewer, "erase", one, "--yes")
    assert error["message"].startswith("Only the person it belongs to or a coordinator can do this")
    assert not error["message"].count("the reviewer")
    example = rehearsal.refused("erase", code=2)["details"]["missing"][0]["example"]
    assert ids.kind_of(example) != "round"


def test_a_single_short_word_is_named_where_else_it_stands(notebook: Any) -> None:
    plan = ("project", "new", "--type", "early-concern", "--setting", "school", "--individuals", "1", "--focus-area")
    project = notebook.change(*plan, "Quokka", "--focus-area", "school", "--focus-area", "no")["id"]
    other = notebook.change(*plan, "why the quokka sleeps")["id"]
    notebook.change(*plan, "evening quokkas", "--focus-area", "no others")
    path = notebook.path / ids.path_of(other)
    path.write_bytes(path.read_bytes() + b"# a remark\n")
    notebook.git("commit", "-qam", "A remark about the quokka")
    drafts = Drafts.of_store(str(notebook.path), open_store(str(notebook.path)).clone_id(make=True))
    drafts.save(Draft("reflect-1a2b3c", "reflect", other, "x", "2026", "2026", lines=["A quokka, again."]))
    day = notebook.git("log", "-1", "--format=%cs")
    elsewhere = [other, f"the message of a change made by hand on {day}", "unfinished answers (reflect)"]
    passages = notebook("erase", project, "--dry-run", "--json").json
    assert [one for one in passages["elsewhere"] if one != "README.md"] == elsewhere
    assert notebook("erase", project, "--yes", "--json").json["elsewhere"] == passages["elsewhere"]
    assert [draft.id for draft in drafts.list(everybody=True)] == ["reflect-1a2b3c"]


def test_for_an_individual_everything_written_is_shown_to_choose_from(notebook: Any) -> None:
    project, reflection = with_reflection(notebook)
    assert notebook.refused("erase", project, "--individual", "P9", code=3)["code"] == "not-found"
    shown = notebook("erase", project, "--individual", "P1", "--dry-run", "--json").json
    assert shown["records"] == [project, reflection]
    passages = {one["text"]: one["number"] for one in shown["passages"]}
    chosen = [str(passages[text]) for text in passages if "quokka" in text]
    assert len(chosen) == 2 < len(passages)
    assert notebook.refused("erase", project, "--passage", "99", "--yes", code=3)["code"] == "not-found"
    assert notebook.refused("erase", project, "--reason", "because", code=2)["code"] == "bad-value"
    assert notebook.refused("erase", project, code=2)["code"] == "needs-yes"
    done = notebook("erase", project, "--individual", "P1", *(f"--passage={n}" for n in chosen), "--yes", "--json")
    assert done.json["records"] == [project, reflection]
    assert "Wait for longer." in str(notebook.record(reflection))
    assert "quokka" not in str(notebook.record(reflection)) + str(notebook.record(project))
    assert "evening routine" in str(notebook.record(project))


def test_what_was_erased_is_not_taken_back_and_not_erased_again(notebook: Any) -> None:
    project = notebook.idea()
    page = notebook.path.parent / "receipt.html"
    assert notebook.refused("erase", project, "--yes", "--to", notebook.path / "records" / "page.html")
    done = notebook("erase", project, "--yes", "--reason", "mistake", "--to", page, "--json")
    assert done.json["page"] == str(page)
    assert "it was written by mistake" in page.read_text()
    assert "evening routine" not in page.read_text()
    assert notebook.record(project)["timeline"][-1]["reason"] == "mistake"
    assert notebook.refused("erase", project, "--yes")["code"] == "nothing-to-erase"
    assert notebook.refused("undo")["code"] == "erased"
    gone = notebook.idea("--focus-area", "a quokka that nobody needs")
    notebook.change("project", "discard", gone)
    assert notebook("erase", gone, "--yes").code == 0
    path = notebook.path / ids.path_of(project)
    whole = path.read_bytes()
    path.write_bytes(whole + b"# a quokka by hand\n")
    assert "edited by hand" in notebook("erase", project, "--dry-run").err
    path.write_bytes(whole)
    assert [text for _, text in objects(notebook.path) if CANARY in text] == []
    assert notebook("check").code == 0
    assert len(notebook("verify", "--json").json["summary"]["erasures"]) == 2


def test_at_a_terminal_it_shows_and_asks(notebook: Any, terminal: Any) -> None:
    project, reflection = with_reflection(notebook)
    child = terminal("erase", project, "--store", notebook.path)
    child.expect_exact("P1 and the quokka at dinner")
    child.expect_exact("It can't be undone")
    child.sendline("")
    child.expect_exact("Nothing was changed")
    child = terminal("erase", project, "--individual", "P1", "--store", notebook.path)
    child.expect_exact("Nothing is erased before you agree at the end.")
    for _ in range(4):
        found = child.expect_exact(["quokka", "evening routine", "Wait for longer"])
        child.expect_exact("Erase this passage?")
        child.sendline("y" if found == 0 else "n")
    child.expect_exact("Erase 2 passages, here and in the past? It can't be undone.")
    child.sendline("y")
    child.expect_exact("Erased 2 passages")
    child.expect_exact("could not reach")
    assert "quokka" not in str(notebook.record(reflection)) + str(notebook.record(project))


def test_a_seal_over_erased_words_is_not_judged_and_any_other_is(rehearsal: Any) -> None:
    assert rehearsal("recover", "--clock-is-right").code == 0
    kept = [codec.parse(raw, path) for path, raw in rehearsal.files().items() if "/applications/" in path]
    decided = [str(one["id"]) for one in kept if one["status"] in ("accepted", "closed")]
    every = [codec.parse(raw, path) for path, raw in rehearsal.files().items() if "/reviews/" in path]
    review = next(str(one["id"]) for one in every if one["application"] == decided[0] and one["status"] == "submitted")
    for one in (review, decided[0]):
        done = rehearsal("erase", one, "--yes", "--json")
        assert (done.code, done.json["unsealed"]) == (0, [decided[0]])
        assert rehearsal("check").code == 0
    path = rehearsal.path / ids.path_of(decided[1])
    path.write_text(re.sub("key_barrier: .*", "key_barrier: Another barrier.", path.read_text()))
    rules = [found["rule"] for found in rehearsal("check", "--json").json["findings"] if found["severity"] == "error"]
    assert len(rules) == 1


def test_where_else_the_words_stand_is_about_the_passages_that_go(notebook: Any) -> None:
    plan = ("project", "new", "--type", "early-concern", "--setting", "school", "--individuals", "1", "--focus-area")
    project = notebook.change(*plan, "why the quokka sleeps", "--focus-area", "what it dreams of")["id"]
    other = notebook.change(*plan, "what it dreams of")["id"]
    every = notebook("erase", project, "--dry-run", "--json").json
    assert other in every["elsewhere"]
    (one,) = [p["number"] for p in every["passages"] if "quokka" in p["text"]]
    assert notebook("erase", project, "--passage", one, "--yes", "--json").json["elsewhere"] == []
