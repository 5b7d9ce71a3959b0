"""Whatever a hand has made of a file, a command answers in words: no fault of imatter's own, nothing half done."""

from __future__ import annotations

from typing import Any

import pytest

BROKEN = [
    ("lic", "status: active", "status: foo"),
    ("lic", "timeline:", "timeline: []\nx:"),
    ("lic", "timeline:", "eligibility: 3\ntimeline:"),
    ("lic", "event: record", "event: 7"),
    ("prj", "focus_areas:", "focus_areas: 7\nz:"),
    ("prj", "individuals:", "individuals: [P1]\nz:"),
    ("prj", "steps:", "steps: 3\nz:"),
    ("prj", "support: none", "acknowledgement: yes"),
    ("ref", "answers:", "answers: 3\nz:"),
    ("ref", "date: 2026-11-24", "date: 2026-02-30"),
    ("prc-2611-4t9wq2e", "roles:\n- practitioner", "roles: 4"),
]
LINES = [
    (),
    ("reflection", "search", "quiet"),
    ("reflection", "list"),
    ("project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "tea", "--individuals", "1"),
    ("project", "pause"),
    ("project", "complete"),
    ("project", "step", "--text", "again"),
    ("project", "withdraw-individual", "--individual", "P1"),
    ("project", "support", "--support", "link"),
    ("project", "edit", "{prj}", "--step", "one", "--age-band", "5-7"),
    ("licence", "pause"),
    ("licence", "resume", "--with-projects", "yes"),
    ("licence", "renew"),
    ("licence", "apply"),
    ("licence", "edit", "{lic}", "--learning-journey", "yes"),
    ("practitioner", "step", "--level", "foundation"),
    ("practitioner", "leave", "--reason", "rest"),
    ("reflect", "--what", "quiet"),
    ("reflection", "share", "--summary", "calm"),
    ("reflection", "edit", "{ref}", "--what", "calm"),
]


@pytest.mark.parametrize(("which", "old", "new"), BROKEN)
def test_a_broken_file_is_answered_in_words(notebook: Any, which: str, old: str, new: str) -> None:
    licence, project = notebook.running()
    notebook.change("project", "step", "--text", "read")
    reflection = notebook.change("reflect", "--what", "quiet")["id"]
    ids = {"lic": licence, "prj": project, "ref": reflection}
    path = next(notebook.path.rglob(f"{ids.get(which, which)}.yaml"))
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    notebook.git("commit", "-qam", "by hand")
    for line in LINES:
        done = notebook(*(part.format(**ids) for part in line), "--dry-run", "--json")
        assert done.code in (0, 1, 2, 3, 4), (line, done.err)
        assert done.code == 0 or done.err, line
    assert notebook.git("status", "--porcelain") == ""


@pytest.mark.parametrize("old", ["eligibility:", "prompt_sets:", "project_types:", "completion:", "store: personal"])
def test_broken_rules_are_answered_in_words(notebook: Any, old: str) -> None:
    notebook.running()
    path = notebook.path / "records" / "programme.yaml"
    path.write_text(path.read_text().replace(old, f"{old.split(':')[0]}: 7\nz:"))
    notebook.git("commit", "-qam", "by hand")
    for line in LINES:
        done = notebook(*(part.format(lic="lic", prj="prj", ref="ref") for part in line), "--dry-run", "--json")
        assert done.code in (0, 1, 2, 3, 4), (line, done.err)
