"""What begins a record is judged at each answer: nothing that the rules refuse waits for the end."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def office(day: Any) -> Any:
    """A coordinator with two people who practise, of whom one has left, and one who does not; each in that order."""
    day.type("init --programme " + str(day.store))
    for line in ("new --role practitioner", "new --role reviewer", "new --role practitioner"):
        day.type(f"practitioner {line} --no-input")
    day.people = [p["id"] for p in day.records("practitioners") if "coordinator" not in p["roles"]]
    day.of = {p["id"]: p for p in day.records("practitioners")}
    day.first, day.gone = [id for id in day.people if "practitioner" in day.of[id]["roles"]]
    day.reviewer = next(id for id in day.people if "reviewer" in day.of[id]["roles"])
    day.type(f"practitioner leave {day.gone} --reason moved")
    return day


def test_a_project_of_somebody_who_cannot_have_one_is_refused_at_that_question(office: Any) -> None:
    shown = office.type(
        "project new", ("Practitioner", office.gone), ("Practitioner", office.reviewer), ("Practitioner", office.first),
        ("Kind [1-4]: ", "4"), ("Where [1-9]: ", "1"), ("  1: ", "evening routine"), ("  2: ", ""), ("[1-3]: ", "1"),
        ("Lead", office.first), ("Lead", office.reviewer), ("Lead", ""), ("[none]: ", ""),
    )  # fmt: skip
    assert "has left the programme" in shown
    assert "is not a practitioner here" in shown
    assert "Kept as an idea" in shown
    [project] = office.records("projects")
    assert (project["practitioner"], project.get("lead")) == (office.first, None)


def test_a_licence_is_refused_at_the_person_who_has_one_and_at_the_idea_of_somebody_else(office: Any) -> None:
    new = "project new --type 2 --setting school --focus-area tea --individuals 1 --no-input"
    office.type("practitioner new --role practitioner --no-input")
    other = next(p["id"] for p in office.records("practitioners") if p["id"] not in (office.of))
    for person in (office.first, other):
        office.type(f"{new} --practitioner {person}")
    idea = {p["practitioner"]: p["id"] for p in office.records("projects")}
    office.type(f"licence record --practitioner {office.first} --no-input")
    shown = office.type(
        "licence apply", ("Practitioner", office.first), ("Practitioner", other),
        ("Idea", idea[office.first]), ("Idea", idea[other]), *((" [yes/no]: ", "yes"),) * 4,
    )  # fmt: skip
    assert f"{office.first} already has a licence" in " ".join(shown.split())
    assert f"{idea[office.first]} belongs to" in " ".join(shown.split())
    assert "Application started" in shown
