"""The types of fields of `kinds/fields.py` as fields of a model have them."""

from __future__ import annotations

from typing import Annotated

from imatter_cli.domain.kinds import fields
from imatter_cli.domain.records.model import Strict, metadata

__all__ = ["AnyId", "Count", "Day", "Label", "Moment", "Money", "PractitionerId", "RuleId", "Slug", "Strict", "Words"]

Words = Annotated[str, *metadata(fields.Words)]
Label = Annotated[str, *metadata(fields.Label)]
Slug = Annotated[str, *metadata(fields.Slug)]
Day = Annotated[str, *metadata(fields.Day)]
Moment = Annotated[str, *metadata(fields.Moment)]
Money = Annotated[int, *metadata(fields.Money)]
RuleId = Annotated[str, *metadata(fields.RuleId)]
Count = Annotated[int, *metadata(fields.Count)]
PractitionerId = Annotated[str, *metadata(fields.PractitionerId)]
AnyId = Annotated[str, *metadata(fields.AnyId)]
