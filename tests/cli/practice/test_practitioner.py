"""The people of the programme on the command line."""

from __future__ import annotations

from typing import Any

import pytest

ME = "prc-2611-4t9wq2e"


def test_a_person_is_a_code_with_roles(notebook: Any) -> None:
    data = notebook.with_examples("practitioner", "new")
    record = notebook.record(data["id"])
    assert record["roles"] == ["practitioner"]
    assert record["timeline"][0]["roles"] == ["practitioner"]
    assert notebook.commits()[0] == f"practitioner join {data['id']}"


def test_every_field_is_an_option(notebook: Any) -> None:
    data = notebook.change(
        "practitioner", "new", "--role", "link", "--role", "Lead", "--capacity", "practitioner-parent", "--rhythm-days",
        "14", "--same-as", "9x2", "--date", "2026-11-01",
    )  # fmt: skip
    record = notebook.record(data["id"])
    assert record["roles"] == ["link", "lead"]
    assert (record["capacity"], record["rhythm_days"], record["same_as"]) == (
        "practitioner-parent", "14", "prc-2611-9x2kd0a",
    )  # fmt: skip
    assert record["timeline"][0]["at"] == "2026-11-01"


def test_roles_are_the_programmes(notebook: Any) -> None:
    assert "coordinator" in notebook.refused("practitioner", "new", "--role", "boss", code=2)["hint"]


def test_a_step_of_the_learning_journey(notebook: Any) -> None:
    assert notebook.with_examples("practitioner", "step", ME)["status"] == "active"
    notebook.change(
        "practitioner", "step", ME, "--level", "foundation", "--scheme", "online", "--evidence", "session 3"
    )
    event = notebook.record(ME)["timeline"][-1]
    assert (event["level"], event["scheme"], event["evidence"]) == ("foundation", "online", "session 3")


def test_left_out_the_person_is_you(notebook: Any) -> None:
    assert notebook.change("practitioner", "step", "--level", "foundation")["id"] == ME


def test_leaving_and_coming_back(notebook: Any) -> None:
    assert notebook.refused("practitioner", "leave", ME, code=2)["details"]["missing"][0]["option"] == "--reason"
    notebook.licence()
    done = notebook("practitioner", "leave", ME, "--reason", "moved away")
    assert "imatter licence end" in done.out
    assert notebook.refused("practitioner", "step", ME, "--level", "foundation")["code"] == "lifecycle"
    assert notebook.refused("practitioner", "step", "9x2", "--level", "foundation")["code"] == "has-left"
    assert notebook.change("practitioner", "rejoin", ME)["status"] == "active"


def test_roles_are_for_the_coordinator_to_give(programme: Any) -> None:
    assert programme.refused("practitioner", "role", "7h3", "--role", "lead", "--as", "7h3")["code"] == "not-yours"
    data = programme.change("practitioner", "role", "7h3", "--role", "practitioner", "--role", "reviewer")
    assert programme.record(data["id"])["roles"] == ["practitioner", "reviewer"]


def test_a_programme_keeps_a_coordinator(programme: Any) -> None:
    assert programme.refused("practitioner", "role", ME, "--role", "reviewer")["code"] == "last-coordinator"
    assert programme.refused("practitioner", "leave", ME, "--reason", "rest")["code"] == "last-coordinator"
    programme.change("practitioner", "role", "7h3", "--role", "coordinator")
    programme.change("practitioner", "role", ME, "--role", "reviewer")


@pytest.mark.parametrize("verb", ["new", "step", "role", "leave", "rejoin"])
def test_help_is_a_sentence_and_an_example_and_fits_a_screen(notebook: Any, verb: str) -> None:
    text = notebook("practitioner", verb, "--help").out
    assert f"imatter practitioner {verb}" in text.split("Example:")[1]
    assert max(len(line) for line in text.splitlines()) <= 80
