"""The page of a sitting, as a whole command: a quarter of 200 applications against one of 10.

    python benchmarks/sitting.py [--runs N] [--write docs/explanation/performance.md]

Both stores have the same people, licences and projects, and two reviews of each application.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from make_store import PROGRAMME, Maker, _text
from pages import put
from run import IMATTER, Bench, as_markdown, processor_seconds, seconds

from imatter_cli.domain import ids
from imatter_cli.store.git.attributes import LINES

QUARTER = "2026-q4"
MANY, FEW, GOAL = 200, 10, 2
PEOPLE, PROJECTS = 40, 220


def records(applications: int) -> list[dict[str, Any]]:
    """A closed quarter with so many applications, each eligible and reviewed twice, and what they need."""
    maker = Maker("sitting")
    made = [maker.practitioner(n) for n in range(PEOPLE)]
    made += [maker.licence(n) for n in range(PEOPLE)]
    made.append(maker.round(QUARTER, "closed"))
    made += [maker.project(n) for n in range(PROJECTS)]
    for _ in range(applications):
        application, *reviews = maker.application(2)
        application["timeline"].append({**application["timeline"][-1], "event": "screen", "outcome": "eligible"})
        made += [{**application, "status": "eligible"}, *reviews]
    return made


def store(bench: Bench, applications: int) -> Path:
    """That quarter as a store."""
    path = bench.folder / f"quarter-{applications}"
    files = {ids.PROGRAMME_PATH: PROGRAMME.read_bytes().replace(b"\nstore: personal\n", b"\nstore: programme\n")}
    files |= {ids.path_of(str(r["id"])): _text(r) for r in records(applications)}
    files[".gitattributes"] = "".join(f"{line}\n" for line in LINES).encode()
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(text)
    who = next(p.stem for p in sorted((path / "records" / "practitioners").rglob("prc-*-0000000.yaml")))
    git = ["git", "-C", str(path)]
    bench.run([*git, "init", "-q", "-b", "main"])
    for name, value in (("user.name", who), ("user.email", f"{who}@imatter.invalid"), ("imatter.me", who)):
        bench.run([*git, "config", name, value])
    bench.run([*git, "add", "--all"])
    bench.run([*git, "commit", "-q", "-m", "init"])
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--write", metavar="FILE", help="put the table into that page, under its heading")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="imatter-bench-") as folder:
        bench = Bench(Path(folder), options.runs)
        lines = {
            n: [*IMATTER, "--store", str(store(bench, n)), "fund", "review", "--quarter", QUARTER] for n in (MANY, FEW)
        }
        for n, line in lines.items():
            assert bench.run(line).count("app…") >= n
        for what, clock in (("", seconds), (" (processor time)", processor_seconds)):
            many, few = bench.doing(lines[MANY]), bench.doing(lines[FEW])
            name = f"fund review --quarter, {MANY} applications{what}"
            bench.row(name, f"itself with {FEW}", GOAL, many, few, clock=clock)
        table = as_markdown(bench.rows, "python benchmarks/sitting.py").partition("\n\n")[2]
    if options.write:
        put(Path(options.write), "The page of a sitting", table)
    else:
        print(f"\n{table}")


if __name__ == "__main__":
    main()
