"""`imatter fund`: the applicant's side, the round, reviews and decisions."""

from __future__ import annotations

from imatter_cli.commands.frame import Commands
from imatter_cli.commands.fund import applicant, decide, quarter, records, review

app = Commands("fund", "The Microproject Development Fund: apply to it, and run a quarter of it.")

for part in (applicant, quarter, decide, review, records):
    part.add_to(app)
