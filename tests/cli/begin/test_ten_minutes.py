"""From an empty home to a kept reflection, by reading the screen: every prompt and every key is counted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import process
from pexpect import EOF

PAGE = Path(__file__).parents[3] / "docs/tutorials/practitioner.md"
#: What is typed where the screen asks for it, in order.
ANSWERS = (
    ("Keep one in ~/imatter?  [Y/n] ", ""), ("Kind [1-4]: ", "2"), ("Where [1-9]: ", "1"), ("  1: ", "mornings"),
    ("  2: ", ""), ("take part? [1-3]: ", "1"), ("Support [1-3] [none]: ", ""), ("  | ", "P1 began alone."),
    ("  | ", "."), ("  | ", ""), ("  | ", ""), ("(optional): ", ""), ("[yes/no] (optional): ", ""),
)  # fmt: skip
#: A terminal is told before each prompt that a paste is one answer.
PROMPT = "\x1b[?2004h"


def test_a_first_reflection_takes_few_keys_and_explains_the_year(home: Any, tmp_path: Path) -> None:
    env = {**home.env, "TERM": "xterm"}
    child = process.at_a_terminal(["reflect"], env, cwd=tmp_path)
    shown = ""
    for prompt, said in ANSWERS:
        child.expect_exact(prompt)
        shown += child.before + prompt
        child.sendline(said)
    child.expect(EOF)
    child.close()
    shown += child.before
    assert child.exitstatus == 0
    told = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", shown).split())
    assert "Kept: ref-" in told
    for word in ("note an idea", "apply for a licence", "small steps", "imatter reflect", "every three months"):
        assert word.lower() in told.lower()
    prompts = shown.count(PROMPT)
    keys = len("imatter reflect\n") + sum(len(said) + 1 for _, said in ANSWERS)
    assert prompts == len(ANSWERS)
    assert f"{prompts} prompts and {keys} keys" in re.sub(r"\s+", " ", PAGE.read_text())
    once = process.run(["reflection", "list", "--json"], {**env, "HOME": env["HOME"]}, cwd=tmp_path)
    assert "P1 began alone." in once.stdout
