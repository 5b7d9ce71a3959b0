"""What is typed and pasted at a real terminal: nothing is lost, nothing is answered by accident, nothing leaks."""

from __future__ import annotations

import ast
import json
import re
import signal
import sys
import termios
import time
from pathlib import Path
from typing import Any

import pexpect
import pytest

TINY = Path(__file__).with_name("tiny.py")
#: Forty lines with everything in them that means something at a prompt.
LINES = ["no", "e", "", "", ".", "<", "?", "touch pwned", "yes", *[f"line {n}" for n in range(31)]]
PASTE = "\x1b[200~" + "\r".join(LINES) + "\x1b[201~"
#: Prompts of the tiny form, with an answer to each.
PROMPTS = [
    (r"Type \[1-3\]: ", "early"), ("Where\\? ", "school"), ("  1: ", "mornings"), ("  2: ", ""),
    (r"part\? \[1-3\]: ", "2"), ("start\\? ", "yesterday"), (r"cost\? \(optional\): ", "2.50"),
    (r"shared\? \[yes/no\] \[no\]: ", "yes"), (r"  \| ", "A thought."),
]  # fmt: skip

#: Prompts of the form with every other kind of question, with an answer to each.
EVERY = [
    (r"Reason \[1-3\]:", "family"), (r"Project \[1-2\]:", "7kq"), (" 1:", "9b2"), (" 2:", ""), (" 1:", "complex"),
    (" 2:", ""), (r"Which role\?", "host"), (" 1:", "books=2"), (" 2:", ""), (r" \d+:", ""),
    (r"agree\? \[yes/no\]:", "yes"), (r"\|", "A thought."), (r"\|", "."),
]  # fmt: skip


def go_to(child: Any, place: int) -> None:
    for prompt, answer in PROMPTS[:place]:
        child.expect(prompt)
        child.sendline(answer)
    child.expect(PROMPTS[place][0])


def draft(home: Any) -> dict[str, Any]:
    (path,) = home.drafts
    return dict(json.loads(path.read_text()))


def ended(child: Any) -> str:
    child.expect(pexpect.EOF)
    child.close()
    return str(child.before)


@pytest.mark.parametrize("place", range(len(PROMPTS)))
def test_forty_pasted_lines_are_one_answer_at_every_question(at_terminal: Any, home: Any, place: int) -> None:
    child = at_terminal("tiny", "new")
    go_to(child, place)
    child.send(PASTE)
    child.expect_exact("line 30")
    child.sendline("")
    child.expect(re.escape("  | ") if place == 8 else r"(and you pasted|part\?|  1: )")
    time.sleep(0.1)
    child.sendintr()
    ended(child)
    assert child.exitstatus == 130
    kept = draft(home)
    fields = ["type", "setting", "focus_areas", "focus_areas", "individuals", "starts", "cost", "shared", "why"]
    later = set(fields[place + 1 :]) - set(fields[: place + 1])
    assert not later & set(kept["answers"]), kept
    told = json.dumps(kept)
    assert "line 30" in told and "touch pwned" in told
    if place == 8:
        assert kept["lines"] == LINES


def test_a_paste_as_long_as_a_book_chapter_is_taken_at_once_and_can_be_stopped(at_terminal: Any, home: Any) -> None:
    child = at_terminal("tiny", "new")
    go_to(child, 8)
    lines = [f"{n:04} {'of what was said that evening ' * 2}".rstrip() for n in range(1800)]
    begun = time.monotonic()
    child.send("\x1b[200~" + "\r".join(lines) + "\x1b[201~")
    child.expect_exact("1799 of what")
    child.sendintr()
    ended(child)
    assert child.exitstatus == 130 and time.monotonic() - begun < 10
    assert draft(home)["lines"] == lines


ENDS = [("SIGHUP", place) for place in range(len(PROMPTS))] + [
    (how, place) for how in ("SIGTERM", "\x1c", "\x03") for place in (1, 8)
]


@pytest.mark.parametrize(("how", "place"), ENDS)
def test_half_a_line_is_kept_whatever_ends_the_window(at_terminal: Any, home: Any, place: int, how: str) -> None:
    child = at_terminal("tiny", "new")
    go_to(child, place)
    child.send("half a thought")
    child.expect_exact("half a thought")
    if how.startswith("SIG"):
        child.kill(getattr(signal, how))
    else:
        child.send(how)
    ended(child)
    assert "half a thought" in json.dumps(draft(home))


@pytest.mark.parametrize("how", ["\x03", "SIGTERM"])
def test_half_a_line_is_kept_in_a_line_mode_too(at_terminal: Any, home: Any, how: str) -> None:
    child = at_terminal("tiny", "new", env={"ACCESSIBLE": "1"})
    go_to(child, 1)
    child.send("half a thought")
    child.expect_exact("half a thought")
    if how == "SIGTERM":
        child.kill(signal.SIGTERM)
    else:
        child.sendintr()
    ended(child)
    assert "half a thought" in json.dumps(draft(home))


def test_a_paste_in_line_mode_is_one_answer(at_terminal: Any, home: Any) -> None:
    child = at_terminal("tiny", "new", env={"TERM": "dumb"})
    go_to(child, 8)
    child.send("one\n.\n\n<\ntwo")
    child.expect_exact("two")
    time.sleep(0.3)
    child.sendline(".")
    assert "one" in ended(child)


@pytest.mark.parametrize("place", range(len(PROMPTS)))
def test_a_window_that_is_closed_takes_nothing_with_it(at_terminal: Any, home: Any, place: int) -> None:
    child = at_terminal("tiny", "new")
    go_to(child, place)
    child.send("half a thought")
    child.expect_exact("half a thought")
    child.ptyproc.fileobj.close()  # as a terminal does that is closed
    for _ in range(100):
        if home.drafts and "half a thought" in home.drafts[0].read_text():
            break
        time.sleep(0.05)
    assert "half a thought" in json.dumps(draft(home))


def test_back_through_the_whole_form(at_terminal: Any, home: Any) -> None:
    child = at_terminal("tiny", "new")
    go_to(child, 8)
    child.sendline("A thought.")
    back = (
        "  | ", r"shared\? \[yes/no\] \[yes\]: ", r"cost\? \[2.50\]: ", r"start\? \[2026-11-23\]: ",
                   r"part\? \[1-3\] \[2\]: ", "  1: ", r"Where\? \[school\]: ",
        r"Type \[1-3\] \[early-concern\]: ",
    )  # fmt: skip
    for prompt in back:
        child.expect(prompt)
        child.sendline("<")
    child.expect_exact("This is the first question.")
    for prompt in (r"Type \[1-3\] \[early-concern\]: ", r"Where\? \[school\]: ", "  1: ", r"part\? .*: ",
                   r"start\? .*: ", r"cost\? .*: ", r"shared\? .*: "):  # fmt: skip
        child.expect(prompt)
        child.sendline("")
    child.expect_exact("  | A thought.\r\n")
    child.expect_exact("  | ")
    child.sendline(".")
    said = ended(child)
    assert "'mornings'" in said and "'2026-11-23'" in said and "'A thought.'" in said and "True" in said


@pytest.fixture
def shell(home: Any, tmp_path: Path) -> Any:
    """A shell with job control, and the tiny programme as `tiny`."""
    child = pexpect.spawn(
        "bash", ["--norc", "--noprofile", "-i"], env={**home.env, "TERM": "xterm", "PS1": "sh> "}, cwd=str(tmp_path),
        encoding="utf-8", use_poll=True, dimensions=(24, 80), timeout=15,
    )  # fmt: skip
    child.expect_exact("sh> ")
    child.sendline(f'tiny() {{ {sys.executable} {TINY} "$@"; }}')
    child.expect_exact("sh> ")
    yield child
    child.close(force=True)


def test_stopped_and_gone_on_with_the_line_is_there(shell: Any) -> None:
    shell.sendline("tiny tiny new")
    go_to(shell, 1)
    shell.send("half a th")
    shell.expect_exact("half a th")
    shell.send("\x1a")
    shell.expect_exact("sh> ")
    shell.sendline("fg")
    shell.expect_exact("Where? \x1b[22mhalf a th")
    shell.send("ought\r")
    shell.expect_exact("  1: ")
    assert "Where?" not in shell.before  # drawn once
    shell.sendintr()
    shell.expect_exact("kept")


def test_stopped_and_gone_on_at_every_kind_of_question(shell: Any) -> None:
    shell.sendline("tiny tiny every")
    for prompt, answer in EVERY:
        shell.expect(prompt)
        shell.send("half a th")
        shell.expect_exact("half a th")
        shell.send("\x1a")
        shell.expect_exact("sh> ")
        shell.sendline("fg")
        shell.expect(f"{prompt}.*half a th")
        shell.send("\x15")
        shell.sendline(answer)
    shell.expect_exact("Back to what you skipped.")  # the steps
    shell.expect_exact("  1: ")
    shell.sendline("read together")
    shell.expect_exact("  2: ")
    shell.sendline("")
    shell.expect_exact("Kept: ")
    shell.expect_exact("sh> ")


def test_nothing_typed_ahead_reaches_the_shell_and_the_terminal_is_as_before(shell: Any, tmp_path: Path) -> None:
    before = termios.tcgetattr(shell.child_fd)
    shell.sendline("tiny tiny new")
    shell.expect(PROMPTS[0][0])
    shell.send("\x03touch pwned\n")
    shell.expect_exact("sh> ")
    time.sleep(0.2)
    shell.sendline("echo done")
    shell.expect_exact("done\r\n")
    assert not (tmp_path / "pwned").exists()
    assert termios.tcgetattr(shell.child_fd)[:4] == before[:4]


def test_a_window_that_changes_its_width_keeps_the_line(at_terminal: Any) -> None:
    child = at_terminal("tiny", "new")
    go_to(child, 1)
    child.send("a quiet corner of the library with a rug and a lamp and two chairs for reading")
    child.expect_exact("eading")
    child.setwinsize(24, 40)
    child.expect_exact("Where? \x1b[22ma quiet corner of the library wi\r\n")
    child.send(" together\r")
    child.expect_exact("  1: ")


def test_only_yes_or_no_answers_a_yes_no_question_and_a_sentence_is_kept(at_terminal: Any, home: Any) -> None:
    child = at_terminal("tiny", "new")
    go_to(child, 1)
    child.sendline("<")
    child.expect(r"Type \[1-3\] \[early-concern\]: ")
    child.sendintr()
    ended(child)
    child = at_terminal("tiny", "new")
    for said in ("nobody came today", "not yet", "nope"):
        child.expect_exact("Carry on with them? [Y/n] ")
        child.sendline(said)
        child.expect_exact("Please type y for yes or n for no.")
    child.expect_exact("[Y/n] ")
    child.sendline("y")
    child.expect_exact("  | nobody came today\r\n  | not yet\r\n")
    child.expect_exact("Where? ")
    child.send("\x1b[A")
    child.expect_exact("nope")


WAYS = {"edited": {}, "dumb": {"TERM": "dumb"}, "spoken": {"ACCESSIBLE": "1"}}


def settled(child: Any) -> str:
    """What the screen shows until nothing more comes."""
    shown = ""
    while child.expect([r"(?s).+", pexpect.TIMEOUT, pexpect.EOF], timeout=0.1) == 0:
        shown += child.after
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).replace("\r", "")


def settled_at(child: Any, prompt: str) -> str:
    """The same once the prompt comes last, on a slow machine too; all that was shown if it never does."""
    shown = settled(child)
    for _ in range(100):
        if re.search(prompt + r" *$", shown):
            break
        shown += settled(child)
    return shown


@pytest.mark.parametrize("way", WAYS)
def test_a_paste_answers_no_more_than_one_question_of_every_kind(at_terminal: Any, way: str) -> None:
    """Forty lines at each prompt, where a paste is marked and where it is told by its haste alone."""
    child = at_terminal("tiny", "every", env=WAYS[way])
    pasted = PASTE + "\r" if way == "edited" else "\n".join(LINES) + "\n"
    child.expect(EVERY[0][0])
    for place, (prompt, answer) in enumerate(EVERY):
        if answer != ".":
            child.send(pasted)
            here = prompt if place else EVERY[1][0]  # words of one's own are one answer, and the next is asked
            shown = settled_at(child, here)
            assert re.search(here + r" *$", shown), (prompt, shown[-300:])
        if place:
            child.sendline(answer)
            if answer != ".":
                settled(child)
    said = ended(child)
    assert child.exitstatus == 0, said
    found = re.search(r"Kept: ([{].*?[}])", " ".join(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said).split()))
    assert found, said
    values = ast.literal_eval(found[1])
    assert values["project"] == "prj-2611-7kq4m2x" and values["others"] == ["prj-2609-9b2fz6a"]
    assert (values["bands"], values["role"], values["costs"]) == (["complex"], "host", ["books=2.00"])
    assert values["agreed"] is True and "touch pwned" in values["told"] and values["told"].endswith("A thought.")
    assert "touch pwned" in values["reason"] and "touch pwned" in values["steps"] and "line 30" in values["steps"]


def test_why_back_and_a_half_line_at_every_kind_of_question(at_terminal: Any) -> None:
    """`?` says why, a window that changes its width keeps what is typed, and `<` leads back to the first question."""
    child = at_terminal("tiny", "every")
    whys = ["To learn from it.", "It is about one.", "They go with it.", "Of people.", "It says who may.",
            "To add it up.", "Small ones.", "It is asked.", "For later."]  # fmt: skip
    answers = ["family", "7kq", "9b2", "complex", "host", "books=2", "read together", "yes", "A thought."]
    firsts = [
        r"Reason \[1-3\]:",
        r"Project \[1-2\]:",
        "They|  1:",
        "  1:",
        "role\\?",
        "  1:",
        "  1:",
        "agree\\?",
        r"\|",
    ]
    for why, answer, first in zip(whys, answers, firsts, strict=True):
        child.expect(first)
        child.sendline("?")
        child.expect_exact(why)
        child.send("half")
        child.expect_exact("half")
        child.setwinsize(24, 40)
        child.setwinsize(24, 80)
        settled(child)
        child.send("\x15")  # the line is there, and goes
        child.sendline(answer)
        if first == "  1:" or "They" in first:
            child.expect_exact("  2: ")
            child.sendline("")
    child.expect(r"\| ")
    for _ in range(4 * len(answers)):  # a list gives its entries back one by one
        child.sendline("<")
        if "This is the first question." in settled(child):
            break
    else:
        raise AssertionError("It never came to the first question.")


@pytest.mark.parametrize("place", range(len(EVERY) - 1))
def test_a_closed_window_keeps_the_half_line_at_every_kind_of_question(at_terminal: Any, home: Any, place: int) -> None:
    child = at_terminal("tiny", "every")
    for prompt, answer in EVERY[:place]:
        child.expect(prompt)
        child.sendline(answer)
    child.expect(EVERY[place][0])
    child.send("half a thought")
    child.expect_exact("half a thought")
    child.ptyproc.fileobj.close()
    for _ in range(100):
        if home.drafts and "half a thought" in home.drafts[0].read_text():
            break
        time.sleep(0.02)
    assert "half a thought" in json.dumps(draft(home))
