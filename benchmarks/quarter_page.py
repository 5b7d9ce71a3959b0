"""Pages of a quarter of 60 applications: how large they are, and how long each takes to write, as a whole command.

    python benchmarks/quarter_page.py [--runs N] [--write docs/explanation/performance.md]

Each application has two reviews. The goals are 300 KB and one second, on whatever computer this runs.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from pages import put
from run import IMATTER, Bench
from sitting import QUARTER, store

APPLICATIONS, MOST_BYTES, MOST_SECONDS = 60, 300_000, 1.0
PAGES = {
    "the panel's page (`open --quarter`)": ("open", "--quarter", QUARTER, "--to"),
    "the quarter's page (`fund pack`)": ("fund", "pack", "--quarter", QUARTER, "--html"),
    "home (`open`)": ("open", "--to"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--write", metavar="FILE", help="put the table into that page, under its heading")
    options = parser.parse_args()
    rows = [
        f"Measured by `python benchmarks/quarter_page.py`: {APPLICATIONS} applications with two reviews each.", "",
        "| page | size | at most | median time | at most |", "| --- | ---: | ---: | ---: | ---: |",
    ]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="imatter-bench-") as folder:
        bench = Bench(Path(folder), options.runs)
        line = [*IMATTER, "--store", str(store(bench, APPLICATIONS))]
        for name, words in PAGES.items():
            page, times = Path(folder) / "page.html", []
            for _ in range(options.runs):
                page.unlink(missing_ok=True)
                begun = time.perf_counter()
                bench.run([*line, *words, str(page)])
                times.append(time.perf_counter() - begun)
            size, took = page.stat().st_size, statistics.median(times)
            rows.append(f"| {name} | {size:,} | {MOST_BYTES:,} | {took:.2f} s | {MOST_SECONDS:.0f} s |")
    table = "\n".join(rows)
    if options.write:
        put(Path(options.write), "Pages of a quarter", table)
    else:
        print(f"\n{table}")


if __name__ == "__main__":
    main()
