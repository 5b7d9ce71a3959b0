"""A portfolio as one page: self-contained HTML, or Markdown. Whatever people wrote is escaped in both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.output import words
from imatter_cli.output.certification import NO_AWARD, OPEN, STATES
from imatter_cli.output.pages import page
from imatter_cli.output.picture import picture
from imatter_cli.output.terminal import clean, clean_line

_STATUS = {"planned": "an idea"}
_ONLY_SHARED = "This page holds only what was shared."
#: A summary is its writer's own words, and no pattern proves that nobody is named in it.
_READ_OVER = "Read it before you pass it on: only a person can tell whether its words show who somebody is."
#: What Markdown reads as more than text: anywhere, at the beginning of a line, and as an address.
_MARKED = re.compile(r"[\\`*_\[\]<>#|~&@]|^\s*[-+=]|^\s*\d{1,9}[.)]|:(?=//)|(?<=www)\.")


def html(data: Data) -> str:
    """The page: no script, nothing from outside, every text escaped."""
    seen = _view(data)
    return page("portfolio.html", {"page": seen, "picture": picture(seen)}, styles=("portfolio.css",))


def markdown(data: Data) -> str:
    """The same for your own document; what Markdown would read as more than text is escaped."""
    return "\n".join(_markdown(_view(data))).rstrip("\n") + "\n"


def written(files: list[str], data: Data, dry_run: bool) -> str:
    """Which files were written, and what is in them."""
    counts = words.listed([
        words.count(len(data["projects"]), "project"),
        words.count(len(data["reflections"]), "shared reflection"),
        words.count(len(data["steps"]), "step of the Learning Journey", "steps of the Learning Journey"),
    ])  # fmt: skip
    lines = [f"Saved as a page, with only what was shared ({counts}):", *(f"  {file}" for file in files), _READ_OVER]
    return "\n".join([*lines, "Nothing was written (a trial run)."] if dry_run else lines)


def _view(data: Data) -> dict[str, Any]:
    """The data with days and states in words and every text clean, for the page to print."""
    return {
        **data,
        "title": f"Microproject practice, {words.day(data['since'])} to {words.day(data['until'])}",
        "made_on": words.day(data["made"]),
        "only_shared": _ONLY_SHARED,
        "notes": [NO_AWARD, OPEN] if data["placeholder"] else [NO_AWARD],
        "projects": [_project(p) for p in data["projects"]],
        "reflections": [
            {**r, "day": words.day(r["date"]), "about": clean_line(r["about"]), "summary": clean(r["summary"])}
            for r in data["reflections"]
        ],
        "steps": [
            {**s, "day": words.day(s["date"]), "level": clean_line(s["level"]), "scheme": clean_line(s["scheme"])}
            for s in data["steps"]
        ],
        "requirements": [
            {**r, "name": clean_line(r["name"]), "said": STATES[r["state"]]} for r in data["requirements"]
        ],
    }


def _project(project: Data) -> dict[str, Any]:
    areas = [clean_line(a) for a in project["focus_areas"]]
    facts = [
        ("Kind", clean_line(project["type"])),
        ("Where", clean_line(project["setting"])),
        ("Focus areas" if len(areas) > 1 else "Focus area", ", ".join(areas)),
        ("Status", _STATUS.get(project["status"], project["status"])),
        ("Stage", clean_line(project["stage"])),
        ("Idea of", "" if project["began"] else words.day(project["planned"])),
        ("From", words.day(project["began"]) if project["began"] else ""),
        ("To", words.day(project["ended"]) if project["ended"] else ""),
    ]
    return {**project, "name": clean_line(project["name"]), "facts": [(k, v) for k, v in facts if v]}


def _markdown(page: Data) -> Iterator[str]:
    yield from (f"# {page['title']}", "")
    yield from (f"{page['practitioner']}, made on {page['made_on']}. {page['only_shared']}", "")
    yield from ("## Projects", "")
    for project in page["projects"]:
        yield from (f"### {_text(project['name'])}", "")
        yield from (f"- {name}: {_text(value)}" for name, value in project["facts"])
        yield from (f"- {_text(_span(one))}" for one in project["spans"])
        yield ""
    if not page["projects"]:
        yield from ("None in this period.", "")
    yield from ("## Shared reflections", "")
    for one in page["reflections"]:
        yield from (f"### {one['day']}: {_text(one['about'])}", "")
        yield from (f"> {_text(line)}".rstrip() for line in one["summary"].split("\n"))
        yield ""
    if not page["reflections"]:
        yield from ("None in this period.", "")
    yield from ("## Steps of the Learning Journey", "")
    for step in page["steps"]:
        yield f"- {step['day']}: {_text(', '.join(part for part in (step['level'], step['scheme']) if part))}"
    yield from (() if page["steps"] else ("None in this period.",))
    yield from ("", "## Evidence towards the certification", "")
    for one in page["requirements"]:
        rests = f" ({', '.join(one['records'])})" if one["records"] else ""
        yield f"- {_text(one['name'])}: {one['said']}, {one['have']} of {one['want']}{rests}"
    yield from ("", *page["notes"])


def _span(one: Mapping[str, str]) -> str:
    return f"{one['status']} from {words.day(one['begins'])} to {words.day(one['ends'])}"


def _text(text: str) -> str:
    """A text that Markdown reads as just that."""
    return _MARKED.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)
