"""Letters: what each tells, what none may tell, templates of one's own, and what they cannot do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.domain import dates
from imatter_cli.domain.fund.letters import strangers
from imatter_cli.output import limits

WHY = ("--reason", "need=small & ready <b>")


@pytest.fixture
def decided(again: Any) -> dict[str, str]:
    made: dict[str, str] = again("letters-decided", _decide)
    return made


def _decide(programme: Any) -> dict[str, str]:
    """One application of each outcome in a closed quarter, by outcome; what reviewers wrote is marked."""
    tails = {"funded": "he1draa", "part-funded": "he1drbb", "deferred": "he1drcc", "not-funded": "he1drdd"}
    made = {o: programme.apply(programme.holder(t, f"area of {t}"), "room=100") for o, t in tails.items()}
    for id in made.values():
        programme.fund("assign", id, "--reviewer", programme.reviewers[0], "--reviewer", programme.reviewers[1])
        for reviewer in programme.reviewers[:2]:
            programme.score(id, reviewer, 1, 2, 3, comment="PLANTED in a review")
    made["not-eligible"] = programme.apply(programme.holder("he1dree"), "room=100", screen=False)
    programme.fund("screen", made["not-eligible"], "--outcome", "not-eligible", "--criterion", "key-barrier")
    programme.fund("close", "2026-Q4")
    more = {
        "funded": (),
        "part-funded": ("--award", "60.50"),
        "deferred": ("--quarter", "2027-Q1", "--asks", "a quote for the room"),
        "not-funded": (),
    }
    for outcome, given in more.items():
        programme.fund("decide", made[outcome], "--outcome", outcome, *given, *WHY)
    return made


@pytest.fixture
def published(again: Any) -> dict[str, str]:
    made: dict[str, str] = again("letters-published", _publish)
    return made


def _publish(programme: Any) -> dict[str, str]:
    made = _decide(programme)
    programme.fund("publish", "2026-Q4")
    return made


def letters(programme: Any, *more: str) -> dict[str, str]:
    return {one["outcome"]: one["text"] for one in programme.fund("letters", "--quarter", "2026-Q4", *more)}


@pytest.mark.parametrize("format", ["text", "html"])
def test_each_application_has_its_own_letter(programme: Any, published: dict[str, str], format: str) -> None:
    last_day = datetime.now(UTC).date() + timedelta(days=60)
    made = letters(programme, "--format", format, "--accept-by", last_day.isoformat())
    assert set(made) == set(published)
    everybody = {*programme.reviewers, programme.coordinator, *published.values()}
    for outcome, text in made.items():
        assert published[outcome] in text
        assert not [code for code in everybody - {published[outcome]} if code in text]
        assert "PLANTED" not in text and "rev-" not in text and "{" not in text.partition("</style>")[2]
        assert ("small & ready <b>" in text) == (format == "text" and outcome != "not-eligible")
        assert ("small &amp; ready &lt;b&gt;" in text) == (format == "html" and outcome != "not-eligible")
        assert (dates.spoken(last_day) in text) == (outcome in ("funded", "part-funded"))
    assert "£60.50" in made["part-funded"] and "£100" in made["part-funded"]
    assert "2027-Q1" in made["deferred"] and "a quote for the room" in made["deferred"]
    assert "Money is the key barrier" in made["not-eligible"]
    assert "not funded this quarter" in made["not-funded"]


def test_nothing_is_told_before_it_is_published(programme: Any, decided: dict[str, str]) -> None:
    assert programme.refused("letters", "--quarter", "2026-Q4") == "not-published"
    for format in ("text", "html"):
        made = letters(programme, "--draft", "--format", format)
        assert set(made) == set(decided)
        assert all("DRAFT" in text for text in made.values())
    programme.fund("publish", "2026-Q4")
    assert not any("DRAFT" in text for text in letters(programme, "--draft").values())


def test_they_are_for_a_coordinator(programme: Any, published: dict[str, str]) -> None:
    assert programme.refused("letters", "--quarter", "2026-Q4", who=programme.reviewers[0]) == "not-yours"


def test_who_has_a_conflict_does_not_write_it(programme: Any, decided: dict[str, str]) -> None:
    programme.person("he1drzz", "coordinator", same_as="prc-2611-he1draa")
    mine = letters_of(programme, "prc-2611-he1drzz", "--draft")
    assert decided["funded"] not in mine.out and decided["deferred"] in mine.out
    assert f"{decided['funded']} is left out because you have a conflict" in mine.err
    assert mine.code == 0


def letters_of(programme: Any, who: str, *more: str) -> Any:
    return programme.run("fund", "letters", "--quarter", "2026-Q4", *more, who=who)


def test_a_letter_stays_what_was_told_after_the_application_is_carried(
    programme: Any, published: dict[str, str]
) -> None:
    programme.fund("open", "2027-Q1", "--budget", "500")
    programme.fund("carry", published["deferred"])
    assert "2027-Q1" in letters(programme)["deferred"]


def test_a_letter_that_names_somebody_else_is_left_out(programme: Any, published: dict[str, str]) -> None:
    why = f"need=weaker than {published['part-funded'].upper()}, said {programme.reviewers[0]}"
    programme.fund("correct", published["not-funded"], "--outcome", "not-funded", "--reason", why, "--why", "slip")
    done = letters_of(programme, programme.coordinator)
    assert done.code == 1
    assert f"{published['part-funded']}, {programme.reviewers[0]}" in done.err
    assert published["not-funded"] not in done.out


def test_files_are_private_and_never_written_over(programme: Any, published: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    made = programme.fund("letters", "--quarter", "2026-Q4", "--to", str(folder), "--format", "html")
    assert sorted(p.name for p in folder.iterdir()) == sorted(f"{id}.html" for id in published.values())
    for one in made:
        assert Path(one["path"]).read_text() == one["text"]
        assert Path(one["path"]).stat().st_mode & 0o777 == 0o600
    (folder / f"{published['funded']}.html").write_text("edited")
    (folder / f"{published['deferred']}.html").unlink()
    again = ("letters", "--quarter", "2026-Q4", "--to", str(folder), "--format", "html")
    assert programme.refused(*again) == "file-exists"
    assert (folder / f"{published['funded']}.html").read_text() == "edited"
    assert not (folder / f"{published['deferred']}.html").exists()
    programme.fund(*again, "--force")
    assert (folder / f"{published['funded']}.html").read_text() != "edited"
    inside = ("--to", str(programme.root / "records" / "letters"))
    assert programme.refused("letters", "--quarter", "2026-Q4", *inside) == "inside-records"
    assert not (programme.root / "records" / "letters").exists()
    before = programme.head()
    programme.fund("letters", "--quarter", "2026-Q4", "--to", str(tmp_path / "none"), "--dry-run")
    assert not (tmp_path / "none").exists()
    assert programme.head() == before


@pytest.fixture
def own(programme: Any, published: dict[str, str]) -> Path:
    folder: Path = programme.root / "templates" / "letters"
    folder.mkdir(parents=True)
    return folder


def test_templates_of_ones_own(programme: Any, own: Path) -> None:
    (own / "funded.txt").write_text('{% include "footer.txt" %}{{ award }} for {{ reasons[0].text }}')
    (own / "footer.txt").write_text("Best wishes. ")
    (own / "base.html").write_text("<p>Ours: {% block decision %}{% endblock %}</p>")
    assert letters(programme)["funded"] == "Best wishes. £100 for small & ready <b>\n"
    assert "£60.50" in letters(programme)["part-funded"]
    assert letters(programme, "--format", "html")["funded"].startswith("<p>Ours: We are glad")


def test_a_letter_has_no_control_characters_even_where_its_template_has(programme: Any, own: Path) -> None:
    (own / "funded.txt").write_text("Best \x1b[31mwishes\x1b]0;x\x07.\u202e")
    assert letters(programme)["funded"] == "Best wishes.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{% include 'funded.txt' %}", "it includes itself, or is nested too deeply"),
        ("{% macro m() %}{{ m() == 1 }}{% endmacro %}{{ m() }}", "it includes itself, or is nested too deeply"),
        ("{{ 'a' + 1 }}", "something in it cannot be worked out"),
        ("{{ 1 / 0 }}", "it divides by zero"),
        ("{% nothing %}", "this is not how a template is written"),
        ("{{ nothing }}", "there is no nothing here"),
        ("{{ reasons.nothing.more }}", "there is no nothing here"),
        ("{{ reasons.__class__ }}", "it uses something that templates can't use"),
        ("{{ 2 ** 2 }}", "a template can't use ** here"),
        ("{{ range(1001) }}", "a template can count to 1,000 at most"),
        ("{% include 'none.txt' %}", "there is no template none.txt"),
    ],
)
def test_what_is_wrong_with_a_template_is_told_in_our_words(programme: Any, own: Path, text: str, said: str) -> None:
    (own / "funded.txt").write_text(text)
    error = programme.run("fund", "letters", "--quarter", "2026-Q4", "--json").error
    assert (error["code"], error["message"].split(": ")[1]) == ("template", f"{said}.")


def test_a_template_that_never_ends_is_stopped(programme: Any, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.5)
    loop = "".join(f"{{% for i{n} in range(999) %}}" for n in range(9)) + "{% endfor %}" * 9
    (own / "funded.txt").write_text(loop)
    error = programme.run("fund", "letters", "--quarter", "2026-Q4", "--json").error
    assert error["code"] == "template" and "too much time or memory" in error["message"]
    (own / "funded.txt").unlink()
    assert letters(programme)["funded"]


def test_one_long_step_is_stopped_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.3)
    base = 9
    with pytest.raises(TimeoutError):  # in which the interpreter hears no signal
        limits.apart(lambda: str(base ** (base**base) > 1).encode())
    assert limits.apart(lambda: b"a text") == b"a text"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("one\n{{ reviewers }}\n", 2),
        ("one\n\n{% if %}", 3),
        ("{{ reasons[0].criterion.nothing }}", 1),
        ('one\n{{ "".__class__.__mro__ }}', 2),
        ("{% set _ = reasons.append(1) %}", 1),
        ("one\n{{ 1 / 0 }}", 2),
        ('{% extends "../../records/programme.yaml" %}', 0),
        ('{% extends "nowhere.txt" %}', 0),
        ("{% include 'funded.txt' %}", None),
        ("{{ 'a' * 10 ** 10 }}", None),
        ("{{ '%2000000000d' | format(1) }}", None),
        ("one\n{{ 9**(9**9) > 1 }}", 2),
        ("{{ '%2000000000d' % 1 }}", 1),
        ("{{ [1] * 10 ** 9 }}", 1),
        ("{{ 'a' | center(2000000000) }}", 1),
        ("{{ 'a'.ljust(2000000000) }}", 1),
        ("{{ '{:2000000000}'.format(1) }}", 1),
        ("{{ range(2000) | list }}", 1),
        ("{{ lipsum(n=100000000) }}", 1),
        ("{% set n = namespace(x='aaaa') %}{% for i in range(40) %}{% set n.x = n.x ~ n.x %}{% endfor %}", None),
        ("{{ ().__class__.__base__.__subclasses__() }}", 1),
        ("{{ self.__init__.__globals__ }}", 1),
        ("{{ cycler.__init__.__globals__.os.system('touch harm') }}", 1),
        ("{{ '{0.__class__.__init__.__globals__}'.format(reasons) }}", 1),
    ],
)
def test_what_a_template_may_not(programme: Any, own: Path, text: str, line: int | None) -> None:
    (own / "funded.txt").write_text(text)
    done = programme.run("fund", "letters", "--quarter", "2026-Q4", "--json")
    assert done.code == 4
    assert done.error["code"] == "template"
    assert done.error["details"]["path"] == "templates/letters/funded.txt"
    assert line in (None, done.error["details"]["line"])


def test_no_template_leads_out_of_the_store(programme: Any, own: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (own / "funded.txt").symlink_to(tmp_path / "secret.txt")
    done = letters_of(programme, programme.coordinator)
    assert done.code == 5 and "secret" not in done.out
    (own / "funded.txt").unlink()
    own.rmdir()
    own.symlink_to(tmp_path)
    assert letters_of(programme, programme.coordinator).code == 5
    own.unlink()
    own.mkdir()
    (own / "funded.txt").write_bytes(b"\xff")
    assert letters_of(programme, programme.coordinator).code == 5


def test_who_is_a_stranger() -> None:
    own = {"id": "app-2611-w9m4p0s", "practitioner": "prc-2611-4t9wq2e"}
    assert strangers("App-2611-W9M4P0S of prc-2611-4t9wq2e", own) == []
    assert strangers("as Rev-2611-hk2v9da said", own) == ["rev-2611-hk2v9da"]


@pytest.mark.parametrize("format", ["text", "html"])
def test_a_corrected_letter_says_which_one_it_replaces(programme: Any, published: dict[str, str], format: str) -> None:
    id = published["not-funded"]
    correct = ("correct", id, "--outcome", "part-funded", "--award", "40", *WHY, "--why", "a <cost> was read twice")
    programme.fund(*correct)
    text = letters_by_id(programme, "--format", format)[id]
    said = [e for e in programme.do("show", id)["timeline"] if e["event"] == "correct"]
    day = dates.spoken(said[0]["published"])
    assert f"replaces our letter of {day}" in text and "£40" in text
    assert ("a <cost> was read twice" in text) == (format == "text")
    assert not [a for a, other in letters_by_id(programme).items() if a != id and "replaces" in other]


def test_a_correction_before_publication_replaces_no_letter(programme: Any, decided: dict[str, str]) -> None:
    programme.fund("correct", decided["funded"], "--outcome", "not-funded", *WHY, "--why", "a cost was read twice")
    programme.fund("publish", "2026-Q4")
    assert "replaces" not in letters_by_id(programme)[decided["funded"]]


def test_one_that_was_not_eligible_reads_why(programme: Any) -> None:
    id = programme.apply(programme.holder("he1draa"), "room=100", screen=False)
    why = ("--criterion", "key-barrier", "--reason", "the host has <money> for it")
    programme.fund("screen", id, "--outcome", "not-eligible", *why)
    programme.fund("close", "2026-Q4")
    programme.fund("publish", "2026-Q4")
    text = letters_by_id(programme)[id]
    patient = letters_of(programme, programme.coordinator)
    assert "imatter fund correct" not in patient.err
    assert "Money is the key barrier" in text and "Why: the host has <money> for it\n" in text
    assert "the host has &lt;money&gt; for it" in letters_by_id(programme, "--format", "html")[id]


def test_what_came_later_has_a_letter_in_the_place_of_the_decision(programme: Any, published: dict[str, str]) -> None:
    """An award that was revoked. A deferral whose quarter was cancelled has its letter there, and keeps its own."""
    kept = letters_by_id(programme)[published["deferred"]]
    programme.fund("revoke", published["funded"], "--reason", "the project was stopped")
    programme.fund("open", "2027-Q1", "--budget", "500")
    programme.fund("cancel", "2027-Q1", "--reason", "no budget", "--end")
    for format in ("text", "html"):
        told = letters_by_id(programme, "--format", format)
        assert "£100" in told[published["funded"]] and "We revoked the award" in told[published["funded"]]
        assert "accept" not in told[published["funded"]].replace("need to accept it", "")
        assert "take it up" not in told[published["funded"]]
    assert letters_by_id(programme)[published["deferred"]] == kept
    other = {one["application"]: one["text"] for one in programme.fund("letters", "--quarter", "2027-Q1")}
    assert list(other) == [published["deferred"]] and "ended with it" in other[published["deferred"]]
    assert "We deferred it on 24 November 2026, and have not decided on it since." in other[published["deferred"]]


@pytest.mark.parametrize("format", ["text", "html"])
def test_one_that_was_deferred_is_told_where_it_goes_and_what_is_still_asked_for(
    programme: Any, published: dict[str, str], format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where its quarter goes by without a round, and where that is cancelled."""
    id = published["deferred"]
    asks = f"Before then, we ask for: {programme.fund('show', id)['timeline'][-1]['asks']}"
    monkeypatch.setenv("IMATTER_NOW", "2027-04-05T09:00:00Z")
    programme.fund("open", "2027-Q2", "--budget", "500", "--closes", "2027-06-01")
    programme.fund("carry", id, "--into", "2027-Q2", "--reason", "there was no round")
    text = letters_by_id(programme, "--format", format)[id]
    assert "which we deferred on 24 November 2026, has moved to 2027-Q2 instead." in text
    assert "Why: there was no round" in text and asks in text and "was cancelled" not in text
    programme.do("undo")
    programme.fund("open", "2027-Q1", "--budget", "500", "--opens", "2027-01-05", "--closes", "2027-02-01")
    programme.fund("cancel", "2027-Q1", "--reason", "no budget", "--into", "2027-Q2")
    made = programme.fund("letters", "--quarter", "2027-Q1", "--format", format)
    text = next(one["text"] for one in made if one["application"] == id)
    assert "2027-Q1 was cancelled" in text and "moved to 2027-Q2" in text and asks in text


def test_a_later_award_that_is_revoked_leaves_the_letter_of_a_deferral_as_it_was(
    programme: Any, published: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    id = published["deferred"]
    before = letters_by_id(programme)[id]
    programme.fund("open", "2027-Q1", "--budget", "500", "--quorum", "1", "--reviewer", programme.reviewers[0])
    programme.fund("carry", id)
    programme.fund("close", "2027-Q1")
    programme.fund("decide", id, "--outcome", "funded", "--reason", "need=ready")
    programme.fund("publish", "2027-Q1")
    programme.fund("revoke", id, "--reason", "the project was stopped")
    assert letters_by_id(programme)[id] == before


@pytest.mark.parametrize(("how", "said"), [(("--end",), "ended with it"), (("--into", "2027-Q1"), "moved to 2027-Q1")])
def test_a_cancelled_quarter_has_its_letters(programme: Any, how: tuple[str, ...], said: str) -> None:
    id = programme.apply(programme.holder("he1draa"), "room=100")
    programme.fund("open", "2027-Q1", "--budget", "500")
    programme.fund("cancel", "2026-Q4", "--reason", "no budget this time", *how)
    text = letters_by_id(programme)[id]
    assert "2026-Q4 was cancelled" in text and said in text and "Why: no budget this time" in text
    assert "DRAFT" not in text


def test_nobody_is_asked_to_accept_by_a_day_that_has_passed(programme: Any, published: dict[str, str]) -> None:
    assert programme.refused("letters", "--quarter", "2026-Q4", "--accept-by", "yesterday", exit=2) == "bad-value"
    programme.fund("letters", "--quarter", "2026-Q4", "--accept-by", "today")


def test_a_word_to_avoid_is_told_when_it_is_written_and_before_it_is_sent(programme: Any) -> None:
    id = programme.apply(programme.holder("he1draa"), "room=100", screen=False)
    returned = programme.run("fund", "return", id, "--reason", "say what the patient needs")
    assert returned.code == 0 and 'A second thought on "Reason": "patient" is a word' in returned.out
    programme.fund("submit", id, who=programme.do("show", id)["practitioner"])
    programme.fund("screen", id, "--outcome", "eligible")
    programme.reviewed(id)
    programme.fund("close", "2026-Q4")
    to = ("--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "a word from the patients")
    done = programme.run("fund", "decide", id, *to, "--reason", "need=good for each patient")
    assert done.code == 0
    assert 'on "Asks": "patients"' in done.out and 'on "Reasons": "patient"' in done.out
    draft = letters_of(programme, programme.coordinator, "--draft")
    assert draft.code == 0 and f'The letter on {id} says "patient' in draft.err


def letters_by_id(programme: Any, *more: str) -> dict[str, str]:
    return {one["application"]: one["text"] for one in programme.fund("letters", "--quarter", "2026-Q4", *more)}
