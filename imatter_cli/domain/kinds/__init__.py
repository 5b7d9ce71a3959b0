"""Every kind of record, declared once each: one module a kind."""

from __future__ import annotations

from imatter_cli.domain.kinds.application import APPLICATION
from imatter_cli.domain.kinds.kind import Kind
from imatter_cli.domain.kinds.licence import LICENCE
from imatter_cli.domain.kinds.practitioner import PRACTITIONER
from imatter_cli.domain.kinds.project import PROJECT
from imatter_cli.domain.kinds.reflection import REFLECTION
from imatter_cli.domain.kinds.review import REVIEW
from imatter_cli.domain.kinds.round import ROUND

__all__ = ["BY_NAME", "KINDS", "Kind"]

#: In the order in which lists and documentation name them.
KINDS: tuple[Kind, ...] = (PRACTITIONER, LICENCE, PROJECT, REFLECTION, ROUND, APPLICATION, REVIEW)
BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}
