"""Follow the README word by word: a copy of the repository, an empty home, and what it says to type, in its order.

    python tests/packages/readme.py

It installs with pip, which takes half a minute; `tests/packages/test_readme.py` types the rest each time the tests run.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
#: What must come out of a line, by how it or a command in it begins.
PROMISES = {
    "imatter init ~/imatter": ("Made ~/imatter.", "Kept as an idea:"),
    "imatter": ("evening routine", "Next"),
    "imatter init --example": ("Made ~/rehearsal, with an invented year in it.",),
    "imatter --store rehearsal": ("Quarters",),
    "imatter help": ("imatter help practice",),
}
_SAID = "----said----"


class Said(NamedTuple):
    """A line that was typed, how it ended and what it printed."""

    line: str
    code: int
    out: str


def lines() -> list[str]:
    """What the README says to type to try it."""
    blocks = re.findall(
        r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    return [line for block in blocks for line in block.splitlines()]


def typed(script: Sequence[str], folder: Path, env: Mapping[str, str]) -> list[Said]:
    """Each line as one shell takes it, from the folder in which the reader begins."""
    told = "".join(f"{line}\nprintf '%s%s\\n' {_SAID} $?\n" for line in script)
    done = subprocess.run(
        ["sh"], input=told, cwd=folder, env=dict(env), text=True, check=False, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    parts = re.split(rf"{_SAID}(\d+)\n", done.stdout)
    return [Said(line, int(code), out) for line, out, code in zip(script, parts[::2], parts[1::2], strict=False)]


def wrong(said: Sequence[Said]) -> list[str]:
    """What didn't work, or didn't show what the README promises."""
    found = [f"{one.line}: exit {one.code}\n{one.out}" for one in said if one.code]
    for begins, words in PROMISES.items():
        shown = next((one.out for one in said if _has(one.line, begins)), "")
        found += [f"{begins}: does not show {word!r}\n{shown}" for word in words if word not in shown]
    return found


def _has(line: str, begins: str) -> bool:
    return any(part == begins or part.startswith(f"{begins} ") for part in line.split(" && "))


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="imatter-readme-") as scratch:
        home, copy = Path(scratch) / "home", Path(scratch) / "imatter"
        home.mkdir()
        subprocess.run(["git", "clone", "-q", ROOT, copy], check=True)
        kept = ("PATH", "PIP_", "SSL_", "http", "HTTP", "no_proxy", "NO_PROXY")
        env = {name: value for name, value in os.environ.items() if name.startswith(kept)}
        said = typed(lines(), copy, {**env, "HOME": str(home), "LC_ALL": "C.UTF-8"})
    found = wrong(said)
    print(
        "\n".join(found)
        if found
        else f"{len(said)} lines of the README work as written, and show the reader's notebook"
    )
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
