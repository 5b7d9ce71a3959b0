"""Nothing that a store holds steers a terminal: no record, name, author, subject, branch or journal."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from typing import Any

import pytest

from imatter_cli.store import codec

#: How imatter itself makes words bold, dim or coloured; red is not among them, and the hostile text is red.
STYLES = re.compile(r"\x1b\[(?:0|1|2|32|33|36)m")
kit, hostile = sys.modules["store_kit"], sys.modules["hostile"]


def poison(box: Any, *, programme: bool) -> list[str]:
    """EVIL in every text of every record, in names, authors, subjects and branches; some ids."""
    ids = []
    for path in sorted((box.root / "records").rglob("*.yaml")):
        name = str(path.relative_to(box.root))
        if path.stem == "programme" and not programme:
            continue
        data = hostile.poisoned(codec.parse(path.read_bytes(), name))
        # JSON is YAML too: it spells the characters out that would make the file unreadable
        path.write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in data.items()))
        ids.append(path.stem)
    box.write(f"records/projects/2026-11/{hostile.EVIL.replace(chr(47), '')}.yaml", "x: 1\n")
    box.git("add", "-A")
    subject = f"project start prj-2611-aaaaaa0 {hostile.EVIL}"
    trailers = f"Record: prj-2611-aaaaaa0{hostile.EVIL}\nEvent: {hostile.EVIL}\nProgramme: 1\n".replace("\r", "")
    who = {f"GIT_{w}_{p}": f"x{hostile.EVIL}" for w in ("AUTHOR", "COMMITTER") for p in ("NAME", "EMAIL")}
    box.git("commit", "-qm", f"{subject}\n\n{trailers}", **who)
    box.git("switch", "-q", "-c", "x\u202ey")
    return sorted({id[:3]: id for id in ids}.values())


@pytest.mark.parametrize("programme", [False, True], ids=["records", "programme too"])
def test_nothing_steers_a_terminal(year: Any, on: Callable[..., Any], programme: bool) -> None:
    ids = [id for id in poison(year, programme=programme) if id != "programme"]
    lines = hostile.reading(year, ids)
    lines += [(verb, id) for id in ids for verb in ("edit", "undo")]
    lines += [("save",), ("undo",), ("undo", "--dry-run"), ("fund", "review", "next"), ("project", "new"), ("recover",)]
    lines += [("project", "list", "--where", f"status={hostile.EVIL}"), ("show", hostile.EVIL), (hostile.EVIL,)]
    lines += [
        ("check", "--since", f"x{hostile.EVIL}"),
        ("check", hostile.EVIL),
        ("project", "list", f"--{hostile.EVIL}"),
    ]
    for done in hostile.each(lines, lambda *line: on(year, *line, "--no-input")):
        found = hostile.STEERING.search((done.out + done.err).replace("\n", ""))
        assert found is None, (done.out + done.err)[:2000]


def test_a_journal_and_a_broken_file_say_nothing_that_steers(year: Any, on: Callable[..., Any]) -> None:
    project = min(year.store.ids("project"))
    year.path(project).write_text(
        f'id: {project}\nschema: "{"x" * 9}\\e]52;c;Zm9v\\a"\n"\\e[31m\\u202e": 1\n"\\e[31m\\u202e": 2\n'
    )
    home = year.root / ".git" / "imatter"
    home.mkdir(exist_ok=True)
    row = {"ref": "refs/heads/main", "base": "", "commit": "0" * 40, "subject": f"x{hostile.EVIL}", "rows": []}
    (home / "journal").write_text(json.dumps({"version": 1, **row}))
    lines = [("show", project), ("check",), ("status",), ("project", "list"), ("recover",), ("check",)]
    for line in lines:
        for more in ((), ("--json",)):
            done = on(year, *line, *more)
            assert "Traceback" not in done.err
            assert hostile.STEERING.search((done.out + done.err).replace("\n", "")) is None, (line, done)


def test_what_a_terminal_gets_is_the_same(year: Any, terminal: Callable[..., Any]) -> None:
    """At a terminal of its own."""
    ids = [id for id in poison(year, programme=False) if id[:3] in ("prj", "ref", "app")]
    for line in (["status"], ["show", ids[0]], ["log", ids[0]], ["project", "list"], ["check"]):
        child = terminal(*line, "--store", year.root, env={"TERM": "xterm-256color"}, rows=40)
        out = child.read().replace("\r\n", "\n").replace("\n", "")
        child.close()
        out = STYLES.sub("", out)
        assert hostile.STEERING.search(out) is None, (line, out[:2000])


def test_json_keeps_the_data_and_spells_out_what_steers(year: Any, on: Callable[..., Any]) -> None:
    id = next(id for id in poison(year, programme=False) if id.startswith("prj"))
    shown = on(year, "show", id, "--json").json
    assert any(str(value).endswith(hostile.EVIL) for value in shown.values())
