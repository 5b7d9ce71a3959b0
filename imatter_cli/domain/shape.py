"""Whether the lists of a record are lists of what they should be, for commands that read without the models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Fields that are lists, by kind, and what is in them.
_LISTS: dict[str, dict[str, type]] = {
    "practitioner": {"roles": str},
    "licence": {"focus_areas": str, "eligibility": Mapping},
    "project": {"focus_areas": str, "individuals": Mapping, "resources": str, "steps": Mapping},
    "reflection": {"answers": Mapping},
    "application": {"costs": Mapping, "answers": Mapping},
    "round": {"reviewers": str},
    "review": {"scores": Mapping},
}
#: Fields that hold fields of their own.
_MAPPINGS: dict[str, tuple[str, ...]] = {
    "project": ("acknowledgement", "invitation", "safeguarding"),
    "reflection": ("concern",),
}


def misshapen(kind: str, data: Mapping[str, Any]) -> list[str]:
    """The fields whose shape is not what whoever reads them may rely on; empty where all is as it should be."""
    lists = [
        name
        for name, of in _LISTS.get(kind, {}).items()
        if name in data and not (isinstance(data[name], list) and all(isinstance(entry, of) for entry in data[name]))
    ]
    return lists + [n for n in _MAPPINGS.get(kind, ()) if n in data and not isinstance(data[n], Mapping)]
