"""Schemas in an editor: the real YAML language server completes, explains and underlines by them, with no set-up.

It is started as an editor starts it and spoken to in the Language Server Protocol, 3.17. `.ci/node-tools` installs it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import imatter_cli
from imatter_cli.checks import example
from imatter_cli.domain import ids
from imatter_cli.services.integrity import schemas
from imatter_cli.store import codec

ROOT = Path(__file__).resolve().parents[3]
SERVER = ROOT / ".ci" / "node" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
PROJECT = ids.path_of(example.PROJECT)
#: It must need no network: what it knows are the schemas of the store.
SETTINGS = {"yaml": {"schemaStore": {"enable": False}, "hover": True, "completion": True, "validate": True}}


class Editor:
    """What an editor says to the server, and what it hears."""

    def __init__(self, folder: Path, home: Path) -> None:
        env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(home)}
        self.process = subprocess.Popen(
            ["node", SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=folder, env=env,
        )  # fmt: skip
        # A server that says nothing more must not hold up the tests: without it reading ends.
        self.patience = threading.Timer(60, self.process.kill)
        self.patience.start()
        self.count = 0
        self.folder = folder
        self.underlined: dict[str, list[Any]] = {}
        hover = {"hover": {"contentFormat": ["plaintext"]}, "completion": {"completionItem": {"snippetSupport": False}}}
        self.ask(
            "initialize", processId=None, rootUri=folder.as_uri(),
            capabilities={"textDocument": hover, "workspace": {"configuration": True}},
        )  # fmt: skip
        self.tell("initialized")
        self.tell("workspace/didChangeConfiguration", settings=SETTINGS)

    def close(self) -> None:
        self.patience.cancel()
        self.process.kill()
        self.process.communicate()

    def tell(self, method: str, **params: Any) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        self.count += 1
        self._send({"jsonrpc": "2.0", "id": self.count, "method": method, "params": params})
        while True:
            heard = self._hear()
            if heard.get("id") == self.count and "method" not in heard:
                assert "error" not in heard, heard
                return heard["result"]

    def open(self, path: str, text: str) -> str:
        """Open a new file with that text beside that path; its address, once the server has looked through it."""
        self.count += 1
        uri = (self.folder / path).with_stem(f"new-{self.count}").as_uri()
        about = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=about)
        while uri not in self.underlined:
            self._hear()
        return uri

    def at(self, method: str, uri: str, line: int, character: int) -> Any:
        return self.ask(
            f"textDocument/{method}", textDocument={"uri": uri}, position={"line": line, "character": character}
        )

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        """The next message; what the server asks is answered, and what it underlines is kept."""
        stream = self.process.stdout
        assert stream is not None
        size = 0
        while (line := stream.readline().strip()) or not size:
            assert line, "the server has ended"
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        heard: dict[str, Any] = json.loads(stream.read(size))
        if heard.get("method") == "workspace/configuration":
            sections = [item.get("section", "") for item in heard["params"]["items"]]
            self._send({"jsonrpc": "2.0", "id": heard["id"], "result": [SETTINGS.get(name, {}) for name in sections]})
        elif "id" in heard and "method" in heard:
            self._send({"jsonrpc": "2.0", "id": heard["id"], "result": None})
        elif heard.get("method") == "textDocument/publishDiagnostics":
            self.underlined[heard["params"]["uri"]] = heard["params"]["diagnostics"]
        return heard


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor in the small example store. Passed over where there is no node, or no server."""
    if shutil.which("node") is None or not SERVER.exists():
        pytest.skip("no language server here (.ci/node-tools installs it)")
    folder = tmp_path_factory.mktemp("edited")
    rules = (Path(imatter_cli.__file__).parent / "data" / "programme.yaml").read_bytes()
    records = {ids.path_of(id): codec.render(ids.kind_of(id), data) for id, data in example.store().items()}
    for path, text in {ids.PROGRAMME_PATH: rules, **records, **schemas.all_schemas()}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text)
    there = Editor(folder, tmp_path_factory.mktemp("home"))
    yield there
    there.close()


def text_of(editor: Editor, path: str, old: str = "", new: str = "") -> str:
    text = (editor.folder / path).read_text()
    assert old in text
    return text.replace(old, new, 1) if old else text


def place(text: str, what: str) -> tuple[int, int]:
    """Line and character, from 0, just behind the first `what`."""
    before = text[: text.index(what) + len(what)]
    return before.count("\n"), len(before.rpartition("\n")[2])


@pytest.mark.parametrize("kind", [*ids.KIND_NAMES, "programme"])
def test_nothing_is_underlined_in_a_record_that_is_fine(editor: Editor, kind: str) -> None:
    path = ids.PROGRAMME_PATH if kind == "programme" else ids.path_of(example.of_kind(kind)["id"])
    uri = editor.open(path, text_of(editor, path))
    assert editor.underlined[uri] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("setting: school", "seting: school", "seting is not allowed"),
        ("status: active", "status: running", "planned"),
        ("  - code: P1", "  - code: Anna Lee", "pattern"),
        ("type: early-concern\n", "", "type"),
        ("event: move", "event: moved", "move"),
        (f"licence: {example.LICENCE}", "licence: prj-2611-7kq4m2x", "pattern"),
    ],
)
def test_what_is_wrong_is_underlined_as_one_types(editor: Editor, old: str, new: str, said: str) -> None:
    text = text_of(editor, PROJECT, old, new)
    uri = editor.open(PROJECT, text)
    wrong = [one for one in editor.underlined[uri] if said in one["message"]]
    assert wrong, editor.underlined[uri]
    assert wrong[0]["source"].startswith("yaml-schema: ")
    if new:
        assert wrong[0]["range"]["start"]["line"] == place(text, new)[0]


def test_a_field_says_what_it_is(editor: Editor) -> None:
    text = text_of(editor, PROJECT)
    uri = editor.open(PROJECT, text)
    for field, words in (("focus_areas", "the first one names it"), ("age_band", "age bands"), ("setting", "its name")):
        line, character = place(text, f"{field}"[:-1])
        shown = editor.at("hover", uri, line, character)["contents"]
        assert words in str(shown["value"]), field


def test_fields_are_offered_with_what_they_are(editor: Editor) -> None:
    text = text_of(editor, PROJECT, "support: none\n", "sup\n")
    uri = editor.open(PROJECT, text)
    offered = {one["label"]: one for one in editor.at("completion", uri, *place(text, "\nsup"))["items"]}
    assert {"support", "supported_by"} <= set(offered)
    assert "the programme's kinds of support" in json.dumps(offered["support"]["documentation"])


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        ("status: ", {"planned", "active", "paused", "completed", "stopped"}),
        ("support: ", {"none", "link", "lead"}),
        ("setting: ", {"school"}),
        ("    event: ", {"plan", "start", "move", "complete"}),
    ],
)
def test_values_are_offered(editor: Editor, field: str, choices: set[str]) -> None:
    text = text_of(editor, PROJECT)
    line = next(one for one in text.split("\n") if one.startswith(field))
    text = text.replace(line, field, 1)
    uri = editor.open(PROJECT, text)
    offered = {one["label"].strip('"') for one in editor.at("completion", uri, *place(text, f"\n{field}"))["items"]}
    assert choices <= offered
