"""Makes the pages that follow from the code, so that they cannot say anything else.

    python docs/generate.py [--check]

In docs/reference/, rules.md comes from the registry of rules, json.md and check.schema.json from docs/shapes.yaml,
records.md and programme.md from the declarations of kinds, and commands.md from the commands themselves, as the man
page docs/imatter.1 and the completion of shells do. docs/pictures/terminal.svg is a screen that a test holds. With
--check nothing is written; exit 1 where a page is out of step.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from imatter_cli import app, errors
from imatter_cli.checks import registry
from imatter_cli.commands.frame import shells
from imatter_cli.commands.frame.commands import Group
from imatter_cli.commands.frame.typer_inside import Context, TyperArgument, TyperCommand, TyperOption
from imatter_cli.domain import identifying
from imatter_cli.domain.file_rules import DESCRIBED
from imatter_cli.domain.finding import Rule
from imatter_cli.domain.kinds import KINDS

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import fields  # noqa: E402
import man_page  # noqa: E402
import pictures  # noqa: E402


def rules() -> str:
    """The page of rules, by family."""
    lines = [
        "# Rules",
        "",
        "<!-- Made by docs/generate.py; change the rule, not this page. -->",
        "",
        "These are the rules of `imatter check`. To read one at a terminal, type `imatter check --explain RULE`.",
        "An error makes the exit code 1; advice alone does not. Open records are checked against today's programme",
        "file. Closed records are checked against their schema and seal.",
        "",
        "Each example names a record by its id and shows how it differs from a record without problems. `null`",
        "removes something. Examples for rules about files are whole files.",
    ]
    for prefix, title in registry.FAMILIES.items():
        some = [rule for rule in registry.RULES if rule.id.startswith(prefix)]
        if not some:
            continue
        lines += ["", f"## {title}"]
        if prefix == "PRV":
            lines += ["", identifying.NO_PROOF]
        if prefix == "VER":
            lines += ["", *_OF_THE_HISTORY]
        for rule in some:
            lines += ["", *_rule(rule)]
    return "\n".join(lines) + "\n"


_OF_THE_HISTORY = (
    "These are the rules of `imatter verify` ([what it can tell](../explanation/verify.md)). Each example is a",
    "change in the history. It shows the change's message and times, and the record before and after it, where these",
    "differ from a change without problems: `project pause` of a running project.",
)


def _rule(rule: Rule) -> list[str]:
    why = rule.why.removesuffix(f" {identifying.NO_PROOF}")
    return [
        f"### {rule.id} {rule.name}",
        "",
        f"{rule.severity.capitalize()}. {why}{'  ' if rule.origin else ''}",
        *([rule.origin] if rule.origin else []),
        "",
        *_example("Breaks it", rule.bad, rule),
        "",
        *_example("Does not", rule.good, rule),
    ]


def _example(title: str, text: str, rule: Rule) -> list[str]:
    if rule.id in DESCRIBED and text == rule.bad:
        return [f"{title}: {text}"]
    return [f"{title}:", "", "```yaml", *map(_seen, text.rstrip("\n").split("\n")), "```"]


def _seen(line: str) -> str:
    """A line with what cannot be seen in it as escapes."""
    return "".join(c if c.isprintable() or c == "\t" else c.encode("unicode_escape").decode() for c in line)


#: Where the shape of a record is told: in the schema that every store has.
_RECORDS = "schema.json"


def shapes_of_answers() -> dict[str, Any]:
    """docs/shapes.yaml, with every command in `commands`, and in `$defs` the records of every kind."""
    shapes: dict[str, Any] = yaml.safe_load((HERE / "shapes.yaml").read_text(encoding="utf-8"))
    usual: dict[str, list[str]] = {}
    for kind in KINDS:
        usual |= {f"{kind.name} list": [kind.folder], f"{kind.name} show": [kind.name, "readable"]}
        one = {"description": "The record as in its file.", "$ref": f"{kind.name}.schema.json"}
        many = {"type": "array", "items": {"$ref": f"#/$defs/{kind.name}"}}
        shapes["$defs"].setdefault(kind.name, {"title": f"A {kind.name}", **one})
        shapes["$defs"].setdefault(kind.folder, {"title": f"A list of {kind.many}", **many})
    names = [ctx.command_path.removeprefix("imatter ") for _, ctx in _every_command()]
    shapes["commands"] = {name: shapes["commands"].get(name) or usual.get(name, ["change"]) for name in names}
    return shapes


def _every_command() -> Iterator[tuple[Any, Context]]:
    root = app.root()
    ctx = Context(root, info_name="imatter")
    for name in root.list_commands(ctx):
        command = root.get_command(ctx, name)
        if not isinstance(command, Group):
            yield command, Context(command, parent=ctx, info_name=name)
            continue
        inner = Context(command, parent=ctx, info_name=name)
        for verb in command.list_commands(inner):
            one = command.get_command(inner, verb)
            yield one, Context(one, parent=inner, info_name=verb)


def answers() -> str:
    """The page of what --json answers."""
    shapes = shapes_of_answers()
    every = shapes["$defs"]
    lines = [
        "# JSON output",
        "",
        "<!-- Made by docs/generate.py from docs/shapes.yaml; change that, not this page. -->",
        "",
        "Every command takes `--json`, anywhere in its line, and then answers with one compact line on stdout and",
        "asks nothing. A refusal is the last line of stderr, and stdout is empty. The exit code is the same with and",
        "without `--json`: [the table](running.md#exit-codes). As JSON Schema 2020-12:",
        "[shapes.yaml](../shapes.yaml), and what `imatter check` answers by itself in",
        "[check.schema.json](check.schema.json).",
        "",
        "- `store`, beside `data`, is the store's folder. It is there when that is not the folder you are in and the",
        "  command line did not name it.",
        "- Within version 1 a field never changes its meaning and never goes. New ones may come: pass over what you do",
        "  not know. (The schemas allow no other fields, so that a new one cannot come unnoticed.)",
        '- Amounts of money are text (`"250.00"`), days and moments are ISO 8601 in UTC, paths relative to the store.',
        "- What a list had to leave out, because it cannot be read, is said on stderr, and the exit code is 1.",
        "- `--help` answers in words.",
        "",
        "## Which command answers with what",
        "",
        "| command | data |",
        "| --- | --- |",
    ]
    lines += [f"| `imatter {name}` | {_or(_link(every, shape) for shape in _several(said))} |"
              for name, said in shapes["commands"].items()]  # fmt: skip
    told = {"answer", "refusal", "details", "missing"}
    lines += ["", "## Answers and refusals"]
    for name in ("answer", "refusal", "details", "missing"):
        lines += _shape(every, name)
    lines += ["", "### The stable words", "", "| exit code | `error.code` |", "| --- | --- |"]
    lines += [f"| {exit} | {', '.join(f'`{word}`' for word in words)} |" for exit, words in _codes().items()]
    lines += ["", "## Shapes"]
    for name, shape in every.items():
        if name not in told and name != "changed":
            lines += _value(name, shape) if "type" in shape and shape["type"] == "string" else _shape(every, name)
    return "\n".join(lines) + "\n"


def _several(said: str | list[str]) -> list[str]:
    return [said] if isinstance(said, str) else said


def _or(links: Iterator[str]) -> str:
    return " or ".join(links)


def _link(every: Mapping[str, Any], name: str) -> str:
    title = str(every[name]["title"])
    return f"[{title[:1].lower()}{title[1:]}](#{_anchor(title)})"


def _anchor(title: str) -> str:
    return "".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c == "-")


def _value(name: str, shape: Mapping[str, Any]) -> list[str]:
    about = f"{shape['description']} " if shape.get("description") else ""
    return ["", f"### {shape['title']}", "", f"{about}Text of the form `{shape['pattern']}`."]


def _shape(every: Mapping[str, Any], name: str) -> list[str]:
    shape = every[name]
    lines = ["", f"### {shape['title']}"]
    if shape.get("description"):
        lines += ["", *_folded(str(shape["description"]))]
    if shape.get("type") == "array":
        items = shape["items"]
        if "$ref" in items:
            return [*lines, "", f"A list; each is {_link(every, _name(items['$ref']))}."]
        lines += ["", "A list of these:"]
        shape = {**items, "examples": shape.get("examples")}
    elif "anyOf" in shape:
        return [*lines, "", f"Either {_or(_link(every, _name(one['$ref'])) for one in shape['anyOf'])}."]
    record = shape.get("$ref", shape.get("else", {}).get("$ref", ""))
    if record.endswith(_RECORDS):
        lines += ["", f"Its shape: [schemas/{record}](../../schemas/{record})."]
    rows = _rows(every, shape)
    if rows:
        lines += ["", "| field | type | meaning |", "| --- | --- | --- |", *rows]
    for one in shape.get("examples") or ():
        lines += ["", "```json", json.dumps(one, ensure_ascii=False), "```"]
    return lines


def _rows(every: Mapping[str, Any], shape: Mapping[str, Any], before: str = "") -> list[str]:
    """A row for each field, those inside others with the path to them."""
    base = _rows(every, every[_name(shape["$ref"])]) if "#" in shape.get("$ref", "") else []
    rows = []
    for field, value in shape.get("properties", {}).items():
        must = field in shape.get("required", ())
        name = f"{before}{field}"
        about = str(value.get("description", ""))
        rows.append(f"| `{name}`{'' if must else ' (not always)'} | {_type(every, value)} | {about} |")
        inner = value.get("items", value) if "$ref" not in value else {}
        if inner.get("properties"):
            rows += _rows(every, inner, f"{name}[]." if value.get("type") == "array" else f"{name}.")
    return [*base, *rows]


def _type(every: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    if "$ref" in value:
        return _link(every, _name(value["$ref"])).replace("[a ", "[").replace("[an ", "[")
    if "const" in value:
        return f"`{json.dumps(value['const'])}`"
    if "enum" in value:
        return ", ".join(f"`{json.dumps(one)}`" for one in value["enum"])
    if "anyOf" in value:
        return " or ".join(_type(every, one) for one in value["anyOf"])
    kinds = value.get("type", "anything")
    if kinds == "array":
        return f"list of {_type(every, value['items'])}"
    names = {"string": "text", "integer": "number", "boolean": "true or false", "null": "null"}
    return " or ".join(names.get(kind, str(kind)) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def _codes() -> dict[int, list[str]]:
    """Every stable word by exit code, as the code raises it; a word with a part that varies has `…` there."""
    classes = {n: c for n, c in vars(errors).items() if isinstance(c, type) and issubclass(c, errors.ImatterError)}
    raised = [c for c in classes.values() if c is not errors.ImatterError]
    found: dict[int, set[str]] = {c.exit_code: set() for c in raised}
    for one in raised:
        found[one.exit_code].add(one.default_code)
    for path in sorted((HERE.parent / "imatter_cli").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if _called(node) in ("Objection", "Imbalance") and node.args and (word := _word(node.args[0])):
                found[errors.Refused.exit_code].add(word)
            if isinstance(node.func, ast.Name) and node.func.id in classes:
                for keyword in node.keywords:
                    if keyword.arg == "code" and (word := _word(keyword.value)):
                        found[classes[node.func.id].exit_code].add(word)
    return {exit: sorted(words) for exit, words in sorted(found.items())}


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _word(value: ast.expr) -> str:
    if isinstance(value, ast.Constant):
        return value.value if isinstance(value.value, str) else ""
    if isinstance(value, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in value.values)
    return ""


_ONCE = {
    "--help, -h": "What a command takes; `imatter --help` is all commands on one page.",
    "--version, -V": "Which version this is.",
    "--install-completion [SHELL]": "Have your shell complete commands, ids and names: bash, zsh or fish.",
    "--show-completion [SHELL]": "Show what a shell needs for that, to put it somewhere yourself.",
}


def commands() -> str:
    """The page of every command and option."""
    root = app.root()
    lines = [
        "# Commands",
        "",
        "<!-- Made by docs/generate.py from the commands themselves; change those, not this page. -->",
        "",
        "`imatter COMMAND --help` says the same at a terminal. Everything that is asked at a terminal can be given as",
        "an option; an id may be any unique part of one. `imatter` alone is `imatter status`. These options stand",
        "anywhere in every line:",
        "",
        "| option | |",
        "| --- | --- |",
    ]
    lines += [
        f"| `{man_page.flags(o)}` | {_cell(o.help)} |" for o in root.params if isinstance(o, TyperOption) and o.hidden
    ]
    lines += ["", "These are for once:", "", "| option | |", "| --- | --- |"]
    lines += [f"| `{option}` | {about} |" for option, about in _ONCE.items()]
    shapes, group = shapes_of_answers(), None
    for command, ctx in _every_command():
        within = ctx.parent.command if ctx.parent and ctx.parent.parent else None
        if isinstance(within, Group) and within is not group:
            lines += ["", f"## {ctx.parent.command_path}", "", *_folded((within.help or "").strip())]
        group = within
        lines += _command(command, ctx, "###" if within else "##", shapes)
    return "\n".join(lines) + "\n"


def man() -> str:
    """The man page."""
    anywhere = [o for o in app.root().params if isinstance(o, TyperOption) and o.hidden]
    running = (HERE / "reference" / "running.md").read_text(encoding="utf-8")
    return man_page.page(list(_every_command()), anywhere, running)


def _command(command: Any, ctx: Context, level: str, shapes: Mapping[str, Any]) -> list[str]:
    """One command: what it does, an example, its arguments and options."""
    if not isinstance(command, TyperCommand):
        raise TypeError("A command of the command line is not ours.")
    sentence, _, example = (command.help or "").replace("\b", "").partition("Example:")
    shown = [p for p in command.params if not getattr(p, "hidden", False)]
    arguments = [p for p in shown if isinstance(p, TyperArgument)]
    options = [p for p in shown if isinstance(p, TyperOption)]
    usage = " ".join([ctx.command_path, *(["[OPTIONS]"] if options else []), *(a.make_metavar(ctx) for a in arguments)])
    said = shapes["commands"][ctx.command_path.removeprefix("imatter ")]
    data = _or(_link(shapes["$defs"], one).replace("(#", "(json.md#") for one in _several(said))
    lines = [
        "",
        f"{level} {ctx.command_path}",
        "",
        *_folded(sentence.strip()),
        "",
        "```",
        usage,
        "```",
        "",
        "Example:",
        "",
        "```",
    ]
    lines += [line.strip() for line in example.strip().splitlines()]
    lines += ["```", "", f"With `--json`: {data}."]
    if arguments or options:
        lines += ["", "| | |", "| --- | --- |"]
        lines += [f"| `{a.make_metavar(ctx)}` | {_cell(a.help)} |" for a in arguments]
        lines += [f"| `{_cell(man_page.flags(o))}` | {_cell(o.help)} |" for o in options]
    return lines


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def _folded(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), 118, break_long_words=False, break_on_hyphens=False)


def report_schema() -> str:
    """The whole line of `imatter check --json` as one JSON Schema that needs no other file."""
    every = yaml.safe_load((HERE / "shapes.yaml").read_text(encoding="utf-8"))["$defs"]
    answer = copy.deepcopy(every["answer"])
    answer["properties"]["data"] = {"$ref": "#/$defs/report"}
    named: dict[str, Any] = {}
    _with_named({"$ref": "#/$defs/report"}, every, named)
    report = named["report"]["examples"][0]
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "check.schema.json",
        "title": "What imatter check --json answers",
        "description": answer["description"],
        "examples": [{"version": 1, "data": report}],
    }
    return json.dumps({**answer, **head, "$defs": named}, indent=2, ensure_ascii=False) + "\n"


def _with_named(part: Any, every: Mapping[str, Any], named: dict[str, Any]) -> None:
    """Add all that a part refers to, and what that refers to."""
    if isinstance(part, dict):
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name and name not in named:
            named[name] = every[name]
            _with_named(every[name], every, named)
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        _with_named(inner, every, named)


PAGES: dict[str, Callable[[], str]] = {
    "reference/rules.md": rules,
    "reference/json.md": answers,
    "reference/commands.md": commands,
    "reference/records.md": fields.records,
    "reference/programme.md": fields.programme,
    "imatter.1": man,
    "pictures/terminal.svg": pictures.terminal,
    "completion/imatter": lambda: shells.script("bash"),
    "completion/_imatter": lambda: shells.script("zsh"),
    "completion/imatter.fish": lambda: shells.script("fish"),
    "reference/check.schema.json": report_schema,
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the pages that follow from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is out of date")
    options = parser.parse_args()
    wrong = [name for name, make in PAGES.items() if _now(name) != make()]
    for name in wrong:
        if options.check:
            print(f"out of step: docs/{name}. To go on: python docs/generate.py")
        else:
            (HERE / name).parent.mkdir(exist_ok=True)
            (HERE / name).write_text(PAGES[name](), encoding="utf-8")
            print(f"written: docs/{name}")
    return 1 if options.check and wrong else 0


def _now(name: str) -> str:
    path = HERE / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    raise SystemExit(main())
