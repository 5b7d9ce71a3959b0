"""Makes this repository's own records/ anew: the invented year in small, as `imatter init --example` makes it.

    python docs/make_records.py

Time and chance are fixed, so that the same release writes the same records.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from imatter_cli.services.begin import example, founding
from imatter_cli.services.context import Context
from imatter_cli.store.open import open_store

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="imatter-records-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        for name in [n for n in os.environ if n.startswith(("GIT_", "XDG_", "IMATTER_"))]:
            del os.environ[name]
        os.environ["HOME"] = str(home)
        chance = random.Random("records").randrange
        now = datetime(2026, 11, 24, 9, tzinfo=UTC)
        made = founding.found(str(Path(folder) / "store"), "programme", now, chance, may_be_default=False)
        example.make(Context(open_store(made.path), made.practitioner, now, chance), example.SMALL)
        for name in ("records", "schemas", ".gitattributes"):
            _replace(Path(made.path) / name, ROOT / name)


def _replace(new: Path, old: Path) -> None:
    if new.is_dir():
        shutil.rmtree(old, ignore_errors=True)
        shutil.copytree(new, old)
    else:
        shutil.copyfile(new, old)


if __name__ == "__main__":
    main()
