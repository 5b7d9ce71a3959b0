"""Forms in a real browser: filled in with mistakes, closed half-way, gone on with, saved, and taken in by imatter."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from browser import AXE, Tab

from imatter_cli.classes import replace
from imatter_cli.errors import BadValue
from imatter_cli.input import sheet
from imatter_cli.input.described import described, fingerprint
from imatter_cli.input.form import Choice, Form
from imatter_cli.input.questions import fund, licence, project
from imatter_cli.input.values import Behind, value_of, values_of
from imatter_cli.output import forms

FORMS = ("fund apply", "licence apply", "project new", "project plan", "reflect", "fund report")
HOSTILE = (
    """</script></template><script>document.title="run"</script><img src=x onerror="document.title='run'">{{ 7 }}"""
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Where a programme's invented year is made, by the first test that needs it."""
    yield [tmp_path_factory.mktemp("programme") / "store"]


@pytest.fixture
def programme(store: list[Path], call: Callable[..., Any]) -> Callable[..., Any]:
    """A command on that year."""
    if not store[0].exists():
        assert call("init", store[0], "--programme", "--example").code == 0

    def run(*args: Any) -> Any:
        return call(*args, "--store", store[0])

    return run


def _behind(choices: str = "") -> Behind:
    listed = [Choice(f"choice-{n}", f"Choice {n}{choices}", choices) for n in (1, 2)]
    return Behind(date(2026, 11, 24), lambda name: listed, lambda part, kinds: part, limit=lambda name: 3,
                  currency=lambda: "GBP")  # fmt: skip


def written(path: Path, form: Form, secret: str = "s", choices: str = "") -> str:
    """A page of a form that no store is behind."""
    asked = described(form, _behind(choices))
    data = {
        "form": form.name, "rules": 1, "questions": fingerprint(asked), "person": "", "secret": secret + str(path),
        "asked": [one.as_data() for one in asked], "first": sheet.FIRST, "last": sheet.LAST, "most": 1 << 20,
    }  # fmt: skip
    page = forms.html(data, title=f"A form {choices}", about=form.title, issuer=f"Somebody {choices}", currency="GBP")
    path.write_text(page, encoding="utf-8")
    return path.as_uri()


def opened(tab: Tab, address: str) -> None:
    tab.go(address)
    tab.until("document.documentElement.dataset.ready")


def wrong(tab: Tab, field: str) -> str:
    return str(tab.js(f"document.getElementById('wrong-{field}').textContent"))


def typed(tab: Tab, selector: str, text: str) -> None:
    """Type into a field, and leave it."""
    tab.type(selector, text)
    tab.js("document.activeElement.blur()")


def saved(tab: Tab, folder: Path) -> Path:
    """The file that the page saves, moved out of the folder of downloads."""
    tab.click("#save")
    assert not tab.js("document.getElementById('problems-list').textContent")
    for _ in range(500):
        for path in folder.glob("*.txt"):
            if path.read_text(encoding="utf-8").endswith("[end]\n"):
                return path.rename(folder.parent / f"{len(list(folder.parent.iterdir()))}-{path.name}")
        tab.js("new Promise(done => setTimeout(done, 10))")
    raise AssertionError("nothing was saved")


def test_an_application_from_a_blank_page_to_the_store(
    tab: Tab, programme: Callable[..., Any], tmp_path: Path
) -> None:  # fmt: skip
    page, folder = tmp_path / "apply.html", tmp_path / "saved"
    tab.downloads(folder)
    mine = next(one for one in programme("project", "list", "--json").json if one["status"] == "active")
    assert programme("form", "fund", "apply", "--to", page).code == 0
    opened(tab, page.as_uri())
    tab.click("#save")
    assert tab.js("document.activeElement.id") == "problems"
    assert tab.js("document.getElementById('problems-list').children.length") == 5
    assert wrong(tab, "costs") == "This can't be empty."
    typed(tab, "#project", "prj-1")
    assert wrong(tab, "project").startswith("Give the whole code, such as prj-")
    typed(tab, "#project", mine["id"])
    assert wrong(tab, "project") == ""
    tab.click("#round-1")
    typed(tab, "#key_barrier", "No budget line.\n\n# none\n[payee] host\n\\ at all")
    typed(tab, "#costs-item-1", "books")
    assert wrong(tab, "costs") == "Give an amount for each item."
    typed(tab, "#costs-amount-1", "ninety")
    assert wrong(tab, "costs") == "'ninety' is not an amount of money. Write it as 250, 1,250 or £250.50."
    typed(tab, "#costs-amount-1", "£1,090.5")
    typed(tab, "#costs-item-2", "room")
    typed(tab, "#costs-amount-2", "60")
    assert tab.js("document.getElementById('sum-costs').textContent") == "£1150.50"
    tab.kept()

    tab.go("about:blank")
    opened(tab, page.as_uri())  # what was typed is here again, and its answers have the same id
    assert tab.js("document.getElementById('kept').textContent") == "What you typed before is here again."
    assert tab.js("document.getElementById('costs-amount-1').value") == "£1,090.5"
    tab.click("#payee-2")
    typed(tab, "#other_sources", "The host was asked.")
    first = saved(tab, folder)
    made = programme("receive", first, "--json")
    assert made.code == 0, made.err
    application = programme("show", made.json["id"], "--json").json
    assert application["key_barrier"] == "No budget line.\n\n# none\n[payee] host\n\\ at all"
    assert (application["amount"], application["payee"]) == ("1150.50", "host")

    opened(tab, page.as_uri())  # nothing is kept once it is saved
    assert tab.js("document.getElementById('key_barrier').value") == ""
    node = tab.send("DOM.getDocument")["root"]["nodeId"]
    field = tab.send("DOM.querySelector", nodeId=node, selector="#open")["nodeId"]
    tab.send("DOM.setFileInputFiles", nodeId=field, files=[str(first)])
    tab.until("document.getElementById('key_barrier').value")
    typed(tab, "#costs-amount-1", "100")
    typed(tab, "#other_sources", "")  # an answer that this page had, and takes away
    second = programme("receive", saved(tab, folder), "--json")
    assert second.json["id"] == made.json["id"]
    after = programme("show", made.json["id"], "--json").json
    assert after["amount"] == "160.00" and "other_sources" not in after
    assert not tab.complaints()


def test_the_page_refuses_in_the_words_of_the_tool(tab: Tab, tmp_path: Path) -> None:
    form = Form("f", "", (*fund.REPORT.questions[:2], *project.NEW.questions[3:5], *project.PLAN.questions[2:3]))
    opened(tab, written(tmp_path / "form.html", form))
    given = {"spent": "a lot", "individuals": "7", "invited": "2126-01-01"}
    for field, text in given.items():
        if field == "invited":
            tab.js(f"document.getElementById('{field}').value = '{text}'")
            tab.js(f"document.getElementById('{field}').dispatchEvent(new Event('change', {{bubbles: true}}))")
        else:
            typed(tab, f"#{field}", text)
        with pytest.raises(BadValue) as refused:
            value_of(form[field], text, _behind())
        said = refused.value.message.removeprefix("Individuals: ")
        assert said in wrong(tab, field)[:1].lower() + wrong(tab, field)[1:] or said in wrong(tab, field)
    for n in (1, 2):
        typed(tab, f"#focus_areas-text-{n}", f"area {n}")
    typed(tab, "#focus_areas-text-1", "x" * 201)
    assert wrong(tab, "focus_areas") == "Keep it to 200 characters (this has 201)."
    tab.click("[data-add=focus_areas]")
    assert tab.js("document.querySelector('[data-add=focus_areas]').hidden")  # three at most


def test_questions_that_depend_on_an_answer_come_and_go(tab: Tab, tmp_path: Path) -> None:
    opened(tab, written(tmp_path / "plan.html", replace(project.PLAN, questions=project.PLAN.questions[1:])))
    hidden = "['consent', 'withdraw'].map(one => document.getElementById('q-' + one).hidden)"
    assert tab.js(hidden) == [True, True]
    tab.js("document.getElementById('invited').value = '2026-11-20'")
    tab.js("document.getElementById('invited').dispatchEvent(new Event('input', {bubbles: true}))")
    assert tab.js(hidden) == [False, False]
    tab.click("#save")
    assert wrong(tab, "consent") == "This can't be empty."
    tab.click("#safeguarding-no")
    assert tab.js("document.getElementById('q-safeguarding_date').hidden")
    opened(tab, written(tmp_path / "new.html", project.new(["choice-2"])))
    assert tab.js("document.getElementById('q-lead').hidden")
    tab.click("#type-2")
    assert not tab.js("document.getElementById('q-lead').hidden")


def test_each_individual_has_an_age_band_in_their_order(tab: Tab, tmp_path: Path) -> None:
    bands = tuple(replace(q, when=None) for q in project.NEW.questions if q.field == "age_bands")
    opened(tab, written(tmp_path / "new.html", replace(project.NEW, questions=bands)))
    for n, value in enumerate(("choice-2", "choice-1", "choice-2"), 1):
        if n > 2:
            tab.click("[data-add=age_bands]")
        tab.js(f"document.getElementById('age_bands-text-{n}').value = '{value}'")
        tab.js(f"document.getElementById('age_bands-text-{n}').dispatchEvent(new Event('input', {{bubbles: true}}))")
    tab.click("#show")
    came = sheet.read(str(tab.js("document.getElementById('text').value")).encode(), "pasted")
    said = sheet.one_by_one(came.given["age_bands"])
    assert values_of(bands[0], said, _behind()) == ["choice-2", "choice-1", "choice-2"]


def test_it_works_by_keyboard_alone(tab: Tab, tmp_path: Path) -> None:
    opened(tab, written(tmp_path / "report.html", replace(fund.REPORT, questions=fund.REPORT.questions[1:])))
    tab.downloads(tmp_path / "saved")
    tab.press("Tab")
    assert tab.js("document.activeElement.id") == "spent"
    tab.send("Input.insertText", text="240")
    tab.press("Enter")  # sends nothing anywhere
    tab.press("Tab")
    assert tab.js("document.activeElement.id") == "learnt"
    tab.send("Input.insertText", text="A room of its own.")
    tab.press("Tab")
    assert tab.js("document.activeElement.id") == "save"
    tab.press("Enter")
    tab.until("!document.getElementById('saved').hidden")
    assert tab.js("location.href") == (tmp_path / "report.html").as_uri()


def test_a_browser_that_keeps_nothing_says_so(tab: Tab, tmp_path: Path) -> None:
    address = written(tmp_path / "report.html", fund.REPORT)
    tab.send("Page.addScriptToEvaluateOnNewDocument", source="delete Window.prototype.localStorage;"
             " Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})")  # fmt: skip
    opened(tab, address)
    assert "does not keep what you type" in tab.js("document.getElementById('kept').textContent")


def test_another_page_can_not_read_what_was_typed(tab: Tab, tmp_path: Path) -> None:
    opened(tab, written(tmp_path / "report.html", fund.REPORT))
    typed(tab, "#learnt", "a room of its own")
    tab.kept()
    other = written(tmp_path / "other.html", fund.REPORT)
    opened(tab, other)
    assert tab.js("document.getElementById('learnt').value") == ""
    assert "room" not in tab.js("JSON.stringify(localStorage)")
    opened(tab, (tmp_path / "report.html").as_uri())
    assert tab.js("document.getElementById('learnt').value") == "a room of its own"


def test_a_script_in_every_text_runs_nowhere(tab: Tab, tmp_path: Path) -> None:
    every = licence.apply([{"id": "one", "ask": HOSTILE, "why": HOSTILE}])
    planted = (replace(q, ask=HOSTILE, why=HOSTILE, example=HOSTILE) for q in (*fund.APPLY.questions, *every.questions))
    own = tuple(q for q in planted if q.field not in ("practitioner", "licence", "amount", "answers", "date"))
    form = Form(HOSTILE, HOSTILE, tuple({q.field: q for q in own}.values()))
    opened(tab, written(tmp_path / "form.html", form, choices=HOSTILE))
    assert tab.js("document.title").startswith("A form </script>")
    typed(tab, "#key_barrier", HOSTILE)
    tab.click("#save")
    assert tab.js("document.title").startswith("A form </script>")
    assert tab.js("document.images.length") == 0
    assert tab.js("document.scripts.length") == 2
    assert not tab.complaints()


def test_axe_finds_nothing_and_all_of_it_fits(
    tab: Tab, programme: Callable[..., Any], tmp_path: Path
) -> None:  # fmt: skip
    if AXE is None:
        pytest.skip("axe-core is not here (.ci/node-tools installs it)")
    for form in FORMS:
        page = tmp_path / f"{form}.html"
        programme("form", *form.split(), "--to", page)
        opened(tab, page.as_uri())
        tab.click("#save")  # with all that it says is wrong
        for media, scheme in (("screen", "light"), ("screen", "dark"), ("print", "light"), ("print", "dark")):
            tab.seen_as(media=media, scheme=scheme)
            assert tab.axe() == [], (form, media, scheme)
        tab.seen_as()
        for width in (320, 390, 800, 1280):
            tab.wide(width)
            assert tab.js("document.documentElement.scrollWidth") <= width, (form, width)
        assert re.search("default-src 'none'; script-src 'sha256-", page.read_text(encoding="utf-8"))


def test_what_a_page_saves_is_what_imatter_reads(tab: Tab, tmp_path: Path) -> None:
    form = replace(fund.APPLY, questions=fund.APPLY.questions[:6])
    opened(tab, written(tmp_path / "apply.html", form))
    text = "- one\n> two\n[project] three\n# four\n\\ five\n  [end]\n[end]\nsix"
    tab.type("#project", "prj-2611-7kq4m2x")
    tab.type("#key_barrier", text)
    tab.type("#costs-item-1", "- a = b")
    tab.type("#costs-amount-1", "5")
    tab.type("#round", "2026-Q4")
    tab.click("#payee-1")
    tab.js("document.getElementById('form').dispatchEvent(new Event('input'))")
    tab.click("#show")
    raw = str(tab.js("document.getElementById('text').value"))
    came = sheet.read(raw.encode(), "pasted")
    assert came.given["key_barrier"] == text
    assert sheet.one_by_one(came.given["costs"]) == ["- a = b=5"]
    assert re.fullmatch(sheet.ANSWERS_ID, came.id)
    assert json.dumps(came.questions) in json.dumps(tab.js("page.data('form').questions"))
