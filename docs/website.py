"""Builds the documentation as a site of plain files, which ask nobody for a font, a script or anything else.

    python docs/website.py FOLDER

Pages are the Markdown files of docs/ and those that they link to; other files that they name come along as they are.
The site has the folders of the repository, so a link that is right in one is right in the other. What is in the four
parts is listed in imatter_cli/services/begin/guides.py, which `imatter help` lists too.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import jinja2
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from imatter_cli.services.begin.guides import GUIDES, PARTS

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "docs" / "index.md"
LOOK = ROOT / "imatter_cli" / "data" / "pages" / "look.css"
_COMMENT = re.compile(r"<!--.*?-->\n*", re.DOTALL)
_ELSEWHERE = ("http://", "https://", "mailto:")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
DECISIONS = ROOT / "docs" / "adr" / "index.md"
_MORE = (ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", DECISIONS)
_TEMPLATE = jinja2.Template(
    """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }} - imatter</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{{ up }}look.css">
</head>
<body class="site">
<a class="skip" href="#page">To the page</a>
<nav aria-label="Pages">
<p><a href="{{ home }}"><strong>imatter</strong></a></p>
{% for part, pages in nav %}
<h2>{{ part }}</h2>
<ul>
{% for link, name, here in pages %}
<li><a href="{{ link }}"{% if here %} aria-current="page"{% endif %}>{{ name }}</a></li>
{% endfor %}
</ul>
{% endfor %}
</nav>
<main id="page">
{{ body }}
</main>
</body>
</html>
""",
    autoescape=True, trim_blocks=True,
)  # fmt: skip
_CSS = """
body.site { max-width: 74rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 2.5rem; }
@media (min-width: 60rem) { body.site { grid-template-columns: 15rem minmax(0, 1fr); } }
.site nav h2 { font-size: .95rem; margin: 1.25rem 0 .25rem; border: 0; padding: 0; color: var(--soft); }
.site nav ul { list-style: none; padding: 0; margin: 0; font-size: .95rem; }
.site nav [aria-current] { font-weight: 600; color: var(--ink); text-decoration: none; }
.site main { max-width: 52rem; }
.site pre { background: var(--tint); padding: .6rem .8rem; overflow-x: auto; white-space: pre; }
.site code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .9em; }
.site table { border-collapse: collapse; display: block; overflow-x: auto; margin: 0 0 .75rem; overflow-wrap: normal; }
.site th, .site td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; }
.site td { border-top: 1px solid var(--line); }
.site img { max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: 6px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
"""


def slug(heading: str) -> str:
    """The anchor of a heading, as hosts of repositories make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def parsed(text: str) -> list[Token]:
    """A page's tokens, each heading with its anchor."""
    tokens = _MARKDOWN.parse(_COMMENT.sub("", text))
    seen: dict[str, int] = {}
    for opening, inside in pairwise(tokens):
        if opening.type == "heading_open":
            name = slug(words_of(inside))
            seen[name] = seen.get(name, -1) + 1
            opening.attrSet("id", f"{name}-{seen[name]}" if seen[name] else name)
    return tokens


def words_of(inline: Token) -> str:
    """The words of a heading, without marks."""
    return "".join(one.content for one in inline.children or () if one.type in ("text", "code_inline"))


def title_of(tokens: list[Token]) -> str:
    """A page's first heading."""
    return words_of(next(inside for opening, inside in pairwise(tokens) if opening.tag == "h1"))


def links(tokens: list[Token]) -> Iterator[tuple[Token, str]]:
    """Every link and picture of a page, with the name of the attribute that says where."""
    for token in tokens:
        for one in token.children or ():
            if one.type in ("link_open", "image"):
                yield one, "href" if one.type == "link_open" else "src"


def target(page: Path, address: str) -> Path | None:
    """The file that a link leads to; none for one to the web."""
    if address.startswith(_ELSEWHERE):
        return None
    path = address.partition("#")[0]
    there = Path(os.path.normpath(page.parent / path)) if path else page
    return DECISIONS if there == DECISIONS.parent else there


def pages() -> dict[Path, list[Token]]:
    """Every page: those in docs/, those that these lead to, and the list of decisions."""
    found: dict[Path, list[Token]] = {}
    waiting = [HOME, *sorted((ROOT / "docs").rglob("*.md"))]
    while waiting:
        page = waiting.pop()
        if page not in found and page != DECISIONS:
            found[page] = parsed(page.read_text(encoding="utf-8"))
            there = (target(page, str(one.attrs[name])) for one, name in links(found[page]))
            waiting += [path for path in there if path is not None and path.suffix == ".md"]
    decisions = sorted(page for page in found if page.parent == DECISIONS.parent)
    listed = "".join(f"- [{title_of(found[page])}]({page.name})\n" for page in decisions)
    return found | {DECISIONS: parsed(f"# Decisions that may surprise you\n\n{listed}")}


def build(to: Path) -> None:
    """Write the site into a folder, which is made."""
    every = pages()
    titles = {page: title_of(tokens) for page, tokens in every.items()}
    listed = [(title, [ROOT / "docs" / guide.page for guide in GUIDES.values() if guide.part == part])
              for part, title in PARTS.items()]  # fmt: skip
    for page, tokens in every.items():
        for one, name in links(tokens):
            address = str(one.attrs[name])
            there = target(page, address)
            if there is not None and there.suffix == ".md":
                file, mark, anchor = address.partition("#")
                one.attrs[name] = f"{_between(page, there)}{mark}{anchor}" if file else address
            elif there is not None and there.is_file():
                _copy(there, to)
        nav = [(title, [(_between(page, one), titles[one], one == page) for one in some])
               for title, some in (*listed, ("More", [*_MORE]))]  # fmt: skip
        text = _TEMPLATE.render(
            title=titles[page], nav=nav, home=_between(page, HOME), up=os.path.relpath(ROOT, page.parent) + "/",
            body=_reachable(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})),
        )  # fmt: skip
        place = (to / page.relative_to(ROOT)).with_suffix(".html")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    (to / "look.css").write_text(LOOK.read_text(encoding="utf-8") + _CSS, encoding="utf-8")
    (to / "index.html").write_text('<!doctype html><meta http-equiv="refresh" content="0; url=docs/index.html">\n')


def _reachable(body: str) -> Markup:
    """The page, where somebody without a mouse can move what is wider than the screen."""
    return Markup(re.sub(r"<(pre|table)>", r'<\1 tabindex="0">', body))


def _between(page: Path, other: Path) -> str:
    return html.escape(os.path.relpath(other.with_suffix(".html"), page.parent))


def _copy(file: Path, to: Path) -> None:
    place = to / file.relative_to(ROOT)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, place)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Build the documentation as a site.")
    parser.add_argument("folder", type=Path)
    build(parser.parse_args().folder)
