"""Reviews by people without imatter: handed out as a file, answered there, and taken in as theirs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

GOOD = {"need": "4", "fit": "3", "feasible": "n/a", "comment": "Small, ready, wanted."}
SCORES = [
    {"criterion": "need", "score": 4},
    {"criterion": "fit", "score": 3},
    {"criterion": "feasible", "score": "n/a"},
]


@pytest.fixture
def assigned(again: Any) -> list[str]:
    made: list[str] = again("handed-out", _assigned)
    return sorted(made)


def _assigned(programme: Any) -> list[str]:
    """Three applications; the first reviewer has the first two, the second reviewer all of them."""
    tails = ("hand0aa", "hand0bb", "hand0cc")
    made = sorted(programme.apply(programme.holder(tail, f"area {tail}"), "room=100") for tail in tails)
    one, two, _ = programme.reviewers
    for n, id in enumerate(made):
        programme.fund("assign", id, *(part for r in (one, two)[n == 2 :] for part in ("--reviewer", r)))
    return made


def handed_out(programme: Any, to: Path, *more: str, who: str = "") -> str:
    """The first reviewer's hand-out as text."""
    programme.fund("hand-out", "--reviewer", programme.reviewers[0], "--format", "text", "--to", str(to), *more,
                   who=who or programme.coordinator)  # fmt: skip
    return to.read_text()


def answered(text: str, application: str, **answers: str) -> str:
    """The text with answers under one application."""
    head, begins, rest = text.partition(f"application {application}")
    for word, said in answers.items():
        rest = re.sub(rf"^{word}:$", f"{word}: {said}", rest, count=1, flags=re.MULTILINE)
    return head + begins + rest


def a_file(programme: Any, *reviews: dict[str, Any], **more: Any) -> str:
    """The text that a page saves with these reviews."""
    header = {"quarter": "2026-q4", "reviewer": programme.reviewers[0], "made": "2026-11-24T09:00:00Z"}
    lines = [f"{name}: {said}" for name, said in {"imatter": "hand-out/1", **header, **more}.items()]
    for n, one in enumerate(reviews, 1):
        lines.append(f"=== {n} of {len(reviews)}: application {one['application']}, revision {one['revision']}")
        lines += [f"{score['criterion']}: {score['score']}" for score in one.get("scores", ())]
        lines += [f"{name}: {one[name]}" for name in ("conflict", "more", "comment") if name in one]
    return "\n".join([*lines, "=== end", ""])


def review(application: str, **more: Any) -> dict[str, Any]:
    return {"application": application, "revision": 1, "scores": SCORES, "comment": GOOD["comment"], **more}


def received(programme: Any, path: Path, text: str, who: str = "") -> Any:
    path.write_text(text)
    return programme.run("receive", str(path), "--json", who=who or programme.coordinator)


def became(done: Any) -> list[tuple[str, str]]:
    """What became of each answer, by application."""
    told = sorted(done.json["reviews"], key=lambda one: str(one["application"]))
    return [(one["is"], one.get("code", "")) for one in told]


def test_answers_in_a_message_are_the_reviewers_own(programme: Any, assigned: list[str], tmp_path: Path) -> None:
    first, second, third = assigned
    text = handed_out(programme, tmp_path / "out.txt")
    assert first in text and second in text and third not in text
    commits = programme.git("rev-list", "--count", "HEAD")
    text = answered(text, first, **GOOD)
    quoted = "Here you are.\n\n" + "".join(f"> {line}\n" for line in text.splitlines()) + "-- \nneed: 1\n"
    done = received(programme, tmp_path / "back.txt", quoted)
    assert (done.code, became(done)) == (1, [("submitted", ""), ("not-taken", "unfinished")])
    assert int(programme.git("rev-list", "--count", "HEAD")) == int(commits) + 1
    made = programme.do("show", done.json["id"])
    assert (made["reviewer"], made["scores"], made["comment"]) == (programme.reviewers[0], SCORES, GOOD["comment"])
    last = made["timeline"][-1]
    assert (last["by"], last["received_by"]) == (programme.reviewers[0], programme.coordinator)
    later = answered(text, second, conflict="same-workplace")
    done = received(programme, tmp_path / "later.txt", later)
    assert (done.code, became(done)) == (0, [("same", ""), ("abstained", "")])
    head = programme.head()
    again = received(programme, tmp_path / "later.txt", later)
    assert (again.code, again.json["commit"], programme.head()) == (0, "", head)
    assert programme.do("check")["findings"] == []
    assert programme.run("verify").code == 0


def test_it_comes_to_the_same_as_scoring(programme: Any, assigned: list[str], tmp_path: Path) -> None:
    scored = programme.score(assigned[0], programme.reviewers[0], 4, 3, "n/a", comment=GOOD["comment"])

    def quarter() -> Any:
        return programme.fund("review")["applications"]

    by_command = quarter()
    programme.do("undo", scored["commit"], "--reason", "to try the other way")
    assert quarter() != by_command
    assert received(programme, tmp_path / "back.txt", a_file(programme, review(assigned[0]))).code == 0
    assert quarter() == by_command


def test_what_can_be_taken_is_and_the_rest_is_named(programme: Any, assigned: list[str], tmp_path: Path) -> None:
    first, second, third = assigned
    programme.fund("edit", second, "--other-sources", "a second fund")
    file = a_file(programme, review(first), review(second), review(third), review("app-2611-zzzzzzz"))
    done = received(programme, tmp_path / "back.txt", file)
    assert done.code == 1
    assert became(done) == [
        ("submitted", ""), ("not-taken", "changed-since"), ("not-taken", "not-assigned"), ("not-taken", "not-found"),
    ]  # fmt: skip
    head = programme.head()
    for one, code in (
        (review(second, revision=2, scores=SCORES[:2]), "unfinished"),
        (review(second, revision=2, comment=" "), "unfinished"),
        (review(first, scores=[{**SCORES[0], "score": 1}, *SCORES[1:]]), "lifecycle"),
        (review(second, revision=2, conflict="a-feeling"), "bad-value"),
    ):
        done = received(programme, tmp_path / "back.txt", a_file(programme, one))
        assert (done.code, became(done)) == (1, [("not-taken", code)])
    programme.fund("open", "2027-Q1", "--budget", "10", "--opens", "2026-11-24", "--quorum", "1")
    head = programme.head()
    done = received(programme, tmp_path / "back.txt", a_file(programme, review(second, revision=2), quarter="2027-q1"))
    assert (done.code, became(done), programme.head()) == (1, [("not-taken", "changed-since")], head)
    stale = a_file(programme, review(first))
    programme.fund("edit", first, "--other-sources", "a third fund")
    assert became(received(programme, tmp_path / "back.txt", stale)) == [("not-taken", "changed-since")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("quarter: 2026-q4", "quarter: 2026-q9"), ("quarter: 2026-q4", "quarter: 2020-q4"), ("quarter:", "when:"),
        ("reviewer: prc", "reviewer: me"), ("rev00aa", "n0b0dyh"), ("hand-out/1", "hand-out/2"),
        ("made: ", "made: soon"),
        ("revision 1", "revision 0"), ("revision 1", "revised"), ("need: 4", "need: 5"),
        ("need: 4", "need: 4\nneed: 4"),
        ("need: 4", "status: submitted"), ("comment: ", "comment: \x1b[31m"),
        ("comment: ", f"comment: {'x' * (1 << 21)}"),
        ("=== end", "=== 2 of 2: application {id}, revision 1\ncomment: again"), ("comment: ", "comment: \udcff"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_one_changes_nothing(
    programme: Any, assigned: list[str], tmp_path: Path, old: str, new: str
) -> None:
    head, text = programme.head(), a_file(programme, review(assigned[0]))
    assert old in text
    path = tmp_path / "back.txt"
    path.write_text(text.replace(old, new.replace("{id}", assigned[0])), errors="surrogateescape")
    done = programme.run("receive", str(path), "--json")
    assert done.code in (1, 2, 3, 4) and (done.code == 1 or done.error["message"])
    assert (programme.head(), programme.git("status", "--porcelain")) == (head, "")


def test_answers_are_read_as_people_write_them(programme: Any, assigned: list[str], tmp_path: Path) -> None:
    text = handed_out(programme, tmp_path / "out.txt")
    first = answered(text, assigned[0], **GOOD, conflict="None")
    for word in ("imatter", "need", "fit", "comment", "conflict"):
        first = re.sub(rf"^{word}:", f"{word.capitalize()}:", first, flags=re.MULTILINE)
    done = received(programme, tmp_path / "back.txt", first)
    assert became(done) == [("submitted", ""), ("not-taken", "unfinished")]
    assert "These are not answered yet: need, fit, feasible, comment." in done.out
    changed = received(programme, tmp_path / "back.txt", first.replace("Need: 4", "Need: 2"))
    (row,) = [one for one in changed.json["reviews"] if one["application"] == assigned[0]]
    assert row["why"] == f"{programme.reviewers[0]} has sent a review of this already, with another answer to: need."
    assert f"imatter fund score {assigned[0]} --reopen WHY" in row["hint"]
    later = received(programme, tmp_path / "later.txt", answered(text, assigned[1], conflict="a feeling"))
    assert ("not-taken", "bad-value") in became(later)
    assert "same-workplace" in str(later.json["reviews"])
    later = received(programme, tmp_path / "later.txt", answered(text, assigned[1], conflict="Same workplace."))
    assert ("abstained", "") in became(later)


def test_a_comment_comes_back_as_it_was_written(programme: Any, assigned: list[str], tmp_path: Path) -> None:
    said = "First.\n\nneed: it is\n\\=== not the end\n\\| nor this\n> quoted"
    answers = a_file(programme, review(assigned[0], comment=said))
    done = received(programme, tmp_path / "back.txt", answers)
    wanted = "First.\n\nneed: it is\n=== not the end\n| nor this\n> quoted"
    assert programme.do("show", done.json["id"])["comment"] == wanted


def test_nothing_in_an_application_is_an_answer(programme: Any, assigned: list[str], tmp_path: Path) -> None:
    words = "We need it.\nneed: 4\nfit: 4\nfeasible: 4\ncomment: fund it\n=== 1 of 1: application x\nconflict: money"
    programme.fund("edit", assigned[0], "--key-barrier", words)
    text = handed_out(programme, tmp_path / "out.txt")
    assert "need: 4" in text
    done = received(programme, tmp_path / "back.txt", text)
    assert became(done) == [("not-taken", "unfinished")] * 2
    wrong = answered(text, assigned[1], need="5")
    done = received(programme, tmp_path / "back.txt", wrong)
    line = next(n for n, said in enumerate(wrong.splitlines(), 1) if said == "need: 5")
    assert done.code == 2 and f"back.txt:{line} " in done.error["message"]


def test_nobody_sees_what_they_may_not(programme: Any, assigned: list[str], tmp_path: Path) -> None:
    first, second, _ = assigned
    programme.score(first, programme.reviewers[1], 2, 1, 0, comment="weak and late")
    programme.fund("recuse", second, "--reviewer", programme.second, "--conflict", "close-relation")
    text = handed_out(programme, tmp_path / "out.txt")
    assert programme.reviewers[1] not in text and "weak and late" not in text and "eligible" not in text
    mine = handed_out(programme, tmp_path / "second.txt", who=programme.second)
    assert first in mine and second not in mine
    told = programme.run("fund", "hand-out", "--to", str(tmp_path / "all"), who=programme.second)
    assert f"{second} is left out because you have a conflict" in told.err
    back = received(
        programme, tmp_path / "back.txt", a_file(programme, review(first), review(second)), programme.second
    )
    assert became(back) == [("submitted", ""), ("not-taken", "conflict-of-interest")]
    assert GOOD["comment"] not in back.out
    for who in (programme.reviewers[1], "prc-2611-hand0aa"):
        assert programme.refused("hand-out", "--to", str(tmp_path / "x"), who=who) == "not-yours"
        done = received(programme, tmp_path / "back.txt", a_file(programme, review(second)), who)
        assert (done.code, done.error["code"]) == (4, "not-yours")


def test_a_reviewer_takes_in_their_own(programme: Any, assigned: list[str], tmp_path: Path) -> None:
    own = programme.reviewers[0]
    handed_out(programme, tmp_path / "out.txt", who=own)
    (tmp_path / "back.txt").write_text(a_file(programme, review(assigned[0])))
    done = programme.run("receive", str(tmp_path / "back.txt"), who=own)
    assert done.code == 0 and "imatter fund review --quarter 2026-Q4" in done.out
    assert programme.refused("hand-out", "--reviewer", programme.reviewers[2], "--to", str(tmp_path / "no")) == (
        "not-assigned"
    )


def test_a_check_finds_who_may_not_take_it_in(programme: Any, assigned: list[str], tmp_path: Path) -> None:
    done = received(programme, tmp_path / "back.txt", a_file(programme, review(assigned[0])))
    path = next(programme.root.rglob(f"{done.json['id']}.yaml"))
    by = f"received_by: {programme.coordinator}"
    assert by in path.read_text()
    path.write_text(path.read_text().replace(by, f"received_by: {programme.reviewers[1]}"))
    found = programme.run("check", "--json").json["findings"]
    assert [f["rule"] for f in found if f["severity"] == "error"] == ["PRC003"]


def test_a_file_for_each_reviewer(programme: Any, assigned: list[str], tmp_path: Path) -> None:
    made = programme.fund("hand-out", "--to", str(tmp_path / "all"))
    assert [(one["reviewer"], len(one["applications"])) for one in made] == [
        (programme.reviewers[0], 2), (programme.reviewers[1], 3),
    ]  # fmt: skip
    assert sorted(Path(one["path"]).name for one in made) == sorted(p.name for p in (tmp_path / "all").iterdir())
    assert (tmp_path / "all").stat().st_mode & 0o777 == 0o700
