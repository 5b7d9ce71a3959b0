"""Kill a writer a thousand times: `python tests/faults/long_run.py [RUNS] [SEED]`. Prints its figures and the seed."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType


def load(name: str, path: Path) -> ModuleType:
    """A helper module by its file."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Run it in a home of its own."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    kit = load("store_kit", Path(__file__).parent.parent / "store" / "kit.py")
    kills = load("store_kills", Path(__file__).parent / "kills.py")
    with tempfile.TemporaryDirectory() as folder:
        for name in [n for n in os.environ if n.startswith("GIT_")]:
            del os.environ[name]
        os.environ |= {"HOME": folder, "XDG_CONFIG_HOME": folder, "GIT_CONFIG_NOSYSTEM": "1"}
        print(f"seed {seed}")
        box = kit.Box(Path(folder) / "store").init()
        kills.prepare(box)
        print(kills.kill_again_and_again(box, runs, seed))


if __name__ == "__main__":
    main()
