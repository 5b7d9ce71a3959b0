"""A text that is longer than the screen, shown by the person's own pager."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys

from imatter_cli.output.terminal import Screen, is_terminal


def paged(text: str, screen: Screen) -> bool:
    """Show a text through the pager, if somebody at a terminal needs one. False where it is still to be shown."""
    rows = shutil.get_terminal_size((80, 24)).lines
    if screen.manner != "drawn" or not is_terminal(sys.stdin) or len(text.split("\n")) < rows:
        return False
    pager = _pager()
    return bool(pager) and _shown_by(pager, text)


def _pager() -> str:
    """What PAGER says (nothing, or `cat`, is to have none), else what is usual."""
    chosen = os.environ.get("PAGER")
    if chosen is None:
        return next((name for name in ("less", "more") if shutil.which(name)), "")
    return "" if chosen.strip() == "cat" else chosen.strip()


def _shown_by(pager: str, text: str) -> bool:
    env = {"LESS": "FRX", "LESSCHARSET": "utf-8", **os.environ}
    sys.stdout.flush()
    # Ctrl-C is the pager's to hear, and a handler, unlike being deaf, is not handed on to it
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        done = subprocess.run(["/bin/sh", "-c", pager], input=text.encode(), env=env, check=False)
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, before)
    return done.returncode not in (126, 127)
