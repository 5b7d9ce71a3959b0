"""`imatter help`: the guides at the terminal, and what a command takes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pexpect
import process
import pytest

from imatter_cli.services.begin.guides import GUIDES, PARTS

ROOT = Path(__file__).resolve().parents[3]


def test_it_lists_the_guides_and_says_which_is_closest(call: Any) -> None:
    listed = call("help").out
    assert all(f"  {topic} " in listed for topic in GUIDES)
    assert max(map(len, listed.splitlines())) <= 80
    assert [row["topic"] for row in call("help", "--json").json] == list(GUIDES)
    unknown = call("help", "practise")
    assert (unknown.code, "Closest: practice" in unknown.err) == (2, True)
    assert call("help", "practice", "twice").code == 2


@pytest.mark.parametrize("topic", GUIDES)
def test_in_a_pipe_a_guide_is_plain_text(call: Any, topic: str) -> None:
    text = call("help", topic).out
    told = [line for line in text.splitlines() if not line.startswith("    ")]
    assert len(told) > 10
    assert not [line for line in told if line.startswith(("#", "```", "|", "<!--")) or "](" in line or "**" in line]
    assert call("help", topic, "--json").json["text"] == (ROOT / "docs" / GUIDES[topic].page).read_text()


def test_a_link_says_which_guide_to_read(call: Any) -> None:
    assert "A year at a terminal (`imatter help year`) shows" in call("help", "practice").out


@pytest.mark.parametrize(
    ("line", "env", "paged"),
    [
        (["help", "practice"], {"PAGER": "sed s/^/paged:/"}, True),
        (["help", "practice"], {"PAGER": "no-such-pager"}, False),
        (["help", "practice"], {"PAGER": "cat"}, False),
        (["help", "practice"], {"PAGER": "sed s/^/paged:/", "ACCESSIBLE": "1"}, False),
        (["help", "practice", "--no-pager"], {"PAGER": "sed s/^/paged:/"}, False),
        (["help"], {"PAGER": "sed s/^/paged:/"}, False),
    ],
)
def test_what_is_longer_than_the_screen_goes_through_the_persons_pager(
    home: Any, tmp_path: Path, line: list[str], env: dict[str, str], paged: bool
) -> None:
    child = process.at_a_terminal(line, {**home.env, "TERM": "xterm-256color", **env}, cwd=tmp_path / "work")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert ("paged:" in child.before) is paged
    assert ("A notebook of your own" in child.before) is (len(line) > 1)


def test_the_package_has_every_page() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {f"docs/{part}": f"imatter_cli/data/docs/{part}" for part in PARTS}


def test_every_page_of_the_four_parts_is_a_guide_with_a_name_of_its_own() -> None:
    there = sorted(path for part in PARTS for path in (ROOT / "docs" / part).glob("*.md"))
    assert there == sorted(ROOT / "docs" / guide.page for guide in GUIDES.values())
    assert len({path.name for path in there}) == len(there)
