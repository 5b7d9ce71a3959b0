"""A page to show: only what was shared, escaped, readable by everybody, and nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import re
import stat
import subprocess
import sys
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from imatter_cli.output import portfolio as output
from imatter_cli.store import codec

ME = "prc-2611-4t9wq2e"
PRIVATE, SHARED = "zzprivate", "zzshared"
#: Fields that hold no words of anybody's: ids, days, events, and choices of the programme.
STRUCTURE = {
    "id", "schema", "programme", "status", "at", "recorded", "event", "by", "on_behalf_of", "because", "practitioner",
    "project", "licence", "type", "setting", "date", "stage", "level", "round", "prompt", "roles", "idea", "reviewer",
    "application", "raised", "passed_to_host", "code", "outcome", "quarter", "same_as", "reviewers",
}  # fmt: skip
VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """A page's elements in order, its texts, and whether all that is opened is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def named(self, *tags: str) -> list[tuple[str, dict[str, str | None]]]:
        return [(tag, attrs) for tag, attrs in self.tags if tag in tags]


@pytest.fixture
def year_of(notebook: Any) -> tuple[Any, str]:
    """A notebook with a year in it: a project with a pause, one reflection of two shared, a step, and reasons."""
    notebook.change("licence", "record", "--date", "2026-01-10")
    project = notebook.idea("--date", "2026-01-11", "--focus-area", "a quiet corner")
    notebook.change("project", "start", project, "--date", "2026-01-12")
    notebook.change("project", "step", "--text", PRIVATE, "--by", "2026-03-01", "--date", "2026-01-13")
    notebook.change("project", "step", "--number", "1", "--date", "2026-02-13")
    notebook.change("project", "pause", project, "--date", "2026-03-02", "--reason", PRIVATE)
    notebook.change("project", "resume", project, "--date", "2026-04-20")
    private = ("--what", PRIVATE, "--next-step", PRIVATE, "--concern", "yes", "--passed-to-host", "yes")
    notebook.change("reflect", *private, "--summary", f"{SHARED} <b>calm</b> & quiet", "--date", "2026-05-10")
    notebook.change("reflect", "--what", PRIVATE, "--date", "2026-06-10")
    unshared = notebook.change("reflect", "--what", "x", "--summary", PRIVATE, "--date", "2026-06-11")["id"]
    notebook.change("reflection", "unshare", unshared, "--reason", PRIVATE)
    notebook.change("practitioner", "step", ME, "--level", "foundation", "--evidence", PRIVATE, "--date", "2026-02-02")
    notebook.change("certification", "--decide", "not-yet", "--reason", PRIVATE)
    return notebook, project


def pages(kept: Any, tmp: Path, *more: str) -> str:
    """Everything that a portfolio says, in every form."""
    html, markdown = tmp / "p.html", tmp / "p.md"
    done = kept("portfolio", *more, "--html", html, "--markdown", markdown, "--force", "--json")
    assert done.code == 0, done.err
    assert done.json["files"] == [str(html), str(markdown)]
    shown = kept("portfolio", *more).out
    assert shown == markdown.read_text()
    return "\n".join([html.read_text(), shown, done.out, done.err])


def test_only_what_was_shared_is_shown(year_of: tuple[Any, str], tmp_path: Path) -> None:
    kept, project = year_of
    before = kept.files()
    said = pages(kept, tmp_path)
    assert PRIVATE not in said and "P1" not in re.sub("'sha256-[^']*'", "", said)
    assert kept.files() == before and kept.git("status", "--porcelain") == ""
    data = kept("portfolio", "--json").json
    assert [p["id"] for p in data["projects"]] == [project]
    assert data["projects"][0] | {"id": ""} == {
        "id": "", "name": "evening routine", "type": "Early concern, early help", "setting": "School",
        "focus_areas": ["evening routine", "a quiet corner"], "status": "active", "stage": "", "planned": "2026-01-11",
        "began": "2026-01-12", "ended": "", "spans": [
            {"status": "active", "begins": "2026-01-12", "ends": "2026-03-02"},
            {"status": "paused", "begins": "2026-03-02", "ends": "2026-04-20"},
            {"status": "active", "begins": "2026-04-20", "ends": "2026-11-24"},
        ],
    }  # fmt: skip
    assert [(r["date"], r["summary"]) for r in data["reflections"]] == [("2026-05-10", f"{SHARED} <b>calm</b> & quiet")]
    assert data["steps"] == [{"date": "2026-02-02", "level": "Foundation", "scheme": ""}]
    assert "&lt;b&gt;calm&lt;/b&gt; &amp; quiet" in (tmp_path / "p.html").read_text()
    assert "\\<b\\>calm\\</b\\> \\& quiet" in (tmp_path / "p.md").read_text()
    assert stat.S_IMODE((tmp_path / "p.html").stat().st_mode) == 0o600
    unshared = {p.stem for p in kept.path.glob("records/reflections/*/*.yaml")} - {data["reflections"][0]["id"]}
    assert len(unshared) == 2 and not any(id in said for id in unshared)


def test_own_words_come_in_where_their_writer_says_so(year_of: tuple[Any, str], tmp_path: Path) -> None:
    kept, _ = year_of
    said = pages(kept, tmp_path, "--title", "A calmer <evening>", "--own-words")
    data = kept("portfolio", "--own-words", "--json").json
    (one,) = data["projects"]
    assert one["small_steps"] == [{"text": PRIVATE, "done": "2026-02-13"}]
    (reflection,) = data["reflections"]
    assert [a["text"] for a in reflection["answers"]] == [PRIVATE, PRIVATE]
    assert "P1" not in re.sub("'sha256-[^']*'", "", said) and "concern" not in said.lower().replace("early concern", "")
    html, markdown = (tmp_path / "p.html").read_text(), (tmp_path / "p.md").read_text()
    assert "<title>A calmer &lt;evening&gt;</title>" in html and "# A calmer \\<evening\\>" in markdown
    for text in (html, markdown):
        assert text.count(PRIVATE) == 3 and "more words of its writer's own" in text.replace("&#39;", "'")
        assert "since 10 January 2026" in re.sub("<[^>]*>", "", text)
    unshared = next(r for r in kept("reflection", "list", "--json").json if r["status"] != "shared")
    assert unshared["id"] not in said
    assert kept.refused("portfolio", "--title", "x" * 71, code=2)["code"] == "bad-value"


def test_nothing_private_of_anybody_is_in_it(rehearsal: Any, tmp_path: Path) -> None:
    """A mark in every text of every record of a programme's year but the two that may be shown."""
    who = next(p["practitioner"] for p in map(_data, _files(rehearsal, "reflections")) if p["status"] == "shared")
    planted = 0
    for path in _files(rehearsal, "*"):
        data, kind = _data(path), path.parents[1].name
        if kind == "reflections":
            data |= {"answers": [{"prompt": "what", "text": "x"}], "next_step": "x", "concern": {"raised": True}}
            data.setdefault("summary", "x")
        if kind == "projects":
            data |= {"steps": [{"text": "x", "by": "2026-10-01"}], "invitation": {"withdraw": "x"},
                     "safeguarding": {"known": True, "role": "x"}, "resources": ["x"]}  # fmt: skip
        for event in data["timeline"]:
            event["reason"] = "x"
            event |= {"evidence": "x"} if kind == "practitioners" and event["event"] == "step" else {}
        data["timeline"][0]["on_behalf_of"] = who  # so that everybody's records mention them
        mine = data.get("practitioner") == who
        shown = {"focus_areas"} if mine and kind == "projects" else set()
        shown |= {"summary"} if mine and data["status"] == "shared" else set()
        marked, count = _marked(data, shown, mine)
        planted += count
        path.write_text(yaml.safe_dump(marked, sort_keys=False, allow_unicode=True))
    assert planted > 300
    for as_whom in ("", who):
        more = ["--as", as_whom] if as_whom else []
        said = pages(rehearsal, tmp_path, who, *more)
        assert SHARED in said
        assert PRIVATE not in said
        others = {p.stem for p in _files(rehearsal, "*")} - {
            id for id in re.findall(r"[a-z]{3}-\d{4}-[0-9a-z]{7}", said) if _of(rehearsal, id, who)
        }
        assert not any(id in said for id in others)


def _of(kept: Any, id: str, who: str) -> bool:
    data = kept.record(id)
    return who in (data["id"], data.get("practitioner"))


def _files(kept: Any, kind: str) -> list[Path]:
    return sorted(p for p in kept.path.glob(f"records/{kind}/*/*.yaml"))


def _data(path: Path) -> dict[str, Any]:
    return codec.parse(path.read_bytes(), str(path))


def _marked(value: Any, shown: set[str], mine: bool) -> tuple[Any, int]:
    """The value with a mark in each text, and how many marks of what is private there are."""
    if isinstance(value, str):
        return f"{value} {PRIVATE}", 1
    if isinstance(value, list):
        found = [_marked(v, shown, mine) for v in value]
        return [v for v, _ in found], sum(n for _, n in found)
    if not isinstance(value, dict):
        return value, 0
    out, count = {}, 0
    for key, one in value.items():
        if key in STRUCTURE:
            out[key] = one
        elif key in shown:
            out[key] = [f"{o} {SHARED}" for o in one] if isinstance(one, list) else f"{one} {SHARED}"
        else:
            out[key], n = _marked(one, set(), mine)
            count += n
    return out, count


def test_the_page_is_whole_and_reads_in_order(year_of: tuple[Any, str], tmp_path: Path) -> None:
    kept, _ = year_of
    kept("portfolio", "--html", tmp_path / "p.html")
    html = (tmp_path / "p.html").read_text()
    page = Page(html)
    assert page.tags[0] == ("html", {"lang": "en-GB"})
    levels = [int(tag[1]) for tag, _ in page.named("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(page.named("main")) == len(page.named("title")) - 1 == 1
    ids = [str(attrs["id"]) for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    labels = [id for _, attrs in page.tags for id in str(attrs.get("aria-labelledby", "")).split()]
    assert labels and set(labels) <= set(ids)
    pictures = [attrs for _, attrs in page.named("svg") if attrs.get("role") == "img"]
    assert len(pictures) == 1 and pictures[0]["aria-labelledby"] == "picture-title picture-told"
    told = " ".join(page.texts)
    assert "paused from 2 March 2026 to 20 April 2026" in told
    assert "1 shared reflection." in told


def test_nothing_comes_from_outside_and_nothing_runs(year_of: tuple[Any, str], tmp_path: Path) -> None:
    kept, _ = year_of
    kept("portfolio", "--html", tmp_path / "p.html")
    html = (tmp_path / "p.html").read_text()
    page = Page(html)
    assert not page.named("script", "iframe", "object", "embed", "img", "form", "base", "a", "input", "button")
    for _, attrs in page.tags:
        assert not [name for name in attrs if name.startswith("on") or name in ("style", "src", "srcset", "action")]
        assert attrs.get("href", "data:,") == "data:,"
    assert "url(" not in html and "@import" not in html and "http:" not in html and "https:" not in html
    policy = str(next(a["content"] for _, a in page.named("meta") if a.get("http-equiv") == "Content-Security-Policy"))
    style = html.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.split("; ") == [
        "default-src 'none'", f"style-src 'sha256-{digest}'", "img-src data:", "base-uri 'none'", "form-action 'none'",
    ]  # fmt: skip
    assert html.index("Content-Security-Policy") < html.index("<style>")


#: Texts that would be more than text, if they were let.
NASTY = (
    "</style><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}{% raw %}",
    "[a](http://x.y) ![b](c)",
    "# a heading", "1. a list\n- and\n> so on", "\x1b[31mred\x07", "مساء \u202egnirts", "🕯️" * 20, "]]>&amp;<!--",
)  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_whatever_was_written_is_text(text: str, tmp_path: Path) -> None:
    data = {
        "practitioner": ME, "since": "2025-11-25", "until": "2026-11-24", "made": "2026-11-24",
        "projects": [{
            "id": "prj-2611-7kq4m2x", "name": text, "type": text, "setting": text, "focus_areas": [text, text],
            "status": "active", "stage": text, "planned": "2026-01-01", "began": "2026-01-02", "ended": "",
            "spans": [{"status": "active", "begins": "2026-01-02", "ends": "2026-11-24"}],
        }],
        "reflections": [{"id": "ref-2611-7kq4m2x", "project": "prj-2611-7kq4m2x", "about": text,
                         "date": "2026-02-02", "summary": text}],
        "steps": [{"date": "2026-02-02", "level": text, "scheme": text}],
        "placeholder": True,
        "requirements": [{"id": "x", "name": text, "state": "met", "have": 1, "want": 1, "records": []}],
        "left_out": [],
    }  # fmt: skip
    plain = output.html({**data, "projects": [], "reflections": [], "steps": [], "requirements": []})
    html = output.html(data)
    page = Page(html)
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in Page(plain).tags} | {
        "article", "h3", "bdi", "dl", "dt", "dd", "time", "line", "text", "rect", "circle", "path", "br", "span", "p",
        "div",
    }  # fmt: skip
    seen = " ".join(text.replace("\x1b[31m", "").replace("\x07", "").replace("\u202e", "").split())
    assert seen in " ".join(" ".join(page.texts).split())
    assert not set("\x1b\x07\u202e") & set(html)
    lines = output.markdown(data).splitlines()
    headings = [line for line in lines if re.match(r"#+ ", line)]
    assert len(headings) == 7
    body = "\n".join(lines)
    assert not re.search(r"(?<!\\)(?:\]\(|[<`]|://)", body)


def test_colours_have_contrast() -> None:
    style = resources.files("imatter_cli").joinpath("data", "pages", "look.css").read_text(encoding="utf-8")
    themes = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{([^}]*)\}", style)]
    assert len(themes) == 3
    for theme in themes:
        for text in ("ink", "soft"):
            for ground in ("paper", "tint"):
                assert _contrast(theme[text], theme[ground]) >= 4.5, (theme, text, ground)
        for shape in ("leaf", "clay", "line"):
            assert _contrast(theme[shape], theme["paper"]) >= 3, (theme, shape)


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted([light(one), light(other)])
    return (high + 0.05) / (low + 0.05)


def test_a_part_of_a_life(year_of: tuple[Any, str]) -> None:
    kept, project = year_of
    kept.change("project", "complete", project)
    early = kept("portfolio", "--until", "2026-03-31", "--json").json
    assert (early["since"], early["until"]) == ("2025-04-01", "2026-03-31")
    assert (early["projects"][0]["status"], early["projects"][0]["ended"]) == ("paused", "")
    assert early["projects"][0]["spans"][-1] == {"status": "paused", "begins": "2026-03-02", "ends": "2026-03-31"}
    assert early["reflections"] == []
    late = kept("portfolio", "--since", "2026-05-01", "--json").json
    assert late["projects"][0]["spans"] == [{"status": "active", "begins": "2026-05-01", "ends": "2026-11-24"}]
    assert (late["projects"][0]["status"], late["steps"]) == ("completed", [])
    assert kept("portfolio", "--until", "2025-12-31", "--json").json["projects"] == []
    later = kept("portfolio", "--json", env={"IMATTER_NOW": "2028-01-01T09:00:00Z"}).json
    assert later["projects"] == []
    assert kept.refused("portfolio", "--since", "tomorrow", code=2)["code"] == "bad-value"
    leap = kept("portfolio", "--until", "2028-02-29", "--json").json
    assert leap["since"] == "2027-03-01"


def test_unshared_evidence_is_not_counted_beyond_what_is_asked(notebook: Any) -> None:
    notebook.running()
    for number in range(5):
        notebook.change("reflect", "--what", f"quiet {number}")
    one = next(r for r in notebook("portfolio", "--json").json["requirements"] if r["id"] == "reflections")
    assert (one["have"], one["want"], one["records"]) == (3, 3, [])


def test_whose_it_may_be(programme: Any, tmp_path: Path) -> None:
    assert programme("portfolio", "7h3").code == 0
    assert programme("portfolio", "--as", "7h3").code == 0
    assert programme.refused("portfolio", "7h3", "--as", "9x2")["code"] == "not-yours"
    assert programme.refused("portfolio", code=2)["details"]["missing"][0]["example"] == "prc-2611-7h3vn5m"
    assert programme.refused("portfolio", "7h3", "--html", str(programme.path / "records" / "p.html"))["code"] == (
        "inside-records"
    )


def test_both_files_or_none(year_of: tuple[Any, str], tmp_path: Path) -> None:
    kept, _ = year_of
    there = tmp_path / "p.md"
    there.write_text("mine")
    kept.refused("portfolio", "--html", str(tmp_path / "p.html"), "--markdown", str(there))
    assert not (tmp_path / "p.html").exists()
    assert there.read_text() == "mine"
    kept.refused("portfolio", "--html", str(there), "--markdown", str(there), code=2)
    kept.refused("portfolio", "--force", code=2)
    assert "Nothing was written" in kept("portfolio", "--html", tmp_path / "p.html", "--dry-run").out
    assert not (tmp_path / "p.html").exists()


def test_what_is_broken_is_left_out_and_named(year_of: tuple[Any, str], tmp_path: Path) -> None:
    kept, project = year_of
    next(kept.path.rglob(f"{project}.yaml")).write_text(f"practitioner: {ME}\n[")
    done = kept("portfolio", "--html", tmp_path / "p.html")
    assert done.code == 1 and project in done.err
    assert Page((tmp_path / "p.html").read_text()).named("h1")


def test_only_a_page_loads_what_makes_pages() -> None:
    code = (
        "import sys, imatter_cli.commands.practice.portfolio; sys.exit(bool({'pydantic', 'jinja2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
