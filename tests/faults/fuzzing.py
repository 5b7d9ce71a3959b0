"""Record files as nobody should write them, and what every reader must make of them.

A fuzzed file may come out fine, if it still says what a record may say. Whether it must not is asked of others than
those who judge it: PyYAML's own loader, UTF-8, and the models by themselves.
"""

from __future__ import annotations

import copy
import io
import json
import random
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic_core import ValidationError

from imatter_cli.__main__ import main
from imatter_cli.domain import ids, policy
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.records.model import checker
from imatter_cli.errors import ImatterError
from imatter_cli.store import codec

#: CPU seconds after which a command counts as hung.
HUNG = 5.0
PROGRAMME = ids.PROGRAMME_PATH

TOKENS = (
    "\0", "\r", "\t", "\n", "\u2028", "\x85", "\ufeff", "\u202e", "\x1b[31m", "- ", ": ", "? ", "&a ", "*a", "!!int ",
    "!x ", "%YAML 1.1\n", "---\n", "...\n", "<<: *a\n", "{", "}", "[", "]", "'", '"', "|", ">", "|2-\n", "#", "~", ",",
    "@", "`", "9" * 30, "1e999", ".inf", ".nan", "0x10", "0o7", "1_000", "12:30:45", "2026-02-30", "NO",
    "2026-11-24T09:00:00+25:00",
    "null", "true", "\U0001f600", "e\u0301", "<<<<<<< HEAD\n", "=======\n", ">>>>>>> x\n", "x" * 3000, " " * 500,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 10**17, "", " ", "x", "x" * 5000, "\u202e", "2026-02-30", "0000-00-00", "9999-12-31",
    "2026-11-24T09:00:00Z", "2026-11-24T99:00:00Z", "-0", "1,000", "GBP 5", "GBP 99999999999999999999.999",
    "prj-2611-aaaaaa0", "prc-2611-aaaaaa0", "PRJ-2611-AAAAAA0", "2026-q9", [], {}, [[]], [None], {"x": None},
    [{"x": [1]}], ["a", "a"], {"id": "x", "event": "plan"}, "programme/1", "project/2", "/1", "- x", "a: b", "#",
    "\n", "a\nb\n\n",
)  # fmt: skip


def fuzzed(chance: random.Random, path: str, corpus: dict[str, bytes]) -> bytes:
    """The file at a path after one to four changes of any kind."""
    raw = corpus[path]
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        raw = chance.choice((_bytes, _tokens, _lines, _lines, _values, _values, _keys, _structure))(
            chance, raw, path, corpus
        )
    return raw


def _bytes(chance: random.Random, raw: bytes, path: str, corpus: dict[str, bytes]) -> bytes:
    a, b = sorted(chance.randrange(len(raw) + 1) for _ in range(2))
    b = min(b, a + chance.choice((1, 4, 50, 5000)))
    return chance.choice(
        (
            raw[:a],
            raw[a:],
            raw[:a] + raw[b:],
            raw[:b] + raw[a:],
            raw[:a] + bytes(chance.randrange(256) for _ in range(chance.randrange(1, 6))) + raw[a:],
            raw[:a] + bytes(byte ^ 1 << chance.randrange(8) for byte in raw[a : a + 1]) + raw[a + 1 :],
            raw[:a] + raw[a:b][::-1] + raw[b:],
        )
    )


def _tokens(chance: random.Random, raw: bytes, path: str, corpus: dict[str, bytes]) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + chance.choice(TOKENS).encode() + raw[at:]


def _lines(chance: random.Random, raw: bytes, path: str, corpus: dict[str, bytes]) -> bytes:
    lines = raw.split(b"\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(8):
        case 0:
            del lines[at]
        case 1:
            lines.insert(to, lines[at])
        case 2:
            lines[at], lines[to] = lines[to], lines[at]
        case 3:
            lines[at] = b" " * chance.randrange(1, 5) + lines[at]
        case 4:
            lines[at] = lines[at].lstrip(b" ")
        case 5:
            lines[at : at + 2] = [b"".join(lines[at : at + 2])]
        case 6:
            lines.insert(at, chance.choice(chance.choice(list(corpus.values())).split(b"\n")))
        case _:
            return raw.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", b"\n ")))
    return b"\n".join(lines)


def _values(chance: random.Random, raw: bytes, path: str, corpus: dict[str, bytes]) -> bytes:
    def change(holder: Any, key: Any) -> None:
        others = [v for _, _, v in _places(_data(corpus[chance.choice(list(corpus))]))]
        holder[key] = copy.deepcopy(chance.choice((*VALUES, *VALUES, *others[:40])))

    return _changed(chance, raw, change)


def _keys(chance: random.Random, raw: bytes, path: str, corpus: dict[str, bytes]) -> bytes:
    def change(holder: Any, key: Any) -> None:
        value = holder.pop(key)
        if isinstance(holder, list):
            return
        name = chance.choice((f"{key}s", key.upper(), "x", "", "note", "schema", "\u202e", "a b", key[:-1], None))
        if name is not None:
            holder[name] = value

    return _changed(chance, raw, change)


def _structure(chance: random.Random, raw: bytes, path: str, corpus: dict[str, bytes]) -> bytes:
    other = corpus[chance.choice(list(corpus))]
    if chance.random() < 0.2:
        return chance.choice((other, raw + other, other + raw, b"- " + raw.replace(b"\n", b"\n  "), b"x:\n  " + raw))

    def change(holder: Any, key: Any) -> None:
        value = holder[key]
        if isinstance(value, list) and value and chance.random() < 0.7:
            how = chance.randrange(5)
            if how == 0:
                value.append(copy.deepcopy(chance.choice(value)))
            elif how == 1:
                chance.shuffle(value)
            elif how == 2:
                value.reverse()
            elif how == 3:
                value[:] = value * 30
            else:
                value.clear()
        else:
            nested: Any = copy.deepcopy(value)
            for _ in range(chance.choice((1, 2, 40))):
                nested = [nested] if chance.random() < 0.5 else {"x": nested}
            holder[key] = nested

    return _changed(chance, raw, change)


def _data(raw: bytes) -> Any:
    try:
        return codec.parse(raw, "")
    except ImatterError:
        return {}


def _places(data: Any) -> list[tuple[Any, Any, Any]]:
    """Every value with what holds it and under which key."""
    out = []
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(items):
        out.append((data, key, value))
        out += _places(value)
    return out


def _changed(chance: random.Random, raw: bytes, change: Callable[[Any, Any], None]) -> bytes:
    data = _data(raw)
    places = _places(data)
    if not places:
        return raw
    holder, key, _ = chance.choice(places)
    change(holder, key)
    return "".join(f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}\n" for k, v in data.items()).encode()


def must_not_be_fine(path: str, raw: bytes) -> str:
    """Why a file may not come out of a check as fine; empty if it may. Asked of none who judge it there."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return "it is not UTF-8"
    try:
        if not isinstance(yaml.load(text, Loader=yaml.CBaseLoader), dict):
            return "it is no mapping"
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as e:
        return f"PyYAML cannot load it: {type(e).__name__}"
    try:
        data = codec.parse(raw, path)
    except ImatterError:
        return "the codec cannot read it"
    id = ids.id_at(path)
    try:
        if id is None:
            policy.policy_in(data)
            return ""
        checker(BY_NAME[ids.kind_of(id)].fields).validate_python(data)
    except ValidationError:
        return "it does not fit its model"
    except (RecursionError, ValueError, TypeError) as e:
        return f"its model cannot take it: {type(e).__name__}"
    return "" if data.get("id") == id else "it is another's"


@dataclass
class Tally:
    """What was tried, and every file that was not dealt with as it should be."""

    files: int = 0
    had_to_fail: int = 0
    found: int = 0
    slowest: float = 0.0
    wrong: list[tuple[str, str, bytes]] = field(default_factory=list)


class Hung(BaseException):
    """A command took too long."""


@contextmanager
def alarm() -> Iterator[None]:
    """Raises Hung in whatever takes too much of the processor."""

    def ring(*_: object) -> None:
        raise Hung

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, HUNG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def ask(root: Path, *line: str) -> tuple[int, str, str]:
    """Run a command here: exit code (-1: hung), stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            with alarm():
                code = main([*line, "--store", str(root), "--no-input"])
        except Hung:
            code = -1
    return code, out.getvalue(), err.getvalue()


def trouble(answer: tuple[int, str, str]) -> str:
    """What no file may lead to: a fault of ours, a traceback, a hang, another code than a reader has."""
    code, _, err = answer
    if "fault in imatter itself" in err or "Traceback" in err or '"code":"fault"' in err:
        return "a fault"
    return "a hang" if code == -1 else "" if code in (0, 1, 3, 4) else f"exit {code}"


KINDS = ("project", "licence", "reflection", "practitioner", "fund")


def batch(root: Path, corpus: dict[str, bytes], chance: random.Random, paths: Sequence[str], tally: Tally) -> None:
    """Fuzz these files of a store at once, read everything, judge each, and put them back."""
    texts = {path: fuzzed(chance, path, corpus) for path in paths}
    for path, raw in texts.items():
        (root / path).write_bytes(raw)
    tally.files += len(texts)
    checked = ask(root, "check", "--json")
    _judge(tally, texts, trouble(checked), "check")
    findings = (
        {f["path"] for f in json.loads(checked[1])["data"]["findings"] if f["severity"] == "error"}
        if checked[1]
        else set()
    )
    for kind in KINDS:
        _judge(
            tally,
            texts,
            trouble(ask(root, kind, "list", *(("--json",) if chance.random() < 0.5 else ()))),
            f"{kind} list",
        )
    _judge(tally, texts, trouble(ask(root, "status")), "status")
    for path, raw in texts.items():
        id = ids.id_at(path)
        line = ("show", id) if id else ("programme", "show")
        wrong = trouble(ask(root, *line, *(("--json",) if chance.random() < 0.5 else ())))
        if wrong:
            tally.wrong.append((f"{line}: {wrong}", path, raw))
        why = must_not_be_fine(path, raw)
        tally.had_to_fail += bool(why)
        tally.found += path in findings
        if why and path not in findings:
            tally.wrong.append((f"fine, though {why}", path, raw))
    for path in texts:
        (root / path).write_bytes(corpus[path])


def _judge(tally: Tally, texts: dict[str, bytes], wrong: str, line: str) -> None:
    if wrong:
        tally.wrong += [(f"{line}: {wrong}, one of these", path, raw) for path, raw in texts.items()]


def fuzz(root: Path, number: int, seed: int, say: Callable[[Tally], object] = lambda tally: None) -> Tally:
    """So many fuzzed files in a store that has every kind of record; the programme's own is in a batch of its own."""
    chance = random.Random(seed)
    corpus = {str(p.relative_to(root)): p.read_bytes() for p in sorted((root / "records").rglob("*.yaml"))}
    tally = Tally()
    records = [path for path in corpus if path != PROGRAMME]
    rounds = 0
    while tally.files < number:
        rounds += 1
        if rounds % 4 == 0:
            batch(root, corpus, chance, [PROGRAMME], tally)
        else:
            # some batches are of few, so that rules across records see sound ones around a broken one
            some = chance.choice((1, 5, 20, len(records)))
            batch(root, corpus, chance, chance.sample(records, min(some, len(records), number - tally.files)), tally)
        say(tally)
    return tally
