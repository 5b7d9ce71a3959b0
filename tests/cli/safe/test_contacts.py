"""Contacts: for letters alone, in a private file of the coordinator's, and nowhere else."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

import pexpect
import pytest
import yaml

NAME, STREET, EMAIL = "Zadie Zebrowska", "77 Zigzag Lane", "zadie@zebra.example"


def practitioner(store: Any) -> str:
    found = store("practitioner", "list", "--json").json
    return next(str(p["id"]) for p in found if "practitioner" in p["roles"])


def add(store: Any) -> str:
    who = practitioner(store)
    done = store("contacts", "set", who, "--name", NAME, "--address", f"{STREET}; Zurich", "--email", EMAIL)
    assert done.code == 0, done.err
    return who


def the_file(home: Any) -> Path:
    (path,) = (Path(home.path) / "config" / "imatter" / "contacts").iterdir()
    return Path(path)


def test_they_are_kept_outside_the_store_for_its_owner_alone(programme: Any, home: Any) -> None:
    before, who = programme.head(), add(programme)
    assert programme("contacts", "list", "--json").json == [
        {"code": who, "name": NAME, "address": f"{STREET}\nZurich", "email": EMAIL}
    ]
    assert stat.S_IMODE(the_file(home).stat().st_mode) == 0o600
    assert (programme.head(), programme.git("status", "--porcelain")) == (before, "")
    everything = b"".join(p.read_bytes() for p in programme.path.rglob("*") if p.is_file())
    assert b"Zebrowska" not in everything
    programme("contacts", "set", who, "--email", "z@zebra.example")
    assert programme("contacts", "list", "--json").json[0]["name"] == NAME
    assert programme("contacts", "remove", who, "--json").json["email"] == "z@zebra.example"
    assert programme("contacts", "list", "--json").json == []
    assert programme("contacts", "remove", who, "--json").error["code"] == "not-found"


def test_only_a_coordinator_reads_them(programme: Any) -> None:
    who = add(programme)
    for line in (("list",), ("set", who, "--name", "x"), ("remove", who)):
        done = programme("contacts", *line, "--as", who, "--json")
        assert (done.code, done.error["code"]) == (4, "not-yours")
        assert NAME not in done.err


def test_a_spreadsheet_comes_in_whole_or_not_at_all(programme: Any, tmp_path: Path) -> None:
    who, sheet = practitioner(programme), tmp_path / "people.csv"
    sheet.write_text(f'Code,Name,E-Mail,Address\n{who},{NAME},{EMAIL},"{STREET}\nZurich"\nprc-2611-n0b0dyh,X,x@y.z,\n')
    refused = programme("contacts", "import", sheet, "--json")
    assert refused.code == 2 and "people.csv:4 'prc-2611-n0b0dyh' is nobody's code here." in refused.error["message"]
    assert programme("contacts", "list", "--json").json == []
    once = sheet.read_text().replace("prc-2611-n0b0dyh,X,x@y.z,\n", "")
    sheet.write_text(f"{once}{who},Somebody else,,\n")
    twice = programme("contacts", "import", sheet, "--json")
    assert twice.code == 2 and f"people.csv:4 {who} is on line 2 already." in twice.error["message"]
    sheet.write_text("Code,Name\n")
    assert "Give it a row for each one" in programme("contacts", "import", sheet).err
    folded = programme("contacts", "set", who, "--name", "A\nB", "--json").error["message"]
    assert folded == "name: this has 3 characters on 2 lines."
    sheet.write_text(once)
    assert programme("contacts", "import", sheet, "--dry-run").out == "Would be kept: 1 contact.\n"
    wider = sheet.read_text().replace("Address\n", "Address,Phone,Notes\n").replace('Zurich"\n', 'Zurich",0123,x\n')
    other = sheet.with_name("wider.csv")
    other.write_text(wider)
    assert "Left out: 2 columns (Phone and Notes)." in programme("contacts", "import", other, "--dry-run").err
    assert programme("contacts", "import", sheet, "--json").json[0]["address"] == f"{STREET}\nZurich"


@pytest.mark.parametrize(
    "given",
    [("--email", "nobody"), ("--email", "a@b.c\nBcc: d@e.f"), ("--email", "a@b.example?cc=x@y.z"),
     ("--name", "a\nb"), ("--name", "\x1b[31m"), ("--address", "; ".join("x" * 12))],
)  # fmt: skip
def test_what_is_not_one_is_refused(programme: Any, given: tuple[str, str]) -> None:
    done = programme("contacts", "set", practitioner(programme), *given, "--json")
    assert done.code == 2 and programme("contacts", "list", "--json").json == []


def test_they_go_along_in_a_backup(programme: Any, call: Any, home: Any, tmp_path: Path) -> None:
    add(programme)
    made = tmp_path / "copy.backup"
    assert "your contacts" in programme("backup", made).out
    there = {"XDG_CONFIG_HOME": str(tmp_path / "elsewhere")}
    done = call("restore", made, tmp_path / "again", env=there)
    assert done.code == 0, done.err
    again = call("contacts", "list", "--store", tmp_path / "again", "--json", env=there)
    assert again.json == programme("contacts", "list", "--json").json
    the_file(home).write_text("{}")
    assert call("restore", made, tmp_path / "third").code == 0
    assert programme("contacts", "list", "--json").json == []  # what is here already is not replaced


def test_erasing_a_person_offers_to_remove_their_contact(programme: Any, terminal: Any) -> None:
    who = add(programme)
    assert programme.refused("erase", who, "--yes")["hint"] == f"imatter contacts remove {who}"
    programme(
        "practitioner", "step", "--practitioner", who, "--level", "foundation", "--evidence", "a quokka in the session"
    )
    assert programme("erase", who, "--dry-run", "--json").json["contacts"] == [who]
    assert f"whether to remove the contact of {who}" in " ".join(programme("erase", who, "--dry-run").out.split())
    child = terminal("erase", who, "--store", programme.path, env={"IMATTER_FAULT": "erasing-logs:kill"})
    child.expect_exact("It can't be undone")
    child.sendline("y")
    child.expect_exact(f"Remove the contact of {who}")
    child.sendline("y")
    child.expect(pexpect.EOF)
    assert len(programme("contacts", "list", "--json").json) == 1
    assert programme("recover").code == 0  # what was agreed is done, also where it was cut off
    assert programme("contacts", "list", "--json").json == []
    add(programme)
    programme(
        "practitioner", "step", "--practitioner", who, "--level", "foundation", "--evidence", "another quokka of hers"
    )
    done = programme("erase", who, "--yes")
    assert f"imatter contacts remove {who}" in done.out
    assert len(programme("contacts", "list", "--json").json) == 1
    plan = ("--type", "early-concern", "--setting", "school", "--focus-area", "a quokka at home", "--individuals", "1")
    project = programme("project", "new", "--practitioner", who, *plan, "--json").json["id"]
    shown = programme("erase", project, "--dry-run").out
    assert "focus areas" in shown
    assert programme("erase", project, "--yes", "--json").json["contacts"] == [who]


def applicants(store: Any) -> dict[str, str]:
    """Who applied in a quarter that is published, by application."""
    sat = store("fund", "review", "--quarter", "2026-Q2", "--json").json
    return {str(a["id"]): str(a["practitioner"]) for a in sat["applications"]}


def test_letters_are_addressed_and_nothing_else_is(rehearsal: Any, tmp_path: Path) -> None:
    of = applicants(rehearsal)
    who = next(iter(of.values()))
    rehearsal("contacts", "set", who, "--name", NAME, "--address", f"{STREET}; Zurich", "--email", EMAIL)
    path = rehearsal.path / "records" / "programme.yaml"
    rules = yaml.safe_load(path.read_text())
    mark = rehearsal.path / "templates" / "mark.svg"
    mark.parent.mkdir(exist_ok=True)
    mark.write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "run"</script></svg>')
    head = "letterhead:\n  name: A Fund of Zebras\n  address: [1 Long Lane, Exampleton]\n  mark: templates/mark.svg\n"
    version = rules["version"] + 1
    note = f"changes:\n- {{at: 2026-11-24, version: {version}, what: A head for letters.}}\n"
    text = path.read_text().replace(f"version: {rules['version']}\n", f"version: {version}\n", 1)
    path.write_text(text.replace("changes:\n", note, 1) + head)
    done = rehearsal("save", "programme", "--json")
    assert done.code == 0, done.err
    files = [tmp_path / name for name in ("merge.csv", "messages.html")]
    line = ("fund", "letters", "--quarter", "2026-Q2", "--format", "html", "--to", tmp_path / "letters",
            "--table", files[0], "--messages", files[1])  # fmt: skip
    done = rehearsal(*line, "--json")
    assert done.code == 0, done.err
    own = next(one for one in done.json if of[one["application"]] == who)
    others = [one["text"] for one in done.json if of[one["application"]] != who]
    assert all(said in own["text"] for said in (STREET, "Zurich", f"Dear {NAME},", "A Fund of Zebras", "Exampleton"))
    assert "data:image/svg+xml;base64," in own["text"] and "<script" not in own["text"] and EMAIL not in own["text"]
    assert others and all("Dear applicant," in text and STREET not in text for text in others)
    assert f'{who},{NAME},"{STREET}, Zurich",{EMAIL}' in files[0].read_text()
    link = files[1].read_text().partition('href="mailto:')[2].partition('"')[0].replace("&amp;", "&")
    address, _, rest = link.partition("?")
    assert unquote(address) == EMAIL
    assert set(parse_qs(rest)) == {"subject", "body"} and f"Dear {NAME}," in parse_qs(rest)["body"][0]
    assert all(stat.S_IMODE(f.stat().st_mode) == 0o600 for f in files)
    elsewhere = [("fund", "pack", "--quarter", "2026-Q2", "--html", "-"), ("open", "--quarter", "2026-Q2")]
    elsewhere += [("show", who), ("fund", "export", "--quarter", "2026-Q2"), ("list",), ("status", "--json")]
    for line in elsewhere:
        said = rehearsal(*line)
        assert not any(word in said.out + said.err for word in (NAME, STREET, EMAIL)), line
    for page in (Path(rehearsal.call("open", "--store", rehearsal.path, "--json").json["path"]).parent).iterdir():
        assert NAME not in page.read_text()


def test_a_mark_that_is_no_picture_is_refused(rehearsal: Any, tmp_path: Path) -> None:
    path = rehearsal.path / "records" / "programme.yaml"
    path.write_text(path.read_text() + "letterhead:\n  name: A Fund\n  mark: records/programme.yaml\n")
    done = rehearsal("fund", "letters", "--quarter", "2026-Q2", "--format", "html", "--json")
    assert (done.code, done.error["code"]) == (5, "no-mark")
