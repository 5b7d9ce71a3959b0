"""`imatter check` on a real store: exactly what, exactly where, the right exit code, and nothing written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import imatter_cli
from imatter_cli.checks import example
from imatter_cli.domain import ids
from imatter_cli.output.findings import FORMATS
from imatter_cli.services.integrity import schemas
from imatter_cli.store import codec
from imatter_cli.store.create import create

GOLDEN = Path(__file__).parents[2] / "golden"
Call = Callable[..., Any]
PROJECT = ids.path_of(example.PROJECT)
IDEA = ids.path_of(example.IDEA)
LICENCE = ids.path_of(example.LICENCE)
NEW_IDEA = ids.path_of(example.NEW_IDEA)
ROUND = "records/rounds/2026-q4.yaml"
REVIEW = ids.path_of("rev-2611-w5t7b3c")
REFLECTION = ids.path_of("ref-2611-c4v8n3x")
APPLICATION = ids.path_of("app-2611-h6k2d9s")


class Store:
    """The example store in a repository of its own, and the command on it; nobody has said who they are."""

    def __init__(self, path: Path, call: Call) -> None:
        self.path = path
        self.call = call

    def check(self, *args: str | Path, **options: Any) -> Any:
        """Run it, and see that nothing was written anywhere in the store."""
        before = self.everything()
        done = self.call("check", *args, "--store", self.path, **options)
        assert self.everything() == before
        return done

    def everything(self) -> dict[str, tuple[bytes, int]]:
        files = (p for p in sorted(self.path.rglob("*")) if p.is_file() and not p.is_symlink())
        return {str(p): (p.read_bytes(), p.stat().st_mtime_ns) for p in files}

    def head(self) -> str:
        """The beginning of the last change's name, as people read it."""
        at = (self.path / ".git" / "HEAD").read_text().strip().removeprefix("ref: ")
        return (self.path / ".git" / at).read_text()[:12]

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.path / path).read_text()
        assert old in text, text
        (self.path / path).write_text(text.replace(old, new, 1))


@pytest.fixture
def store(call: Call, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = tmp_path_factory.getbasetemp() / "check-store"
    if not made.exists():
        rules = (Path(imatter_cli.__file__).parent / "data" / "programme.yaml").read_text()
        files = {ids.PROGRAMME_PATH: rules.replace("store: personal", "store: programme").encode()}
        files |= {ids.path_of(id): codec.render(ids.kind_of(id), data) for id, data in example.store().items()}
        files |= schemas.all_schemas()
        create(str(made), files, identity=("x", "x@imatter.invalid"), message="init")
    shutil.copytree(made, tmp_path / "store")
    return Store(tmp_path / "store", call)


def break_much(store: Store) -> None:
    """A broken file among good ones, a key twice, a field misspelt, and so on: one fault of each sort."""
    store.edit(ROUND, "quorum: 2", "quorum: [2")
    store.edit(REVIEW, "status: assigned", "status: assigned\nstatus: assigned")
    store.edit(IDEA, "setting: school", "setting: school\nsuport: none")
    store.edit(NEW_IDEA, "status: planned", "status: active")
    store.edit(APPLICATION, "revision: 1", "revision: one")
    store.edit(LICENCE, "at: 2026-01-12", "at: 2026-02-30")
    store.edit(PROJECT, f"licence: {example.LICENCE}", "licence: lic-2601-m3k8r1x")
    store.edit(REFLECTION, "A quiet start", "The patient was calm. A quiet start")


def test_all_is_said_and_exactly_where(store: Store) -> None:
    break_much(store)
    done = store.check("--json")
    assert done.code == 1
    places = [(f["rule"], f["path"], f["line"], f["column"], f["field"]) for f in done.json["findings"]]
    assert places == [
        ("FLD002", APPLICATION, 10, 11, "revision"),
        ("FLD002", LICENCE, 10, 9, "timeline[0].at"),
        ("TIM002", NEW_IDEA, 5, 9, "status"),
        ("FLD001", IDEA, 9, 1, "suport"),
        ("REF001", PROJECT, 14, 10, "licence"),
        ("WRD001", REFLECTION, 9, 10, "summary"),
        ("FIL003", REVIEW, 6, 1, "status"),
        ("FIL009", ROUND, 10, 9, ""),
    ]
    by_rule = {f["rule"]: f for f in done.json["findings"]}
    assert by_rule["FLD001"]["try"] == "Closest: support."
    assert by_rule["REF001"]["try"] == f"Closest: {example.LICENCE}."
    assert by_rule["REF001"]["related"] == [LICENCE]
    assert "30 February 2026 does not exist. Try 2026-02-28." in done.json["findings"][1]["message"]


def test_the_text_is_as_it_was_agreed(store: Store) -> None:
    break_much(store)
    done = store.check()
    assert done.code == 1
    golden = GOLDEN / "check.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(done.out.replace(str(store.path), "STORE").replace(store.head(), "COMMIT"))
    assert done.out == golden.read_text().replace("STORE", str(store.path)).replace("COMMIT", store.head())
    assert done.err == ""


def test_fine_is_exit_0_and_names_the_store(store: Store) -> None:
    done = store.check()
    assert (done.code, done.out, done.err) == (
        0, f"19 records checked, no problems.\nStore: {store.path}, last change {store.head()}\n", "",
    )  # fmt: skip
    assert store.check("--json").json["summary"]["fine"] == 19


def test_advice_alone_is_exit_0(store: Store) -> None:
    store.edit(REFLECTION, "A quiet start", "The patient was calm. A quiet start")
    done = store.check()
    assert done.code == 0
    assert "WRD001 (advice)" in done.out
    assert "1 piece of advice in 19 records." in done.out


def test_a_new_store_is_fine(call: Call, tmp_path: Path) -> None:
    assert call("init", tmp_path / "new").code == 0
    assert call("check", "--store", tmp_path / "new").code == 0
    assert call("schema", "--check", "--store", tmp_path / "new").code == 0


def test_json_is_format_json(store: Store) -> None:
    store.edit(PROJECT, "setting: school", "setting: castle")
    by_option, by_format = store.check("--json"), store.check("--format", "json")
    assert by_option.out == by_format.out
    assert by_option.code == by_format.code == 1
    answer = json.loads(by_option.out)
    assert answer["version"] == 1
    (finding,) = answer["data"]["findings"]
    assert finding == {
        "rule": "PRJ001", "severity": "error", "path": PROJECT, "line": 8, "column": 10, "field": "setting",
        "message": "setting: 'castle' is not on this programme's list.",
        "try": "Choose from school, nursery, family-home, club, community, workplace, health-service, online, other.",
        "related": [], "facts": {"field": "setting"}, "commands": [],
    }  # fmt: skip
    assert answer["data"]["summary"]["errors"] == 1


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--format", "xml"], 2), (["--json", "--format", "text"], 2), (["--explain", "REF001", "--since", "HEAD"], 2),
        (["--nonsense"], 2), (["records/none.yaml"], 3), (["prj-2611-zzzzzzz"], 3), (["--since", "nowhere"], 3),
        (["--explain", "XXX999"], 3),
    ],
)  # fmt: skip
def test_lines_that_ask_for_what_is_not_there(store: Store, args: list[str], code: int) -> None:
    done = store.check(*args)
    assert done.code == code, done.err
    assert done.out == ""
    assert done.err


def test_no_store_is_exit_5(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    assert call("check", cwd=tmp_path / "bare").code == 5
    assert call("check", "--store", tmp_path / "bare").code == 5


def test_paths_are_seen_from_where_one_stands(store: Store, tmp_path: Path) -> None:
    store.edit(PROJECT, "setting: school", "setting: castle")
    store.edit(LICENCE, "status: active", "status: paused")
    inside = store.path / "records" / "projects" / "2026-11"
    here = f"{example.PROJECT}.yaml"
    for args, cwd in (
        ([PROJECT], store.path), ([here], inside), (["."], inside), ([store.path / PROJECT], tmp_path),
        (["records/projects"], tmp_path), (["7kq4"], tmp_path), ([".."], inside),
    ):  # fmt: skip
        done = store.check(*args, "--json", cwd=cwd)
        assert [f["path"] for f in done.json["findings"]] == [PROJECT], args
    assert len(store.check("--json", ".", cwd=store.path).json["findings"]) == 2
    assert store.check(tmp_path).code == 3
    assert store.check("records/licences", "--json").json["summary"]["kinds"] == {"licence": {"records": 2, "fine": 1}}


def test_since_a_commit(store: Store) -> None:
    store.edit(PROJECT, "setting: school", "setting: castle")
    git = ["git", "-C", str(store.path), "-c", "user.name=x", "-c", "user.email=x@example.invalid"]
    os.system(" ".join([*git, "commit", "-qam", "one"]))
    store.edit(IDEA, "setting: school", "setting: palace")
    os.system(" ".join([*git, "commit", "-qam", "two"]))
    assert [f["path"] for f in store.check("--since", "HEAD~1", "--json").json["findings"]] == [IDEA]
    assert len(store.check("--since", "HEAD~2", "--json").json["findings"]) == 2
    assert store.check("--since", "HEAD").code == 0


def test_it_works_where_nothing_can_be_written_and_nobody_is_known(store: Store, run: Call) -> None:
    folders = [p for p in [store.path, *store.path.rglob("*")] if p.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    try:
        done = run("check", "--store", store.path, env={"HOME": "/nonexistent"})
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert (done.code, done.err) == (0, "")


def test_a_programme_file_that_is_broken_is_said_and_the_rest_checked(store: Store) -> None:
    store.edit(ids.PROGRAMME_PATH, "schema: programme/1", "schema: programme/1\nschema: programme/1")
    store.edit(PROJECT, f"licence: {example.LICENCE}", "licence: lic-2601-m3k8r1x")
    done = store.check()
    assert done.code == 1
    assert f"{ids.PROGRAMME_PATH}:5:1 schema appears twice" in done.out
    assert "REF001" in done.out
    assert "anything that depends on its rules was not checked" in done.out


def test_a_link_in_a_records_place_is_not_followed(store: Store) -> None:
    (store.path / IDEA).unlink()
    (store.path / IDEA).symlink_to("/etc/passwd")
    done = store.check("--json")
    assert {(f["rule"], f["path"]) for f in done.json["findings"]} == {("FIL019", IDEA)}


@pytest.mark.parametrize("name", ["REF001", "ref001", "missing-reference"])
def test_a_rule_explains_itself(call: Call, name: str) -> None:
    done = call("check", "--explain", name)
    assert done.code == 0
    assert done.out.startswith("REF001 missing-reference (error)\n")
    assert "This breaks it:\n    prj-2611-7kq4m2x:\n      licence: lic-2601-m3k8r1x\n" in done.out
    data = call("check", "--explain", name, "--json").json
    assert set(data) == {"id", "name", "severity", "why", "source", "bad", "good"}


def test_a_rule_names_a_source_that_can_be_looked_up_and_no_other(call: Call) -> None:
    assert 'From: the licence page, "How the licence works"' in call("check", "--explain", "LIC002").out
    own = call("check", "--explain", "REF001")
    assert own.code == 0 and "From:" not in own.out
    assert call("check", "--explain", "REF001", "--json").json["source"] == "how imatter works: checking"


def test_an_unknown_rule_names_the_closest(call: Call) -> None:
    error = call("check", "--explain", "REF01", "--json").error
    assert "REF001" in error["details"]["closest"]


def test_every_rule_is_listed(call: Call) -> None:
    rules = call("rules", "--json").json
    assert {"FIL001", "PRJ003", "PGM001"} <= {r["id"] for r in rules}
    text = call("rules").out
    assert all(r["id"] in text for r in rules)


def test_schemas_are_written_where_they_are_out_of_step(store: Store) -> None:
    call = store.call
    one = store.path / "schemas" / "project.schema.json"
    assert call("schema", "--check", "--store", store.path).code == 0
    one.write_text("{}")
    done = call("schema", "--check", "--store", store.path)
    assert (done.code, "schemas/project.schema.json" in done.out) == (1, True)
    assert call("schema", "--store", store.path).code == 0
    assert call("schema", "--write", "--dry-run", "--store", store.path).code == 0
    assert one.read_text() == "{}"
    assert call("schema", "--write", "--store", store.path, "--json").json["written"] == ["schemas/project.schema.json"]
    assert call("schema", "--check", "--store", store.path).code == 0
    assert call("schema", "--check", "--write", "--store", store.path).code == 2
    assert sorted(p.name for p in (store.path / "schemas").iterdir()) == sorted(
        p.rpartition("/")[2] for p in schemas.all_schemas()
    )


def test_the_rules_of_the_programme_are_shown_with_what_is_open_in_them(store: Store) -> None:
    done = store.call("programme", "show", "--store", store.path)
    assert done.code == 0
    for words in ("Universal prevention", "Individuals: 3", "Money may be in the way", "client: say individual"):
        assert words in done.out
    data = store.call("programme", "show", "--store", store.path, "--json").json
    assert {"calendar", "fund", "reasons.conflict", "prompt_sets.driscoll"} <= set(data["placeholders"])
    assert all(name in done.out for name in data["placeholders"])
    assert data["version"] == 1
    store.edit(ids.PROGRAMME_PATH, "version: 1", "version: one")
    assert store.call("programme", "show", "--store", store.path).code == 1


def test_what_is_let_stand_is_said_in_one_line_and_shown_with_the_record(store: Store) -> None:
    store.edit(REFLECTION, "A quiet start", "The patient was calm. A quiet start")
    text = (store.path / REFLECTION).read_text()
    accepted = "accepted:\n- rule: WRD001\n  reason: a quotation\n  until: 2027-03-31\n"
    (store.path / REFLECTION).write_text(text + accepted)
    done = store.check("--max-advice", "0")
    assert done.code == 0
    assert done.out == (
        "19 records checked, no problems.\n1 finding is accepted in its record, with a reason.\n"
        f"Store: {store.path}, last change {store.head()}\n"
    )
    assert store.check("--json").json["summary"]["accepted"] == 1
    shown = store.call("show", "ref-2611-c4v8n3x", "--store", store.path)
    assert shown.code == 0
    assert "a quotation" in shown.out


@pytest.mark.parametrize(
    "broken",
    ["store: shop", "store: [programme"],
    ids=["a wrong value", "no YAML"],
)
def test_what_was_not_asked_is_no_pass(examples: Any, broken: str) -> None:
    file = examples.path / "records" / "programme.yaml"
    file.write_text(file.read_text().replace("store: programme", broken, 1))
    examples.git("commit", "-qam", "break the rules")
    whole = examples("check", "--json").json["findings"]
    expected = [f for f in whole if f["path"] == "records/programme.yaml"]
    assert "PGM003" in {f["rule"] for f in expected}
    for asked in (("records/licences",), (LICENCE,), ("--since", "HEAD")):
        assert examples("check", *asked, "--json").json["findings"] == expected
        for format in FORMATS:
            done = examples("check", *asked, "--format", format)
            assert (done.code, "PGM003" in done.out) == (1, True), (asked, format, done.out)


@pytest.mark.parametrize("where", [".gitignore", "records/projects/.gitignore", ".git/info/exclude"])
def test_a_record_that_git_ignores_is_found(examples: Any, where: str) -> None:
    examples.git("rm", "-q", "--cached", PROJECT)
    examples.git("commit", "-qm", "lose it")
    assert "REC006" not in examples("check").out
    (examples.path / where).parent.mkdir(exist_ok=True)
    with (examples.path / where).open("a") as file:
        file.write(f"{Path(PROJECT).name}\n")
    (found,) = [f for f in examples("check", "--json").json["findings"] if f["rule"] == "REC006"]
    assert (found["path"], found["severity"]) == (PROJECT, "error")
    assert examples("check", "records/licences", "--json").json["findings"] == []


def test_a_folder_that_shows_a_part_says_that_alone(examples: Any) -> None:
    examples.git("status")  # the store is a copy: git looks at its files anew
    examples.git("sparse-checkout", "set", "--no-cone", "/*", "!/records/licences/")
    assert not (examples.path / LICENCE).exists()
    done = examples("check", "--json")
    assert (done.code, done.error["code"]) == (4, "sparse")
    examples.git("sparse-checkout", "set", "--no-cone", "/records/")
    assert examples("check").code == 0


def test_an_event_that_names_what_its_record_does_not_have(examples: Any) -> None:
    path = examples.path / ids.path_of(example.PROJECT)
    before = path.read_text()
    last = f"  - at: 2026-11-13\n    by: {example.ME}\n"

    def found(*events: str) -> list[tuple[str, str]]:
        path.write_text(before + "".join(last + event for event in events))
        return [(f["rule"], f["message"]) for f in examples("check", "--json", path).json["findings"]]

    assert found("    event: step\n    step: 1\n") == []
    (step,) = found("    event: step\n    step: 77\n")
    assert step == ("TIM004", "step: there is no small step 77. The last one is 1.")
    assert found("    event: step\n    step: s1a2\n") == []
    (step,) = found("    event: step\n    step: s9z9\n")
    assert step == ("TIM004", "step: this project has no small step with the id s9z9.")
    (step,) = found("    event: step\n    step: nine\n")
    assert step == ("FLD002", "step: 'nine' is not an id, as s1a2.")
    assert found("    event: step\n    step: 77\n", "    event: edit\n    fields: [steps]\n") == []
    (code,) = found("    event: withdraw-individual\n    individual: P9\n    reason: moved\n")
    assert code == ("TIM004", "individual: nobody here has the code P9. The codes are P1.")
    (field,) = found("    event: edit\n    fields: [colour]\n")
    assert field == ("TIM004", "fields: a project has no field 'colour'.")


def test_inside_another_repository_only_a_named_store_is_checked(
    call: Callable[..., Any], notebook: Any, tmp_path: Path
) -> None:
    call("init", tmp_path / "default")
    foreign = tmp_path / "foreign"
    subprocess.run(["git", "init", "-q", foreign], check=True)
    for line in (
        ["check"],
        ["check", "--staged"],
        ["check", "--since", "HEAD"],
        ["verify"],
        ["hook", "install"],
        ["save"],
        ["diff"],
        ["recover"],
    ):
        done = call(*line, "--json", cwd=foreign)
        assert (done.code, done.error["code"]) == (5, "no-store"), line
        assert str(foreign) in done.error["message"]
    assert call("check", "--store", notebook.path, cwd=foreign).code == 0
    assert call("check", cwd=foreign, env={"IMATTER_STORE": str(notebook.path)}).code == 0
    done = call("check", cwd=tmp_path)
    assert done.code == 0 and str(tmp_path / "default") in done.out + done.err


@pytest.mark.parametrize("character", ["\u3164", "\u115f", "\u2800", "\u034f", "\u180e", "\u00a0", "\ue000"])
def test_what_others_may_not_see_or_find_is_told(examples: Any, character: str) -> None:
    path = examples.path / ids.path_of(example.PROJECT)
    path.write_text(path.read_text().replace("evening routine", f"evening{character}routine"))
    (found,) = examples("check", "--json", path).json["findings"]
    assert (found["rule"], found["severity"]) == ("FLD005", "advice")
    assert f"(U+{ord(character):04X})" in found["message"]


def test_lists_and_home_say_what_a_folder_that_shows_a_part_leaves_out(examples: Any) -> None:
    examples.git("status")
    examples.git("sparse-checkout", "set", "--no-cone", "/*", "!/records/licences/")
    for line in (("licence", "list"), ("--as", example.ME)):
        done = examples(*line)
        assert done.code == 1, line
        assert "records/licences" in done.err, line
        assert "licence apply" not in done.out, line
    assert examples("project", "list").code == 0


def test_what_cannot_be_meant_is_said(examples: Any, tmp_path: Path) -> None:
    error = examples.refused("check", "--since", "2026-02-30", code=2)
    assert error["message"] == "30 February 2026 does not exist. Try 2026-02-28."


@pytest.mark.parametrize("damage", ["HEAD", "objects"])
def test_a_repository_that_git_does_not_know_is_called_damaged(notebook: Any, damage: str) -> None:
    place = notebook.path / ".git" / damage
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.write_text("garbage")
    for line in ("check", "verify"):
        error = notebook(line, "--json").error
        assert "git can't read it. It is damaged" in error["message"], line


@pytest.mark.parametrize("remark", ["# a \u202egnirts\n", "status: planned  # \u2066x\n"])
def test_a_remark_that_reads_otherwise_than_it_is_is_found(remark: str) -> None:
    (found,) = codec.findings(f"id: x\n{remark}".encode(), "records/x.yaml")
    assert (found.rule, found.line, "direction of writing" in found.message) == ("FIL004", 2, True)
