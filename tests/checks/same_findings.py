"""One store, the same findings every way: `python tests/checks/same_findings.py [NUMBER] [SHARE]` (10,000, 0.11).

Makes a store with that share of faults of every rule (benchmarks/make_store.py) in a temporary folder, and asks about
it by one process and by several, since before the faults, folder by folder, and with what was kept of an earlier check:
all of it, or all but a changed record. Exit 1 where two answers differ.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from imatter_cli.domain import ids
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.kinds import KINDS
from imatter_cli.services.integrity import checking
from imatter_cli.store.contract import Store
from imatter_cli.store.open import open_store

TODAY = "2026-11-24"
Findings = tuple[Finding, ...]


def ways(store: Store) -> Mapping[str, Callable[[], Findings]]:
    """Every way to ask about a store whose faults all came with its last commit, by its name."""
    folders = [f"records/{kind.folder}" for kind in KINDS if store.ids(kind.name)]

    def kept(*paths: str, since: str = "", processes: int = 1) -> Findings:
        return checking.check(store, paths or None, since, today=TODAY, processes=processes).findings

    def asked(*paths: str, since: str = "", processes: int = 1) -> Findings:
        os.environ["IMATTER_CACHE"] = "off"
        try:
            return kept(*paths, since=since, processes=processes)
        finally:
            del os.environ["IMATTER_CACHE"]

    def kept_but_one() -> Findings:
        path = Path(store.root) / ids.path_of(store.ids("reflection")[0])
        raw = path.read_bytes()
        path.write_bytes(raw + b"# a remark\n")
        try:
            return kept()
        finally:
            path.write_bytes(raw)

    def in_order(findings: Findings) -> Findings:
        return tuple(sorted(findings, key=lambda f: (f.path, f.line, f.column, f.rule, f.message)))

    return {
        "by one process": asked,
        "by two processes": lambda: asked(processes=2),
        "by five processes": lambda: asked(processes=5),
        "keeping what is read": lambda: kept(processes=2),
        "with all that was kept": kept,
        "with all that was kept but one record": kept_but_one,
        "since before the faults, with what was kept": lambda: in_order(
            (*kept(since="HEAD~1"), *kept(ids.PROGRAMME_PATH))
        ),
        "since before the faults": lambda: in_order((*asked(since="HEAD~1"), *asked(ids.PROGRAMME_PATH))),
        "folder by folder": lambda: in_order(
            tuple(f for folder in (ids.PROGRAMME_PATH, *folders) for f in asked(folder))
        ),
    }


def differences(store: Store) -> tuple[Findings, dict[str, list[Finding]]]:
    """All findings, and for every way to ask those that it has more or fewer of."""
    every = ways(store)
    full = next(iter(every.values()))()
    out = {}
    for name, ask in every.items():
        told = ask()
        if told != full:
            out[name] = [f for f in (*told, *full) if told.count(f) != full.count(f)]
    return full, out


def main() -> int:
    """Run it in a home of its own."""
    root = Path(__file__).resolve().parents[2]
    sys.path.insert(0, str(root / "benchmarks"))
    import make_store  # type: ignore[import-not-found]

    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    share = float(sys.argv[2]) if len(sys.argv) > 2 else 0.11
    with tempfile.TemporaryDirectory(prefix="imatter-same-") as folder:
        for name in [n for n in os.environ if n.startswith(("GIT_", "IMATTER_", "XDG_"))]:
            del os.environ[name]
        os.environ |= {"HOME": folder, "XDG_CACHE_HOME": f"{folder}/cache", "GIT_CONFIG_NOSYSTEM": "1"}
        made = make_store.make(Path(folder) / "store", number, faults=share)
        full, wrong = differences(open_store(str(Path(folder) / "store")))
    rules = Counter(f.rule for f in full)
    print(f"{len(made):,} files with a fault, {len(full):,} findings of {len(rules)} rules")
    for name, findings in wrong.items():
        print(f"{name}: {len(findings)} differ")
        for f in findings[:20]:
            print(f"  {f.rule} {f.path}:{f.line} {f.message}")
    if not wrong:
        print("the same by one process and by several, cold and warm, since before the faults, and folder by folder")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
