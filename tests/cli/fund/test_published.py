"""A published quarter gives the same figures for ever, whatever becomes of its applications."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

WHY = ("--reason", "need=small and ready")
Q4 = ("--quarter", "2026-Q4")
#: What the sitting tells of what came later, beside what was published.
BESIDE = ("now", "since")
#: Figures of what was asked and decided; what became of the awards is told beside them.
FIGURES = (
    "group", "applications", "decided", "awards", "funded", "part_funded", "deferred", "not_funded", "asked", "awarded",
    "success_rate", "median_days", "repeated_deferrals",
)  # fmt: skip


@pytest.fixture
def published(programme: Any) -> dict[str, str]:
    """Four decisions of a published quarter, by what becomes of each afterwards."""
    tails = {"carried": "he1draa", "declined": "he1drbb", "corrected": "he1drcc", "accepted": "he1drdd"}
    made = {later: programme.apply(programme.holder(tail), "room=100", "books=50") for later, tail in tails.items()}
    programme.reviewed(*made.values())
    programme.fund("close", "2026-Q4")
    for later, id in made.items():
        to = ("--quarter", "2027-Q1", "--asks", "a quote") if later == "carried" else ()
        outcome = "deferred" if later == "carried" else "funded"
        programme.fund("decide", id, "--outcome", outcome, *to, *WHY)
    programme.fund("publish", "2026-Q4")
    return made


def figures(programme: Any, folder: Path) -> dict[str, Any]:
    """All that the quarter's pages say in figures."""
    sitting = programme.fund("review", *Q4)
    applications = {a["id"]: {k: v for k, v in a.items() if k not in BESIDE} for a in sitting["applications"]}
    programme.fund("pack", *Q4, "--csv", str(folder / "pack.csv"), "--force")
    round = programme.fund("rounds", "2026-Q4")
    return {
        "csv": (folder / "pack.csv").read_bytes(),
        "sitting": {k: v for k, v in sitting.items() if k not in ("applications", "deferred_here")},
        "applications": applications,
        "figures": [
            [{k: r.get(k) for k in FIGURES} for r in t["rows"]] for t in programme.fund("stats", *Q4)["tables"]
        ],
        "round": [round[name] for name in ("asked", "awarded", "left", "applications")],
    }


def test_nothing_that_happens_later_changes_it(programme: Any, published: dict[str, str], tmp_path: Path) -> None:
    at_first = figures(programme, tmp_path)
    assert (at_first["sitting"]["asked"], at_first["sitting"]["awarded"]) == ("600.00", "450.00")
    letters = {a["application"]: a["text"] for a in programme.fund("letters", *Q4)}

    programme.fund("decline-award", published["declined"], "--reason", "the host pays for it now")
    programme.fund("accept", published["accepted"])
    programme.fund("pay", published["accepted"])
    programme.fund(
        "correct", published["corrected"], "--outcome", "part-funded", "--award", "80", *WHY,
        "--why", "a cost was misread",
    )  # fmt: skip
    programme.fund("edit", published["carried"], "--cost", "room=90", "--key-barrier", "no budget line yet")
    programme.fund("open", "2027-Q1", "--budget", "500", "--quorum", "1", "--reviewer", programme.reviewers[0])
    programme.fund("carry", published["carried"])
    programme.fund("assign", published["carried"], "--reviewer", programme.reviewers[0])
    programme.score(published["carried"], programme.reviewers[0], 1, 1, 1)

    assert figures(programme, tmp_path) == at_first
    round, total = programme.fund("rounds", "2026-Q4"), programme.fund("stats", *Q4)["tables"][0]["total"]
    sitting = programme.fund("review", *Q4)
    assert [(p["awarded"], p["left"]) for p in (round, sitting)] == [("450.00", "450.00")] * 2
    assert {(p["awarded"], p["corrected"], p["freed"]) for p in (round, total)} == {("450.00", "-70.00", "150.00")}
    one = {a["id"]: a for a in programme.fund("review", *Q4)["applications"]}
    assert one[published["carried"]]["key_barrier"] == "the school has no budget line"
    told = {later: (one[id]["now"], [e["event"] for e in one[id]["since"]]) for later, id in published.items()}
    assert told == {
        "carried": ("eligible", ["edit", "carry"]),
        "declined": ("award-declined", ["decline-award"]),
        "corrected": ("part-funded", ["correct"]),
        "accepted": ("paid", ["accept", "pay"]),
    }
    shown = programme.run("fund", "review", *Q4).out
    assert "deferred to 2027-Q1; now eligible" in shown and "funded, £150; now award declined" in shown
    assert "changed since" not in shown
    everything = programme.fund("stats")["tables"][0]
    assert [r["asked"] for r in everything["rows"]] == ["600.00", "90.00"]
    again = {a["application"]: a["text"] for a in programme.fund("letters", *Q4)}
    # a letter about an award says what came of it: once declined, accepted or paid, it no longer asks if they accept
    since = {published[what] for what in ("corrected", "declined", "accepted")}
    assert {id for id in letters if again[id] != letters[id]} == since


def test_later_changes_of_projects_and_of_the_rules_leave_its_pages_and_open_data_as_they_were(
    programme: Any, tmp_path: Path
) -> None:
    """Its settings, names, headings and the words for types of place are those of the day it was published."""
    rules = programme.root / "records" / "programme.yaml"

    def save_rules(version: int, *changes: tuple[str, str]) -> None:
        text = rules.read_text()
        note = f"- at: 2026-11-24\n  version: {version}\n  what: Other words.\n"
        raised = (f"\nversion: {version - 1}\n", f"\nversion: {version}\n")
        for old, new in (*changes, raised, ("store: programme\n", f"{note}store: programme\n")):
            assert old in text, old
            text = text.replace(old, new, 1)
        rules.write_text(text)
        programme.do("save")

    asked = "  questions: [{id: when, ask: When do you need it?, why: To plan.}]\n"
    identifiers = "  publishing: {prefix: 360G-test, funder_id: GB-COH-01234567}\n"
    save_rules(2, ("  questions: []\n", asked), ("fund:\n", f"fund:\n{identifiers}"))
    round = programme.root / "records" / "rounds" / "2026-q4.yaml"  # as if it had been opened with them
    round.write_text(round.read_text().replace("questions: []\n", asked.strip() + "\n"))
    programme.git("commit", "-qam", "ask when")
    holders = [programme.holder(tail) for tail in ("he1draa", "he1drbb")]
    funded, deferred = apps = [programme.apply(h, "room=100", submit=False) for h in holders]
    for app in apps:
        programme.fund("edit", app, "--answer", "when=In January")
        programme.fund("submit", app)
        programme.fund("screen", app, "--outcome", "eligible")
    programme.reviewed(*apps)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", funded, "--outcome", "funded", *WHY)
    programme.fund("decide", deferred, "--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "a quote", *WHY)
    programme.fund("publish", "2026-Q4")

    def told() -> list[str]:
        page, public = tmp_path / "page.html", tmp_path / "public.html"
        programme.fund("pack", *Q4, "--html", str(page), "--csv", str(tmp_path / "a.csv"), "--force")
        programme.fund("pack", *Q4, "--public", "--html", str(public), "--force")
        lines = [("stats", *Q4), ("stats",), ("review", *Q4), ("letters", *Q4), ("export", "360giving")]
        said = [programme.run("fund", *line).out for line in lines]
        return [*said, page.read_text(), public.read_text(), (tmp_path / "a.csv").read_text()]

    before = told()
    assert all("School" in before[n] for n in (0, 1, 5)) and "When do you need it?" in before[5]
    programme.do("project", "edit", holders[0][1], "--setting", "club", "--focus-area", "other", who=holders[0][0])
    programme.do("project", "edit", holders[1][1], "--setting", "club", who=holders[1][0])
    save_rules(3, ("    name: School\n", "    name: Place of learning\n"), (asked, "  questions: []\n"))
    after = told()
    for n, (then, now) in enumerate(zip(before, after, strict=True)):
        assert then == now, n
    assert programme.do("project", "show", holders[0][1])["setting"] == "club"


def test_words_rewritten_by_hand_are_found_by_a_check(programme: Any, published: dict[str, str]) -> None:
    application = published["carried"]
    rewrites = {
        application: (("text: small and ready", "text: large and late"), ("asks: a quote", "asks: two quotes")),
        published["declined"]: (("outcome: eligible\n", "outcome: eligible\n    criterion: complete\n"),),
        "2026-q4": (('budget: "1000.00"', 'budget: "5000.00"'), ("quorum: 2", "quorum: 1"), ("name: ", "name: A ")),
    }

    def found() -> list[str]:
        told = programme.run("check", "--json").json["findings"]
        return [f["path"] for f in told if f["rule"] == "HIS003"]

    assert found() == []
    for id, changes in rewrites.items():
        path = next(programme.root.rglob(f"{id}.yaml"))
        text = path.read_text()
        for old, new in changes:
            assert old in text
            path.write_text(text.replace(old, new, 1))
            assert found() == [str(path.relative_to(programme.root))], (id, old)
        # what an earlier version recorded has no seal of its own
        unsealed = [line for line in text.replace(*changes[0], 1).splitlines(True) if "own_seal" not in line]
        path.write_text("".join(unsealed))
        assert found() == []
        path.write_text(text)
    assert found() == []


def test_what_a_return_a_payment_and_a_revocation_say_is_sealed_too(programme: Any) -> None:
    """Their amounts, references and reasons; what an earlier version recorded has no such seal and is not judged."""
    first, second, third = (programme.holder(f"he1dr{c}{c}") for c in "abc")
    back = programme.apply(third, "room=30", screen=False)
    programme.fund("return", back, "--reason", "the cost of the room is missing")
    paid, revoked = programme.apply(first, "room=100"), programme.apply(second, "books=50")
    programme.reviewed(paid, revoked)
    programme.fund("withdraw", back, who=third[0])
    programme.fund("close", "2026-Q4")
    for app in (paid, revoked):
        programme.fund("decide", app, "--outcome", "funded", *WHY)
    programme.fund("publish", "2026-Q4")
    programme.fund("accept", paid, who=first[0])
    programme.fund("pay", paid, "--amount", "40", "--reference", "BACS 1204")
    programme.fund("return-money", paid, "--amount", "10", "--reason", "a cheaper room")
    programme.fund("revoke", revoked, "--reason", "the project was stopped")

    def found() -> list[str]:
        return [f["path"] for f in programme.run("check", "--json").json["findings"] if f["rule"] == "HIS003"]

    assert found() == []
    rewrites = {
        back: ("the cost of the room is missing", "it came too late"), paid: ("BACS 1204", "BACS 9999"),
        revoked: ("the project was stopped", "we need the money"),
    }  # fmt: skip
    for id, (old, new) in rewrites.items():
        path = next(programme.root.rglob(f"{id}.yaml"))
        text = path.read_text()
        path.write_text(text.replace(old, new))
        assert found() == [str(path.relative_to(programme.root))], id
        path.write_text("".join(line for line in text.replace(old, new).splitlines(True) if "own_seal" not in line))
        assert found() == [], id
        path.write_text(text)
    path = next(programme.root.rglob(f"{paid}.yaml"))
    path.write_text(path.read_text().replace("a cheaper room", "a gift"))
    assert found() == [str(path.relative_to(programme.root))]
