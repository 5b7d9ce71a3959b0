"""Whatever somebody can type, set, read or get is on a page, and these tests would see it if it was not."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
import yaml

from imatter_cli import app, errors
from imatter_cli.__main__ import READER_GONE
from imatter_cli.checks import registry
from imatter_cli.commands.frame.typer_inside import Context, TyperArgument, TyperOption
from imatter_cli.domain.kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "imatter_cli"
REFERENCE = ROOT / "docs" / "reference"
GENERATE = run_path(str(ROOT / "docs" / "generate.py"))
MODULES = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]
#: What reads settings and variables, by the names of its calls.
_ENVIRON, _SETTINGS = "os.environ", ("settings.read", "settings.keep")


def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """What is below each heading, up to the next."""
    parts = re.split(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(text: str) -> set[str]:
    """What is in backquotes in the first cell of each row."""
    cells = re.findall(r"^\| (.+?) \|", text, flags=re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def undocumented_options() -> list[str]:
    told = sections(page("commands.md"))
    missing = []
    for command, ctx in GENERATE["_every_command"]():
        section = told.get(ctx.command_path)
        if section is None:
            missing.append(ctx.command_path)
            continue
        words = {word for row in rows(section) for word in re.split(r"[ ,]+", row)}
        for one in command.params:
            if isinstance(one, TyperOption) and not one.hidden:
                missing += [f"{ctx.command_path} {flag}" for flag in one.opts + one.secondary_opts if flag not in words]
            elif isinstance(one, TyperArgument) and not rows(section):
                missing.append(f"{ctx.command_path} {one.make_metavar(ctx)}")
    general = {word for row in rows(told["Commands"]) for word in re.split(r"[ ,]+", row)}
    anywhere = [flag for one in app.root().params if isinstance(one, TyperOption) for flag in one.opts]
    return missing + [flag for flag in (*anywhere, "--version", "-V", "--help", "-h") if flag not in general]


def undocumented_rules() -> list[str]:
    told = sections(page("rules.md"))
    return [rule.id for rule in registry.RULES if f"{rule.id} {rule.name}" not in told]


def exit_codes() -> set[int]:
    """Those of errors, and those that a command ends with by itself."""
    raised = {one.exit_code for one in vars(errors).values() if isinstance(one, type) and hasattr(one, "exit_code")}
    for module in MODULES:
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("typer.Exit", "Exit", "sys.exit"):
                raised |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return raised | {0, READER_GONE}


def undocumented_exit_codes() -> list[int]:
    told = re.findall(r"^\| (\d+) \|", sections(page("running.md"))["Exit codes"], re.MULTILINE)
    return sorted(exit_codes() - {int(code) for code in told})


def texts(node: ast.expr, module: ast.Module) -> Iterator[str]:
    """The names that an expression can be: itself, the constants of a name or a function, the parts of a tuple."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr) and ast.unparse(node) == "f'XDG_{purpose.upper()}_HOME'":
        yield from (f"XDG_{purpose}_HOME" for purpose in ("CONFIG", "DATA", "CACHE", "STATE"))
    elif isinstance(node, ast.Tuple):
        for part in node.elts:
            yield from texts(part, module)
    elif isinstance(node, ast.Name):
        yield from _of_a_name(node.id, module)
    elif isinstance(node, ast.Call):
        made = next(f for f in ast.walk(module) if isinstance(f, ast.FunctionDef) and f.name == ast.unparse(node.func))
        yield from (text for one in ast.walk(made) if isinstance(one, ast.Name) for text in _constants(one.id, module))
    else:
        raise AssertionError(f"cannot tell what {ast.unparse(node)} is called")


def _of_a_name(name: str, module: ast.Module) -> Iterator[str]:
    yield from _constants(name, module)
    for loop in ast.walk(module):
        if (
            isinstance(loop, ast.comprehension)
            and isinstance(loop.iter, ast.Tuple)
            and ast.unparse(loop.target) == name
        ):
            yield from texts(loop.iter, module)


def _constants(name: str, module: ast.Module) -> Iterator[str]:
    for node in module.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = node.value.elts if isinstance(target, ast.Tuple) else [node.value]
            pairs = zip(names, values, strict=True)
            yield from (str(v.value) for n, v in pairs if ast.unparse(n) == name and isinstance(v, ast.Constant))


def variables(modules: Iterable[ast.Module]) -> set[str]:
    """Every variable of the environment that the code asks for."""
    asked: set[str] = set()
    for module in modules:
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (f"{_ENVIRON}.get", "os.getenv"):
                asked |= set(texts(node.args[0], module))
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == _ENVIRON and _read(node):
                asked |= set(texts(node.slice, module))
            elif isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]) == _ENVIRON:
                asked |= set(texts(node.left, module))
    return asked


def _read(node: ast.Subscript) -> bool:
    return isinstance(node.ctx, ast.Load)


def settings() -> set[str]:
    """Every name under which something is kept for a person, or for a store on this computer."""
    kept: set[str] = set()
    for module in MODULES:
        for node in ast.walk(module):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called in _SETTINGS and ast.unparse(node.args[0]) != "name":
                kept |= set(texts(node.args[0], module))
            elif called.endswith(".set_setting") and ast.unparse(node.args[0]) not in (
                "name",
                "identity.SETTING",
                "TRUSTED",
            ):
                kept |= {f"imatter.{name}" for name in texts(node.args[0], module)}
    from imatter_cli.services.begin.identity import SETTING
    from imatter_cli.store.git.clock import TRUSTED

    return kept | {f"imatter.{SETTING}", f"imatter.{TRUSTED}"}


def undocumented_variables(modules: Iterable[ast.Module] = MODULES) -> list[str]:
    told = page("running.md")
    return sorted(name for name in variables(modules) if f"`{name}`" not in told)


def fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every field of a schema, with the part that has it."""
    yield from ((schema["title"], field) for field in schema["properties"])
    yield from ((part, field) for part, inner in schema["$defs"].items() for field in inner.get("properties", {}))


def test_every_command_and_option_is_documented() -> None:
    assert undocumented_options() == []


def test_a_planted_option_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    root = app.root()
    due = root.get_command(Context(root, info_name="imatter"), "due")
    planted = TyperOption(param_decls=["--planted"], help="Planted.", type=str)
    monkeypatch.setattr(due, "params", [*due.params, planted])
    assert undocumented_options() == ["imatter due --planted"]


def test_every_rule_is_documented_and_a_planted_one_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert undocumented_rules() == []
    rule = registry.RULES[0]
    planted = type(rule)("PRJ999", "planted", rule.severity, rule.why, rule.source, rule.bad, rule.good)
    monkeypatch.setattr(registry, "RULES", (*registry.RULES, planted))
    assert undocumented_rules() == ["PRJ999"]


def test_every_exit_code_is_documented_and_a_planted_one_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert undocumented_exit_codes() == []
    monkeypatch.setattr(errors, "Planted", type("Planted", (errors.ImatterError,), {"exit_code": 9}), raising=False)
    assert undocumented_exit_codes() == [9]


def test_every_variable_is_documented_and_a_planted_one_is_seen() -> None:
    assert undocumented_variables() == []
    assert {"IMATTER_STORE", "IMATTER_CACHE", "XDG_CACHE_HOME", "PRE_COMMIT_TO_REF", "PAGER"} <= variables(MODULES)
    planted = ast.parse(
        'import os\n_NAME = "IMATTER_PLANTED"\nif os.environ.get(_NAME): pass\nos.environ["PLANTED_TOO"]'
    )
    assert undocumented_variables([*MODULES, planted]) == ["IMATTER_PLANTED", "PLANTED_TOO"]


def test_every_setting_is_documented() -> None:
    told = sections(page("running.md"))["Your settings"]
    assert settings() == rows(told)


def test_every_json_shape_is_documented() -> None:
    shapes, text = GENERATE["shapes_of_answers"](), page("json.md")
    assert [shape["title"] for shape in shapes["$defs"].values() if f"\n### {shape['title']}\n" not in text] == [
        shapes["$defs"]["changed"]["title"]
    ]
    assert [name for name in shapes["commands"] if f"| `imatter {name}` |" not in text] == []


@pytest.mark.parametrize("name", ["programme", *(kind.name for kind in KINDS)])
def test_every_field_is_documented(name: str) -> None:
    schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    parts = sections(page("programme.md" if name == "programme" else "records.md"))
    headings = {re.sub(r" in an? [a-z]+$", "", title).replace(" ", "").lower(): text for title, text in parts.items()
                if name == "programme" or title == schema["title"] or title.endswith(f" {name}")}  # fmt: skip
    assert [(part, field) for part, field in fields(schema)
            if field not in rows(headings[part.replace(" ", "").lower()])] == []  # fmt: skip


def test_the_glossary_has_the_programmes_words() -> None:
    text = page("glossary.md").lower()
    programme = yaml.safe_load((PACKAGE / "data" / "programme.yaml").read_text(encoding="utf-8"))
    words = [kind.name for kind in KINDS]
    words += [item["name"].lower() for part in ("roles", "project_types") for item in programme[part]["items"]]
    for path in (ROOT / "schemas").glob("*.json"):
        states = json.loads(path.read_text(encoding="utf-8"))["properties"].get("status", {}).get("enum", [])
        words += [state.replace("-", " ") for state in states]
    assert [word for word in words if not re.search(rf"\b{re.escape(word)}\b", text)] == []
    assert [one["avoid"] for one in programme["words"] if re.search(rf"\b{one['avoid']}\b", text)] == []
