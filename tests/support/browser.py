"""A real Chromium, driven through its DevTools protocol over two pipes: nothing listens, and nothing is installed."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: Nothing of its own is to ask anybody anything, and no name leads anywhere.
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
BINARY = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_AXE = Path(__file__).resolve().parents[2] / ".ci/node/node_modules/axe-core/axe.min.js"
AXE = _AXE if _AXE.exists() else None
_SECONDS = 60
_KEYS = {"Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40, "ArrowUp": 38, "ArrowRight": 39, "ArrowLeft": 37}


class Tab:
    """One page of the browser: go somewhere, run a line of script in it, type, press keys, look."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session
        self.said: list[str] = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        return self._browser.send(method, self._session, **params)

    def go(self, address: str) -> None:
        """Open an address and wait until it has loaded and its scripts have run."""
        self._browser.events.clear()
        self.send("Page.navigate", url=address)
        self._browser.wait_for("Page.loadEventFired", self._session)

    def js(self, line: str) -> Any:
        """The value of an expression of JavaScript, waited for where it is a promise."""
        seen = self.send("Runtime.evaluate", expression=line, awaitPromise=True, returnByValue=True, userGesture=True)
        if "exceptionDetails" in seen:
            raise AssertionError(seen["exceptionDetails"].get("exception", {}).get("description", seen))
        return seen["result"].get("value")

    def until(self, line: str) -> Any:
        """Wait until an expression is true, and give its value."""
        end = time.monotonic() + _SECONDS
        while not (value := self.js(line)):
            assert time.monotonic() < end, f"never came true: {line}"
            time.sleep(0.02)
        return value

    def kept(self) -> None:
        """Wait until the page has kept what was typed: it does that a moment later, and encrypts it first."""
        self.js("new Promise(done => setTimeout(done, 400))")
        self.until("Object.keys(localStorage).some(name => name.startsWith('imatter-'))")

    def click(self, selector: str) -> None:
        self.js(f"document.querySelector({json.dumps(selector)}).click()")

    def type(self, selector: str, text: str) -> None:
        """Type into a field as a person does, in place of what is there."""
        self.js(f"(e => {{ e.focus(); if (e.select) e.select(); }})(document.querySelector({json.dumps(selector)}))")
        self.send("Input.insertText", text=text)

    def press(self, key: str) -> None:
        code = {"key": key, "code": key, "windowsVirtualKeyCode": _KEYS.get(key, ord(key[0].upper()))}
        text = {"text": {"Enter": "\r"}.get(key, key)} if len(key) == 1 or key == "Enter" else {}
        self.send("Input.dispatchKeyEvent", type="keyDown", **code, **text)
        self.send("Input.dispatchKeyEvent", type="keyUp", **code)

    def wide(self, width: int, height: int = 900) -> None:
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def seen_as(self, *, media: str = "screen", scheme: str = "light") -> None:
        """Look at it on a screen or in print, light or dark."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.send("Emulation.setEmulatedMedia", media=media, features=features)

    def picture(self, path: Path) -> None:
        """The whole page as a PNG."""
        seen = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(seen["data"]))

    def downloads(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._browser.send("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))

    def axe(self) -> list[str]:
        """What axe-core finds: each rule with the first place that breaks it."""
        assert AXE is not None
        self.send("Runtime.evaluate", expression=AXE.read_text(encoding="utf-8"))
        found = self.js("axe.run(document, {resultTypes: ['violations']})")
        return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]

    def complaints(self) -> list[str]:
        """What the page's policy or its scripts complained about since it was opened."""
        self.js("0")  # what the browser says comes with its next answer
        told = [e["params"]["entry"]["text"] for e in self._browser.heard("Log.entryAdded", self._session)]
        thrown = self._browser.heard("Runtime.exceptionThrown", self._session)
        return told + [json.dumps(e["params"]["exceptionDetails"]) for e in thrown]

    def close(self) -> None:
        self.send("Page.close")


class Browser:
    """A running Chromium with a profile of its own."""

    def __init__(self, profile: Path) -> None:
        assert BINARY is not None
        inward, self._out = os.pipe()
        self._in, outward = os.pipe()

        def its_pipes() -> None:  # the browser listens at 3 and answers at 4
            far = [fcntl.fcntl(one, fcntl.F_DUPFD, 10) for one in (inward, outward)]
            for place, one in zip((3, 4), far, strict=True):
                os.dup2(one, place)

        line = [BINARY, *QUIET, f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"]
        self._process = subprocess.Popen(
            line, pass_fds=(3, 4), preexec_fn=its_pipes, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(inward)
        os.close(outward)
        self._number, self._rest = 0, b""
        self.events: list[dict[str, Any]] = []

    def tab(self) -> Tab:
        """A new page."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        return Tab(self, self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])

    def send(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        mine = self._ask(method, session, **params)
        while True:
            came = self._next()
            if came.get("id") == mine:
                assert "error" not in came, came["error"]
                return dict(came["result"])
            self.events.append(came)

    def _ask(self, method: str, session: str = "", **params: Any) -> int:
        self._number += 1
        asked = {"id": self._number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self._out, json.dumps(asked).encode() + b"\0")
        return self._number

    def wait_for(self, event: str, session: str) -> None:
        while not self.heard(event, session):
            self.events.append(self._next())

    def heard(self, event: str, session: str) -> list[dict[str, Any]]:
        return [e for e in self.events if e.get("method") == event and e.get("sessionId") == session]

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + _SECONDS
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], max(0.0, end - time.monotonic()))
            chunk = os.read(self._in, 1 << 16) if ready else b""
            assert chunk, "the browser says nothing"
            self._rest += chunk
        message, _, self._rest = self._rest.partition(b"\0")
        came = dict(json.loads(message))
        if came.get("method") == "Page.javascriptDialogOpening":  # "Leave this page?": yes
            self._ask("Page.handleJavaScriptDialog", came["sessionId"], accept=True)
        return came

    def close(self) -> None:
        with contextlib.suppress(AssertionError, OSError):
            self.send("Browser.close")
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._out)
        os.close(self._in)


@contextlib.contextmanager
def running(profile: Path) -> Iterator[Browser]:
    """A browser for a while."""
    browser = Browser(profile)
    try:
        yield browser
    finally:
        browser.close()
