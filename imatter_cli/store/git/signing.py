"""A signature where the user asked git for one; a change that cannot be signed is not made."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence

from imatter_cli.errors import StoreTrouble
from imatter_cli.remedies import Remedy, ShellLine
from imatter_cli.said import Said
from imatter_cli.store.git.config import TRUSTED, Config
from imatter_cli.store.git.process import Git, Result, found

#: The programs that git would run to sign, with git's own choice. A repository may not choose them: it came from
#: somewhere, and the program would run with the user's rights.
_PROGRAMS = {
    "gpg.program": "gpg",
    "gpg.openpgp.program": "gpg",
    "gpg.x509.program": "gpgsm",
    "gpg.ssh.program": "ssh-keygen",
}
_SIGNED = "%x00%H%x00%G?%x00%GS%x00"
_PLAIN = ("--no-color", "--no-mailmap", "--no-notes", "--no-decorate")
_KEY_COMMAND = "gpg.ssh.defaultKeyCommand"


def is_asked(config: Config) -> bool:
    """Whether commits must be signed."""
    return config.is_true("commit.gpgsign")


def sign(
    git: Git, config: Config, tree: str, parents: Sequence[str], message: str, dated: str = ""
) -> str:  # fmt: skip
    """Make the signed commit of a tree that is there; returns its id. Raises StoreTrouble (code signing).

    `dated` is a line of who and when (`Name <address> seconds zone`) that gives its time, where that is not now.
    """
    if config.get(_KEY_COMMAND) != config.get(_KEY_COMMAND, TRUSTED):
        raise _refusal(
            Said("this store's own settings name a program that provides keys ({setting})", setting=_KEY_COMMAND)
        )
    settings = ["user.useConfigOnly=true"]
    general = config.get("gpg.program", TRUSTED)
    for name, usual in _PROGRAMS.items():
        fallback = general if name == "gpg.openpgp.program" and general else usual
        settings.append(f"{name}={config.get(name, TRUSTED) or fallback}")
    above = [word for parent in parents for word in ("-p", parent)]
    at = " ".join(dated.split(" ")[-2:])
    times = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at} if dated else {}
    # In the terminal's own process group: a signer may ask for a passphrase there.
    process = git.with_config(*settings).popen(
        "commit-tree", "-S", *above, "-F", "-", tree, group=None, variables=times
    )
    out, err = process.communicate(message.encode())
    result = Result(process.returncode, out, err)
    if result.code != 0 or not result.text:
        raise _refusal(Said("the program that signs did not"), result.words)
    return result.text


def _to_verify(config: Config) -> list[str]:
    """The settings under which only SSH signatures are looked at, by a program that the person or machine chose.

    The keys that count are in the store's own file of signers; what is in somebody's keyring does not. Raises
    StoreTrouble (code signing) where there is no such program.
    """
    program = config.get("gpg.ssh.program", TRUSTED) or found(_PROGRAMS["gpg.ssh.program"])
    if not program:
        raise StoreTrouble(
            "The rules ask for signatures, but there is no ssh-keygen here to check them.",
            hint="Install OpenSSH 8.2 or newer, then try again.", code="signing",
        )  # fmt: skip
    nothing, withdrawn = found("false") or "/bin/false", config.get("gpg.ssh.revocationFile", TRUSTED)
    others = [name for name in _PROGRAMS if name != "gpg.ssh.program"]
    off = [f"{name}={nothing}" for name in others]
    return [f"gpg.ssh.program={program}", *off, f"gpg.ssh.revocationFile={withdrawn}"]


def judged(git: Git, config: Config, commits: Sequence[str], allowed: bytes) -> Mapping[str, str]:
    """Who signed each of these commits with a key of this file of signers; a minus and git's letter where nobody did.

    Raises StoreTrouble (code signing).
    """
    with tempfile.NamedTemporaryFile(prefix="imatter-", suffix=".signers") as file:
        file.write(allowed)
        file.flush()
        git = git.with_config(*_to_verify(config), f"gpg.ssh.allowedSignersFile={file.name}")
        asked = "".join(f"{commit}\n" for commit in commits)
        # of git's lists this alone takes the settings for signatures to heart
        show = ("log", "--no-walk=unsorted", "--stdin", "-s", "--no-show-signature", *_PLAIN)
        found = git.run(*show, f"--format={_SIGNED}", given=asked.encode()).out.split(b"\0")
    rows = zip(found[1::4], found[2::4], found[3::4], strict=False)
    return {os.fsdecode(id): _judged(mark.decode("ascii", "replace"), who) for id, mark, who in rows}


def _judged(mark: str, who: bytes) -> str:
    """Whose signature it is (never empty for a good one), else a minus and git's letter (git-log(1), %G?)."""
    if mark == "G":
        return who.decode("utf-8", "replace").strip() or "somebody"
    return f"-{mark}"


def _refusal(why: Said, words: str = "") -> StoreTrouble:
    return StoreTrouble(
        Said("Changes here must be signed (commit.gpgsign), but this one could not be: {why}.", why=why),
        hint=Remedy("Correct the signing key, or type: ", ShellLine("git", "config", "commit.gpgsign", "false")),
        code="signing", details={"git": words} if words else {},
    )  # fmt: skip
