"""Evidence towards the certification through the command line, and a decision that people made."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

ME = "prc-2611-4t9wq2e"
OTHER = "prc-2611-7h3vn5m"
LEAD = "prc-2611-9x2kd0a"


def states(data: Any) -> dict[str, str]:
    return {one["id"]: one["state"] for one in data["requirements"]}


def test_evidence_grows_with_the_practice(notebook: Any) -> None:
    seen = notebook("certification", "--json").json
    assert seen["practitioner"] == ME
    assert seen["placeholder"] is True
    assert states(seen) == {
        "completed-project": "not-met", "reflections": "not-met", "learning-steps": "not-met",
        "conversation": "needs-person",
    }  # fmt: skip
    _, project = notebook.running()
    kept = [notebook.change("reflect", "--what", f"quiet {n}")["id"] for n in range(3)]
    notebook.change("practitioner", "step", ME, "--level", "foundation")
    notebook.change("project", "complete", project)
    by_id = {one["id"]: one for one in notebook("certification", "--json").json["requirements"]}
    assert by_id["completed-project"]["records"] == [project]
    assert sorted(by_id["reflections"]["records"]) == sorted(kept)
    assert (by_id["learning-steps"]["have"], by_id["learning-steps"]["records"]) == (1, [ME])
    out = notebook("certification").out
    assert "not met yet" in out and "needs a person" in out
    assert "not an award" in out
    assert "placeholder" in out


def test_a_coordinator_records_what_people_decided(programme: Any) -> None:
    done = programme.change("certification", "7h3", "--decide", "not yet", "--reason", "one more project")
    assert done["id"] == OTHER
    assert any("Completed microprojects" in note for note in done["notes"])
    assert programme.commits()[0] == f"practitioner conversation {OTHER}"
    event = programme.record(OTHER)["timeline"][-1]
    assert (event["event"], event["outcome"], event["reason"], event["by"]) == (
        "conversation", "not-yet", "one more project", ME,
    )  # fmt: skip
    seen = programme("certification", "7h3", "--json").json
    assert seen["decision"] == {"day": "2026-11-24", "outcome": "not-yet", "reason": "one more project", "by": ME}
    assert states(seen)["conversation"] == "not-met"
    assert "Decided on 24 November" in programme("certification", "7h3").out
    programme.change("certification", "7h3", "--decide", "certified", "--reason", "it is there now")
    assert states(programme("certification", "7h3", "--json").json)["conversation"] == "met"
    assert "it is there now" in programme("log", "7h3").out
    assert programme("check").code == 0
    programme.change("undo", "--reason", "the wrong person")
    assert states(programme("certification", "7h3", "--json").json)["conversation"] == "not-met"


def test_who_may_look_and_who_may_decide(programme: Any) -> None:
    reasons = ("--decide", "certified", "--reason", "good")
    assert programme("certification", "--as", "7h3").code == 0
    assert programme.refused("certification", "7h3", "--as", "9x2")["code"] == "not-yours"
    assert programme.refused("certification", "7h3", *reasons, "--as", "7h3")["code"] == "own-certification"
    programme.change("practitioner", "role", ME, "--role", "coordinator", "--role", "practitioner")
    assert programme.refused("certification", *reasons)["code"] == "own-certification"
    programme.change("practitioner", "role", ME, "--role", "coordinator")
    assert programme.refused("certification", code=2)["details"]["missing"][0]["example"] == OTHER
    missing = programme.refused("certification", "7h3", "--decide", "certified", code=2)
    assert [one["field"] for one in missing["details"]["missing"]] == ["reason"]
    assert (
        programme.refused("certification", "7h3", "--decide", "award", "--reason", "x", code=2)["code"] == "bad-value"
    )


def test_a_notebook_keeps_what_was_decided_elsewhere(notebook: Any) -> None:
    notebook.change("certification", "--decide", "certified", "--reason", "talked with Link and Lead")
    assert states(notebook("certification", "--json").json)["conversation"] == "met"


def test_what_is_broken_is_left_out_and_named(notebook: Any) -> None:
    _, project = notebook.running()
    next(notebook.path.rglob(f"{project}.yaml")).write_text(f"practitioner: {ME}\n[")
    done = notebook("certification", "--json")
    assert (done.code, len(done.json["left_out"])) == (1, 1)
    path = next(notebook.path.rglob(f"{ME}.yaml"))
    path.write_text(path.read_text().replace("status: active", "status: left"))
    assert notebook("certification", "--json").error["code"] in ("broken", "has-left")
    rules = notebook.path / "records" / "programme.yaml"
    rules.write_text(rules.read_text().replace("certification:", "certificate:"))
    path.write_text(path.read_text().replace("status: left", "status: active"))
    assert notebook("certification", "--json").error["code"] == "programme"


def test_evidence_loads_no_models() -> None:
    code = "import sys, imatter_cli.commands.practice.certification; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
