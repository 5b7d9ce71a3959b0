"""What an edit says of single elements of a list leaves the others as they are."""

from __future__ import annotations

from imatter_cli.domain import editing
from imatter_cli.domain.editing import Elements, Members

ANSWERS = [{"question": "start", "answer": "May"}, {"question": "when", "answer": "mornings"}]


def test_an_element_is_changed_added_or_removed_and_the_others_stay() -> None:
    said = Elements({"when": "evenings", "start": "", "where": "school"}, "question", "answer")
    assert said.onto(ANSWERS) == [
        {"question": "when", "answer": "evenings"}, {"question": "where", "answer": "school"}
    ]  # fmt: skip
    assert Elements({"a": False}, "question", "answer").onto(None) == [{"question": "a", "answer": False}]


def test_members_join_and_leave_one_by_one() -> None:
    assert Members(["c", "a"], ["b"]).onto(["a", "b"]) == ["a", "c"]


def test_what_an_edit_took_out_of_a_list_is_named() -> None:
    before = {"costs": [{"item": "books", "amount": "9.00"}, {"item": "room", "amount": "1.00"}], "areas": ["a", "b"]}
    after = {"costs": [{"item": "room", "amount": "2.00"}], "areas": ["b", "a"]}
    assert editing.gone(before, after) == {"costs": ["books"]}
