"""Who a commit is by: what the user has set, never what git would make up from the machine's name."""

from __future__ import annotations

import os

from imatter_cli.errors import StoreTrouble
from imatter_cli.remedies import Command, Remedy, ShellLine
from imatter_cli.store.git.config import Config
from imatter_cli.store.git.process import Git, Running

_OWN = ("author.name", "author.email", "committer.name", "committer.email")


class Identity:
    """Author and committer, each as a commit's header line has it: `Name <address> seconds zone`."""

    def __init__(self, git: Git, config: Config | None = None) -> None:
        self._git = git
        strict = git.with_config("user.useConfigOnly=true")
        same = not any(k.startswith(("GIT_AUTHOR_", "GIT_COMMITTER_")) for k in os.environ)
        if config is not None:
            same = same and not any(config.get(key) for key in _OWN)
        self._committer = strict.start("var", "GIT_COMMITTER_IDENT")
        self._author = None if same and config is not None else strict.start("var", "GIT_AUTHOR_IDENT")

    def lines(self) -> tuple[str, str]:
        """Author and committer. Raises StoreTrouble (code identity) with what to type if they are not set."""
        results = [r.finish() for r in _both(self._author, self._committer)]
        for result in results:
            if result.code != 0 or not result.text:
                raise StoreTrouble(
                    "Every change carries a name and an email address, and git does not know yours.",
                    hint=self._how_to_set(),
                    code="identity",
                    details={"git": result.words.splitlines()[-1] if result.words else ""},
                )
        return results[0].text, results[-1].text

    def _how_to_set(self) -> Remedy:
        """What to type: the person's code, where the store knows it; else who they are, or a name."""
        me = self._git.look("config", "--local", "--get", "imatter.me")
        if me.isascii() and me.replace("-", "").isalnum():
            return Remedy("To use your code, for this store only: ", Command("me", me))
        return Remedy(
            "To use a code, say who you are: ", Command("me", "PERSON"), ". To use a name: ",
            ShellLine("git", "config", "--global", "user.name", "A name"), "  and  ",
            ShellLine("git", "config", "--global", "user.email", "an@address.example"),
        )  # fmt: skip


def _both(author: Running | None, committer: Running) -> list[Running]:
    return [committer] if author is None else [author, committer]
