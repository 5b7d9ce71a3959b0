"""A line that is being typed, as pure parts: keys out of bytes, what they do, and how it looks."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from imatter_cli.input.line.keys import Decoder, Key
from imatter_cli.input.line.layout import laid_out, near, width_of
from imatter_cli.input.line.outcome import Pasted
from imatter_cli.input.line.state import Line, begun

PRINTED = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=60)
#: What people copy: several lines, with what means something at a prompt.
COPIED = st.lists(st.sampled_from(["no", "e", ".", "<", "?", "", "rm -rf /", "日本語", "é", "a thought"])).map(
    "\n".join
)
NAMES = ["left", "right", "home", "end", "up", "down", "backspace", "delete", "word-left", "word-right", "kill-end",
         "kill-start", "kill-word", "kill-word-right", "yank"]  # fmt: skip
KEYS = st.one_of(
    st.sampled_from(NAMES).map(Key),
    PRINTED.map(lambda text: Key("text", text)),
    COPIED.map(lambda text: Key("paste", text)),
)


def keys_of(data: bytes) -> list[Key]:
    decoder = Decoder()
    return [key for byte in data for key in decoder.feed(byte)]


def pressed(keys, line=None):
    line = line or begun(())
    for key in keys:
        line = line.press(key)
    return line


@settings(max_examples=40)
@given(PRINTED)
def test_what_is_typed_is_what_comes_out(text):
    assert pressed(keys_of(text.encode())).answer == text


@settings(max_examples=40)
@given(COPIED)
def test_a_paste_is_one_key_whatever_it_holds(text):
    keys = keys_of(b"\x1b[200~" + text.replace("\n", "\r").encode() + b"\x1b[201~")
    assert keys == ([Key("paste", text)] if text else [])
    answer = pressed(keys).answer
    assert answer == text and isinstance(answer, Pasted) == bool(text)


@settings(max_examples=40)
@given(st.binary(max_size=80))
def test_no_bytes_are_too_odd(data):
    line = pressed(keys_of(data))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", line.text)


@settings(max_examples=40)
@given(st.lists(KEYS, max_size=30), st.lists(PRINTED, max_size=3))
def test_the_cursor_stays_in_the_line_and_other_answers_as_they_were(keys, history):
    line = begun(tuple(history))
    for key in keys:
        line = line.press(key)
        assert 0 <= line.at <= len(line.text)
        assert len(line.entries) == len(history) + 1


@settings(max_examples=40)
@given(PRINTED, PRINTED)
def test_going_up_and_down_again_loses_nothing(text, earlier):
    line = begun((earlier,)).press(Key("text", text))
    assert line.press(Key("up")).text == earlier
    assert line.press(Key("up")).press(Key("down")).text == text


@settings(max_examples=40)
@given(st.one_of(PRINTED, COPIED), st.integers(2, 120), st.integers(0, 60))
def test_every_row_fits_and_shows_the_whole(text, width, at):
    at = min(at, len(text))
    layout = laid_out("Say: ", text, at, width)
    assert all(width_of(row) <= max(width - 1, 2) for row in layout.rows)
    assert 0 <= layout.row < len(layout.rows) and layout.column <= width_of(layout.rows[layout.row])
    shown = "".join("Say: " + "".join(c for c in text if c.isprintable()))
    assert re.sub(r"\s", "", "".join(layout.rows)) == re.sub(r"\s", "", shown)


def test_keys_that_edit():
    assert keys_of(b"ab\x1b[Dc\x7f\x01x\x05y") == [
        Key("text", "a"), Key("text", "b"), Key("left"), Key("text", "c"), Key("backspace"), Key("home"),
        Key("text", "x"), Key("end"), Key("text", "y"),
    ]  # fmt: skip
    assert pressed(keys_of(b"one two\x17\x19\x19")).text == "one twotwo"
    assert pressed(keys_of("e\u0301\x7f".encode())).text == ""
    assert Key("unreadable") in keys_of(b"caf\xe9 ")


def test_a_lone_escape_takes_nothing_with_it():
    decoder = Decoder()
    assert decoder.feed(0x1B) == () and decoder.escaping
    decoder.idle()
    assert decoder.feed(ord("[")) == (Key("text", "["),)


def test_a_paste_without_an_end_can_be_interrupted_and_is_kept():
    decoder = Decoder()
    for byte in b"\x1b[200~half a text":
        assert decoder.feed(byte) == ()
    decoder.idle()
    assert decoder.feed(3) == (Key("paste", "half a text"), Key("interrupt"))


def test_a_long_text_shows_what_is_around_the_cursor():
    text = "\n".join(map(str, range(100)))
    window = laid_out("  | ", text, len(text), 80).window(10)
    assert len(window.rows) == 10 and window.rows[window.row] == "  | 99"


def test_an_empty_line_is_no_paste():
    line = Line().press(Key("paste", "x")).press(Key("backspace"))
    assert not isinstance(line.answer, Pasted)


def test_a_paste_costs_as_much_as_its_length_and_is_never_read_past_its_end():
    data = b"\x1b[200~" + (b"a thought \x1b[20 and" + b"\r") * 20_000 + b"\x1b[201~" + b"\rwhoami\r"
    decoder, at, pasted = Decoder(), 0, []
    while not pasted:
        block = data[at : at + decoder.most]
        at += len(block)
        pasted = [key for byte in block for key in decoder.feed(byte) if key.name == "paste"]
    assert data[at:] == b"\rwhoami\r"
    assert pasted[0].text.count("\n") == 20_000


@settings(max_examples=60)
@given(st.lists(COPIED, min_size=1, max_size=9), st.integers(0, 400), st.integers(0, 30), st.booleans())
def test_what_is_drawn_of_a_long_text_is_what_a_screen_shows_of_it(parts, times, back, from_the_end):
    text = "\n".join(parts * times)
    at = max(len(text) - back, 0) if from_the_end else min(back * 40, len(text))
    assert near("  | ", text, at, 12, 5) == laid_out("  | ", text, at, 12).window(5)


def test_no_more_of_a_long_line_is_folded_than_a_screen_shows():
    text = "x" * 100_000
    drawn = near("What? ", text, 90_000, 80, 24)
    assert len(drawn.rows) == 24 and 0 <= drawn.row < 24
    assert near("What? ", text, 90_001, 80, 24).rows == drawn.rows
