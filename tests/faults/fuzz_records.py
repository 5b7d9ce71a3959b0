"""Fuzz record files: `python tests/faults/fuzz_records.py [NUMBER] [SEED]` (10,000 without). Prints figures and seed.

What was not dealt with as it should be is kept in a folder that is named at the end, and the exit code is 1.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run it in a home of its own."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    with tempfile.TemporaryDirectory() as folder:
        for name in [n for n in os.environ if n.startswith(("GIT_", "IMATTER_", "XDG_"))]:
            del os.environ[name]
        os.environ |= {"HOME": folder, "GIT_CONFIG_NOSYSTEM": "1", "IMATTER_NOW": "2026-11-24T09:00:00Z"}
        from imatter_cli.services.integrity import schemas
        from imatter_cli.store.create import create

        spec = importlib.util.spec_from_file_location("fuzzing", Path(__file__).parent / "fuzzing.py")
        assert spec is not None
        assert spec.loader is not None
        fuzzing = sys.modules["fuzzing"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(fuzzing)
        files = {str(p.relative_to(ROOT)): p.read_bytes() for p in sorted((ROOT / "records").rglob("*.yaml"))}
        root = Path(folder) / "store"
        store = create(
            str(root), {**files, **schemas.all_schemas()}, identity=("x", "x@imatter.invalid"), message="init"
        )
        me = next(p.stem for p in sorted((root / "records").rglob("prc-*.yaml")) if b"coordinator" in p.read_bytes())
        store.set_setting("me", me)
        print(f"seed {seed}", flush=True)
        tally = fuzzing.fuzz(root, number, seed)
        print(
            f"{tally.files} files, {tally.had_to_fail} may not be fine, {tally.found} had findings, "
            f"{len(tally.wrong)} wrong"
        )
    if not tally.wrong:
        return 0
    kept = Path(tempfile.mkdtemp(prefix="imatter-fuzz-"))
    for n, (why, path, raw) in enumerate(tally.wrong[:200]):
        (kept / f"{n}-{Path(path).name}").write_bytes(raw)
        print(f"{n} {path}: {why}")
    print(f"They are in {kept}.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
