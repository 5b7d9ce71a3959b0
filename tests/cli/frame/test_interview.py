"""Asking at a terminal: with a scripted person, and through a real one."""

from __future__ import annotations

import io
import json
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pexpect
import pytest

from imatter_cli.classes import replace
from imatter_cli.errors import BadValue, Interrupted, Missing
from imatter_cli.input.ask import answer
from imatter_cli.input.drafts import Drafts, Keeper
from imatter_cli.input.form import Choice, Form, Question, to_change
from imatter_cli.input.line.outcome import Pasted
from imatter_cli.input.values import Behind

CHOICES = [Choice("one", "The first"), Choice("two", "The second", "a note")]
NOW = datetime(2026, 11, 23, 18, 40, tzinfo=UTC)


class Person:
    """Says what is written for them; at the end of it they leave."""

    def __init__(self, *lines, end=EOFError, edits=""):
        self.lines = list(lines)
        self.end = end
        self.edits = edits
        self.heard = ""

    def say(self, text="", indent=""):
        self.heard += f"{indent}{text}\n"

    def pose(self, question):
        self.say(question)

    def ask(self, prompt, text=""):
        self.heard += prompt
        if not self.lines:
            raise self.end
        self.heard += f"{self.lines[0]}\n"
        return self.lines.pop(0)

    def forget_typed_ahead(self):
        pass

    def edit(self, path):
        assert path.stat().st_mode & 0o777 == 0o600
        path.write_text(path.read_text() + self.edits)
        return ""


def interview(person, *questions, drafts=None, given=None, about="", resume="", now=NOW):
    keeper = Keeper(drafts, "try it", now, about=about, resume=resume) if drafts else None
    values = answer(
        Form("try it", "A title.", questions),
        given or {},
        interactive=True,
        behind=Behind(
            date(2026, 11, 24),
            lambda name: CHOICES,
            lambda part, kinds: f"full-{part}",
            lambda kinds: [Choice(f"prj-{n}") for n in range(12)],
        ),
        keeper=keeper,
        console=person,
    )
    return values


A = Question("a", "What is a?", "Because of a.", "an a")
B = Question("b", "What is b?", "Because of b.", "a b")
LONG = Question("story", "What happened?", "To remember.", answer="long")
MANY = Question("areas", "Which areas?", "To focus.", many=True, at_most=3)


@pytest.fixture
def drafts(tmp_path):
    return Drafts(tmp_path / "drafts")


def test_what_is_missing_is_asked_in_order():
    person = Person("x", "y")
    assert interview(person, A, B) == {"a": "x", "b": "y"}
    assert person.heard.index("What is a?") < person.heard.index("What is b?")


def test_what_was_given_is_not_asked():
    person = Person("y")
    assert interview(person, A, B, given={"a": "x"}) == {"a": "x", "b": "y"}
    assert "What is a?" not in person.heard


def test_a_draft_counts_what_was_asked_and_not_what_was_known(drafts):
    person, last = Person("y", end=KeyboardInterrupt), Question("c", "And c?", "w")
    with pytest.raises(Interrupted):
        interview(person, A, B, last, given={"a": "x"}, drafts=drafts)
    (draft,) = drafts.list()
    assert (draft.done, draft.of, draft.answers) == (1, 2, {"a": "x", "b": "y"})


def test_nothing_is_asked_when_all_that_is_required_was_given():
    person = Person()
    optional = Question("c", "And c?", "w", required=False)
    assert interview(person, A, optional, given={"a": "x"}) == {"a": "x"}
    assert person.heard == ""


def test_a_question_mark_says_why():
    person = Person("?", "x")
    interview(person, A)
    assert "Because of a." in person.heard and "For example: an a" in person.heard


def test_a_bad_answer_explains_and_asks_again():
    person = Person("9", "zzz", "2")
    question = Question("kind", "Which?", "w", answer="choice", choices="kinds")
    assert interview(person, question) == {"kind": "two"}
    assert person.heard.count("Kind [1-2]: ") == 3
    assert "Type its number, 1 to 2, or its name." in person.heard


SHORT = Question("area", "Which area?", "To focus.", held="project.safeguarding.role")


def test_a_text_that_is_too_long_is_refused_when_it_is_given_and_kept(drafts):
    person = Person("x" * 201, end=KeyboardInterrupt)
    with pytest.raises(Interrupted):
        interview(person, SHORT, drafts=drafts)
    assert "keep it to 200 characters (this has 201)" in person.heard
    again = Person("y", "shorter")
    assert interview(again, SHORT, drafts=drafts) == {"area": "shorter"}
    assert "x" * 201 in again.heard


def test_a_long_text_that_is_refused_is_mended_in_an_editor(drafts):
    class Shortens(Person):
        def edit(self, path):
            path.write_text(path.read_text()[:50])
            return ""

    person = Shortens("x" * 100_001, ".", "e", ".")
    assert interview(person, LONG, drafts=drafts) == {"story": "x" * 50}
    assert "keep it to 100,000 characters (this has 100,001)" in person.heard
    assert "Type e to open it in an editor" in person.heard


def test_an_editor_that_leaves_nothing_takes_nothing_away(drafts):
    class Empties(Person):
        def edit(self, path):
            path.write_text("")
            return "The editor stopped."

    assert interview(Empties("a thought", "e", "."), LONG, drafts=drafts) == {"story": "a thought"}


def test_a_draft_that_was_refused_goes_on_at_the_answer_that_is_wrong(drafts):
    form = Form("try it", "A title.", (A, B, LONG))
    keeper = Keeper(drafts, "try it", NOW)
    keeper.keep({"a": "x", "b": "y", "story": "one\ntwo"}, 3)
    keeper.let_go()
    keeper.reopen(form, BadValue("No.", details={"findings": [{"field": "story[0]"}]}))
    person = Person("y", "three", ".")
    assert interview(person, A, B, LONG, drafts=drafts) == {"a": "x", "b": "y", "story": "one\ntwo\nthree"}
    assert "  | one\n  | two\n" in person.heard


def test_a_draft_with_nothing_open_goes_back_to_any_answer(drafts):
    Keeper(drafts, "try it", NOW).keep({"a": "x", "b": "y"}, 2)
    person = Person("y", "<", "<", "z", "")
    assert interview(person, A, B, drafts=drafts) == {"a": "z", "b": "y"}
    assert "Everything is answered." in person.heard
    assert interview(Person("y", ""), A, B, drafts=drafts) == {"a": "z", "b": "y"}


def test_an_empty_answer_puts_a_question_off_to_the_end():
    person = Person("", "y", "x")
    assert interview(person, A, B) == {"a": "x", "b": "y"}
    assert "Back to what you skipped." in person.heard


def test_a_question_left_open_twice_keeps_the_rest(drafts):
    with pytest.raises(Missing) as refusal:
        interview(Person("", "y", ""), A, B, drafts=drafts)
    assert [m["field"] for m in refusal.value.details["missing"]] == ["a"]
    assert str(refusal.value.hint) == "imatter draft resume"
    assert drafts.list()[0].answers == {"b": "y"}


def test_optional_questions_may_stay_empty_and_defaults_hold():
    optional = Question("c", "And c?", "w", required=False)
    default = Question("d", "And d?", "w", answer="yes-no", default=False)
    assert interview(Person("x", "", ""), A, optional, default) == {"a": "x", "d": False}


def test_less_than_goes_back_and_an_empty_answer_keeps_what_was():
    person = Person("x", "<", "z", "y")
    assert interview(person, A, B) == {"a": "z", "b": "y"}
    assert "A was: x" in person.heard
    assert interview(Person("x", "<", "", "y"), A, B) == {"a": "x", "b": "y"}


def test_back_before_the_first_question_stays_there():
    person = Person("<", "x")
    assert interview(person, A) == {"a": "x"}
    assert "This is the first question." in person.heard


def test_many_one_a_line_until_an_empty_one():
    person = Person("one", "one", "two", "")
    assert interview(person, MANY) == {"areas": ["one", "two"]}
    assert "one is already in the list." in person.heard


def test_many_ends_at_the_most_there_may_be():
    assert interview(Person("1", "2", "3"), MANY) == {"areas": ["1", "2", "3"]}


def one_by_one(*lines, now=("tea", "mornings"), **marks):
    person = Person(*lines, "")
    form = to_change(Form("try it", "A title.", (replace(MANY, **marks),)), {"areas": list(now)})
    behind = Behind(date(2026, 11, 24), lambda name: CHOICES, lambda part, kinds: part)
    values = answer(form, {}, interactive=True, behind=behind, console=person)
    return values["areas"], person.heard


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ((), ["tea", "mornings"]),
        (("evenings",), ["tea", "mornings", "evenings"]),
        (("1: supper",), ["supper", "mornings"]),
        (("1:", "supper"), ["supper", "mornings"]),
        (("1:", ""), ["tea", "mornings"]),
        (("1:", "<"), ["tea", "mornings"]),
        (("1:", "?", "supper"), ["supper", "mornings"]),
        (("1:", "-"), ["mornings"]),
        (("-1",), ["mornings"]),
        (("-1", "-1", "noon"), ["noon"]),
        (("-3", "7: lunch"), ["tea", "mornings", "-3"]),
        (("evenings", "noon", "2: mid-day", "-3", "noon"), ["tea", "mid-day", "noon"]),
        (("evenings", "<"), ["tea", "mornings"]),
        (("2: noon", "<"), ["tea", "mornings"]),
        (("-1", "evenings", "<", "noon"), ["mornings", "noon"]),
        (("2: tea",), ["tea", "mornings"]),
        ((Pasted("-1"),), ["tea", "mornings", "-1"]),
        ((Pasted("one\ntwo"),), ["tea", "mornings"]),
    ],
)
def test_a_list_is_kept_added_to_changed_and_taken_from_one_by_one(lines, kept):
    assert one_by_one(*lines)[0] == kept


def test_a_list_that_is_full_can_still_be_changed():
    values, heard = one_by_one("four", "2: noon", "", now=("tea", "mornings", "evenings"))
    assert values == ["tea", "noon", "evenings"]
    assert "At most 3. Change or remove one." in heard
    assert "Change one, or press Enter: " in heard


def test_a_list_that_is_needed_keeps_one_and_one_that_is_not_can_be_emptied():
    values, heard = one_by_one("-1", "", "late", now=("tea",))
    assert values == ["late"] and "This can't be empty." in heard
    values, heard = one_by_one("-1", now=("tea",), required=False)
    assert values == [] and "Areas is now empty." in heard


def test_one_of_a_list_is_judged_with_the_rest_of_it():
    def judge(value, answers):
        if "late" in value or value == ["mornings"]:
            raise BadValue("not that.")

    values, heard = one_by_one("1: late", "late", "-1", judge=judge)
    assert values == ["tea", "mornings"] and heard.count("not that.") == 3


def test_a_list_that_somebody_goes_back_to_is_changed_one_by_one(drafts):
    person = Person("tea", "mornings", "", "<", "-1", "", "y")
    assert interview(person, MANY, B, drafts=drafts) == {"areas": ["mornings"], "b": "y"}


def test_who_stops_while_one_of_a_list_is_written_again_keeps_all_of_it(drafts):
    person = Person("tea", "mornings", "1:", end=KeyboardInterrupt)
    with pytest.raises(Interrupted):
        interview(person, MANY, B, drafts=drafts)
    again = Person("y", "", "y")
    assert interview(again, MANY, B, drafts=drafts)["areas"] == ["tea", "mornings"]


def test_many_takes_back_its_last_line():
    assert interview(Person("1", "2", "<", "3", ""), MANY) == {"areas": ["1", "3"]}


def test_a_story_ends_with_a_full_stop_or_two_empty_lines():
    assert interview(Person("One.", "", "Two.", "."), LONG) == {"story": "One.\n\nTwo."}
    assert interview(Person("One.", "", ""), LONG) == {"story": "One."}


def test_a_story_in_an_editor(drafts):
    person = Person("One.", "e", ".", edits="Two.\n")
    assert interview(person, LONG, drafts=drafts) == {"story": "One.\nTwo."}
    assert not list(drafts.folder.glob("*.txt"))


def test_a_date_is_said_back():
    person = Person("3 oct 2026")
    assert interview(person, Question("day", "When?", "w", answer="day")) == {"day": "2026-10-03"}
    assert "Saturday 3 October 2026" in person.heard


def test_a_small_step_is_said_back_with_its_day_if_it_has_one():
    person = Person("read  together", "1 December: sing", "")
    question = Question("steps", "Which?", "Why.", "sing", answer="step", many=True)
    assert interview(person, question) == {"steps": ["read together", "2026-12-01 sing"]}
    assert "    Tuesday 1 December 2026: sing\n" in person.heard


def test_records_are_offered_by_number_and_others_by_part():
    question = Question("project", "Which project?", "w", answer="ref", kinds=("project",))
    assert interview(Person("2"), question) == {"project": "full-prj-1"}
    person = Person("7kq")
    assert interview(person, question) == {"project": "full-7kq"}
    assert "or another one" in person.heard


def test_questions_that_do_not_apply_are_not_asked():
    later = Question("b", "What is b?", "w", when=lambda a: a.get("a") == "yes")
    assert interview(Person("no"), A, later) == {"a": "no"}
    assert interview(Person("yes", "y"), A, later) == {"a": "yes", "b": "y"}


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_stopping_keeps_the_answers(drafts, end):
    with pytest.raises(Interrupted) as refusal:
        interview(Person("x", end=end), A, B, drafts=drafts)
    assert refusal.value.exit_code == 130 and str(refusal.value.hint) == "imatter draft resume"
    (draft,) = drafts.list()
    assert (draft.answers, draft.done, draft.of) == ({"a": "x"}, 1, 2)


def test_stopping_before_the_first_word_keeps_nothing(drafts):
    with pytest.raises(Interrupted) as refusal:
        interview(Person(), A, drafts=drafts)
    assert str(refusal.value.hint) == ""
    assert drafts.list() == [] and not drafts.folder.exists()


def test_stopping_within_a_story_keeps_its_lines_and_goes_on_with_them(drafts):
    with pytest.raises(Interrupted):
        interview(Person("x", "One.", "Two."), A, LONG, drafts=drafts)
    assert drafts.list()[0].lines == ["One.", "Two."]
    assert interview(Person("", "Three.", "."), A, LONG, drafts=drafts) == {"a": "x", "story": "One.\nTwo.\nThree."}


def test_stopping_within_a_list_keeps_it_and_goes_on_with_it(drafts):
    with pytest.raises(Interrupted):
        interview(Person("one", "two"), MANY, drafts=drafts)
    assert interview(Person("y", "three"), MANY, drafts=drafts) == {"areas": ["one", "two", "three"]}


def test_unfinished_answers_are_offered(drafts):
    with pytest.raises(Interrupted):
        interview(Person("x"), A, B, drafts=drafts)
    person = Person("y", "b")
    assert interview(person, A, B, drafts=drafts) == {"a": "x", "b": "b"}
    assert "You have unfinished answers from 23 November (1 of 2).\nCarry on with them? [Y/n] y" in person.heard
    assert "  A: x" in person.heard


def test_declined_answers_stay_for_another_time(drafts):
    with pytest.raises(Interrupted):
        interview(Person("x"), A, B, drafts=drafts)
    with pytest.raises(Interrupted):
        interview(Person("n", "other"), A, B, drafts=drafts)
    assert sorted(d.answers["a"] for d in drafts.list()) == ["other", "x"]


def test_answers_that_are_open_in_another_window_stay_there(drafts):
    other = Keeper(drafts, "try it", NOW)
    other.keep({"a": "AAA"}, 2)
    person = Person("BBB")
    with pytest.raises(Interrupted):
        interview(person, A, B, drafts=drafts)
    assert "open in another window" in person.heard and "Carry on" not in person.heard
    other.keep({"a": "AAA", "b": "CCC"}, 2)
    assert sorted(str(d.answers) for d in drafts.list()) == ["{'a': 'AAA', 'b': 'CCC'}", "{'a': 'BBB'}"]
    other.let_go()
    assert interview(Person("y", "", ""), A, B, drafts=drafts, resume=other.draft.id) == {"a": "AAA", "b": "CCC"}


def test_what_an_editor_saved_in_another_encoding_is_refused_and_kept(drafts):
    class Latin(Person):
        def edit(self, path):
            found = path.read_bytes()
            path.write_bytes(found.decode("latin-1").encode() if b"\xe9" in found else found + b"caf\xe9\n")
            return ""

    person = Latin("One.", "e", "e", ".")
    assert interview(person, LONG, drafts=drafts) == {"story": "One.\ncaf\xe9"}
    assert "did not save this as UTF-8 (look at line 2)" in person.heard


def test_answers_on_another_record_are_not_offered(drafts):
    with pytest.raises(Interrupted):
        interview(Person("x"), A, B, drafts=drafts, about="prj-1")
    person = Person("x", "y")
    interview(person, A, B, drafts=drafts, about="prj-2")
    assert "unfinished" not in person.heard
    assert {d.about for d in drafts.list()} == {"prj-1", "prj-2"}


def test_a_resumed_draft_is_taken_up_without_asking_and_only_by_its_own_form(drafts):
    with pytest.raises(Interrupted):
        interview(Person("x"), A, B, drafts=drafts)
    draft = drafts.list()[0]
    person = Person("y")
    assert interview(person, A, B, drafts=drafts, resume=draft.id) == {"a": "x", "b": "y"}
    assert "Carry on with them" not in person.heard
    draft.form = "another"
    drafts.save(draft)
    assert interview(Person("1", "2"), A, B, drafts=drafts, resume=draft.id) == {"a": "1", "b": "2"}


def test_a_kept_answer_that_holds_no_more_is_asked_again(drafts):
    question = Question("kind", "Which?", "w", answer="choice", choices="kinds")
    with pytest.raises(Interrupted):
        interview(Person("1"), question, A, drafts=drafts)
    draft = drafts.list()[0]
    draft.answers["kind"] = "gone"
    drafts.save(draft)
    person = Person("y", "2", "x")
    assert interview(person, question, A, drafts=drafts) == {"kind": "two", "a": "x"}
    assert "You will be asked again." in person.heard


def test_at_a_terminal_from_ctrl_c_to_the_receipt(at_terminal, home):
    child = at_terminal("tiny", "new")
    child.expect(r"Type \[1-3\]: ")
    child.sendline("zzz")
    child.expect("Type its number, 1 to 3, or its name.")
    child.expect(r"Type \[1-3\]: ")
    child.sendline("2")
    child.expect(r"Where\? ")
    child.sendline("school")
    child.expect("  1: ")
    child.sendline("evening routine")
    child.expect("  2: ")
    # A prompt is there a moment before the line is read: Ctrl-C in between would wait for another key.
    time.sleep(0.5)
    child.sendcontrol("c")
    child.expect("Stopped. Nothing was changed, and your answers so far are kept.")
    child.expect(r"imatter draft resume\S*        \S*\[exit 130\]")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130

    (draft,) = home.drafts
    assert draft.stat().st_mode & 0o777 == 0o600
    assert draft.parent.stat().st_mode & 0o777 == 0o700
    kept = json.loads(draft.read_text())
    assert kept["answers"] == {"type": "early-concern", "setting": "school"}
    assert (kept["open"], kept["lines"]) == ("focus_areas", ["evening routine"])

    child = at_terminal("draft", "resume", env={"TERM": "dumb"})
    child.expect("Setting: school")
    child.expect("1: evening routine")
    child.expect("  2: ")
    child.sendline("mornings")
    child.expect(r"How many take part\? \[1-3\]: ")
    child.sendline("1")
    child.expect("When does it start")
    child.sendline("yesterday")
    child.expect("Monday 23 November 2026")
    child.expect("cost")
    child.sendline("")
    child.expect("shared")
    child.sendline("")
    child.expect(r"\| ")
    child.sendline("")
    child.expect("Kept: ")
    child.expect(r"'focus_areas':\s+.'evening\s+routine',\s+'mornings'.")
    child.expect("Undo:  imatter undo")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert home.drafts == []


def test_a_refused_change_keeps_what_was_typed(at_terminal, home):
    child = at_terminal(
        "tiny", "new", "--type", "early", "--focus-area", "a", "--individuals", "1", "--starts", "today"
    )
    child.expect("Where")
    child.sendline("refuse")
    for _ in range(2):
        child.expect(": ")
        child.sendline("")
    child.expect(r"\| ")
    child.sendline("")
    child.expect("Your answers are kept:  imatter draft resume")
    child.expect("Not kept: this place is never taken.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 4
    assert len(home.drafts) == 1


@pytest.mark.parametrize("env", [{}, {"ACCESSIBLE": "1"}, {"TERM": "dumb"}])
def test_no_codes_but_those_around_a_paste_and_none_for_a_screen_reader(at_terminal, env):
    child = at_terminal("tiny", "new", env=env)
    child.logfile_read = io.StringIO()
    child.expect("Type")
    child.sendline("1")
    child.expect("Where")
    child.sendcontrol("d")
    child.expect(pexpect.EOF)
    # the refusal at the end is drawn, in styles
    codes = set(re.findall(r"\x1b[^a-zA-Z]*[a-ln-zA-Z]", child.logfile_read.getvalue()))
    assert codes == (set() if env else {"\x1b[?2004h", "\x1b[?2004l"})


@pytest.mark.parametrize("option", ["--no-input", "--json"])
def test_nothing_is_asked_where_that_was_said(at_terminal, option):
    child = at_terminal("tiny", "new", option)
    child.expect("answers are missing")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 2


def test_questions_stay_out_of_a_redirected_result(home, tmp_path):
    out = tmp_path / "out"
    tiny = Path(__file__).with_name("tiny.py")
    import sys

    child = pexpect.spawn(
        "bash",
        ["-c", f"{sys.executable} {tiny} tiny new --type 1 --focus-area a --individuals 1 --starts today >{out}"],
        env={**home.env, "TERM": "xterm"},
        encoding="utf-8",
        use_poll=True,
        timeout=20,
    )
    child.expect("Where")
    child.sendline("school")
    for _ in range(2):
        child.expect(": ")
        child.sendline("")
    child.expect(r"\| ")
    child.sendline("")
    child.expect(pexpect.EOF)
    child.close()
    assert out.read_text().startswith("Kept: {")
    assert "Where" not in out.read_text()


def changed(person, now, *questions, drafts=None, resume=""):
    """The answers to the questions of an edit with what a record answers today."""
    keeper = Keeper(drafts, "try it", NOW, resume=resume) if drafts else None
    form = to_change(Form("try it", "A title.", questions), now)
    behind = Behind(date(2026, 11, 24), lambda name: CHOICES, lambda part, kinds: part, currency=lambda: "GBP")
    return answer(form, {}, interactive=True, behind=behind, keeper=keeper, console=person)


EVERY_KIND = {
    "text": "an a", "long": "It was loud.", "choice": "one", "day": "2026-11-20", "money": "2.50", "cost": "books=2.50",
    "count": 3, "yes-no": True, "ref": "prj-1", "step": "read together",
}  # fmt: skip


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("many", [False, True])
def test_a_hyphen_empties_an_answer_of_every_kind_that_need_not_be_there(kind, many, drafts):
    question = Question("a", "What is a?", "w", answer=kind, choices="kinds", many=many, required=False)
    now = {"a": [EVERY_KIND[kind]] if many else EVERY_KIND[kind]}
    person = Person("-")
    assert changed(person, now, question) == {"a": [] if many else ""}
    assert "Type - (a hyphen) to empty" in person.heard or "- to empty" in person.heard
    assert "A is now empty." in person.heard
    kept = changed(Person(""), now, question)
    assert kept == now


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_hyphen_takes_away_nothing_that_is_needed(kind):
    question = Question("a", "What is a?", "w", answer=kind, choices="kinds")
    person = Person("-", "")
    assert changed(person, {"a": EVERY_KIND[kind]}, question) == {"a": EVERY_KIND[kind]}
    assert "This can't be empty." in person.heard and "- to empty" not in person.heard.partition("was: ")[2]


def test_what_depends_on_an_emptied_answer_is_told_and_goes_and_comes_back_with_it(drafts):
    first = Question("a", "What is a?", "w", required=False)
    then = Question("b", "What is b?", "w", required=False, when=lambda answers: bool(answers.get("a")))
    now = {"a": "an a", "b": "a b"}
    person = Person("-")
    assert changed(person, now, first, then) == {"a": "", "b": ""}
    assert "A is now empty. This also empties: B." in person.heard
    last = Question("c", "What is c?", "w", required=False)
    person = Person("-", end=KeyboardInterrupt)
    with pytest.raises(Interrupted) as stopped:
        changed(person, now, first, then, last, drafts=drafts)
    person = Person("<", "again", "", "a c")
    said = changed(person, now, first, then, last, drafts=drafts, resume=stopped.value.details["draft"])
    assert said == {"a": "again", "b": "a b", "c": "a c"}
    assert "A was: nothing" in person.heard


def test_a_pasted_hyphen_and_one_within_a_text_are_text():
    question = Question("a", "What is a?", "w", required=False)
    assert changed(Person(Pasted("-")), {"a": "x"}, question) == {"a": "-"}
    assert changed(Person("one", "-", "."), {"story": "x"}, replace(LONG, required=False)) == {"story": "one\n-"}


def test_an_answer_that_was_gone_back_to_can_be_left_empty_too():
    assert interview(Person("x", "<", "-", "y"), replace(A, required=False), B) == {"b": "y"}


def _full(drafts, monkeypatch):
    monkeypatch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))


def test_a_full_disk_is_said_once_and_the_answers_go_on(drafts, monkeypatch):
    _full(drafts, monkeypatch)
    person = Person("some words", "more words", ".", "x")
    assert interview(person, LONG, A, drafts=drafts) == {"story": "some words\nmore words", "a": "x"}
    assert person.heard.count("Your answers can't be saved in") == 1
    assert "if you stop now, what you typed is lost" in person.heard


def test_who_stops_on_a_full_disk_is_not_told_that_answers_are_kept(drafts, monkeypatch):
    _full(drafts, monkeypatch)
    with pytest.raises(Interrupted) as stopped:
        interview(Person("some words", end=KeyboardInterrupt), LONG, A, drafts=drafts)
    assert "What you typed last is lost" in stopped.value.message
    assert "kept" not in stopped.value.message


def test_an_editor_that_has_no_room_leaves_the_words_where_they_are(drafts, monkeypatch):
    from imatter_cli.errors import StoreTrouble

    def full(path, data):
        raise StoreTrouble("The text can't be saved: there is no room.")

    _full(drafts, monkeypatch)
    monkeypatch.setattr("imatter_cli.input.drafts.write_private", full)
    person = Person("some words", "e", ".")
    assert interview(person, LONG, drafts=drafts) == {"story": "some words"}
    assert "there is no room" in person.heard
