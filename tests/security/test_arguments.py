"""Ids, names, refs and paths on the command line are never options to git, nor ways out of the store."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

kit, hostile = sys.modules["store_kit"], sys.modules["hostile"]
A, *_ = kit.PRJ

WORDS = (
    "-rf", "--help", "--exec=touch x", "--output=x", "--upload-pack=x", "..", "../../../etc/passwd", "/etc/passwd",
    "records/../../../etc/passwd", "~root", "$(touch x)", ";touch x", "HEAD:records/programme.yaml", ":(glob)**",
    "@{-1}", "HEAD..HEAD", "HEAD^{/x}", "refs/../../x", "\n--exec", "", "x" * 250, "\u202e",
    "ext::sh -c touch% x", "９",
)  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        ("show",), ("log",), ("diff",), ("edit",), ("undo",), ("save",), ("check",), ("check", "--since"),
        ("project", "show"), ("project", "start"), ("project", "list", "--where"), ("project", "list", "--sort"),
        ("project", "list", "--practitioner"), ("project", "list", "--since"), ("show", A, "--as-of"),
        ("diff", A, "--from"), ("fund", "decide"), ("licence", "show"), ("rules",), ("check", "--explain"),
        ("draft", "resume"), ("draft", "discard"), ("me",), ("status", "--as"), ("licence", "list", "--status"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_word_of_the_line_is_an_option_to_git_or_a_way_out(
    box: Any, call: Callable[..., Any], tmp_path: Path, line: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put(A)
    work = tmp_path / "work"
    monkeypatch.chdir(work)
    before, head = hostile.everything_in(box.root / "records"), box.head()
    for word in WORDS:
        *verb, last = line
        forms = ((*line, word), (*verb, f"{last}={word}") if last.startswith("--") else (*line, "--", word))
        for given in forms:
            done = call("--store", box.root, "--no-input", *given)
            assert done.code in (0, 1, 2, 3, 4), (line, given, done)
            assert "root:" not in done.out + done.err
            assert "fault in imatter itself" not in done.err
    assert list(work.iterdir()) == []
    assert hostile.everything_in(box.root / "records") == before
    assert box.head() == head


@pytest.mark.parametrize("word", ["-x", "--help", "../x", "refs/heads/main/../x"])
def test_a_store_at_an_odd_place_is_a_place(home: Any, tmp_path: Path, call: Callable[..., Any], word: str) -> None:
    done = call("--store", tmp_path / "nowhere" / word, "check")
    assert done.code == 5
    box = kit.Box(tmp_path / "parent" / word.replace("/", "_")).init()
    box.put(A)
    assert call("--store", box.root, "show", A).code in (0, 1)
    assert call("--store", box.root, "log").code == 0
    assert len(list(box.store.history())) == 2
