"""Whatever was typed at any question is there again on resume, until it is an answer or its writer threw it away."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from imatter_cli.errors import Interrupted, Missing
from imatter_cli.input.ask import answer
from imatter_cli.input.drafts import Drafts, Keeper
from imatter_cli.input.form import Choice, Form, Question
from imatter_cli.input.line.outcome import Stopped
from imatter_cli.input.values import Behind

NOW = datetime(2026, 11, 23, 18, 40, tzinfo=UTC)
LONG_ASK = "Which area of their life is this one about, in a few words?"
FORM = Form(
    "try it",
    "A title.",
    (
        Question("kind", "Which kind?", "w", answer="choice", choices="kinds"),
        Question("what", "What happened?", "w", answer="long"),
        Question("area", LONG_ASK, "w", held="project.safeguarding.role"),
        Question("areas", "Which areas?", "w", many=True, held="project.focus_areas.*"),
        Question("so_what", "So what?", "w", answer="long", required=False),
    ),
)
TOO_LONG = "x" * 201


class Writer:
    """Writes at random, and knows which words must not be lost: those of answers, and those typed since."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.count = 0
        self.answered: dict[str, set[str]] = defaultdict(set)
        self.fresh: dict[str, set[str]] = defaultdict(set)
        self.sit_down()

    def sit_down(self) -> None:
        self.at, self.shown, self.patience = "", set[str](), self.chance.randrange(2, 14)

    def say(self, text="", indent=""):
        for question in FORM.questions:
            if text.startswith(question.ask):
                self.at, self.shown = question.field, set()
        if re.match(r"  (\||\d+:) ", text):
            self.shown |= words_in(text)

    def pose(self, question):
        self.say(question)

    def ask(self, prompt, text=""):
        if not self.at or prompt.startswith("Go on?"):
            return ""
        assert self.fresh[self.at] <= self.shown, (self.at, self.fresh[self.at] - self.shown)
        self.patience -= 1
        if self.patience < 0:
            if self.at != "kind" and self.chance.random() < 0.5:
                raise Stopped(self._word())
            raise self.chance.choice((EOFError, KeyboardInterrupt))
        return getattr(self, f"_{self.at}")()

    def forget_typed_ahead(self):
        pass

    def edit(self, path):
        path.write_text(f"{path.read_text()}\n{self._word()}")
        if self.chance.random() < 0.3:
            raise KeyboardInterrupt  # the terminal is gone, and nobody hears of what the editor saved
        return ""

    def _word(self):
        self.count += 1
        word = f"word{self.count:04}"
        self.fresh[self.at].add(word)
        self.shown.add(word)
        return word

    def _settle(self, words):
        self.fresh[self.at] = set()
        self.answered[self.at] = set(words) or self.answered[self.at]

    def _kind(self):
        return self.chance.choice(("", "", "1", "2", "<"))

    def _what(self):
        does = self.chance.choice((".", "e", "<", "writes", "writes", "writes"))
        if does == "writes" or (does == "<" and self.shown):
            return self._word()
        if does == ".":
            self._settle(self.shown)
        return does

    _so_what = _what

    def _area(self):
        does = self.chance.choice(("", "<", "taken", "refused"))
        if does == "taken":
            word = self._word()
            self._settle({word})
            return word
        if does == "refused":
            return f"{self._word()} {TOO_LONG}"
        if not does and self.answered["area"]:  # what it was is kept instead
            self._settle(())
        return does

    def _areas(self):
        does = self.chance.choice(("", "taken", "taken"))
        if does == "taken":
            return self._word()
        self._settle(self.shown)
        return does


def words_in(text):
    return set(re.findall(r"word\d{4}", text))


@pytest.mark.parametrize("seed", range(20))
def test_nothing_typed_is_lost_whatever_is_left_empty_gone_back_to_or_stopped(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("os.fsync", lambda handle: None)
    drafts = Drafts(tmp_path / "drafts")
    writer = Writer(seed)
    behind = Behind(
        date(2026, 11, 24), lambda name: [Choice("one", "One"), Choice("two", "Two")], lambda p, k: p, lambda k: []
    )
    for _ in range(40):
        writer.sit_down()
        resume = drafts.list()[0].id if drafts.list() else ""
        keeper = Keeper(drafts, FORM.name, NOW, resume=resume)
        try:
            found = answer(FORM, {}, interactive=True, behind=behind, keeper=keeper, console=writer)
        except (Interrupted, Missing):
            kept = "".join(p.read_text() for p in drafts.folder.glob("*")) if drafts.folder.is_dir() else ""
            for field in ("what", "area", "areas", "so_what"):
                assert writer.answered[field] | writer.fresh[field] <= words_in(kept), field
            continue
        for field in ("what", "area", "areas", "so_what"):
            assert writer.answered[field] <= words_in(str(found.get(field))), field
        return
