"""The same over ssh and https: a host of the test's own, on this computer, or a word why not."""

from __future__ import annotations

import base64
import http.server
import os
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from together import IDEA, OTHER, Copy, git

SERVER = Path(__file__).resolve().parents[2] / "support" / "ssh_server.py"
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


@pytest.fixture
def openssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An address by ssh, as OpenSSH reaches a server on this computer."""
    pytest.importorskip("asyncssh", reason="asyncssh, which serves ssh here, is not installed")
    if not shutil.which("ssh") or not shutil.which("ssh-keygen"):
        pytest.skip("there is no ssh here")
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(tmp_path / "shared"))
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name], check=True)
    shutil.copy(tmp_path / "user.pub", tmp_path / "users")
    server = subprocess.Popen(
        [sys.executable, SERVER, tmp_path / "host", tmp_path / "users"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    (tmp_path / "known").write_text(f"[127.0.0.1]:{port} {(tmp_path / 'host.pub').read_text()}")
    settings = f"-F none -oIdentitiesOnly=yes -i {tmp_path / 'user'} -oUserKnownHostsFile={tmp_path / 'known'}"
    monkeypatch.setenv("GIT_SSH_COMMAND", f"ssh {settings}")
    yield f"ssh://somebody@127.0.0.1:{port}{tmp_path / 'shared'}"
    server.terminate()
    server.wait(10)
    server.stdout.close()


@pytest.fixture(params=["https", "ssh", "openssh"])
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


def test_a_host_that_nobody_knows_and_a_key_that_it_does_not_know(openssh: str, programme: Any, tmp_path: Path) -> None:
    known = (tmp_path / "known").read_text()
    (tmp_path / "known").write_text("")
    error = programme.refused("sync", openssh, code=5)
    assert error["code"] == "not-let-in"
    (tmp_path / "known").write_text(known)
    shutil.copy(tmp_path / "host", tmp_path / "user")  # a key, but nobody's there
    error = programme.refused("sync", openssh, code=5)
    assert error["code"] == "not-let-in", error["details"]


def _commit_tree(shared: Path, *parents: str) -> str:
    above = [word for parent in parents for word in ("-p", parent)]
    who = ["-c", f"user.name={OTHER}", "-c", f"user.email={OTHER}@imatter.invalid"]
    return git(shared, *who, "commit-tree", "main^{tree}", *above, "-m", "Another end")


def test_a_host_that_refuses_lies_and_rewrites(
    https: tuple[str, Any], programme: Any, call: Any, tmp_path: Path
) -> None:
    place, shared = https[0], tmp_path / "shared"
    mine = Copy(programme.path, call)
    mine.sync(place)
    first = git(shared, "rev-parse", "main")
    hook = shared / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    idea = mine.do("practitioner", "new", "--role", "reviewer")
    error = mine.refused("sync", code=5)
    assert error["code"] == "remote-refused"
    assert "kept here" in error["hint"]
    hook.rename(hook.with_name("post-receive"))  # it says that it took it, and did not
    hook.with_name("post-receive").write_text(f"#!/bin/sh\ngit update-ref refs/heads/main {first}\n")
    assert len(mine.sync()["went"]) == 1
    assert git(shared, "rev-parse", "main") == first
    hook.with_name("post-receive").unlink()
    assert "had gone back" in mine("sync").out
    assert git(shared, "rev-parse", "main") == mine.head()
    for end, code in (((first,), "remote-rewritten"), ((), "another-store")):
        git(shared, "update-ref", "refs/heads/main", _commit_tree(shared, *end))
        assert mine.refused("sync")["code"] == code
        git(shared, "update-ref", "refs/heads/main", mine.head())
    git(tmp_path, "clone", "-q", "--bare", "--depth", "1", f"file://{shared}", str(tmp_path / "cut"))
    shared.rename(tmp_path / "whole")
    (tmp_path / "cut").rename(shared)
    error = call("join", place, tmp_path / "other", "--json").error
    assert error["code"] == "shallow", error
    assert idea in mine("practitioner", "list").out


@pytest.fixture
def without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on exFAT, for every program that is started."""
    if not shutil.which("cc"):
        pytest.skip("there is no C compiler here")
    source = tmp_path / "links.c"
    source.write_text(
        "#include <errno.h>\n"
        "int link(const char *a, const char *b) { errno = EPERM; return -1; }\n"
        "int linkat(int a, const char *b, int c, const char *d, int e) { errno = EPERM; return -1; }\n"
    )
    subprocess.run(["cc", "-shared", "-fPIC", "-o", tmp_path / "links.so", source], check=True)
    monkeypatch.setenv("LD_PRELOAD", str(tmp_path / "links.so"))
    (tmp_path / "a").touch()
    assert subprocess.run(["ln", tmp_path / "a", tmp_path / "b"], capture_output=True, check=False).returncode


def test_a_stick_on_which_a_file_has_one_name(without_links: None, programme: Any, call: Any, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    mine = Copy(programme.path, call)
    mine.sync(shared)
    assert call("join", shared, tmp_path / "theirs", "--as", OTHER).code == 0
    theirs = Copy(tmp_path / "theirs", call)
    for copy in (mine, theirs):
        copy.do("practitioner", "new", "--role", "reviewer") if copy is mine else copy.do(*IDEA)
        copy.sync()
    mine.sync()
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
