"""What common commands may load, start, open and ask of the system: what grows without a reason is seen here first.

Counts don't depend on how fast a machine is. Where one has to grow, say why in the change that raises it; where one has
become smaller, lower it. `python benchmarks/counts.py STORE` prints them. Modules of others and system calls have room
for other versions of Python.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

NEW = "project new --type early-concern --setting school --focus-area tea --individuals 1"
#: By command: modules of imatter, modules of others, processes, files, system calls above those of Python alone.
MOST = {
    "show {project}": (136, 105, 0, 30, 4200),
    "status": (146, 105, 2, 80, 5100),
    "project list": (132, 105, 0, 28, 4200),
    "check": (210, 230, 5, 140, 10200),
    "verify": (212, 150, 3, 10, 8500),
    NEW: (242, 130, 9, 105, 11000),
}


@pytest.mark.parametrize("line", MOST)
def test_a_command_keeps_to_its_budget(
    line: str, call: Callable[..., Any], home: Any, tmp_path: Path, counter: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, home.env["IMATTER_NOW"])
    store = tmp_path / "store"
    assert call("init", store).code == 0
    project = call(*NEW.split(), "--store", store, "--json").json["id"]
    found = counter.counted(store, line.format(project=project).split(), home.env)
    names = ("own", "others", "processes", "files", "calls")
    grown = {
        name: getattr(found, name) for name, most in zip(names, MOST[line], strict=True) if getattr(found, name) > most
    }
    assert not grown, f"{line}: {found}"
