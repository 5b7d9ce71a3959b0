"""Whether a programme asks for signatures, and the keys that count, as a commit has them."""

from __future__ import annotations

import re
from collections.abc import Callable

from imatter_cli.domain.ids import PROGRAMME_PATH
from imatter_cli.errors import Broken, StoreTrouble
from imatter_cli.remedies import Remedy, ShellLine
from imatter_cli.store import codec
from imatter_cli.store.files import NotPlain
from imatter_cli.store.git import signing
from imatter_cli.store.git.config import Config
from imatter_cli.store.git.process import Git

_ASKS = re.compile(rb"^signing:", re.MULTILINE)


def keys(bytes_at: Callable[[str], bytes | None]) -> bytes | None:
    """The file of allowed signers, empty if it is missing; None where the rules there ask for no signatures."""
    rules = bytes_at(PROGRAMME_PATH) or b""
    if not _ASKS.search(rules):
        return None
    try:
        asked = codec.parse(rules, PROGRAMME_PATH).get("signing")
    except Broken:
        return None
    path = asked.get("allowed_signers") if isinstance(asked, dict) else None
    try:
        return (bytes_at(path) or b"") if isinstance(path, str) else None
    except NotPlain:
        return b""  # with a link in its place no key counts


def refuse_unsigned(config: Config, allowed: bytes | None) -> None:
    """Refuse to make a change where the rules ask for signatures and git signs none. Raises StoreTrouble (signing)."""
    if allowed is not None and not signing.is_asked(config):
        raise StoreTrouble(
            "This programme's rules ask for every change to be signed, but git does not sign yours.",
            hint=Remedy(
                "With an ssh key, type these in the store's folder: ", ShellLine("git", "config", "gpg.format", "ssh"),
                "  and  ", ShellLine("git", "config", "user.signingkey", "FILE"), "  and  ",
                ShellLine("git", "config", "commit.gpgsign", "true"),
            ),
            code="signing",
        )  # fmt: skip


def refuse_unknown(git: Git, config: Config, commits: list[str], allowed: bytes | None) -> None:
    """Refuse changes that were signed with a key that is not among those allowed. Raises StoreTrouble (signing)."""
    if allowed is None:
        return
    marks = signing.judged(git, config, commits, allowed)
    if any(marks.get(commit, "-").startswith("-") for commit in commits):
        raise StoreTrouble(
            "This programme's rules ask for every change to be signed, but your key is not in its file of signers.",
            hint="Give your public key to a coordinator, who adds it to that file. Or sign with another key.",
            code="signing",
        )
