"""The programme's lists are its own: what is added to programme.yaml is a choice at once, in commands and in checks."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("list_", "line"),
    [
        ("support", ("project", "support", "{project}", "--support", "mentor")),
        ("settings", ("project", "edit", "{project}", "--setting", "mentor")),
        ("project_types", ("project", "edit", "{project}", "--type", "mentor")),
        ("capacities", ("practitioner", "edit", "{me}", "--capacity", "mentor")),
        ("stages", ("project", "move", "{project}", "--stage", "mentor")),
    ],
)
def test_a_choice_that_is_added_works_everywhere(notebook: Any, list_: str, line: tuple[str, ...]) -> None:
    notebook.licence()
    project = notebook.idea()
    notebook.change("project", "start", project)
    file = notebook.path / "records" / "programme.yaml"
    text = file.read_text()
    head, items, rest = text.partition(f"\n{list_}:\n")
    at = rest.index("  - id: ")
    file.write_text(f"{head}{items}{rest[:at]}  - id: mentor\n    name: Mentor\n{rest[at:]}")
    notebook.git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qam", "a mentor")
    me = notebook.record(project)["practitioner"]
    notebook.change(*(word.format(project=project, me=me) for word in line))
    assert notebook("check", "--json").json["findings"] == []


def test_characters_that_nobody_sees_do_not_come_in(notebook: Any) -> None:
    line = ("project", "new", "--type", "early-concern", "--setting", "school", "--individuals", "1", "--focus-area")
    assert "U+202E" in notebook.refused(*line, "quiet\u202egninrom", code=2)["message"]
    id = notebook.change(*line, "\ufeffquiet\u200b mornings 👩\u200d🦱")["id"]
    assert notebook.record(id)["focus_areas"] == ["quiet mornings 👩\u200d🦱"]
