"""Who a commit is by: what the user has set, never what git would make up from the machine's name."""

from __future__ import annotations

import os
import re
import time

from imatter_cli.errors import StoreTrouble
from imatter_cli.remedies import Command, Remedy, ShellLine
from imatter_cli.store.git.config import Config
from imatter_cli.store.git.process import Git

_OWN = ("author.name", "author.email", "committer.name", "committer.email")
#: Git takes spaces and punctuation off the ends of others.
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _-]*[A-Za-z0-9])?")
_ADDRESS = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._@+-]*[A-Za-z0-9])?")


def lines(git: Git, config: Config) -> tuple[str, str]:
    """Author and committer, each as a commit's header line has it: `Name <address> seconds zone`.

    Raises StoreTrouble (code identity) with what to type if they are not set.
    """
    said = any(k.startswith(("GIT_AUTHOR_", "GIT_COMMITTER_")) for k in os.environ)
    same = not said and not any(config.get(key) for key in _OWN)
    plain = _plain(config) if same else ""
    if plain:
        return plain, plain
    strict = git.with_config("user.useConfigOnly=true")
    started = [strict.start("var", f"GIT_{who}_IDENT") for who in (("COMMITTER",) if same else ("AUTHOR", "COMMITTER"))]
    results = [running.finish() for running in started]
    for result in results:
        if result.code != 0 or not result.text:
            raise StoreTrouble(
                "Every change carries a name and an email address, and git does not know yours.",
                hint=_how_to_set(git),
                code="identity",
                details={"git": result.words.splitlines()[-1] if result.words else ""},
            )
    return results[0].text, results[-1].text


def _plain(config: Config) -> str:
    """The line, where git would take name and address as they are set; empty where git itself has to say it."""
    name, address = config.get("user.name"), config.get("user.email")
    if not _NAME.fullmatch(name) or not _ADDRESS.fullmatch(address):
        return ""
    now = time.time()
    return f"{name} <{address}> {int(now)} {time.strftime('%z', time.localtime(now))}"


def _how_to_set(git: Git) -> Remedy:
    """What to type: the person's code, where the store knows it; else who they are, or a name."""
    me = git.look("config", "--local", "--get", "imatter.me")
    if me.isascii() and me.replace("-", "").isalnum():
        return Remedy("To use your code, for this store only: ", Command("me", me))
    return Remedy(
        "To use a code, say who you are: ", Command("me", "PERSON"), ". To use a name: ",
        ShellLine("git", "config", "--global", "user.name", "A name"), "  and  ",
        ShellLine("git", "config", "--global", "user.email", "an@address.example"),
    )  # fmt: skip
