"""list and show, the same for every kind: filters, order, broken files, ids, the past."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.domain import ids

ME = "prc-2611-4t9wq2e"
OTHER = "prc-2611-7h3vn5m"


@pytest.fixture
def several(notebook: Any) -> list[str]:
    """Three ideas: of 2, 10 and 20 November."""
    return [
        notebook.idea("--date", "2026-11-02", "--focus-area", "tea"),
        notebook.idea("--date", "2026-11-10", "--support", "link"),
        notebook.idea("--date", "2026-11-20", "--resource", "Part One"),
    ]


def listed(store: Any, *args: str) -> list[str]:
    done = store("project", "list", "--json", *args)
    assert done.code == 0, done.err
    return [r["id"] for r in done.json]


def test_a_list_is_the_records_as_in_their_files(notebook: Any, several: list[str]) -> None:
    found = notebook("project", "list", "--json").json
    assert {r["id"] for r in found} == set(several)
    assert {r["id"]: r for r in found}[several[0]]["focus_areas"] == ["evening routine", "tea"]
    assert all("timeline" in r and r["schema"] == "project/1" for r in found)


FILTERS: list[tuple[list[str], list[int]]] = [
    (["--status", "planned"], [0, 1, 2]),
    (["--status", "active"], []),
    (["--practitioner", "4t9"], [0, 1, 2]),
    (["--practitioner", "9x2"], []),
    (["--since", "10 Nov 2026"], [1, 2]),
    (["--until", "2026-11-10"], [0, 1]),
    (["--since", "2026-11-03", "--until", "2026-11-19"], [1]),
    (["--where", "focus_areas=tea"], [0]),
    (["--where", "focus-areas=TEA"], []),
    (["--where", "focus_areas~EVEN"], [0, 1, 2]),
    (["--where", "individuals.code=P1", "--where", "support=link"], [1]),
    (["--where", "resources~part"], [2]),
    (["--where", "resources="], [0, 1]),
    (["--where", "timeline.event=plan"], [0, 1, 2]),
    (["--where", "date=2026-11-20"], [2]),
    (["--where", "focus_areas.1=tea"], [0]),
]


def test_filters(notebook: Any, several: list[str]) -> None:
    for options, which in FILTERS:
        assert sorted(listed(notebook, *options)) == sorted(several[n] for n in which), options


def test_order_and_limit(notebook: Any, several: list[str]) -> None:
    assert listed(notebook, "--sort", "date") == several
    assert listed(notebook, "--sort", "-date") == several[::-1]
    assert listed(notebook, "--sort", "-date", "--limit", "1") == [several[2]]
    assert listed(notebook, "--sort", "resources")[0] == several[2]
    assert listed(notebook, "--sort", "-resources")[0] == several[2]
    cut = notebook("project", "list", "--limit", "2")
    assert "2 of 3 projects" in cut.err


SENSELESS: list[tuple[list[str], str]] = [
    (["--status", "plannd"], "planned"),
    (["--where", "support"], "FIELD=VALUE"),
    (["--where", "suport=link"], "support"),
    (["--where", "individuals.cod=P1"], "code"),
    (["--sort", "settings"], "setting"),
    (["--since", "31/11/2026"], "2026-11-30"),
    (["--since", "tomorrow"], "earlier day"),
    (["--limit", "-1"], ""),
    (["--csv"], "JSON"),
]


def test_filters_that_make_no_sense(notebook: Any, several: list[str]) -> None:
    for options, words in SENSELESS:
        error = notebook.refused("project", "list", *options, code=2)
        assert words in error["message"] + error["hint"], options


def test_an_unknown_practitioner_is_not_an_empty_list(notebook: Any, several: list[str]) -> None:
    assert notebook.refused("project", "list", "--practitioner", "zzz", code=3)["code"] == "not-found"


def test_text_and_csv(notebook: Any, several: list[str]) -> None:
    text = notebook("project", "list").out.splitlines()
    assert text[0].split()[:2] == ["id", "status"]
    assert several[2] in text[1]
    rows = list(csv.DictReader(io.StringIO(notebook("project", "list", "--csv", "--sort", "date").out)))
    assert [r["id"] for r in rows] == several
    assert rows[0]["focus_areas"] == "evening routine; tea"
    assert "No projects found" in notebook("project", "list", "--status", "stopped").out


@pytest.mark.parametrize("group", ["practitioner", "licence", "project", "reflection"])
def test_every_kind_has_the_same_verbs(notebook: Any, group: str) -> None:
    assert isinstance(notebook(group, "list", "--json").json, list)
    for option in ("--status", "--practitioner", "--since", "--until", "--where", "--sort", "--limit", "--csv"):
        assert option in notebook(group, "list", "--help").out
    assert "--as-of" in notebook(group, "show", "--help").out


def test_broken_files_hide_nothing(notebook: Any, several: list[str]) -> None:
    (notebook.path / ids.path_of(several[0])).write_text("id: x\nid: y\n")
    lying = notebook.path / ids.path_of(several[1])
    lying.write_text(lying.read_text().replace("status: planned", "status: active"))
    done = notebook("project", "list", "--json")
    assert done.code == 1
    assert [r["id"] for r in done.json] == [several[2]]
    assert f"{ids.path_of(several[0])}:2:1 " in done.err
    assert f"{ids.path_of(several[1])}:5:9 status: it says active" in done.err
    assert "2 broken projects" in done.err
    assert notebook("practitioner", "list").code == 0


def test_show_in_words(notebook: Any, several: list[str]) -> None:
    said = notebook("show", several[1][-5:]).out
    assert said.startswith(f"{several[1]}  project, planned\n")
    assert "Focus areas" in said
    assert "10 Nov 2026" in said
    assert "planned" in said.splitlines()[-1]
    record = notebook("project", "show", several[1], "--json").json
    assert record["support"] == "link"


def test_show_a_broken_one_is_what_could_be_read(notebook: Any) -> None:
    id = notebook.idea()
    path = notebook.path / ids.path_of(id)
    path.write_text(path.read_text().replace("support: none", "support: none\nsupport: [link"))
    done = notebook("show", id, "--json")
    assert done.code == 1
    assert done.json["setting"] == "school"
    assert f"{ids.path_of(id)}:" in done.err
    assert "school" in notebook("show", id).out


@pytest.mark.parametrize("text", ["", "\x00", "%YAML 1.1\n---\na: 1\n", "- a\n", "a: [" * 60, "\ufeffa: 1"])
def test_show_of_what_is_no_record_at_all(notebook: Any, text: str) -> None:
    id = notebook.idea()
    (notebook.path / ids.path_of(id)).write_text(text)
    done = notebook("show", id, "--json")
    assert done.code == 1
    assert isinstance(done.json, dict)
    assert done.err


def test_ids_any_unique_part_and_nothing_else(notebook: Any, several: list[str]) -> None:
    assert notebook("show", several[0].upper(), "--json").json["id"] == several[0]
    wrong = several[0][:-1] + ("x" if several[0][-1] != "x" else "y")
    error = notebook.refused("show", wrong, code=3)
    assert error["details"]["closest"] == [several[0]]
    error = notebook.refused("project", "show", "prj-", code=2)
    assert error["code"] == "ambiguous"
    assert sorted(error["details"]["candidates"]) == sorted(several)
    assert notebook.refused("licence", "show", several[0], code=3)["code"] == "not-found"


def test_as_it_was(notebook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-19T10:00:00Z")
    notebook.git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "--amend", "--no-edit")
    for day in ("2026-11-20", "2026-11-22"):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T10:00:00Z")
        monkeypatch.setenv("IMATTER_NOW", f"{day}T10:00:00Z")
        if day == "2026-11-20":
            id = notebook.idea()
        else:
            notebook.change("project", "edit", id, "--setting", "club")
    assert notebook("show", id, "--as-of", "2026-11-21", "--json").json["setting"] == "school"
    assert notebook("show", id, "--as-of", "22/11/2026", "--json").json["setting"] == "club"
    assert "not been recorded" in notebook.refused("show", id, "--as-of", "2026-11-01", code=3)["message"]
    assert notebook.refused("show", "zzz", "--as-of", "2026-11-21", code=3)["code"] == "not-found"


def test_text_of_records_cannot_play_with_the_terminal(notebook: Any) -> None:
    id = notebook.idea()
    path = notebook.path / ids.path_of(id)
    path.write_text(path.read_text().replace("evening routine", '"\\e[2J\\u202eevil"'))
    for line in (["project", "list"], ["show", id], ["diff"], ["log", id]):
        out = notebook(*line).out
        assert "\x1b" not in out
        assert "\u202e" not in out


def test_reading_loads_no_models(home: Any, tmp_path: Path, notebook: Any) -> None:
    id = notebook.idea()
    import subprocess

    code = (
        "import sys; from imatter_cli.__main__ import main; "
        f"assert main(['show', {id!r}, '--store', {str(notebook.path)!r}]) == 0; "
        "print([m for m in ('pydantic', 'git', 'rich') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=home.env, check=True)
    assert done.stderr.strip() == "[]"


def test_what_a_viewer_may_not_see_cannot_be_filtered_for(programme: Any) -> None:
    review = "rev-2611-0000001"
    for id, text in {
        "app-2611-0000001": f"""id: app-2611-0000001
schema: application/1
programme: 1
status: draft
practitioner: {OTHER}
licence: lic-2611-0000001
project: prj-2611-0000001
round: 2026-q4
revision: 1
key_barrier: money
costs: [{{item: books, amount: "10.00"}}]
amount: "10.00"
payee: host
timeline: [{{at: 2026-11-02, event: apply, by: {OTHER}}}]
""",
        review: f"""id: {review}
schema: review/1
programme: 1
status: submitted
application: app-2611-0000001
reviewer: {ME}
revision: 1
scores: [{{criterion: need, score: 4}}]
comment: secret
timeline: [{{at: 2026-11-02, event: assign, by: {ME}}}, {{at: 2026-11-02, event: submit, by: {ME}}}]
""",
    }.items():
        path = programme.path / ids.path_of(id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    seen = programme("show", review, "--as", OTHER, "--json").json
    assert "comment" not in seen
    assert "comment" in seen["hidden"]
    assert "secret" not in programme("show", review, "--as", OTHER).out
    assert programme("show", review, "--json").json["comment"] == "secret"
    path.write_text(text + "broken: [\n")
    done = programme("show", review, "--as", OTHER, "--json")
    assert done.code == 1
    assert "secret" not in done.out + done.err
