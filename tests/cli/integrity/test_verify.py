"""verify: a history that imatter made holds, and whatever is altered behind its back is found."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fault_points import FAULT_POINTS

from imatter_cli.domain import ids
from imatter_cli.errors import NotFound
from imatter_cli.services.begin import example
from imatter_cli.store import signers
from imatter_cli.store.contract import Change, Write
from imatter_cli.store.open import open_store
from imatter_cli.wiring import Wired

START = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Clock:
    """One time for imatter and for git, that only goes on when it is told to."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.now = START
        self.forward(0)

    def forward(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        text = f"{self.now:%Y-%m-%dT%H:%M:%SZ}"
        for name in ("IMATTER_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            self._patch.setenv(name, text)


class Vault:
    """A store that was made by the command line, what people do in it, and what is done behind its back."""

    def __init__(self, path: Path, call: Callable[..., Any], clock: Clock) -> None:
        self.path = path
        self.call = call
        self.clock = clock

    def __call__(self, *args: str, code: int = 0) -> Any:
        self.clock.forward(1)
        done = self.call(*args, "--store", self.path)
        assert done.code == code, (done.out, done.err)
        return done

    def change(self, *args: str) -> dict[str, Any]:
        data: dict[str, Any] = self(*args, "--json").json
        return data

    def git(self, *args: str) -> str:
        who = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org"]
        done = subprocess.run(["git", *who, *args], cwd=self.path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def file(self, id: str) -> Path:
        return self.path / (ids.path_of(id) if id != "programme" else "records/programme.yaml")

    def tamper(self, id: str, old: str, new: str, *commit: str) -> str:
        """Change a file and commit it with plain git; the commit."""
        self.clock.forward(1)
        text = self.file(id).read_text()
        assert old in text
        self.file(id).write_text(text.replace(old, new))
        self.git("commit", "-q", "-a", *(commit or ("-m", "Tidy up")))
        return self.git("rev-parse", "HEAD")

    def refused(self, *args: str, code: int) -> Any:
        """A refusal, after which the history is as before."""
        before = self.git("rev-parse", "HEAD")
        done = self.call(*args, "--json", "--store", self.path)
        assert done.code == code, (done.out, done.err)
        assert self.git("rev-parse", "HEAD") == before
        return done.error

    def verify(self, *args: str, code: int = 0) -> dict[str, Any]:
        done = self.call("verify", *args, "--json", "--store", self.path)
        assert done.code == code, (done.out, done.err)
        data: dict[str, Any] = done.json
        return data

    def rules(self, code: int = 1) -> dict[str, list[dict[str, Any]]]:
        """The findings by rule."""
        out: dict[str, list[dict[str, Any]]] = {}
        for finding in self.verify(code=code)["findings"]:
            out.setdefault(finding["rule"], []).append(finding)
        return out

    def green(self, around: int = 0, others: int = 0) -> dict[str, Any]:
        """Every change is imatter's (but so many), or none of records (so many), and all of it holds."""
        data = self.verify()
        assert [f for f in data["findings"] if f["rule"] != "VER001"] == []
        commits = int(self.git("rev-list", "--count", "HEAD")) - others
        summary = data["summary"]
        assert (summary["commits"], summary["around"], summary["by_tool"]) == (commits, around, commits - around)
        return data

    def idea(self, *more: str) -> str:
        return str(
            self.change(
                "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "evening routine",
                "--individuals", "1", *more,
            )["id"]
        )  # fmt: skip

    def running(self) -> str:
        self.change("licence", "record")
        id = self.idea()
        self.change("project", "start", id)
        return id


@pytest.fixture
def clock(home: Any, monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def notebook(call: Callable[..., Any], clock: Clock, tmp_path: Path) -> Vault:
    done = call("init", tmp_path / "notebook")
    assert done.code == 0, done.err
    return Vault(tmp_path / "notebook", call, clock)


@pytest.fixture
def year(call: Callable[..., Any], clock: Clock, tmp_path: Path, once: Any) -> Vault:
    """A programme's store with a small invented year in it; made once and copied."""

    def make(path: Path) -> None:
        assert call("init", path, "--programme").code == 0
        example.make(Wired().context(open_store(str(path)), "", dry_run=False), example.SMALL)

    made = once("a-small-year", make)
    shutil.copytree(made, tmp_path / "year", symlinks=True)
    clock.forward(60)
    return Vault(tmp_path / "year", call, clock)


def decided(year: Vault) -> str:
    """An application that was decided."""
    found = [p for p in sorted(year.path.glob("records/applications/*/*.yaml")) if "outcome: funded" in p.read_text()]
    return found[0].stem


def test_an_invented_year_holds(year: Vault) -> None:
    data = year.green()
    assert data["findings"] == []
    told = year.call("verify", "--store", year.path).out
    assert f"No problems. Nothing was changed.\nStore: {year.path}, last change " in told


def test_all_that_a_person_can_do_holds(notebook: Vault) -> None:
    id = notebook.running()
    notebook.change("project", "edit", id, "--setting", "club")
    undo = notebook.change("undo")
    notebook.change("undo", undo["commit"])
    notebook.change("undo")
    notebook.change("project", "pause", id, "--reason", "family")
    other = notebook.idea()
    notebook.change("project", "discard", other)
    notebook.change("undo")
    notebook.change("undo", notebook.git("rev-parse", "HEAD"))
    text = notebook.file(id).read_text()
    text = text.replace("schema:", "# a remark\nschema:").replace("- evening routine", "- mornings")
    notebook.file(id).write_text(text)
    notebook("save")
    notebook.file(id).write_text(notebook.file(id).read_text() + "# only a remark\n")
    notebook("save")
    notebook.change("undo")
    hand = notebook.file(id).read_text().replace("status: paused", "status: active")
    by = notebook.call("me", "--json", "--store", notebook.path).json["id"]
    notebook.file(id).write_text(hand + f"  - at: 2026-11-24\n    event: resume\n    by: {by}\n")
    notebook("save")
    rules = notebook.file("programme").read_text()
    notebook.file("programme").write_text(
        rules.replace("version: 1\nchanges:\n", "version: 2\nchanges:\n").replace(
            "store: personal", "- at: 2026-11-24\n  version: 2\n  what: A new year.\nstore: personal"
        )
    )
    notebook("save")
    notebook.idea()
    notebook.change("reflect", id, "--summary", "A quiet start.")
    data = notebook.green()
    assert data["findings"] == []


@pytest.mark.parametrize("point", FAULT_POINTS)
def test_a_history_with_kills_in_it_holds(notebook: Vault, run: Callable[..., Any], point: str) -> None:
    id = notebook.idea()
    notebook.clock.forward(1)
    dates = {n: os.environ[n] for n in ("IMATTER_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")}
    variables = {**dates, "IMATTER_FAULT": point}
    done = run("project", "edit", id, "--setting", "club", "--store", notebook.path, env=variables)
    assert done.code != 0
    notebook("recover")
    notebook.change("project", "edit", id, "--setting", "nursery")
    assert notebook.green()["findings"] == []


def test_an_edited_past_decision_is_found(year: Vault) -> None:
    id = decided(year)
    commit = year.tamper(id, "outcome: funded", "outcome: not-funded")
    found = year.rules()
    (finding,) = found["VER009"]
    assert finding["commit"] == commit
    assert finding["path"] == ids.path_of(id)
    assert "decide of" in finding["message"] and "is not as it was recorded" in finding["message"]
    said = "Changed outside imatter, by somebody on 24 November 2026: 'Tidy up'."
    assert [f["message"] for f in found["VER001"]] == [said]


def test_a_past_that_was_altered_while_nobody_could_read_it_is_found(year: Vault) -> None:
    id = decided(year)
    text = year.file(id).read_text()
    decision = text[text.index("  - at:", text.index("event: screen")) :]
    assert "event: decide" in decision
    altered = text.replace(decision, "").replace("status: funded", "status: eligible")
    year.tamper(id, "id: ", "x: [\nid: ")
    year.file(id).write_text(altered)
    assert year.refused("save", code=4)["code"] == "history-edited"
    year.file(id).write_text(text.replace("key_barrier: ", "key_barrier: Now "))
    assert year.refused("save", code=4)["code"] == "not-by-edit"
    year.file(id).write_text(text)
    year("save")
    assert "VER009" not in year.rules()
    year.tamper(id, "id: ", "x: [\nid: ")
    year.tamper(id, "x: [", "y: [")
    year.file(id).write_text(altered)
    year.clock.forward(1)
    year.git("commit", "-qam", "Put it right")
    (finding,) = year.rules()["VER009"]
    assert "decide of" in finding["message"] and finding["message"].endswith("is gone.")


def test_what_a_decision_was_made_on_is_found_changed(year: Vault) -> None:
    id = decided(year)
    text = year.file(id).read_text()
    line = next(line for line in text.splitlines() if line.startswith("key_barrier:"))
    year.tamper(id, line, "key_barrier: There is no money at all.")
    assert {"VER001", "VER010", "VER013"} <= year.rules().keys()


def test_a_forged_message_hides_nothing(year: Vault) -> None:
    id = decided(year)
    message = f"application edit {id}\n\nRecord: {id}\nEvent: edit\nProgramme: 1\n"
    year.tamper(id, "outcome: funded", "outcome: not-funded", "-m", message)
    found = year.rules()
    assert {"VER004", "VER009"} <= found.keys()
    assert "VER001" not in found
    assert year.verify(code=1)["summary"]["around"] == 0


def test_a_removed_record_is_found(notebook: Vault) -> None:
    id = notebook.idea()
    notebook.clock.forward(1)
    notebook.git("rm", "-q", ids.path_of(id))
    notebook.git("commit", "-q", "-m", "gone")
    assert notebook.rules()["VER012"][0]["path"] == ids.path_of(id)
    # back again in any other way, its end and beginning stay in sight
    notebook.git("revert", "--no-edit", "HEAD")
    assert "VER012" in notebook.rules()


@pytest.mark.parametrize("at", ["2026-11-21T09:00:00Z", "2026-11-25", "2027-01-01T09:00:00Z"])
def test_a_forged_date_is_found(notebook: Vault, at: str) -> None:
    id = notebook.running()
    notebook.green()
    text = notebook.file(id).read_text()
    by = next(line for line in text.splitlines() if line.startswith("    by:"))
    entry = f"  - at: {at}\n    event: pause\n{by}\n"
    notebook.tamper(id, text, text.replace("status: active", "status: paused") + entry)
    found = notebook.rules()
    assert at in found["VER007"][0]["message"]
    assert {"VER001", "VER007"} <= found.keys()


def test_a_forged_date_in_an_amended_change_is_found(notebook: Vault) -> None:
    notebook.change("licence", "record")
    id = notebook.idea()
    notebook.clock.forward(3 * 24 * 60)
    notebook.change("project", "start", id)
    when = f"{notebook.clock.now:%Y-%m-%dT%H:%M:%SZ}"
    notebook.clock.forward(-1)  # amended so quickly that no time of its own tells
    earlier = "at: 2026-11-25T08:00:00Z\n    event: start"
    notebook.tamper(id, f"at: {when}\n    event: start", earlier, "--amend", "--no-edit")
    found = notebook.rules()
    assert found.keys() == {"VER007"}
    assert "written down at 2026-11-25T08:00:00Z" in found["VER007"][0]["message"]


def test_a_change_dated_before_the_one_ahead_is_found(notebook: Vault) -> None:
    id = notebook.running()
    notebook.clock.forward(-24 * 60)
    notebook.git("commit", "-q", "--allow-empty", "-m", "nothing of ours")
    assert notebook.rules(code=0) == {}
    notebook.tamper(id, "setting: school", "setting: club")
    assert "VER010" in notebook.rules()
    notebook.clock.forward(-60)
    notebook.tamper(id, "setting: club", "setting: school")
    (backwards,) = notebook.rules()["VER006"]
    assert "but follows a change of 2026-11-23" in backwards["message"]


def test_an_amended_change_is_found(notebook: Vault) -> None:
    id = notebook.idea()
    line = notebook.verify("--checkpoint")["checkpoint"]
    notebook.clock.forward(5)
    notebook.git("commit", "-q", "--amend", "--no-edit")
    (finding,) = notebook.rules(code=0)["VER005"]
    assert finding["path"] == ids.path_of(id)
    assert "2026-11-24T09:01:00Z, and moved or amended with git" in finding["message"]
    notebook.git("commit", "-q", "--amend", "--no-edit", "--reset-author")
    assert notebook.verify()["findings"] == []  # nothing in it tells any more, but the line that was kept does
    assert [f["rule"] for f in notebook.verify("--against", line, code=1)["findings"]] == ["VER016"]


def test_a_record_changed_past_the_rules_is_found(notebook: Vault) -> None:
    id = notebook.running()
    notebook.tamper(id, "setting: school", "setting: club")
    found = notebook.rules()
    assert "setting" in found["VER010"][0]["message"]
    notebook.tamper(id, "status: active", "status: completed")
    assert "VER008" in notebook.rules()
    notebook.tamper(id, "status: completed", "status: active: :")
    assert len(notebook.rules()["VER008"]) == 2


def test_a_plain_commit_within_the_rules_is_listed_and_no_error(notebook: Vault) -> None:
    id = notebook.running()
    text = notebook.file(id).read_text()
    by = next(line for line in text.splitlines() if line.startswith("    by:"))
    entry = f"  - at: 2026-11-24\n    event: pause\n{by}\n"
    commit = notebook.tamper(id, text, text.replace("status: active", "status: paused") + entry)
    found = notebook.rules(code=0)
    assert [f["commit"] for f in found.pop("VER001")] == [commit]
    assert found == {}
    assert notebook.verify()["summary"]["around"] == 1


def test_other_files_and_records_in_a_change_of_ours_are_found(notebook: Vault) -> None:
    id = notebook.idea()
    other = notebook.idea()
    (notebook.path / "notes.txt").write_text("mine\n")
    notebook.git("add", "notes.txt")
    notebook.tamper(id, "setting: school", "setting: club", "--amend", "--no-edit")
    found = notebook.rules()["VER003"]
    assert sorted(f["path"] for f in found) == ["notes.txt", ids.path_of(id)]
    assert other in notebook.git("log", "-1", "--format=%s")


def test_a_message_with_more_in_it_is_found(notebook: Vault) -> None:
    notebook.idea()
    message = notebook.git("log", "-1", "--format=%B")
    notebook.git("commit", "-q", "--amend", "-m", f"{message}\nSigned-off-by: somebody")
    assert "VER002" in notebook.rules()
    notebook.git("commit", "-q", "--amend", "-m", message.replace("Programme: 1", "Programme: 7"))
    assert "version 7, but they were version 1" in notebook.rules()["VER002"][0]["message"]


def test_an_undo_that_is_none_is_found(notebook: Vault) -> None:
    id = notebook.running()
    notebook.change("project", "edit", id, "--setting", "club")
    notebook.change("undo")
    notebook.green()
    notebook.tamper(id, "setting: school", "setting: nursery", "--amend", "--no-edit")
    assert notebook.rules()["VER011"][0]["path"] == ids.path_of(id)
    message = notebook.git("log", "-1", "--format=%B")
    notebook.git("commit", "-q", "--amend", "-m", message.replace("Undoes: ", "Undoes: 0"))
    assert "there is no such change before it" in notebook.rules()["VER011"][0]["message"]


def test_a_merge_is_listed_and_what_it_alters_is_found(notebook: Vault) -> None:
    id = notebook.running()
    notebook.git("checkout", "-q", "-b", "side")
    notebook.idea()
    notebook.git("checkout", "-q", "main")
    notebook.change("project", "edit", id, "--setting", "club")
    before = notebook.verify("--checkpoint")["checkpoint"]
    notebook.clock.forward(1)
    notebook.git("merge", "-q", "--no-ff", "-m", "two histories", "side")
    data = notebook.green(around=1)
    assert data["findings"][0]["message"].startswith("Two histories were merged, by somebody")
    assert notebook.verify("--against", before)["summary"]["since"] == 1
    notebook.tamper(id, "setting: club", "setting: nursery", "--amend", "--no-edit")
    (finding,) = notebook.rules()["VER010"]
    assert finding["path"] == ids.path_of(id)


def test_a_checkpoint_tells_a_history_that_grew_from_one_that_was_rewritten_or_lost(notebook: Vault) -> None:
    id = notebook.running()
    line = notebook.call("verify", "--checkpoint", "--store", notebook.path).out
    assert line.startswith("imatter-2 4 ") and line.count("\n") == 1
    kept = notebook.path.parent / "kept.txt"
    kept.write_text(f"kept on 24 November\n{line}")
    notebook.change("project", "pause", id, "--reason", "family")
    assert notebook.verify("--against", line.strip())["summary"]["since"] == 1
    assert notebook.verify("--against", str(kept))["summary"]["since"] == 1
    assert notebook.verify("--against", line.split()[2])["summary"]["since"] == 1
    assert notebook.verify("--against", f"imatter-1 4 {line.split()[2]}")["summary"]["since"] == 1  # as 0.1.0 wrote it
    assert "1 change came since" in notebook.call("verify", "--against", kept, "--store", notebook.path).out
    notebook.git("reset", "-q", "--hard", "HEAD~2")
    assert [f["rule"] for f in notebook.verify("--against", line.strip(), code=1)["findings"]] == ["VER017"]
    notebook.change("project", "start", id)
    assert [f["rule"] for f in notebook.verify("--against", line.strip(), code=1)["findings"]] == ["VER016"]
    assert notebook.verify()["findings"] == []  # nothing in it says so but the line that was kept elsewhere


def test_what_is_no_checkpoint_is_said(notebook: Vault) -> None:
    (notebook.path.parent / "other.txt").write_text("nothing here\n")
    for given in ("nope", str(notebook.path.parent / "other.txt"), str(notebook.path)):
        done = notebook.call("verify", "--against", given, "--json", "--store", notebook.path)
        assert (done.code, done.error["code"]) == (3, "not-found")
    assert notebook.call("verify", "--checkpoint", "--against", "x", "--store", notebook.path).code == 2
    assert notebook.call("verify", "--store", notebook.path.parent).code == 5


def test_a_copy_that_does_not_go_back_to_the_beginning_says_so(notebook: Vault) -> None:
    notebook.running()
    shallow = notebook.path.parent / "shallow"
    notebook.git("clone", "-q", "--depth", "2", f"file://{notebook.path}", str(shallow))
    copy = Vault(shallow, notebook.call, notebook.clock)
    data = copy.verify()
    assert [f["rule"] for f in data["findings"]] == ["VER015"]
    assert data["summary"]["checkpoint"] == ""
    for args in (["--checkpoint"], ["--against", "a" * 64]):
        done = copy.call("verify", *args, "--json", "--store", shallow)
        assert (done.code, done.error["code"]) == (5, "shallow")


def test_grafts_and_replacements_show_no_other_history(notebook: Vault) -> None:
    notebook.running()
    line = notebook.verify("--checkpoint")["checkpoint"]
    first = notebook.git("rev-list", "--max-parents=0", "HEAD")
    head = notebook.git("rev-parse", "HEAD")
    notebook.git("replace", "--graft", head, first)
    assert notebook.verify("--against", line)["summary"]["commits"] == 4
    notebook.git("replace", "-d", head)
    (notebook.path / ".git" / "info").mkdir(exist_ok=True)
    (notebook.path / ".git" / "info" / "grafts").write_text(f"{head} {first}\n")
    assert notebook.verify("--against", line)["summary"]["commits"] == 4


def test_a_link_in_a_records_place_is_found(notebook: Vault) -> None:
    id = notebook.idea()
    notebook.file(id).unlink()
    notebook.file(id).symlink_to("/etc/passwd")
    notebook.clock.forward(1)
    notebook.git("commit", "-q", "-a", "-m", "a link \x1b[31mred")
    assert "VER008" in notebook.rules()
    assert "\x1b" not in notebook.call("verify", "--store", notebook.path).out


def signed_by_ada(notebook: Vault) -> str:
    """A store whose rules ask for signatures, with a change that Ada signed; Eve has a key too. Its project."""
    for name in ("ada", "eve"):
        made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(notebook.path.parent / name)]
        subprocess.run(made, check=True)
    id = notebook.idea()
    key = (notebook.path.parent / "ada.pub").read_text()
    (notebook.path / "allowed-signers").write_text(f"ada {key}")
    notebook.git("add", "allowed-signers")
    notebook.git("commit", "-q", "-m", "Who signs")
    rules = notebook.file("programme").read_text()
    notebook.file("programme").write_text(
        rules.replace("version: 1\nchanges:\n", "version: 2\nchanges:\n").replace(
            "store: personal", "- at: 2026-11-24\n  version: 2\n  what: Signed.\nstore: personal"
        )
        + "signing:\n  allowed_signers: allowed-signers\n"
    )
    notebook("save")
    notebook.green(others=1)
    for setting in ("gpg.format=ssh", "commit.gpgsign=true", f"user.signingkey={notebook.path.parent / 'ada'}"):
        notebook.git("config", *setting.split("=", 1))
    notebook.change("project", "edit", id, "--setting", "club")
    return id


@pytest.mark.usefixtures("ssh_signs")
def test_signatures_are_asked_for_by_the_rules(notebook: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    id = signed_by_ada(notebook)
    notebook.git("config", "gpg.ssh.allowedSignersFile", str(notebook.path / "nothing"))
    notebook.git("config", "gpg.ssh.program", "/bin/true")
    assert notebook.verify()["findings"] == []
    notebook.git("config", "--unset", "gpg.ssh.program")
    notebook.git("config", "user.signingkey", str(notebook.path.parent / "eve"))
    edit = ("project", "edit", id, "--setting", "nursery")
    assert "not in its file of signers" in notebook.refused(*edit, code=5)["message"]
    notebook.git("config", "commit.gpgsign", "false")
    for line in (edit, (*edit, "--dry-run")):
        refused = notebook.refused(*line, code=5)
        assert refused["code"] == "signing"
        assert "does not sign yours" in refused["message"]
    with monkeypatch.context() as older:  # as a version before this did
        older.setattr(signers, "refuse_unsigned", lambda *_: None)
        older.setattr(signers, "refuse_unknown", lambda *_: None)
        unsigned = notebook.change("project", "edit", id, "--setting", "school")["commit"]
        notebook.git("config", "commit.gpgsign", "true")
        by_eve = notebook.change(*edit)["commit"]
    found = notebook.rules()
    assert found.keys() == {"VER014"}
    assert {f["commit"]: f["message"] for f in found["VER014"]} == {
        by_eve: "It is signed with a key that is not in the file of signers.", unsigned: "It is not signed.",
    }  # fmt: skip


@pytest.mark.usefixtures("ssh_signs")
def test_an_erasure_takes_signatures_along_and_its_own_vouches_for_what_is_below(notebook: Vault) -> None:
    id = signed_by_ada(notebook)
    assert notebook.change("erase", id, "--yes")["unsigned"] == 1
    report = notebook.verify()
    assert (report["findings"], len(report["summary"]["erasures"])) == ([], 1)
    notebook.git("config", "commit.gpgsign", "false")
    notebook.tamper(id, "setting: club", "setting: school")
    assert "VER014" in notebook.rules()


@pytest.mark.usefixtures("ssh_signs")
def test_keys_change_and_old_changes_stay_good(notebook: Vault) -> None:
    id = signed_by_ada(notebook)
    (notebook.path / "allowed-signers").write_text(f"eve {(notebook.path.parent / 'eve.pub').read_text()}")
    notebook.git("commit", "-q", "-S", "-a", "-m", "Eve signs from now on")
    assert not [f for f in notebook.verify()["findings"] if f["rule"] == "VER014"]
    edit = ("project", "edit", id, "--setting", "nursery")
    assert notebook.refused(*edit, code=5)["code"] == "signing"
    notebook.git("config", "user.signingkey", str(notebook.path.parent / "eve"))
    notebook.change(*edit)
    assert not [f for f in notebook.verify()["findings"] if f["rule"] == "VER014"]
    notebook.git("rm", "-q", "allowed-signers")
    notebook.git("commit", "-q", "-S", "-m", "No more")
    assert notebook.refused("project", "edit", id, "--setting", "club", code=5)["code"] == "signing"


def old_undo(vault: Vault, commit: str, *written: str) -> str:
    """Take a change back as version 0.1 did: the bytes of before, no event, and `Undoes:` in the message."""
    vault.clock.forward(1)
    store = open_store(str(vault.path))
    ahead = store.at(vault.git("rev-parse", f"{commit}~1"))

    def text(id: str) -> bytes | None:
        try:
            return ahead.source(id)
        except NotFound:
            return None

    change = Change("undo", tuple(Write(id, text=text(id)) for id in written), (), 1, undoes=commit)
    return store.transact(lambda _: change).commit


def test_a_store_whose_undos_took_events_away_still_holds(notebook: Vault) -> None:
    licence = notebook.change("licence", "record")["id"]
    id = notebook.idea()
    planned = notebook.git("rev-parse", "HEAD")
    old_undo(notebook, old_undo(notebook, planned, id), id)
    notebook.change("project", "start", id)
    started = notebook.git("rev-parse", "HEAD")
    undone = old_undo(notebook, started, id)
    old_undo(notebook, undone, id)
    notebook.change("licence", "pause", licence)
    paused = old_undo(notebook, notebook.git("rev-parse", "HEAD"), licence, id)
    notebook.change("project", "edit", id, "--setting", "club")
    old_undo(notebook, notebook.git("rev-parse", "HEAD"), id)
    assert all("Event:" not in notebook.git("log", "-1", "--format=%B", commit) for commit in (undone, paused))
    notebook.green()
    assert notebook("check", "--json").json["findings"] == []
    told = notebook("log", id, "--json").json
    assert [e["taken_back"] for e in told if "taken_back" in e] == [["plan"], ["start"], ["pause"], ["edit"]]
    # what is taken back from now on adds to the record, also where version 0.1 took something off it
    notebook.change("undo", paused)
    assert "status: paused" in notebook.file(id).read_text()
    notebook.change("undo", notebook.git("rev-parse", "HEAD"))
    notebook.green()
    notebook.change("undo", started)
    assert "event: undo" in notebook.file(id).read_text()
    notebook.green()


def test_an_undo_that_names_another_event_is_found(notebook: Vault) -> None:
    id = notebook.running()
    notebook.change("project", "edit", id, "--setting", "club")
    notebook.change("undo")
    notebook.tamper(id, "undoes: edit", "undoes: start", "--amend", "--no-edit")
    assert {"VER008", "VER011"} <= set(notebook.rules())
