"""`imatter check` on what is not as it should be: the right code, what is wrong and what to try, and no traceback."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.checks import example
from imatter_cli.domain import ids

PROJECT = ids.path_of(example.PROJECT)
FORMATS = ("text", "lines", "json", "github", "junit", "sarif")


@pytest.mark.parametrize("ref", ["nowhere", "HEAD~9", "-x", "a..b", "0000000"])
def test_a_ref_that_is_not_there(examples: Any, ref: str) -> None:
    done = examples("check", "--since", ref)
    assert (done.code, done.out) == (3, "")
    assert f"There is no earlier state called {ref!r}." in done.err
    assert "Give a day" in done.err


@pytest.fixture
def shallow(examples: Any, tmp_path: Path) -> Path:
    """A copy that has the last of two commits, as machines fetch it."""
    (examples.path / "notes.txt").write_text("x")
    examples.git("add", "notes.txt")
    examples.git("-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "-qm", "two")
    path = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth", "1", examples.path.as_uri(), path], check=True)
    return path


@pytest.mark.parametrize(("ref", "said"), [("HEAD~1", "There is no earlier state"), ("2020-01-01", "Nothing was")])
def test_a_ref_that_a_shallow_copy_does_not_have(shallow: Path, examples: Any, ref: str, said: str) -> None:
    done = examples.call("check", "--since", ref, "--store", shallow)
    assert (done.code, done.out) == (3, "")
    assert said in done.err
    assert "git fetch --unshallow" in done.err
    done = examples.call("check", "--since", "HEAD", "--store", shallow)
    assert done.code == 0
    assert "The history of this copy is incomplete (git fetch --unshallow gets the rest)" in done.out
    done = examples.call("check", "--store", shallow)
    assert done.code == 0
    assert "19 records checked, no problems found, but not everything could be checked." in done.out


def test_a_store_inside_another_repository(examples: Any, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    subprocess.run(["git", "init", "-q", outer], check=True)
    inner = outer / "team" / "records"
    inner.parent.mkdir()
    (examples.path / "records").rename(inner)
    for more in ((), ("--staged",), ("--since", "HEAD")):
        done = examples.call("check", *more, cwd=inner.parent)
        assert (done.code, done.out) == (5, "")
        assert f"is a folder inside the git repository {outer}." in done.err
        assert "git init" in done.err
    git = ("git", "-C", inner.parent, "-c", "user.name=A", "-c", "user.email=a@imatter.invalid")
    for line in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "Begin a new history")):
        subprocess.run([*git, *line], check=True)
    assert examples.call("check", cwd=inner.parent).code == 0


@pytest.mark.parametrize(
    "place", ["/etc/passwd", "..", "../other", "records/none", "records/../../x", "prj-2611-0000000"]
)
def test_a_path_outside_or_nowhere(examples: Any, tmp_path: Path, place: str) -> None:
    (tmp_path / "other").mkdir()
    done = examples("check", place, cwd=examples.path)
    assert (done.code, done.out) == (3, "")
    assert "To go on" in done.err


@pytest.mark.parametrize("format", FORMATS)
def test_a_store_with_nothing_in_it(examples: Any, format: str) -> None:
    for folder in (examples.path / "records").iterdir():
        if folder.is_dir():
            examples.git("rm", "-rq", f"records/{folder.name}")
    examples.git("-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "-qm", "gone", "--allow-empty")
    examples.git("checkout", "-q", "--orphan", "fresh")
    examples.git("-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "-qm", "fresh")
    done = examples("check", "--format", format)
    assert (done.code, done.err) == (0, "")
    if format == "text":
        about = f"Store: {examples.path}, last change {examples.head()[:12]}"
        assert done.out == f"There are no records here yet, and no problems.\n{about}\n"


def test_a_file_of_a_hundred_megabytes(examples: Any) -> None:
    """It is not read, and hides nobody."""
    with (examples.path / PROJECT).open("r+b") as file:
        file.truncate(100 * 1024 * 1024)
    done = examples("check", "--json")
    assert done.code == 1
    assert [(f["path"], f["rule"]) for f in done.json["findings"]] == [(PROJECT, "FIL007")]
    assert "larger than" in done.json["findings"][0]["message"]
    assert done.json["summary"]["fine"] == done.json["summary"]["records"] - 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("id:", "id: it is nothing (null), not an id."),
        ("id: []", "id: it is a list, not an id."),
        ("schema:", "schema: it is nothing (null), not project/1."),
        ("status: [active]", "status: it is a list, not text."),
        ("stage:", "stage: it says nothing, but the timeline leads to apply."),
        ("type: [early]", "type: it is a list, not text."),
    ],
)
def test_a_value_is_never_told_in_the_words_of_a_programming_language(examples: Any, line: str, said: str) -> None:
    file = examples.path / PROJECT
    text = file.read_text()
    old = next(one for one in text.splitlines() if one.startswith(line.split(":")[0] + ":"))
    file.write_text("\n".join(line if one == old else one for one in text.split("\n")))
    assert said in {f["message"] for f in examples("check", "--json", file).json["findings"]}


def test_a_day_still_to_come_is_no_past_to_ask_about(examples: Any) -> None:
    for line in (("check", "--since", "9999-12-31"), ("show", example.PROJECT, "--as-of", "9999-12-31")):
        error = examples.refused(*line, code=2)
        assert (error["code"], error["message"]) == ("still-to-come", f"{line[-2]}: 9999-12-31 is still to come.")


def test_nothing_staged_is_no_pass_where_the_rules_cannot_be_asked(examples: Any) -> None:
    assert examples("check", "--staged").code == 0
    programme = examples.path / ids.PROGRAMME_PATH
    programme.write_text(programme.read_text().replace("version: 1\n", "version: none\n", 1))
    examples.git("add", ids.PROGRAMME_PATH)
    examples.git("-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "-qm", "broken", "--no-verify")
    done = examples("check", "--staged", "--json")
    assert done.code == 1
    assert {f["path"] for f in done.json["findings"]} == {ids.PROGRAMME_PATH}


@pytest.mark.parametrize("folder", ["", "/nowhere/at/all"])
def test_a_setting_of_git_that_leads_nowhere_is_named_with_the_way_out(examples: Any, folder: str) -> None:
    examples.git("config", "core.worktree", folder)
    done = examples("check", "--json")
    assert (done.code, done.error["code"]) == (5, "git")
    assert "core.worktree" in done.error["message"]
    line = done.error["hint"].partition(": ")[2]
    subprocess.run(line, shell=True, check=True, cwd=examples.path.parent)
    assert examples("check").code == 0
