"""An old spreadsheet taken over: headings understood, every bad row told, all or nothing, twice is once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.domain import cells, ids, importing, money
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.lists import Lists
from imatter_cli.errors import BadValue
from imatter_cli.output import tables
from imatter_cli.output.records import as_csv

ME = "prc-2611-4t9wq2e"
OTHER = "prc-2611-7h3vn5m"
TODAY = date(2026, 11, 24)

PEOPLE = """\
No,Name,E-mail,Role,Practises as,Joined
17,Ada Lovelace,ada@example.org,practitioner,Professional,03/09/2024
18,Grace Hopper,grace@example.org,Link practitioner; practitioner,practitioner-parent,3 Sep 2024
"""
LICENCES = """\
Mini Candle no;Licence type;Holder;Issued;Focus areas;Status
MC-1;Mini Candle;17;12/01/25;evening routine; current
MC-2;Mini Candle;18;2025-02-01;"homework; a quiet corner";on hold
"""
PROJECTS = """\
Ref\tPractitioner\tStart date\tType\tSetting\tIndividuals\tFocus area\tState
A\t17\t01/03/2025\tEarly concern, early help\tSchool\t2\tevening routine\trunning
B\t17\t01/04/2025\tearly-concern\tclub\tP1; P2\tmornings\tidea
"""


@pytest.fixture(autouse=True)
def one_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is recorded is dated as what happened."""
    if "programme" in request.fixturenames or "rehearsal" in request.fixturenames:
        request.getfixturevalue("home")
        for name in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"):
            monkeypatch.setenv(name, "2026-11-24T09:00:00Z")


@pytest.fixture
def keep(tmp_path: Path) -> Any:
    def write(text: str | bytes, name: str = "old.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def taken(store: Any, path: Path, kind: str, *more: str) -> dict[str, Any]:
    data: dict[str, Any] = store.change("import", str(path), "--kind", kind, *more)
    for verb in ("check", "verify"):
        done = store(verb, "--json")
        assert not [f for f in done.json["findings"] if f["severity"] == "error"], done.out
    return data


def faults(store: Any, path: Path, kind: str, *more: str) -> list[dict[str, Any]]:
    error = store.refused("import", str(path), "--kind", kind, *more, code=1)
    found: list[dict[str, Any]] = error["details"]["findings"]
    return found


def test_people_licences_and_projects_of_an_old_office(programme: Any, keep: Any) -> None:
    people = taken(programme, keep(PEOPLE), "people")
    assert len(people["new"]) == 2
    assert people["private"] == ["Name", "E-mail"]
    ada, grace = (programme.record(id) for id in people["new"])
    assert ada["timeline"][0]["at"] == "2024-09-03"
    assert ada["id"].startswith("prc-2409-")
    assert (grace["roles"], grace["capacity"]) == (["link", "practitioner"], "practitioner-parent")
    licences = taken(programme, keep(LICENCES), "Mini Candle", "--key", "Mini Candle no")
    one, two = (programme.record(id) for id in licences["new"])
    assert (one["practitioner"], one["status"]) == (ada["id"], "active")
    assert (two["practitioner"], two["status"]) == (grace["id"], "paused")
    assert two["focus_areas"] == ["homework", "a quiet corner"]
    projects = taken(programme, keep(PROJECTS), "microprojects")
    running, idea = (programme.record(id) for id in projects["new"])
    assert (running["status"], running["licence"]) == ("active", one["id"])
    assert [i["code"] for i in running["individuals"]] == ["P1", "P2"]
    assert (idea["status"], idea["setting"]) == ("planned", "club")
    everything = b"".join(programme.files().values()) + programme.git("log", "--format=%B").encode()
    for private in (b"Lovelace", b"Grace", b"example.org"):
        assert private not in everything


def test_an_earlier_licence_comes_in_next_to_the_current_one_and_a_second_current_one_does_not(
    programme: Any, keep: Any
) -> None:
    taken(programme, keep(PEOPLE), "people")
    key = ("--key", "Mini Candle no")
    both = LICENCES.replace("18;2025-02-01", "17;2023-02-28")
    found = faults(programme, keep(both), "licence", *key)
    assert "already has lic-" in found[0]["message"]
    licences = taken(programme, keep(both.replace("on hold", "expired")), "licence", *key)
    assert [programme.record(id)["status"] for id in licences["new"]] == ["active", "ended"]


def test_twice_is_once_also_next_month(programme: Any, keep: Any) -> None:
    path = keep(PEOPLE.replace(",Joined", ",Left blank").replace("03/09/2024", "").replace("3 Sep 2024", ""))
    first = taken(programme, path, "practitioner")["new"]
    before = programme.commits()
    again = programme("import", path, "--kind", "practitioner", "--json", env={"IMATTER_NOW": "2026-12-24T09:00:00Z"})
    assert again.json["same"] == first
    assert again.json["commit"] == ""
    assert programme.commits() == before
    assert "has nothing new" in programme("import", path, "--kind", "practitioner").out


def test_one_more_row_and_one_that_went_on_here(programme: Any, keep: Any) -> None:
    taken(programme, keep(PEOPLE), "people")
    first = taken(programme, keep(LICENCES), "licence", "--key", "Mini Candle no")["new"]
    programme.change("licence", "end", first[0], "--reason", "moved away")
    more = PEOPLE + "19,Mary Shelley,mary@example.org,practitioner,professional,2025-01-01\n"
    assert len(taken(programme, keep(more), "people")["new"]) == 1
    rows = LICENCES + "MC-3;Mini Candle;19;2025-03-01;reading;current\n"
    data = taken(programme, keep(rows), "licence", "--key", "Mini Candle no")
    assert data["same"] == first[1:]
    assert data["different"] == [{"line": 2, "id": first[0], "fields": ["status"]}]
    assert programme.record(first[0])["status"] == "ended"


def test_a_second_sheet_with_the_same_numbers_is_not_called_done(programme: Any, keep: Any) -> None:
    taken(programme, keep(PEOPLE), "people")
    other = keep(PEOPLE.replace("Professional", "practitioner-parent"))
    done = programme("import", other, "--kind", "people")
    assert done.code == 1
    assert "nothing new" not in done.out
    assert "not imported" in done.err and "such as B-1" in done.err


WRONG = [
    ("03/09/2024", "31/02/2024", 2, "Joined", "does not exist"),
    ("03/09/2024", "September", 2, "Joined", "full date"),
    ("Link practitioner; practitioner", "chief", 3, "Role", "not a role"),
    ("Professional", "volunteer", 2, "Practises as", "programme's"),
    ("18,Grace", "17,Grace", 3, "No", "Line 2"),
    ("18,Grace", ",Grace", 3, "No", "tells this row"),
    ("3 Sep 2024\n", "3 Sep 2024,more\n", 3, "", "more cells"),
]


@pytest.mark.parametrize(("old", "new", "line", "column", "word"), WRONG)
def test_a_bad_row_is_told_and_none_is_taken(
    programme: Any, keep: Any, old: str, new: str, line: int, column: str, word: str
) -> None:
    assert old in PEOPLE
    path = keep(PEOPLE.replace(old, new))
    found = faults(programme, path, "practitioner")
    assert [f["line"] for f in found] == [line]
    assert found[0]["path"] == str(path)
    assert found[0]["field"] == column
    assert word in found[0]["message"] + found[0]["try"]
    said = programme("import", path, "--kind", "practitioner").err
    assert f"{path}:{line}" in said


def test_every_bad_row_at_once(programme: Any, keep: Any) -> None:
    rows = PEOPLE.replace("practitioner,Professional", "chief,boss").replace("3 Sep 2024", "soon")
    assert [(f["line"], f["column"]) for f in faults(programme, keep(rows), "people")] == [(2, 4), (2, 5), (3, 6)]


def test_what_the_rules_say_is_told_by_row(programme: Any, keep: Any) -> None:
    taken(programme, keep(PEOPLE), "people")
    found = faults(programme, keep(LICENCES.replace("18;", "99;")), "licence", "--key", "Mini Candle no")
    assert (found[0]["line"], found[0]["field"]) == (3, "Holder")
    found = faults(programme, keep(LICENCES.replace("18;", "17;")), "licence", "--key", "Mini Candle no")
    assert "already" in found[0]["message"]
    found = faults(programme, keep(PROJECTS), "project")
    assert (found[0]["line"], "licence" in found[0]["message"]) == (2, True)
    many = PROJECTS.replace("P1; P2", "4")
    assert "individuals" in faults(programme, keep(many), "project")[-1]["message"]
    named = PROJECTS.replace("P1; P2", "Tom; Ann")
    assert "never as names" in faults(programme, keep(named), "project")[-1]["message"]
    other = LICENCES.replace("MC-2;Mini Candle", "MC-2;Microproject")
    assert "project" in faults(programme, keep(other), "licence", "--key", "Mini Candle no")[0]["message"]


def test_what_could_tell_who_somebody_is_stays_out(programme: Any, keep: Any) -> None:
    taken(programme, keep(PEOPLE), "people")
    rows = LICENCES.replace("evening routine", "write to ada@example.org")
    found = faults(programme, keep(rows), "licence", "--key", "Mini Candle no")
    assert (found[0]["line"], found[0]["field"]) == (2, "Focus areas")
    error = programme.refused("import", str(keep(PEOPLE)), "--kind", "people", "--map", "capacity=Name", code=2)
    assert "never imported" in error["message"]


def test_a_key_may_be_a_name_and_is_not_kept(programme: Any, keep: Any) -> None:
    taken(programme, keep(PEOPLE.replace("No,", "X,")), "people", "--key", "Name")
    everything = b"".join(programme.files().values()) + programme.git("log", "--format=%B").encode()
    assert b"Lovelace" not in everything


def test_a_trial_changes_nothing(programme: Any, keep: Any) -> None:
    before = programme.files()
    done = programme("import", keep(PEOPLE), "--kind", "people", "--dry-run")
    assert done.code == 0
    for words in (
        "tells rows apart",
        "Never imported, as it may name people: Name and E-mail.",
        "New: 2 people",
        "trial",
    ):
        assert words in done.out
    assert "Lovelace" not in done.out
    assert programme.files() == before


def test_who_may(programme: Any, keep: Any) -> None:
    path = str(keep(PEOPLE))
    assert programme.refused("import", path, "--kind", "people", "--as", OTHER)["code"] == "not-yours"


def test_usage(programme: Any, keep: Any, tmp_path: Path) -> None:
    path = str(keep(PEOPLE.replace("No,", "X,")))
    assert programme.refused("import", path, code=2)["code"] == "missing"
    assert programme.refused("import", path, "--kind", "round", code=2)["code"] == "bad-value"
    error = programme.refused("import", path, "--kind", "people", code=2)
    assert (error["code"], "X" in error["hint"]) == ("no-key", True)
    for more in (("--key", "None such"), ("--map", "shoes=X"), ("--map", "capacity"), ("--map", "capacity=None such")):
        programme.refused("import", path, "--kind", "people", *more, code=2)
    assert programme.refused("import", str(tmp_path / "no.csv"), "--kind", "people", code=3)["code"] == "not-found"
    for raw in (b"", b"No,Role\n", b'No,"Role\n1,practitioner\n', b"\0\0"):
        programme.refused("import", str(keep(raw)), "--kind", "people", code=2)


def test_letters_of_an_old_windows(programme: Any, keep: Any) -> None:
    taken(programme, keep("\ufeff" + PEOPLE), "people")
    rows = LICENCES.replace("evening routine", "café at the club").replace("\n", "\r\n").encode("cp1252")
    path = keep(rows)
    assert "Windows text" in programme("import", path, "--kind", "licence", "--key", "Mini Candle no", "--dry-run").out
    data = taken(programme, path, "licence", "--key", "Mini Candle no")
    assert programme.record(data["new"][0])["focus_areas"] == ["café at the club"]


def test_undo_takes_all_of_it_back(programme: Any, keep: Any) -> None:
    before = programme.files()
    taken(programme, keep(PEOPLE), "people")
    programme("undo")
    assert programme.files() == before


@pytest.mark.parametrize("kind", ["practitioner", "licence", "project"])
def test_a_list_as_csv_is_taken_in_again_with_no_change(rehearsal: Any, keep: Any, kind: str) -> None:
    text = rehearsal(kind, "list", "--csv").out
    before = rehearsal.commits()
    done = rehearsal("import", keep(text), "--kind", kind, "--json")
    assert done.code == 0, done.err
    assert (done.json["commit"], done.json["new"], done.json["different"]) == ("", [], [])
    assert len(done.json["same"]) == text.count("\n") - 1
    assert rehearsal.commits() == before


def test_and_moves_people_and_licences_to_another_house(rehearsal: Any, programme: Any, keep: Any) -> None:
    for kind, states in (("practitioner", ()), ("licence", ("active", "paused"))):
        lines = [part for state in states for part in ("--status", state)]
        text = rehearsal(kind, "list", "--csv", *lines).out
        if kind == "licence":  # an idea is a project, and those come later
            text = text.replace(",idea,", ",was,")
        data = taken(programme, keep(text), kind)
        for id in data["new"]:
            assert programme.record(id)["status"] == rehearsal.record(id)["status"]


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40)


@given(TEXTS)
def test_text_survives_a_cell(text: str) -> None:
    assert cells.unguarded(cells.guarded(text)) == text
    assert cells.guarded(text)[:1] not in "=@\t"


@given(st.lists(TEXTS.map(lambda t: " ".join(t.split())).filter(bool), max_size=5))
def test_lists_survive_a_cell(items: list[str]) -> None:
    assert cells.split(cells.joined(items)) == items


@given(
    st.lists(TEXTS.map(lambda t: tables.clean_line(t)).filter(bool), min_size=1, max_size=3, unique=True),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(0, 10**9),
    st.sampled_from(["'", "=1+1", "+44", "-5", "@x", "'=1", "''-2", "£1,250.50", '"a"; b', "a, b"]),
)
def test_a_record_survives_its_csv(areas: list[str], day: date, pence: int, odd: str) -> None:
    reference = f"{odd} {money.text(pence)}"
    record = {
        "id": f"lic-{day:%y%m}-0000000", "status": "active", "practitioner": ME, "focus_areas": [*areas, odd],
        "reference": reference, "ends": day.isoformat(), "timeline": [{"at": day.isoformat(), "event": "record"}],
    }  # fmt: skip
    text = as_csv((*BY_NAME["licence"].columns, *BY_NAME["licence"].also_in_csv), [record])
    sheet = importing.sheet(text.encode(), "list.csv")
    found = importing.columns(sheet, "licence", {})
    (row,) = importing.rows(sheet, "licence", found, Lists({}), TODAY)
    assert isinstance(row, importing.SheetRow), row
    assert importing.differing("licence", row, record) == []
    assert row.values["focus_areas"] == record["focus_areas"]
    assert money.parse(str(row.values["reference"]).rpartition(" ")[2]) == pence


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_days_in_uk_order_are_understood(day: date) -> None:
    for text in (f"{day:%d/%m/%Y}", f"{day:%d/%m/%y}", f"{day:%d.%m.%Y} 00:00", f"{day.day} {day:%B %Y}", str(day)):
        assert importing._day(text, TODAY) == day.isoformat()


@given(st.text(min_size=1), st.text(min_size=1))
def test_the_same_key_gives_the_same_id(one: str, other: str) -> None:
    assert ids.is_id(importing.id_of("licence", one, TODAY), "licence")
    assert importing.tail_of("licence", one) == importing.tail_of("licence", f" {one.upper().lower()} ") or (
        one.upper().lower().casefold() != one.casefold()
    )
    assert importing.tail_of("licence", one) != importing.tail_of("project", one)


@pytest.mark.parametrize("text", ["today", "3 October", "31/02/2024", "13/13/2024", "", "24-11"])
def test_days_that_are_none(text: str) -> None:
    with pytest.raises(BadValue):
        importing._day(text, TODAY)


def test_an_old_name_of_two_kinds_asks_which(programme: Any, keep: Any) -> None:
    path = keep("No,Kind,Focus\n1,Microproject Practitioner,reading\n")
    error = programme.refused("import", str(path), "--kind", "Microproject Practitioner", code=2)
    assert error["message"] == "'Microproject Practitioner' can be practitioner or licence."
    found = faults(programme, path, "project", "--key", "No")
    assert "'Microproject Practitioner' is a practitioner or a licence, and these are projects" in str(found)
