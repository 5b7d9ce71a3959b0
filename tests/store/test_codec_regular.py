# ruff: noqa: E501 - tables of short texts are read more easily in few lines
"""Whatever the quickest way of reading takes, libyaml's parser takes, and understands alike."""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.checks import example
from imatter_cli.domain import ids
from imatter_cli.store import codec
from imatter_cli.store.codec import faults, regular
from imatter_cli.store.codec.profile import same

#: Texts in which something is odd about one value, field, item or line.
ODD = (
    "", "\n", "#\n", "a", "a:", "a: 1", "- a\n", "a: b: c\n", "a: b #c\n", "a: b:\n", "a: b \n", "a:  b\n", "a:b\n", "A: b\n",
    "a: [b]\n", "a: {b: c}\n", "a: &b c\n", "a: *b\n", "a: !b c\n", "a: 'b''c'\n", 'a: "b\\n"\n', 'a: "\n', "a: '\n", "a: \"b'\n",
    'a: "b" c\n', "a: 'b' # c\n", "a: |\n", "a: |\nb: c\n", "a: |\n  b\n c\n", "a: |\n    b\n  c\n", "a: |\n  b\n\n\n", "a: |-\n  b\n\n\nc: d\n",
    "a: |+\n  b\n\n", "a: |2\n   b\n", "a: >\n  b\n  c\n", "a: |\n\n  b\n", "a: |\n  b\n  \n", "a: |\n  b\n  \n  c\n", "a: |\n  b\n \n  c\n",
    "a: |\n  # b\n# c\n", "a: |\n  b\n# c\nd: e\n", "a: |-\n  b\n  c: d\n  - e\n", "a: b\n  c\n", "a: b\n  c: d\n", "a:\n  b\n", "a:\n  b: c\n d: e\n",
    "a:\n- b\n", "a:\n  - b\n  c: d\n", "a:\n  - b\n    c\n", "a:\n  - b: c\n    d: e\n", "a:\n  - b: c\n   d: e\n", "a:\n  - b:\n      c: d\n",
    "a:\n  - b:\n    c: d\n", "a:\n  - - b\n", "a:\n  -\n", "a:\n  -  b\n", "a:\n    b: c\n", "a:\n  b:\n    - c\n  d: e\n", "a: 1\na: 2\n", "null: a\n",
    "true: a\n", "a: null\n", "a: ~\n", "a: True\n", "a: NO\n", "a: 012\n", "a: 1e3\n", "a: 0x1f\n", "a: -5\n", "a: 12:30\n", "a: 2026-02-30\n",
    "a: 1234567890123456789012\n", "a: \t b\n", "a: b\tc\n", "a: b\r\n", "a: b\u2028c\n", "a: b\ufeff\n", "\ufeffa: b\n", "a: b\x85c\n", "a: b\u200dc\n",
    "a: é\n", "é: a\n", "a: 安静\n", "a: “b”\n", "a: ²\n", "a: 😀\n", "---\na: b\n", "a: b\n---\nc: d\n", "a: b\n...\n", "%YAML 1.1\n---\na: b\n", "? a\n: b\n",
    "a: b\n<<<<<<< c\n", "a: ,b\n", "a: b, c\n", "a: b]c\n", "a: @b\n", "a: `b\n", "a: %b\n", "a: ?b\n", "a: :b\n", "a: -b\n", "a: []\n", "a: {}\n", "a: [ ]\n",
    "a: b\n\nc: d\n", "a: b\n# c\nd: e\n", "a:\n# b\n  c: d\n", "a:\n  # b\n  - c\n    # d\n  - e\n", "a: b\n  # c\n  d: e\n", "a: |\n  b\n # c\nd: e\n",
    "a: b\n  #c\n", "a: 'b'\n# c\n  d\n", "a:\n- b\nc:\n- d: e\n  f: g\nh: i\n", "a:\n- b\n  c\n", "a:\n- b:\n  - c\n  d: e\n- f: g\n", "a: b\n- c\n", "a:\n- b\n - c\n",
    "a:\n- b\n# c\n- d\n", "a:\n  b:\n  - c\n- d\n", "a:\n- b: c\n- d\n  e: f\n", "a:\n# b\n- c\n", "# a\n", "a:\n- |\n  b\n", "a:\n  - b\n- c\n", "a:\n- b:\n- c\n", "# a\n# b\nc: d\n", " a: b\n", "  a: b\nc: d\n", "a : b\n", f"{'a' * 70}: b\n", f"a: {'b' * 5000}\n",
    "\n".join(f"{'  ' * n}a:" for n in range(40)) + "\n", "a:\n" + "".join(f"{'  ' * n}- b:\n" for n in range(1, 40)),
)  # fmt: skip
PIECES = (
    " ", "  ", "\n", ":", ": ", "- ", "-", "#", " #", "|", "|-", ">", "'", '"', "\\", "[]", "{}", "[", "{", "&a ", "*a", "!x ", "~", "null",
    "true", "\t", "\r", "012", "12", "-5", "1.5", "? ", "---", "...", "é", "\u2028", "\ufeff", "😀", "a:b", "x: y", "\n\n", "\n  ", "\n# c\n",
)  # fmt: skip
ENDS = (
    ":",
    ": |-",
    ": |",
    ": []",
    ": {}",
    ": ''",
    ': "x"',
    ": 'a b'",
    ': "a\\"b"',
    ": x # y",
    ": x #",
    ": - x",
    ": x: y",
    ': "',
)


def texts() -> list[str]:
    return [codec.render(ids.kind_of(id), data).decode() for id, data in example.store().items()] + [programme()]


def programme() -> str:
    return resources.files("imatter_cli").joinpath("data", "programme.yaml").read_text("utf-8")


def by_libyaml(text: str) -> Any:
    root, found = faults.examine(text.encode(), "")
    return root.data() if root is not None and not found else ValueError(found)


def agree(text: str) -> bool:
    """Whether the quickest way takes the text; it is wrong if the other does not, or understands it otherwise."""
    try:
        quickly = regular.read(text)
    except regular.Irregular:
        return False
    slowly = by_libyaml(text)
    assert not isinstance(slowly, Exception), (text, slowly)
    assert same(quickly, slowly), text
    assert [*quickly] == [*slowly]
    return True


@pytest.mark.parametrize("text", ODD)
def test_what_is_odd_is_understood_alike_or_left_alone(text: str) -> None:
    agree(text)


def test_what_we_write_and_the_programme_are_read_the_quickest_way() -> None:
    assert all(map(agree, texts()))


def mutated(text: str, pick: random.Random) -> str:
    for _ in range(pick.randrange(1, 4)):
        lines = text.split("\n")
        line, at = pick.randrange(len(lines)), pick.randrange(len(text) + 1)
        match pick.randrange(7):
            case 0:
                text = text[:at] + pick.choice(PIECES) + text[at:]
                continue
            case 1:
                text = text[:at] + text[at + pick.randrange(1, 5) :]
                continue
            case 2:
                text = text[:at] + pick.choice(PIECES) + text[at + pick.randrange(1, 5) :]
                continue
            case 3:
                lines.insert(pick.randrange(len(lines)), lines[line])
            case 4:
                lines[line] = " " * pick.choice([0, 1, 2, 2, 4, 4, 6]) + lines[line].lstrip()
            case 5:
                del lines[line]
            case _:
                lines[line] = lines[line].split(": ")[0] + pick.choice(ENDS)
        text = "\n".join(lines)
    return text


def many(seed: int, number: int) -> Iterator[str]:
    pick, all_texts = random.Random(seed), texts()
    for _ in range(number):
        yield mutated(pick.choice(all_texts), pick)


@pytest.mark.parametrize("seed", range(4))
def test_what_somebody_made_of_a_record_is_understood_alike_or_left_alone(seed: int) -> None:
    taken = sum(map(agree, many(seed, 3000)))
    assert taken > 300


@given(st.text(alphabet="ab1 :-#|>'\"[]{}&*!\n~", max_size=40))
def test_so_is_any_text(text: str) -> None:
    agree(f"{text}\n")


@given(
    st.dictionaries(
        st.sampled_from("abc"), st.text(max_size=30) | st.lists(st.text(max_size=10), max_size=3), min_size=1
    )
)
def test_so_is_whatever_can_be_written(data: dict[str, Any]) -> None:
    try:
        text = codec.document(data, "x").decode()
    except (TypeError, ValueError):
        return
    agree(text)
    assert codec.parse(text.encode(), "") == data


def test_two_records_share_no_list_though_their_lines_are_the_same() -> None:
    one, other = (regular.read("tags: []\nmore: {}\nlast: []\n") for _ in range(2))
    one["tags"].append("a")
    one["more"]["b"] = 1
    assert one["last"] == []
    assert other == {"tags": [], "more": {}, "last": []}
