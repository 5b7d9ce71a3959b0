"""What was set aside in a merge and is not answered yet: whose it is, what they did, what stands now, and why not both.

All of it comes from the history: merges say what they set aside, and later changes what they do again or let go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any

from imatter_cli.classes import immutable, replace
from imatter_cli.domain import dates, editing, ids, judged, lifecycles, lists, people, records, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.merge import OwnChange, SetAside, merge
from imatter_cli.domain.projects import Objection
from imatter_cli.domain.trail import LET_GO, PROGRAMME, Passage, timeline_of
from imatter_cli.errors import Ambiguous, NotFound, Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Said
from imatter_cli.services.context import Context
from imatter_cli.services.integrity.passing import record_in
from imatter_cli.services.integrity.sides import Sides
from imatter_cli.services.records.valid import policy_of
from imatter_cli.services.together.records import RecordsAt, new_errors
from imatter_cli.store.contract import Change, Reader, Receipt, Revision, Store, Write
