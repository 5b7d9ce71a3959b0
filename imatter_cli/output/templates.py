"""Text from a template, in a sandbox: a template has only the facts it is given, and nothing else from this machine."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.errors import Refused, StoreTrouble
from imatter_cli.output.limits import apart

#: A template's path (for messages) and text by its name; None where there is none.
Source = Callable[[str], tuple[str, str] | None]


_TOO_DEEP = "it includes itself, or is nested too deeply"
_CANNOT = "something in it cannot be worked out"
_TOO_MUCH = "it takes too much time or memory"


class Templates:
    """Templates by name; those that end in .html have what is put in escaped."""

    def __init__(self, source: Source) -> None:
        # late: only letters and pages are made from templates, and nobody else waits for it
        import jinja2

        from imatter_cli.output.sandbox import Sandbox

        self._source = source
        self._paths: dict[str, str] = {}

        def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
            found = source(name)
            if found is None:
                return None
            path, text = found
            self._paths[name] = path
            return text, path, lambda: True

        self._jinja = jinja2
        self._environment = Sandbox(
            loader=jinja2.FunctionLoader(load),
            autoescape=lambda name: name is None or not name.endswith(".txt"),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def fill(self, name: str, facts: Data) -> str:
        """The text of a template with these facts. Raises Refused (`template`, details: path, line), StoreTrouble."""
        try:
            said = json.loads(apart(lambda: json.dumps(self._filled(name, facts)).encode()))
        except (TimeoutError, MemoryError):
            raise _refusal(self._path_of(name), 0, _TOO_MUCH) from None
        if "trouble" in said:
            raise StoreTrouble(said["trouble"], code=said["code"], hint=said["hint"])
        if "wrong" in said:
            raise _refusal(said["path"], said["line"], said["wrong"])
        return str(said["text"])

    def _filled(self, name: str, facts: Data) -> dict[str, Any]:
        """What came of it, as plain data: it is worked out in a process of its own, and errors travel badly."""
        try:
            return {"text": self._environment.get_template(name).render(dict(facts))}
        except self._jinja.TemplateSyntaxError as wrong:
            path = wrong.filename or self._path_of(wrong.name or name)
            return {"path": path, "line": wrong.lineno, "wrong": wrong.message or "it can't be read"}
        except self._jinja.TemplateNotFound as wrong:
            return {"path": self._path_of(name), "line": 0, "wrong": f"there is no template {wrong.name}"}
        except StoreTrouble as wrong:  # of the source itself
            return {"trouble": wrong.message, "code": wrong.code, "hint": str(wrong.hint)}
        except Exception as wrong:  # noqa: BLE001 - a template may do anything that an expression can
            path, line = self._place(wrong, name)
            return {"path": path, "line": line, "wrong": self._words(wrong)}

    def _path_of(self, name: str) -> str:
        """Where a template is kept, for messages."""
        if name not in self._paths and (found := self._source(name)) is not None:
            self._paths[name] = found[0]
        return self._paths.get(name, name)

    def _place(self, wrong: BaseException, name: str) -> tuple[str, int]:
        """The file and line of a template that an error came from."""
        paths = set(self._paths.values())
        frames = [f for f in traceback.extract_tb(wrong.__traceback__) if f.filename in paths]
        return (frames[-1].filename, frames[-1].lineno or 0) if frames else (self._path_of(name), 0)

    def _words(self, wrong: Exception) -> str:
        """What is wrong, in a sentence about the template; what Python itself says is for programmers."""
        if isinstance(wrong, MemoryError):
            return _TOO_MUCH
        if isinstance(wrong, RecursionError):
            return _TOO_DEEP
        if isinstance(wrong, ZeroDivisionError):
            return "it divides by zero"
        return str(wrong) if isinstance(wrong, self._jinja.TemplateError) and str(wrong) else _CANNOT


def _refusal(path: str, line: int, what: str) -> Refused:
    place = f"{path}:{line}" if line else path
    return Refused(
        f"{place}: {what.rstrip('.')}.", code="template", details={"path": path, "line": line},
        hint="Correct the template, or remove it to use the one that comes with imatter.",
    )  # fmt: skip
