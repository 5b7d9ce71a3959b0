"""The programme's lists are its own: what is added to programme.yaml is a choice at once, in commands and in checks."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import yaml

from imatter_cli.domain.kinds import KINDS
from imatter_cli.domain.kinds.fields import Listed
from imatter_cli.domain.kinds.practitioner import POWERS
from imatter_cli.domain.lists import items

ME = "prc-2611-4t9wq2e"
#: New items, one for each form that an item has.
MENTOR = {"id": "mentor", "name": "Mentor"}
ASKED = {"id": "mentor", "ask": "Is there a mentor?", "why": "It helps."}
POINT = {**MENTOR, "field": "resources"}
PROMPTS = {"id": "mentor", "name": "A mentor's set", "prompts": [ASKED]}
CRITERION = {**MENTOR, "ask": "Is there a mentor?", "scores": ["No.", "Yes."]}
ELIGIBLE = [word for q in ("learning-journey", "working-with", "motivated-to-share", "open-to-reflection")
            for word in (f"--{q}", "yes")]  # fmt: skip

#: For each list the item that is added, and a command that names it, in an order in which they can happen.
LISTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "eligibility": (ASKED, ["licence", "apply", *ELIGIBLE, "--answer", "mentor=yes"]),
    "support": (MENTOR, ["project", "support", "--support", "mentor"]),
    "settings": (MENTOR, ["project", "edit", "prj", "--setting", "mentor"]),
    "project_types": (MENTOR, ["project", "edit", "prj", "--type", "mentor"]),
    "age_bands": (MENTOR, ["project", "edit", "prj", "--age-band", "mentor"]),
    "capacities": (MENTOR, ["practitioner", "edit", ME, "--capacity", "mentor"]),
    "roles": (MENTOR, ["practitioner", "role", ME, "--role", "practitioner", "--role", "mentor"]),
    "journey_levels": (MENTOR, ["practitioner", "step", "--level", "mentor"]),
    "stages": (MENTOR, ["project", "move", "--stage", "mentor"]),
    "prompt_sets": (PROMPTS, ["reflect", "--answer", "mentor=Yes.", "--set", "mentor"]),
    "prompt_sets.driscoll.prompts": (ASKED, ["reflect", "--answer", "mentor=Yes."]),
    "fund.questions": (ASKED, [
        "fund", "apply", "--project", "prj", "--key-barrier", "no budget line", "--cost", "books=90.00",
        "--payee", "host", "--answer", "mentor=There is.",
    ]),
    "fund.criteria": (MENTOR, ["fund", "screen", "app", "--outcome", "not-eligible", "--criterion", "mentor"]),
    "reasons.pause": (MENTOR, ["project", "pause", "--reason", "mentor"]),
    "completion": (POINT, ["project", "complete", "--anyway", "the family moved"]),
}  # fmt: skip
#: What happens between them.
THEN = {
    "eligibility": [["licence", "submit"], ["licence", "issue"]],
    "journey_levels": [["project", "start"]],
    "prompt_sets.driscoll.prompts": [["fund", "open", "2026-Q4", "--budget", "900", "--closes", "2026-12-20"]],
    "fund.questions": [["fund", "submit"]],
    "reasons.pause": [["project", "resume"]],
}
#: Those that name an item as it was when their round was opened.
FROZEN = {"fund.rubric", "reasons.conflict"}


def _add(notebook: Any) -> None:
    """Add the items to the lists of the store's programme."""
    file = notebook.path / "records" / "programme.yaml"
    programme = yaml.safe_load(file.read_text())
    for name, (item, _) in LISTS.items():
        items(programme, name).append(deepcopy(item))
    file.write_text(yaml.safe_dump(programme, sort_keys=False))
    notebook.git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qam", "a mentor")


def _offered(notebook: Any, line: list[str]) -> list[str]:
    """What the shell suggests in place of the last word."""
    words = ["imatter", "--store", str(notebook.path), *line]
    env = {"_IMATTER_COMPLETE": "complete_bash", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    return str(notebook.call(env=env).out).split()


def test_a_choice_that_is_added_works_everywhere(notebook: Any) -> None:
    notebook.idea()
    chosen = [
        line for _, line in LISTS.values() if line[-1] == "mentor" and line[-2] not in ("--reason", "--criterion")
    ]
    for line in chosen:
        assert "'mentor'" in notebook.refused(*line, code=2)["message"], line
    _add(notebook)
    for name, (_, line) in LISTS.items():
        done = notebook.change(*line)
        assert "mentor" in str(notebook.record(done["id"])), name
        for more in THEN.get(name, ()):
            notebook.change(*more)
    assert notebook("check", "--json").json["findings"] == []
    assert [line for line in chosen if _offered(notebook, [*line[:-1], "men"]) != ["mentor"]] == []


def test_every_list_that_a_field_is_from_is_tried() -> None:
    declared = {mark.list.format(prompts="driscoll") for kind in KINDS for mark in kind.marked(Listed).values()}
    assert declared - FROZEN <= set(LISTS)


def test_a_value_that_is_on_no_list_is_found(notebook: Any) -> None:
    """Also one that no command would write."""
    project = notebook.idea("--age-band", "5-7")
    file = notebook.path / "records" / "projects" / "2026-11" / f"{project}.yaml"
    text = file.read_text()
    for listed in ("5-7", "early-concern", "school"):
        file.write_text(text.replace(listed, "castle"))
        (found,) = notebook("check", "--json").json["findings"]
        assert (found["rule"], "'castle' is not on this programme's list" in found["message"]) == ("PRJ001", True)


def test_characters_that_nobody_sees_do_not_come_in(notebook: Any) -> None:
    line = ("project", "new", "--type", "early-concern", "--setting", "school", "--individuals", "1", "--focus-area")
    assert "U+202E" in notebook.refused(*line, "quiet\u202egninrom", code=2)["message"]
    id = notebook.change(*line, "\ufeffquiet\u200b mornings 👩\u200d🦱")["id"]
    assert notebook.record(id)["focus_areas"] == ["quiet mornings 👩\u200d🦱"]


def _edit_rules(notebook: Any, **lists: list[dict[str, Any]]) -> None:
    """Edit lists in programme.yaml as a person would who puts the newest note first; nothing is saved."""
    file = notebook.path / "records" / "programme.yaml"
    programme = yaml.safe_load(file.read_text())
    programme["version"] += 1
    programme["changes"].insert(0, {"at": "2026-11-24", "version": programme["version"], "what": "Other lists."})
    for name, found in lists.items():
        programme[name]["items"] = found
    file.write_text(yaml.safe_dump(programme, allow_unicode=True, sort_keys=False))


def _listed(notebook: Any, name: str) -> list[dict[str, Any]]:
    programme = yaml.safe_load((notebook.path / "records" / "programme.yaml").read_text())
    found: list[dict[str, Any]] = programme[name]["items"]
    return found


def test_a_choice_that_is_not_saved_yet_is_refused_with_what_to_save(notebook: Any) -> None:
    project = notebook.idea()
    _edit_rules(notebook, support=[MENTOR, *_listed(notebook, "support")])
    assert notebook("check").code == 0
    line = ("project", "support", project, "--support", "mentor")
    assert "imatter save programme" in notebook(*line, "--json").error["hint"]
    assert notebook("save", "programme").code == 0
    assert notebook.change(*line)["id"] == project
    assert "notes under changes" not in notebook("verify").out


def test_a_default_that_is_no_longer_on_the_list_is_asked_for(notebook: Any) -> None:
    _edit_rules(notebook, support=[one for one in _listed(notebook, "support") if one["id"] != "none"])
    assert notebook("save").code == 0
    error = notebook.refused(
        "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "a", "--individuals", "1",
        code=2,
    )  # fmt: skip
    assert [row["option"] for row in error["details"]["missing"]] == ["--support"]


def test_rules_that_make_a_record_wrong_are_not_saved(notebook: Any) -> None:
    notebook.idea()
    _edit_rules(notebook, settings=[one for one in _listed(notebook, "settings") if one["id"] != "school"])
    refused = notebook("save", "--json")
    assert (refused.code, [f["rule"] for f in refused.error["details"]["findings"]]) == (1, ["PRJ001"])
    assert refused.error["hint"].endswith("imatter save records/programme.yaml")


def test_a_programme_without_a_list_of_roles_has_the_five_that_rules_know(notebook: Any) -> None:
    def rules(change: Callable[[dict[str, Any]], object]) -> None:
        file = notebook.path / "records" / "programme.yaml"
        programme = yaml.safe_load(file.read_text())
        change(programme)
        file.write_text(yaml.safe_dump(programme, sort_keys=False))

    rules(lambda programme: programme.pop("roles"))
    notebook.git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qam", "as in 0.1.0")
    assert notebook("check").code == 0
    assert _offered(notebook, ["practitioner", "new", "--role", ""]) == [*POWERS]
    assert "'mentor'" in notebook.refused("practitioner", "new", "--role", "mentor", code=2)["message"]
    rules(lambda programme: programme.update(roles={"items": [MENTOR]}))
    assert "coordinator and practitioner" in notebook("check").out
