"""The same over ssh and https: a host of the test's own, on this computer, or a word why not."""

from __future__ import annotations

import base64
import http.server
import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from together import IDEA, Copy, git

_SSH = """\
#!/bin/sh
# What git asks of ssh, without the network: the last argument is the command at the other end.
echo "$@" >> {log}
for last; do :; done
exec sh -c "$last"
"""


class _Host(http.server.BaseHTTPRequestHandler):
    """git http-backend behind TLS; with `word` set it wants that as a password."""

    root: Path
    word = ""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        if self.word and self.headers.get("Authorization") != "Basic " + base64.b64encode(self.word.encode()).decode():
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        path, _, query = self.path.partition("?")
        given = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline(), 16):
                given += self.rfile.read(size)
                self.rfile.readline()
        env = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(self.root), "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": self.command, "PATH_INFO": path, "QUERY_STRING": query, "REMOTE_USER": "x",
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(given)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }  # fmt: skip
        out = subprocess.run(["git", "http-backend"], input=given, env=env, capture_output=True, check=False).stdout
        head, _, body = out.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this computer, signed by itself."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl here to make a certificate with")
    path = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", path / "key", "-out", path / "cert",
         "-days", "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


@pytest.fixture
def https(certificate: Path, home: Any, tmp_path: Path) -> Iterator[tuple[str, Any]]:
    """An address by https, and the host behind it."""
    backend = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip()
    if not (Path(backend) / "git-http-backend").exists() or not (Path(backend) / "git-remote-https").exists():
        pytest.skip("this git can't serve or speak https")
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(tmp_path / "shared"))
    host = type("Host", (_Host,), {"root": tmp_path})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert", certificate / "key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (home.path / ".gitconfig").write_text(f"[http]\n\tsslCAInfo = {certificate / 'cert'}\n")
    yield f"https://localhost:{server.server_port}/shared", host
    server.shutdown()
    server.server_close()


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An address by ssh, over a program that git takes for ssh."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(tmp_path / "shared"))
    program = tmp_path / "bin" / "ssh"
    program.parent.mkdir()
    program.write_text(_SSH.format(log=tmp_path / "log"))
    program.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(program))
    monkeypatch.setenv("GIT_SSH_VARIANT", "ssh")
    return f"ssh://somebody@host{tmp_path / 'shared'}"


@pytest.fixture(params=["https", "ssh"])
def place(request: pytest.FixtureRequest) -> str:
    found = request.getfixturevalue(request.param)
    return found if isinstance(found, str) else str(found[0])


def test_the_same_over_a_host(place: str, programme: Any, call: Any, tmp_path: Path) -> None:
    mine = Copy(programme.path, call)
    assert mine.sync(place)["first"]
    assert call("join", place, tmp_path / "theirs", "--as", "prc-2611-7h3vn5m").code == 0
    theirs = Copy(tmp_path / "theirs", call)
    theirs.do(*IDEA)
    assert len(theirs.sync()["went"]) == 1
    assert len(mine.sync()["came"]) == 1
    assert mine.files() == theirs.files()
    for copy in (mine, theirs):
        copy.is_whole()


def test_ssh_is_told_to_ask_nobody(ssh: str, programme: Any, tmp_path: Path) -> None:
    assert programme("sync", ssh).code == 0
    assert "-oBatchMode=yes" in (tmp_path / "log").read_text()


def test_a_password_is_not_waited_for(https: tuple[str, Any], programme: Any) -> None:
    place, host = https
    host.word = "me:secret"
    error = programme.refused("sync", place, code=5)
    assert error["code"] == "not-let-in"


def test_the_users_own_helper_knows_the_password(https: tuple[str, Any], programme: Any, home: Any) -> None:
    place, host = https
    host.word = "me:secret"
    with (home.path / ".gitconfig").open("a") as file:
        file.write('[credential]\n\thelper = "!echo username=me; echo password=secret; true"\n')
    assert programme("sync", place).code == 0
    kept = next((home.path / "config/imatter/remotes").iterdir()).read_text()
    assert "secret" not in kept


def test_a_certificate_that_nobody_knows(https: tuple[str, Any], programme: Any, home: Any) -> None:
    (home.path / ".gitconfig").write_text("")
    assert programme.refused("sync", https[0], code=5)["code"] == "certificate"


def test_nobody_answers(programme: Any) -> None:
    for place in ("https://localhost:1/x", "ssh://localhost:1/x"):
        error = programme.refused("sync", place, code=5)
        assert error["code"] == "no-network", error
        assert "kept here" in error["hint"]


def test_a_host_that_says_nothing(programme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    from imatter_cli.store.git import transport

    monkeypatch.setattr(transport, "SILENCE", 0.3)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        error = programme.refused("sync", f"https://127.0.0.1:{silent.getsockname()[1]}/x", code=5)
    assert error["code"] == "no-answer"


def test_nothing_is_there(https: tuple[str, Any], programme: Any, call: Any, tmp_path: Path) -> None:
    place, _ = https
    assert programme.refused("sync", place + "x", code=5)["code"] == "no-remote"
    done = call("join", place, tmp_path / "copy", "--json")
    assert done.error["code"] == "nothing-there"
    assert not (tmp_path / "copy").exists()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".copy")] == []


def test_ctrl_c_ends_it_at_once(programme: Any, terminal: Any) -> None:
    import socket

    import pexpect

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        child = terminal("sync", f"https://127.0.0.1:{silent.getsockname()[1]}/x", "--store", programme.path)
        silent.settimeout(10)
        connection, _ = silent.accept()
        child.sendintr()
        child.expect(pexpect.EOF, timeout=10)
        child.close()
        connection.close()
    assert child.exitstatus == 130
    assert "Traceback" not in str(child.before)
    left = {p.name for p in (programme.path / ".git" / "imatter").glob("room-*")}
    assert not left
    assert programme("check").code == 0


def test_how_far_git_has_come() -> None:
    from imatter_cli.store.git.transport import _Watch

    told: list[float] = []
    watch = _Watch(told.append)
    for part in (b"Receiving obj", b"ects:  50% (5/10)\rReceiving objects: 100% (10/10)", b", done.\n", b"odd\n"):
        watch.heard(part)
    assert told == [0.5, 1.0]
