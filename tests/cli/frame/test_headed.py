"""A reflection as a plain text with its questions as headings: nothing in it is lost on the way out and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.errors import BadValue
from imatter_cli.input import headed
from imatter_cli.input.questions.reflection import prompts

ASKED = prompts(
    [
        {"id": "what", "ask": "What happened?"},
        {"id": "so-what", "ask": "So what?"},
        {"id": "now-what", "ask": "Now what?"},
    ]
)
NAMES = [question.field for question in ASKED]
LINE = st.text("ab #\\!.\t\ré🙂\u2028", max_size=12)
HARD = st.sampled_from(
    ["# What happened?", "#", "\\#", "\\\\# So what?", "#!! no", "", " ", "\\", "now what?", "\t# x"]
)
TEXT = st.lists(LINE | HARD, max_size=5).map("\n".join)


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, TEXT)))
def test_any_texts_survive(texts: dict[str, str]) -> None:
    assert headed.read(headed.written(ASKED, texts), ASKED) == texts


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("# So what?\n", ""), "This heading is gone: # So what?"),
        (("# So what?", "# So what then?"), "not one of the questions: # So what then?"),
        (("# So what?", "# Now what?"), "This heading is there twice: # Now what?"),
        (("# What", "Hello\n# What"), "There is text above the first heading."),
    ],
)
def test_no_heading_is_lost_or_renamed_without_a_word(change: tuple[str, str], said: str) -> None:
    text = headed.written(ASKED, dict.fromkeys(NAMES, "words"))
    with pytest.raises(BadValue, match="heading") as refused:
        headed.read(text.replace(*change), ASKED)
    assert said in refused.value.message


def test_it_reads_as_people_write_it() -> None:
    text = "#what  happened?\nWe walked.\n\n\n# So what?\n#  NOW WHAT?\n\nAgain."
    assert headed.read(text, ASKED) == {
        "prompt_what": "We walked.\n",
        "prompt_so_what": "",
        "prompt_now_what": "Again.",
    }
