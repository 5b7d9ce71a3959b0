"""verify of a history with merges, as a whole command: 10,000 changes with 1,000 merges against as many without.

    python benchmarks/merges.py [--changes N] [--merges N] [--runs N] [--write docs/explanation/performance.md]

Two hundred projects are edited in turn, ten changes a merge, half of them on each side.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from make_store import PROGRAMME, Maker, _text
from pages import put
from run import IMATTER, Bench, as_markdown, processor_seconds, seconds

from imatter_cli.domain import ids
from imatter_cli.domain.trail import MergeMessage
from imatter_cli.store.git.attributes import LINES
from imatter_cli.store.message import merge_message

GOAL, PROJECTS, A_MERGE = 2, 200, 10
BEGINNING = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())
SETTINGS = ("school", "club")


class History:
    """A history on its way into git's fast-import, a minute a change."""

    def __init__(self) -> None:
        maker = Maker("merges")
        people = [maker.practitioner(n) for n in range(20)]
        licences = [maker.licence(n) for n in range(20)]
        self.projects = [maker.project_under(licences[n % 20], "active") for n in range(PROJECTS)]
        self.who = str(people[0]["id"])
        self.text: list[bytes] = []
        self._mark, self._now, self._turn = 0, BEGINNING, 0
        files = {ids.PROGRAMME_PATH: PROGRAMME.read_bytes().replace(b"\nstore: personal\n", b"\nstore: programme\n")}
        files |= {ids.path_of(str(r["id"])): _text(r) for r in (*people, *licences, *self.projects)}
        files[".gitattributes"] = "".join(f"{line}\n" for line in LINES).encode()
        self.last = self.commit("main", "init", files, [])

    def commit(self, branch: str, message: str, files: dict[str, bytes], parents: list[int]) -> int:
        """One commit; its mark."""
        self._mark, self._now = self._mark + 1, self._now + 60
        who = f"{self.who} <{self.who}@imatter.invalid> {self._now} +0000"
        head = f"commit refs/heads/{branch}\nmark :{self._mark}\nauthor {who}\ncommitter {who}\n"
        onto = "".join(f"{'merge' if n else 'from'} :{parent}\n" for n, parent in enumerate(parents))
        said = message.encode()
        self.text.append(f"{head}data {len(said)}\n".encode() + said + b"\n" + onto.encode())
        self.text += [f"M 100644 inline {p}\ndata {len(raw)}\n".encode() + raw + b"\n" for p, raw in files.items()]
        return self._mark

    def edit(self, branch: str, parent: int) -> tuple[int, dict[str, bytes]]:
        """The next project edited: the commit's mark, and its file."""
        project = self.projects[self._turn % PROJECTS]
        at = datetime.fromtimestamp(self._now + 60, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        project["setting"] = next(one for one in SETTINGS if one != project["setting"])
        project["timeline"].append({"at": at, "event": "edit", "by": self.who, "fields": ["setting"]})
        self._turn += 1
        id = str(project["id"])
        files = {ids.path_of(id): _text(project)}
        message = f"project edit {id}\n\nRecord: {id}\nEvent: edit\nProgramme: 1\n"
        return self.commit(branch, message, files, [parent]), files

    def merge(self) -> None:
        """Some changes on each side, and the merge of the two."""
        one = other = self.last
        files: dict[str, bytes] = {}
        for _ in range(A_MERGE // 2):
            one, _ = self.edit("main", one)
        for _ in range(A_MERGE - A_MERGE // 2):
            other, more = self.edit("side", other)
            files |= more
        self.last = self.commit("main", merge_message(MergeMessage(1, {}, (), 1)), files, [one, other])


def store(bench: Bench, changes: int, merges: int) -> Path:
    """A store with so many changes, and so many merges of them."""
    path, history = bench.folder / f"{changes}-{merges}", History()
    for _ in range(merges):
        history.merge()
    for _ in range(changes - merges * A_MERGE):
        history.last, _ = history.edit("main", history.last)
    git = ["git", "-C", str(path)]
    bench.run(["git", "init", "-q", "-b", "main", str(path)])
    subprocess.run([*git, "fast-import", "--quiet"], input=b"".join(history.text), env=bench.env, check=True)
    bench.run([*git, "repack", "-qad"])
    bench.run([*git, "reset", "-q", "--hard"])
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--merges", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", metavar="FILE", help="put the table into that page, under its heading")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="imatter-bench-") as folder:
        bench = Bench(Path(folder), options.runs)
        merged, plain = (
            [*IMATTER, "--store", str(store(bench, options.changes, merges)), "verify"]
            for merges in (options.merges, 0)
        )
        for what, clock in (("", seconds), (" (processor time)", processor_seconds)):
            name = f"verify of {options.changes:,} changes with {options.merges:,} merges{what}"
            bench.row(name, "as many without", GOAL, bench.doing(merged), bench.doing(plain), clock=clock)
        table = as_markdown(bench.rows, "python benchmarks/merges.py").partition("\n\n")[2]
    if options.write:
        put(Path(options.write), "Merges in the history", table)
    else:
        print(f"\n{table}")


if __name__ == "__main__":
    main()
