"""Pages as one file each: nothing from outside, only our own style and scripts, and every other text escaped."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any, Final

from imatter_cli.domain.data import Data
from imatter_cli.output.templates import Templates

LOOK: Final = "pages/look.css"
#: What JSON can hold and a page would read as more than text, or a script as the end of a line.
_ESCAPED: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def page(
    template: str,
    facts: Data,
    *,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    data: Mapping[str, Any] | None = None,
) -> str:
    """The page from a template that comes with imatter and extends `pages/base.html`.

    `styles` come after the common look. `scripts` run in this order, after `pages/page.js`. Each of `data` is JSON in
    a `<template>` of its own; a script reads it with `page.data(id)`.
    """
    # late: loaded for pages alone
    from markupsafe import Markup

    style = "".join(map(_shipped, (LOOK, *styles)))
    run = [_shipped(name) for name in ("pages/page.js", *scripts)] if scripts else []
    policy = _policy(style, run)
    own = {"style": style, "policy": policy, "scripts": run}
    held = [(id, Markup(as_json(value))) for id, value in (data or {}).items()]  # noqa: S704 - nothing in it is a mark
    templates = Templates(lambda name: (name, _shipped(name)))
    # the texts that are not escaped are our own; their digests are all that the page lets be a style or a script
    ours = {name: [*map(Markup, text)] if isinstance(text, list) else Markup(text) for name, text in own.items()}  # noqa: S704
    return templates.fill(template, {"title": "", "public": False, **facts, **ours, "data": held})


def look(*styles: str) -> dict[str, Any]:
    """The common look for a page from a template that is not ours alone: its style, and the policy that lets only it be
    one.
    """
    # late: loaded for pages alone
    from markupsafe import Markup

    style = "".join(map(_shipped, (LOOK, *styles)))
    return {"style": Markup(style), "policy": _policy(style, ())}  # noqa: S704 - our own text


def as_json(value: Any) -> str:
    """Data as JSON that a page can hold anywhere: no sign in it is a mark of HTML or ends a line of a script."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)


def _policy(style: str, scripts: Sequence[str]) -> str:
    """What the page may do: look as this style says, run these scripts, and ask nobody anything."""
    run = f"script-src {' '.join(map(_digest, scripts))}; require-trusted-types-for 'script'; " if scripts else ""
    return (
        f"default-src 'none'; {run}style-src {_digest(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    )  # fmt: skip


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _shipped(name: str) -> str:
    return resources.files("imatter_cli").joinpath("data", name).read_text(encoding="utf-8")
