"""A form as a text, answered as somebody answers it in a message."""

from __future__ import annotations

import re


def answered(form: str, answers: dict[str, str | list[str]], id: str = "") -> str:
    """The text with these answers below their questions, and an answers id where it has one."""
    body = form[: form.index("[end]")]
    head, *blocks = re.split(r"(?m)^(?=\[[a-z_]+\])", body)
    out = [head.replace("rules:", f"answers: {id}\nrules:", 1) if id else head]
    left = dict(answers)
    for block in blocks:
        field = block[1 : block.index("]")]
        said = left.pop(field, "")
        lines = "\n".join(f"- {one}" for one in said) if isinstance(said, list) else said
        kept = [line for line in block.split("\n") if line.startswith(("[", "#"))]
        out.append("\n".join([*kept, lines, "", ""]))
    assert not left, left
    return "".join([*out, "[end]\n"])
