"""Forms that people without imatter fill in, and their answers, taken in as if typed: nothing else gets through."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pexpect
import pytest
from answering import answered

from imatter_cli.domain.file_rules import MAX_BYTES

ID, OTHER_ID = "ans-0000000000000001", "ans-0000000000000002"
APPLY: dict[str, str | list[str]] = {
    "round": "2026-Q4", "key_barrier": "No budget line.\n\nNone at all.", "costs": ["books=90.00", "room: £60"],
    "payee": "host",
}  # fmt: skip
LICENCE: dict[str, str | list[str]] = {
    "type": "Early concern", "setting": "school", "focus_areas": ["quiet corner"], "individuals": "2",
    "eligible_learning_journey": "yes", "eligible_working_with": "yes", "eligible_motivated_to_share": "yes",
    "eligible_open_to_reflection": "no",
}  # fmt: skip


class Desk:
    """A programme's store, and the post that comes in."""

    def __init__(self, programme: Any, folder: Path) -> None:
        self.programme, self.folder = programme, folder
        folder.mkdir()

    def form(self, *words: str) -> str:
        return str(self.programme.run("form", *words, "--format", "text").out)

    def came(self, text: str, name: str = "came.txt") -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def take(self, text: str) -> Any:
        return self.programme.do("receive", self.came(text))

    def refused(self, text: str, exit: int = 4) -> dict[str, Any]:
        """The refusal, with nothing written."""
        before = self.programme.head()
        done = self.programme.run("receive", self.came(text), "--json")
        assert done.code == exit, (done.out, done.err)
        assert self.programme.head() == before
        assert self.programme.git("status", "--porcelain") == ""
        return dict(done.error)


@pytest.fixture
def desk(programme: Any, tmp_path: Path) -> Desk:
    return Desk(programme, tmp_path / "post")


@pytest.fixture
def holders(programme: Any, again: Callable[..., Any]) -> list[tuple[str, str]]:
    """Two practitioners with a licence and a project each."""
    return [tuple(one) for one in again("two", lambda p: [p.holder("h0der01"), p.holder("h0der02")])]


def test_an_application_comes_as_a_text_and_keeps_which_answers_it_was(desk: Desk, holders: Any) -> None:
    who, project = holders[0]
    text = answered(desk.form("fund", "apply"), {**APPLY, "project": project}, ID)
    made = desk.take(f"Dear all,\nhere it is:\n\n{text}\nBest wishes\n")
    assert made["answers"] == {"id": ID, "form": "fund apply", "whose": who}
    file = desk.programme.file(made["id"])
    assert f"received: {ID}:" in file
    assert "on_behalf_of: " + who in file
    assert 'amount: "150.00"' in file
    assert "None at all." in file
    assert desk.programme.run("check").code == 0


def test_answers_say_when_they_were_saved_and_that_what_they_led_to_has_changed_since(desk: Desk, holders: Any) -> None:
    def saved(cost: str, at: str) -> str:
        given = {**APPLY, "project": holders[0][1], "costs": [cost]}
        text = answered(desk.form("fund", "apply"), given, ID).replace("rules:", f"saved: {at}\nrules:", 1)
        return str(desk.programme.run("receive", desk.came(text)).out)

    new = saved("books=90", "2099-11-24T10:00:00.000Z")
    assert "They were saved on 24 November 2099." in new and "changed since" not in new
    (id,) = re.findall(r"Begun: (app-\S+),", new)
    old = " ".join(saved("books=80", "2025-11-03T10:00:00.000Z").split())
    assert f"They were saved on 3 November 2025. {id} has changed since, on" in old
    assert "they may be older than what is there." in old


def test_later_answers_take_an_optional_one_away_with_a_hyphen_and_leave_it_where_they_say_nothing(
    desk: Desk, holders: Any
) -> None:
    form, given = desk.form("fund", "apply"), {**APPLY, "project": holders[0][1]}
    sources = {"other_sources": "The host was asked."}
    made = desk.take(answered(form, {**given, **sources}, ID))["id"]
    desk.take(answered(form, {**given, "costs": ["books=95"]}, ID))
    assert "The host was asked." in desk.programme.file(made)
    done = desk.programme.run("receive", desk.came(answered(form, {**given, "other_sources": "-"}, ID)))
    assert re.search(r"Other sources +\(taken away\)", done.out), done.out
    assert "The host was asked." not in desk.programme.file(made)
    assert desk.refused(answered(form, {**given, "key_barrier": "-"}, ID), 2)["code"] == "missing"


def test_the_same_answers_twice_change_nothing_and_later_ones_change_a_draft(desk: Desk, holders: Any) -> None:
    project = holders[0][1]
    form = desk.form("fund", "apply")
    first = answered(form, {**APPLY, "project": project}, ID)
    later = answered(form, {**APPLY, "project": project, "costs": ["books=95"]}, ID)
    made = desk.take(first)["id"]
    head = desk.programme.head()
    assert desk.take("".join(f"> {line}" for line in first.splitlines(True)))["id"] == made
    assert desk.programme.head() == head
    assert desk.take(later)["id"] == made
    assert 'amount: "95.00"' in desk.programme.file(made)
    head = desk.programme.head()
    assert desk.take(first)["id"] == made  # an old copy that turns up once more takes nothing back
    assert desk.programme.head() == head
    desk.programme.fund("submit", made)
    error = desk.refused(answered(form, {**APPLY, "project": project, "costs": ["books=99"]}, ID))
    assert error["code"] == "too-late"


def test_one_blank_form_serves_any_number_of_people(desk: Desk, holders: Any) -> None:
    form = desk.form("fund", "apply")
    made = [desk.take(answered(form, {**APPLY, "project": project}))["id"] for _, project in holders]
    assert len(set(made)) == 2


def test_only_a_licence_makes_a_person_with_an_idea_and_an_application(desk: Desk) -> None:
    form = desk.form("licence", "apply")
    made = desk.take(answered(form, LICENCE, ID))
    subjects = desk.programme.git("log", "-3", "--format=%s").splitlines()
    assert [one.rsplit(" ", 1)[0] for one in subjects] == ["licence apply", "project plan", "practitioner join"]
    head = desk.programme.head()
    desk.take(answered(form, LICENCE, ID))
    assert desk.programme.head() == head
    changed = {**LICENCE, "eligible_open_to_reflection": "yes", "focus_areas": ["worry box"]}
    desk.take(answered(form, changed, ID))
    assert "worry box" in desk.programme.file(subjects[1].rsplit(" ", 1)[1])
    assert desk.programme.do("licence", "submit", made["id"])["status"] == "submitted"
    assert desk.refused(answered(form, {**changed, "setting": "club"}, ID))["code"] == "too-late"
    other = answered(form, {**LICENCE, "individuals": "1"}, OTHER_ID)
    desk.take(other)
    assert desk.refused(other.replace("\n1\n", "\n3\n"))["code"] == "fixed"


def test_a_licence_that_is_refused_leaves_no_person_behind(desk: Desk, holders: Any) -> None:
    who = holders[0][0]  # has a licence already
    assert (
        desk.refused(answered(desk.form("licence", "apply"), {**LICENCE, "practitioner": who}))["code"] == "has-licence"
    )
    assert (
        desk.refused(answered(desk.form("licence", "apply"), {**LICENCE, "individuals": "9"}), 2)["code"] == "bad-value"
    )


def test_other_forms_too(desk: Desk, holders: Any) -> None:
    (who, project), _ = holders
    idea = {name: LICENCE[name] for name in ("type", "setting", "focus_areas", "individuals")}
    made = desk.take(answered(desk.form("project", "new"), {**idea, "practitioner": who}, ID))
    assert desk.programme.file(made["id"]).count("received: ") == 1
    assert desk.refused(answered(desk.form("project", "new"), {**idea, "practitioner": who, "individuals": "1"}, ID))[
        "code"
    ] == "fixed"  # fmt: skip
    plan = {"project": project, "invited": "20 November 2026", "consent": "yes", "steps": ["2026-12-01 read together"]}
    assert desk.take(answered(desk.form("project", "plan"), plan))["id"] == project
    yesterday = desk.refused(answered(desk.form("project", "plan"), {**plan, "invited": "yesterday"}), 2)
    assert "needs its year" in yesterday["message"]
    desk.programme.do("project", "start", project)
    text = answered(desk.form("reflect"), {"project": project, "summary": "It was calmer.", "concern": "no"}, OTHER_ID)
    assert desk.take(text)["status"] == "shared"
    assert desk.refused(text.replace("calmer", "quieter"))["code"] == "too-late"


def test_a_form_for_a_person_offers_their_records_and_takes_only_theirs(desk: Desk, holders: Any) -> None:
    (who, project), (other, others) = holders
    form = desk.form("fund", "apply", "--for", who)
    assert project in form and others not in form and other not in form
    assert project not in desk.form("fund", "apply")
    desk.take(answered(form, {**APPLY, "project": project}))
    assert desk.refused(answered(form, {**APPLY, "project": others}))["code"] == "somebody-elses"
    assert desk.refused(answered(form, {**APPLY, "project": project}).replace(who, "prc-2611-0000000"))["code"] == (
        "unknown-person"
    )
    none = desk.programme.run("form", "fund", "report", "--for", who, "--to", str(desk.folder / "x.html"))
    assert none.code == 4 and "imatter fund list" in none.err


def test_a_folder_is_taken_one_by_one_and_says_what_was_not(desk: Desk, holders: Any) -> None:
    form = desk.form("fund", "apply")
    for n, (_, project) in enumerate(holders):
        desk.came(answered(form, {**APPLY, "project": project}), f"{n}.txt")
    desk.came("Dear all, I will send it tomorrow.", "letter.txt")
    desk.came(answered(form, {**APPLY, "project": holders[0][1]})[:-7], "cut.txt")
    tried = desk.programme.run("receive", str(desk.folder), "--dry-run", "--json")
    assert tried.json["dry_run"] and tried.code == 1
    done = desk.programme.run("receive", str(desk.folder), "--json")
    assert done.code == 1
    assert {row["file"]: row["how"] for row in done.json["received"]} == {
        "0.txt": "taken", "1.txt": "taken", "cut.txt": "refused", "letter.txt": "refused",
    }  # fmt: skip
    assert {row["code"] for row in done.json["received"] if row["how"] == "refused"} == {"cut-off", "broken"}
    again = desk.programme.run("receive", str(desk.folder), "--json")
    assert [row["how"] for row in again.json["received"]] == ["there", "there", "refused", "refused"]
    table = desk.programme.run("receive", str(desk.folder))
    assert "here already" in table.out and "is cut off" in table.out


def test_of_answers_that_were_saved_several_times_in_a_folder_the_latest_counts(desk: Desk, holders: Any) -> None:
    form, project = desk.form("fund", "apply"), holders[0][1]

    def saved(name: str, cost: str, at: str = "", mended: int = 0) -> None:
        text = answered(form, {**APPLY, "project": project, "costs": [cost]}, ID)
        os.utime(desk.came(text.replace("rules:", f"saved: {at}\nrules:", 1) if at else text, name), (mended, mended))

    saved("apply (1).txt", "books=222", "2026-11-24T10:00:00.000Z", mended=1000)
    saved("apply.txt", "books=90", "2026-11-24T09:00:00.000Z", mended=2000)
    for how in ("taken", "there"):  # a second time, too
        done = desk.programme.run("receive", str(desk.folder), "--json")
        rows = {row["file"]: row for row in done.json["received"]}
        assert (rows["apply (1).txt"]["how"], rows["apply.txt"]["how"]) == (how, "older")
        assert rows["apply.txt"]["message"] == "apply (1).txt has later answers from the same form."
        assert 'amount: "222.00"' in desk.programme.file(rows["apply (1).txt"]["id"])
    saved("a.txt", "books=50", mended=2000)
    saved("b.txt", "books=40", mended=1000)  # from a page that did not say when: the files do
    for name in ("apply.txt", "apply (1).txt"):
        (desk.folder / name).unlink()
    done = desk.programme.run("receive", str(desk.folder), "--json")
    assert [row["how"] for row in done.json["received"]] == ["taken", "older"]
    assert "older answers" in desk.programme.run("receive", str(desk.folder)).out


def test_the_form_that_was_filled_in_is_read_wherever_it_is_in_a_message(desk: Desk, holders: Any) -> None:
    form, project = desk.form("fund", "apply"), holders[0][1]
    first = answered(form, {**APPLY, "project": project}, ID)
    quoted = "".join(f"> {line}" for line in form.splitlines(True))
    made = desk.take(f"You wrote:\n{quoted}\nHere it is:\n{first}\nBest wishes\n")["id"]
    assert 'amount: "150.00"' in desk.programme.file(made)
    assert desk.take(f"{first}\n{quoted}\n{first}")["id"] == made
    later = first.replace("books=90.00", "books=95.00")
    error = desk.refused(f"{later}\n{first}", 2)
    assert (error["code"], error["message"]) == (
        "several-answers",
        f"{desk.folder / 'came.txt'} has 2 different sets of answers.",
    )
    assert "Not answered: Project; Round;" in desk.refused(form + quoted, 2)["message"]


def test_a_code_is_understood_as_people_write_it(desk: Desk, holders: Any) -> None:
    form, id = desk.form("fund", "apply"), desk.programme.holder("h0der03", "area three")[1]
    written = (
        f"“{id}”",
        f"*{id}*",
        f"{id.upper()}.",
        f"\u200b{id}",
        f"<{id}>",
        id[-7:],
        f"{id[-7:].upper()}.",
        "'Area three'.",
    )
    for said in written:
        done = desk.programme.run(
            "receive", desk.came(answered(form, {**APPLY, "project": said})), "--dry-run", "--json"
        )
        assert done.code == 0, (said, done.err)
        assert done.json["answers"]["whose"] == "prc-2611-h0der03"
    own = desk.form("fund", "apply", "--for", holders[0][0])  # of two with a name, the one that is theirs
    assert desk.take(answered(own, {**APPLY, "project": "evening routine"}))["answers"]["whose"] == holders[0][0]


def test_a_second_draft_for_a_project_and_quarter_names_the_first(desk: Desk, holders: Any) -> None:
    form, project = desk.form("fund", "apply"), holders[0][1]
    first = desk.take(answered(form, {**APPLY, "project": project}))["id"]
    other = desk.came(answered(form, {**APPLY, "project": project, "costs": ["books=7"]}))
    done = desk.programme.run("receive", other)
    assert f"There is a draft for this project and quarter already: {first}." in done.out
    alone = desk.programme.run("receive", desk.came(answered(form, {**APPLY, "project": holders[1][1]})))
    assert "already" not in alone.out


def test_what_is_no_form_of_ours_is_refused_in_plain_words(desk: Desk, holders: Any) -> None:
    for text in (
        "",
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=none-such\n\nHello\n",
        "Dear all, I will send it tomorrow.\n",
        "status: planned\n",
    ):
        error = desk.refused(text, 1)
        assert error["message"] == f"{desk.folder / 'came.txt'} holds nothing that imatter can take in."
    text = answered(desk.form("fund", "apply"), {**APPLY, "project": holders[0][1]}, ID)
    path = desk.folder / "windows.txt"
    path.write_bytes(text.replace("imatter answers: fund", "Imatter Answers: Fund").encode("utf-16"))
    assert desk.programme.do("receive", str(path))["status"] == "draft"


@pytest.mark.parametrize("how", ["quoted-printable", "base64", "attached"])
def test_a_whole_e_mail_is_read_as_its_text(how: str, desk: Desk, holders: Any) -> None:
    text = answered(
        desk.form("fund", "apply"), {**APPLY, "project": holders[0][1], "key_barrier": "It’s calm – now."}, ID
    )
    message = EmailMessage()
    message["From"], message["Subject"] = "prc@example.org", "My answers"
    if how == "attached":
        message.set_content("Here it is, it’s attached.")
        message.add_attachment(text, filename="answers.txt")
    else:
        message.set_content(f"Hello,\n{text}", cte=how)
    message.add_alternative(f"<p>{text}</p>", subtype="html") if how != "attached" else None
    path = desk.folder / "answers.eml"
    path.write_bytes(message.as_bytes())
    made = desk.programme.do("receive", str(path))
    assert made["answers"]["id"] == ID
    file = desk.programme.file(made["id"])
    assert "It’s calm – now." in file and 'amount: "150.00"' in file


def test_answers_to_older_rules_are_taken_unless_the_questions_changed(desk: Desk, holders: Any) -> None:
    project = holders[0][1]
    text = answered(desk.form("fund", "apply"), {**APPLY, "project": project})
    licence = answered(desk.form("licence", "apply"), LICENCE)
    _new_rules(desk, "ask: Do you work with families, individuals or groups?", "ask: Do you work with people?")
    assert desk.refused(licence)["code"] == "questions-changed"
    assert desk.take(text)["status"] == "draft"


def _new_rules(desk: Desk, old: str, new: str) -> None:
    path = desk.programme.root / "records/programme.yaml"
    rules = path.read_text(encoding="utf-8")
    assert old in rules
    rules = rules.replace(old, new).replace("\nversion: 1\n", "\nversion: 2\n")
    change = "- at: 2026-11-24\n  version: 1\n  what: First version, from the published licence page.\n"
    assert change in rules
    path.write_text(rules.replace(change, change + "- at: 2026-11-24\n  version: 2\n  what: Other words.\n"))
    desk.programme.do("save")


HOSTILE = (
    "</script><script>alert(1)</script>{{ 7 * 7 }}{% for x in y %}\n[end of it]\n# not a remark\n[payee] practitioner"
)


#: What a stranger makes of good answers that name a project, the exit code, and some words of the refusal.
ATTACKS: dict[str, tuple[Callable[[str, str], str], int, str]] = {
    "a field that the form does not have": (
        lambda t, _: t.replace("[payee]", "[amount] How much?\n1\n\n[payee]"),
        4,
        "answers what the form does not ask: amount",
    ),
    "a field twice": (
        lambda t, _: t.replace("[payee]", "[round] Again?\n2026-Q4\n\n[payee]"),
        2,
        "answers round twice",
    ),
    "an id that is a path": (
        lambda t, _: t.replace(ID, "ans-../../../etc/pw"),
        2,
        "an answers id that imatter did not make",
    ),
    "no such form": (lambda t, _: t.replace("fund apply", "fund decide"), 2, "no form called"),
    "a form that is a command": (lambda t, _: t.replace("fund apply", "undo"), 2, "no form called"),
    "an older quarter": (lambda t, _: t.replace("\n2026-Q4\n", "\n2026-Q3\n"), 4, "2026-Q3"),
    "a name of two": (lambda t, project: t.replace(project, "evening"), 2, "'evening' can mean 2 records"),
    "a part of hardly any": (
        lambda t, project: t.replace(project, "h0"),
        2,
        "Project: 'h0' is not the code or the name",
    ),
    "another name": (
        lambda t, project: t.replace(project, "a nook"),
        2,
        "'a nook' is not the code or the name of one project",
    ),
    "no such project": (lambda t, project: t.replace(project, "prj-2611-0000000"), 3, "There is no record"),
    "a minus": (lambda t, _: t.replace("90.00\n", "-90.00\n"), 2, "Costs: '-90.00' is not an amount"),
    "an option": (
        lambda t, _: t.replace("\nhost\n", "\n--payee=host\n"),
        2,
        "Payee: '--payee=host' is not one of the choices",
    ),
    "something missing": (lambda t, _: t.replace("\nhost\n", "\n\n"), 2, "Not answered: Payee."),
    "cut off": (lambda t, _: t[: t.index("[payee]")], 2, "is cut off"),
    "other questions": (lambda t, _: re.sub("questions: .*", "questions: 000000000000", t), 4, "have changed since"),
    "a turning character": (lambda t, _: t.replace("No budget", "No \u202ebudget"), 2, "turns the direction"),
    "too large": (lambda t, _: t.replace("No budget", "x" * MAX_BYTES), 2, "larger than any answers"),
    "not text": (lambda t, _: t.replace("No budget", "No \udcff budget"), 2, "is not UTF-8 text"),
}


@pytest.mark.parametrize("which", ATTACKS)
def test_what_a_stranger_sends_wrong_is_refused_and_nothing_is_written(which: str, desk: Desk, holders: Any) -> None:
    project, (change, exit, words) = holders[0][1], ATTACKS[which]
    text = change(answered(desk.form("fund", "apply"), {**APPLY, "project": project}, ID), project)
    before = desk.programme.head()
    path = desk.folder / "came.txt"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    done = desk.programme.run("receive", str(path), "--json")
    assert done.code == exit, (done.out, done.err)
    assert words in done.error["message"]
    assert desk.programme.head() == before
    assert desk.programme.git("status", "--porcelain") == ""


def test_answers_of_another_form_or_person_do_not_pass_under_an_id_that_is_taken(desk: Desk, holders: Any) -> None:
    (_, project), (_, others) = holders
    form = desk.form("fund", "apply")
    desk.take(answered(form, {**APPLY, "project": project}, ID))
    assert desk.refused(answered(form, {**APPLY, "project": others}, ID))["code"] == "somebody-elses"
    plan = answered(desk.form("project", "plan"), {"project": project, "resources": ["cards"]}, ID)
    assert desk.refused(plan)["code"] == "other-answers"


def test_marks_of_pages_and_templates_are_only_words(desk: Desk, holders: Any) -> None:
    text = answered(desk.form("fund", "apply"), {**APPLY, "project": holders[0][1]})
    inside = "\n".join(f"\\{line}" if line[:1] in "[#" else line for line in HOSTILE.split("\n"))
    made = desk.take(text.replace("No budget line.", inside))["id"]
    file = desk.programme.file(made)
    assert "</script><script>" in file and "{{ 7 * 7 }}" in file and "[payee] practitioner" in file
    assert "payee: host" in file and "\\[" not in file
    steering = text.replace("No budget line.", "red\x1b[31m\x1b]0;mine\x07")
    done = desk.programme.run("receive", desk.came(steering, "odd\x1b[2J.txt"))
    assert done.code == 0 and not re.search("[\x1b\x07]", done.out + done.err)


def test_a_reviewer_can_not_take_in_what_is_not_theirs(desk: Desk, holders: Any) -> None:
    text = answered(desk.form("fund", "apply"), {**APPLY, "project": holders[0][1]})
    done = desk.programme.run("receive", desk.came(text), "--json", who=desk.programme.reviewers[0])
    assert (done.code, done.error["code"]) == (4, "not-yours")


def test_it_never_reads_the_input_for_an_answer(desk: Desk, holders: Any) -> None:
    text = answered(desk.form("fund", "apply"), {**APPLY, "project": holders[0][1], "key_barrier": "-"})
    error = desk.refused(text, 2)
    assert [one["field"] for one in error["details"]["missing"]] == ["key_barrier"]


def test_somebody_who_sends_the_page_itself_is_told_what_to_send(desk: Desk) -> None:
    path = desk.folder / "page.html"
    desk.programme.do("form", "reflect", "--to", str(path))
    assert desk.refused(path.read_text(encoding="utf-8"), 2)["code"] == "a-page"


def test_a_page_holds_no_record_unless_it_is_for_somebody(desk: Desk, holders: Any) -> None:
    path = desk.folder / "page.html"
    for form in ("fund apply", "licence apply", "project new", "project plan", "reflect", "fund report"):
        desk.programme.do("form", *form.split(), "--to", str(path), "--force")
        page = path.read_text(encoding="utf-8")
        assert not re.search(r"(prj|lic|app|ref|rev)-2611-(?!7kq4m2x|h6k2d9s)[0-9a-z]{7}", page), form
        assert "http" not in page.replace("http-equiv", "")
        assert len(page) < 60_000


def test_at_a_terminal_both_ask(desk: Desk, terminal: Any) -> None:
    store = ("--store", str(desk.programme.root), "--as", desk.programme.coordinator)
    page = desk.folder / "page.html"
    child = terminal("form", *store)
    child.expect_exact("Form [1-6]:")
    child.sendline("2")
    child.expect_exact("should it go into?")
    child.sendline(str(page))
    child.expect_exact("Any number of people can use it.")
    child.expect(pexpect.EOF)
    assert page.exists()
    path = desk.came(answered(desk.form("licence", "apply"), LICENCE))
    before = desk.programme.head()
    for said, there in (("n", before), ("y", "")):
        child = terminal("receive", path, *store)
        child.expect_exact("They come from somebody new")
        child.expect_exact("quiet corner")
        child.expect_exact("Take this in?")
        child.sendline(said)
        child.expect(pexpect.EOF)
        assert (desk.programme.head() == before) is bool(there)
