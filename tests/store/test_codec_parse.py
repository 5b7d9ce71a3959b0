"""Strict reading: what is read as what, what is refused and where, and that nothing harms the reader."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from imatter_cli.domain.file_rules import DESCRIBED, FILE_RULES, MAX_BYTES
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.errors import Broken
from imatter_cli.store import codec
from imatter_cli.store.codec import faults, profile

EXAMPLES = Path(__file__).parent.parent / "examples" / "yaml"
GOOD = sorted((EXAMPLES / "good").iterdir())
BAD = sorted((EXAMPLES / "bad").iterdir())
RECORD = (EXAMPLES / "good" / "remarks-everywhere.yaml").read_bytes() + (
    b"timeline:\n  - at: 2026-11-23T18:40:00Z\n    event: plan\n    by: prc-2611-4t9wq2e\n"
    b"costs: [{what: books, amount: \"90.00\"}]\ntext: >-\n  one\n  two\nquoted: 'it''s'\nname: caf\xc3\xa9\n"
)


def one(raw: bytes) -> Finding:
    """The only finding of a file."""
    (found,) = codec.findings(raw, "records/x.yaml")
    return found


@pytest.fixture(params=["C", "Python"])
def either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Runs a test with libyaml and as if PyYAML had been built without it."""
    if request.param == "Python":
        monkeypatch.setattr(yaml, "__with_libyaml__", False)
    return str(request.param)


# --- what is read as what -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["null", "Null", "NULL", "~", ""])
def test_null(word: str, either_parser: str) -> None:
    assert codec.parse(f"a: {word}\n".encode(), "x") == {"a": None}


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "false", "False", "FALSE"])
def test_booleans(word: str, either_parser: str) -> None:
    assert codec.parse(f"a: {word}\n".encode(), "x")["a"] is (word.lower() == "true")


@pytest.mark.parametrize("word", ["0", "-0", "7", "-12", "2026", "123456789012345678", "-123456789012345678"])
def test_integers(word: str, either_parser: str) -> None:
    value = codec.parse(f"a: [{word}]\n".encode(), "x")["a"][0]
    assert (type(value), value) == (int, int(word))


@pytest.mark.parametrize(
    "word",
    [
        "NO",
        "no",
        "Yes",
        "on",
        "OFF",
        "y",
        "N",
        "012",
        "-01",
        "+1",
        "12:30",
        "1.5",
        "1e3",
        "0x1F",
        "0o7",
        "1_000",
        ".5",
        "2026-11-24",
        "2026-11-23T18:40:00Z",
        "0000-00-00",
        "1234567890123456789",
        "nULL",
        "tRue",
        "nan",
        ".inf",
        "٣",
        "=",
        "<<",
    ],
)
def test_all_else_is_text(word: str, either_parser: str) -> None:
    assert codec.parse(f"a: {word}\n{word}: a\n".encode(), "x") == {"a": word, word: "a"}


@pytest.mark.parametrize("word", ["null", "true", "12", "", "~"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_quoted_is_always_text(word: str, quote: str, either_parser: str) -> None:
    assert codec.parse(f"{quote}{word}{quote}: {quote}{word}{quote}\n".encode(), "x") == {word: word}


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_good_examples_are_read_alike_by_every_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = path.read_bytes()
    data = codec.parse(raw, path.name)
    assert codec.findings(raw, path.name) == ()
    root, found = faults.examine(raw, path.name)
    assert root is not None
    assert found == ()
    assert profile.same(root.data(), data)
    assert _as_text(yaml.load(raw.decode(), yaml.CBaseLoader)) == _as_text(data, raw)
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    if path.name not in PARSERS_DIFFER:
        assert profile.same(codec.parse(raw, path.name), data)


#: Where PyYAML's two parsers themselves disagree (the one in Python allows fewer tabs).
PARSERS_DIFFER = {"tabs-where-they-may-be.yaml"}


def _as_text(value: Any, raw: bytes = b"") -> Any:
    """Only the shape and the keys: the leaves are looked at in the other tests."""
    if isinstance(value, dict):
        return {key: _as_text(child) for key, child in value.items()}
    return [_as_text(child) for child in value] if isinstance(value, list) else "leaf"


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_bad_examples_are_found_by_their_rule(path: Path) -> None:
    raw = path.read_bytes()
    rule = path.name.partition("-")[0]
    found = codec.findings(raw, "records/x.yaml")
    assert rule in {f.rule for f in found}
    assert {f.severity for f in found} == {"error"}
    lines = raw.decode("utf-8", "replace").split("\n")
    for finding in found:
        assert finding.path == "records/x.yaml"
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
        assert finding.message and finding.try_
        assert finding.rule in {known.id for known in FILE_RULES}
    with pytest.raises(Broken) as broken:
        codec.parse(raw, "records/x.yaml")
    assert broken.value.details["findings"] == [f.as_data() for f in found]
    assert broken.value.message.startswith(f"records/x.yaml:{found[0].line}:{found[0].column}: ")
    assert broken.value.hint == found[0].try_


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_bad_examples_are_refused_by_the_parser_in_python_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert codec.findings(path.read_bytes(), "x")


@pytest.mark.parametrize("rule", FILE_RULES, ids=lambda rule: rule.name)
def test_a_rules_own_examples_show_it(rule: Rule) -> None:
    assert codec.findings(rule.good.encode(), "x") == ()
    if rule.id not in DESCRIBED:
        assert rule.id in {f.rule for f in codec.findings(rule.bad.encode(), "x")}
    assert any(path.name.startswith(rule.id) for path in BAD) or rule.name == "too-large"


def test_rule_ids_and_names_are_each_used_once() -> None:
    assert len({rule.id for rule in FILE_RULES}) == len({rule.name for rule in FILE_RULES}) == len(FILE_RULES)


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [
        (b"a: 1\nb: caf\xe9\n", 2, 7),
        ("é: 😀é\x07".encode(), 1, 6),
        (b"a: 1\r\nb: *c\r\n", 2, 4),
        (b"a:\n  - b: !!int 1\n", 2, 8),
        (b"# top\n\n'a': &x\n  b: 1\n", 3, 6),
        (b"a: 1\nb: 'open\nc: 3\n", 2, 4),
        (b"a: Tea: now\n", 1, 7),
        (b"a: [1,\n  2\nb: 3\n", 1, 4),
        (b"a:\n  b: 1\n\tc: 2\n", 3, 1),
        (b"a: 1\nno colon\nb: 2\n", 2, 1),
        (b"a: 1\n--- \nb: 2\n", 2, 1),
    ],
)
def test_where(raw: bytes, line: int, column: int) -> None:
    found = one(raw)
    assert (found.line, found.column) == (line, column)


def test_a_duplicate_key_names_both_places() -> None:
    found = one(b"id: x\ncosts:\n  - what: a\n    amount: 1\n    what: b\n")
    assert (found.line, found.column, found.field) == (5, 5, "costs[0].what")
    assert "line 3" in found.message and "line 5" in found.message
    assert found.related == ("records/x.yaml:3:5",)


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    raw = b"a: &x 1\na: *x\n1: !t 2\nb:\n  c: 1\n  c: 2\nd: Tea: now\n"
    assert [(f.rule, f.line) for f in codec.findings(raw, "x")] == [
        ("FIL013", 1),
        ("FIL003", 2),
        ("FIL014", 2),
        ("FIL017", 3),
        ("FIL012", 3),
        ("FIL003", 6),
        ("FIL009", 7),
    ]


def test_equal_keys_in_different_mappings_are_fine() -> None:
    assert codec.parse(b"a: {k: 1}\nb: {k: 1}\nc: [{k: 1}, {k: 1}]\n", "x")["c"] == [{"k": 1}, {"k": 1}]


def test_the_size_limit_is_exact() -> None:
    raw = b"a: " + b"x" * (MAX_BYTES - 4) + b"\n"
    assert len(codec.parse(raw, "x")["a"]) == MAX_BYTES - 4
    assert one(raw + b"\n").rule == "FIL007"


# --- places ---------------------------------------------------------------------------------------------------------

PLACED = """\
# top
id: x
é: {a: 1, "b": [2, 3]}
costs:
- what: books
  amount: '90.00'
-   what: room
empty:
text: |
  one
"""


@pytest.mark.parametrize(
    ("at", "value", "key"),
    [
        ((), (1, 1), (1, 1)),
        (("id",), (2, 5), (2, 1)),
        (("é", "b", 1), (3, 20), (3, 20)),
        (("é", "b"), (3, 16), (3, 11)),
        (("costs",), (5, 1), (4, 1)),
        (("costs", 0, "amount"), (6, 11), (6, 3)),
        (("costs", 1, "what"), (7, 11), (7, 5)),
        (("costs", 1), (7, 5), (7, 5)),
        (("empty",), (8, 7), (8, 1)),
        (("text",), (9, 7), (9, 1)),
        (("costs", 1, "amount"), (7, 5), (7, 5)),
        (("costs", 2), (4, 1), (4, 1)),
        (("costs", -1), (4, 1), (4, 1)),
        (("costs", "what"), (4, 1), (4, 1)),
        (("id", "deeper", 3), (2, 1), (2, 1)),
        (("gone",), (1, 1), (1, 1)),
    ],
)
def test_places(at: tuple[str | int, ...], value: tuple[int, int], key: tuple[int, int]) -> None:
    for raw in (PLACED, PLACED.replace("\n", "\r\n")):
        assert codec.Places(raw.encode()).value(at) == value
        assert codec.Places(raw.encode()).name(at) == key


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_place_in_a_broken_file_is_its_start(path: Path) -> None:
    assert codec.Places(path.read_bytes()).value(("status",)) == (1, 1)


# --- what would harm ------------------------------------------------------------------------------------------------

BOMBS: dict[str, str] = {
    "dashes": "- " * 500_000,
    "dashes below a field": "a:\n  " + "- " * 400_000,
    "brackets": "[" * 1_000_000,
    "brackets in a field": "a: " + "[" * 1_000_000,
    "brackets, a line each": "a: " + "[\n" * 500_000,
    "braces": "{a: " * 250_000,
    "question marks": "? " * 500_000,
    "question marks in brackets": "[? " * 300_000,
    "question marks, a line each": "?\n" * 500_000,
    "colons": ":" * 1_000_000,
    "colons apart": ": " * 500_000,
    "stairs": "".join(f"{' ' * i}a:\n" for i in range(1400)),
    "stairs of dashes": "".join(f"{' ' * i}-\n" for i in range(1400)),
    "aliases": "a:\n" + "  - *b\n" * 140_000,
    "anchors": "a:\n" + "  - &b c\n" * 100_000,
    "a laugh": "a: &a [x, x]\n"
    + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)),
    "the same key": "a: 1\n" * 200_000,
    "tags": "a:\n" + "  - !b c\n" * 100_000,
    "one tag": "a: !" + "b" * 1_000_000,
    "one anchor": "a: &" + "b" * 1_000_000 + " c",
    "keys that are none": "1: 1\n" * 200_000,
    "documents": "---\n" * 250_000,
    "directives": "%A b\n" * 200_000,
    "controls": "\x01" * 1_000_000,
    "bare carriage returns": "\r" * 1_000_000,
    "conflicts": "<<<<<<< \n" * 100_000,
    "a quote never closed": "a: '" + "x" * 1_000_000,
    "commas": "a: [" + "," * 1_000_000,
    "never closed": "a: [" + "a," * 500_000,
    "tabs": "\t" * 1_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_end_with_a_few_findings(name: str) -> None:
    raw = BOMBS[name].encode()[:MAX_BYTES]
    found = codec.findings(raw, "x")
    assert 1 <= len(found) <= faults.MAX_FINDINGS
    assert all(len(f.message) < 400 for f in found)


def test_far_too_large_is_not_even_looked_at() -> None:
    assert one(b"\xff" * (20 * MAX_BYTES)).rule == "FIL007"


def readable_or_broken(raw: bytes) -> None:
    """Whatever the bytes, there is data or there are placed findings, and the two ways agree on which."""
    root, found = faults.examine(raw, "x")
    try:
        data = codec.parse(raw, "x")
    except Broken as broken:
        assert found
        assert broken.details["findings"]
        assert codec.findings(raw, "x") == found
    else:
        assert found == ()
        assert root is not None
        assert profile.same(root.data(), data)
        assert codec.edit(raw, data) == raw
        changed = {**data, "added": ["x"], next(iter(data), "a"): "two\nlines"}
        assert profile.same(codec.parse(codec.edit(raw, changed), "x"), changed)


@pytest.mark.parametrize("seed", range(20))
def test_random_damage_never_raises_anything_but_broken(seed: int) -> None:
    chance = random.Random(seed)
    signs = b"\n\n  ::--'\"[]{}#&*!|>%@`,?\t\r\x00\xff\xc3\x85~0a<"
    for _ in range(200):
        raw = bytearray(RECORD)
        for _ in range(chance.randint(1, 4)):
            where = chance.randrange(len(raw))
            deed = chance.randrange(4)
            if deed == 0:
                raw[where] = chance.randrange(256)
            elif deed == 1:
                del raw[where : where + chance.randint(1, 8)]
            elif deed == 2:
                raw[where:where] = bytes(chance.choices(signs, k=chance.randint(1, 3)))
            else:
                other = chance.randrange(len(raw))
                raw[where:where] = raw[other : other + chance.randint(1, 40)]
        readable_or_broken(bytes(raw))


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=60) | st.text("ab1:-[]{}#&*!|>'\"%,? \n\t\r~<=\\", max_size=40).map(str.encode))
def test_any_bytes_are_data_or_findings(raw: bytes) -> None:
    readable_or_broken(raw)


@settings(max_examples=300, deadline=None)
@given(st.text("ab1:-[]{}#'\"|>,? \n", max_size=30))
def test_what_is_read_has_the_shape_that_pyyaml_reads(text: str) -> None:
    try:
        data = codec.parse(text.encode(), "x")
    except Broken:
        return
    assert _as_text(yaml.load(text, yaml.CBaseLoader)) == _as_text(data)
