"""Performs the recipes of docs/how-to/adding.md in a copy of the tree, and writes what really comes out.

    python docs/recipes.py [--check]

A recipe is a section of the page. Each of its fenced blocks with a file's name is an edit: `diff title="FILE"` changes
it (lines without a sign are there already and show where), any other language is the whole file. A block marked
`console copy` is typed afterwards, and shows what is printed; a `terminal copy` block is what somebody saw, and a
comment before it has what they typed (as in docs/transcripts.py). A comment that begins with `first:` has lines that
are typed and not shown. FILE is in the copy, or, under `records/`, in the
notebook that the recipe has made. Each recipe starts from a
fresh copy, with its pages made anew, and in an empty home; all of it is one process.
"""

from __future__ import annotations

import argparse
import difflib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "how-to" / "adding.md"
#: What of the tree a recipe and the generators need.
_NEEDED = ("imatter_cli", "docs", "schemas", "tests/support", "tests/golden/terminal")
_BLOCK = re.compile(
    r"<!-- first:\n(?P<first>[^>]*)-->\n|"
    r"(?:<!-- typed:\n(?P<typed>.*?)-->\n\n)?^```(?P<kind>[a-z]+) (?P<mark>copy|title=\"(?P<file>[^\"]+)\")\n"
    r"(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
#: Commits are named by what is in them, and a recipe need not change with those.
_COMMIT = re.compile(r"\b(?:[0-9a-f]{40}|(?:(?<=undo )|(?<=last change ))[0-9a-f]{12})\b")


@dataclass(frozen=True)
class Block:
    """A part of a recipe: an edit of `file`, what is typed first, or what is typed (at a terminal) and printed."""

    kind: str
    file: str
    text: str
    typed: str

    @property
    def shown(self) -> bool:
        """Whether the page shows what it prints."""
        return not self.file and self.kind != "first"


@dataclass(frozen=True)
class Recipe:
    """A section of the page: its heading and its blocks in order."""

    name: str
    blocks: tuple[Block, ...]

    def files(self) -> list[str]:
        """The files of the tree that it touches; a store's own records are not among them."""
        return [b.file for b in self.blocks if b.file and not b.file.startswith("records/")]


def recipes(page: str) -> list[Recipe]:
    """Every section of the page that has an edit."""
    sections = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    found = [
        Recipe(section.partition("\n")[0], tuple(_block(match) for match in _BLOCK.finditer(section)))
        for section in sections
    ]
    return [recipe for recipe in found if recipe.blocks]


def _block(match: re.Match[str]) -> Block:
    if match["first"]:
        return Block("first", "", match["first"], "")
    return Block(match["kind"], match["file"] or "", match["text"], match["typed"] or "")


def perform(recipe: Recipe, folder: Path) -> list[str]:
    """What is printed in each of the recipe's blocks that are typed, performed in an empty folder."""
    tree, home = folder / "tree", folder / "home"
    notebook = home / "notebook"
    for name in _NEEDED:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    notebook.mkdir(parents=True)
    for block in recipe.blocks:
        if block.file and not block.file.startswith("records/"):
            edit(tree / block.file, block)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "IMATTER_", "XDG_", "COV"))}
    env = kept | {
        "HOME": str(home), "PYTHONPATH": str(tree), "LC_ALL": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "1",
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "IMATTER_NOW": "2026-11-24T09:00:00Z",
        "GIT_AUTHOR_DATE": "2026-11-24T09:00:00Z", "GIT_COMMITTER_DATE": "2026-11-24T09:00:00Z",
    }  # fmt: skip
    asked = json.dumps([[b.kind, b.file, b.text, b.typed] for b in recipe.blocks])
    done = subprocess.run(
        [sys.executable, str(tree / "docs" / "recipes.py"), "--perform"], input=asked, cwd=notebook, env=env,
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"The recipe {recipe.name!r} cannot be performed:\n{done.stderr}")
    return [str(text) for text in json.loads(done.stdout)]


def edit(path: Path, block: Block) -> None:
    """Write a whole file, or change the one that is there. Raises SystemExit where the change does not fit."""
    if block.kind != "diff":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text)
        return
    text = path.read_text()
    for hunk in block.text.split("...\n"):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if not line.startswith("+"))
        after = "".join(line[1:] for line in lines if not line.startswith("-"))
        if text.count(before) != 1:
            raise SystemExit(f"{path.name} has {text.count(before)} times, not once:\n{before}")
        text = text.replace(before, after)
    path.write_text(text)


def _in_this_process() -> None:
    """Type what the blocks on standard input say, with the modules of the copy; print what each block shows."""
    blocks = [Block(*block) for block in json.load(sys.stdin)]
    import generate

    from imatter_cli.services.integrity import schemas

    home, shown, count = Path.home(), [], 0
    for name, make in generate.PAGES.items():
        (generate.HERE / name).write_text(make())
    schemas.write(str(ROOT))
    for block in blocks:
        if block.file.startswith("records/"):
            edit(Path(block.file), block)
        elif block.typed:
            shown.append(_at_a_terminal(block, home))
        elif not block.file:
            out = ""
            for line in re.findall(r"^\$ (.*)$", block.text, re.MULTILINE):
                count += 1
                os.environ["IMATTER_SEED"] = str(count)
                out += f"$ {line}\n{_typed(line)}"
            if block.shown:
                shown.append(out)
    sys.stdout.write(json.dumps([_COMMIT.sub("0a1b2c3d4e5f", text.replace(str(home), "~")) for text in shown]))


def _typed(line: str) -> str:
    """What a command line prints, `[exit N]` after it where that is not 0."""
    from imatter_cli.__main__ import main

    words = shlex.split(line)
    given = dict(word.split("=", 1) for word in words[: words.index("imatter")])
    os.environ |= given
    out = io.StringIO()
    sys.stdin = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        code = main(words[words.index("imatter") + 1 :])
    for name in given:
        del os.environ[name]
    text = out.getvalue()
    text += "\n" if text and not text.endswith("\n") else ""
    return text + (f"[exit {code}]\n" if code else "")


def _at_a_terminal(block: Block, home: Path) -> str:
    import transcripts

    session = transcripts.Session(home, "recipe")
    session.env["PYTHONPATH"] = os.environ["PYTHONPATH"]
    return session.sit_down(block.typed.splitlines())


def rewritten(page: str) -> str:
    """The page with what its recipes really print."""
    for recipe in recipes(page):
        with tempfile.TemporaryDirectory(prefix="imatter-recipe-") as folder:
            printed = iter(perform(recipe, Path(folder)))
        for block in recipe.blocks:
            if block.shown:
                page = page.replace(f" copy\n{block.text}```", f" copy\n{next(printed)}```", 1)
    return page


def main() -> int:
    parser = argparse.ArgumentParser(description="Perform the recipes of docs/how-to/adding.md.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where the page is out of step")
    parser.add_argument("--perform", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.perform:
        _in_this_process()
        return 0
    before = PAGE.read_text()
    after = rewritten(before)
    if options.check:
        sys.stdout.writelines(_changes(before, after))
    elif before != after:
        PAGE.write_text(after)
        print(f"written: {PAGE}")
    return 1 if options.check and before != after else 0


def _changes(before: str, after: str) -> Iterator[str]:
    return difflib.unified_diff(before.splitlines(True), after.splitlines(True), str(PAGE), "what is printed")


if __name__ == "__main__":
    raise SystemExit(main())
