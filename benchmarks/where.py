"""Where the time of a cold `imatter check` goes: one process under cProfile, its own time summed by part.

    python benchmarks/where.py [--records N] [--write PAGE]

What a function of C takes is put down to the part that called it. The profiler slows small functions more than large
ones: the shares tell where to look, not how long it takes. `--write docs/explanation/performance.md` puts the table
there.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pages
from run import IMATTER, PYTHON, Bench

HEADING = "Where a check's time goes"
#: Parts in the order in which they are looked for: what they are, and what a file's path has in it.
PARTS = (
    ("YAML: text to plain data", ("/store/codec/", "/yaml/")),
    ("files and folders", ("/store/",)),
    ("models: the form of a record", ("/domain/records/", "/pydantic", "/checks/shape.py", "/domain/envelope.py")),
    ("timelines: replay of a life", ("/domain/timeline.py", "/domain/lifecycles.py", "/domain/dates.py")),
    ("words and privacy", ("/checks/words.py", "/checks/privacy.py", "/checks/texts.py", "/checks/thoughts.py")),
    ("rules: the other ones", ("/checks/", "/domain/")),
    ("putting it together, the cache, the history", ("/services/", "/git/")),
    ("loading modules", ("<frozen importlib", "/importlib/")),
    ("command line and output", ("/commands/", "/output/", "/typer/", "/click/", "/app.py", "__main__")),
)
REST = "Python's own library"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into this page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="imatter-where-") as folder:
        text = profiled(Bench(Path(folder), 1), options.records)
    print(text)
    if options.write:
        pages.put(options.write, HEADING, text)


def profiled(bench: Bench, number: int) -> str:
    """The table: every part's share of the time, and the function in it that takes most."""
    store = bench.store(number)
    stats = bench.folder / "check.prof"
    bench.run([PYTHON, __file__, "--inside", str(stats), *IMATTER[3:], "--store", str(store), "check"])
    parts, largest = by_part(stats)
    whole = sum(parts.values())
    lines = [
        f"`python benchmarks/where.py --records {number}`: a cold check of {number:,} records by one process.",
        "",
        "| part | share | most of it in |",
        "| --- | --- | --- |",
        *(f"| {name} | {100 * took / whole:.0f} % | `{largest[name][1]}` |" for name, took in parts.most_common()),
    ]
    return "\n".join(lines) + "\n"


def by_part(stats: Path) -> tuple[Counter[str], dict[str, tuple[float, str]]]:
    """Seconds by part, and by part the function that takes most with what it takes of its own."""
    parts: Counter[str] = Counter()
    largest: dict[str, tuple[float, str]] = {}
    table = pstats.Stats(str(stats)).stats  # type: ignore[attr-defined]
    for (file, _, name), (_, _, own, _, callers) in table.items():
        # A built-in has no file: each caller's part gets what was spent for it.
        shares = [(who[0], took[2]) for who, took in callers.items()] if file == "~" else [(file, own)]
        for where, took in shares:
            part = next((title for title, marks in PARTS if any(mark in where for mark in marks)), REST)
            parts[part] += took
            if took > largest.get(part, (0.0, ""))[0]:
                largest[part] = took, name.strip("<>")
    return parts, largest


def inside(stats: str, argv: list[str]) -> int:
    """The command under the profiler, in this process alone."""
    import os

    from imatter_cli.__main__ import main as imatter

    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    profile = cProfile.Profile()
    code = profile.runcall(imatter, argv)
    profile.dump_stats(stats)
    return code


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        sys.exit(inside(sys.argv[2], sys.argv[3:]))
    main()
