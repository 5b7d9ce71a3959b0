"""git on its way to the place that a store is shared at: what is there, fetching it, and handing on what is here.

It works in a repository of our own that has no settings but ours (`room`), so nothing that a store's settings name has
a say: no rewriting of addresses, no ssh command, no helper, no program at the other end. The user's own settings count.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from imatter_cli.classes import immutable
from imatter_cli.errors import ImatterError, RaceLost, Refused, StoreTrouble
from imatter_cli.remedies import Command, Remedy, ShellLine
from imatter_cli.said import Many, Prose, Said
from imatter_cli.store.git.process import Git, Result, environment, not_started
from imatter_cli.store.git.shared_folder import SharedFolder, cut, damaged, other_format
from imatter_cli.store.sharing import Address, Told

#: So long, in seconds, nothing may be heard of a place where nobody can be asked anything.
SILENCE = 60.0
#: How long a git that was told to end may take for it.
_PATIENCE = 2.0
#: More than this of what a remote lists is not read.
_MOST = 16 * 1024 * 1024
_PROTOCOL = {"folder": "file", "ssh": "ssh", "https": "https"}
#: git's variables of the user's own that say how to get through to a host.
_USERS = (
    "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY",
    "GIT_SSL_CERT_PASSWORD_PROTECTED", "GIT_HTTP_PROXY_AUTHMETHOD", "GIT_PROXY_SSL_CERT", "GIT_PROXY_SSL_KEY",
)  # fmt: skip
_SSH = "-oConnectTimeout=20 -oServerAliveInterval=15 -oServerAliveCountMax=3"
_SETTINGS = (
    "fetch.fsckObjects=true", "transfer.fsckObjects=true", "core.alternateRefsCommand=true", "protocol.version=2",
    "submodule.recurse=false", "push.pushOption=", "push.useForceIfIncludes=false", "fetch.writeCommitGraph=false",
    "http.lowSpeedLimit=1", "http.lowSpeedTime=60",
)  # fmt: skip
_INCOMING = "refs/heads/incoming"


class Overtaken(RaceLost):
    """Somebody else's changes reached the remote first."""


@immutable
class Heads:
    """What a place has: the branch that it is about (empty: none yet), and the commit that it ends with."""

    branch: str
    commit: str


@immutable
class Transport:
    """The way to one place. `asks` says that ssh or a helper may ask somebody at a terminal for a password.

    `told` is called with the share of what is under way, from 0 to 1; None where nobody watches.
    """

    room: Git
    address: Address
    folder: SharedFolder | None
    asks: bool
    told: Told | None = None

    def heads(self) -> Heads:
        """What is there. Raises StoreTrouble, Refused."""
        result = self._run("ls-remote", "--symref", *self._far_end("upload-pack"), self._place, "HEAD", "refs/heads/*")
        if result.code != 0:
            raise self._trouble(result)
        found = self._heads(result.text.splitlines())
        if self.folder is not None and found.commit and not self.folder.has(found.commit):
            raise damaged(self._place, Said("the last change in it is missing"))
        return found

    def fetch(self, branch: str) -> str:
        """Bring a branch into the room, looked at object by object; the commit that it ends with. Raises as `heads`."""
        result = self._run(
            "fetch", "--no-tags", "--no-recurse-submodules", "--no-auto-gc", *self._watched,
            *self._far_end("upload-pack"), self._place, f"+refs/heads/{branch}:{_INCOMING}",
        )  # fmt: skip
        if result.code != 0:
            raise self._trouble(result)
        found = self.room.look("rev-parse", "-q", "--verify", f"{_INCOMING}^{{commit}}")
        if not found:  # git leaves out a branch whose history is not whole
            raise cut(self._place)
        return found

    def push(self, commit: str, branch: str, lease: str = "") -> None:
        """Hand a commit on, without force; with `lease`, over a past that ends with exactly that commit.

        Raises Overtaken, and as `heads`.
        """
        over = (f"--force-with-lease=refs/heads/{branch}:{lease}",) if lease else ()
        result = self._run(
            "push", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no", *over,
            *self._watched, *self._far_end("receive-pack"), self._place, f"{commit}:refs/heads/{branch}",
        )  # fmt: skip
        if result.code != 0:
            raise self._rejected(result, is_erasure=bool(lease))

    @property
    def _place(self) -> str:
        return self.address.place

    @property
    def _watched(self) -> Sequence[str]:
        return ("--progress",) if self.told is not None else ("--quiet",)

    def _far_end(self, program: str) -> Sequence[str]:
        """For a folder, the program that works in it; elsewhere it is the host's."""
        if self.folder is None:
            return ()
        strict = ("--strict",) if program == "upload-pack" else ()
        return (f"--{program}={self.folder.command(program, *strict)}",)

    def _heads(self, lines: Sequence[str]) -> Heads:
        named, branches = "", {}
        for line in lines:
            what, _, name = line.partition("\t")
            if name == "HEAD" and what.startswith("ref: refs/heads/"):
                named = what.removeprefix("ref: refs/heads/")
            elif name.startswith("refs/heads/"):
                branches[name.removeprefix("refs/heads/")] = what
        if not named and self.folder is not None:
            named = self.folder.branch
        if named in branches:
            return Heads(named, branches[named])
        if len(branches) > 1:
            raise Refused(
                Said(
                    "{place} has several histories ({branches}), and does not say which of them is the store.",
                    place=self._place, branches=Many(sorted(branches)[:5]),
                ),
                hint="Set its default branch, or share the store somewhere else.", code="which-branch",
                details={"remote": self._place, "branches": sorted(branches)},
            )  # fmt: skip
        return Heads(*next(iter(branches.items()), (named, "")))

    def _run(self, *args: str) -> Result:
        try:
            process = subprocess.Popen(
                self.room.with_config(*_SETTINGS).line(*args), env=self._environment(), stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=not self.asks,
            )  # fmt: skip
        except OSError as e:
            raise not_started(e) from e
        return self._listen(process)

    def _environment(self) -> dict[str, str]:
        """As everywhere, but for one way out of the house; nothing is asked where nobody could answer."""
        found = environment() | {name: os.environ[name] for name in _USERS if name in os.environ}
        found["GIT_ALLOW_PROTOCOL"] = _PROTOCOL[self.address.kind]
        found |= self._ssh(found)
        if self.asks:
            del found["GIT_TERMINAL_PROMPT"]
            return found
        nobody = {"GIT_ASKPASS": "false", "SSH_ASKPASS": "false", "SSH_ASKPASS_REQUIRE": "never"}
        return found | nobody | {"GCM_INTERACTIVE": "never"}

    def _ssh(self, found: Mapping[str, str]) -> dict[str, str]:
        """OpenSSH told not to wait for ever, and to ask nothing of nobody; another program is as the user set it."""
        if self.address.kind != "ssh" or "GIT_SSH" in found:
            return {}
        command = found.get("GIT_SSH_COMMAND") or self.room.look("config", "--get", "core.sshCommand") or "ssh"
        words = command.split()
        if not words or os.path.basename(words[0]) != "ssh":
            return {"GIT_SSH_COMMAND": command}
        return {"GIT_SSH_COMMAND": f"{command} {_SSH}{'' if self.asks else ' -oBatchMode=yes'}"}

    def _listen(self, process: subprocess.Popen[bytes]) -> Result:
        """Take in what it says, and pass on how far it has come. Whatever ends this ends it, too."""
        assert process.stdout is not None  # noqa: S101 - started with pipes
        assert process.stderr is not None  # noqa: S101
        said = {process.stdout: bytearray(), process.stderr: bytearray()}
        watch = _Watch(self.told) if self.told is not None else None
        try:
            with selectors.DefaultSelector() as ready:
                for pipe in said:
                    ready.register(pipe, selectors.EVENT_READ, pipe)
                while ready.get_map():
                    events = ready.select(None if self.asks else SILENCE)
                    if not events:
                        raise self._silent()
                    for key, _ in events:
                        chunk = os.read(key.fd, 65536)
                        if not chunk:
                            ready.unregister(key.fileobj)
                        elif len(said[key.data]) < _MOST:
                            said[key.data] += chunk
                        if watch is not None and key.data is process.stderr:
                            watch.heard(chunk)
            process.wait()
        except BaseException:
            _end(process, group=not self.asks)
            raise
        finally:
            process.stdout.close()
            process.stderr.close()
        return Result(process.returncode, bytes(said[process.stdout]), bytes(said[process.stderr]))

    def _silent(self) -> StoreTrouble:
        return StoreTrouble(
            Said("{place} did not answer within {seconds} seconds.", place=self._place, seconds=int(SILENCE)),
            hint="Nothing is lost. Try again later.", code="no-answer", details={"remote": self._place},
        )  # fmt: skip

    def _rejected(self, result: Result, *, is_erasure: bool) -> ImatterError:
        lines = [line.split("\t") for line in result.text.splitlines() if line.startswith("!")]
        why = lines[0][-1] if lines else ""
        if is_erasure and why.startswith("[remote rejected]") and not any(sign in why for sign in _MOVED):
            return StoreTrouble(
                Said("{place} lets nobody replace its past, so the erased words are still there.", place=self._place),
                hint=Remedy(
                    "Ask the person who looks after that place to allow it once: ",
                    ShellLine("git", "-C", self._place, "config", "receive.denyNonFastForwards", "false"),
                    ", or on a host no protection of that branch. Then type: ", Command("sync"),
                ),
                code="erasure-refused", details={"remote": self._place, "git": result.words or why},
            )  # fmt: skip
        if why.startswith("[rejected]") or any(sign in why for sign in _RACES):
            return Overtaken(
                Said("Somebody else's changes reached {place} first.", place=self._place),
                hint="Try again.",
                code="overtaken",
            )
        if "shallow" in why:
            return cut(self._place)
        is_host = why.startswith("[remote rejected]") and not any(sign in result.words for sign in (*_FULL, *_CLOSED))
        if is_host and self.folder is not None and any(sign in why for sign in _UNPACKED):
            return damaged(self._place, Said("some of the changes in it are missing"))
        if is_host:
            return StoreTrouble(
                Said("{place} did not take the changes{why}.", place=self._place, why=Prose(_reason(why))),
                hint="Your work is kept here. Ask the person who looks after that place, then sync again.",
                code="remote-refused", details={"remote": self._place, "git": result.words or why},
            )  # fmt: skip
        return self._trouble(result)

    def _trouble(self, result: Result) -> ImatterError:
        words = result.words
        details = {"remote": self._place, "git": words}
        if "mismatched algorithms" in words or "object format" in words:
            return other_format(self._place)
        if "shallow" in words:
            return cut(self._place)
        if "corruption on the remote side" in words:
            return damaged(self._place, Said("some of the changes in it are missing"))
        if any(sign in words for sign in _UNSOUND) and not any(sign in words for sign in _FULL):
            return Refused(
                Said("{place} sent a history with something wrong in it, so nothing was taken in.", place=self._place),
                hint="Ask the person who looks after that place. Your own copy was not changed.", code="remote-unsound",
                details=details,
            )  # fmt: skip
        for signs, code, said, hint in _TROUBLES:
            if any(sign in words for sign in signs):
                return StoreTrouble(said(self._place), hint=hint, code=code, details=details)
        return StoreTrouble(
            Said("imatter could not get through to {place}.", place=self._place),
            hint="Nothing is lost. With --json, `details.git` has the reason in git's own words.", code="remote",
            details=details,
        )  # fmt: skip


class _Watch:
    """How far git has come, from the lines that it writes over each other. GitPython knows how to read them."""

    def __init__(self, told: Told) -> None:
        from imatter_cli.store.git.guarded import RemoteProgress  # late: only where somebody watches

        class _Parser(RemoteProgress):
            def update(
                self, op_code: int, cur_count: str | float, max_count: str | float | None = None, message: str = ""
            ) -> None:
                if max_count:
                    told(float(cur_count) / float(max_count))

        self._handle = _Parser().new_message_handler()
        self._rest = b""

    def heard(self, chunk: bytes) -> None:
        """Take in what git wrote."""
        *lines, self._rest = (self._rest + chunk).replace(b"\r", b"\n").split(b"\n")
        for line in lines:
            self._handle(line.decode("utf-8", "replace"))


#: Races that are told as the host's refusal: its branch moved, or was locked, after git looked at it.
_RACES = ("failed to update ref", "cannot lock ref", "reference already exists", "fetch first", "non-fast-forward")
#: Those that say so even of an erasure, which is always handed on over another past.
_MOVED = ("failed to update ref", "cannot lock ref", "reference already exists", "stale info")
#: What git says where a disk has no room, here or there.
_FULL = (
    "No space left", "Out of diskspace", "Disk quota", "File too large", f"died of signal {signal.SIGXFSZ.value}",
)  # fmt: skip
#: What git says of a place that may not be written to.
_CLOSED = ("insufficient permission", "Read-only file system", "Permission denied", "unable to create temporary object")
#: What git says where new changes don't go together with what a place has.
_UNPACKED = ("unpacker error", "missing necessary objects")
#: What git says of objects that are not what they should be.
_UNSOUND = (
    "fsck error", "error in object", "unpack-objects failed", "index-pack failed", "invalid index-pack",
    "did not send all necessary objects", "fatal: pack ", "bad object", "unexpected object",
)  # fmt: skip
#: Words of git and ssh, the code and the sentence for them, and what to try. The first that fits is said.
_TROUBLES: Sequence[tuple[Sequence[str], str, Callable[[str], Said], str]] = (
    (
        ("Permission denied (", "Authentication failed", "could not read Username", "could not read Password",
         "terminal prompts disabled", "error: 403", "error: 401", "Host key verification failed"),
        "not-let-in", lambda place: Said("{place} did not let you in.", place=place),
        "Look at your password, your key, or whether you trust that host (try ssh or git there once). Your work is "
        "kept here.",
    ),
    (
        ("Could not resolve host", "Connection refused", "timed out", "Network is unreachable", "No route to host",
         "Couldn't connect", "Could not connect", "Failed to connect", "Connection reset",
         "Operation too slow", "Temporary failure in name resolution"),
        "no-network", lambda place: Said("{place} can't be reached.", place=place),
        "Look at the network, then sync again. Your work is kept here.",
    ),
    (
        ("SSL certificate", "certificate verify", "server certificate"),
        "certificate", lambda place: Said("{place} can't prove that it is that host (its certificate).", place=place),
        "Look at the address. If the host has a certificate of its own, git's setting http.sslCAInfo names it.",
    ),
    (
        _CLOSED,
        "remote-read-only", lambda place: Said("You may not write to {place}.", place=place),
        "Ask the person who looks after that place for access. Your work is kept here.",
    ),
    (
        _FULL,
        "disk-full", lambda place: Said("There is no room left, here or at {place}.", place=place),
        "Free some space, then sync again. Your work is kept here.",
    ),
    (
        ("does not appear to be a git repository", "not found", "does not exist", "not a git repository"),
        "no-remote", lambda place: Said("There is no shared store at {place}.", place=place), "Look at the address.",
    ),
)  # fmt: skip


def _reason(why: str) -> str:
    """The host's own reason, in brackets at the end of git's line."""
    said = why.rpartition("(")[2].rstrip(")").strip()
    return f" ({said})" if said and said.isprintable() and len(said) <= 120 else ""


def _end(process: subprocess.Popen[bytes], *, group: bool) -> None:
    """End a git and what it started. In the terminal's group Ctrl-C has reached those already."""
    until = time.monotonic() + _PATIENCE
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            if group:
                os.killpg(process.pid, number)
            else:
                process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, until - time.monotonic()))
            return
