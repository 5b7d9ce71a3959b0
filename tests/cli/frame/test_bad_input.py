"""Bad input through the command line, in real stores: what, where and what to try; the right exit code; no trace."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.domain import ids

IDEA = ("--type", "early-concern", "--setting", "school", "--individuals", "1", "--focus-area")
PLAIN = "A record must be an ordinary file in ordinary folders. Put the text itself there."


class Notebook:
    """A notebook with a licence and two ideas; what is done in it, and that nothing was changed."""

    def __init__(self, kept: Any) -> None:
        self.kept = kept
        kept("licence", "record")
        self.one = kept("project", "new", *IDEA, "quiet", "--json").json["id"]
        self.other = kept("project", "new", *IDEA, "evening", "--json").json["id"]

    def file(self, id: str) -> Path:
        """A record's file."""
        return Path(self.kept.path) / ids.path_of(id)

    def edit(self, id: str, old: str, new: str) -> None:
        """A record's file, edited by hand."""
        text = self.file(id).read_text(encoding="utf-8")
        assert old in text
        self.file(id).write_text(text.replace(old, new, 1), encoding="utf-8")

    def state(self) -> tuple[str, str, list[str]]:
        """The last change, what is edited, and what is there."""
        paths = sorted(str(p.relative_to(self.kept.path)) for p in (self.kept.path / "records").rglob("*"))
        return self.kept.git("rev-parse", "HEAD"), self.kept.git("status", "--porcelain"), paths

    def told(self, *line: str, code: int, say: Sequence[str]) -> str:
        """Both streams of a line that ends with this exit code, says all of this, and changes nothing."""
        before = self.state()
        done = self.kept(*line)
        told = done.out + done.err
        assert done.code == code, told
        for text in say:
            assert text in told, told
        assert "Traceback" not in told
        assert "fault in imatter itself" not in told
        assert self.state() == before
        return str(told)

    def refused(self, *line: str, code: int, word: str, say: Sequence[str]) -> Any:
        """The same, and as JSON with nothing on stdout and this stable word; its details."""
        told = self.told(*line, code=code, say=say)
        assert "To go on:  " in told
        error = self.kept(*line, "--json").error
        assert error["code"] == word
        assert error["message"] and error["hint"]
        return error["details"]


@pytest.fixture
def own(notebook: Any) -> Notebook:
    """A notebook of one's own."""
    return Notebook(notebook)


def test_an_id_that_is_not_there_names_the_closest(own: Notebook) -> None:
    typed = f"{own.one[:-1]}{'0' if own.one[-1] != '0' else '1'}"
    details = own.refused("project", "start", typed, code=3, word="not-found", say=[typed, own.one])
    assert details["closest"] == [own.one]
    told = own.told("project", "start", typed, code=3, say=[])
    assert told.count(own.one) == 1
    own.refused("show", "zzzzzzz", code=3, word="not-found", say=["zzzzzzz", "imatter project list"])


def test_a_part_of_several_ids_names_them_all(own: Notebook) -> None:
    say = ["'prj'", own.one, own.other, "Type more of the id."]
    details = own.refused("project", "pause", "prj", code=2, word="ambiguous", say=say)
    assert sorted(details["candidates"]) == sorted([own.one, own.other])


@pytest.mark.parametrize("day", ["31.13.2026", "2026-02-30", "soon", "20261124", "24/24/2026"])
def test_a_day_that_is_none_names_the_forms_that_are_taken(own: Notebook, day: str) -> None:
    say = ["--date", repr(day), "24/11/2026", "yesterday", "2026-"]
    details = own.refused("project", "start", own.one, "--date", day, code=2, word="bad-value", say=say)
    assert details["bad"][0]["option"] == "--date"
    own.told("project", "list", "--since", day, code=2, say=[day, "24/11/2026"])


def test_a_broken_file_hides_no_other(own: Notebook) -> None:
    path = ids.path_of(own.other)
    own.edit(own.other, "type:", "  type: [")
    where = f"{path}:"
    told = own.told("project", "list", code=1, say=[own.one, where, "Left out: 1 broken project", "imatter check"])
    assert own.other not in told.split(where)[0]
    assert [p["id"] for p in own.kept("project", "list", "--json").json] == [own.one]
    own.told("project", "show", own.other, code=1, say=[where, "is damaged"])
    own.told("status", code=1, say=[own.one, path, "imatter check"])
    own.told("check", code=1, say=[where, "FIL", "--explain"])
    own.told("project", "show", own.one, code=0, say=[own.one])
    assert own.kept("project", "start", own.one).code == 0  # faults elsewhere never block
    assert own.kept("project", "pause", own.other).code in (1, 4)


def test_a_field_that_stands_twice(own: Notebook) -> None:
    own.edit(own.other, "setting: school\n", "setting: school\nsetting: club\n")
    say = [f"{ids.path_of(own.other)}:9:1", "setting appears twice, on line 8 and on line 9", "remove the other"]
    own.told("check", code=1, say=[*say, "FIL003"])
    own.told("project", "list", code=1, say=say)
    own.told("save", code=1, say=say)


def test_a_field_that_there_is_not(own: Notebook) -> None:
    own.edit(own.other, "setting: school", "seting: school")
    own.told(
        "check", code=1, say=[f"{ids.path_of(own.other)}:8:1", "seting: there is no such field", "setting", "FLD001"]
    )
    own.told("save", code=1, say=["seting", "Closest: setting"])


def test_a_status_that_the_timeline_does_not_lead_to(own: Notebook) -> None:
    own.edit(own.other, "status: planned", "status: active")
    say = [
        f"{ids.path_of(own.other)}:5:9",
        "it says active, but the timeline leads to planned",
        "Write status: planned",
    ]
    own.told("check", code=1, say=[*say, "TIM002"])
    own.told("project", "show", own.other, code=1, say=say)
    own.told("project", "list", code=1, say=say)
    own.told("save", code=1, say=say)
    hand = [ids.path_of(own.other), "edited by hand", "imatter save"]
    own.refused("project", "edit", own.other, "--setting", "club", code=4, word="edited-by-hand", say=hand)


def test_records_that_nothing_looks_after(own: Notebook, call: Callable[..., Any], tmp_path: Path) -> None:
    shutil.copytree(own.kept.path / "records", tmp_path / "loose" / "records")
    for line in (["status"], ["project", "new"], ["check"], ["project", "list"]):
        done = call(*line, "--store", tmp_path / "loose", "--json")
        assert done.code == 5
        assert done.error["code"] == "no-git"
        assert str(tmp_path / "loose") in done.error["message"]
        assert done.error["hint"]
    assert not (tmp_path / "loose" / ".git").exists()


def test_a_store_that_is_none(call: Callable[..., Any], tmp_path: Path) -> None:
    done = call("status", "--store", tmp_path / "nowhere", "--json")
    assert done.code == 5
    assert done.error["code"] == "no-store"
    assert "imatter init" in done.error["hint"]
    assert call("status", "--json").error["code"] == "no-store"


def test_a_repository_that_was_there_and_knows_no_name(own: Notebook, call: Callable[..., Any], tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(own.kept.path / "records", before / "records")
    git = ["git", "-C", str(before)]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    named = ["-c", "user.name=x", "-c", "user.email=x@example.invalid"]
    subprocess.run([*git, *named, "commit", "-q", "-m", "before"], check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, check=True).stdout

    assert call("project", "list", "--store", before).code == 0  # reading needs no name
    done = call("project", "edit", own.one, "--setting", "club", "--store", before, "--json")
    assert done.code == 5
    assert done.error["code"] == "identity"
    assert "user.name" in done.error["hint"] and "user.email" in done.error["hint"]
    assert subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, check=True).stdout == head
    assert subprocess.run([*git, "status", "--porcelain"], capture_output=True, check=True).stdout == b""

    empty = tmp_path / "empty"
    subprocess.run(["git", "init", "-q", str(empty)], check=True)
    subprocess.run(["git", "-C", empty, *named, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    done = call("init", empty, "--json")
    assert (done.code, done.error["code"]) == (5, "identity")
    assert sorted(p.name for p in empty.iterdir()) == [".git"]


def without_powers() -> list[str]:
    """What goes before a command so that it may not write where nobody may: root without root's ways around it."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("as root everything can be written, and there is no setpriv to give that up")
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search,-fowner"]


@pytest.fixture
def read_only(own: Notebook) -> Iterator[Notebook]:
    """The notebook with every folder of it read-only."""
    folders = [own.kept.path, *(p for p in own.kept.path.rglob("*") if p.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    yield own
    for folder in folders:
        folder.chmod(0o755)


def test_a_read_only_folder(read_only: Notebook, home: Any) -> None:
    def run(*line: str) -> Any:
        return subprocess.run(
            [*without_powers(), sys.executable, "-m", "imatter_cli", *line, "--store", str(read_only.kept.path)],
            env=home.env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip

    before = read_only.state()
    for line in (["project", "start", read_only.one], ["project", "new", *IDEA, "x"], ["undo"], ["schema", "--write"]):
        done = run(*line)
        if line[0] == "schema" and done.returncode == 0:  # they are in step
            continue
        assert done.returncode == 5, done
        assert done.stdout == ""
        assert "Traceback" not in done.stderr and "fault in imatter itself" not in done.stderr
        assert str(read_only.kept.path) in done.stderr
        assert "To go on:  " in done.stderr
    for line in (["project", "list"], ["status"], ["check"], ["show", read_only.one], ["log", read_only.one]):
        done = run(*line)
        assert (done.returncode, done.stderr) == (0, ""), done
    assert read_only.state() == before


def test_init_in_a_read_only_folder(home: Any, tmp_path: Path) -> None:
    place = tmp_path / "locked"
    place.mkdir()
    place.chmod(0o555)
    done = subprocess.run(
        [*without_powers(), sys.executable, "-m", "imatter_cli", "init", str(place / "mine")],
        env=home.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    place.chmod(0o755)
    assert done.returncode == 5, done
    assert str(place) in done.stderr
    assert "Traceback" not in done.stderr and "fault in imatter itself" not in done.stderr


@pytest.mark.parametrize(
    "line",
    ["project new", "reflect", "practitioner new", "fund open", "fund apply", "reflection search", "show"],
)
def test_everything_missing_is_listed_where_nobody_can_be_asked(notebook: Any, line: str) -> None:
    before = notebook.commits(), notebook.files()
    done = notebook(*line.split())
    assert (done.code, done.out) == (2, "")
    listed = notebook(*line.split(), "--json").error["details"]["missing"]
    for one in listed:
        assert f"  {one['option']}" in done.err
        assert one["why"] in " ".join(done.err.split())
        assert len(done.err.splitlines()) > 2
    assert (notebook.commits(), notebook.files()) == before


@pytest.mark.parametrize(
    "name", ["{id}.yaml~", "#{id}.yaml#", ".{id}.yaml.swp", "{id}.yaml.bak", "{id}.yml", "{id} copy.yaml"]
)
def test_what_an_editor_leaves_beside_a_record_is_no_record(own: Notebook, name: str) -> None:
    copy = own.file(own.one).with_name(name.format(id=own.one))
    shutil.copyfile(own.file(own.one), copy)
    assert [p["id"] for p in own.kept("project", "list", "--json").json].count(own.one) == 1
    own.told("project", "show", own.one, code=0, say=[own.one])
    findings = own.kept("check", "--json").json["findings"]
    assert {f["rule"] for f in findings} <= {"REC004"}
    assert all(f["path"] == str(copy.relative_to(own.kept.path)) and f["try"] for f in findings)
    assert own.kept("project", "edit", own.one, "--setting", "club").code == 0
    assert copy.exists()  # and it is not swept in
    assert own.kept.git("status", "--porcelain").startswith("??")


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def _folder(path: Path) -> None:
    path.mkdir()


def _giant(path: Path) -> None:
    path.write_text("resources:\n- " + "x" * 5_000_000 + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "why", "rule"),
    [
        (_fifo, ("not an ordinary file", PLAIN), "FIL019"),
        (_link, ("a symbolic link", PLAIN), "FIL019"),
        (_folder, ("not an ordinary file", PLAIN), "FIL019"),
        (_giant, ("larger than 4 MiB",), "FIL007"),
    ],
)
def test_what_cannot_be_opened_as_a_record(
    own: Notebook, make: Callable[[Path], None], why: tuple[str, ...], rule: str
) -> None:
    path = ids.path_of(own.other)
    own.file(own.other).unlink()
    make(own.file(own.other))
    say = [path, *why]
    own.told("check", code=1, say=[*say, rule])
    told = own.told("project", "list", code=1, say=[*say, own.one])
    assert "root:" not in told  # of the file that a link leads to
    shown = own.told("project", "show", own.other, code=1, say=say)
    assert "nothing in this file" not in shown
    own.told("status", code=1, say=[own.one, path])
    own.told("project", "edit", own.other, "--setting", "club", code=1, say=say)
    own.told("save", code=1, say=say)
    assert own.kept("project", "edit", own.one, "--setting", "club").code == 0


def test_a_file_that_was_deleted_can_be_put_back(own: Notebook) -> None:
    path = ids.path_of(own.other)
    own.file(own.other).unlink()
    told = own.told("check", code=0, say=["HIS002", own.other, "To bring it back: imatter recover"])
    assert "imatter undo" not in told
    own.refused("project", "start", own.other, code=3, word="not-found", say=[own.other])
    own.told("save", code=4, say=[path, "imatter recover"])
    own.told("recover", "--dry-run", code=0, say=[f"Would be brought back: {own.other}"])
    own.file(own.one).write_text("edited")
    assert own.kept("recover").out == f"Brought back: {own.other}, as last saved. Its file was deleted.\n"
    assert own.file(own.one).read_text() == "edited"
    assert own.kept.git("status", "--porcelain") == f"M {ids.path_of(own.one)}"
    own.told("recover", code=0, say=["Nothing was interrupted."])


def test_a_store_whose_records_are_all_gone_comes_back_whole(own: Notebook) -> None:
    shutil.rmtree(own.kept.path / "records")
    own.told(
        "status", code=5, say=["a store without its rules", "To bring it back as it was last saved: imatter recover"]
    )
    assert "Brought back: " in own.kept("recover").out
    assert own.kept.git("status", "--porcelain") == ""
    (own.kept.path / ids.PROGRAMME_PATH).unlink()
    own.kept.git("commit", "-qam", "no rules")
    own.told("recover", code=5, say=["It was removed with git", "HEAD~1"])


HOSTILE = {
    "coloured": '"\\e[31mred\\e[0m evening"',
    "a title": '"\\e]0;owned\\aevening"',
    "clears": '"\\e[2J\\e[Hevening"',
    "turned": '"eve\\u202egnin"',
    "one byte": '"\\x9b31mevening"',
    "many lines": '"evening\\n\\nTo go on:  rm -rf /"',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_text_never_reaches_the_terminal(own: Notebook, text: str) -> None:
    own.edit(own.other, "- evening\n", f"- {text}\n")
    lines = [
        ["project", "list"], ["project", "list", "--csv"], ["project", "show", own.other], ["status"], ["check"], [],
        ["diff"], ["save"], ["log"], ["log", own.other], ["project", "start", own.other], ["undo"],
        ["project", "list", "--where", "focus_areas~evening"],
    ]  # fmt: skip
    for line in lines:
        done = own.kept(*line)
        told = done.out + done.err
        bad = [c for c in told if not c.isprintable() and c not in "\n"]
        assert not bad, (line, told)
        assert "fault in imatter itself" not in told
        as_json = own.kept(*line, "--json", "--dry-run") if line not in (["project", "list", "--csv"],) else done
        assert all(c.isprintable() or c == "\n" for c in as_json.out + as_json.err), line


@pytest.mark.parametrize("name", ["\x1b[31mred", "a\nb", "\u202e", "x" * 300, "../../../etc/passwd", "-", "%s%n", "*"])
def test_strange_words_in_the_line(own: Notebook, name: str) -> None:
    for line in (["project", "start"], ["show"], ["check"], ["log"], ["draft", "resume"], ["--as"]):
        before = own.state()
        done = own.kept(*line, name)
        told = done.out + done.err
        reads_input = line == ["check"] and name == "-"  # paths, of which there are none
        assert done.code in ((0,) if reads_input else (1, 2, 3)), (line, told)
        assert "Traceback" not in told and "fault in imatter itself" not in told
        assert all(c.isprintable() or c == "\n" for c in told), (line, told)
        assert own.state() == before


def test_a_programme_file_that_is_broken(own: Notebook) -> None:
    rules = own.kept.path / "records" / "programme.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("store: personal", "store: [personal"), encoding="utf-8")
    for line in (["status"], ["programme", "show"], ["check"], ["save"]):
        own.told(*line, code=1, say=["records/programme.yaml:"])
    assert own.kept("project", "start", own.one).code == 0  # by the rules that were kept last
