"""What a reviewer scored and wrote is nowhere to be seen, by any command, until one may see it."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

#: A comment that a rule has something to say of, and scores with a mean that nothing else has.
COMMENT = "SECRET: a client wrote from secret@example.org"
SCORES = (1, 4, 0)
TELLING = re.compile(
    r'secret|1\.7\b|need 1\b|need=1|"score":|fit 4|score: 1\b|far apart|'
    r"(?<!how far the )(?<!how far its )reviewers differ",
    re.IGNORECASE,
)


@pytest.fixture
def review(again: Any) -> tuple[str, str]:
    made: tuple[str, str] = again("hidden-review", _review)
    return made


def _review(programme: Any) -> tuple[str, str]:
    """An application with one review in, of two; and the review."""
    app = programme.apply(programme.holder("he1draa"), "room=100")
    one, two = programme.reviewers[:2]
    programme.fund("assign", app, "--reviewer", one, "--reviewer", two)
    made = programme.score(app, one, *SCORES, comment=COMMENT)
    return app, str(made["id"])


def lines(app: str, rev: str, folder: Path) -> Iterator[tuple[str, ...]]:
    """Every command that shows anything of a record, in every form that it has."""
    plan = folder / "plan.csv"
    plan.write_text(f"application,outcome\n{app},funded\n")
    for id in (app, rev):
        yield from (("show", id), ("log", id), ("diff", id), ("show", id, "--as-of", "2026-11-24"))
        yield from (("send", id, "--to", str(folder / f"{id}.sent")), ("edit", id), ("edit", id, "--comment", "x"))
    yield from (
        ("fund", "show", app),
        ("fund", "show", app, "--as-of", "2026-11-24"),
        ("fund", "list"),
        ("fund", "rounds"),
    )
    yield from (
        ("fund", "list", "--csv"),
        ("fund", "list", "--where", "comment~SECRET"),
        ("log",),
        ("status",),
        ("due",),
    )
    yield from (
        ("fund", "review"),
        ("fund", "review", "--plan", str(plan)),
        ("fund", "stats"),
        ("fund", "stats", "--csv"),
    )
    yield (
        "fund",
        "pack",
        "--html",
        str(folder / "p.html"),
        "--csv",
        str(folder / "p.csv"),
        "--xlsx",
        str(folder / "p.xlsx"),
    )
    yield from (
        ("fund", "letters", "--draft"),
        ("fund", "export", "360giving"),
        ("fund", "score", app),
        ("undo", "--dry-run"),
        ("erase", app, "--dry-run"),
        ("erase", rev, "--dry-run"),
    )
    yield from (
        ("reflection", "search", "SECRET"),
        ("draft", "list"),
        ("verify",),
        ("check",),
        ("portfolio",),
        ("save",),
    )
    for what in ((app,), (rev,), (), ("portfolio",), ("--quarter", "current")):
        yield ("open", *what, "--to", str(folder / "page.html"))
    for form in ("html", "text"):
        waiting = ("--reviewer", "prc-2611-rev00bb", "--format", form)
        yield ("fund", "hand-out", *waiting, "--to", str(folder / "out"))
    yield from (("check", "--format", f) for f in ("lines", "github", "junit", "sarif"))
    yield from (("practitioner", "list"), ("project", "list"), ("programme", "show"), ("fund", "assign", app))


def told(programme: Any, folder: Path, app: str, rev: str, who: str) -> dict[str, str]:
    """What each of them says to somebody, with what stands in the files that it makes."""
    out = {}
    for line in lines(app, rev, folder):
        for form in ((), ("--json",)):
            before = set(folder.iterdir())
            done = programme.run(*line, *form, who=who)
            made = "".join(_text(p) for p in set(folder.iterdir()) - before)
            out[" ".join((*line, *form))] = done.out + done.err + made
            for path in set(folder.iterdir()) - before:
                path.unlink()
    return out


def _text(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text()
    with zipfile.ZipFile(path) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist())


def _own_words_of(line: str, said: str) -> str:
    """Without what was asked for, and without the scores that can be given, which name every one there is."""
    said = re.sub(r'<script>.*?</script>|"secret":"\w+"', "", said.replace("comment~SECRET", ""), flags=re.DOTALL)
    return re.sub(r"\bneed=\d\b", "", said) if line.startswith("fund score") else said


@pytest.mark.parametrize("who", ["reviewer with one to write", "outsider", "applicant", "conflicted coordinator"])
def test_no_command_tells_of_a_score(programme: Any, review: tuple[str, str], tmp_path: Path, who: str) -> None:
    app, rev = review
    code = {
        "reviewer with one to write": programme.reviewers[1], "outsider": programme.reviewers[2],
        "applicant": "prc-2611-he1draa", "conflicted coordinator": programme.second,
    }[who]  # fmt: skip
    if code == programme.second:
        programme.fund("recuse", app, "--reviewer", code, "--conflict", "money")
    folder = tmp_path / "made"
    folder.mkdir()
    leaks = {
        line: found[0]
        for line, said in told(programme, folder, app, rev, code).items()
        if (found := TELLING.search(_own_words_of(line, said)))
    }
    assert leaks == {}


def test_whoever_may_see_it_does(programme: Any, review: tuple[str, str], tmp_path: Path) -> None:
    """So that the test above would notice."""
    app, rev = review
    folder = tmp_path / "made"
    folder.mkdir()
    seen = {
        line for line, said in told(programme, folder, app, rev, programme.coordinator).items() if TELLING.search(said)
    }
    assert {f"show {rev}", f"fund show {app} --json", "fund review", "fund review --json"} <= seen
    assert any(line.startswith("fund pack") for line in seen)


def test_completion_offers_ids_alone(programme: Any, review: tuple[str, str], run: Any) -> None:
    words = f"imatter --store {programme.root} show rev"
    env = {"_IMATTER_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "4"}
    said = run(env=env)
    assert review[1] in said.out and not TELLING.search(said.out + said.err)


#: What only the decision says: an amount that nothing else adds up to, a reason, and its outcome.
DECISION = re.compile(r'123\.45|776\.55|DECIDED-BECAUSE|is part-funded|, part-funded\n|"status":"part')
PART = ("--outcome", "part-funded", "--award", "123.45", "--reason", "need=DECIDED-BECAUSE it is small")


@pytest.fixture
def decided(again: Any) -> str:
    made: str = again("hidden-decided", _decided)
    return made


def _decided(programme: Any) -> str:
    """An application that is decided, in a round that is not published."""
    app = programme.apply(programme.holder("he1draa"), "room=200")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", app, *PART)
    return str(app)


def attempts(programme: Any, app: str, who: str) -> dict[str, str]:
    """What somebody is told when they try to act on the application, by name and without."""
    out = {}
    for verb in ("accept", "decline-award", "withdraw", "submit", "report", "carry", "decide", "edit"):
        more = ("--key-barrier", "x") if verb == "edit" else ()
        for line in (("fund", verb, app, *more, "--dry-run"), ("fund", verb, *more)):
            done = programme.run(*line, "--json", who=who)
            out[" ".join(line)] = done.out + done.err
    return out


@pytest.mark.parametrize("who", ["prc-2611-he1draa", "reviewer"])
def test_no_command_tells_of_a_decision_before_it_is_published(
    programme: Any, decided: str, tmp_path: Path, who: str
) -> None:
    code = programme.reviewers[2] if who == "reviewer" else who
    folder = tmp_path / "made"
    folder.mkdir()
    said = {**told(programme, folder, decided, "2026-q4", code), **attempts(programme, decided, code)}
    assert {line: m[0] for line, t in said.items() if (m := DECISION.search(t))} == {}
    shown = programme.fund("show", decided, who=code)
    assert (shown["status"], "decision" in shown["hidden"]) == ("eligible", True)
    assert [a["status"] for a in programme.fund("list", "--status", "eligible", who=code)] == ["eligible"]
    assert programme.fund("list", "--status", "part-funded", who=code) == []
    assert DECISION.search(programme.run("fund", "show", decided).out)
    programme.fund("publish", "2026-Q4")
    assert programme.fund("show", decided, who=code)["status"] == "part-funded"
    assert DECISION.search(programme.run("show", decided, who=code).out)


def test_every_outcome_is_refused_alike_before_it_is_published(programme: Any, decided: str) -> None:
    other = programme.apply(programme.holder("he1drbb"), "room=50", submit=False)
    assert {programme.refused(verb, decided, who="prc-2611-he1draa") for verb in ("accept", "withdraw")} == {
        "not-published"
    }
    assert programme.fund("show", other, who="prc-2611-he1drbb").get("hidden") is None


def test_an_applicant_is_told_the_same_whether_it_is_decided_or_not(programme: Any) -> None:
    """Before publication: the log, the refusals, and who reviews it."""
    one, two = programme.holder("he1draa"), programme.holder("he1drbb")
    decided, waiting = programme.apply(one, "room=200"), programme.apply(two, "room=200")
    programme.reviewed(decided)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", decided, *PART)
    told = {}
    for (who, _), app in ((one, decided), (two, waiting)):
        tried = [("accept", app), ("withdraw", app), ("edit", app, "--cost", "room=9"), ("decline-award", app)]
        told[app] = [programme.refused(*line, who=who) for line in tried]
    assert told[decided] == told[waiting] == ["not-published", "not-published", "past-closing", "not-published"]
    mine = programme.run("log", decided, who=one[0])
    assert "decided" not in mine.out and mine.code == 0
    assert [e["event"] for e in programme.do("log", decided, who=one[0])] == ["apply", "submit", "screen"]
    assert "decide" not in [e["event"] for e in programme.do("log", who=one[0]) if e["id"] == decided]
    shown = programme.run("fund", "show", decided, "--json", who=one[0]).out
    assert not any(reviewer in shown for reviewer in programme.reviewers)
    programme.fund("withdraw", waiting)


def test_what_others_applied_for_is_for_those_who_review_it(programme: Any) -> None:
    one, two = programme.holder("he1draa"), programme.holder("he1drbb")
    mine, theirs = programme.apply(one, "room=200"), programme.apply(two, "books=90")
    seen = {a["id"]: a for a in programme.fund("list", who=one[0])}
    assert "key_barrier" in seen[mine] and seen[mine]["costs"]
    assert not {"key_barrier", "costs", "other_sources", "answers"} & seen[theirs].keys()
    assert programme.run("fund", "show", theirs, who=one[0]).code == 0
    assert "key_barrier" in programme.fund("list", who=programme.reviewers[0])[0]


def test_an_erasure_names_no_review_that_its_reader_may_not_see(programme: Any, review: tuple[str, str]) -> None:
    app, first = review
    own = str(programme.score(app, programme.reviewers[1], *SCORES, comment=COMMENT)["id"])
    other = programme.apply(programme.holder("he1drbb"), "books=90")
    programme.fund("assign", other, "--reviewer", programme.reviewers[2])
    third = str(programme.score(other, programme.reviewers[2], *SCORES, comment=COMMENT)["id"])

    def elsewhere(who: str, *what: str) -> set[str]:
        return {*programme.do("erase", *what, "--dry-run", who=who)["elsewhere"]} & {first, own, third}

    assert elsewhere(programme.coordinator, own) == {first, third}
    assert elsewhere(programme.reviewers[2], third) == set()


def test_check_says_where_and_not_what_in_a_text_that_its_reader_may_not_see(
    programme: Any, review: tuple[str, str]
) -> None:
    def found(who: str) -> list[dict[str, Any]]:
        return [f for f in programme.run("check", "--json", who=who).json["findings"] if review[1] in f["path"]]

    seen, hidden = found(programme.coordinator), found(programme.reviewers[2])
    assert [(f["rule"], f["line"], f["column"]) for f in seen] == [(f["rule"], f["line"], f["column"]) for f in hidden]
    assert any("client" in f["message"] for f in seen) and not any("client" in f["message"] for f in hidden)
    for form in ("text", "lines", "github", "junit", "sarif"):
        said = programme.run("check", "--format", form, who=programme.reviewers[2]).out
        assert '"client"' not in said and "&quot;client" not in said


def test_before_publication_nothing_that_anybody_else_reads_depends_on_the_decision(
    programme: Any, tmp_path: Path
) -> None:
    """Every command that reads and every format of check say the same before and after, whatever is decided."""
    outcomes = {
        "funded": ("--outcome", "funded"),
        "deferred": ("--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "a quote"),
        "not-funded": ("--outcome", "not-funded"),
    }
    holders = {outcome: programme.holder(f"he1dr{c}{c}") for outcome, c in zip(outcomes, "abc", strict=True)}
    apps = {outcome: programme.apply(holder, "room=100") for outcome, holder in holders.items()}
    second = programme.apply(holders["funded"], "books=30")
    programme.reviewed(*apps.values(), second)
    programme.fund("close", "2026-Q4")
    folder = tmp_path / "made"
    folder.mkdir()
    readers = {**{h[0]: apps[o] for o, h in holders.items()}, "prc-2611-0the11e": apps["funded"]}
    programme.person("0the11e", "practitioner")

    other = type(programme)(tmp_path / "undecided", programme._call)
    shutil.copytree(programme.root, other.root, symlinks=True)

    def read(store: Any) -> dict[tuple[str, str], str]:
        said = {}
        for who, app in readers.items():
            for line, text in told(store, folder, app, "2026-q4", who).items():
                said[who, line] = text
            for line in (("diff", app, "--from", "2026-11-20"), ("diff", app, "--from", "2026-11-20", "--json")):
                said[who, " ".join(line)] = store.run(*line, who=who).out
        return {key: _plain(text, store) for key, text in said.items() if not key[1].startswith("verify")}

    licence = programme.do("licence", "list", "--practitioner", holders["funded"][0])[0]["id"]
    for outcome, app in apps.items():
        programme.fund("decide", app, *outcomes[outcome], "--reason", "need=DECIDED-BECAUSE it is small")
    programme.fund("decide", second, "--outcome", "funded", "--reason", "need=small")
    for store in (programme, other):
        store.do("licence", "pause", licence, "--reason", "time")
    undecided, decided = read(other), read(programme)
    assert {key: (text, decided[key]) for key, text in undecided.items() if text != decided[key]} == {}
    seen = programme.run("check", "--json").json["findings"]
    assert {"APP007", "FND011"} <= {f["rule"] for f in seen}, "so that the comparison would notice"


@pytest.mark.parametrize("by", ["correct", "undo"])
def test_what_was_replaced_before_publication_stays_with_those_who_decide(
    programme: Any, decided: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    """Once the quarter is published the applicant reads the decision, and nothing of one before it or of why."""
    monkeypatch.setenv("IMATTER_NOW", "2026-11-24T10:00:00Z")
    final = ("--outcome", "not-funded", "--reason", "need=It came too late.")
    if by == "correct":
        programme.fund("correct", decided, *final, "--why", "776.55 was promised to another")
    else:
        programme.do("undo", "--reason", "776.55 was promised to another")
        programme.fund("decide", decided, *final)
    monkeypatch.setenv("IMATTER_NOW", "2026-11-24T11:00:00Z")
    programme.fund("publish", "2026-Q4")
    folder = tmp_path / "made"
    folder.mkdir()
    who = "prc-2611-he1draa"
    said = told(programme, folder, decided, "2026-q4", who)
    said["diff"] = programme.run("diff", decided, "--from", "2026-11-20", "--json", who=who).out
    assert {line: m[0] for line, text in said.items() if (m := DECISION.search(text))} == {}
    assert programme.fund("show", decided, who=who)["status"] == "not-funded"
    assert "too late" in programme.run("fund", "show", decided, "--json", who=who).out
    assert "776.55" in programme.run("log", decided, "--json").out


def test_a_coordinator_does_not_read_in_the_sitting_what_became_of_their_own_application(
    programme: Any, decided: str
) -> None:
    who = programme.person("c00rdzz", "coordinator", same_as="prc-2611-he1draa")
    for format in ([], ["--json"]):
        read = programme.run("fund", "review", "--quarter", "2026-Q4", *format, who=who).out
        line = next(line for line in read.replace('{"id"', '\n{"id"').splitlines() if decided[-3:] in line)
        assert "funded" not in line
    entry = next(
        a for a in programme.fund("review", "--quarter", "2026-Q4", who=who)["applications"] if a["id"] == decided
    )
    assert entry["now"] is None and entry["conflict"]


def test_no_sum_tells_a_coordinator_what_became_of_their_own_application(
    programme: Any, decided: str, tmp_path: Path
) -> None:
    who = programme.person("c00rdzz", "coordinator", same_as="prc-2611-he1draa")
    for line in (
        ("fund", "review", "--quarter", "2026-Q4"), ("fund", "rounds"), ("fund", "rounds", "2026-Q4"),
        ("fund", "stats"), ("fund", "stats", "--quarter", "2026-Q4"), ("status",),
    ):  # fmt: skip
        for format in ([], ["--json"]):
            told = programme.run(*line, *format, who=who).out
            assert told and not re.search(rf'{DECISION.pattern}|1 part.funded|"part-funded":1', told), (line, format)
    assert "123.45" in programme.run("fund", "rounds", "2026-Q4").out
    programme.fund("pack", "--quarter", "2026-Q4", "--html", str(tmp_path / "pack.html"), who=who)
    assert not DECISION.search((tmp_path / "pack.html").read_text())


def test_no_receipt_and_no_refusal_tells_a_coordinator_what_became_of_their_own_application(
    programme: Any, tmp_path: Path
) -> None:
    """What they try is answered alike before and after it is decided: amounts, plans, budgets, cancelling."""
    own, other = (programme.apply(programme.holder(f"he1dr{c}"), "room=600") for c in ("aa", "bb"))
    who = programme.person("c00rdzz", "coordinator", same_as="prc-2611-he1draa")
    programme.fund("edit", "2026-Q4", "--ceiling", "700", "--reason", "more", who=programme.second)
    programme.reviewed(own, other)
    programme.fund("close", "2026-Q4")
    why, part = ("--reason", "need=small"), ("--outcome", "part-funded", "--award")
    plans = {f"{own},funded,": 0, f"{own},part-funded,123.45": 1, f"{other},part-funded,450": 2}
    for row, n in plans.items():
        (tmp_path / f"{n}.csv").write_text(f"application,outcome,award\n{row}\n")
    undecided = type(programme)(tmp_path / "undecided", programme._call)
    shutil.copytree(programme.root, undecided.root, symlinks=True)
    programme.fund("decide", own, *part, "123.45", *why)

    def told(store: Any) -> dict[tuple[str, ...], str]:
        lines = [("decide", other, *part, amount, *why, "--dry-run") for amount in ("200", "300", "300.01", "500")]
        lines += [("decide", own, "--outcome", "funded", *why), ("review", "--plan", str(tmp_path / "0.csv"))]
        lines += [("review", "--plan", str(tmp_path / f"{n}.csv"), "--json") for n in plans.values()]
        lines += [("edit", "2026-Q4", "--budget", b, "--reason", "less", "--dry-run") for b in ("50", "150", "600")]
        lines += [("cancel", "2026-Q4", "--end", "--reason", "x"), ("cancel", "2026-Q4", "--into", "2027-Q1")]
        lines += [("decide", other, *part, "200", *why), ("cancel", "2026-Q4", "--end", "--reason", "x")]
        done = {(*line, str(n)): store.run("fund", *line, who=who) for n, line in enumerate(lines)}
        return {line: _plain(one.out + one.err, store) for line, one in done.items()}

    said, before = told(programme), told(undecided)
    assert {line: (text, said[line]) for line, text in before.items() if text != said[line]} == {}
    refused = next(text for line, text in said.items() if "300.01" in line)
    assert "more than you can give in this round, 300.00. 600.00 is kept back for your own application" in refused
    assert any("Left to give: £700." in text for text in said.values()), said
    less = ("edit", "2026-Q4", "--budget", "450", "--reason", "less")
    assert programme.refused(*less, who=who) == "over-budget"
    programme.fund(*less)  # nothing is kept back from anybody else


def _plain(said: str, store: Any) -> str:
    """Without commits and git's own times, which differ whenever anything was done, and the store's place."""
    return re.sub(r"\b[0-9a-f]{7,64}\b|\d\d:\d\d(:\d\dZ)?", "", said).replace(str(store.root), "")


def test_home_tells_its_applicant_of_a_decision_once_it_is_published(programme: Any) -> None:
    who, project = programme.holder("he1draa")
    app = programme.apply((who, project), "room=100")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")

    def seen() -> Any:
        data = programme.run("status", "--json", who=who).json
        return [(one["id"], one["status"]) for one in data["applications"]]

    before = seen()
    programme.fund("decide", app, "--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "x", "--reason", "fit=x")
    assert seen() == before == [(app, "eligible")]
    programme.fund("publish", "2026-Q4")
    assert seen() == [(app, "deferred")]


def test_no_refusal_to_take_back_to_date_back_or_to_save_tells_of_a_decision(
    programme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an applicant may do, and the refusals they get, are the same before a decision and after it."""
    holders = [programme.holder("he1draa"), programme.holder("he1drbb")]
    apps = [programme.apply(holder, "room=100") for holder in holders]
    submitted = [programme.git("log", "-1", "--format=%H", f"--grep=application submit {app}") for app in apps]
    licences = [programme.do("licence", "list", "--practitioner", who)[0]["id"] for who, _ in holders]
    programme.reviewed(*apps)
    programme.fund("close", "2026-Q4")
    why = ("--reason", "time", "--date", "2026-11-24")

    def tried() -> list[str]:
        said = []
        for n, (who, _) in enumerate(holders):
            leave = ("practitioner", "leave", who, *why)
            for line in (("undo", submitted[n]), ("licence", "pause", licences[n], *why), leave):
                done = programme.run(*line, "--dry-run", "--json", who=who)
                assert done.code == 4, done.out
                said.append(done.err)
        return said

    monkeypatch.setenv("IMATTER_NOW", "2026-11-26T09:00:00Z")
    before = tried()
    monkeypatch.setenv("IMATTER_NOW", "2026-11-25T09:00:00Z")
    for app, outcome in zip(apps, ("funded", "not-funded"), strict=True):
        programme.fund("decide", app, "--outcome", outcome, "--reason", "need=DECIDED-BECAUSE it is small")
    monkeypatch.setenv("IMATTER_NOW", "2026-11-26T09:00:00Z")
    assert tried() == before
    path = next(programme.root.rglob(f"{licences[0]}.yaml"))
    text = path.read_text().replace("status: active", "status: paused")
    path.write_text(
        f"{text}  - at: 2026-11-24T10:00:00Z\n    event: pause\n    by: {holders[0][0]}\n    reason: time\n"
    )
    done = programme.run("save", "--json", who=holders[0][0])
    assert (done.code, done.error["code"]) == (4, "not-published")
    assert "APP002" in programme.run("save", "--json").err, "who decides is told why"


def test_who_closes_a_quarter_with_their_own_application_in_it_learns_nothing_by_taking_that_back(
    programme: Any,
) -> None:
    holder = programme.holder("he1draa")
    app = programme.apply(holder, "room=100")
    programme.reviewed(app)
    programme.do("practitioner", "role", holder[0], "--role", "practitioner", "--role", "coordinator")
    programme.fund("close", "2026-Q4", who=holder[0])
    line = ("undo", programme.head(), "--reason", "too early", "--json")
    before = programme.run(*line, who=holder[0])
    assert before.error["code"] == "built-upon" and app not in before.err
    programme.fund("decide", app, "--outcome", "funded", "--reason", "need=small")
    assert programme.run(*line, who=holder[0]).err == before.err
    assert app in programme.run(*line).err


def test_a_check_without_a_person_counts_what_depends_on_decisions_and_names_none(programme: Any) -> None:
    """As in CI: in every format the same, whichever of them it is; an error among them is an error."""
    holders = [programme.holder("he1draa"), programme.holder("he1drbb")]
    apps = [programme.apply(holder, "room=100") for holder in holders]
    programme.reviewed(*apps)
    programme.fund("close", "2026-Q4")
    for app, outcome in zip(apps, ("funded", "not-funded"), strict=True):
        programme.fund("decide", app, "--outcome", outcome, "--reason", "need=DECIDED-BECAUSE it is small")
    for who, _ in holders:
        licence = programme.do("licence", "list", "--practitioner", who)[0]["id"]
        programme.do("licence", "pause", licence, "--reason", "time")

    def found(*args: str) -> Any:
        return programme._call("check", *args, "--store", str(programme.root), "--json")

    said = found()
    assert said.code == 0
    (one,) = said.json["findings"]
    assert (one["rule"], one["severity"], one["path"]) == ("RND015", "advice", "records/rounds/2026-q4.yaml")
    assert one["message"] == "status: 1 finding depends on decisions of 2026-Q4 that are not published yet."
    assert one["related"] == [f"records/applications/2026-11/{app}.yaml" for app in sorted(apps)]
    for part in (*apps, "2026-q4"):
        assert found(part).json["findings"] == [one], "whichever of them it is about"
    assert found("--since", "HEAD~1").json["findings"] == found("--since", "HEAD~2").json["findings"] == [one]
    for form in ("text", "lines", "github", "junit", "sarif"):
        done = programme._call("check", "--format", form, "--store", str(programme.root))
        named = done.out if form != "sarif" else done.out.partition('"results":')[2]
        assert done.code == 0 and "RND015" in named and "APP007" not in named
    path = programme.root / "records/rounds/2026-q4.yaml"
    path.write_text(path.read_text().replace('budget: "1000.00"', 'budget: "150.00"'))
    programme.git("commit", "-qam", "by hand")
    said = found()
    assert said.code == 1 and said.json["summary"]["errors"] == 1
    assert [f["severity"] for f in said.json["findings"] if f["rule"] == "RND015"] == ["error"]
    assert "MON002" in {f["rule"] for f in programme.run("check", "--json").json["findings"]}
