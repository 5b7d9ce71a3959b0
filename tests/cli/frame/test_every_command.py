"""What holds for every command: it loads, its help is one screen in the programme's words, it knows its options."""

from __future__ import annotations

import importlib
import re
import shlex
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from imatter_cli import app
from imatter_cli.commands.frame.commands import Group, VerbCommand
from imatter_cli.commands.frame.typer_inside import Context
from imatter_cli.services.begin import founding

SCREEN = 24
AVOID = [row["avoid"] for row in yaml.safe_load(founding.programme_text("personal", "store-7kq4m2xn5r7y3k2d"))["words"]]
GIT_WORDS = ("commit", "branch", "head", "repository", "repo", "index", "git", "stash", "rebase", "sha", "clone", "ref")
#: Where a word of git's is the thing that is talked about.
MAY_SAY = {
    ("init",): {"git"},  # --git-identity
    ("undo",): {"commit"},  # its argument
    ("hook",): {"git", "commit"},  # it is about nothing else
    ("hook", "install"): {"git", "commit"},
    ("hook", "run"): {"git", "commit"},
    ("check",): {"commit", "branch", "ref"},  # --since, for whoever runs it unattended
}


def every() -> Iterator[tuple[str, ...]]:
    """Every group and command, as the words that are typed."""
    root = app.root()
    ctx = Context(root)
    for name in root.list_commands(ctx):
        yield (name,)
        command = root.get_command(ctx, name)
        if isinstance(command, Group):
            yield from ((name, verb) for verb in command.list_commands(ctx))


EVERY = list(every())
each = pytest.mark.parametrize("words", EVERY, ids=" ".join)


def found(words: tuple[str, ...]) -> Any:
    """The command or group of these words."""
    command: Any = app.root()
    for word in words:
        command = command.get_command(Context(command), word)
        assert command is not None
    return command


@each
def test_it_is_there(words: tuple[str, ...]) -> None:
    assert isinstance(found(words), (VerbCommand, Group))
    assert importlib.import_module(f"imatter_cli.commands.{app.VERBS[words[0]].module}")


@each
def test_its_help_is_one_screen(words: tuple[str, ...], call: Callable[..., Any]) -> None:
    answer = call(*words, "--help")
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert max(map(len, lines)) <= 80, max(lines, key=len)
    assert len(lines) <= SCREEN, answer.out
    assert answer.out == call(*words, "-h").out == call("help", *words).out


@each
def test_its_help_has_an_example_that_it_understands(words: tuple[str, ...], call: Callable[..., Any]) -> None:
    text = call(*words, "--help").out
    example = text.partition("Example:")[2].strip().partition("\n\n")[0].split("Everywhere:")[0]
    line = shlex.split(example.replace("\\\n", " "))
    assert line[0] == "imatter"
    verb = [*line[1:], "status"][0]
    assert verb in {words[0], "reflect" if words[0] == "reflection" else "", "check" if words == ("rules",) else ""}
    command = found((verb,))
    if isinstance(command, Group):
        command = found((verb, line[2]))
    known = {option for parameter in command.params for option in parameter.opts}
    assert {part for part in line if part.startswith("--")} <= known


@each
def test_its_help_keeps_to_the_programmes_words(words: tuple[str, ...], call: Callable[..., Any]) -> None:
    text = call(*words, "--help").out.lower()
    assert not re.findall(rf"\b({'|'.join(map(re.escape, AVOID))})\w*\b", text)
    said = set(re.findall(rf"\b({'|'.join(GIT_WORDS)})\b", text))
    assert said <= MAY_SAY.get(words, set())


def test_the_page_of_a_group_names_each_of_its_commands_once() -> None:
    for words in EVERY:
        command = found(words)
        if isinstance(command, Group) and command.page:
            named = [name for names, _ in command.page for name in names.split(", ")]
            assert sorted(named) == sorted(command.list_commands(Context(command)))


def test_the_first_page_names_each_verb_once(call: Callable[..., Any]) -> None:
    page = call("--help").out
    rows = [line[2:].split("  ")[0] for line in page.splitlines() if line.startswith("  ")]
    named = [name for names in rows for name in names.split(", ")]
    assert sorted(named) == sorted(app.VERBS)
    assert len(page.splitlines()) <= SCREEN
    assert max(map(len, page.splitlines())) <= 80


@each
def test_it_refuses_an_option_that_it_does_not_have(words: tuple[str, ...], call: Callable[..., Any]) -> None:
    answer = call(*words, "--no-such-option")
    assert answer.code == 2
    assert answer.out == ""
    assert "--no-such-option" in answer.err
    assert f"imatter {' '.join(words)} --help" in answer.err


@each
def test_it_takes_the_options_that_stand_anywhere(words: tuple[str, ...], call: Callable[..., Any]) -> None:
    anywhere = ("--json", "--no-input", "--dry-run", "--store", "nowhere", "--as", "7kq")
    assert call(*anywhere, *words, "--help").code == call(*words, *anywhere, "--help").code == 0


#: Lines of which the store of the tests has no record that a rule would let through; the rule says so instead.
NOBODY_MAY = {
    "project start": "no-active-licence", "licence apply": "has-licence", "licence record": "has-licence",
    "fund return-money": "lifecycle", "fund cancel": "applications-left",
    "fund carry": "round-fixed",
}  # fmt: skip

#: Lines that are about places outside the store of the tests.
ELSEWHERE = {("init",), ("join",), ("store", "use"), ("store", "forget"), ("restore",), ("contacts", "remove")}

#: What a line without anything is told where it is not that something is missing.
SAYS_WHY = {
    "lifecycle", "not-found", "not-assigned", "no-terminal", "nothing-to-do", "undecided", "not-published",
    "there-already", "no-round", "nothing-to-undo", "no-active-licence", "no-remote-yet",
}  # fmt: skip


@each
def test_what_it_lists_as_missing_can_be_given_so(words: tuple[str, ...], rehearsal: Any) -> None:
    line = " ".join(words)
    if words in ELSEWHERE or isinstance(found(words), Group):
        return
    asked = rehearsal(*line.split(), "--json", "--dry-run")
    if asked.code in (0, 1):
        return  # it needs nothing
    error = asked.error
    if "missing" not in error["details"]:
        assert error["code"] in SAYS_WHY, error
        return
    given: list[str] = []
    for one in error["details"]["missing"]:
        assert one["why"] and one["example"], one
        given += [one["option"], one["example"]] if one["option"].startswith("--") else [one["example"]]
    done = rehearsal(*line.split(), *given, "--json", "--dry-run")
    if line in NOBODY_MAY:
        assert done.error["code"] == NOBODY_MAY[line]
    elif line == "edit":
        assert done.error["code"] == "no-terminal"
    elif done.code == 2:
        again = rehearsal(*line.split(), *given, "--json").error["details"]["missing"]  # `edit ID`, and no field yet
        fields = [text for one in again for text in (one["option"], one["example"])]
        assert rehearsal(*line.split(), *given, *fields, "--json", "--dry-run").code == 0
    elif line in ("receive", "import", "contacts import"):
        assert (done.code, done.error["code"]) == (3, "not-found")  # a file that nobody has yet
    else:
        assert done.code == 0, done.err
