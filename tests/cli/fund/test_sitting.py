"""The sitting at a real terminal of 80 columns and 24 lines: decided, left, and taken up again."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pexpect
import pytest

from imatter_cli.output import words
from imatter_cli.output.fund import titled

WHY = ("--reason", "need=small, ready, wanted")


@pytest.fixture
def at_terminal(terminal: Any, programme: Any) -> Callable[..., Any]:
    """Start a sitting at a terminal, as somebody."""

    def start(who: str, *more: str, verb: str = "review", env: dict[str, str] | None = None, rows: int = 60) -> Any:
        said = {"TERM": "dumb", **(env or {})}
        child = terminal("fund", verb, *more, "--store", programme.root, "--as", who, env=said, rows=rows)
        child.logfile_read = Log()
        return child

    return start


class Log:
    """All that was shown."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += re.sub(r"\x1b\[\?2004[hl]", "", text)

    def flush(self) -> None:
        pass


def ends(child: Any, code: int = 0) -> str:
    """What was shown in all, once it has ended; nothing of it wider than the screen."""
    child.expect(pexpect.EOF)
    child.close()
    shown = child.logfile_read.text
    assert child.exitstatus == code, shown
    assert max(len(line.rstrip("\r")) for line in shown.split("\n")) <= 80, shown
    return shown


@pytest.fixture
def three(again: Any) -> list[str]:
    made: list[str] = again("sitting-three", _three)
    return made


def _three(programme: Any) -> list[str]:
    """Three applications of £250, £480 and £310, reviewed, in a closed round of £900; in the sitting's order."""
    areas = (("he1draa", "evening routine"), ("he1drbb", "quiet corner"), ("he1drcc", "reading together"))
    asked = ("room=250", "room=480", "books=310")
    apps = [programme.apply(programme.holder(*who), cost) for who, cost in zip(areas, asked, strict=True)]
    programme.reviewed(*apps)
    programme.fund("close", "2026-Q4")
    return [a["id"] for a in programme.fund("review")["applications"]]


def test_a_small_screen_shows_the_quarter_until_it_was_read(programme: Any, at_terminal: Any, three: list[str]) -> None:
    for said, then in (("q", "0 decisions made. 3 still wait."), ("", "1 of 3: ")):
        child = at_terminal(programme.coordinator, rows=24)
        child.expect_exact("3 applications are ready. Press Enter for the first, q to leave: ")
        assert "1 of 3" not in child.logfile_read.text
        child.sendline(said)
        child.expect_exact(then)
    narrow = at_terminal(programme.coordinator, rows=24, env={"COLUMNS": "40"})
    narrow.expect_exact("3 applications are ready. Press Enter\r\nfor the first, q to leave: ")
    child.expect("uit: ")
    child.sendline("q")
    ends(child)


def test_decide_two_leave_and_go_on_with_the_rest(programme: Any, at_terminal: Any, three: list[str]) -> None:
    child = at_terminal(programme.coordinator)
    closed = programme.fund("review")["closed"]  # not the day that was planned
    child.expect(rf"Quarter 2026-Q4  closed {words.day(closed, datetime.now(UTC).date())}")
    child.expect("1 of 3: ")
    child.expect("Key barrier +the school has no budget line")
    child.expect('Review [AB] +need 4  fit 3  feasible 4   "small and wanted"')
    child.expect("Left to give +£900")
    child.expect("uit: ")
    child.sendline("f")
    for answer in ("small, ready, wanted", "", ""):
        child.expect(r"(Need|Fit|Feasible): ")
        child.sendline(answer)
    child.expect("Decided: funded, £")
    child.expect("2 of 3: ")
    assert programme.fund("show", three[0])["status"] == "funded"
    child.expect("uit: ")
    child.sendline("p")
    child.expect("How much of ")
    child.sendline("1e2")
    child.expect("is not an amount of money")
    child.expect("How much of ")
    child.sendline("99.50")
    for answer in ("part of it", "", ""):
        child.expect(r"(Need|Fit|Feasible): ")
        child.sendline(answer)
    child.expect("Decided: funded in part, £99.50. Left to give: £")
    child.expect("3 of 3: ")
    child.expect("uit: ")
    child.sendline("q")
    child.expect("2 decisions made. 1 still wait")
    ends(child)
    assert programme.git("status", "--porcelain") == ""
    assert programme.git("log", "-2", "--format=%s").splitlines() == [f"application decide {i}" for i in three[1::-1]]

    child = at_terminal(programme.coordinator)
    child.expect("1 of 1: ")
    child.expect("uit: ")
    child.sendline("d")
    child.expect("To which quarter")
    child.sendline("2027-Q1")
    child.expect("What do you ask for")
    child.sendline("a quote for the room")
    for answer in ("", "one cost is open", ""):
        child.expect(r"(Need|Fit|Feasible): ")
        child.sendline(answer)
    child.expect("Decided: deferred to 2027-Q1")
    child.expect("Next:  imatter fund publish 2026-Q4")
    ends(child)
    assert programme.fund("show", three[2])["status"] == "deferred"
    again = ends(at_terminal(programme.coordinator))
    assert again.count("uit: ") == 0
    assert "Next:  imatter fund publish 2026-Q4" in again


def test_a_wrong_amount_leaves_the_one_in_brackets_and_a_line_begun_is_kept(
    programme: Any, at_terminal: Any, three: list[str]
) -> None:
    child = at_terminal(programme.coordinator)
    child.expect("uit: ")
    child.sendline("p")
    for typed, said in (("", "Type an amount, or < to go back"), ("120", "Need: ")):
        child.expect("How much of ")
        child.sendline(typed)
        child.expect(said)
    child.sendline("<")
    child.expect("uit: ")
    child.sendline("p")
    child.expect(r"\[120\]: ")
    child.sendline("p")
    child.expect("is not an amount of money")
    child.expect(r"\[120\]: ")
    child.sendline("")
    child.expect("Need: ")
    child.send("small and read")
    time.sleep(0.5)
    child.sendintr()
    ends(child, 130)
    child = at_terminal(programme.coordinator)
    child.expect("uit: ")
    child.sendline("p")
    child.expect(r"\[120\]: ")
    child.sendline("")
    child.expect(r"Need \[small and read\]: ")


def test_what_was_begun_comes_back_after_going_to_another(
    programme: Any, at_terminal: Any, three: list[str], home: Any
) -> None:
    """Also after `b` with nothing before it, after a skip and another sitting. The table is shown meanwhile."""
    child = at_terminal(programme.coordinator)
    child.expect("uit: ")
    child.sendline("p")
    child.expect("How much of £")
    child.sendline("100")
    child.expect("Need: ")
    child.sendline("half a reason")
    child.expect("Fit: ")
    child.sendline("<")
    for away, there in (("b", "There is nothing to go back to"), ("t", "1 of 3: app")):
        child.expect("You had begun this decision: in part")
        child.expect("uit: ")
        child.sendline(away)
        child.expect(there)
    child.expect("uit: ")
    child.sendline("s")
    child.expect("2 of 3: ")
    child.expect("uit: ")
    child.sendline("q")
    ends(child)
    child = at_terminal(programme.coordinator)
    child.expect("2 of 3: ")
    child.expect("uit: ")
    child.sendline("b")
    child.expect("You had begun this decision: in part")
    child.expect("uit: ")
    child.sendline("")
    for prompt in (r"\[100\]: ", r"Need \[half a reason\]: ", "Fit: "):
        child.expect(prompt)
        child.sendline("")
    child.expect(r"records the decision: in part, £100 of\s+£")
    child.expect("Feasible: ")
    child.sendline("")
    child.expect("Decided: funded in part, £100")
    child.expect("2 of 3: ")
    child.sendline("q")
    ends(child)


def test_the_next_quarter_is_counted_from_the_one_that_is_decided(
    programme: Any, at_terminal: Any, three: list[str]
) -> None:
    """In the sitting it is named before Enter takes it, and says whether anybody can apply in it."""
    now = {"IMATTER_NOW": f"{int(programme.fund('review')['opens'][:4]) + 1}-02-03T09:00:00Z"}
    child = at_terminal(programme.coordinator, "--quarter", "2026-Q4", env=now)
    child.expect("uit: ")
    child.sendline("d")
    child.expect(r"The next quarter is 2027-Q1: not open yet\.")
    child.expect(r"To which quarter\? \[2027-Q1\]: ")
    child.sendline("next")
    child.expect("What do you ask for")
    child.sendline("a quote")
    child.expect("Need: ")
    child.sendline("wanted")
    child.expect("Fit: ")
    child.sendline("")
    child.expect("records the decision: deferred to 2027-Q1")


def test_an_outcome_that_was_half_typed_is_there_again(programme: Any, at_terminal: Any, three: list[str]) -> None:
    child = at_terminal(programme.coordinator)
    child.expect("uit: ")
    child.send("not fun")
    child.expect("not fun")
    child.sendintr()
    ends(child, 130)
    child = at_terminal(programme.coordinator)
    child.expect('You had typed "not fun" here')


@pytest.mark.parametrize(
    "answers",
    [
        [("uit: ", "")], [("uit: ", "p"), ("How much of ", "")], [("uit: ", "d"), ("To which quarter", "")],
        [("uit: ", "d"), ("To which quarter", "2027-Q1"), ("What do you ask for", "")],
        [("uit: ", "f"), ("Need: ", "wanted"), ("Fit: ", "")],
        [("uit: ", "f"), ("Need: ", "wanted"), ("Fit: ", "good"), ("Feasible: ", "")],
    ],
    ids=["outcome", "award", "quarter", "asks", "reason", "last-reason"],
)  # fmt: skip
@pytest.mark.parametrize("begun", ["half", ""])
def test_a_window_that_closes_decides_nothing_and_keeps_what_was_typed(
    programme: Any, at_terminal: Any, three: list[str], home: Any, answers: list[tuple[str, str]], begun: str
) -> None:
    before = programme.head()
    child = at_terminal(programme.coordinator, env={"TERM": "xterm"})
    for prompt, said in answers:
        child.expect(prompt)
        if said:
            child.sendline(said)
    if begun:
        child.send(begun)
        child.expect_exact(begun)
    else:
        time.sleep(0.1)  # until the line is read
    child.kill(signal.SIGHUP)
    child.expect(pexpect.EOF)
    assert programme.head() == before and programme.git("status", "--porcelain") == ""
    kept = "".join(draft.read_text() for draft in home.drafts)
    assert begun in kept and all(said in kept for _, said in answers[1:])


def test_what_is_asked_stands_out(programme: Any, at_terminal: Any, three: list[str]) -> None:
    child = at_terminal(programme.coordinator, env={"TERM": "xterm"})
    for prompt, said in (("[q]uit: ", "f"), ("  Need: ", "small"), ("  Fit: ", "")):
        child.expect_exact(f"{prompt}\x1b[22m")
        child.sendline(said)


def test_the_table_is_followed_by_the_whole_application(programme: Any, at_terminal: Any, three: list[str]) -> None:
    child = at_terminal(programme.coordinator)
    for said in ("t", "q"):
        child.expect("1 of 3: ")
        child.expect("Key barrier ")
        child.expect("Review A ")
        child.expect("Left to give ")
        child.expect("uit: ")
        child.sendline(said)
    ends(child)


def test_a_refusal_is_said_and_asked_again(programme: Any, at_terminal: Any, three: list[str]) -> None:
    """What money or a quarter refuses is refused before anybody writes reasons; written ones are offered again."""
    programme.fund("edit", "2026-q4", "--reserve", "899.99", "--reason", "the board agreed")
    before = programme.head()
    child = at_terminal(programme.coordinator)
    child.expect("uit: ")
    for said in ("x", "fnord", "q1"):
        child.sendline(said)
        child.expect("Type one letter")
        child.expect("uit: ")
    child.sendline("f")
    child.expect("Not decided: ")
    child.expect("uit: ")
    child.sendline("")  # what was refused is not taken up again
    child.expect("Type one letter")
    for outcome, question, *wrong in (
        ("p", "How much of £", "100.02", "5000"),
        ("d", "To which q", "2026-Q4", "2028-Q4"),
    ):
        child.expect("uit: ")
        child.sendline(outcome)
        for text in wrong:
            child.expect(rf"{question}[^\n]*[?:] ")
            child.sendline(text)
            child.expect("Not decided: ")
        child.expect(rf"{question}[^\n]*[?:] ")  # the same question again, not the outcome
        child.sendline("<")
        child.expect("You had begun this decision")
    assert "Need: " not in child.logfile_read.text
    child.expect("uit: ")
    child.sendline("not funded")
    for _ in range(3):
        child.expect(r"(Need|Fit|Feasible): ")
        child.sendline("")
    child.expect("A decision needs reasons")
    assert programme.head() == before
    child.expect("You had begun this decision: not funded")
    child.expect("uit: ")
    child.sendline("s")
    child.expect("2 of 3: ")
    child.expect("uit: ")
    child.sendline("b")
    child.expect("1 of 3: ")
    child.expect("uit: ")
    child.sendline("b")
    child.expect("There is nothing to go back to")
    child.expect("uit: ")
    # A prompt is there a moment before the line is read: Ctrl-C in between would wait for another key.
    time.sleep(0.5)
    child.sendcontrol("c")
    child.expect("Stopped. 0 decisions made and saved")
    ends(child, 130)
    assert programme.head() == before and programme.git("status", "--porcelain") == ""


def test_it_goes_on_exactly_where_it_stopped(
    programme: Any, at_terminal: Any, three: list[str], home: Any
) -> None:  # fmt: skip
    """Also after the one that was skipped, with what was typed; what is unfinished is in nobody's store."""
    child = at_terminal(programme.coordinator)
    child.expect("uit: ")
    child.sendline("s")
    child.expect("2 of 3: ")
    child.expect("uit: ")
    child.sendline("d")
    child.expect("To which quarter")
    child.sendline("2027-Q1")
    child.expect("What do you ask for")
    child.sendline("a quote for the room")
    child.expect("Need: ")
    child.sendline("one cost is open")
    child.expect("Fit: ")
    child.sendcontrol("d")
    child.expect("3 still wait.\r\nTo continue:  imatter fund review --quarter 2026-Q4")
    ends(child)
    assert len(home.drafts) == 1 and home.drafts[0].stat().st_mode & 0o777 == 0o600
    assert programme.git("status", "--porcelain") == ""
    assert "imatter draft resume" in programme.run("status").out

    child = at_terminal(programme.second)
    child.expect("1 of 3: ")
    child.expect("uit: ")
    child.sendline("q")
    assert "You had begun" not in ends(child)
    child = at_terminal(programme.coordinator)
    child.expect("Back where you stopped. 1 earlier application is waiting too")
    child.expect("2 of 3: ")
    child.expect("You had begun this decision: deferred")
    child.expect("uit: ")
    child.sendline("")
    for prompt in (r"quarter\? \[2027-Q1\]", r"\[a quote for the room\]", r"Need \[one cost is open\]", "Fit: "):
        child.expect(prompt)
        child.sendline("")
    child.expect("Feasible: ")
    child.sendline("-")
    child.expect("Decided: deferred to 2027-Q1")
    decided = programme.fund("show", three[1])["timeline"][-1]
    assert decided["reasons"] == [{"criterion": "need", "text": "one cost is open"}]
    assert decided["asks"] == "a quote for the room"
    child.expect("3 of 3: ")
    child.expect("uit: ")
    child.sendline("b")
    child.expect("1 of 3: ")
    child.expect("uit: ")
    child.sendline("n")
    for _ in range(3):
        child.expect(r"(Need|Fit|Feasible): ")
        child.sendline("not now")
    child.expect("3 of 3: ")
    child.expect("uit: ")
    child.sendline("s")
    child.expect("2 decisions made. 1 still waits")
    ends(child)
    assert home.drafts == []
    child = at_terminal(programme.coordinator)
    child.expect("1 of 1: ")
    assert "where you stopped" not in child.logfile_read.text


def test_what_a_deferral_asked_for_is_read_when_it_comes_back(programme: Any, three: list[str]) -> None:
    for id in three:
        more = ("--quarter", "2027-Q1", "--asks", "a quote for the room")
        programme.fund("decide", id, "--outcome", "deferred", *more, *WHY)
    programme.fund("publish", "2026-Q4")
    programme.fund("open", "2027-Q1", "--budget", "500")
    programme.fund("carry", three[0])
    (one,) = programme.fund("review", "--quarter", "2027-Q1")["applications"]
    assert (one["deferred_from"], one["asks"]) == ("2026-q4", "a quote for the room")
    first = programme.fund("review", "--quarter", "2026-Q4")["applications"][0]
    assert (first["deferred_from"], first["asks"]) == (None, None)


def test_ones_own_is_passed_over_and_decided_by_another(programme: Any, at_terminal: Any, three: list[str]) -> None:
    for application in three[1:]:
        programme.fund("decide", application, "--outcome", "not-funded", *WHY)
    programme.fund("recuse", three[0], "--reviewer", programme.coordinator, "--conflict", "close-relation")
    shown = ends(at_terminal(programme.coordinator))
    assert "is left out because you have a conflict" in " ".join(shown.split()) and "need 4" not in shown
    child = at_terminal(programme.second)
    child.expect("1 of 1: ")
    child.expect("uit: ")
    child.sendline("q")
    ends(child)


def test_an_open_round_is_shown_and_nothing_is_asked(programme: Any, at_terminal: Any, three: list[str]) -> None:
    programme.fund("reopen", "2026-Q4", "--reason", "the letter went out late")
    shown = ends(at_terminal(programme.coordinator, "--quarter"))
    assert "imatter fund close 2026-Q4" in " ".join(shown.split()) and "uit: " not in shown


def test_a_review_has_the_same_letter_on_every_page() -> None:
    """Only what is in has one: a conflict between two reviews takes no letter away from the second."""
    reviews = [{"status": s} for s in ("submitted", "recused", "assigned", "submitted")]
    assert [title for title, _ in titled(reviews)] == ["Review A", "Conflict", "Assigned", "Review B"]


def test_a_bad_quarter_is_refused_before_anything_longer_is_asked(
    programme: Any, at_terminal: Any, three: list[str], home: Any
) -> None:  # fmt: skip
    child = at_terminal(programme.coordinator)
    child.expect("uit: ")
    child.sendline("d")
    for bad in ("2026-Q3", "soon"):
        child.expect("To which quarter")
        child.sendline(bad)
        child.expect("Not decided: ")
    child.expect("To which quarter")
    child.sendline("next")
    child.expect("What do you ask for")
    child.sendline("a quote")
    child.expect("Need: ")
    child.sendcontrol("d")
    ends(child)

    child = at_terminal(programme.coordinator, three[0], verb="decide")
    child.expect("What is the outcome")
    child.sendline("deferred")
    child.expect("To which quarter")
    child.sendline("2026-Q2")
    child.expect("2026-Q2 is not later than 2026-Q4")
    child.sendline("2027-Q1")
    child.expect("What do you ask for")
    child.sendcontrol("c")
    ends(child, 130)
    assert len(home.drafts) == 2
    programme.fund("decide", three[0], "--outcome", "not-funded", *WHY)
    assert len(home.drafts) == 2  # what was typed is thrown away only when somebody says so, and home is silent of it
    assert "`imatter fund decide`" not in programme.run("status").out


def test_nothing_of_a_sitting_is_unfinished_once_others_decided_the_rest(
    programme: Any, at_terminal: Any, three: list[str], home: Any
) -> None:  # fmt: skip
    child = at_terminal(programme.coordinator)
    child.expect("uit: ")
    child.sendline("n")
    child.expect("Need: ")
    child.sendcontrol("d")
    ends(child)
    assert len(home.drafts) == 1
    for id in three:
        programme.fund("decide", id, "--outcome", "not-funded", *WHY)
    programme.fund("publish", "2026-Q4")
    assert home.drafts == []


def test_what_cannot_be_funded_is_offered_its_other_outcomes_and_asked_again(
    programme: Any, at_terminal: Any, three: list[str]
) -> None:
    project = programme.fund("show", three[0])["project"]
    programme.do("project", "start", project)
    programme.do("project", "stop", project, "--reason", "time")
    child = at_terminal(programme.coordinator)
    child.expect("1 of 3: ")
    child.expect("It can't be funded as things are")
    child.expect("uit: ")
    child.sendline("f")
    child.expect("Not decided: ")
    child.expect("uit: ")
    child.sendline("n")
    for answer in ("no longer needed", "", ""):
        child.expect(r"(Need|Fit|Feasible): ")
        child.sendline(answer)
    child.expect("Decided: not funded this quarter")
    child.expect("2 of 3: ")
    child.expect("uit: ")
    child.sendline("q")
    assert "Not decided: Not decided" not in ends(child)
    assert programme.fund("show", three[0])["status"] == "not-funded"
