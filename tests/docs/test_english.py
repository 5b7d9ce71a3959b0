"""Sentences that a person reads, kept free of the habits that a pattern can name.

A pattern cannot tell good English; read each sentence aloud. It keeps out what has been mended before.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "imatter_cli"
#: Made from the code, whose strings are looked at themselves.
GENERATED = {"commands.md", "rules.md", "json.md"}

#: What no sentence should have, and what to write.
HABITS = {
    r"(?<!\bthere )\b(?:is|are|was|were|be) no(?:ne)?\b(?! longer| more than| bigger| smaller)": "is not a, are not",
    r"\bwhoever\b": "the person who, anybody who",
    r"(?<!\bby )(?<!\bof )\bwhom\b": "who",
    r"\b(?:has|have|had) not (?:the|an?|its|any|been there)\b": "does not have",
    r"\bthan none\b": "negative, or say the number",
    r"\bbeside\b": "next to, with, as well as",
    r"\b(?:thereof|therein|thereby|herein|whereof|thereto)\b": "of it, in it",
    r"\b(?:e\.g\.|i\.e\.|etc\.|viz\.)": "for example, that is",
    r"[a-z]!(?:\s|$)": "a full stop",
    r"\b(?:an?|the) \w+ of (?:yours|theirs|ours|his|hers)\b": "your, their",
    r"\b(?:lead|leads|led|leading) on\b": "happen",
    r"\bstands? (?:there|here|at|on|beside|below|above|in(?! the way))\b": "is",
    r"\b(?:nobody|nothing|none) but\b": "only",
    r"\b(?:tell|tells|told) of\b": "say, mention",
    r"\b(?:say|says|said|know|knows) (?:nothing|something|more|less|one thing) of\b": "say about",
    r"\bcannot be[.;]": "can't be, and what",
    r"\bcom(?:e|es|ing) to grief\b|\bcame to grief\b": "fail",
    r"\bas long as there are such\b|\bsuch are\b|\bas such\b": "say what",
    r"\bthe very same\b": "exactly",
    r"\bis nothing that\b": "is not something",
    r"\bha(?:s|ve) to do with\b|\bcom(?:e|es) by\b": "an ordinary verb",
    r"\b(?:nothing|something|what) of (?:it|them|that|what)\b": "none of it, part of it",
    r"\b(?:is|are|was|were) to be \w+(?:ed|n|t)\b": "must be, will be, needs to be",
    r"\bis for one that\b|\bis for what\b": "say what it does",
    r"\bgo(?:es|ne|ing)? on with\b|\bgone on\b": "carry on, change",
    r"\b(?:is|are) told\b(?! not)|\bgo(?:es)? along\b|\blets? stand\b": "shown, included, accepted",
    r"\bof that name and\b|\bone's own\b|\blooked after\b": "say it plainly",
    r"\b(?:date|word|number)s? I can\b|\bis there by now\b|\bnobody has said\b|\bis open any more\b": "imatter can",
    r"\b(?:needs?|show|after) so many\b|\bwherever no other\b|\bis called as\b|\bthat it suits\b": "how many, at most",
    r"\b1 (?:days|years|quarters|records|files|changes|reviews|passages)\b": "one thing is not several",
    r"\b(?:string|input|value) should (?:be|have|match)\b": "our own words",
    r"\b(?:color|behavior|favor|honor|center|canceled|catalog|license(?=[^ds])|"
    r"(?:organ|recogn|normal|summar|character|synchron|custom|final|initial)iz\w*)\b": "British spelling",
}  # fmt: skip
_HABIT = {re.compile(pattern, re.IGNORECASE): better for pattern, better in HABITS.items()}
_CODE = re.compile(r"^```.*?^```$|<!--.*?-->|`[^`\n]*`", re.DOTALL | re.MULTILINE)


class Sentence(NamedTuple):
    """Some text that is read, with the file and line where it begins."""

    path: str
    line: int
    text: str


def _strings(path: Path) -> Iterator[Sentence]:
    """Every text of a module that has words, and its docstrings without the code in them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = path.relative_to(ROOT).as_posix()
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr | ast.Constant):
            continue
        text = ""
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
        elif isinstance(node.value, str) and id(node) not in inner:
            text = node.value if id(node) not in told else _CODE.sub("X", node.value).replace("None", "X")
        if " " in text.strip() and "\\" not in text:
            yield Sentence(name, node.lineno, text)


def _paragraphs(path: Path, text: str) -> Iterator[Sentence]:
    """The prose of a page, without what is code on it."""
    line = 1
    for paragraph in re.split(r"(\n\n+)", _CODE.sub(lambda m: "X" + "\n" * m[0].count("\n"), text)):
        yield Sentence(path.relative_to(ROOT).as_posix(), line, paragraph)
        line += paragraph.count("\n")


def sentences() -> Iterator[Sentence]:
    """Everything that a person reads: the texts of code, rules and pages."""
    for module in sorted(PACKAGE.rglob("*.py")):
        yield from _strings(module)
    for data in (PACKAGE / "data" / "programme.yaml", ROOT / "docs" / "shapes.yaml"):
        yield from _scalars(data)
    for page in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted(p for p in (ROOT / "docs").rglob("*.md") if p.parent.name != "adr"),
    ):
        if page.name not in GENERATED:
            yield from _paragraphs(page, page.read_text(encoding="utf-8"))
    changes = ROOT / "CHANGELOG.md"
    head, mark, rest = changes.read_text(encoding="utf-8").partition("## Unreleased")
    yield from _paragraphs(changes, head + mark + rest.partition("\n## ")[0])


def _scalars(path: Path) -> Iterator[Sentence]:
    for token in yaml.scan(path.read_text(encoding="utf-8")):
        if isinstance(token, yaml.ScalarToken) and " " in token.value:
            yield Sentence(path.relative_to(ROOT).as_posix(), token.start_mark.line + 1, token.value)


def habits() -> Iterator[tuple[Sentence, str, str]]:
    """Every place that has one: the sentence, the words, what to write."""
    for sentence in sentences():
        flat = re.sub(r"\s+", " ", sentence.text)
        for habit, better in _HABIT.items():
            for match in habit.finditer(flat):
                yield sentence, flat[max(0, match.start() - 40) : match.end() + 40], better


def test_what_people_read_is_free_of_habits_that_we_know() -> None:
    found = [f"{said.path}:{said.line}: ...{around}...  ({better})" for said, around, better in habits()]
    assert not found, "\n".join(found)


def test_the_help_of_every_option_is_a_sentence() -> None:
    """It ends in a full stop, and a small letter begins only what is typed just so."""
    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([^`]+)` \| (.+?) \|$", page, re.MULTILINE)
    typed = re.compile(r"[a-z0-9]+(?:-[a-z]+)?(?:,| \(| or| [a-z]+,)")
    odd = [f"{option}: {help}" for option, help in told if help[:1].islower() and not typed.match(help)]
    odd += [f"{option}: {help}" for option, help in told if not re.search(r"[.)\]]$", help)]
    assert told and not odd, "\n".join(odd)


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("X is no date.", "X is not a date."),
        ("Ask whoever owns it.", "There is no lic-2611-m3k8r1x."),
        ("The digest has not the form.", "It is no longer here."),
        ("It is told beside the figures.", "Both sides agree."),
        ("Saved!", "[y/n] !"),
        ("It is to be screened.", "It will be screened."),
    ],
)
def test_a_habit_is_seen_and_plain_words_are_not(bad: str, good: str) -> None:
    assert any(habit.search(bad) for habit in _HABIT)
    assert not any(habit.search(good) for habit in _HABIT)
