"""The concerns of a practitioner that the host does not have yet."""

from __future__ import annotations

from imatter_cli.domain import concerns
from imatter_cli.domain.due import Due
from imatter_cli.services.records import sound
from imatter_cli.store.contract import Reader


def waiting(reader: Reader, practitioner: str, project: str) -> list[Due]:
    """Those of that person's reflections on a project, oldest first."""
    found = sound.each(reader, "reflection", concerns.PASSED)
    own = [r for r in found if r.get("practitioner") == practitioner and r.get("project") == project]
    return sorted(concerns.not_passed_on(own), key=lambda one: one.day)
