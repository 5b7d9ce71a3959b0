"""Where results go: pipes, links, devices and files of other modes, and places of other encodings."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from imatter_cli.checks import example
from imatter_cli.domain import ids
from imatter_cli.store import outside

PROJECT = ids.path_of(example.PROJECT)
#: The start of what is wrong with the record below, with letters that not every encoding has.
WORDS = "café €5 ✓"


@pytest.fixture
def wrong(examples: Any) -> Any:
    """The example store with one error, whose message has letters beyond ASCII."""
    file = examples.path / PROJECT
    file.write_text(file.read_text().replace("setting: school", f"setting: {WORDS}", 1))
    return examples


def bare(kept: Any, home: Any, *args: str, stdout: Any = subprocess.PIPE, **env: str) -> tuple[int, bytes, bytes]:
    """The command in a process of its own, and the very bytes that it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "imatter_cli", *args, "--store", str(kept.path)],
        stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, env={**home.env, **env}, timeout=60,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_a_report_is_written_into_a_pipe_a_link_and_an_old_file(wrong: Any, tmp_path: Path) -> None:
    pipe, link, old = tmp_path / "pipe", tmp_path / "link", tmp_path / "old"
    os.mkfifo(pipe)
    link.symlink_to(old)
    old.write_text("x" * 5000)
    old.chmod(0o604)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    done = wrong("check", "--output", f"json:{pipe}", "--output", f"json:{link}", "--output", f"json:{tmp_path}/new")
    try:
        said = os.read(reader, 1 << 20)
    finally:
        os.close(reader)
    assert done.code == 1, done.err
    assert said == old.read_bytes() == (tmp_path / "new").read_bytes()
    assert json.loads(said)["data"]["summary"]["errors"] == 1
    assert stat.S_ISFIFO(pipe.stat().st_mode) and link.is_symlink()
    umask = os.umask(0)
    os.umask(umask)
    assert [stat.S_IMODE(p.stat().st_mode) for p in (old, tmp_path / "new")] == [0o604, 0o666 & ~umask]


def test_a_pipe_that_nothing_reads_from_is_not_waited_for_in_vain(
    examples: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "PATIENCE", 0.1)
    os.mkfifo(tmp_path / "pipe")
    error = examples.refused("check", "--output", f"json:{tmp_path}/pipe", code=5)
    assert (error["code"], error["message"]) == (
        "not-written", f"No program reads from {tmp_path}/pipe, so nothing was written into it.",
    )  # fmt: skip


def test_a_file_with_two_names_stays_one(wrong: Any, tmp_path: Path) -> None:
    (tmp_path / "one").write_text("x" * 5000)
    (tmp_path / "two").hardlink_to(tmp_path / "one")
    assert wrong("check", "--output", f"json:{tmp_path}/one").code == 1
    assert (tmp_path / "one").samefile(tmp_path / "two")
    assert json.loads((tmp_path / "two").read_text())["data"]["summary"]["errors"] == 1


def test_two_reports_do_not_go_into_one_file(wrong: Any, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "new")
    for other in ("new", "link", "../" + tmp_path.name + "/new"):
        done = wrong("check", "--output", f"json:{tmp_path}/new", "--output", f"sarif:{tmp_path}/{other}")
        assert done.code == 2 and "twice" in done.err
    assert not (tmp_path / "new").exists()


def test_a_report_is_no_part_of_the_store(examples: Any) -> None:
    error = examples.refused("check", "--output", f"json:{examples.path}/.git/config", code=4)
    assert error["message"].endswith("is inside the folder in which git keeps the store's history.")


def test_no_link_leads_a_report_in_among_the_records(wrong: Any, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(wrong.path / PROJECT)
    before = wrong.files()
    assert wrong("check", "--output", f"text:{tmp_path}/link").code == 4
    assert wrong.files() == before


def test_a_report_and_the_answer_go_into_one_file_one_after_the_other(wrong: Any, home: Any, tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as file:
        code, _, err = bare(wrong, home, "check", "--output", "json:/dev/stdout", "--format", "lines", stdout=file)
    assert (code, err) == (1, b"")
    first, second = (tmp_path / "out").read_text().splitlines()
    assert json.loads(first)["data"]["summary"]["errors"] == 1
    assert second.startswith(PROJECT)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_what_programs_read_is_utf8_in_every_encoding(wrong: Any, home: Any, encoding: str) -> None:
    def told(*args: str) -> bytes:
        code, out, err = bare(wrong, home, *args, PYTHONIOENCODING=encoding)
        assert code == 1 and b"Traceback" not in err, err
        return out

    finding = json.loads(told("check", "--json"))["data"]["findings"][0]
    assert WORDS in finding["message"]
    assert WORDS in Xml.fromstring(told("check", "--format", "junit")).findall(".//failure")[0].get("message", "")
    assert WORDS in json.loads(told("check", "--format", "sarif"))["runs"][0]["results"][0]["message"]["text"]
    assert WORDS in told("check", "--format", "lines").decode()
    text = told("check").decode(encoding)  # for people: in their own encoding, what it lacks spelt out
    assert "caf" in text and "✓" not in text


def test_a_list_as_csv_and_a_refusal_as_json_are_utf8(examples: Any, home: Any) -> None:
    focus = "--focus-area", WORDS
    examples("project", "edit", example.PROJECT, *focus, "--as", example.ME)
    ascii = {"PYTHONIOENCODING": "ascii"}
    code, out, err = bare(examples, home, "project", "list", "--csv", **ascii)
    assert code == 0, err
    assert any(WORDS in "".join(row.values()) for row in csv.DictReader(io.StringIO(out.decode())))
    code, out, err = bare(examples, home, "show", f"no {WORDS}", "--json", **ascii)
    assert (code, out) == (3, b"")
    assert WORDS in json.loads(err.splitlines()[-1])["error"]["message"]


def test_what_is_piped_in_is_read_as_utf8_or_refused(examples: Any, home: Any) -> None:
    line = [
        sys.executable, "-m", "imatter_cli", "reflection", "new", example.PROJECT, "--file", "-", "--json",
        "--store", str(examples.path), "--dry-run",
    ]  # fmt: skip
    done = subprocess.run(
        line, input="caf\xe9".encode("latin-1"), capture_output=True, env={**home.env, "PYTHONIOENCODING": "ascii"},
        check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "UTF-8" in json.loads(done.stderr.splitlines()[-1])["error"]["message"]
