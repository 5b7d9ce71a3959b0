"""A file with many findings, and texts made to slow a pattern down: time grows as they do, never with their square.

    python benchmarks/many_findings.py [--quick]

Each shape is checked with 300 findings and with 3,000, each text with 10,000 characters and with 100,000, in one
process after the other. The goals: 12 times the time at most, and under 2 s.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from imatter_cli.checks import example
from imatter_cli.domain import cells, dates, ids, importing, money
from imatter_cli.errors import ImatterError
from imatter_cli.output import letters, portfolio, terminal
from imatter_cli.services.integrity import checking
from imatter_cli.services.records import reading
from imatter_cli.services.records.visibility import findings_seen
from imatter_cli.store import codec

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from memory_store import MemoryStore

REFLECTION = "ref-2611-c4v8n3x"
#: The goals: so many times the time for ten times as much, and so many seconds.
TIMES, SECONDS = 12.0, 2.0
#: Less than this is not measured: a clock's grain and a cache that is cold are more.
NOTHING = 0.01

Data = dict[str, Any]
PROGRAMME = files("imatter_cli").joinpath("data/programme.yaml").read_bytes()


def unknown_keys(record: Data, number: int) -> None:
    record |= {f"focus_are{n}": "x" for n in range(number)}


def unknown_keys_below(record: Data, number: int) -> None:
    record["individuals"] = [{"code": "P1", **{f"age_ban{n}": "x" for n in range(number)}}]


def events(record: Data, number: int) -> None:
    impossible = {"at": "2026-11-20", "event": "revisit", "by": "prc-2601-4t9wq2e"}
    record["timeline"] = [*record["timeline"], *(dict(impossible) for _ in range(number))]


def unknown_events(record: Data, number: int) -> None:
    impossible = {"at": "2026-11-20", "by": "prc-2601-4t9wq2e"}
    record["timeline"] = [*record["timeline"], *({**impossible, "event": f"resum{n}"} for n in range(number))]


def individuals(record: Data, number: int) -> None:
    record["individuals"] = [{"code": f"name {n}", "age_band": "0 to 2"} for n in range(number)]


def individuals_twice(record: Data, number: int) -> None:
    record["individuals"] = [{"code": "P1"} for _ in range(number)]


def steps(record: Data, number: int) -> None:
    record["steps"] = [{"id": f"s{n}", "text": 5} for n in range(number)]


def steps_twice(record: Data, number: int) -> None:
    record["steps"] = [{"id": "s1a2", "text": "read"} for _ in range(number)]


def values(record: Data, number: int) -> None:
    record["focus_areas"] = [{"is": "not a text"} for _ in range(number)]


def long_items(record: Data, number: int) -> None:
    record["focus_areas"] = ["x" * 201 for _ in range(number // 10)]


def accepted(record: Data, number: int) -> None:
    record["accepted"] = [{"rule": "XXX999", "reason": "so", "until": "2026-12-01"} for _ in range(number)]


SHAPES: Mapping[str, Callable[[Data, int], None]] = {
    f.__name__: f
    for f in (
        unknown_keys, unknown_keys_below, events, unknown_events, individuals, individuals_twice, steps, steps_twice,
        values, long_items, accepted,
    )
}  # fmt: skip


def scores(record: Data, number: int) -> None:
    record["scores"] = [{"criterion": f"c{n}", "score": 99} for n in range(number)]


def costs(record: Data, number: int) -> None:
    record["costs"] = [{"item": "books", "amount": "much"} for _ in range(number)]


def answers(record: Data, number: int) -> None:
    record["answers"] = [{"question": f"q{n}", "answer": 5} for n in range(number)]


def reviewers(record: Data, number: int) -> None:
    record["reviewers"] = [f"somebody {n}" for n in range(number)]


#: The same of kinds of which a reader may not see everything.
OF_THE_FUND: Mapping[str, tuple[str, Callable[[Data, int], None]]] = {
    "application: unknown keys": ("application", unknown_keys), "application: unknown events": (
        "application", unknown_events), "application: costs": ("application", costs),
    "application: answers": ("application", answers), "review: unknown keys": ("review", unknown_keys),
    "review: unknown events": ("review", unknown_events), "review: scores": ("review", scores),
    "round: unknown keys": ("round", unknown_keys), "round: unknown events": ("round", unknown_events),
    "round: reviewers": ("round", reviewers),
}  # fmt: skip

#: What the texts are made of: each part over and over, before an end that keeps a pattern from matching.
PARTS = (
    "a", "A", "1", " ", "a ", "A ", "Aa ", "a@", "@", "a.", ".a", "1 ", "1-", "1/", "0", "07 ", "+44", "(0", "\n",
    "\n\n", "\n ", ".", "-", "--", ";", "\"\"", "# ", "\x1b[", "\x1b]", "`", "<body", "- ", "a-", "A1", "SW1",
    "SW1 ", "Mr ", "Mr. ", "Anna ", "her name is ", "born ", "born on ", "1 May ", "May ",
    "https://", "www.", "a/", "'", "\"", "né ", "prj-2611-", "£", "£1,", "1,000", "{{", "[", "\t", "\u200d",
)  # fmt: skip
ENDS = ("", "@", "!", "\u00e9")


def texts(length: int) -> Iterator[tuple[str, str]]:
    """Texts of that length, with what they are made of."""
    for part in PARTS:
        for end in ENDS:
            yield f"{part!r} … {end!r}", (part * (length // len(part)))[: length - len(end)] + end


def _record_of(text: str) -> Data:
    return {**example.of_kind("reflection"), "summary": text, "next_step": text}


#: What else reads or shows a text that somebody else wrote.
FUNCTIONS: Mapping[str, Callable[[str], object]] = {
    "clean": terminal.clean,
    "fold": lambda text: terminal.folded(text, terminal.Screen(terminal=True)),
    "write": lambda text: codec.render("reflection", {**example.of_kind("reflection"), "summary": text}),
    "edit": lambda text: codec.edit(codec.render("reflection", _record_of(text)), _record_of(f"{text[:-1]}b")),
    "day": lambda text: dates.parse_day(text, date(2026, 11, 24)),
    "money": money.parse,
    "cell": cells.split,
    "spreadsheet": lambda text: importing.sheet(f"id,day\n1,{text}\n".encode(), "old.csv"),
    "spreadsheet's day": lambda text: importing._day(text, date(2026, 11, 24)),
    "spreadsheet's heading": importing._is_private,
    "filter": lambda text: reading.filters(None, "project", where=[text]),  # type: ignore[arg-type]
    "letter": lambda text: letters._BODY.search(text),
    "markdown": lambda text: portfolio._text(text),
}


def store_with(id: str, change: Callable[[Data], None]) -> MemoryStore:
    """The example store in memory, with one record changed."""
    records = example.store()
    change(records[id])
    contents = {ids.path_of(name): codec.render(ids.kind_of(name), data) for name, data in records.items()}
    return MemoryStore(contents | {ids.PROGRAMME_PATH: PROGRAMME})


def seconds(store: MemoryStore) -> tuple[float, int]:
    """How long a check takes, and how many findings it has."""
    start = time.process_time()
    report = checking.check(store, today="2026-11-24", processes=1)
    told = findings_seen(store, "", report.findings)  # as the command tells them to somebody who may see little
    return time.process_time() - start, len(told)


def calling(put: Callable[[str], object], text: str) -> tuple[float, int]:
    """How long a function takes with a text; what it refuses counts as done."""
    start = time.process_time()
    with contextlib.suppress(ImatterError, ValueError):
        put(text)
    return time.process_time() - start, 0


def compared(name: str, measure: Callable[[int], tuple[float, int]], few: int, many: int) -> bool:
    """Print one line on ten times as much, and whether the goals are met."""
    one = min(measure(few)[0] for _ in range(3))
    other, found = min(measure(many) for _ in range(3))
    ratio = other / max(one, NOTHING)
    met = ratio <= TIMES and other < SECONDS
    print(f"{name:40} {ratio:6.1f}x {other:7.2f} s  {found:5} findings  {'met' if met else 'MISSED'}", flush=True)
    return met


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of it, to see that all of it works")
    parser.add_argument("--only", default="", help="shapes and texts with this in their name")
    options = parser.parse_args()
    less = 10 if options.quick else 1
    some = list(texts(100))

    def shape(put: Callable[[Data, int], None]) -> Callable[[int], tuple[float, int]]:
        return lambda number: seconds(store_with(example.PROJECT, lambda record: put(record, number)))

    def checked(which: int) -> Callable[[int], tuple[float, int]]:
        def measure(length: int) -> tuple[float, int]:
            told = list(texts(length))[which][1].replace("\x1b", "e")  # no record holds an escape
            return seconds(store_with(REFLECTION, lambda record: record.update(summary=told)))

        return measure

    def called(put: Callable[[str], object], which: int) -> Callable[[int], tuple[float, int]]:
        return lambda length: calling(put, list(texts(length))[which][1])

    def of_the_fund(kind: str, put: Callable[[Data, int], None]) -> Callable[[int], tuple[float, int]]:
        id = next(id for id in example.store() if ids.is_id(id, kind))
        return lambda number: seconds(store_with(id, lambda record: put(record, number)))

    rows = [(name, shape(put), 300) for name, put in SHAPES.items()]
    rows += [(name, of_the_fund(kind, put), 300) for name, (kind, put) in OF_THE_FUND.items()]
    for which, (made_of, _) in enumerate(some):
        rows.append((f"check: {made_of}", checked(which), 10_000))
        rows += [(f"{name}: {made_of}", called(put, which), 10_000) for name, put in FUNCTIONS.items()]
    met = [
        compared(name, measure, number // less, 10 * number // less)
        for name, measure, number in rows
        if options.only in name
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
