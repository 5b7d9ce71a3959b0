"""Completion for a shell: shown or installed, for the shell that is named or the one that imatter was started from.

Typer's own two options don't take a shell's name, and answer in its words.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from imatter_cli.commands.frame.typer_inside import get_completion_script, get_shell_name, install
from imatter_cli.errors import BadValue
from imatter_cli.said import Many, Said

SHELLS: Final = ("bash", "zsh", "fish")
_NAMES: Final = {"prog_name": "imatter", "complete_var": "_IMATTER_COMPLETE"}
#: zsh loads a file of a package when it first completes: then the file has to answer as well.
_LOADED = 'if [[ $zsh_eval_context[-1] == loadautofunc ]]; then\n  _imatter_completion "$@"\nelse\n  {line}\nfi'


def script(shell: str) -> str:
    """What makes a shell complete imatter's words, for its start-up file or as a file of a package."""
    *lines, last = get_completion_script(shell=shell, **_NAMES).splitlines()
    return "\n".join([*lines, _LOADED.format(line=last) if shell == "zsh" else last]) + "\n"


def answered(args: Sequence[str]) -> bool:
    """Whether the line asks for completion alone, which is then shown or installed."""
    option, *named = args or ("",)
    if option not in ("--show-completion", "--install-completion") or len(named) > 1:
        return False
    shell = named[0] if named else get_shell_name() or ""
    if shell not in SHELLS:
        said = (
            Said("{shell!r} is not a shell that imatter can complete for.", shell=shell)
            if shell
            else Said("imatter can't see which shell you use.")
        )
        raise BadValue(said, hint=Said("Name it after the option: {shells:or}.", shells=Many(SHELLS)))
    if option == "--show-completion":
        sys.stdout.write(script(shell))
    else:
        _, path = install(shell=shell, **_NAMES)
        sys.stdout.write(f"Completion for {shell} is in {path}. Open a new terminal to use it.\n")
    return True
