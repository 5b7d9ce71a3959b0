"""Try random single edits: `python tests/checks/mutate_records.py [NUMBER] [SEED] [--write]` (5,000 and 1 without).

Prints what became of them, as it stands in docs/explanation/mutations.md, which --write puts there. Exit 1 where an
edit was missed that nobody has explained, or where `--since` left out a finding.
"""

from __future__ import annotations

import importlib.util
import sys
import textwrap
from collections import Counter
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "mutations.md"
sys.path.insert(0, str(ROOT / "tests" / "support"))


def mutating() -> ModuleType:
    """The module beside this one: tests are no package."""
    if "mutating" not in sys.modules:
        spec = importlib.util.spec_from_file_location("mutating", Path(__file__).parent / "mutating.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules["mutating"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["mutating"])
    return sys.modules["mutating"]


def files() -> dict[str, bytes]:
    """The example store of this repository: an invented programme year."""
    return {str(p.relative_to(ROOT)): p.read_bytes() for p in sorted((ROOT / "records").rglob("*.yaml"))}


def main() -> int:
    """Run, print, write."""
    given = [a for a in sys.argv[1:] if a != "--write"]
    number = int(given[0]) if given else 5000
    seed = int(given[1]) if len(given) > 1 else 1
    at_work = mutating()
    tally = at_work.run(files(), number, seed, lambda n: n % 500 or print(f"{n} edits", file=sys.stderr, flush=True))
    page = report(tally, seed)
    print(page)
    unexplained = [m for m in tally.missed if not at_work.explanation(m)]
    for m in unexplained:
        print(f"missed: {m.edit.how} {m.edit.what} ({m.why}; history: {', '.join(sorted(m.seen)) or 'nothing'})")
    for edit, left_out in tally.narrower:
        print(f"--since: {edit.how} {edit.what} {edit.path}: {[(f.rule, f.path) for f in left_out]}")
    if "--write" in sys.argv:
        PAGE.write_text(page, encoding="utf-8")
    return 1 if unexplained or tally.narrower else 0


def report(tally: object, seed: int) -> str:
    """The page, from a tally."""
    at_work = mutating()
    assert isinstance(tally, at_work.Tally)
    hows = sorted({*tally.found, *tally.same, *tally.allowed, *(m.edit.how for m in tally.missed)})
    missed = Counter(m.edit.how for m in tally.missed)
    since = f"left out findings of {len(tally.narrower)}" if tally.narrower else "reported the same"
    lines = [
        "# What a check misses",
        "",
        "<!-- Made by tests/checks/mutate_records.py --write; change what it finds, not this page. -->",
        "",
        *textwrap.wrap(
            f"{tally.edits:,} random edits, made one at a time in the example store of this repository (`records/`), "
            f"which has no problems: `python tests/checks/mutate_records.py {tally.edits} {seed}`. An edit is found if "
            "`imatter check` then has a new finding. It is harmless if the file means the same (a comment, another way "
            "to write it), or if `imatter save` accepts it after comparing it with what was recorded before. All "
            f"other edits were missed. `imatter check --since` was run for every edit that was found, and {since}.",
            118,
            break_long_words=False,
            break_on_hyphens=False,
        ),
        "",
        "| edit | found | means the same | accepted by save | missed |",
        "| --- | --- | --- | --- | --- |",
        *(f"| {h} | {tally.found[h]} | {tally.same[h]} | {tally.allowed[h]} | {missed[h]} |" for h in hows),
        f"| together | {tally.found.total()} | {tally.same.total()} | {tally.allowed.total()} | {len(tally.missed)} |",
        "",
        *textwrap.wrap(
            f"The findings were of {len(tally.rules)} rules. The list says why the files alone can't show the edits "
            "that were missed. The table shows them by field, with the code of `imatter save`'s refusal. The last "
            "column has the rules of `imatter verify` that find the commit if somebody commits such an edit with git. "
            "VER001 finds every such commit, so it is left out.",
            118,
        ),
        "",
        *(f"- {why}" for _, _, why in at_work.EXPLAINED),
        "",
        "| field | edits | what imatter save says | imatter verify |",
        "| --- | --- | --- | --- |",
    ]
    groups: dict[tuple[str, str], list[frozenset[str]]] = {}
    for m in tally.missed:
        groups.setdefault((m.edit.what, m.why), []).append(m.seen)
    for (what, why), seen in sorted(groups.items()):
        rules = sorted(set().union(*seen))
        lines.append(f"| `{what}` | {len(seen)} | {why} | {', '.join(rules) or 'VER001 alone'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
