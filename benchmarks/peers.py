"""Checks of others beside ours, on as many records of the same size, in turn in one run.

    python benchmarks/peers.py [--records N] [--runs N] [--tools FOLDER] [--write PAGE]

The tools are installed from PyPI into a virtual environment of their own (FOLDER, `benchmarks/.tools` without), once;
recutils are used where the system has them. Each checks what it can check, which is said beside it: none of them looks
across files, at lives or at money. `--write docs/explanation/performance.md` puts the table there.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pages
import yaml
from run import IMATTER, LOOP, PYTHON, Bench, paired, seconds

from imatter_cli.domain import ids
from imatter_cli.domain.kinds import BY_NAME, KINDS
from imatter_cli.services.integrity import schemas
from imatter_cli.store import codec

PINNED = ("check-jsonschema==0.39.0", "yamale==6.1.0", "doorstop==3.2", "reuse==6.2.0")
HEADING = "Compared with others"


@dataclass(frozen=True)
class Peer:
    """Another checker: what it looks at, and how it is run; `ok` are the exit codes of a run that went well."""

    name: str
    work: str
    run: Callable[[], None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tools", type=Path, default=Path(__file__).resolve().parent / ".tools")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into this page")
    options = parser.parse_args()
    tools = installed(options.tools.resolve())
    with tempfile.TemporaryDirectory(prefix="imatter-peers-") as folder:
        bench = Bench(Path(folder), options.runs)
        bench.env["IMATTER_CACHE"] = "off"  # what others do cold, we do cold
        text = measured(bench, options.records, tools)
    print(text)
    if options.write:
        pages.put(options.write, HEADING, text)


def installed(folder: Path) -> Path:
    """The folder with the peers' programs, installed into it if they are not there yet."""
    mark = folder / "pinned.txt"
    if not mark.exists() or mark.read_text() != "\n".join(PINNED):
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([PYTHON, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "-q", *PINNED], check=True)
        mark.write_text("\n".join(PINNED))
    return folder / "bin"


def measured(bench: Bench, number: int, tools: Path) -> str:
    """The table: every peer's time over ours, a pair at a time."""
    store = bench.store(number)
    cache = Path(bench.env["XDG_CACHE_HOME"])

    def ours() -> None:
        shutil.rmtree(cache, ignore_errors=True)
        bench.run([*IMATTER, "--store", str(store), "check"])

    lines = [
        f"`python benchmarks/peers.py --records {number}`: {number:,} records, one after the other in turn, "
        f"the median of {bench.runs} pairs. `imatter check` (cold) reads and checks all of it: files, fields, lives, "
        "references, money, conflicts, privacy, words and what was removed from the history.",
        "",
        "| program | what it looks at | it takes | imatter check | times ours |",
        "| --- | --- | --- | --- | --- |",
    ]
    for peer in peers(bench, store, tools):
        ratio, theirs, mine = paired(peer.run, ours, bench.runs, seconds)
        lines.append(f"| {peer.name} | {peer.work} | {theirs * 1000:.0f} ms | {mine * 1000:.0f} ms | {ratio:.2f}x |")
        print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines) + "\n"


def peers(bench: Bench, store: Path, tools: Path) -> Iterator[Peer]:
    """Each of them, with its files made ready."""
    records = store / "records"
    yield Peer("(yaml.load, CSafeLoader)", "YAML, nothing else", bench.doing([PYTHON, "-c", LOOP, str(records)]))
    yield Peer("yamale", "each file against a schema of its kind, on all cores", _yamale(bench, store, tools))
    yield Peer("check-jsonschema", "each file against our JSON Schema of its kind", _jsonschema(bench, store, tools))
    yield Peer("reuse lint", "that each file's licence is known", _reuse(bench, records, tools))
    yield Peer("doorstop", "as many of its own items, levels and references", _doorstop(bench, records, tools))
    if shutil.which("recfix"):
        yield Peer("recfix (recutils, C)", "types and mandatory fields, all in one file", _recfix(bench, records))


def _kinds(store: Path) -> Iterator[tuple[str, list[str]]]:
    for kind in KINDS:
        files = [str(p) for p in sorted((store / "records" / kind.folder).rglob("*.yaml"))]
        if files:
            yield kind.name, files


def _yamale(bench: Bench, store: Path, tools: Path) -> Callable[[], None]:
    types = {"string": "any", "integer": "int", "array": "list", "object": "map", "boolean": "bool"}
    commands = []
    for kind, _ in _kinds(store):
        schema = schemas.schema_of(kind)
        needed = schema["required"]
        rows = [
            f"{name}: {types.get(str(said.get('type')), 'any')}(required={name in needed})"
            for name, said in schema["properties"].items()
        ]
        file = bench.folder / f"{kind}.yamale.yaml"
        file.write_text("\n".join(rows) + "\n")
        commands.append([tools / "yamale", "-n", "auto", "-s", file, store / "records" / BY_NAME[kind].folder])
    return _all(bench, commands)


def _jsonschema(bench: Bench, store: Path, tools: Path) -> Callable[[], None]:
    commands = []
    for kind, files in _kinds(store):
        file = bench.folder / f"{kind}.schema.json"
        file.write_text(json.dumps(schemas.schema_of(kind)))
        commands.append([tools / "check-jsonschema", "--no-cache", "-q", "--schemafile", file, *files])
    return _all(bench, commands)


def _reuse(bench: Bench, records: Path, tools: Path) -> Callable[[], None]:
    there = bench.folder / "reuse"
    shutil.copytree(records, there / "records")
    (there / "LICENSES").mkdir()
    (there / "LICENSES" / "CC0-1.0.txt").write_text("The text of a licence.\n")
    (there / "REUSE.toml").write_text(
        'version = 1\n[[annotations]]\npath = "**"\n'
        'SPDX-FileCopyrightText = "2026 somebody"\nSPDX-License-Identifier = "CC0-1.0"\n'
    )
    return bench.doing([str(tools / "reuse"), "--root", str(there), "lint", "-q"])


def _doorstop(bench: Bench, records: Path, tools: Path) -> Callable[[], None]:
    there = bench.folder / "doorstop"
    there.mkdir()
    bench.run(["git", "init", "-q", str(there)])
    settings = {"settings": {"digits": 6, "prefix": "REQ", "sep": ""}}
    (there / ".doorstop.yml").write_text(yaml.safe_dump(settings))
    for n, (_, data) in enumerate(_read(records), 1):
        item = {
            "active": True, "derived": False, "header": "", "level": f"1.{n}", "links": [], "normative": True,
            "ref": "", "reviewed": None, "text": json.dumps(data)[:1000] + "\n",
        }  # fmt: skip
        (there / f"REQ{n:06}.yml").write_text(yaml.safe_dump(item))
    return bench.doing([str(tools / "doorstop"), "-q", "-F", "-W", "-j", str(there)])


def _recfix(bench: Bench, records: Path) -> Callable[[], None]:
    file = bench.folder / "records.rec"
    kinds: dict[str, list[str]] = {}
    for kind, data in _read(records):
        fields = [f"{name.title()}: {_on_lines(value)}" for name, value in data.items()]
        kinds.setdefault(kind, []).append("\n".join(fields))
    head = "%rec: {}\n%mandatory: Id Schema Status Timeline\n%key: Id\n%type: Programme int"
    blocks = [block for kind, some in kinds.items() for block in (head.format(kind.title()), *some)]
    file.write_text("\n\n".join(blocks) + "\n")
    return bench.doing(["recfix", "--check", str(file)])


def _read(records: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(records.rglob("*-*.yaml")):
        yield ids.kind_of(path.stem), codec.parse(path.read_bytes(), path.name)


def _on_lines(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.replace("\n", "\n+ ")


def _all(bench: Bench, commands: list[list[Any]]) -> Callable[[], None]:
    def run() -> None:
        for command in commands:
            bench.run([os.fspath(part) for part in command])

    return run


if __name__ == "__main__":
    main()
