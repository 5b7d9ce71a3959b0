"""What somebody could put into a store, and how to see that it did nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from imatter_cli.output.findings import FORMATS

#: Every setting of git that names a program, or a file to read or write, with the canary where the program stands.
PROGRAMS = (
    "core.fsmonitor", "core.editor", "core.pager", "core.sshCommand", "core.gitProxy", "core.askPass",
    "core.alternateRefsCommand", "sequence.editor", "credential.helper", "diff.external", "diff.x.command",
    "diff.x.textconv", "filter.x.clean", "filter.x.smudge", "filter.x.process", "merge.x.driver", "gpg.program",
    "gpg.openpgp.program", "gpg.ssh.program", "gpg.x509.program", "pager.log", "pager.rev-list", "pager.diff-tree",
    "pager.status", "interactive.diffFilter", "trailer.x.command", "trailer.x.cmd", "uploadpack.packObjectsHook",
    "remote.origin.uploadpack", "remote.origin.receivepack", "remote.origin.vcs", "submodule.x.update",
    "difftool.x.cmd", "mergetool.x.cmd", "man.x.cmd", "browser.x.cmd", "web.browser", "imap.tunnel",
    "sendemail.smtpserver", "instaweb.httpd", "gc.recentObjectsHook", "hook.x.command", "hook.y.command",
)  # fmt: skip
ALIASES = (
    "cat-file", "check-attr", "commit-tree", "config", "diff-tree", "fsck", "index-pack", "ls-files", "ls-tree",
    "merge-base", "rev-list", "rev-parse", "status", "symbolic-ref", "unpack-objects", "update-index", "update-ref",
    "var",
)  # fmt: skip
HOOKS = (
    "applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-checkout", "post-commit", "post-index-change",
    "post-merge", "post-receive", "post-rewrite", "post-update", "pre-applypatch", "pre-auto-gc", "pre-commit",
    "pre-merge-commit", "pre-push", "pre-rebase", "pre-receive", "prepare-commit-msg", "proc-receive",
    "push-to-checkout", "reference-transaction", "sendemail-validate", "update",
)  # fmt: skip
ATTRIBUTES = "* diff=x merge=x\nnotes.txt filter=x\n"

#: What may never reach a terminal or a pipe: control characters, one-byte escapes, marks that turn writing about.
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
#: Colours, a window's title, the clipboard (OSC 52), a link (OSC 8), a carriage return, one-byte CSI, turned writing.
EVIL = (
    "\x1b[31mred\x1b]0;title\x07\x1b]52;c;Zm9v\x07\x1b]8;;http://x.invalid\x1b\\link\x1b]8;;\x1b\\\rover"
    "\x9b2J\u202etxt.exe\u2066\u2028\x08\x7f"
)


def canary(folder: Path, name: str, then: str = "cat") -> str:
    """A program that leaves a mark in `folder` if it is ever run, and lets its input through."""
    path = folder / name
    path.write_text(f'#!/bin/sh\necho {name} >> "{folder}/ran"\n{then}\n')
    path.chmod(0o755)
    return str(path)


def ran(*folders: Path) -> list[str]:
    """The canaries that sang."""
    return [line for folder in folders if (folder / "ran").exists() for line in (folder / "ran").read_text().split()]


def everything_in(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All that is in a folder: what kind each name is of, and its bytes."""
    return {
        str(p.relative_to(folder)): (p.lstat().st_mode, p.read_bytes() if p.is_file() and not p.is_symlink() else b"")
        for p in sorted(folder.rglob("*"))
    }


def poisoned(data: Any, top: bool = True) -> Any:
    """The same record with EVIL at the end of every text in it."""
    if isinstance(data, dict):
        return {k: v if top and k in ("id", "schema", "programme") else poisoned(v, False) for k, v in data.items()}
    if isinstance(data, list):
        return [poisoned(v, False) for v in data]
    return f"{data}{EVIL}" if isinstance(data, str) else data


def reading(box: Any, ids: list[str]) -> list[tuple[str, ...]]:
    """Command lines that only read, over everything there is to see."""
    lines: list[tuple[str, ...]] = [
        ("status",), ("check",), ("log",), ("diff",), ("check", "--since", "HEAD~1"), ("programme",),
        ("schema", "--check"), ("fund", "rounds"), ("fund", "status"), ("verify",), ("me",), ("draft", "list"),
    ]  # fmt: skip
    lines += [(group, "list") for group in ("project", "licence", "reflection", "practitioner", "fund")]
    lines += [("project", "list", "--csv"), ("fund", "list", "--csv"), ("check", "--staged")]
    lines += [("check", "--format", name) for name in FORMATS if name not in ("text", "json")]
    for id in ids:
        lines += [("show", id), ("log", id), ("diff", id), ("show", id, "--as-of", "2026-11-24")]
    return lines


def each(lines: list[tuple[str, ...]], act: Callable[..., Any]) -> list[Any]:
    """Run each line, as text and as JSON."""
    return [act(*line, *more) for line in lines for more in ((), ("--json",)) if not more or "--format" not in line]
