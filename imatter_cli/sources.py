"""Where a rule comes from, as refusals and findings name it: parts of the documentation, said once each."""

from __future__ import annotations

from typing import Final

LIFECYCLES: Final = "how imatter works: what can happen when"
ACROSS_RECORDS: Final = "how imatter works: rules across records"
EVERY_RECORD: Final = "how imatter works: what every record has"
READING: Final = "how imatter works: reading"
WRITING: Final = "how imatter works: writing"
CHECKING: Final = "how imatter works: checking"
A_STORE: Final = "how imatter works: a store"
SHARED_ONLY: Final = "how imatter works: a programme store holds only what was shared"
PROGRAMME_FILE: Final = "how imatter works: programme.yaml"
QUORUM: Final = "how imatter works: programme.yaml (quorum)"
COMMAND_LINE: Final = "how imatter works: the command line"
SEND_AND_RECEIVE: Final = "how imatter works: send and receive"
IMPORT: Final = "how imatter works: import"
LETTERS: Final = "how imatter works: imatter fund letters"
TOGETHER: Final = "how imatter works: several people, one store"
