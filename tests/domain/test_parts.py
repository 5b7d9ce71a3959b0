"""Ids of small steps: given once, kept for good, and the same for everybody who changes an older record."""

from __future__ import annotations

import re

from imatter_cli.domain import parts
from imatter_cli.domain.kinds.forms import PART
from imatter_cli.domain.merge import fields

READ, TALK, SING = ({"text": text} for text in ("read", "talk", "sing"))


def test_steps_of_older_records_count_by_their_place() -> None:
    found = parts.identified([READ, {"id": "s1a2", **TALK}, SING], "s")
    assert [next(iter(one.items())) for one in found] == [("id", "s1"), ("id", "s1a2"), ("id", "s3")]
    assert [parts.place_of(named, found, "s") for named in ("s1a2", "s3", "s2", 3, 4)] == [2, 3, 0, 3, 0]
    ids = [one["id"] for one in parts.identified([READ, {"id": "s1", **TALK}], "s")]
    assert ids == ["s2", "s1"]
    ids = [one["id"] for one in parts.identified([TALK, READ, SING], "s")]
    assert ids == ["s1", "s2", "s3"]
    ids = [one["id"] for one in parts.identified([{"id": "s2", **TALK}, READ, SING], "s")]
    assert ids == ["s2", "s3", "s4"]


def test_a_new_id_is_never_one_by_place_and_never_there_already() -> None:
    made: set[object] = set()
    for _ in range(500):
        made.add(parts.mint("s", made, "prj-2611-7kq4m2x 2026-11-24T09:00:00Z prc-2601-4t9wq2e"))
    assert len(made) == 500
    assert not [id for id in map(str, made) if id[1:].isdigit() or re.fullmatch(PART.pattern, id) is None]


def test_a_change_gives_an_id_to_every_step_and_keeps_those_there_are() -> None:
    before = {"steps": [READ, {"id": "s7k3", **TALK}]}
    fields = {"steps": [SING, {"id": "s7k3", **TALK, "done": "2026-11-24"}, READ], "setting": "club"}
    after = parts.with_ids("project", before, fields, "now")
    assert [one["id"] for one in after["steps"]] == [parts.mint("s", (), "now"), "s7k3", "s1"]
    assert after["setting"] == "club"


def test_what_is_not_a_list_of_steps_is_left_to_the_model() -> None:
    for wrong in ([READ, "talk"], "talk", None, [{"id": ["s1a2"], **READ}]):
        assert [one["text"] for one in parts.with_ids("project", {"steps": wrong}, {"steps": [READ]}, "now")["steps"]]
        assert parts.with_ids("project", {}, {"steps": wrong}, "now") == {"steps": wrong}


def test_two_people_change_steps_of_one_older_project() -> None:
    before = {"id": "prj-2611-7kq4m2x", "steps": [READ, TALK], "timeline": []}
    mine = {**before, "steps": [{"id": "s1", **READ}, {"id": "s2", **TALK, "done": "2026-11-24"}]}
    theirs = {**before, "steps": [{"id": "s1", **READ, "done": "2026-11-23"}, {"id": "s2", **TALK}]}
    merged = fields.onto("project", theirs, before, mine, [])
    assert merged["steps"] == [theirs["steps"][0], mine["steps"][1]]
