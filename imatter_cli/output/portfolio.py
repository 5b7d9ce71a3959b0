"""A portfolio as one page: self-contained HTML, or Markdown. Whatever people wrote is escaped in both."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.output import words
from imatter_cli.output.certification import NO_AWARD, OPEN, STATES
from imatter_cli.output.pages import page
from imatter_cli.output.picture import picture
from imatter_cli.output.terminal import clean, clean_line

_STATUS = {"planned": "an idea"}
_ONLY_SHARED = "This page holds only what was shared."
_NONE = "None in this period."
_OWN_WORDS = "This page holds what was shared, and more words of its writer's own."
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
    held = "what was shared and your own words" if data["own_words"] else "only what was shared"
    lines = [f"Saved as a page, with {held} ({counts}):", *(f"  {file}" for file in files), _READ_OVER]
    return "\n".join([*lines, "Nothing was written (a trial run)."] if dry_run else lines)


def _view(data: Data) -> dict[str, Any]:
    """The data with days and states in words and every text clean, for the page to print."""
    days = f"{words.day(data['since'])} to {words.day(data['until'])}"
    own = clean_line(data.get("title") or "")
    issuer = clean_line(data.get("issuer") or "")
    reflections = [_reflection(r) for r in data["reflections"]]
    there = {p["id"] for p in data["projects"]}
    return {
        **data,
        "title": own or f"Microproject practice, {days}",
        "days": f"Microproject practice, {days}" if own else "",
        "licences": [{**c, "day": words.day(c["since"]), "issuer": issuer} for c in data.get("licences") or ()],
        "made_on": words.day(data["made"]),
        "only_shared": _OWN_WORDS if data.get("own_words") else _ONLY_SHARED,
        "elsewhere": [r for r in reflections if r["project"] not in there],
        "notes": [NO_AWARD, OPEN] if data["placeholder"] else [NO_AWARD],
        "projects": [
            {**_project(p), "reflections": [r for r in reflections if r["project"] == p["id"]]}
            for p in data["projects"]
        ],
        "reflections": reflections,
        "steps": [_step(s) for s in data["steps"]],
        "requirements": [
            {**r, "name": clean_line(r["name"]), "said": STATES[r["state"]]} for r in data["requirements"]
        ],
    }


def _reflection(reflection: Data) -> dict[str, Any]:
    return {
        **reflection,
        "day": words.day(reflection["date"]),
        "about": clean_line(reflection["about"]),
        "summary": clean(reflection["summary"]),
        "answers": [(clean_line(a["ask"]), clean(a["text"])) for a in reflection.get("answers") or ()],
    }


def _step(step: Data) -> dict[str, Any]:
    level, scheme = clean_line(step["level"]), clean_line(step["scheme"])
    return {**step, "day": words.day(step["date"]), "level": level, "scheme": scheme}


def _project(project: Data) -> dict[str, Any]:
    areas = [clean_line(a) for a in project["focus_areas"]]
    facts = [
        ("Type", clean_line(project["type"])),
        ("Where", clean_line(project["setting"])),
        ("Focus areas" if len(areas) > 1 else "Focus area", ", ".join(areas)),
        ("Status", _STATUS.get(project["status"], project["status"])),
        ("Stage", clean_line(project["stage"])),
        ("Idea of", "" if project["began"] else words.day(project["planned"])),
        ("From", words.day(project["began"]) if project["began"] else ""),
        ("To", words.day(project["ended"]) if project["ended"] else ""),
    ]
    steps = [(words.day(s["done"]), clean_line(s["text"])) for s in project.get("small_steps") or ()]
    return {**project, "name": clean_line(project["name"]), "facts": [(k, v) for k, v in facts if v], "steps": steps}


def _markdown(page: Data) -> Iterator[str]:
    yield from (f"# {_text(page['title'])}", "")
    yield from ((f"{page['days']}.", "") if page["days"] else ())
    yield from (f"{page['practitioner']}, made on {page['made_on']}. {page['only_shared']}", "")
    yield from (f"- {_text(_licensed(one))}" for one in page["licences"])
    yield from ("", "## Projects", "")
    yield from _each(page["projects"], _project_lines)
    yield from ("## Shared reflections", "")
    yield from _each(page["reflections"], _reflection_lines)
    yield from ("## Steps of the Learning Journey", "")
    for step in page["steps"]:
        yield f"- {step['day']}: {_text(', '.join(part for part in (step['level'], step['scheme']) if part))}"
    yield from (() if page["steps"] else (_NONE,))
    yield from ("", "## Evidence towards the certification", "")
    for one in page["requirements"]:
        rests = f" ({', '.join(one['records'])})" if one["records"] else ""
        yield f"- {_text(one['name'])}: {one['said']}, {one['have']} of {one['want']}{rests}"
    yield from ("", *page["notes"])


def _each(there: list[Data], lines: Callable[[Data], Iterator[str]]) -> Iterator[str]:
    """The lines of each, with a blank one after, or that there is none."""
    for one in there:
        yield from (*lines(one), "")
    yield from (() if there else (_NONE, ""))


def _project_lines(project: Data) -> Iterator[str]:
    yield from (f"### {_text(project['name'])}", "")
    yield from (f"- {name}: {_text(value)}" for name, value in project["facts"])
    yield from (f"- {_text(_span(one))}" for one in project["spans"])
    yield from (f"- {day}: {_text(said)}" for day, said in project["steps"])


def _reflection_lines(reflection: Data) -> Iterator[str]:
    yield from (f"### {reflection['day']}: {_text(reflection['about'])}", "")
    yield from _quoted(reflection["summary"])
    for ask, said in reflection["answers"]:
        yield from (">", f"> **{_text(ask)}**", ">", *_quoted(said))


def _quoted(text: str) -> Iterator[str]:
    return (f"> {_text(line)}".rstrip() for line in text.split("\n"))


def _licensed(one: Mapping[str, str]) -> str:
    issuer = f", {one['issuer']}" if one["issuer"] else ""
    return f"Licence {one['id']}{issuer}: since {one['day']}, {one['status']}"


def _span(one: Mapping[str, str]) -> str:
    return f"{one['status']} from {words.day(one['begins'])} to {words.day(one['ends'])}"


def _text(text: str) -> str:
    """A text that Markdown reads as just that."""
    return _MARKED.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)
