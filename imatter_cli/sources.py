"""Where a rule comes from, as refusals and findings name it: parts of the documentation, said once each."""

from __future__ import annotations

from typing import Final

_OWN = "how imatter works: "

LIFECYCLES: Final = f"{_OWN}what can happen when"
ACROSS_RECORDS: Final = f"{_OWN}rules across records"
EVERY_RECORD: Final = f"{_OWN}what every record has"
READING: Final = f"{_OWN}reading"
WRITING: Final = f"{_OWN}writing"
CHECKING: Final = f"{_OWN}checking"
A_STORE: Final = f"{_OWN}a store"
SHARED_ONLY: Final = f"{_OWN}a programme store holds only what was shared"
PROGRAMME_FILE: Final = f"{_OWN}programme.yaml"
QUORUM: Final = f"{_OWN}programme.yaml (quorum)"
COMMAND_LINE: Final = f"{_OWN}the command line"
SEND_AND_RECEIVE: Final = f"{_OWN}send and receive"
IMPORT: Final = f"{_OWN}import"
LETTERS: Final = f"{_OWN}imatter fund letters"
TOGETHER: Final = f"{_OWN}several people, one store"


def can_be_looked_up(source: str) -> bool:
    """Whether somebody can look the source up in their own store: a part of imatter's own rules is not there."""
    return not source.startswith(_OWN)
