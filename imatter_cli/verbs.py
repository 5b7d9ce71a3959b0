"""Every verb, once: where it lives, and its line of `imatter --help`, which loads only this."""

from __future__ import annotations


class Entry:
    """Where a verb lives: a module of imatter_cli.commands, and there one command (none: all of them, a group).

    `reads` names, for commands of a group that show much and change little, the modules whose `add_reading` hangs them
    on a group; they are loaded without the rest. `page` is what the page of `imatter --help` says of it and of
    the verbs that follow without words of their own; `begins` is the heading of the part of the page that it begins.
    """

    __slots__ = ("begins", "command", "help", "module", "page", "reads")

    def __init__(
        self, module: str, help: str, command: str = "", reads: dict[str, str] | None = None, *, page: str = "",
        begins: str = "",
    ) -> None:  # fmt: skip
        self.module = module
        self.help = help
        self.command = command
        self.reads = reads or {}
        self.page = page
        self.begins = begins


_LOOKING = {"list": "records.reading", "show": "records.reading"}
_FUND = {
    "list": "fund.records",
    "show": "fund.records",
    "rounds": "fund.rounds",
    "stats": "fund.figures",
    "review": "fund.review",
}

VERBS: dict[str, Entry] = {
    "status": Entry(
        "today.status", "what is open and what comes next", "status",
        page="what comes next (also with no command); dates; a page", begins="Your notebook",
    ),
    "due": Entry("today.due", "dates ahead, also for a calendar", "due"),
    "open": Entry("exchange.open", "a page to read, in the browser", "open"),
    "project": Entry(
        "practice.project", "plan, start, pause and complete a project", reads=_LOOKING,
        page="plan, start, pause and complete a project",
    ),
    "reflect": Entry(
        "practice.reflection", "write a reflection", "new", page="write a reflection; share and find them"
    ),
    "reflection": Entry(
        "practice.reflection", "write, share and find reflections", reads={**_LOOKING, "search": "practice.search"}
    ),
    "licence": Entry(
        "practice.licence", "apply for a licence and keep it", reads=_LOOKING,
        page="apply for a licence and keep it; see the evidence",
    ),
    "certification": Entry("practice.certification", "evidence toward the certification", "certification"),
    "init": Entry(
        "begin.init", "make a store: a notebook of your own, or a programme's", "init",
        page="make, join and share a store; who you are in it",
    ),
    "join": Entry("together.join", "join a store that somebody shares", "join"),
    "sync": Entry("together.sync", "share a store with others, or with your other computer", "sync"),
    "me": Entry("begin.me", "who you are in this store", "me"),
    "backup": Entry(
        "safe.backup", "save everything in one file", "backup",
        page="a copy in one file; a store from it; which is in use",
    ),
    "restore": Entry("safe.restore", "make a store again from a backup", "restore"),
    "store": Entry("safe.store", "which store is in use, and which ones you have"),
    "draft": Entry("today.draft", "unfinished answers", page="unfinished answers; a year to show"),
    "portfolio": Entry("practice.portfolio", "a year of practice, as a page to show", "portfolio"),
    "fund": Entry(
        "fund.group", "apply to the fund; run a quarter of it", reads=_FUND,
        page="apply to the fund; run a quarter of it", begins="The programme and its fund",
    ),
    "practitioner": Entry(
        "practice.practitioner", "the people of the programme", reads=_LOOKING,
        page="people and their roles; addresses for letters",
    ),
    "contacts": Entry("safe.contacts", "names and addresses for letters, on this computer"),
    "programme": Entry(
        "begin.programme", "the rules of the programme", page="the rules, and which of them are placeholders"
    ),
    "check": Entry(
        "integrity.check", "what is wrong in the records, and where", "check",
        page="what is wrong in the records, and in their history", begins="Checking and history",
    ),
    "rules": Entry("integrity.rules", "what is checked, and why", "rules"),
    "verify": Entry("integrity.verify", "whether the whole history is sound", "verify"),
    "show": Entry(
        "records.show", "a record", "show", page="a record, what happened, what changed; take words out"
    ),
    "log": Entry("integrity.log", "what happened to a record", "log"),
    "diff": Entry("integrity.diff", "what changed in a record", "diff"),
    "erase": Entry("safe.erase", "take words out of the records, and out of their past", "erase"),
    "edit": Entry("records.edit", "change a record", "edit", page="change a record; check and save edits made by hand"),
    "save": Entry("integrity.save", "check and save edits made by hand", "save"),
    "hook": Entry("integrity.hook", "check records before each git commit of your own"),
    "send": Entry(
        "exchange.send", "pack records for somebody else's store", "send",
        page="hand on records or a form; take in what came",
    ),
    "receive": Entry("exchange.receive", "take in what somebody sent, or answered", "receive"),
    "form": Entry("exchange.form", "a form for somebody who has no imatter", "form"),
    "undo": Entry(
        "integrity.undo", "take back a change", "undo", page="take back a change; what waits; an interrupted one"
    ),
    "waiting": Entry("together.waiting", "what a sync set aside", "waiting"),
    "recover": Entry("integrity.recover", "finish or drop an interrupted change", "recover"),
    "import": Entry(
        "exchange.import_", "import an old spreadsheet", "import",
        page="import a spreadsheet; a record's shape; the guides",
    ),
    "schema": Entry("integrity.schema", "the shape of each kind of record", "schema"),
    "help": Entry("begin.help", "the guides, and what a command takes", "help"),
}  # fmt: skip


def page() -> str:
    """The help on one screen: verbs that belong together on one line, and lines under headings."""
    lines = ["Usage: imatter COMMAND ...          imatter COMMAND --help says more", ""]
    names: list[str] = []
    said = ""
    for name, verb in [*VERBS.items(), ("", Entry("", "", page="end"))]:
        if verb.page and names:
            lines.append(f"  {', '.join(names):22}  {said}")
            names = []
        if verb.begins:
            lines.append(verb.begins)
        names.append(name)
        said = verb.page or said
    return "\n".join([*lines, "", *_EVERYWHERE, ""])


_EVERYWHERE = (
    "Everywhere  --store PATH  --as PERSON  --json  --no-input  --dry-run",
    "Once        --version  --install-completion  --show-completion",
)
