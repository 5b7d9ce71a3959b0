"""Errors in both shapes, and what must never happen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

TINY = str(Path(__file__).with_name("tiny.py"))

CASES = [
    (["bogus"], 2, "unknown-command", "There is no command `imatter bogus`."),
    (["statsu"], 2, "unknown-command", "Closest: status"),
    (["tiny"], 2, "usage", "choose one of these: new, every, show"),
    (["tiny", "shwo"], 2, "unknown-command", "Closest: show"),
    (["tiny", "show", "7kq", "--reson", "x"], 2, "unknown-option", "Closest: --reason"),
    (["tiny", "show", "7kq", "-x"], 2, "unknown-option", "-x"),
    (["--jsno"], 2, "unknown-option", "--json"),
    (["tiny", "show"], 2, "missing", "needs ID"),
    (["tiny", "show", "7kq", "more"], 2, "usage", "more was given than it takes: more"),
    (["tiny", "show", "7kq", "--reason"], 2, "usage", "`imatter tiny show --reason` needs a value"),
    (["tiny", "show", "zzz"], 3, "not-found", "There is no project zzz."),
    (["tiny", "fail", "full"], 5, "disk-full", "The disk is full: /x/y."),
    (["tiny", "fail", "denied"], 5, "no-permission", "/x/y"),
    (["tiny", "fail", "memory"], 5, "memory", "memory"),
    (["tiny", "fail", "recursion"], 5, "too-deep", "nested too deeply"),
    (["tiny", "fail", "stop"], 130, "interrupted", "Stopped."),
    (["tiny", "fail", "bug"], 5, "fault", "There is a fault in imatter itself"),
    (["tiny", "fail", "json"], 4, "no-way", "No."),
]


@pytest.mark.parametrize(("line", "code", "word", "message"), CASES)
def test_for_people(tiny, line, code, word, message):
    result = tiny(*line)
    assert result.code == code
    assert message in result.err
    assert result.out == ""
    assert "[exit" not in result.err  # that is for a terminal


@pytest.mark.parametrize(("line", "code", "word", "message"), CASES)
def test_for_scripts(tiny, line, code, word, message):
    result = tiny(*line, "--json") if line[-1] != "--reason" else tiny("--json", *line)
    assert result.code == code
    assert set(result.error) == {"code", "message", "hint", "details", "facts", "commands"}
    assert result.error["code"] == word
    assert message in result.error["message"]
    assert result.err.count("\n") == 1


def test_closest_is_in_the_details_and_shown(tiny):
    assert tiny("tiny", "show", "zzz", "--json").error["details"]["closest"] == ["prj-2611-7kq4m2x"]
    assert "    prj-2611-7kq4m2x\n" in tiny("tiny", "show", "zzz").err


def test_missing_argument_names_it(tiny):
    missing = tiny("tiny", "show", "--json").error["details"]["missing"]
    assert missing == [{"field": "id", "option": "ID", "why": "Which one.", "example": "prj-2611-7kq4m2x"}]


def test_exit_one_keeps_the_result(tiny):
    assert tiny("tiny", "fail", "exit1").code == 1


def test_a_refusal_at_a_terminal_says_that_nothing_was_changed(at_terminal):
    given = {"--type": "early", "--setting": "refuse", "--focus-area": "a", "--individuals": "1", "--starts": "today"}
    child = at_terminal("tiny", "new", *(word for pair in given.items() for word in pair), env={"TERM": "dumb"})
    child.expect("Not kept: this place is never taken.\r\n  A rule of the test.\r\n")
    child.expect(r"  To go on:  imatter tiny new        \[exit 4, nothing was changed\]")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 4


def test_a_fault_leaves_a_report_and_shows_no_traceback(tiny, home):
    error = tiny("tiny", "fail", "bug", "--json").error
    (report,) = (home.path / "state" / "imatter" / "reports").iterdir()
    assert error["details"]["report"] == str(report)
    assert "ZeroDivisionError: division by zero" in report.read_text()
    assert report.stat().st_mode & 0o777 == 0o600


def test_a_fault_is_still_told_when_no_report_can_be_kept(process, home):
    (home.path / "state").write_text("in the way")
    done = process("tiny", "fail", "bug")
    assert done.returncode == 5
    assert "There is a fault in imatter itself" in done.stderr
    assert "Traceback" not in done.stderr


def test_debug_shows_the_traceback(process):
    done = process("tiny", "fail", "bug", "--json", env={"IMATTER_DEBUG": "1"})
    assert "Traceback" in done.stderr
    assert json.loads(done.stderr.splitlines()[-1])["error"]["code"] == "fault"


def test_a_reader_that_goes_away_is_no_trouble(home):
    line = f"{sys.executable} {TINY} tiny fail many | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, encoding="utf-8", env=home.env, check=False)
    assert done.stdout == "line 0\n141\n"
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_stdout_is_told(process):
    for line in (["tiny", "fail", "many"], ["tiny", "show", "7kq"]):
        with Path("/dev/full").open("w") as full:
            done = process(*line, stdout=full, stderr=subprocess.PIPE)
        assert done.returncode == 5
        assert done.stderr.startswith("The disk is full.")
        assert "Exception ignored" not in done.stderr


def test_closed_streams_are_no_fault(home):
    for closed in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        line = f"{sys.executable} {TINY} tiny show 7kq {closed}"
        done = subprocess.run(["bash", "-c", line], capture_output=True, encoding="utf-8", env=home.env, check=False)
        assert (closed, done.returncode, done.stderr) == (closed, 0, "")


def test_output_that_an_encoding_lacks_is_spelt_out(process):
    done = process("tiny", "show", "7kq", "--reason", "naïve £", env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "reason=na\\xefve" in done.stdout


def test_arguments_that_are_no_text(home):
    done = subprocess.run(
        [sys.executable, TINY, "tiny", "show", b"\xff"], capture_output=True, env=home.env, check=False
    )
    assert done.returncode == 2
    assert b"Word 3 of the command is not UTF-8 text" in done.stderr


def test_windows_is_told_of_wsl(call, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    result = call("status")
    assert result.code == 5
    assert "WSL" in result.err
