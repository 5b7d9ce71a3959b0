"""Text out of a template, in a sandbox: a template has the facts it is given, and nothing else of this machine."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from typing import Any

from imatter_cli.errors import ImatterError, Refused
from imatter_cli.output.limits import bounded

#: A template's path (for messages) and text by its name; None where there is none.
Source = Callable[[str], tuple[str, str] | None]


class Templates:
    """Templates by name; those that end in .html have what is put in escaped."""

    def __init__(self, source: Source) -> None:
        # late: only letters and pages are made from templates, and nobody else waits for it
        import jinja2
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        self._paths: dict[str, str] = {}

        def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
            found = source(name)
            if found is None:
                return None
            path, text = found
            self._paths[name] = path
            return text, path, lambda: True

        self._jinja = jinja2
        self._environment = ImmutableSandboxedEnvironment(
            loader=jinja2.FunctionLoader(load),
            autoescape=lambda name: name is None or not name.endswith(".txt"),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def fill(self, name: str, facts: Mapping[str, Any]) -> str:
        """The text of a template with these facts. Raises Refused (`template`, details: path, line)."""
        try:
            with bounded():
                return self._environment.get_template(name).render(dict(facts))
        except self._jinja.TemplateSyntaxError as wrong:
            path = wrong.filename or self._paths.get(wrong.name or name, wrong.name or name)
            raise _refusal(path, wrong.lineno, wrong.message or "it cannot be read") from None
        except self._jinja.TemplateNotFound as wrong:
            raise _refusal(self._paths.get(name, name), 0, f"there is no template {wrong.name}") from None
        except ImatterError:  # of the source itself
            raise
        except Exception as wrong:  # noqa: BLE001 - a template may do anything that an expression can
            path, line = self._place(wrong, name)
            raise _refusal(path, line, _words(wrong)) from None

    def _place(self, wrong: BaseException, name: str) -> tuple[str, int]:
        """The file and line of a template that an error came from."""
        paths = set(self._paths.values())
        frames = [f for f in traceback.extract_tb(wrong.__traceback__) if f.filename in paths]
        return (frames[-1].filename, frames[-1].lineno or 0) if frames else (self._paths.get(name, name), 0)


def _words(wrong: Exception) -> str:
    if isinstance(wrong, TimeoutError | MemoryError):
        return "it takes more time or memory than a letter may"
    return str(wrong) or type(wrong).__name__


def _refusal(path: str, line: int, what: str) -> Refused:
    place = f"{path}:{line}" if line else path
    return Refused(
        f"{place}: {what.rstrip('.')}.", code="template", details={"path": path, "line": line},
        hint="Correct the template, or take it away to use the one that is shipped.",
    )  # fmt: skip
