"""What `send`, `import` and `join` need is asked for at a terminal, and judged there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.cli.conftest import LEAD, OTHER


@pytest.fixture
def sit(terminal: Any) -> Any:
    """A line at a terminal: prompts and what is typed at each; what was shown."""

    def run(*line: object, says: list[tuple[str, str]], code: int = 0) -> str:
        child = terminal(*map(str, line), rows=40)
        shown = ""
        for prompt, said in says:
            child.expect_exact(prompt)
            shown += child.before + prompt
            child.sendline(said)
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == code, child.before
        return " ".join((shown + str(child.before)).split())

    return run


def test_send_asks_which_records_and_for_a_file(notebook: Any, sit: Any, tmp_path: Path) -> None:
    notebook.running()
    private = notebook("reflect", "--what", "It was loud.", "--json").json["id"]
    licence = notebook("licence", "list", "--json").json[0]["id"]
    shown = sit(
        "send", "--store", notebook.path,
        says=[("  1: ", private), ("  1: ", "nobody"), ("  1: ", licence[-4:]), ("  2: ", ""),
              ("go into? ", str(notebook.path)), ("go into? ", str(tmp_path / "out.yaml")), ("[Y/n] ", "")],
    )  # fmt: skip
    assert "is a folder" in shown and "Saved to" in shown
    assert f"id: {licence}" in (tmp_path / "out.yaml").read_text()
    missing = notebook.refused("send", code=2)["details"]["missing"]
    assert [row["option"] for row in missing] == ["ID...", "--to"]


def test_a_pack_and_hand_outs_ask_where_they_go(programme: Any, sit: Any, tmp_path: Path) -> None:
    programme("fund", "open", "2026-Q4", "--budget", "500", "--quorum", "1")
    quarter = ("--quarter", "2026-Q4", "--store", programme.path)
    shown = sit("fund", "pack", *quarter, says=[("Which file? ", str(tmp_path / "quarter.html"))])
    assert (tmp_path / "quarter.html").is_file() and "quarter.html" in shown
    missing = programme.refused("fund", "pack", *quarter[:2], code=2)["details"]["missing"]
    assert [row["option"] for row in missing] == ["--html"]


def test_import_asks_which_file_what_its_rows_are_and_for_a_key(programme: Any, sit: Any, tmp_path: Path) -> None:
    sheet = tmp_path / "old.csv"
    sheet.write_text(f"Case file,Practitioner,Since\n7,{OTHER},2026-03-01\n")
    shown = sit(
        "import", "--store", programme.path,
        says=[("Which file? ", str(tmp_path / "none.csv")), ("Which file? ", str(sheet)), ("project? ", "people"),
              ("project? ", "licence"), ("Column [1-3]: ", "1"), ("[Y/n] ", "")],
    )  # fmt: skip
    assert "There is no file" in shown and "Imported: 1 licence." in shown
    assert len(programme("licence", "list", "--json").json) == 1


def test_join_asks_whose_copy_it_is(programme: Any, sit: Any, call: Any, tmp_path: Path) -> None:
    place = tmp_path / "shared"
    assert programme("sync", place).code == 0
    shown = sit("join", place, tmp_path / "one", says=[("(optional): ", "nobody"), ("(optional): ", LEAD[-4:])])
    assert f"You are {LEAD} there" in shown and "Which of these are you?" not in shown
    assert call("me", "--json", cwd=tmp_path / "one").json["id"] == LEAD
    later = sit("join", place, tmp_path / "two", says=[("(optional): ", "")])
    assert "Which of these are you?" in later


def test_a_hand_out_asks_for_its_folder(rehearsal: Any, sit: Any, tmp_path: Path) -> None:
    shown = sit(
        "fund", "hand-out", "--quarter", "2026-Q3", "--store", rehearsal.path,
        says=[("go into? ", str(tmp_path / "none" / "reviews")), ("go into? ", str(tmp_path / "reviews"))],
    )  # fmt: skip
    assert "There is no folder" in shown and any((tmp_path / "reviews").iterdir())


def test_a_line_without_its_argument_asks_for_it(notebook: Any, sit: Any, tmp_path: Path) -> None:
    notebook.running()
    licence = notebook("licence", "list", "--json").json[0]["id"]
    shown = sit("show", "--store", notebook.path, says=[("Which record?", licence[-4:])])
    assert "recorded as issued" in shown
    rules = notebook.path / "records/programme.yaml"
    shown = sit(
        "receive", "--store", notebook.path, code=1,
        says=[("Which file? ", str(tmp_path / "none")), ("Which file? ", str(rules))],
    )  # fmt: skip
    assert "There is no file" in shown
    private = notebook("reflect", "--what", "It was loud.", "--json").json["id"]
    shown = sit("erase", "--store", notebook.path, code=130, says=[("  1: ", private), ("  2: ", ""), ("[y/N] ", "")])
    assert "It was loud." in shown and "Nothing was changed" in shown
    for line in (["show"], ["receive"], ["erase"]):
        assert len(notebook.refused(*line, code=2)["details"]["missing"]) == 1


def test_contacts_set_asks_who_and_what(programme: Any, sit: Any) -> None:
    shown = sit(
        "contacts", "set", "--store", programme.path,
        says=[("Whose contact is it?", OTHER[-4:]), ("name? (optional): ", "A. Example"), ("address? ", ""),
              ("e-mail address? ", "a@example.org")],
    )  # fmt: skip
    assert f"Kept on this computer: {OTHER}." in shown
    kept = programme("contacts", "list", "--json").json
    assert [(one["code"], one["name"], one["email"]) for one in kept] == [(OTHER, "A. Example", "a@example.org")]
