"""A record, or a part of one, as plain data: what its file says, read and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Data = Mapping[str, Any]
