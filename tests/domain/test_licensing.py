"""What a licence allows, asks for and lets happen."""

from __future__ import annotations

from typing import Any

import pytest

from imatter_cli.domain import licensing
from imatter_cli.errors import Refused

WHO = "prc-2611-4t9wq2e"


def licence(status: str = "active", since: str = "2026-01-12", **more: Any) -> dict[str, Any]:
    path = {
        "draft": ["apply"], "submitted": ["apply", "submit"], "returned": ["apply", "submit", "return"],
        "declined": ["apply", "submit", "decline"], "active": ["record"], "paused": ["record", "pause"],
        "ended": ["record", "end"],
    }[status]  # fmt: skip
    events = [{"at": since, "event": e, "by": WHO, "reason": "why"} for e in path]
    return {"id": more.pop("id", "lic-2601-m3k8r1d"), "practitioner": WHO, "status": status, "timeline": events, **more}


def test_a_term_counts_only_where_there_is_one() -> None:
    assert not licensing.lapsed(licence(), "2999-01-01")
    assert not licensing.lapsed(licence(ends="2026-11-24"), "2026-11-24")
    assert licensing.lapsed(licence(ends="2026-11-24"), "2026-11-25")


def test_the_active_one_is_found_among_others() -> None:
    held = [licence("ended", id="lic-2501-aaaaaaa"), licence(), licence("declined", id="lic-2701-bbbbbbb")]
    assert licensing.active_licence(WHO, held, "2026-11-24", "Not started")["id"] == "lic-2601-m3k8r1d"


@pytest.mark.parametrize(
    ("held", "hint"),
    [
        ([], "imatter licence apply"),
        ([licence("draft")], "imatter licence submit lic-2601-m3k8r1d"),
        ([licence("submitted")], "imatter licence issue lic-2601-m3k8r1d"),
        ([licence("returned")], "imatter licence edit lic-2601-m3k8r1d"),
        ([licence("declined")], "imatter licence apply"),
        ([licence("paused")], "imatter licence resume lic-2601-m3k8r1d"),
        ([licence("ended")], "imatter licence renew lic-2601-m3k8r1d"),
        ([licence(ends="2026-02-01")], "imatter licence renew lic-2601-m3k8r1d"),
        ([licence(since="2026-12-01")], "--date"),
    ],
)
def test_without_an_active_licence_it_says_what_to_type(held: list[dict[str, Any]], hint: str) -> None:
    with pytest.raises(Refused) as refused:
        licensing.active_licence(WHO, held, "2026-11-24", "Not started")
    assert refused.value.code == "no-active-licence"
    assert refused.value.message.startswith("Not started: ")
    assert hint in str(refused.value.hint)
    assert refused.value.source == licensing.SOURCE


def test_a_pause_before_the_day_counts_as_a_pause_then() -> None:
    events = [("record", "2026-01-12"), ("pause", "2026-03-01"), ("resume", "2026-05-01")]
    held = {**licence(), "timeline": [{"at": at, "event": e, "by": WHO} for e, at in events]}
    assert licensing.why_not_active(held, "2026-02-01") is None
    assert "paused on 2026-04-01" in str(licensing.why_not_active(held, "2026-04-01"))
    assert licensing.why_not_active(held, "2026-05-01") is None


@pytest.mark.parametrize(
    ("months", "begins", "asked", "ends"),
    [
        (None, "2026-01-12", "", None),
        (12, "2026-01-12", "", "2027-01-11"),
        (1, "2026-01-31", "", "2026-02-27"),
        (12, "2024-02-29", "", "2025-02-27"),
        (12, "2026-01-12", "2026-06-30", "2026-06-30"),
    ],
)
def test_the_last_day_of_a_term(months: int | None, begins: str, asked: str, ends: str | None) -> None:
    assert licensing.term_end(months, begins, asked) == ends


def test_a_term_that_cannot_be() -> None:
    with pytest.raises(Refused, match="sets no term"):
        licensing.term_end(None, "2026-01-12", "2027-01-01")
    with pytest.raises(Refused, match="cannot end"):
        licensing.term_end(12, "2026-01-12", "2025-01-01")


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "active", "paused"])
def test_nobody_has_two_licences(status: str) -> None:
    found = licensing.second(WHO, [licence(status)])
    assert found is not None and found.code == "has-licence"


@pytest.mark.parametrize("status", ["declined", "ended"])
def test_after_one_that_is_over_comes_another(status: str) -> None:
    assert licensing.second(WHO, [licence(status)]) is None


def test_every_question_is_answered_yes() -> None:
    asked = {"a": "A?", "b": "B?"}
    whole = licence("draft", idea="prj-2611-7kq4m2x", focus_areas=["tea"])
    for answers, code in (
        ([], "incomplete-licence"),
        ([{"question": "a", "answer": True}], "incomplete-licence"),
        ([{"question": "a", "answer": True}, {"question": "b", "answer": False}], "not-eligible-yet"),
    ):
        found = licensing.incomplete({**whole, "eligibility": answers}, asked)
        assert found is not None and found.code == code
    yes = [{"question": q, "answer": True} for q in asked]
    assert licensing.incomplete({**whole, "eligibility": yes}, asked) is None
    for name in ("idea", "focus_areas"):
        found = licensing.incomplete({**whole, "eligibility": yes, name: None}, asked)
        assert found is not None and found.details["open"] == [name]


def test_only_what_was_paused_because_of_it_is_offered_back() -> None:
    lic = "lic-2601-m3k8r1d"

    def project(id: str, **pause: str) -> dict[str, Any]:
        events = [{"at": "2026-02-01", "event": "pause", "by": WHO, **pause}]
        return {"id": id, "licence": lic, "status": "paused", "timeline": events}

    twice = project("c", because=lic)
    twice["timeline"] = [*twice["timeline"], {"event": "resume"}, {"event": "pause"}]
    found = licensing.paused_because(lic, [project("a", because=lic), project("b"), twice])
    assert [p["id"] for p in found] == ["a"]
