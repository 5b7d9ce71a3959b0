"""What a reviewer scored and wrote is nowhere to be seen, by any command, until one may see it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

#: A comment that a rule has something to say of, and scores with a mean that nothing else has.
COMMENT = "SECRET: a client wrote from secret@example.org"
SCORES = (1, 4, 0)
TELLING = re.compile(
    r'secret|1\.7\b|need 1\b|need=1|"score":|fit 4|score: 1\b|far apart|reviewers differ', re.IGNORECASE
)


@pytest.fixture
def review(programme: Any) -> tuple[str, str]:
    """An application with one review in, of two; and the review."""
    app = programme.apply(programme.holder("he1draa"), "room=100")
    one, two = programme.reviewers[:2]
    programme.fund("assign", app, "--reviewer", one, "--reviewer", two)
    made = programme.score(app, one, *SCORES, comment=COMMENT)
    return app, str(made["id"])


def lines(app: str, rev: str, folder: Path) -> Iterator[tuple[str, ...]]:
    """Every command that shows anything of a record, in every form that it has."""
    plan = folder / "plan.csv"
    plan.write_text(f"application,outcome\n{app},funded\n")
    for id in (app, rev):
        yield from (("show", id), ("log", id), ("diff", id), ("show", id, "--as-of", "2026-11-24"))
        yield from (("send", id, "--to", str(folder / f"{id}.sent")), ("edit", id), ("edit", id, "--comment", "x"))
    yield from (
        ("fund", "show", app),
        ("fund", "show", app, "--as-of", "2026-11-24"),
        ("fund", "list"),
        ("fund", "rounds"),
    )
    yield from (
        ("fund", "list", "--csv"),
        ("fund", "list", "--where", "comment~SECRET"),
        ("log",),
        ("status",),
        ("due",),
    )
    yield from (
        ("fund", "review"),
        ("fund", "review", "--plan", str(plan)),
        ("fund", "stats"),
        ("fund", "stats", "--csv"),
    )
    yield (
        "fund",
        "pack",
        "--html",
        str(folder / "p.html"),
        "--csv",
        str(folder / "p.csv"),
        "--xlsx",
        str(folder / "p.xlsx"),
    )
    yield from (
        ("fund", "letters", "--draft"),
        ("fund", "export", "360giving"),
        ("fund", "score", app),
        ("undo", "--dry-run"),
    )
    yield from (
        ("reflection", "search", "SECRET"),
        ("draft", "list"),
        ("verify",),
        ("check",),
        ("portfolio",),
        ("save",),
    )
    yield from (("check", "--format", f) for f in ("lines", "github", "junit", "sarif"))
    yield from (("practitioner", "list"), ("project", "list"), ("programme", "show"), ("fund", "assign", app))


def told(programme: Any, folder: Path, app: str, rev: str, who: str) -> dict[str, str]:
    """What each of them says to somebody, with what stands in the files that it makes."""
    out = {}
    for line in lines(app, rev, folder):
        for form in ((), ("--json",)):
            before = set(folder.iterdir())
            done = programme.run(*line, *form, who=who)
            made = "".join(_text(p) for p in set(folder.iterdir()) - before)
            out[" ".join((*line, *form))] = done.out + done.err + made
            for path in set(folder.iterdir()) - before:
                path.unlink()
    return out


def _text(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text()
    with zipfile.ZipFile(path) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist())


def _own_words_of(line: str, said: str) -> str:
    """Without what was asked for, and without the scores that can be given, which name every one there is."""
    said = said.replace("comment~SECRET", "")
    return re.sub(r"\bneed=\d\b", "", said) if line.startswith("fund score") else said


@pytest.mark.parametrize("who", ["reviewer with one to write", "outsider", "applicant", "conflicted coordinator"])
def test_no_command_tells_of_a_score(programme: Any, review: tuple[str, str], tmp_path: Path, who: str) -> None:
    app, rev = review
    code = {
        "reviewer with one to write": programme.reviewers[1], "outsider": programme.reviewers[2],
        "applicant": "prc-2611-he1draa", "conflicted coordinator": programme.second,
    }[who]  # fmt: skip
    if code == programme.second:
        programme.fund("recuse", app, "--reviewer", code, "--conflict", "money")
    folder = tmp_path / "made"
    folder.mkdir()
    leaks = {
        line: found[0]
        for line, said in told(programme, folder, app, rev, code).items()
        if (found := TELLING.search(_own_words_of(line, said)))
    }
    assert leaks == {}


def test_whoever_may_see_it_does(programme: Any, review: tuple[str, str], tmp_path: Path) -> None:
    """So that the test above would notice."""
    app, rev = review
    folder = tmp_path / "made"
    folder.mkdir()
    seen = {
        line for line, said in told(programme, folder, app, rev, programme.coordinator).items() if TELLING.search(said)
    }
    assert {f"show {rev}", f"fund show {app} --json", "fund review", "fund review --json"} <= seen
    assert any(line.startswith("fund pack") for line in seen)


def test_completion_offers_ids_alone(programme: Any, review: tuple[str, str], run: Any) -> None:
    words = f"imatter --store {programme.root} show rev"
    env = {"_IMATTER_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "4"}
    said = run(env=env)
    assert review[1] in said.out and not TELLING.search(said.out + said.err)
