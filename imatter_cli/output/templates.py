"""Text from a template, in a sandbox: a template has only the facts it is given, and nothing else from this machine."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.errors import Refused, StoreTrouble
from imatter_cli.output.limits import apart
from imatter_cli.said import Prose, Said

#: A template's path (for messages) and text by its name; None where there is none.
Source = Callable[[str], tuple[str, str] | None]


_TOO_DEEP = Said("it includes itself, or is nested too deeply")
_CANNOT = Said("something in it cannot be worked out")
_TOO_MUCH = Said("it takes too much time or memory")
_BY_ZERO = Said("it divides by zero")
_UNREADABLE = Said("this is not how a template is written")
_FORBIDDEN = Said("it uses something that templates can't use")


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
            wrong = Said("{words}", words=Prose(said["wrong"]), **said["facts"])
            raise _refusal(said["path"], said["line"], wrong, said["jinja"])
        return str(said["text"])

    def _filled(self, name: str, facts: Data) -> dict[str, Any]:
        """What came of it, as plain data: it is worked out in a process of its own, and errors travel badly."""
        try:
            return {"text": self._environment.get_template(name).render(dict(facts))}
        except self._jinja.TemplateSyntaxError as wrong:
            path = wrong.filename or self._path_of(wrong.name or name)
            return _wrong(path, wrong.lineno, _UNREADABLE, wrong)
        except self._jinja.TemplateNotFound as wrong:
            said = Said("there is no template {template}", template=str(wrong.name))
            return _wrong(self._path_of(name), 0, said, wrong)
        except StoreTrouble as wrong:  # of the source itself
            return {"trouble": wrong.message, "code": wrong.code, "hint": str(wrong.hint)}
        except Exception as wrong:  # noqa: BLE001 - a template may do anything that an expression can
            path, line = self._place(wrong, name)
            return _wrong(path, line, self._said(wrong), wrong)

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

    def _said(self, wrong: Exception) -> Said:
        """What is wrong, in our words about the template; what Python and Jinja say is for programmers."""
        said = getattr(wrong, "said", None)
        if isinstance(said, Said):
            return said
        if isinstance(wrong, MemoryError):
            return _TOO_MUCH
        if isinstance(wrong, RecursionError):
            return _TOO_DEEP
        if isinstance(wrong, ZeroDivisionError):
            return _BY_ZERO
        return _FORBIDDEN if isinstance(wrong, self._jinja.exceptions.SecurityError) else _CANNOT


def _wrong(path: str, line: int, said: Said, wrong: Exception) -> dict[str, Any]:
    return {"path": path, "line": line, "wrong": str(said), "facts": said.facts(), "jinja": str(wrong)}


def _refusal(path: str, line: int, why: Said, jinja: str = "") -> Refused:
    place = f"{path}:{line}" if line else path
    details = {"path": path, "line": line} | ({"jinja": jinja} if jinja else {})
    return Refused(
        Said("{place}: {why}.", place=place, why=why), code="template", details=details,
        hint="Correct the template, or remove it to use the one that comes with imatter.",
    )  # fmt: skip
