"""Two small stores whose ids, days and words never change: a practitioner's notebook, and a programme with its fund."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import imatter_cli
from imatter_cli.checks import example
from imatter_cli.domain import ids
from imatter_cli.services.integrity import schemas
from imatter_cli.store import codec
from imatter_cli.store.create import create

PROJECT, PAUSED, REFLECTION = example.PROJECT, example.IDEA, "ref-2611-4h7c2ka"


def notebook(path: Path) -> None:
    """A practitioner's own store: two projects, one of them paused, and what was written about the first."""
    theirs = (example.ME, example.LEAD, example.LICENCE, PROJECT, PAUSED)
    records = {id: data for id, data in example.store().items() if id in theirs}
    records[PROJECT] |= {
        "focus_areas": ["evening routine", "a calm start to the day"],
        "individuals": [{"code": "P1", "age_band": "8-11"}, {"code": "P2"}],
        "support": "lead",
        "supported_by": example.LEAD,
        "safeguarding": {"known": True, "date": "2026-11-02", "role": "the school's safeguarding lead"},
        "resources": ["I Matter introduction", "feelings cards"],
        "steps": [
            {"text": "lay out the clothes together", "by": "2026-11-10", "done": "2026-11-09"},
            {"text": "read together for ten minutes before the light goes out", "by": "2026-12-01"},
        ],
    }
    records[REFLECTION] = {
        "id": REFLECTION, "schema": "reflection/1", "programme": 1, "status": "kept", "practitioner": example.ME,
        "project": PROJECT, "date": "2026-11-17", "prompts": "driscoll",
        "answers": [
            {"prompt": "what", "text": "We laid the clothes out together.\nP1 chose the jumper, and nobody hurried."},
            {"prompt": "so-what", "text": "Less to decide in the morning helps both of us, more than I had thought."},
            {"prompt": "now-what", "text": "Do it on Sunday too."},
        ],
        "next_step": "ask about the first ten minutes",
        "timeline": [{"at": "2026-11-17T18:30:00Z", "event": "write", "by": example.ME}],
    }  # fmt: skip
    make(path, "personal", records, example.ME)


def programme(path: Path) -> None:
    """A programme's store with a quarter that is published and one that is open; its coordinator looks at it."""
    make(path, "programme", example.store(), example.COORDINATOR)


def edited(path: Path) -> None:
    """The notebook after an edit by hand that is not saved yet."""
    notebook(path)
    _replace(path, PROJECT, "evening routine", "bedtime")


def broken(path: Path) -> None:
    """The notebook after edits by hand that went wrong."""
    notebook(path)
    _replace(path, example.LICENCE, "2026-01-12", "2026-02-30")
    _replace(path, PROJECT, example.LICENCE, "lic-2601-m3k8r1x")
    _replace(path, PAUSED, "quiet corner", "patients")


def _replace(path: Path, id: str, old: str, new: str) -> None:
    file = path / ids.path_of(id)
    text = file.read_text(encoding="utf-8")
    assert old in text, text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def make(path: Path, kind: str, records: dict[str, dict[str, Any]], me: str) -> None:
    """A store of that kind with these records, and who uses it."""
    rules = (Path(imatter_cli.__file__).parent / "data" / "programme.yaml").read_text()
    files = {ids.PROGRAMME_PATH: rules.replace("store: personal", f"store: {kind}").encode()}
    files |= {ids.path_of(id): codec.render(ids.kind_of(id), data) for id, data in records.items()}
    store = create(
        str(path), files | schemas.all_schemas(), identity=(me, f"{me}@imatter.invalid"), message="init",
        trailers=[("Programme", "1")],
    )  # fmt: skip
    store.set_setting("me", me)
