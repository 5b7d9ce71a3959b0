"""How the house is built, in figures, for one tree or several: what an ast tells of imatter_cli.

    python benchmarks/house.py [COMMIT ...] [--write PAGE]

A line of code is one with a token that is neither a comment nor part of a docstring. A table keyed by kind is a dict
with at least two constant keys, all of them kinds. A command in a string is a constant text (or part of an f-string)
with `imatter ` and a verb or an option after it, outside of docstrings, in domain, checks or services. The tree as it
is stands last.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import statistics
import subprocess
import sys
import tarfile
import tempfile
import tokenize
from collections.abc import Iterator
from pathlib import Path

from imatter_cli.verbs import VERBS

ROOT = Path(__file__).resolve().parent.parent
KINDS = {"practitioner", "licence", "project", "reflection", "application", "review", "round"}
PURE = ("domain", "checks", "services")
_COMMAND = re.compile(rf"\bimatter (?:--|(?:{'|'.join(VERBS)})\b)")
#: What the page says above the table.
EXPLAINED = """\
`python benchmarks/house.py d8339f2 df9c836 --write docs/explanation/architecture.md` counts these. `d8339f2` is the
tree before the faults that real use found were mended, and `df9c836` the tree once they were. A line of code isn't
blank, a comment or a docstring. A command in a string is `imatter` with a verb or an option after it.
"""
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_QUIET = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def figures(package: Path) -> dict[str, int | float]:
    """What there is to count in a package, by what it is called."""
    sizes: list[int] = []
    lines = tables = strings = late = anys = modules = 0
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        modules += 1
        said = set(_docstrings(tree))
        code = _lines(text, {n for node in said for n in range(node.lineno, (node.end_lineno or 0) + 1)})
        lines += len(code)
        sizes += [len(code & set(range(f.lineno, (f.end_lineno or 0) + 1))) for f in _functions(tree)]
        tables += sum(_is_keyed_by_kind(node) for node in ast.walk(tree))
        late += sum(_imports_within(f) for f in _functions(tree))
        anys += sum(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(tree))
        if path.relative_to(package).parts[0] in PURE:
            strings += sum(_has_command(node) for node in ast.walk(tree) if node not in said)
    return {
        "lines of code": lines,
        "modules": modules,
        "lines of a function: median": statistics.median(sizes),
        "lines of a function: 95 of 100 have at most": sorted(sizes)[len(sizes) * 95 // 100],
        "lines of the longest function": max(sizes),
        "functions of more than 30 lines": sum(size > 30 for size in sizes),
        "tables keyed by kind": tables,
        "commands in strings of domain, checks and services": strings,
        "imports within functions": late,
        "uses of `Any`": anys,
    }


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, _FUNCTION))


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every text that stands alone as a statement: docstrings, and what is said below a field."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value


def _lines(text: str, docstrings: set[int]) -> set[int]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    held = {n for t in tokens if t.type not in _QUIET for n in range(t.start[0], t.end[0] + 1)}
    return held - docstrings


def _is_keyed_by_kind(node: ast.AST) -> bool:
    if not isinstance(node, ast.Dict):
        return False
    names = [key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    return len(names) > 1 and sum(name in KINDS for name in names) > 1 and all(name in KINDS for name in names)


def _imports_within(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return sum(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.walk(function))


def _has_command(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(_COMMAND.search(node.value))


def of_commit(commit: str) -> dict[str, int | float]:
    """The figures of a commit's tree."""
    archive = subprocess.run(
        ["git", "-C", str(ROOT), "archive", commit, "imatter_cli"], capture_output=True, check=True
    ).stdout
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(archive)) as found:
        found.extractall(folder, filter="data")
        return figures(Path(folder) / "imatter_cli")


def table(columns: dict[str, dict[str, int | float]]) -> str:
    """The figures of several trees, a column each."""
    rows = [f"| | {' | '.join(columns)} |", f"| --- |{' ---: |' * len(columns)}"]
    names = list(next(iter(columns.values())))
    rows += [f"| {name} | {' | '.join(f'{column[name]:,}' for column in columns.values())} |" for name in names]
    return "\n".join(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description="Count how the house is built.")
    parser.add_argument("commits", nargs="*", metavar="COMMIT")
    parser.add_argument("--write", metavar="PAGE", type=Path, help="put the table into that page, under its heading")
    options = parser.parse_args()
    columns = {commit: of_commit(commit) for commit in options.commits}
    columns["now"] = figures(ROOT / "imatter_cli")
    if options.write:
        sys.path.insert(0, str(Path(__file__).parent))
        from pages import put

        put(options.write, "In figures", f"{EXPLAINED}\n{table(columns)}")
    print(table(columns))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
