"""A message is a sentence with named facts: how they are written, and what scripts get. No message is an f-string."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

import pytest

import imatter_cli
from imatter_cli import errors
from imatter_cli.said import Called, Day, Many, Money, Named, Prose, Quarter, Said
from imatter_cli.verbs import VERBS

ROOMS = (
    "domain", "checks", "services", "store", "input", "commands", "__main__.py", "caught.py", "app.py", "wiring.py",
)  # fmt: skip
FACT = "a fact"
#: Which argument is the message, by what is called.
MESSAGES = {"found": 2, "in_field": 2, "Objection": 2, "of": 3, "saying": 0, "ValueError": 0} | {
    name: 0 for name, held in vars(errors).items() if isinstance(held, type) and issubclass(held, errors.ImatterError)
}
#: A line of imatter or git in a text.
LINE = re.compile(rf"\bimatter (?:--[a-z]|(?:{'|'.join(VERBS)})\b|[{{](?!__version__))|\bgit (?:-|[a-z-]+ --?[a-z])")
#: Where such a text is no line: it is hashed to make numbers that stay the same.
NO_LINES = ("domain/importing.py",)
#: Which argument says what to try, by what is called; it may be called `hint` too.
HINTS = {"found": 3, "in_field": 3, "Objection": 3, "of": 4, "RowFault": 4, "Imbalance": 2}


def test_a_fact_is_written_for_people_and_whole_for_scripts() -> None:
    said = Said(
        "{project} has {award} of {left} in {round} until {ends:spoken} ({day}): "
        "{codes}, {kinds:or}; {open:;} {status}.",
        project="prj-2611-7kq4m2x", award=Money(25_000), left=Money(5), round=Quarter("2026-q4"),
        ends=Day("2026-11-03"), day=Day("2026-11-04"), codes=Many(["P1", "P2"]), kinds=Many(["a", "b"]),
        open=Named({"q1": "Who pays?", "q2": "Since when?"}), status=Called("not-funded", "not funded"),
    )  # fmt: skip
    assert str(said) == (
        "prj-2611-7kq4m2x has 250.00 of 0.05 in 2026-Q4 until 3 November 2026 (2026-11-04): P1, P2, a or b; "
        "Who pays?; Since when? not funded."
    )
    assert said.facts() == {
        "project": "prj-2611-7kq4m2x", "award": "250.00", "left": "0.05", "round": "2026-q4", "ends": "2026-11-03",
        "day": "2026-11-04", "codes": ("P1", "P2"), "kinds": ("a", "b"), "open": ("q1", "q2"), "status": "not-funded",
    }  # fmt: skip


def test_what_somebody_wrote_is_said_and_is_not_a_fact() -> None:
    said = Said(
        "{given!r} is not a date{why}.", given=Prose("my birthday"), why=Said(", {author}", author=Prose("Ann"))
    )
    assert str(said) == "'my birthday' is not a date, Ann."
    assert said.facts() == {}


def test_a_sentence_within_another_brings_its_facts_and_the_outer_ones_win() -> None:
    inner = Said("It has {count} of {most}.", count=4, most=3)
    outer = Said("{id}: {why}", id="prj-2611-7kq4m2x", count=1, why=inner.continued())
    assert str(outer) == "prj-2611-7kq4m2x: it has 4 of 3."
    assert outer.facts() == {"id": "prj-2611-7kq4m2x", "count": 1, "most": 3}


def test_a_sentence_without_facts_may_hold_braces() -> None:
    assert str(Said("Write it as {text}.")) == "Write it as {text}."


def test_no_message_has_its_facts_written_into_it() -> None:
    found = list(dict.fromkeys(written({str(p): ast.parse(p.read_text(encoding="utf-8")) for p in _modules()})))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "planted",
    [
        'raise Refused(f"{id} is over.")',
        'raise Refused("%s is over." % id)',
        'raise BadValue("{} is over.".format(id), hint="")',
        'raise Refused(Said("{id} is over.", id=f"the project {id}"))',
        'raise Refused(Said(f"{id} is over."))',
        'raise Refused(Said("{id} is over.", project=id))',
        'raise ValueError(f"{id} is over.")',
        'yield found(RULE, path, f"status: {id} is over.")',
        'words = "It goes on." if id else f"{id} is over."\n    yield found(RULE, path, words)',
        'words = "It is over."\n    words += id\n    yield found(RULE, path, words)',
        "yield found(RULE, path, in_words(id))",
        'raise Refused("It is over.", hint=f"Give {id} or less.")',
        'raise Refused("It is over.", hint="Choose from " + id)',
        'raise Refused("It is over.", hint=Remedy(f"Give {id}, or type: ", Command("undo")))',
        'yield found(RULE, path, "It is over.", f"Say {id}.")',
        'hint = f"Closest: {id}." if id else ""\n    raise Refused("It is over.", hint=hint)',
    ],
)
def test_a_message_with_its_facts_written_into_it_is_noticed(planted: str) -> None:
    helper = 'def in_words(id: str) -> str:\n    return f"{id} is over."\n'
    assert list(written({"": ast.parse(f"{helper}def planted(id: str) -> None:\n    {planted}\n")}))


def test_a_line_to_type_is_made_of_its_words() -> None:
    found = list(lines_in({str(p): ast.parse(p.read_text(encoding="utf-8")) for p in _modules()}))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "planted",
    [
        'hint = "imatter undo"',
        'session.say(f"To go on: imatter undo {id}")',
        'line = f"imatter {verb} {id}"',
        'hint = "Look at it with imatter --help."',
        'hint = f"git restore --staged {id}"',
        'hint = "git -C FOLDER restore"',
    ],
)
def test_a_line_to_type_in_a_string_is_noticed(planted: str) -> None:
    assert list(lines_in({"": ast.parse(planted)}))


def lines_in(modules: Mapping[str, ast.Module]) -> Iterator[str]:
    """Every line to type that is text. An example of a command's help is: a test runs it as somebody would type it."""
    for path, module in modules.items():
        shown = {id(node) for call in ast.walk(module) for node in _helps(call)}
        for node in ast.walk(module):
            if id(node) not in shown and LINE.search(_text(node)) and not path.endswith(NO_LINES):
                yield f"{path}, line {getattr(node, 'lineno', 0)}: {_text(node)[:80]!r}"


def _text(node: ast.AST) -> str:
    """A text as it is written, what is put into it in braces; empty for anything else."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(one) if isinstance(one, ast.Constant) else ast.unparse(one) for one in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _helps(node: ast.AST) -> Iterator[ast.AST]:
    """What of a node is help: a docstring, or what a command is declared with."""
    if isinstance(node, ast.Expr):
        yield node.value
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Verb", "with_example"):
        yield from (part for one in node.args for part in ast.walk(one))
    if isinstance(node, ast.keyword) and node.arg == "help":
        yield from ast.walk(node.value)


def _modules() -> Iterator[Path]:
    for room in ROOMS:
        place = Path(imatter_cli.__file__).parent / room
        yield from sorted(place.rglob("*.py")) if place.is_dir() else [place]


def written(modules: Mapping[str, ast.Module]) -> Iterator[str]:
    """Every message that is put together as text, and every sentence whose places are not its facts."""
    every = {f.name: f for module in modules.values() for f in _functions(module)}
    for path, module in modules.items():
        known = every | {f.name: f for f in _functions(module)}
        in_words = {n: f for n, f in known.items() if isinstance(f.returns, ast.Name) and f.returns.id == "str"}
        for scope in (*_functions(module), _outside(module)):
            yield from (f"{path}, {found}" for found in _in(scope, in_words))


def _functions(module: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]


def _outside(module: ast.Module) -> ast.Module:
    """What of a module is in no function: a name there is not what a function calls so."""
    inside = {id(node) for function in _functions(module) for node in ast.walk(function)}
    return ast.Module([node for node in ast.walk(module) if isinstance(node, ast.stmt) and id(node) not in inside], [])


def _in(scope: ast.AST, in_words: dict[str, ast.FunctionDef]) -> Iterator[str]:
    for node in ast.walk(scope):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "Said":
            parts = [k.value for k in node.keywords]
            if not _fits(node):
                yield f"line {node.lineno}: {ast.unparse(node)}"
        else:
            parts = node.args[MESSAGES[name] :][:1] if name in MESSAGES else []
            parts += node.args if name == "Remedy" else node.args[HINTS[name] :][:1] if name in HINTS else []
            parts += [k.value for k in node.keywords if k.arg in ("hint", "try_")]
        seen = (FACT,) if name == "Said" else ()
        for part in parts:
            if _is_put_together(part, scope, in_words, seen):
                yield f"line {node.lineno}: {ast.unparse(part)}"


def _fits(said: ast.Call) -> bool:
    """Whether a sentence is written there, and its places are the facts that it is given."""
    first = said.args[0]
    sentences = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    if not all(isinstance(one, ast.Constant) for one in sentences):
        return False
    places = {name for one in sentences for _, name, *_ in Formatter().parse(one.value) if name is not None}
    given = {k.arg for k in said.keywords}
    return None in given or not given or places == given


def _is_put_together(
    part: ast.expr, scope: ast.AST, in_words: dict[str, ast.FunctionDef], seen: tuple[str, ...]
) -> bool:
    """Whether a text is an f-string, a sum or a join: itself, by the name that it has there, or in what returns it."""
    match part:
        case ast.JoinedStr(values=values):  # a path or a time may be a fact, a phrase may not
            said = "".join(v.value for v in values if isinstance(v, ast.Constant))
            return FACT not in seen or " " in said.strip()
        case ast.BinOp(left=left, right=right):
            texts = [isinstance(one, ast.Constant) and isinstance(one.value, str) for one in (left, right)]
            return any(texts) or any(_is_put_together(one, scope, in_words, seen) for one in (left, right))
        case ast.IfExp(body=body, orelse=orelse):
            return any(_is_put_together(one, scope, in_words, seen) for one in (body, orelse))
        case ast.BoolOp(values=values):
            return any(_is_put_together(one, scope, in_words, seen) for one in values)
        case ast.Call(func=ast.Attribute(attr="format" | "join")):
            return FACT not in seen
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in in_words and name not in seen:
            returns = [n.value for n in ast.walk(in_words[name]) if isinstance(n, ast.Return) and n.value]
            return any(_is_put_together(one, in_words[name], in_words, (*seen, name)) for one in returns)
        case ast.Name(id=name) if name not in seen:
            made = [
                node.value
                for node in ast.walk(scope)
                if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr)
                and node.value is not None
                and name in {getattr(t, "id", "") for t in getattr(node, "targets", [getattr(node, "target", None)])}
            ]
            grown = any(isinstance(n, ast.AugAssign) and getattr(n.target, "id", "") == name for n in ast.walk(scope))
            return grown or any(_is_put_together(one, scope, in_words, (*seen, name)) for one in made)
    return False
