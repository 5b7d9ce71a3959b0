"""Edits: the data that was asked for, and everything else as a person wrote it, byte for byte."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from imatter_cli.errors import Broken
from imatter_cli.store import codec

GOOD = sorted((Path(__file__).parent.parent / "examples" / "yaml" / "good").iterdir())

RECORD = """\
# yaml-language-server: $schema=../../../schemas/project.schema.json
# my own notes on this one

id: prj-2611-7kq4m2x
status:   active    # since Monday
setting: 'school'

# who takes part
individuals: [P1, "P2"]   # two
lead:
limits: {low: 1, "high": 3}
focus_areas:

  - evening routine   # the main one
  # the next is new
  - "12:30"

costs:
- what: books   # at the shop
  amount: "90.00"
  # no receipt yet
- amount: '160.00'
  what: room
text: |   # as told
  One.

  Two.


timeline:
  - at: 2026-11-23T18:40:00Z
    event: plan

  - at: 2026-11-24
    event: start
# the end
"""


def edited(change: dict[str, Any], *gone: str, raw: str = RECORD) -> str:
    data = {**codec.parse(raw.encode(), "x"), **change}
    for key in gone:
        del data[key]
    return check(raw, data)


def check(raw: str, data: dict[str, Any]) -> str:
    """The text after the edit, having seen that it holds the data."""
    result = codec.edit(raw.encode(), data)
    assert repr_of(codec.parse(result, "x")) == repr_of(data)
    return result.decode()


def repr_of(data: Any) -> str:
    """Data as text that tells true from 1, whatever the order of fields."""
    return json.dumps(data, sort_keys=True)


def replaced(*pairs: tuple[str, str], raw: str = RECORD) -> str:
    for old, new in pairs:
        assert raw.count(old) == 1, old
        raw = raw.replace(old, new)
    return raw


def at(path: str) -> Any:
    """A part of the record's data."""
    return copy.deepcopy(codec.parse(RECORD.encode(), "x")[path])


def test_the_same_data_gives_the_same_bytes() -> None:
    raw = RECORD.replace("\n", "\r\n").encode()
    assert codec.edit(raw, codec.parse(raw, "x")) is raw


def test_a_scalar_alone_is_replaced() -> None:
    assert edited({"status": "paused"}) == replaced(("active ", "paused "))


@pytest.mark.parametrize(
    ("value", "written"),
    [("NO", '"NO"'), (None, "null"), (True, "true"), (7, "7"), ([], "[]"), ({}, "{}"), ("a: b", '"a: b"')],
)
def test_scalars_of_any_kind(value: Any, written: str) -> None:
    assert edited({"setting": value}) == replaced(("'school'", written))
    assert edited({"lead": value or "x"}) == replaced(("lead:\n", f"lead: {written if value else 'x'}\n"))


def test_true_is_not_one() -> None:
    raw = "a: true\nb: 1\n"
    assert check(raw, {"a": 1, "b": True}) == "a: 1\nb: true\n"


def test_text_of_several_lines_keeps_the_remark_of_its_line() -> None:
    assert edited({"status": "one\ntwo\n"}) == replaced(
        ("   active    # since Monday\n", "   |    # since Monday\n  one\n  two\n")
    )


def test_a_block_of_text_keeps_its_remark_and_the_blank_lines_after_it() -> None:
    assert edited({"text": "New.\nText"}) == replaced(
        ("|   # as", "|-   # as"), ("  One.\n\n  Two.\n", "  New.\n  Text\n")
    )
    assert edited({"text": "short"}) == replaced(("|   # as", "short   # as"), ("  One.\n\n  Two.\n", ""))


def test_an_item_appended_comes_after_the_last_and_before_what_follows() -> None:
    assert edited({"timeline": [*at("timeline"), {"at": "2026-11-25", "event": "pause"}]}) == replaced(
        ("    event: start\n", "    event: start\n  - at: 2026-11-25\n    event: pause\n")
    )


def test_items_go_come_and_change_in_place() -> None:
    assert edited({"focus_areas": ["12:30"]}) == replaced(("  - evening routine   # the main one\n", ""))
    assert edited({"focus_areas": ["evening routine", "tea"]}) == replaced(('"12:30"', "tea"))
    assert edited({"focus_areas": ["new", "evening routine", "12:30"]}) == replaced(
        ("  - evening", "  - new\n  - evening")
    )
    assert edited({"focus_areas": ["evening routine", "new", "12:30"]}) == replaced(
        ("# the main one\n", "# the main one\n  - new\n")
    )


def test_inside_an_item_only_what_changes_changes() -> None:
    costs = at("costs")
    costs[0]["amount"] = "95.00"
    costs[1]["by"] = "P1"
    assert edited({"costs": costs}) == replaced(('"90.00"', '"95.00"'), ("  what: room\n", "  what: room\n  by: P1\n"))


def test_the_first_field_of_an_item_can_go_and_one_can_come_before_it() -> None:
    costs = at("costs")
    del costs[0]["what"]
    costs[1] = {"nr": 1, **costs[1]}
    assert edited({"costs": costs}) == replaced(
        ('what: books   # at the shop\n  amount: "90', 'amount: "90'), ("- amount: '160", "- nr: 1\n  amount: '160")
    )


def test_what_stands_behind_a_dash_can_go_and_remarks_stay() -> None:
    fields = "a:\n  - x: 1  # gone\n    # stays\n    y: 2\n"
    assert check(fields, {"a": [{"y": 2}]}) == "a:\n  -\n    # stays\n    y: 2\n"
    assert check(fields.replace("    # stays\n", ""), {"a": [{"y": 2}]}) == "a:\n  - y: 2\n"
    items = "a:\n  - - x  # gone\n    # stays\n    - y\n    - z\n"
    assert check(items, {"a": [["y", "z"]]}) == "a:\n  -\n    # stays\n    - y\n    - z\n"
    assert check(items.replace("    # stays\n", ""), {"a": [["y", "z"]]}) == "a:\n  - - y\n    - z\n"
    assert check(items, {"a": [["z"]]}) == "a:\n  -\n    # stays\n    - z\n"


def test_a_removed_field_takes_its_lines_and_no_ones_remarks() -> None:
    assert edited({}, "individuals") == replaced(('individuals: [P1, "P2"]   # two\n', ""))
    assert edited({}, "lead", "timeline").endswith("  Two.\n\n\n# the end\n")


def test_a_new_field_stands_where_the_data_has_it() -> None:
    data = codec.parse(RECORD.encode(), "x")
    after = {
        k: v
        for name in data
        for k, v in ({name: data[name], "type": 2} if name == "setting" else {name: data[name]}).items()
    }
    assert check(RECORD, after) == replaced(("'school'\n", "'school'\ntype: 2\n"))
    assert check(RECORD, {"schema": "project/1", **data}) == replaced(("id: prj", "schema: project/1\nid: prj"))
    assert edited({"reason": "why\nnot"}) == replaced(("event: start\n", "event: start\nreason: |-\n  why\n  not\n"))


def test_brackets_stay_brackets() -> None:
    assert edited({"individuals": ["P1", "P3"]}) == replaced(('"P2"', "P3"))
    assert edited({"individuals": ["P1", "P2", "P3"]}) == replaced(('[P1, "P2"]', "[P1, P2, P3]"))
    assert edited({"limits": {"low": 0, "high": 3}}) == replaced(("low: 1", "low: 0"))
    assert edited({"individuals": ["P1", "a, b", "[c]"]}) == replaced(('[P1, "P2"]', '[P1, "a, b", "[c]"]'))
    assert edited({"individuals": []}) == replaced(('[P1, "P2"]', "[]"))


def test_an_empty_list_in_brackets_becomes_lines() -> None:
    assert check("a: []  # none\nb: 1\n", {"a": ["x"], "b": 1}) == "a:  # none\n  - x\nb: 1\n"


def test_the_last_item_leaves_an_empty_list() -> None:
    assert check("a:\n  # all\n  - x  # one\nb: 1\n", {"a": [], "b": 1}) == "a: []\n  # all\nb: 1\n"


def test_an_item_becomes_a_list_or_fields_where_it_stands() -> None:
    raw = "a:\n  -   x  # one\n  # next\n  - y\n"
    assert check(raw, {"a": [["p", "q"], "y"]}) == "a:\n  - - p  # one\n    - q\n  # next\n  - y\n"
    assert check(raw, {"a": [{"p": 1, "q": 2}, "y"]}) == "a:\n  - p: 1  # one\n    q: 2\n  # next\n  - y\n"


def test_a_block_of_text_never_draws_in_the_lines_below_it() -> None:
    assert check("a: x\n     # mine\nb: 1\n", {"a": "p\nq\n", "b": 1}) == 'a: "p\\nq\\n"\n     # mine\nb: 1\n'
    assert check("a: |\n  x\nb: 1\n     # mine\nc: 2\n", {"a": "x\n", "c": 2}) == 'a: "x\\n"\n     # mine\nc: 2\n'


def test_a_file_that_has_no_last_line_end() -> None:
    assert check("a: 1\nb: 2", {"a": 3, "b": 2}) == "a: 3\nb: 2"
    assert check("a: 1\nb: 2", {"a": 1, "b": 2, "c": [3]}) == "a: 1\nb: 2\nc:\n  - 3\n"
    assert check("a: 1\nb: 2", {"a": 1}) == "a: 1\n"
    assert check("a: 1\nb: |\n  x", {"a": 1, "b": "x", "c": 3}).startswith("a: 1\nb: ")


def test_windows_line_ends_stay_and_new_lines_have_them() -> None:
    raw = RECORD.replace("\n", "\r\n")
    result = edited({"status": "paused", "text": "a\nb\n", "new": ["x"]}, raw=raw)
    assert result.count("\n") == result.count("\r\n")
    unix = edited({"status": "paused", "text": "a\nb\n", "new": ["x"]})
    assert result == unix.replace("\n", "\r\n")


def test_how_the_file_indents_is_followed() -> None:
    raw = "a:\n- x\nb:\n    c: 1\n"
    assert check(raw, {"a": ["x"], "b": {"c": 1}, "d": {"e": [1]}}) == raw + "d:\n    e:\n    - 1\n"


@pytest.mark.parametrize(
    "raw",
    [
        "{a: 1, b: [x]}  # all\n",
        "? a\n: 1\n? b\n: - x\n",
        "---\na: 1\nb: [x]\n...\n",
        "# top\n---  # start\na: 1\nb: [x]\n",
        "  a: 1\n  b:\n  - x\n",
        "a: 1\nb:\n  -\n    # deep\n    x\n",
        "a: >+\n  1\n\n\nb: ['x'\n  , # odd\n ]\n",
        "a:\n  'one\n\n   two'  # there\nb: [x]",
        "a: |2\n    in\nb: [x]\n",
        '"a" : 1\n"b" :\n    - - x\n      - y\n    - - z\n',
    ],
)
def test_odd_but_readable_files_can_be_edited(raw: str) -> None:
    data = codec.parse(raw.encode(), "x")
    for new in (
        {**data, "a": "x"},
        {**data, "a": "x\ny\n"},
        {**data, "a": {"k": [1, None]}},
        {**data, "b": ["x", "y"]},
        {**data, "b": [["y"], ["z", "w"]]},
        {**data, "b": {"n": "1"}},
        {"new": 1, **data},
        {**data, "new": ["a\nb"]},
        {"a": data["a"]},
        {"b": data["b"]},
        {"c": 1},
        {},
    ):
        check(raw, new)


def test_remarks_before_the_fields_outlive_the_last_resort() -> None:
    assert check("# kept\n\n? a\n: 1\n", {"b": 2}) == "# kept\n\nb: 2\n"


def test_a_broken_file_is_not_edited() -> None:
    with pytest.raises(Broken):
        codec.edit(b"a: 1\na: 2\n", {"a": 1})


def test_what_no_record_can_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        codec.edit(b"a: 1\n", {"a": 1.5})


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_examples_can_be_edited_field_by_field(path: Path) -> None:
    raw = path.read_bytes()
    data = codec.parse(raw, path.name)
    assert codec.edit(raw, data) == raw
    for key in data:
        for value in ("text", "two\nlines\n", 5, None, [], ["a", {"b": "c"}], {"d": {"e": None}}):
            assert repr_of(codec.parse(codec.edit(raw, {**data, key: value}), "x")) == repr_of({**data, key: value})
        rest = {name: data[name] for name in data if name != key}
        assert repr_of(codec.parse(codec.edit(raw, rest), "x")) == repr_of(rest)


# --- any record, any hand, any edit ---------------------------------------------------------------------------------

plain_words = st.sampled_from(
    ["school", "evening routine", "prc-2611-4t9wq2e", "2026-11-24", "NO", "012", "12:30", "a#b", "é😀"]
)
any_text = plain_words | st.sampled_from(
    ["", "a: b", "#x", "x\ny\n", "x\n\n  y", " lead", "tail ", "a\r\nb", "q\"'q", "- a", "x\n\n"]
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-99, 9999)
    | any_text
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)
names = st.sampled_from(["a", "b", "c", "status", "by", "long name", "4", "é", "x: y", "null"])
values = st.recursive(scalars, lambda v: st.lists(v, max_size=4) | st.dictionaries(names, v, max_size=4), max_leaves=10)
records = st.dictionaries(names, values, min_size=1, max_size=6)


class Hand:
    """A person who writes YAML in their own way: quoting, indentation, brackets, blank lines and remarks as drawn."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw

    def chance(self, one_in: int) -> bool:
        return bool(self.draw(st.integers(1, one_in)) == 1)

    def remark(self) -> str:
        return self.draw(st.sampled_from(["", "", "", "", "  # a: 1", " # - x", "   ", "\t# tab"]))

    def gap(self, indent: int) -> list[str]:
        if not self.chance(5):
            return []
        return self.draw(
            st.lists(
                st.sampled_from(["", "   ", "# note", " " * indent + "# mine: {[", "      # far - in"]), max_size=3
            )
        )

    def scalar(self, value: Any, indent: int) -> list[str]:
        """The value's first line, and lines below it."""
        if value is None:
            return [self.draw(st.sampled_from(["null", "~", "Null", ""])) + self.remark()]
        if isinstance(value, bool):
            return [str(value).lower() + self.remark()]
        if isinstance(value, int):
            return [str(value) + self.remark()]
        if "\n" in value and "\r" not in value and self.chance(2) and value.isprintable() is False:
            lines = value.split("\n")
            if (
                lines[-1] == ""
                and lines[0].strip()
                and all(line.isprintable() and not line.isspace() for line in lines)
            ):
                kept = value.endswith("\n\n")
                return [
                    "|" + ("+" if kept else "") + self.remark().replace("\t", " "),
                    *(" " * indent + line if line else "" for line in lines[:-1]),
                ]
        choice = self.draw(st.integers(0, 3))
        if choice == 0 and value.isprintable() and "'" not in value:
            return [f"'{value}'" + self.remark()]
        if choice == 1 and " " in value.strip() and value.isprintable() and "'" not in value and "  " not in value:
            words = value.split(" ")
            if all(words):
                return [
                    f"'{words[0]}",
                    *(" " * indent + word for word in words[1:-1]),
                    " " * indent + words[-1] + "'" + self.remark(),
                ]
        bare = json.dumps(value)
        if (
            choice == 2
            and value
            and all(c.isalnum() for c in value)
            and not value.isdigit()
            and value.lower() != "null"
        ):
            bare = value
        return [bare + self.remark()]

    def brackets(self, value: Any) -> str:
        if isinstance(value, list):
            return "[" + self.draw(st.sampled_from([", ", ",", " , "])).join(map(self.brackets, value)) + "]"
        if isinstance(value, dict):
            return "{" + ", ".join(f"{json.dumps(k)}: {self.brackets(v)}" for k, v in value.items()) + "}"
        return json.dumps(value)

    def value(self, value: Any, indent: int, step: int, dash: int) -> list[str]:
        if isinstance(value, (list, dict)) and (not value or self.chance(5)):
            return [" " + self.brackets(value) + self.remark()]
        if isinstance(value, dict):
            return [self.remark(), *self.gap(indent), *self.fields(value, indent + step)]
        if isinstance(value, list):
            return [self.remark(), *self.gap(indent), *self.items(value, indent + dash)]
        first, *rest = self.scalar(value, indent + step)
        return [" " * self.draw(st.integers(1, 3)) + first if first else "", *rest]

    def fields(self, value: dict[str, Any], indent: int) -> list[str]:
        step, dash = self.draw(st.integers(1, 4)), self.draw(st.integers(0, 3))
        lines: list[str] = []
        for name, child in value.items():
            first, *rest = self.value(child, indent, step, dash)
            key = name if name.isalpha() and name != "null" else json.dumps(name)
            lines += [*(self.gap(indent) if lines else []), " " * indent + key + ":" + first, *rest]
        return lines

    def items(self, value: list[Any], indent: int) -> list[str]:
        lines: list[str] = []
        for child in value:
            lines += self.gap(indent) if lines else []
            if isinstance(child, (dict, list)) and child and self.chance(2):
                inner = self.fields(child, indent + 2) if isinstance(child, dict) else self.items(child, indent + 2)
                lines += [" " * indent + "- " + inner[0][indent + 2 :], *inner[1:]]
            else:
                first, *rest = self.value(child, indent, 2, 2)
                lines += [" " * indent + "-" + first, *rest]
        return lines


@st.composite
def handwritten(draw: Any) -> tuple[str, dict[str, Any], list[tuple[str, list[str]]]]:
    """A file, its data, and the file once more as pieces: (field or empty for what is between, its lines)."""
    data = draw(records)
    hand = Hand(draw)
    pieces: list[tuple[str, list[str]]] = [("", ["# top", *hand.gap(0)])]
    for name, value in data.items():
        pieces += [(name, hand.fields({name: value}, 0)), ("", hand.gap(0))]
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    pieces = [(name, [line + newline for line in lines]) for name, lines in pieces]
    raw = "".join(line for _, lines in pieces for line in lines)
    if draw(st.integers(1, 5)) == 1:
        raw = raw.removesuffix(newline)
        last = next(lines for _, lines in reversed(pieces) if lines)
        last[-1] = last[-1].removesuffix(newline)
    try:
        read = codec.parse(raw.encode(), "x")
    except Broken:
        assume(False)
    assume(repr_of(read) == repr_of(data))
    return raw, data, pieces


@st.composite
def changed(draw: Any, value: Any, depth: int = 0) -> Any:
    """The value with something done to it somewhere."""
    if isinstance(value, dict) and value and draw(st.integers(0, 3)):
        out = {}
        touched = draw(st.sampled_from(sorted(value)))
        deed = draw(st.sampled_from(["change", "change", "remove", "add before", "add after"]))
        name, new = draw(names), draw(values)
        for key, child in value.items():
            if key == touched and deed == "add before" and name not in value:
                out[name] = new
            if key != touched or deed != "remove":
                out[key] = draw(changed(child, depth + 1)) if key == touched and deed == "change" else child
            if key == touched and deed == "add after" and name not in value:
                out[name] = new
        return out
    if isinstance(value, list) and value and draw(st.integers(0, 3)):
        i = draw(st.integers(0, len(value) - 1))
        deed = draw(st.sampled_from(["change", "remove", "insert", "append"]))
        if deed == "change":
            return [*value[:i], draw(changed(value[i], depth + 1)), *value[i + 1 :]]
        if deed == "remove":
            return value[:i] + value[i + 1 :]
        return [*value, draw(values)] if deed == "append" else [*value[:i], draw(values), *value[i:]]
    return draw(records if depth == 0 else values)


@st.composite
def cases(draw: Any) -> tuple[str, dict[str, Any], dict[str, Any], list[tuple[str, list[str]]]]:
    raw, data, pieces = draw(handwritten())
    new = draw(changed(data))
    for _ in range(draw(st.integers(0, 2))):
        new = draw(changed(new))
    return raw, data, new, pieces


def any_edit(case: tuple[str, dict[str, Any], dict[str, Any], list[tuple[str, list[str]]]]) -> None:
    raw, data, new, pieces = case
    assert codec.edit(raw.encode(), data) == raw.encode()
    result = check(raw, new)
    if not set(data) & set(new):
        return  # nothing of the record is left to keep
    position = 0
    for name, lines in pieces:
        if name == "" or (name in new and repr_of(new[name]) == repr_of(data[name])):
            text = "".join(lines)
            found = result.find(text, position)
            if found < 0 and any(mark in text for mark in ("|", ">")):
                continue  # a block of text that would draw in blanks left below it stands in quotes now
            assert found >= 0, f"lost: {text!r}"
            position = found + len(text)


#: A few of those that `edit_records.py` beside it tries; others in each run.
test_any_edit_of_any_record = settings(max_examples=400, deadline=None)(given(cases())(any_edit))
