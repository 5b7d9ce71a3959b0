"""The guides that come with imatter: every page of docs/ in its four parts, by the word that `imatter help` takes."""

from __future__ import annotations

from pathlib import Path

from imatter_cli.classes import immutable


@immutable
class Guide:
    """A page of docs/ and what it is about."""

    page: str
    about: str

    @property
    def part(self) -> str:
        """Which of the four parts it is in."""
        return self.page.partition("/")[0]


GUIDES = {
    "practice": Guide("tutorials/practitioner.md", "a year of practice, as single commands"),
    "year": Guide("tutorials/a-year-at-a-terminal.md", "the same year, as questions and answers at a terminal"),
    "coordinator": Guide("tutorials/coordinator.md", "a quarter of the fund, from applications to decisions"),
    "reviewer": Guide("tutorials/reviewer.md", "scoring applications to the fund, on a page or in the store"),
    "installing": Guide("how-to/installing.md", "pip, pipx or uv; completion; update and remove"),
    "applying": Guide("how-to/applying.md", "asking the fund for money, from a draft to a report"),
    "programme-store": Guide("how-to/programme-store.md", "a programme's rules, people, licences and first quarter"),
    "handing-over": Guide("how-to/handing-over.md", "sending records, and importing a spreadsheet"),
    "forms": Guide("how-to/forms.md", "pages to fill in for people without imatter"),
    "together": Guide("how-to/together.md", "several people, or several computers, with one store"),
    "safe": Guide("how-to/safe.md", "backups, and another computer"),
    "private": Guide("how-to/private.md", "who can read what, and taking words out again"),
    "batch": Guide("how-to/ci.md", "checks that run by themselves, in CI or on a computer"),
    "adding": Guide("how-to/adding.md", "a kind of record, a verb, a rule or a choice of your own"),
    "releasing": Guide("how-to/releasing.md", "a release: what is built, tried, signed and published"),
    "every-command": Guide("reference/commands.md", "each command with its options and an example"),
    "every-rule": Guide("reference/rules.md", "what is checked and why, with examples"),
    "records": Guide("reference/records.md", "each field of each kind of record"),
    "programme-file": Guide("reference/programme.md", "each field of the programme's own file"),
    "running": Guide("reference/running.md", "exit codes, variables, settings and files"),
    "glossary": Guide("reference/glossary.md", "the words of the programme, and of imatter"),
    "json": Guide("reference/json.md", "what every command answers with --json"),
    "stability": Guide("reference/stability.md", "what stays as it is in later versions, and for how long"),
    "history": Guide("explanation/verify.md", "whether a history can be trusted"),
    "reliability": Guide("explanation/reliability.md", "what was tried on the store, and what was lost"),
    "security": Guide("explanation/security.md", "what a store from somebody else can do"),
    "performance": Guide("explanation/performance.md", "how long things take"),
    "comparison": Guide("explanation/comparison.md", "what other checkers have, and where imatter is behind"),
    "mutations": Guide("explanation/mutations.md", "what got past the checks when records were changed at random"),
    "architecture": Guide("explanation/architecture.md", "how imatter is built, and where to find things"),
    "dependencies": Guide("explanation/dependencies.md", "the libraries that come with it, and why"),
}

#: The four parts, and what each is called where its pages are listed.
PARTS = {
    "tutorials": "Learn by doing",
    "how-to": "Get something done",
    "reference": "Look something up",
    "explanation": "Understand how and why",
}
_PACKAGE = Path(__file__).resolve().parents[2]


def by_part() -> dict[str, dict[str, str]]:
    """What each guide is about, by topic, under the title of its part."""
    return {
        title: {topic: guide.about for topic, guide in GUIDES.items() if guide.part == part}
        for part, title in PARTS.items()
    }


def text_of(topic: str) -> str:
    """The page of a topic as it was written. It is in the package, or in a clone next to it."""
    page = GUIDES[topic].page
    shipped = _PACKAGE / "data" / "docs" / page
    return (shipped if shipped.exists() else _PACKAGE.parent / "docs" / page).read_text(encoding="utf-8")


def topic_of(link: str) -> str:
    """The topic of the page that a link leads to; empty for any other link. No two pages have one name."""
    return next((name for name, guide in GUIDES.items() if guide.page.endswith(f"/{Path(link).name}")), "")
