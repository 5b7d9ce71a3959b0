"""The measures of docs/explanation/performance.md, as ratios taken side by side in one run.

    python benchmarks/run.py [--quick] [--write docs/explanation/performance.md]

Each pair is run in turn, A B A B ..., and the ratio is the median of the pairs' ratios, so that a machine that slows
down slows both. Stores are made in a temporary folder, with a home and configuration of their own.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import pty
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from imatter_cli.domain.kinds import KINDS

HERE = Path(__file__).resolve().parent
PYTHON = sys.executable
IMATTER = [PYTHON, "-m", "imatter_cli"]
#: How many records a small store has.
SMALL = 100
ACTIVE = ("--status", "active", "--limit", "20")


@dataclass(frozen=True)
class Row:
    """One line of the table: what, against what, the goal, the median ratio and the medians of both, in that unit."""

    what: str
    against: str
    goal: float
    ratio: float
    ms: float
    other_ms: float
    unit: str = "ms"

    @property
    def met(self) -> str:
        return "met" if self.ratio <= self.goal else "missed"


def clean_environment(home: Path) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "IMATTER_", "XDG_", "PYTHON"))}
    for name in ("config", "data", "cache", "state"):
        env[f"XDG_{name.upper()}_HOME"] = str(home / name)
    return env | {"HOME": str(home), "LC_ALL": "C.UTF-8"}


def seconds(command: Callable[[], None]) -> float:
    start = time.perf_counter()
    command()
    return time.perf_counter() - start


def processor_seconds(command: Callable[[], None]) -> float:
    """What the processes that it starts take of a processor, however many others want it too."""
    start = os.times()
    command()
    end = os.times()
    return end.children_user + end.children_system - start.children_user - start.children_system


def used(command: Callable[[], None]) -> float:
    """The same more exactly."""
    start = resource.getrusage(resource.RUSAGE_CHILDREN)
    command()
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    return end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime


def paired(
    one: Callable[[], None], other: Callable[[], None], runs: int, clock: Callable[[Callable[[], None]], float]
) -> tuple[float, float, float]:
    """Median ratio of the pairs, and the median seconds of each, after one uncounted pair."""
    one()
    other()
    pairs = [(clock(one), clock(other)) for _ in range(runs)]
    return (
        statistics.median(a / b for a, b in pairs),
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
    )


class Bench:
    def __init__(self, folder: Path, runs: int) -> None:
        self.folder = folder
        self.runs = runs
        self.env = clean_environment(folder / "home")
        (folder / "home").mkdir()
        self.rows: list[Row] = []
        self.stores: dict[int, Path] = {}

    def run(self, command: Sequence[str], ok: tuple[int, ...] = (0,), more: Mapping[str, str] | None = None) -> str:
        done = subprocess.run(
            command,
            env={**self.env, **(more or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in ok:
            raise SystemExit(f"{command}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def look(self, command: Sequence[str]) -> None:
        """Run it at a real terminal of 80 columns and 24 lines, and read what it shows."""
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, 80))
        ends = dict.fromkeys(("stdin", "stdout", "stderr"), theirs)
        process = subprocess.Popen(command, env={**self.env, "TERM": "xterm-256color", "PAGER": "cat"}, **ends)
        os.close(theirs)
        with contextlib.suppress(OSError):  # Linux says so when the other end is closed
            while os.read(ours, 65536):
                pass
        os.close(ours)
        if process.wait():
            raise SystemExit(f"{command}: exit {process.returncode} at a terminal")

    def doing(self, command: Sequence[str], more: Mapping[str, str] | None = None) -> Callable[[], None]:
        return lambda: void(self.run(command, more=more))

    def row(
        self,
        what: str,
        against: str,
        goal: float,
        one: Callable[[], None],
        other: Callable[[], None],
        runs: int = 0,
        clock: Callable[[Callable[[], None]], float] = seconds,
    ) -> None:
        ratio, a, b = paired(one, other, runs or self.runs, clock)
        self.rows.append(Row(what, against, goal, ratio, a * 1000, b * 1000))
        print(f"{what:60} {ratio:6.2f}x  goal {goal}x  ({a * 1000:.0f} against {b * 1000:.0f} ms)", flush=True)

    def store(self, size: int) -> Path:
        if size not in self.stores:
            path = self.folder / f"store-{size}"
            self.run([PYTHON, str(HERE / "make_store.py"), str(path), str(size)])
            self.run(["git", "-C", str(path), "gc", "-q"])
            self.stores[size] = path
        return self.stores[size]

    def some(self, size: int, kind: str) -> str:
        folder = self.store(size) / "records" / kind
        return sorted(folder.rglob("*.yaml"))[0].stem

    def coordinator(self, size: int) -> str:
        people = sorted((self.store(size) / "records" / "practitioners").rglob("*.yaml"))
        return next(p.stem for p in people if "- coordinator" in p.read_text())

    def idea(self, size: int) -> list[str]:
        """A whole command that adds one record, of somebody with a licence; the same at every size."""
        licences = sorted((self.store(size) / "records" / "licences").rglob("*.yaml"))
        found = (re.search(r"^practitioner: (\S+)$", p.read_text(), re.MULTILINE) for p in licences)
        who = next(m[1] for m in found if m and m[1] != self.some(size, "practitioners"))
        return [
            *IMATTER, "--store", str(self.store(size)), "--as", who, "project", "new", "--type", "early-concern",
            "--setting", "school", "--focus-area", "evening routine", "--individuals", "1", "--practitioner", who,
            "--invited", "2026-01-05", "--consent", "yes", "--safeguarding", "yes", "--no-input",
        ]  # fmt: skip

    def start(self, size: int) -> Callable[[], None]:
        """A whole command that starts such an idea, which looks for the licence; the ideas are made beforehand."""
        idea = self.idea(size)
        who = idea[idea.index("--as") + 1]
        made = [self.run([*idea, "--json"]) for _ in range(self.runs + 1)]
        ids = iter([re.findall(r"prj-\d{4}-\w{7}", answer)[0] for answer in made])
        begin = [*IMATTER, "--store", str(self.store(size)), "--as", who, "project", "start"]
        return lambda: void(self.run([*begin, next(ids), "--no-input"]))


def void(_: object) -> None:
    return None


def start_up(bench: Bench, size: int) -> None:
    bare = bench.doing([PYTHON, "-c", "pass"])
    runs = max(bench.runs, 11)
    bench.row("imatter --version", "python -c pass", 2, bench.doing([*IMATTER, "--version"]), bare, runs)
    bench.row("imatter --help", "python -c pass", 3, bench.doing([*IMATTER, "--help"]), bare, runs)
    for number, goal in ((size, 12), (SMALL, 10)):
        show = [*IMATTER, "--store", str(bench.store(number)), "show", bench.some(number, "projects")]
        bench.row(f"imatter show ID in a store of {number:,}", "python -c pass", goal, bench.doing(show), bare, runs)
    for name in ("status", *sorted(kind.listed_by for kind in KINDS if kind.name != "review")):  # that is a sitting
        command = [*IMATTER, "--store", str(bench.store(SMALL)), "--as", bench.coordinator(SMALL), *name.split()]
        bench.row(f"imatter {name} in a store of {SMALL}", "python -c pass", 10, bench.doing(command), bare, runs)
    what = f"imatter project new in a store of {SMALL}"
    bench.row(what, "python -c pass", 22, bench.doing(bench.idea(SMALL)), bare, runs)


def at_terminal(bench: Bench) -> None:
    """How much more of a processor a command takes where somebody looks than in a pipe: the one that takes most."""
    imatter = [*IMATTER, "--store", str(bench.store(SMALL)), "--as", bench.coordinator(SMALL)]
    names = [f"show {bench.some(SMALL, 'projects')}", *(kind.listed_by for kind in KINDS if kind.name != "review")]
    names += ["status", "due", "log", "check", "verify", "rules", "programme show", "fund stats", "help", "help year"]
    commands = {f"imatter {name}": [*imatter, *name.split()] for name in sorted(set(names))}
    commands["imatter project new"] = bench.idea(SMALL)
    more = {name: _more_at_terminal(bench, command) for name, command in commands.items()}
    slowest = max(more, key=lambda name: more[name][0])
    ratio, extra, bare = more[slowest]
    what = f"{slowest} at a terminal above a pipe, the most of {len(more)} commands (processor time)"
    bench.rows.append(Row(what, "python -c pass", 4, ratio, extra * 1000, bare * 1000))
    for name, (ratio, extra, _) in more.items():
        print(f"{name} at a terminal above a pipe{'':20} {ratio:6.2f}x  goal 4x  ({extra * 1000:.0f} ms)", flush=True)


def _more_at_terminal(bench: Bench, command: Sequence[str]) -> tuple[float, float, float]:
    """The median ratio of what it takes more to `python -c pass`, and the medians of both in seconds."""
    bench.look(command)
    bench.run(command)
    found = [
        (used(lambda: bench.look(command)) - used(bench.doing(command)), used(bench.doing([PYTHON, "-c", "pass"])))
        for _ in range(bench.runs)
    ]
    middle = statistics.median
    return middle(a / b for a, b in found), middle(a for a, _ in found), middle(b for _, b in found)


def one_change(bench: Bench, sizes: Sequence[int]) -> None:
    small = bench.doing(bench.idea(SMALL))
    for size, goal in zip(sizes, (1.1, 1.4), strict=False):
        what = f"project new, the whole command, at {size:,} records"
        bench.row(what, f"itself at {SMALL}", goal, bench.doing(bench.idea(size)), small)
        what = f"project start, the whole command, at {size:,} records"
        bench.row(what, f"itself at {SMALL}", goal, bench.start(size), bench.start(SMALL))


def write_alone(bench: Bench, size: int) -> None:
    """The transaction by itself, in this process, against git's own two commands on the same kind of change."""
    from imatter_cli.store.contract import Change, Reader, Write
    from imatter_cli.store.open import open_store

    os.environ.clear()
    os.environ.update(bench.env)
    path = bench.store(size)
    store = open_store(str(path))
    project = bench.some(size, "projects")
    count = iter(range(10**6))

    def ours() -> None:
        def plan(reader: Reader) -> Change:
            data = reader.get(project).data
            return Change(
                "project edit", (Write(project, {**data, "resources": [f"card {next(count)}"]}),), ("edit",), 1
            )

        store.transact(plan)

    plain = next(p for p in sorted((path / "records" / "projects").rglob("*.yaml")) if p.stem != project)

    def gits() -> None:
        plain.write_text(plain.read_text() + f"# {next(count)}\n")
        where = str(plain.relative_to(path))
        bench.run(["git", "-C", str(path), "add", where])
        identity = ["-c", "user.name=b", "-c", "user.email=b@example.invalid"]
        bench.run(["git", "-C", str(path), *identity, "commit", "-q", "-m", "b", "--", where])

    bench.row(f"the write alone at {size:,}", "git add PATH && git commit -- PATH", 0.25, ours, gits)


LOOP = """
import sys, pathlib, yaml
for p in sorted(pathlib.Path(sys.argv[1]).rglob('*.yaml')):
    yaml.load(p.read_bytes(), yaml.CSafeLoader)
"""


def together(bench: Bench, size: int) -> None:
    """A sync of ten changes each way through a folder, against pulling and pushing the same with git."""
    people = sorted((bench.store(size) / "records" / "practitioners").rglob("*.yaml"))
    who = next(p.stem for p in people if "- coordinator" in p.read_text())
    ours, theirs, plain = bench.folder / "ours", bench.folder / "theirs", bench.folder / "plain"
    shutil.copytree(bench.store(size), ours)
    for name, value in {"user.name": who, "user.email": f"{who}@imatter.invalid", "imatter.me": who}.items():
        bench.run(["git", "-C", str(ours), "config", name, value])
    shared, gits = str(bench.folder / "shared"), str(bench.folder / "gits")
    bench.run([*IMATTER, "--store", str(ours), "sync", shared])
    bench.run([*IMATTER, "join", shared, str(theirs), "--as", who])

    def pull_and_push() -> None:
        bench.run(["git", "-C", str(plain), "pull", "-q", "--no-rebase", "--no-edit"])
        bench.run(["git", "-C", str(plain), "push", "-q"])

    pairs = []
    for _ in range(max(3, bench.runs // 3)):
        for store in (ours, theirs):
            for _ in range(10):
                bench.run([*IMATTER, "--store", str(store), "practitioner", "new", "--role", "reviewer", "--no-input"])
        shutil.rmtree(plain, ignore_errors=True)
        shutil.rmtree(gits, ignore_errors=True)
        bench.run(["git", "clone", "-q", "--bare", shared, gits])
        bench.run(["git", "clone", "-q", gits, str(plain)])
        bench.run(["git", "-C", str(theirs), "push", "-q", gits, "HEAD:main"])
        bench.run(["git", "-C", str(plain), "fetch", "-q", str(ours), "HEAD"])
        bench.run(["git", "-C", str(plain), "reset", "-q", "--hard", "FETCH_HEAD"])
        for name, value in {"user.name": who, "user.email": f"{who}@imatter.invalid"}.items():
            bench.run(["git", "-C", str(plain), "config", name, value])
        bench.run([*IMATTER, "--store", str(theirs), "sync"])
        pairs.append((used(bench.doing([*IMATTER, "--store", str(ours), "sync"])), used(pull_and_push)))
        bench.run([*IMATTER, "--store", str(theirs), "sync"])
    what = f"sync of ten changes each way, {size:,} records (processor)"
    ratio, a, b = (statistics.median(one) for one in ([a / b for a, b in pairs], *zip(*pairs, strict=True)))
    bench.rows.append(Row(what, "git pull and git push", 10, ratio, a * 1000, b * 1000))
    print(f"{what:60} {ratio:6.2f}x  goal 10x  ({a * 1000:.0f} against {b * 1000:.0f} ms)", flush=True)


def kept_safe(bench: Bench, size: int) -> None:
    """A backup and its restore, which verifies the history, against the same with git alone."""
    store, made, bundle = bench.store(size), bench.folder / "all.backup", bench.folder / "all.bundle"
    again, clone = bench.folder / "again", bench.folder / "clone"
    backup, restore = ([*IMATTER, verb, str(made)] for verb in ("backup", "restore"))
    bundling = f"git -C {store} bundle create -q {bundle} --all && git clone -q --bare {bundle} {clone}"

    def afresh(command: Sequence[str], *places: Path) -> Callable[[], None]:
        def run() -> None:
            for place in places:
                if place.is_dir():
                    shutil.rmtree(place)
                place.unlink(missing_ok=True)
            bench.run(command)

        return run

    runs = max(3, bench.runs // 3)
    bench.row(
        f"backup of {size:,} records, read back (processor)", "git bundle and git clone of it", 3,
        afresh([*backup, "--store", str(store)], made), afresh(["sh", "-c", bundling], bundle, clone), runs, used,
    )  # fmt: skip
    cloning = f"git clone -q {bundle} {clone} && git -C {clone} fsck --no-progress"
    bench.row(
        f"restore of {size:,} records (processor)", "git clone and git fsck", 3,
        afresh([*restore, str(again)], again), afresh(["sh", "-c", cloning], clone), runs, used,
    )  # fmt: skip


def erase(bench: Bench, size: int) -> None:
    """One record erased from a past of that many changes, against writing the same past anew with git alone."""
    made = bench.folder / "long"
    shutil.copytree(bench.store(size), made)
    _one_change_a_record(bench, made)
    who, id = bench.coordinator(size), bench.some(size, "licences")
    for name, value in {"user.name": who, "user.email": f"{who}@imatter.invalid"}.items():
        bench.run(["git", "-C", str(made), "config", name, value])
    store, other = bench.folder / "erased", bench.folder / "anew"
    pairs = []
    for _ in range(max(3, bench.runs // 3)):
        for path in (store, other):
            shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(made, store)
        ours = used(bench.doing([*IMATTER, "--store", str(store), "erase", id, "--as", who, "--yes"]))
        bench.run(["git", "init", "-q", "--bare", str(other)])
        line = f"git -C {made} fast-export --all | git -C {other} fast-import --quiet && git -C {other} repack -adq"
        pairs.append((ours, used(bench.doing(["sh", "-c", line]))))
    what = f"a record erased from {size:,} changes (processor)"
    ratio, a, b = (statistics.median(one) for one in ([a / b for a, b in pairs], *zip(*pairs, strict=True)))
    bench.rows.append(Row(what, "git fast-export, fast-import and repack", 4, ratio, a * 1000, b * 1000))
    print(f"{what:60} {ratio:6.2f}x  goal 4x  ({a * 1000:.0f} against {b * 1000:.0f} ms)", flush=True)


def _one_change_a_record(bench: Bench, path: Path) -> None:
    """Give a store a past in which each record came with a change of its own."""
    listed = bench.run(["git", "-C", str(path), "ls-tree", "-r", "HEAD"]).splitlines()
    rows = [(row.split("\t")[0].split(" ")[2], row.split("\t")[1]) for row in listed]
    late = [row for row in rows if row[1].startswith("records/") and not row[1].endswith("programme.yaml")]
    told: list[str] = []
    for n, files in enumerate([[row for row in rows if row not in set(late)], *([row] for row in late)]):
        told += [f"commit refs/heads/long\nmark :{n + 1}", f"committer x <x@imatter.invalid> {1700000000 + n} +0000"]
        told += ["data 6", "change", *([f"from :{n}"] if n else []), *(f"M 100644 {id} {name}" for id, name in files)]
    stream = bench.folder / "long.stream"
    stream.write_text("\n".join(told) + "\n")
    quiet = f"git -C {path}"
    bench.run(
        ["sh", "-c", f"{quiet} fast-import --quiet < {stream} && {quiet} checkout -q long && {quiet} branch -qD main"]
    )


def cold_check(bench: Bench, size: int) -> None:
    store = bench.store(size)
    loop = bench.doing([PYTHON, "-c", LOOP, str(store / "records")])
    kept = bench.folder / "home" / "cache"
    runs = min(bench.runs, 5)

    def check(*first: str) -> Callable[[], None]:
        """A check with nothing kept of an earlier one; clearing that away is not part of it."""

        def run() -> None:
            shutil.rmtree(kept, ignore_errors=True)
            bench.run([*first, *IMATTER, "--store", str(store), "check"])

        return run

    one_core = [shutil.which("taskset") or "taskset", "-c", "0"]
    if shutil.which("taskset"):
        one_loop = bench.doing([*one_core, PYTHON, "-c", LOOP, str(store / "records")])
        what = f"imatter check, cold, {size:,} records, one core (processor time)"
        against, one = "a loop of yaml.load with CSafeLoader", check(*one_core)
        bench.row(what, against, 1.2, one, one_loop, runs, processor_seconds)
    bench.row(
        f"imatter check, cold, {size:,} records, {os.cpu_count()} cores",
        "the same loop",
        0.7,
        check(),
        loop,
        runs,
    )


def warm(bench: Bench, size: int) -> None:
    """What reads through what was kept, after one check."""
    store = bench.store(size)
    status = bench.doing(["git", "-C", str(store), "status", "--porcelain"])
    imatter = [*IMATTER, "--store", str(store)]
    who = bench.coordinator(size)
    quarter = sorted((store / "records" / "rounds").glob("*.yaml"))[0].stem
    project = bench.some(size, "projects")
    complete = {"_IMATTER_COMPLETE": "complete_bash", "COMP_WORDS": f"imatter --store {store} show {project[:12]}"}
    commands: tuple[tuple[str, float, Callable[[], None]], ...] = (
        ("check", 5, bench.doing([*imatter, "check"])),
        ("project list --status active --limit 20", 4, bench.doing([*imatter, "project", "list", *ACTIVE])),
        ("status", 4, bench.doing([*imatter, "--as", who, "status"])),
        ("fund review", 4, bench.doing([*imatter, "--as", who, "fund", "review", "--quarter", quarter])),
        ("completion of an id", 4, bench.doing([*IMATTER], more={**complete, "COMP_CWORD": "4"})),
    )
    bench.run([*imatter, "check"])
    for name, goal, command in commands:
        bench.row(f"imatter {name}, warm, {size:,} records", "git status --porcelain", goal, command, status)


def memory(bench: Bench, size: int) -> None:
    """What all processes of a cold check hold together at their largest; what they share is counted once."""
    shutil.rmtree(bench.folder / "home" / "cache", ignore_errors=True)
    command = [*IMATTER, "--store", str(bench.store(size)), "check"]
    running = subprocess.Popen(
        command, env=bench.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )
    largest = 0
    while running.poll() is None:
        largest = max(largest, sum(map(_held, _of_group(running.pid))))
        time.sleep(0.05)
    if running.returncode or not largest:
        print(f"memory of {' '.join(command)}: exit {running.returncode}, not measured", flush=True)
        return
    row = Row(f"memory, check of {size:,} records", "300 MiB", 1, largest / 1024 / 300, largest / 1024, 300, "MiB")
    bench.rows.append(row)
    print(f"{row.what:60} {row.ratio:6.2f}x  goal 1x  ({row.ms:.0f} against 300 MiB)", flush=True)


def _of_group(group: int) -> list[int]:
    """The processes of that group; none where there is no /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(after_name[2]) == group:
            found.append(int(stat.parent.name))
    return found


def _held(process: int) -> int:
    """KiB of a process, with its part of what it shares (proc(5), smaps_rollup, Pss)."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) if found else 0


def as_markdown(rows: Sequence[Row], command: str) -> str:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    lines = [
        "# Performance",
        "",
        f"Ratios, measured side by side in one run by `{command}` ({machine}; noisy: trust the ratios, not the times).",
        "",
        "| what | against | goal | measured | | |",
        "| --- | --- | --- | --- | --- | --- |",
        *(
            f"| {r.what} | {r.against} | {r.goal}x | {r.ratio:.2f}x | {r.met} "
            f"| {r.ms:.0f} against {r.other_ms:.0f} {r.unit} |"
            for r in rows
        ),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small stores and few runs, to see that all of it works")
    parser.add_argument(
        "--write", metavar="FILE", help="put the table into this file, above a line that begins with '## '"
    )
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    runs = 3 if options.quick else options.runs
    small, large = (200, 1000) if options.quick else (10_000, 100_000)
    with tempfile.TemporaryDirectory(prefix="imatter-bench-") as folder:
        bench = Bench(Path(folder), runs)
        start_up(bench, small)
        at_terminal(bench)
        one_change(bench, (small, large))
        together(bench, small)
        kept_safe(bench, small)
        erase(bench, small)
        cold_check(bench, small)
        warm(bench, large)
        memory(bench, large)
        write_alone(bench, large)
        table = as_markdown(bench.rows, "python benchmarks/run.py")
    if options.write:
        target = Path(options.write)
        kept = target.read_text().partition("\n## ")[1:] if target.exists() else ("", "")
        target.write_text(table + "".join(kept))
    else:
        print("\n" + table)


if __name__ == "__main__":
    main()
