"""Pages as one file each: no script, nothing from outside, and only our own style; everything else is escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib import resources

from imatter_cli.domain.data import Data
from imatter_cli.output.templates import Templates


def page(template: str, styles: Sequence[str], facts: Data) -> str:
    """The page from a template that comes with imatter, with these styles and facts."""
    # late: loaded for pages alone
    from markupsafe import Markup

    style = "".join(map(_shipped, styles))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    templates = Templates(lambda name: (name, _shipped(name)) if name == template else None)
    # the one text that is not escaped is our own; its digest is all that the page lets be a style
    return templates.fill(template, {**facts, "style": Markup(style), "digest": digest})  # noqa: S704


def _shipped(name: str) -> str:
    return resources.files("imatter_cli").joinpath("data", name).read_text(encoding="utf-8")
