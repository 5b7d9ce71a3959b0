"""What docs/how-to/adding.md says how to add, added in a copy of the tree and used there."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _recipes() -> ModuleType:
    spec = importlib.util.spec_from_file_location("recipes", ROOT / "docs" / "recipes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["recipes"] = module
    spec.loader.exec_module(module)
    return module


RECIPES = _recipes()
PAGE = (ROOT / "docs" / "how-to" / "adding.md").read_text()
EVERY = {recipe.name.lower(): recipe for recipe in RECIPES.recipes(PAGE)}
#: What the pages and schemas that are made from the code say when a recipe is done, and did not say before.
MADE = {
    "a kind": {
        "schemas/visit.schema.json": '"title": "Visit"',
        "docs/reference/commands.md": "imatter visit thank",
        "docs/reference/json.md": "| `imatter visit list` | [a list of visits](#a-list-of-visits) |",
    },
    "a field": {"schemas/project.schema.json": '"mascot"', "docs/reference/commands.md": "--mascot"},
    "a verb": {"schemas/project.schema.json": '"celebrate"', "docs/reference/commands.md": "imatter project celebrate"},
    "a rule": {"docs/reference/rules.md": "PRJ900"},
    "an output format": {"docs/reference/commands.md": "tally"},
}


@pytest.mark.parametrize("name", EVERY)
def test_a_recipe_does_what_it_says(name: str, tmp_path: Path) -> None:
    recipe = EVERY[name]
    printed = RECIPES.perform(recipe, tmp_path)
    assert printed == [block.text for block in recipe.blocks if block.shown]
    assert "fault of its own" not in "".join(printed)
    for file, words in MADE.get(name, {}).items():
        assert words in (tmp_path / "tree" / file).read_text()
        assert not (ROOT / file).exists() or words not in (ROOT / file).read_text()
    if name == "a kind":
        schema = json.loads((tmp_path / "tree" / "schemas" / "visit.schema.json").read_text())
        assert schema["properties"]["status"]["enum"] == ["noted", "thanked"]
        assert schema["examples"][0]["seen"] == "Everybody knew what came next."


def test_each_recipe_touches_as_many_files_as_the_table_says() -> None:
    said = dict(re.findall(r"^\| (an? [a-z ]+) \| (\d+) \|", PAGE, re.MULTILINE))
    assert {name: str(len(set(recipe.files()))) for name, recipe in EVERY.items()} == said
